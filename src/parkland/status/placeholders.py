"""The values that templates of a rulebook ask for, made for all parcels of one rule at once.

A template such as ``{start_basis}{start}，已超{days}天`` has placeholders. `filled` puts a column
of texts in place of each, so that the parcels of a rule are not formatted one by one.
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
    money_text,
    origin_text,
    percent_text,
    share_text,
    value_text,
)
from parkland.languages import grammar
from parkland.status.facts_on_day import START_FIELDS
from parkland.status.partial_areas import part_m2
from parkland.status.recorded_facts import CLAIMS, DATES, SHARES
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkland.status.judgement import Judgement

# The evidence of a rule: the axis whose origin is named, and the facts that go before it.
EVIDENCE = {
    "reclaimed": ("disposal_kind",),
    "reclaimed_part": ("disposal_kind",),
    "disposed": ("disposal_kind",),
    "levelled": ("levelling", "levelled_on", "levelled_area_m2"),
    "levelling": ("levelling",),
    "unlevelled": ("levelling", "levelled_on"),
}
IN_BRACKETS = ("levelled_on", "disposal_on", "disposal_doc", "start_on", "finish_on")
# The fields without which a rule cannot decide.
MISSING = {
    "dates_missing": ("start_due", "handover_on"),
    "no_facts": ("contract_on", "start_due", "start_on"),
}


def filled(template: str, words: Words) -> list[str]:
    """Return `template` with its placeholders filled in, a text for each parcel of `words`."""
    # a literal or a value of the rulebook repeats without end; the first column sets the length
    columns: list[Iterable[str]] = [[""] * len(words)]
    for literal, name, _, _ in Formatter().parse(template):
        columns.append(repeat(literal))
        if name:
            columns.append(words.of(name))
    return ["".join(parts) for parts in zip(*columns, strict=False)]


class Words:
    """The values of the parcels at the positions `rows` of `judgement`, to which `rule` applies."""

    def __init__(self, judgement: Judgement, rows: np.ndarray, rule: str) -> None:
        self.judgement = judgement
        self.parcels = judgement.parcels
        self.verdict = judgement.verdict
        self.book = judgement.book
        self.lang = judgement.lang
        self.rows = rows
        self.rule = rule

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, name: str) -> Iterable[str]:
        """Return the value of the placeholder `name` for each parcel.

        A value that is the same for all parcels repeats without end.
        """
        if name in _BY_BOOK:
            return repeat(_BY_BOOK[name](self.book, self.lang))
        if name in _BY_PARCEL:
            words: Iterable[str] = _BY_PARCEL[name](self)
            return words
        values = self.dates(name) if name in DATES else self.texts(name)
        return self.bracketed(values) if name in IN_BRACKETS else values

    def bracketed(self, values: Iterable[str]) -> list[str]:
        """Return texts in brackets; an empty one stays empty."""
        return [grammar(self.lang).brackets(value) for value in values]

    def dates(self, field: str) -> list[str]:
        """Return a date of the record as printed; empty where there is none."""
        return day_texts(self.verdict.facts.record.dates[field][self.rows])

    def texts(self, field: str) -> list[str]:
        """Return a text of the table; empty where there is none."""
        cells = self.parcels[field].iloc[self.rows]
        # as an array of objects: to iterate over a text column builds a scalar a cell
        pairs = zip(cells.to_numpy(dtype=object).tolist(), cells.isna().tolist(), strict=True)
        return ["" if missing else str(cell) for cell, missing in pairs]

    def numbers(self, field: str) -> np.ndarray:
        """Return a number of the table."""
        numbers: np.ndarray = self.parcels[field].to_numpy(dtype="float64")[self.rows]
        return numbers

    def joined(self, parts: Iterable[str]) -> str:
        """Return a list as one text."""
        return grammar(self.lang).join(parts)

    def labels(self, fields: Iterable[str]) -> str:
        """Return the labels of `fields` as one text."""
        return self.joined(label(field, self.lang) for field in fields)

    def start(self) -> list[str]:
        """Return the day by which works had to start."""
        return day_texts(self.verdict.facts.start[self.rows])

    def days(self) -> list[str]:
        """Return the number of days between that day and the one asked about."""
        facts = self.verdict.facts
        days = np.abs((facts.day - facts.start)[self.rows].astype("int64"))
        return [str(number) for number in days.tolist()]

    def start_basis(self) -> list[str]:
        """Return what that day rests on."""
        texts = [self.book.start_basis[field][self.lang] for field in START_FIELDS] + [""]
        return [texts[code] for code in self.verdict.facts.start_basis[self.rows].tolist()]

    def disposal(self) -> list[str]:
        """Return the kind of disposal in words."""
        words = code_words("disposal_kind", self.lang)
        return [words.get(kind, kind) for kind in self.texts("disposal_kind")]

    def part(self) -> list[str]:
        """Return the area that was disposed of, in mu."""
        parts = part_m2(self.parcels, "disposal_area_m2").to_numpy()[self.rows]
        return [area_text(amount, self.lang) for amount in parts.tolist()]

    def evidence(self) -> list[str]:
        """Return what the rule rests on: a fact, the status text or the layer."""
        axis, *facts = EVIDENCE[self.rule]
        without = label(axis, self.lang)
        origins = self.texts(f"{axis}_from")
        words = [origin_text(origin, self.lang) if origin else without for origin in origins]
        # the first fact that is known goes before the others, so it is put in last
        for fact in reversed(facts):
            values = self.texts(fact) if fact not in DATES else self.dates(fact)
            name = label(fact, self.lang)
            words = [name if value else word for value, word in zip(values, words, strict=True)]
        return words

    def ratios(self) -> list[str]:
        """Return the shares that are known, developed and invested."""
        columns = []
        for name, (part, whole) in SHARES.items():
            usable = self.verdict.facts.record.recorded[name][self.rows]
            # a share of an unknown or empty whole is not computed
            shares = self.numbers(part) / np.where(usable, self.numbers(whole), np.nan)
            columns.append(
                [
                    wording(f"reason.{name}", self.lang, share=percent_text(share)) if known else ""
                    for share, known in zip(shares.tolist(), usable.tolist(), strict=True)
                ]
            )
        return [self.joined(part for part in parts if part) for parts in zip(*columns, strict=True)]

    def missing(self) -> list[str]:
        """Return the fields that would have to be known."""
        if self.rule in MISSING:
            return [self.labels(MISSING[self.rule])] * len(self)
        recorded = self.verdict.facts.record.recorded
        dated = self.dates("suspended_on")
        amounts = {field: self.numbers(field) for pair in SHARES.values() for field in pair}
        words = []
        for place, day in enumerate(dated):
            lacking = [
                field
                for name, pair in SHARES.items()
                for field in pair
                if not recorded[name][self.rows[place]]
                and not (amounts[field][place] > 0 or _is_part(field, amounts[field][place]))
            ]
            words.append(self.labels(lacking if day else ["suspended_on"]))
        return words

    def unreadable(self) -> list[str]:
        """Return the labels of the fields whose cells are filled and not understood."""
        values = self.texts("unreadable")
        labels = {value: value_text(value, "unreadable", self.lang) for value in set(values)}
        return [labels[value] for value in values]

    def next_day(self) -> list[str]:
        """Return the day that comes next."""
        return day_texts(self.judgement.next_on[self.rows])

    def warning(self) -> list[str]:
        """Return the nearest of the rulebook's warning days that has been reached, as words."""
        facts = self.verdict.facts
        left = (facts.start - facts.day)[self.rows].astype("int64")
        texts = [wording("step.warning", self.lang, days=days) for days in self.book.warning_days]
        # warning days ascend: the first that is not less than the days left is the nearest
        positions = np.searchsorted(np.array(self.book.warning_days), left)
        return [[*texts, ""][position] for position in positions.tolist()]

    def fee_words(self) -> list[str]:
        """Return the fee in 万元, or why it is not known."""
        in_part = self.verdict.facts.record.recorded["in_part"][self.rows]
        unknown = {
            False: wording("step.no_price", self.lang, missing=self.labels(["price_cny"])),
            True: wording("step.fee_in_part", self.lang),
        }
        return [
            unknown[part]
            if np.isnan(fee)
            else wording("step.fee", self.lang, fee=money_text(fee, self.lang))
            for fee, part in zip(
                self.judgement.fee[self.rows].tolist(), in_part.tolist(), strict=True
            )
        ]

    def cause(self) -> list[str]:
        """Return what is not settled about the cause."""
        recorded, claims = self.verdict.facts.record.recorded, self.verdict.facts.record.claim
        checked = self.verdict.facts.by_now("cause_verified_on") & recorded["verified"]
        words = []
        for row, cause in zip(self.rows.tolist(), self.texts("cause"), strict=True):
            none = CLAIMS[claims[row]] == "none"
            open_on = "unnamed" if none else "unclassified" if checked[row] else "unverified"
            words.append(self.book.cause_words[open_on][self.lang].format(cause=cause))
        return words


_BY_PARCEL: dict[str, Any] = {
    "start": Words.start,
    "days": Words.days,
    "start_basis": Words.start_basis,
    "disposal": Words.disposal,
    "part": Words.part,
    "evidence": Words.evidence,
    "ratios": Words.ratios,
    "missing": Words.missing,
    "unreadable": Words.unreadable,
    "next_on": Words.next_day,
    "warning": Words.warning,
    "fee": Words.fee_words,
    "cause": Words.cause,
}
_BY_BOOK: dict[str, Any] = {
    "unverified": lambda book, lang: book.unverified[lang],
    "in_force": lambda book, _: book.in_force.isoformat(),
    "fee_rate": lambda book, _: share_text(book.fee_rate),
    "developed_below": lambda book, _: share_text(book.developed_below),
    "invested_below": lambda book, _: share_text(book.invested_below),
    "investigation_days": lambda book, _: str(book.investigation_days),
    "extension_years": lambda book, _: str(book.extension_at_most_years),
    "temporary_years": lambda book, _: str(book.temporary_use_at_most_years),
}


def _is_part(field: str, amount: float) -> bool:
    """Return whether `amount` answers a question about a part: nothing developed is an answer."""
    return field in {part for part, _ in SHARES.values()} and not np.isnan(amount)
