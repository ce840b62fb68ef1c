"""Survey TXT (勘测定界, 界址点坐标交换格式): its grammar, read leniently.

::

    file    = [BOM] section*
    section = "[" name "]" | "【" name "】"
    attr    = key "=" [value]                          in 属性描述
    parcel  = header line that ends in "@", then points, in 地块坐标
    header  = points, area, number, name, 点|线|面, sheet, use, class code, ..., @
    point   = number ("J" optional), ring, X (north), Y (east), ...

A header has 3 to 13 fields: the first eight have a meaning by position, further ones are kept.
Numbers of points and their count are not relied on. Full-width punctuation is read as its plain
form. The number of any other line is kept, because it may have been a corner of its parcel.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass, field

from parkland.formats.text_encodings import CHINESE, first_that_decodes

COORDINATES = "地块坐标"
KINDS = ("点", "线", "面")
FIELDS_BY_PLACE = 8
_SECTION = re.compile(r"[\[【](?P<name>[^\]】]*)[\]】]\s*")
_LINES = re.compile(r"\r\n|\n|\r")
_BLANK = " \t\0\u3000"
_PLAIN = str.maketrans("，＝＠；\u3000", ",=@; ")
WITHOUT_RING, WITH_RING = 3, 4
LOOKED_AT, WIDE = 4096, 0.1
LARGE = 1000.0  # no ring number is so large, no coordinate in metres so small


@dataclass(frozen=True, slots=True)
class Point:
    """A corner: its number as written, ring number, the first and the second coordinate."""

    label: str
    ring: str
    first: float
    second: float


@dataclass(slots=True)
class Block:
    """A parcel: the fields of its header, its points, and numbers of lines not understood."""

    line: int
    fields: list[str]
    points: list[Point] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    def text(self, place: int) -> str:
        """Return the field at `place`, trimmed; empty if there is none."""
        return self.fields[place].strip() if place < len(self.fields) else ""


@dataclass(slots=True)
class SurveyText:
    """A parsed file: attributes, parcels, and numbers of the lines that belong to no parcel."""

    attributes: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)


def decoded_survey(content: bytes, given: str | None = None) -> tuple[str, str, bool]:
    """Return the text, its encoding, and whether every byte was understood.

    In order: the encoding that the user names, the byte order mark, UTF-16 where every other byte
    is zero, strict UTF-8, GB18030.

    Examples
    --------
    >>> decoded_survey("带号=40".encode("gbk"))
    ('带号=40', 'gb18030', True)
    """
    if given:
        names = [given]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        names = ["utf-16"]
    elif content.startswith(codecs.BOM_UTF8):
        names = ["utf-8-sig"]
    elif _is_wide(content[:LOOKED_AT]):
        names = ["utf-16-le"]
    else:
        names = list(CHINESE)
    if found := first_that_decodes(content, names):
        return *found, True
    texts = [(content.decode(name, errors="replace"), name) for name in names]
    text, name = min(texts, key=lambda pair: pair[0].count("\ufffd"))
    return text, name, False


def _is_wide(content: bytes) -> bool:
    """Say whether this is UTF-16 without a mark, in which ASCII has zero for its second byte."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    return odd > len(content) * WIDE and not even


def parse_survey(text: str) -> SurveyText:
    r"""Parse `text`; nothing in it can make this fail.

    Examples
    --------
    >>> survey = parse_survey("[属性描述]\n带号=40\n[地块坐标]\n3,,1,甲,面,,,,@\nJ1,1,3,4\n")
    >>> survey.attributes, survey.blocks[0].text(3), survey.blocks[0].points
    ({'带号': '40'}, '甲', [Point(label='J1', ring='1', first=3.0, second=4.0)])
    """
    survey = SurveyText()
    section = ""
    for number, raw in enumerate(_LINES.split(text.removeprefix("\ufeff")), start=1):
        line = _plain(raw)
        if not line:
            continue
        if match := _SECTION.fullmatch(line):
            section = match["name"].strip()
        elif line.endswith(("@", "＠")) or _is_header(line):
            _add_header(survey, number, line)
        elif "=" in line and section != COORDINATES and not survey.blocks:
            key, _, value = line.partition("=")
            survey.attributes[key.strip()] = value.strip()
        elif (point := _point(line)) is not None:
            if not survey.blocks:
                survey.blocks.append(Block(number, []))
            survey.blocks[-1].points.append(point)
        elif survey.blocks:
            survey.blocks[-1].unread.append(number)
        else:
            survey.stray.append(number)
    return survey


def _plain(raw: str) -> str:
    """Return a line trimmed; in plain punctuation, unless it has that already and the rest is text.

    Examples
    --------
    >>> _plain("5，1.0，甲＠ "), _plain("5,1.0,甲，乙,面,@")
    ('5,1.0,甲@', '5,1.0,甲，乙,面,@')
    """
    line = raw if raw.count(",") >= WITHOUT_RING - 1 else raw.translate(_PLAIN)
    return line.strip(_BLANK).rstrip(_BLANK + ",;")


def _is_header(line: str) -> bool:
    """Say whether a line without @ is a header: one of its first fields names what is drawn."""
    return any(part.strip() in KINDS for part in _parts(line)[:FIELDS_BY_PLACE])


def _add_header(survey: SurveyText, number: int, line: str) -> None:
    parts = _parts(line.rstrip("@＠").rstrip(" ,"))
    if parts and parts[0].strip() and not any(c.isdigit() for part in parts for c in part):
        return  # a row of field names
    survey.blocks.append(Block(number, parts))


def _parts(line: str) -> list[str]:
    if "," in line:
        return line.split(",")
    return re.split(r"[\t;]|\s{2,}" if "\t" in line or ";" in line else r"\s+", line)


def _point(line: str) -> Point | None:
    parts = [part.strip() for part in _parts(line)]
    if len(parts) >= WITH_RING:
        first, second = _number(parts[2]), _number(parts[3])
        if first is not None and second is not None:
            return Point(parts[0], parts[1], first, second)
    if len(parts) == WITHOUT_RING:
        first, second = _number(parts[1]), _number(parts[2])
        if first is not None and second is not None and min(first, second) > LARGE:
            return Point(parts[0], "", first, second)
    return None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None
