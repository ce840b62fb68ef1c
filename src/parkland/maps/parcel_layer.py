"""The parcels as a layer of folium: a packed block of data, and the scripts that draw it."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from branca.element import Element, MacroElement
from folium.map import Layer
from jinja2 import Template

from parkland.maps.leaflet_inlined import InlineScript, InlineStyle
from parkland.maps.offline_page import head_of
from parkland.safe_text import legible_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.maps.map_page import PageContent

# A script can use what the scripts before it define.
SCRIPTS = (
    "namespace", "packed_columns", "value_classes", "shapes", "raster", "shape_layer", "ledger",
    "periods", "popup", "panel", "toolbar", "sketch", "hover", "selection", "csv_text", "saving",
    "parcel_table", "colouring", "search", "parcel_links", "geodesy", "gcj02", "measure", "labels",
    "scale_and_coordinates", "layers_below", "fault_layers", "asset_layers", "day_slider",
    "change_views",
    "paper_layers", "paper_labels", "printing", "png_picture", "parcel_layer",
)  # fmt: skip
STYLES = ("parkland", "print")
# A block comment that fills its lines; inside of one, no "*/" can stand before its end.
_COMMENT = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class InlineData(Element):
    """The data of a page, for its scripts.

    It stands in the head of the page. folium compiles what an element writes into the body as a
    template once more, and text from a file must never be compiled.
    """

    _template = Template(
        '<script type="application/json" id="{{ this.get_name() }}">{{ this.head }}</script>'
        '<script type="text/plain" id="{{ this.get_name() }}_block">{{ this.block }}</script>'
    )

    def __init__(self, content: PageContent) -> None:
        super().__init__()
        self._name = "InlineData"
        self.head = script_json(content.head)
        self.block = content.block


class ParcelLayer(Layer):
    """A layer of parcels with tooltips, popups and the panel of totals and switches.

    Parameters
    ----------
    content
        From `map_page.page_content`. The page shows its texts as text, never as markup.
    name
        The layer's name in a `folium.LayerControl`.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = parkland.layer(
            {{ this._parent.get_name() }}, "{{ this.data.get_name() }}"
        );
        {%- if this.show %}
        {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {%- endif %}
        {% endmacro %}
        """
    )

    def __init__(self, content: PageContent, *, name: str) -> None:
        super().__init__(name=name, overlay=True, control=True, show=True)
        self._name = "ParcelLayer"
        self.data = InlineData(content)

    def render(self, **kwargs: Any) -> str:
        """Render the layer, and put its data, scripts and styles into the page's head."""
        header = head_of(self)
        header.add_child(InlineScript(asset_text("maps", SCRIPTS, "js")), name="parkland_js")
        header.add_child(InlineStyle(asset_text("maps", STYLES, "css")), name="parkland_css")
        header.add_child(self.data, name=self.data.get_name())
        # Layer.render would add the layer once more each time the page is drawn
        rendered: str = MacroElement.render(self, **kwargs)
        return rendered


def script_json(content: Mapping[str, Any]) -> str:
    r"""Return JSON that is safe inside a ``<script>`` element.

    Examples
    --------
    >>> script_json({"name": "</script><b>"})
    '{"name":"\\u003c/script\\u003e\\u003cb\\u003e"}'
    """
    text = json.dumps(
        legible_all(content), ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


@cache
def asset_text(room: str, names: tuple[str, ...], ending: str) -> str:
    """Return files of a room's `assets/` one after the other, without comments on own lines.

    A third of the scripts are comments, types and indentation for those who maintain them. A page,
    of which there are many copies, does not carry them. No text of a script runs over a line.
    """
    folder = files("parkland").joinpath(room, "assets")
    texts = [folder.joinpath(f"{name}.{ending}").read_text(encoding="utf-8") for name in names]
    return "\n".join(_INDENT.sub("", _COMMENT.sub("", text)) for text in texts)
