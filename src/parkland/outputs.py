"""Write files so that each of them is either complete or absent.

A file is written in a hidden folder beside its target and then renamed. A rename within one file
system is atomic, so that no reader sees half a file. `parkland.workplaces` makes the folder, and
finishes or removes one that a killed program has left.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from parkland.errors import OutputError, first_line, reason_of
from parkland.phrases import Phrase
from parkland.workplaces import PREFIX, recovered, workplace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Writers report a full disk by errors of their own, which are no errors of the system.
WRITERS = ("xlsxwriter", "pyogrio", "pyarrow")


@contextmanager
def complete_or_absent(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a path of the same name in a hidden folder, and rename it to `path` at the end.

    If the block fails, an earlier file at `path` stays unchanged. If `path` is a symbolic link, its
    target is replaced and the link stays. A device such as ``/dev/stdout`` is written to and never
    replaced. The folder must exist.

    Raises
    ------
    OutputError
        If the folder is missing or the file cannot be written.
    """
    target = writable(path)
    with _told(target, "outputs.file"):
        if target.exists() and not target.is_file():
            with tempfile.TemporaryDirectory(prefix=PREFIX.removeprefix(".")) as folder:
                beside = Path(folder, target.name)
                yield beside
                with beside.open("rb") as whole, target.open("wb") as device:
                    shutil.copyfileobj(whole, device)
            return
        # The result keeps the mode of the file it replaces, or has that of any new file.
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        recovered(target.parent)
        with workplace(target.parent) as place:
            beside = place.made / target.name
            yield beside
            beside.chmod(mode)
            beside.replace(target)


@contextmanager
def all_or_none(path: str | os.PathLike[str], *, stale: Iterable[str] = ()) -> Iterator[Path]:
    """Yield a path of the same name in a hidden folder; then move all files made there.

    This serves a format of several files, of which `path` is the main one. If one of the files
    cannot be moved, the earlier files are restored. If the program is killed between two moves, the
    next one that reads or writes in the folder makes the rest. Files of the same stem with an
    ending among `stale` belong to the earlier files and are removed with them.

    Raises
    ------
    OutputError
        If the folder is missing or a file cannot be written.
    """
    target = writable(path)
    with _told(target, "outputs.files"):
        recovered(target.parent)
        with workplace(target.parent) as place:
            yield place.made / target.name
            made = sorted(file.name for file in place.made.iterdir())
            for name in made:
                writable(target.parent / name)
                (place.made / name).chmod(0o666 & ~_umask())
            place.move(made, main=target.name, stale=[target.stem + ending for ending in stale])


@contextmanager
def _told(target: Path, key: str) -> Iterator[None]:
    """Turn every way in which a file cannot be written into one sentence."""
    try:
        yield
    except OutputError:
        raise  # OutputError is an OSError too, and must not be wrapped by the next clause
    except (OSError, sqlite3.Error) as error:
        raise _unwritten(target, key, error) from error
    except Exception as error:
        if not type(error).__module__.startswith(WRITERS):
            raise
        raise _unwritten(target, key, error) from error


def _unwritten(target: Path, key: str, error: Exception) -> OutputError:
    return OutputError(
        "outputs.not_written", where=target, files=Phrase(key), words=reason_of(error)
    )


def writable(path: str | os.PathLike[str]) -> Path:
    """Return the resolved `path` if a file can probably be written there.

    Commands call this before their work, so that a wrong path fails at once.

    Raises
    ------
    OutputError
        If the path is a folder, a read-only file or a link that leads to itself, or if its folder
        is missing.
    """
    try:
        target = Path(path).resolve()
        # Since Python 3.13, resolve() returns a link that leads to itself unchanged.
        is_circular = target.is_symlink()
        is_folder, has_folder = target.is_dir(), target.parent.is_dir()
        is_locked = target.is_file() and not target.stat().st_mode & 0o200
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(
            "outputs.impossible_name", where=path, reason=first_line(error)
        ) from error
    if is_circular:
        raise OutputError("outputs.circular_link", where=path)
    if is_locked:
        raise OutputError("outputs.file_read_only", where=target)
    if is_folder:
        raise OutputError("outputs.folder", where=target)
    if not has_folder:
        raise OutputError("outputs.no_folder", where=target.parent)
    return target


def _umask() -> int:
    # The umask can be read only by setting it.
    current = os.umask(0)
    os.umask(current)
    return current
