"""Own columns that say again what a canonical column says, in a table with a few short fields.

The register's ``约定开工时间`` and the fact that was read from it are one fact. A shapefile that is
opened in another program shows it once; the office's own cells stand in a table beside it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.columns.cell_values import (
    compared,
    is_empty,
    parse_amount,
    parse_date,
    parse_yes_no,
    plain,
    without_before,
)
from parkland.conventions import heading_word, load_profile
from parkland.schema import AXIS_ORIGINS, DERIVED_FACTS, FIELDS, LIST_JOINT
from parkland.units import AREA_UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkland.formats.written_columns import WrittenColumn

JOINED = "register_"  # before the heading of a register by which its rows were joined
SAME = 1e-6  # share by which an amount may miss another
# How much of the unit that is stored a stated number can count: m2, yuan.
AREA_FACTORS = tuple(1 / unit.per_m2 for unit in AREA_UNITS.values())
MONEY_FACTORS = (1.0, 1e4, 1e8)
# What parkland notes for itself; other programs have no use for it.
NOTED = frozenset((*DERIVED_FACTS, *(field.name for field in AXIS_ORIGINS)))


def told_apart(
    columns: Sequence[WrittenColumn],
) -> tuple[list[WrittenColumn], list[WrittenColumn]]:
    """Return the columns that a table shows, and those that repeat others or are parkland's notes.

    An own column repeats a canonical one if its heading is one of that field's, and each of its
    cells says what the canonical cell says: the same text, day or amount. One cell that differs, or
    that was not understood, keeps the column.
    """
    canonical = {one.name: one for one in columns if one.is_canonical}
    shown: list[WrittenColumn] = []
    aside: list[WrittenColumn] = []
    for one in columns:
        is_aside = one.name in NOTED or (
            not one.is_canonical
            and any(
                _says(one, canonical[name])
                for name in _fields_of(one.name)
                if name in canonical and name not in NOTED
            )
        )
        (aside if is_aside else shown).append(one)
    return shown, aside


@cache
def _fields_by_heading() -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, headings in load_profile().aliases.items():
        for heading in headings:
            word = heading_word(heading)
            found[word] = (*found.get(word, ()), name)
    return found


def _fields_of(heading: str) -> tuple[str, ...]:
    """Return the fields that a heading can name, also with a unit or behind ``register_``."""
    name, unit = heading_word(heading.removeprefix(JOINED))
    known = _fields_by_heading()
    return known.get((name, unit), ()) or known.get((name, ""), ())


def _says(own: WrittenColumn, canonical: WrittenColumn) -> bool:
    """Return whether every cell of an own column says what the canonical one says."""
    profile = load_profile()
    told = own.cells.astype(object).tolist()
    facts = canonical.cells.astype(object).tolist()
    pairs = [
        (cell, fact) for cell, fact in zip(told, facts, strict=True) if not is_empty(cell, profile)
    ]
    if not pairs or any(is_empty(fact, profile) for _, fact in pairs):
        return False
    if canonical.name == "status_text":  # the words of several columns
        return all(plain(cell) in fact.split(LIST_JOINT) for cell, fact in pairs)
    try:
        cells, known = (list(side) for side in zip(*pairs, strict=True))
        return _equal(cells, known, FIELDS[canonical.name].kind)
    except ValueError:  # a cell that was not understood
        return False


def _equal(cells: Sequence[Any], facts: Sequence[Any], kind: str) -> bool:
    """Return whether cells as the office writes them say what facts of a kind say.

    Raises
    ------
    ValueError
        If a cell is none of this kind.
    """
    if kind == "date":
        return [parse_date(without_before(one)) for one in cells] == [one.date() for one in facts]
    if kind == "yes_no":
        profile = load_profile()
        return [parse_yes_no(one, profile) for one in cells] == list(facts)
    if kind in ("area", "money"):
        factors = AREA_FACTORS if kind == "area" else MONEY_FACTORS
        return _same_amounts([parse_amount(one)[0] for one in cells], facts, factors)
    return compared([plain(one) for one in cells]) == compared([plain(one) for one in facts])


def _same_amounts(numbers: list[float], facts: Sequence[Any], factors: Sequence[float]) -> bool:
    """Return whether amounts are equal in one unit for all rows."""
    stated, stored = np.array(numbers), np.array(facts, dtype="float64")
    return any(np.allclose(stated * factor, stored, rtol=SAME, atol=1e-9) for factor in factors)
