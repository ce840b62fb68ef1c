"""What is known of each parcel at a day: dated facts by their date, else status text or layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from parkland.rulebooks import RuleBook

BUILDING = ("started", "suspended", "finished", "producing")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of each parcel at a day; every member is on the index of `parcels`."""

    parcels: pd.DataFrame
    as_of: pd.Timestamp
    reclaim_kinds: tuple[str, ...]
    start: pd.Series
    start_basis: pd.Series
    supplied: pd.Series
    not_supplied: pd.Series
    started: pd.Series
    suspended: pd.Series
    finished: pd.Series
    unreadable: pd.Series

    @classmethod
    def at(cls, parcels: pd.DataFrame, day: dt.date, book: RuleBook) -> Facts:
        """Gather the facts of `parcels` at `day`."""
        import pandas as pd

        as_of = pd.Timestamp(day)
        start, basis = _start_day(parcels, book)
        construction = parcels["construction"]

        def happened(date: str, *codes: str) -> pd.Series:
            """By its date if there is one, else by the status text."""
            return (parcels[date] <= as_of).where(parcels[date].notna(), construction.isin(codes))

        finished = happened("finish_on", "finished", "producing")
        started = happened("start_on", *BUILDING) | finished
        suspended = happened("suspended_on", "suspended") & ~finished
        to_come = parcels["contract_on"] > as_of
        not_supplied = parcels["supply"].isin(["unapproved", "approved"]) | to_come
        told = [
            "contract_on",
            "handover_on",
            "start_due",
            "supplement_start",
            "start_on",
            "supply_mode",
        ]
        supplied = (
            parcels[told].notna().any(axis=1) | (parcels["supply"] == "supplied")
        ) & ~not_supplied
        return cls(
            parcels=parcels,
            as_of=as_of,
            reclaim_kinds=book.reclaim_kinds,
            start=start,
            start_basis=basis,
            supplied=supplied,
            not_supplied=not_supplied,
            started=started | suspended,
            suspended=suspended,
            finished=finished,
            unreadable=_decisive_unreadable(parcels, started | suspended),
        )

    def levelled(self) -> pd.Series:
        """Yes by date, area, text or layer; no if they say so or the date is still to come."""
        parcels = self.parcels
        on, axis = parcels["levelled_on"], parcels["levelling"]
        said = (axis == "levelled") | (parcels["levelled_area_m2"] > 0)
        yes = (on <= self.as_of).where(on.notna(), said)
        known = on.notna() | said | axis.notna()
        return yes.astype("boolean").where(known)

    def reclaimed(self) -> pd.Series:
        """Yes if taken back by now; no if anything else is known of the parcel."""
        parcels = self.parcels
        kind, on = parcels["disposal_kind"], parcels["disposal_on"]
        yes = kind.isin(self.reclaim_kinds) & ~(on > self.as_of)
        told = parcels[["levelling", "supply", "construction", "disposal_kind"]].notna().any(axis=1)
        known = told | parcels["levelled_on"].notna() | self.supplied
        known &= ~(yes & parcels["unreadable"].str.contains("disposal_on", na=False))
        return yes.astype("boolean").where(known)

    def disposed(self) -> pd.Series:
        """Whether some disposal has taken place by now."""
        kind = self.parcels["disposal_kind"]
        return kind.notna() & (kind != "none") & ~(self.parcels["disposal_on"] > self.as_of)


def _decisive_unreadable(parcels: pd.DataFrame, started: pd.Series) -> pd.Series:
    """Return where a cell that the verdict hangs on is filled but not understood."""
    fields = parcels["unreadable"].fillna("")

    def lacks(field: str) -> pd.Series:
        return fields.str.contains(rf"\b{field}\b")

    no_supplement = parcels["supplement_start"].isna()
    no_agreement = no_supplement & parcels["start_due"].isna()
    start = (
        lacks("supplement_start")
        | (no_supplement & lacks("start_due"))
        | (no_agreement & lacks("handover_on"))
    )
    works = lacks("start_on") | lacks("suspended_on") | lacks("finish_on")
    return works | (start & ~started)


def _start_day(parcels: pd.DataFrame, book: RuleBook) -> tuple[pd.Series, pd.Series]:
    """Return the day by which works had to start, and the field it rests on."""
    import pandas as pd

    grace = pd.DateOffset(years=book.default_start_after_handover_years)
    by_field = {
        "supplement_start": parcels["supplement_start"],
        "start_due": parcels["start_due"],
        "handover_on": parcels["handover_on"] + grace,
    }
    start = pd.Series(pd.NaT, index=parcels.index, dtype="datetime64[s]")
    basis = pd.Series("", index=parcels.index, dtype="str")
    for field, day in by_field.items():
        fresh = start.isna() & day.notna()
        start = start.where(~fresh, day.astype("datetime64[s]"))
        basis = basis.mask(fresh, field)
    return start, basis
