"""Parcels in a CAD drawing (.dxf): the closed polylines of each layer.

A layer of the drawing is read for parcels if it has a closed polyline. Its open polylines are
records too, because a boundary that was not closed would otherwise be lost without a report. Texts,
points, single lines, circles, hatches and entities in paper space are not records; their number is
reported, and the area of closed circles, ellipses and splines. Texts become numbers of parcels on
request (`drawn_numbers`). Arcs are replaced by chords of at most 0.02 degrees, of 0.1 degrees in a
drawing with thousands of them. A drawing declares no reference system.

Text is decoded here from its bytes. The code page that a drawing declares belongs to the computer
on which it was drawn; since release 2007 it is not the encoding of the file.
"""

from __future__ import annotations

import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.errors import SourceFormatError
from parkland.formats.curves import FINE_STEP, MOST_FINE, STEP, arc_step
from parkland.formats.drawn_numbers import HEADING as NUMBER
from parkland.formats.drawn_numbers import text_numbers
from parkland.formats.dxf_head import hidden_layers, neutral, require_content
from parkland.formats.evidence import Evidence
from parkland.formats.gdal_guard import read_frame
from parkland.formats.layers import DeclaredCrs, Layer, LayerContent, named_layers
from parkland.formats.library_remarks import cause_of
from parkland.formats.text_encodings import CHINESE, first_that_decodes, wrong_encoding
from parkland.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from parkland.formats.layers import Container, ReadOptions

# In this encoding every byte is a character, so that GDAL returns the original bytes.
BYTEWISE = "ISO-8859-1"
# GDAL returns these entities as lines too. Their classes distinguish them from polylines.
OTHER_CURVES = "AcDbCircle|AcDbEllipse|AcDbArc|AcDbSpline|AcDbHatch|AcDbLine(?!w)|AcDbMline"
FEWEST_CORNERS = 3
ARCS, COARSE = "arcs", 4.0  # a column that marks entities with arcs, and a step in degrees
BULGE = re.compile(rb"^ *42[ \r]*\n *-?0*\.?0*[1-9]", re.MULTILINE)
TEXTS = ("Layer", "Text", "Linetype", "SubClasses", "EntityHandle")
KEPT = ("EntityHandle", "Linetype")

__all__ = ["DrawingLayer", "layers_of", "neutral", "require_content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingLayer(Layer):
    """A layer of a drawing.

    Attributes
    ----------
    entities
        The entities from GDAL; each character of their texts stands for one byte.
    texts
        The texts of the whole drawing, in the same form.
    is_hidden
        Whether the drawing does not show the layer.
    """

    entities: gpd.GeoDataFrame
    texts: gpd.GeoDataFrame
    is_hidden: bool = False

    def read(self, options: ReadOptions) -> LayerContent:
        """Return the polylines of the layer; closed polylines become polygons.

        Raises
        ------
        EncodingError
            If the drawing is not in the encoding that the user names.
        """
        import geopandas as gpd
        import pandas as pd
        import shapely

        codec = _codec(self.container.path, options.encoding, self.shown)
        rows = _with_texts(self.entities, codec)
        lines = _polylines(rows)
        closed = _closed(rows)[lines]
        corners = shapely.force_2d(rows[lines].geometry.to_numpy())
        shapes = np.where(closed, _polygons(corners, closed.to_numpy()), corners)
        columns = {name: rows.loc[lines, name].astype("str") for name in KEPT if name in rows}
        frame = gpd.GeoDataFrame(
            pd.DataFrame(columns), geometry=pd.Series(shapes, index=rows.index[lines], dtype=object)
        )
        frame = frame.set_axis(pd.RangeIndex(1, len(frame) + 1))
        numbers, about_numbers = text_numbers(
            np.where(closed.to_numpy(), shapes, np.array(None, dtype=object)),
            _with_texts(self.texts, codec),
            options.number_texts,
        )
        if any(numbers):
            frame[NUMBER] = pd.Series(numbers, index=frame.index, dtype="str")
        return LayerContent(
            frame=frame,
            unusable=np.full(len(frame), "", dtype=object),
            encoding=Evidence(codec, "given" if options.encoding else "bytes"),
            declared=DeclaredCrs(None, Evidence("", "format")),
            issues=[
                *_other_entities(rows[~lines]),
                *_closed_curves(rows[~lines]),
                *_arcs(rows[lines]),
                *about_numbers,
                *([Issue(code="drawing.hidden_layer", value=self.name)] if self.is_hidden else []),
            ],
        )


def layers_of(container: Container, /) -> list[Layer]:
    """Return the layers of a drawing, sorted by name.

    The drawing is read once for all of its layers.

    Raises
    ------
    SourceFormatError
        If the drawing cannot be opened, or is binary.
    """
    codec = _codec(container.path, None, container.shown)
    entities = _entities(container)
    names = _with_texts(entities, codec)["Layer"]
    # GDAL gives one table for the whole drawing, with the layer of the drawing as a column.
    found = {name: entities[names == name] for name in sorted(names.unique())}
    kinds = [(str(name), _kinds(rows)) for name, rows in found.items()]
    texts = entities[entities["Text"].notna() & (entities.geom_type == "Point")]
    hidden = {name.decode(codec, "replace") for name in hidden_layers(container.path)}
    return [
        DrawingLayer(
            container=container,
            name=name,
            geometry=kind,
            shown=shown,
            entities=found[name],
            texts=texts,
            is_hidden=name in hidden,
        )
        for name, kind, shown in named_layers(container, kinds)
    ]


def _kinds(rows: gpd.GeoDataFrame) -> str:
    if _closed(rows).any():
        return "Polygon"
    return ", ".join(sorted({str(kind) for kind in rows.geom_type})) or "None"


def _other_entities(others: gpd.GeoDataFrame) -> list[Issue]:
    """Report the entities of the layer that are not polylines, with their kinds and numbers."""
    if others.empty:
        return []
    kinds = others.geom_type.where(others["Text"].isna(), "Text").fillna("None").value_counts()
    value = "、".join(f"{kind} {number}" for kind, number in kinds.items())
    return [Issue(code="drawing.other_entities", value=value)]


def _closed_curves(others: gpd.GeoDataFrame) -> list[Issue]:
    """Report the closed circles, ellipses and splines of the layer, with their area."""
    import shapely

    shapes = others.geometry.to_numpy()
    is_line = shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING
    closed = shapes[is_line & shapely.is_closed(shapes)]
    closed = closed[shapely.get_num_coordinates(closed) > FEWEST_CORNERS]
    if not len(closed):
        return []
    area = sum(shapely.Polygon(shapely.get_coordinates(one)).area for one in closed)
    return [Issue(code="drawing.closed_curves", field=str(len(closed)), value=f"{area:.2f}")]


def _arcs(polylines: gpd.GeoDataFrame) -> list[Issue]:
    """Report the number of polylines with arcs."""
    number = int(polylines[ARCS].sum())
    return [Issue(code="geometry.curves", value=str(number))] if number else []


def _polygons(lines: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Return a polygon for each closed line, and None for any other."""
    import shapely

    polygons = np.full(len(lines), None, dtype=object)
    rings = [shapely.get_coordinates(line) for line in lines[closed]]
    polygons[closed] = [shapely.Polygon(ring) for ring in rings]
    return polygons


def _polylines(rows: gpd.GeoDataFrame) -> pd.Series:
    """Return which entities are polylines in model space with at least three corners."""
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
    """Return which entities are closed polylines with at least three distinct corners."""
    import pandas as pd
    import shapely

    shapes = rows.geometry.to_numpy()
    # A closed line repeats its first corner, so that three distinct corners are four coordinates.
    distinct = shapely.get_num_coordinates(shapes) > FEWEST_CORNERS
    closed = _polylines(rows) & distinct & shapely.is_closed(shapes)
    return pd.Series(closed.to_numpy(dtype=bool), index=rows.index)


def _entities(container: Container) -> gpd.GeoDataFrame:
    """Return every entity of a drawing; each character of its texts stands for one byte.

    Raises
    ------
    SourceFormatError
        If the drawing cannot be read.
    """
    import shapely

    try:
        bulges = _bulges(container.path)
        step = FINE_STEP if bulges <= MOST_FINE else STEP
        with _text_as(BYTEWISE), warnings.catch_warnings(action="ignore"):
            with arc_step(step):
                frame: gpd.GeoDataFrame = read_frame(container, layer=0)
            # Entities with arcs are those that have fewer corners at a coarser step.
            with arc_step(COARSE):
                coarse = read_frame(container, layer=0, columns=[]) if bulges else frame
        corners, fewer = (shapely.get_num_coordinates(one.geometry) for one in (frame, coarse))
        frame[ARCS] = corners > fewer
    except Exception as error:
        raise SourceFormatError(
            "formats.drawing_unreadable", where=container.shown, reason=cause_of(error)
        ) from error
    return frame


def _bulges(path: Path) -> int:
    """Return the number of bulges in a drawing: a pair of group 42 with a value other than 0."""
    return len(BULGE.findall(path.read_bytes()))


def _with_texts(entities: gpd.GeoDataFrame, codec: str) -> gpd.GeoDataFrame:
    """Return entities with decoded texts; an entity without a layer is on layer 0, as in CAD."""
    frame = entities.copy()

    def text(cell: Any) -> str:
        return str(cell).encode("latin-1", "replace").decode(codec, "replace")

    for name in TEXTS:
        frame[name] = frame[name].map(text, na_action="ignore")
    frame["Layer"] = frame["Layer"].fillna("0")
    return frame


def _codec(path: Path, given: str | None, shown: str) -> str:
    """Return the encoding of a drawing: the given one, or the first that decodes every byte.

    A drawing that neither UTF-8 nor GB18030 decodes is read as GB18030 with replacements.

    Raises
    ------
    EncodingError
        If the given encoding does not decode every byte.
    """
    found = first_that_decodes(path.read_bytes(), [given] if given else CHINESE)
    if found is None and given:
        raise wrong_encoding(given, where=shown)
    return found[1] if found else CHINESE[-1]


@contextmanager
def _text_as(encoding: str) -> Iterator[None]:
    """Set the encoding with which GDAL decodes drawings, for the block."""
    import pyogrio

    before = pyogrio.get_gdal_config_option("DXF_ENCODING")
    pyogrio.set_gdal_config_options({"DXF_ENCODING": encoding})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"DXF_ENCODING": before})
