"""Parses single cells: dates, amounts with units, yes and no, as officers write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Literal

from parkland.conventions import cell_word
from parkland.display import day_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from parkland.conventions import Profile

_DATE = re.compile(
    r"(?P<y>\d{4})\s*[年./\-]\s*(?P<m>\d{1,2})\s*[月./\-]\s*(?P<d>\d{1,2})\s*[日号]?"
    r"(?:[T\s]\d{1,2}:\d{2}\S*)?"
)
# Word and WPS turn the hyphens of a date into these.
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_CHINESE_DATE = re.compile(
    r"(?P<y>[〇○零一二三四五六七八九]{4})年(?P<m>[一二三四五六七八九十]{1,2})月"
    r"(?P<d>[一二三四五六七八九十]{1,3})[日号]?"
)
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
}
_DAY_WITH_YEAR_LAST = re.compile(
    r"(?P<first>\d{1,2})\s*[./\-]\s*(?P<second>\d{1,2})\s*[./\-]\s*(?P<y>\d{4})"
    r"(?:[T\s]\d{1,2}:\d{2}\S*)?"
)
_COMPACT_DATE = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:\.0)?")
_UNIT = r"\s*(?P<unit>(?:[^\d\s,.][^\d,.]*2?)?)"
_AMOUNT = re.compile(
    # decimals stand behind a point: 1,0800 is no grouped number, and not 10800
    r"(?P<number>[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)" + _UNIT
)
_COMMA_AMOUNT = re.compile(
    r"(?P<number>[+-]?(?:(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:,\d*)?|,\d+)"
    r"(?:e[+-]?\d+)?)" + _UNIT
)
_IN_BRACKETS = r"\s*(?:[(（]含(?:当日|当天|本数)?[)）])?\s*"
_BEFORE = re.compile(
    rf"{_IN_BRACKETS}(?:之前|以前|前){_IN_BRACKETS}(?:动工开发|动工|开工|竣工|交地|交付)?\s*$"
    r"|^\s*(?:不迟于|不晚于|最迟于?|至迟于?)\s*"
)
EXCEL_EPOCH = dt.date(1899, 12, 30)
MOST_AMOUNT = 1e15  # beyond it no area and no sum of money
EXCEL_DAYS = range(10_000, 80_000)  # 1927 to 2119


def plain(value: Any) -> str:
    r"""Return a cell as text: trimmed, a whole float without its ``.0``.

    Examples
    --------
    >>> plain(101.0), plain(" a\u3000")
    ('101', 'a')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def is_empty(value: Any, profile: Profile) -> bool:
    """Return whether a cell is missing or stands for "not known" in `profile`."""
    import pandas as pd

    if isinstance(value, str):
        return cell_word(value) in profile.empties
    if pd.isna(value):
        return True
    if isinstance(value, dt.date):
        return day_text(value) in profile.empties
    return cell_word(plain(value)) in profile.empties


def compared(texts: list[str]) -> list[str]:
    """Return texts in the form in which they are compared: width, letter case and margins removed.

    All are converted in one call, which is faster, unless one of them holds a line break.

    Examples
    --------
    >>> compared([" Ａ-1", "ＮＵＬＬ"])
    ['a-1', 'null']
    """
    joined = "\n".join(texts)
    wide = joined if joined.isascii() else unicodedata.normalize("NFKC", joined)
    words = wide.casefold().split("\n")
    if len(words) != len(texts):
        return [cell_word(text) for text in texts]
    return list(map(str.strip, words))


def cells_that_read(cells: Iterable[str], words: Collection[str]) -> list[str]:
    """Return the cells that equal one of `words`, apart from width, letter case and margins.

    Examples
    --------
    >>> cells_that_read(["无", " ＮＵＬＬ", "无锡"], {"无", "null"})
    ['无', ' ＮＵＬＬ']
    """
    texts = list(cells)
    as_compared = compared(texts)
    if set(words).isdisjoint(as_compared):
        return []
    return [text for text, word in zip(texts, as_compared, strict=True) if word in words]


def parse_date(value: Any, *, day_order: Literal["", "dmy", "mdy"] = "") -> dt.date:
    """Return the date in a cell: written in one of several forms, or a serial number of Excel.

    Parameters
    ----------
    value
        The cell.
    day_order
        The order of a date that ends with its year. Without one it is not read, because 03/04/2020
        is in April or in March.

    Raises
    ------
    ValueError
        If it is not a date.

    Examples
    --------
    >>> cells = ("2020年3月1日", "2020.03.01", "20200301", 43891, "二〇二〇年三月一日")
    >>> {str(parse_date(cell)) for cell in cells}
    {'2020-03-01'}
    >>> str(parse_date("3.4.2020", day_order="dmy")), str(parse_date("3/4/2020", day_order="mdy"))
    ('2020-04-03', '2020-03-04')
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", plain(value))).strip("'。 ")
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if match:
        return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
    if day_order and (match := _DAY_WITH_YEAR_LAST.fullmatch(text)):
        day, month = ("first", "second") if day_order == "dmy" else ("second", "first")
        return dt.date(int(match["y"]), int(match[month]), int(match[day]))
    if match := _CHINESE_DATE.fullmatch(text):
        year = sum(_CHINESE_DIGITS[c] * 10**p for p, c in enumerate(reversed(match["y"])))
        return dt.date(year, _chinese_number(match["m"]), _chinese_number(match["d"]))
    # The fraction of a serial number is the time of the day.
    whole = str(int(value)) if isinstance(value, float) else text.removesuffix(".0")
    if whole.isdecimal() and int(whole) in EXCEL_DAYS:
        return EXCEL_EPOCH + dt.timedelta(days=int(whole))
    raise ValueError(text)


def without_before(value: Any) -> Any:
    """Return the cell of an agreed day without the word for "by": 2020年3月1日前 means that day.

    Examples
    --------
    >>> without_before("2020年3月1日前"), without_before("2020-3-1 之前"), without_before(43891)
    ('2020年3月1日', '2020-3-1', 43891)
    >>> without_before("不迟于2020年3月1日"), without_before("2020年3月1日（含当日）前开工")
    ('2020年3月1日', '2020年3月1日')
    """
    return _BEFORE.sub("", value) if isinstance(value, str) else value


def _chinese_number(text: str) -> int:
    """Return a number below one hundred, written as 三, 十二 or 三十一.

    Raises
    ------
    ValueError
        If it is not such a number.
    """
    tens, ten, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        raise ValueError(text)
    head = _CHINESE_DIGITS[tens] if tens else int(bool(ten))
    return (10 * head + (_CHINESE_DIGITS[ones] if ones else 0)) if ten else head


def parse_amount(value: Any, *, decimal_mark: Literal[".", ","] = ".") -> tuple[float, str]:
    """Return the number in a cell and the unit written behind it, if any.

    Parameters
    ----------
    value
        The cell.
    decimal_mark
        The mark before the decimals of a number that is written as text.

    Raises
    ------
    ValueError
        If it holds no number.

    Examples
    --------
    >>> parse_amount("1,234.5 亩"), parse_amount("１２"), parse_amount("0.1（亩）")
    ((1234.5, '亩'), (12.0, ''), (0.1, '亩'))
    >>> parse_amount("1.234,5 ha", decimal_mark=","), parse_amount("4 800", decimal_mark=",")
    ((1234.5, 'ha'), (4800.0, ''))
    """
    if isinstance(value, bool):
        raise ValueError(str(value))  # noqa: TRY004 - a cell, not an argument
    if isinstance(value, int | float):
        number, unit = float(value), ""
    else:
        has_comma = decimal_mark == ","
        pattern = _COMMA_AMOUNT if has_comma else _AMOUNT
        match = pattern.fullmatch(cell_word(plain(value)))
        if not match:
            raise ValueError(plain(value))
        digits = match["number"].replace(" ", "").replace("." if has_comma else ",", "")
        number, unit = float(digits.replace(",", ".")), match["unit"].strip().strip("()[]")
    if not abs(number) < MOST_AMOUNT:
        raise ValueError(plain(value))
    return number, unit


def parse_yes_no(value: Any, profile: Profile) -> bool:
    """Return True for a word of yes, False for a word of no.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if isinstance(value, bool):
        return value
    word = cell_word(plain(value))
    if word in profile.yes:
        return True
    if word in profile.no:
        return False
    raise ValueError(word)
