"""A folium map whose page asks nothing of any other host.

folium links ten remote files into every page. `OfflineMap` puts Leaflet into the page itself, and
jQuery where popups of folium need it, both from packages of the package index, and leaves out what
only markers with icons of folium need. If such an element is added to the map, its links stay, and
`foreign_links` names them. The page says itself, by a Content-Security-Policy, what it may load.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from html import escape
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from jinja2 import Template

from parkland.maps.content_policy import with_policy
from parkland.wording import wording

LEAFLET_FOLDER = "xstatic/pkg/leaflet/data"
JQUERY = "xstatic/pkg/jquery/data/jquery.min.js"
_PICTURE = re.compile(r"url\((images/[\w.-]+)\)")
NOTEBOOK_LIMIT = 5_000_000  # bytes of a page that a notebook would store with it

# What folium's own elements need beyond Leaflet; without them the rest of its links is dead weight.
NEEDS_JQUERY = folium.Popup
NEEDS_ALL = folium.Icon


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


class OfflinePage(Figure):
    """The page around an `OfflineMap`: its policy, and how a notebook shows it."""

    def render(self, **kwargs: Any) -> str:
        """Render the page, and say in it what it may load."""
        page: str = super().render(**kwargs)
        drawn = next(iter(self._children.values()), None)
        asked = drawn.asked if isinstance(drawn, OfflineMap) else ()
        sound = page.encode("utf-8", "replace").decode("utf-8")  # hashed as it will be written
        return with_policy(sound, addresses=foreign_links(self), tiles=asked)

    def _repr_html_(self, **kwargs: Any) -> str:
        """Show the page in a notebook, or say how to see it if it is large."""
        page = self.render(**kwargs)
        size = len(page.encode())
        if size > NOTEBOOK_LIMIT:
            drawn = next(iter(self._children.values()), None)
            lang = drawn.lang if isinstance(drawn, OfflineMap) else "zh"
            return f"<p>{escape(wording('map.notebook', lang, size=f'{size / 1e6:.1f}'))}</p>"
        return (
            f'<iframe srcdoc="{escape(page)}" style="width: 100%; height: 600px; border: 0" '
            "allowfullscreen></iframe>"
        )


class OfflineMap(folium.Map):
    """A `folium.Map` that carries Leaflet in its page; whoever knows folium adds to it.

    Parameters
    ----------
    asked
        Addresses on other hosts that were asked for: those of a base map.
    lang
        Language of what a notebook says instead of a large map.
    """

    def __init__(self, *, asked: tuple[str, ...] = (), lang: str = "zh", **options: Any) -> None:
        super().__init__(**options)
        self.asked = asked
        self.lang = lang

    def render(self, **kwargs: Any) -> str:
        """Render the map, then put in or leave out what it linked."""
        rendered: str = super().render(**kwargs)
        header = head_of(self)
        header.add_child(InlineScript(leaflet_script()), name="leaflet")
        header.add_child(InlineStyle(leaflet_style()), name="leaflet_css")
        found = elements(self)
        if not any(isinstance(element, NEEDS_ALL) for element in found):
            for name, _ in (*self.default_js, *self.default_css):
                if isinstance(header._children.get(name), JavascriptLink | CssLink):  # noqa: SLF001
                    del header._children[name]  # noqa: SLF001 - branca has no public way
        if any(isinstance(element, NEEDS_JQUERY) for element in found):
            header.add_child(InlineScript(jquery_script()), name="jquery")
        return rendered

    def _repr_html_(self, **kwargs: Any) -> str:
        page: Any = self.get_root()
        return str(page._repr_html_(**kwargs))


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


def foreign_links(drawn: Element) -> list[str]:
    """Return the addresses on other hosts that the rendered page of a map would ask."""
    everything = [*elements(drawn.get_root()), *elements(head_of(drawn))]
    named = [getattr(element, name, None) for element in everything for name in ("url", "tiles")]
    return [url for url in named if isinstance(url, str) and re.match(r"(https?:)?//", url)]


@cache
def leaflet_script() -> str:
    """Return Leaflet, without the pointer to a source map that is not there.

    It looks for its markers' pictures beside its style sheet; here they are given.
    """
    script = re.sub(r"//# sourceMappingURL=.*", "", _leaflet("leaflet.js").read_text("utf-8"))
    pictures = {
        "iconUrl": _picture("images/marker-icon.png"),
        "iconRetinaUrl": _picture("images/marker-icon-2x.png"),
        "shadowUrl": _picture("images/marker-shadow.png"),
    }
    given = "".join(f'L.Icon.Default.prototype.options.{k}="{v}";' for k, v in pictures.items())
    return f'{script}\nL.Icon.Default.imagePath="";{given}'


@cache
def leaflet_style() -> str:
    """Return Leaflet's style sheet with its pictures inside."""
    style = _leaflet("leaflet.css").read_text(encoding="utf-8")
    return _PICTURE.sub(lambda match: f"url({_picture(match[1])})", style)


@cache
def jquery_script() -> str:
    """Return jQuery, which popups of folium make their content with."""
    place = Path(str(distribution("xstatic-jquery").locate_file(JQUERY)))
    return place.read_text(encoding="utf-8")


def _picture(name: str) -> str:
    return f"data:image/png;base64,{base64.b64encode(_leaflet(name).read_bytes()).decode('ascii')}"


def _leaflet(name: str) -> Path:
    return Path(str(distribution("xstatic-leaflet").locate_file(f"{LEAFLET_FOLDER}/{name}")))
