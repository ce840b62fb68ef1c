"""The yearly amounts of each enterprise as exact numbers, in the units in which they are read.

Money is read in 万元, land in mu, electricity in 万千瓦时; energy in tonnes of coal equivalent,
emissions in tonnes, employees in persons. Amounts are the shortest decimals of the stored doubles,
so that every comparison is one of the numbers that users see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from parkland.areas.rounding import exact, exact_half_up
from parkland.asset_figures.occupied_places import column
from parkland.units import area_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from parkland.asset_figures.land_accounts import LandAccounts

# Amount -> how much of the stored unit is one of the unit that is read.
AMOUNTS: Mapping[str, Fraction] = MappingProxyType(
    {
        "land_m2": area_unit("mu").m2,
        **dict.fromkeys(
            (
                "tax_cny", "value_added_cny", "output_cny", "revenue_cny", "rnd_cny",
                "fixed_investment_cny", "electricity_kwh",
            ),
            Fraction(10_000),
        ),
        **dict.fromkeys(("energy_tce", "emission_t", "employees"), Fraction(1)),
    }
)  # fmt: skip

# Indicator -> what is divided by what.
INDICATORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "tax_per_mu": ("tax_cny", "land_m2"),
        "value_added_per_mu": ("value_added_cny", "land_m2"),
        "output_per_mu": ("output_cny", "land_m2"),
        "va_per_tce": ("value_added_cny", "energy_tce"),
        "va_per_emission": ("value_added_cny", "emission_t"),
        "va_per_head": ("value_added_cny", "employees"),
        "rnd_share": ("rnd_cny", "revenue_cny"),
    }
)
MOST_PLACES = 12
# Sums of many exact numbers with different denominators would grow without bound; what is summed is
# rounded to this number of places first, far below every figure that is printed.
SUM_PLACES = 12


@dataclass(slots=True)
class EnterpriseYear:
    """One enterprise in one year.

    Attributes
    ----------
    enterprise : str
    amounts : dict
        Each of `AMOUNTS` in the unit that is read; None if it is not known.
    row : dict
        The other columns of ``yearly``: scale, notes, stated score, rank and class.
    land_reason : str
        Why there is no land to divide by.
    land_mu : float or None
        The land as it is printed, in tables that add up.
    """

    enterprise: str
    amounts: dict[str, Fraction | None]
    row: dict[str, Any] = field(default_factory=dict)
    land_reason: str = ""
    land_mu: float | None = None

    def ratio(self, numerator: str, denominator: str) -> Fraction | None:
        """Return one amount by another; None if one is not known or the divisor is not above 0."""
        above, below = self.amounts[numerator], self.amounts[denominator]
        return None if above is None or below is None or below <= 0 else above / below

    def lacking(self, names: Iterable[str]) -> list[str]:
        """Return those amounts that are not known."""
        return [name for name in names if self.amounts[name] is None]


def enterprise_years(
    yearly: pd.DataFrame, accounts: LandAccounts, *, land: Mapping[str, Fraction | None] | None
) -> list[EnterpriseYear]:
    """Return every enterprise with its amounts in the year of `accounts`.

    Parameters
    ----------
    yearly
        The table of yearly figures. Of several rows about an enterprise and a year, an amount
        counts only if they agree.
    accounts
        The land of the enterprises.
    land
        m2 by enterprise where another area than own + rented - let is asked for.
    """
    rows = yearly_rows(yearly, accounts.year)
    found = []
    for one, held in accounts.enterprises.items():
        row = rows.get(one, {})
        m2 = held.usable_m2 if land is None else land.get(one)
        reason = held.reason if land is None else "" if m2 is not None else "no_area"
        amounts: dict[str, Fraction | None] = {"land_m2": None if m2 is None else m2 * 3 / 2000}
        for name, unit in AMOUNTS.items():
            if name != "land_m2":
                value = row.get(name)
                amounts[name] = None if value is None else exact(value) / unit
        if m2 is None:
            printed = None
        elif land is None:
            printed = accounts.mu(held.net_units)
        else:
            printed = accounts.mu(exact_half_up(amounts["land_m2"] or Fraction(0), accounts.digits))
        found.append(EnterpriseYear(one, amounts, row, reason, printed))
    return found


def yearly_rows(yearly: pd.DataFrame, year: int) -> dict[str, dict[str, Any]]:
    """Return the row of each enterprise in a year, by its identifier; a missing value is None."""
    chosen = yearly[(yearly["year"] == year).fillna(value=False).to_numpy(dtype=bool)]
    columns = {str(name): column(chosen, str(name)) for name in chosen.columns}
    rows: dict[str, dict[str, Any]] = {}
    for place, one in enumerate(columns.get("enterprise_id", [])):
        if one is None:
            continue
        row = {name: values[place] for name, values in columns.items()}
        before = rows.get(one)
        rows[one] = row if before is None else _agreed(before, row)
    return rows


def _agreed(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return what two rows about the same enterprise and year both say, or one alone."""
    agreed = {}
    for name, value in one.items():
        second = other[name]
        agreed[name] = second if value is None else value
        if value is not None and second is not None and value != second:
            agreed[name] = None
    return agreed


def summed(values: Iterable[Fraction]) -> Fraction:
    """Return the sum of exact numbers, each rounded to `SUM_PLACES` places first."""
    scale = 10**SUM_PLACES
    return Fraction(sum(round(value * scale) for value in values), scale)


def number_digits(name: str) -> int:
    """Return the decimals of a figure of assets: one of a ratio of completion, two of all others.

    Source: the domain's rule that a ratio of completion (完成率) is printed in tenths of a percent.

    Examples
    --------
    >>> number_digits("done_share"), number_digits("rnd_share")
    (1, 2)
    """
    return 1 if name == "done_share" else 2


def number_text(value: Fraction, *, digits: int = 2, limit: Fraction | None = None) -> str:
    """Return an exact number as printed, rounded half up.

    Parameters
    ----------
    value
        The exact number.
    digits
        The decimal places.
    limit
        A limit with which the number is compared. A number that would be printed as the limit
        without being equal to it has four places or, if that does not show it, more.

    Examples
    --------
    >>> below = Fraction("88.87") / (Fraction("11849.93") * 3 / 2000)
    >>> number_text(below), number_text(below, limit=Fraction(5)), number_text(Fraction(5))
    ('5.00', '4.9997', '5.00')
    """
    text = _fixed(value, digits)
    if limit is None or value == limit or Fraction(text) != limit:
        return _grouped(text)
    places = max(digits + 2, 4)
    while places < MOST_PLACES and Fraction(_fixed(value, places)) == limit:
        places += 1
    return _grouped(_fixed(value, places))


def _fixed(value: Fraction, digits: int) -> str:
    units = exact_half_up(value, digits)
    sign = "-" if units < 0 else ""
    whole, rest = divmod(abs(units), 10**digits)
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def _grouped(text: str) -> str:
    whole, _, rest = text.partition(".")
    sign, number = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(number):,}" + (f".{rest}" if rest else "")
