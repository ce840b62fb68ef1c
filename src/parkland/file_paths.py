"""The path that a caller gives for a file, checked once for every verb that reads or writes."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from parkland.errors import ChoiceError, ParklandError, SourceFormatError, brief

if TYPE_CHECKING:
    from collections.abc import Iterator


def file_path(path: object, /, *, name: str = "path") -> Path:
    """Return `path` as a `Path`.

    Parameters
    ----------
    path
        What the caller passed.
    name
        What the path is of, for the message.

    Raises
    ------
    ChoiceError
        If it is neither a text nor a path, or an empty text.

    Examples
    --------
    >>> file_path("parcels.gpkg").suffix
    '.gpkg'
    """
    # an empty name would be the working folder, which nobody has named
    if not isinstance(path, str | os.PathLike) or path == "":
        raise ChoiceError("outputs.not_file_name", name=name, path=brief(path))
    return Path(os.fsdecode(path))


def require_regular(
    path: Path, *, where: object, error: type[ParklandError] = SourceFormatError
) -> None:
    """Raise if a path is a pipe, a socket or a device: a reader could wait for it without end.

    A path at which there is nothing, and a folder, are left to the caller.

    Raises
    ------
    ParklandError
        Of the class `error`.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise error("outputs.no_regular_file", where=where)


def readable_name(path: Path) -> str:
    """Return the name of a file as a text that every table can hold.

    A name can have bytes that are not UTF-8: an archive from a Chinese Windows, unpacked on another
    system, has names in GBK.

    Examples
    --------
    >>> readable_name(Path(os.fsdecode("地块.shp".encode("gbk"))))
    '地块.shp'
    """
    raw = os.fsencode(path.name)
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeError):
            return raw.decode(encoding)
    return raw.decode("utf-8", errors="replace")


@contextmanager
def readably_named(path: Path) -> Iterator[Path]:
    """Yield a path of a file that is UTF-8: its own, or one in a temporary folder that leads to it.

    The folder also has the files of the same stem, because some formats have several.
    """
    try:
        str(path.absolute()).encode()
    except UnicodeError:
        with tempfile.TemporaryDirectory(prefix="parkland-") as folder:
            begin = f"{path.stem}."
            for one in path.parent.iterdir():
                if one.name.startswith(begin) or one.name == path.name:
                    Path(folder, readable_name(one)).symlink_to(one.resolve())
            yield Path(folder, readable_name(path))
    else:
        yield path
