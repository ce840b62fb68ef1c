"""Parse a survey TXT (勘测定界, 界址点坐标交换格式) with a lenient grammar.

::

    file    = [BOM] section*
    section = "[" name "]" | "【" name "】"
    attr    = key "=" [value]                          in 属性描述
    parcel  = header line that ends in "@", then points, in 地块坐标
    header  = points, area, number, name, 点|线|面, sheet, use, class code, ..., @
    point   = number ("J" optional), ring, X (north), Y (east), ...

A header has 3 to 13 fields; `survey_headers` brings them into the order above and keeps the others.
Two forms have no headers: points as "sequence, parcel, ring, number, X, Y", and pairs of
coordinates with an empty line after each parcel. The parser does not use the numbers of points or
their count. Full-width punctuation is parsed as plain punctuation. The number of any other line is
kept, because the line may have been a corner of its parcel.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass, field

from parkland.formats.survey_txt.survey_headers import FIELDS_BY_PLACE, KINDS, ordered_fields
from parkland.formats.text_encodings import CHINESE, first_that_decodes

COORDINATES, ATTRIBUTES = "地块坐标", "属性描述"
_SECTION = re.compile(r"[\[【](?P<name>[^\]】]*)[\]】]\s*")
_LINES = re.compile(r"\r\n|\n|\r")
_BLANK = " \t\0\u3000"
_PLAIN = str.maketrans("，＝＠；\u3000", ",=@; ")
BARE, WITHOUT_RING, WITH_RING, IN_SEQUENCE = 2, 3, 4, 6
SMALL_DIGITS = 7
LOOKED_AT, WIDE = 4096, 0.1  # bytes that are examined for UTF-16, and the share of zeros in them
LARGE = 1000.0  # every ring number is smaller, and every coordinate in metres is larger


@dataclass(frozen=True, slots=True)
class Point:
    """A corner.

    Attributes
    ----------
    label
        The number of the point, for example ``J1``.
    ring
        The number of the ring; empty if the line has none.
    first, second
        The coordinates in the order of the file.
    parcel
        The number of the parcel in a form without headers; empty in others.
    """

    label: str
    ring: str
    first: float
    second: float
    parcel: str = ""


@dataclass(slots=True)
class Block:
    """A parcel.

    Attributes
    ----------
    line
        The number of the header line, from 1.
    fields
        The fields of the header in the order of the specification; empty if points have no header.
    region
        The code and the name of the administrative unit, in the form for provinces.
    points
        The points.
    unread
        The numbers of lines that cannot be parsed.
    """

    line: int
    fields: list[str]
    region: tuple[str, ...] = ()
    points: list[Point] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    def text(self, place: int) -> str:
        """Return the trimmed field at `place`; empty if there is no such field."""
        return self.fields[place].strip() if place < len(self.fields) else ""


@dataclass(slots=True)
class SurveyText:
    """A parsed file.

    Attributes
    ----------
    attributes
        The attributes of the section 属性描述.
    contradicted
        The names of attributes that the file states again with another value.
    blocks
        The parcels.
    stray
        The numbers of the lines that belong to no parcel and cannot be parsed.
    """

    attributes: dict[str, str] = field(default_factory=dict)
    contradicted: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)


def decoded_survey(content: bytes, given: str | None = None) -> tuple[str, str, bool]:
    """Return the text, its encoding, and whether every byte was decoded.

    The evidence has this order: the encoding `given` by the user, the byte order mark, UTF-16 if
    every other byte is zero, strict UTF-8, and GB18030. If none decodes every byte, the encoding
    with the fewest replacement characters is taken.

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
    """Return whether bytes without a mark are UTF-16, little endian.

    In this encoding the second byte of every ASCII character is zero.
    """
    first_zeros, second_zeros = content[::2].count(0), content[1::2].count(0)
    return second_zeros > len(content) * WIDE and not first_zeros


def parse_survey(text: str) -> SurveyText:
    r"""Parse `text`. No text raises an error; lines that cannot be parsed are reported by number.

    Examples
    --------
    >>> survey = parse_survey("[属性描述]\n带号=40\n[地块坐标]\n3,,1,甲,面,,,,@\nJ1,1,3,4\n")
    >>> survey.attributes, survey.blocks[0].text(3), survey.blocks[0].points[0].second
    ({'带号': '40'}, '甲', 4.0)
    """
    survey = SurveyText()
    section = ""
    after_blank = False
    for number, raw in enumerate(_LINES.split(text.removeprefix("\ufeff")), start=1):
        line = _plain(raw)
        if not line:
            after_blank = True
            continue
        if match := _SECTION.fullmatch(line):
            section = match["name"].strip()
        elif line.endswith(("@", "＠")) or _is_header(line):
            _add_header(survey, number, line)
        elif (
            "=" in line and section != COORDINATES and (not survey.blocks or section == ATTRIBUTES)
        ):
            _add_attribute(survey, number, line)
        elif (point := _point(line)) is not None:
            if _begins_parcel(survey, point, after_blank=after_blank):
                survey.blocks.append(Block(number, []))
            survey.blocks[-1].points.append(point)
            after_blank = False
        elif survey.blocks:
            survey.blocks[-1].unread.append(number)
        else:
            survey.stray.append(number)
    return survey


def _add_attribute(survey: SurveyText, number: int, line: str) -> None:
    """Keep the first value of an attribute, because files that were put together repeat them."""
    key, _, value = (part.strip() for part in line.partition("="))
    first = survey.attributes.get(key)
    if not first:
        survey.attributes[key] = value
    elif value and value != first:
        survey.contradicted.append(key)
        survey.stray.append(number)


def _begins_parcel(survey: SurveyText, point: Point, *, after_blank: bool) -> bool:
    """Return whether a point belongs to a new parcel without a header.

    In a form without headers a parcel ends with its number, or, if points have neither a number nor
    a ring, with an empty line.
    """
    if not survey.blocks:
        return True
    block = survey.blocks[-1]
    if block.fields or not block.points:
        return False
    last = block.points[-1]
    is_bare = not (point.label or point.ring or last.label or last.ring)
    return point.parcel != last.parcel or (after_blank and is_bare)


def _plain(raw: str) -> str:
    """Return a trimmed line with plain punctuation.

    If the line has plain commas, they are its separators, and full-width punctuation is text.

    Examples
    --------
    >>> _plain("5，1.0，甲＠ "), _plain("5,1.0,甲，乙,面,@")
    ('5,1.0,甲@', '5,1.0,甲，乙,面,@')
    """
    line = raw if raw.count(",") >= WITHOUT_RING - 1 else raw.translate(_PLAIN)
    return line.strip(_BLANK).rstrip(_BLANK + ",;")


def _is_header(line: str) -> bool:
    """Return whether a line without @ is a header: one of its first fields is 点, 线 or 面."""
    return any(part.strip() in KINDS for part in _parts(line)[: FIELDS_BY_PLACE + 2])


def _add_header(survey: SurveyText, number: int, line: str) -> None:
    parts = _parts(line.rstrip("@＠").rstrip(" ,"))
    if parts and parts[0].strip() and not any(c.isdigit() for part in parts for c in part):
        return  # the line names the fields; a real header contains a number
    by_place, region = ordered_fields(parts)
    survey.blocks.append(Block(number, by_place, region))


def _parts(line: str) -> list[str]:
    """Return the fields of a line, separated by commas, else by tabs, semicolons or spaces."""
    if "," in line:
        return line.split(",")
    return re.split(r"[\t;]|\s{2,}" if "\t" in line or ";" in line else r"\s+", line)


def _point(line: str) -> Point | None:
    """Parse a line as a point, with or without a ring number; None if it is not a point."""
    parts = [part.strip() for part in _parts(line)]
    if len(parts) == IN_SEQUENCE and all(_is_small(part) for part in parts[:3]):
        first, second = _number(parts[4]), _number(parts[5])
        if first is not None and second is not None and min(first, second) > LARGE:
            return Point(parts[3], parts[2], first, second, parts[1])
    if len(parts) == BARE:
        first, second = _number(parts[0]), _number(parts[1])
        if first is not None and second is not None and min(first, second) > LARGE:
            return Point("", "", first, second)
    if len(parts) >= WITH_RING:
        first, second = _number(parts[2]), _number(parts[3])
        if first is not None and second is not None:
            return Point(parts[0], parts[1], first, second)
    # With three fields, the second one could also be a ring number; its size decides.
    if len(parts) == WITHOUT_RING:
        first, second = _number(parts[1]), _number(parts[2])
        if first is not None and second is not None and min(first, second) > LARGE:
            return Point(parts[0], "", first, second)
    return None


def _is_small(text: str) -> bool:
    """Return whether a text is a number of a point, a parcel or a ring, and not a coordinate."""
    return text.isdecimal() and len(text) < SMALL_DIGITS


def _number(text: str) -> float | None:
    try:
        value = float(text.replace("．", "."))  # float reads the full-width digits itself
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None
