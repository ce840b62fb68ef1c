"""What the tests of the manual share: its folder on the path of imports, and a reader's files."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
sys.path.insert(0, str(DOCS))


@pytest.fixture(scope="session")
def first_desk(tmp_path_factory):
    from manual.desk import make_desk

    return make_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(autouse=True)
def _examples_open_once(open_once, opening_once, monkeypatch):
    """Let an example that opens the files of an earlier one, of any page, take its ledger."""
    monkeypatch.setattr("parkland.open_ledger", opening_once)


@pytest.fixture
def new_desk(first_desk, tmp_path, monkeypatch):
    """Return a function that makes a folder with the files of the examples, and works in it."""

    def make(name: str) -> None:
        monkeypatch.chdir(shutil.copytree(first_desk, tmp_path / name))

    return make
