"""GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from parkland.crs import compatible, described, given_crs
from parkland.errors import OutputError, SourceFormatError, brief
from parkland.formats import gdal_layers
from parkland.formats.gdal_layers import GdalLayer
from parkland.formats.gdal_writing import write_layer
from parkland.formats.true_to_ending import other_content
from parkland.formats.written_columns import as_fields
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from parkland.formats.layers import Container, Layer, WriteOptions

DEGREE_DIGITS = 9  # decimal places of degrees; the last one is 0.1 mm on the ground
GEOMETRY_KEY = re.compile(rb'"geometry"\s*:')
KINDS = (
    "FeatureCollection", "Feature", "GeometryCollection", "Polygon", "MultiPolygon", "LineString",
    "MultiLineString", "Point", "MultiPoint",
)  # fmt: skip
HEAD_BYTES = 2**16  # of the beginning, in which the type of the object is looked for
SEPARATOR = "\x1e"  # RFC 8142 puts it before each feature of a sequence
NEXT_FEATURE = re.compile(r"\}\s*[\r\n]\s*\x1e?\{")
# The member `crs` of GeoJSON before RFC 7946. GDAL also takes escaped letters and single quotes.
CRS_KEY = re.compile(
    rb"""["'](?:c|\\u0063)(?:r|\\u0072)(?:s|\\u0073)["']\s*(?=[:/])(?::\s*)?""", re.IGNORECASE
)
LINKS = ("link", "url")


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoJsonLayer(GdalLayer):
    """The layer of a GeoJSON file."""

    # Without this option GDAL parses a text that looks like a day, and its form is lost.
    options: ClassVar[Mapping[str, Any]] = MappingProxyType({"DATE_AS_STRING": "YES"})
    states_count: ClassVar[bool] = False

    @property
    def may_hold_curves(self) -> bool:
        """Whether the records can have true arcs."""
        return False

    def count_rows(self, read: int) -> int:
        """Return the number of features in the text of the file.

        GDAL skips an element without the type "Feature" and reports nothing. The keys of geometries
        are counted first; the file is parsed only if there are more keys than features, because
        parsing takes as long as reading.
        """
        content = self.container.path.read_bytes()
        keys = len(GEOMETRY_KEY.findall(content))
        if keys <= read:
            return read
        try:
            return max(read, len(json.loads(content.decode("utf-8", errors="replace"))["features"]))
        except ValueError:  # GDAL accepts some invalid JSON, such as features without a comma
            return keys
        except (TypeError, LookupError, RecursionError):
            return read


def layers_of(container: Container, /) -> list[Layer]:
    """Return the layer of a GeoJSON file.

    Raises
    ------
    SourceFormatError
        If GDAL cannot open the file.
    """
    return gdal_layers.layers_of(container, kind=GeoJsonLayer)


def require_content(path: Path, shown: str) -> None:
    """Raise unless a file holds a GeoJSON object whose reference system is no link.

    GDAL would read another kind of JSON in its own way, also a description of other sources. It
    would fetch a reference system from the address that a ``crs`` of the kind ``link`` names.

    Raises
    ------
    SourceFormatError
    """
    with path.open("rb") as file:
        start = file.read(HEAD_BYTES).decode("utf-8-sig", errors="replace")
    text = start.lstrip(f"{SEPARATOR} \t\r\n\0\ufffd")
    if not text.startswith("{"):
        raise other_content(path, shown, Phrase("formats.content.no_json"))
    kind = _kind(text)
    if kind is not None and kind not in KINDS:
        key = "other_json" if kind else "json_without_type"
        raise other_content(path, shown, Phrase(f"formats.content.{key}", kind=brief(kind)))
    if _has_link(path):
        raise SourceFormatError("formats.linked_system", where=shown)


def neutral(path: Path, folder: Path) -> str:  # noqa: ARG001 - other formats make a copy there
    """Return the name by which GDAL opens a file as GeoJSON and asks no other driver.

    A text with one feature in each line (RFC 8142) is opened as a sequence.
    """
    with path.open("rb") as file:
        text = file.read(HEAD_BYTES).decode("utf-8-sig", errors="replace").lstrip()
    is_sequence = text.startswith(SEPARATOR) or (
        _kind(text) == "Feature" and bool(NEXT_FEATURE.search(text))
    )
    return f"{'GeoJSONSeq' if is_sequence else 'GeoJSON'}:{path.absolute()}"


def _kind(text: str) -> str | None:
    """Return the type of the object that `text` begins with, or None if `text` ends before it.

    An object without a type has an empty one.
    """
    decoder = json.JSONDecoder()
    place = text.find("{") + 1
    try:
        while True:
            place = _past(text, place, ",")
            if text[place : place + 1] == "}":
                return ""
            name, place = decoder.raw_decode(text, place)
            value, place = decoder.raw_decode(text, _past(text, place, ":"))
            if name == "type":
                return value if isinstance(value, str) else ""
    except (ValueError, RecursionError):  # the text is cut, or is no JSON: GDAL decides
        return None


def _past(text: str, place: int, mark: str) -> int:
    """Return the position after white space and `mark`."""
    while place < len(text) and text[place] in f" \t\r\n{mark}":
        place += 1
    return place


def _has_link(path: Path) -> bool:
    content = path.read_bytes()
    for found in CRS_KEY.finditer(content):
        text = content[found.end() : found.end() + HEAD_BYTES].decode("utf-8", errors="replace")
        try:
            value, _ = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return True  # GDAL may read what is no JSON
        if isinstance(value, dict) and str(value.get("type", "")).casefold() in LINKS:
            return True
    return False


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write GeoJSON by RFC 7946; return an empty text.

    Coordinates are degrees of WGS 84, and shells are counter-clockwise. CGCS2000 counts as WGS 84,
    with which it agrees to a few centimetres.

    Raises
    ------
    OutputError
        If the parcels have no reference system, or are on another datum.
    """
    wgs84 = given_crs("EPSG:4326")
    if parcels.crs is None or not compatible(parcels.crs, wgs84):
        own = Phrase("crs.none") if parcels.crs is None else described(parcels.crs)
        raise OutputError("formats.geojson_system", where=path.name, own=own)
    # The type is left open, because RFC 7946 declares no type of geometry for a collection.
    write_layer(
        as_fields(parcels, statuses=options.statuses),
        parcels.geometry.to_crs(wgs84).to_numpy(),
        path,
        driver="GeoJSON",
        layer=options.layer,
        geometry_type="Unknown",
        crs="EPSG:4326",
        RFC7946="YES",
        COORDINATE_PRECISION=str(DEGREE_DIGITS),
        WRITE_NAME="NO",
    )
    return ""
