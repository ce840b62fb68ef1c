"""The values that the templates of a rulebook ask for, and `fill_template`, which puts them in.

A template such as ``{start_basis}{start}，已超{days}天`` has placeholders. Each stands for a value
of the parcel (a function of this module or of `consequence_placeholders`, a date or a text of the
table) or of the rulebook. A
template is filled for all rows of a rule at once: every placeholder gives a column of texts.
`conventions.rule_templates` refuses a rulebook with a placeholder that has no value here.
"""

from __future__ import annotations

from itertools import repeat
from string import Formatter
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.display import (
    area_text,
    code_words,
    day_texts,
    label,
    origin_text,
    percent_text,
    share_text,
    value_text,
)
from parkland.languages import grammar
from parkland.schema import LIST_JOINT
from parkland.status import consequence_placeholders as consequences
from parkland.status.development_shares import SHARE_FIELDS, is_below_limit, share_limits
from parkland.status.partial_areas import partial_area_m2
from parkland.status.recorded_facts import DECISIVE_AXES, RECORDED_DATES
from parkland.status.start_days import START_FIELDS
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from parkland.conventions import RuleBook
    from parkland.status.judged_rows import JudgedRows

# For each rule that follows from a recorded fact: the axis, and the facts that prove it better than
# the axis does, the best first.
EVIDENCE: dict[str, tuple[str, ...]] = {
    "reclaimed": ("disposal_kind",),
    "reclaimed_part": ("disposal_kind",),
    "disposed": ("disposal_kind",),
    "levelled": ("levelling", "levelled_on", "levelled_area_m2"),
    "levelling": ("levelling",),
    "unlevelled": ("levelling", "levelled_on"),
}
# Facts that stand in brackets behind an act, and vanish with their brackets where unknown.
IN_BRACKETS = ("levelled_on", "disposal_on", "disposal_doc", "start_on", "finish_on")
# The fields of which at least one must be known before the verdict can be made.
MISSING_FIELDS = {
    "restart_missing": ("restart_on",),
    "dates_missing": ("start_due", "handover_on"),
    "no_facts": ("contract_on", "start_due", "start_on"),
}


def fill_template(template: str, rows: JudgedRows) -> list[str]:
    """Return a template with its placeholders replaced, one text for each row.

    Parameters
    ----------
    template
        A text of the rulebook.
    rows
        The rows of the judgement, with the rule that the template belongs to.

    Returns
    -------
    list of str
    """
    # Literals and values of the rulebook are endless columns. The first column has the length of
    # the rows and so ends the zip, also where the template has no value of a parcel.
    columns: list[Iterable[str]] = [[""] * len(rows)]
    for literal, name, _, _ in Formatter().parse(template):
        columns.append(repeat(literal))
        if name:
            columns.append(_values(name, rows))
    return ["".join(parts) for parts in zip(*columns, strict=False)]


def _values(name: str, rows: JudgedRows) -> Iterable[str]:
    """Return the value of a placeholder for each row."""
    if name in _RULEBOOK_VALUES:
        return repeat(_RULEBOOK_VALUES[name](rows.book, rows.lang))
    if name in _PARCEL_VALUES:
        return _PARCEL_VALUES[name](rows)
    values = rows.dates(name) if name in RECORDED_DATES else rows.texts(name)
    if name in IN_BRACKETS:
        return [grammar(rows.lang).brackets(value) for value in values]
    return values


def _start_day(rows: JudgedRows) -> list[str]:
    return day_texts(rows.facts.start[rows.rows], rows.lang)


def _days_from_start(rows: JudgedRows) -> list[str]:
    """Return the number of days between the start day and the day asked about."""
    days = np.abs((rows.facts.day - rows.facts.start)[rows.rows].astype("int64"))
    return [str(number) for number in days.tolist()]


def _start_basis(rows: JudgedRows) -> list[str]:
    """Return the words for the field that gives the start day; empty where none does."""
    texts = [rows.book.start_basis[field][rows.lang] for field in START_FIELDS] + [""]
    return [texts[place] for place in rows.facts.start_basis[rows.rows].tolist()]


def _disposal_kind(rows: JudgedRows) -> list[str]:
    words = code_words("disposal_kind", rows.lang)
    return [words.get(kind, kind) for kind in rows.texts("disposal_kind")]


def _disposed_part(rows: JudgedRows) -> list[str]:
    """Return the disposed area where it is a part of the parcel."""
    parts = partial_area_m2(rows.parcels, "disposal_area_m2").to_numpy()[rows.rows]
    return [area_text(area, rows.lang, unit=rows.unit) for area in parts.tolist()]


def _evidence(rows: JudgedRows) -> list[str]:
    """Return the name of the fact, status text or layer from which the rule follows."""
    axis, *facts = EVIDENCE[rows.rule]
    axis_label = label(axis, rows.lang)
    origins = rows.texts(f"{axis}_from")
    texts = [origin_text(origin, rows.lang) if origin else axis_label for origin in origins]
    # Each fact replaces what came before it, so the best one is applied last.
    for fact in reversed(facts):
        values = rows.dates(fact) if fact in RECORDED_DATES else rows.texts(fact)
        name = label(fact, rows.lang)
        texts = [name if value else text for value, text in zip(values, texts, strict=True)]
    return texts


def _share_texts(rows: JudgedRows) -> list[str]:
    """Return the shares that are known, developed and invested, as one text."""
    columns = []
    limits = share_limits(rows.book)
    for name, fields in SHARE_FIELDS.items():
        is_known = rows.record.share_known[name][rows.rows]
        part, whole = (rows.numbers(field) for field in fields)
        is_below = is_below_limit(part, whole, limits[name])
        # A whole of zero becomes NaN first, so that numpy has nothing to warn about.
        shares = part / np.where(is_known, whole, np.nan)
        texts = []
        for share, known, below in zip(
            *(x.tolist() for x in (shares, is_known, is_below)), strict=True
        ):
            shown = percent_text(share, below=limits[name] if below else None) if known else ""
            texts.append(wording(f"reason.{name}", rows.lang, share=shown) if known else "")
        columns.append(texts)
    return [rows.joined(part for part in parts if part) for parts in zip(*columns, strict=True)]


def missing_labels(rows: JudgedRows) -> list[str]:
    """Return the labels of the fields that must be known before the verdict can be made."""
    if rows.rule == "start_unclear":
        # A term of days after an act needs that act; every other one needs the handover.
        is_handed_over = ~np.isnat(rows.record.default_start[rows.rows])
        fields = ("contract_on" if known else "handover_on" for known in is_handed_over.tolist())
        return [rows.labels([field]) for field in fields]
    if rows.rule in MISSING_FIELDS:
        return [rows.labels(MISSING_FIELDS[rows.rule])] * len(rows)
    # Suspended works: without a date it is the date, else each amount of a share that is unknown.
    amounts = {field: rows.numbers(field) for pair in SHARE_FIELDS.values() for field in pair}
    texts = []
    for place, date in enumerate(rows.dates("suspended_on")):
        lacking = []
        for name, (part, whole) in SHARE_FIELDS.items():
            if rows.record.share_known[name][rows.rows[place]]:
                continue
            # Nothing developed is an answer, a whole of nothing is none.
            if np.isnan(amounts[part][place]):
                lacking.append(part)
            if not amounts[whole][place] > 0:
                lacking.append(whole)
        texts.append(rows.labels(lacking if date else ["suspended_on"]))
    return texts


def unreadable_labels(rows: JudgedRows) -> list[str]:
    """Return the labels of the fields whose cells are filled but cannot be parsed."""
    return [rows.labels(names) for names in unreadable_names(rows)]


def unreadable_names(rows: JudgedRows) -> list[list[str]]:
    """Return the fields and axes of each row that cannot be parsed or cannot be true."""
    lists = [list(filter(None, text.split(LIST_JOINT))) for text in rows.texts("unreadable")]
    record = rows.record
    impossible: dict[str, np.ndarray] = {
        name: is_out for name, is_out in record.implausible.items() if name in record.unreadable
    }
    impossible["investment_made_cny"] = record.any_share_implausible
    for name, is_out in impossible.items():
        for place in np.flatnonzero(is_out[rows.rows]).tolist():
            lists[place].append(name)
    return lists


def unclear_labels(rows: JudgedRows) -> list[str]:
    """Return the labels of the axes whose words are unclear or contradictory."""
    texts = []
    unclear = {axis: rows.record.unreadable[axis][rows.rows] for axis in DECISIVE_AXES}
    is_resumption = rows.facts.is_resumption_unclear[rows.rows]
    for place in range(len(rows)):
        axes: list[str] = [axis for axis, marks in unclear.items() if marks[place]]
        if is_resumption[place]:
            axes += ["suspended_on", "resumed_on"]
        texts.append(rows.labels(axes))
    return texts


def _works(rows: JudgedRows) -> list[str]:
    """Return what is recorded about works of which no start is recorded."""
    areas, made = rows.numbers("developed_area_m2"), rows.numbers("investment_made_cny")
    texts = []
    for area, money in zip(areas.tolist(), made.tolist(), strict=True):
        amounts = {"developed_area_m2": area, "investment_made_cny": money}
        texts.append(
            rows.joined(
                wording(
                    "explain.fact",
                    rows.lang,
                    label=label(field, rows.lang),
                    value=value_text(amount, field, rows.lang, unit=rows.unit),
                )
                for field, amount in amounts.items()
                if amount > 0
            )
        )
    return texts


def _next_day(rows: JudgedRows) -> list[str]:
    return day_texts(rows.judgement.next_on[rows.rows], rows.lang)


def _warning(rows: JudgedRows) -> list[str]:
    """Return the nearest of the rulebook's warning days that has been reached, as a remark."""
    days_left = (rows.facts.start - rows.facts.day)[rows.rows].astype("int64")
    days = rows.book.warning_days
    texts = [wording("step.warning", rows.lang, days=number) for number in days]
    # Warning days ascend: the first that is not less than the days left is the nearest.
    places = np.searchsorted(np.array(days), days_left)
    return [[*texts, ""][place] for place in places.tolist()]


_PARCEL_VALUES: dict[str, Callable[[JudgedRows], list[str]]] = {
    "start": _start_day,
    "days": _days_from_start,
    "start_basis": _start_basis,
    "disposal": _disposal_kind,
    "part": _disposed_part,
    "evidence": _evidence,
    "ratios": _share_texts,
    "missing": missing_labels,
    "unreadable": unreadable_labels,
    "next_on": _next_day,
    "warning": _warning,
    "fee": consequences.fee,
    "cause": consequences.open_cause,
    "if_holder": consequences.if_holder,
    "filing": consequences.filing,
    "works": _works,
    "unclear": unclear_labels,
}
_RULEBOOK_VALUES: dict[str, Callable[[RuleBook, Any], str]] = {
    "unverified": lambda book, lang: book.unverified[lang],
    "in_force": lambda book, _: book.in_force.isoformat(),
    "fee_rate": lambda book, _: share_text(book.fee_rate),
    "developed_below": lambda book, _: share_text(book.developed_below),
    "invested_below": lambda book, _: share_text(book.invested_below),
    "investigation_days": lambda book, _: str(book.investigation_days),
    "answer_days": lambda book, _: str(book.answer_days),
    "compliance_days": lambda book, _: str(book.compliance_days),
    "hearing_days": lambda book, _: str(book.hearing_days),
    "extension_years": lambda book, _: str(book.extension_at_most_years),
    "temporary_years": lambda book, _: str(book.temporary_use_at_most_years),
}
