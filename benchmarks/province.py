"""A synthetic province: what a dataset of many parcels costs, in time, memory and space.

``python -m benchmarks.province 1000000 FOLDER`` writes the parcels as GeoParquet files of 250,000
rows, makes a dataset of them with as many processes as there are processors, and prints
processor time, peak memory of each process, size, and the time of totals. ``--make`` and ``--run``
do one of both. The parcels are those of `office_parcels`: seeded, 17 points, 2,500 m2, nine
columns; three in ten are taken back in part or whole, and one in 200 lies over its neighbour.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

ROWS_IN_FILE = 250_000
POINTS = 17
EVERY_OVERLAP = 200
SPACING_M, CORNER = 60.0, (40_340_000, 3_220_000)


def parcels_between(first: int, stop: int, number: int) -> gpd.GeoDataFrame:
    """Return the parcels `first` to before `stop` of a province of `number`."""
    random = np.random.default_rng([2026, first])
    count = stop - first
    rows = np.arange(first, stop)
    across = int(np.ceil(number**0.5))
    centres = np.column_stack([rows % across, rows // across]) * SPACING_M
    angles = np.sort(random.uniform(0, 2 * np.pi, (count, POINTS - 1)), axis=1)
    radii = random.uniform(18, 27, (count, POINTS - 1))
    rings = np.stack([np.cos(angles) * radii, np.sin(angles) * radii], axis=2)
    rings += (centres + CORNER)[:, None]
    moved = rows % EVERY_OVERLAP == 0
    rings[moved] += (35.0, 0.0)
    shapes = shapely.polygons(np.concatenate([rings, rings[:, :1]], axis=1))
    status = random.choice(["已平整", "未平整", "协议有偿收回"], count)
    taken = status == "协议有偿收回"
    days = (np.datetime64("2021-01-01") + random.integers(0, 1200, count)).astype(str)
    in_part = taken & (random.random(count) < 0.4)
    columns = {
        "地块编号": [f"A-{row}" for row in rows.tolist()],
        "状态": status,
        "权利人": [f"第{row % 977}实业有限公司" for row in rows.tolist()],
        "坐落": [f"工业园区{row}号" for row in rows.tolist()],
        "片区": [f"县{row * 90 // number:02}" for row in rows.tolist()],
        "约定动工日期": random.choice(["2018-05-01", "2020-03-15", "2025-06-30"], count),
        "实际动工日期": np.where(random.random(count) < 0.6, "2019-08-01", ""),
        "收回日期": np.where(taken, days, ""),
        "收回面积": np.where(in_part, np.round(random.uniform(0.2, 1.5, count), 2), 0.0),
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4528")


def make(number: int, folder: Path) -> None:
    """Write the files of a province."""
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, number, ROWS_IN_FILE):
        stop = min(first + ROWS_IN_FILE, number)
        path = folder / f"part-{first // ROWS_IN_FILE:04}.parquet"
        parcels_between(first, stop, number).to_parquet(path, row_group_size=50_000)


def run(folder: Path, out: Path, workers: int) -> dict[str, object]:
    """Make the dataset, and return what it cost."""
    import parkland as pk

    stages: dict[str, float] = {}
    began = time.time()
    peaks = Peaks()
    peaks.start()

    def told(stage: str, done: int, total: int) -> None:
        stages.setdefault(stage, time.time() - began)
        if done and (done == total or done % 20 == 0):
            print(f"{time.time() - began:8.0f} s  {stage} {done}/{total}", flush=True)

    dataset = pk.open_dataset(
        str(folder / "*.parquet"), as_of="2024-12-31", out=out, workers=workers, on_step=told
    )
    made = time.time() - began
    of_run = _used(peaks)
    start = time.process_time()
    totals = dataset.totals(by="status", margins=True)
    seconds = time.process_time() - start
    print(totals.to_string(), flush=True)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    kept = sum(path.stat().st_size for path in (out / "work").rglob("*") if path.is_file())
    return {
        "parcels": len(dataset),
        "overlaps": dataset.manifest["overlaps"],
        "issues": dataset.manifest["issues"],
        "seconds": round(made),
        **of_run,
        "stages_begin_s": {stage: round(start) for stage, start in stages.items()},
        "totals_cpu_s": round(seconds, 1),
        "output_mb": round((size - kept) / 1e6),
        "kept_pieces_mb": round(kept / 1e6),
        "input_mb": round(sum(one.stat().st_size for one in folder.glob("*.parquet")) / 1e6),
    }


class Peaks(threading.Thread):
    """Notes the peak memory of the processes that this one has started, while they live (Linux)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peaks: dict[str, int] = {}
        self.stopped = threading.Event()

    def run(self) -> None:
        """Look at each process twice a second."""
        while not self.stopped.wait(0.5):
            for account in Path("/proc").glob("[0-9]*/status"):
                with suppress(OSError, ValueError, KeyError):
                    lines = dict(line.split(":", 1) for line in account.read_text().splitlines())
                    if int(lines["PPid"]) == os.getpid():
                        self.peaks[account.parent.name] = int(lines["VmHWM"].split()[0]) // 1024


def _used(peaks: Peaks) -> dict[str, object]:
    peaks.stopped.set()
    own = resource.getrusage(resource.RUSAGE_SELF)
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return {
        "cpu_s": round(own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime),
        "peak_mb_driver": round(own.ru_maxrss / unit),
        "peak_mb_workers": sorted(peaks.peaks.values(), reverse=True),
    }


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--make", action="store_true")
    parser.add_argument("--run", action="store_true")
    asked = parser.parse_args()
    sources, out = asked.folder / "province", asked.folder / "ledger"
    if asked.make:
        start = time.process_time()
        make(asked.number, sources)
        print(f"made in {time.process_time() - start:.0f} s of processor time", flush=True)
    elif asked.run:
        print(json.dumps(run(sources, out, asked.workers), indent=1), flush=True)
    else:  # in two processes, so that the memory of the one is not that of the other
        for step in ("--make", "--run"):
            command = [sys.executable, "-m", "benchmarks.province", *sys.argv[1:], step]
            subprocess.run(command, check=True)  # noqa: S603 - our own code


if __name__ == "__main__":
    main()
