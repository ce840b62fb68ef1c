"""Status to label, colour and order: one source for the map, the workbook and the document."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkland.languages import in_every_language, made_from_texts, text_in
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class StatusStyle:
    """How one status is shown."""

    key: str
    names: Mapping[str, str]
    color: str

    def label(self, lang: str) -> str:
        """Return the name of the status in `lang`."""
        return text_in(self.names, lang)


@made_from_texts
def statuses() -> Mapping[str, StatusStyle]:
    """Return every status, in the order of the legend.

    Examples
    --------
    >>> next(iter(statuses()))
    'reclaimed'
    """
    table = resource("palette.toml")["status"]
    return MappingProxyType(
        {
            key: StatusStyle(key, in_every_language(style), style["color"])
            for key, style in table.items()
        }
    )


def flag_label(flag: str, lang: str) -> str:
    """Return the name of a flag in `lang`; an office's own flag is its own name.

    Examples
    --------
    >>> flag_label("levelled", "zh"), flag_label("五未", "en")
    ('已平整', '五未')
    """
    return text_in(flag_names(flag), lang)


def flag_names(flag: str) -> Mapping[str, str]:
    """Return the name of a flag in each language; an office's own flag is its own name."""
    return in_every_language(resource("palette.toml")["flag"].get(flag, flag))


def ramp_colors(number: int) -> list[str]:
    """Return as many colours from little to much, evenly apart on the ramp of the palette.

    Examples
    --------
    >>> ramp_colors(2), len(ramp_colors(9))
    (['#f2f0d4', '#1c4a72'], 9)
    """
    stops = [_parts(color) for color in resource("palette.toml")["ramp"]["colors"]]
    found = []
    for place in range(number):
        at = (place / (number - 1) if number > 1 else 0.5) * (len(stops) - 1)
        low = min(int(at), len(stops) - 2)
        parts = [
            int(one + (other - one) * (at - low) + 0.5)
            for one, other in zip(stops[low], stops[low + 1], strict=True)
        ]
        found.append("#" + "".join(f"{part:02x}" for part in parts))
    return found


def _parts(color: str) -> list[int]:
    return [int(color[place : place + 2], 16) for place in (1, 3, 5)]
