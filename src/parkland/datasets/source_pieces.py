"""The pieces in which the sources of a dataset are read.

A piece is a layer of one file, or some of its records where the format can be read in pieces. It is
described by names and numbers only, so that any process that sees the files can read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np

from parkland.datasets.run_settings import digest_of
from parkland.errors import ColumnError, NoParcelsError, ParklandError
from parkland.formats.format_lookup import readable_format, with_layers
from parkland.issues import Issue
from parkland.languages import languages
from parkland.schema import PROVENANCE, RESTORED, UNUSABLE
from parkland.sources import aligned, chosen_layers, reading_settings, with_provenance
from parkland.sources.discovery import opened, same_stem
from parkland.sources.reading import describe_layer, read_layer
from parkland.sources.receipt import sha256
from parkland.wording import error_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import geopandas as gpd

    from parkland.choices import Lang
    from parkland.datasets.run_settings import RunSettings
    from parkland.formats.layers import Container, Layer
    from parkland.sources.reading import Reading


@dataclass(frozen=True, slots=True)
class SourcePiece:
    """Some records of a layer.

    Attributes
    ----------
    path
        The file or archive.
    container, layer
        The names of the container in it and of the layer.
    shown
        The name for users, which is the `source` of its parcels.
    sha256
        The digest of the files of the layer.
    rows
        The place of the first record, from 0, and the number of records; None for all.
    """

    path: str
    container: str
    layer: str
    shown: str
    sha256: str
    rows: tuple[int, int] | None = None

    @property
    def name(self) -> str:
        """The name for users, with the records if it does not have all of them."""
        if self.rows is None:
            return self.shown
        return f"{self.shown} #{self.rows[0] + 1}-{self.rows[0] + self.rows[1]}"


@dataclass(slots=True)
class Examined:
    """What the sources of a dataset hold.

    Attributes
    ----------
    pieces
        In the order of the sources.
    notes
        Issues about files, as `read_parcels` has them.
    broken
        The name of each file that cannot be used, and the reason by language.
    files
        The path and the digest of each file.
    """

    pieces: list[SourcePiece] = field(default_factory=list)
    notes: list[Issue] = field(default_factory=list)
    broken: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def examine(sources: Iterable[Path], settings: RunSettings, *, rows_at_once: int) -> Examined:
    """Return the pieces of the sources; a file that cannot be opened is named and left out.

    Parameters
    ----------
    sources
        Files, folders and archives.
    settings
        The settings of reading.
    rows_at_once
        A layer with more records is divided, if its format allows it.
    """
    found = Examined()
    how = reading_of(settings)
    seen: set[Path] = set()
    for source in sources:
        try:
            _examine(source, settings, how, found, seen=seen, rows_at_once=rows_at_once)
        except ParklandError as error:
            inside = [path for path, _ in with_layers(source.iterdir())] if source.is_dir() else []
            if readable_format(source) is not None or not inside:
                found.broken.append((str(source), texts_of(error)))
                continue
            # One file of the folder stopped it; the others are read without it.
            for path in sorted(inside):
                try:
                    _examine(path, settings, how, found, seen=seen, rows_at_once=rows_at_once)
                except ParklandError as reason:
                    found.broken.append((path.name, texts_of(reason)))
    return found


def _examine(
    source: Path,
    settings: RunSettings,
    how: Reading,
    found: Examined,
    *,
    seen: set[Path],
    rows_at_once: int,
) -> None:
    with opened(source, is_table=how.is_table) as containers:
        fresh = [one for one in containers if one.origin not in seen]
        again = [one for one in containers if one.origin in seen]
        chosen, others = chosen_layers(source, fresh, settings.layer, how) if fresh else ([], [])
        pieces = [
            piece for layer in chosen for piece in _pieces_of(source, layer, rows_at_once, found)
        ]
        found.notes += [Issue(code="source.repeated", source=one.shown) for one in again]
        found.notes += same_stem(fresh)
        found.notes += [issue for other in others for issue in describe_layer(other).issues]
        found.pieces += pieces
        seen |= {one.origin for one in fresh}


def _pieces_of(
    source: Path, layer: Layer, rows_at_once: int, found: Examined
) -> Iterator[SourcePiece]:
    container = layer.container
    # A file of a folder is opened on its own later, so that nobody opens the others for it.
    path = str(container.origin if container.origin.exists() else source)
    digests = sha256(layer.files())
    digest = next(iter(digests.values())) if len(digests) == 1 else digest_of(digests)
    found.files[path] = digest
    records = layer.divisible_records()
    spans: list[tuple[int, int] | None] = [None]
    if records is not None and records > rows_at_once:
        number = -(-records // rows_at_once)
        cuts = [records * place // number for place in range(number + 1)]
        spans = [(one, other - one) for one, other in pairwise(cuts)]
    for rows in spans:
        yield SourcePiece(path, container.shown, layer.name, layer.shown, digest, rows)


def texts_of(error: ParklandError) -> dict[str, str]:
    """Return what an error says, by language, without its place."""
    plain = type(error)(error.what, do=error.do)
    return {lang: error_text(plain, lang=cast("Lang", lang)) for lang in languages()}


def reading_of(settings: RunSettings) -> Reading:
    """Return the settings of reading."""
    return reading_settings(
        settings.profile,
        encoding=settings.encoding,
        crs=settings.crs,
        axes=settings.axes,  # type: ignore[arg-type]
    )


def read_piece(
    piece: SourcePiece, settings: RunSettings, *, most: int | None = None
) -> gpd.GeoDataFrame:
    """Return the raw table of a piece, as `read_parcels` returns it, on an index from 0.

    A layer without records gives a table without rows.

    Parameters
    ----------
    piece, settings
        What to read, and how.
    most
        At most so many of its records, evenly spread. Default: all.

    Raises
    ------
    SourceError
        If the piece cannot be read.
    CrsError, ColumnError
        If it is on another datum than the first part, or has other columns.
    """
    how = reading_of(settings)
    notes: list[Issue] = []
    with opened(piece.path, is_table=how.is_table) as containers:
        layer = replace(_layer_of(piece, containers, settings, how), most=most)
        frame, receipt = read_layer(layer, how)
    if not len(frame):
        notes.append(Issue(code="source.empty_layer", source=receipt.source))
    raw = with_provenance(frame, receipt, notes)
    raw["source_row"] = raw["source_row"].astype("int64") + (piece.rows[0] if piece.rows else 0)
    if most is not None and len(raw) > most:
        raw = raw.iloc[np.linspace(0, len(raw) - 1, most).astype(int)]
    raw = raw.reset_index(drop=True)
    if len(raw):
        raw = aligned(raw, settings.reference, notes)
    _require_columns(raw, piece, settings)
    raw.attrs["receipts"] = (receipt,)
    raw.attrs["notes"] = tuple(notes)
    return raw


def _layer_of(
    piece: SourcePiece, containers: list[Container], settings: RunSettings, how: Reading
) -> Layer:
    own = [one for one in containers if one.shown == piece.container]
    chosen, _ = chosen_layers(piece.path, own, settings.layer, how) if own else ([], [])
    for layer in chosen:
        if layer.name == piece.layer:
            return layer if piece.rows is None else layer.piece(*piece.rows)
    raise NoParcelsError("datasets.layer_gone", where=piece.name)


def own_names(raw: gpd.GeoDataFrame) -> frozenset[str]:
    """Return the names of the columns that the office wrote."""
    ours = {"geometry", UNUSABLE, RESTORED, *(one.name for one in PROVENANCE)}
    return frozenset(str(name) for name in raw.columns if name not in ours)


def _require_columns(raw: gpd.GeoDataFrame, piece: SourcePiece, settings: RunSettings) -> None:
    if settings.columns is None:
        return
    names = own_names(raw)
    lacking, more = sorted(settings.columns - names), sorted(names - settings.columns)
    if lacking and more:
        raise ColumnError("datasets.both_columns", where=piece.name, lacking=lacking, more=more)
    if lacking:
        raise ColumnError("datasets.lacks_columns", where=piece.name, lacking=lacking)
    if more:
        raise ColumnError("datasets.more_columns", where=piece.name, more=more)
