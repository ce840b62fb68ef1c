"""Names of untyped data (``<Data name="地块编号">``) that survive GDAL.

GDAL replaces every byte of such a name that is no ASCII letter or digit with an underscore, so that
two Chinese names of the same length become one column. The copy that GDAL reads has the names in
hexadecimal; the columns get their own names back.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from parkland.column_names import free_name

if TYPE_CHECKING:
    import geopandas as gpd

MARK = "parkland_"
DATA = re.compile(
    rb"""(<(?:[A-Za-z_][\w.-]*:)?Data\s(?:[^<>]*?\s)?name\s*=\s*)("[^"<]*"|'[^'<]*')"""
)
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
HEX = re.compile(MARK + r"((?:[0-9a-f]{2})+)")


def with_plain_names(content: bytes) -> bytes:
    """Return KML in UTF-8 whose names of untyped data have ASCII letters and digits only.

    Examples
    --------
    >>> with_plain_names('<Data name="甲">'.encode())
    b'<Data name="parkland_e794b2">'
    """

    def renamed(match: re.Match[bytes]) -> bytes:
        name = unescape(match[2][1:-1].decode("utf-8", errors="replace")).strip()
        if not name or (PLAIN.fullmatch(name) and not name.startswith(MARK)):
            return match[0]
        return match[1] + f'"{MARK}{name.encode().hex()}"'.encode()

    return DATA.sub(renamed, content)


def with_own_names(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table whose columns have the names of the file again."""
    names: dict[str, str] = {}
    for column in map(str, frame.columns):
        if match := HEX.fullmatch(column):
            own = bytes.fromhex(match[1]).decode("utf-8", errors="replace")
            names[column] = free_name(own, [*frame.columns, *names.values()])
    return frame.rename(columns=names)
