"""The units of areas and sums of money: of a cell, a heading, a column of units, the profile.

The areas of the shapes check the unit of a whole column. Where the profile's unit is wrong for
nearly all rows, the unit that fits is used and an error names the line for the profile. Where the
heading itself names the wrong unit, or the rows have several, the areas are not used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from parkland.cleaning.parcel_numbers import keys_of
from parkland.columns import cell_values
from parkland.columns.account import area_unit_of
from parkland.columns.unit_evidence import NEAR, UnitEvidence, unit_evidence
from parkland.conventions import cell_word
from parkland.errors import ImplausibleCoordinatesError
from parkland.geodesy import geodesic_m2
from parkland.schema import AREA_COLUMNS
from parkland.units import AREA_UNITS, YUAN, spelled_area_unit

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.columns import Heading, HeadingReader
    from parkland.conventions import Profile
    from parkland.schema import Field

STATED = AREA_COLUMNS["stated"]
# So many rows show the unit of a column.
SAMPLE = 500


class MeasuredAreas(Protocol):
    """Measures the shapes of some rows."""

    def __call__(self, rows: pd.Index, /) -> np.ndarray:
        """Return the area of the shape of each row in m2; NaN where there is none."""


def measured_by_row(raw: gpd.GeoDataFrame) -> Callable[[pd.Series], MeasuredAreas]:
    """Return what measures the rows of a layer."""
    return lambda _ids: lambda rows: _areas(raw, rows)


def measured_by_number(
    numbers: pd.Series, measured: MeasuredAreas
) -> Callable[[pd.Series], MeasuredAreas]:
    """Return what measures the rows of a register, by the parcels with these numbers."""
    import pandas as pd

    def measure(ids: pd.Series) -> MeasuredAreas:
        known = keys_of(numbers).dropna()
        known = known[~known.duplicated(keep=False)]
        parcels = pd.Series(known.index, index=known.to_numpy())
        matched = keys_of(ids).map(parcels)

        def areas(rows: pd.Index) -> np.ndarray:
            found = matched.loc[rows]
            known_m2 = np.full(len(rows), np.nan)
            has_shape = found.notna().to_numpy()
            if has_shape.any():
                known_m2[has_shape] = measured(pd.Index(found[has_shape].tolist()))
            return known_m2

        return areas

    return measure


def _areas(raw: gpd.GeoDataFrame, rows: pd.Index) -> np.ndarray:
    import shapely

    if raw.crs is None:
        return np.full(len(rows), np.nan)
    some = raw.loc[rows]
    shapes = some.geometry.to_numpy()
    is_sound = shapely.is_valid(shapes) & (shapely.area(shapes) > 0)
    measured = np.full(len(rows), np.nan)
    if is_sound.any():
        measured[is_sound] = _measured(some[is_sound].geometry)
    return measured


def _measured(geometry: gpd.GeoSeries) -> np.ndarray:
    """Return the areas of shapes; one without a place in its system has none, and others have.

    Such a shape goes to the quarantine in a later step of cleaning.
    """
    try:
        return geodesic_m2(geometry)
    except ImplausibleCoordinatesError:
        half = len(geometry) // 2
        if not half:
            return np.array([np.nan])
        halves = np.array_split(np.arange(len(geometry)), [half])
        return np.concatenate([_measured(geometry.take(part)) for part in halves])


def _exceeds(amounts_m2: np.ndarray, shapes_m2: np.ndarray) -> bool:
    """Return whether most areas are larger than their parcels.

    The developed, levelled or disposed area is of a part of the parcel. A fifteenth of a parcel is
    no sign of another unit, but a part that is larger than the whole is.
    """
    known = shapes_m2 > 0
    return bool(known.any() and np.median(amounts_m2[known] / shapes_m2[known]) > 1 + NEAR)


class AmountUnits:
    """Finds the units of the columns of one field of one table."""

    def __init__(
        self,
        raw: pd.DataFrame,
        field: Field,
        profile: Profile,
        headings: HeadingReader,
        collector: IssueCollector,
        *,
        is_of_whole: bool,
    ) -> None:
        self.is_of_whole = is_of_whole
        self.raw = raw
        self.field = field
        self.profile = profile
        self.headings = headings
        self.collector = collector

    def factors(
        self,
        name: str,
        heading: Heading,
        numbers: pd.Series,
        cell_units: pd.Series | None,
        *,
        measured: MeasuredAreas | None,
    ) -> tuple[pd.Series, pd.Index]:
        """Return the factor from each number to m2 or yuan, and the rows that are withheld.

        The unit in a cell comes first, then the unit in the heading, the row's cell in a column of
        units, and the profile's unit for the column. The factor is missing where a unit is written
        that is not known, and in rows that are withheld.
        """
        factors, is_stated = self._unit_column_factors(numbers.index)
        if heading.unit:
            factors[:] = self._factor(heading.unit)
        if cell_units is not None:
            written = cell_units.loc[numbers.index]
            written = written[written != ""]
            known = {unit: self._factor(unit) for unit in written.unique()}
            factors.loc[written.index] = written.map(known).astype("float64")
            is_stated |= is_stated.index.isin(written.index)
        silent = ~is_stated & factors.isna() & (not heading.unit)
        withheld = numbers.index[:0]
        if silent.any():
            factor = self._profile_factor(name)
            fitting, withheld = self._by_shapes(name, numbers[silent], factor, measured)
            if fitting == factor:
                self.collector.add_column(
                    "unit.assumed", numbers[silent], field=self.field.name, value=name
                )
            factors[silent] = fitting
        elif heading.unit and factors.notna().any():
            said = ~is_stated & factors.notna()
            if said.any():
                factor = float(factors[said].iloc[0])
                fitting, withheld = self._by_shapes(name, numbers[said], factor, measured)
                if fitting != factor:
                    withheld = numbers.index[said]
        factors[withheld] = np.nan
        return factors, withheld

    def _by_shapes(
        self, name: str, numbers: pd.Series, factor: float, measured: MeasuredAreas | None
    ) -> tuple[float, pd.Index]:
        """Return the factor that fits the shapes, and the rows that are withheld; report both."""
        nothing = numbers.index[:0]
        if measured is None or self.field.kind != "area":
            return factor, nothing
        found = self.collector.decisions.unit(
            self.field.name, name, lambda: self._evidence(numbers, factor, measured)
        )
        if found is None or found.says not in ("other", "unclear") or found.unit is None:
            return factor, nothing
        code = "unit.contradicted" if found.says == "other" else "unit.unclear"
        self.collector.add_column(
            code, numbers, field=self.field.name, value=f'"{name}" = "{found.unit}"'
        )
        if found.says == "unclear":
            return factor, numbers.index
        return float(AREA_UNITS[found.unit].m2), nothing

    def _evidence(
        self, numbers: pd.Series, factor: float, measured: MeasuredAreas
    ) -> UnitEvidence | None:
        """Return what the shapes of some rows say; None where a part may be of any size."""
        sample = numbers[numbers > 0]
        sample = sample.iloc[:: -(-len(sample) // SAMPLE)] if len(sample) else sample
        shapes_m2 = measured(sample.index)
        if not self.is_of_whole and not _exceeds(sample.to_numpy() * factor, shapes_m2):
            return None
        return unit_evidence(sample.to_numpy(), shapes_m2, assumed_m2=factor)

    def _profile_factor(self, name: str) -> float:
        """Return the factor of the unit that the profile gives to the column `name`."""
        if self.field.kind == "money":
            return float(YUAN[self.profile.money_unit])
        return float(AREA_UNITS[area_unit_of(name, self.profile)].m2)

    def _factor(self, spelled: str) -> float:
        if self.field.kind == "money":
            return float(YUAN.get(spelled, np.nan))
        unit = spelled_area_unit(spelled)
        return float(unit.m2) if unit else np.nan

    def _unit_column_factors(self, index: pd.Index) -> tuple[pd.Series, pd.Series]:
        """Return the factors by the column of units, and the rows in which it is filled."""
        import pandas as pd

        names = [str(column) for column in self.raw.columns]
        name = self.headings.unit_column(self.field.name, names)
        if name is None and self.field.kind == "area":
            # 计量单位 beside 收回面积 is the unit of that, too
            name = self.headings.unit_column(STATED, names)
        if name is None:
            return pd.Series(np.nan, index=index), pd.Series(data=False, index=index)
        codes: dict[Any, float] = {}
        column = self.raw.loc[index, name]
        for code in column.dropna().unique():
            word = cell_values.plain(code)
            if cell_values.is_empty(code, self.profile):
                continue
            # the unit codes of a profile are units of area; money has none
            is_area = self.field.kind == "area"
            unit = self.profile.unit_codes.get(cell_word(word)) if is_area else None
            codes[code] = float(AREA_UNITS[unit].m2) if unit else self._factor(word)
        factors: pd.Series = column.astype(object).map(codes).astype("float64")
        return factors, column.isin(list(codes))
