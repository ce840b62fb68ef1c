"""Decode text of unknown encoding: names of codecs, and decoders that report failures.

Chinese offices use UTF-8 or an encoding of the GBK family; GB18030 contains all of that family.
UTF-8 is tried first: text in GBK is hardly ever valid UTF-8, while text in UTF-8 is often valid
GB18030.
"""

from __future__ import annotations

import codecs
from contextlib import suppress
from typing import TYPE_CHECKING

from parkland.errors import EncodingError, brief

if TYPE_CHECKING:
    from collections.abc import Iterable

CHINESE = ("utf-8", "gb18030")
PADDING = b" \0"
PLAIN = "Aa0 _*\n"  # these have the same bytes in every encoding that tables use

# Files use these names for encodings. Python does not know them, or knows another codec by them.
ALIASES = {
    "ansi 936": "gbk", "936": "gbk", "cp936": "gbk", "ansi 950": "cp950", "950": "cp950",
    "ansi 1252": "cp1252", "1252": "cp1252", "65001": "utf-8", "oem 936": "gbk",
}  # fmt: skip

# In these encodings many lines can be decoded at once: they have no state that continues in the
# next line, and the byte of a line feed is never part of another character.
BY_LINES = frozenset(
    codecs.lookup(name).name
    for name in ("ascii", "utf-8", "gb2312", "gbk", "gb18030", "big5", "cp950", "latin-1", "cp1252")
)


def known_codec(name: str) -> str | None:
    """Return Python's name of an encoding of text, or None if there is no such encoding.

    Examples
    --------
    >>> known_codec("ANSI 936"), known_codec("UTF8"), known_codec("rot13")
    ('gbk', 'utf-8', None)
    """
    word = name.strip().strip("\ufeff").casefold()
    try:
        codec = codecs.lookup(ALIASES.get(word, word)).name
        plain = PLAIN.encode(codec)  # some codecs, such as rot13, are not encodings of text
    except (LookupError, ValueError):
        return None
    return codec if plain == PLAIN.encode("ascii") else None


def first_that_decodes(content: bytes, encodings: Iterable[str]) -> tuple[str, str] | None:
    """Return the decoded text and the first of `encodings` that decodes all of it, or None.

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
    """Decode `text` without an incomplete character at its end, and return whether there was one.

    A field of fixed width can end inside a character. This does not show that the encoding is
    wrong.

    Raises
    ------
    UnicodeDecodeError
        If the rest of the text is not in this encoding.

    Examples
    --------
    >>> decoded("已平整".encode("gbk")[:-1], "gbk")
    ('已平', True)
    """
    # An incremental decoder keeps an incomplete character as its state; `bytes.decode` would fail.
    decoder = codecs.getincrementaldecoder(encoding)()
    whole = decoder.decode(text)
    rest = decoder.getstate()[0]
    return whole, bool(rest)


def decoded_lines(block: bytes, codec: str) -> list[str] | None:
    """Decode many lines at once.

    Parameters
    ----------
    block
        Lines, each with its line feed.
    codec
        Python's name of the encoding.

    Returns
    -------
    list of str or None
        One text for each line. None if a line is not valid, or if the encoding does not allow
        decoding many lines at once.
    """
    if codec not in BY_LINES:
        return None
    try:
        texts = block.decode(codec).split("\n")
    except UnicodeDecodeError:
        return None
    # A multi-byte character must not have swallowed a line feed: every line needs its own text.
    return texts[:-1] if len(texts) == block.count(b"\n") + 1 else None


def wrong_encoding(given: str, *, where: object) -> EncodingError:
    """Return the error for text that is not in the encoding that the user names."""
    return EncodingError("formats.other_encoding", where=where, given=brief(given))
