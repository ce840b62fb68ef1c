"""The report as a workbook: real numbers, totals as formulas over the ledger, a native chart.

`excel_layout` decides where each block stands, `excel_formulas` how a figure is counted,
`excel_styles` how a cell looks, and `workbook_cells` what is safe in one.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from parkland.reports.excel_formulas import formula_of
from parkland.reports.excel_layout import chart_height, layout
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
from parkland.reports.pictures import CM_PER_INCH, DPI
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
from parkland.safe_text import display_width, printable
from parkland.wording import wording
from parkland.workbook_cells import Formula, WorkbookWriter, open_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from parkland.reports.excel_layout import Sheet
    from parkland.reports.report_blocks import Block, Report, Row

HIGHEST_ROW_PT = 409
LINE_SPACING = 1.5
NARROWEST_TEXT = 60  # characters, if the tables of a sheet are narrower
A4 = 9
MARGINS_INCH = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.6}
UPRIGHT_CHARACTERS, PAGE_CHARACTERS = 100, 190  # across a page
# Columns that stay in sight: number, parcel number and name in the ledger, else the first.
FROZEN_OF_LEDGER, FROZEN = 3, 1
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
        widths = sheet.widths
        page.hide_gridlines(2)  # on the screen and on paper
        page.set_paper(A4)
        if sum(widths) > UPRIGHT_CHARACTERS:
            page.set_landscape()
        page.fit_to_pages(max(1, round(sum(widths) / PAGE_CHARACTERS)), 0)
        page.set_margins(**MARGINS_INCH)
        notice = printable(self.report.footer).replace("&", "&&")
        number = wording("report.page", self.report.lang, page="&P", pages="&N")
        page.set_footer(f"&L{notice}&R{number}")
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        title = text_style(bold=True, font_size=TITLE_PT)
        self._write(page, 0, 0, self.report.title, **title)
        for place, fact in enumerate(sheet.facts):
            self._write(page, place + 1, 0, fact.label, **text_style(font_color=GREY))
            self._write(page, place + 1, 1, fact.value, **text_style())
        if (main := sheet.main) is not None:
            top = main.first_row - 1
            is_ledger = main.table.key == LEDGER
            frozen = FROZEN_OF_LEDGER if is_ledger else FROZEN
            page.freeze_panes(top + 1, frozen)
            page.repeat_rows(top)
            if is_ledger:
                page.repeat_columns(0, frozen - 1)
            page.autofilter(top, 0, main.last_row, len(main.table.columns) - 1)

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
            self._picture(page, row, block)
        elif isinstance(block, Chart):
            self._chart(page, sheet, row, block)
        else:
            self._table(page, row, block)

    def _wide_text(
        self,
        page: Any,
        sheet: Sheet,
        row: int,
        text: str,
        *,
        size: int = NORMAL_PT,
        bold: bool = False,
    ) -> None:
        """Write a paragraph across the sheet. Its row is as high as the wrapped text needs.

        Spreadsheets do not fit the height of merged cells, so it is estimated from the width.
        """
        width = max(sum(sheet.widths), NARROWEST_TEXT)
        lines = max(1, -(-display_width(text) * size // (NORMAL_PT * width)))
        page.set_row(row, min(lines * size * LINE_SPACING, HIGHEST_ROW_PT))
        last = max(len(sheet.widths) - 1, 1)
        style = text_style(font_size=size, text_wrap=True, **({"bold": True} if bold else {}))
        page.merge_range(row, 0, row, last, "", self.cells.style(**style | self.font))
        self._write(page, row, 0, text, **style)

    def _picture(self, page: Any, row: int, picture: Picture) -> None:
        self._write(page, row, 0, picture.caption, **text_style(bold=True))
        width_px = int.from_bytes(picture.png[16:20], "big")  # of the header of a PNG
        scale = picture.width_cm * DPI / CM_PER_INCH / width_px
        options = {
            "image_data": io.BytesIO(picture.png),
            "object_position": MOVE_WITHOUT_SIZING,
            "x_scale": scale,
            "y_scale": scale,
        }
        page.insert_image(row + 1, 0, f"{picture.key}.png", options)

    def _table(self, page: Any, row: int, table: TableBlock) -> None:
        self._write(page, row, 0, table.caption, **text_style(bold=True))
        for place, column in enumerate(table.columns):
            self._write(page, row + 1, place, column.heading, **heading_style())
        for step, cells in enumerate(table.rows):
            swatch = table.colors[step] if table.colors else ""
            self._row(page, row + 2 + step, cells, table, swatch=swatch)
        last = row + 2 + len(table.rows)
        if table.total is not None:
            self._row(page, last, table.total, table, is_total=True)
            last += 1
        if table.note:
            note = text_style(font_size=NOTE_PT, font_color=GREY)
            self._write(page, last, 0, table.note, **note)

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
        own, ledger = self.places[table.key], self.places.get(LEDGER)
        for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            fill = swatch if place == 0 else ""
            if column.key == "status" and isinstance(cell, str) and not is_total:
                fill = fill or self.status_colors.get(cell, "")
            value: object = cell
            if isinstance(cell, Counted | Summed):
                formula = formula_of(cell, place, own, ledger)
                value = Formula(formula, cell.value) if formula else cell.value
            style = cell_style(column, bold=is_total, fill=fill)
            self._write(page, row, place, value, **style)

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
