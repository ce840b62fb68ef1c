"""Which encoding the text of a dBASE file is in, from evidence.

In order: what the user says; the `.cpg` file; the language byte (LDID, byte 29 of the header); a
strict trial of all non-ASCII bytes as UTF-8, then as GB18030. A declaration that the bytes
contradict is set aside and reported. Where two readings are both possible, the one in which more
column names are known to the profile is taken, then the one with more everyday characters.

A text field holds a number of bytes and may be cut inside its last character; that is not a
contradiction.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from parkland.errors import EncodingError
from parkland.sources.receipt import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from parkland.sources.dbf import Table

# Language bytes that name an encoding. 0x57 ("ANSI") and 0 say nothing.
LDID = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x13: "cp932", 0x4D: "gbk", 0x4E: "cp949",
    0x4F: "cp950", 0x64: "cp852", 0x65: "cp866", 0x78: "cp950", 0x79: "cp949", 0x7A: "gbk",
    0x7B: "cp932", 0x7C: "cp874", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253",
}  # fmt: skip

# What .cpg files say for what Python calls otherwise.
CPG_ALIASES = {
    "ansi 936": "gbk", "936": "gbk", "cp936": "gbk", "ansi 950": "cp950", "950": "cp950",
    "ansi 1252": "cp1252", "1252": "cp1252", "65001": "utf-8", "oem 936": "gbk",
}  # fmt: skip

# Any bytes pass as these, so that a declaration of one of them is no evidence against Chinese text.
WESTERN = frozenset(codecs.lookup(name).name for name in ("cp1252", "latin-1", "cp437", "cp850"))
MOSTLY = 0.9


def decoded(text: bytes, encoding: str) -> tuple[str, bool]:
    """Decode `text`, leaving out half a character at its end; say whether there was one.

    Raises
    ------
    UnicodeDecodeError
        If it is not in this encoding.

    Examples
    --------
    >>> decoded("已平整".encode("gbk")[:-1], "gbk")
    ('已平', True)
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    whole = decoder.decode(text)
    rest = decoder.getstate()[0]
    return whole, bool(rest)


def detect(
    table: Table,
    *,
    cpg: str | None,
    given: str | None,
    where: str,
    is_known: Callable[[str], bool],
) -> Evidence:
    """Return the encoding of `table` and the ground for it.

    Parameters
    ----------
    table
        From `dbf.read_table`.
    cpg
        Content of the .cpg file, if there is one.
    given
        The encoding the user names; it is taken or refused, never replaced.
    where
        The file, for messages.
    is_known
        Whether a column heading is known to the profile.

    Raises
    ------
    EncodingError
        If no encoding explains the bytes, or the given one does not.
    """
    samples = [*table.names, *table.texts]
    if given is not None:
        codec = _codec(given)
        if codec is None or not _explains(codec, samples):
            raise EncodingError(
                f"the text is not in the encoding {given!r}", where=where, do="leave out --encoding"
            )
        return Evidence(codec, "given")
    declared = _declared(table, cpg)
    if all(sample.isascii() for sample in samples):
        return declared or Evidence("ascii", "ascii")
    believed = [declared.value] if declared and _explains(declared.value, samples) else []
    if believed and declared and declared.value in WESTERN and _reads_as_chinese(samples):
        believed = []
    tried = dict.fromkeys([*believed, "utf-8", *([] if believed else ["gb18030"])])
    possible = [codec for codec in tried if _explains(codec, samples)]
    if not possible:
        names = dict.fromkeys([*([declared.value] if declared else []), "utf-8", "gb18030"])
        raise EncodingError(
            f"its text fits none of the encodings {', '.join(names)}",
            where=where,
            do="name one with --encoding",
        )
    best = max(possible, key=lambda codec: _sense(table, codec, is_known))
    if declared and best == declared.value:
        return declared
    if declared:
        return Evidence(best, "contradicted", declared.reason("en"))
    return Evidence(best, "bytes")


def _reads_as_chinese(samples: Iterable[bytes]) -> bool:
    """Say whether text declared as Western is Chinese: pairs of high bytes, everyday characters.

    In Western text high bytes stand alone among ASCII letters.
    """
    foreign = [sample for sample in samples if not sample.isascii()]
    for codec in ("utf-8", "gb18030"):
        if _explains(codec, foreign):
            texts = "".join(decoded(sample, codec)[0] for sample in foreign)
            characters = [character for character in texts if not character.isascii()]
            return len(set(characters)) > 1 and _everyday(characters) >= MOSTLY
    return False


def _everyday(characters: list[str]) -> float:
    """Return the share of characters that GB 2312 holds, the ones in daily use."""
    common = sum(bool(character.encode("gb2312", errors="ignore")) for character in characters)
    return common / max(len(characters), 1)


def _sense(table: Table, codec: str, is_known: Callable[[str], bool]) -> tuple[int, float]:
    """Return how much sense a reading makes: known headings, then the share of everyday characters.

    UTF-8 read as GBK gives characters that are valid but hardly ever written (outside GB 2312).
    """
    known = sum(is_known(decoded(name, codec)[0]) for name in table.names)
    text = "".join(decoded(sample, codec)[0] for sample in (*table.names, *table.texts))
    return known, _everyday([character for character in text if not character.isascii()])


def _declared(table: Table, cpg: str | None) -> Evidence | None:
    if cpg and (codec := _codec(cpg)):
        return Evidence(codec, "cpg", cpg)
    if table.ldid in LDID:
        return Evidence(LDID[table.ldid], "ldid", f"0x{table.ldid:02X}")
    return None


def _codec(name: str) -> str | None:
    word = name.strip().strip("\ufeff").casefold()
    try:
        codec = codecs.lookup(CPG_ALIASES.get(word, word)).name
        "a".encode(codec)  # not every codec is one of text
    except (LookupError, UnicodeError):
        return None
    return codec


def _explains(codec: str, samples: Iterable[bytes]) -> bool:
    try:
        for sample in samples:
            decoded(sample, codec)
    except UnicodeDecodeError:
        return False
    return True
