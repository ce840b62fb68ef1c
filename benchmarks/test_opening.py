"""`open_ledger` beside what it cannot do without: reading the file and measuring the shapes.

A process for each run, in turn, so that a change in the speed of the machine meets all of them.
The table gives the median of processor time (user and system) and of peak memory, and how often
each takes what the bare reader takes. ``python -m pytest benchmarks/test_opening.py -W ignore -s``
prints it; ``PARKLAND_BENCH_PARCELS`` sets the number of parcels. It runs on Linux and macOS.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

import numpy as np
import pytest
import shapely

from benchmarks.office_parcels import PRINT_USAGE, with_office_columns

NUMBER = int(os.environ.get("PARKLAND_BENCH_PARCELS", "100000"))
ROUNDS = 3
IMPORTS = "import geopandas, pandas, pyarrow, pyogrio, parkland as pk\n"
RUNS = {
    "imports alone": "",
    "pyogrio, area": (
        "kept = pyogrio.read_dataframe(path, use_arrow=True, encoding='GBK')\n"
        "kept['area'] = kept.area\n"
    ),
    "geopandas, area": "kept = geopandas.read_parquet(path)\nkept['area'] = kept.area\n",
    "read_parcels": "kept = pk.read_parcels(path)\n",
    "open_ledger": "kept = pk.open_ledger(path, as_of='2024-12-31')\n",
}
BARE = {".shp": "pyogrio, area", ".parquet": "geopandas, area"}


@pytest.fixture(scope="module")
def parcels(make_parcels):
    """Return an office's parcels, some taken back in part, one in 200 over its neighbour."""
    random = np.random.default_rng(7)
    table = with_office_columns(make_parcels(NUMBER))
    taken = (table["状态"] == "协议有偿收回").to_numpy()
    days = np.datetime64("2021-01-01") + random.integers(0, 1200, NUMBER).astype("m8[D]")
    shapes = table.geometry.to_numpy().copy()
    moved = random.choice(NUMBER, NUMBER // 200, replace=False)
    shapes[moved] = shapely.transform(shapes[moved], lambda xy: xy + np.array([35.0, 0.0]))
    in_part = taken & (random.random(NUMBER) < 0.4)
    return table.assign(
        收回日期=np.where(taken, days.astype(str), ""),
        收回面积=np.where(in_part, np.round(random.uniform(0.2, 1.5, NUMBER), 2), 0.0),
    ).set_geometry(shapes, crs=table.crs)


def run(name: str, path: object) -> tuple[float, float]:
    """Return the processor time in s and the peak memory in MB of one process."""
    code = IMPORTS + f"path = {str(path)!r}\n" + RUNS[name] + PRINT_USAGE
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


@pytest.mark.parametrize("ending", BARE)
def test_opening(parcels, ending, tmp_path, capsys):
    path = tmp_path / f"parcels{ending}"
    if ending == ".shp":
        parcels.to_file(path, encoding="GBK")
        path.with_suffix(".cpg").unlink()
    else:
        parcels.to_parquet(path)
    names = ["imports alone", BARE[ending], "read_parcels", "open_ledger"]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name, figures in found.items():
            figures.append(run(name, path))
    medians = {
        name: [statistics.median(column) for column in zip(*figures, strict=True)]
        for name, figures in found.items()
    }
    start, bare = medians["imports alone"], medians[BARE[ending]]
    lines = [f"\n{NUMBER:,} parcels, {ending}: median of {ROUNDS} processes"]
    lines.append(f"{'':18}{'cpu s':>8}{'x bare':>8}{'peak MB':>9}{'x bare':>8}{'KB a parcel':>13}")
    for name, (seconds, peak) in medians.items():
        each = (peak - start[1]) * 1024 / NUMBER
        lines.append(
            f"{name:18}{seconds:8.2f}{seconds / bare[0]:8.2f}"
            f"{peak:9.0f}{peak / bare[1]:8.2f}{each:13.2f}"
        )
    with capsys.disabled():
        sys.stdout.write("\n".join(lines) + "\n")
    assert medians["open_ledger"][0] > bare[0]  # it does all of that, and more
