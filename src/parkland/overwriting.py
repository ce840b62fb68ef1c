"""What an output may replace: never a file that is read, and another program's only if it is asked.

Every command and every writer calls `require_replaceable` before it reads anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from parkland.errors import OutputError
from parkland.formats.format_lookup import format_of
from parkland.outputs import writable
from parkland.own_outputs import is_ours

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator


def require_replaceable(
    path: str | os.PathLike[str],
    /,
    *,
    inputs: Iterable[str | os.PathLike[str]] = (),
    overwrite: bool = False,
) -> Path:
    """Return the resolved path of an output that may be written.

    Parameters
    ----------
    path
        The output.
    inputs
        The files, folders and archives that are read. A folder stands for the files in it, and a
        file also for its further files, such as the .dbf of a shapefile. A name at which there is
        nothing, such as that of a bundled profile, is left out.
    overwrite
        Whether a file that parkland did not write may be replaced. One that is read never is.

    Raises
    ------
    OutputError
        If the output is read: the same file by any name or link, or by a name that differs in
        letter case only. If it would be read with a folder the next time. If it is a file of
        another program, and `overwrite` is not set. If it cannot be written at all.
    """
    target = writable(path)
    given = [Path(one) for one in inputs]
    named, known = set[str](), set[tuple[int, int]]()
    for one in (file for source in given for file in _files_of(source)):
        named.add(str(one).casefold())
        status = one.stat()
        known.add((status.st_dev, status.st_ino))
    made = list(_made_with(target))
    for one in made:
        there = one.stat() if one.exists() else None
        is_device = there is not None and not one.is_file()
        is_known = there is not None and (there.st_dev, there.st_ino) in known
        if (is_known or str(one).casefold() in named) and not is_device:
            raise OutputError("outputs.file_is_read", where=one)
    _require_outside(target, given)
    present = [one for one in made if one.is_file()]
    if present and not overwrite and not is_ours(target if target.is_file() else present[0]):
        raise OutputError("outputs.foreign_file", where=present[0])
    return target


def _made_with(target: Path) -> Iterator[Path]:
    """Yield the files that are replaced or removed when `target` is written."""
    yield target
    form = format_of(target)
    if form is None or not (form.parts or form.companions) or not form.writes:
        return
    endings = {*form.parts, *form.companions, *form.load().STALE}
    stem = target.stem.casefold()
    for one in target.parent.iterdir():
        if one.name.casefold() in {stem + ending for ending in endings}:
            yield one


def _files_of(source: Path) -> Iterator[Path]:
    """Yield the files that are read for a file, a folder or an archive, each resolved."""
    try:
        if source.is_dir():
            inside = [one for one in source.iterdir() if one.exists()]
            yield from (one.resolve() for one in inside)
            for folder in (one for one in inside if one.is_dir() and format_of(one)):
                yield from (one.resolve() for one in folder.iterdir())
        elif source.exists():
            yield source.resolve()
            # Whatever has the same stem can belong to it: parts, indices, world files, logs.
            begin = f"{source.stem}.".casefold()
            for place in {source.parent, source.resolve().parent}:
                for one in place.iterdir():
                    if one.name.casefold().startswith(begin) and _belongs(source, one):
                        yield one.resolve()
    except OSError:
        return  # reading says what is wrong with it


def _belongs(source: Path, other: Path) -> bool:
    """Return whether a file of the same stem is one of the further files of `source`."""
    form = format_of(source)
    rest = other.name[len(source.stem) :].casefold()
    parts = {*form.parts, *getattr(form.load(), "STALE", ())} if form and form.parts else ()
    log = source.suffix.casefold()
    return rest in parts or rest.startswith((f"{log}-", f"{log}.")) or rest.endswith("w")


def _require_outside(target: Path, sources: Iterable[Path]) -> None:
    """Raise if the output would be read with its folder the next time, and count twice.

    Raises
    ------
    OutputError
    """
    form = format_of(target)
    for source in (one.resolve() for one in sources if one.is_dir()):
        # A table can be taken for a register, and its columns for what the office wrote.
        is_member = target.parent == source and form is not None
        if is_member or (format_of(source) is not None and target.is_relative_to(source)):
            raise OutputError("outputs.folder_is_read", where=target)
