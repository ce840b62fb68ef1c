"""The reason, the citation and the next step of each parcel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import origin_text
from parkland.languages import grammar
from parkland.status.decision_procedure import RULES
from parkland.status.facts_on_day import NO_START, START_FIELDS, YES
from parkland.status.placeholders import Words, filled
from parkland.status.verdicts import ROUTES
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.status.judgement import Judgement
    from parkland.status.verdicts import Verdict

# The rules that depend on the day by which works had to start.
FROM_START = ("not_due", "overdue", "idle_one_year", "idle_two_years")


def reasons(judgement: Judgement) -> np.ndarray:
    """Return why each parcel has its status."""
    rule, book, lang = judgement.verdict.rule, judgement.book, judgement.lang
    texts = np.empty(len(rule), dtype=object)
    for code in np.unique(rule).tolist():
        rows = np.flatnonzero(rule == code)
        texts[rows] = filled(
            book.rules[RULES[code]].reason[lang], Words(judgement, rows, RULES[code])
        )
    _add_partial_takeback(texts, judgement)
    _add_what_is_declared(texts, judgement)
    return texts


def _add_partial_takeback(texts: np.ndarray, judgement: Judgement) -> None:
    verdict = judgement.verdict
    also = (verdict.reclaimed == YES) & verdict.facts.record.recorded["in_part"]
    rows = np.flatnonzero(also & (verdict.rule != RULES.index("reclaimed_part")))
    words = Words(judgement, rows, "reclaimed_part")
    texts[rows] += np.array(
        filled(wording("reason.also_part", judgement.lang), words), dtype=object
    )


def _add_what_is_declared(texts: np.ndarray, judgement: Judgement) -> None:
    """Add what the office wrote about idleness where the judgement differs from it."""
    rows = np.flatnonzero(differs(judgement.parcels, judgement.verdict))
    origins = judgement.parcels["declared_from"].iloc[rows]
    for row, origin in zip(rows, origins, strict=True):
        source = origin_text(str(origin), judgement.lang)
        texts[row] += wording("reason.declared", judgement.lang, source=source)


def differs(parcels: pd.DataFrame, verdict: Verdict) -> np.ndarray:
    """Return where the office wrote something else about idleness than the verdict."""
    declared = parcels["declared"]
    idle = (declared == "idle").to_numpy(dtype=bool, na_value=False)
    not_idle = (declared == "not_idle").to_numpy(dtype=bool, na_value=False)
    found: np.ndarray = (idle & (verdict.idle != YES)) | (not_idle & (verdict.idle == YES))
    return found


def citations(judgement: Judgement) -> np.ndarray:
    """Return the article that each status rests on; empty where it rests on no law."""
    rule, bases = judgement.verdict.rule, [*START_FIELDS, ""]
    from_start = np.isin(rule, [RULES.index(name) for name in FROM_START])
    basis = np.where(from_start, judgement.verdict.facts.start_basis, NO_START)
    pairs, places = np.unique(rule.astype("int16") * len(bases) + basis, return_inverse=True)
    texts = []
    for code, place in (divmod(pair, len(bases)) for pair in pairs.tolist()):
        texts.append(judgement.book.citation(RULES[code], judgement.lang, start_basis=bases[place]))
    cited = np.array([*texts, ""], dtype=object)[places]
    in_force = judgement.verdict.facts.day >= np.datetime64(judgement.book.in_force, "D")
    return np.where(in_force, cited, "")


def next_steps(judgement: Judgement) -> np.ndarray:
    """Return the next step for each parcel; None where there is none."""
    book, lang, route = judgement.book, judgement.lang, judgement.route
    texts = np.full(len(route), None, dtype=object)
    steps = np.where(route > 0, len(RULES) + route.astype("int16"), judgement.verdict.idleness)
    names = [*RULES, *ROUTES]
    for code in np.unique(steps).tolist():
        step = names[code]
        if step in book.steps:
            rows = np.flatnonzero(steps == code)
            article = book.article(book.routes.get(step) or book.rules[step], lang)
            after = grammar(lang).brackets(article)
            steps_taken = filled(book.steps[step][lang], Words(judgement, rows, step))
            texts[rows] = [text + after for text in steps_taken]
    return texts
