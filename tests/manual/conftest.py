"""What the tests of the manual share: its folder on the path of imports, and a reader's files."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

import parkland as pk

DOCS = Path(__file__).parents[2] / "docs"
sys.path.insert(0, str(DOCS))


@pytest.fixture(scope="session")
def first_desk(tmp_path_factory):
    from manual.desk import make_desk

    return make_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="session")
def opened():
    """Return the ledgers that commands have opened, by what they were asked for."""
    return {}


@pytest.fixture(autouse=True)
def open_once(monkeypatch, opened):
    """Let a command that opens the files of an earlier one, of any page, take its ledger."""
    open_ledger = pk.open_ledger

    def open_or_take(sources, /, **asked):
        key = f"{sources} {asked} {stamps(sources)} {stamps('.', '*.toml')}"
        if not isinstance(asked.get("profile"), str | None) or "DataFrame" in key:
            return open_ledger(sources, **asked)
        if key not in opened:
            opened[key] = open_ledger(sources, **asked)
        return opened[key]

    monkeypatch.setattr("parkland.ledgers.open_ledger", open_or_take)


def stamps(sources, pattern="*"):
    """Return names, sizes and times of the files of some sources."""
    places = [sources] if isinstance(sources, str | Path) else sources
    files = [file for place in map(Path, places) for file in (place, *place.rglob(pattern))]
    return [
        (str(file), file.stat().st_size, file.stat().st_mtime_ns)
        for file in sorted(files)
        if file.is_file()
    ]


@pytest.fixture
def new_desk(first_desk, tmp_path, monkeypatch):
    """Return a function that makes a folder with the files of the examples, and works in it."""

    def make(name: str) -> None:
        monkeypatch.chdir(shutil.copytree(first_desk, tmp_path / name))

    return make
