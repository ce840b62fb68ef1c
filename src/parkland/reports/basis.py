"""What the sections of a report are made from: a ledger, a language, a kind of area, a period.

Every figure of a report is a sum of the ledger's rounded areas (`parkland.figures`), which the map,
the tables and the commands sum too. A figure carries the rows of the parcel ledger that prove it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkland.conventions import StatusSet, statuses_of
from parkland.display import code_words, day_text, parcel_names, unit_label
from parkland.figures import figures_of
from parkland.languages import grammar
from parkland.ledgers import in_language, on_day
from parkland.reports.asset_form import AssetForm
from parkland.reports.report_blocks import Counted, RowCondition
from parkland.safe_text import shorten
from parkland.schema import FLAG_AREAS, flag_columns
from parkland.status import deadlines
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from parkland.changes import Changes
    from parkland.choices import AreaMethod, AreaUnit, Lang, SheetsChoice
    from parkland.figures import Figures
    from parkland.ledger_record import Ledger
    from parkland.reports.asset_results import AssetResults
    from parkland.reports.reporting_period import Period

# Beside the flags: the area of every disposal, of whichever kind.
DISPOSED = "disposed"
DUE_WITHIN = "90D"
MOST_CHARACTERS_WITH_NUMBER = 80
# The date of an act, and the facts that are not known before it.
ACTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
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
)


@dataclass(frozen=True)
class Basis:
    """What a report is made from.

    Attributes
    ----------
    ledger : Ledger
        Judged on the day of the report.
    lang, area, unit : str
        Language, the measure of area that is counted, and the unit in which a page prints it.
    period : Period or None
        The reporting period; None counts everything up to the day.
    asked : tuple of str or None
        Numbers of the parcels that get a sheet of their own; None means those with a finding.
    sheets : str
        Whether the sheets of parcels are left out, stand in an annex or are the whole report.
    changes : Changes or None
        What changed since an earlier ledger, whose stock is then the opening one.
    assets : AssetForm
        The method, the year and the readers of the chapters on assets.
    """

    ledger: Ledger
    lang: Lang
    area: AreaMethod
    unit: AreaUnit = "mu"
    period: Period | None = None
    asked: tuple[str, ...] | None = None
    sheets: SheetsChoice = "none"
    changes: Changes | None = None
    assets: AssetForm = field(default_factory=AssetForm)

    @cached_property
    def parcels(self) -> gpd.GeoDataFrame:
        """The parcels as they were known on the day, with reasons in the report's language.

        Facts of acts after the day are left out: the report does not know them yet.
        """
        parcels = in_language(self.ledger, self.lang).parcels
        later = {act: parcels[act] > str(self.ledger.as_of) for act in ACTS}
        known = {
            name: parcels[name].mask(later[act])
            for act, facts in ACTS.items()
            for name in (act, *facts)
        }
        return parcels.assign(**known)

    @cached_property
    def asset_results(self) -> AssetResults | None:
        """What the chapters on assets are made from; None if the ledger has no assets."""
        from parkland.reports.asset_results import AssetResults

        return None if self.ledger.assets is None else AssetResults(self)

    @cached_property
    def earlier(self) -> Ledger:
        """The ledger on the day before the period, by the facts that are known today."""
        assert self.period is not None  # noqa: S101 - only a period has a beginning
        return on_day(self.ledger, self.period.first - dt.timedelta(days=1))

    @cached_property
    def numbers(self) -> pd.Series:
        """The number of each parcel in this report, from 1: on the map, in lists, in the ledger."""
        import pandas as pd

        return pd.Series(range(1, len(self.parcels) + 1), index=self.parcels.index)

    @cached_property
    def figures(self) -> Mapping[str, Figures]:
        """The rounded figures of the ledger in each unit, with the decimals of the profile."""
        return {unit: figures_of(self.ledger, unit=unit, area=self.area) for unit in self.units}

    @property
    def units_by_weight(self) -> tuple[AreaUnit, ...]:
        """The units of a workbook, that of the report first."""
        return (self.unit, *(unit for unit in reversed(self.units) if unit != self.unit))

    @property
    def units(self) -> tuple[AreaUnit, ...]:
        """The units of a workbook: those of the profile, with the unit of the report.

        A unit that the profile does not name stands behind square metres and hectares.
        """
        named = self.ledger.profile.report.units
        if self.unit in named:
            return named
        others: tuple[AreaUnit, ...] = ("m2", "ha")
        return (*(unit for unit in others if unit != self.unit), self.unit)

    @cached_property
    def flags(self) -> dict[str, pd.Series]:
        """Where each flag is known to apply."""
        return {
            flag: self.parcels[column].fillna(value=False).astype(bool)
            for flag, column in flag_columns(self.parcels).items()
        }

    @property
    def statuses(self) -> StatusSet:
        """The statuses and flags of the ledger."""
        return statuses_of(self.ledger)

    @cached_property
    def flag_days(self) -> dict[str, str]:
        """The date of the act behind a flag. A flag that is not in it, such as idle, is a state."""
        return {flag.name: flag.on for flag in self.statuses.flags if flag.on}

    @cached_property
    def is_disposed(self) -> pd.Series:
        """Which parcels were disposed of, as a whole or in part."""
        kind = self.parcels["disposal_kind"]
        return kind.notna() & (kind != "none")

    @cached_property
    def deadlines(self) -> pd.DataFrame:
        """What falls due soon, and what has passed and is still open."""
        return deadlines(self.ledger, within=DUE_WITHIN, lang=self.lang)

    @property
    def has_overlaps(self) -> bool:
        """Whether land is counted twice; overlaps are measured on the ellipsoid."""
        return self.area == "ellipsoidal" and len(self.ledger.overlaps) > 0

    @property
    def noticed(self) -> pd.Series:
        """Which parcels had a rectification notice; in a period, one that was issued in it."""
        issued = self.parcels["notice_no"].notna()
        return issued if self.period is None else issued & self.within(self.parcels["notice_on"])

    def digits(self, unit: AreaUnit) -> int:
        """Return the decimal places of areas in `unit`, by the profile."""
        return self.figures[unit].digits

    def areas(self, area: AreaMethod) -> pd.Series:
        """Return the rounded areas of the parcels by one measure, in the report's unit."""
        return figures_of(self.ledger, unit=self.unit, area=area).leaves

    def counting_areas(self, matter: str, unit: AreaUnit | None = None) -> pd.Series:
        """Return the area of each parcel that counts for a flag, or that was ``"disposed"`` of."""
        figures = self.figures[unit or self.unit]
        if matter != DISPOSED:
            counting: pd.Series = figures.flags[matter]
            return counting
        return figures.part_or_whole(FLAG_AREAS["reclaimed"]).where(self.is_disposed, 0.0)

    def known_areas(self, matter: str, unit: AreaUnit | None = None) -> pd.Series:
        """Return `counting_areas` as printed: missing where a parcel counts and has no area."""
        counting = self.counting_areas(matter, unit)
        applies = self.is_disposed if matter == DISPOSED else self.flags[matter]
        is_unknown = self.figures[unit or self.unit].leaves.isna() & (counting == 0)
        return counting.mask((applies & is_unknown).astype(bool))

    def area_of(self, chosen: pd.Series, matter: str = "", unit: AreaUnit | None = None) -> float:
        """Return the area of the chosen parcels; of a flag, as far as it counts for it."""
        unit = unit or self.unit
        if not matter:
            return float(self.figures[unit].sum(chosen))
        return round(float(self.counting_areas(matter, unit)[chosen].sum()), self.digits(unit))

    def alone(self, place: int) -> Ledger:
        """Return a ledger of the parcel at `place` alone, with all that is recorded of it."""
        return replace(self.ledger, parcels=self.ledger.parcels.iloc[[place]])

    def names(self, chosen: pd.Series) -> list[str]:
        """Return what the chosen parcels are called in a sentence."""
        names = parcel_names(self.parcels[chosen], form="name")
        return [shorten(" ".join(name.split())) for name in names]

    def title(self, place: int) -> str:
        """Return number in the report, number and name of the parcel at `place`: a heading."""
        (name,) = parcel_names(self.parcels.iloc[[place]])
        number = self.numbers.iloc[place]
        return f"{number}. {shorten(' '.join(name.split()), MOST_CHARACTERS_WITH_NUMBER)}"

    def with_flag(self, flag: str) -> pd.Series:
        """Return the parcels that have `flag`; in a period, those whose act lies in it."""
        applies = self.flags[flag]
        if self.period is None or flag not in self.flag_days:
            return applies
        return applies & self.within(self.parcels[self.flag_days[flag]])

    def undated(self, flag: str) -> pd.Series:
        """Return the parcels that have a flag by an act whose day is not on record."""
        if flag not in self.flag_days:
            return self.flags[flag] & False
        return self.flags[flag] & self.parcels[self.flag_days[flag]].isna()

    def within(self, days: pd.Series) -> pd.Series:
        """Return which days lie in the period and not after the day of the report."""
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
        """Return a day as it reads in a sentence."""
        return self.text(
            "day", year=day.year, month=day.month, day=day.day, iso=day_text(day, self.lang)
        )

    def area_text(self, area: float) -> str:
        """Return a rounded area with its unit."""
        number = self.figures[self.unit].format(area, self.lang)
        return grammar(self.lang).quantity(number, unit_label(self.unit, self.lang))

    def counted(
        self, chosen: pd.Series, where: tuple[RowCondition, ...], matter: str = ""
    ) -> tuple[Counted, ...]:
        """Return count and areas of the chosen parcels, with what proves them in the ledger.

        With `matter`, the area that counts for that flag, or that was ``"disposed"`` of.
        """
        areas = (
            Counted(
                self.area_of(chosen, matter, unit), f"{matter}_{unit}" if matter else unit, where
            )
            for unit in self.units
        )
        return (Counted(int(chosen.sum()), where=where), *areas)

    def has_flag(self, flag: str) -> RowCondition:
        """Return the condition on the parcel ledger that a parcel has `flag` on the day."""
        column = flag_columns(self.parcels)[flag]
        return RowCondition(column, code_words(column, self.lang)["yes"])

    def period_conditions(self, day: str | None) -> tuple[RowCondition, ...]:
        """Return that the date `day` of an act lies in the period; nothing where there is none."""
        if self.period is None or day is None:
            return ()
        last = min(self.period.last, self.ledger.as_of)
        return (RowCondition(day, self.period.first, ">="), RowCondition(day, last, "<="))
