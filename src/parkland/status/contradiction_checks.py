"""The checks for facts that contradict one another or the law, each for all parcels at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.status.cause_kinds import CauseKind
from parkland.status.contradiction_values import (
    ContradictionCheck,
    both_dates,
    cells,
    one_date,
)
from parkland.status.date_arrays import NO_DAY
from parkland.status.law_checks import law_checks
from parkland.status.partial_areas import exceeds_parcel
from parkland.status.procedure_checks import procedure_checks
from parkland.status.start_days import is_extension_long, start_days_before_supplement
from parkland.status.three_values import NO, UNKNOWN, YES
from parkland.units import area_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from parkland.status.judgement import Judgement
    from parkland.status.recorded_facts import RecordedDate

# Code of the issue -> two dates, of which the first must not come before the second.
DATE_ORDER: dict[str, tuple[RecordedDate, RecordedDate]] = {
    "status.start_before_contract": ("start_on", "contract_on"),
    "status.suspended_before_start": ("suspended_on", "start_on"),
    "status.finish_before_start": ("finish_on", "start_on"),
    "status.start_due_before_contract": ("start_due", "contract_on"),
    "status.finish_due_before_start_due": ("finish_due", "start_due"),
    "status.supplement_before_start_due": ("supplement_start", "start_due"),
    "status.supplement_before_signature": ("supplement_start", "supplement_on"),
    "status.restart_before_disposal": ("restart_on", "disposal_on"),
    "status.notice_due_before_notice": ("notice_due", "notice_on"),
}
# A part may exceed its whole by this share: the rounding error of a conversion between units.
CONVERSION_ERROR = 1e-9


def contradiction_checks(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield every check that is made on the parcels of a judgement, in the order of the issues."""
    yield from _date_order(judgement)
    yield from _acts_after_takeback(judgement)
    yield from _words(judgement)
    yield from law_checks(judgement)
    yield from procedure_checks(judgement)
    yield from _areas(judgement)
    yield from _causes_and_categories(judgement)


def _date_order(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield dates in the wrong order, and an extension that is longer than the law allows."""
    dates = judgement.verdict.facts.record.dates
    is_transferred = ~(np.isnat(dates["prior_contract_on"]) & np.isnat(dates["transfer_on"]))
    for code, (first, second) in DATE_ORDER.items():
        one, other = dates[first], dates[second]
        if second == "contract_on":
            # After a transfer the contract on record is not the one that the dates follow.
            other = np.where(is_transferred, dates["prior_contract_on"], other)
        yield ContradictionCheck(code, first, one < other, both_dates(one, other))
    # An ordinary extension is measured from the start day before the supplement.
    record = judgement.verdict.facts.record
    agreed = start_days_before_supplement(record)
    supplement = dates["supplement_start"]
    is_too_long = is_extension_long(record, judgement.book)
    yield ContradictionCheck(
        "status.extension_long", "supplement_start", is_too_long, both_dates(supplement, agreed)
    )
    is_unsigned = ~np.isnat(supplement) & np.isnat(dates["supplement_on"])
    yield ContradictionCheck(
        "status.supplement_unsigned", "supplement_on", is_unsigned, one_date(supplement)
    )


def _acts_after_takeback(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield works, production and levelling after a take-back of the whole parcel."""
    verdict, facts = judgement.verdict, judgement.verdict.facts
    dates, is_taken = facts.record.dates, verdict.is_whole_reclaimed
    taken_on = dates["disposal_on"]
    start, finish = (np.where(dates[act] > taken_on, dates[act], NO_DAY) for act in _DATES_OF_WORKS)
    works = np.where(np.isnat(start), finish, start)
    has_works = ~np.isnat(works) & (works <= facts.day)
    yield ContradictionCheck(
        "status.reclaimed_producing",
        "disposal_kind",
        is_taken & (facts.record.construction_producing | has_works),
        both_dates(taken_on, works),
    )
    levelled_on = dates["levelled_on"]
    yield ContradictionCheck(
        "status.levelled_after_takeback",
        "levelled_on",
        is_taken & (levelled_on > taken_on) & (levelled_on <= facts.day),
        both_dates(levelled_on, taken_on),
    )


_DATES_OF_WORKS: tuple[RecordedDate, ...] = ("start_on", "finish_on")


def _words(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield words of the office that a date or the verdict contradicts."""
    parcels, verdict, facts = judgement.parcels, judgement.verdict, judgement.verdict.facts
    record, dates = facts.record, facts.record.dates
    status_texts = parcels["status_text"]
    # A word may come from the status text or from the layer; the issue shows the one that exists.
    written = cells(status_texts.where(status_texts.notna(), parcels["layer"]))
    states_not_started = _is(parcels["construction"], "not_started")
    states_started = _is(parcels["construction"], "started")
    declares_idle = _is(parcels["declared"], "idle")
    declares_not_idle = _is(parcels["declared"], "not_idle")

    def check(code: str, field: str, contradicts: np.ndarray) -> ContradictionCheck:
        return ContradictionCheck(code, field, contradicts, written)

    def date_check(code: str, field: RecordedDate, contradicts: np.ndarray) -> ContradictionCheck:
        return ContradictionCheck(code, field, contradicts, one_date(dates[field]))

    yield check(
        "status.supply_disagrees", "supply", record.no_supply_recorded & ~facts.not_supplied
    )
    yield check("status.started_unsupplied", "supply", facts.not_supplied & facts.started)
    has_started = dates["start_on"] <= facts.day
    yield date_check("status.text_not_started", "start_on", states_not_started & has_started)
    yield check(
        "status.text_not_levelled", "levelled_on", record.not_levelled & (verdict.levelled == YES)
    )
    yield date_check("status.text_not_suspended", "suspended_on", states_started & facts.suspended)
    yield check("status.declared_idle", "declared", declares_idle & (verdict.idle == NO))
    yield check("status.declared_not_idle", "declared", declares_not_idle & (verdict.idle == YES))
    is_undetermined = (declares_idle | declares_not_idle) & (verdict.idle == UNKNOWN)
    yield check("status.declared_undetermined", "declared", is_undetermined)


def _areas(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield areas that are larger than the area of which they are a part."""
    parcels, read = judgement.parcels, area_unit(judgement.unit)
    unit, per_m2 = read.label(judgement.lang), read.per_m2

    def in_unit(areas_m2: np.ndarray) -> list[str]:
        return [f"{area:,.{read.digits}f}" for area in (areas_m2 * per_m2).tolist()]

    for field in ("levelled_area_m2", "disposal_area_m2"):
        areas = parcels[field].to_numpy(dtype="float64")

        # The default argument binds the areas of this field; a closure would see the last ones.
        def one_area(rows: np.ndarray, areas: np.ndarray = areas) -> list[str]:
            return [f"{area}{unit}" for area in in_unit(areas[rows])]

        exceeds = exceeds_parcel(parcels, field).to_numpy()
        yield ContradictionCheck("status.area_exceeds", field, exceeds, one_area)
    part = parcels["developed_area_m2"].to_numpy(dtype="float64")
    whole = parcels["area_to_develop_m2"].to_numpy(dtype="float64")

    def both_areas(rows: np.ndarray) -> list[str]:
        pairs = zip(in_unit(part[rows]), in_unit(whole[rows]), strict=True)
        return [f"{one} / {other}{unit}" for one, other in pairs]

    exceeds = part > whole * (1 + CONVERSION_ERROR)
    yield ContradictionCheck("status.developed_exceeds", "developed_area_m2", exceeds, both_areas)


def _causes_and_categories(judgement: Judgement) -> Iterator[ContradictionCheck]:
    """Yield causes and categories that the rulebook does not list, and unsigned verifications."""
    parcels, record = judgement.parcels, judgement.verdict.facts.record
    causes = cells(parcels["cause"])
    is_unclassified = record.cause_kind == CauseKind.UNCLASSIFIED
    yield ContradictionCheck("status.unknown_cause", "cause", is_unclassified, causes)
    signature = parcels[["cause_verified_on", "cause_verified_by"]]
    is_unsigned = record.cause_verified & signature.isna().any(axis=1).to_numpy()
    yield ContradictionCheck("status.cause_unsigned", "cause_verified", is_unsigned, causes)
    # A bare "no" can also mean that nobody has checked yet, and Art. 14 follows from it.
    is_bare = record.cause_rejected & signature.isna().all(axis=1).to_numpy()
    is_bare &= record.cause_kind == CauseKind.OUTSIDE
    yield ContradictionCheck("status.cause_rejected_bare", "cause_verified", is_bare, causes)
    codes, names = parcels["ten_category_code"], judgement.book.ten_categories
    # An office that has filled in no names uses any codes.
    is_unlisted = codes.notna() & ~codes.isin(list(names)) & bool(names)
    yield ContradictionCheck(
        "status.unknown_category", "ten_category_code", is_unlisted.to_numpy(), cells(codes)
    )


def _is(axis: pd.Series, code: str) -> np.ndarray:
    return (axis == code).fillna(value=False).to_numpy(dtype=bool)
