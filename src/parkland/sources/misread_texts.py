"""Texts in GBK that were taken for a Western code page before they came to parkland.

geopandas reads a shapefile that declares no encoding in that way: 地块编号 becomes µØ¿é±àºÅ. Such a
frame has none of the headings and words of the office. It is refused and not repaired, because a
part of its bytes can be lost.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from parkland.errors import EncodingError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

PAGES = ("latin-1", "cp1252")
SAMPLE = 300
LEAST_CELLS = 3
MOST = 0.9
_HANZI = re.compile("[\u4e00-\u9fff]")
_MARKED = re.compile(r"[^\x00-\x7f]+")


def require_well_read(
    table: pd.DataFrame, /, *, is_known: Callable[[str], bool], where: str
) -> None:
    """Raise if texts of a frame are GBK that was decoded wrongly.

    Parameters
    ----------
    table
        The frame.
    is_known
        Says whether the profile knows a heading.
    where
        What the frame is called.

    Raises
    ------
    EncodingError
        If a heading becomes a known one, or nearly all texts of a column become common characters.
    """
    for name in map(str, table.columns):
        meant = meant_in_gbk(name)
        if meant and is_known(meant):
            raise EncodingError("frames.misread", where=where, seen=name, meant=meant)
    for column, dtype in table.dtypes.items():
        if str(dtype) not in ("str", "string", "object", "category"):
            continue
        cells = table[column].dropna().iloc[:SAMPLE].tolist()
        marked = [cell for cell in cells if isinstance(cell, str) and not cell.isascii()]
        pairs = [(cell, meant) for cell in marked if (meant := meant_in_gbk(cell))]
        if len(pairs) >= max(LEAST_CELLS, MOST * len(marked)):
            seen, meant = pairs[0]
            raise EncodingError("frames.misread", where=where, seen=seen, meant=meant)


def meant_in_gbk(text: str, /) -> str:
    """Return the common Chinese characters that the bytes of a Western text are, or nothing.

    At least two characters are needed, and each mark of the text must be a part of one: créée and
    Québec are what they are.

    Examples
    --------
    >>> meant_in_gbk("µØ¿é±àºÅ"), meant_in_gbk("Québec"), meant_in_gbk("闲置")
    ('地块编号', '', '')
    """
    if text.isascii() or any(len(run) % 2 for run in _MARKED.findall(text)):
        return ""
    for page in PAGES:
        with suppress(UnicodeError):
            meant = text.encode(page).decode("gb2312")
            if len(_HANZI.findall(meant)) > 1:
                return meant
    return ""
