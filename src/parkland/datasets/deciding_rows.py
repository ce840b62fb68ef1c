"""The rows by which the columns of a dataset are understood.

`clean` decides from samples which field a column is and in which unit its areas are. For a dataset
these decisions are taken once, from rows that are spread evenly over all of its pieces, and every
piece follows them. Where the dataset has no more rows than that, they are all of them, so that the
decisions are exactly those of `open_ledger`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.cleaning import clean_rows
from parkland.cleaning.table_decisions import TableDecisions
from parkland.datasets.source_pieces import own_names, read_piece
from parkland.errors import NoParcelsError, ParklandError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from parkland.datasets.run_settings import RunSettings
    from parkland.datasets.source_pieces import SourcePiece

MOST_ROWS = 20_000
# So many pieces are looked at, and of each file that is divided at least three.
MOST_PIECES = 24


def decided(
    pieces: Sequence[SourcePiece], settings: RunSettings, *, any_columns: bool
) -> dict[str, object]:
    """Return the reference system, the columns and the decisions, as fields of `RunSettings`.

    Raises
    ------
    NoParcelsError
        If no piece has a record.
    ParklandError
        If no piece can be read.
    """
    import geopandas as gpd
    import pandas as pd

    chosen = _chosen(pieces)
    tables: list[gpd.GeoDataFrame] = []
    fault: ParklandError | None = None
    is_whole = len(chosen) == len(pieces)
    limit = MOST_ROWS if is_whole else MOST_ROWS // len(chosen) + 1
    left = MOST_ROWS
    for piece in chosen:
        try:
            raw = read_piece(piece, settings)
        except ParklandError as error:
            fault = error
            continue
        if not len(raw):
            continue
        if tables and raw.crs != tables[0].crs:
            continue  # the piece is refused when it is judged
        raw.attrs.clear()
        tables.append(raw if is_whole and len(raw) <= left else _thinned(raw, limit))
        left -= len(tables[-1])
        if is_whole and left <= 0:
            is_whole = False
            limit = MOST_ROWS // len(chosen) + 1
            tables = [_thinned(table, limit) for table in tables]
    if not tables:
        if fault is not None:
            raise fault
        raise NoParcelsError("datasets.empty", where=pieces[0].shown if pieces else "")
    reference = tables[0].crs
    columns = None if any_columns else own_names(tables[0])
    if columns is not None:
        tables = [table for table in tables if own_names(table) == columns]
    sample = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=reference)
    divided = {piece.shown for piece in pieces if piece.rows is not None}
    sources = {str(name) for name in sample["source"].unique()}
    names = sources if is_whole else {piece.shown for piece in pieces}
    decisions = TableDecisions(has_several=len(names) > 1)
    clean_rows(sample, [], settings.profile, decisions=decisions, is_whole=False)
    decisions.is_settled = True
    # A file that is not divided is understood by all of its own rows, as in a ledger.
    decisions.accounts = {
        source: account for source, account in decisions.accounts.items() if source in divided
    }
    return {"reference": reference, "columns": columns, "decisions": decisions}


def _chosen(pieces: Sequence[SourcePiece]) -> list[SourcePiece]:
    if len(pieces) <= MOST_PIECES:
        return list(pieces)
    wanted = set(np.linspace(0, len(pieces) - 1, MOST_PIECES).astype(int).tolist())
    of_file: dict[str, list[int]] = {}
    for place, piece in enumerate(pieces):
        if piece.rows is not None:
            of_file.setdefault(piece.shown, []).append(place)
    for places in of_file.values():
        wanted |= {places[0], places[len(places) // 2], places[-1]}
    return [pieces[place] for place in sorted(wanted)]


def _thinned(raw: gpd.GeoDataFrame, limit: int) -> gpd.GeoDataFrame:
    """Return at most `limit` rows, evenly spread."""
    if len(raw) <= limit:
        return raw
    return raw.iloc[np.linspace(0, len(raw) - 1, limit).astype(int)]
