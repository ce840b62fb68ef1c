"""The record `Assets`: the tables of enterprises, land use, figures, notices and projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parkland.assets.asset_schema import TABLES, empty_frame
from parkland.issues import issue_table
from parkland.showing import ShowsItself

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from parkland.sources.receipt import RegisterReceipt


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Assets(ShowsItself):
    """The tables of assets beside the parcels of a ledger. They are not to be changed.

    Every table is whole: all columns of `resources/assets.toml` are there with their dtypes, also
    without rows. Areas are in m2, money in yuan, energy in tce, electricity in kWh, emissions in
    tonnes. Lists in one cell are joined by ``；``. Each row says where it is from.

    Attributes
    ----------
    enterprises : DataFrame
        One row an enterprise; `enterprise_id` is its unified social credit code if that is valid,
        else ``name:`` and its name.
    occupations : DataFrame
        Who uses which parcel: `basis` is ``own`` or ``rent_in``. A lease is stored once, with the
        tenant as `enterprise_id` and the `lessor_id`. A missing `parcel_id` means that no parcel is
        named. `evidence` is ``holder`` where the holder of the parcel says it, ``total`` where a
        yearly list states the sum.
    buildings : DataFrame
    yearly : DataFrame
        One row for each enterprise and year.
    notices : DataFrame
        One row a notice; `enterprise_ids` and `parcel_ids` are lists.
    projects : DataFrame
    project_years : DataFrame
        What was done of a project in a year.
    commitments : DataFrame
        One row for each parcel or project and indicator.
    issues : DataFrame
        Every fault and guess of the tables; see `parkland.issues`.
    receipts : tuple of RegisterReceipt
        What was read, and what the columns became.
    files : tuple of Path
        The files that were read.

    Examples
    --------
    >>> import pandas as pd
    >>> import parkland as pk
    >>> firms = pd.DataFrame(
    ...     {"企业名称": ["示例甲机械有限公司"], "年份": [2020], "税收（万元）": [300]}
    ... )
    >>> assets = pk.read_assets(firms)
    >>> assets
    Assets(1 enterprises, 0 occupations, 0 buildings, 1 yearly, 0 notices, 0 projects,
           0 project_years, 0 commitments)
    >>> float(assets.yearly.loc[0, "tax_cny"])
    3000000.0
    """

    enterprises: pd.DataFrame
    occupations: pd.DataFrame
    buildings: pd.DataFrame
    yearly: pd.DataFrame
    notices: pd.DataFrame
    projects: pd.DataFrame
    project_years: pd.DataFrame
    commitments: pd.DataFrame
    issues: pd.DataFrame
    receipts: tuple[RegisterReceipt, ...] = ()
    files: tuple[Path, ...] = ()

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(getattr(self, name))} {name}" for name in TABLES)
        return f"Assets({counts})"


def no_assets() -> Assets:
    """Return tables without rows.

    Examples
    --------
    >>> len(no_assets().yearly)
    0
    """
    tables: dict[str, Any] = {name: empty_frame(name) for name in TABLES}
    return Assets(**tables, issues=issue_table())
