"""`per_mu`, `park_means`: what comes of the land, per mu and per unit of energy and labour.

Definitions. Tax per mu = tax paid / land; value added and output per mu likewise; value added per
tonne of coal equivalent (等价值), per tonne emitted, per head; R&D share = R&D expenditure /
revenue. The tax is the amount that the office states (税收实际贡献); parkland never derives it.

The mean of a park is sum by sum, never the mean of ratios. An enterprise that lacks one of the two
amounts is left out of both sums and counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.areas.rounding import exact
from parkland.asset_figures.enterprise_land import enterprise_names
from parkland.asset_figures.land_accounts import assets_of, land_accounts
from parkland.asset_figures.occupied_places import column
from parkland.asset_figures.yearly_amounts import (
    AMOUNTS,
    INDICATORS,
    EnterpriseYear,
    enterprise_years,
    summed,
    yearly_rows,
)
from parkland.choices import AreaMethod, LandRule, choose
from parkland.ledger_record import subject_of
from parkland.schema import LIST_JOINT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    import pandas as pd

    from parkland.ledger_record import Ledger, Subject

# The fields that other tables group by.
SUMMED_PLACES = 6  # of printed land: takes the noise of doubles away
GROUPED_BY = ("scale", "industry_code", "district")


def per_mu(
    ledger: Ledger,
    /,
    *,
    year: int,
    land: LandRule = "net",
    area: AreaMethod = "ellipsoidal",
) -> pd.DataFrame:
    """Return the indicators of every enterprise in a year.

    Parameters
    ----------
    ledger
        A `Ledger` that was opened with assets.
    year
        The year.
    land
        The land to divide by: ``"net"`` (own + rented - let, see `land_of`), ``"stated"`` (what the
        enterprise states in its yearly figures) or ``"registered"`` (the stated areas 证载面积 of
        its own parcels).
    area
        The area of a parcel: ``"ellipsoidal"``, ``"planar"`` or ``"stated"``; see `land_of`.

    Returns
    -------
    pandas.DataFrame
        One row for each enterprise of `land_of`: ``enterprise_id``, ``name``, ``year``, ``scale``,
        ``industry_code``, ``district``, ``land_m2`` (unrounded) and ``land_mu`` (as printed, see
        `land_of`), the amounts ``tax_cny`` … of the
        year, and unrounded ``tax_per_mu``, ``value_added_per_mu``, ``output_per_mu`` (万元/亩),
        ``va_per_tce`` (万元/tce), ``va_per_emission`` (万元/t), ``va_per_head`` (万元/人),
        ``rnd_share`` (a share of 1). An indicator that cannot be computed is NaN, never 0 or
        infinite; a tax of 0 gives 0. ``missing`` names the amounts that are not known, ``zero``
        those that are 0 or less and cannot be divided by, both joined by "；" (missing if none);
        ``land_reason`` says why there is no land.

    Raises
    ------
    ChoiceError, ColumnError
        As for `land_of`.

    Examples
    --------
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> table = pk.per_mu(ledger, year=2020).set_index("name")
    >>> table.loc["示例企业01有限公司", ["tax_per_mu", "value_added_per_mu"]].round(1).tolist()
    [25.2, 141.3]
    """
    import pandas as pd

    subject = subject_of(ledger)
    years = years_of(subject, year=year, land=land, area=area)
    enterprises = assets_of(subject).enterprises
    names = enterprise_names(enterprises)
    groups = enterprise_facts(enterprises)
    rows = []
    for one in years:
        held = one.amounts
        divisors = dict.fromkeys(below for _, below in INDICATORS.values())
        named = dict.fromkeys((*divisors, *(above for above, _ in INDICATORS.values())))
        zero = [name for name in divisors if (value := held[name]) is not None and value <= 0]
        mu = held["land_m2"]
        facts = groups.get(one.enterprise, {})
        rows.append(
            {
                "enterprise_id": one.enterprise,
                "name": names.get(one.enterprise),
                "year": year,
                "scale": one.row.get("scale"),
                "industry_code": facts.get("industry_code"),
                "district": facts.get("district"),
                "land_m2": None if mu is None else float(mu * 2000 / 3),
                "land_mu": one.land_mu,
                **{name: one.row.get(name) for name in AMOUNTS if name != "land_m2"},
                **{
                    name: None if (value := one.ratio(*parts)) is None else float(value)
                    for name, parts in INDICATORS.items()
                },
                "missing": LIST_JOINT.join(one.lacking(named)) or None,
                "zero": LIST_JOINT.join(zero) or None,
                "land_reason": one.land_reason or None,
            }
        )
    texts = ("enterprise_id", "name", *GROUPED_BY, "missing", "zero", "land_reason")
    columns = [
        "enterprise_id", "name", "year", *GROUPED_BY, "land_m2", "land_mu",
        *(name for name in AMOUNTS if name != "land_m2"), *INDICATORS, "missing", "zero",
        "land_reason",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    kinds = dict.fromkeys(columns, "float64") | dict.fromkeys(texts, "str") | {"year": "int64"}
    typed: pd.DataFrame = table.astype(kinds)
    return typed


def park_means(
    ledger: Ledger,
    /,
    *,
    year: int,
    by: str | None = None,
    land: LandRule = "net",
    area: AreaMethod = "ellipsoidal",
) -> pd.DataFrame:
    """Return the indicators of the park: sum by sum, with what each sum leaves out.

    Parameters
    ----------
    ledger, year
        As for `per_mu`.
    land
        The land to divide by: ``"net"``, ``"stated"`` or ``"registered"``; see `per_mu`.
    area
        The area of a parcel: ``"ellipsoidal"``, ``"planar"`` or ``"stated"``; see `land_of`.
    by
        ``"scale"``, ``"industry_code"`` or ``"district"`` for the means of groups; by default the
        park is one group.

    Returns
    -------
    pandas.DataFrame
        ``group`` (missing where it is not known, and for the whole park), ``indicator``,
        ``enterprises`` (in both sums), ``left_out`` (that lack an amount, or have no divisor above
        0), ``numerator`` (万元) and ``denominator`` (mu, tce, t, persons, 万元; land is the sum of
        the printed areas), ``value``: the one by the other, unrounded; NaN without enterprises.

    Raises
    ------
    ChoiceError
        Also if `by` is another column.

    Examples
    --------
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> means = pk.park_means(ledger, year=2020).set_index("indicator")
    >>> means.loc["tax_per_mu", ["enterprises", "numerator", "denominator"]].tolist()
    [21.0, 5749.09, 467.01]
    """
    import pandas as pd

    from parkland.errors import ChoiceError, brief

    if by is not None and by not in GROUPED_BY:
        raise ChoiceError("asset_figures.no_grouping", by=brief(by), grouped_by=list(GROUPED_BY))
    subject = subject_of(ledger)
    years = years_of(subject, year=year, land=land, area=area)
    facts = enterprise_facts(assets_of(subject).enterprises)
    groups: dict[str | None, list[EnterpriseYear]] = {} if by else {None: list(years)}
    if by is not None:
        for one in years:
            key = one.row.get(by) if by == "scale" else facts.get(one.enterprise, {}).get(by)
            groups.setdefault(key, []).append(one)
    rows = [
        {"group": key, "indicator": name, **mean_of(members, *parts)}
        for key, members in groups.items()
        for name, parts in INDICATORS.items()
    ]
    columns = ["group", "indicator", "enterprises", "left_out", "numerator", "denominator", "value"]
    table = pd.DataFrame(rows, columns=columns)
    kinds = dict.fromkeys(columns[4:], "float64") | dict.fromkeys(columns[:2], "str")
    typed: pd.DataFrame = table.astype(kinds | dict.fromkeys(columns[2:4], "int64"))
    return typed


def mean_of(members: list[EnterpriseYear], numerator: str, denominator: str) -> dict[str, Any]:
    """Return sum by sum of one indicator, and the numbers of enterprises in and left out.

    An enterprise whose own indicator cannot be computed is left out of both sums.
    """
    counted = [
        (above, below)
        for one in members
        if (above := one.amounts[numerator]) is not None
        and (below := one.amounts[denominator]) is not None
        and below > 0
    ]
    above, below = (
        (summed(part) for part in zip(*counted, strict=True)) if counted else (None, None)
    )
    printed = None if below is None else float(below)
    if counted and denominator == "land_m2":  # as the rows of a table of land add up
        with_both = (one for one in members if one.ratio(numerator, denominator) is not None)
        printed = round(sum(one.land_mu or 0.0 for one in with_both), SUMMED_PLACES)
    return {
        "enterprises": len(counted),
        "left_out": len(members) - len(counted),
        "numerator": None if above is None else float(above),
        "denominator": printed,
        "value": None if above is None or below is None else float(above / below),
    }


def years_of(
    subject: Subject, /, *, year: int, land: LandRule, area: AreaMethod
) -> list[EnterpriseYear]:
    """Return every enterprise with its exact amounts; a ledger keeps what was made."""
    choose(area, AreaMethod, "area")
    choose(land, LandRule, "land")
    accounts = land_accounts(subject, year=year, area=area)
    key = ("years", year, area, land)
    known: dict[Any, Any] = subject.ledger._figures if subject.ledger else {}  # noqa: SLF001
    if key not in known:
        yearly = assets_of(subject).yearly
        other: Mapping[str, Fraction | None] | None = None
        if land == "stated":
            rows = yearly_rows(yearly, year)
            other = {
                one: None if (m2 := row.get("stated_land_m2")) is None else exact(m2)
                for one, row in rows.items()
            }
        elif land == "registered":
            registered = land_accounts(subject, year=year, area="stated")
            other = {
                one: None if held.reason else held.m2["own"]
                for one, held in registered.enterprises.items()
            }
        known[key] = enterprise_years(yearly, accounts, land=other)
    years: list[EnterpriseYear] = known[key]
    return years


def enterprise_facts(enterprises: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the row of each enterprise by its identifier; a missing value is None."""
    columns = {str(name): column(enterprises, str(name)) for name in enterprises.columns}
    return {
        one: {name: values[place] for name, values in columns.items()}
        for place, one in enumerate(columns.get("enterprise_id", []))
        if one is not None
    }
