"""Where every block stands in a workbook; formulas need to know before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from parkland.reports.excel_sizes import column_widths
from parkland.reports.report_blocks import (
    LEDGER,
    BulletList,
    Chart,
    Picture,
    Subheading,
    TableBlock,
    Text,
)
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.reports.report_blocks import Block, Fact, Report

ORDER = (
    "summary",
    "selected",
    LEDGER,
    "idle",
    "deadlines",
    "acts",
    "flagged",
    "areas",
    "asset_land",
    "asset_public",
    "asset_check",
    "asset_low",
    "asset_internal",
    "asset_ledger",
    "asset_projects",
    "asset_commitments",
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
LARGER = 1.6  # a picture on a screen, against one on a page
LEGEND_GAP = 1  # columns between a legend and its picture


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table's rows stand; rows and columns count from 0. The main table can be filtered."""

    sheet: str
    table: TableBlock
    first_row: int
    is_main: bool = False

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
        return column_widths(
            table
            for _, block in self.blocks
            for table in (block, getattr(block, "legend", None))
            if isinstance(table, TableBlock)
        )


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
            legend = block.legend if isinstance(block, Picture) else None
            if legend is not None:
                places[legend.key] = Place(sheet.name, legend, row + 2)
            if isinstance(block, TableBlock):
                leads = block.leads_sheet and row < FIRST_ROWS and bool(block.rows)
                place = Place(sheet.name, block, row + heading_rows(block), is_main=leads)
                places[block.key] = place
                if leads:
                    sheet.main = place
            sheet.next_row = row + _height(block) + 1
    return [sheets[key] for key in ORDER if key in sheets], places


def chart_height(chart: Chart) -> int:
    """Return the height of a chart in pixels."""
    return CHART_PX + BAR_PX * len(chart.colors)


def picture_size(picture: Picture) -> tuple[float, float]:
    """Return width and height of a picture in pixels as it stands in a sheet, for 96 to an inch."""
    width, height = (int.from_bytes(picture.png[at : at + 4], "big") for at in (16, 20))
    shown = picture.width_cm * LARGER * PX_PER_CM
    return shown, shown * height / width


def heading_rows(table: TableBlock) -> int:
    """Return how many rows stand above the rows of a table: caption, groups, headings."""
    return 2 + any(column.group for column in table.columns)


def _height(block: Block) -> int:
    """Return how many rows a block takes."""
    if isinstance(block, TableBlock):
        below = (block.total is not None) + bool(block.note)
        return heading_rows(block) + len(block.rows) + below
    if isinstance(block, BulletList):
        return len(block.items)
    if isinstance(block, Chart):
        return chart_height(block) // ROW_PX + 1
    if isinstance(block, Picture):
        beside = 0 if block.legend is None else _height(block.legend)
        return max(1 + int(picture_size(block)[1]) // ROW_PX + 1, beside)
    assert isinstance(block, Text | Subheading)  # noqa: S101 - the last of the kinds
    return 1
