"""Reading 100,000 parcels with receipt and cleaning, against readers that are told the encoding.

The rule is held by `test_within_the_budget`: at most twice the time and twice the peak memory of
bare pyogrio, measured in turn in one run, each in the best of several rounds.
"""

import gc
import subprocess
import sys
import time

import fiona
import geopandas as gpd
import pyogrio
import pytest

import parkland as pk
from benchmarks.office_parcels import PRINT_USAGE, with_office_columns

NUMBER = 100_000
ROUNDS, MOST = 5, 2.0
GROUP = pytest.mark.benchmark(group="reading 100,000 parcels in GBK")


@pytest.fixture(scope="module")
def office_file(make_parcels, tmp_path_factory):
    """Return 100,000 parcels of 17 points with the columns of a land office, GBK, no .cpg."""
    path = tmp_path_factory.mktemp("bench") / "parcels.shp"
    with_office_columns(make_parcels(NUMBER)).to_file(path, encoding="GBK")
    path.with_suffix(".cpg").unlink()
    return path


def bare(path):
    return pyogrio.read_dataframe(path, use_arrow=True, encoding="GBK")


def whole(path):
    return pk.clean(pk.read_parcels(path))


@GROUP
def test_parkland_with_receipt_and_cleaning(benchmark, office_file):
    benchmark.pedantic(whole, (office_file,), rounds=3, warmup_rounds=1)


@GROUP
def test_parkland_with_receipt(benchmark, office_file):
    benchmark.pedantic(pk.read_parcels, (office_file,), rounds=3, warmup_rounds=1)


@GROUP
def test_pyogrio_with_arrow(benchmark, office_file):
    benchmark.pedantic(bare, (office_file,), rounds=3, warmup_rounds=1)


@GROUP
def test_geopandas(benchmark, office_file):
    benchmark.pedantic(gpd.read_file, (office_file,), {"encoding": "GBK"}, rounds=3)


@GROUP
def test_fiona(benchmark, office_file):
    def read():
        with fiona.open(office_file, encoding="GBK") as layer:
            return list(layer)

    benchmark.pedantic(read, rounds=1)


def test_within_the_budget(office_file, capsys):
    seconds = {read: [] for read in (bare, whole)}
    for _ in range(ROUNDS):
        for read, times in seconds.items():
            gc.collect()
            began = time.perf_counter()
            read(office_file)
            times.append(time.perf_counter() - began)
    memory = {read: peak(read, office_file) for read in seconds}
    slower = min(seconds[whole]) / min(seconds[bare])
    larger = memory[whole] / memory[bare]
    with capsys.disabled():
        sys.stdout.write(f"\n{slower:.2f} x the time, {larger:.2f} x the memory of bare pyogrio\n")
    assert slower <= MOST
    assert larger <= MOST


def peak(read, path):
    """Return the peak memory of a process that reads the file once, in MB."""
    lines = [
        "import pyogrio, parkland as pk",
        f"path = {str(path)!r}",
        "kept = pk.clean(pk.read_parcels(path))"
        if read is whole
        else "kept = pyogrio.read_dataframe(path, use_arrow=True, encoding='GBK')",
        PRINT_USAGE,
    ]
    command = [sys.executable, "-c", "\n".join(lines)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout.split()[1])
