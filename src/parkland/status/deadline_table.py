"""What falls due: deadlines of contracts, of the law, and of rectification notices.

They are computed from the facts on record on the day `as_of`. ``start``, ``handover``, ``finish``,
``temporary_use`` and ``notice`` fall due on the last day on which the obligation can be met;
``idle``, ``takeback`` and ``suspended`` on the first day on which the consequence applies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import ChoiceError
from parkland.languages import grammar
from parkland.ledger_record import subject_of
from parkland.status.decision_procedure import CODE
from parkland.status.facts_on_day import ONE_DAY, YES, years_later
from parkland.status.judgement import Judgement, judge
from parkland.status.placeholders import Words, filled
from parkland.status.status_texts import citations, next_steps
from parkland.status.three_values import as_days
from parkland.status.verdicts import ROUTES

if TYPE_CHECKING:
    import datetime as dt
    import os

    import pandas as pd

    from parkland.choices import Lang
    from parkland.conventions import RuleBook
    from parkland.ledger_record import Ledger

# Deadlines of one day are listed in the order of `KINDS`; those in `LEGAL` follow from the law.
LEGAL = ("start", "idle", "takeback", "suspended")
KINDS = ("handover", *LEGAL, "finish", "temporary_use", "notice")
# Acts that nobody knows before their day, and the undated fact that each of them brings.
UNFORESEEN = {
    "contract_on": "construction",
    "start_on": "construction",
    "suspended_on": "construction",
    "finish_on": "construction",
    "supplement_on": "supplement_start",
    "disposal_on": "disposal_kind",
    "cause_verified_on": "cause_verified",
}
NEVER = np.datetime64("NaT", "D")


def deadlines(
    ledger: Ledger | pd.DataFrame,
    /,
    *,
    as_of: str | dt.date | None = None,
    within: str | int | dt.timedelta = "90D",
    rules: str | os.PathLike[str] | RuleBook | None = None,
    lang: Lang = "zh",
) -> pd.DataFrame:
    """Return what falls due from a day on, the first day and the last both counted.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels as for `flag_status`. It is not changed.
    as_of
        The first day; facts are taken as they are on record on that day. Default: that of the
        ledger, or of the statuses in the table.
    within
        How far to look ahead: a number of days, a `timedelta`, or a text such as ``"90D"``.
    rules
        The rulebook; its version in force on `as_of` is used for all days. Default: that of the
        ledger; for a table, ``"idle-land-2012"``.
    lang
        Language of the texts.

    Returns
    -------
    pandas.DataFrame
        One row for each parcel and deadline, by day, then in order of the parcels: ``parcel`` (its
        label in the index), ``parcel_id``, ``name``, ``holder``, ``kind`` (one of `KINDS`),
        ``due_on`` (datetime64[s]), ``days_left`` (int64), ``warning`` (Int64: the nearest of the
        rulebook's warning days that has been reached), ``what`` and ``basis`` (the article), texts.

    Raises
    ------
    ColumnError, ChoiceError, ConventionError
        As for `flag_status`; also a ChoiceError if `within` is not a number of days.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> due = pk.deadlines(ledger, within="160D")
    >>> due[["parcel_id", "kind", "days_left"]].values.tolist()
    [['GD-11', 'finish', 60], ['GD-11', 'idle', 61], ['GD-10', 'idle', 80], ['GD-02', 'idle', 152]]
    """
    import pandas as pd

    subject = subject_of(ledger, as_of=as_of, rules=rules)
    found = judge(subject, lang)
    parcels, day = subject.parcels, subject.day
    span = days_within(within)
    start = np.datetime64(day, "D")
    due = _due_days(found)
    falls = [np.flatnonzero((days >= start) & (days <= start + span)) for days in due.values()]
    place = np.concatenate(falls)
    kind = np.repeat([KINDS.index(name) for name in due], [len(rows) for rows in falls])
    due_on = np.concatenate([days[rows] for days, rows in zip(due.values(), falls, strict=True)])
    order = np.lexsort((kind, place, due_on))
    place, kind, due_on = place[order], kind[order], due_on[order]
    known = _known_then(parcels.iloc[place], day)
    what, basis = _words(known, found, kind, due_on)
    left = (due_on - start).astype("int64")
    index = pd.RangeIndex(len(place))
    columns = {name: parcels[name].take(place).set_axis(index) for name in ("name", "holder")}
    reached = np.searchsorted(np.array(found.book.warning_days), left)
    warnings = pd.array([*found.book.warning_days, None], dtype="Int64").take(reached)
    return pd.DataFrame(
        {
            "parcel": pd.Series(parcels.index.take(place), index=index),
            "parcel_id": parcels["parcel_id"].take(place).set_axis(index),
            **columns,
            "kind": pd.Series(np.array(KINDS, dtype=object)[kind], index=index, dtype="str"),
            "due_on": as_days(due_on, index),
            "days_left": pd.Series(left, index=index),
            "warning": pd.Series(warnings, index=index),
            "what": pd.Series(what, index=index, dtype="str"),
            "basis": pd.Series(basis, index=index, dtype="str"),
        }
    )


def days_within(within: str | int | dt.timedelta) -> np.timedelta64:
    """Return a number of days.

    Raises
    ------
    ChoiceError
        If it is none, or negative.

    Examples
    --------
    >>> days_within("90D"), days_within(30)
    (np.timedelta64(90,'D'), np.timedelta64(30,'D'))
    """
    import pandas as pd

    try:
        text = str(within)
        days = pd.Timedelta(days=int(text)) if text.isdecimal() else pd.Timedelta(within)
    except (TypeError, ValueError, OverflowError):
        days = pd.Timedelta(days=-1)
    if pd.isna(days) or days < pd.Timedelta(0):
        raise ChoiceError(f"within is {within!r}, not a number of days", do="write it as 90D")
    return np.timedelta64(days.days, "D")


def _due_days(found: Judgement) -> dict[str, np.ndarray]:
    """Return the day of each kind of deadline for each parcel; NaT where there is none."""
    verdict, book = found.verdict, found.book
    facts, idleness = verdict.facts, verdict.idleness
    dates, recorded = facts.record.dates, facts.record.recorded
    waiting = np.isin(idleness, [CODE["not_due"], CODE["overdue"], CODE["idle_one_year"]])
    settled = found.route == ROUTES.index("negotiated")
    held = ~((verdict.reclaimed == YES) & ~recorded["in_part"]) & ~facts.ended()
    open_works = held & ~facts.finished & ~facts.not_supplied
    handed_over = ~np.isnat(dates["handover_on"]) & facts.by_now("handover_on")
    suspended = (idleness == CODE["suspended"]) & (recorded["below"] | ~recorded["measured"])
    after = {
        years: years_later(facts.start, years) + ONE_DAY
        for years in (book.idle_after_years, book.taken_back_after_years)
    }
    suspension = years_later(dates["suspended_on"], book.idle_after_years) + ONE_DAY
    temporary = years_later(dates["disposal_on"], book.temporary_use_at_most_years)
    lent = facts.by_now("disposal_on") & recorded["temporary_use"]
    return {
        "handover": np.where(
            open_works & ~handed_over & ~facts.started, dates["handover_due"], NEVER
        ),
        "start": np.where(idleness == CODE["not_due"], facts.start, NEVER),
        "idle": np.where(waiting, after[book.idle_after_years], NEVER),
        "takeback": np.where(waiting & ~settled, after[book.taken_back_after_years], NEVER),
        "suspended": np.where(suspended, suspension, NEVER),
        "finish": np.where(open_works, dates["finish_due"], NEVER),
        "temporary_use": np.where(lent, temporary, NEVER),
        "notice": np.where(held & facts.by_now("notice_on"), dates["notice_due"], NEVER),
    }


def _known_then(parcels: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return the parcels without acts after `day`, and without the facts that such acts bring."""
    import pandas as pd

    later = parcels[list(UNFORESEEN)] > pd.Timestamp(day)
    brought = {
        field: parcels[field].mask(later[act])
        for act, field in UNFORESEEN.items()
        if field != "construction"
    }
    works = [act for act, field in UNFORESEEN.items() if field == "construction"]
    words = parcels["construction"].mask(later[works].any(axis=1))
    acts = parcels[list(UNFORESEEN)].mask(later)
    return parcels.assign(**acts, **brought, construction=words)


def _words(
    parcels: pd.DataFrame, found: Judgement, kind: np.ndarray, due_on: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the text of each deadline and its article, from the verdict on its own day."""
    book, lang = found.book, found.lang
    then = Judgement.on(parcels, due_on, found.rules, lang, book=book)
    steps, cited = next_steps(then), citations(then)
    what = np.empty(len(kind), dtype=object)
    basis = np.full(len(kind), "", dtype=object)
    for code in np.unique(kind).tolist():
        name, rows = KINDS[code], np.flatnonzero(kind == code)
        what[rows] = filled(book.deadlines[name][lang], Words(then, rows, name))
        if name in LEGAL:
            basis[rows] = cited[rows]
        if name in LEGAL[1:]:
            both = zip(what[rows], steps[rows], strict=True)
            what[rows] = [grammar(lang).clauses([event, step]) for event, step in both]
    return what, basis
