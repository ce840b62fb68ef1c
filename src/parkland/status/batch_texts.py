"""Parts of an explanation for a whole table at once: the missing facts, and the reason alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.ledger_record import subject_of
from parkland.status.flags import classified
from parkland.status.judged_rows import JudgedRows
from parkland.status.judgement import judge
from parkland.status.placeholders import missing_labels, unclear_labels, unreadable_labels
from parkland.status.rule_codes import RULES
from parkland.status.status_texts import reasons
from parkland.status.three_values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from parkland.choices import Lang
    from parkland.ledger_record import Ledger


def _start(rows: JudgedRows) -> list[str]:
    return [rows.labels(["start_on"])] * len(rows)


def _nothing(rows: JudgedRows) -> list[str]:
    return [""] * len(rows)


# By the rule that leaves idleness open; facts that contradict each other are not missing.
_LABELS: Mapping[str, Callable[[JudgedRows], list[str]]] = {
    "suspended_unmeasured": missing_labels,
    "restart_missing": missing_labels,
    "start_unclear": missing_labels,
    "dates_missing": missing_labels,
    "no_facts": missing_labels,
    "works_unrecorded": _start,
    "unreadable": unreadable_labels,
    "words_unclear": unclear_labels,
}


def missing_facts(ledger: Ledger | pd.DataFrame, /, *, lang: Lang = "zh") -> np.ndarray:
    """Return the labels of the facts without which the idleness of each parcel is open.

    They are those that `explain` names for the parcel, made for all rows of a rule at once.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels that were classified on one day.
    lang
        Language of the labels.

    Returns
    -------
    ndarray of str objects
        One for each row; empty where idleness is determined, and where no further fact would
        determine it.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> missing_facts(ledger)[6]
    '约定开工时间、实际交地时间'
    """
    subject = subject_of(ledger)
    texts = np.full(len(subject.parcels), "", dtype=object)
    if not subject.book.has_law:
        return texts
    judgement = judge(subject, lang)
    is_open = judgement.verdict.idle == UNKNOWN
    rules = judgement.verdict.idle_rule
    for code in np.unique(rules[is_open]).tolist():
        rows = np.flatnonzero(is_open & (rules == code))
        rule = RULES[code]
        texts[rows] = _LABELS.get(rule, _nothing)(JudgedRows(judgement, rows, rule))
    return texts


def plain_reasons(ledger: Ledger | pd.DataFrame, /, *, lang: Lang = "zh") -> np.ndarray:
    """Return the reason of each status without the remarks of the office, which can be long.

    Parameters
    ----------
    ledger, lang
        As for `missing_facts`.

    Returns
    -------
    ndarray of str objects

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> plain_reasons(ledger)[2]
    '约定动工日2019-10-15，未动工已满一年（超期443天）'
    """
    subject = subject_of(ledger)
    if not subject.book.has_law:
        own: np.ndarray = classified(subject, lang).columns["status_reason"].to_numpy(dtype=object)
        return own
    return reasons(judge(subject, lang), remarks=False)
