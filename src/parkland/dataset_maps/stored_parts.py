"""The parcels of a dataset, a few thousand at a time, with the figures that are stored with them.

A dataset keeps the rounded area of each parcel, its leaf, as a whole number in a column of the
parts. A part of it that is read alone must not be rounded anew: its figures are those leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parkland.datasets import Dataset
from parkland.datasets.measured_again import StoredFigures
from parkland.datasets.stored_frames import BBOX
from parkland.errors import ChoiceError, brief
from parkland.figures import Figures
from parkland.ledger_record import Ledger
from parkland.units import area_unit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd

    from parkland.choices import AreaMethod, AreaUnit
    from parkland.conventions import Profile, RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredParcels:
    """What a map or a report reads of a dataset.

    Attributes
    ----------
    parts : tuple of Path
        The GeoParquet files, in the order of the space-filling curve.
    counted : str
        The measure of area that the leaves have.
    as_of, rules, profile
        As of a `Ledger`.
    """

    parts: tuple[Path, ...]
    counted: AreaMethod
    as_of: dt.date
    rules: RuleBook
    profile: Profile

    @property
    def unit(self) -> AreaUnit:
        """The unit of the leaves: the first that the profile prints."""
        return self.profile.print_units[0]

    @property
    def digits(self) -> int:
        """The decimal places of the leaves."""
        return self.profile.areas.digits[self.unit]

    @property
    def key(self) -> tuple[AreaMethod, AreaUnit, int]:
        """Under which a ledger of some of the parcels keeps its stored figures."""
        return (self.counted, self.unit, self.digits)

    def columns(self, names: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Yield some columns of each part; those that a part lacks are left out."""
        import pyarrow.parquet as pq

        for path in self.parts:
            file = pq.ParquetFile(path)
            there = [name for name in names if name in file.schema_arrow.names]
            yield file.read(columns=there, use_threads=False).to_pandas()

    def frames(self, rows: int) -> Iterator[gpd.GeoDataFrame]:
        """Yield the parcels in their order, `rows` at a time; the last frame has the rest."""
        import geopandas as gpd

        held: gpd.GeoDataFrame | None = None
        for path in self.parts:
            read = gpd.read_parquet(path)
            read = read.drop(columns=[BBOX], errors="ignore")
            if held is not None and len(held):
                read = pd.concat([held, read], ignore_index=True) if len(read) else held
            whole = len(read) // rows * rows
            for start in range(0, whole, rows):
                yield read.iloc[start : start + rows].reset_index(drop=True)
            held = read.iloc[whole:].reset_index(drop=True)
        if held is not None and len(held):
            yield held

    def usual_side_m(self, latitude: float) -> float:
        """Return the side in Web Mercator of a square as large as a parcel is on average.

        Parameters
        ----------
        latitude
            In degrees: on the map, land grows with the distance from the equator.
        """
        number, area = 0, 0.0
        for frame in self.columns(["area_m2"]):
            known = frame["area_m2"].dropna()
            number, area = number + len(known), area + float(known.sum())
        side = np.sqrt(area / number) if number else 100.0
        return float(side / np.cos(np.radians(latitude)))

    def nothing(self) -> gpd.GeoDataFrame:
        """Return the table of the parcels without any of them."""
        import geopandas as gpd

        return gpd.read_parquet(self.parts[0]).iloc[:0].drop(columns=[BBOX], errors="ignore")

    def ledger(self, parcels: gpd.GeoDataFrame) -> Ledger:
        """Return some of the parcels as a ledger whose figures are the stored leaves."""
        nothing = parcels.iloc[:0]
        ledger = Ledger(
            parcels=parcels,
            issues=pd.DataFrame(),
            quarantine=nothing,
            sources=(),
            as_of=self.as_of,
            rules=self.rules,
            profile=self.profile,
            overlaps=nothing,
        )
        methods: tuple[AreaMethod, ...] = ("ellipsoidal", "planar", "stated")
        for unit in self.profile.print_units:
            for area in methods:
                digits = self.profile.areas.digits[unit]
                is_stored = (area, unit) == (self.counted, self.unit)
                made = StoredFigures if is_stored else SingleFigures
                ledger._figures[area, unit, digits] = made(unit, area, digits, parcels)  # noqa: SLF001 - the cache of the ledger
        return ledger


class SingleFigures(Figures):
    """Areas of parcels that are each rounded alone, because they are printed and never added up."""

    def _rounded(self, m2: pd.Series) -> pd.Series:
        units = m2.astype("float64") * area_unit(self.unit).per_m2 * 10**self.digits
        # half up, and a number that a double just misses counts as that number
        rounded: pd.Series = np.floor(units + 0.5 + 1e-9) / 10**self.digits
        return rounded


def stored_parcels(dataset: Dataset) -> StoredParcels:
    """Return what a map or a report reads of a dataset.

    Raises
    ------
    ChoiceError
        If it is no dataset.
    """
    if not isinstance(dataset, Dataset):
        raise ChoiceError("dataset_maps.no_dataset", given=brief(dataset))
    return StoredParcels(
        parts=tuple(dataset.parts),
        counted=dataset.manifest["rounding"]["area"],
        as_of=dataset.as_of,
        rules=dataset.rules,
        profile=dataset.profile,
    )
