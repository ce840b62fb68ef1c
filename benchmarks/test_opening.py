"""`open_ledger` beside what it cannot do without: reading the file and measuring the shapes.

A second table shows how time and memory of ledger and totals grow from a tenth of the parcels to
all of them: of an office's layer, and of a province's with 32 columns and a register of all rows.

A process for each run, in turn, so that a change in the speed of the machine meets all of them.
The table gives the median of processor time (user and system) and of peak memory, and how often
each takes what the bare reader takes. ``python -m pytest benchmarks/test_opening.py -W ignore -s``
prints it; ``PARKLAND_BENCH_PARCELS`` sets the number of parcels. It runs on Linux and macOS.
"""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys

import pytest

from benchmarks.office_parcels import (
    PRINT_USAGE,
    register_of,
    with_acts,
    with_cadastre_columns,
    with_office_columns,
)

NUMBER = int(os.environ.get("PARKLAND_BENCH_PARCELS", "100000"))
ROUNDS = 3
STEEPEST = 1.2  # nothing in a ledger grows with the square of the parcels
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
LEDGER_AND_TOTALS = (
    "kept = pk.open_ledger(path, as_of='2024-12-31', register=register)\n"
    "pk.totals(kept, margins=True)\n"
)
BARE = {".shp": "pyogrio, area", ".parquet": "geopandas, area"}


@pytest.fixture(scope="module")
def parcels(make_parcels):
    return with_acts(with_office_columns(make_parcels(NUMBER)))


def run(name: str, path: object) -> tuple[float, float]:
    """Return the processor time in s and the peak memory in MB of one process."""
    return usage(f"path = {str(path)!r}\n" + RUNS[name])


def usage(work: str) -> tuple[float, float]:
    """Return the processor time in s and the peak memory in MB of a process that does some work."""
    code = IMPORTS + work + PRINT_USAGE
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


@pytest.mark.parametrize("kind", ["office", "province"])
def test_growth(make_parcels, kind, tmp_path, capsys):
    start_s, start_mb = usage("")
    found = []
    for number in (NUMBER // 10, NUMBER):
        table = with_acts(with_office_columns(make_parcels(number)))
        register = None
        if kind == "province":
            table = with_cadastre_columns(table)
            register = str(tmp_path / f"{number}.csv")
            register_of(table).to_csv(register, index=False, encoding="utf-8-sig")
        path = str(tmp_path / f"{number}.parquet")
        table.to_parquet(path)
        del table
        work = f"path, register = {path!r}, {register!r}\n" + LEDGER_AND_TOTALS
        seconds, peak = usage(work)
        found.append((number, seconds - start_s, peak - start_mb))
    lines = [f"\nledger and totals, {kind}, above {start_s:.1f} s and {start_mb:.0f} MB of start"]
    lines += [
        f"{number:>10,} parcels {seconds:8.1f} cpu s {peak:7.0f} MB"
        f" {peak * 1024 / number:6.2f} KB each"
        for number, seconds, peak in found
    ]
    time_of, memory_of = (math.log10(found[1][place] / found[0][place]) for place in (1, 2))
    lines.append(f"growth: n^{time_of:.2f} in time, n^{memory_of:.2f} in memory")
    with capsys.disabled():
        sys.stdout.write("\n".join(lines) + "\n")
    assert time_of < STEEPEST
