"""Parcels of a CAD drawing (.dxf): closed polylines, layer by layer.

A layer of the drawing is a layer of parcels if a closed polyline lies in it; its open polylines are
records too, because a boundary that was not closed is land that would be lost. Texts, points,
single lines, circles, hatches and what lies in paper space are no records; their number is told.
Arcs come as GDAL approximates them, a corner every 4 degrees. A drawing declares no reference
system. Text is taken bytewise and decoded here: what a drawing declares as its code page is that of
the computer, and since release 2007 not that of the file.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.errors import EncodingError, SourceFormatError, first_line
from parkland.formats.evidence import Evidence
from parkland.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from parkland.formats.layers import Layer

BINARY = b"AutoCAD Binary DXF"
BYTEWISE = "ISO-8859-1"
OTHER_CURVES = "AcDbCircle|AcDbEllipse|AcDbArc|AcDbSpline|AcDbHatch|AcDbLine(?!w)|AcDbMline"
FEWEST_CORNERS = 3
KEPT = ("EntityHandle", "Linetype")


def drawing_layers(path: Path, shown: str) -> list[tuple[str, str]]:
    """Return the layers of a drawing by name, each with the kind of what is in it.

    Raises
    ------
    SourceFormatError
        If it cannot be opened, or is a binary drawing.
    """
    frame, _ = _entities(path, shown, None)
    found = []
    for name in sorted(frame["Layer"].unique()):
        rows = frame[frame["Layer"] == name]
        kinds = "Polygon" if _closed(rows).any() else ", ".join(sorted(set(rows.geom_type)))
        found.append((str(name), kinds or "None"))
    return found


def read_drawing(
    layer: Layer, encoding: str | None
) -> tuple[gpd.GeoDataFrame, Evidence, list[Issue]]:
    """Return the polylines of one layer of a drawing, closed ones as polygons.

    Raises
    ------
    SourceFormatError, EncodingError
    """
    import geopandas as gpd
    import pandas as pd
    import shapely

    entities, evidence = _entities(layer.container.path, layer.shown, encoding)
    rows = entities[entities["Layer"] == layer.name]
    lines = _polylines(rows)
    closed = _closed(rows)[lines]
    corners = shapely.force_2d(rows[lines].geometry.to_numpy())
    shapes = np.where(closed, _polygons(corners, closed.to_numpy()), corners)
    columns = {name: rows.loc[lines, name].astype("str") for name in KEPT if name in rows}
    frame = gpd.GeoDataFrame(
        pd.DataFrame(columns), geometry=pd.Series(shapes, index=rows.index[lines], dtype=object)
    )
    frame = frame.set_axis(pd.RangeIndex(1, len(frame) + 1))
    issues = []
    if not lines.all():
        others = rows[~lines]
        kinds = others.geom_type.where(others["Text"].isna(), "Text").fillna("None").value_counts()
        value = "、".join(f"{kind} {number}" for kind, number in kinds.items())
        issues.append(Issue(code="drawing.other_entities", value=value))
    return frame, evidence, issues


def _polygons(lines: np.ndarray, closed: np.ndarray) -> np.ndarray:
    import shapely

    polygons = np.full(len(lines), None, dtype=object)
    rings = [shapely.get_coordinates(line) for line in lines[closed]]
    polygons[closed] = [shapely.Polygon(ring) for ring in rings]
    return polygons


def _polylines(rows: gpd.GeoDataFrame) -> pd.Series:
    """Return which entities are polylines of the drawing itself, with three corners or more."""
    import pandas as pd
    import shapely

    corners = shapely.get_num_coordinates(rows.geometry.to_numpy())
    classes = rows["SubClasses"].astype("str").fillna("")
    paper = pd.to_numeric(rows["PaperSpace"], errors="coerce").fillna(0) != 0
    return (
        (rows.geom_type == "LineString")
        & (corners >= FEWEST_CORNERS)
        & ~classes.str.contains(OTHER_CURVES, regex=True)
        & ~paper
    )


def _closed(rows: gpd.GeoDataFrame) -> pd.Series:
    """Return which entities are closed polylines around something."""
    import pandas as pd
    import shapely

    shapes = rows.geometry.to_numpy()
    distinct = shapely.get_num_coordinates(shapes) > FEWEST_CORNERS
    closed = _polylines(rows) & distinct & shapely.is_closed(shapes)
    return pd.Series(closed.to_numpy(dtype=bool), index=rows.index)


def _entities(path: Path, shown: str, given: str | None) -> tuple[gpd.GeoDataFrame, Evidence]:
    import warnings

    import pyogrio

    content = path.read_bytes()
    if content.startswith(BINARY):
        raise SourceFormatError(
            "a binary drawing is not read", where=shown, do="save it as an ASCII .dxf"
        )
    try:
        with _text_as(BYTEWISE), warnings.catch_warnings(action="ignore"):
            frame: Any = pyogrio.read_dataframe(path, layer=0)
    except Exception as error:
        raise SourceFormatError(
            f"the drawing cannot be read ({first_line(error)})",
            where=shown,
            do="open it in CAD and save it as .dxf again",
        ) from error
    codec = _codec(content, given, shown)
    for name in ("Layer", "Text", "Linetype", "SubClasses", "EntityHandle"):
        frame[name] = frame[name].map(
            lambda text: str(text).encode("latin-1", "replace").decode(codec, "replace"),
            na_action="ignore",
        )
    frame["Layer"] = frame["Layer"].fillna("0")
    return frame, Evidence(codec, "given" if given else "bytes")


def _codec(content: bytes, given: str | None, shown: str) -> str:
    for codec in [given] if given else ["utf-8", "gb18030"]:
        try:
            content.decode(codec)
        except UnicodeDecodeError:
            continue
        except LookupError:
            break
        return codec
    if given:
        raise EncodingError(
            f"the text is not in the encoding {given!r}", where=shown, do="leave out --encoding"
        )
    return "gb18030"


@contextmanager
def _text_as(encoding: str) -> Iterator[None]:
    import pyogrio

    before = pyogrio.get_gdal_config_option("DXF_ENCODING")
    pyogrio.set_gdal_config_options({"DXF_ENCODING": encoding})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"DXF_ENCODING": before})
