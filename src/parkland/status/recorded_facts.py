"""The record of each parcel, independent of the day: its dates, and what words and amounts state.

Everything is an array over the parcels, so that a parcel can be asked about on many days at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.conventions import compact_word, word_parts
from parkland.schema import FACTS, LIST_JOINT
from parkland.status.partial_areas import part_m2

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from parkland.conventions import RuleBook

M2_DECIMALS = 6  # ratios of areas are compared without the noise of unit conversion

DATES = tuple(field.name for field in FACTS if field.kind == "date")
# A verdict can depend on these. A cell that is filled but cannot be parsed is not an empty one.
DECISIVE = (
    "supplement_start", "supplement_on", "start_due", "handover_on", "start_on",
    "suspended_on", "finish_on", "disposal_on",
)  # fmt: skip
SHARES = {
    "developed": ("developed_area_m2", "area_to_develop_m2"),
    "invested": ("investment_made_cny", "investment_total_cny"),
}
# The axes on which a verdict rests. `declared` is not one of them, and neither is a further axis
# until a rule asks for it.
JUDGED_AXES = ("levelling", "supply", "construction", "disposal_kind")
BUILDING = ("started", "suspended", "finished", "producing")
CLAIMS = ("none", "own", "outside", "unknown")


@dataclass(frozen=True, slots=True)
class Record:
    """The record of parcels as arrays, one entry a parcel.

    Attributes
    ----------
    dates
        Each date field by its name, datetime64[D]; NaT where none is recorded.
    recorded
        Boolean arrays by name: whether words or amounts of the parcel state this.
    claim
        Of the cause of idleness: the place in `CLAIMS`, int8.
    """

    dates: Mapping[str, np.ndarray]
    recorded: Mapping[str, np.ndarray]
    claim: np.ndarray  # of a cause: the place in CLAIMS

    def take(self, rows: np.ndarray) -> Record:
        """Return the record of the parcels at the places `rows`, which may repeat."""
        return Record(
            {name: days[rows] for name, days in self.dates.items()},
            {name: answers[rows] for name, answers in self.recorded.items()},
            self.claim[rows],
        )

    @classmethod
    def of(cls, parcels: pd.DataFrame, book: RuleBook) -> Record:
        """Return the record of `parcels`; `book` is the version of the rules that applies."""
        claim = _claims(parcels["cause"], book)
        return cls(
            {name: parcels[name].to_numpy().astype("datetime64[D]") for name in DATES},
            {
                **_works(parcels["construction"]),
                **_supply(parcels),
                **_levelling(parcels),
                **_disposal(parcels, book),
                **_unreadable(parcels["unreadable"]),
                **_shares(parcels, book),
                **_verification(parcels["cause_verified"]),
                **{
                    f"flag:{flag.name}": _array(_known(parcels[list(flag.requires)]).all(axis=1))
                    for flag in book.flags
                },
                "anything": _array(_known(parcels[list(JUDGED_AXES)], "").any(axis=1)),
            },
            claim,
        )


def _array(answers: pd.Series) -> np.ndarray:
    return answers.fillna(value=False).to_numpy(dtype=bool)


def _is(axis: pd.Series, *codes: str) -> np.ndarray:
    return _array(axis.isin(codes))


def _known(facts: pd.DataFrame, denied: str = "none") -> pd.DataFrame:
    known: pd.DataFrame = facts.notna() & (facts != denied)
    return known


def _works(construction: pd.Series) -> dict[str, np.ndarray]:
    return {
        "started": _is(construction, *BUILDING),
        "suspended": _is(construction, "suspended"),
        "finished": _is(construction, "finished", "producing"),
        "producing": _is(construction, "producing"),
        "not_producing": _is(construction, "finished"),
    }


def _supply(parcels: pd.DataFrame) -> dict[str, np.ndarray]:
    supply = parcels["supply"]
    recorded = parcels[["start_due", "supplement_start", "handover_on", "supply_mode"]].notna()
    return {
        "supply_denied": _is(supply, "unapproved", "approved"),
        "supplied": _is(supply, "supplied") | _array(recorded.any(axis=1)),
    }


def _levelling(parcels: pd.DataFrame) -> dict[str, np.ndarray]:
    axis = parcels["levelling"]
    levelled = _is(axis, "levelled") | _array(parcels["levelled_area_m2"] > 0)
    return {
        "levelled": levelled,
        "levelling_known": levelled | _array(axis.notna()),
        "levelling": _is(axis, "in_progress"),
        "unlevelled": _is(axis, "none"),
    }


def _disposal(parcels: pd.DataFrame, book: RuleBook) -> dict[str, np.ndarray]:
    kind = parcels["disposal_kind"]
    in_part = _array(part_m2(parcels, "disposal_area_m2").notna())
    return {
        "disposal": _array(_known(kind.to_frame()).any(axis=1)),
        "takeback": _is(kind, *book.reclaim_kinds),
        "ending": _is(kind, *book.ending_kinds),
        "temporary_use": _is(kind, "temporary_use"),
        "in_part": in_part,
    }


def _unreadable(fields: pd.Series) -> dict[str, np.ndarray]:
    written = LIST_JOINT + fields.fillna("").astype("str") + LIST_JOINT
    some = bool(fields.notna().any())
    no = np.zeros(len(fields), dtype=bool)
    return {
        f"unreadable:{name}": (
            _array(written.str.contains(f"{LIST_JOINT}{name}{LIST_JOINT}", regex=False))
            if some
            else no
        )
        for name in DECISIVE
    }


def _shares(parcels: pd.DataFrame, book: RuleBook) -> dict[str, np.ndarray]:
    """Return where a known share is below its limit, and where each share is known.

    A share is below a / b if part x b < whole x a.

    No quotient is taken, so that exactly a third is exactly a third.
    """
    below = np.zeros(len(parcels), dtype=bool)
    answers = {}
    for name, limit in (("developed", book.developed_below), ("invested", book.invested_below)):
        part, whole = (parcels[field].to_numpy(dtype="float64") for field in SHARES[name])
        usable = ~np.isnan(part) & (whole > 0)
        left = np.round(part * limit.denominator, M2_DECIMALS)
        right = np.round(whole * limit.numerator, M2_DECIMALS)
        below |= usable & (left < right)
        answers[name] = usable
    return {**answers, "below": below, "measured": answers["developed"] & answers["invested"]}


def _claims(cause: pd.Series, book: RuleBook) -> np.ndarray:
    """Return the claim of each cause, as a place in `CLAIMS`; each distinct text is parsed once."""
    found = {text: CLAIMS.index(claim_of(str(text), book)) for text in cause.dropna().unique()}
    return cause.map(found).fillna(0).to_numpy(dtype="int8")


def claim_of(text: str, book: RuleBook) -> str:
    """Return whose the cause is: the holder's (``"own"``), ``"outside"`` or ``"unknown"``.

    Several causes in one cell are outside the holder only if all of them are.

    Examples
    --------
    >>> from parkland.conventions import load_rulebook
    >>> [claim_of(text, load_rulebook()) for text in ("规划调整", "资金不足", "规划未调整")]
    ['outside', 'own', 'unknown']
    """
    kinds = set()
    for part in cause_parts(text):
        cause = next((cause for cause in book.causes.values() if part in cause.words), None)
        kinds.add("unknown" if cause is None else "outside" if cause.outside else "own")
    return kinds.pop() if len(kinds) == 1 else "unknown"


def cause_parts(text: str) -> list[str]:
    """Return the single causes named in a cell, in the form in which they are compared."""
    return [compact_word(part) for part in word_parts(text)]


def _verification(verified: pd.Series) -> dict[str, np.ndarray]:
    return {"verified": _array(verified), "rejected": _array(~verified)}
