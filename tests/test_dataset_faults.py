"""What a dataset does where something is wrong: with its sources, its folder, or its workers."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner
from pandas.testing import assert_frame_equal

import parkland as pk
from parkland.cli import main
from parkland.datasets import run_lock
from parkland.datasets.dataset_folder import DatasetFolder
from tests.dataset_parts import DAY, parcels_of, written


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """Return three files of 30 parcels, and the totals of their ledger."""
    paths = written(parcels_of(30, 8), tmp_path_factory.mktemp("parts"), [0, 12, 20, 30])
    return paths, pk.totals(pk.open_ledger(paths, as_of=DAY), margins=True)


class StoppedError(Exception):
    """Stops a run from outside."""


def stopping(at):
    """Return a function for `on_step` that stops the run at a stage."""

    def stop(stage, done, _total):
        if stage == at and done == 1:
            raise StoppedError

    return stop


def test_a_broken_part_and_one_of_another_kind_are_named_and_the_others_go_on(parts, tmp_path):
    paths, _ = parts
    good = gpd.read_parquet(paths[0])
    (tmp_path / "b_broken.parquet").write_bytes(paths[1].read_bytes()[:2000])
    good.set_crs(2364, allow_override=True).to_parquet(tmp_path / "d_datum.parquet")
    good.rename(columns={"权利人": "业主"}).to_parquet(tmp_path / "e_columns.parquet")
    good.to_parquet(tmp_path / "a_good.parquet")
    out = tmp_path / "ledger"
    command = ["dataset", str(tmp_path / "*.parquet"), "--as-of", DAY, "-o", str(out)]
    done = CliRunner().invoke(main, [*command, "--workers", "1", "--lang", "en"])
    assert done.exit_code == 1
    dataset = pk.open_dataset(out)
    assert sorted(dataset.broken) == [f"{n}.parquet" for n in
        ("b_broken", "d_datum", "e_columns")]  # fmt: skip
    assert "another datum" in dataset.broken["d_datum.parquet"]
    assert "lacks 权利人" in dataset.broken["e_columns.parquet"]
    assert "e_columns.parquet" in done.output
    assert dataset.manifest["state"] == "incomplete"
    assert len(dataset) == int(good.geometry.notna().sum())


def test_a_part_that_is_named_twice_counts_once_and_its_copy_is_told(parts, tmp_path):
    paths, _ = parts
    copy = tmp_path / "copy.parquet"
    copy.write_bytes(paths[0].read_bytes())
    twice = [paths[0], paths[0], copy]
    dataset = pk.open_dataset(twice, as_of=DAY, out=tmp_path / "ledger")
    issues = dataset.issues()
    assert (issues["code"] == "source.repeated").sum() == 1
    ledger = pk.open_ledger(twice, as_of=DAY)
    codes = ("geometry.duplicate", "identity.duplicate")
    for code in codes:
        assert (issues["code"] == code).sum() == (ledger.issues["code"] == code).sum() > 0


@pytest.mark.parametrize("stage", ["judge", "parts", "overlaps"])
def test_a_stopped_run_goes_on_with_the_same_result(stage, parts, tmp_path):
    paths, totals = parts
    how = {"as_of": DAY, "out": tmp_path / "ledger", "rows_in_part": 8}
    with pytest.raises(StoppedError):
        pk.open_dataset(paths, **how, on_step=stopping(stage))
    kept = {path.name for path in (tmp_path / "ledger" / "work").glob("piece-*")}
    assert kept
    with pytest.raises(pk.ParklandError, match="has not ended"):
        pk.open_dataset(tmp_path / "ledger")
    made = []
    dataset = pk.open_dataset(paths, **how, on_step=lambda *step: made.append(step))
    assert_frame_equal(dataset.totals(margins=True), totals)
    assert kept <= {path.name for path in (tmp_path / "ledger" / "work").glob("piece-*")}
    assert not list((tmp_path / "ledger").glob("next-*"))


def test_a_second_run_does_only_what_has_changed(parts, tmp_path):
    paths = written(parcels_of(30, 8), tmp_path, [0, 12, 20, 30])
    how = {"as_of": DAY, "out": tmp_path / "ledger"}
    first = pk.open_dataset(paths, **how)
    before = {one.name: one.stat().st_mtime_ns for one in (first.path / "work").glob("piece-*")}
    steps = []
    pk.open_dataset(paths, **how, on_step=lambda stage, *_: steps.append(stage))
    assert set(steps) == {"examine"}
    changed = gpd.read_parquet(paths[1]).iloc[1:]
    changed.to_parquet(paths[1])
    dataset = pk.open_dataset(paths, **how)
    after = {one.name: one.stat().st_mtime_ns for one in (first.path / "work").glob("piece-*")}
    assert len(before.keys() & after.keys()) == 2
    ledger = pk.open_ledger(paths, as_of=DAY)
    assert_frame_equal(dataset.totals(by="status"), pk.totals(ledger, by="status"))
    assert list(dataset.parcels().parcels.index) == list(ledger.parcels.index)


def test_moves_that_a_killed_run_has_left_are_made_by_the_next(parts, tmp_path, monkeypatch):
    paths, totals = parts
    how = {"as_of": DAY, "out": tmp_path / "ledger"}
    monkeypatch.setattr(DatasetFolder, "finish_moves", lambda _self: None)
    with pytest.raises(pk.ParklandError, match="has not ended"):
        pk.open_dataset(paths, **how).totals()
    assert (tmp_path / "ledger" / "moves.json").exists()
    monkeypatch.undo()
    steps = []
    dataset = pk.open_dataset(paths, **how, on_step=lambda stage, *_: steps.append(stage))
    assert "judge" not in steps
    assert_frame_equal(dataset.totals(margins=True), totals)


def test_two_runs_in_one_folder_and_a_lock_of_a_dead_one(parts, tmp_path):
    paths, _ = parts
    out = tmp_path / "ledger"
    (out / "work").mkdir(parents=True)
    (out / "manifest.json").write_text('{"format": "parkland dataset 1", "state": "running"}')
    with run_lock.only_run(out), pytest.raises(pk.ParklandError, match="another run is at work"):
        pk.open_dataset(paths, as_of=DAY, out=out)
    elsewhere = {"host": "another computer", "pid": 7, "alive": 2e12}
    (out / run_lock.LOCK).write_text(json.dumps(elsewhere))
    with pytest.raises(pk.ParklandError, match="process 7 on another computer"):
        pk.open_dataset(paths, as_of=DAY, out=out)
    (out / run_lock.LOCK).write_text(json.dumps(elsewhere | {"alive": 1e9}))
    assert len(pk.open_dataset(paths, as_of=DAY, out=out))


def test_folders_that_are_refused(parts, tmp_path):
    paths, _ = parts
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("a")
    for out, fault in (
        (tmp_path / "other", "no dataset, it holds a.txt"),
        (paths[0].parent, "lies in it"),
        (paths[0], "this is a file"),
    ):
        with pytest.raises(pk.ParklandError, match=fault):
            pk.open_dataset(paths, as_of=DAY, out=out)
    with pytest.raises(pk.ParklandError, match="is not named"):
        pk.open_dataset(paths, as_of=DAY)
    with pytest.raises(pk.ParklandError, match="no day"):
        pk.open_dataset(paths, out=tmp_path / "x")
    with pytest.raises(pk.ParklandError, match="no file has such a name"):
        pk.open_dataset(str(tmp_path / "*.shp"), as_of=DAY, out=tmp_path / "x")
    with pytest.raises(TypeError, match="rows"):
        pk.open_dataset(paths, as_of=DAY, out=tmp_path / "x", rows=3)
    with pytest.raises(pk.ParklandError, match="executor"):
        pk.open_dataset(paths, as_of=DAY, out=tmp_path / "x", executor=3)


def test_a_full_disk_is_told_and_the_run_goes_on_later(parts, tmp_path, monkeypatch):
    paths, totals = parts
    from parkland.datasets import judged_pieces

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(judged_pieces, "write_plain", full)
    with pytest.raises(pk.ParklandError, match="No space left"):
        pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger")
    monkeypatch.undo()
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger")
    assert_frame_equal(dataset.totals(margins=True), totals)


@pytest.mark.parametrize("stage", ["overlaps", "finish"])
def test_a_disk_that_is_full_in_a_later_stage_is_told_too(stage, parts, tmp_path, monkeypatch):
    paths, totals = parts
    out, write = tmp_path / "ledger", pd.DataFrame.to_parquet

    def full(table, path, **options):
        if str(path).endswith("whole.parquet") is (stage == "finish"):
            raise OSError(28, "No space left on device")
        write(table, path, **options)

    def then(name, _done, _total):
        if name == stage:
            monkeypatch.setattr(pd.DataFrame, "to_parquet", full)

    with pytest.raises(pk.ParklandError, match=r"cannot be stored \(No space left"):
        pk.open_dataset(paths, as_of=DAY, out=out, on_step=then)
    monkeypatch.undo()
    assert_frame_equal(pk.open_dataset(paths, as_of=DAY, out=out).totals(margins=True), totals)


class LosingExecutor(ThreadPoolExecutor):
    """Loses every task, as a cluster does whose scheduler has gone."""

    def submit(self, *_task, **_own):
        """Return a future that is cancelled."""
        future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def test_a_cluster_that_is_lost_is_told(parts, tmp_path):
    paths, _ = parts
    with (
        LosingExecutor(1) as executor,
        pytest.raises(pk.ParklandError, match="their scheduler were lost"),
    ):
        pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger", executor=executor)


def test_a_dataset_whose_profile_has_changed_is_refused(parts, tmp_path):
    paths, _ = parts
    profile = tmp_path / "office.toml"
    profile.write_text('extends = "default"\n', encoding="utf-8")
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger", profile=profile)
    assert len(pk.open_dataset(dataset.path)) == len(dataset)
    profile.write_text('extends = "default"\n[areas]\ntolerance_m2 = 9\n', encoding="utf-8")
    with pytest.raises(pk.ParklandError, match="not the one with which"):
        pk.open_dataset(dataset.path)


def killing_once():
    """Return a function for `on_step` that kills a worker of the pool when a piece is judged."""
    killed = []

    def kill(stage, done, _total):
        if stage == "judge" and done == 1 and not killed:
            worker = multiprocessing.active_children()[0]
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    return kill


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a signal kills")
def test_a_pool_comes_to_the_same_also_if_a_worker_is_killed(parts, tmp_path):
    paths, totals = parts
    how = {"as_of": DAY, "rows_in_part": 8, "workers": 2}
    dataset = pk.open_dataset(paths, **how, out=tmp_path / "ledger", on_step=killing_once())
    assert_frame_equal(dataset.totals(margins=True), totals)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a signal kills")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_command_that_is_stopped_leaves_nothing_half_and_goes_on(number, parts, tmp_path):
    paths, totals = parts
    out = tmp_path / "ledger"
    command = [sys.executable, "-m", "parkland", "dataset", *map(str, paths), "--as-of", DAY]
    command += ["-o", str(out), "--workers", "2", "--rows", "4"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        while not list((out / "work").glob("piece-*")) and run.poll() is None:
            pass
        run.send_signal(number)
        run.communicate(timeout=500)
    assert run.returncode in (128 + number, -number)
    again = subprocess.run([*command, "--resume"], capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert_frame_equal(pk.open_dataset(out).totals(margins=True), totals)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_of_dask_over_tcp_comes_to_the_same_also_if_a_worker_is_killed(parts, tmp_path):
    distributed = pytest.importorskip("distributed")
    paths, totals = parts
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, protocol="tcp://", dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        pids = list(client.run(os.getpid).values())

        def kill(stage, done, _total):
            if stage == "judge" and done == 1 and pids:
                os.kill(pids.pop(), signal.SIGKILL)

        dataset = pk.open_dataset(
            paths, as_of=DAY, out=tmp_path / "ledger", rows_in_part=8,
            executor=client.get_executor(), on_step=kill,
        )  # fmt: skip
    assert not pids[1:]
    assert_frame_equal(dataset.totals(margins=True), totals)


def test_sums_of_leaves_by_another_engine_are_the_printed_totals(parts, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    paths, totals = parts
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger", rows_in_part=8)
    source = f"read_parquet('{dataset.path}/parcels/*.parquet')"
    found = duckdb.sql(
        f"select status, count(*) as parcels, sum(area_leaf) as leaf from {source} group by status"  # noqa: S608
    ).fetchall()
    by_status = dataset.totals(by="status")
    assert {status: (number, int(leaf) / 100) for status, number, leaf in found} == {
        status: (row.parcels, row.area_mu) for status, row in by_status.iterrows()
    }
    for flag in ("levelled", "idle", "reclaimed"):
        ((units,),) = duckdb.sql(f"select sum({flag}_leaf) from {source}").fetchall()  # noqa: S608
        assert int(units) / 100 == totals.loc[flag, "area_mu"]
    names = duckdb.sql(f"select * from {source} limit 0").columns  # noqa: S608
    assert {"bbox", "row_label", "area_m2"} <= set(names)
    assert pd.read_parquet(dataset.parts[0], columns=["bbox"])["bbox"].iloc[0].keys() == {
        "xmin", "ymin", "xmax", "ymax",
    }  # fmt: skip
