"""The keys of own statuses in a profile, and of conditions in a profile or rulebook, with types.

The comments of `resources/profiles/default.toml` say what each key means.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, Struct

from parkland.conventions.value_types import LocalText
from parkland.languages import in_every_language

if TYPE_CHECKING:
    from collections.abc import Mapping

Colour = Annotated[
    str, Meta(pattern=r"^(#[0-9a-fA-F]{6})?\Z", description="conventions.value.colour")
]


class CodeTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """One answer of an axis: ``[statuses.<axis>.codes.<code>]``."""

    label: LocalText = ""
    color: Colour = ""
    flag: bool = False
    words: list[str] = []


class AxisTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """An axis of the office: ``[statuses.<axis>]``."""

    label: LocalText = ""
    columns: list[str] = []
    codes: dict[str, CodeTable]


class ConditionTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """An entry of ``[[conditions]]``: when a parcel has a code of an own axis."""

    axis: str = ""
    code: str
    when: str
    reason: LocalText = ""
    citation: LocalText = ""


def texts_of(text: str | Mapping[Any, str]) -> Mapping[str, str]:
    """Return a text of a TOML file as ``{language: text}`` with every language."""
    return MappingProxyType(in_every_language(text))
