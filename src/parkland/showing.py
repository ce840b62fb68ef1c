"""How a record shows itself in a notebook.

A record such as a ledger stands low in the house, and what it shows (rounded figures, words, issues
as people read them) is worked out above it. So a record only says that it can be shown, and the
room `shown` is loaded by its name when a notebook asks. This is the one call upwards; nothing below
`shown` imports it, and nothing that is computed depends on it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

    from parkland.choices import AreaUnit, Lang, ViewPart

_ROOM = "parkland.shown"


class ShowsItself:
    """Gives a record the HTML that a notebook displays; `parkland.show` chooses the language."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        html: str = import_module(_ROOM).show(self).html
        return html


class LedgerViews(ShowsItself):
    """Gives a ledger its view: the columns that matter, as people read them."""

    __slots__ = ()

    def view(
        self,
        *,
        columns: Collection[ViewPart] | ViewPart = ("area", "verdict", "facts"),
        lang: Lang = "zh",
        unit: AreaUnit | None = None,
    ) -> gpd.GeoDataFrame:
        """Return the parcels with the columns that matter, under headings, as they are printed.

        ``ledger.parcels`` has every column, under names for programs, in m2 and yuan and not
        rounded. This table is for reading, sorting and handing on. What is computed from areas
        should be computed by `totals`, which adds up what is printed.

        Parameters
        ----------
        columns
            Which parts the table has, one or several, always in this order: ``"area"`` (the
            measured, planar and stated area of each parcel, and the difference of the stated one),
            ``"verdict"`` (status, flags, reason, articles, next step, days, fee), ``"facts"`` (what
            the office recorded), ``"own"`` (the columns of the office that became no fact),
            ``"assets"`` (who uses the parcel, and of which class). Number, name, holder, district
            and location always stand in front.
        lang
            The language of headings and words.
        unit
            The unit of areas. Default: the first that the profile of the ledger prints.

        Returns
        -------
        GeoDataFrame
            The rows and the index of ``ledger.parcels``, the columns under headings with their
            units, and the geometry. Areas are rounded as every map and report prints them; money is
            in 万元; numbers stay numbers and dates stay dates, so that they sort. Codes and flags
            are words. Facts and columns of the office in which nothing is known are left out.

        Raises
        ------
        ChoiceError
            If an argument is not one of its choices.

        Examples
        --------
        >>> import parkland as pk
        >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
        >>> table = ledger.view(columns="area", lang="en", unit="ha")
        >>> list(table.columns[[0, 1, 4]])
        ['Parcel number', 'Name', 'Ellipsoidal area (ha)']
        >>> ledger.view().sort_values("椭球面积（亩）").iloc[-1]["地块编号"]
        'YC2-04'
        """
        found: gpd.GeoDataFrame = import_module(_ROOM).parcel_view(
            self, columns=columns, lang=lang, unit=unit
        )
        return found
