"""What the file of a profile states and nothing uses.

Only what stands in the file itself is looked at: a profile that it extends is for many offices, and
most of its headings are in no file of one of them.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from parkland.conventions.compared_text import (
    cell_word,
    compact_word,
    heading_word,
    word_parts,
)
from parkland.conventions.profile_file import ProfileFile
from parkland.conventions.toml_layers import merged, read_layers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.conventions.convention_faults import TablePath
    from parkland.office_profiles.found_tables import FoundTable

EVERY = "*"
# Tables whose lists hold headings, and the place of the headings in other tables.
HEADINGS = ("aliases", "unit_columns", "implies", "coordinates")
WORDS = ("axes",)


def same_as_below(name: str) -> Iterator[tuple[TablePath, str, dict[str, str]]]:
    """Yield the values of a file that the profile which it extends has already.

    A table is followed into its keys. The key ``extends`` itself is no setting.
    """
    own, *below = read_layers(name, "profile", ProfileFile)
    if below:
        base = merged(below)
        for path in _equal(own.content, base, ()):
            yield path, "same", {"base": below[0].name}
    yield from _shadowed(own.content)


def unused_by(name: str, tables: list[FoundTable]) -> Iterator[tuple[TablePath, str, str]]:
    """Yield the headings, words and layers of a file that no table has.

    A text that the file repeats from the profile which it extends is not the office's own.
    """
    own, *below = read_layers(name, "profile", ProfileFile)
    content = _without_repeated(own.content, merged(below) if below else {})
    headings = {
        heading_word(str(column))[0] for table in tables for column in table.columns.columns
    }
    layers = [table.layer for table in tables]
    words = _words(tables)
    yield from _unused_headings(content, headings)
    for path, word in _texts(content.get("axes", {}), ("axes",)):
        if compact_word(word) not in words:
            yield path, "word", word
    yield from _unused_statuses(content.get("statuses", {}), headings, words)
    for place, entry in enumerate(content.get("layers", []), start=1):
        if not any(fnmatchcase(layer, entry["pattern"]) for layer in layers):
            yield ("layers", place), "layer", entry["pattern"]
    for place, pattern in enumerate(content.get("points", []), start=1):
        if pattern is not None and not any(
            table.points and fnmatchcase(table.layer, pattern) for table in tables
        ):
            yield ("points", place), "layer", pattern


def _without_repeated(own: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """Return tables whose lists have None in place of each text of the same list of `base`.

    The others keep their places, by which they are named.
    """
    kept: dict[str, Any] = {}
    for key, value in own.items():
        below = base.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            kept[key] = _without_repeated(value, below)
        elif isinstance(value, list) and isinstance(below, list) and key != "layers":
            kept[key] = [None if one in below else one for one in value]
        else:
            kept[key] = value
    return kept


def _unused_headings(
    content: dict[str, Any], headings: set[str]
) -> Iterator[tuple[TablePath, str, str]]:
    for table in HEADINGS:
        for path, heading in _texts(content.get(table, {}), (table,)):
            if heading_word(heading)[0] not in headings:
                yield path, "heading", heading
    for heading in content.get("units", {}).get("column", {}):
        if heading_word(heading)[0] not in headings:
            yield ("units", "column", heading), "heading", heading


def _unused_statuses(
    statuses: dict[str, Any], headings: set[str], words: set[str]
) -> Iterator[tuple[TablePath, str, str]]:
    for axis, table in statuses.items():
        for place, heading in enumerate(table.get("columns", []), start=1):
            if heading_word(heading)[0] not in headings:
                yield ("statuses", axis, "columns", place), "heading", heading
        for code, entry in table.get("codes", {}).items():
            for place, word in enumerate(entry.get("words", []), start=1):
                form = compact_word(word)
                if not any(fnmatchcase(cell, form) for cell in words):
                    yield ("statuses", axis, "codes", code, "words", place), "word", word


def _equal(own: Any, base: Any, path: TablePath) -> Iterator[TablePath]:
    for key, value in own.items():
        if key not in base or (not path and key == "extends"):
            continue
        if isinstance(value, dict) and isinstance(base[key], dict):
            yield from _equal(value, base[key], (*path, key))
        elif value == base[key]:
            yield (*path, key)


def _shadowed(content: dict[str, Any]) -> Iterator[tuple[TablePath, str, dict[str, str]]]:
    """Yield the patterns of layers behind one that matches every layer."""
    patterns = [entry["pattern"] for entry in content.get("layers", [])]
    if EVERY in patterns:
        for place in range(patterns.index(EVERY) + 2, len(patterns) + 1):
            yield ("layers", place), "shadowed", {"word": EVERY}


def _texts(table: Any, path: TablePath) -> Iterator[tuple[TablePath, str]]:
    """Yield each text in the lists of a table, with its path."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield from _texts(value, (*path, key))
    elif isinstance(table, list):
        for place, value in enumerate(table, start=1):
            if isinstance(value, str):
                yield (*path, place), value


def _words(tables: list[FoundTable]) -> set[str]:
    """Return every cell that is a text, whole and in its parts, and the names of layers."""
    cells = {
        str(cell)
        for table in tables
        for place in range(table.columns.shape[1])
        for cell in table.columns.iloc[:, place].dropna().unique()
    }
    cells |= {table.layer for table in tables}
    parts = {part for cell in cells for part in word_parts(cell)}
    return {compact_word(cell) for cell in cells | parts} | {cell_word(cell) for cell in cells}
