"""Own axes of a profile: from their tables to `OwnAxis`, and what has to agree in them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from parkland.conventions.convention_faults import Fault, fault_at, path_text, toml_text
from parkland.conventions.own_status_file import texts_of
from parkland.conventions.palette import StatusStyle, statuses
from parkland.conventions.profile_checks import conflicts
from parkland.conventions.status_sets import UNDETERMINED, UNRECORDED, OwnAxis
from parkland.schema import FLAG_AREAS, FLAGS
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from parkland.conventions.own_status_file import AxisTable, CodeTable
    from parkland.conventions.toml_layers import Layer

ANY = "*"
MOST_ANY = 6
MOST_CODES = 100
LONGEST = 40
_CODE = re.compile(r"[\w-]{1,40}")
# How far the colours of a second and a third round are mixed with white and with black.
_ROUNDS = ((0.0, 255), (0.45, 255), (0.4, 0))


def whole_word(text: str) -> str:
    r"""Return a cell as own statuses compare it: without letter case, width and doubled spaces.

    A text with spaces compares as a whole, so that "not permissioned" is not "permissioned".

    Examples
    --------
    >>> whole_word(" Not\u3000 Permissioned "), whole_word("440")
    ('not permissioned', '440')
    """
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def own_axes(tables: Mapping[str, AxisTable]) -> tuple[OwnAxis, ...]:
    """Return the axes of a profile that `axis_faults` has found to agree."""
    return tuple(_axis(name, table) for name, table in tables.items())


def axis_faults(tables: Mapping[str, AxisTable]) -> Iterator[Fault]:
    """Yield what does not agree in own axes: names, codes, and words of two codes."""
    taken = [*FLAGS, *FLAG_AREAS]
    for name, table in tables.items():
        path = ("statuses", name)
        if not name.isidentifier() or len(name) > LONGEST:
            yield fault_at(path, "conventions.no_name", path=path_text(path), name=toml_text(name))
        if not 0 < len(table.codes) <= MOST_CODES:
            yield fault_at(
                (*path, "codes"),
                "conventions.number_of_codes",
                value=path_text((*path, "codes")),
                count=len(table.codes),
                most_codes=MOST_CODES,
                name=name,
            )
        for code, answer in table.codes.items():
            yield from _code_faults((*path, "codes", code), code, answer)
            flag = f"{name}_{code}"
            if answer.flag and flag in taken:
                yield fault_at(
                    (*path, "codes", code),
                    "conventions.flag_taken",
                    value=path_text((*path, "codes", code)),
                    flag=flag,
                )
            taken.append(flag)
        yield from _label_faults((*path, "codes"), table.codes)
        words = {code: answer.words for code, answer in table.codes.items()}
        yield from conflicts((*path, "codes"), words, whole_word, below=("words",))


def with_claimed_words(layers: Sequence[Layer]) -> list[Layer]:
    """Return the files of a chain, without words that an upper file gives to another code.

    What an office states itself goes before what the profile below it supposes.
    """
    claimed: dict[tuple[str, str], str] = {}
    several = []
    for layer in layers:
        statuses_below = layer.content.get("statuses", {})
        tables = {
            name: table
            | {
                "codes": {
                    code: _without(answer, name, code, claimed)
                    for code, answer in table.get("codes", {}).items()
                }
            }
            for name, table in statuses_below.items()
        }
        several.append(replace(layer, content=layer.content | {"statuses": tables}))
        for name, table in statuses_below.items():
            for code, answer in table.get("codes", {}).items():
                for word in answer.get("words", []):
                    claimed.setdefault((name, whole_word(word)), code)
    return several


def _without(
    answer: dict[str, Any], axis: str, code: str, claimed: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    if "words" not in answer:
        return answer
    kept = [word for word in answer["words"] if claimed.get((axis, whole_word(word)), code) == code]
    return answer | {"words": kept}


def _code_faults(path: tuple[str, ...], code: str, answer: CodeTable) -> Iterator[Fault]:
    if not _CODE.fullmatch(code) or code in (UNDETERMINED, UNRECORDED):
        yield fault_at(path, "conventions.no_code", path=path_text(path), code=toml_text(code))
    for place, word in enumerate(answer.words, start=1):
        if word.count(ANY) > MOST_ANY:
            yield fault_at(
                (*path, "words", place),
                "conventions.wild_pattern",
                value=path_text((*path, "words", place)),
                most_any=MOST_ANY,
                any=ANY,
            )


def _label_faults(path: tuple[str, ...], codes: Mapping[str, CodeTable]) -> Iterator[Fault]:
    """Yield codes that read like another one, so that no table could tell them apart."""
    known = statuses()
    taken = {(lang, whole_word(text)): code for code in (UNDETERMINED, UNRECORDED)
             for lang, text in known[code].names.items()}  # fmt: skip
    for code, answer in codes.items():
        for lang, text in _texts(answer.label, code).items():
            other = taken.setdefault((lang, whole_word(text)), code)
            if other != code:
                yield fault_at(
                    (*path, code, "label"),
                    "conventions.same_label",
                    value=path_text((*path, code)),
                    text=toml_text(text),
                    other=other,
                )
                break


def _axis(name: str, table: AxisTable) -> OwnAxis:
    words: dict[str, str] = {}
    patterns: list[tuple[str, str]] = []
    for code, answer in table.codes.items():
        for word in map(whole_word, answer.words):
            if ANY in word:
                patterns.append((word, code))
            else:
                words[word] = code
    patterns.sort(key=lambda one: -_letters(one[0]))
    return OwnAxis(
        name=name,
        names=_texts(table.label, name),
        headings=tuple(table.columns),
        codes=_styles(table.codes),
        flagged=tuple(code for code, answer in table.codes.items() if answer.flag),
        words=MappingProxyType(words),
        patterns=tuple(patterns),
    )


def _letters(pattern: str) -> int:
    return len(pattern) - pattern.count(ANY)


def _styles(codes: Mapping[str, CodeTable]) -> Mapping[str, StatusStyle]:
    """Return label and colour of each code; by default its own name and a colour of the palette."""
    given = {answer.color.casefold() for answer in codes.values()}
    free = (one for one in _palette() if one not in given)
    return MappingProxyType(
        {
            code: StatusStyle(
                code, _texts(answer.label, code), answer.color.casefold() or next(free)
            )
            for code, answer in codes.items()
        }
    )


def _palette() -> Iterator[str]:
    """Yield colours without end: those of categories, then lighter and darker ones."""
    colors = resource("palette.toml")["categories"]["colors"]
    while True:
        for share, towards in _ROUNDS:
            for color in colors:
                parts = (int(color[place : place + 2], 16) for place in (1, 3, 5))
                mixed = (round(part + (towards - part) * share) for part in parts)
                yield "#" + "".join(f"{part:02x}" for part in mixed)


def _texts(text: str | Mapping[Any, str], name: str) -> Mapping[str, str]:
    spoken = name.replace("_", " ").replace("-", " ").strip()
    return MappingProxyType(
        {lang: one or spoken[:1].upper() + spoken[1:] for lang, one in texts_of(text).items()}
    )
