"""The path that a caller gives for a file, checked once for every verb that reads or writes."""

from __future__ import annotations

import os
from pathlib import Path

from parkland.errors import ChoiceError, ParklandError, SourceFormatError, brief


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
        If it is neither a text nor a path.

    Examples
    --------
    >>> file_path("parcels.gpkg").suffix
    '.gpkg'
    """
    if not isinstance(path, str | os.PathLike):
        raise ChoiceError(
            f"the {name} is {brief(path)}, not a file name", do="give a text or a pathlib.Path"
        )
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
        raise error(
            "this is a pipe, a socket or a device, not a file",
            where=where,
            do="save the data in a file and name that",
        )
