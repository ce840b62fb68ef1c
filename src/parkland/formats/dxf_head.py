"""The beginning of a drawing: whether it is one, and a copy that only the driver for DXF takes.

GDAL looks at the beginning of a file for the marks of every format that it knows, and a comment of
a drawing could hold one. So GDAL reads a copy that begins with empty comments.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError
from parkland.formats.dxf_blocks import require_bounded
from parkland.formats.true_to_ending import other_content
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

BINARY = b"AutoCAD Binary DXF"
BOM = b"\xef\xbb\xbf"
COMMENT = b"999"
HEAD_BYTES = 2**16  # GDAL looks at fewer bytes to find the format of a file
PADDING_LINE = b"999\n" + b" " * 59 + b"\n"


def require_content(path: Path, shown: str) -> None:
    """Raise unless a file begins with a section, as every drawing does.

    A group is two lines, a code and a value. Comments (code 999) may stand before the section.

    Raises
    ------
    SourceFormatError
        If it does not, if the drawing is binary, or if its blocks grow without bounds.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(BINARY):
        raise SourceFormatError("formats.binary_drawing", where=shown)
    lines = [line.strip() for line in head.removeprefix(BOM).lstrip().splitlines()]
    while lines[:1] == [COMMENT]:
        del lines[:2]
    if lines[:2] != [b"0", b"SECTION"]:
        raise other_content(path, shown, Phrase("formats.content.no_drawing"))
    require_bounded(path, shown)


def neutral(path: Path, folder: Path) -> str:
    """Return the path of a copy in `folder` that begins with empty comments."""
    copy = folder / "neutral.dxf"
    with path.open("rb") as drawing, copy.open("wb") as out:
        start = drawing.read(HEAD_BYTES).removeprefix(BOM).lstrip()
        out.write(PADDING_LINE * (HEAD_BYTES // len(PADDING_LINE)) + start)
        shutil.copyfileobj(drawing, out)
    return str(copy)
