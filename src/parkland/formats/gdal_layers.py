"""Read layers with GDAL.

The registry names this module for a format that GDAL reads without special treatment. Another
format has its own module with a subclass of `GdalLayer`, which can set open options, count records
independently of GDAL, or leave out columns.
"""

from __future__ import annotations

import json
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from parkland.crs import described, identified, require_no_file
from parkland.errors import CrsError, EncodingError, SourceFormatError, brief
from parkland.formats.curves import (
    STEP,
    arc_step,
    with_known_kinds,
    without_curved_collections,
)
from parkland.formats.evidence import Counts, Evidence
from parkland.formats.gdal_guard import list_layers, read_about
from parkland.formats.gdal_pieces import read_bulk, read_in_pieces
from parkland.formats.layers import DeclaredCrs, Layer, LayerContent, ReadOptions, named_layers
from parkland.formats.library_remarks import cause_of, remarks_of
from parkland.issues import Issue
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from parkland.formats.layers import Container

ALWAYS_UTF8 = Evidence("utf-8", "format")


@dataclass(frozen=True, slots=True, kw_only=True)
class GdalLayer(Layer):
    """A layer of a format that GDAL reads and whose text is always UTF-8."""

    # Options of `pyogrio.read_dataframe`, among them open options of the driver.
    options: ClassVar[Mapping[str, Any]] = {}
    # Whether a header states the number of records, so that it is known without reading them.
    states_count: ClassVar[bool] = True

    @property
    def may_hold_curves(self) -> bool:
        """Whether the records can have true arcs."""
        return True

    def count_rows(self, read: int) -> int:
        """Return the number of records, counted without GDAL; it is at least `read`."""
        return read

    def read(self, options: ReadOptions) -> LayerContent:  # noqa: ARG002 - the encoding is fixed
        """Return every record.

        Raises
        ------
        SourceFormatError
            If the layer cannot be read, or has no geometry.
        EncodingError
            If its text is not in UTF-8.
        """
        import geopandas as gpd

        with arc_step(STEP):
            frame, unusable, issues = self._records()
        kept, lost = without_curved_collections(frame.geometry.to_numpy())
        if lost.any():
            frame = frame.set_geometry(gpd.GeoSeries(kept, frame.index, crs=frame.crs))
            unusable = np.where(lost, "source.unreadable_record", unusable)
            rows = frame.index[lost]
            issues += [Issue(code="geometry.kind", source_row=int(row)) for row in rows]
        if self.may_hold_curves:  # or surfaces
            known = with_known_kinds(self, frame.geometry.to_numpy())
            for code, which in (
                ("geometry.curves", known.curved),
                ("geometry.surfaces", known.is_surface),
            ):
                if which.any():
                    issues.append(Issue(code=code, value=str(int(which.sum()))))
            if (known.curved | known.is_surface).any():
                shapes = gpd.GeoSeries(known.shapes, frame.index, crs=frame.crs)
                frame = frame.set_geometry(shapes)
        declared = declared_by(frame)
        counted = self.rows[1] if self.rows else self.count_rows(len(frame))
        missing = max(0, counted - len(frame))
        counts = Counts(unreadable=int((unusable != "").sum()), missing=missing)
        if missing:
            frame = frame.reindex(range(1, len(frame) + missing + 1))
            unusable = np.concatenate([unusable, np.full(missing, "source.missing_record")])
        if self.states_count and not self.rows and (promised := self._promised()) > len(frame):
            value = f"{promised} > {len(frame)}"
            issues.append(Issue(code="source.count_mismatch", value=value))
        return LayerContent(
            frame=frame,
            unusable=unusable,
            encoding=ALWAYS_UTF8,
            declared=declared,
            counts=counts,
            issues=issues,
        )

    def _promised(self) -> int:
        """Return the number of records that the file states in a header; 0 if it states none."""
        with suppress(Exception), warnings.catch_warnings(action="ignore"):
            about = read_about(self.container, layer=self.name)
            if about["capabilities"]["fast_feature_count"]:
                return int(about["features"])
        return 0

    def _records(self) -> tuple[gpd.GeoDataFrame, np.ndarray, list[Issue]]:
        """Return the records, their codes for `LayerContent.unusable`, and the issues.

        The records are read in bulk. If that fails, they are read in pieces.
        """
        # Dates are read as texts: GDAL would convert a time with an offset, which can move the day.
        options = {"encoding": None, "columns": None, "datetime_as_string": True, **self.options}
        remarks = []
        try:
            with warnings.catch_warnings(record=True, action="always") as remarks:
                frame = read_bulk(self, options, **self._part())
        except SourceFormatError:
            raise
        except Exception as error:
            if self.rows:
                raise SourceFormatError(
                    "formats.records_unreadable",
                    where=self.shown,
                    first=self.rows[0] + 1,
                    reason=cause_of(error),
                ) from error
            return self._in_pieces(options, error)
        # GDAL repeats a warning for every record; each text becomes one issue.
        issues = remarks_of([str(remark.message) for remark in remarks])
        numbered = numbered_records(frame)
        return numbered, np.full(len(numbered), "", dtype=object), issues

    def _part(self) -> dict[str, int]:
        if self.rows is None:
            return {}
        return {"skip_features": self.rows[0], "max_features": self.rows[1]}

    def _in_pieces(
        self, options: Mapping[str, Any], error: Exception
    ) -> tuple[gpd.GeoDataFrame, np.ndarray, list[Issue]]:
        try:
            with warnings.catch_warnings(action="ignore"):
                pieces = read_in_pieces(self, options)
        except Exception as again:
            raise SourceFormatError(
                "formats.layer_unreadable",
                where=self.shown,
                layer=brief(self.name),
                reason=cause_of(error),
            ) from again
        # If the text of every record fails, the whole file has another encoding. If only some fail,
        # these records are damaged.
        if isinstance(error, UnicodeDecodeError) and len(pieces.issues) == len(pieces.frame):
            raise EncodingError("formats.not_utf_8", where=self.shown) from error
        numbered = numbered_records(pieces.frame)
        unusable = np.full(len(numbered), "", dtype=object)
        unusable[pieces.lost] = "source.unreadable_record"
        bulk = Issue(code="source.read_in_pieces")
        return numbered, unusable, [bulk, *pieces.issues]


def layers_of(
    container: Container,
    /,
    *,
    kind: type[GdalLayer] = GdalLayer,
    listed: Iterable[tuple[str, str]] | None = None,
) -> list[Layer]:
    """Return the layers of a file that GDAL reads.

    Parameters
    ----------
    container
        The file.
    kind
        The class of its layers.
    listed
        The name and the kind of geometry of each layer. Default: those that GDAL lists.

    Raises
    ------
    SourceFormatError
        If GDAL cannot open the file.
    """
    pairs = listed_layers(container) if listed is None else listed
    return [
        kind(container=container, name=name, geometry=geometry, shown=shown)
        for name, geometry, shown in named_layers(container, pairs)
    ]


def listed_layers(container: Container, *, program: str = "formats.gis") -> list[tuple[str, str]]:
    """Return the name and the kind of each layer that GDAL lists; the kind of a table is ``None``.

    Raises
    ------
    SourceFormatError
        If GDAL cannot open the file; the remedy names `program`.
    """
    try:
        return list_layers(container)
    except Exception as error:
        raise cannot_be_opened(container, error, program=program) from error


def cannot_be_opened(
    container: Container, error: Exception, *, program: str = "formats.gis"
) -> SourceFormatError:
    """Return the error for a file that GDAL cannot open."""
    return SourceFormatError(
        "formats.file_unreadable",
        where=container.shown,
        reason=cause_of(error),
        program=Phrase(program),
    )


def declared_by(frame: gpd.GeoDataFrame) -> DeclaredCrs:
    """Return the reference system of a table as a declaration of its format."""
    if not frame.crs:
        return DeclaredCrs(None, Evidence("", "format"))
    try:
        require_no_file(frame.crs.to_json(), where="")
    except CrsError as error:
        return DeclaredCrs(None, Evidence("", "format"), error)
    crs = identified(frame.crs)
    return DeclaredCrs(crs, Evidence(described(crs), "format"))


def numbered_records(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the records indexed from 1; lists and mappings in cells become JSON texts."""
    import pandas as pd

    numbered = frame.set_axis(pd.RangeIndex(1, len(frame) + 1))
    for name in [n for n, kind in numbered.dtypes.items() if kind is np.dtype(object)]:
        numbered[name] = numbered[name].map(_flat)
    return numbered


def _flat(cell: Any) -> Any:
    if isinstance(cell, list | tuple | dict | np.ndarray):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return cell
