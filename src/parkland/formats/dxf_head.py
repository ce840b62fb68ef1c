"""The beginning of a drawing: whether it is one, and a copy that only the driver for DXF takes.

GDAL looks at the beginning of a file for the marks of every format that it knows, and a comment of
a drawing could hold one. So GDAL reads a copy that begins with empty comments.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError
from parkland.formats.dxf_blocks import groups_of, require_bounded
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


def hidden_layers(path: Path) -> set[bytes]:
    """Return the layers that a drawing does not show, as bytes: those turned off or frozen.

    The table of layers stands before the entities. A negative colour (group 62) turns a layer off,
    the first bit of its flags (group 70) freezes it.
    """
    hidden: set[bytes] = set()
    kind = name = b""
    for code, value in groups_of(path):
        if code == b"0":
            kind, name = value, b""
        elif code == b"2" and kind == b"SECTION" and value in (b"BLOCKS", b"ENTITIES"):
            break
        elif kind == b"LAYER" and code == b"2":
            name = value
        elif (
            kind == b"LAYER"
            and name
            and (
                (code == b"62" and value.startswith(b"-"))
                or (code == b"70" and value.isdigit() and int(value[-1:]) % 2)
            )
        ):
            hidden.add(name)
    return hidden


def neutral(path: Path, folder: Path) -> str:
    """Return the path of a copy in `folder` that begins with empty comments."""
    copy = folder / "neutral.dxf"
    with path.open("rb") as drawing, copy.open("wb") as out:
        start = drawing.read(HEAD_BYTES).removeprefix(BOM).lstrip()
        out.write(PADDING_LINE * (HEAD_BYTES // len(PADDING_LINE)) + start)
        shutil.copyfileobj(drawing, out)
    return str(copy)
