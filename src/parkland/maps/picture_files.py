"""The file of a picture: which driver of GDAL may open it, and with which files beside it.

The ending says which driver opens a picture, and its first bytes must agree. GDAL reads a link in a
folder of our own, where no other file lies but the ones that say where the picture is: its world
file, and the place and reference system of its ``.aux.xml``, written anew. The files of a stranger
could name others there, such as an overview in another place.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from parkland.errors import SourceFormatError, SourceNotFoundError
from parkland.file_paths import require_regular
from parkland.formats.gdal_guard import CLOSED
from parkland.formats.true_to_ending import other_content
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
# The driver and the first bytes of each ending.
PICTURES = MappingProxyType(
    {
        ".tif": ("GTiff", _TIFF),
        ".tiff": ("GTiff", _TIFF),
        ".png": ("PNG", (b"\x89PNG\r\n\x1a\n",)),
        ".jpg": ("JPEG", (b"\xff\xd8\xff",)),
        ".jpeg": ("JPEG", (b"\xff\xd8\xff",)),
        ".jp2": ("JP2OpenJPEG", (b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")),
    }
)
WORLD_FILES = (".wld", ".tfw", ".tifw", ".pgw", ".pngw", ".jgw", ".jpgw", ".jpegw", ".j2w")
LARGEST_SIDECAR = 2**20  # bytes
# GDAL's options while it reads a picture. The files beside it are read, because they are ours.
OPTIONS = {**CLOSED, "GDAL_PAM_ENABLED": "YES"}


@contextmanager
def safe_picture(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the path by which GDAL opens a picture, and the name of its driver.

    Raises
    ------
    SourceNotFoundError
        If there is no such file.
    SourceFormatError
        If it is not one of `PICTURES`, or if its first bytes do not agree with its ending.
    """
    if not path.exists():
        raise SourceNotFoundError("maps.no_file", where=path)
    require_regular(path, where=path)
    driver, beginnings = PICTURES.get(path.suffix.lower(), ("", ()))
    if not driver or not path.is_file():
        raise SourceFormatError("maps.no_picture", where=path, pictures=list(PICTURES))
    with path.open("rb") as file:
        head = file.read(max(map(len, beginnings)))
    if not head.startswith(beginnings):
        raise other_content(path, str(path), Phrase("maps.other_beginning"))
    with tempfile.TemporaryDirectory(prefix="parkland-") as folder:
        place = Path(folder, f"picture{path.suffix.lower()}")
        _link(path, place)
        for ending in WORLD_FILES:
            beside = path.with_suffix(ending)
            if beside.is_file() and beside.stat().st_size <= LARGEST_SIDECAR:
                shutil.copyfile(beside, place.with_suffix(ending))
        place.with_name(f"{place.name}.aux.xml").write_text(
            _placement(path.with_name(f"{path.name}.aux.xml")), encoding="utf-8"
        )
        yield place, driver


def _placement(sidecar: Path) -> str:
    """Return a sidecar file of GDAL with the reference system and the place of another, alone."""
    kept = []
    if sidecar.is_file() and sidecar.stat().st_size <= LARGEST_SIDECAR:
        raw = sidecar.read_bytes()
        try:
            # Without a type of document an XML file names no other file and no entity.
            root = None if b"<!DOCTYPE" in raw.upper() else ET.fromstring(raw)  # noqa: S314
        except ET.ParseError:
            root = None
        if root is not None:
            kept = [
                f"<{name}>{escape(text)}</{name}>"
                for name in ("SRS", "GeoTransform")
                if (text := root.findtext(name))
            ]
    return f"<PAMDataset>{''.join(kept)}</PAMDataset>"


def _link(path: Path, place: Path) -> None:
    try:
        place.symlink_to(path.resolve())
    except OSError:  # Windows lets only some users make links
        shutil.copyfile(path, place)
