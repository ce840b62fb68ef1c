"""Parcels in the number that is asked for, made in code."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

NUMBER = 20_000
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


@pytest.fixture(scope="session")
def make_parcels():
    """Return a function that makes the number of parcels asked for."""
    return made


@pytest.fixture(scope="session")
def parcels() -> gpd.GeoDataFrame:
    """Return 20,000 of these parcels."""
    return made(NUMBER)


@pytest.fixture(scope="session")
def shapefile(parcels, tmp_path_factory):
    """Return the same parcels as a shapefile in GBK without a .cpg."""
    path = tmp_path_factory.mktemp("bench") / "parcels.shp"
    parcels.to_file(path, encoding="GBK")
    path.with_suffix(".cpg").unlink()
    return path
