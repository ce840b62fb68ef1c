"""Text of unknown encoding: names of codecs, and decoding that reports what it cannot decode.

Chinese offices write UTF-8 or a member of the GBK family, of which GB18030 is the largest. UTF-8 is
tried first, because text in GBK is hardly ever valid UTF-8, while any UTF-8 may be valid GB18030.
"""

from __future__ import annotations

import codecs
from contextlib import suppress
from typing import TYPE_CHECKING

from parkland.errors import EncodingError

if TYPE_CHECKING:
    from collections.abc import Iterable

CHINESE = ("utf-8", "gb18030")
PADDING = b" \0"
PLAIN = "Aa0 _*\n"  # the same bytes in every encoding that table text can be in

# Names that files give to encodings and that Python does not know, or knows as another one.
ALIASES = {
    "ansi 936": "gbk", "936": "gbk", "cp936": "gbk", "ansi 950": "cp950", "950": "cp950",
    "ansi 1252": "cp1252", "1252": "cp1252", "65001": "utf-8", "oem 936": "gbk",
}  # fmt: skip

# Encodings that can be decoded many lines at a time: they have no state that goes on from line to
# line, and the byte of a line feed is part of no other character.
BY_LINES = frozenset(
    codecs.lookup(name).name
    for name in ("ascii", "utf-8", "gb2312", "gbk", "gb18030", "big5", "cp950", "latin-1", "cp1252")
)


def known_codec(name: str) -> str | None:
    """Return Python's name of an encoding, or None if it is not one of text.

    Examples
    --------
    >>> known_codec("ANSI 936"), known_codec("UTF8"), known_codec("rot13")
    ('gbk', 'utf-8', None)
    """
    word = name.strip().strip("\ufeff").casefold()
    try:
        codec = codecs.lookup(ALIASES.get(word, word)).name
        plain = PLAIN.encode(codec)  # not every codec is one of text
    except (LookupError, ValueError):
        return None
    return codec if plain == PLAIN.encode("ascii") else None


def first_that_decodes(content: bytes, encodings: Iterable[str]) -> tuple[str, str] | None:
    """Return the text and the first of `encodings` in which all of it is valid, or None.

    Examples
    --------
    >>> first_that_decodes("已平整".encode("gbk"), CHINESE)
    ('已平整', 'gb18030')
    """
    for encoding in encodings:
        with suppress(UnicodeDecodeError, LookupError):
            return content.decode(encoding), encoding
    return None


def decoded(text: bytes, encoding: str) -> tuple[str, bool]:
    """Decode `text` without half a character at its end; also return whether there was one.

    A field of fixed width may end inside a character, which is no sign of another encoding.

    Raises
    ------
    UnicodeDecodeError
        If it is not in this encoding.

    Examples
    --------
    >>> decoded("已平整".encode("gbk")[:-1], "gbk")
    ('已平', True)
    """
    # An incremental decoder keeps an unfinished character as its state, where `bytes.decode` fails.
    decoder = codecs.getincrementaldecoder(encoding)()
    whole = decoder.decode(text)
    rest = decoder.getstate()[0]
    return whole, bool(rest)


def decoded_lines(block: bytes, codec: str) -> list[str] | None:
    """Decode many lines at once; return None where a line is not valid, or lines cannot be parted.

    Parameters
    ----------
    block
        Lines, each with its line feed.
    codec
        Python's name of the encoding.
    """
    if codec not in BY_LINES:
        return None
    try:
        texts = block.decode(codec).split("\n")
    except UnicodeDecodeError:
        return None
    return texts[:-1] if len(texts) == block.count(b"\n") + 1 else None


def wrong_encoding(given: str, *, where: object) -> EncodingError:
    """Return the error for text that is not in the encoding which the user names."""
    return EncodingError(
        f"the text is not in the encoding {given!r}", where=where, do="leave out --encoding"
    )
