"""Bring the header of a parcel into the order of the specification.

By the specification a header is: points, area, number, name, 点|线|面, sheet, use, class code. The
kind (点, 线 or 面) shows where the other fields stand. The form for provinces has the code and the
name of the administrative unit before the number (``0,0,330106104,横桥村,D8-003,地块4,面,,,,@``).
Short forms leave out the name or the area.
"""

from __future__ import annotations

import re
from typing import NamedTuple

KINDS = ("点", "线", "面")
KIND_PLACE, FIELDS_BY_PLACE = 4, 8
LATEST_KIND = 12
# The code of a county, town or village: six digits, then three for each level below.
_REGION = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}(?:\d{3}){0,2}")
_AMOUNT = re.compile(r"\s*[\d.]*\s*\D{0,3}\s*")


class HeaderFields(NamedTuple):
    """The fields of a header.

    Attributes
    ----------
    by_place
        The fields in the order of the specification, then all others.
    region
        The code and the name of the administrative unit; empty without them.
    """

    by_place: list[str]
    region: tuple[str, ...] = ()


def ordered_fields(fields: list[str]) -> HeaderFields:
    """Return the fields of a header in the order of the specification.

    Examples
    --------
    >>> ordered_fields("0,0,330106104,横桥村,D8-003,地块4,面,,,".split(","))[0][:5]
    ['0', '0', 'D8-003', '地块4', '面']
    >>> ordered_fields("5,1.0,GD-01,面".split(","))[0]
    ['5', '1.0', 'GD-01', '', '面']
    """
    plain = [field.strip() for field in fields]
    kinds = [place for place, field in enumerate(plain[: LATEST_KIND + 1]) if field in KINDS]
    kind = next((place for place in kinds if place > 1), None)
    if kind is None:
        is_provincial = len(plain) > KIND_PLACE + 1 and bool(_REGION.fullmatch(plain[2]))
        if is_provincial and plain[3] and not plain[3].isascii() and plain[4]:
            return HeaderFields([*fields[:2], *fields[4:]], tuple(plain[2:4]))
        return HeaderFields(fields)
    if kind == KIND_PLACE:
        return HeaderFields(fields)
    if kind < KIND_PLACE:
        return HeaderFields([*_padded(fields[:kind]), *fields[kind:]])
    more = kind - KIND_PLACE
    if _REGION.fullmatch(plain[2]):
        return HeaderFields([*fields[:2], *fields[2 + more :]], tuple(plain[2 : 2 + more]))
    # Further fields between the name and the kind are kept behind the others.
    known = fields[kind : kind + FIELDS_BY_PLACE - KIND_PLACE]
    blanks = [""] * (FIELDS_BY_PLACE - KIND_PLACE - len(known))
    rest = fields[kind + len(known) :]
    return HeaderFields([*fields[:4], *known, *blanks, *rest, *fields[4:kind]])


def _padded(before: list[str]) -> list[str]:
    """Return points, area, number and name of a short header; what is left out is empty."""
    count, *others = before
    has_area = len(others) > 1 and bool(_AMOUNT.fullmatch(others[0]))
    area = others.pop(0) if has_area else ""
    return [count, area, *others, *[""] * (2 - len(others))]
