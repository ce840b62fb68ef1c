"""The blocks that a report is made of, in no file format: sentences, tables, pictures, sections.

The writers of documents, workbooks and Markdown read these blocks and nothing else. None of them
sees a parcel, so that the three formats cannot disagree.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Literal
from unicodedata import east_asian_width

from parkland.display import day_text
from parkland.grammars import FALLBACK
from parkland.languages import grammar
from parkland.safe_text import legible

if TYPE_CHECKING:
    from collections.abc import Mapping

# "count" and "number" are set with thousands separators, "plain" (coordinates) without.
CellKind = Literal["text", "count", "number", "plain", "percent", "date"]
LEDGER = "ledger"  # the table that figures are counted in


@dataclass(frozen=True, slots=True)
class RowCondition:
    """A condition on the rows of a list, usually the parcel ledger: `column` compares with `value`.

    A `value` of None means that the cell is empty.
    """

    column: str
    value: str | dt.date | None
    compare: Literal["=", "<>", ">=", "<="] = "="


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure that the parcel ledger, or another `table` of the report, proves.

    It is the number of rows that meet every condition in `where`, or the sum of `column` over them.
    """

    value: float
    column: str = ""
    where: tuple[RowCondition, ...] = ()
    table: str = LEDGER


@dataclass(frozen=True, slots=True)
class Summed:
    """The sum of the column above it."""

    value: float


Cell = str | int | float | dt.date | Counted | Summed | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column of a table: its key, heading and how its values are printed.

    Attributes
    ----------
    key, heading : str
    kind : str
    digits : int
    only_wide : bool
        Leave the column out where a page is not wide enough for it.
    group : str
        The heading above this column and its neighbours with the same group. It is needed where
        several columns have one heading.
    is_working : bool
        The column is there for formulas; a workbook folds it away.
    is_leaf : bool
        It stays in sight when the group is folded.
    lang : str
        The language whose marks numbers and dates have where they are printed as texts.
    comes_first : bool
        In one row of headings it stands before that of its group: 期初 before 宗数.
    """

    key: str
    heading: str
    kind: CellKind = "text"
    digits: int = 0
    only_wide: bool = False
    group: str = ""
    is_working: bool = False
    is_leaf: bool = False
    lang: str = FALLBACK
    comes_first: bool = False

    @property
    def full_heading(self) -> str:
        """The heading with that of its group, where a table has one row of headings."""
        if not self.group:
            return self.heading
        pair = (self.heading, self.group) if self.comes_first else (self.group, self.heading)
        # Chinese words stand together; other scripts need a space between two words.
        is_wide = east_asian_width(pair[0][-1:] or " ") in ("W", "F")
        return ("" if is_wide else " ").join(pair).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """Rows under headings.

    Attributes
    ----------
    key, caption, note : str
    columns : tuple of TableColumn
    rows : tuple of Row
    total : Row or None
    colors : tuple of str
        Swatches of the first column, one for each row or none.
    only_wide, only_page : bool
        Leave the table out of a page, which is not wide enough for it, or out of a workbook, which
        has the same in more columns.
    leads_sheet : bool
        In a workbook, freeze and filter its headings if it begins at the top of its sheet.
    when_empty : str
        What stands in place of a table without rows: its headings (``"show"``), nothing
        (``"leave_out"``), or its caption and that there is none (``"say_none"``).
    """

    key: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    note: str = ""
    colors: tuple[str, ...] = ()
    only_wide: bool = False
    only_page: bool = False
    leads_sheet: bool = False
    when_empty: Literal["show", "leave_out", "say_none"] = "show"

    @property
    def needs_groups(self) -> bool:
        """Whether columns are only told apart by the groups above their headings."""
        headings = [column.heading for column in self.columns]
        return any(column.group for column in self.columns) and len(set(headings)) < len(headings)

    def _is_blank(self, place: int) -> bool:
        return bool(self.rows) and all(row[place] in (None, "") for row in self.rows)

    def narrow(self) -> TableBlock:
        """Return the table without columns that only a wide page holds, or that hold nothing."""
        kept = [
            place
            for place, column in enumerate(self.columns)
            if not column.only_wide and (column.kind != "text" or not self._is_blank(place))
        ]

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
    """A paragraph; `small` is the text of an annex, a `note` stands below what it explains."""

    text: str
    role: Literal["body", "lead", "small", "note"] = "body"


@dataclass(frozen=True, slots=True)
class BulletList:
    """Short texts, one below the other; steps are `numbered`."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with its caption, its width on a page in centimetres, and the legend beside it."""

    key: str
    png: bytes
    caption: str
    width_cm: float
    legend: TableBlock | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A bar for each row of a table of a workbook: a column of it, in the rows' colours.

    A page has none: the table says the same in less space.
    """

    key: str
    table: str
    column: str
    colors: tuple[str, ...]
    axis: str


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading within a section, on a new page if it `begins_page`."""

    text: str
    begins_page: bool = False


Block = Text | BulletList | TableBlock | Picture | Chart | Subheading


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the report.

    Attributes
    ----------
    key, heading : str
    blocks : tuple of Block
    sheet : str
        The sheet of the workbook that holds it; empty if none does.
    is_annex : bool
        It stands behind the body.
    begins_page : bool
        It begins a page of a document.
    """

    key: str
    heading: str
    blocks: tuple[Block, ...]
    sheet: str
    is_annex: bool = False
    begins_page: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about the report itself, such as its period: a key, a label and a value."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report. The last annex names the `version` of parkland that made it.

    `status_colors` has the colour of each status by its words in the language of the report.
    """

    title: str
    lang: str
    facts: tuple[Fact, ...]
    version: str
    sections: tuple[Section, ...]
    footer: str
    status_colors: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Report({self.title!r}, {len(self.sections)} sections)"

    def _repr_html_(self) -> str:
        """Show the summary in a notebook: light, whatever the number of parcels."""
        facts = "".join(
            f"<tr><th>{_safe(fact.label)}</th><td>{_safe(fact.value)}</td></tr>"
            for fact in self.facts
        )
        texts = [
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
        points = "".join(f"<li>{_safe(item)}</li>" for item in texts)
        names = _safe(" · ".join(section.heading for section in self.sections))
        return f"<h3>{_safe(self.title)}</h3><table>{facts}</table><ul>{points}</ul><p>{names}</p>"


def _safe(text: str) -> str:
    return escape(legible(text))


def plain(cell: Cell) -> str | int | float | dt.date | None:
    """Return the value of a cell without the conditions that prove it."""
    return cell.value if isinstance(cell, Counted | Summed) else cell


def number(cell: Cell) -> float:
    """Return a cell as a number; 0 if it holds none."""
    value = plain(cell)
    return float(value) if isinstance(value, int | float) else 0.0


def cell_text(cell: Cell, column: TableColumn) -> str:
    """Return a cell as printed; empty if nothing is known."""
    value = plain(cell)
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return day_text(value, column.lang)
    if isinstance(value, str):
        return value
    rules = grammar(column.lang)
    if column.kind == "percent":
        return f"{value:.{column.digits}%}".replace(".", rules.decimal_mark)
    if column.kind == "plain":
        return f"{value:.{column.digits}f}".replace(".", rules.decimal_mark)
    return rules.number(value, column.digits if column.kind == "number" else 0)


def in_marks_of(block: Block, lang: str) -> Block:
    """Return a block whose tables print numbers and dates by the marks of a language."""
    if isinstance(block, Picture) and block.legend is not None:
        legend = in_marks_of(block.legend, lang)
        return replace(block, legend=legend if isinstance(legend, TableBlock) else None)
    if not isinstance(block, TableBlock):
        return block
    return replace(block, columns=tuple(replace(one, lang=lang) for one in block.columns))
