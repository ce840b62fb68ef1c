"""A cell of a table of assets as it is printed: exact numbers, money in 万元, words for codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.areas.rounding import exact
from parkland.asset_figures.asset_labels import asset_text, asset_words
from parkland.asset_figures.yearly_amounts import number_digits, number_text

if TYPE_CHECKING:
    from fractions import Fraction

WAN, PERCENT = 10_000, 100


def asset_cell(value: Any, column: str, lang: str, limit: Fraction | None = None) -> str:
    """Return a value as it is printed under the heading of `asset_heading`; empty if missing.

    Parameters
    ----------
    value
        As it stands in the table: money in yuan, shares of 1.
    column
        The column, by which label, unit and words are chosen.
    lang
        The language of words.
    limit
        The limit with which the number is compared; see `number_text`.

    Examples
    --------
    >>> asset_cell(1_234_567.0, "tax_cny", "zh"), asset_cell(0.25, "done_share", "zh")
    ('123.46', '25.0')
    """
    if isinstance(value, bool) or asset_words(column, lang):
        return asset_text(value, column, lang)
    if value is None or value != value:  # noqa: PLR0124 - NaN, NaT
        return ""
    if isinstance(value, float):
        if column.endswith("_cny"):
            return number_text(exact(value) / WAN)
        digits = number_digits(column)
        if column.endswith("_share"):
            return number_text(exact(value) * PERCENT, digits=digits, limit=limit)
        return number_text(exact(value), digits=digits, limit=limit)
    return asset_text(value, column, lang)
