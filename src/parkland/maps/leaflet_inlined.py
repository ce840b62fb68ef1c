"""Leaflet and jQuery as text, for a page that loads nothing from other hosts.

Both come from packages of the Python package index, so that nothing is vendored here.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from branca.element import Element
from jinja2 import Template

LEAFLET_FOLDER = "xstatic/pkg/leaflet/data"
JQUERY = "xstatic/pkg/jquery/data/jquery.min.js"
_PICTURE = re.compile(r"url\((images/[\w.-]+)\)")


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


@cache
def leaflet_script() -> str:
    """Return the script of Leaflet, with the pictures of its markers.

    Leaflet looks for these pictures beside its style sheet, which is in no file here. The reference
    to a source map is removed, because the map is not in the page.
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
    """Return the style sheet of Leaflet, with its pictures inside."""
    style = _leaflet("leaflet.css").read_text(encoding="utf-8")
    return _PICTURE.sub(lambda match: f"url({_picture(match[1])})", style)


@cache
def jquery_script() -> str:
    """Return jQuery, with which popups of folium build their content."""
    place = Path(str(distribution("xstatic-jquery").locate_file(JQUERY)))
    return place.read_text(encoding="utf-8")


def _picture(name: str) -> str:
    return f"data:image/png;base64,{base64.b64encode(_leaflet(name).read_bytes()).decode('ascii')}"


def _leaflet(name: str) -> Path:
    return Path(str(distribution("xstatic-leaflet").locate_file(f"{LEAFLET_FOLDER}/{name}")))
