"""The parcels of three counties, as a ledger and as a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

import parkland as pk

if TYPE_CHECKING:
    from pathlib import Path

EAST, NORTH, STEP = 40_345_000.0, 3_223_000.0, 60.0


def county_ledger(number: int, folder: Path, *, seed: int = 7) -> pk.Ledger:
    """Return a ledger of three counties, with parcels that were taken back in part."""
    random = np.random.default_rng(seed)
    across = int(np.ceil(number**0.5))
    place = np.arange(number)
    x = EAST + (place % across) * STEP
    y = NORTH + (place // across) * STEP
    size = random.uniform(30, 52, number)
    status = random.choice(["已平整", "未平整", "协议有偿收回"], number)
    taken = status == "协议有偿收回"
    columns = {
        "地块编号": [f"3308-{i:05}" for i in place],
        "地块名称": np.where(place % 3 == 0, [f"厂房<{i}>" for i in place], ""),
        "区县": np.array(["开化县", "常山县", "<b>江山市</b>"])[place * 3 // number],
        "状态": status,
        "约定开工时间": random.choice(["2018-03-01", "2020-01-02", ""], number),
        "收回日期": np.where(taken, "2021-05-01", ""),
        "收回面积": np.where(taken & (place % 2 == 0), 0.9, 0.0),
    }
    shapes = shapely.box(x, y, x + size, y + size)
    path = folder / "三县.parquet"
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4528").to_parquet(path)
    return pk.open_ledger(path, as_of="2024-12-31")


def county_dataset(folder: Path, *, rows: int) -> pk.Dataset:
    """Return the parcels of `county_ledger` in the same folder as a dataset in parts of `rows`."""
    source = folder / "三县.parquet"
    return pk.open_dataset(source, as_of="2024-12-31", out=folder / "ledger", rows_in_part=rows)
