"""Sources: read the files of land offices into one raw table, with a receipt for each layer.

`parkland.formats.registry` lists the formats. Encoding and reference system are inferred from
evidence, and every guess becomes an issue. The raw table has the office's own columns, `source`,
`layer` and `source_row` (counted from 1), and the geometry. ``attrs["receipts"]`` holds the
receipts for `clean`. A join before `clean` loses them, because pandas drops `attrs`; a `Ledger`
keeps them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from fnmatch import fnmatch
from typing import TYPE_CHECKING, cast

from parkland.choices import AxesOrder, choose, require_text
from parkland.column_names import free_name
from parkland.columns import Headings
from parkland.conventions import Profile, load_profile
from parkland.crs import compatible, described
from parkland.errors import ChoiceError, CrsError, LayerError, NoParcelsError, ParklandError, brief
from parkland.file_paths import file_path
from parkland.formats.evidence import Counts, Evidence
from parkland.issues import Issue
from parkland.schema import PROVENANCE, RESTORED
from parkland.sources.closed_lines import closed_layers, shape_kinds
from parkland.sources.discovery import opened, same_stem
from parkland.sources.reading import Reading, describe_layer, read_layer
from parkland.sources.receipt import Land, SourceReceipt, account_text
from parkland.sources.register import read_register
from parkland.sources.register_files import find_registers, other_registers
from parkland.sources.table_points import point_table
from parkland.sources.written import is_written

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from pyproj import CRS

    from parkland.formats.layers import Container, Layer, Reader

__all__ = [
    "Counts",
    "Evidence",
    "Land",
    "Source",
    "SourceReceipt",
    "account_text",
    "find_registers",
    "inspect_source",
    "listed",
    "other_registers",
    "read_parcels",
    "read_register",
]

Source = str | os.PathLike[str]


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
    """Return the raw parcels of one or several files, folders or archives.

    Parameters
    ----------
    sources
        A file of a format in `parkland.formats.registry`, such as ``.shp``, ``.gpkg`` or ``.zip``;
        a folder that contains such files (subfolders are not read); or a list of them.
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
    ChoiceError
        If `axes` is not one of its choices.

    Examples
    --------
    >>> import parkland as pk
    >>> raw = pk.read_parcels(pk.sample_path() / "杨村二期.shp")
    >>> raw.crs.to_epsg(), list(raw["地块编号"][:2])
    (4528, ['YC2-01', 'YC2-02'])
    """
    how = reading_settings(profile, encoding=encoding, crs=crs, axes=axes)
    several = listed(sources)
    tables: list[gpd.GeoDataFrame] = []
    receipts: list[SourceReceipt] = []
    notes: list[Issue] = []
    seen: set[Path] = set()
    for source in several:
        with opened(source, is_table=how.is_table) as containers:
            # A file can be named twice, alone and by its folder. Its parcels must not count twice.
            fresh = [container for container in containers if container.origin not in seen]
            again = [container for container in containers if container.origin in seen]
            seen |= {container.origin for container in fresh}
            # An origin is a resolved path, so that links to one file count as the same file.
            notes += [Issue(code="source.repeated", source=one.shown) for one in again]
            notes += same_stem(fresh)
            chosen, others = chosen_layers(source, fresh, layer, how) if fresh else ([], [])
            notes += [issue for other in others for issue in describe_layer(other).issues]
            for wanted in chosen:
                frame, receipt = read_layer(wanted, how)
                receipts.append(receipt)
                if len(frame):
                    tables.append(with_provenance(frame, receipt, notes))
                else:
                    notes.append(Issue(code="source.empty_layer", source=receipt.source))
    if not tables:
        where = ", ".join(str(source) for source in several)
        raise NoParcelsError("sources.no_records", where=where)
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
    """Return the receipt of every layer in `source`: its content and the evidence for it.

    A reference system that cannot be used is not an error here: the receipt has None in its place,
    and its evidence gives the reason. All other errors are those of `read_parcels`.

    Parameters
    ----------
    source
        A file, a folder, an archive, or a list of them; see `read_parcels`.
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
    read, others = layers_read(source, layer, how)
    return (*(receipt for _, receipt in read), *others)


def layers_read(
    source: Source, layer: str | None, how: Reading
) -> tuple[list[tuple[gpd.GeoDataFrame, SourceReceipt]], list[SourceReceipt]]:
    """Return each layer of a source with its receipt, and the receipts of those not read."""
    with opened(source, is_table=how.is_table) as containers:
        chosen, others = chosen_layers(source, containers, layer, how)
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


def listed(sources: Source | Iterable[Source]) -> list[Path]:
    """Return one or several sources as a list of paths.

    Raises
    ------
    ChoiceError
        If one is neither a text nor a path, or there is none.
    """
    # A table is iterable too, by the names of its columns; a column of paths is a list of them.
    is_several = isinstance(sources, Iterable) and getattr(sources, "ndim", 1) == 1
    several = (
        list(sources) if is_several and not isinstance(sources, (str, os.PathLike)) else [sources]
    )
    if not several:
        raise ChoiceError("sources.no_source")
    return [file_path(source, name="source") for source in several]


def chosen_layers(
    source: Source, containers: list[Container], layer: str | None, how: Reading
) -> tuple[list[Layer], list[Layer]]:
    """Return the layers to read, and the layers that are left out because they hold no parcels.

    Parcels are polygons, and the points of layers that the profile names. Layers of closed lines
    are read if no layer can hold polygons.

    Raises
    ------
    LayerError
        If no layer has the name `layer`.
    NoParcelsError
        If no layer can hold polygons.
    SourceFormatError
        If a file cannot be opened.
    """
    present: list[Layer] = []
    for container in containers:
        if container.format.reads == "register":
            present.append(point_table(container, how.profile))
            continue
        reader: Reader = container.format.load()
        present += reader.layers_of(container)
    # A layer that the user names and that does not exist is an error; it is not read as "none".
    require_text(layer, "layer")
    if layer is not None:
        names = sorted(found.name for found in present)
        present = [found for found in present if fnmatch(found.name, layer)]
        if not present:
            raise LayerError("sources.no_layer", where=source, layer=brief(layer), names=names)
    points = [found for found in present if _is_register_of_points(found, how)]
    chosen = [found for found in present if found.may_hold_polygons or found in points]
    others = [found for found in present if found not in chosen]
    if chosen:
        return chosen, others
    if ours := [found for found in others if _is_written_points(found, how)]:
        return ours, [other for other in others if other not in ours]
    lines, (closed, number) = closed_layers(others, how.options)
    if not lines:
        kinds = sorted({found.geometry for found in others})
        if closed:
            raise NoParcelsError(
                "sources.open_lines",
                where=source,
                kinds=shape_kinds(kinds),
                closed=closed,
                number=number,
            )
        key = "only_points" if "Point" in ", ".join(kinds) else "no_polygons"
        raise NoParcelsError(
            f"sources.{key if kinds else 'no_layers'}", where=source, kinds=shape_kinds(kinds)
        )
    return lines, [other for other in others if other not in lines]


def _is_register_of_points(layer: Layer, how: Reading) -> bool:
    return layer.may_hold_points and how.profile.holds_points(layer.name)


def _is_written_points(layer: Layer, how: Reading) -> bool:
    """Return whether a layer of points holds parcels that parkland wrote, without outlines."""
    if not layer.may_hold_points:
        return False
    with suppress(ParklandError):
        return is_written(layer.read(how.options).frame.columns)
    return False


def with_provenance(
    frame: gpd.GeoDataFrame, receipt: SourceReceipt, notes: list[Issue]
) -> gpd.GeoDataFrame:
    """Add the columns of provenance; the office's own columns of these names are renamed."""
    import pandas as pd

    # All tables need one name of the geometry, or their concatenation would have several columns.
    if frame.active_geometry_name != "geometry":
        frame = frame.rename(columns={"geometry": free_name("raw_geometry", frame.columns)})
        frame = frame.rename_geometry("geometry")
    own = [str(name) for name in frame.columns if name in {field.name for field in PROVENANCE}]
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
        If a table is on another datum. PROJ would transform it without the county's parameters,
        with an error of up to about 100 m.
    """
    import pandas as pd

    first = tables[0].crs
    aligned = []
    for table in tables:
        own = table.crs
        if first is None or own is None or own == first:
            aligned.append(table)
            continue
        source = str(table["source"].iloc[0])
        if not compatible(own, first):
            raise CrsError(
                "sources.two_datums", where=source, own=described(own), first=described(first)
            )
        aligned.append(table.to_crs(first))
        notes.append(Issue(code="crs.reprojected", source=source, value=described(first)))
    return pd.concat(aligned, ignore_index=True)
