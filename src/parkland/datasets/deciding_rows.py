"""The rows by which the columns of a dataset are understood.

`clean` decides from samples which field a column is and in which unit its areas are. For a dataset
these decisions are taken once, from rows that are spread evenly over all of its pieces, and every
piece follows them. Where the dataset has no more rows than that, they are all of them, so that the
decisions are exactly those of `open_ledger`. Otherwise, the pieces say where these rows have missed
something: cells of a column that is nearly empty, and whether all long numbers end in zeros.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np

from parkland.cleaning import clean_rows
from parkland.cleaning.long_numbers import LongNumbers
from parkland.cleaning.table_decisions import TableDecisions
from parkland.datasets.doubtful_columns import doubtful_columns, effect_of, source_key
from parkland.datasets.judged_pieces import telling_rows_of
from parkland.datasets.source_pieces import own_names, read_piece
from parkland.errors import CrsError, NoParcelsError, ParklandError
from parkland.sources import aligned

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from pyproj import CRS

    from parkland.datasets.judged_pieces import JudgedPiece
    from parkland.datasets.run_settings import RunSettings
    from parkland.datasets.source_pieces import SourcePiece

MOST_ROWS = 20_000
# So many pieces are looked at, and of each file that is divided at least three.
MOST_PIECES = 24


@dataclass(slots=True)
class DecidingRows:
    """The rows that decide, and the decisions.

    Attributes
    ----------
    pieces
        All pieces.
    settings
        Of the run, before anything is decided by the data.
    any_columns
        Whether parts may have different own columns.
    tables
        Rows of some pieces, by the place of the piece.
    is_whole
        Whether they are all rows.
    """

    pieces: Sequence[SourcePiece]
    settings: RunSettings
    any_columns: bool
    tables: dict[int, gpd.GeoDataFrame] = field(default_factory=dict, init=False)
    is_whole: bool = field(default=False, init=False)

    def read(self) -> DecidingRows:
        """Read the rows.

        Raises
        ------
        NoParcelsError
            If no piece has a record.
        ParklandError
            If no piece can be read.
        """
        chosen = _chosen(self.pieces)
        tables: dict[int, gpd.GeoDataFrame] = {}
        fault: ParklandError | None = None
        stated = sum(piece.rows[1] for piece in self.pieces if piece.rows is not None)
        is_whole = len(chosen) == len(self.pieces) and stated <= MOST_ROWS
        limit = MOST_ROWS if is_whole else MOST_ROWS // len(chosen) + 1
        left = MOST_ROWS
        reference: CRS | None = None
        for place in chosen:
            try:
                # One more than wanted says that there are more.
                most = limit + 1 if is_whole else limit
                raw = read_piece(self.pieces[place], self.settings, most=most)
            except ParklandError as error:
                fault = error
                continue
            if not len(raw):
                continue
            try:
                raw = aligned(raw, reference, [])
            except CrsError:
                continue  # the piece is refused when it is judged
            reference = raw.crs
            raw.attrs.clear()
            tables[place] = raw if is_whole and len(raw) <= left else _thinned(raw, limit)
            left -= len(tables[place])
            if is_whole and left <= 0:
                is_whole = False
                limit = MOST_ROWS // len(chosen) + 1
                tables = {place: _thinned(table, limit) for place, table in tables.items()}
        if not tables:
            if fault is not None:
                raise fault
            raise NoParcelsError("datasets.empty", where=self.pieces[0].shown)
        self.tables, self.is_whole = tables, is_whole
        return self

    def decided(self, numbers: LongNumbers | None = None) -> dict[str, object]:
        """Return the reference system, the columns and the decisions, as fields of `RunSettings`.

        Parameters
        ----------
        numbers
            The long numbers of all parcels, if they are known.
        """
        import geopandas as gpd
        import pandas as pd

        tables = [self.tables[place] for place in sorted(self.tables)]
        reference = tables[0].crs
        columns = None if self.any_columns else own_names(tables[0])
        if columns is not None:
            tables = [table for table in tables if own_names(table) == columns]
        sample = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=reference)
        divided = {piece.shown for piece in self.pieces if piece.rows is not None}
        sources = {str(name) for name in sample["source"].unique()}
        names = sources if self.is_whole else {piece.shown for piece in self.pieces}
        decisions = TableDecisions(has_several=len(names) > 1)
        profile = self.settings.profile
        clean_rows(sample, [], profile, decisions=decisions, is_whole=False)
        if numbers is not None:
            decisions.rounded_numbers = numbers.are_rounded
        decisions.is_settled = True
        # A file that is not divided is understood by all of its own rows, as in a ledger.
        decisions.accounts = {
            source: account for source, account in decisions.accounts.items() if source in divided
        }
        doubtful = {}
        if not self.is_whole:
            keys = {piece.shown: source_key(piece) for piece in self.pieces}
            doubtful = doubtful_columns(sample, keys, own_names(sample), profile)
        return {
            "reference": reference, "columns": columns, "decisions": decisions,
            "doubtful": doubtful,
        }  # fmt: skip

    def decided_again(
        self, settings: RunSettings, judged: Sequence[JudgedPiece]
    ) -> dict[str, object] | None:
        """Return other decisions if cells that no row of the sample has lead to them, else None.

        Parameters
        ----------
        settings
            By which the pieces were judged.
        judged
            All pieces.
        """
        import geopandas as gpd
        import pandas as pd

        before = settings.decisions
        if self.is_whole or before is None:
            return None
        numbers = sum((one.long_numbers for one in judged), LongNumbers())
        counts: Counter[tuple[str, str]] = Counter()
        for piece, one in zip(self.pieces, judged, strict=True):
            counts.update({(source_key(piece), name): n for name, n in one.filled.items()})
        more = {
            (key, name)
            for (key, name), number in counts.items()
            if number > settings.doubtful[key][name]
        }
        if not more and numbers.are_rounded == before.rounded_numbers:
            return None
        for place, (piece, one) in enumerate(zip(self.pieces, judged, strict=True)):
            if not any((source_key(piece), name) in more for name in one.filled):
                continue
            rows = telling_rows_of(one)
            known = [self.tables[place]] if place in self.tables else []
            both = gpd.GeoDataFrame(pd.concat([*known, rows], ignore_index=True), crs=rows.crs)
            both = both.drop_duplicates("source_row").sort_values("source_row")
            self.tables[place] = both.reset_index(drop=True)
        found = self.decided(numbers)
        after = cast("TableDecisions", found["decisions"])
        return None if effect_of(after) == effect_of(before) else found


def _chosen(pieces: Sequence[SourcePiece]) -> list[int]:
    """Return the places of the pieces that are looked at."""
    if len(pieces) <= MOST_PIECES:
        return list(range(len(pieces)))
    wanted = set(np.linspace(0, len(pieces) - 1, MOST_PIECES).astype(int).tolist())
    of_file: dict[str, list[int]] = {}
    for place, piece in enumerate(pieces):
        if piece.rows is not None:
            of_file.setdefault(piece.shown, []).append(place)
    for places in of_file.values():
        wanted |= {places[0], places[len(places) // 2], places[-1]}
    return sorted(wanted)


def _thinned(raw: gpd.GeoDataFrame, limit: int) -> gpd.GeoDataFrame:
    """Return at most `limit` rows, evenly spread."""
    if len(raw) <= limit:
        return raw
    return raw.iloc[np.linspace(0, len(raw) - 1, limit).astype(int)]
