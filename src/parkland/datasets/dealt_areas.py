"""Areas that are rounded over the whole dataset, worked out piece by piece.

`areas.rounding_parts` decides from exact sums and counts which parcels get the missing units, so
that no process ever holds all areas, and each parcel has the area that `open_ledger` of the whole
would print.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parkland.datasets.piece_arrays import PLACE, arrays_of
from parkland.figures.rounded import Figures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from parkland.areas.rounding_parts import Dealing, RoundingSums


@dataclass(frozen=True, eq=False)
class DealtFigures(Figures):
    """The figures of a part, whose areas are rounded with the whole dataset.

    Attributes
    ----------
    dealt
        The measure of area, or the fact about a part of a parcel, and the rounded areas.
    """

    dealt: Mapping[str, pd.Series] | None = None

    @cached_property
    def leaves(self) -> pd.Series:
        """The rounded area of each parcel, as in `Figures`."""
        return self._known[self.area]

    def _part(self, fact: str) -> pd.Series | None:
        return self._known.get(fact)

    @property
    def _known(self) -> Mapping[str, pd.Series]:
        return self.dealt or {}


def deal(name: str, sums: Sequence[RoundingSums], folders: Sequence[str]) -> Dealing:
    """Return how the units of one column are dealt out over all pieces.

    Parameters
    ----------
    name
        The column, as in the arrays of a piece.
    sums, folders
        Of each piece, in the order of the sources.
    """
    total = sums[0]
    for one in sums[1:]:
        total = total + one
    dealing = total.dealt()
    while dealing.is_open:
        counts: np.ndarray | None = None
        before = 0
        for folder, own in zip(folders, sums, strict=True):
            arrays = arrays_of(folder)
            values = np.array(arrays[name])
            found = dealing.counts(values, arrays[PLACE + name][~np.isnan(values)] + before)
            counts = found if counts is None else counts + found
            before += own.number
        assert counts is not None  # noqa: S101 - a dealing without pieces is closed
        dealing = dealing.narrowed(counts)
    return dealing
