"""Faults of a profile or rulebook: what stands where, what is expected, what to do.

All faults of a file are gathered and raised as one error of one line.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from parkland.choices import nearest
from parkland.errors import ConventionError
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Keys and numbers of entries (from 1) that lead from the top of a file to a value.
TablePath = tuple[str | int, ...]

# Nobody reads fifty faults in one line; the error gives their number, up to a bound.
MOST_FAULTS_SHOWN = 8
MOST_FAULTS_COUNTED = 100
MOST_CHARACTERS = 60
MOST_KEYS_SHOWN = 12
MOST_INTEGER = 10**18
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value, where it stands, and what to do.

    Attributes
    ----------
    path : tuple
        Of the value.
    what, do : str
        As in `ParklandError`.
    other : tuple
        Path of the value that it does not agree with, if that is the fault.
    """

    path: TablePath
    what: str
    do: str = ""
    other: TablePath = ()


def fault_at(path: TablePath, key: str, /, *, other_path: TablePath = (), **fields: Any) -> Fault:
    """Return the fault with the texts of a key of `resources/errors/`.

    Parameters
    ----------
    path
        Of the value.
    key
        The key of the texts, as in `ParklandError`.
    other_path
        Path of the value that it does not agree with.
    fields
        The values of the placeholders.
    """
    told = ConventionError(key, **fields)
    return Fault(path, told.what, told.do, other_path)


def path_text(path: TablePath) -> str:
    """Return a path as it is written in TOML; the entries of a list count from 1.

    Examples
    --------
    >>> path_text(("units", "column", "面积", 2))
    'units.column."面积"[2]'
    """
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            written = key if _BARE_KEY.fullmatch(key) else toml_text(key)
            text += f".{written}" if text else written
    return text


def toml_text(value: Any) -> str:
    """Return a value as it is written in TOML, shortened and on one line.

    Examples
    --------
    >>> toml_text("图斑编号"), toml_text(True), toml_text([1, 2])
    ('"图斑编号"', 'true', '[1, 2]')
    """
    if isinstance(value, list):
        return f"[{', '.join(toml_text(item) for item in value[:3])}{', …' if value[3:] else ''}]"
    if isinstance(value, dict):
        return Phrase("conventions.a_table")
    if isinstance(value, str):
        more = "…" if value[MOST_CHARACTERS:] else ""
        return json.dumps(value[:MOST_CHARACTERS] + more, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) > MOST_INTEGER:
        return Phrase("conventions.long_number")  # Python refuses to print very long ones
    return str(value)


def shown_words(words: Sequence[str]) -> list[str]:
    """Return the first words of a list, with a mark if there are more."""
    return [*words[:MOST_KEYS_SHOWN], *(["…"] if words[MOST_KEYS_SHOWN:] else [])]


def unknown_key(path: TablePath, known: Iterable[str], *, value: Any) -> Fault:
    """Return the fault that the last key of `path`, which has `value`, is not among `known`.

    Its advice is the nearest known key, or the known keys where none is near.
    """
    *table, key = path
    words = list(known)
    near = nearest(str(key), words, most=1) or nearest(str(key).casefold(), words, most=1)
    if near:
        advice = Phrase("conventions.nearest_key", near=near[0])
    else:
        advice = Phrase("conventions.known", words=shown_words(words))
    holder = path_text(tuple(table)) or Phrase("conventions.this_file")
    what = Phrase(
        "conventions.unknown_key", path=path_text(path), value=toml_text(value), holder=holder
    )
    return Fault(path, what, advice)


def raise_faults(found: Iterable[Fault], *, where: str) -> None:
    """Raise one error that names the faults, if there are any.

    Raises
    ------
    ConventionError
    """
    faults = list(islice(found, MOST_FAULTS_COUNTED))
    if not faults:
        return
    if len(faults) == 1:
        raise _with_faults(ConventionError(faults[0].what, where=where, do=faults[0].do), faults)
    shown = [
        Phrase(
            "conventions.listed_with_step" if fault.do else "conventions.listed",
            number=number,
            fault=fault.what,
            step=fault.do,
        )
        for number, fault in enumerate(faults[:MOST_FAULTS_SHOWN], start=1)
    ]
    # a list of clauses: each phrase holds those before it
    listed: str = shown[0]
    for one in shown[1:]:
        listed = Phrase("conventions.clauses", first=listed, second=one)
    if more := len(faults) - len(shown):
        listed = Phrase("conventions.and_more", first=listed, more=more)
    key = "many_faults" if len(faults) == MOST_FAULTS_COUNTED else "several_faults"
    error = ConventionError(f"conventions.{key}", where=where, number=len(faults), listed=listed)
    raise _with_faults(error, faults)


def _with_faults(error: ConventionError, faults: Sequence[Fault]) -> ConventionError:
    """Return an error that also holds its faults one by one, for a check with lines."""
    error.faults = tuple(faults)
    return error
