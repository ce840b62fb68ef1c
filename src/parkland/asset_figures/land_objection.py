"""`land_check`: the land that is published for objection before a rating (用地面积核对表)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.areas.rounding import exact, exact_half_up
from parkland.asset_figures.enterprise_land import land_of
from parkland.asset_figures.land_accounts import assets_of
from parkland.asset_figures.per_mu_figures import enterprise_facts
from parkland.asset_figures.yearly_amounts import yearly_rows
from parkland.ledger_record import subject_of
from parkland.units import area_unit

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import AreaMethod
    from parkland.ledger_record import Ledger

COLUMNS = (
    "enterprise_id", "name", "uscc", "own_mu", "rented_in_mu", "rented_out_mu", "land_mu",
    "stated_mu", "difference_mu", "reason",
)  # fmt: skip
STATED_DIGITS = 2


def land_check(ledger: Ledger, /, *, year: int, area: AreaMethod = "ellipsoidal") -> pd.DataFrame:
    """Return the land of every enterprise beside what it states, for objection before a rating.

    Parameters
    ----------
    ledger, year
        As for `land_of`.
    area
        The area of a parcel: ``"ellipsoidal"``, ``"planar"`` or ``"stated"`` (证载面积).

    Returns
    -------
    pandas.DataFrame
        ``enterprise_id``, ``name``, ``uscc``, ``own_mu``, ``rented_in_mu``, ``rented_out_mu``,
        ``land_mu``, ``stated_mu`` (the area in the enterprise's yearly figures, rounded half up;
        NaN if none is stated), ``difference_mu`` (computed less stated), ``reason``. It holds
        nothing confidential.

    Raises
    ------
    ChoiceError, ColumnError
        As for `land_of`.

    Examples
    --------
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> columns = ["own_mu", "rented_out_mu", "land_mu"]
    >>> table = pk.land_check(ledger, year=2020).set_index("name")
    >>> table.loc["示例企业02有限公司", columns].tolist()
    [45.12, 6.76, 38.36]
    """
    import pandas as pd

    subject = subject_of(ledger)
    assets = assets_of(subject)
    land = land_of(ledger, year=year, area=area)
    facts = enterprise_facts(assets.enterprises)
    yearly = yearly_rows(assets.yearly, year)
    ids = land["enterprise_id"].tolist()
    stated = [yearly.get(one, {}).get("stated_land_m2") for one in ids]
    mu = [
        None if m2 is None else exact_half_up(exact(m2) / area_unit("mu").m2, STATED_DIGITS) / 100
        for m2 in stated
    ]
    codes = [facts.get(one, {}).get("uscc") for one in ids]
    table = land.assign(
        uscc=pd.Series(codes, index=land.index, dtype="str"),
        stated_mu=pd.Series(mu, index=land.index, dtype="float64"),
    )
    table["difference_mu"] = (table["land_mu"] - table["stated_mu"]).round(STATED_DIGITS) + 0.0
    return table[list(COLUMNS)]
