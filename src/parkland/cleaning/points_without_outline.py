"""Parcels without an outline: the points of layers that a profile names as registers of points.

Their land is the stated area. It is listed and totalled as such and never measured, and the field
``outline`` of such a parcel is ``none``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.outlines import is_point

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.conventions import Profile

NO_OUTLINE = "none"


def points_of(raw: gpd.GeoDataFrame, profile: Profile) -> np.ndarray:
    """Return which records are points of a layer that the profile names.

    A record of a file that parkland wrote is one if it was one before.
    """
    found = is_point(raw.geometry.to_numpy())
    if found.any():
        named = raw["layer"].map(lambda layer: profile.holds_points(str(layer)))
        before = raw["outline"] == NO_OUTLINE if "outline" in raw.columns else False
        found &= (named.astype(bool) | before).to_numpy()
    return found


def with_outlines(
    facts: pd.DataFrame, points: np.ndarray, collector: IssueCollector
) -> pd.DataFrame:
    """Return the facts with the field ``outline``, and report points and those without an area."""
    if not points.any():
        return facts
    outline = facts["outline"].astype("str").mask(points, NO_OUTLINE)
    collector.add_number("geometry.points", outline.index[points], field="geometry")
    unknown = points & facts["stated_area_m2"].isna().to_numpy()
    collector.add("geometry.point_without_area", facts.index[unknown], field="stated_area_m2")
    return facts.assign(outline=outline)
