"""Examples run in a folder of their own, and what many tests read is read once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from parkland import Ledger


@pytest.fixture(autouse=True)
def _examples_write_elsewhere(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(request.node, pytest.DoctestItem):
        if request.node.name.endswith("propose_fit") and not hasattr(shapely, "coverage_clean"):
            pytest.skip("shapely before 2.2")
        monkeypatch.chdir(tmp_path)
        taking = request.getfixturevalue("opening_once")
        monkeypatch.setattr("parkland.open_ledger", taking)


@pytest.fixture(scope="session")
def opening_once() -> Callable[..., Ledger]:
    """Return `open_ledger` that reads the same files once if it is asked the same."""
    from parkland import open_ledger

    held: dict[str, Ledger] = {}

    def open_or_take(sources: Any, /, **asked: Any) -> Ledger:
        if not isinstance(asked.get("profile"), str | None):
            return open_ledger(sources, **asked)
        named = [sources, *(asked.get(name) for name in ("register", "assets", "profile"))]
        paths = [path for one in named for path in _paths(one)]
        beside = {file for path in (*paths, Path("x")) for file in path.parent.glob("*.toml")}
        key = f"{sources} {asked} {_stamps([*paths, *beside])}"
        if "DataFrame" in key:
            return open_ledger(sources, **asked)
        if key not in held:
            held[key] = open_ledger(sources, **asked)
        return held[key]

    return open_or_take


@pytest.fixture
def open_once(monkeypatch: pytest.MonkeyPatch, opening_once: Callable[..., Ledger]) -> None:
    """Let a command that opens the files of an earlier one take its ledger.

    A test of what a command prints need not read the same files again. Tests of reading itself do
    not use this.
    """
    monkeypatch.setattr("parkland.ledgers.open_ledger", opening_once)


def _paths(places: Any) -> list[Path]:
    each = [places] if isinstance(places, str | Path | None) else places
    return [Path(place) for place in each if isinstance(place, str | Path)]


def _stamps(places: Iterable[Path]) -> list[tuple[str, int, int]]:
    """Return names, sizes and times of files, and of those in folders."""
    files = [file for place in places for file in (place, *place.rglob("*"))]
    return [
        (str(file), file.stat().st_size, file.stat().st_mtime_ns)
        for file in sorted(files)
        if file.is_file()
    ]
