"""Write the first profile of an office from what its files hold.

What the files prove is written as a setting: the system and the place of the layers, that they hold
points, the columns that are understood, the unit of a column that fits the shapes. What is only
likely stands behind a ``#``, with its evidence, for an officer to take over: the columns that could
be number, name or area, and the words that could be a status.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from parkland.choices import Lang, choose
from parkland.columns.mapping_profile import found_units, mapping_lines
from parkland.conventions import Profile, heading_word, load_profile
from parkland.gauss_kruger import CHINA
from parkland.languages import DEFAULT_LANGUAGE, grammar
from parkland.office_profiles.column_findings import findings_of
from parkland.office_profiles.draft_statuses import (
    status_candidates,
    status_lines,
    toml_string,
)
from parkland.office_profiles.found_tables import found_tables
from parkland.units import spelled_area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from parkland.crs import Box
    from parkland.office_profiles.column_findings import ColumnFinding
    from parkland.office_profiles.found_tables import FoundTable

_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")
MARGIN_DEG = 0.05  # around the shapes, for the box of the profile
# Usual headings of coordinates, in the form of `heading_word`.
EASTINGS = frozenset(
    {"x", "lon", "long", "lng", "longitude", "easting", "eastings", "geox", "经度", "x坐标"}
)
NORTHINGS = frozenset({"y", "lat", "latitude", "northing", "northings", "geoy", "纬度", "y坐标"})
ID, AREA = "parcel_id", "stated_area_m2"
OUTSIDE_CHINA = "none"  # the rulebook of an office to which no law of parkland applies


def draft_profile(
    sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    /,
    *,
    register: Iterable[str | os.PathLike[str] | pd.DataFrame] | None = None,
    profile: str | os.PathLike[str] | Profile = "default",
    lang: Lang = DEFAULT_LANGUAGE,
    **reading: Any,
) -> str:
    """Return the text of a commented profile for the files of an office.

    Parameters
    ----------
    sources
        Layers and registers, as for `read_parcels` and `read_register`.
    register
        Further registers.
    profile
        The conventions by which they are read. The written profile extends it if it is a bundled
        one, else the default one.
    lang
        The language of the comments.
    reading
        ``layer``, ``encoding``, ``crs`` and ``axes`` of `read_parcels`, ``sheet`` of
        `read_register`.

    Returns
    -------
    str
        TOML with comments: each column with what it holds, found units, words with their counts.

    Raises
    ------
    SourceError, ConventionError, ChoiceError
        If a source, the profile or an argument cannot be used.

    Examples
    --------
    >>> import parkland as pk
    >>> text = pk.draft_profile(pk.sample_path() / "供地地块.shp", lang="en")
    >>> [line for line in text.splitlines() if line.startswith("crs")]
    ['crs = "EPSG:4528"']
    """
    choose(lang, Lang, "lang")
    conventions = load_profile(profile)
    tables = found_tables(sources, profile=conventions, register=register, **reading)
    extends = "default" if conventions.name.endswith(".toml") else conventions.name
    lines = [
        *_comment("head", lang),
        f"extends = {toml_string(extends)}",
        '# title = ""',
        *_place_lines(tables, lang),
        *_unit_lines(tables, conventions, lang),
        "",
        *_mapping(tables, conventions, load_profile(extends), lang),
        *_coordinate_lines(tables, conventions, lang),
        *_column_lines(tables, lang),
        *_status_lines(tables, lang),
    ]
    return "\n".join(lines) + "\n"


def _place_lines(tables: list[FoundTable], lang: Lang) -> Iterator[str]:
    """Yield where the land lies, in which system, by which law, and which layers hold points."""
    box = _union([table.bounds for table in tables if table.bounds])
    codes = list(dict.fromkeys(table.epsg for table in tables if table.epsg))
    if codes:
        yield from _comment("crs", lang)
        yield f"crs = {toml_string(codes[0])}"
    if box:
        yield from _comment("box", lang)
        yield f"# box = [{', '.join(f'{edge:.2f}' for edge in box)}]"
        if not _meets(box, CHINA):
            yield from _comment("no_law", lang)
            yield f"rulebook = {toml_string(OUTSIDE_CHINA)}"
    points = [table for table in tables if table.points]
    if points:
        number = sum(table.points for table in points)
        yield from _comment("points", lang, number=f"{number:,}")
        layers = dict.fromkeys(table.layer for table in points)
        yield f"points = [{', '.join(toml_string(_pattern(layer)) for layer in layers)}]"


def _coordinate_lines(tables: list[FoundTable], profile: Profile, lang: Lang) -> Iterator[str]:
    """Yield the coordinates by which tables were read, and columns that look like some."""
    known = profile.coordinates
    if known.are_named:
        yield ""
        yield "[coordinates]"
        yield f"x = [{', '.join(map(toml_string, known.x))}]"
        yield f"y = [{', '.join(map(toml_string, known.y))}]"
        yield f"crs = {toml_string(known.crs)}"
    for table in tables:
        numbers = [
            one.heading
            for one in findings_of(table.columns, table.measured_m2)
            if table.is_table and one.is_number
        ]
        pairs = [
            next((name for name in numbers if heading_word(name)[0] in words), "")
            for words in (EASTINGS, NORTHINGS)
        ]
        if all(pairs):
            yield ""
            yield from _comment("coordinates", lang)
            yield f"# points = [{toml_string(_pattern(table.layer))}]"
            yield "# [coordinates]"
            yield f"# x = [{toml_string(pairs[0])}]"
            yield f"# y = [{toml_string(pairs[1])}]"
            yield '# crs = ""'


def _unit_lines(tables: list[FoundTable], profile: Profile, lang: Lang) -> Iterator[str]:
    """Yield the units of the tables, of columns whose unit is proved or named by the heading."""
    yield ""
    yield "[units]"
    box = _union([table.bounds for table in tables if table.bounds])
    proved = {
        finding.heading: finding
        for finding in _every(tables)
        # A heading with its unit needs no entry.
        if finding.unit is not None and not heading_word(finding.heading)[1]
    }
    units = list(dict.fromkeys(finding.unit for finding in proved.values() if finding.unit))
    if box and not _meets(box, CHINA):
        printed = [*units, *(unit for unit in ("ha",) if unit not in units)]
        yield from _comment("print", lang)
        yield f"print = [{', '.join(toml_string(unit) for unit in printed)}]"
    for heading, finding in proved.items():
        yield from _comment(
            "unit_proved", lang, heading=toml_string(heading), share=f"{finding.share:.0%}"
        )
        yield f"column.{toml_string(heading)} = {toml_string(str(finding.unit))}"
    named = found_units([table.account for table in tables], profile)
    for finding in _every(tables):
        if (unit := spelled_area_unit(finding.heading)) is not None:
            named.setdefault(finding.heading, unit.name)
    named = {heading: unit for heading, unit in named.items() if heading not in proved}
    if named:
        yield from _comment("unit_named", lang)
        for heading, name in named.items():
            yield f"column.{toml_string(heading)} = {toml_string(name)}"


def _mapping(
    tables: list[FoundTable], profile: Profile, base: Profile, lang: Lang
) -> Iterator[str]:
    """Yield the table of aliases: what is understood, and what could be number, name and area."""
    yield from mapping_lines(
        [table.account for table in tables],
        profile,
        base=base,
        lang=lang,
        more=tuple(_guessed(tables, lang)),
    )


def _guessed(tables: list[FoundTable], lang: Lang) -> Iterator[str]:
    """Yield aliases that the cells suggest, behind a mark of a comment."""
    used = {entry.field for table in tables for entry in table.account if entry.field}
    for table in tables:
        free = {entry.heading for entry in table.account if not entry.is_used}
        findings = [
            one for one in findings_of(table.columns, table.measured_m2) if one.heading in free
        ]
        rows = len(table.columns)
        numbers = [
            one
            for one in findings
            if rows > 1
            and one.different == one.filled == rows
            and not one.is_fraction
            # 01/02/2020 and 3.4.2020 are days, and no numbers of parcels
            and not all(_DAY.fullmatch(example) for example in one.examples)
        ]
        if ID not in used and numbers:
            best = min(numbers, key=lambda one: max(map(len, one.examples), default=0))
            yield from _suggestion(ID, best, "guess_id", lang)
        areas = [one for one in findings if one.unit or spelled_area_unit(one.heading)]
        if AREA not in used and areas:
            yield from _suggestion(AREA, areas[0], "guess_area", lang)


def _suggestion(field: str, finding: ColumnFinding, key: str, lang: Lang) -> Iterator[str]:
    yield from _comment(key, lang, different=f"{finding.different:,}")
    yield f"# {field} = [{toml_string(finding.heading)}]"


def _column_lines(tables: list[FoundTable], lang: Lang) -> Iterator[str]:
    """Yield what every column of every table holds, as comments."""
    join = grammar(lang).join
    for table in tables:
        yield ""
        name = " / ".join(part for part in (table.name, table.layer) if part)
        yield from _comment("table", lang, name=name, rows=f"{len(table.columns):,}")
        for finding in findings_of(table.columns, table.measured_m2):
            key = "words" if finding.words else "column"
            shown = (
                join(f"{toml_string(word)} {number:,}" for word, number in finding.words)
                if finding.words
                else join(map(toml_string, finding.examples))
            )
            yield from _comment(
                key,
                lang,
                heading=toml_string(finding.heading),
                filled=f"{finding.filled:,}",
                different=f"{finding.different:,}",
                shown=shown,
            )


def _status_lines(tables: list[FoundTable], lang: Lang) -> Iterator[str]:
    """Yield the statuses that columns with few words could be, as comments."""
    used: set[str] = set()
    blocks: list[str] = []
    for table in tables:
        known = {entry.heading for entry in table.account if entry.is_used}
        findings = findings_of(table.columns, table.measured_m2)
        free = [one for one in findings if one.heading not in known]
        for finding in status_candidates(free, len(table.columns)):
            blocks += ["", *(f"# {line}" for line in status_lines(finding, used))]
    if blocks:
        yield ""
        yield from _comment("statuses", lang)
        yield from (line or "#" for line in blocks)


def _every(tables: list[FoundTable]) -> list[ColumnFinding]:
    """Return the findings of all tables; of columns with one heading, that of the first."""
    found: dict[str, ColumnFinding] = {}
    for table in tables:
        for finding in findings_of(table.columns, table.measured_m2):
            if finding.heading not in found or (finding.unit and not found[finding.heading].unit):
                found[finding.heading] = finding
    return list(found.values())


def _comment(key: str, lang: Lang, **values: str) -> list[str]:
    """Return a text of the wording as lines of comment; cells cannot end a line of it."""
    text = wording(f"draft_profile.{key}", lang, **values)
    return [f"# {line}" for line in text.splitlines()]


def _pattern(layer: str) -> str:
    """Return a pattern of TOML that matches a layer and nothing else."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in layer)


def _union(boxes: list[Box]) -> Box | None:
    if not boxes:
        return None
    west, south = (min(box[edge] for box in boxes) - MARGIN_DEG for edge in (0, 1))
    east, north = (max(box[edge] for box in boxes) + MARGIN_DEG for edge in (2, 3))
    return (west, south, east, north)


def _meets(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]
