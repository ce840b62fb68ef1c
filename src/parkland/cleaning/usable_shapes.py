"""Which geometries are parcels: polygons with an area, valid or repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parkland.cleaning.shape_repair import POLYGONS, REPAIRS, by_position, repaired
from parkland.display import parcel_names

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.conventions import AreaRules

DEGREE_M = 111_320.0  # a degree of latitude is 110.6 to 111.7 km long
WIDEST_M = 50_000.0  # a parcel that reaches further has a corner with a wrong digit


@np.errstate(invalid="ignore")
def validity_of(geometry: np.ndarray) -> np.ndarray:
    """Return which shapes are valid. A collection counts by its polygons; a missing one is not."""
    shapes = geometry.copy()
    collections = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    shapes[collections] = [_polygons_of(shape) for shape in shapes[collections]]
    valid: np.ndarray = shapely.is_valid(shapes)
    return valid


@np.errstate(invalid="ignore")  # shapes that are not finite are reported below
def usable_geometries(
    geometry: gpd.GeoSeries,
    collector: IssueCollector,
    *,
    valid: np.ndarray,
    on_invalid: str,
    rules: AreaRules,
    known: pd.Series | None = None,
    points: np.ndarray | None = None,
) -> tuple[gpd.GeoSeries, pd.Series]:
    """Return usable geometries, and the code of what makes a row unusable (empty if it is usable).

    Heights and measures are dropped. An invalid geometry is repaired by `shape_repair`: its rings
    are shells and holes by position, and then each ring is made valid. The issue holds the area
    before and after; a change beyond the tolerances of the profile is an error.

    Parameters
    ----------
    valid
        From `validity_of`.
    on_invalid
        ``"repair"`` an invalid geometry, or ``"quarantine"`` it. Roles of rings by position are not
        a repair: with ``"quarantine"`` a shape is kept if nothing else is wrong with it.
    rules
        The tolerances of the profile.
    known
        Codes of rows that are unusable for another reason; an empty text for the others.
    points
        Which rows are parcels without an outline: points of layers that the profile names.
    """
    import geopandas as gpd
    import pandas as pd

    shapes = geometry.to_numpy(copy=True)
    faults = np.full(len(shapes), "", dtype=object)
    if known is not None:
        faults[:] = known.to_numpy(dtype=object)
    details = np.full(len(shapes), "", dtype=object)

    def fail(mask: np.ndarray, code: str, detail: np.ndarray | None = None) -> None:
        fresh = mask & (faults == "")
        faults[fresh] = code
        if detail is not None:
            details[fresh] = detail[fresh]

    fail(shapely.is_missing(shapes) | shapely.is_empty(shapes), "geometry.missing")
    shapes = _without_lines(shapes, geometry, collector, usable=faults == "")
    kinds = shapely.get_type_id(shapes)
    without = np.zeros(len(shapes), dtype=bool) if points is None else points
    others = ~np.isin(kinds, POLYGONS) & ~without
    if others.any():
        fail(others, "geometry.not_polygon", geometry.geom_type.to_numpy(dtype=object))
    fail(~_finite(shapes), "geometry.not_finite")
    shapes = _flat(shapes, geometry, collector, usable=faults == "")
    invalid = ~valid & (faults == "")
    shapes = _valid_shapes(shapes, invalid, geometry, collector, on_invalid, rules)
    if on_invalid == "quarantine":
        invalid &= ~shapely.is_valid(shapes)
        fail(invalid, "geometry.invalid", _where(shapely.is_valid_reason, shapes, invalid))
    fail(~(shapely.area(shapes) > 0) & ~without, "geometry.no_area")
    index = geometry.index
    reasons = pd.Series(faults, index=index, dtype="str")
    detail = pd.Series(details, index=index, dtype="str")
    for code in dict.fromkeys(reasons[reasons != ""]):
        rows = index[reasons == code]
        collector.add(code, rows, field="geometry", values=detail, action="quarantined")
    return gpd.GeoSeries(shapes, index=index, crs=geometry.crs), reasons


def _valid_shapes(
    shapes: np.ndarray,
    invalid: np.ndarray,
    geometry: gpd.GeoSeries,
    collector: IssueCollector,
    on_invalid: str,
    rules: AreaRules,
) -> np.ndarray:
    """Return shapes of which the invalid ones are repaired, and report each repair."""
    import pandas as pd

    if not invalid.any():
        return shapes
    whole = shapes.copy()
    nested = by_position(shapes[invalid])
    places = np.flatnonzero(invalid)
    if on_invalid == "quarantine":
        sound = shapely.is_valid(nested)
        places, nested = places[sound], nested[sound]
    repairs = repaired(shapes[places], nested, geometry.crs, rules)
    whole[places] = repairs.shapes
    left = shapely.area(repairs.shapes) > 0
    changes = pd.Series(repairs.changes, index=geometry.index[places], dtype="str")
    for code in REPAIRS:
        rows = geometry.index[places[left & (repairs.codes == code)]]
        collector.add(code, rows, field="geometry", values=changes, action="repaired")
    return whole


def _without_lines(
    shapes: np.ndarray, geometry: gpd.GeoSeries, collector: IssueCollector, *, usable: np.ndarray
) -> np.ndarray:
    """Return shapes in which a collection is reduced to its polygons, if it has any."""
    collections = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    mixed = np.flatnonzero(collections & usable)
    for place in mixed:
        shapes[place] = _polygons_of(shapes[place])
    lighter = mixed[np.isin(shapely.get_type_id(shapes[mixed]), POLYGONS)]
    rows = geometry.index[lighter]
    collector.add("geometry.parts_dropped", rows, field="geometry", action="repaired")
    return shapes


def _flat(
    shapes: np.ndarray, geometry: gpd.GeoSeries, collector: IssueCollector, *, usable: np.ndarray
) -> np.ndarray:
    """Return shapes without heights and measures, and report how many of a source had them."""
    for has, code in ((shapely.has_z, "geometry.z_dropped"), (shapely.has_m, "geometry.m_dropped")):
        more = has(shapes) & usable
        if more.any():
            collector.add_number(code, geometry.index[more], field="geometry")
            shapes = shapely.force_2d(shapes)
    return shapes


def report_duplicates(geometry: pd.Series, named: pd.DataFrame, collector: IssueCollector) -> None:
    """Report every parcel whose shape is exactly that of an earlier one.

    `named` has the number, the name and the record of each parcel, by which a message calls it.

    Equal shapes have equal bounding boxes. The costly normal form, which does not depend on where a
    ring starts, is made only for shapes that share their box with another.
    """
    import pandas as pd

    shapes = np.asarray(geometry)
    boxes = pd.DataFrame(shapely.bounds(shapes), index=geometry.index)
    alike = boxes.duplicated(keep=False).to_numpy()
    if not alike.any():
        return
    forms = pd.Series(shapely.to_wkb(shapely.normalize(shapes[alike])), index=geometry.index[alike])
    again = forms.duplicated()
    if again.any():
        first = forms[~again].reset_index().set_index(0)["index"]
        partners = first[forms[again]]
        names = parcel_names(named.loc[partners.unique()], form="located")
        partners = pd.Series(names[partners].to_numpy(), index=forms.index[again], dtype="str")
        collector.add("geometry.duplicate", forms.index[again], field="geometry", values=partners)


def _finite(shapes: np.ndarray) -> np.ndarray:
    coordinates = shapely.get_coordinates(shapes)
    if np.isfinite(coordinates).all():
        return np.ones(len(shapes), dtype=bool)
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def report_odd_sizes(geometry: Any, collector: IssueCollector, *, least_width_m: float) -> None:
    """Report parcels narrower than `least_width_m`, and those that reach further than 50 km.

    The width is twice the area over the perimeter: for a long strip this is its width, for a square
    it is half of a side.
    """
    import pandas as pd

    shapes = _in_metres(geometry)
    with np.errstate(invalid="ignore", divide="ignore"):
        widths = 2 * shapely.area(shapes) / shapely.length(shapes)
    thin = widths < least_width_m
    if thin.any():
        texts = pd.Series([f"{width:.2f}" for width in widths[thin]], index=geometry.index[thin])
        collector.add("geometry.sliver", texts.index, field="geometry", values=texts)
    west, south, east, north = shapely.bounds(shapes).T
    reaches = np.maximum(east - west, north - south)
    wide = reaches > WIDEST_M
    if wide.any():
        texts = pd.Series([f"{reach / 1000:.1f}" for reach in reaches[wide]], geometry.index[wide])
        collector.add("geometry.far_corner", texts.index, field="geometry", values=texts)


def _in_metres(geometry: gpd.GeoSeries) -> np.ndarray:
    """Return shapes in metres for a measure of width; degrees are scaled at each shape's latitude.

    Each shape is scaled by itself, so that its width does not depend on the rest of the table.
    """
    crs, shapes = geometry.crs, geometry.to_numpy()
    if crs is None:
        return shapes
    if not crs.is_geographic:
        metre = crs.axis_info[0].unit_conversion_factor
        return shapes if metre == 1 else shapely.transform(shapes, lambda xy: xy * metre)
    degrees, owners = shapely.get_coordinates(shapes, return_index=True)
    latitudes = np.radians(shapely.bounds(shapes)[:, 1])[owners]
    metres = degrees * DEGREE_M
    metres[:, 0] *= np.cos(latitudes)
    scaled: np.ndarray = shapely.set_coordinates(shapes.copy(), metres)
    return scaled


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a collection as one multipolygon, or the collection if it has none."""
    parts = shapely.get_parts(shape)
    singles = [single for part in parts for single in shapely.get_parts(part)]
    polygons = [one for one in singles if shapely.get_type_id(one) in POLYGONS]
    return shapely.multipolygons(polygons) if polygons else shape


def _where(function: object, shapes: np.ndarray, mask: np.ndarray) -> np.ndarray:
    found = np.full(len(shapes), "", dtype=object)
    found[mask] = function(shapes[mask])  # type: ignore[operator]
    return found
