"""What a report says, before it has a form: sections of sentences, tables and pictures.

Writers read nothing else: they never see a parcel, so the three forms cannot disagree.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

from parkland.display import day_text

# "count" and "number" are set with thousands separators, "plain" (coordinates) without.
CellKind = Literal["text", "count", "number", "plain", "percent", "date"]
LEDGER = "ledger"  # the table that figures are counted in


@dataclass(frozen=True, slots=True)
class RowCondition:
    """A row of the ledger counts if its `column` compares so with `value` (None: is empty)."""

    column: str
    value: str | dt.date | None
    compare: Literal["=", ">=", "<="] = "="


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure that the ledger proves: rows, or the sum of `column`, that meet all of `where`."""

    value: float
    column: str = ""
    where: tuple[RowCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class Summed:
    """The sum of the column it stands under."""

    value: float


Cell = str | int | float | dt.date | Counted | Summed | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column of a table: its key, heading and how its values are printed.

    A column `only_wide` is left out where a page is not wide enough for it.
    """

    key: str
    heading: str
    kind: CellKind = "text"
    digits: int = 0
    only_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """Rows under headings. `colors` are the swatches of the first column, one a row or none."""

    key: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    note: str = ""
    colors: tuple[str, ...] = ()
    only_wide: bool = False

    def narrow(self) -> ReportTable:
        """Return the table without the columns that only a wide page holds."""
        kept = [place for place, column in enumerate(self.columns) if not column.only_wide]

        def of(row: Row) -> Row:
            return tuple(row[place] for place in kept)

        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=tuple(of(row) for row in self.rows),
            total=None if self.total is None else of(self.total),
        )


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; a `note` is set small, below what it explains."""

    text: str
    role: Literal["body", "lead", "note"] = "body"


@dataclass(frozen=True, slots=True)
class BulletList:
    """Short texts, one below the other; `numbered` if they are steps."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, its caption, and how wide it stands on a page, in centimetres."""

    key: str
    png: bytes
    caption: str
    width_cm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A bar for each row of a table: the values of one of its columns, in the rows' colours."""

    key: str
    table: str
    column: str
    values: tuple[float, ...]
    digits: int
    colors: tuple[str, ...]
    caption: str
    axis: str


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading within a section, on a new page if it `begins_page`."""

    text: str
    begins_page: bool = False


Block = Text | BulletList | ReportTable | Picture | Chart | Subheading


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the report. `sheet` is where a workbook puts it; `wide` asks for a broad page."""

    key: str
    heading: str
    blocks: tuple[Block, ...]
    sheet: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the things a report says of itself: a key, its label and the value."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report. The `version` of parkland that made it stands in the last annex only."""

    title: str
    lang: str
    facts: tuple[Fact, ...]
    version: str
    sections: tuple[Section, ...]
    footer: str

    def __repr__(self) -> str:
        return f"Report({self.title!r}, {len(self.sections)} sections)"

    def _repr_html_(self) -> str:
        """Show the summary in a notebook: light, whatever the number of parcels."""
        facts = "".join(
            f"<tr><th>{escape(fact.label)}</th><td>{escape(fact.value)}</td></tr>"
            for fact in self.facts
        )
        said = [
            item
            for block in self.sections[0].blocks
            for item in (
                (block.text,)
                if isinstance(block, Text)
                else block.items
                if isinstance(block, BulletList)
                else ()
            )
        ]
        points = "".join(f"<li>{escape(item)}</li>" for item in said)
        names = escape(" · ".join(section.heading for section in self.sections))
        return f"<h3>{escape(self.title)}</h3><table>{facts}</table><ul>{points}</ul><p>{names}</p>"


def plain(cell: Cell) -> str | int | float | dt.date | None:
    """Return the value of a cell, without what proves it."""
    return cell.value if isinstance(cell, Counted | Summed) else cell


def number(cell: Cell) -> float:
    """Return a figure as a number; 0 for what is none."""
    value = plain(cell)
    return float(value) if isinstance(value, int | float) else 0.0


def cell_text(cell: Cell, column: TableColumn) -> str:
    """Return a cell as printed; what is not known is empty."""
    value = plain(cell)
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return day_text(value)
    if isinstance(value, str):
        return value
    if column.kind == "percent":
        return f"{value:.{column.digits}%}"
    if column.kind == "plain":
        return f"{value:.{column.digits}f}"
    return f"{value:,.{column.digits}f}" if column.kind == "number" else f"{value:,.0f}"
