"""The report as a workbook: real numbers, totals as formulas over the ledger, a native chart.

A formula carries its value, so that the workbook reads right where nothing recalculates it. Every
text is written as a text: none from the data can become a formula.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from parkland.conventions import statuses
from parkland.reports.excel_layout import Place, chart_height, layout
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
    TableColumn,
    Text,
)
from parkland.safe_text import display_width, printable
from parkland.wording import wording
from parkland.workbook_cells import Formula, WorkbookWriter, open_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from parkland.reports.excel_layout import Sheet
    from parkland.reports.report_blocks import Cell, Report, Row, RowCondition

MOST_IN_FORMULA = 255  # in a text of a formula
FONT = "宋体"
HIGHEST_ROW_PT = 409
A4 = 9
UPRIGHT_CHARACTERS, PAGE_CHARACTERS = 100, 190  # what a page holds, across


def write_excel(report: Report, path: Path) -> None:
    """Write `report` to `path`."""
    with open_workbook(path, title=report.title, cut=True) as cells:
        _Writer(cells, report).write()


class _Writer:
    def __init__(self, cells: WorkbookWriter, report: Report) -> None:
        self.cells = cells
        self.book = cells.book
        self.report = report
        self.sheets, self.places = layout(report)

    def write(self) -> None:
        """Write sheet after sheet."""
        for sheet in self.sheets:
            page = self.book.add_worksheet(sheet.name)
            self._set_up(page, sheet)
            for row, block in sheet.blocks:
                self._block(page, sheet, row, block)
            begun = [row for row, block in sheet.blocks
                     if isinstance(block, Subheading) and block.begins_page]  # fmt: skip
            page.set_h_pagebreaks(begun)

    def _set_up(self, page: Any, sheet: Sheet) -> None:
        widths = sheet.widths
        page.hide_gridlines(2)
        page.set_paper(A4)
        if sum(widths) > UPRIGHT_CHARACTERS:
            page.set_landscape()
        page.fit_to_pages(max(1, round(sum(widths) / PAGE_CHARACTERS)), 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        notice = printable(self.report.footer).replace("&", "&&")
        page.set_footer(f"&L{notice}&R" + wording(
            "report.page", self.report.lang, page="&P", pages="&N"
        ))  # fmt: skip
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        self.cells.write(page, 0, 0, self.report.title, **_style(bold=True, size=14))
        for place, fact in enumerate(sheet.facts):
            self.cells.write(page, place + 1, 0, fact.label, **_style(color="#666666"))
            self.cells.write(page, place + 1, 1, fact.value, **_style())
        if (main := sheet.main) is not None:
            top = main.first_row - 1
            frozen = 3 if main.table.key == LEDGER else 1
            page.freeze_panes(top + 1, frozen)
            page.repeat_rows(top)
            if main.table.key == LEDGER:
                page.repeat_columns(0, frozen - 1)
            page.autofilter(top, 0, main.last_row, len(main.table.columns) - 1)

    def _block(self, page: Any, sheet: Sheet, row: int, block: Any) -> None:
        if isinstance(block, Text | Subheading):
            bold = isinstance(block, Subheading)
            size = 9 if isinstance(block, Text) and block.role == "note" else 12 if bold else 11
            self._wide_text(page, sheet, row, block.text, bold=bold, size=size)
        elif isinstance(block, BulletList):
            for place, item in enumerate(block.items):
                mark = f"{place + 1}. " if block.numbered else "• "
                self._wide_text(page, sheet, row + place, mark + item)
        elif isinstance(block, Picture):
            self.cells.write(page, row, 0, block.caption, **_style(bold=True))
            scale = block.width_cm * DPI / 2.54 / _png_width(block.png)
            options = {"image_data": io.BytesIO(block.png), "object_position": 2}
            options |= {"x_scale": scale, "y_scale": scale}
            page.insert_image(row + 1, 0, f"{block.key}.png", options)
        elif isinstance(block, Chart):
            self._chart(page, sheet, row, block)
        elif isinstance(block, TableBlock):
            self._table(page, row, block)

    def _wide_text(
        self, page: Any, sheet: Sheet, row: int, text: str, *, bold: bool = False, size: int = 11
    ) -> None:
        """Write a paragraph across the sheet, as high as it needs."""
        width = sum(sheet.widths)
        lines = max(1, -(-display_width(text) * size // (11 * max(width, 60))))
        page.set_row(row, min(lines * size * 1.5, HIGHEST_ROW_PT))
        last = max(len(sheet.widths) - 1, 1)
        style = _style(bold=bold, size=size, wrap=True)
        page.merge_range(row, 0, row, last, "", self.cells.style(**style))
        self.cells.write(page, row, 0, text, **style)

    def _table(self, page: Any, row: int, table: TableBlock) -> None:
        self.cells.write(page, row, 0, table.caption, **_style(bold=True))
        heading = _style(bold=True, fill="#E8ECF0", border=True, wrap=True, side="center")
        for place, column in enumerate(table.columns):
            self.cells.write(page, row + 1, place, column.heading, **heading)
        for step, cells in enumerate(table.rows):
            color = table.colors[step] if table.colors else ""
            self._row(page, row + 2 + step, cells, table, color=color)
        last = row + 2 + len(table.rows)
        if table.total is not None:
            self._row(page, last, table.total, table, bold=True)
            last += 1
        if table.note:
            self.cells.write(page, last, 0, table.note, **_style(size=9, color="#666666"))

    def _row(
        self,
        page: Any,
        row: int,
        cells: Row,
        table: TableBlock,
        *,
        color: str = "",
        bold: bool = False,
    ) -> None:
        labels = _status_colors(self.report.lang)
        for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            fill = color if color and place == 0 else ""
            if column.key == "status" and isinstance(cell, str) and not fill and not bold:
                fill = labels.get(cell, "")
            value: object = cell
            if isinstance(cell, Counted | Summed):
                formula = self._formula(cell, table, place)
                value = Formula(formula, cell.value) if formula else cell.value
            style = self._cell_style(column, bold=bold, fill=fill)
            self.cells.write(page, row, place, value, **style)

    def _formula(self, cell: Cell, table: TableBlock, place: int) -> str:
        """Return the formula of a figure, or nothing where its table is not in the workbook."""
        if isinstance(cell, Summed):
            own = self.places[table.key]
            return f"=SUM({own.cells(place, absolute=False)})" if table.rows else ""
        ledger = self.places.get(LEDGER)
        if ledger is None or not isinstance(cell, Counted):
            return ""
        return counting_formula(cell, ledger)

    def _chart(self, page: Any, sheet: Sheet, row: int, chart: Chart) -> None:
        own = self.places[chart.table]
        column = [one.key for one in own.table.columns].index(chart.column)
        shown = self._number_format(own.table.columns[column])
        drawn = self.book.add_chart({"type": "bar"})
        drawn.add_series(
            {
                "name": chart.axis,
                "categories": [sheet.name, own.first_row, 1, own.last_row, 1],
                "values": [sheet.name, own.first_row, column, own.last_row, column],
                "points": [{"fill": {"color": color}} for color in chart.colors],
                "data_labels": {
                    "value": True,
                    "num_format": shown,
                },
                "gap": 40,
            }
        )
        drawn.set_legend({"none": True})
        drawn.set_title({"name": chart.axis, "name_font": {"size": 11, "bold": False}})
        drawn.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
        drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        drawn.set_size({"width": 720, "height": chart_height(chart)})
        page.insert_chart(row, 0, drawn, {"object_position": 2})

    def _cell_style(self, column: TableColumn, *, bold: bool, fill: str) -> dict[str, Any]:
        return _style(
            bold=bold,
            fill=fill,
            color=_ink(fill) if fill else "",
            number=self._number_format(column),
            border=True,
            side="center" if column.kind in ("date", "count") else "",
            wrap=column.kind == "text",
        )

    @staticmethod
    def _number_format(column: TableColumn) -> str:
        places = "." + "0" * column.digits if column.digits else ""
        formats = {"number": f"#,##0{places}", "plain": f"0{places}", "percent": f"0{places}%"}
        return formats.get(
            column.kind, {"count": "#,##0", "date": "yyyy-mm-dd"}.get(column.kind, "@")
        )


def _style(**wanted: Any) -> dict[str, Any]:
    """Return properties of a cell format in the words of xlsxwriter."""
    style = {"font_name": FONT, "font_size": wanted.get("size", 11), "valign": "vcenter"}
    names = {"bold": "bold", "color": "font_color", "number": "num_format",
             "wrap": "text_wrap", "fill": "bg_color", "side": "align"}  # fmt: skip
    style |= {names[name]: value for name, value in wanted.items() if name in names and value}
    if wanted.get("border"):
        style |= {"border": 1, "border_color": "#BFBFBF"}
    return style


def counting_formula(figure: Counted, ledger: Place) -> str:
    """Return the formula that counts `figure` in the ledger; empty if it cannot be written.

    Texts are compared whole (EXACT): a criterion of COUNTIF would take * and < for operators.
    """
    keys = [column.key for column in ledger.table.columns]
    named = [criterion.column for criterion in figure.where]
    if not ledger.table.rows or any(key not in keys for key in named):
        return ""
    tests = [
        _test(criterion, ledger.cells(keys.index(criterion.column))) for criterion in figure.where
    ]
    if "" in tests:
        return ""
    if not figure.column:
        return f"=SUMPRODUCT({'*'.join(tests)}*1)" if tests else f"=ROWS({ledger.cells(0)})"
    if figure.column not in keys:
        return ""
    summed = ledger.cells(keys.index(figure.column))
    return f"=SUMPRODUCT({'*'.join(tests)}*1,{summed})" if tests else f"=SUM({summed})"


def _test(criterion: RowCondition, cells: str) -> str:
    value = criterion.value
    if isinstance(value, dt.date):
        day = f"DATE({value.year},{value.month},{value.day})"
        return f'({cells}{criterion.compare}{day})*({cells}<>"")'
    text = printable(value or "").replace('"', '""')
    return f'EXACT({cells},"{text}")' if len(text) < MOST_IN_FORMULA else ""


def _ink(fill: str) -> str:
    """Return black or white, whichever reads better on `fill`."""
    red, green, blue = (int(fill[place : place + 2], 16) for place in (1, 3, 5))
    return "#000000" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#FFFFFF"  # noqa: PLR2004


def _status_colors(lang: str) -> Mapping[str, str]:
    return {style.label(lang): style.color for style in statuses().values()}


def _png_width(png: bytes) -> int:
    return int.from_bytes(png[16:20], "big")
