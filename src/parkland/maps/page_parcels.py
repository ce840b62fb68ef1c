"""The parcels of a page: in the order and the language of the page, with their rounded areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.conventions import StatusSet, statuses_of
from parkland.display import Measure
from parkland.errors import OutputError
from parkland.figures import Figures, figures_of, leading_area, leading_unit
from parkland.ledgers import in_language
from parkland.maps.packing import MOST_EXACT
from parkland.shared_blanks import rows_sharing_blanks
from parkland.units import area_unit

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from parkland.choices import AreaMethod, AreaUnit, Lang
    from parkland.ledger_record import Ledger


@dataclass(frozen=True, slots=True)
class PageParcels:
    """The parcels of a ledger as a page holds them.

    Attributes
    ----------
    ledger : Ledger
    order : ndarray of int
        The position in the ledger of each parcel of the page.
    parcels : GeoDataFrame
        The parcels in the order of the page, with a RangeIndex and with texts in `lang`.
    lang : str
    counted : str
        The measure of area that the page counts: stated where no parcel has an outline.
    """

    ledger: Ledger
    order: np.ndarray
    parcels: gpd.GeoDataFrame
    lang: Lang
    counted: AreaMethod

    @classmethod
    def of(cls, ledger: Ledger, order: np.ndarray, lang: Lang) -> PageParcels:
        """Return the parcels of `ledger` in `order`."""
        parcels = rows_sharing_blanks(in_language(ledger, lang).parcels, order)
        return cls(ledger, order, parcels.reset_index(drop=True), lang, leading_area(ledger))

    @property
    def unit(self) -> AreaUnit:
        """The unit of the page: the first that the profile prints."""
        return leading_unit(self.ledger)

    def figures(self, area: AreaMethod | None = None) -> Figures:
        """Return the rounded areas of the ledger, which tables and reports print too.

        They are rounded in the order of the ledger, because the order decides which of two equal
        remainders is rounded up; see `leaves` for the order of the page.
        """
        return figures_of(self.ledger, unit=self.unit, area=area or self.counted)

    def leaves(self, area: AreaMethod | None = None) -> pd.Series:
        """Return the rounded area of each parcel in the order of the page; NaN if unknown."""
        return self.in_order(self.figures(area).leaves)

    def in_order(self, values: pd.Series) -> pd.Series:
        """Return a column of the ledger in the order of the page."""
        return values.iloc[self.order].reset_index(drop=True)

    @property
    def statuses(self) -> StatusSet:
        """The statuses and flags of the ledger."""
        return statuses_of(self.ledger)

    @property
    def area_measure(self) -> Measure:
        """The unit of the areas of the page, and their decimal places, by the profile."""
        return Measure(self.unit, area_unit(self.unit).per_m2, self.figures().digits)

    def whole_leaves(self) -> np.ndarray:
        """Return `leaves` as whole units of their last place; 0 if unknown.

        Raises
        ------
        OutputError
            If their sum is above the whole numbers that a browser adds up exactly.
        """
        figures = self.figures()
        whole = whole_units(self.leaves().fillna(0.0), figures.digits)
        if whole.sum() > MOST_EXACT:
            raise OutputError(
                "maps.inexact_sum", total=figures.total, unit=self.unit, digits=figures.digits
            )
        return whole


def whole_units(values: pd.Series, digits: int) -> np.ndarray:
    """Return numbers as whole units of their last place (float64): hundredths for 2 digits.

    Examples
    --------
    >>> import pandas as pd
    >>> whole_units(pd.Series([1.25, None]), 2).tolist()
    [125.0, nan]
    """
    units: np.ndarray = np.round(values.to_numpy(dtype="float64", na_value=np.nan) * 10**digits)
    return units
