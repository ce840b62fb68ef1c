"""The parcels that several benchmarks measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.office_parcels import made

if TYPE_CHECKING:
    import geopandas as gpd

NUMBER = 20_000


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
