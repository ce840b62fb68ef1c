"""Parcels as a land office has them, in the number that is asked for, and what a run costs."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
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
