"""Facts that contradict one another, or the law: each is an issue, and both sides are shown.

Nothing is resolved in silence, but the verdict has to follow one side. It follows a date against a
word, and the area of the parcel against a larger area of a fact. A suspension before the start
leaves idleness undetermined. A supplementary agreement counts even if it extends for too long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.display import day_texts
from parkland.issues import IssueBatch, issue_table
from parkland.ledger_record import subject_of
from parkland.status.facts_on_day import NO, UNKNOWN, YES, first_start, years_later
from parkland.status.judgement import judge
from parkland.status.partial_areas import exceeds
from parkland.status.recorded_facts import CLAIMS
from parkland.units import area_unit

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable, Iterator

    import pandas as pd

    from parkland.choices import Lang
    from parkland.conventions import RuleBook
    from parkland.ledger_record import Ledger
    from parkland.status.judgement import Judgement

    # From the places of rows to the value that the issue of each row shows.
    Values = Callable[[np.ndarray], list[str]]
    # The code, the field, where it is found, the values.
    Case = tuple[str, str, np.ndarray, Values]

# The first must not come before the second.
ORDER = {
    "status.start_before_contract": ("start_on", "contract_on"),
    "status.suspended_before_start": ("suspended_on", "start_on"),
    "status.finish_before_start": ("finish_on", "start_on"),
    "status.start_due_before_contract": ("start_due", "contract_on"),
    "status.finish_due_before_start_due": ("finish_due", "start_due"),
    "status.supplement_before_start_due": ("supplement_start", "start_due"),
    "status.notice_due_before_notice": ("notice_due", "notice_on"),
}


def contradictions(
    ledger: Ledger | pd.DataFrame,
    /,
    *,
    as_of: str | dt.date | None = None,
    rules: str | os.PathLike[str] | RuleBook | None = None,
    lang: Lang = "zh",
) -> pd.DataFrame:
    """Return facts of the parcels that contradict one another, or the law, as issues.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels as for `flag_status`. It is not changed.
    as_of, rules, lang
        As for `flag_status`.

    Returns
    -------
    pandas.DataFrame
        An issue table; see `parkland.issues`. It is empty where nothing is contradictory.

    Raises
    ------
    ColumnError, ChoiceError, ConventionError
        As for `flag_status`.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> len(pk.contradictions(ledger))
    0
    """
    return contradiction_issues(judge(subject_of(ledger, as_of=as_of, rules=rules), lang))


def contradiction_issues(found: Judgement) -> pd.DataFrame:
    """Return the contradictions in what was judged, as an issue table."""
    parcels = found.parcels
    issues: list[IssueBatch] = []
    ids, sources = parcels["parcel_id"], parcels["source"]
    record_numbers = parcels["source_row"].to_numpy()
    for code, field, where, values_of in _cases(found):
        # values are formatted for the rows that are selected, never for the whole table
        if len(rows := np.flatnonzero(where)):
            issues.append(
                IssueBatch(
                    code=code,
                    sources=_texts(sources.iloc[rows]),
                    source_rows=[number or None for number in record_numbers[rows].tolist()],
                    parcel_ids=_texts(ids.iloc[rows]),
                    value_texts=values_of(rows),
                    field=field,
                )
            )
    return issue_table(issues, lang=found.lang)


def _cases(found: Judgement) -> Iterator[Case]:
    """Yield every contradiction that is looked for, with the rows in which it is found."""
    yield from _order(found)
    yield from _acts(found)
    yield from _words(found)
    yield from _amounts(found)
    yield from _causes(found)


def _texts(cells: pd.Series) -> list[str]:
    return [cell if isinstance(cell, str) else "" for cell in cells.tolist()]


def _days(days: np.ndarray) -> Values:
    return lambda rows: day_texts(days[rows])


def _pairs(one: np.ndarray, other: np.ndarray) -> Values:
    def values(rows: np.ndarray) -> list[str]:
        pairs = zip(day_texts(one[rows]), day_texts(other[rows]), strict=True)
        return [f"{first} / {second}" for first, second in pairs]

    return values


def _cells(column: pd.Series) -> Values:
    return lambda rows: _texts(column.iloc[rows])


def _order(found: Judgement) -> Iterator[Case]:
    """Yield dates in the wrong order, and an extension that is too long."""
    dates = found.verdict.facts.record.dates
    for code, (first, second) in ORDER.items():
        one, other = dates[first], dates[second]
        yield code, first, one < other, _pairs(one, other)
    agreed, supplement = first_start(dates, found.book), dates["supplement_start"]
    longest = years_later(agreed, found.book.extension_at_most_years)
    too_long = supplement > longest
    yield "status.extension_long", "supplement_start", too_long, _pairs(supplement, agreed)


def _acts(found: Judgement) -> Iterator[Case]:
    """Yield acts after a take-back of the whole parcel."""
    facts = found.verdict.facts
    dates, recorded = facts.record.dates, facts.record.recorded
    taken = (found.verdict.reclaimed == YES) & ~recorded["in_part"]
    on = dates["disposal_on"]
    later = [np.where(dates[act] > on, dates[act], np.datetime64("NaT", "D")) for act in WORKS]
    works = np.where(np.isnat(later[0]), later[1], later[0])
    producing = taken & (recorded["producing"] | (~np.isnat(works) & (works <= facts.day)))
    yield "status.reclaimed_producing", "disposal_kind", producing, _pairs(on, works)
    levelled = dates["levelled_on"]
    after = taken & (levelled > on) & (levelled <= facts.day)
    yield "status.levelled_after_takeback", "levelled_on", after, _pairs(levelled, on)


WORKS = ("start_on", "finish_on")


def _words(found: Judgement) -> Iterator[Case]:
    """Yield words of the office that the dates, or the judgement, contradict."""
    parcels, verdict = found.parcels, found.verdict
    facts = verdict.facts
    dates, recorded = facts.record.dates, facts.record.recorded
    texts = parcels["status_text"]
    written = _cells(texts.where(texts.notna(), parcels["layer"]))
    signed = recorded["supply_denied"] & ~facts.not_supplied
    yield "status.supply_disagrees", "supply", signed, written
    yield "status.started_unsupplied", "supply", facts.not_supplied & facts.started, written
    not_started = _is(parcels["construction"], "not_started") & (dates["start_on"] <= facts.day)
    yield "status.text_not_started", "start_on", not_started, _days(dates["start_on"])
    unlevelled = recorded["unlevelled"] & (verdict.levelled == YES)
    yield "status.text_not_levelled", "levelled_on", unlevelled, written
    resumed = _is(parcels["construction"], "started") & facts.suspended
    yield "status.text_not_suspended", "suspended_on", resumed, _days(dates["suspended_on"])
    idle, not_idle = (_is(parcels["declared"], code) for code in ("idle", "not_idle"))
    unknown = (idle | not_idle) & (verdict.idle == UNKNOWN)
    yield "status.declared_idle", "declared", idle & (verdict.idle == NO), written
    yield "status.declared_not_idle", "declared", not_idle & (verdict.idle == YES), written
    yield "status.declared_undetermined", "declared", unknown, written


def _amounts(found: Judgement) -> Iterator[Case]:
    """Yield areas that are larger than what they are part of."""
    parcels, mu = found.parcels, area_unit("mu")
    unit, per_m2 = mu.label(found.lang), mu.per_m2

    def in_mu(areas: np.ndarray) -> list[str]:
        return [f"{area:,.2f}" for area in (areas * per_m2).tolist()]

    for field in ("levelled_area_m2", "disposal_area_m2"):
        areas = parcels[field].to_numpy(dtype="float64")

        def one_area(rows: np.ndarray, areas: np.ndarray = areas) -> list[str]:
            return [f"{area}{unit}" for area in in_mu(areas[rows])]

        yield "status.area_exceeds", field, exceeds(parcels, field).to_numpy(), one_area
    part = parcels["developed_area_m2"].to_numpy(dtype="float64")
    whole = parcels["area_to_develop_m2"].to_numpy(dtype="float64")

    def both_areas(rows: np.ndarray) -> list[str]:
        pairs = zip(in_mu(part[rows]), in_mu(whole[rows]), strict=True)
        return [f"{one} / {other}{unit}" for one, other in pairs]

    yield "status.developed_exceeds", "developed_area_m2", part > whole * (1 + SLACK), both_areas


SLACK = 1e-9  # the rounding error of a unit conversion


def _causes(found: Judgement) -> Iterator[Case]:
    """Yield causes that are not understood, and verifications that nobody signed."""
    parcels, record = found.parcels, found.verdict.facts.record
    written = _cells(parcels["cause"])
    unknown = record.claim == CLAIMS.index("unknown")
    yield "status.unknown_cause", "cause", unknown, written
    unsigned = parcels[["cause_verified_on", "cause_verified_by"]].isna().any(axis=1).to_numpy()
    yield "status.cause_unsigned", "cause_verified", record.recorded["verified"] & unsigned, written
    codes, names = parcels["ten_category_code"], found.book.ten_categories
    unlisted = codes.notna() & ~codes.isin(list(names)) & bool(names)
    yield "status.unknown_category", "ten_category_code", unlisted.to_numpy(), _cells(codes)


def _is(axis: pd.Series, code: str) -> np.ndarray:
    return (axis == code).fillna(value=False).to_numpy(dtype=bool)
