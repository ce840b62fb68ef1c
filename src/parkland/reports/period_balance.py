"""Stock at the beginning of a period, what came and went in it, and stock at its end, as one table.

Definition. For each flag: opening + more - less + undated = closing, of parcels and of area. The
**opening** is what had the flag on the day before the period. A parcel is **more** by the area that
it has with the flag at the end and had not at the beginning, and **less** by the area that it had.
What has the flag at the end by an act whose day is not on record is **undated**: it belongs neither
to the opening nor to the period.

The opening stock has one owner, `opening_stock`. It asks the ledger of the report, judged on the
day before the period. Where an earlier ledger is given, what it says of that day counts instead:
`parkland.changes` compares the two by their ground, and its tables stand in place of this one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkland.figures import figures_of
from parkland.reports.change_tables import since_blocks
from parkland.reports.report_blocks import (
    Cell,
    Counted,
    Row,
    RowCondition,
    TableBlock,
    TableColumn,
)
from parkland.reports.report_columns import area_column
from parkland.reports.summary_tables import by_kind
from parkland.schema import flag_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from parkland.ledger_record import Ledger
    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Block

PARTS = ("opening", "more", "less", "undated", "closing")
PROVEN = PARTS[:3]  # of a state: by columns of their own in the parcel ledger
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stock:
    """Which parcels have a flag, and the area with it, on the index of a table or of its names."""

    has: pd.Series
    area: pd.Series

    def figures(self, digits: int) -> tuple[int, float]:
        """Return the number of parcels and their area."""
        return int(self.has.sum()), round(float(self.area.sum()), digits)


@dataclass(frozen=True, slots=True)
class OpeningColumns:
    """What the parcel ledger holds about a state at the beginning: whether, and areas by part."""

    had: pd.Series
    areas: dict[str, pd.Series]


def change_section(basis: Basis) -> Iterator[Block]:
    """Yield what came and went: since the earlier ledger, else in the period, else nothing."""
    if basis.changes is not None:
        yield from since_blocks(basis.changes, basis.lang)
    elif basis.period is not None:
        yield balance(basis)
    if basis.period is not None:
        yield by_kind(basis, in_period=True)


def balance(basis: Basis) -> TableBlock:
    """Return the table of a period, a row for each flag; its note says what the columns count."""
    movements = {flag: _movement(basis, flag) for flag in basis.flags}
    shown = [
        part
        for part in PARTS
        if part != "undated" or any(parts["undated"].has.any() for parts in movements.values())
    ]
    columns = [TableColumn(key="flag", heading=basis.text("flag"))]
    for part in shown:
        group = basis.text(f"balance_{part}")
        columns += [
            TableColumn(
                key=f"{part}_parcels",
                heading=basis.text("balance_count"),
                kind="count",
                group=group,
            ),
            area_column(basis, basis.unit, part, group=group),
        ]
    rows: list[Row] = []
    for flag, parts in movements.items():
        cells: list[Cell] = [basis.statuses.flag_label(flag, basis.lang)]
        for part in shown:
            number, area = parts[part].figures(basis.digits(basis.unit))
            cells += _proven(basis, flag, part, number, area)
        rows.append(tuple(cells))
    assert basis.period is not None  # noqa: S101 - the section asks
    return TableBlock(
        key="balance",
        caption=basis.text("balance"),
        columns=tuple(columns),
        rows=tuple(rows),
        note=basis.text("balance_note", day=basis.day(basis.period.first - ONE_DAY)),
    )


def opening_stock(basis: Basis, flag: str) -> Stock:
    """Return what had `flag` on the day before the period.

    Of a flag with an act, that is each parcel whose act is dated before the period; of a state,
    each for which the ledger has it on that day.
    """
    assert basis.period is not None  # noqa: S101 - only a period has a beginning
    if flag in basis.flag_days:
        acted = basis.parcels[basis.flag_days[flag]] < str(basis.period.first)
        has = basis.flags[flag] & acted
        return Stock(has, basis.counting_areas(flag).where(has, 0.0))
    return _flagged(basis, basis.earlier, flag)


def opening_columns(basis: Basis) -> dict[str, OpeningColumns]:
    """Return the columns that the parcel ledger needs to prove the balance of states.

    Returns
    -------
    dict
        By state without an act: which parcels had it at the beginning, and the areas of the parts
        ``opening``, ``more`` and ``less``. Empty without a period, and where the opening is that of
        another ledger.
    """
    if basis.period is None or basis.changes is not None:
        return {}
    found = {}
    for flag in basis.flags:
        if flag not in basis.flag_days:
            parts = _movement(basis, flag)
            areas = {part: parts[part].area for part in PROVEN}
            found[flag] = OpeningColumns(parts["opening"].has, areas)
    return found


def _movement(basis: Basis, flag: str) -> dict[str, Stock]:
    """Return the parts of the balance of a flag."""
    opening, closing = opening_stock(basis, flag), _closing(basis, flag)
    undated = Stock(closing.has & False, closing.area * 0.0)
    if flag in basis.flag_days:
        has = basis.undated(flag)
        undated = Stock(has, closing.area.where(has, 0.0))
    known = closing.area - undated.area
    change = (known - opening.area).round(basis.digits(basis.unit))
    is_new = closing.has & ~opening.has & ~undated.has
    return {
        "opening": opening,
        "more": Stock(is_new, change.clip(lower=0.0)),
        "less": Stock(opening.has & ~closing.has, -change.clip(upper=0.0) + 0.0),
        "undated": undated,
        "closing": closing,
    }


def _closing(basis: Basis, flag: str) -> Stock:
    areas = basis.counting_areas(flag)
    return Stock(basis.flags[flag], areas)


def _flagged(basis: Basis, ledger: Ledger, flag: str) -> Stock:
    """Return what has `flag` in another ledger, in the report's measure and unit."""
    import pandas as pd

    columns = flag_columns(ledger.parcels)
    if flag not in columns:
        none = pd.Series(data=False, index=ledger.parcels.index)
        return Stock(none, none.astype("float64"))
    has = ledger.parcels[columns[flag]].fillna(value=False).astype(bool)
    return Stock(has, figures_of(ledger, unit=basis.unit, area=basis.area).flags[flag])


def _proven(basis: Basis, flag: str, part: str, number: int, area: float) -> tuple[Cell, Cell]:
    """Return count and area of a part, with the rows of the parcel ledger that prove them."""
    day = basis.flag_days.get(flag)
    nothing_to_prove = part == ("undated" if day is None else "less")
    if nothing_to_prove:
        return number, area
    assert basis.period is not None  # noqa: S101 - the section asks
    has = basis.has_flag(flag)
    column = f"{flag}_{basis.unit}"
    if part == "closing":
        return Counted(number, where=(has,)), Counted(area, column, (has,))
    if day is None:
        had = replace(has, column=f"had_{flag}")
        rows = {
            "opening": (had,),
            "more": (has, replace(had, compare="<>")),
            "less": (had, replace(has, compare="<>")),
        }
        return Counted(number, where=rows[part]), Counted(area, f"{part}_{flag}")
    dated = {
        "opening": (RowCondition(day, basis.period.first - ONE_DAY, "<="),),
        "more": basis.period_conditions(day),
        "undated": (RowCondition(day, None),),
    }
    where = (has, *dated[part])
    return Counted(number, where=where), Counted(area, column, where)
