"""A file is complete or absent, and what is no file is not replaced by one."""

import os
import stat

import pytest

import parkland as pk
from parkland.outputs import complete_or_absent


def test_a_new_file_has_the_permissions_of_any_other(tmp_path):
    with complete_or_absent(tmp_path / "new.txt") as beside:
        beside.write_text("x")
    (tmp_path / "plain.txt").write_text("x")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_nothing_is_left_when_the_block_fails(tmp_path):
    def write_half():
        with complete_or_absent(tmp_path / "a.txt") as beside:
            beside.write_text("half")
            raise ValueError("half")

    with pytest.raises(ValueError, match="half"):
        write_half()
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    with complete_or_absent(tmp_path / "link.txt") as beside:
        beside.write_text("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_device_or_pipe_is_written_into(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with complete_or_absent(pipe) as beside:
            beside.write_text("through")
        assert os.read(reader, 100) == b"through"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_that_allows_no_writing_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with (
        pytest.raises(pk.ParklandError, match="cannot be written"),
        complete_or_absent(tmp_path / "a"),
    ):
        pass


def test_a_read_only_file_and_a_link_in_a_circle_are_refused(tmp_path):
    (tmp_path / "locked.txt").write_text("old")
    (tmp_path / "locked.txt").chmod(0o444)
    (tmp_path / "circle.txt").symlink_to(tmp_path / "circle.txt")
    for name in ("locked.txt", "circle.txt"):
        with pytest.raises(pk.ParklandError), complete_or_absent(tmp_path / name):
            pass
    assert (tmp_path / "locked.txt").read_text() == "old"


def test_an_existing_file_keeps_its_permissions(tmp_path):
    (tmp_path / "mine.txt").write_text("old")
    (tmp_path / "mine.txt").chmod(0o640)
    with complete_or_absent(tmp_path / "mine.txt") as beside:
        beside.write_text("new")
    assert stat.S_IMODE((tmp_path / "mine.txt").stat().st_mode) == 0o640
