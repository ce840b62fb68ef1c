"""Totals of a dataset: sums of the whole units that each part stores.

Sums are integers, so that no order and no engine changes them. Net areas rest on the parcels that
overlap alone; only these are read with their shapes, and counted as those of a ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.choices import AreaMethod, choose
from parkland.conventions import statuses_of
from parkland.datasets.measured_again import PartAreas, StoredFigures, areas_of_parts
from parkland.errors import ChoiceError, ColumnError, brief
from parkland.figures.group_totals import TOTAL, group_labels, group_order
from parkland.figures.net_areas import flag_overlaps, group_overlaps
from parkland.figures.rounded import applies
from parkland.ledger_record import Subject
from parkland.schema import flag_columns
from parkland.topology import crowded_labels, doubled_m2
from parkland.topology.doubled import clusters_of
from parkland.units import area_unit

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from parkland.choices import AreaUnit
    from parkland.datasets.dataset_record import Dataset

FLAG = "flag"
PAIR = 2


@dataclass(slots=True)
class Sums:
    """The sums over all parts: parcels and whole units of each group, in any order."""

    parcels: dict[tuple[object, ...], int] = field(default_factory=dict)
    units: dict[tuple[object, ...], int] = field(default_factory=dict)
    all_parcels: int = 0
    all_units: int = 0

    def add(self, key: tuple[object, ...], parcels: int, units: int) -> None:
        """Add some parcels of a group."""
        self.parcels[key] = self.parcels.get(key, 0) + parcels
        self.units[key] = self.units.get(key, 0) + units


def dataset_totals(
    dataset: Dataset,
    *,
    by: str | Sequence[str],
    unit: AreaUnit | None,
    area: AreaMethod | None,
    digits: int | None,
    margins: bool,
) -> pd.DataFrame:
    """Return the totals of a dataset; see `Dataset.totals`."""
    import pandas as pd

    names = _names(by)
    columns, has_flags = [one for one in names if one != FLAG], FLAG in names
    about = dataset.manifest["rounding"]
    unit = about["unit"] if unit is None else unit
    area_unit(unit)
    area = choose(area, AreaMethod, "area") if area is not None else about["area"]
    places = dataset.profile.areas.digits[unit] if digits is None else digits
    _require_columns(dataset, columns, unit)
    parts = areas_of_parts(dataset, unit=unit, area=area, digits=places)
    sums = Sums()
    for part in parts:
        _add(sums, part, columns, has_flags=has_flags)
    keys = _ordered(sums, names, dataset)
    scale = 10**places
    rows = [(key, sums.parcels[key], sums.units[key] / scale) for key in keys]
    if margins:
        rows.append(((TOTAL,) * len(names), sums.all_parcels, sums.all_units / scale))
    labels = [key for key, _, _ in rows]
    index: Any = (
        pd.Index([key[0] for key in labels], name=names[0], dtype=object)
        if isinstance(by, str)
        else pd.MultiIndex.from_tuples(labels, names=names)
        if labels
        else pd.MultiIndex.from_arrays([[] for _ in names], names=names)
    )
    table = {
        "parcels": pd.Series([int(number) for _, number, _ in rows], index=index, dtype="int64"),
        f"area_{unit}": pd.Series(
            [round(float(value), places) for _, _, value in rows], index=index, dtype="float64"
        ),
    }
    if area == "ellipsoidal":
        doubled = _doubled(dataset, parts, keys, columns, has_flags=has_flags)
        shared = pd.Series(doubled[: len(rows)], index=index, dtype="float64")
        table[f"overlap_{unit}"] = shared
        table[f"net_{unit}"] = (table[f"area_{unit}"] - shared).round(places)
    return pd.DataFrame(table, index=index)


def _names(by: object) -> list[str]:
    several = [by] if isinstance(by, str) else by
    is_list = isinstance(several, Sequence) and len(several) > 0
    if not is_list or not all(isinstance(one, str) for one in several):  # type: ignore[attr-defined]
        raise ChoiceError("datasets.by", value=brief(by))
    names = [str(one) for one in several]  # type: ignore[attr-defined]
    if len(set(names)) != len(names) or (FLAG in names and names[-1] != FLAG):
        raise ChoiceError("datasets.by", value=brief(by))
    return names


def _require_columns(dataset: Dataset, columns: Sequence[str], unit: str) -> None:
    from difflib import get_close_matches

    import pyarrow.parquet as pq

    present = pq.read_schema(dataset.parts[0]).names
    for name in columns:
        if name in (f"area_{unit}", "area", "parcels"):
            raise ChoiceError("datasets.group_name", name=name)
        if name not in present or name in ("geometry", "bbox"):
            near = get_close_matches(name, present) or ["status", "district", "layer"]
            raise ColumnError("datasets.no_column", name=name, near=near)


def _add(sums: Sums, part: PartAreas, columns: list[str], *, has_flags: bool) -> None:
    """Add the sums of a part."""
    import pandas as pd

    frame = part.read(columns)
    figures = StoredFigures(part.unit, part.area, part.digits, frame)
    scale = 10**figures.digits
    leaves = figures.leaves
    units = pd.Series(np.rint(leaves.fillna(0.0).to_numpy() * scale).astype("int64"), frame.index)
    sums.all_parcels += len(frame)
    sums.all_units += int(units.sum())
    groups = _grouped(frame, columns)
    if not has_flags:
        for key, rows in groups:
            sums.add(key, len(rows), int(units.to_numpy()[rows].sum()))
        return
    flags = {
        flag: (
            applies(frame[column]).to_numpy(),
            np.rint(figures.flags[flag].to_numpy(dtype="float64") * scale).astype("int64"),
        )
        for flag, column in flag_columns(frame).items()
    }
    for key, rows in groups:
        for flag, (borne, amounts) in flags.items():
            sums.add((*key, flag), int(borne[rows].sum()), int(amounts[rows].sum()))


def _grouped(
    frame: pd.DataFrame, columns: list[str]
) -> list[tuple[tuple[object, ...], np.ndarray]]:
    """Return each combination of values (None: missing), and the places of its rows."""
    import pandas as pd

    if not columns:
        return [((), np.arange(len(frame)))]
    labels = {name: group_labels(frame, name) for name in columns}
    plain = pd.DataFrame(labels).reset_index(drop=True)
    found = plain.groupby(columns, sort=False, dropna=False).indices
    return [(_key(key, len(columns)), np.asarray(places)) for key, places in found.items()]


def _key(key: Any, number: int) -> tuple[object, ...]:
    import pandas as pd

    several = key if isinstance(key, tuple) else (key,)
    assert len(several) == number  # noqa: S101 - as many values as columns
    plain = (one.item() if isinstance(one, np.bool_ | np.number) else one for one in several)
    return tuple(None if pd.isna(one) else one for one in plain)


def _ordered(sums: Sums, names: list[str], dataset: Dataset) -> list[tuple[object, ...]]:
    known = statuses_of(conventions_of(dataset))
    orders = [{} if name == FLAG else group_order(name, known) for name in names]
    flags: dict[object, int] = {}
    if FLAG in names:
        for key in sums.parcels:
            flags.setdefault(key[-1], len(flags))

    def rank(key: tuple[object, ...]) -> list[Any]:
        ranked: list[Any] = []
        for name, value, order in zip(names, key, orders, strict=True):
            if name == FLAG:
                ranked += [0, flags[value], 0]
            elif value is None:
                ranked += [1, 0, 0]
            else:
                ranked += [0, order.get(value, len(order)), value]
        return ranked

    return sorted(sums.parcels, key=rank)


def conventions_of(dataset: Dataset) -> Subject:
    """Return the conventions of a dataset as those of a table with its columns."""
    import pandas as pd
    import pyarrow.parquet as pq

    names = pq.read_schema(dataset.parts[0]).names
    return Subject(
        parcels=pd.DataFrame(columns=names),
        as_of=dataset.as_of,
        rules=dataset.rules,
        profile=dataset.profile,
        overlaps=None,
        ledger=None,
    )


def _doubled(
    dataset: Dataset,
    parts: Sequence[PartAreas],
    keys: list[tuple[object, ...]],
    columns: list[str],
    *,
    has_flags: bool,
) -> list[float]:
    """Return the land that each row counts too often, then that of all parcels."""
    overlaps = dataset.overlaps()
    if not len(overlaps) and not len(crowded_labels(overlaps)):
        return [0.0] * (len(keys) + 1)
    some, figures = _involved(overlaps, parts, columns)
    if not has_flags:
        groups = _as_one(some, columns)
        rows = [key[0] if len(columns) == 1 else key for key in keys]
        return group_overlaps(figures, overlaps, groups=groups, rows=rows)
    if not columns:
        return flag_overlaps(figures, overlaps)
    groups = _as_one(some, columns).map(lambda one: one if isinstance(one, tuple) else (one,))
    doubled = []
    flagged = flag_columns(some)
    for *key, flag in keys:
        whole = applies(some[flagged[str(flag)]]) & (figures.flags[flag] == figures.leaves)
        own = groups.map(lambda one, key=tuple(key): _same(one, key)).astype(bool)
        doubled.append(doubled_m2(overlaps, parcels=some[whole & own]))
    doubled.append(doubled_m2(overlaps, parcels=some))
    return [figures.rounded([m2])[0] for m2 in doubled]


def _as_one(some: pd.DataFrame, columns: list[str]) -> Any:
    """Return the group of each parcel: a value, or a tuple of values of several columns."""
    import pandas as pd

    if len(columns) == 1:
        return group_labels(some, columns[0])
    labels = pd.DataFrame({name: group_labels(some, name) for name in columns})
    cells = labels.astype(object).where(labels.notna(), None)
    return pd.Series(list(cells.itertuples(index=False, name=None)), index=some.index, dtype=object)


def _same(one: Any, other: Any) -> bool:
    import pandas as pd

    return all(
        (pd.isna(a) and b is None) or (not pd.isna(a) and a == b)
        for a, b in zip(one, other, strict=True)
    )


def _involved(
    overlaps: gpd.GeoDataFrame, parts: Sequence[PartAreas], columns: list[str]
) -> tuple[gpd.GeoDataFrame, StoredFigures]:
    """Return the parcels that overlap, in the order of the sources, and their figures.

    Of two parcels that overlap each other and no third, the shared land is known; shapes are read
    of larger clusters only.
    """
    import geopandas as gpd
    import pandas as pd

    crowded = np.asarray(crowded_labels(overlaps), dtype="int64")
    pairs = [overlaps[side].to_numpy(dtype="int64") for side in ("left", "right")]
    labels = np.unique(np.concatenate([*pairs, crowded]))
    one, other = (np.searchsorted(labels, side) for side in pairs)
    clusters = clusters_of(len(labels), one, other)
    sizes = np.bincount(clusters, minlength=len(labels))[clusters]
    drawn = labels[(sizes > PAIR) | np.isin(labels, crowded)]
    frames = []
    for part in parts:
        frame = part.read(columns, labels=labels)
        if len(frame):
            frame["geometry"] = part.shapes(frame.index, drawn)
            frames.append(frame)
    some = gpd.GeoDataFrame(pd.concat(frames), geometry="geometry", crs=overlaps.crs).sort_index()
    first = parts[0]
    return some, StoredFigures(first.unit, first.area, first.digits, some)
