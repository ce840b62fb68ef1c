"""Find the files of a source, which is a file, a folder or an archive.

Archives are unpacked into a temporary folder, which is removed when the files have been read.
"""

from __future__ import annotations

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
    first_line,
)
from parkland.file_paths import file_path, require_regular
from parkland.formats.format_lookup import read_endings, readable_format, remedy, with_layers
from parkland.formats.layers import Container
from parkland.formats.true_to_ending import require_content
from parkland.workplaces import is_hidden, recovered

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

ARCHIVE_MARK = "!"  # pyogrio interprets it in a path as the separator of an archive and its member


@contextmanager
def opened(source: str | os.PathLike[str]) -> Iterator[list[Container]]:
    """Yield the containers in `source`, sorted by name.

    Raises
    ------
    SourceNotFoundError
        If there is no such file or folder.
    SourceFormatError
        If its format is not read, or a file cannot be read.
    NoParcelsError
        If a folder or an archive has no file of parcels.
    """
    with _found(source) as containers, ExitStack() as links:
        try:
            for container in containers:
                require_content(container)
            yield [_private(container, links) for container in containers]
        except ParklandError:
            raise
        except OSError as error:
            raise SourceFormatError(
                f"a file of it cannot be read ({first_line(error)})",
                where=source,
                do="check that it is there and that you may read it",
            ) from error


def _private(container: Container, links: ExitStack) -> Container:
    """Return the container with a private path if its own path cannot be read safely.

    SQLite writes beside a database that has a write-ahead log, and a source must not be changed. A
    path that contains ``!`` is misread by pyogrio. A format of several files is returned unchanged,
    because it looks for them beside its own path and makes its own copy.
    """
    path, form = container.path, container.format
    has_log = form.may_keep_log and form.load().keeps_log(path)
    is_odd = has_log or ARCHIVE_MARK in str(path)
    if form.parts or not (is_odd or form.has_neutral_form):
        return container
    folder = Path(links.enter_context(tempfile.TemporaryDirectory(prefix="parkland-")))
    if form.has_neutral_form:
        return replace(container, gdal_name=str(form.load().neutral(path, folder)))
    place = folder / path.name.replace(ARCHIVE_MARK, "_")
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
def _found(source: str | os.PathLike[str]) -> Iterator[list[Container]]:
    path = file_path(source, name="source")
    # A shapefile of which a killed program has moved only some files is made whole before.
    recovered(path if path.is_dir() else path.parent)
    if not path.exists():
        raise SourceNotFoundError(
            "there is no such file or folder", where=source, do="check the path"
        )
    if is_hidden(path):
        raise SourceFormatError(
            "this is a hidden file, and no hidden file is read as a source",
            where=source,
            do="give it a name that does not begin with . or ~$",
        )
    require_regular(path, where=source)
    form = readable_format(path)
    if form is None and path.is_dir():
        yield _in_folder(path)
    elif form is None:
        raise SourceFormatError(
            f"{path.suffix or 'a file without an ending'} is not a format that parkland reads",
            where=source,
            do=remedy(path),
        )
    elif form.reads == "archive":
        with tempfile.TemporaryDirectory(prefix="parkland-") as folder:
            form.load().unpack(path, Path(folder))
            yield _in_archive(path, Path(folder))
    else:
        yield [Container(path=path, shown=path.name, origin=path.resolve(), format=form)]


def _in_folder(folder: Path) -> list[Container]:
    found = with_layers(folder.iterdir())
    # Subfolders often hold earlier versions of the same parcels, so that they are not read. The
    # error names those that contain parcels.
    if not found:
        inside = with_layers(folder.glob("*/*"))
        deeper = sorted({str(path.parent.relative_to(folder)) for path, _ in inside})
        raise NoParcelsError(
            "the folder holds no parcel file",
            where=folder,
            do=f"name one of its folders: {', '.join(deeper)}"
            if deeper
            else f"use a folder with files of these: {', '.join(read_endings())}",
        )
    return [
        Container(path=path, shown=path.name, origin=path.resolve(), format=form)
        for path, form in found
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
            "the archive holds no parcel file",
            where=archive,
            do=f"use an archive with files of these: {', '.join(read_endings())}",
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
