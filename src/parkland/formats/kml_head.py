"""The beginning of a KML file: whether it is one, and a copy that only the driver for KML takes.

GDAL looks at the beginning of a file for the marks of every format that it knows. A KML file can
name the namespace of GML, or hold a description of another source in a comment. So GDAL reads a
copy whose beginning is ours: the declaration, the root element and white space. It is UTF-8,
whatever the file declares.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING
from xml.parsers import expat

from parkland.formats.kml_names import with_plain_names
from parkland.formats.text_encodings import known_codec
from parkland.formats.true_to_ending import other_content
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

ROOT = "kml"
# GDAL looks at fewer bytes to find the format of a file.
PADDING = b" " * 2**16
DECLARED = re.compile(rb"""^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["']([\w.:-]+)["']""")
ROOT_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(/?)>""")
OVERLAY = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?GroundOverlay[\s/>]")
LINK = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?NetworkLink[\s>]")
TARGET = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?href[^<>]*>\s*(?:<!\[CDATA\[)?([^<\]]*)")
# Other namespaces have no meaning in KML, and the name of one could be a mark of another format.
NAMESPACES = re.compile(
    r"https?://(?:www\.opengis\.net/kml/2\.\d|earth\.google\.com/kml/2\.\d"
    r"|www\.google\.com/kml/ext/2\.\d|www\.w3\.org/2005/Atom|www\.w3\.org/2001/XMLSchema-instance)"
    r"|urn:oasis:names:tc:ciq:xsdschema:xAL:2\.0"
)
PREFIX = re.compile(r"xmlns(?::[A-Za-z_][\w.-]{0,30})?")
OTHER_NAMESPACE = "urn:other"


@dataclass(frozen=True, slots=True)
class _Head:
    """The root element, and where its start tag begins in the bytes."""

    name: str
    attributes: dict[str, str]
    start: int


class _RootFoundError(Exception):
    pass


def require_content(path: Path, shown: str) -> None:
    """Raise unless a file is XML whose root is ``kml``, without a type of document (DTD).

    Raises
    ------
    SourceFormatError
    """
    head = _head(_in_utf8(path.read_bytes()))
    if isinstance(head, str):
        raise other_content(path, shown, head)


def neutral(path: Path, folder: Path) -> str:
    """Return the path of a copy in `folder` with a beginning of our own."""
    content = _in_utf8(path.read_bytes())
    head = _head(content)
    copy = folder / "neutral.kml"
    tag = None if isinstance(head, str) else ROOT_TAG.match(content, head.start)
    if isinstance(head, str) or tag is None:  # `require_content` has refused it
        copy.write_bytes(b"")
        return str(copy)
    names = "".join(
        f' {name}="{value if NAMESPACES.fullmatch(value) else OTHER_NAMESPACE}"'
        for name, value in head.attributes.items()
        if PREFIX.fullmatch(name) and (name != "xmlns" or NAMESPACES.fullmatch(value))
    )
    closed = f"</{head.name}>" if tag[1] else ""
    body = with_plain_names(content[tag.end() :])
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<{head.name}{names}>'
    copy.write_bytes(start.encode() + PADDING + closed.encode() + body)
    return str(copy)


def left_out(path: Path, *, is_member: bool) -> tuple[int, int]:
    """Return how many pictures a file lays over the ground, and how many other files it links.

    GDAL would read each picture as a polygon. A linked file is not opened; one in the same archive
    (`is_member`) is read by itself and does not count.
    """
    content = _in_utf8(path.read_bytes())
    # A link ends where the word stands next: a search for its end tag could go on to the end of the
    # file for every link.
    links = (part.partition(b"NetworkLink")[0] for part in LINK.split(content)[1:])
    targets = map(TARGET.search, links)
    names = [unescape(target[1].decode(errors="replace")).strip() for target in targets if target]
    if is_member:
        beside = {other.name for other in path.parent.rglob("*.kml")}
        names = [name for name in names if ":" in name or name.rpartition("/")[2] not in beside]
    return len(OVERLAY.findall(content)), len(names)


def _in_utf8(content: bytes) -> bytes:
    """Return the bytes in UTF-8, without the declaration of an encoding if they were in another.

    Bytes that are not in the encoding that they declare are returned as they are.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", errors="replace").encode(errors="replace")
        return DECLARED.sub(rb"\1", text, count=1)
    content = content.removeprefix(codecs.BOM_UTF8)
    declared = DECLARED.match(content)
    codec = known_codec(declared[2].decode("ascii", "replace")) if declared else None
    if codec in (None, "utf-8"):
        return content
    try:
        text = content.decode(codec or "utf-8").encode()
    except UnicodeError:
        return content
    return DECLARED.sub(rb"\1", text, count=1)


def _head(content: bytes) -> _Head | str:
    """Return the root element, or a sentence on why this is not the beginning of a KML file."""
    parser = expat.ParserCreate()
    found: list[_Head] = []
    refused: list[str] = []

    def begun(name: str, attributes: dict[str, str]) -> None:
        found.append(_Head(name, attributes, parser.CurrentByteIndex))
        raise _RootFoundError

    def declared(*_: object) -> None:
        refused.append(Phrase("formats.content.dtd"))
        raise _RootFoundError

    parser.StartElementHandler = begun
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(content.lstrip(), True)  # noqa: FBT003 - positional only
    except _RootFoundError:
        pass
    except (expat.ExpatError, ValueError, LookupError):
        return Phrase("formats.content.no_xml")
    if refused:
        return refused[0]
    if not found:
        return Phrase("formats.content.no_element")
    head = found[0]
    if head.name.rpartition(":")[2] != ROOT:
        return Phrase("formats.content.other_root", root=head.name[:40], wanted=ROOT)
    return _Head(head.name, head.attributes, head.start + len(content) - len(content.lstrip()))
