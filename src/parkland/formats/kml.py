"""KML: folders at any depth are layers, and extended data are columns.

GDAL adds a column for each property with which a placemark can be drawn. Such a column is left out
if it holds only default values. A description stays a text; `kml_tables` reads the tables in it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from parkland.formats import gdal_layers
from parkland.formats.gdal_guard import read_frame
from parkland.formats.gdal_layers import GdalLayer, cannot_be_opened, listed_layers
from parkland.formats.kml_head import left_out, neutral, require_content
from parkland.formats.kml_names import with_own_names
from parkland.formats.kml_tables import with_tables
from parkland.issues import Issue

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.formats.layers import Container, Layer, LayerContent, ReadOptions

# The driver adds these columns. They have these values if the file does not set the property.
DRAWING = {
    "timestamp": (), "begin": (), "end": (), "altitudeMode": ("clampToGround",),
    "tessellate": (-1, 0, 1), "extrude": (-1, 0, 1), "visibility": (-1, 0, 1), "drawOrder": (),
    "icon": (), "id": (),
}  # fmt: skip
TEXTS = ("description", "Description", "snippet")  # these are left out if all cells are empty
PROGRAM = "formats.map_program"

__all__ = ["KmlLayer", "kinds_in", "layers_of", "neutral", "require_content", "without_drawing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KmlLayer(GdalLayer):
    """A folder of a KML file.

    Attributes
    ----------
    overlays, links
        The numbers of pictures over the ground and of linked files; those of a file are told with
        its first folder.
    """

    overlays: int = 0
    links: int = 0
    states_count: ClassVar[bool] = False

    @property
    def may_hold_curves(self) -> bool:
        """Whether the records can have true arcs."""
        return False

    def read(self, options: ReadOptions) -> LayerContent:
        """Return every placemark of the folder.

        Raises
        ------
        SourceFormatError, EncodingError
            See `GdalLayer.read`.
        """
        content = GdalLayer.read(self, options)
        frame, issues = with_tables(with_own_names(without_drawing(content.frame)))
        for code, number in (("kml.overlays", self.overlays), ("kml.links", self.links)):
            if number:
                issues.append(Issue(code=code, value=str(number)))
        return replace(content, frame=frame, issues=[*content.issues, *issues])


def layers_of(container: Container, /) -> list[Layer]:
    """Return the folders that contain placemarks, or the first folder if none does.

    Raises
    ------
    SourceFormatError
        If the file cannot be opened.
    """
    names = [name for name, _ in listed_layers(container, program=PROGRAM)]
    try:
        with warnings.catch_warnings(action="ignore"):
            listed = [(name, kinds_in(container, name)) for name in names]
    except Exception as error:
        raise cannot_be_opened(container, error, program=PROGRAM) from error
    filled = [(name, kind) for name, kind in listed if kind]
    wanted = filled or [(name, "Unknown") for name in names[:1]]
    layers = gdal_layers.layers_of(container, kind=KmlLayer, listed=wanted)
    overlays, links = left_out(container.path, is_member=container.file != container.origin)
    return [
        replace(layer, overlays=overlays, links=links)
        if isinstance(layer, KmlLayer) and not place
        else layer
        for place, layer in enumerate(layers)
    ]


def without_drawing(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table without columns of drawing properties that hold only default values."""
    silent = [
        name
        for name in frame.columns
        if (name in DRAWING and frame[name].dropna().isin(DRAWING[name]).all())
        or (name in TEXTS and frame[name].isna().all())
    ]
    return frame.drop(columns=silent)


def kinds_in(container: Container, layer: str) -> str:
    """Return the kinds of geometry in a folder, empty if it has no placemark.

    KML does not declare them, so that the geometries are read.
    """
    frame = read_frame(container, layer=layer, columns=[])
    return ", ".join(sorted({str(kind) for kind in frame.geom_type.dropna()}))
