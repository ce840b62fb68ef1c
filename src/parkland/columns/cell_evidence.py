"""What the cells of a column hold, judged by a sample of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from parkland.columns import cell_values
from parkland.conventions import cell_word, compact_word, word_parts
from parkland.unknown_cells import is_unknown

if TYPE_CHECKING:
    from parkland.conventions import Profile

# What the cells of a column hold. ``""``: no cell is filled.
Holds = Literal[
    "dates", "numbers", "words", "answers", "documents", "credit_codes", "texts", "mixed", ""
]  # fmt: skip
# Cells of a column that are looked at. Fewer than a thousand show what a column holds, and a table
# of 100,000 rows and 30 columns is understood in a second.
SAMPLE = 300
# From this share of the cells a column holds something.
MOST = 0.6
EXAMPLES = 3
LONGEST_EXAMPLE = 24

_DOCUMENT = re.compile(r"[〔\[(【（]\s*(?:19|20)\d\d\s*[〕\])】）]\s*第?\s*\d+\s*号")
_COMPACT_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\.0)?")
# 2020年3月, 2020-03 and 2020年3月中旬 are no days, but they are about one.
_MONTH = re.compile(r"(?:19|20)\d\d\s*[年/\-]\s*(?:\d{1,2}\s*月?)?\s*(?:[上中下]旬|[初中底末])?")
# The unified social credit code: 17 characters and a check character (GB 32100-2015).
_CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MODULUS = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class CellEvidence:
    """What the cells of a column hold.

    Attributes
    ----------
    holds
        What most of the cells hold.
    filled
        The number of cells that are filled and do not stand for "not known".
    examples
        The first different cells, as text.
    dates, numbers, words, answers
        The share of the sampled cells that can be read as such. A number can also be a date.
    """

    holds: Holds
    filled: int
    examples: tuple[str, ...]
    dates: float = 0.0
    numbers: float = 0.0
    words: float = 0.0
    answers: float = 0.0


NOTHING = CellEvidence(holds="", filled=0, examples=())


def cell_evidence(column: pd.Series, profile: Profile) -> CellEvidence:
    """Return what the cells of a column hold; a sample of them is parsed.

    Examples
    --------
    >>> import pandas as pd
    >>> from parkland.conventions import load_profile
    >>> days = cell_evidence(pd.Series(["2020-03-01", None, "2021.5.6", "无"]), load_profile())
    >>> days.holds, days.filled, days.examples
    ('dates', 2, ('2020-03-01', '2021.5.6'))
    """
    filled = column.dropna()
    if filled.dtype.kind not in "fiubM":
        filled = filled[~filled.isin(list(profile.empties))]
    step = max(1, -(-len(filled) // SAMPLE))
    if any(cell_values.is_empty(cell, profile) for cell in filled.iloc[::step].tolist()):
        # Some are written in another width or letter case, so that each is compared.
        filled = filled_cells(column, profile)
        step = max(1, -(-len(filled) // SAMPLE))
    cells = [
        cell if isinstance(cell, Hashable) else str(cell)
        for cell in filled.iloc[::step].tolist()
        if not is_unknown(cell)
    ]
    if not cells:
        return NOTHING
    kinds = [(cell, _kinds(cell, profile), number) for cell, number in Counter(cells).items()]
    shares = {
        kind: sum(number for _, found, number in kinds if kind in found) / len(cells)
        for kind in ("dates", "days", "numbers", "words", "answers", "documents", "credit_codes")
    }
    # Words of a status are shown first, because a column that holds some is told for their sake.
    shown = sorted(kinds, key=lambda one: "words" not in one[1])
    return CellEvidence(
        holds=_most(shares),
        filled=len(filled),
        examples=tuple(dict.fromkeys(_example(cell) for cell, _, _ in shown))[:EXAMPLES],
        dates=shares["dates"],
        numbers=shares["numbers"],
        words=shares["words"],
        answers=shares["answers"],
    )


def filled_cells(column: pd.Series, profile: Profile) -> pd.Series:
    """Return the cells that are filled and do not stand for "not known"."""
    empty = empty_cells(column, profile)
    return column[~empty] if empty.any() else column


def empty_cells(column: pd.Series, profile: Profile) -> pd.Series:
    """Return which cells are missing or stand for "not known"."""
    missing = column.isna()
    if column.dtype.kind in "fi":
        return missing
    if str(column.dtype) == "str":
        texts = set(column[~missing].to_numpy(dtype=object).tolist())
        blanks = cell_values.cells_that_read(texts, profile.empties)
    else:
        blanks = [cell for cell in distinct(column)[1] if cell_values.is_empty(cell, profile)]
    return missing | column.isin(blanks) if blanks else missing


def distinct(column: pd.Series) -> tuple[np.ndarray, list[Any]]:
    """Return the place of each row's value among the distinct values (-1: missing), and these."""
    places, found = pd.factorize(column)
    return places, np.asarray(found, dtype=object).tolist()


# What is more special comes first: a compact day is a number too, and so is an answer 0 or 1.
_BY_RANK: tuple[tuple[str, Holds], ...] = (
    ("credit_codes", "credit_codes"),
    ("documents", "documents"),
    ("days", "dates"),
    ("words", "words"),
    ("numbers", "numbers"),
    ("answers", "answers"),
)


def _most(shares: dict[str, float]) -> Holds:
    for kind, held in _BY_RANK:
        if shares[kind] >= MOST:
            return held
    known = max(shares[kind] for kind, _ in _BY_RANK)
    return "mixed" if known >= 1 - MOST else "texts"


def _kinds(cell: Any, profile: Profile) -> set[str]:
    """Return what a cell can be read as; ``days`` are dates that are no mere numbers."""
    if isinstance(cell, date):  # a Timestamp is one too
        return {"dates", "days"}
    found: set[str] = set()
    text = unicodedata.normalize("NFKC", cell_values.plain(cell))
    try:
        cell_values.parse_date(cell, day_order=profile.day_order)
        found.add("dates")
    except (ValueError, OverflowError):
        pass
    try:
        cell_values.parse_amount(cell, decimal_mark=profile.decimal_mark)
        found.add("numbers")
    except (ValueError, OverflowError):
        pass
    is_day = "dates" in found and ("numbers" not in found or _COMPACT_DAY.fullmatch(text))
    if is_day or _MONTH.fullmatch(text):
        found.add("days")
    if isinstance(cell, bool) or cell_word(text) in profile.yes | profile.no:
        found.add("answers")
    if isinstance(cell, str):
        if _is_word(text, profile):
            found.add("words")
        if is_document(text):
            found.add("documents")
        if is_credit_code(text):
            found.add("credit_codes")
    return found


def _is_word(text: str, profile: Profile) -> bool:
    """Return whether a part of a cell is a word of the status."""
    parts = [compact_word(part) for part in word_parts(text)]
    return any(part in words for part in parts for words in profile.axes.values())


def is_document(text: str) -> bool:
    """Return whether a text holds the number of a document.

    Examples
    --------
    >>> is_document("政发（2020）12号"), is_document("未收回")
    (True, False)
    """
    return _DOCUMENT.search(unicodedata.normalize("NFKC", text)) is not None


def is_credit_code(text: str) -> bool:
    """Return whether a text is a unified social credit code with a right check character.

    Examples
    --------
    >>> is_credit_code("91330824MA28F0Q71K"), is_credit_code("330824001001GB0001")
    (False, False)
    """
    if not _CREDIT.fullmatch(text):
        return False
    total = sum(
        _CREDIT_DIGITS.index(character) * pow(3, place, _MODULUS)
        for place, character in enumerate(text[:-1])
    )
    return _CREDIT_DIGITS[-total % _MODULUS] == text[-1]


def _example(cell: Any) -> str:
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    text = " ".join(cell_values.plain(cell).split())
    return text if len(text) <= LONGEST_EXAMPLE else text[: LONGEST_EXAMPLE - 1] + "…"
