"""The texts about each parcel: the reason of its status, the citation, and the next step.

The templates are in the rulebook. Rows with the same rule share a template, so each text is made
for a group of rows at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import origin_text
from parkland.languages import grammar
from parkland.status.disposal_routes import NO_ROUTE, ROUTES
from parkland.status.judged_rows import JudgedRows
from parkland.status.placeholders import fill_template
from parkland.status.rule_codes import RULE_CODE, RULES
from parkland.status.start_days import NO_START, START_FIELDS
from parkland.status.three_values import YES
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.status.judgement import Judgement

# The rules that depend on the start day, and so also on the article behind it.
START_DAY_RULES = (
    "not_due", "overdue", "idle_one_year", "idle_two_years", "works_unrecorded",
)  # fmt: skip


def reasons(judgement: Judgement, *, remarks: bool = True) -> np.ndarray:
    """Return the reason of each status.

    Parameters
    ----------
    judgement
        The judgement of a table.
    remarks
        Whether the remarks of the office follow, with the words that they were not interpreted.

    Returns
    -------
    ndarray of str objects
        The text of the rule. A partial take-back that is not the rule itself is added, and so is
        what the office wrote about idleness where it contradicts the verdict.
    """
    rules, lang = judgement.verdict.status_rule, judgement.lang
    texts = np.empty(len(rules), dtype=object)
    for code in np.unique(rules).tolist():
        rows, rule = np.flatnonzero(rules == code), RULES[code]
        template = judgement.book.rules[rule].reason[lang]
        texts[rows] = fill_template(template, JudgedRows(judgement, rows, rule))
    _add_partial_takeback(texts, judgement)
    _add_missing_restart(texts, judgement)
    _add_declared_idleness(texts, judgement)
    if remarks:
        texts += remark_texts(judgement, "reason.remark")
    return texts


def remark_texts(judgement: Judgement, template: str) -> np.ndarray:
    """Return the remarks of each parcel in the words of `template`; empty where there are none.

    Nobody interprets a remark, so that an officer must see it wherever a verdict stands.
    """
    remarks = judgement.parcels["remark"]
    texts = np.full(len(remarks), "", dtype=object)
    rows = np.flatnonzero(remarks.notna().to_numpy())
    before, after = wording(template, judgement.lang, remark="\n").split("\n")
    written = remarks.to_numpy(dtype=object)[rows].tolist()
    texts[rows] = [before + " ".join(str(remark).split()) + after for remark in written]
    return texts


def _add_partial_takeback(texts: np.ndarray, judgement: Judgement) -> None:
    """Add the part that was taken back where the status is that of the rest."""
    verdict = judgement.verdict
    is_rest = verdict.status_rule != RULE_CODE["reclaimed_part"]
    rows = np.flatnonzero(verdict.is_part_reclaimed & is_rest)
    judged_rows = JudgedRows(judgement, rows, "reclaimed_part")
    template = wording("reason.also_part", judgement.lang)
    texts[rows] += np.array(fill_template(template, judged_rows), dtype=object)


def _add_missing_restart(texts: np.ndarray, judgement: Judgement) -> None:
    """Add that idleness is open where the status is that of a disposal without a new start."""
    verdict, code = judgement.verdict, RULE_CODE["restart_missing"]
    rows = np.flatnonzero((verdict.idle_rule == code) & (verdict.status_rule != code))
    judged_rows = JudgedRows(judgement, rows, "restart_missing")
    template = wording("reason.restart_missing", judgement.lang)
    texts[rows] += np.array(fill_template(template, judged_rows), dtype=object)


def _add_declared_idleness(texts: np.ndarray, judgement: Judgement) -> None:
    """Add where the office wrote something about idleness that contradicts the verdict."""
    rows = np.flatnonzero(contradicts_declared(judgement))
    origins = judgement.parcels["declared_from"].iloc[rows]
    for row, origin in zip(rows, origins, strict=True):
        source = origin_text(str(origin), judgement.lang)
        texts[row] += wording("reason.declared", judgement.lang, source=source)


def contradicts_declared(judgement: Judgement) -> np.ndarray:
    """Return where the office wrote about idleness and the verdict is not the same.

    Returns
    -------
    ndarray of bool
        An undetermined verdict counts as different from "idle", and not from "not idle".
    """
    declared, idle = judgement.parcels["declared"], judgement.verdict.idle
    says_idle = (declared == "idle").to_numpy(dtype=bool, na_value=False)
    says_not_idle = (declared == "not_idle").to_numpy(dtype=bool, na_value=False)
    answer: np.ndarray = (says_idle & (idle != YES)) | (says_not_idle & (idle == YES))
    return answer


def citations(judgement: Judgement, rules: np.ndarray | None = None) -> np.ndarray:
    """Return the citation of the law behind each status, or behind other rules.

    Parameters
    ----------
    judgement
    rules : ndarray of int8
        Places in `RULES`, one for each parcel. Default: the rule that gives the status.

    Returns
    -------
    ndarray of str objects
        Law, article and disclaimer; empty where the rule follows from no law, and on a day before
        the law was in force.
    """
    facts = judgement.verdict.facts
    rules = judgement.verdict.status_rule if rules is None else rules
    # The article depends on the rule and, for some rules, on the field that gives the start day.
    # Few pairs of both occur, so the text of each is made once and then looked up.
    depends_on_start = np.isin(rules, [RULE_CODE[rule] for rule in START_DAY_RULES])
    basis = np.where(depends_on_start, facts.start_basis, NO_START)
    fields = [*START_FIELDS, ""]
    pairs, places = np.unique(rules.astype("int16") * len(fields) + basis, return_inverse=True)
    texts = []
    for rule, field in (divmod(pair, len(fields)) for pair in pairs.tolist()):
        citation = judgement.book.citation(RULES[rule], judgement.lang, start_basis=fields[field])
        texts.append(citation)
    cited = np.array([*texts, ""], dtype=object)[places]
    is_in_force = facts.day >= np.datetime64(judgement.book.in_force, "D")
    return np.where(is_in_force, cited, "")


def next_steps(judgement: Judgement) -> np.ndarray:
    """Return the next step of the office for each parcel, with its article.

    Returns
    -------
    ndarray of str objects
        By the route of idle land, else by the rule on idleness; None where the rulebook has no
        step.
    """
    book, lang, routes = judgement.book, judgement.lang, judgement.routes
    texts = np.full(len(routes), None, dtype=object)
    # One code for both: places in RULES first, then places in ROUTES.
    names = [*RULES, *ROUTES]
    has_route = routes != NO_ROUTE
    codes = np.where(has_route, len(RULES) + routes.astype("int16"), judgement.verdict.idle_rule)
    for code in np.unique(codes).tolist():
        name = names[code]
        if name in book.steps:
            rows = np.flatnonzero(codes == code)
            law = book.routes.get(name) or book.rules[name]
            article = grammar(lang).brackets(book.article(law, lang))
            steps = fill_template(book.steps[name][lang], JudgedRows(judgement, rows, name))
            texts[rows] = [step + article for step in steps]
    return texts
