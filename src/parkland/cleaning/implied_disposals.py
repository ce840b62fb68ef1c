"""Which disposal a filled column of a row implies, such as a day under 收回日期.

A cell implies it only if it says that something was done. An area of 0, which a shapefile has in
every row without one, a "no" and a word that denies or plans (未收回, 拟2025年收回) say that it was
not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from parkland.columns import cell_values
from parkland.columns.cell_evidence import distinct, empty_cells, is_document
from parkland.conventions import cell_word, compact_word, word_parts
from parkland.schema import blank
from parkland.unknown_cells import is_unknown, may_hold_errors

if TYPE_CHECKING:
    import pandas as pd

    from parkland.columns import HeadingReader
    from parkland.conventions import Profile


# A part with such a character can say that something was done.
_DONE = re.compile(r"[已\d]")


def implied_disposals(raw: pd.DataFrame, profile: Profile, headings: HeadingReader) -> pd.Series:
    """Return the code of a disposal that the filled columns of a row imply.

    A day under 收回日期 implies a take-back. The profile lists such columns under `implies`.
    """
    hint = blank("code", raw.index)
    for name in raw.columns:
        if code := headings.implied(str(name)):
            column = raw[name]
            says = ~(empty_cells(column, profile) | unknown_cells(column))
            denying = [cell for cell in distinct(column)[1] if denies(cell, profile)]
            if denying:
                says &= ~column.isin(denying)
            hint = hint.mask(says & hint.isna(), code)
    return hint


def denies(cell: Any, profile: Profile) -> bool:
    """Return whether a cell says that nothing was done: 0, a "no", 未开工, 拟2025年收回."""
    try:
        return cell_values.parse_amount(cell, decimal_mark=profile.decimal_mark)[0] == 0
    except (ValueError, OverflowError):
        pass
    if not isinstance(cell, str) or is_document(cell):
        return False  # 将政发〔2020〕1号 begins with 将, the name of a county
    if cell_word(cell) in profile.no:
        return True
    parts = [compact_word(part) for part in word_parts(cell)]
    others = [part for part in parts if not _word_denies(part, profile)]
    # 未开工，资金不足 denies; 未开工，2020年已进场 does not
    return len(others) < len(parts) and not any(_DONE.search(part) for part in others)


def _word_denies(word: str, profile: Profile) -> bool:
    kinds = (profile.axes["disposal_kind"].get(word), profile.axes["construction"].get(word))
    return word.startswith(tuple(profile.qualifiers)) or "none" in kinds or "not_started" in kinds


def unknown_cells(column: pd.Series) -> pd.Series:
    """Return which cells hold something whose value is not known, such as an Excel error."""
    if column.dtype.kind in "fi":
        return column.isna() & False
    known = column.dropna().unique().tolist()
    # One search through all texts is faster than a look at each, and nearly always finds nothing.
    if str(column.dtype) == "str" and not may_hold_errors("\n".join(known)):
        return column.isna() & False
    unknown = [text for text in known if isinstance(text, str) and is_unknown(text)]
    return column.isin(unknown) if unknown else column.isna() & False
