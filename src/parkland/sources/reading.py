"""Read one layer of a vector file, with its receipt."""

from __future__ import annotations

import json
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland import crs as systems
from parkland.column_names import free_name
from parkland.errors import (
    CrsError,
    EncodingError,
    ImplausibleCoordinatesError,
    SourceFormatError,
    first_line,
)
from parkland.formats import dxf, geoparquet, kml
from parkland.formats.evidence import Counts, Evidence
from parkland.formats.gdal_records import counted_rows, read_bulk, read_in_pieces
from parkland.formats.layers import Layer, files_of, paths_of
from parkland.formats.registry import DXF, KML, PARQUET, SURVEY
from parkland.formats.shapefile import sidecar_tables
from parkland.formats.shapefile.shapefile_reading import assemble
from parkland.formats.survey_txt import survey_reading
from parkland.formats.survey_txt.survey_crs import survey_crs
from parkland.issues import Issue
from parkland.schema import UNUSABLE
from parkland.sources import plausibility
from parkland.sources.receipt import SourceReceipt, sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    from pyproj import CRS

    from parkland.conventions import Profile

# By shapely's numbers of types.
KINDS = (
    "Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString",
    "MultiPolygon", "GeometryCollection",
)  # fmt: skip
ALWAYS_UTF8 = Evidence("utf-8", "format")

if TYPE_CHECKING:
    # The table, the evidence of its encoding, and what was odd.
    Read = tuple[gpd.GeoDataFrame, Evidence, list[Issue]]


def describe_layer(layer: Layer) -> SourceReceipt:
    """Return the receipt of a layer that is not read, because it holds no polygons."""
    return SourceReceipt(
        source=layer.shown,
        layer=layer.name,
        format=layer.container.format,
        files=files_of(layer),
        records=0,
        read=0,
        shapeless=0,
        geometry=layer.geometry,
        columns=(),
        encoding=Evidence("", "not_read"),
        crs_evidence=Evidence("", "not_read"),
        crs=None,
        bounds=None,
        issues=(Issue(code="source.skipped_layer", source=layer.shown, value=layer.geometry),),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How to read: what the user says in place of, or beyond, the evidence."""

    profile: Profile
    is_known: Callable[[str], bool]
    encoding: str | None = None
    crs: str | None = None
    axes: str = "east-north"
    on_bad_crs: str = "raise"  # or "record": in the evidence, for an inspection


def read_layer(layer: Layer, how: Reading) -> tuple[gpd.GeoDataFrame, SourceReceipt]:
    """Return the raw table of one layer, indexed by record number from 1, and its receipt.

    The column `schema.UNUSABLE` tells records that are lost, deleted, or lie elsewhere.

    Raises
    ------
    SourceError
        If it cannot be read, or its encoding or reference system cannot be established.
    """
    with ThreadPoolExecutor(1) as aside:  # hashing takes no interpreter lock
        digests = aside.submit(sha256, paths_of(layer))
        frame, encoding, counts, issues = _content(layer, how)
    if how.axes == "north-east" and layer.container.format != SURVEY:
        frame = _with_swapped_axes(frame)
        issues.append(Issue(code="crs.swapped_axes", action="repaired"))
    boxes = np.asarray(frame.geometry.bounds, dtype="float64")
    crs, ground, misplaced = _placed(layer, frame, boxes, how)
    if crs is not None:
        issues += _crs_issues(plausibility.hull(boxes[~misplaced]), crs, ground, how)
    receipt = SourceReceipt(
        source=layer.shown,
        layer=layer.name,
        format=layer.container.format,
        files=files_of(layer),
        records=len(frame),
        read=len(frame),
        shapeless=int((frame.geometry.isna() | frame.geometry.is_empty).sum()),
        geometry=", ".join(_kinds(frame)),
        columns=tuple(
            str(name)
            for name in frame.columns
            if name not in (frame.active_geometry_name, UNUSABLE)
        ),
        encoding=encoding,
        crs_evidence=ground,
        crs=crs,
        bounds=plausibility.hull(boxes),
        issues=tuple(replace(issue, source=layer.shown) for issue in issues),
        counts=counts,
        digests=digests.result(),
    )
    placed = frame.set_crs(crs, allow_override=True) if crs else frame
    if misplaced.any():
        fresh = misplaced & (placed[UNUSABLE] == "").to_numpy()
        placed = placed.assign(**{UNUSABLE: placed[UNUSABLE].mask(fresh, "geometry.misplaced")})
    return placed, receipt


def _content(layer: Layer, how: Reading) -> tuple[gpd.GeoDataFrame, Evidence, Counts, list[Issue]]:
    """Return what is in a layer, with the column `schema.UNUSABLE`."""
    import pandas as pd

    if layer.container.format == "Shapefile":
        whole = assemble(layer.shapefile(), given=how.encoding, is_known=how.is_known)
        frame, told = sidecar_tables.restored(whole.frame, layer.container.path)
        counts, issues = whole.counts, [*whole.issues, *told]
        encoding, codes = whole.encoding, whole.unusable
    else:
        read = READERS.get(layer.container.format, _read_other)
        frame, encoding, issues = read(layer, how.encoding)
        lost = {i.source_row for i in issues if i.code == "source.unreadable_record"}
        codes = np.where(frame.index.isin(lost), "source.unreadable_record", "")
        counts = Counts(unreadable=len(lost))
        absent = counted_rows(layer, len(frame)) - len(frame)
        if absent > 0:
            frame = frame.reindex(range(1, len(frame) + absent + 1))
            codes = np.concatenate([codes, np.full(absent, "source.missing_record")])
            counts = replace(counts, missing=absent)
        issues = [_as_remark(issue) if issue.source_row in lost else issue for issue in issues]
    if UNUSABLE in frame.columns:
        other = free_name(f"raw_{UNUSABLE}", frame.columns)
        frame = frame.rename(columns={UNUSABLE: other})
        issues.append(Issue(code="column.renamed", field=UNUSABLE, value=other))
    faults = pd.Series(codes, index=frame.index, dtype="str")
    return frame.assign(**{UNUSABLE: faults}), encoding, counts, issues


def _kinds(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the kinds of geometry in a table."""
    import shapely

    found = np.unique(shapely.get_type_id(frame.geometry.to_numpy()))
    return sorted(KINDS[kind] for kind in found.tolist() if kind >= 0)


def _as_remark(issue: Issue) -> Issue:
    """Return what was said of a lost record as a note: its loss is told by `clean`."""
    return replace(issue, code="source.remark", action="kept")


def _numbered(trouble: list[tuple[int, Issue]], frame: gpd.GeoDataFrame) -> list[Issue]:
    """Give issues about places in the file their record number; a negative place has none."""
    return [
        replace(issue, source_row=int(frame.index[place])) if place >= 0 else issue
        for place, issue in trouble
    ]


def _read_other(layer: Layer, encoding: str | None) -> Read:  # noqa: ARG001 - as every reader
    frame, trouble = _read(layer)
    numbered = _flattened(frame)
    return numbered, ALWAYS_UTF8, _numbered(trouble, numbered)


def _read_placemarks(layer: Layer, encoding: str | None) -> Read:
    frame, evidence, issues = _read_other(layer, encoding)
    return kml.without_drawing(frame), evidence, issues


def _read_parquet(layer: Layer, encoding: str | None) -> Read:  # noqa: ARG001 - as every reader
    frame = geoparquet.read_parquet(layer.container.path, where=layer.shown)
    return _flattened(frame), ALWAYS_UTF8, []


READERS: Mapping[str, Callable[[Layer, str | None], Read]] = MappingProxyType(
    {
        SURVEY: survey_reading.read_survey,
        DXF: dxf.read_drawing,
        KML: _read_placemarks,
        PARQUET: _read_parquet,
    }
)


def _flattened(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the records numbered; what is no single value stays as the JSON it was."""
    import pandas as pd

    numbered = frame.set_axis(pd.RangeIndex(1, len(frame) + 1))
    for name in [n for n, kind in numbered.dtypes.items() if kind is np.dtype(object)]:
        numbered[name] = numbered[name].map(_flat)
    return numbered


def _flat(cell: Any) -> Any:
    """Return lists and mappings of a GeoJSON file as the JSON they were."""
    if isinstance(cell, list | tuple | dict | np.ndarray):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return cell


def _read(layer: Layer) -> tuple[gpd.GeoDataFrame, list[tuple[int, Issue]]]:
    """Read in bulk, else in pieces; issues come with the place of their record, or -1."""
    remarks = []
    # An offset of time must not move a day.
    options: dict[str, Any] = {"encoding": None, "columns": None, "datetime_as_string": True}
    if layer.container.format == "GeoJSON":  # a text stays as written, if it looks like a day too
        options["DATE_AS_STRING"] = "YES"
    try:
        with warnings.catch_warnings(record=True, action="always") as remarks:
            frame = read_bulk(layer, options)
    except SourceFormatError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the bulk reader trips over, try in pieces
        return _read_in_pieces(layer, options, error)
    said = dict.fromkeys(str(remark.message) for remark in remarks)
    told = [(-1, Issue(code="source.remark", value=text)) for text in said]
    return frame.reset_index(drop=True), told


def _read_in_pieces(
    layer: Layer, options: dict[str, Any], error: Exception
) -> tuple[gpd.GeoDataFrame, list[tuple[int, Issue]]]:
    try:
        with warnings.catch_warnings(action="ignore"):
            frame, trouble = read_in_pieces(layer, options)
    except Exception as again:
        raise SourceFormatError(
            f"the layer {layer.name!r} cannot be read ({first_line(error)})",
            where=layer.shown,
            do="check that it opens in a GIS, and export it again",
        ) from again
    if isinstance(error, UnicodeDecodeError) and len(trouble) == len(frame):
        raise EncodingError(
            "its text is not in UTF-8, as the format demands",
            where=layer.shown,
            do="save it as UTF-8",
        ) from error
    bulk = Issue(code="source.read_in_pieces", value=first_line(error))
    return frame, [(-1, bulk), *trouble]


def _with_swapped_axes(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    import shapely

    swapped = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return frame.set_geometry(swapped)


def _placed(
    layer: Layer, frame: gpd.GeoDataFrame, boxes: np.ndarray, how: Reading
) -> tuple[CRS | None, Evidence, np.ndarray]:
    """Return the reference system, its ground, and which records do not lie where it is used.

    If it cannot be used: None with the reason, where that is asked for.
    """
    try:
        if plausibility.hull(boxes) is None and frame.geometry.notna().any():
            raise ImplausibleCoordinatesError(
                "no coordinate is a finite number", where=layer.shown, do="export the layer again"
            )
        declared, ground = _declared(layer, frame, how)
        return plausibility.establish(
            declared, ground, boxes, asked=how.crs, profile=how.profile, where=layer.shown
        )
    except CrsError as error:
        if how.on_bad_crs == "record":
            nowhere = np.zeros(len(frame), dtype=bool)
            return None, Evidence("", "unusable", error.sentence), nowhere
        raise


def _declared(
    layer: Layer, frame: gpd.GeoDataFrame, reading: Reading
) -> tuple[CRS | None, Evidence]:
    if layer.container.format == SURVEY:
        header = frame.attrs.pop(survey_reading.HEADER)
        if reading.crs not in (None, plausibility.GUESS):  # the user answers what the header leaves
            return None, Evidence("", "header")
        return survey_crs(header, where=layer.shown)
    if layer.container.format == "Shapefile":
        text = layer.shapefile().declaration
        crs = systems.declared_crs(text, where=layer.shown) if text else None
        how = "prj"
    else:
        crs = systems.identified(frame.crs) if frame.crs else None
        how = "format"
    return crs, Evidence(systems.described(crs) if crs else "", how)


def _crs_issues(
    bounds: systems.Box | None, crs: CRS, ground: Evidence, how: Reading
) -> list[Issue]:
    issues = []
    if ground.how == "given":
        issues.append(Issue(code="crs.given", value=ground.value))
    elif ground.how not in ("prj", "format", "header"):
        issues.append(Issue(code="crs.guessed", value=ground.value))
    reach = systems.degrees_from_meridian(bounds, crs) if bounds else None
    if reach is not None and how.profile.box is None:
        issues.append(Issue(code="crs.far_from_meridian", value=f"{reach:.2f}"))
    return issues
