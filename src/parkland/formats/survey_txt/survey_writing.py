"""Write a survey TXT (勘测定界 / 报部坐标) for the software of receiving offices.

`parkland.boundaries` numbers the corners, unless a survey TXT gave them numbers
(`survey_numbering`). Coordinates have 3 decimals, and hectares have 4. The
area in a header is the stated area, or else the area of the corners in the plane. Columns that have
no field in a header are not written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.boundaries import DIGITS, boundary_points
from parkland.crs import described, identified
from parkland.errors import OutputError, brief
from parkland.formats.survey_txt.survey_numbering import NUMBERING, numbered_points
from parkland.formats.survey_txt.survey_reading import KEPT_ATTRIBUTES
from parkland.gauss_kruger import DATUMS, WIDTHS
from parkland.outlines import is_point
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

AREA_DIGITS = 4
M2_PER_HA = 10_000
NAMES = {
    "cgcs2000": "2000国家大地坐标系",
    "xian80": "1980西安坐标系",
    "beijing54": "1954北京坐标系",
}
SHEET = "图幅号"
POLYGON = "面"
NEWLINE = "\r\n"
# These characters would end a field, a line or a header. Full-width characters replace them.
RESERVED = str.maketrans({",": "，", "@": "＠", "\r": " ", "\n": " ", "\t": " ", "=": "＝"})


def write_survey(parcels: gpd.GeoDataFrame, path: Path, *, encoding: str, name: str) -> str:
    """Write the file.

    Parameters
    ----------
    parcels
        Parcels in a Gauss-Krüger zone.
    path
        The file.
    encoding
        The encoding of the text.
    name
        The name, in errors, of a parcel without a number.

    Returns
    -------
    str
        A sentence on the texts that were changed; empty if there are none.

    Raises
    ------
    OutputError
        If the reference system is not a Gauss-Krüger zone of China, a character is not in
        `encoding`, or a ring has fewer than three corners after rounding to millimetres.
    """
    datum, width, zone, _ = _system(parcels.crs, path.name)
    if is_point(parcels.geometry).any():
        raise OutputError("formats.no_outline", where=path.name)
    lines = [
        "[属性描述]",
        "格式版本号=1.01版本",
        *_attributes(parcels),
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
        points = _points(shape, row["parcel_id"] or name, row[NUMBERING])
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
            "formats.no_character",
            where=path.name,
            object=brief(error.object[error.start]),
            encoding=encoding,
        ) from error
    path.write_bytes(content)
    return Phrase("formats.full_width", count=changed) if changed else ""


def _system(crs: CRS | None, where: str) -> tuple[str, int, int, bool]:
    """Return the datum, the width of the zone, the zone, and whether eastings contain its number.

    Raises
    ------
    OutputError
        If the system is not a Gauss-Krüger zone of China.
    """
    code = identified(crs).to_epsg() if crs is not None else None
    for name in NAMES:
        for (width, has_number), base in DATUMS[name].bases.items():
            if code is not None and code - base in WIDTHS[width]:
                return name, width, code - base, has_number
    raise OutputError(
        "formats.survey_without_system" if crs is None else "formats.survey_system",
        where=where,
        do="formats.name_zone",
        crs="" if crs is None else described(crs),
    )


def _attributes(parcels: gpd.GeoDataFrame) -> list[str]:
    """Return the producer and the date of the file that the parcels come from, if it is one."""
    found = {
        key: parcels[key].dropna().unique() for key in KEPT_ATTRIBUTES if key in parcels.columns
    }
    return [f"{key}={_field(values[0])}" for key, values in found.items() if len(values) == 1]


def _rows(parcels: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the values of each parcel for its header; None if they are missing."""
    names = ("parcel_id", "name", "land_use", "land_class", "stated_area_m2", SHEET, NUMBERING)
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


def _points(shape: BaseGeometry, name: str, numbering: str | None) -> list[str]:
    """Return a line for each boundary point of each ring; `numbering` has kept numbers of points.

    Raises
    ------
    OutputError
        If a ring has fewer than three corners after rounding.
    """
    import shapely

    kept = numbered_points(shape, numbering) if numbering else None
    if kept is not None:
        return kept
    # Dropping a ring silently would change the area of the parcel, so that it is an error.
    points = boundary_points(shape)
    rings = sum(len(shapely.get_rings(part)) for part in shapely.get_parts(shape))
    if len({point.ring for point in points}) < rings:
        raise OutputError("formats.ring_vanishes", where=name)
    return [
        f"J{point.number},{point.ring},{point.north:.{DIGITS}f},{point.east:.{DIGITS}f}"
        for point in points
    ]
