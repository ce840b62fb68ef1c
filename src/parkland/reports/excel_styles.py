"""Cell formats of the workbook, in the words of xlsxwriter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.workbook_cells import DAY_FORMAT

if TYPE_CHECKING:
    from parkland.reports.report_blocks import TableColumn

GREY, LINE, HEADING_FILL = "#666666", "#BFBFBF", "#E8ECF0"
NORMAL_PT, NOTE_PT, SUBHEADING_PT, TITLE_PT = 11, 9, 12, 14
# Brightness from 0 to 255 above which black reads better than white.
BRIGHT = 140


def text_style(**properties: Any) -> dict[str, Any]:
    """Return the properties of a text without borders; `properties` go on top."""
    return {"font_size": NORMAL_PT, "valign": "vcenter"} | properties


def heading_style() -> dict[str, Any]:
    """Return the properties of the heading of a column."""
    return text_style(
        bold=True,
        bg_color=HEADING_FILL,
        border=1,
        border_color=LINE,
        text_wrap=True,
        align="center",
    )


def cell_style(column: TableColumn, *, bold: bool = False, fill: str = "") -> dict[str, Any]:
    """Return the properties of a cell in a table; `fill` is its colour."""
    style = text_style(border=1, border_color=LINE, num_format=number_format(column))
    if bold:
        style["bold"] = True
    if fill:
        style |= {"bg_color": fill, "font_color": ink_on(fill)}
    if column.kind in ("date", "count"):
        style["align"] = "center"
    if column.kind == "text":
        style["text_wrap"] = True
    return style


def number_format(column: TableColumn) -> str:
    """Return the number format of a column, with its decimal places; ``@`` is a text."""
    places = "." + "0" * column.digits if column.digits else ""
    formats = {
        "number": f"#,##0{places}",
        "plain": f"0{places}",
        "percent": f"0{places}%",
        "count": "#,##0",
        "date": DAY_FORMAT,
    }
    return formats.get(column.kind, "@")


def ink_on(fill: str) -> str:
    """Return black or white, whichever reads better on the colour `fill`.

    Source: ITU-R BT.601, luma of red, green and blue.

    Examples
    --------
    >>> ink_on("#FFFF00"), ink_on("#800000")
    ('#000000', '#FFFFFF')
    """
    red, green, blue = (int(fill[place : place + 2], 16) for place in (1, 3, 5))
    return "#000000" if 0.299 * red + 0.587 * green + 0.114 * blue > BRIGHT else "#FFFFFF"
