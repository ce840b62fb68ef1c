"""What the sections of a report are counted from.

The parcels of a ledger, each with its number in the report and its areas rounded once, so that
every figure is a sum of the same leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from parkland.display import day_text
from parkland.figures import flag_areas, leaf_areas
from parkland.reports.report_blocks import Counted, RowCondition
from parkland.safe_text import shorten
from parkland.schema import flag_columns
from parkland.status import flag_status
from parkland.units import area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import pandas as pd

    from parkland.choices import AreaMethod, AreaUnit, Lang
    from parkland.ledger_record import Ledger
    from parkland.reports.reporting_period import Period

UNITS: tuple[AreaUnit, ...] = ("m2", "ha", "mu")
DISPOSED = "disposed"
# The day of an act, and the facts that are not known before it.
ACTS = {
    "contract_on": (),
    "handover_on": (),
    "supplement_on": ("supplement_start",),
    "start_on": (),
    "suspended_on": (),
    "finish_on": (),
    "levelled_on": ("levelled_area_m2",),
    "disposal_on": ("disposal_kind", "disposal_doc", "disposal_area_m2"),
    "cause_verified_on": ("cause_verified", "cause_verified_by"),
    "notice_on": ("notice_no", "notice_due"),
}


def ledger_at(ledger: Ledger, day: dt.date) -> Ledger:
    """Return the ledger as of an earlier day: the same facts, judged on that day."""
    flags = flag_status(ledger.parcels, as_of=day, rules=ledger.rules)
    parcels = ledger.parcels.assign(**{str(name): flags[name] for name in flags})
    return replace(ledger, parcels=parcels, as_of=day)


@dataclass(frozen=True)
class Basis:
    """A ledger, the language, the kind of area and the period of a report."""

    ledger: Ledger
    lang: Lang
    area: AreaMethod
    period: Period | None = None

    @cached_property
    def parcels(self) -> gpd.GeoDataFrame:
        """The parcels as they were known on the day, with reasons in the report's language."""
        parcels = self.ledger.parcels
        later = {act: parcels[act] > str(self.ledger.as_of) for act in ACTS}
        known = {
            name: parcels[name].mask(later[act])
            for act, brought in ACTS.items()
            for name in (act, *brought)
        }
        if self.lang == "zh":  # as a ledger has them
            return parcels.assign(**known)
        words = flag_status(
            parcels, as_of=self.ledger.as_of, rules=self.ledger.rules, lang=self.lang
        )
        return parcels.assign(**known, **{str(name): words[name] for name in words})

    @cached_property
    def numbers(self) -> pd.Series:
        """The number of each parcel in this report, from 1: on the map, in lists, in the ledger."""
        import pandas as pd

        return pd.Series(range(1, len(self.parcels) + 1), index=self.parcels.index)

    @cached_property
    def leaves(self) -> dict[str, pd.Series]:
        """The area of each parcel as printed, by unit."""
        return {
            unit: leaf_areas(self.parcels, unit=unit, area=self.area, digits=self.digits(unit))
            for unit in UNITS
        }

    @cached_property
    def flagged(self) -> dict[str, pd.DataFrame]:
        """The area that counts for each flag, by unit."""
        return {
            unit: flag_areas(self.parcels, unit=unit, area=self.area, digits=self.digits(unit))
            for unit in UNITS
        }

    @cached_property
    def flags(self) -> dict[str, pd.Series]:
        """Which parcels surely bear each flag."""
        return {
            flag: self.parcels[column].fillna(value=False).astype(bool)
            for flag, column in flag_columns(self.parcels).items()
        }

    @cached_property
    def flag_days(self) -> dict[str, str]:
        """The day of the act behind a flag; the others are states."""
        further = {flag.name: flag.on for flag in self.ledger.rules.flags}
        return {"levelled": "levelled_on", "reclaimed": "disposal_on"} | further

    @cached_property
    def disposed(self) -> dict[str, pd.Series]:
        """The area that was disposed of, of the whole parcel or of its part, by unit."""
        kind = self.parcels["disposal_kind"]
        counted = self.parcels.assign(reclaimed=kind.notna() & (kind != "none"))
        return {
            unit: flag_areas(counted, unit=unit, area=self.area, digits=self.digits(unit))[
                "reclaimed"
            ]
            for unit in UNITS
        }

    @property
    def has_overlaps(self) -> bool:
        """Whether land is counted twice; overlaps are measured on the ellipsoid."""
        return self.area == "ellipsoidal" and len(self.ledger.overlaps) > 0

    def digits(self, unit: str) -> int:
        """Return the decimal places of areas in `unit`, by the profile."""
        return self.ledger.profile.areas.digits[unit]

    def titles(self, chosen: pd.Series) -> list[str]:
        """Return what the chosen parcels are called: name, else number, else layer and record."""
        parcels = self.parcels[chosen]
        record = parcels["layer"] + " #" + parcels["source_row"].astype("str")
        called = parcels["name"].fillna(parcels["parcel_id"]).fillna(record)
        return [shorten(" ".join(str(title).split())) for title in called]

    def borne(self, flag: str) -> pd.Series:
        """Return the parcels that bear `flag`; of a period, those whose act lies in it."""
        bearing = self.flags[flag]
        if self.period is None or flag not in self.flag_days:
            return bearing
        return bearing & self.within(self.parcels[self.flag_days[flag]])

    @property
    def noticed(self) -> pd.Series:
        """Which parcels had a rectification notice, of a period in it."""
        issued = self.parcels["notice_no"].notna()
        return issued if self.period is None else issued & self.within(self.parcels["notice_on"])

    def within(self, days: pd.Series) -> pd.Series:
        """Return which days lie in the period and not after the day asked about."""
        import pandas as pd

        last = pd.Timestamp(self.ledger.as_of)
        known = days.notna() & (days <= last)
        if self.period is not None:
            known &= days.between(pd.Timestamp(self.period.first), pd.Timestamp(self.period.last))
        return known

    def text(self, key: str, **values: object) -> str:
        """Return a text of the section `report` of the wording."""
        return wording(f"report.{key}", self.lang, **values)

    def day(self, day: dt.date) -> str:
        """Return a day as it stands in a sentence."""
        return self.text("day", year=day.year, month=day.month, day=day.day, iso=day_text(day))

    def area_text(self, value: float, unit: str = "mu") -> str:
        """Return an area as it stands in a sentence."""
        between = "" if self.lang == "zh" else " "
        return f"{value:,.{self.digits(unit)}f}{between}{area_unit(unit).label(self.lang)}"

    def figures(
        self, chosen: pd.Series, where: tuple[RowCondition, ...], flag: str = ""
    ) -> tuple[Counted, ...]:
        """Return count, m2, ha and mu of the chosen parcels, with what proves them in the ledger.

        With `flag`, the area that counts for it, or that was ``"disposed"`` of.
        """
        counted = [Counted(int(chosen.sum()), where=where)]
        for unit in UNITS:
            leaves = self.leaves[unit]
            if flag:
                leaves = self.disposed[unit] if flag == DISPOSED else self.flagged[unit][flag]
            total = round(float(leaves[chosen].sum()), self.digits(unit))
            counted.append(Counted(total, f"{flag}_{unit}" if flag else unit, where))
        return tuple(counted)

    def flag_criteria(self, flag: str) -> tuple[RowCondition, ...]:
        """Return what the ledger says of the parcels that `borne` gives."""
        yes = RowCondition(flag_columns(self.parcels)[flag], wording("answer.yes", self.lang))
        return (yes, *self.period_criteria(self.flag_days.get(flag)))

    def period_criteria(self, day: str | None) -> tuple[RowCondition, ...]:
        """Return that the `day` of an act lies in the period; nothing where there is none."""
        if self.period is None or day is None:
            return ()
        last = min(self.period.last, self.ledger.as_of)
        return (RowCondition(day, self.period.first, ">="), RowCondition(day, last, "<="))
