"""Read one layer of a vector file, with its receipt."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.errors import (
    CrsError,
    EncodingError,
    ImplausibleCoordinatesError,
    SourceFormatError,
    first_line,
)
from parkland.issues import Issue
from parkland.schema import MISPLACED
from parkland.sources import crs as systems
from parkland.sources import plausibility
from parkland.sources.dbf import Table
from parkland.sources.layers import Layer, files_of
from parkland.sources.receipt import Evidence, SourceReceipt
from parkland.sources.records import read_bulk, read_in_pieces
from parkland.sources.shapefile import BYTEWISE, decode, unused

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

    from parkland.profiles import Profile
    from parkland.sources.shapefile import Shapefile

ALWAYS_UTF8 = Evidence("utf-8", "format")


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

    The column `schema.MISPLACED` tells records whose coordinates do not lie where the others do.

    Raises
    ------
    SourceError
        If it cannot be read, or its encoding or reference system cannot be established.
    """
    frame, encoding, records, issues = (
        _read_shapefile(layer, how) if layer.container.format == "Shapefile" else _read_other(layer)
    )
    if how.axes == "north-east":
        frame = _with_swapped_axes(frame)
        issues.append(Issue(code="crs.swapped_axes", action="repaired"))
    boxes = frame.geometry.bounds.to_numpy(dtype="float64")
    crs, ground, misplaced = _placed(layer, frame, boxes, how)
    if crs is not None:
        issues += _crs_issues(plausibility.hull(boxes[~misplaced]), crs, ground, how)
    receipt = SourceReceipt(
        source=layer.shown,
        layer=layer.name,
        format=layer.container.format,
        files=files_of(layer),
        records=records,
        read=len(frame),
        shapeless=int((frame.geometry.isna() | frame.geometry.is_empty).sum()),
        geometry=", ".join(sorted({str(kind) for kind in frame.geom_type.dropna()})),
        columns=tuple(str(name) for name in frame.columns if name != frame.active_geometry_name),
        encoding=encoding,
        crs_evidence=ground,
        crs=crs,
        bounds=plausibility.hull(boxes),
        issues=tuple(replace(issue, source=layer.shown) for issue in issues),
    )
    placed = frame.set_crs(crs, allow_override=True) if crs else frame
    return placed.assign(**{MISPLACED: misplaced}), receipt


def _read_shapefile(
    layer: Layer, how: Reading
) -> tuple[gpd.GeoDataFrame, Evidence, int, list[Issue]]:
    parts = layer.shapefile()
    indexed, found = parts.indexed_records(), parts.table()
    table = found or Table()
    encoding, odd = parts.encoding(found, given=how.encoding, is_known=how.is_known)
    without = [table.names[place].decode("latin-1") for place in table.odd]
    with parts.readable(without_prj=not _has_usable_prj(parts)) as path:
        linked = replace(layer, container=replace(layer.container, path=path))
        bytewise, trouble = _read(linked, encoding=BYTEWISE, without=without)
    numbers = table.kept if len(table.kept) == len(bytewise) else None
    numbered = bytewise.set_axis(_index(numbers, len(bytewise)))
    frame, cut = decode(
        _with_odd_columns(numbered, table, matching=numbers is not None), encoding.value
    )
    told = _bad_cells(table, encoding.value, how.is_known) if numbers else []
    counts = parts.disagreement(found, len(frame))
    records = max(indexed, table.records, len(frame))
    return frame, encoding, records, [*odd, *_numbered(trouble, frame), *cut, *told, *counts]


def _has_usable_prj(parts: Shapefile) -> bool:
    """Say whether GDAL will not stumble over the .prj; what it declares is judged elsewhere."""
    try:
        return not parts.declaration or bool(
            systems.declared_crs(parts.declaration, where=parts.shown)
        )
    except CrsError:
        return False


def _index(numbers: tuple[int, ...] | None, size: int) -> pd.Index:
    """Return record numbers; counted as read where the .dbf speaks of other records."""
    import pandas as pd

    return pd.Index(numbers or range(1, size + 1), dtype="int64")


def _numbered(trouble: list[tuple[int, Issue]], frame: gpd.GeoDataFrame) -> list[Issue]:
    """Give issues about places in the file their record number; a negative place has none."""
    return [
        replace(issue, source_row=int(frame.index[place])) if place >= 0 else issue
        for place, issue in trouble
    ]


def _with_odd_columns(frame: gpd.GeoDataFrame, table: Table, *, matching: bool) -> gpd.GeoDataFrame:
    """Put in the columns that are taken from the bytes, empty if the records do not match."""
    import geopandas as gpd
    import pandas as pd

    whole: pd.DataFrame = frame
    for place, cells in sorted(table.odd.items()):
        heading = unused(table.names[place].decode("latin-1"), whole.columns)
        texts = [cell or None for cell in cells] if matching else None
        column = pd.Series(texts, index=whole.index, dtype="str")
        before = min(place, whole.shape[1] - 1)
        whole = pd.concat(
            [whole.iloc[:, :before], column.rename(heading), whole.iloc[:, before:]], axis=1
        )
    return gpd.GeoDataFrame(whole, geometry=frame.active_geometry_name)


def _bad_cells(table: Table, encoding: str, is_known: Callable[[str], bool]) -> list[Issue]:
    """Report cells that are not what their column promises; canonical fields report their own."""
    issues = []
    for place, numbers in table.bad.items():
        heading = table.names[place].decode(encoding, errors="replace")
        if is_known(heading):
            continue
        cells = dict(zip(table.kept, table.odd[place], strict=True))
        issues += [
            Issue(code="value.bad_cell", source_row=number, field=heading, value=cells[number])
            for number in numbers
        ]
    return issues


def _read_other(layer: Layer) -> tuple[gpd.GeoDataFrame, Evidence, int, list[Issue]]:
    frame, trouble = _read(layer, encoding=None, without=[])
    numbered = frame.set_axis(_index(None, len(frame)))
    for name in [n for n, kind in numbered.dtypes.items() if kind is np.dtype(object)]:
        numbered[name] = numbered[name].map(_flat)
    return numbered, ALWAYS_UTF8, len(numbered), _numbered(trouble, numbered)


def _flat(cell: Any) -> Any:
    """Return lists and mappings of a GeoJSON file as the JSON they were."""
    if isinstance(cell, list | tuple | dict | np.ndarray):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return cell


def _read(
    layer: Layer, *, encoding: str | None, without: list[str]
) -> tuple[gpd.GeoDataFrame, list[tuple[int, Issue]]]:
    """Read in bulk, else in pieces; issues come with the place of their record, or -1."""
    import pyogrio

    path, remarks = layer.container.path, []
    options: dict[str, Any] = {"encoding": encoding, "columns": None}
    if encoding is None:  # an offset of time must not move a day
        options["datetime_as_string"] = True
    try:
        with warnings.catch_warnings(record=True, action="always") as remarks:
            if without:
                fields = pyogrio.read_info(path, layer=layer.name, encoding=encoding)["fields"]
                options["columns"] = [str(field) for field in fields if field not in without]
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
        declared, ground = _declared(layer, frame)
        return plausibility.establish(
            declared, ground, boxes, asked=how.crs, profile=how.profile, where=layer.shown
        )
    except CrsError as error:
        if how.on_bad_crs == "record":
            nowhere = np.zeros(len(frame), dtype=bool)
            return None, Evidence("", "unusable", error.sentence), nowhere
        raise


def _declared(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[CRS | None, Evidence]:
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
    elif ground.how not in ("prj", "format"):
        issues.append(Issue(code="crs.guessed", value=ground.value))
    reach = systems.degrees_from_meridian(bounds, crs) if bounds else None
    if reach is not None and how.profile.box is None:
        issues.append(Issue(code="crs.far_from_meridian", value=f"{reach:.2f}"))
    return issues
