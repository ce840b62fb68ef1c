"""Tables in the descriptions of placemarks, as ArcGIS and Google Earth export attributes.

A row with two cells is an attribute: its name and its value. The table can lie inside another one,
and rows with one cell are titles. A row of header cells alone (``th``) is no attribute: with one
row of values below it, it names them. A cell that the placemark has as extended data is not
replaced.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from parkland.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

COLUMNS = ("description", "Description")
CELLS, PAIR = ("td", "th"), 2
LONGEST = 1_000_000  # characters of a description that are parsed
MOST_KEYS, LONGEST_KEY = 200, 60
NULLS = ("<null>", "null")


def with_tables(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Return placemarks with the attributes of the tables in their descriptions, and issues."""
    import pandas as pd

    heading = next((name for name in COLUMNS if name in frame.columns), None)
    if heading is None:
        return frame, []
    texts = frame[heading].astype(object).where(frame[heading].notna(), "")
    pairs = {row: attributes_of(text) for row, text in texts.items() if "<t" in str(text).lower()}
    keys = list(dict.fromkeys(key for found in pairs.values() for key in found or ()))
    unread = sum(found is not None and not found for found in pairs.values())
    issues = [Issue(code="kml.table_unread", value=str(unread))] if unread else []
    if not keys or len(keys) > MOST_KEYS:
        return frame, issues
    whole = frame.copy()
    for key in keys:
        cells = pd.Series(
            {row: (found or {}).get(key) for row, found in pairs.items()}, dtype="str"
        )
        cells = cells.reindex(frame.index)
        own = whole[key] if key in whole.columns else None
        whole[key] = cells if own is None else own.astype(object).where(own.notna(), cells)
    read = sum(bool(found) for found in pairs.values())
    return whole, [*issues, Issue(code="kml.table_read", field="、".join(keys), value=str(read))]


def attributes_of(text: str) -> dict[str, str] | None:
    """Return the attributes in the tables of a description; None if it has no table.

    Examples
    --------
    >>> attributes_of("<table><tr><td>DKBH</td><td>GD-01</td></tr></table>")
    {'DKBH': 'GD-01'}
    """
    parser = _TableParser()
    parser.feed(str(text)[:LONGEST])
    parser.close()
    if not parser.has_table:
        return None
    found: dict[str, str] = {}
    for cells in _named_values(parser):
        key, value = (" ".join(cell.split()) for cell in cells)
        key = key.rstrip(":：")
        if 0 < len(key) <= LONGEST_KEY and value and value.casefold() not in NULLS:
            found.setdefault(key, value)
    return found


def _named_values(parser: _TableParser) -> list[Sequence[str]]:
    """Return the name and value of each attribute."""
    headed = zip(parser.rows, parser.headed, strict=True)
    top = next((cells for cells, is_head in headed if is_head and len(cells) >= PAIR), None)
    if top is None:
        return [cells for cells in parser.rows if len(cells) == PAIR]
    below = [cells for cells in parser.rows if cells is not top and len(cells) == len(top)]
    if len(below) == 1:
        return list(zip(top, below[0], strict=True))
    return [cells for cells in below if len(cells) == PAIR]


class _TableParser(HTMLParser):
    """Collects the texts of the cells of each row; a cell with a table inside has no text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.headed: list[bool] = []  # whether a row has header cells alone
        self._tags: list[set[str]] = []
        self.has_table = False
        self._open: list[list[str]] = []  # the rows that are open, with the innermost at the end
        self._in_cell: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "table":
            self.has_table = True
            if self._open and self._open[-1]:
                self._open[-1][-1] = ""
                self._in_cell[-1] = False
        elif tag == "tr":
            self._open.append([])
            self._tags.append(set())
            self._in_cell.append(False)
        elif tag in CELLS and self._open:
            self._open[-1].append("")
            self._tags[-1].add(tag)
            self._in_cell[-1] = True
        elif tag in ("br", "p", "div"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr" and self._open:
            self.rows.append(self._open.pop())
            self.headed.append(self._tags.pop() == {"th"})
            self._in_cell.pop()
        elif tag in CELLS and self._in_cell:
            self._in_cell[-1] = False

    def handle_data(self, data: str) -> None:
        if self._open and self._in_cell[-1] and self._open[-1]:
            self._open[-1][-1] += data
