"""Where every block stands in a workbook; formulas need to know before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from parkland.reports.report_blocks import (
    LEDGER,
    BulletList,
    Chart,
    Picture,
    Subheading,
    TableBlock,
    Text,
    cell_text,
)
from parkland.safe_text import display_width
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.reports.report_blocks import Block, Fact, Report

ORDER = (
    "summary",
    LEDGER,
    "idle",
    "deadlines",
    "acts",
    "flagged",
    "areas",
    "changed_parcels",
    "changed_statuses",
    "changed_facts",
    "map",
    "sheets",
    "issues",
    "sources",
)
FIRST_ROWS = 4  # a table that begins below them is not frozen: the sheet could not be scrolled
ROW_PX = 20
CHART_PX, BAR_PX = 80, 26  # of a chart without bars, and of each bar
PX_PER_CM = 96 / 2.54
SAMPLED = 400  # rows looked at for the width of a column
NARROWEST, BROADEST = 8, 48  # of a column, in characters
HIGHEST = 0.9  # of a picture, against its width
BARE = (60, 60)  # of a sheet without a table


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table's rows stand; rows and columns count from 0."""

    sheet: str
    table: TableBlock
    first_row: int

    @property
    def last_row(self) -> int:
        """The last of its rows, without the total."""
        return self.first_row + len(self.table.rows) - 1

    def cells(self, column: int, *, absolute: bool = True) -> str:
        """Return the cells of a column, as a formula names them."""
        from xlsxwriter.utility import xl_range, xl_range_abs

        if not absolute:
            return str(xl_range(self.first_row, column, self.last_row, column))
        span = xl_range_abs(self.first_row, column, self.last_row, column)
        return f"'{self.sheet}'!{span}"


@dataclass
class Sheet:
    """A sheet: its name, its blocks and the row at which each begins."""

    name: str
    facts: tuple[Fact, ...] = ()
    blocks: list[tuple[int, Block]] = field(default_factory=list)
    main: Place | None = None
    next_row: int = 2

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """How many characters each column gets; asked for when all blocks are there."""
        needed: list[int] = []
        for _, block in self.blocks:
            if isinstance(block, TableBlock):
                for place, column in enumerate(block.columns):
                    texts = [cell_text(row[place], column) for row in block.rows[:SAMPLED]]
                    if block.total is not None:
                        texts.append(cell_text(block.total[place], column))
                    longest = max([display_width(text) for text in texts] or [0])
                    width = max(longest, -(-display_width(column.heading) // 2) + 2) + 2
                    needed += [0] * (place + 1 - len(needed))
                    needed[place] = max(needed[place], width)
        kept = (min(max(width, NARROWEST), BROADEST) for width in needed)
        return tuple(kept) if needed else BARE


def layout(report: Report) -> tuple[list[Sheet], dict[str, Place]]:
    """Return the sheets of the workbook and the places of its tables."""
    sheets: dict[str, Sheet] = {}
    places: dict[str, Place] = {}
    for section in report.sections:
        if not section.sheet:
            continue
        if section.sheet not in sheets:
            facts = report.facts if section.sheet == "summary" else ()
            name = wording(f"report.sheet_{section.sheet}", report.lang)
            sheets[section.sheet] = Sheet(name, facts, next_row=len(facts) + 2)
        sheet = sheets[section.sheet]
        for block in section.blocks:
            if isinstance(block, TableBlock) and block.only_page:
                continue
            row = sheet.next_row
            sheet.blocks.append((row, block))
            if isinstance(block, TableBlock):
                places[block.key] = Place(sheet.name, block, row + 2)
                if block.leads_sheet and row < FIRST_ROWS and block.rows:
                    sheet.main = places[block.key]
            sheet.next_row = row + _height(block) + 1
    return [sheets[key] for key in ORDER if key in sheets], places


def chart_height(chart: Chart) -> int:
    """Return the height of a chart in pixels."""
    return CHART_PX + BAR_PX * len(chart.colors)


def _height(block: Block) -> int:
    """Return how many rows a block takes."""
    if isinstance(block, TableBlock):
        return 2 + len(block.rows) + (block.total is not None) + bool(block.note)
    if isinstance(block, BulletList):
        return len(block.items)
    if isinstance(block, Chart):
        return chart_height(block) // ROW_PX + 1
    if isinstance(block, Picture):
        return 1 + int(block.width_cm * PX_PER_CM * HIGHEST) // ROW_PX + 1
    assert isinstance(block, Text | Subheading)  # noqa: S101 - the last of the kinds
    return 1
