"""The same input gives the same bytes, whatever the time, the process and its random numbers."""

import datetime as dt
import hashlib
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing

import pytest

import parkland as pk
from parkland.steady_times import stored_time, today

# A process of its own has other random numbers and another order of sets. Its clock is moved, so
# that two runs need not wait for each other.
WRITER = """
import os, sys, time
from pathlib import Path

moved = float(os.environ["MOVED_S"])
clock, local = time.time, time.localtime
time.time = lambda: clock() + moved
time.localtime = lambda moment=None: local(time.time() if moment is None else moment)

import parkland as pk
import parkland.ledgers
from click.testing import CliRunner
from parkland.cli import main

folder = Path(sys.argv[1])
folder.mkdir()
ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
for ending in (".gpkg", ".shp", ".geojson", ".parquet", ".txt", ".csv", ".xlsx"):
    pk.write_parcels(ledger.parcels, folder / f"parcels{ending}")
for ending in (".docx", ".xlsx", ".md"):
    pk.write_report(ledger, folder / f"report{ending}")
pk.save_map(pk.draw_map(ledger), folder / "map.html")
pk.print_map(ledger, folder / "map.pdf")
parkland.ledgers.open_ledger = lambda *_, **__: ledger  # the commands read the same files
for arguments in (
    ["deadlines", "-o", str(folder / "days.ics")],
    ["deadlines", "-o", str(folder / "days.csv")],
    ["documents", "-o", str(folder / "documents")],
):
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
"""


def begun(folder, *, seed, moved):
    """Start a process that writes every format into `folder`."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "MOVED_S": moved}
    environment.pop("SOURCE_DATE_EPOCH", None)
    command = [sys.executable, "-W", "ignore", "-c", WRITER, str(folder)]
    return subprocess.Popen(command, env=environment)


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_every_output_has_the_same_bytes_in_another_process_at_another_time(tmp_path):
    # Two processes write every format: this takes some seconds, and one test for all is cheapest.
    one, two = tmp_path / "one", tmp_path / "two"
    runs = [begun(one, seed="1", moved="0"), begun(two, seed="77", moved="40000000")]
    assert [run.wait(timeout=500) for run in runs] == [0, 0]
    assert len(digests(one)) > 15
    assert digests(one) == digests(two)


def test_a_map_that_is_drawn_twice_has_the_same_bytes(ledger, tmp_path):
    one, other = (
        pk.save_map(pk.draw_map(ledger), tmp_path / f"{name}.html").read_bytes() for name in "ab"
    )
    assert one == other


def test_source_date_epoch_is_the_time_that_files_store(ledger, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1609415999")  # 2020-12-31T11:59:59Z
    path = pk.write_parcels(ledger.parcels, tmp_path / "a.gpkg")
    with closing(sqlite3.connect(path)) as database:
        changes = {row[0] for row in database.execute("SELECT last_change FROM gpkg_contents")}
    assert changes == {"2020-12-31T11:59:59.000Z"}
    with zipfile.ZipFile(pk.write_report(ledger, tmp_path / "r.docx")) as packed:
        assert {member.date_time for member in packed.infolist()} == {(2020, 12, 31, 11, 59, 58)}
        assert b"2020-12-31T11:59:59Z" in packed.read("docProps/core.xml")
    assert today() == dt.date(2020, 12, 31)


def test_without_it_no_file_says_when_it_was_written(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert stored_time() == dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
    assert today() == dt.datetime.now().astimezone().date()


@pytest.mark.parametrize("text", ["yesterday", "1e99", "9" * 40, "-1"])
def test_a_time_that_is_none_is_refused_in_one_sentence(monkeypatch, text):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(pk.ParklandError, match="SOURCE_DATE_EPOCH") as raised:
        stored_time()
    assert "\n" not in str(raised.value)
