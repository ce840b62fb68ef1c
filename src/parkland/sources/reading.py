"""Read one layer of any format, and make its receipt.

The reader of the format returns the content: encoding, columns and shapes. The next steps are the
same for every format: the order of axes, the reference system, the check of the coordinates, and
the receipt.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from parkland.column_names import free_name
from parkland.columns import understand, written_account
from parkland.columns.stored_names import with_file_names
from parkland.crs import misleading_name
from parkland.errors import CrsError, ImplausibleCoordinatesError, MissingCrsError
from parkland.formats.evidence import Evidence
from parkland.formats.layers import UNREAD, VIEW, Layer, LayerContent, ReadOptions
from parkland.geodesy.charts import horizontal
from parkland.issues import Issue
from parkland.schema import UNUSABLE
from parkland.sources import plausibility
from parkland.sources.areas_of_use import reach_of_zone
from parkland.sources.closed_lines import with_closed_lines
from parkland.sources.likely_systems import is_outside_law
from parkland.sources.receipt import SourceReceipt, sha256
from parkland.sources.written import is_written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd
    from pyproj import CRS

    from parkland import crs as systems
    from parkland.conventions import Profile

# The position of each kind is shapely's number of the type.
KINDS = (
    "Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString",
    "MultiPolygon", "GeometryCollection",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The settings for reading a layer.

    Attributes
    ----------
    profile
        The office's conventions.
    is_known
        A function that returns whether the profile knows a heading.
    encoding, crs, axes
        Values that the user names, which replace the evidence; see `read_parcels`.
    on_bad_crs
        ``"raise"`` raises an error for a reference system that cannot be used. ``"record"``, for an
        inspection, writes the reason into the evidence of the receipt.
    """

    profile: Profile
    is_known: Callable[[str], bool]
    encoding: str | None = None
    crs: CRS | int | str | None = None
    axes: str = "east-north"
    on_bad_crs: str = "raise"

    @property
    def is_table(self) -> Callable[[Path], bool] | None:
        """Says which registers are tables of points; None if the profile names no coordinates."""
        profile = self.profile
        return self._holds_points if profile.coordinates.are_named and profile.points else None

    def _holds_points(self, path: Path) -> bool:
        return self.profile.holds_points(path.stem)

    @property
    def options(self) -> ReadOptions:
        """The options for the format of the layer."""
        return ReadOptions(
            encoding=self.encoding,
            is_known=self.is_known,
            number_texts=self.profile.number_texts,
        )


def read_layer(layer: Layer, how: Reading) -> tuple[gpd.GeoDataFrame, SourceReceipt]:
    """Return the raw table of one layer, indexed by record number from 1, and its receipt.

    The column `schema.UNUSABLE` holds the issue code of an unusable record, and an empty text for
    any other. A record is unusable if it is lost, deleted, or outside the area of use of its
    reference system.

    Raises
    ------
    SourceError
        If the layer cannot be read, or its encoding or reference system cannot be established.
    """
    import pandas as pd

    # Hashing releases the interpreter lock, so that it runs while the layer is read.
    with ThreadPoolExecutor(1) as aside:
        digests = aside.submit(sha256, layer.files())
        content = layer.read(how.options)
    frame, issues = _with_codes(content)
    frame, about_shapes = _with_one_shape(frame)
    frame, about_lines = with_closed_lines(frame)
    issues += about_shapes + about_lines
    # The columns that parkland wrote keep their names.
    if not is_written(frame.columns):
        book = layer.field_book()
        frame, about_names = with_file_names(frame, book.aliases, book.codes, profile=how.profile)
        issues += about_names
    if how.axes == "north-east" and not content.has_fixed_axes:
        frame = _with_swapped_axes(frame)
        issues.append(Issue(code="crs.swapped_axes", action="repaired"))
    # Axes are swapped first, because the checks below need eastings before northings.
    boxes = np.asarray(frame.geometry.bounds, dtype="float64")
    crs, evidence, misplaced = _placed(layer, content, boxes, how)
    if crs is not None:
        issues += _crs_issues(plausibility.hull(boxes[~misplaced]), crs, evidence, how)
    own = pd.DataFrame(frame.drop(columns=[frame.active_geometry_name, UNUSABLE]))
    account_of = written_account if is_written(own.columns) else understand
    receipt = SourceReceipt(
        source=layer.shown,
        layer=layer.name,
        format=layer.container.format.name,
        files=_file_names(layer),
        records=len(frame),
        read=len(frame),
        shapeless=int((frame.geometry.isna() | frame.geometry.is_empty).sum()),
        geometry=", ".join(_kinds(frame)),
        columns=tuple(map(str, own.columns)),
        account=account_of(own, profile=how.profile),
        encoding=content.encoding,
        crs_evidence=evidence,
        crs=crs,
        bounds=plausibility.hull(boxes),
        issues=tuple(replace(issue, source=layer.shown) for issue in issues),
        counts=content.counts,
        digests=digests.result(),
        path=layer.file,
        row_labels=layer.row_labels,
    )
    placed = frame.set_crs(crs, allow_override=True) if crs else frame
    # A record that is unusable for another reason keeps the code of that reason.
    if misplaced.any():
        fresh = misplaced & (placed[UNUSABLE] == "").to_numpy()
        placed = placed.assign(**{UNUSABLE: placed[UNUSABLE].mask(fresh, "geometry.misplaced")})
    return placed, receipt


def describe_layer(layer: Layer) -> SourceReceipt:
    """Return the receipt of a layer that is not read.

    It holds no polygons, is a view, or declares a kind of geometry that is not read.
    """
    codes = {VIEW: "source.view", UNREAD: "source.unread_kind"}
    code = codes.get(layer.geometry, "source.skipped_layer")
    return SourceReceipt(
        source=layer.shown,
        layer=layer.name,
        format=layer.container.format.name,
        files=_file_names(layer),
        records=0,
        read=0,
        shapeless=0,
        geometry=layer.geometry,
        columns=(),
        encoding=Evidence("", "not_read"),
        crs_evidence=Evidence("", "not_read"),
        crs=None,
        bounds=None,
        issues=(Issue(code=code, source=layer.shown, value=layer.geometry),),
        path=layer.file,
    )


def _file_names(layer: Layer) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in layer.files()))


def _with_codes(content: LayerContent) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Return the records with the column `schema.UNUSABLE`; the office's own one is renamed."""
    import pandas as pd

    frame, issues = content.frame, list(content.issues)
    if UNUSABLE in frame.columns:
        other = free_name(f"raw_{UNUSABLE}", frame.columns)
        frame = frame.rename(columns={UNUSABLE: other})
        issues.append(Issue(code="column.renamed", field=UNUSABLE, value=other))
    codes = pd.Series(content.unusable, index=frame.index, dtype="str")
    # A table of a hundred columns warns of fragments if one is inserted.
    whole = pd.concat([frame, codes.rename(UNUSABLE)], axis=1)
    return cast("gpd.GeoDataFrame", whole), issues


def _with_one_shape(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Return the records with one column of shapes, the active one, and an issue for each other."""
    others = [
        name
        for name, dtype in frame.dtypes.items()
        if str(dtype) == "geometry" and name != frame.active_geometry_name
    ]
    if not others:
        return frame, []
    issues = [Issue(code="frame.more_shapes", field=str(name)) for name in others]
    return frame.drop(columns=others), issues


def _kinds(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the sorted names of the kinds of geometry in a table."""
    import shapely

    found = np.unique(shapely.get_type_id(frame.geometry.to_numpy()))
    return sorted(KINDS[kind] for kind in found.tolist() if kind >= 0)


def _with_swapped_axes(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    import shapely

    swapped = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return frame.set_geometry(swapped)


def _placed(
    layer: Layer, content: LayerContent, boxes: np.ndarray, how: Reading
) -> tuple[CRS | None, Evidence, np.ndarray]:
    """Return the reference system, its evidence, and which records lie outside its area of use.

    A faulty declaration does not matter if the user names a system. If no system can be used,
    `how.on_bad_crs` decides between an error and a result of None with the reason as evidence.
    """
    declared = content.declared
    try:
        if plausibility.hull(boxes) is None and content.frame.geometry.notna().any():
            raise ImplausibleCoordinatesError("sources.no_finite_coordinate", where=layer.shown)
        if declared.error is not None and how.crs in (None, plausibility.GUESS):
            raise plausibility.with_candidates(declared.error, boxes, how.profile)
        return plausibility.establish(
            declared.crs,
            declared.evidence,
            boxes,
            asked=how.crs,
            profile=how.profile,
            where=layer.shown,
        )
    except CrsError as error:
        if how.on_bad_crs == "record":
            nowhere = np.zeros(len(content.frame), dtype=bool)
            return None, Evidence("", "unusable", error.sentence), nowhere
        if layer.file is None and isinstance(error, MissingCrsError):  # a frame: no command line
            raise MissingCrsError(error.what, where=error.where, do="frames.name_crs") from None
        raise


def _crs_issues(
    bounds: systems.Box | None, crs: CRS, evidence: Evidence, how: Reading
) -> list[Issue]:
    """Return the issues on a system that was given or guessed, is far away or has a wrong name."""
    issues = []
    if evidence.how == "given":
        issues.append(Issue(code="crs.given", value=evidence.value))
    elif evidence.how not in ("prj", "format", "header", "frame"):
        issues.append(Issue(code="crs.guessed", value=evidence.value))
    # A profile with a box states where the land lies; it has accepted the distance to the meridian.
    reach = reach_of_zone(bounds, crs) if bounds else None
    if reach is not None and how.profile.box is None:
        issues.append(Issue(code="crs.far_from_meridian", value=f"{reach:.2f}"))
    if bounds and is_outside_law(bounds, crs, how.profile):
        issues.append(Issue(code="crs.outside_china"))
    if other := misleading_name(horizontal(crs)):
        issues.append(Issue(code="crs.name_differs", value=other))
    return issues
