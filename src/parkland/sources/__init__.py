"""Sources: read the files of land offices into one raw table, with a receipt for each layer.

`parkland.formats.registry` lists the formats. Encoding and reference system are inferred from
evidence, and every guess becomes an issue. The raw table has the office's own columns, `source`,
`layer` and `source_row` (counted from 1), and the geometry. ``attrs["receipts"]`` holds the
receipts for `clean`. A join before `clean` loses them, because pandas drops `attrs`; a `Ledger`
keeps them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from parkland.choices import AxesOrder, choose, require_text
from parkland.column_names import free_name
from parkland.columns import Headings
from parkland.conventions import Profile, load_profile
from parkland.crs import compatible, described
from parkland.errors import CrsError, NoParcelsError
from parkland.formats.evidence import Counts, Evidence
from parkland.issues import Issue
from parkland.progress import progress
from parkland.schema import PROVENANCE, RESTORED
from parkland.sources.given_sources import GivenSource, given_sources, listed
from parkland.sources.layer_choice import SeenSources, chosen_layers, layers_of_source
from parkland.sources.reading import Reading, describe_layer, read_layer
from parkland.sources.receipt import Land, SourceReceipt, account_text
from parkland.sources.register import read_register
from parkland.sources.register_files import find_registers, other_registers
from parkland.sources.row_labels import with_row_labels
from parkland.sources.written import is_written

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import geopandas as gpd
    from pyproj import CRS

    from parkland.sources.given_sources import Source

__all__ = [
    "Counts",
    "Evidence",
    "Land",
    "SourceReceipt",
    "account_text",
    "aligned",
    "chosen_layers",
    "find_registers",
    "given_sources",
    "inspect_source",
    "listed",
    "other_registers",
    "read_parcels",
    "read_register",
    "with_provenance",
    "with_row_labels",
]


def read_parcels(
    sources: Source | Iterable[Source],
    /,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    crs: CRS | int | str | None = None,
    axes: AxesOrder = "east-north",
    profile: str | os.PathLike[str] | Profile = "default",
) -> gpd.GeoDataFrame:
    """Return the raw parcels of one or several files, folders, archives or frames.

    Parameters
    ----------
    sources
        A file of a format in `parkland.formats.registry`, such as ``.shp``, ``.gpkg`` or ``.zip``;
        a folder that contains such files (subfolders are not read); a GeoDataFrame or a GeoSeries;
        or a list of them. A frame is called by its ``attrs["name"]``, or by its key in a mapping of
        names to frames, else ``frame 1``. Its index may be any: the levels of one that does not
        merely count become columns, and the receipt keeps the labels (``row_labels``).
    layer
        The name of the layers to read; the wildcards ``*`` and ``?`` are allowed. Default: every
        layer of polygons.
    encoding
        The encoding of the text, which replaces the inferred one. A format with a fixed encoding
        ignores it.
    crs
        The reference system, which replaces the declared one: anything that pyproj accepts, such as
        ``"EPSG:4528"``, ``4528`` or a `pyproj.CRS`. ``"guess"`` accepts a guess if the source
        declares none; the guess becomes an issue.
    axes
        The order of stored coordinates: ``"east-north"``, or ``"north-east"`` if the northing comes
        first.
    profile
        The office's conventions, for the headings of its columns and the box around its land.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each record, in the reference system of the first layer. It has at least one
        row.

    Raises
    ------
    SourceError
        If a source cannot be read, or has no parcels; `parkland.errors` lists the classes.
    ChoiceError, ColumnError
        If `axes` is not one of its choices, or a frame cannot be used; the message names the call
        to make.

    Examples
    --------
    >>> import parkland as pk
    >>> raw = pk.read_parcels(pk.sample_path() / "杨村二期.shp")
    >>> raw.crs.to_epsg(), list(raw["地块编号"][:2])
    (4528, ['YC2-01', 'YC2-02'])
    """
    how = reading_settings(profile, encoding=encoding, crs=crs, axes=axes)
    several = given_sources(sources)
    tables: list[gpd.GeoDataFrame] = []
    receipts: list[SourceReceipt] = []
    notes: list[Issue] = []
    seen = SeenSources(notes)
    with progress("reading", total=len(several)) as files:
        for source in several:
            with layers_of_source(source, layer, how, seen) as (chosen, others):
                notes += [issue for other in others for issue in describe_layer(other).issues]
                with progress("reading", total=len(chosen), counted="layers") as layers:
                    for wanted in chosen:
                        frame, receipt = read_layer(wanted, how)
                        receipts.append(receipt)
                        if len(frame):
                            tables.append(with_provenance(frame, receipt, notes))
                        else:
                            notes.append(Issue(code="source.empty_layer", source=receipt.source))
                        layers.step()
            files.step()
    if not tables:
        raise NoParcelsError("sources.no_records", where=[source.shown for source in several])
    raw = _stacked(tables, notes)
    raw.attrs["receipts"] = tuple(receipts)
    raw.attrs["notes"] = tuple(notes)
    return raw


def inspect_source(
    source: Source,
    /,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    crs: CRS | int | str | None = None,
    axes: AxesOrder = "east-north",
    profile: str | os.PathLike[str] | Profile = "default",
) -> tuple[SourceReceipt, ...]:
    """Return the receipt of every layer in a file, folder, archive or frame, with the evidence.

    A reference system that cannot be used is not an error here: the receipt has None in its place,
    and its evidence gives the reason. All other errors are those of `read_parcels`.

    Parameters
    ----------
    source
        A file, a folder, an archive, a frame, or a list of them; see `read_parcels`.
    layer
        Read only the layers of this name; ``*`` and ``?`` are wildcards.
    encoding
        The encoding of texts, where the format does not fix it. Default: by the evidence.
    crs
        The reference system, which replaces the declared one, such as ``"EPSG:4528"``.
    axes
        The order of stored coordinates: ``"east-north"`` or ``"north-east"``.
    profile
        The office's conventions.

    Returns
    -------
    tuple of SourceReceipt
        One for each layer; a notebook shows it with what every column became.

    Examples
    --------
    >>> import parkland as pk
    >>> receipt, = pk.inspect_source(pk.sample_path() / "供地地块.shp")
    >>> receipt.encoding.value, receipt.encoding.reason("en")
    ('gb18030', 'not declared; judged by the bytes')
    """
    how = reading_settings(profile, encoding=encoding, crs=crs, axes=axes)
    how = replace(how, on_bad_crs="record")
    receipts: list[SourceReceipt] = []
    for one in given_sources(source):
        read, others = layers_read(one, layer, how)
        receipts += [*(receipt for _, receipt in read), *others]
    return tuple(receipts)


def layers_read(
    source: GivenSource, layer: str | None, how: Reading
) -> tuple[list[tuple[gpd.GeoDataFrame, SourceReceipt]], list[SourceReceipt]]:
    """Return each layer of a source with its receipt, and the receipts of those not read."""
    with layers_of_source(source, layer, how) as (chosen, others):
        read = [read_layer(wanted, how) for wanted in chosen]
        return read, [describe_layer(other) for other in others]


def reading_settings(
    profile: str | os.PathLike[str] | Profile,
    *,
    encoding: str | None,
    crs: CRS | int | str | None,
    axes: AxesOrder,
) -> Reading:
    conventions = load_profile(profile)
    return Reading(
        profile=conventions,
        is_known=Headings(conventions).knows,
        encoding=require_text(encoding, "encoding"),
        crs=crs,
        axes=choose(axes, AxesOrder, "axes"),
    )


def with_provenance(
    frame: gpd.GeoDataFrame, receipt: SourceReceipt, notes: list[Issue]
) -> gpd.GeoDataFrame:
    """Add the columns of provenance; the office's own columns of these names are renamed."""
    import pandas as pd

    # All tables need one name of the geometry, or their concatenation would have several columns.
    if frame.active_geometry_name != "geometry":
        frame = frame.rename(columns={"geometry": free_name("raw_geometry", frame.columns)})
        frame = frame.rename_geometry("geometry")
    ours = {RESTORED, *(field.name for field in PROVENANCE)}
    own = [str(name) for name in frame.columns if name in ours]
    kept = {name: free_name(f"raw_{name}", frame.columns) for name in own}
    notes += [
        Issue(code="column.renamed", source=receipt.source, field=name, value=new)
        for name, new in kept.items()
    ]
    marks = {RESTORED: True} if is_written(frame.columns) else {}
    # All at once: a wide table warns of fragments if columns are added to it one by one.
    known = {"source": receipt.source, "layer": receipt.layer, "source_row": frame.index, **marks}
    beside = pd.DataFrame(known, index=frame.index)
    whole = pd.concat([frame.rename(columns=kept), beside], axis=1)
    return cast("gpd.GeoDataFrame", whole)


def _stacked(tables: list[gpd.GeoDataFrame], notes: list[Issue]) -> gpd.GeoDataFrame:
    """Concatenate the tables in the reference system of the first one.

    Raises
    ------
    CrsError
        If a table is on another datum.
    """
    import pandas as pd

    first = tables[0].crs
    return pd.concat([aligned(table, first, notes) for table in tables], ignore_index=True)


def aligned(table: gpd.GeoDataFrame, first: CRS | None, notes: list[Issue]) -> gpd.GeoDataFrame:
    """Return a table of one source in the reference system of the first table, and note a change.

    Raises
    ------
    CrsError
        If the table is on another datum. PROJ would transform it without the county's parameters,
        with an error of up to about 100 m.
    """
    own = table.crs
    if first is None or own is None or own == first:
        return table
    source = str(table["source"].iloc[0])
    if not compatible(own, first):
        raise CrsError(
            "sources.two_datums", where=source, own=described(own), first=described(first)
        )
    notes.append(Issue(code="crs.reprojected", source=source, value=described(first)))
    return table.to_crs(first)
