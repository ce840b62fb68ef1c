"""A folium map whose page asks nothing of any other host.

folium links ten remote files into every page. `OfflineMap` puts Leaflet (from the package
`xstatic-leaflet`) into the page itself and leaves out what only markers with icons and HTML popups
of folium need. If such an element is added to the map, its links stay, and `foreign_links` names
them.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from jinja2 import Template

LEAFLET_FOLDER = "xstatic/pkg/leaflet/data"
_PICTURE = re.compile(r"url\((images/[\w.-]+)\)")

# What folium's own elements need beyond Leaflet; without them the rest of its links is dead weight.
NEED_MORE_THAN_LEAFLET = (folium.Popup, folium.Icon)


class InlineScript(Element):
    """A script in the page itself."""

    _template = Template("<script>{{ this.text }}</script>")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "InlineScript"
        self.text = text.replace("</script", "<\\/script")


class InlineStyle(Element):
    """A style sheet in the page itself."""

    _template = Template("<style>{{ this.text }}</style>")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "InlineStyle"
        self.text = text.replace("</style", "<\\/style")


class OfflineMap(folium.Map):
    """A `folium.Map` that carries Leaflet in its page; whoever knows folium adds to it."""

    def render(self, **kwargs: Any) -> str:
        """Render the map, then put in or leave out what it linked."""
        rendered: str = super().render(**kwargs)
        header = head_of(self)
        header.add_child(InlineScript(leaflet_script()), name="leaflet")
        header.add_child(InlineStyle(leaflet_style()), name="leaflet_css")
        if not any(isinstance(element, NEED_MORE_THAN_LEAFLET) for element in elements(self)):
            for name, _ in (*self.default_js, *self.default_css):
                if isinstance(header._children.get(name), JavascriptLink | CssLink):  # noqa: SLF001
                    del header._children[name]  # noqa: SLF001 - branca has no public way
        return rendered


def head_of(element: Element) -> Element:
    """Return the head of the page that `element` is in."""
    page = element.get_root()
    if not isinstance(page, Figure):
        raise TypeError("a map is drawn in a branca Figure")
    return page.header


def elements(root: Element) -> list[Element]:
    """Return `root` and all that was added below it."""
    found = [root]
    for child in root._children.values():  # noqa: SLF001 - branca has no public way
        found += elements(child)
    return found


def foreign_links(drawn: folium.Map) -> list[str]:
    """Return the addresses on other hosts that the rendered page of `drawn` would ask."""
    everything = [*elements(drawn.get_root()), *elements(head_of(drawn))]
    named = [getattr(element, name, None) for element in everything for name in ("url", "tiles")]
    return [url for url in named if isinstance(url, str) and re.match(r"(https?:)?//", url)]


@cache
def leaflet_script() -> str:
    """Return Leaflet, without the pointer to a source map that is not there."""
    return re.sub(
        r"//# sourceMappingURL=.*", "", _leaflet("leaflet.js").read_text(encoding="utf-8")
    )


@cache
def leaflet_style() -> str:
    """Return Leaflet's style sheet with its pictures inside."""

    def embedded(match: re.Match[str]) -> str:
        picture = base64.b64encode(_leaflet(match[1]).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{picture})"

    return _PICTURE.sub(embedded, _leaflet("leaflet.css").read_text(encoding="utf-8"))


def _leaflet(name: str) -> Path:
    return Path(str(distribution("xstatic-leaflet").locate_file(f"{LEAFLET_FOLDER}/{name}")))
