"""Exports: parcels as a file that other programs and people open.

What is written reads back equal, text and geometry, to the precision of the format: the canonical
columns are written under their own names (a shapefile keeps them in a table beside it), and
`read_parcels` with `clean` takes them as they are. Only where a row comes from is new: its first
source, layer and record number stand in ``raw_source``, ``raw_layer`` and ``raw_source_row``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from parkland.errors import ColumnError, OutputError, choose
from parkland.outputs import complete_or_absent, writable
from parkland.wording import LANGUAGES, wording

if TYPE_CHECKING:
    import os

    import geopandas as gpd

__all__ = ["write_parcels"]

ENDINGS = (".gpkg", ".csv", ".xlsx")
ENCODINGS = ("gbk", "utf-8")


def write_parcels(
    parcels: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    /,
    *,
    encoding: str | None = None,
    lang: str = "zh",
) -> Path:
    """Write parcels to a file, in the format of its ending: complete, or not at all.

    Parameters
    ----------
    parcels
        From `clean`, or `Ledger.parcels`. Zero rows are written too.
    path
        ``.gpkg`` opens in QGIS coloured by status, if there is one. ``.csv`` and ``.xlsx`` are
        plain tables for people, without geometry, in which no text becomes a formula.
    encoding
        ``"gbk"`` or ``"utf-8"``, where the format leaves the choice. Default: UTF-8 with a byte
        order mark for ``.csv``.
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
    ChoiceError

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
    choose(lang, LANGUAGES, "lang")
    if encoding is not None:
        choose(encoding, ENCODINGS, "encoding")
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
    with complete_or_absent(path) as beside:
        _write(parcels, beside, ending, stem=target.stem, encoding=encoding, lang=lang)
    return target


def _check(parcels: gpd.GeoDataFrame) -> None:
    if getattr(parcels, "active_geometry_name", None) is None:
        raise ColumnError("the table has no geometry", do="start from clean or open_ledger")
    if not parcels.columns.is_unique:
        raise ColumnError("two columns have the same name", do="rename one of them")


def _write(
    parcels: gpd.GeoDataFrame,
    path: Path,
    ending: str,
    *,
    stem: str,
    encoding: str | None,
    lang: str,
) -> None:
    from parkland.exports.content import as_fields, as_sheet
    from parkland.exports.geopackage import write_geopackage
    from parkland.exports.sheets import write_csv, write_xlsx

    if ending == ".gpkg":
        write_geopackage(as_fields(parcels), parcels, path, layer=stem, lang=lang)
    elif ending == ".csv":
        write_csv(as_sheet(parcels, lang=lang), path, encoding=encoding or "utf-8", lang=lang)
    else:
        title = wording("panel.parcels_layer", lang)
        write_xlsx(as_sheet(parcels, lang=lang), path, title=title, lang=lang)
