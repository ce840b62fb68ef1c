"""Whether yearly figures can be true: gaps, refunds, and units that a heading names wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.cleaning.issue_collector import IssueCollector
from parkland.units import AREA_UNITS
from parkland.wording import resource

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import Profile

M2_PER_MU = float(AREA_UNITS["mu"].m2)
WAN = 10_000
NOISE = 0.1  # by which the stated and the measured area of all parcels may differ
# The factors between the units that offices use: ha and mu, mu and m2, ha and m2.
FACTORS = (15.0, M2_PER_MU, 10_000.0)


def figure_issues(
    yearly: pd.DataFrame,
    occupations: pd.DataFrame,
    parcels: pd.DataFrame | None,
    profile: Profile,
) -> IssueCollector:
    """Return the issues about yearly figures."""
    collector = IssueCollector(yearly)
    if not len(yearly):
        return collector
    named = yearly["enterprise_id"] + " " + yearly["year"].astype("str")
    negative = yearly.index[yearly["tax_cny"] < 0]
    collector.add("asset.tax_negative", negative, field="tax_cny", values=named)
    _report_gaps(yearly, collector)
    land = own_land(occupations, parcels)
    measured = yearly["enterprise_id"].map(land)
    _report_slips(yearly, occupations, measured, profile, collector)
    _report_money(yearly, measured, collector)
    report_large_land(yearly, "stated_land_m2", collector, parcels)
    return collector


def report_large_land(
    rows: pd.DataFrame, name: str, collector: IssueCollector, parcels: pd.DataFrame | None
) -> None:
    """Report columns of land whose numbers are beyond experience: m2 that were read as mu.

    So is the land of an enterprise in the middle of the table that exceeds all parcels together.
    """
    limit = resource("assets.toml")["plausible"]["land_m2"]
    if parcels is not None and "area_m2" in parcels:
        together = float(parcels["area_m2"].sum())
        limit = min(limit, together * (1 + NOISE)) if together else limit
    for source, labels in rows.groupby("source", sort=True).groups.items():
        middle = rows.loc[labels, name].median()
        if middle > limit:
            value = f"{middle:.2f} m2"
            collector.add_source("asset.unit_doubtful", str(source), field=name, value=value)


def own_land(occupations: pd.DataFrame, parcels: pd.DataFrame | None) -> dict[str, float]:
    """Return the measured area of the parcels that are wholly of one enterprise, in m2."""
    if parcels is None or "area_m2" not in parcels or not len(occupations):
        return {}
    known = parcels.dropna(subset=["parcel_id"]).drop_duplicates("parcel_id", keep=False)
    areas = dict(zip(known["parcel_id"], known["area_m2"], strict=True))
    own = occupations[(occupations["basis"] == "own") & occupations["land_m2"].isna()]
    own = own.drop_duplicates(["enterprise_id", "parcel_id"])
    sizes = own["parcel_id"].map(areas).astype("float64")
    sums = sizes.groupby(own["enterprise_id"]).sum(min_count=1)
    return {str(key): size for key, size in sums.dropna().items()}


def _report_gaps(yearly: pd.DataFrame, collector: IssueCollector) -> None:
    """Report years without figures between years with figures."""
    ordered = yearly.sort_values(["enterprise_id", "year"], kind="stable")
    years = ordered["year"].astype("int64")
    before = years.groupby(ordered["enterprise_id"]).shift()
    wide = before.notna() & (years - before > 1)
    lacking = {
        label: "、".join(map(str, range(int(start) + 1, int(end))))
        for label, start, end in zip(ordered.index[wide], before[wide], years[wide], strict=True)
    }
    if not lacking:
        return
    gaps = ordered["enterprise_id"].astype(object).loc[list(lacking)]
    texts = gaps + " " + gaps.index.map(lacking).astype(object)
    collector.add("asset.year_gap", gaps.index, field="year", values=texts)


def _report_slips(
    yearly: pd.DataFrame,
    occupations: pd.DataFrame,
    measured: pd.Series,
    profile: Profile,
    collector: IssueCollector,
) -> None:
    """Report stated land that differs from the parcels by the factor between two units.

    Only enterprises without leases are asked, because leases change their land.
    """
    leases = occupations[occupations["basis"] == "rent_in"]
    rents = set(leases["enterprise_id"].dropna()) | set(leases["lessor_id"].dropna())
    alone = ~yearly["enterprise_id"].isin(rents) & measured.notna() & (measured > 0)
    stated = yearly["stated_land_m2"].where(yearly["stated_land_m2"] > 0)
    ratios = (measured / stated).where(alone)
    for factor in (*FACTORS, *(1 / one for one in FACTORS)):
        near = (ratios / factor - 1).abs() <= profile.areas.slip_share
        rows = yearly.index[near.fillna(value=False)]
        texts = (
            yearly["enterprise_id"] + " " + stated.round(2).astype("str") + " m2 × "
            + f"{factor:.6g}"
        )  # fmt: skip
        collector.add("asset.land_slip", rows, field="stated_land_m2", values=texts)


def _report_money(yearly: pd.DataFrame, measured: pd.Series, collector: IssueCollector) -> None:
    """Report columns of money whose numbers are beyond experience: the unit must be another."""
    limits = resource("assets.toml")["plausible"]
    land = yearly["stated_land_m2"].where(yearly["stated_land_m2"] > 0, measured)
    for name in ("tax_cny", "output_cny"):
        amounts = yearly[name].where(yearly[name] > 0)
        per_mu = amounts / (land / M2_PER_MU)
        for source, labels in yearly.groupby("source", sort=True).groups.items():
            middle, by_mu = amounts.loc[labels].median(), per_mu.loc[labels].median()
            if middle > limits[name] or by_mu > limits[f"{name}_per_mu"]:
                # The limit is told, not the figure: of a file with one enterprise it is that one's.
                is_alone = np.isnan(by_mu)
                most = limits[name] if is_alone else limits[f"{name}_per_mu"]
                value = f"> {most / WAN:,.0f} {'万元' if is_alone else '万元/亩'}"
                collector.add_source("asset.unit_doubtful", str(source), field=name, value=value)
