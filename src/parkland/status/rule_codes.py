"""The rules that can give a parcel its status, as codes, and what each of them means.

A verdict on many parcels is an int8 array of places in `RULES`; a rule as an integer costs a byte a
parcel and is compared at once for all of them. The texts and articles of the rules are in the
rulebook, under the same names.

Definitions. **Type A** is idleness of land on which works have not started for over a full year
after the start day (Art. 2 para. 1 of Order No. 53). **Type B** is idleness of land on which works
have started and been suspended for over a full year, with too small a share developed or invested
(Art. 2 para. 2).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from parkland.status.three_values import NO, UNKNOWN, YES

if TYPE_CHECKING:
    from collections.abc import Mapping

# Each rule and the status as which it shows. The order decides: the first rule that applies to a
# parcel gives its status. Idleness precedes a partial take-back, so that the idle rest of a parcel
# does not disappear behind the part that was reclaimed.
STATUS_OF_RULE = {
    "reclaimed": "reclaimed",
    "idle_two_years": "idle_two_years",
    "idle_one_year": "idle_one_year",
    "idle_suspended": "idle_suspended",
    "reclaimed_part": "reclaimed",
    "overdue": "overdue",
    "levelled": "levelled",
    "disposed": "disposed",
    "suspended": "suspended",
    "suspended_developed": "suspended",
    "started": "started",
    "finished": "finished",
    "not_due": "not_due",
    "suspended_unmeasured": "undetermined",
    "restart_missing": "undetermined",
    "start_unclear": "undetermined",
    "works_unrecorded": "undetermined",
    "words_unclear": "undetermined",
    "dates_missing": "undetermined",
    "unreadable": "undetermined",
    "contradictory": "undetermined",
    "no_law": "undetermined",
    "levelling": "levelling",
    "unlevelled": "unlevelled",
    "not_supplied": "not_supplied",
    "no_facts": "unknown",
}
RULES = tuple(STATUS_OF_RULE)
RULE_CODE: Mapping[str, int] = MappingProxyType({rule: code for code, rule in enumerate(RULES)})

# Rule -> type of idleness. By every other rule the land is not idle, or the answer is unknown.
IDLE_KINDS = {"idle_two_years": "A", "idle_one_year": "A", "idle_suspended": "B"}
TYPE_A_CODES = tuple(RULE_CODE[rule] for rule, kind in IDLE_KINDS.items() if kind == "A")
UNDETERMINED_RULES = (
    "suspended_unmeasured", "restart_missing", "start_unclear", "works_unrecorded", "words_unclear",
    "dates_missing", "unreadable", "contradictory", "no_law", "no_facts",
)  # fmt: skip


def idle_answers(rules: np.ndarray) -> np.ndarray:
    """Return whether the land is idle, by the rule on idleness that applies.

    Parameters
    ----------
    rules : ndarray of int8
        Places in `RULES`.

    Returns
    -------
    ndarray of int8
        `three_values.YES`, `NO` or `UNKNOWN`, in the shape of `rules`.

    Examples
    --------
    >>> rules = ("idle_one_year", "overdue", "dates_missing")
    >>> idle_answers(np.array([RULE_CODE[rule] for rule in rules])).tolist()
    [1, 0, -1]
    """
    answers: np.ndarray = _IDLE_ANSWER_OF_RULE[rules]
    return answers


def _idle_answer(rule: str) -> int:
    if rule in IDLE_KINDS:
        return YES
    return UNKNOWN if rule in UNDETERMINED_RULES else NO


_IDLE_ANSWER_OF_RULE = np.array([_idle_answer(rule) for rule in RULES], dtype="int8")
