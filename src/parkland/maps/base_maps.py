"""Base maps: none by default, because a page with one loads tiles from another host.

A base map is chosen by a name of `resources/base_maps.toml`, or by the address of tiles with
``{x}``, ``{y}`` and ``{z}`` (XYZ or WMTS of an intranet). If a base map needs a key, the page asks
for it and does not store it. The key of the environment is written into the page only if the name
ends with ``+key``, because everybody who gets the page can then read it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any

from parkland.errors import ChoiceError, brief
from parkland.languages import text_in
from parkland.maps.content_policy import host_of
from parkland.wording import resource

NONE = "none"
WITH_KEY = "+key"
MAX_ZOOM = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMap:
    """Tiles below the parcels."""

    label: str
    attribution: str
    layers: tuple[str, ...]
    subdomains: str = ""
    max_zoom: int = MAX_ZOOM
    shift: str = ""
    asks_key: bool = False

    def described(self) -> dict[str, Any]:
        """Return the base map as the head of the page holds it."""
        return {
            "label": self.label,
            "attribution": self.attribution,
            "layers": list(self.layers),
            "subdomains": self.subdomains or "a",
            "maxNativeZoom": self.max_zoom,
            "asksKey": self.asks_key,
        }


def find_base_map(choice: str, *, lang: str) -> BaseMap | None:
    """Return the base map that `choice` names; None for ``"none"``.

    Parameters
    ----------
    choice
        A name, or the address of tiles.
    lang
        Language of its label.

    Raises
    ------
    ChoiceError
        If it is neither a known name nor the address of tiles, or if the environment lacks its key.
    """
    if not isinstance(choice, str):
        raise ChoiceError("maps.not_base_map", choice=brief(choice))
    if choice == NONE:
        return None
    if re.match(r"(https?:)?//", choice):
        return _from_address(choice)
    known = resource("base_maps.toml")
    name = choice.removesuffix(WITH_KEY)
    if name not in known:
        raise ChoiceError("maps.unknown_base_map", choice=brief(choice), known=list(known))
    found = known[name]
    variable = found.get("key", "")
    layers = tuple(found["layers"])
    if variable and choice.endswith(WITH_KEY):
        key = os.environ.get(variable, "")
        if not re.fullmatch(r"[\w-]+", key):
            raise ChoiceError("maps.no_key", name=name, variable=variable)
        layers = tuple(layer.replace("{key}", key) for layer in layers)
        variable = ""
    return BaseMap(
        label=text_in(found, lang),
        attribution=found["attribution"],
        layers=layers,
        subdomains=found["subdomains"],
        max_zoom=found["max_zoom"],
        shift=found.get("shift", ""),
        asks_key=bool(variable),
    )


def _from_address(template: str) -> BaseMap:
    """Return a base map of tiles at an address.

    Raises
    ------
    ChoiceError
        If the address lacks a place for column, row or zoom, or has one for anything else. If it
        has no host in the form of a name or a number, with a port or without.
    """
    lacking = [name for name in ("{x}", "{z}") if name not in template]
    if "{y}" not in template and "{-y}" not in template:
        lacking.append("{y}")
    unknown = set(re.findall(r"\{(.*?)\}", template)) - {"x", "y", "-y", "z"}
    if lacking or unknown:
        named = [*lacking, *(f"{{{place}}}" for place in sorted(unknown))]
        key = "maps.lacking_places" if lacking else "maps.unknown_places"
        raise ChoiceError(key, where=template, named=named)
    host = host_of(template).partition("//")[2]
    return BaseMap(label=host, attribution=host, layers=(template,))
