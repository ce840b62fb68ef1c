"""A folium map whose page loads nothing from any other host.

folium links ten remote files into every page. `OfflineMap` puts Leaflet into the page itself, and
jQuery where popups of folium need it, and removes the links that only markers with icons need. If
such a marker is added to the map, the links stay, and `foreign_links` lists them. A
Content-Security-Policy in the page limits what it may load.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from jinja2 import Template

from parkland.languages import DEFAULT_LANGUAGE
from parkland.maps.content_policy import with_policy
from parkland.maps.leaflet_inlined import (
    InlineScript,
    InlineStyle,
    jquery_script,
    leaflet_script,
    leaflet_style,
)
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.choices import Lang

_NAME = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")
NOTEBOOK_LIMIT = 5_000_000  # bytes of a page that a notebook would store with it

# What elements of folium need beyond Leaflet; the other links of folium are not needed.
NEEDS_JQUERY = folium.Popup
NEEDS_ALL = folium.Icon


class OfflinePage(Figure):
    """The page around an `OfflineMap`: its policy, and how a notebook shows it.

    The scripts of folium hold what was added to the map, such as the text of a popup. Nothing in
    one ends the script or begins another one. The map and its parcels are one script; each element
    that was added is another, so that one which fails fails alone. What it loads from other hosts
    stands behind the parcels, so that they do not wait for a network that is not there.
    """

    _template = Template(
        "<!DOCTYPE html>\n<html>\n<head>\n"
        "{% if this.title %}<title>{{ this.title }}</title>{% endif %}"
        "{% for part in this.head_parts(later=False) %}{{ part.render(**kwargs) }}{% endfor %}\n"
        "</head>\n<body>\n    {{ this.html.render(**kwargs) }}\n</body>\n"
        "{% for parts in this.scripts() %}<script>\n"
        "{% for part in parts %}    {{ this.closed(part.render(**kwargs)) }}\n{% endfor %}"
        "</script>\n{% if loop.first %}"
        "{% for part in this.head_parts(later=True) %}{{ part.render(**kwargs) }}\n{% endfor %}"
        "{% endif %}{% endfor %}</html>\n"
    )

    def head_parts(self, *, later: bool) -> list[Element]:
        """Return the elements of the head, or those that stand behind the parcels.

        Later come the links to other hosts, and scripts of added elements, which may need them.
        """
        maps = {element.get_name() for element in self._children.values()}
        parts = self.header._children.items()  # noqa: SLF001 - branca has no public way
        return [part for name, part in parts if later == (name not in maps and _comes_later(part))]

    def scripts(self) -> list[list[Element]]:
        """Return the scripts in groups: the map with its parcels, then each element added to it."""
        drawn = next(iter(self._children.values()), None)
        added = list(drawn._children.values()) if drawn is not None else []  # noqa: SLF001
        owner = {
            element.get_name(): number
            for number, child in enumerate(added)
            for element in elements(child)
        }
        groups: dict[int, list[Element]] = {0: []}
        number = 0
        for name, part in self.script._children.items():  # noqa: SLF001
            number = owner.get(name, number)
            groups.setdefault(number, []).append(part)
        return [groups[number] for number in sorted(groups)]

    @staticmethod
    def closed(script: str) -> str:
        r"""Return a script in which no text ends it; JavaScript reads ``<\/`` in a text as ``</``.

        Examples
        --------
        >>> print(OfflinePage.closed("'</script><!--'"))
        '<\/script><\!--'
        """
        return re.sub(r"<(?=/?script|!--)(/|!)?", _broken, script, flags=re.IGNORECASE)

    def render(self, **kwargs: Any) -> str:
        """Return the page, with the policy that limits what it may load."""
        page: str = super().render(**kwargs)
        drawn = next(iter(self._children.values()), None)
        tiles = drawn.tile_addresses if isinstance(drawn, OfflineMap) else ()
        # a lone surrogate cannot be written; the hashes must be those of the file as written
        sound = page.encode("utf-8", "replace").decode("utf-8")
        sound = _with_steady_names(sound, self)
        return with_policy(sound, addresses=foreign_links(self), tiles=tiles)

    def _repr_html_(self, **kwargs: Any) -> str:
        """Show the page in a notebook; if it is large, a sentence on how to save it."""
        page = self.render(**kwargs)
        size = len(page.encode())
        if size > NOTEBOOK_LIMIT:
            drawn = next(iter(self._children.values()), None)
            lang = drawn.lang if isinstance(drawn, OfflineMap) else DEFAULT_LANGUAGE
            return f"<p>{escape(wording('map.notebook', lang, size=f'{size / 1e6:.1f}'))}</p>"
        return (
            f'<iframe srcdoc="{escape(page)}" style="width: 100%; height: 600px; border: 0" '
            "allowfullscreen></iframe>"
        )


def _broken(mark: re.Match[str]) -> str:
    return f"<\\{mark[1] or ''}"


class OfflineMap(folium.Map):
    """A `folium.Map` with Leaflet in its page; any element of folium can be added to it.

    Parameters
    ----------
    tile_addresses
        Addresses of the base map's tiles, which the page may load.
    lang
        Language of the sentence that a notebook shows in place of a large map.
    options
        As for `folium.Map`.
    """

    def __init__(
        self, *, tile_addresses: tuple[str, ...] = (), lang: Lang = "zh", **options: Any
    ) -> None:
        super().__init__(**options)
        self.tile_addresses = tile_addresses
        self.told: tuple[str, ...] = ()  # how large the embedded pictures are
        self.lang = lang

    def render(self, **kwargs: Any) -> str:
        """Return the map; the links of folium are replaced by the scripts themselves."""
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


def _with_steady_names(page: str, root: Figure) -> str:
    """Return a page whose elements are numbered; folium names each with 32 random digits."""
    parts = (root, root.header, root.html, root.script)
    numbers: dict[str, str] = {}
    for element in (found for part in parts for found in elements(part)):
        numbers.setdefault(element._id, f"{len(numbers):032x}")  # noqa: SLF001 - branca has no public way
    return _NAME.sub(lambda name: numbers.get(name[0], name[0]), page)


def head_of(element: Element) -> Element:
    """Return the head of the page that `element` is in.

    Raises
    ------
    TypeError
        If the element is in no page.
    """
    page = element.get_root()
    if not isinstance(page, Figure):
        raise TypeError("a map is drawn in a branca Figure")
    return page.header


def elements(root: Element) -> list[Element]:
    """Return `root` and all elements below it.

    A plug-in such as MiniMap keeps tiles of its own, which are no child of it.
    """
    own = getattr(root, "tile_layer", None)
    found = [root, own] if isinstance(own, Element) else [root]
    for child in root._children.values():  # noqa: SLF001 - branca has no public way
        found += elements(child)
    return found


def _comes_later(part: Element) -> bool:
    """Return whether a part of the head loads from another host, or may need what does."""
    if isinstance(part, JavascriptLink | CssLink):
        return re.match(r"(https?:)?//", part.url) is not None
    # parkland's own scripts are classes of their own; a bare element holds what an added one wrote
    return type(part) is Element and "<script" in part.render()


def foreign_links(drawn: Element) -> list[str]:
    """Return the addresses on other hosts that the rendered page of a map would load."""
    everything = [*elements(drawn.get_root()), *elements(head_of(drawn))]
    named = [getattr(element, name, None) for element in everything for name in ("url", "tiles")]
    return [url for url in named if isinstance(url, str) and re.match(r"(https?:)?//", url)]
