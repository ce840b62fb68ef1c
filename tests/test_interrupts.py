"""Kills, interrupts, closed pipes and full disks, each with a real process."""

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland import workplaces
from parkland.cli import main
from parkland.errors import OutputError
from parkland.outputs import complete_or_absent

from .conftest import squares

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
PARKLAND = [sys.executable, "-m", "parkland"]
PATIENCE_S = 300  # a busy machine ends a process late
LARGEST = 4_096  # bytes; every file of the sample is larger
ESCAPES = "甲\x1b[31m乙\x9b2J丙\u202e丁\x07\r戊\x7f"


# A shell makes what it runs in the background deaf to Ctrl-C, and so the tests that run there.
LISTENING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
"""


@contextlib.contextmanager
def at_work(code):
    """Yield a process of Python that has come to the middle of its work and waits there."""
    code = f"{LISTENING}{code}"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert process.stdout.readline() == b"ready\n"
            yield process
        finally:
            process.kill()


WAITING = """
import sys, time, parkland.outputs
from parkland.cli import main
import parkland.formats.geopackage as form
whole = form.write
def write(*given):
    done = whole(*given)
    print("ready", flush=True)
    time.sleep(600)
    return done
form.write = write
main(["status", "-o", {path!r}], prog_name="parkland")
"""


@pytest.mark.parametrize(
    ("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130), ("SIGKILL", -9)]
)
def test_a_signal_leaves_the_old_file_and_no_litter(name, code, tmp_path, ledger):
    path = tmp_path / "a.gpkg"
    pk.write_parcels(ledger.parcels, path)
    before = path.read_bytes()
    with at_work(WAITING.format(path=str(path))) as process:
        process.send_signal(getattr(signal, name))
        assert process.wait(timeout=PATIENCE_S) == code
    assert path.read_bytes() == before
    left = [one.name for one in tmp_path.iterdir() if one != path]
    assert bool(left) == (name == "SIGKILL")
    assert len(pk.read_parcels(tmp_path)) == 29  # what is left is no data


def test_what_is_left_is_removed_when_it_is_old(tmp_path):
    left = tmp_path / ".parkland-abc"
    (left / "made").mkdir(parents=True)
    (left / "lock").touch()
    with complete_or_absent(tmp_path / "a.txt") as beside:
        beside.write_text("x")
    assert left.is_dir()
    os.utime(left, (1, 1))
    with complete_or_absent(tmp_path / "a.txt") as beside:
        beside.write_text("x")
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_the_folder_of_a_program_at_work_is_left_alone(tmp_path):
    with complete_or_absent(tmp_path / "a.txt") as one:
        os.utime(one.parent.parent, (1, 1))
        with complete_or_absent(tmp_path / "b.txt") as other:
            other.write_text("b")
        one.write_text("a")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]


PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".fields.csv")
KILLED = """
import os, sys
from pathlib import Path
from parkland.outputs import all_or_none
folder, after, old = Path(sys.argv[1]), int(sys.argv[2]), Path.replace
done = 0
def replace(self, target):
    global done
    if done == after:
        os.kill(os.getpid(), 9)
    done += 1
    return old(self, target)
Path.replace = replace
with all_or_none(folder / "a.shp", stale=(".sbn", ".texts.csv")) as place:
    for part in {parts!r}:
        place.with_suffix(part).write_text("new")
"""


def states(folder):
    return {one.name: one.read_text() for one in folder.iterdir() if one.is_file()}


@pytest.mark.parametrize("after", range(16))
def test_a_kill_between_the_moves_of_a_shapefile_loses_neither_version(after, tmp_path):
    old = {f"a{part}": "old" for part in (*PARTS, ".sbn", ".texts.csv")} | {"b.shp": "other"}
    for name, text in old.items():
        (tmp_path / name).write_text(text)
    subprocess.run(
        [sys.executable, "-c", KILLED.format(parts=PARTS), str(tmp_path), str(after)], check=False
    )
    # The parts of two versions never stand beside each other with a main file.
    between = states(tmp_path)
    whole = {text for name, text in between.items() if name.startswith("a.") and name[-3:] != "sbn"}
    assert "a.shp" not in between or len(whole - {"old"}) == 0 or len(whole - {"new"}) == 0
    workplaces.recovered(tmp_path)
    new = {f"a{part}": "new" for part in PARTS} | {"b.shp": "other"}
    assert states(tmp_path) in (old, new)
    if after > 0:  # the journal was written
        assert states(tmp_path) == new
        assert not [one for one in tmp_path.iterdir() if one.is_dir()]


@pytest.mark.parametrize("after", range(1, 12))
def test_a_kill_while_the_earlier_files_are_restored(after, tmp_path, monkeypatch):
    """A move fails, and then the program is killed while it takes the others back."""
    old = {f"a{part}": "old" for part in PARTS}
    for name, text in old.items():
        (tmp_path / name).write_text(text)
    whole, calls = Path.replace, []

    class KillError(BaseException):
        pass

    def replace(self, target):
        calls.append(target)
        if self.name == "a.shp" and self.parent.name == "made":
            raise PermissionError(13, "open elsewhere")
        if len(calls) > 12 + after:
            raise KillError
        return whole(self, target)

    place = workplaces.Workplace(tmp_path / ".parkland-x")
    place.made.mkdir(parents=True)
    (place.folder / "lock").touch()
    for part in PARTS:
        (place.made / f"a{part}").write_text("new")
    monkeypatch.setattr(Path, "replace", replace)
    with contextlib.suppress(PermissionError, KillError):
        place.move([f"a{part}" for part in PARTS], main="a.shp", stale=[])
    monkeypatch.setattr(Path, "replace", whole)
    workplaces.recovered(tmp_path)
    # Before the journal says that the earlier files come back, the new ones are completed.
    new = {f"a{part}": "new" for part in PARTS}
    assert states(tmp_path) == (new if after == 1 else old)


def test_reading_finishes_what_a_killed_program_has_left(tmp_path, ledger):
    path = pk.write_parcels(ledger.parcels.head(2), tmp_path / "a.shp")
    left = workplaces.Workplace(tmp_path / ".parkland-x")
    left.made.mkdir(parents=True)
    (left.folder / "lock").touch()
    for part in tmp_path.glob("a.*"):
        shutil.move(part, left.made / part.name)
    left._write_journal(sorted(one.name for one in left.made.iterdir()), stale=[], forward=True)
    assert len(pk.read_parcels(path)) == 2


@pytest.mark.parametrize(
    ("names", "stale"),
    [
        ([], ["../own/a.txt"]),
        ([], ["{own}/a.txt"]),
        (["../own/a.txt"], []),
        (["b.shp"], ["a.shp"]),
        ([["a.shp"]], []),
        ([[[[["a.shp"]]]]], []),
    ],
)
@pytest.mark.parametrize("forward", [True, False])
def test_a_strangers_journal_moves_and_removes_nothing(names, stale, forward, tmp_path):
    own, mail = tmp_path / "own", tmp_path / "mail"
    left = workplaces.Workplace(mail / ".parkland-abcd1234")
    left.made.mkdir(parents=True)
    own.mkdir()
    for file in (own / "a.txt", left.folder / "lock", mail / "a.shp", left.made / "b.shp"):
        file.write_text("kept")
    stale = [name.format(own=own) for name in stale]
    content = {"forward": forward, "names": names, "stale": stale}
    (left.folder / "journal.json").write_text(json.dumps(content))
    with pytest.raises(OutputError, match=r"its journal (names other files|is too large)"):
        workplaces.recovered(mail)
    assert [one.read_text() for one in (own / "a.txt", mail / "a.shp")] == ["kept", "kept"]


@pytest.mark.parametrize("linked", ["earlier", "made", "lock", "journal.json"])
def test_a_strangers_folder_with_a_link_is_left_alone(linked, tmp_path):
    own, mail = tmp_path / "own", tmp_path / "mail"
    left = workplaces.Workplace(mail / ".parkland-abcd1234")
    own.mkdir()
    left.made.mkdir(parents=True)
    (own / "a.shp").write_text("kept")
    (left.folder / "lock").touch()
    left._write_journal(["a.shp"], stale=[], forward=linked == "made")
    place = left.folder / linked
    target = own if linked in ("earlier", "made") else own / "file"
    if place.is_dir():
        place.rmdir()
    elif place.exists():
        place.rename(target)
    place.symlink_to(target)
    workplaces.recovered(mail)
    assert (own / "a.shp").read_text() == "kept"
    assert not (mail / "a.shp").exists()


def test_a_folder_with_our_prefix_and_other_data_is_never_removed(tmp_path):
    note = tmp_path / ".parkland-notes" / "note.txt"
    deeper = tmp_path / ".parkland-more" / "made" / "note.txt"
    for one in (note, deeper):
        one.parent.mkdir(parents=True)
        one.write_text("kept")
        os.utime(tmp_path / one.relative_to(tmp_path).parts[0], (1, 1))
    workplaces.recovered(tmp_path)
    assert (note.read_text(), deeper.read_text()) == ("kept", "kept")


def test_a_temporary_file_doubles_no_acreage(tmp_path, sample):
    for name in ("a.gpkg", ".parkland-b.gpkg", ".c.gpkg", "._d.gpkg", "~$e.gpkg"):
        gpd.GeoDataFrame({"DKBH": ["A"]}, geometry=squares(1), crs=4528).to_file(
            tmp_path / name, layer="a"
        )
    assert len(pk.read_parcels(tmp_path)) == 1
    for name in (".parkland-b.gpkg", "~$e.gpkg"):
        with pytest.raises(pk.ParklandError, match="no hidden file is read as a source"):
            pk.read_parcels(tmp_path / name)


def test_ctrl_c_ends_with_130():
    code = (
        "import time, parkland.ledgers as l\n"
        "from parkland.cli import main\n"
        "def wait(*_, **__):\n"
        "    print('ready', flush=True); time.sleep(600)\n"
        "l.open_ledger = wait\n"
        "main(['totals'], prog_name='parkland')\n"
    )
    with at_work(code) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE_S) == 130


def test_a_closed_pipe_ends_in_silence():
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen(
        [*PARKLAND, "status", "--format", "json"], stdout=writer, stderr=subprocess.PIPE
    ) as process:
        os.close(writer)
        words = process.stderr.read().decode()
        assert process.wait(timeout=PATIENCE_S) == 141
    assert "Error" not in words
    assert "Traceback" not in words
    assert "Exception" not in words


@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_a_stream_that_the_caller_has_closed_is_no_fault(closed):
    command = ["sh", "-c", f'"$0" -m parkland totals -h {closed}', sys.executable]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_behind_the_output_is_one_sentence():
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [*PARKLAND, "status"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert process.returncode == 2
    last = process.stderr.decode().splitlines()[-1]
    assert last.startswith("错误：结果打印不出来（磁盘空间已满）")
    assert b"Traceback" not in process.stderr
    assert b"Exception" not in process.stderr
    done = subprocess.run(
        [*PARKLAND, "deadlines", "-o", "/dev/full"], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert "文件写不出来（磁盘空间已满）" in done.stderr.decode()


@pytest.mark.parametrize(
    "name",
    [
        "p.gpkg", "p.geojson", "p.parquet", "p.shp", "p.csv", "p.xlsx", "r.docx", "r.xlsx",
        "r.md", "m.html",
    ],
)  # fmt: skip
def test_a_file_that_the_disk_cannot_hold_is_one_sentence(name, tmp_path, ledger):
    """A limit on the size of files has the effect of a full disk, and needs no disk."""
    write = {"r": pk.write_report, "p": pk.write_parcels, "m": pk.save_map}[name[0]]
    what = pk.draw_map(ledger) if name == "m.html" else ledger
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, before[1]))
    try:
        with pytest.raises(pk.ParklandError, match="cannot be written") as caught:
            write(what, tmp_path / name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("open_once")
@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8", "latin-1"])
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_any_terminal_prints_and_obeys_no_data(encoding, form, tmp_path):
    path = tmp_path / "地\x1b块.geojson"
    names = ["B\u0e01😀", ESCAPES]
    shapes = gpd.GeoSeries(squares(2), crs=4528).to_crs(4326)
    columns = {"地块编号": ["A", "B"], "土地使用权人": names, "状态\x1b[2J": ["x", "y"]}
    gpd.GeoDataFrame(columns, geometry=shapes).to_file(path)
    for command in ("status", "inspect", "check", "deadlines"):
        done = CliRunner(charset=encoding).invoke(
            main, [command, str(path), "--format", form], color=True
        )
        assert done.exit_code in (0, 1), done.output
        for text in (done.stdout, done.stderr):
            assert not set(text) & set("\x1b\x9b\u202e\x07\x7f")
            assert text.count("\r") == text.count("\r\n")
        if form == "json":
            json.loads(done.stdout)


def test_a_process_with_a_terminal_in_gbk_prints_what_gbk_lacks(tmp_path):
    path = tmp_path / "a.geojson"
    shapes = gpd.GeoSeries(squares(1), crs=4528).to_crs(4326)
    gpd.GeoDataFrame({"地块编号": ["A\u0e01"]}, geometry=shapes).to_file(path)
    done = subprocess.run(
        [*PARKLAND, "status", str(path)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
        check=False,
    )
    assert done.returncode == 0
    assert "A\\u0e01" in done.stdout.decode("gbk")


def test_an_error_about_a_name_moves_no_cursor(tmp_path):
    done = subprocess.run(
        [*PARKLAND, "status", str(tmp_path / "a\x1b[2J\u202e.shp")],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert "\\u202e.shp" in done.stderr.decode()
    assert b"\x1b" not in done.stderr
    done = subprocess.run([*PARKLAND, "status", "--\x1b[2J"], capture_output=True, check=False)
    assert b"\x1b" not in done.stderr
