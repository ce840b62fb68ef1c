"""Styles for a layer: QGIS fills parcels by status, with the legend and colours of other outputs.

The style has labels with number and area, and the headings of the attribute table. The formats are
the `QML` of a vector layer in QGIS 3 (``renderer-v2`` of the type ``categorizedSymbol``) and, for
other programs, Styled Layer Descriptor 1.1 (OGC 05-078r4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from parkland.languages import grammar
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from parkland.choices import Lang
    from parkland.conventions import StatusSet
    from parkland.display import Measure

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
VERSION = "3.22.0"  # older programs warn of a newer one
CATEGORIES = "Symbology|Labeling|Fields|MapTips"
OUTLINE, OUTLINE_MM, OTHER = "#4a4a4a", 0.2, "#ffffff"
PLAIN = "#e4e1d3"  # of parcels without a status
LABEL_PT = 7
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


def qml(
    entries: Sequence[tuple[str, str, str]],
    headings: Mapping[str, str],
    label: str = "",
    *,
    points: bool = False,
) -> str:
    """Return the style as QML.

    Parameters
    ----------
    entries
        The result of `legend`; empty for a table without a status, which has one colour.
    headings
        The heading of each field in the attribute table, by the name of the field.
    label
        The expression of the labels, from `label_expression`; empty for none.
    points
        Whether the layer has points instead of areas.
    """
    root = ET.Element("qgis", version=VERSION, styleCategories=CATEGORIES, labelsEnabled="0")
    root.set("labelsEnabled", str(int(bool(label))))
    root.extend(style_elements(entries, headings, label, points=points))
    return DOCTYPE + ET.tostring(root, encoding="unicode")


def style_elements(
    entries: Sequence[tuple[str, str, str]],
    headings: Mapping[str, str],
    label: str,
    *,
    points: bool = False,
) -> list[ET.Element]:
    """Return symbols, labels and headings as elements of a QML file or of a layer of a project."""
    renderer = ET.Element("renderer-v2", symbollevels="0", enableorderby="0", forceraster="0")
    symbols = ET.Element("symbols")
    if entries:
        renderer.set("type", "categorizedSymbol")
        renderer.set("attr", "status")
        categories = ET.SubElement(renderer, "categories")
        for number, (value, text, _) in enumerate(entries):
            ET.SubElement(
                categories, "category", value=value, label=text, symbol=str(number),
                render="true", type="string",
            )  # fmt: skip
    else:
        renderer.set("type", "singleSymbol")
    for number, (_, _, color) in enumerate(entries or [("", "", PLAIN)]):
        _symbol(symbols, str(number), color, points=points)
    renderer.append(symbols)
    aliases = ET.Element("aliases")
    for index, (field, heading) in enumerate(headings.items()):
        ET.SubElement(aliases, "alias", index=str(index), field=field, name=heading)
    return [renderer, *([_labeling(label, points=points)] if label else []), aliases]


def label_expression(fields: Collection[str], measure: Measure | None, lang: Lang) -> str:
    r"""Return the expression of a label: number, or else name, and the area below it.

    Parameters
    ----------
    fields
        The names of the fields of the layer.
    measure
        The unit and the decimals in which areas are printed; None for a label without area.
    lang
        Language of the unit.

    Examples
    --------
    >>> label_expression(["parcel_id", "name"], None, "zh")
    'coalesce("parcel_id", "name", \'\')'
    """
    named = [f'"{name}"' for name in ("parcel_id", "name") if name in fields]
    if not named:
        return ""
    number = f"coalesce({', '.join(named)}, '')"
    if measure is None or "area_m2" not in fields:
        return number
    value = f'format_number("area_m2" * {measure.per_stored!r}, {measure.digits})'
    area = grammar(lang).quantity("{number}", measure.label(lang)).replace("'", "''")
    before, _, behind = area.partition("{number}")
    text = " || ".join(part for part in (f"'{before}'", value, f"'{behind}'") if part != "''")
    return f"{number} || if(\"area_m2\" is null, '', '\\n' || {text})"


def _labeling(label: str, *, points: bool) -> ET.Element:
    """Return labels in parcels that have room for them, or beside points."""
    labeling = ET.Element("labeling", type="simple")
    settings = ET.SubElement(labeling, "settings", calloutType="simple")
    style = ET.SubElement(
        settings, "text-style", fieldName=label, isExpression="1", fontSize=str(LABEL_PT),
        fontSizeUnit="Point", textColor="17,17,17,255", textOpacity="1", multilineHeight="1",
    )  # fmt: skip
    ET.SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.6", bufferSizeUnits="MM",
        bufferColor="255,255,255,255", bufferOpacity="0.85", bufferNoFill="1",
        bufferJoinStyle="128",
    )  # fmt: skip
    ET.SubElement(settings, "text-format", multilineAlign="1")
    placement = {"placement": "0", "dist": "1"} if points else {"placement": "4"}
    ET.SubElement(
        settings, "placement", placement, fitInPolygonOnly=str(int(not points)),
        centroidWhole="0", centroidInside="1", distUnits="MM", priority="5",
    )  # fmt: skip
    ET.SubElement(
        settings, "rendering", drawLabels="1", obstacle="1", scaleVisibility="0",
        fontLimitPixelSize="0", displayAll="0",
    )  # fmt: skip
    return labeling


def _symbol(symbols: ET.Element, name: str, color: str, *, points: bool) -> None:
    kind = "marker" if points else "fill"
    symbol = ET.SubElement(
        symbols, "symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    layer = ET.SubElement(
        symbol,
        "layer",
        {"class": f"Simple{kind.title()}", "enabled": "1", "pass": "0", "locked": "0"},
    )
    properties = {
        "color": _rgba(color),
        "outline_color": _rgba(OUTLINE),
        "outline_style": "solid",
        "outline_width": str(OUTLINE_MM),
        "outline_width_unit": "MM",
        "joinstyle": "bevel",
        **({"name": "circle", "size": "2.4", "size_unit": "MM"} if points else {"style": "solid"}),
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
