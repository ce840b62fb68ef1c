"""Write a survey TXT (勘测定界 / 报部坐标), as receiving software reads it.

Outer rings run clockwise, holes counter-clockwise, each from its north-west corner; numbers of
corners go on from ring to ring, the closing corner repeats the first; 3 decimals, hectares with 4.
The area of a header is the stated one, else that of the corners in the plane, which is what the
field means. What a header has no place for is not written.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.errors import OutputError
from parkland.sources.crs import described, identified
from parkland.sources.survey_crs import DATUMS, WIDTHS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    import shapely
    from pyproj import CRS

DIGITS, AREA_DIGITS, FEWEST = 3, 4, 3
M2_PER_HA = 10_000
NAMES = {
    "cgcs2000": "2000国家大地坐标系",
    "xian80": "1980西安坐标系",
    "beijing54": "1954北京坐标系",
}
SHEET = "图幅号"
POLYGON = "面"
NEWLINE = "\r\n"
# What would end a field, a line or a header.
RESERVED = str.maketrans({",": "，", "@": "＠", "\r": " ", "\n": " ", "\t": " ", "=": "＝"})


def write_survey(parcels: gpd.GeoDataFrame, path: Path, *, encoding: str) -> str:
    """Write the file; return what of it is not as it was.

    Raises
    ------
    OutputError
        If the reference system is no Gauss-Krüger zone of China, a character is not in `encoding`,
        or a ring vanishes when rounded to millimetres.
    """
    datum, width, zone, _ = _system(parcels.crs, path.name)
    lines = [
        "[属性描述]",
        "格式版本号=1.01版本",
        f"坐标系={NAMES[datum]}",
        f"几度分带={width}",
        "投影类型=高斯克吕格",
        "计量单位=米",
        f"带号={zone}",
        f"精度={10**-DIGITS:.{DIGITS}f}",
        "转换参数=,,,,,,",
        "[地块坐标]",
    ]
    changed = 0
    for row, shape in zip(_rows(parcels), parcels.geometry, strict=True):
        points = _points(shape, row["parcel_id"] or path.stem)
        stated = row["stated_area_m2"]
        area = shape.area if stated is None else stated
        texts = [row[name] or "" for name in ("parcel_id", "name", SHEET, "land_use", "land_class")]
        number, name, sheet, use, code = (_field(text) for text in texts)
        changed += sum(_field(text) != text for text in texts)
        hectares = f"{area / M2_PER_HA:.{AREA_DIGITS}f}"
        header = [str(len(points)), hectares, number, name, POLYGON, sheet, use, code, "@"]
        lines += [",".join(header), *points]
    try:
        content = NEWLINE.join([*lines, ""]).encode(encoding)
    except UnicodeEncodeError as error:
        raise OutputError(
            f"the character {error.object[error.start]!r} is not in {encoding}",
            where=path.name,
            do="write it in utf-8, if the receiving office takes that",
        ) from error
    path.write_bytes(content)
    return f"in {changed} texts commas and the like were written in full width" if changed else ""


def _system(crs: CRS | None, where: str) -> tuple[str, int, int, bool]:
    """Return datum, width of zones, zone, and whether eastings bear its number."""
    code = identified(crs).to_epsg() if crs is not None else None
    for name in NAMES:
        for (width, has_number), base in DATUMS[name].bases.items():
            if code is not None and code - base in WIDTHS[width]:
                return name, width, code - base, has_number
    raise OutputError(
        "a survey TXT is in a Gauss-Krüger zone of CGCS2000, Xi'an 1980 or Beijing 1954; the "
        f"parcels are {'without a system' if crs is None else 'in ' + described(crs)}",
        where=where,
        do="name the zone to write in, for example EPSG:4528",
    )


def _rows(parcels: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    names = ("parcel_id", "name", "land_use", "land_class", "stated_area_m2", SHEET)
    columns = {
        name: parcels[name].astype(object).where(parcels[name].notna(), None)
        for name in names
        if name in parcels
    }
    blank = [None] * len(parcels)
    lists = {name: list(columns.get(name, blank)) for name in names}
    return [dict(zip(names, cells, strict=True)) for cells in zip(*lists.values(), strict=True)]


def _field(text: object) -> str:
    return str(text).translate(RESERVED).strip()


def _points(shape: shapely.Geometry, name: str) -> list[str]:
    """Return a line for each corner of each ring, numbered throughout."""
    import shapely

    lines: list[str] = []
    at = 0
    rings = [
        (ring, place > 0)
        for part in shapely.get_parts(shape)
        for place, ring in enumerate(shapely.get_rings(part))
    ]
    for number, (ring, is_hole) in enumerate(rings, start=1):
        corners = _turned(np.round(shapely.get_coordinates(ring), DIGITS), is_hole=is_hole)
        if len(corners) < FEWEST:
            raise OutputError(
                "a ring vanishes when it is rounded to millimetres",
                where=name,
                do="take the parcel out, or write .gpkg",
            )
        labels = [*range(at + 1, at + len(corners) + 1), at + 1]
        at += len(corners)
        for label, (east, north) in zip(labels, [*corners, corners[0]], strict=True):
            lines.append(f"J{label},{number},{north:.{DIGITS}f},{east:.{DIGITS}f}")
    return lines


def _turned(ring: np.ndarray, *, is_hole: bool) -> Sequence[tuple[float, float]]:
    """Return the corners once each, clockwise (a hole the other way), from the north-west one."""
    corners: list[tuple[float, float]] = []
    for east, north in ring.tolist():
        if not corners or (east, north) != corners[-1]:
            corners.append((east, north))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    pairs = zip(corners, [*corners[1:], *corners[:1]], strict=True)
    doubled = math.fsum((b[0] - a[0]) * (b[1] + a[1] - 2 * corners[0][1]) for a, b in pairs)
    if (doubled > 0) == is_hole:  # positive: clockwise
        corners.reverse()
    first = max(range(len(corners)), key=lambda i: corners[i][1] - corners[i][0])
    return corners[first:] + corners[:first]
