"""Compare the stated area of parcels with their planar and ellipsoidal areas.

Definition. The difference is the measured area less the stated area. Two areas agree if the
difference is within the larger of ``tolerance_m2`` and ``tolerance_share`` times the stated area,
both from the section ``[areas]`` of the profile. The verdict on a parcel is one of these:

``agrees``           the stated area agrees with the ellipsoidal area
``agrees_in_plane``  it agrees only with the planar area, the kind of area that certificates state
``differs``          it agrees with neither area
``not_stated``       the parcel has no stated area
``not_measured``     the parcel has a stated area and no shape

If a reason for the difference can be computed, it is named (`figures.area_reasons`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.areas import measure
from parkland.areas.planes import gauss_kruger_planes
from parkland.choices import Lang, choose
from parkland.errors import ColumnError
from parkland.figures.area_reasons import likely_reasons
from parkland.figures.column_reasons import written_units
from parkland.geodesy import geodetic_system, plane_system, transverse_mercator
from parkland.geodesy.charts import LONGITUDE
from parkland.ledger_record import subject_of
from parkland.schema import refuse_raw
from parkland.topology import find_overlaps
from parkland.units import area_unit

if TYPE_CHECKING:
    import os

    import geopandas as gpd
    import pandas as pd

    from parkland.conventions import AreaRules, Profile
    from parkland.ledger_record import Ledger

__all__ = ["VERDICTS", "reconcile"]

VERDICTS = ("agrees", "agrees_in_plane", "differs", "not_stated", "not_measured")
TOTAL = "total"


def reconcile(
    ledger: Ledger | gpd.GeoDataFrame,
    /,
    *,
    profile: str | os.PathLike[str] | Profile | None = None,
    overlaps: gpd.GeoDataFrame | None = None,
    margins: bool = False,
    lang: Lang = "zh",
) -> pd.DataFrame:
    """Compare the stated area of each parcel with the measured ones.

    Parameters
    ----------
    ledger
        A `Ledger`, or a table with ``stated_area_m2`` and a reference system. A table is measured
        here.
    profile
        The office's conventions, for the tolerances and the decimal places. Default: those of the
        ledger; for a table, ``"default"``.
    overlaps
        The overlaps of these parcels. Default: those of the ledger; for a table they are computed.
    margins
        Whether to add the row ``total`` with the sums over the parcels that have both areas.
    lang
        The language of ``explanation``.

    Returns
    -------
    pandas.DataFrame
        One row for each parcel on the same index, not rounded. The columns are
        ``stated_area_m2``, ``planar_area_m2``, ``area_m2``; ``difference_mu`` and
        ``difference_percent`` (ellipsoidal less stated); ``planar_difference_mu`` and
        ``planar_difference_percent`` (planar less stated); ``plane``; ``degrees_from_meridian`` and
        ``longitude`` of the middle of the parcel; ``verdict``, ``reason`` and ``explanation``,
        of which the last two are empty if no reason fits. Unknown areas are NaN.

    Raises
    ------
    ColumnError
        If the table has no stated areas.
    MissingCrsError, CrsError, ImplausibleCoordinatesError
        If the parcels cannot be measured; see `acreage`.
    ChoiceError, ConventionError
        If an argument or the profile cannot be used.

    Examples
    --------
    A certificate states 135 mu for a square of 300 m, 1 degree from the central meridian:

    >>> import geopandas as gpd, shapely, parkland as pk
    >>> square = shapely.box(600_000, 3_224_000, 600_300, 3_224_300)
    >>> table = gpd.GeoDataFrame({"stated_area_m2": [90_000.0]}, geometry=[square], crs=4548)
    >>> found = pk.reconcile(table, lang="en").iloc[0]
    >>> print(round(found["difference_mu"], 4), found["verdict"], found["reason"])
    -0.0334 agrees method
    """
    choose(lang, Lang, "lang")
    subject = subject_of(ledger, profile=profile, overlaps=overlaps)
    parcels, rules = subject.parcels, subject.conventions.areas
    if "stated_area_m2" not in parcels.columns:
        refuse_raw(parcels)
        raise ColumnError("figures.no_stated_area")
    table = _areas(parcels if subject.ledger is not None else measure(parcels))
    # Parcels of a ledger are measured and its overlaps are known; a table has neither.
    known = subject.overlaps
    if known is None:
        known = find_overlaps(parcels, rules=rules, own_m2=table["area_m2"].to_numpy())
    reasons = likely_reasons(
        parcels,
        table,
        overlaps=known,
        rules=rules,
        names=written_units(subject.conventions),
        lang=lang,
    )
    table["verdict"] = _verdicts(table, rules)
    table["reason"] = [reason.code if reason else "" for reason in reasons]
    table["explanation"] = [reason.text if reason else "" for reason in reasons]
    if margins:
        table = _with_total(table, rules)
    return table.astype(dict.fromkeys(("plane", "verdict", "reason", "explanation"), "str"))


def _areas(parcels: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the areas of measured parcels, their differences and the names of their planes."""
    figures = parcels[["stated_area_m2", "planar_area_m2", "area_m2"]].astype("float64")
    figures = figures.assign(**_differences(figures))
    geodetic = geodetic_system(plane_system(parcels.geometry))
    boxes = parcels.geometry.to_crs(geodetic).bounds
    longitude = ((boxes["minx"] + boxes["maxx"]) / 2).to_numpy()
    meridian = np.full(len(parcels), np.nan)
    names = np.full(len(parcels), "", dtype=object)
    for plane, rows in gauss_kruger_planes(parcels.geometry):
        parameters = transverse_mercator(plane)
        meridian[rows] = np.degrees(parameters[LONGITUDE]) if parameters else np.nan
        names[rows] = plane.name
    # The remainder gives the shorter way around the globe, also across the date line.
    away = np.abs((longitude - meridian + 180) % 360 - 180)
    return figures.assign(plane=names, degrees_from_meridian=away, longitude=longitude)


def _differences(figures: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the columns of differences of the measured areas from the stated area."""
    stated = figures["stated_area_m2"]
    columns = {}
    for prefix, measured in (("", "area_m2"), ("planar_", "planar_area_m2")):
        difference = figures[measured] - stated
        columns[f"{prefix}difference_mu"] = difference * area_unit("mu").per_m2
        columns[f"{prefix}difference_percent"] = 100 * difference / stated.where(stated > 0)
    return columns


def _verdicts(table: pd.DataFrame, rules: AreaRules) -> np.ndarray:
    """Return the verdict on each row; the first condition that applies decides."""
    stated = table["stated_area_m2"].to_numpy()
    limit = rules.tolerance_of(stated)
    conditions = [
        ~np.isfinite(stated),
        ~np.isfinite(table["area_m2"].to_numpy()),
        np.abs(table["area_m2"].to_numpy() - stated) <= limit,
        np.abs(table["planar_area_m2"].to_numpy() - stated) <= limit,
    ]
    words = ["not_stated", "not_measured", "agrees", "agrees_in_plane"]
    return np.select(conditions, words, default="differs")


def _with_total(table: pd.DataFrame, rules: AreaRules) -> pd.DataFrame:
    """Add the row ``total``, which sums the parcels that have a stated and a measured area."""
    import pandas as pd

    sums = ["stated_area_m2", "planar_area_m2", "area_m2"]
    comparable = table[table["stated_area_m2"].notna() & table["area_m2"].notna()]
    whole = pd.DataFrame({name: [comparable[name].sum()] for name in sums}, index=[TOTAL])
    whole = whole.assign(**_differences(whole))
    whole = whole.assign(verdict=_verdicts(whole, rules) if len(comparable) else "not_stated")
    whole = whole.reindex(columns=table.columns)
    texts = {
        name: whole[name].astype(object).fillna("") for name in ("plane", "reason", "explanation")
    }
    return pd.concat([table, whole.assign(**texts)])
