"""Whether a file contains what its ending says. Only then may a reader open it.

The registry gives the first bytes of the binary formats. A format of text has a function
``require_content(path, shown)`` in its module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError
from parkland.file_paths import require_regular
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

    from parkland.formats.layers import Container
    from parkland.formats.registry import Format


def require_content(container: Container) -> None:
    """Raise unless the file begins as its format demands.

    Raises
    ------
    SourceFormatError
        If it is another kind of file, or a pipe or device.
    """
    path, form = container.path, container.format
    for one in (path, *_beside(path, form)):
        require_regular(one, where=container.shown)
    if form.gdal_drivers and form.first_bytes:
        with path.open("rb") as file:
            head = file.read(len(form.first_bytes))
        if head != form.first_bytes:
            raise other_content(
                path, container.shown, Phrase("formats.content.other_beginning", form=form.name)
            )
    if form.checks_content:
        form.load().require_content(path, container.shown)


def _beside(path: Path, form: Format) -> list[Path]:
    """Return what lies in the folder of a format, or the further files beside one."""
    if form.is_folder:
        return list(path.iterdir())
    stem = path.stem.casefold()
    names = [stem + part for part in form.parts]
    return [one for one in path.parent.iterdir() if one.name.casefold() in names] if names else []


def other_content(path: Path, shown: str, what: str) -> SourceFormatError:
    """Return the error for a file whose content does not agree with its ending."""
    return SourceFormatError("formats.other_content", where=shown, path=path.suffix, content=what)
