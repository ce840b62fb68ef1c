"""Infer the encoding of the text of a dBASE file.

The evidence has this order: the encoding that the user names; the `.cpg` file; the language byte
(LDID, byte 29 of the header); a strict trial of all non-ASCII bytes as UTF-8, then as GB18030. A
declaration that the bytes contradict is ignored and reported. If two encodings decode all bytes,
the one that gives more column names known to the profile is taken, then the one that gives more
characters in daily use. Text without a declaration that is Chinese only at a stretch is weighed
against other code pages (`parkland.formats.text_scripts`), with a warning and an example.

A text field has a fixed number of bytes and can end inside a character; this does not contradict an
encoding. If no encoding decodes every text, the one that decodes all but a few is taken, and each
of these few texts is reported.
"""

from __future__ import annotations

import codecs
from collections import Counter
from typing import TYPE_CHECKING

from parkland.errors import EncodingError
from parkland.formats.evidence import Evidence
from parkland.formats.text_encodings import (
    CHINESE,
    PADDING,
    decoded,
    decoded_lines,
    known_codec,
    wrong_encoding,
)
from parkland.formats.text_scripts import CHINESE_CODEC, weighed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from parkland.formats.shapefile.dbf_table import DbfTable

# The encoding of each language byte. The bytes 0x57 ("ANSI") and 0 name no encoding.
LDID = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x13: "cp932", 0x4D: "gbk", 0x4E: "cp949",
    0x4F: "cp950", 0x64: "cp852", 0x65: "cp866", 0x78: "cp950", 0x79: "cp949", 0x7A: "gbk",
    0x7B: "cp932", 0x7C: "cp874", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253",
}  # fmt: skip

# These encodings decode nearly any bytes. That they decode a text is no evidence for them.
WESTERN = frozenset(codecs.lookup(name).name for name in ("cp1252", "latin-1", "cp437", "cp850"))
MOSTLY = 0.9  # share of characters in daily use from which a text counts as Chinese
AT_MOST = 0.2  # share of damaged texts up to which an encoding is accepted
MOST_WEIGHED = 2**18  # characters are counted in this number of bytes of each column


def detect(
    table: DbfTable,
    *,
    cpg: str | None,
    given: str | None,
    where: str,
    is_known: Callable[[str], bool],
) -> Evidence:
    """Return the encoding of `table` and the evidence for it.

    Parameters
    ----------
    table
        The result of `dbf_table.read_table`.
    cpg
        The content of the .cpg file; None if there is none.
    given
        The encoding that the user names; it is used or refused, never replaced. None to infer it.
    where
        The name of the file for messages.
    is_known
        A function that returns whether the profile knows a heading.

    Raises
    ------
    EncodingError
        If no encoding decodes the bytes, or the given one does not.
    """
    # Names of fields are evidence too, because a table of numbers has no other text.
    blocks = [b"".join(name + b"\n" for name in table.names), *table.foreign()]
    if given is not None:
        codec = known_codec(given)
        if codec is None or not _mostly_explains(codec, blocks):
            raise wrong_encoding(given, where=where)
        return Evidence(codec, "given")
    declared = _declared(table, cpg)
    if all(block.isascii() for block in blocks):
        return declared or Evidence("ascii", "ascii")
    return _judged(table, blocks, declared, where=where, is_known=is_known)


def _judged(
    table: DbfTable,
    blocks: list[bytes],
    declared: Evidence | None,
    *,
    where: str,
    is_known: Callable[[str], bool],
) -> Evidence:
    """Return the encoding of text beyond ASCII; the parameters are those of `detect`."""
    believed = [declared.value] if declared and _explains(declared.value, blocks) else []
    # Many exporters declare a Western encoding for Chinese text, and it decodes any bytes.
    if believed and declared and declared.value in WESTERN and _reads_as_chinese(blocks):
        believed = []
    # UTF-8 competes with a declaration that decodes all bytes, because it rarely fits by accident.
    # GB18030 does not compete: it fits too much.
    tried = list(dict.fromkeys([*believed, "utf-8", *([] if believed else ["gb18030"])]))
    possible = [codec for codec in tried if _explains(codec, blocks)]
    if not set(possible) - {CHINESE_CODEC} and not _has_known_name(table, is_known):
        found = weighed(blocks, possible=bool(possible))
        if found is not None and not found.is_certain:
            return Evidence(found.codec, "weighed", found.example)
    if not possible:
        return _nearest(
            dict.fromkeys([*([declared.value] if declared else []), *tried]), blocks, where
        )
    best = possible[0]
    if len(possible) > 1:
        best = max(possible, key=lambda codec: _sense(table.names, blocks, codec, is_known))
    if declared and best == declared.value:
        return declared
    if declared:
        return Evidence(best, "contradicted", declared.detail)
    return Evidence(best, "bytes")


def _has_known_name(table: DbfTable, is_known: Callable[[str], bool]) -> bool:
    """Return whether the profile knows the Chinese name of a column."""
    names = [name for name in table.names if not name.isascii()]
    return any(is_known(name.decode(CHINESE_CODEC, errors="ignore")) for name in names)


def _nearest(codecs_tried: Iterable[str], blocks: list[bytes], where: str) -> Evidence:
    """Return the encoding that decodes all but a few texts.

    Raises
    ------
    EncodingError
        If every encoding fails for more texts than `AT_MOST` allows.
    """
    misfits = {codec: _misfits(codec, blocks) for codec in codecs_tried}
    best = min(misfits, key=lambda codec: misfits[codec])
    if misfits[best] > AT_MOST * _foreign_lines(blocks):
        raise EncodingError("formats.no_encoding_fits", where=where, misfits=list(misfits))
    return Evidence(best, "mostly", str(misfits[best]))


def _foreign_lines(blocks: Iterable[bytes]) -> int:
    """Return the number of lines with bytes beyond ASCII."""
    return sum(not line.isascii() for block in blocks for line in block.split(b"\n"))


def _reads_as_chinese(blocks: list[bytes]) -> bool:
    """Return whether text that is declared as Western consists of Chinese characters in daily use.

    In Western text, single high bytes occur among ASCII letters. They do not form valid pairs of
    GBK, or form rare characters.
    """
    for codec in CHINESE:
        if _explains(codec, blocks):
            characters = _foreign_characters(blocks, codec)
            return len(characters) > 1 and _everyday(characters) >= MOSTLY
    return False


def _foreign_characters(blocks: Iterable[bytes], codec: str) -> Counter[str]:
    """Count the characters beyond ASCII in the first bytes of each block."""
    counted: Counter[str] = Counter()
    for block in blocks:
        for line in block[:MOST_WEIGHED].split(b"\n")[:-1]:
            counted.update(decoded(line.rstrip(PADDING), codec)[0])
    return Counter({char: number for char, number in counted.items() if not char.isascii()})


def _everyday(characters: Counter[str]) -> float:
    """Return the share of characters that are in GB 2312, the standard set of daily use."""
    common = sum(n for char, n in characters.items() if char.encode("gb2312", errors="ignore"))
    return common / max(characters.total(), 1)


def _sense(
    names: Iterable[bytes], blocks: list[bytes], codec: str, is_known: Callable[[str], bool]
) -> tuple[int, float]:
    """Return a score of an encoding: the known headings, then the share of characters in daily use.

    UTF-8 that is decoded as GBK gives valid but rare characters, which are not in GB 2312.
    """
    known = sum(is_known(decoded(name, codec)[0]) for name in names)
    return known, _everyday(_foreign_characters(blocks, codec))


def _declared(table: DbfTable, cpg: str | None) -> Evidence | None:
    if cpg and (codec := known_codec(cpg)):
        return Evidence(codec, "cpg", cpg)
    if table.ldid in LDID:
        return Evidence(LDID[table.ldid], "ldid", f"0x{table.ldid:02X}")
    return None


def _explains(codec: str, blocks: Iterable[bytes]) -> bool:
    """Return whether an encoding decodes every line."""
    return not _misfits(codec, blocks, most=0)


def _mostly_explains(codec: str, blocks: list[bytes]) -> bool:
    return _misfits(codec, blocks) <= AT_MOST * _foreign_lines(blocks)


def _misfits(codec: str, blocks: Iterable[bytes], most: int | None = None) -> int:
    """Return the number of lines that an encoding cannot decode; stop counting above `most`."""
    misfits = 0
    # Whole blocks are decoded first; lines are decoded one by one only in a block that fails.
    for block in blocks:
        if decoded_lines(block, codec) is not None:
            continue
        for line in block.split(b"\n"):
            try:
                decoded(line.rstrip(PADDING), codec)
            except UnicodeDecodeError:
                misfits += 1
                if most is not None and misfits > most:
                    return misfits
    return misfits
