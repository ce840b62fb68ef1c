"""A map's folder: made beside its place, moved there whole, and never over another folder."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from parkland.errors import OutputError, first_line
from parkland.own_outputs import MAP_MARK
from parkland.workplaces import recovered, workplace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PAGE = "index.html"
FOLDERS = ("parcels", "overview", "search")
_FILE = re.compile(r"[0-9-]+\.js")
_DELIVERED = b'parkland.delivered("'


@contextmanager
def folder_complete_or_absent(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield a folder to fill, and one for what waits; move the first to `folder` at the end.

    Raises
    ------
    OutputError
        If there is another folder or a file, or if the folder cannot be written.
    """
    target = require_own_folder(folder)
    recovered(target.parent)
    try:
        with workplace(target.parent) as place:
            made = place.made / target.name
            waiting = place.made / f"{target.name}.waiting"
            made.mkdir()
            waiting.mkdir()
            yield made, waiting
            shutil.rmtree(waiting)
            require_own_folder(target)  # it may have changed in the meantime
            place.earlier.mkdir()
            earlier = place.earlier / target.name
            if target.exists():
                target.rename(earlier)
            try:
                made.rename(target)
            except OSError:
                if earlier.exists():
                    earlier.rename(target)
                raise
    except OutputError:
        raise
    except OSError as error:
        reason = error.strerror or first_line(error)
        raise OutputError("dataset_maps.folder_not_written", where=target, reason=reason) from error


def require_own_folder(folder: Path, *, inputs: Iterable[Path] = ()) -> Path:
    """Return the resolved `folder` if a map may be written there.

    Parameters
    ----------
    folder
        A folder that does not exist, that is empty, or that holds a map of a dataset and nothing
        else.
    inputs
        What is read: the folder may neither be one of these, nor lie in or above one.

    Raises
    ------
    OutputError
    """
    target = folder.resolve()
    for one in (given.resolve() for given in inputs):
        if target == one or target.is_relative_to(one) or one.is_relative_to(target):
            raise OutputError("dataset_maps.folder_is_read", where=target)
    if not target.parent.is_dir():
        raise OutputError("dataset_maps.no_folder_above", where=target.parent)
    if target.exists() and not (target.is_dir() and _is_own(target)):
        raise OutputError("dataset_maps.another_folder", where=target)
    return target


def _is_own(folder: Path) -> bool:
    """Return whether a folder is empty, or holds a map of a dataset and nothing else."""
    inside = {one.name: one for one in folder.iterdir()}
    if not inside:
        return True
    page = inside.pop(PAGE, None)
    if page is None or not page.is_file() or MAP_MARK not in page.read_bytes():
        return False
    if any(name not in FOLDERS or not one.is_dir() for name, one in inside.items()):
        return False
    files = [file for one in inside.values() for file in one.iterdir()]
    return all(file.is_file() and _FILE.fullmatch(file.name) for file in files) and all(
        _begins(one) for one in files[:3]
    )


def _begins(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(_DELIVERED)) == _DELIVERED
