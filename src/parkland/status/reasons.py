"""The words of a status: why a parcel is what it is, from the templates of the rulebook."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any

from parkland.schema import FIELDS, LIST_JOINT
from parkland.wording import day_text, wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from parkland.rulebooks import RuleBook

# What a rule rests on: the axis whose origin is named, and the facts that come before it.
EVIDENCE = {
    "reclaimed": ("disposal_kind",),
    "disposed": ("disposal_kind",),
    "levelled": ("levelling", "levelled_on", "levelled_area_m2"),
    "levelling": ("levelling",),
    "unlevelled": ("levelling", "levelled_on"),
}
IN_BRACKETS = ("levelled_on", "disposal_on", "disposal_doc", "start_on", "finish_on")
START_FIELDS = ("start_due", "handover_on")
RATIO_FIELDS = {
    "developed": ("developed_area_m2", "area_to_develop_m2"),
    "invested": ("investment_made_cny", "investment_total_cny"),
}


def reasons(
    parcels: pd.DataFrame,
    rule: pd.Series,
    start: pd.Series,
    start_basis: pd.Series,
    as_of: dt.date,
    book: RuleBook,
    lang: str,
) -> tuple[pd.Series, pd.Series]:
    """Return the reason and the citation of each parcel, as texts on the same index."""
    import pandas as pd

    needed = [*IN_BRACKETS, "suspended_on", "disposal_kind", "disposal_kind_from", "levelling_from"]
    needed += ["levelled_area_m2", "unreadable"]
    needed += [field for pair in RATIO_FIELDS.values() for field in pair]
    facts = parcels[needed].assign(start=start, start_basis=start_basis, rule=rule)
    citations = {
        pair: book.citation(pair[0], lang, start_basis=pair[1])
        for pair in dict.fromkeys(zip(rule, start_basis, strict=True))
    }
    texts, bases = [], []
    for known in facts.to_dict("records"):
        template = book.rules[known["rule"]].reason[lang]
        texts.append(
            template.format_map(_Words(known, as_of, book, lang)) if "{" in template else template
        )
        bases.append(citations[known["rule"], known["start_basis"]])
    index = parcels.index
    return pd.Series(texts, index=index, dtype="str"), pd.Series(bases, index=index, dtype="str")


class _Words(dict[str, str]):
    """The words of one parcel, made when a template asks for them."""

    def __init__(self, known: Mapping[Any, Any], as_of: dt.date, book: RuleBook, lang: str) -> None:
        super().__init__()
        self.known = known
        self.as_of = as_of
        self.book = book
        self.lang = lang

    def __missing__(self, word: str) -> str:
        made = {
            "days": self._days,
            "start_basis": self._start_basis,
            "disposal": self._disposal,
            "evidence": self._evidence,
            "ratios": self._ratios,
            "missing": self._missing,
            "unreadable": self._unreadable,
        }
        if word in made:
            return made[word]()
        value = _shown(self.known[word])
        if value and word in IN_BRACKETS:
            return wording("reason.in_brackets", self.lang, value=value)
        return value

    def _days(self) -> str:
        start = self.known["start"]
        return str(abs((type(start)(self.as_of) - start).days))

    def _start_basis(self) -> str:
        return self.book.start_basis[self.known["start_basis"]][self.lang]

    def _disposal(self) -> str:
        return wording(f"disposal.{self.known['disposal_kind']}", self.lang)

    def _evidence(self) -> str:
        axis, *facts = EVIDENCE[self.known["rule"]]
        for fact in facts:
            if _shown(self.known[fact]):
                return FIELDS[fact].label(self.lang)
        kind, _, detail = _shown(self.known[f"{axis}_from"]).partition(":")
        if kind == "field":
            return FIELDS[detail].label(self.lang)
        return (
            wording(f"reason.{kind}", self.lang, detail=detail)
            if kind
            else FIELDS[axis].label(self.lang)
        )

    def _ratios(self) -> str:
        said = []
        for name, (part, whole) in RATIO_FIELDS.items():
            if _shown(self.known[part]) and self.known[whole] > 0:
                share = self.known[part] / self.known[whole]
                said.append(wording(f"reason.{name}", self.lang, share=_percent(share)))
        return ("、" if self.lang == "zh" else ", ").join(said)

    def _unreadable(self) -> str:
        names = _shown(self.known["unreadable"]).split(LIST_JOINT)
        return self._labels(name for name in names if name)

    def _missing(self) -> str:
        if self.known["rule"] == "dates_missing":
            fields: tuple[str, ...] = START_FIELDS
        elif not _shown(self.known["suspended_on"]):
            fields = ("suspended_on",)
        else:
            fields = tuple(
                field
                for pair in RATIO_FIELDS.values()
                for field in pair
                if not _shown(self.known[field]) or not self.known[field] > 0
            )
        return self._labels(fields)

    def _labels(self, fields: Iterable[str]) -> str:
        labels = (FIELDS[field].label(self.lang) for field in fields)
        return ("、" if self.lang == "zh" else ", ").join(labels)


def _percent(share: float) -> str:
    """Return a share in percent, rounded down: what is below a limit is never printed as it.

    Examples
    --------
    >>> _percent(0.2499)
    '24.9'
    """
    tenths = floor(round(share * 1000, 6))
    return f"{tenths / 10:.1f}"


def _shown(value: Any) -> str:
    """Return a fact as printed: a day, or a text; empty if it is not known."""
    import pandas as pd

    if pd.isna(value):
        return ""
    return day_text(value) if hasattr(value, "year") else str(value)
