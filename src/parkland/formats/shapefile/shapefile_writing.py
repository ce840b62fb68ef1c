"""Write a shapefile that the programs of Chinese offices can open.

Text is in GBK or UTF-8, and both the .cpg and the language byte declare it. The .prj is in ESRI's
variant of WKT. Tables beside the shapefile hold what the format cannot, or should not show twice:
``<name>.fields.csv`` has the full name of every field and the names of other columns;
``<name>.texts.csv`` has texts of more than 254 bytes and texts with characters that the encoding
lacks; ``<name>.own.csv`` has the office's own columns from which a fact was read, and parkland's
notes. The last two are written only if there is something to hold. `read_parcels` restores
everything from these tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.errors import OutputError
from parkland.formats.gdal_writing import MIXED, geometry_type, write_layer
from parkland.formats.shapefile.dbf_writing import TEXT_BYTES, dbf_field, write_dbf
from parkland.formats.shapefile.field_names import short_names
from parkland.formats.shapefile.repeated_columns import told_apart
from parkland.formats.shapefile.sidecar_tables import (
    TEXTS_ENDING,
    CutText,
    write_fields,
    write_own,
    write_texts,
)
from parkland.formats.written_columns import as_attributes
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from parkland.choices import Lang
    from parkland.conventions import StatusSet
    from parkland.formats.shapefile.dbf_writing import DbfField
    from parkland.formats.written_columns import WrittenColumn

CPG = {"gbk": "GBK", "utf-8": "UTF-8"}


def write_shapefile(
    parcels: gpd.GeoDataFrame,
    path: Path,
    *,
    encoding: str,
    lang: Lang,
    statuses: StatusSet | None = None,
) -> str:
    """Write the files of a shapefile to the folder of `path`.

    Parameters
    ----------
    parcels
        The parcels.
    path
        The .shp; the other files have the same stem.
    encoding
        ``"gbk"`` or ``"utf-8"``.
    lang
        The language of headings and words.
    statuses
        The statuses and flags of the parcels. Default: those of every rulebook.

    Returns
    -------
    str
        A sentence on the texts that other programs see cut; empty if there are none.

    Raises
    ------
    OutputError
        If the format cannot hold the table.
    """
    every, silent = as_attributes(parcels, lang=lang, statuses=statuses)
    columns, aside = told_apart(every)
    shapes = parcels.geometry.to_numpy()
    if geometry_type(shapes) == MIXED:
        raise OutputError("formats.mixed_shapes", where=path.name)
    crs = parcels.crs.to_wkt("WKT1_ESRI") if parcels.crs else None
    # GDAL writes the .shp and the .shx. Its .dbf without columns is replaced below.
    write_layer(
        [], shapes, path, driver="ESRI Shapefile", geometry_type=geometry_type(shapes), crs=crs
    )
    if crs:  # GDAL changes some names in the .prj to names that ArcMap does not know
        path.with_suffix(".prj").write_text(crs, encoding="utf-8")
    path.with_suffix(".cpg").write_text(CPG[encoding], encoding="ascii")
    names = short_names([column.heading for column in columns], encoding)
    whole: list[CutText] = []
    fields: list[DbfField] = []
    numbers = [""] * len(parcels)
    for column, name in zip(columns, names, strict=True):
        if column.shape in ("text", "moment"):
            short = name.decode(encoding)
            texts, lost = _encoded(column, short, encoding)
            fields.append(dbf_field(column, name, texts))
            whole += lost
            if column.name == "parcel_id":
                numbers = [text.decode(encoding).strip(" \0") for text in texts]
        else:
            fields.append(dbf_field(column, name))
    write_dbf(fields, len(parcels), path.with_suffix(".dbf"), encoding=encoding)
    shown = [(n.decode(encoding), c.name, c.heading) for n, c in zip(names, columns, strict=True)]
    unshown = [("", column.name, column.heading) for column in (*aside, *silent)]
    write_fields(path, [*shown, *unshown])
    if aside:
        write_own(path, aside, numbers)
    if not whole:
        return ""
    write_texts(path, whole)
    return Phrase(
        "formats.cut_texts",
        count=len(whole),
        bytes=TEXT_BYTES,
        encoding=encoding,
        file=f"{path.stem}{TEXTS_ENDING}",
    )


def _encoded(column: WrittenColumn, short: str, encoding: str) -> tuple[list[bytes], list[CutText]]:
    """Return the encoded cells of a column, and the texts that were cut or lost characters."""
    texts: list[bytes] = []
    lost: list[CutText] = []
    known: dict[str, bytes] = {}
    for record, cell in enumerate(_strings(column), start=1):
        if cell not in known:
            raw = cell.encode(encoding, errors="replace")
            known[cell] = raw if len(raw) <= TEXT_BYTES else _cut(raw, encoding)
        texts.append(known[cell])
        written = known[cell].decode(encoding).strip(" \0")
        if written != cell.strip(" \0"):  # blanks at the ends are no text
            lost.append(CutText(record, short, written, cell))
    return texts, lost


def _strings(column: WrittenColumn) -> list[str]:
    values = column.cells
    filled = values.astype(object).where(values.notna(), "").tolist()
    return [str(value) for value in filled]


def _cut(raw: bytes, encoding: str) -> bytes:
    # Decoding without errors drops an incomplete character at the end.
    return raw[:TEXT_BYTES].decode(encoding, errors="ignore").encode(encoding)
