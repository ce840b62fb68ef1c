"""What has to agree between the values of a profile, beyond the type of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.conventions.compared_text import (
    WORD_JOINTS,
    cell_word,
    compact_word,
    heading_word,
)
from parkland.conventions.convention_faults import Fault, TablePath, fault_at, path_text, toml_text
from parkland.conventions.profile_file import ProfileFile, given_fields
from parkland.conventions.toml_layers import Vocabulary
from parkland.phrases import Phrase
from parkland.schema import AXIS_CODES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

CORNERS = 4


def profile_faults(profile: ProfileFile) -> list[Fault]:
    """Return what does not agree in a profile: its box, and words that mean two things."""
    faults = _box_faults(profile.box)
    for vocabulary in VOCABULARIES:
        table: Any = profile
        for key in vocabulary.path:
            table = getattr(table, key)
        words_of = {key: getattr(profile, key) for key in vocabulary.keys} or table or {}
        faults += conflicts(
            vocabulary.path, words_of, vocabulary.compared, may_be_empty=("empties",)
        )
    for name, codes in given_fields(profile.axes).items():
        faults += [
            fault
            for code, words in codes.items()
            for fault in joint_faults(("axes", name, code), words)
        ]
    faults += _printed_faults(("units", "print"), profile.units.print)
    faults += _printed_faults(("report", "units"), profile.report.units)
    return faults + _unit_faults(profile.units.column)


def _printed_faults(path: TablePath, units: Sequence[str]) -> list[Fault]:
    """Return what is wrong with a list of units: it names none, or one twice."""
    if units and len(units) == len(set(units)):
        return []
    what = Phrase(
        "conventions.unit_twice" if units else "conventions.no_unit",
        path=path_text(path),
        units=toml_text(list(units)),
    )
    return [Fault(path, what, Phrase("conventions.list_of_units"))]


def conflicts(
    table: TablePath,
    words_of: Mapping[str, Iterable[str]],
    compared: Callable[[str], str],
    *,
    below: TablePath = (),
    may_be_empty: Iterable[str] = (),
) -> list[Fault]:
    """Return the words of a table that are empty, or that stand under two of its keys.

    Parameters
    ----------
    table
        The path of the table, for the message.
    words_of
        Key -> words.
    compared
        Turns a word into the form in which it is compared.
    below
        What leads from a key to its words, if they do not stand directly under it.
    may_be_empty
        Keys under which an empty word has a meaning.

    Examples
    --------
    >>> words = {"approved": ["未供"], "supplied": ["未 供"]}
    >>> conflicts(("axes", "supply"), words, compact_word)[0].what
    'axes.supply: the word "未 供" stands for both approved and supplied'
    """
    faults: list[Fault] = []
    first: dict[str, str] = {}
    for key, words in words_of.items():
        for place, word in enumerate(words, start=1):
            form, path = compared(word), (*table, key, *below, place)
            if not form and key not in may_be_empty:
                faults.append(
                    fault_at(
                        path, "conventions.empty_word", path=path_text(path), word=toml_text(word)
                    )
                )
            elif first.setdefault(form, key) != key:
                what = Phrase(
                    "conventions.two_meanings_in" if table else "conventions.two_meanings",
                    holder=path_text(table),
                    word=toml_text(word),
                    first=first[form],
                    second=key,
                )
                other = (*table, first[form], *below)
                faults.append(Fault(path, what, Phrase("conventions.keep_one"), other))
    return faults


def joint_faults(path: TablePath, words: Iterable[str]) -> list[Fault]:
    """Return the words that no cell can hold, because cells are divided at what stands in them."""
    return [
        Fault(
            (*path, place),
            Phrase(
                "conventions.word_divided",
                path=path_text((*path, place)),
                word=toml_text(word),
                joints=" ".join(WORD_JOINTS),
            ),
            Phrase("conventions.divide_word"),
        )
        for place, word in enumerate(words, start=1)
        if set(compact_word(word)).intersection(WORD_JOINTS)
    ]


def _heading(text: str) -> str:
    return heading_word(text)[0]


# The tables of a profile in which a word has one meaning.
VOCABULARIES = (
    *(Vocabulary((table,), _heading) for table in ("aliases", "unit_columns", "implies")),
    *(Vocabulary(("axes", axis), compact_word) for axis in AXIS_CODES),
    Vocabulary((), cell_word, ("empties", "yes", "no")),
)


def _box_faults(box: list[float]) -> list[Fault]:
    if not box:
        return []
    if len(box) == CORNERS:
        west, south, east, north = box
        if west < east and -90 <= south < north <= 90:  # noqa: PLR2004 - degrees
            return []
    return [fault_at(("box",), "conventions.no_box", box=str(list(box)))]


def _unit_faults(units: Mapping[str, str]) -> list[Fault]:
    """Return the headings of ``[units.column]`` that are one heading and have two units."""
    faults: list[Fault] = []
    first: dict[str, str] = {}
    for heading, unit in units.items():
        other = first.setdefault(_heading(heading), heading)
        if units[other] != unit:
            path = ("units", "column", heading)
            other_path = ("units", "column", other)
            faults.append(
                fault_at(
                    path,
                    "conventions.heading_twice",
                    other_path=other_path,
                    path=path_text(path),
                    unit=toml_text(unit),
                    other=toml_text(other),
                    units=toml_text(units[other]),
                )
            )
    return faults
