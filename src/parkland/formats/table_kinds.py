"""What a table file is by its first bytes, because an ending can lie."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Literal

from parkland.errors import SourceFormatError
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

TableKind = Literal["xlsx", "xlsb", "ods", "zip", "xls", "locked", "html", "xml", "text", "binary"]
HEAD = 8192
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")  # the stream that holds an encrypted workbook
ENDING: dict[TableKind, str] = {"xlsx": ".xlsx", "ods": ".ods", "xls": ".xls", "text": ".csv"}
_HTML = re.compile(rb"<!doctypehtml|<html|<table|<body|<meta")


def table_kind(path: Path, /) -> TableKind:
    """Return what a file is by its content.

    A text in any encoding is ``"text"``: `parkland.formats.csv_table` finds its encoding.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        if head.startswith(OLE):
            # The directory of a compound file can lie anywhere in it, and names its streams.
            return "locked" if LOCKED in head + file.read(1 << 24) else "xls"
    if head.startswith(b"PK"):
        return _packed_kind(path)
    if head[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08"):
        return "xls"  # BIFF without a compound file around it
    return _text_kind(head)


def _text_kind(head: bytes) -> TableKind:
    start = re.sub(rb"\s|\0|\xef\xbb\xbf|^\xff\xfe|^\xfe\xff", b"", head).lower()
    if start.startswith(b"<"):
        return "html" if _HTML.search(start) else "xml"
    has_zeros = b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    evenly = max(head[0::2].count(0), head[1::2].count(0)) > len(head) // 8
    return "text" if head and (evenly or not has_zeros) else "binary"


def _packed_kind(path: Path) -> TableKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "content.xml" in names:
                return "ods"
            if "xl/workbook.bin" in names:
                return "xlsb"
            return "xlsx" if "[Content_Types].xml" in names else "zip"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "zip"


def wrong_kind(path: Path, found: TableKind, /) -> SourceFormatError:
    """Return the error for a file whose content is not what its ending says."""
    if found == "locked":
        return SourceFormatError("formats.locked", where=path.name, do="formats.unlock")
    if not path.stat().st_size:
        return SourceFormatError("formats.file_empty", where=path.name)
    ending = ENDING.get(found)
    return SourceFormatError(
        "formats.other_kind" if ending else "formats.other_kind_to_save",
        where=path.name,
        called=path.suffix.lower(),
        kind=Phrase(f"formats.kind.{found}"),
        name=f"{path.stem}{ending}",
    )
