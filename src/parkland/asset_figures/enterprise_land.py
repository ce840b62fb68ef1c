"""`land_of`, `land_by_parcel`, `land_balance`: the land of enterprises in a year.

Definition. The land of an enterprise in a year is what it owns + what it rents - what it lets, each
by the days of the year on which it holds. `occupied_land` says how a share is found and rounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.asset_figures.land_accounts import (
    BASES,
    EnterpriseLand,
    assets_of,
    land_accounts,
    unknown_places,
)
from parkland.choices import AreaMethod, choose
from parkland.ledger_record import subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from parkland.ledger_record import Ledger

PARTS = {"own": "own", "rent_in": "rented_in", "rented_out": "rented_out"}


def land_of(ledger: Ledger, /, *, year: int, area: AreaMethod = "ellipsoidal") -> pd.DataFrame:
    """Return the land of every enterprise in a year.

    Parameters
    ----------
    ledger
        A `Ledger` that was opened with assets.
    year
        The year; its days are counted, so that a lease from July to December 2020 has 184/366 of
        its area.
    area
        The area of a parcel that is shared or taken as a whole: ``"ellipsoidal"``, ``"planar"`` or
        ``"stated"`` (证载面积).

    Returns
    -------
    pandas.DataFrame
        One row for each enterprise, in the order of the table of enterprises; those that only the
        occupations name follow. ``enterprise_id``, ``name``, ``year``; unrounded ``own_m2``,
        ``rented_in_m2``, ``rented_out_m2``, ``land_m2`` (float64); the same rounded in mu, so that
        the enterprises and the rest of a parcel add up to its printed area: ``own_mu``,
        ``rented_in_mu``, ``rented_out_mu``, ``land_mu``; ``parcels`` (how many it uses);
        ``reason``: missing if the land is known, else why it is not, or why it may not be used
        (``let_more``: it lets more than it has). What is not known is NaN, never 0.

    Raises
    ------
    ChoiceError
        If the ledger has no assets, or the year is none.
    ColumnError
        If the ledger lacks the area asked for.

    Notes
    -----
    Source: the lease sheets of the per-mu systems of Zhejiang, 自有 + 租赁 - 出租 = 实际用地.

    Examples
    --------
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> land = pk.land_of(ledger, year=2020).set_index("name")
    >>> land.loc["示例企业02有限公司", ["own_mu", "rented_out_mu", "land_mu"]].tolist()
    [45.12, 6.76, 38.36]
    """
    import pandas as pd

    choose(area, AreaMethod, "area")
    subject = subject_of(ledger)
    accounts = land_accounts(subject, year=year, area=area)
    names = enterprise_names(assets_of(subject).enterprises)
    rows = []
    for one, land in accounts.enterprises.items():
        rows.append(
            {
                "enterprise_id": one,
                "name": names.get(one),
                "year": year,
                **{f"{PARTS[basis]}_m2": _sized(land, basis) for basis in BASES},
                "land_m2": None if land.net_m2 is None else float(land.net_m2),
                **{
                    f"{PARTS[basis]}_mu": None
                    if land.m2[basis] is None
                    else accounts.mu(abs(land.units[basis]))
                    for basis in BASES
                },
                "land_mu": None if land.net_m2 is None else accounts.mu(land.net_units),
                "parcels": len(land.parcels),
                "reason": land.reason or None,
            }
        )
    columns = [
        "enterprise_id", "name", "year", *(f"{part}_m2" for part in PARTS.values()), "land_m2",
        *(f"{part}_mu" for part in PARTS.values()), "land_mu", "parcels", "reason",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return _typed(table, texts=("enterprise_id", "name", "reason"), whole=("year", "parcels"))


def land_by_parcel(
    ledger: Ledger, /, *, year: int, area: AreaMethod = "ellipsoidal"
) -> pd.DataFrame:
    """Return what every enterprise has of every parcel in a year, on each basis.

    Parameters
    ----------
    ledger, year
        As for `land_of`.
    area
        The area of a parcel: ``"ellipsoidal"``, ``"planar"`` or ``"stated"`` (证载面积).

    Returns
    -------
    pandas.DataFrame
        ``enterprise_id``, ``parcel_id``, ``basis`` (``"own"``, ``"rent_in"`` or ``"rented_out"``),
        ``partner_id`` (the lessor of rented land, the tenant of let land), ``land_m2`` and
        ``land_mu`` (let land is negative, so that both columns may be added up; NaN if not known),
        ``floor_m2``, ``days`` (of the year), ``reason``.

    Raises
    ------
    ChoiceError, ColumnError
        As for `land_of`.

    Examples
    --------
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> table = pk.land_by_parcel(ledger, year=2020)
    >>> table.loc[table["parcel_id"] == "GD-01", ["basis", "land_mu", "days"]]
       basis  land_mu  days
    0    own    17.41   195
    """
    import pandas as pd

    choose(area, AreaMethod, "area")
    accounts = land_accounts(subject_of(ledger), year=year, area=area)
    rows = [
        (
            piece.enterprise,
            piece.parcel or None,
            piece.basis,
            piece.partner or None,
            None if piece.m2 is None else float(piece.m2),
            None if piece.units is None else accounts.mu(piece.units),
            piece.floor_m2,
            piece.days,
            piece.reason or None,
        )
        for piece in accounts.pieces
    ]
    columns = [
        "enterprise_id", "parcel_id", "basis", "partner_id", "land_m2", "land_mu", "floor_m2",
        "days", "reason",
    ]  # fmt: skip
    texts = ("enterprise_id", "parcel_id", "basis", "partner_id", "reason")
    return _typed(pd.DataFrame(rows, columns=columns), texts=texts, whole=("days",))


def land_balance(ledger: Ledger, /, *, year: int, area: AreaMethod = "ellipsoidal") -> pd.Series:
    """Return how the printed area of all parcels divides in a year, in mu.

    Parameters
    ----------
    ledger, year
        As for `land_of`.
    area
        The area of a parcel: ``"ellipsoidal"``, ``"planar"`` or ``"stated"`` (证载面积).

    Returns
    -------
    pandas.Series
        ``parcels_mu`` = ``enterprises_mu`` (of enterprises whose land is known) +
        ``undetermined_mu`` (of the others) + ``unassigned_mu`` (of nobody) - ``over_mu`` (what
        enterprises claim beyond the area of a parcel). Beside it ``outside_mu``: land of
        enterprises on parcels that are not in the ledger, or whose area is not known.

    Raises
    ------
    ChoiceError, ColumnError
        As for `land_of`.

    Examples
    --------
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> land = pk.land_balance(ledger, year=2020)
    >>> land[["parcels_mu", "enterprises_mu", "unassigned_mu"]].tolist()
    [1829.08, 537.01, 1292.07]
    """
    import pandas as pd

    choose(area, AreaMethod, "area")
    accounts = land_accounts(subject_of(ledger), year=year, area=area)
    inside = {one.place.number for one in accounts.places if one.place.units is not None}
    known = {one for one, land in accounts.enterprises.items() if land.net_m2 is not None}
    counted, outside = 0, 0
    for piece in accounts.pieces:
        if piece.enterprise in known:
            if piece.parcel in inside:
                counted += piece.units or 0
            else:
                outside += piece.units or 0
    undetermined = sum(unknown_places(accounts).values())
    over = sum(max(0, -one.unassigned) for one in accounts.places)
    values = {
        "parcels_mu": accounts.total_units,
        "enterprises_mu": counted,
        "undetermined_mu": undetermined,
        "unassigned_mu": accounts.total_units - counted - undetermined + over,
        "over_mu": over,
        "outside_mu": outside,
    }
    return pd.Series({name: accounts.mu(units) for name, units in values.items()}, dtype="float64")


def enterprise_names(enterprises: pd.DataFrame, /) -> dict[str, str]:
    """Return the name of each enterprise that has one, by its identifier."""
    known = enterprises.dropna(subset=["enterprise_id", "name"])
    return dict(zip(known["enterprise_id"], known["name"], strict=True))


def _sized(land: EnterpriseLand, basis: str) -> float | None:
    m2 = land.m2[basis]  # type: ignore[index]
    return None if m2 is None else abs(float(m2))


def _typed(table: pd.DataFrame, *, texts: Iterable[str], whole: Iterable[str]) -> pd.DataFrame:
    """Return a table whose dtypes do not depend on its rows."""
    kinds = dict.fromkeys(table.columns, "float64")
    kinds |= dict.fromkeys(texts, "str") | dict.fromkeys(whole, "int64")
    typed: pd.DataFrame = table.astype(kinds)
    return typed
