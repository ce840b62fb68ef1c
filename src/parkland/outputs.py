"""Write files so that each of them is either complete or absent.

A file is written under a temporary name in the folder of its target and then renamed. A rename
within one file system is atomic, so that no reader sees half a file.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from parkland.errors import OutputError, first_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@contextmanager
def complete_or_absent(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path beside `path`, and rename it to `path` when the block succeeds.

    If the block fails, an earlier file at `path` stays unchanged. If `path` is a symbolic link, its
    target is replaced and the link stays. A device such as ``/dev/stdout`` is written to and never
    replaced. The folder must exist.

    Raises
    ------
    OutputError
        If the folder is missing or the file cannot be written.
    """
    target = writable(path)
    # mkstemp makes files that only their owner can read; the result keeps the mode of the file it
    # replaces, or has the mode that the umask gives to a new file.
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    beside: Path | None = None
    try:
        place = None if target.exists() and not target.is_file() else target.parent
        handle, name = tempfile.mkstemp(prefix=".parkland-", suffix=target.suffix, dir=place)
        os.close(handle)
        beside = Path(name)
        yield beside
        if target.exists() and not target.is_file():
            with beside.open("rb") as whole, target.open("wb") as device:
                shutil.copyfileobj(whole, device)
        else:
            beside.chmod(mode)
            beside.replace(target)
    except OutputError:
        raise  # OutputError is an OSError too, and must not be wrapped by the next clause
    except OSError as error:
        raise OutputError(
            f"the file cannot be written ({error.strerror or error})",
            where=target,
            do="check that it is not open elsewhere and that the folder allows writing",
        ) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


@contextmanager
def all_or_none(path: str | os.PathLike[str], *, stale: Iterable[str] = ()) -> Iterator[Path]:
    """Yield a path of the same name in a temporary folder; then move all files made there.

    This serves a format of several files, of which `path` is the main one. If one of the files
    cannot be moved, the earlier files are restored. Files of the same stem with an ending among
    `stale` belong to the earlier files and are removed with them.

    Raises
    ------
    OutputError
        If the folder is missing or a file cannot be written.
    """
    target = writable(path)
    folder: Path | None = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=".parkland-", dir=target.parent))
        yield folder / target.name
        # The main file moves last: a program that waits for it then finds the others.
        made = sorted(folder.iterdir(), key=lambda file: file.name == target.name)
        places = [writable(target.parent / file.name) for file in made]
        gone = [target.with_suffix(ending) for ending in stale]
        earlier = folder / "earlier"
        earlier.mkdir()
        _swap(made, places, [*places, *(p for p in gone if p not in places)], earlier)
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(
            f"the files cannot be written ({error.strerror or error})",
            where=target,
            do="check that they are not open elsewhere and that the folder allows writing",
        ) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _swap(made: list[Path], places: list[Path], old: list[Path], earlier: Path) -> None:
    """Move files to their places; if that fails, restore the files that were there."""
    moved: list[tuple[Path, Path]] = []
    put: list[Path] = []
    try:
        for place in reversed(old):
            if place.is_file():
                place.replace(earlier / place.name)
                moved.append((earlier / place.name, place))
        for file, place in zip(made, places, strict=True):
            file.chmod(0o666 & ~_umask())
            file.replace(place)
            put.append(place)
    except OSError:
        for place in put:
            place.unlink(missing_ok=True)
        for kept, place in moved:
            kept.replace(place)
        raise


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
            f"no file can have this name ({first_line(error)})", where=path
        ) from error
    if is_circular:
        raise OutputError(
            "this link leads to itself", where=path, do="remove it, or write elsewhere"
        )
    if is_locked:
        raise OutputError("the file is read-only", where=target, do="write elsewhere")
    if is_folder:
        raise OutputError("this is a folder, not a file", where=target, do="name a file in it")
    if not has_folder:
        raise OutputError(
            "the folder does not exist", where=target.parent, do="make it, or write elsewhere"
        )
    return target


def _umask() -> int:
    # The umask can be read only by setting it.
    current = os.umask(0)
    os.umask(current)
    return current
