"""QGIS project (``.qgz``): the parcels with their style, and a print layout.

The parcels stand in ``<name>.gpkg`` beside it, which the project names by a relative path. The
layout has the title, the map at a round scale, the legend, a scale bar, a north arrow and a line on
the reference system, so that QGIS prints it as it is. The file is a ZIP archive with one XML file,
as QGIS 3 writes it; a test opens it in QGIS.
"""

from __future__ import annotations

import uuid
import zipfile
from math import floor, isfinite, log10
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from parkland.display import plane_name
from parkland.formats import geopackage
from parkland.formats.qgis_style import DOCTYPE, VERSION, style_elements
from parkland.steady_times import steady_archive
from parkland.wording import wording

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from pyproj import CRS

    from parkland.formats.layers import WriteOptions

STALE = (".gpkg",)
PAGE, MAP, PICTURE, LABEL, LEGEND, SCALE_BAR = 65638, 65639, 65640, 65641, 65642, 65646
SHEET = (420.0, 297.0)  # A3 in landscape, millimetres
MARGIN, TITLE_HIGH, FOOT_HIGH, LEGEND_WIDE = 10.0, 16.0, 16.0, 70.0
MAP_BOX = (
    MARGIN,
    MARGIN + TITLE_HIGH,
    SHEET[0] - 2.5 * MARGIN - LEGEND_WIDE,
    SHEET[1] - 2 * MARGIN - TITLE_HIGH - FOOT_HIGH,
)  # left, top, width, height
FREE_SHARE = 0.94  # of the map that the parcels may fill
ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
LAYER_ID = "parcels_5b1cb7d0_3c1e_5d8f_8b5f_4f0f3f6f6a11"  # QGIS replaces a shorter one
NORTH = ":/images/north_arrows/layout_default_north_arrow.svg"  # comes with QGIS
EMPTY_EXTENT = (0.0, 0.0, 1000.0, 1000.0)


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write the project and the GeoPackage beside it; return an empty text.

    Raises
    ------
    OutputError
        If GDAL cannot write the GeoPackage.
    """
    database = path.with_suffix(".gpkg")
    geopackage.write(parcels, database, options)
    text = DOCTYPE + ET.tostring(_project(parcels, database, options), encoding="unicode")
    packed = path.with_name(f"{path.name}.new")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{path.stem}.qgs", text)
    path.write_bytes(steady_archive(packed.read_bytes()))
    packed.unlink()
    return ""


def _project(parcels: gpd.GeoDataFrame, database: Path, options: WriteOptions) -> ET.Element:
    title = wording("export.project", options.lang, name=options.layer)
    layer = geopackage.layer_name(options.layer)
    source = f"./{database.name}|layername={layer}"
    root = ET.Element("qgis", projectname=title, version=VERSION)
    ET.SubElement(root, "title").text = title
    if parcels.crs is not None:
        ET.SubElement(root, "projectCrs").append(_reference_system(parcels.crs))
    tree = ET.SubElement(root, "layer-tree-group")
    ET.SubElement(
        tree, "layer-tree-layer", id=LAYER_ID, name=options.layer, source=source,
        providerKey="ogr", checked="Qt::Checked", expanded="1",
    )  # fmt: skip
    extent = _extent(parcels)
    canvas = ET.SubElement(root, "mapcanvas", name="theMapCanvas")
    ET.SubElement(canvas, "units").text = "meters"
    canvas.append(_corners("extent", extent))
    layers = ET.SubElement(root, "projectlayers")
    layers.append(_map_layer(parcels, options, source))
    properties = ET.SubElement(root, "properties")
    paths = ET.SubElement(properties, "Paths")
    ET.SubElement(paths, "Absolute", type="bool").text = "false"
    system = ET.SubElement(properties, "SpatialRefSys")
    ET.SubElement(system, "ProjectionsEnabled", type="int").text = "1"
    ET.SubElement(root, "Layouts").append(_layout(parcels, title, extent, options))
    return root


def _map_layer(parcels: gpd.GeoDataFrame, options: WriteOptions, source: str) -> ET.Element:
    look = geopackage.style_of(parcels, options, key=geopackage.KEY)
    layer = ET.Element(
        "maplayer", type="vector", geometry="Point" if look.points else "Polygon",
        styleCategories="AllStyleCategories", labelsEnabled=str(int(bool(look.label))),
    )  # fmt: skip
    for name, text in (("id", LAYER_ID), ("datasource", source), ("layername", options.layer)):
        ET.SubElement(layer, name).text = text
    if parcels.crs is not None:
        ET.SubElement(layer, "srs").append(_reference_system(parcels.crs))
    ET.SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
    layer.extend(style_elements(look.entries, look.headings, look.label, points=look.points))
    return layer


def _reference_system(crs: CRS) -> ET.Element:
    """Return a reference system by its WKT, and by its code if it has one."""
    system = ET.Element("spatialrefsys", nativeFormat="Wkt")
    ET.SubElement(system, "wkt").text = crs.to_wkt("WKT2_2019")
    authority = crs.to_authority()
    ET.SubElement(system, "authid").text = ":".join(authority) if authority else ""
    ET.SubElement(system, "description").text = crs.name
    return system


def _extent(parcels: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    west, south, east, north = (float(side) for side in parcels.total_bounds)
    return (west, south, east, north) if isfinite(west) else EMPTY_EXTENT


def _corners(name: str, extent: tuple[float, float, float, float]) -> ET.Element:
    corners = ET.Element(name)
    for key, value in zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True):
        ET.SubElement(corners, key).text = repr(value)
    return corners


def _layout(
    parcels: gpd.GeoDataFrame,
    title: str,
    extent: tuple[float, float, float, float],
    options: WriteOptions,
) -> ET.Element:
    """Return a print layout on A3."""
    lang = options.lang
    layout = ET.Element(
        "Layout", name=wording("export.layout", lang), units="mm", printResolution="300"
    )
    pages = ET.SubElement(layout, "PageCollection")
    pages.append(_item(PAGE, (0, 0, *SHEET), "page"))
    left, top, wide, high = MAP_BOX
    foot = top + high + 3
    beside = left + wide + MARGIN / 2
    drawn = _item(
        MAP,
        MAP_BOX,
        "map",
        frame="true",
        followPreset="false",
        keepLayerSet="false",
        mapRotation="0",
    )
    drawn.append(_whole_map(extent, wide, high))
    if parcels.crs is not None:
        drawn.append(_reference_system(parcels.crs))
    shared = {"mapUuid": _identifier("map")}
    legend = _item(
        LEGEND, (beside, top, LEGEND_WIDE, high), "legend", title=wording("export.legend", lang),
        legendFilterByAtlas="0", resizeToContents="1", map_uuid=_identifier("map"), **shared,
    )  # fmt: skip
    segment = f"{_segment(extent, wide, high):g}"
    bar = _item(
        SCALE_BAR, (left, foot, 90, 12), "scale", style="Single Box", unitType="meters",
        unitLabel="m", numSegments="4", numSegmentsLeft="0", numUnitsPerSegment=segment,
        numMapUnitsPerScaleBarUnit="1", segmentSizeMode="0", height="2", **shared,
    )  # fmt: skip
    north = _item(
        PICTURE, (left + wide - 18, top + 4, 14, 14), "north", file=NORTH, mode="1", resizeMode="0",
        anchorPoint="4", northMode="0", **shared,
    )  # fmt: skip
    heading = _label((MARGIN, MARGIN, SHEET[0] - 2 * MARGIN, TITLE_HIGH - 2), "title", title, 22)
    expression = (
        wording("export.scale", lang)
        + " 1:[% format_number(item_variables('map')['map_scale'], 0) %]"
    )
    drawn.set("id", "map")
    system = "" if parcels.crs is None else plane_name(parcels.crs, lang)
    scale = _label((left + 100, foot + 2, 60, 8), "scale_text", expression, 10, align="0")
    place = _label((left + 165, foot + 2, wide - 165, 8), "system", system, 9, align="2")
    layout.extend([heading, legend, bar, north, scale, place, drawn])
    return layout


def _item(
    kind: int, box: tuple[float, float, float, float], name: str, **attributes: str
) -> ET.Element:
    """Return an item of a layout at a box (left, top, width, height) in millimetres."""
    left, top, wide, high = box
    return ET.Element(
        "LayoutItem",
        {
            "type": str(kind), "id": name, "uuid": _identifier(name),
            "templateUuid": _identifier(name), "position": f"{left:g},{top:g},mm",
            "positionOnPage": f"{left:g},{top:g},mm", "size": f"{wide:g},{high:g},mm",
            "referencePoint": "0", "visibility": "1", "zValue": "1", "opacity": "1",
            "itemRotation": "0", "background": "true" if kind == PAGE else "false",
            "frame": "false", **attributes,
        },
    )  # fmt: skip


def _label(
    box: tuple[float, float, float, float], name: str, text: str, size: float, *, align: str = "4"
) -> ET.Element:
    """Return a text; `align` is that of Qt: 1 left, 2 right, 4 in the middle."""
    label = _item(
        LABEL, box, name, labelText=text, htmlState="0", halign=align, valign="128",
        marginX="0", marginY="0",
    )  # fmt: skip
    # QGIS before 3.24 reads only the first of these elements
    ET.SubElement(
        label, "LabelFont", description=f"Sans Serif,{size:g},-1,5,50,0,0,0,0,0", style=""
    )
    ET.SubElement(label, "FontColor", red="17", green="17", blue="17", alpha="255")
    ET.SubElement(
        label, "text-style", fontSize=f"{size:g}", fontSizeUnit="Point", textColor="17,17,17,255",
        textOpacity="1",
    )  # fmt: skip
    return label


def _identifier(name: str) -> str:
    """Return an identifier that is the same in every file."""
    return f"{{{uuid.uuid5(uuid.NAMESPACE_URL, f'parkland/{name}')}}}"


def _scale(extent: tuple[float, float, float, float], wide: float, high: float) -> float:
    """Return N of the largest round scale at which an extent fits into a box of millimetres."""
    west, south, east, north = extent
    least = max((east - west) / wide, (north - south) / high, 0.001) * 1000 / FREE_SHARE
    power: float = 10 ** floor(log10(least))
    return next(step for step in ROUND if step * power >= least) * power


def _segment(extent: tuple[float, float, float, float], wide: float, high: float) -> float:
    """Return the length of a part of the scale bar, about 15 mm on paper."""
    metres = 0.018 * _scale(extent, wide, high)
    power: float = 10 ** floor(log10(metres))
    return max(step for step in (1, 2, 5) if step * power <= metres) * power


def _whole_map(extent: tuple[float, float, float, float], wide: float, high: float) -> ET.Element:
    """Return what the map of a layout shows: the parcels in the middle, at a round scale."""
    west, south, east, north = extent
    scale = _scale(extent, wide, high)
    x, y = (west + east) / 2, (south + north) / 2
    half_wide, half_high = wide * scale / 2000, high * scale / 2000
    box = {
        "xmin": x - half_wide,
        "ymin": y - half_high,
        "xmax": x + half_wide,
        "ymax": y + half_high,
    }
    return ET.Element("Extent", {key: repr(value) for key, value in box.items()})
