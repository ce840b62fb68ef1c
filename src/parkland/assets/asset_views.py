"""The tables of assets as attributes of a ledger, which are there also without assets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.assets.asset_schema import empty_frame

if TYPE_CHECKING:
    import pandas as pd

    from parkland.assets.asset_record import Assets
    from parkland.assets.asset_schema import AssetTable


class AssetViews:
    """Gives a record with `assets` an attribute for each table."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def assets(self) -> Assets | None:
            """The tables, or None."""

    @property
    def enterprises(self) -> pd.DataFrame:
        """The enterprises on the land; without rows if no assets were read."""
        return self._table("enterprises")

    @property
    def occupations(self) -> pd.DataFrame:
        """Who uses which parcel, by what right and since when."""
        return self._table("occupations")

    @property
    def buildings(self) -> pd.DataFrame:
        """The buildings on the parcels."""
        return self._table("buildings")

    @property
    def yearly(self) -> pd.DataFrame:
        """The figures of each enterprise and year."""
        return self._table("yearly")

    @property
    def notices(self) -> pd.DataFrame:
        """The notices to enterprises."""
        return self._table("notices")

    @property
    def projects(self) -> pd.DataFrame:
        """The projects."""
        return self._table("projects")

    @property
    def project_years(self) -> pd.DataFrame:
        """What was done of each project in each year."""
        return self._table("project_years")

    @property
    def commitments(self) -> pd.DataFrame:
        """What was promised for a parcel or a project."""
        return self._table("commitments")

    def _table(self, name: AssetTable) -> pd.DataFrame:
        found: pd.DataFrame = (
            empty_frame(name) if self.assets is None else getattr(self.assets, name)
        )
        return found
