"""The hidden folder in which an output is made, and what happens to one that was left behind.

A program can be killed at any moment, and then leaves its folder. No reader takes what is in it for
data (`is_hidden`). Before several files are moved to their places, the folder gets a journal; from
then on the output is complete, and whoever comes next can make the remaining moves. A program holds
a lock on its folder, which the system releases when the program ends in any way.

A folder that came by mail can hold such a folder too, made by a stranger. A journal is followed
only if it names files beside it, all of one stem, and if nothing in the folder is a link. A folder
that does not look like ours is left alone.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from parkland.errors import OutputError, first_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PREFIX = ".parkland-"
# Excel writes a file of this beginning while a workbook is open.
HIDDEN = (".", "~$")
LOCK, JOURNAL = "lock", "journal.json"
# A folder without a journal is removed when it is older: the program may not hold its lock yet.
LITTER_S = 60
LARGEST_JOURNAL, NESTED = 2**16, 3  # bytes, and brackets: one object with two lists


def is_hidden(path: Path) -> bool:
    """Return whether a file is never a source: hidden, or written by Excel beside a workbook.

    Examples
    --------
    >>> [is_hidden(Path(name)) for name in (".parkland-x.gpkg", "~$台账.xlsx", "a.shp")]
    [True, True, False]
    """
    return path.name not in (".", "..") and path.name.startswith(HIDDEN)


@dataclass(frozen=True, slots=True)
class Workplace:
    """A hidden folder in the folder of an output.

    Attributes
    ----------
    folder
        The hidden folder.
    made
        The folder in it for the files of the output.
    earlier
        The folder in it for the files that the output replaces.
    """

    folder: Path

    @property
    def made(self) -> Path:
        """The folder for the files of the output."""
        return self.folder / "made"

    @property
    def earlier(self) -> Path:
        """The folder for the files that the output replaces."""
        return self.folder / "earlier"

    def move(self, names: Sequence[str], *, main: str, stale: Sequence[str]) -> None:
        """Move the files `names` to their places, and remove the files `stale` there.

        If one cannot be moved, the earlier files are restored.

        Parameters
        ----------
        names
            Names of files in `made`.
        main
            The one that moves last: a program that waits for it then finds the others.
        stale
            Names of files beside them that belong to the earlier output.
        """
        names = sorted(names, key=lambda name: name == main)
        self._write_journal(names, stale=stale, forward=True)
        place = self.folder.parent
        try:
            self.earlier.mkdir()
            for name in (*reversed(names), *stale):
                if (place / name).is_file():
                    (place / name).replace(self.earlier / name)
            for name in names:
                (self.made / name).replace(place / name)
        except OSError:
            self._write_journal(names, stale=stale, forward=False)
            self._restore(names)
            raise

    def finish(self) -> None:
        """Make the moves that a killed program has left, and remove the folder."""
        journal = self._read_journal()
        place = self.folder.parent
        if journal["forward"]:
            for name in journal["stale"]:
                # In `earlier` it is the file before this output; in its place it may be another.
                (place / name).unlink(missing_ok=True)
            for name in journal["names"]:
                with suppress(FileNotFoundError):  # it was moved before
                    (self.made / name).replace(place / name)
        else:
            self._restore(journal["names"])
        # Without its journal the folder is litter, so that it goes first.
        (self.folder / JOURNAL).unlink()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read_journal(self) -> dict[str, Any]:
        """Return the journal.

        Raises
        ------
        ValueError
            If it is not as `_write_journal` writes it, or if it names a file elsewhere.
        """
        with (self.folder / JOURNAL).open("rb") as file:
            raw = file.read(LARGEST_JOURNAL + 1)
        if len(raw) > LARGEST_JOURNAL or raw.count(b"[") + raw.count(b"{") > NESTED:
            raise ValueError("its journal is too large")
        journal: dict[str, Any] = json.loads(raw)
        kept = [one.name for one in self.earlier.iterdir()] if self.earlier.is_dir() else []
        names = [*journal["names"], *journal["stale"], *kept]
        stems = {name.partition(".")[0] for name in names if isinstance(name, str)}
        is_plain = all(isinstance(name, str) and Path(name).name == name for name in names)
        if not is_plain or any("\\" in name or "\0" in name for name in names) or len(stems) > 1:
            raise ValueError("its journal names other files")
        return journal

    def _restore(self, names: Sequence[str]) -> None:
        place = self.folder.parent
        # Every step leaves a state from which the same steps lead to the end.
        for name in names:
            if not (self.made / name).exists() and (place / name).exists():
                (place / name).replace(self.made / name)
        for kept in self.earlier.iterdir() if self.earlier.is_dir() else ():
            kept.replace(place / kept.name)

    def _write_journal(self, names: Sequence[str], *, stale: Sequence[str], forward: bool) -> None:
        content = {"forward": forward, "names": list(names), "stale": list(stale)}
        beside = self.folder / f"{JOURNAL}.new"
        beside.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        beside.replace(self.folder / JOURNAL)


@contextmanager
def workplace(folder: Path) -> Iterator[Workplace]:
    """Make a hidden folder in `folder` for the block, and remove it at the end."""
    made = Workplace(Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder)))
    try:
        with (made.folder / LOCK).open("wb") as lock:
            hold(lock)
            made.made.mkdir()
            yield made
    finally:
        # A journal that a failed program has left must not be followed by anybody.
        with suppress(OSError):
            (made.folder / JOURNAL).unlink(missing_ok=True)
        shutil.rmtree(made.folder, ignore_errors=True)


def recovered(folder: Path) -> None:
    """Finish the outputs that killed programs have left in `folder`, and remove old litter.

    Raises
    ------
    OutputError
        If an output is complete but its files cannot be moved to their places.
    """
    try:
        named = [one for one in folder.iterdir() if one.name.startswith(PREFIX)]
        left = [one for one in named if _looks_like_ours(one)]
    except OSError:
        return  # the caller says what is wrong with the folder
    for one in left:
        with suppress(FileNotFoundError), (one / LOCK).open("r+b") as lock:
            if not hold(lock):
                continue  # its program is at work
            if (one / JOURNAL).is_file():
                _finished(Workplace(one))
        with suppress(OSError):
            if not (one / JOURNAL).exists() and time.time() - one.stat().st_mtime > LITTER_S:
                shutil.rmtree(one, ignore_errors=True)


def _looks_like_ours(folder: Path) -> bool:
    """Return whether a folder is as `workplace` makes it: so that no other data are removed.

    A program that was killed at once has left it empty.
    """
    if folder.is_symlink() or not folder.is_dir():
        return False
    inside = {one.name: one for one in folder.iterdir()}
    if any(one.is_symlink() for one in inside.values()):
        return False
    files = {LOCK, JOURNAL, f"{JOURNAL}.new"}
    return (LOCK in inside or not inside) and all(
        one.is_file() if name in files else one.is_dir() and name in ("made", "earlier")
        for name, one in inside.items()
    )


def _finished(left: Workplace) -> None:
    try:
        left.finish()
    except (OSError, ValueError, LookupError) as error:
        raise OutputError(
            "outputs.left_behind",
            where=left.folder.parent,
            reason=first_line(error),
            name=left.folder.name,
        ) from error


def hold(lock: IO[bytes]) -> bool:
    """Lock a file until it is closed, and return whether no other program holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
