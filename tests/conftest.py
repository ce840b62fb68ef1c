"""Awkward inputs are made in code: these fixtures build them."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import settings

import parkland as pk
from parkland.schema import FIELDS, blank

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# The first example loads what it needs, so that there is no deadline. 40 examples a test keep the
# run short; a test that needs more says so.
settings.register_profile("parkland", deadline=None, max_examples=40)
settings.load_profile("parkland")

LDID_BYTE = 29
# A corner in Kaihua, in CGCS2000 3-degree zone 40.
EAST, NORTH = 40_345_000.0, 3_223_000.0


def square_in(crs: str) -> shapely.Polygon:
    """Return one square of 100 m near Kaihua's county seat, in coordinates of `crs`."""
    here = gpd.GeoSeries([shapely.Point(118.42, 29.13)], crs="EPSG:4490").to_crs(crs)[0]
    side = 100.0 if abs(here.x) > 180 else 0.001
    return shapely.box(here.x, here.y, here.x + side, here.y + side)


@pytest.fixture(scope="session")
def sample() -> Path:
    return pk.sample_path()


@pytest.fixture(scope="session")
def ledger(sample: Path) -> pk.Ledger:
    return pk.open_ledger(sample, as_of="2020-12-31")


@pytest.fixture(scope="session")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Return what LibreOffice makes of a workbook when it works out every formula itself."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not there")
        pytest.skip("needs LibreOffice")
    home = tmp_path_factory.mktemp("libreoffice")

    def convert(path: Path) -> Path:
        folder = tmp_path_factory.mktemp("recalculated")
        bare = folder / "bare.xlsx"
        with zipfile.ZipFile(path) as book, zipfile.ZipFile(bare, "w") as stripped:
            for name in book.namelist():  # without values there is nothing it could copy
                content = book.read(name)
                if name.startswith("xl/worksheets/sheet"):
                    content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
                stripped.writestr(name, content)
        own = f"-env:UserInstallation={home.as_uri()}"
        command = [
            office,
            own,
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            folder / "out",
            bare,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=500)
        return folder / "out" / bare.name

    return convert


@pytest.fixture(scope="session")
def corpus() -> Path:
    folder = os.environ.get("PARKLAND_CORPUS")
    if not folder or not Path(folder).is_dir():
        pytest.skip("PARKLAND_CORPUS names no folder of field files")
    return Path(folder)


def squares(number: int, side: float = 100.0, gap: float = 20.0) -> list[shapely.Polygon]:
    """Return squares in a row, in zone 40 coordinates."""
    step = side + gap
    return [
        shapely.box(EAST + i * step, NORTH, EAST + i * step + side, NORTH + side)
        for i in range(number)
    ]


def with_areas(parcels: gpd.GeoDataFrame, areas: Sequence[float]) -> gpd.GeoDataFrame:
    """Return parcels with squares in a row in the place of their shapes.

    Their ellipsoidal areas are `areas`, in m2: exactly in the table, and as nearly as can be drawn.
    """
    areas = np.asarray(areas, dtype="float64")
    sides = np.sqrt(areas)
    for _ in range(3):
        wests = EAST + 20 * np.arange(len(sides)) + np.cumsum(sides) - sides
        shapes = shapely.box(wests, NORTH, wests + sides, NORTH + sides)
        measured = pk.measure(parcels.set_geometry(shapes, crs="EPSG:4528"))
        sides = sides * np.sqrt(areas / measured["area_m2"].to_numpy())
    return measured.assign(area_m2=areas)


def write_shapefile(
    path: Path,
    columns: dict[str, Sequence[Any]],
    *,
    geometry: Sequence[shapely.Geometry | None] | None = None,
    crs: str | None = "EPSG:4528",
    encoding: str = "GBK",
    cpg: str | None = None,
    ldid: int = 0,
    prj: bool = True,
) -> Path:
    """Write a shapefile, with evidence on its encoding and reference system as wanted."""
    number = len(next(iter(columns.values())))
    shapes = squares(number) if geometry is None else geometry
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
    pyogrio.write_dataframe(frame, path, encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    if not prj:
        path.with_suffix(".prj").unlink()
    with path.with_suffix(".dbf").open("r+b") as dbf:
        dbf.seek(LDID_BYTE)
        dbf.write(bytes([ldid]))
    return path


@pytest.fixture
def write_shp(tmp_path: Path) -> Callable[..., Path]:
    """Return `write_shapefile` for the folder of the test and the name of a file."""

    def write(columns: dict[str, Sequence[Any]], *, name: str = "地块", **evidence: Any) -> Path:
        return write_shapefile(tmp_path / f"{name}.shp", columns, **evidence)

    return write


@functools.cache
def areas_of(number: int) -> pd.DataFrame:
    """Return the measured areas of `squares`, which are the same whenever they are measured."""
    measured = pk.measure(gpd.GeoDataFrame(geometry=squares(number), crs="EPSG:4528"))
    return pd.DataFrame(measured[["area_m2", "planar_area_m2"]])


@pytest.fixture(scope="session")
def make_parcels() -> Callable[..., gpd.GeoDataFrame]:
    """Return a function that makes clean parcels from a few facts; all others are unknown.

    With ``measured=True`` they have the areas of `measure` too.
    """

    def make(number: int = 1, *, measured: bool = False, **facts: Any) -> gpd.GeoDataFrame:
        index = pd.RangeIndex(number)
        columns = {field.name: blank(field.kind, index) for field in FIELDS.values()}
        columns["parcel_id"] = pd.Series([f"P-{i + 1}" for i in index], index=index, dtype="str")
        for name, value in facts.items():
            values = value if isinstance(value, list) else [value] * number
            columns[name] = pd.Series(values, index=index).astype(FIELDS[name].dtype)
        parcels = gpd.GeoDataFrame(columns, geometry=squares(number), crs="EPSG:4528")
        return parcels.join(areas_of(number)) if measured else parcels

    return make
