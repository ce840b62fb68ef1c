"""Find the files of a source: a file, a folder, or an archive, unpacked into a temporary folder."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
import zlib
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from parkland.errors import (
    NoParcelsError,
    ParklandError,
    SourceFormatError,
    SourceNotFoundError,
    first_line,
)
from parkland.formats.layers import Container
from parkland.formats.registry import EXPORTS, FORMATS, NAMED, PACKED, layered

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

# An archive may grow to this much when unpacked, in bytes, and by this ratio.
MOST_BYTES = 4 * 2**30
MOST_RATIO = 200
MOST_MEMBERS = 10_000
ARCHIVES = (".zip", ".kmz", ".rar", ".7z", ".tar", ".gz", ".tgz")
ARCHIVE_MARK = "!"
SQLITE_VERSIONS = slice(18, 20)  # bytes of the header that are 2 where there is a log
NAME_BYTES = 200  # of a member's name; file systems end at 255
UTF8_FLAG = 0x800


@contextmanager
def opened(source: str | os.PathLike[str]) -> Iterator[list[Container]]:
    """Yield the containers in `source`, in the order of their names.

    Raises
    ------
    SourceNotFoundError, SourceFormatError, NoParcelsError
    """
    with _found(source) as containers, ExitStack() as links:
        try:
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
    """Return the container under a path of our own, where its own would be trouble.

    pyogrio takes ``!`` for a place in an archive; SQLite writes files beside a database that keeps
    a write-ahead log.
    """
    path, is_logged = container.path, _keeps_a_log(container.path)
    if container.format == "Shapefile" or not (is_logged or ARCHIVE_MARK in str(path)):
        return container
    folder = Path(links.enter_context(tempfile.TemporaryDirectory(prefix="parkland-")))
    place = folder / path.name.replace(ARCHIVE_MARK, "_")
    if is_logged:
        for suffix in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{suffix}", f"{place}{suffix}")
        return replace(container, path=place)
    try:
        place.symlink_to(path.resolve())
    except OSError:  # not every system lets everybody link
        copy = shutil.copytree if path.is_dir() else shutil.copyfile
        copy(path, place)
    return replace(container, path=place)


def _keeps_a_log(path: Path) -> bool:
    """Say whether a file is an SQLite database with a write-ahead log."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(SQLITE_VERSIONS.stop)
    return head.startswith(b"SQLite format 3") and 2 in head[SQLITE_VERSIONS]  # noqa: PLR2004


@contextmanager
def _found(source: str | os.PathLike[str]) -> Iterator[list[Container]]:
    path = Path(source)
    if not path.exists():
        raise SourceNotFoundError(
            "there is no such file or folder", where=source, do="check the path"
        )
    if path.is_dir() and path.suffix.lower() != ".gdb":
        yield _in_folder(path)
    elif path.suffix.lower() in PACKED and path.is_file():
        with tempfile.TemporaryDirectory(prefix="parkland-") as folder:
            unpack(path, Path(folder))
            yield _in_archive(path, Path(folder))
    elif path.suffix.lower() in FORMATS and path.is_dir() == (path.suffix.lower() == ".gdb"):
        yield [Container(path, path.name, path.resolve())]
    else:
        raise SourceFormatError(
            f"{path.suffix or 'a file without an ending'} is not a format that parkland reads",
            where=source,
            do=EXPORTS.get(path.suffix.lower(), f"use {NAMED} or a folder of them"),
        )


def _in_folder(folder: Path) -> list[Container]:
    found = layered(folder.iterdir())
    if not found:
        deeper = sorted({str(path.parent.relative_to(folder)) for path in folder.glob("*/*.shp")})
        raise NoParcelsError(
            "the folder holds no parcel file",
            where=folder,
            do=f"name one of its folders: {', '.join(deeper)}"
            if deeper
            else f"use a folder with files of these: {NAMED}",
        )
    return [Container(path, path.name, path.resolve()) for path in found]


def _in_archive(archive: Path, folder: Path) -> list[Container]:
    found = layered(folder.rglob("*"))
    if not found:
        raise NoParcelsError(
            "the archive holds no parcel file",
            where=archive,
            do=f"use an archive with files of these: {NAMED}",
        )
    inside = [path.relative_to(folder) for path in found]
    return [
        Container(folder / place, f"{archive.name}/{place.as_posix()}", archive.resolve() / place)
        for place in inside
    ]


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a zip into `folder`. No member leaves it; names written in GBK are read as such.

    Raises
    ------
    SourceFormatError
        If the archive is damaged, encrypted, holds another one, or goes beyond the limits.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            members = [member for member in packed.infolist() if not member.is_dir()]
            _refuse_bombs(archive, members)
            for member in members:
                target = _target(archive, member, folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(member) as inside, target.open("wb") as outside:
                    shutil.copyfileobj(inside, outside)
    except SourceFormatError:
        raise
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, ValueError) as error:
        raise SourceFormatError(
            f"the archive is damaged ({error})", where=archive, do="fetch or pack it again"
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise SourceFormatError(
            "the archive is encrypted or packed in a way that is not supported",
            where=archive,
            do="unpack it by hand",
        ) from error


def _refuse_bombs(archive: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > MOST_BYTES or size > MOST_RATIO * max(packed, 2**20):
        raise SourceFormatError(
            f"unpacked it would take {size / 2**20:,.0f} MiB", where=archive, do="unpack it by hand"
        )
    if len(members) > MOST_MEMBERS:
        raise SourceFormatError(
            f"it has {len(members):,} members", where=archive, do="unpack it by hand"
        )


def _target(archive: Path, member: zipfile.ZipInfo, folder: Path) -> Path:
    """Return where a member is written.

    Raises
    ------
    SourceFormatError
        If that is outside `folder`, taken by another member, or the member is an archive itself.
    """
    parts = PurePosixPath(_name(member).replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0].startswith("/") or ":" in parts[0]:
        raise SourceFormatError(
            f"its member {member.filename!r} would be written outside its own folder",
            where=archive,
            do="do not trust this archive",
        )
    target = folder.joinpath(*map(_shortened, parts))
    if target.suffix.lower() in ARCHIVES:
        raise SourceFormatError(
            f"it holds another archive, {'/'.join(parts)}",
            where=archive,
            do="unpack it by hand and name the folder, or the archive inside",
        )
    if target.exists():
        raise SourceFormatError(
            f"two of its members are called {'/'.join(parts)}", where=archive, do="pack it again"
        )
    return target


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; one not marked as UTF-8 is in it all the same, or in GBK."""
    if member.flag_bits & UTF8_FLAG:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeError):
            return member.filename.encode("cp437").decode(encoding)
    return member.filename


def _shortened(name: str) -> str:
    """Return a name that a file system takes; parts of one shapefile stay together."""
    raw = name.encode()
    if len(raw) <= NAME_BYTES:
        return name
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    mark = hashlib.sha256(stem.encode()).hexdigest()[:8]
    return f"{stem.encode()[: NAME_BYTES - 20].decode(errors='ignore')}-{mark}{suffix[:10]}"
