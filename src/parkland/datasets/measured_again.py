"""The whole areas of each part in any unit, measure and number of decimals.

A part stores those that its office prints. Others are rounded anew over all parts, from the areas
that the parts store unrounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.areas.rounding_parts import RoundingSums
from parkland.datasets.dealt_areas import DealtFigures
from parkland.datasets.judged_pieces import PARTIAL
from parkland.datasets.parts import LABEL, LEAF, LEAF_END
from parkland.datasets.stored_frames import plain_of
from parkland.figures.rounded import Figures, applies
from parkland.schema import AREA_COLUMNS, flag_columns
from parkland.status.partial_areas import partial_area_m2
from parkland.units import area_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from parkland.areas.rounding_parts import Dealing
    from parkland.choices import AreaMethod, AreaUnit
    from parkland.datasets.dataset_record import Dataset


@dataclass(frozen=True, eq=False)
class StoredFigures(Figures):
    """The figures of parcels whose table has their whole areas as columns."""

    @cached_property
    def leaves(self) -> pd.Series:
        """The stored leaf of each parcel, as in `Figures`."""
        return self._stored(LEAF)

    @cached_property
    def flags(self) -> pd.DataFrame:
        """The stored area of each parcel with each flag, as in `Figures`."""
        import pandas as pd

        names = flag_columns(self.parcels)
        columns = {flag: self._stored(f"{flag}{LEAF_END}").fillna(0.0) for flag in names}
        return pd.DataFrame(columns, index=self.parcels.index)

    @cached_property
    def amounts(self) -> pd.DataFrame:
        """The area with each flag where it applies; elsewhere the leaf, which nothing counts."""
        import pandas as pd

        columns = {
            flag: self.flags[flag].where(applies(self.parcels[column]), self._whole)
            for flag, column in flag_columns(self.parcels).items()
        }
        return pd.DataFrame(columns, index=self.parcels.index)

    def _stored(self, name: str) -> pd.Series:
        import pandas as pd

        whole = self.parcels[name].to_numpy(dtype="float64", na_value=np.nan)
        return pd.Series(whole / 10**self.digits, index=self.parcels.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAreas:
    """A part, and how its areas are rounded.

    Attributes
    ----------
    path
        Its file.
    unit, area, digits
        In which areas are wanted.
    dealings
        How each column is rounded over all parts; None if the part stores these areas.
    unknown
        For each column, the labels of the whole that have no value, in rising order.
    """

    path: Path
    unit: AreaUnit
    area: AreaMethod
    digits: int
    dealings: Mapping[str, Dealing] | None
    unknown: Mapping[str, np.ndarray]

    def read(self, columns: Sequence[str], *, labels: np.ndarray | None = None) -> pd.DataFrame:
        """Return columns, flags and whole areas of the parcels, or of those with some labels.

        The table is on the labels.
        """
        import pyarrow.parquet as pq

        names = pq.read_schema(self.path).names
        flags = [*flag_columns(_named(names)).values()]
        leaves = [name for name in names if name.endswith(LEAF_END)]
        wanted = [LABEL, *columns, *flags, *(leaves if self.dealings is None else ())]
        if self.dealings is not None:
            wanted += [*AREA_COLUMNS.values(), *(one for one in PARTIAL if one in names)]
        wanted = list(dict.fromkeys(wanted))
        table = pq.read_table(self.path, columns=wanted)
        if labels is not None:
            table = table.take(np.flatnonzero(np.isin(table[LABEL].to_numpy(), labels)))
        frame = plain_of(table).set_index(LABEL)
        return frame if self.dealings is None else self._rounded(frame, [*columns, *flags])

    def shapes(self, index: pd.Index, drawn: np.ndarray) -> np.ndarray:
        """Return the shapes of those parcels of `index` that are among `drawn`, else None."""
        import pyarrow.parquet as pq
        import shapely

        shapes = np.full(len(index), None, dtype=object)
        places = np.flatnonzero(np.isin(index.to_numpy(), drawn))
        if len(places):
            own = index.to_numpy()[places]
            table = pq.read_table(
                self.path, columns=[LABEL, "geometry"], filters=[(LABEL, "in", own.tolist())]
            )
            at = dict(zip(table[LABEL].to_pylist(), range(len(table)), strict=True))
            found = shapely.from_wkb(table["geometry"].to_numpy())
            shapes[places] = found[[at[label] for label in own.tolist()]]
        return shapes

    def _rounded(self, frame: pd.DataFrame, kept: list[str]) -> pd.DataFrame:
        """Return the table with whole areas in the place of measured ones."""
        import pandas as pd

        dealt = {}
        for name, dealing in (self.dealings or {}).items():
            values = column_values(frame, name, self.unit)
            own = frame.index.to_numpy()[~np.isnan(values)]
            places = own - np.searchsorted(self.unknown[name], own)
            dealt[name] = pd.Series(dealing.rounded(values, places), frame.index) / 10**self.digits
        figures = DealtFigures(self.unit, self.area, self.digits, frame, dealt=dealt)
        scale = 10**self.digits
        leaves = figures.leaves
        whole = pd.Series(np.rint(leaves.to_numpy() * scale), frame.index).astype("Int64")
        flags = figures.flags
        amounts = {
            f"{flag}{LEAF_END}": np.rint(flags[flag].to_numpy(dtype="float64") * scale).astype(int)
            for flag in flag_columns(frame)
        }
        return frame[kept].assign(**{LEAF: whole, **amounts})


def areas_of_parts(
    dataset: Dataset, *, unit: AreaUnit, area: AreaMethod, digits: int
) -> list[PartAreas]:
    """Return the parts of a dataset with whole areas in a unit and measure."""
    import pyarrow.parquet as pq

    wanted = {"unit": unit, "area": area, "digits": digits}
    stored = all(dataset.manifest["rounding"][key] == value for key, value in wanted.items())
    dealings: dict[str, Dealing] = {}
    unknown: dict[str, np.ndarray] = {}
    if not stored:
        names = pq.read_schema(dataset.parts[0]).names
        for name in (area, *(one for one in PARTIAL if one in names)):
            dealings[name], unknown[name] = _dealt(dataset, name, unit, digits)
    return [
        PartAreas(
            path=path, unit=unit, area=area, digits=digits,
            dealings=None if stored else dealings, unknown=unknown,
        )
        for path in dataset.parts
    ]  # fmt: skip


def _dealt(dataset: Dataset, name: str, unit: AreaUnit, digits: int) -> tuple[Dealing, np.ndarray]:
    """Return how a column is rounded over all parts, and the labels that have no value."""
    total: RoundingSums | None = None
    known: list[np.ndarray] = []
    last = -1
    for path in dataset.parts:
        labels, values = _stored_values(path, name, unit)
        own = RoundingSums.of(values, digits=digits)
        total = own if total is None else total + own
        known.append(labels[~np.isnan(values)])
        last = max(last, int(labels.max(initial=-1)))
    is_known = np.zeros(last + 1, dtype=bool)
    for labels in known:
        is_known[labels] = True
    unknown = np.flatnonzero(~is_known)
    assert total is not None  # noqa: S101 - a dataset has parts
    dealing = total.dealt()
    while dealing.is_open:
        counts: Any = 0
        for path in dataset.parts:
            labels, values = _stored_values(path, name, unit)
            own_labels = labels[~np.isnan(values)]
            places = own_labels - np.searchsorted(unknown, own_labels)
            counts = counts + dealing.counts(values, places)
        dealing = dealing.narrowed(counts)
    return dealing, unknown


def _stored_values(path: Path, name: str, unit: AreaUnit) -> tuple[np.ndarray, np.ndarray]:
    import pyarrow.parquet as pq

    columns = [LABEL, AREA_COLUMNS[name]] if name in AREA_COLUMNS else [
        LABEL, name, *AREA_COLUMNS.values()
    ]  # fmt: skip
    frame = pq.read_table(path, columns=list(dict.fromkeys(columns))).to_pandas()
    return frame[LABEL].to_numpy(), column_values(frame, name, unit)


def column_values(frame: pd.DataFrame, name: str, unit: AreaUnit) -> np.ndarray:
    """Return a measure of area, or the part of a parcel to which a fact applies, in a unit."""
    per_unit = area_unit(unit).per_m2
    if name in AREA_COLUMNS:
        return frame[AREA_COLUMNS[name]].to_numpy(dtype="float64") * per_unit
    return partial_area_m2(frame, name).to_numpy(dtype="float64") * per_unit


def _named(names: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns=list(names))
