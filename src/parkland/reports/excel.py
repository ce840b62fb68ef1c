"""The report as a workbook: real numbers, totals as formulas over the ledger, a native chart.

`excel_layout` decides where each block stands, `excel_formulas` how a figure is counted,
`excel_styles` how a cell looks, and `workbook_cells` what is safe in one.
"""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING, Any

from parkland.reports.excel_formulas import formula_of
from parkland.reports.excel_layout import (
    LEGEND_GAP,
    chart_height,
    heading_rows,
    layout,
    picture_size,
)
from parkland.reports.excel_sizes import (
    HIGHEST_ROW_PT,
    LINE_PT,
    ROW_PT,
    broken_heading,
    lines_of,
    pages_across,
    row_height,
)
from parkland.reports.excel_styles import (
    GREY,
    NORMAL_PT,
    NOTE_PT,
    SUBHEADING_PT,
    TITLE_PT,
    cell_style,
    heading_style,
    number_format,
    text_style,
)
from parkland.reports.pictures import DPI
from parkland.reports.report_blocks import (
    LEDGER,
    BulletList,
    Chart,
    Counted,
    Picture,
    Subheading,
    Summed,
    TableBlock,
    Text,
)
from parkland.safe_text import legible
from parkland.wording import wording
from parkland.workbook_cells import Formula, WorkbookWriter, open_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from parkland.reports.excel_layout import Sheet
    from parkland.reports.report_blocks import Block, Report, Row, TableColumn

MARGINS_INCH = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.6}
# Columns that stay in sight: number, parcel number and name in the ledger, else the first.
FROZEN_OF_LEDGER, FROZEN = 3, 1
WIDEST_TEXT = 110  # characters of a paragraph across a sheet
CHART_WIDTH_PX = 720
MOVE_WITHOUT_SIZING = 2  # of xlsxwriter: what happens to a picture when rows change


def write_excel(report: Report, path: Path) -> None:
    """Write `report` to `path`."""
    with open_workbook(path, title=report.title, cut=True) as cells:
        ReportWorkbook(cells, report).write()


class ReportWorkbook:
    """Writes the sheets of a report, block after block."""

    def __init__(self, cells: WorkbookWriter, report: Report) -> None:
        self.cells = cells
        self.report = report
        self.sheets, self.places = layout(report)
        self.looks: dict[tuple[object, ...], tuple[dict[str, Any], Any]] = {}
        self.status_colors = report.status_colors
        self.font = {"font_name": wording("report.sheet_font", report.lang)}

    def write(self) -> None:
        """Write sheet after sheet."""
        for sheet in self.sheets:
            page = self.cells.book.add_worksheet(sheet.name)
            self._set_up(page, sheet)
            for row, block in sheet.blocks:
                self._block(page, sheet, row, block)
            begun = [row for row, block in sheet.blocks
                     if isinstance(block, Subheading) and block.begins_page]  # fmt: skip
            page.set_h_pagebreaks(begun)

    def _write(self, page: Any, row: int, column: int, value: object, **style: Any) -> None:
        """Write a cell in the font of the language."""
        self.cells.write(page, row, column, value, **style | self.font)

    def _set_up(self, page: Any, sheet: Sheet) -> None:
        """Set paper, footer and widths, and freeze the table that leads the sheet."""
        page.hide_gridlines(2)  # on the screen and on paper
        page.set_margins(**MARGINS_INCH)
        notice = legible(self.report.footer).replace("&", "&&")
        number = wording("report.page", self.report.lang, page="&P", pages="&N")
        page.set_footer(f"&L{notice}&R{number}")
        self._columns(page, sheet)
        title = text_style(bold=True, font_size=TITLE_PT)
        self._write(page, 0, 0, self.report.title, **title)
        for place, fact in enumerate(sheet.facts):
            self._write(page, place + 1, 0, fact.label, **text_style(font_color=GREY))
            self._wide_text(page, sheet, place + 1, fact.value, first=1)
        if (main := sheet.main) is not None:
            top, headings = main.first_row - heading_rows(main.table) + 1, main.first_row - 1
            frozen = FROZEN_OF_LEDGER if main.table.key == LEDGER else FROZEN
            page.freeze_panes(headings + 1, frozen)
            page.repeat_rows(top, headings)
            page.autofilter(headings, 0, main.last_row, len(main.table.columns) - 1)

    def _columns(self, page: Any, sheet: Sheet) -> None:
        """Set the widths, fold the groups of the main table, and divide the columns over pages."""
        columns = () if sheet.main is None else sheet.main.table.columns
        printed = list(sheet.widths)
        starts = []
        for place, width in enumerate(sheet.widths):
            column = columns[place] if place < len(columns) else None
            options: dict[str, Any] = {}
            if column is not None and column.is_working:
                options, printed[place] = {"level": 1, "hidden": True}, 0
            elif column is not None and column.group:
                if column.group != columns[place - 1].group:
                    starts.append(place)
                elif not column.is_leaf:
                    options = {"level": 1}
            page.set_column(place, place, width, None, options)
        page.outline_settings(True, True, False)  # noqa: FBT003 - the mark stands left of a group
        repeated = FROZEN_OF_LEDGER if starts else 0
        pages = pages_across(printed, repeated=repeated, starts=starts)
        page.set_paper(pages.paper)
        if pages.is_turned:
            page.set_landscape()
        if pages.scale is None:
            page.fit_to_pages(1, 0)
        else:
            page.set_print_scale(pages.scale)
            page.set_v_pagebreaks(pages.breaks)
            page.repeat_columns(0, repeated - 1)

    def _block(self, page: Any, sheet: Sheet, row: int, block: Block) -> None:
        if isinstance(block, Subheading):
            self._wide_text(page, sheet, row, block.text, size=SUBHEADING_PT, bold=True)
        elif isinstance(block, Text):
            size = NOTE_PT if block.role == "note" else NORMAL_PT
            self._wide_text(page, sheet, row, block.text, size=size)
        elif isinstance(block, BulletList):
            for place, item in enumerate(block.items):
                mark = f"{place + 1}. " if block.numbered else "• "
                self._wide_text(page, sheet, row + place, mark + item)
        elif isinstance(block, Picture):
            self._picture(page, sheet, row, block)
        elif isinstance(block, Chart):
            self._chart(page, sheet, row, block)
        else:
            self._table(page, sheet, row, block)

    def _wide_text(
        self,
        page: Any,
        sheet: Sheet,
        row: int,
        text: str,
        *,
        size: int = NORMAL_PT,
        first: int = 0,
        **properties: Any,
    ) -> None:
        """Write a paragraph across the sheet, in a row as high as the wrapped text needs."""
        last = max(len(sheet.widths) - 1, first + 1)
        across = sheet.widths[first : last + 1]
        columns = () if sheet.main is None else sheet.main.table.columns
        width = 0
        for place, one in enumerate(across, start=first):
            # no line is so long that it leaves the screen, and what is folded away has no room
            folded = place < len(columns) and columns[place].is_working
            if folded or (place > first and width + one > WIDEST_TEXT):
                last = place - 1
                break
            width += one
        lines = lines_of(text, width, size=size / NORMAL_PT)
        page.set_row(row, min(lines * size * LINE_PT / NORMAL_PT + ROW_PT, HIGHEST_ROW_PT))
        style = text_style(font_size=size, text_wrap=True, **properties)
        if last > first:
            page.merge_range(row, first, row, last, "", self.cells.style(**style | self.font))
        self._write(page, row, first, text, **style)

    def _picture(self, page: Any, sheet: Sheet, row: int, picture: Picture) -> None:
        """Insert a picture below its caption; its legend stands left of it."""
        column = 0
        if picture.legend is not None:
            self._table(page, sheet, row, picture.legend)
            column = len(picture.legend.columns) + LEGEND_GAP
        self._write(page, row, column, picture.caption, **text_style(bold=True))
        width_px = int.from_bytes(picture.png[16:20], "big")  # of the header of a PNG
        scale = picture_size(picture)[0] / width_px * DPI / 96
        options = {
            "image_data": io.BytesIO(picture.png),
            "object_position": MOVE_WITHOUT_SIZING,
            "x_scale": scale,
            "y_scale": scale,
        }
        page.insert_image(row + 1, column, f"{picture.key}.png", options)

    def _table(self, page: Any, sheet: Sheet, row: int, table: TableBlock) -> None:
        self._write(page, row, 0, table.caption, **text_style(bold=True))
        first = row + heading_rows(table)
        if first > row + 2:
            self._groups(page, row + 1, table)
        headings = [
            broken_heading(column.heading, width)
            for column, width in zip(table.columns, sheet.widths, strict=False)
        ]
        for place, heading in enumerate(headings):
            self._write(page, first - 1, place, heading, **heading_style())
        self._raise_row(page, first - 1, headings, sheet)
        for step, cells in enumerate(table.rows):
            swatch = table.colors[step] if table.colors else ""
            self._row(page, first + step, cells, table, swatch=swatch)
            self._raise_row(page, first + step, cells, sheet)
        last = first + len(table.rows)
        if table.total is not None:
            self._row(page, last, table.total, table, is_total=True)
            self._raise_row(page, last, table.total, sheet)
            last += 1
        if table.note:
            self._wide_text(page, sheet, last, table.note, size=NOTE_PT, font_color=GREY)

    def _groups(self, page: Any, row: int, table: TableBlock) -> None:
        """Write the headings above neighbouring columns of one group."""
        place = 0
        for group, columns in groupby(table.columns, key=lambda column: column.group):
            last = place + len(list(columns)) - 1
            style = heading_style()
            if last > place:
                page.merge_range(row, place, row, last, "", self.cells.style(**style | self.font))
            self._write(page, row, place, group, **style)
            place = last + 1

    def _raise_row(self, page: Any, row: int, cells: Sequence[object], sheet: Sheet) -> None:
        """Make a row as high as its longest text."""
        height = row_height(cells, sheet.widths)
        if height is not None:
            page.set_row(row, height)

    def _row(
        self,
        page: Any,
        row: int,
        cells: Row,
        table: TableBlock,
        *,
        swatch: str = "",
        is_total: bool = False,
    ) -> None:
        """Write a row. A status has the colour of the map; the swatch stands in the first cell."""
        own = self.places[table.key]
        for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            fill = swatch if place == 0 else ""
            if column.key == "status" and isinstance(cell, str) and not is_total:
                fill = fill or self.status_colors.get(cell, "")
            value: object = cell
            if isinstance(cell, Counted | Summed):
                proof = self.places.get(cell.table) if isinstance(cell, Counted) else None
                formula = formula_of(cell, place, own, proof)
                value = Formula(formula, cell.value) if formula else cell.value
            properties, style = self._look(column, fill, is_total=is_total)
            self.cells.write_styled(page, (row, place), value, style, **properties)

    def _look(
        self, column: TableColumn, fill: str, *, is_total: bool
    ) -> tuple[dict[str, Any], Any]:
        """Return the properties and the format of a cell, made once for each look of a column."""
        key = (column.kind, column.digits, fill, is_total)
        if key not in self.looks:
            properties = cell_style(column, bold=is_total, fill=fill) | self.font
            self.looks[key] = (properties, self.cells.style(**properties))
        return self.looks[key]

    def _chart(self, page: Any, sheet: Sheet, row: int, chart: Chart) -> None:
        """Insert a chart that reads its bars from the table, so that it follows a correction."""
        own = self.places[chart.table]
        column = [one.key for one in own.table.columns].index(chart.column)
        labels = {"value": True, "num_format": number_format(own.table.columns[column])}
        drawn = self.cells.book.add_chart({"type": "bar"})
        drawn.add_series(
            {
                "name": chart.axis,
                "categories": [sheet.name, own.first_row, 0, own.last_row, 0],
                "values": [sheet.name, own.first_row, column, own.last_row, column],
                "points": [{"fill": {"color": color}} for color in chart.colors],
                "data_labels": labels,
                "gap": 40,
            }
        )
        drawn.set_legend({"none": True})
        drawn.set_title({"name": chart.axis, "name_font": {"size": NORMAL_PT, "bold": False}})
        # the first row of the table is the uppermost bar
        drawn.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
        drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        drawn.set_size({"width": CHART_WIDTH_PX, "height": chart_height(chart)})
        page.insert_chart(row, 0, drawn, {"object_position": MOVE_WITHOUT_SIZING})
