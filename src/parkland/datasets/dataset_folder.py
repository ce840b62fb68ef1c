"""The folder of a dataset: what lies where, and how a finished run takes the place of an earlier.

A run makes its tables in a folder of its own, whose name says from what it is made, so that an
interrupted run finds its parts again. When all are there, they are moved to their places. A note of
these moves is written first: whoever comes next makes those that a killed run has left.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland.datasets.run_lock import LOCK
from parkland.datasets.stored_frames import read_plain, write_plain
from parkland.errors import OutputError, SourceFormatError, first_line

if TYPE_CHECKING:
    from collections.abc import Iterable

MANIFEST, WORK, MOVES = "manifest.json", "work", "moves.json"
TABLES = ("parcels", "issues", "overlaps", "quarantine")
INDEX = "index"
FORMAT = "parkland dataset 1"
NEXT, EARLIER = "next-", "earlier"
# In the folder of pieces nothing else is removed.
OURS = ("piece-", "run-")


@dataclass(frozen=True, slots=True)
class DatasetFolder:
    """The folder of a dataset."""

    path: Path

    @property
    def work(self) -> Path:
        """Where the results of pieces lie, so that a later run need not make them again."""
        return self.path / WORK

    def staging(self, digest: str) -> Path:
        """Return the folder in which the tables of a run are made."""
        return self.path / f"{NEXT}{digest[:24]}"

    def prepare(self, sources: Iterable[Path]) -> None:
        """Make the folder, or make sure that it is one of a dataset and holds no source.

        Raises
        ------
        OutputError
            If it cannot be made, holds other files, or holds a source.
        """
        place = self.path
        if place.exists() and not place.is_dir():
            raise OutputError("datasets.is_file", where=place)
        for source in sources:
            if place.resolve() in (source.resolve(), *source.resolve().parents):
                raise OutputError("datasets.holds_source", where=place, name=source.name)
        if place.is_dir() and not (place / MANIFEST).exists():
            strange = [one.name for one in place.iterdir() if one.name != LOCK]
            if strange:
                raise OutputError("datasets.other_folder", where=place, name=strange[0])
        try:
            self.work.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or first_line(error)
            raise OutputError("datasets.no_folder", where=place, reason=reason) from error
        if not (place / MANIFEST).exists():
            write_plain(place / MANIFEST, {"format": FORMAT, "state": "running"})

    def manifest(self) -> dict[str, Any]:
        """Return the manifest.

        Raises
        ------
        SourceFormatError
            If the folder is no dataset, or of another version.
        """
        try:
            found = read_plain(self.path / MANIFEST)
        except (OSError, ValueError) as error:
            raise SourceFormatError(
                "datasets.no_dataset", where=self.path, reason=first_line(error)
            ) from error
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise SourceFormatError("datasets.other_format", where=self.path, format=FORMAT)
        # A manifest of a stranger names no file elsewhere.
        if any(Path(str(one["file"])).name != one["file"] for one in found.get("parts", ())):
            raise SourceFormatError("datasets.other_format", where=self.path, format=FORMAT)
        return found

    def replace_tables(self, staged: Path, manifest: dict[str, Any]) -> None:
        """Move the tables of a run to their places, and write its manifest.

        Raises
        ------
        OutputError
            If a table cannot be moved; the next run makes the remaining moves.
        """
        write_plain(self.path / MOVES, {"staged": staged.name, "manifest": manifest})
        self.finish_moves()

    def finish_moves(self) -> None:
        """Make the moves that are written down, if there are any."""
        path = self.path / MOVES
        if not path.exists():
            return
        try:
            moves = read_plain(path)
            name = str(moves["staged"])
            if Path(name).name != name or not name.startswith(NEXT):
                raise ValueError(name)  # noqa: TRY301 - told below
            staged, earlier = self.path / name, self.path / EARLIER
            earlier.mkdir(exist_ok=True)
            for table in (*TABLES, INDEX):
                # What is staged is new; once it has moved, only its place has it.
                if not (staged / table).exists():
                    continue
                if (self.path / table).exists():
                    shutil.rmtree(earlier / table, ignore_errors=True)
                    (self.path / table).rename(earlier / table)
                (staged / table).rename(self.path / table)
            write_plain(self.path / MANIFEST, moves["manifest"])
            path.unlink()
        except (OSError, KeyError, ValueError) as error:
            raise OutputError(
                "datasets.moves", where=self.path, reason=first_line(error)
            ) from error
        shutil.rmtree(earlier, ignore_errors=True)
        shutil.rmtree(staged, ignore_errors=True)

    def clear(self, *, keep: Iterable[str]) -> None:
        """Remove what earlier runs have left: other staged folders, and pieces not in `keep`."""
        kept = set(keep)
        if (self.path / MOVES).exists():
            return  # the tables of a run are still to be moved
        with suppress(OSError):
            for one in self.path.glob(f"{NEXT}*"):
                if one.name not in kept:
                    shutil.rmtree(one, ignore_errors=True)
            for one in self.work.iterdir():
                if one.name not in kept and one.name.lstrip(".").startswith(OURS):
                    _removed(one)


def _removed(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
