"""Whose cause the idleness is: the holder's, or one outside the holder.

Definition (Art. 8 of Order No. 53). Some causes are acts of government or force majeure; they lie
outside the holder and lead to negotiated disposal (Art. 12). Only with a cause of the holder's own
does a fee or a take-back without payment follow (Art. 14). The rulebook lists the words by which a
register names each cause; a cell that holds other words is not classified.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from parkland.conventions import compact_word, word_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from parkland.conventions import Cause, RuleBook


# The cause of Art. 8 (1), which the dates of a register can show too.
LATE_HANDOVER = "late_handover"


class CauseKind(IntEnum):
    """What the cell ``cause`` of a parcel names; an array of kinds is int8."""

    NONE = 0  # The cell is empty.
    HOLDER = 1
    OUTSIDE = 2
    UNCLASSIFIED = 3


def cause_kinds(causes: pd.Series, book: RuleBook) -> np.ndarray:
    """Return the `CauseKind` of each cell of the column ``cause``.

    Parameters
    ----------
    causes
        Texts; missing where no cause is recorded.
    book
        The rulebook version that lists the causes.

    Returns
    -------
    ndarray of int8
    """
    return codes_of_texts(causes, lambda text: int(cause_kind(text, book)), int(CauseKind.NONE))


def codes_of_texts(texts: pd.Series, code_of: Callable[[str], int], missing: int) -> np.ndarray:
    """Return the code of each text; registers repeat a few texts, so each is classified once.

    Parameters
    ----------
    texts
        Missing where nothing is written.
    code_of
        Gives the code of a text.
    missing
        The code where nothing is written. No row is sought for it: most columns are empty.

    Returns
    -------
    ndarray of int8
    """
    by_code: dict[int, list[object]] = {}
    for text in texts.unique().tolist():
        if isinstance(text, str):
            by_code.setdefault(code_of(text), []).append(text)
    codes = np.full(len(texts), missing, dtype="int8")
    for code, group in by_code.items():
        if code != missing:
            codes[texts.isin(group).to_numpy(dtype=bool)] = code
    return codes


def cause_kind(text: str, book: RuleBook) -> CauseKind:
    """Return the kind of the causes that one cell names.

    Causes of different kinds in one cell make it unclassified, because which of them delayed the
    works is a matter of investigation.

    Parameters
    ----------
    text
        The cell; its causes are separated as in `conventions.word_parts`. Only whole words count.
    book
        The rulebook version that lists the causes.

    Examples
    --------
    >>> from parkland.conventions import load_rulebook
    >>> [cause_kind(text, load_rulebook()).name for text in ("规划调整", "资金不足", "规划未调整")]
    ['OUTSIDE', 'HOLDER', 'UNCLASSIFIED']
    """
    kinds = set()
    for word in _words(text):
        cause = next((cause for cause in book.causes.values() if word in cause.words), None)
        if cause is None:
            kinds.add(CauseKind.UNCLASSIFIED)
        else:
            kinds.add(CauseKind.OUTSIDE if cause.outside else CauseKind.HOLDER)
    return kinds.pop() if len(kinds) == 1 else CauseKind.UNCLASSIFIED


def causes_named(text: str, book: RuleBook) -> list[Cause]:
    """Return the causes of the rulebook version `book` that a cell names, in its order.

    Examples
    --------
    >>> from parkland.conventions import load_rulebook
    >>> [cause.rule.reason["en"] for cause in causes_named("信访、文物", load_rulebook())]
    ['petitions on the site', 'military control or heritage']
    """
    words = set(_words(text))
    return [cause for cause in book.causes.values() if cause.words & words]


def is_cause_named(causes: pd.Series, key: str, book: RuleBook) -> np.ndarray:
    """Return where the cell ``cause`` names the cause `key` of the rulebook version `book`.

    Returns
    -------
    ndarray of bool
        False everywhere if the rulebook has no such cause.
    """
    words = book.causes[key].words if key in book.causes else frozenset()
    named = codes_of_texts(causes, lambda text: int(not words.isdisjoint(_words(text))), 0)
    return named.astype(bool)


def _words(text: str) -> list[str]:
    """Return the single causes of a cell, in the form in which words compare."""
    return [compact_word(part) for part in word_parts(text)]
