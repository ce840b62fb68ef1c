"""The words that templates of a rulebook ask for, made for all parcels of one rule at once."""

from __future__ import annotations

from itertools import repeat
from math import floor
from string import Formatter
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.schema import FIELDS, LIST_JOINT
from parkland.status.facts import START_FIELDS
from parkland.status.parts import part_m2
from parkland.status.record import CLAIMS, DATES, SHARES
from parkland.units import area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from parkland.status.judgement import Judgement

# What a rule rests on: the axis whose origin is named, and the facts that come before it.
EVIDENCE = {
    "reclaimed": ("disposal_kind",),
    "reclaimed_part": ("disposal_kind",),
    "disposed": ("disposal_kind",),
    "levelled": ("levelling", "levelled_on", "levelled_area_m2"),
    "levelling": ("levelling",),
    "unlevelled": ("levelling", "levelled_on"),
}
IN_BRACKETS = ("levelled_on", "disposal_on", "disposal_doc", "start_on", "finish_on")
# What would have to be known.
MISSING = {
    "dates_missing": ("start_due", "handover_on"),
    "no_facts": ("contract_on", "start_due", "start_on"),
}
WAN = 10_000


def filled(template: str, words: Words) -> list[str]:
    """Return `template` with its words, a text for each parcel of `words`."""
    columns: list[Iterable[str]] = [[""] * len(words)]  # the others may go on without end
    for literal, name, _, _ in Formatter().parse(template):
        columns.append(repeat(literal))
        if name:
            columns.append(words.of(name))
    return ["".join(parts) for parts in zip(*columns, strict=False)]


class Words:
    """The words of the parcels at the places `rows` of `judgement`, to which `rule` applies."""

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
        """Return the word `name` for each parcel; one that is the same for all, without end."""
        if name in _OF_THE_BOOK:
            return repeat(_OF_THE_BOOK[name](self.book, self.lang))
        if name in _OF_THE_PARCEL:
            words: Iterable[str] = _OF_THE_PARCEL[name](self)
            return words
        values = self.dates(name) if name in DATES else self.texts(name)
        return self.bracketed(values) if name in IN_BRACKETS else values

    def bracketed(self, values: Iterable[str]) -> list[str]:
        """Return texts in brackets; an empty one stays empty."""
        before, after = wording("reason.in_brackets", self.lang).split("{value}")
        return [f"{before}{value}{after}" if value else "" for value in values]

    def dates(self, field: str) -> list[str]:
        """Return a date of the record as printed; empty where there is none."""
        return days_text(self.verdict.facts.record.dates[field][self.rows])

    def texts(self, field: str) -> list[str]:
        """Return a text of the table; empty where there is none."""
        values = self.parcels[field].iloc[self.rows]
        return [str(value) for value in values.where(values.notna(), "")]

    def numbers(self, field: str) -> np.ndarray:
        """Return a number of the table."""
        numbers: np.ndarray = self.parcels[field].to_numpy(dtype="float64")[self.rows]
        return numbers

    def joined(self, parts: Iterable[str]) -> str:
        """Return words one after the other."""
        return ("、" if self.lang == "zh" else ", ").join(parts)

    def labels(self, fields: Iterable[str]) -> str:
        """Return the headings of `fields` one after the other."""
        return self.joined(FIELDS[field].label(self.lang) for field in fields)

    def start(self) -> list[str]:
        """Return the day by which works had to start."""
        return days_text(self.verdict.facts.start[self.rows])

    def days(self) -> list[str]:
        """Return the number of days between that day and the one asked about."""
        facts = self.verdict.facts
        days = np.abs((facts.day - facts.start)[self.rows].astype("int64"))
        return [str(number) for number in days.tolist()]

    def start_basis(self) -> list[str]:
        """Return what that day rests on."""
        said = [self.book.start_basis[field][self.lang] for field in START_FIELDS] + [""]
        return [said[code] for code in self.verdict.facts.start_basis[self.rows].tolist()]

    def disposal(self) -> list[str]:
        """Return the kind of disposal."""
        kinds = self.texts("disposal_kind")
        said = {kind: wording(f"disposal_kind.{kind}", self.lang) for kind in set(kinds)}
        return [said[kind] for kind in kinds]

    def part(self) -> list[str]:
        """Return the area that was disposed of, in mu."""
        parts = part_m2(self.parcels, "disposal_area_m2").to_numpy()[self.rows]
        return [area_text(amount, self.lang) for amount in parts.tolist()]

    def evidence(self) -> list[str]:
        """Return what the rule rests on: a fact, the status text or the layer."""
        axis, *facts = EVIDENCE[self.rule]
        origins = self.texts(f"{axis}_from")
        said = {origin: self._origin(axis, origin) for origin in set(origins)}
        words = [said[origin] for origin in origins]
        for fact in reversed(facts):
            label = FIELDS[fact].label(self.lang)
            given = self.texts(fact) if fact not in DATES else self.dates(fact)
            words = [label if known else word for known, word in zip(given, words, strict=True)]
        return words

    def _origin(self, axis: str, origin: str) -> str:
        kind, _, detail = origin.partition(":")
        if kind == "field":
            return FIELDS[detail].label(self.lang)
        if kind:
            return wording(f"reason.{kind}", self.lang, detail=detail)
        return FIELDS[axis].label(self.lang)

    def ratios(self) -> list[str]:
        """Return the shares that are known."""
        columns = []
        for name, (part, whole) in SHARES.items():
            usable = self.verdict.facts.record.told[name][self.rows]
            # never taken of an unknown or empty whole
            shares = self.numbers(part) / np.where(usable, self.numbers(whole), np.nan)
            before, after = wording(f"reason.{name}", self.lang).split("{share}")
            columns.append(
                [
                    f"{before}{percent(share)}{after}" if known else ""
                    for share, known in zip(shares.tolist(), usable.tolist(), strict=True)
                ]
            )
        return [self.joined(part for part in parts if part) for parts in zip(*columns, strict=True)]

    def missing(self) -> list[str]:
        """Return the fields that would have to be known."""
        if self.rule in MISSING:
            return [self.labels(MISSING[self.rule])] * len(self)
        told = self.verdict.facts.record.told
        dated = self.dates("suspended_on")
        amounts = {field: self.numbers(field) for pair in SHARES.values() for field in pair}
        words = []
        for place, day in enumerate(dated):
            lacking = [
                field
                for name, pair in SHARES.items()
                for field in pair
                if not told[name][self.rows[place]]
                and not (amounts[field][place] > 0 or _is_part(field, amounts[field][place]))
            ]
            words.append(self.labels(lacking if day else ["suspended_on"]))
        return words

    def unreadable(self) -> list[str]:
        """Return the fields whose cells are filled and not understood."""
        said = self.texts("unreadable")
        labels = {
            fields: self.labels(name for name in fields.split(LIST_JOINT) if name)
            for fields in set(said)
        }
        return [labels[fields] for fields in said]

    def next_day(self) -> list[str]:
        """Return the day that comes next."""
        return days_text(self.judgement.next_on[self.rows])

    def warning(self) -> list[str]:
        """Return the nearest of the rulebook's warnings that has been reached."""
        facts = self.verdict.facts
        left = (facts.start - facts.day)[self.rows].astype("int64")
        said = [wording("step.warning", self.lang, days=days) for days in self.book.warning_days]
        place = np.searchsorted(np.array(self.book.warning_days), left)
        return [[*said, ""][at] for at in place.tolist()]

    def fee_words(self) -> list[str]:
        """Return the fee in 万元, or why it is not known."""
        in_part = self.verdict.facts.record.told["in_part"][self.rows]
        lacking = {
            False: wording("step.no_price", self.lang, missing=self.labels(["price_cny"])),
            True: wording("step.fee_in_part", self.lang),
        }
        before, after = wording("step.fee", self.lang).split("{fee}")
        return [
            lacking[part] if np.isnan(fee) else f"{before}{money(fee, self.lang)}{after}"
            for fee, part in zip(
                self.judgement.fee[self.rows].tolist(), in_part.tolist(), strict=True
            )
        ]

    def cause(self) -> list[str]:
        """Return what is open about the cause."""
        told, claims = self.verdict.facts.record.told, self.verdict.facts.record.claim
        checked = self.verdict.facts.by_now("cause_verified_on") & told["verified"]
        words = []
        for row, cause in zip(self.rows.tolist(), self.texts("cause"), strict=True):
            none = CLAIMS[claims[row]] == "none"
            open_on = "unnamed" if none else "unclassified" if checked[row] else "unverified"
            words.append(self.book.cause_words[open_on][self.lang].format(cause=cause))
        return words


_OF_THE_PARCEL: dict[str, Any] = {
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
_OF_THE_BOOK: dict[str, Any] = {
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
    """Say whether nothing is known to be lacking in a part: none developed is an answer."""
    return field in {part for part, _ in SHARES.values()} and not np.isnan(amount)


def days_text(days: np.ndarray) -> list[str]:
    """Return days as printed; empty where there is none.

    Examples
    --------
    >>> days_text(np.array(["2020-03-01", "NaT"], dtype="datetime64[D]"))
    ['2020-03-01', '']
    """
    texts = np.datetime_as_string(days, unit="D").tolist()
    return ["" if text == "NaT" else text for text in texts]


def area_text(m2: float, lang: str) -> str:
    """Return an area in mu.

    Examples
    --------
    >>> area_text(20_000, "zh")
    '30.00亩'
    """
    mu = area_unit("mu")
    return f"{m2 * mu.per_m2:,.{mu.digits}f}{'' if lang == 'zh' else ' '}{mu.label(lang)}"


def money(yuan: float, lang: str) -> str:
    """Return a sum of money in 万元."""
    return f"{yuan / WAN:,.2f}{' ' if lang == 'en' else ''}{wording('unit.wan', lang)}"


def share_text(share: Fraction) -> str:
    """Return a share in percent if that is a whole number, else as a fraction.

    Examples
    --------
    >>> from fractions import Fraction
    >>> share_text(Fraction(1, 4)), share_text(Fraction(1, 3))
    ('25%', '1/3')
    """
    hundred = share * 100
    return f"{hundred}%" if hundred.denominator == 1 else str(share)


def percent(share: float) -> str:
    """Return a share in percent, rounded down: what is below a limit is never printed as it.

    Examples
    --------
    >>> percent(0.2499)
    '24.9'
    """
    tenths = floor(round(share * 1000, 6))
    return f"{tenths / 10:.1f}"
