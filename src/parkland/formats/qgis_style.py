"""Styles for a layer: QGIS fills parcels by status, with the legend and colours of other outputs.

The formats are the `QML` of a vector layer in QGIS 3 (``renderer-v2`` of the type
``categorizedSymbol``) and, for other programs, Styled Layer Descriptor 1.1 (OGC 05-078r4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkland.choices import Lang
    from parkland.conventions import StatusSet

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
VERSION = "3.28.0"
OUTLINE, OUTLINE_MM, OTHER = "#4a4a4a", 0.2, "#ffffff"
SLD = {
    "": "http://www.opengis.net/sld",
    "ogc": "http://www.opengis.net/ogc",
    "se": "http://www.opengis.net/se",
}


def legend(present: Sequence[str], lang: Lang, statuses: StatusSet) -> list[tuple[str, str, str]]:
    """Return (value, label, colour) of each status that is present, in the order of the palette.

    The last entry has an empty value and stands for any other status. Without it QGIS would not
    draw a parcel whose status is edited later.
    """
    known = statuses.statuses
    shown = [key for key in known if key in present] or list(known)
    entries = [(key, known[key].label(lang), known[key].color) for key in shown]
    return [*entries, ("", wording("export.other_status", lang), OTHER)]


def qml(entries: Sequence[tuple[str, str, str]], headings: Mapping[str, str]) -> str:
    """Return the style as QML.

    Parameters
    ----------
    entries
        The result of `legend`.
    headings
        The heading of each field in the attribute table, by the name of the field.
    """
    root = ET.Element(
        "qgis", version=VERSION, styleCategories="Symbology|Fields|MapTips", labelsEnabled="0"
    )
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        attr="status",
        type="categorizedSymbol",
        symbollevels="0",
        enableorderby="0",
        forceraster="0",
    )
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, (value, label, color) in enumerate(entries):
        ET.SubElement(
            categories,
            "category",
            value=value,
            label=label,
            symbol=str(number),
            render="true",
            type="string",
        )
        _fill(symbols, str(number), color)
    aliases = ET.SubElement(root, "aliases")
    for index, (field, heading) in enumerate(headings.items()):
        ET.SubElement(aliases, "alias", index=str(index), field=field, name=heading)
    return DOCTYPE + ET.tostring(root, encoding="unicode")


def _fill(symbols: ET.Element, name: str, color: str) -> None:
    symbol = ET.SubElement(
        symbols, "symbol", name=name, type="fill", alpha="1", clip_to_extent="1", force_rhr="0"
    )
    layer = ET.SubElement(
        symbol, "layer", {"class": "SimpleFill", "enabled": "1", "pass": "0", "locked": "0"}
    )
    properties = {
        "color": _rgba(color),
        "style": "solid",
        "outline_color": _rgba(OUTLINE),
        "outline_style": "solid",
        "outline_width": str(OUTLINE_MM),
        "outline_width_unit": "MM",
        "joinstyle": "bevel",
    }
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in properties.items():
        ET.SubElement(options, "Option", name=key, value=value, type="QString")
    for key, value in properties.items():  # QGIS before 3.20 reads only these elements
        ET.SubElement(layer, "prop", k=key, v=value)


def _rgba(color: str) -> str:
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return f"{red},{green},{blue},255"


def sld(entries: Sequence[tuple[str, str, str]], layer: str) -> str:
    """Return the style as a Styled Layer Descriptor."""
    root = ET.Element(_tag("", "StyledLayerDescriptor"), version="1.1.0")
    named = ET.SubElement(root, _tag("", "NamedLayer"))
    ET.SubElement(named, _tag("se", "Name")).text = layer
    user = ET.SubElement(named, _tag("", "UserStyle"))
    style = ET.SubElement(user, _tag("se", "FeatureTypeStyle"))
    for value, label, color in entries:
        rule = ET.SubElement(style, _tag("se", "Rule"))
        ET.SubElement(rule, _tag("se", "Name")).text = label
        if value:
            condition = ET.SubElement(rule, _tag("ogc", "Filter"))
            equal = ET.SubElement(condition, _tag("ogc", "PropertyIsEqualTo"))
            ET.SubElement(equal, _tag("ogc", "PropertyName")).text = "status"
            ET.SubElement(equal, _tag("ogc", "Literal")).text = value
        else:
            ET.SubElement(rule, _tag("se", "ElseFilter"))
        symbol = ET.SubElement(rule, _tag("se", "PolygonSymbolizer"))
        fill = ET.SubElement(symbol, _tag("se", "Fill"))
        ET.SubElement(fill, _tag("se", "SvgParameter"), name="fill").text = color
        stroke = ET.SubElement(symbol, _tag("se", "Stroke"))
        ET.SubElement(stroke, _tag("se", "SvgParameter"), name="stroke").text = OUTLINE
    for prefix, space in SLD.items():
        ET.register_namespace(prefix, space)
    return ET.tostring(root, encoding="unicode")


def _tag(prefix: str, name: str) -> str:
    return f"{{{SLD[prefix]}}}{name}"
