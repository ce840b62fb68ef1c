"""Exports: parcels as a file that other programs and people open.

What is written reads back equal, text and geometry, to the precision of the format: the canonical
columns are written under their own names (a shapefile keeps them in a table beside it), and
`read_parcels` with `clean` takes them as they are. Only where a row comes from is new: its first
source, layer and record number stand in ``raw_source``, ``raw_layer`` and ``raw_source_row``.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from parkland.choices import Lang, TextEncoding, choose
from parkland.errors import (
    ColumnError,
    CrsError,
    LossyFormatWarning,
    OutputError,
    ParklandError,
)
from parkland.outputs import all_or_none, complete_or_absent, writable
from parkland.wording import wording

if TYPE_CHECKING:
    import os

    import geopandas as gpd

__all__ = ["write_parcels"]

ENDINGS = (".gpkg", ".geojson", ".parquet", ".shp", ".txt", ".csv", ".xlsx")


def write_parcels(
    parcels: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    /,
    *,
    crs: str | None = None,
    encoding: str | None = None,
    lang: str = "zh",
) -> Path:
    """Write parcels to a file, in the format of its ending: complete, or not at all.

    Parameters
    ----------
    parcels
        From `clean`, or `Ledger.parcels`. Zero rows are written too.
    path
        The file, in the format of its ending:

        - ``.gpkg`` opens in QGIS coloured by status, if there is one;
        - ``.geojson`` as RFC 7946 has it, in WGS 84;
        - ``.parquet`` as GeoParquet, with ``parkland[parquet]``;
        - ``.shp`` for ArcMap and CAD, with tables of full names and whole texts beside it;
        - ``.txt`` the survey TXT (勘测定界), which has only number, name, area, use and class;
        - ``.csv`` and ``.xlsx`` plain tables for people, without geometry.
    crs
        Reference system to write in, as ``"EPSG:4528"``; one of the same datum. Default: that of
        the parcels.
    encoding
        ``"gbk"`` or ``"utf-8"``. Default: GBK for ``.shp`` and ``.txt``, UTF-8 with a byte order
        mark for ``.csv``. Other formats are always UTF-8.
    lang
        Language of headings, words and legend: ``"zh"`` or ``"en"``.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    OutputError
        If the format is not one of these, or the file cannot be written; an earlier file stays as
        it was.
    ColumnError
        If the table has no geometry.
    CrsError
        If the parcels cannot be brought into `crs` without a change of datum.
    ChoiceError

    Warns
    -----
    LossyFormatWarning
        If a text had to be changed for the format; the message says where the whole one is.

    Examples
    --------
    >>> import tempfile
    >>> import parkland as pk
    >>> parcels = pk.open_ledger(pk.sample_path(), as_of="2020-12-31").parcels
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pk.write_parcels(parcels, f"{folder}/parcels.gpkg")
    ...     len(pk.read_parcels(path))
    29
    """
    choose(lang, Lang, "lang")
    if encoding is not None:
        choose(encoding, TextEncoding, "encoding")
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise OutputError(
            f"parcels are not written as {ending or 'a file without an ending'}",
            where=path,
            do=f"use one of {', '.join(ENDINGS)}",
        )
    writable(path)
    _check(parcels)
    placed = parcels if crs is None else _in_system(parcels, crs, where=path)
    if ending == ".shp":
        from parkland.exports.shapefile import STALE, write_shapefile

        with all_or_none(path, stale=STALE) as chief:
            loss = write_shapefile(placed, chief, encoding=encoding or "gbk", lang=lang)
    else:
        with complete_or_absent(path) as beside:
            try:
                loss = _write(
                    placed, beside, ending, stem=target.stem, encoding=encoding, lang=lang
                )
            except ParklandError as error:
                if error.where == beside.name:
                    error.where = str(target)
                raise
    if loss:
        warnings.warn(f"{target}: {loss}", LossyFormatWarning, stacklevel=2)
    return target


def _check(parcels: gpd.GeoDataFrame) -> None:
    if getattr(parcels, "active_geometry_name", None) is None:
        raise ColumnError("the table has no geometry", do="start from clean or open_ledger")
    if not parcels.columns.is_unique:
        raise ColumnError("two columns have the same name", do="rename one of them")


def _in_system(parcels: gpd.GeoDataFrame, crs: str, *, where: object) -> gpd.GeoDataFrame:
    from parkland.crs import compatible, described, given_crs

    wanted = given_crs(crs)
    if parcels.crs is None or not compatible(parcels.crs, wanted):
        own = "in no reference system" if parcels.crs is None else f"in {described(parcels.crs)}"
        raise CrsError(
            f"the parcels are {own}, and {described(wanted)} is on another datum",
            where=where,
            do="transform them with the county's parameters first",
        )
    return parcels.to_crs(wanted)


def _write(
    parcels: gpd.GeoDataFrame,
    path: Path,
    ending: str,
    *,
    stem: str,
    encoding: str | None,
    lang: str,
) -> str:
    """Write a format of one file; return what of it is not as it was."""
    from parkland.exports.content import as_fields, as_sheet
    from parkland.exports.geopackage import write_geopackage
    from parkland.exports.interchange import write_geojson, write_parquet
    from parkland.exports.sheets import write_csv, write_xlsx
    from parkland.exports.survey import write_survey

    if ending == ".gpkg":
        write_geopackage(as_fields(parcels), parcels, path, layer=stem, lang=lang)
    elif ending == ".geojson":
        write_geojson(as_fields(parcels), parcels, path, layer=stem)
    elif ending == ".parquet":
        write_parquet(as_fields(parcels), parcels, path)
    elif ending == ".txt":
        return write_survey(parcels, path, encoding=encoding or "gbk")
    elif ending == ".csv":
        write_csv(as_sheet(parcels, lang=lang), path, encoding=encoding or "utf-8", lang=lang)
    else:
        title = wording("panel.parcels_layer", lang)
        write_xlsx(as_sheet(parcels, lang=lang), path, title=title, lang=lang)
    return ""
