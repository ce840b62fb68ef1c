"""Base maps: none unless asked for, and what a page may then ask of other hosts.

A choice is a word of `resources/base_maps.toml`, or the address of tiles with ``{x}``, ``{y}`` and
``{z}`` (an intranet's XYZ or WMTS). A base map that needs a key asks for it in the page, and the
page forgets it; the key of the environment is written into the page only if the word is followed by
``+key``.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any

from parkland.errors import ChoiceError
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
        """Return what the page is told of it."""
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

    Raises
    ------
    ChoiceError
        If it is neither a known word nor the address of tiles, or the environment lacks its key.
    """
    if choice == NONE:
        return None
    if re.match(r"(https?:)?//", choice):
        return _own(choice)
    known = resource("base_maps.toml")
    word = choice.removesuffix(WITH_KEY)
    if word not in known:
        raise ChoiceError(
            f"{choice!r} is not a base map",
            do=f"use none, {', '.join(known)}, or an address with {{x}}, {{y}} and {{z}}",
        )
    found = known[word]
    variable = found.get("key", "")
    layers = tuple(found["layers"])
    if variable and choice.endswith(WITH_KEY):
        key = os.environ.get(variable, "")
        if not re.fullmatch(r"[\w-]+", key):
            raise ChoiceError(f"no key of {word} in the environment", do=f"set {variable} to it")
        layers = tuple(layer.replace("{key}", key) for layer in layers)
        variable = ""
    return BaseMap(
        label=found[lang],
        attribution=found["attribution"],
        layers=layers,
        subdomains=found["subdomains"],
        max_zoom=found["max_zoom"],
        shift=found.get("shift", ""),
        asks_key=bool(variable),
    )


def _own(template: str) -> BaseMap:
    lacking = [name for name in ("{x}", "{z}") if name not in template]
    if "{y}" not in template and "{-y}" not in template:
        lacking.append("{y}")
    unknown = set(re.findall(r"\{(.*?)\}", template)) - {"x", "y", "-y", "z"}
    if lacking or unknown:
        named = [*lacking, *(f"{{{name}}}" for name in sorted(unknown))]
        state = "has no" if lacking else "has unknown"
        raise ChoiceError(
            f"the address of tiles {state} {', '.join(named)}",
            where=template,
            do="write column, row and zoom as {x}, {y} and {z}",
        )
    host = template.split("/")[2]
    return BaseMap(label=host, attribution=host, layers=(template,))
