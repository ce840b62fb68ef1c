"""The account of a column in words, as every output prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.columns.field_sets import OF_YEAR, PARCELS
from parkland.display import label
from parkland.languages import grammar
from parkland.units import AREA_UNITS
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from parkland.columns.account import ColumnEntry

NOTHING = "—"


def entry_text(entry: ColumnEntry, key: str, lang: str) -> str:
    """Return one cell of the account of a column; a dash where it has nothing to say.

    Parameters
    ----------
    entry
        What became of the column, and the evidence for it.
    key
        A key of the section ``account`` of the wording: ``"heading"``, ``"field"``, ``"match"``,
        ``"unit"``, ``"holds"``, ``"filled"`` or ``"examples"``.
    lang
        The language.
    """
    held = entry.evidence.holds
    texts = {
        "heading": entry.heading,
        "field": field_label(entry, entry.field, lang) if entry.field else "",
        "match": _why(entry, lang),
        "unit": AREA_UNITS[entry.unit].label(lang) if entry.unit in AREA_UNITS else entry.unit,
        "holds": wording(f"holds.{held}", lang) if held else "",
        "filled": str(entry.evidence.filled),
        "examples": grammar(lang).join(entry.evidence.examples),
    }
    return texts[key] or NOTHING


def field_label(entry: ColumnEntry, field: str, lang: str) -> str:
    """Return what a field is called; of a table of assets with the year of the column."""
    if entry.about is PARCELS:
        return label(field, lang)
    name, _, year = field.partition(OF_YEAR)
    one = entry.about.fields[name]
    text = one.label(lang) if one.labels else entry.heading
    return text + grammar(lang).brackets(year) if year else text


def _why(entry: ColumnEntry, lang: str) -> str:
    if entry.field:
        return wording(f"match.{entry.match}", lang)
    reasons = wordings("not_used", lang)
    why = reasons.get(entry.meaning, reasons["known"])
    if not entry.near:
        return why
    fields = grammar(lang).join(field_label(entry, field, lang) for field in entry.near)
    return why + grammar(lang).brackets(wording("could_be.could_be", lang, fields=fields))
