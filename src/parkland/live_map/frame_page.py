"""The page in the frame of a live map: that of `draw_map`, without its block and with a driver.

The block follows as bytes. The page keeps its Content-Security-Policy, so that in a notebook too no
script runs that came with the data, and nothing is loaded but the tiles of a base map.
"""

from __future__ import annotations

import base64
import gzip
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from branca.element import MacroElement
from jinja2 import Template

from parkland.maps.leaflet_inlined import InlineScript, InlineStyle
from parkland.maps.offline_page import head_of
from parkland.maps.page_frame import framed
from parkland.maps.parcel_layer import asset_text

if TYPE_CHECKING:
    from parkland.choices import Lang
    from parkland.maps.drawn_parts import DrawnParts


class Driver(MacroElement):
    """What lets a notebook drive the page; it follows the scripts of the parcels."""

    _template = Template("")

    def render(self, **kwargs: Any) -> str:
        """Put the driver behind the scripts of the page, and its styles behind theirs."""
        header = head_of(self)
        script = asset_text("live_map", ("driven_page",), "js")
        header.add_child(InlineScript(script), name="parkland_driven_js")
        style = asset_text("live_map", ("driven_page",), "css")
        header.add_child(InlineStyle(style), name="parkland_driven_css")
        rendered: str = super().render(**kwargs)
        return rendered


def frame_page(parts: DrawnParts, lang: Lang) -> bytes:
    """Return the page, packed by gzip, which waits for its block."""
    content = replace(parts.content, block="")
    drawn = framed(content, parts.ledger, base=parts.base, lang=lang)
    drawn.add_child(Driver())
    page: str = drawn.get_root().render()
    return gzip.compress(page.encode("utf-8"), 6, mtime=0)


def block_of(parts: DrawnParts) -> bytes:
    """Return the block of a page as bytes, packed by gzip."""
    return base64.b64decode(parts.content.block)
