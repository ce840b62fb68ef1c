"""Shorten headings to unique names of fields in a shapefile, which have at most ten bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parkland.formats.shapefile.dbf_table import NAME_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNIT = re.compile(r"(?P<before>.+?)\s*[(（\[【](?P<unit>[^)）\]】]{1,4})[)）\]】]")
_PUNCTUATION = re.compile(r"[^\w]+")


def short_names(headings: Iterable[str], encoding: str) -> list[bytes]:
    """Return a name of at most ten bytes for each heading.

    A heading is cut between characters. A unit in brackets is kept, because an area without its
    unit could be misread. Names that are equal without letter case get a number.

    Examples
    --------
    >>> names = short_names(["约定开工时间", "约定开工时点", "供地面积（公顷）"], "gbk")
    >>> [name.decode("gbk") for name in names]
    ['约定开工时', '约定开工_2', '供地面公顷']
    """
    taken: set[str] = set()
    names = []
    for heading in headings:
        start, end = _parts(heading, encoding)
        # The unit and the number come last, so that only the rest of the heading is cut.
        number, tail = 1, end
        while True:
            name = _cut(start, NAME_BYTES - len(tail.encode(encoding)), encoding) + tail
            if name.casefold() not in taken:
                break
            number += 1
            tail = f"{end}_{number}"
        taken.add(name.casefold())
        names.append(name.encode(encoding))
    return names


def _parts(heading: str, encoding: str) -> tuple[str, str]:
    """Return the part of a heading that can be cut, and its unit, which must not be cut."""
    match = _UNIT.fullmatch(heading.strip())
    start, unit = (match["before"], match["unit"]) if match else (heading, "")
    start, unit = (_plain(part, encoding) for part in (start, unit))
    if len(unit.encode(encoding)) > NAME_BYTES // 2:
        unit = ""
    return start or "field", unit


def _plain(text: str, encoding: str) -> str:
    """Return a text without the characters that programs reject in the name of a field."""
    kept = text.encode(encoding, errors="ignore").decode(encoding)
    return _PUNCTUATION.sub("_", kept).strip("_")


def _cut(text: str, size: int, encoding: str) -> str:
    """Return the longest beginning of a text that fits into `size` bytes."""
    return text.encode(encoding)[: max(size, 0)].decode(encoding, errors="ignore")
