"""Find the files of a source, which is a file, a folder or an archive.

Archives are unpacked into a temporary folder, which is removed when the files have been read.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from parkland.errors import (
    NoParcelsError,
    ParklandError,
    SourceFormatError,
    SourceNotFoundError,
)
from parkland.file_paths import file_path, readable_name, readably_named, require_regular
from parkland.formats.format_lookup import (
    read_endings,
    readable_format,
    register_endings,
    register_format,
    remedy,
    with_layers,
)
from parkland.formats.layers import Container
from parkland.formats.library_remarks import cause_of
from parkland.formats.true_to_ending import require_content
from parkland.issues import Issue
from parkland.phrases import Phrase
from parkland.workplaces import is_hidden, recovered

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

# pyogrio takes "!" in a path for the mark of an archive, parses a path like an address, and drops
# control characters.
DEEPEST, MOST_NAMED = 3, 5  # folders below a folder that are searched, and folders that are named
ODD = re.compile(r"[!;?#*%\x00-\x1f\x7f]|^\s|\s$")


@contextmanager
def opened(
    source: str | os.PathLike[str], *, is_table: Callable[[Path], bool] | None = None
) -> Iterator[list[Container]]:
    """Yield the containers in `source`, sorted by name.

    Parameters
    ----------
    source
        A file, a folder or an archive.
    is_table
        Says by the path of a register whether its rows are points, as a profile has it. Default:
        no register is a source.

    Raises
    ------
    SourceNotFoundError
        If there is no such file or folder.
    SourceFormatError
        If its format is not read, or a file cannot be read.
    NoParcelsError
        If a folder or an archive has no file of parcels.
    """
    with _found(source, is_table) as containers, ExitStack() as links:
        try:
            for container in containers:
                _require_bytes(container)
                require_content(container)
            yield [_private(container, links) for container in containers]
        except ParklandError:
            raise
        except OSError as error:
            raise SourceFormatError(
                "sources.part_unreadable", where=source, reason=cause_of(error)
            ) from error


def _require_bytes(container: Container) -> None:
    """Raise an error for a file without any byte: a copy that failed, or a placeholder.

    Raises
    ------
    SourceFormatError
    """
    if container.path.is_file() and not container.path.stat().st_size:
        raise SourceFormatError("sources.no_bytes", where=container.shown)


def _private(container: Container, links: ExitStack) -> Container:
    """Return the container with a private path if its own path cannot be read safely.

    SQLite writes beside a database that has a write-ahead log, and a source must not be changed. A
    path with ``!``, ``;`` or control characters is misread by pyogrio. A format of several files is
    returned unchanged, because it looks for them beside its own path and makes its own copy.
    """
    container = replace(container, path=links.enter_context(readably_named(container.path)))
    path, form = container.path, container.format
    has_log = form.may_keep_log and form.load().keeps_log(path)
    is_odd = has_log or ODD.search(str(path)) is not None
    if form.parts or not (is_odd or form.has_neutral_form):
        return container
    folder = Path(links.enter_context(tempfile.TemporaryDirectory(prefix="parkland-")))
    if form.has_neutral_form:
        return replace(container, gdal_name=str(form.load().neutral(path, folder)))
    place = folder / ODD.sub("_", path.name)
    # The log holds the latest changes. It is copied with the database, or they would be lost.
    if has_log:
        for suffix in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{suffix}", f"{place}{suffix}")
        return replace(container, path=place)
    try:
        place.symlink_to(path.resolve())
    except OSError:  # Windows lets only some users make links
        copy = shutil.copytree if path.is_dir() else shutil.copyfile
        copy(path, place)
    return replace(container, path=place)


@contextmanager
def _found(
    source: str | os.PathLike[str], is_table: Callable[[Path], bool] | None
) -> Iterator[list[Container]]:
    path = file_path(source, name="source")
    # A shapefile of which a killed program has moved only some files is made whole before.
    recovered(path if path.is_dir() else path.parent)
    if not path.exists():
        raise SourceNotFoundError("sources.not_found", where=source)
    if is_hidden(path):
        raise SourceFormatError("sources.hidden", where=source)
    require_regular(path, where=source)
    form = readable_format(path)
    if form is None and path.is_dir():
        yield _in_folder(path, is_table)
    elif is_table is not None and is_table(path) and (table := register_format(path)):
        yield [Container(path=path, shown=readable_name(path), origin=path.resolve(), format=table)]
    elif path.suffix.lower() in register_endings():
        raise SourceFormatError(
            "sources.register_as_source", where=source, path=path.suffix.lower()
        )
    elif form is None:
        raise SourceFormatError(
            "sources.other_format",
            where=source,
            do=remedy(path),
            ending=path.suffix or Phrase("errors.no_ending"),
        )
    elif form.reads == "archive":
        with tempfile.TemporaryDirectory(prefix="parkland-") as folder:
            form.load().unpack(path, Path(folder))
            yield _in_archive(path, Path(folder))
    else:
        yield [Container(path=path, shown=readable_name(path), origin=path.resolve(), format=form)]


def _in_folder(folder: Path, is_table: Callable[[Path], bool] | None) -> list[Container]:
    found = with_layers(folder.iterdir())
    if is_table is not None:
        tables = [path for path in sorted(folder.iterdir()) if not is_hidden(path)]
        found += [
            (path, table)
            for path in tables
            if (table := register_format(path)) and path.is_file() and is_table(path)
        ]
    # Subfolders often hold earlier versions of the same parcels, so that they are not read. The
    # error names those that contain parcels.
    if not found:
        raise NoParcelsError("sources.nothing_in_folder", where=folder, do=_instead_of(folder))
    return [
        Container(path=path, shown=readable_name(path), origin=path.resolve(), format=form)
        for path, form in found
    ]


def _instead_of(folder: Path) -> str:
    """Return what to name in place of a folder without layers."""
    for depth in range(1, DEEPEST + 1):
        inside = with_layers(folder.glob("/".join(["*"] * (depth + 1))))
        deeper = sorted({path.parent.relative_to(folder).as_posix() for path, _ in inside})
        if deeper:
            more = ["…"] if len(deeper) > MOST_NAMED else []
            return Phrase("sources.folders_inside", folders=[*deeper[:MOST_NAMED], *more])
    if any(path.suffix.lower() in register_endings() for path in folder.iterdir()):
        return Phrase("sources.only_registers")
    return Phrase("sources.other_folder", endings=read_endings())


def same_stem(containers: list[Container]) -> list[Issue]:
    """Return an issue for each group of files in one folder whose names differ in the ending only.

    Letter case is not compared. Such files are often one layer in two formats, and two shapefiles
    of one stem can share a .dbf.
    """
    groups: dict[Path, list[str]] = {}
    for one in containers:
        stem = one.origin.with_name(one.origin.stem.casefold())
        groups.setdefault(stem, []).append(one.shown)
    return [
        Issue(code="source.same_stem", source=names[0], value="、".join(names))
        for names in groups.values()
        if len(names) > 1
    ]


def _in_archive(archive: Path, folder: Path) -> list[Container]:
    members = [
        path
        for path in folder.rglob("*")
        if not any(is_hidden(Path(part)) for part in path.relative_to(folder).parts)
    ]
    found = with_layers(members)
    if not found:
        raise NoParcelsError(
            "sources.nothing_in_archive", where=archive, read_endings=list(read_endings())
        )
    inside = [(path.relative_to(folder), form) for path, form in found]
    return [
        Container(
            path=folder / place,
            shown=f"{archive.name}/{place.as_posix()}",
            origin=archive.resolve() / place,
            format=form,
        )
        for place, form in inside
    ]
