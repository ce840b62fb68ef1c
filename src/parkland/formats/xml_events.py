"""Read small XML parts of office files, without entities and without a tree in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from parkland.errors import SourceFormatError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DEEPEST = 200


def read_xml(
    chunks: Iterable[bytes],
    /,
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    where: str,
) -> None:
    """Call `start`, `end` and `text` for the elements and the texts of an XML file.

    Names of elements and attributes come without their namespaces.

    Raises
    ------
    SourceFormatError
        If it is not well formed, declares entities, or is nested too deeply.
    """
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise SourceFormatError(
                "formats.deep_xml", where=where, do="formats.save_again", deepest=DEEPEST
            )
        start(_local(name), {_local(key): value for key, value in attributes.items()})

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(_local(name))

    def on_doctype(*_: object) -> None:
        raise entities_refused(where)

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.StartDoctypeDeclHandler = on_doctype
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise SourceFormatError(
            "formats.bad_xml", where=where, do="formats.save_again", error=error
        ) from error


def entities_refused(where: str) -> SourceFormatError:
    """Return the error for XML that declares entities, which no office program writes."""
    return SourceFormatError("formats.xml_entities", where=where, do="formats.save_again")


def _local(name: str) -> str:
    return name.rsplit("\n", 1)[-1]
