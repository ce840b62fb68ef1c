"""Write parcels to a file for other programs and for people.

A written file can be read back: `read_parcels` and `clean` restore the same texts and geometries,
to the precision of the format. The canonical columns are written under their own names; a shapefile
keeps these names in a table beside it. Only the provenance changes: the columns ``raw_source``,
``raw_layer`` and ``raw_source_row`` hold the first source, layer and record number of a row.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from parkland.choices import Lang, TextEncoding, choose
from parkland.conventions import statuses_of
from parkland.display import Measure
from parkland.errors import (
    ColumnError,
    CrsError,
    LossyFormatWarning,
    OutputError,
    ParklandError,
)
from parkland.figures import leading_unit
from parkland.file_paths import file_path
from parkland.formats.format_lookup import written_formats
from parkland.formats.layers import WriteOptions
from parkland.ledger_record import Ledger, files_read, require_shapes, subject_of
from parkland.outputs import all_or_none, complete_or_absent
from parkland.overwriting import require_replaceable
from parkland.phrases import Phrase
from parkland.status import in_language
from parkland.units import area_unit

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    from pyproj import CRS

    from parkland.formats.layers import Writer
    from parkland.formats.registry import Format

__all__ = ["write_parcels"]


def write_parcels(
    ledger: Ledger | gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    /,
    *,
    crs: CRS | int | str | None = None,
    encoding: TextEncoding | None = None,
    lang: Lang = "zh",
    overwrite: bool = False,
) -> Path:
    """Write parcels to a file in the format of its ending.

    The file is complete or absent: if writing fails, an earlier file stays unchanged.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels from `clean`. A table without rows is written too.
    path
        The file. Its ending chooses the format:

        - ``.gpkg`` is GeoPackage; QGIS shows it with labels and headings, and by status if the
          table has one;
        - ``.qgz`` is a QGIS project with a print layout, and the GeoPackage beside it;
        - ``.geojson`` is GeoJSON by RFC 7946, in WGS 84;
        - ``.parquet`` is GeoParquet and needs ``parkland[parquet]``;
        - ``.shp`` is a shapefile for ArcMap and CAD, with tables of full names and whole texts
          beside it;
        - ``.txt`` is the survey TXT (勘测定界), which holds only number, name, area, use and class;
        - ``.csv`` and ``.xlsx`` are tables for people, without geometry.
    crs
        The reference system of the file: anything that pyproj accepts, such as ``"EPSG:4528"``,
        ``4528`` or a `pyproj.CRS`. It must be on the datum of the parcels. Default: the system of
        the parcels.
    encoding
        ``"gbk"`` or ``"utf-8"``. Default: GBK for ``.shp`` and ``.txt``, UTF-8 with a byte order
        mark for ``.csv``. Other formats always use UTF-8.
    lang
        The language of headings, words and legend: ``"zh"`` or ``"en"``.
    overwrite
        Whether a file that parkland did not write may be replaced, such as a GeoPackage with other
        layers. A file from which the ledger was read is never replaced.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    OutputError
        If the format is not one of these, the file cannot be written, or it may not be replaced.
    ColumnError
        If the table has no geometry, or two columns of one name.
    CrsError
        If the parcels cannot be transformed to `crs` without a change of datum.
    ChoiceError
        If `encoding` or `lang` is not one of its choices.

    Warns
    -----
    LossyFormatWarning
        If a text had to be changed for the format; the message names the file with the whole text.

    Examples
    --------
    >>> import tempfile
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pk.write_parcels(ledger, f"{folder}/parcels.gpkg")
    ...     len(pk.read_parcels(path))
    29
    """
    language: Lang = choose(lang, Lang, "lang")
    if encoding is not None:
        choose(encoding, TextEncoding, "encoding")
    # Of a ledger the reasons are made in the language of the file; a table is written as it is.
    told = in_language(ledger, lang) if isinstance(ledger, Ledger) else ledger
    parcels: gpd.GeoDataFrame = subject_of(told).parcels
    target = file_path(path)
    ending = target.suffix.lower()
    form = written_formats().get(ending)
    if form is None:
        raise OutputError(
            "outputs.no_parcels",
            where=path,
            ending=ending or Phrase("errors.no_ending"),
            endings=list(written_formats()),
        )
    require_replaceable(path, inputs=files_read(ledger), overwrite=overwrite)
    parcels = _checked(parcels)
    placed = parcels if crs is None else _in_system(parcels, crs, where=path)
    options = WriteOptions(
        layer=target.stem,
        encoding=encoding or (*form.encodings, "utf-8")[0],
        lang=language,
        statuses=statuses_of(ledger),
        printed_area=_printed_area(ledger),
    )
    with _place_of(target, form) as place:
        writer: Writer = form.load()
        loss = writer.write(placed, place, options)
    if loss:
        warnings.warn(LossyFormatWarning(loss, where=target), stacklevel=2)
    return target


def _printed_area(ledger: Ledger | gpd.GeoDataFrame) -> Measure:
    """Return the unit of the labels of a layer: that in which maps of the ledger print areas."""
    unit = leading_unit(ledger)
    digits = subject_of(ledger).conventions.areas.digits[unit]
    return Measure(unit, area_unit(unit).per_m2, digits)


def _checked(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the parcels with texts as names of columns, which every format needs."""
    require_shapes(parcels)
    names = [str(name) for name in parcels.columns]
    if len(names) != len(set(names)):
        raise ColumnError("outputs.two_columns_same_name")
    return parcels if names == list(parcels.columns) else parcels.set_axis(names, axis=1)


def _in_system(
    parcels: gpd.GeoDataFrame, crs: CRS | int | str, *, where: object
) -> gpd.GeoDataFrame:
    from parkland.crs import compatible, described, given_crs

    wanted = given_crs(crs)
    if parcels.crs is None or not compatible(parcels.crs, wanted):
        own = Phrase("crs.none") if parcels.crs is None else described(parcels.crs)
        raise CrsError("outputs.another_datum", where=where, own=own, wanted=described(wanted))
    return parcels.to_crs(wanted)


@contextmanager
def _place_of(target: Path, form: Format) -> Iterator[Path]:
    """Yield the temporary path for a writer; its files replace the earlier ones together."""
    if form.parts or form.companions:
        with all_or_none(target, stale=form.load().STALE) as main_file:
            yield main_file
        return
    with complete_or_absent(target) as beside:
        try:
            yield beside
        except ParklandError as error:
            # A writer knows only the temporary name; the user knows the target.
            if error.where == beside.name:
                error.where = str(target)
            raise
