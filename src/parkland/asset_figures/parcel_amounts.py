"""`amounts_by_parcel`: the tax and output of enterprises, divided over the parcels that they use.

An amount belongs to an enterprise, whatever its parcels. To ask what comes of a parcel, it is
divided by the floor area that the enterprise uses on each; if the floor area of one is not known or
all are 0, by the land; else in equal parts. The parts are rounded to 0.01 yuan and add up to the
amount, so that no amount is counted twice.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from parkland.areas.rounding import apportion, exact, exact_half_up
from parkland.asset_figures.land_accounts import assets_of, land_accounts
from parkland.asset_figures.yearly_amounts import yearly_rows
from parkland.choices import AreaMethod, choose
from parkland.ledger_record import subject_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.asset_figures.land_accounts import Piece
    from parkland.ledger_record import Ledger

DIVIDED = ("tax_cny", "value_added_cny", "output_cny")
CENTS = 100


def amounts_by_parcel(
    ledger: Ledger, /, *, year: int, area: AreaMethod = "ellipsoidal"
) -> pd.DataFrame:
    """Return what comes of each parcel, by the enterprises that use it.

    Parameters
    ----------
    ledger, year
        As for `land_of`.
    area
        The area of a parcel: ``"ellipsoidal"``, ``"planar"`` or ``"stated"`` (证载面积).

    Returns
    -------
    pandas.DataFrame
        One row for each enterprise and parcel that it uses (own or rented) in the year:
        ``enterprise_id``, ``parcel_id`` (missing where none is named), ``share`` (of the
        enterprise's amounts), ``by`` (``"floor"``, ``"land"`` or ``"equal"``), ``tax_cny``,
        ``value_added_cny``, ``output_cny`` (NaN if the enterprise's amount is not known). The rows
        of an enterprise add up to its amount. All of it is confidential.

    Raises
    ------
    ChoiceError, ColumnError
        As for `land_of`.

    Examples
    --------
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> table = pk.amounts_by_parcel(ledger, year=2020)
    >>> table.loc[table["parcel_id"] == "GD-02", ["by", "tax_cny"]]
          by    tax_cny
    1   land  3306100.0
    2  floor  4310700.0
    3  floor  ...
    """
    import pandas as pd

    choose(area, AreaMethod, "area")
    subject = subject_of(ledger)
    accounts = land_accounts(subject, year=year, area=area)
    yearly = yearly_rows(assets_of(subject).yearly, year)
    used: dict[str, dict[str, list[Piece]]] = defaultdict(lambda: defaultdict(list))
    for piece in accounts.pieces:
        if piece.basis != "rented_out":
            used[piece.enterprise][piece.parcel].append(piece)
    rows = []
    for one, parcels in used.items():
        shares, by = _shares([*parcels.values()])
        row = yearly.get(one, {})
        parts = {name: _parts(row.get(name), shares) for name in DIVIDED}
        for place, number in enumerate(parcels):
            amounts = {name: parts[name][place] for name in DIVIDED}
            key = {"enterprise_id": one, "parcel_id": number or None}
            rows.append(key | {"share": float(shares[place]), "by": by} | amounts)
    columns = ["enterprise_id", "parcel_id", "share", "by", *DIVIDED]
    kinds = dict.fromkeys(columns, "float64")
    kinds |= dict.fromkeys(("enterprise_id", "parcel_id", "by"), "str")
    typed: pd.DataFrame = pd.DataFrame(rows, columns=columns).astype(kinds)
    return typed


def _shares(parcels: Sequence[Sequence[Piece]]) -> tuple[list[Fraction], str]:
    """Return the share of each parcel, and by what it is."""
    floors = [[piece.floor_m2 for piece in pieces] for pieces in parcels]
    if all(floor is not None for some in floors for floor in some):
        sizes = [sum((exact(floor or 0.0) for floor in some), Fraction(0)) for some in floors]
        if sum(sizes) > 0:
            return _of(sizes), "floor"
    lands = [[piece.m2 for piece in pieces] for pieces in parcels]
    if all(m2 is not None for some in lands for m2 in some):
        sizes = [sum((m2 or Fraction(0) for m2 in some), Fraction(0)) for some in lands]
        if sum(sizes) > 0:
            return _of(sizes), "land"
    return _of([Fraction(1)] * len(parcels)), "equal"


def _of(sizes: Sequence[Fraction]) -> list[Fraction]:
    whole = sum(sizes, Fraction(0))
    return [size / whole for size in sizes]


def _parts(amount: float | None, shares: Sequence[Fraction]) -> list[float | None]:
    if amount is None:
        return [None] * len(shares)
    cents = exact(amount) * CENTS
    total = exact_half_up(cents, 0)
    return [part / CENTS for part in apportion([cents * one for one in shares], total=total)]
