"""Parcels as a land office has them, in the number that is asked for, and what a run costs."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

# Prints the processor time of a process in s and its peak memory in MB. On Linux the peak of
# getrusage includes that of the process that started it, so the kernel's own account is read.
PRINT_USAGE = """
import pathlib, resource, sys
used = resource.getrusage(resource.RUSAGE_SELF)
peak = used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
account = pathlib.Path("/proc/self/status")
if account.exists():
    lines = dict(line.split(":", 1) for line in account.read_text().splitlines())
    peak = int(lines["VmHWM"].split()[0]) / 1024
print(used.ru_utime + used.ru_stime, peak)
"""
POINTS = 17


def made(number: int) -> gpd.GeoDataFrame:
    """Return parcels of 17 points in Kaihua, seeded."""
    random = np.random.default_rng(2020)
    across = int(np.ceil(number**0.5))
    centres = np.array([(i % across, i // across) for i in range(number)]) * 60.0
    angles = np.sort(random.uniform(0, 2 * np.pi, (number, POINTS - 1)), axis=1)
    radii = random.uniform(18, 27, (number, POINTS - 1))
    rings = np.stack([np.cos(angles) * radii, np.sin(angles) * radii], axis=2)
    rings += centres[:, None] + (40_340_000, 3_220_000)
    shapes = shapely.polygons(np.concatenate([rings, rings[:, :1]], axis=1))
    status = random.choice(["已平整", "未平整", "协议有偿收回"], number)
    columns = {"地块编号": [f"A-{i}" for i in range(number)], "状态": status}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4528")


def with_office_columns(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return parcels with seven more columns as a land office has them, seeded."""
    number = len(parcels)
    random = np.random.default_rng(2020)
    return parcels.assign(
        权利人=[f"开化县第{i % 977}实业有限公司" for i in range(number)],
        坐落=[f"杨村工业园区{i}号" for i in range(number)],
        土地用途=random.choice(["工业用地", "仓储用地"], number),
        供地面积=np.round(random.uniform(1, 90, number), 2),
        YDKGSJ=random.choice(["2018-03-01", "2019年5月1日", "2020/01/02"], number),
        SJKGSJ=random.choice(["", "2018-04-01", "2020.06.01"], number),
        CJJ=random.integers(10, 9999, number),
    )


def with_acts(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return parcels of which some are taken back, also in part, and one in 200 is moved.

    A moved parcel lies over its neighbour.
    """
    number = len(parcels)
    random = np.random.default_rng(7)
    taken = (parcels["状态"] == "协议有偿收回").to_numpy()
    days = np.datetime64("2021-01-01") + random.integers(0, 1200, number).astype("m8[D]")
    shapes = parcels.geometry.to_numpy().copy()
    moved = random.choice(number, number // 200, replace=False)
    shapes[moved] = shapely.transform(shapes[moved], lambda xy: xy + np.array([35.0, 0.0]))
    in_part = taken & (random.random(number) < 0.4)
    return parcels.assign(
        收回日期=np.where(taken, days.astype(str), ""),
        收回面积=np.where(in_part, np.round(random.uniform(0.2, 1.5, number), 2), 0.0),
    ).set_geometry(shapes, crs=parcels.crs)


def with_cadastre_columns(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return parcels with twenty more columns, as the cadastre of a province has them, seeded."""
    number = len(parcels)
    random = np.random.default_rng(5)

    def days(first: str) -> np.ndarray:
        return (np.datetime64(first) + random.integers(0, 400, number)).astype(str)

    return parcels.assign(
        宗地代码=[f"3308240010{k % 97:02d}GB{k:08d}" for k in range(number)],
        不动产单元号=[f"3308240010{k % 97:02d}GB{k:08d}W00000000" for k in range(number)],
        电子监管号=[f"33082420{10 + k % 12}B{k:09d}" for k in range(number)],
        行政区=random.choice(["开化县", "常山县", "江山市", "龙游县"], number),
        乡镇=[f"第{k % 211}镇" for k in range(number)],
        合同编号=[f"33082420{10 + k % 12}A{k:06d}" for k in range(number)],
        签订日期=days("2016-01-01"),
        约定竣工时间=days("2022-01-01"),
        交地时间=days("2017-03-01"),
        供应方式=random.choice(["挂牌出让", "协议出让", "划拨", "招标出让"], number),
        容积率=np.round(random.uniform(0.6, 3, number), 2),
        建筑密度=np.round(random.uniform(20, 60, number), 1),
        绿地率=np.round(random.uniform(5, 30, number), 1),
        建筑面积=np.round(random.uniform(100, 90000, number), 2),
        投资额=np.round(random.uniform(100, 90000, number), 2),
        行业代码=random.choice(["C13", "C17", "C26", "C33", "C38"], number),
        联系电话=[f"0570-{6000000 + k % 999999}" for k in range(number)],
        备注=[f"见会议纪要{k % 500}号" if k % 10 == 0 else "" for k in range(number)],
        图幅号=[f"H50G{k % 90:03d}{k % 70:03d}" for k in range(number)],
        登记时间=days("2018-01-01"),
    )


def register_of(parcels: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a register with a row for each parcel, seeded."""
    number = len(parcels)
    random = np.random.default_rng(6)
    return pd.DataFrame(
        {
            "地块编号": parcels["地块编号"].to_numpy(),
            "未动工原因": random.choice(
                ["企业自身原因", "政府原因", ""], number, p=[0.1, 0.1, 0.8]
            ),
            "已投资额": np.round(random.uniform(0, 9000, number), 2),
            "总投资额": np.round(random.uniform(9000, 90000, number), 2),
        }
    )
