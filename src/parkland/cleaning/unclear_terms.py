"""Parses agreed starts that are no day: a month, a quarter, a year, or a time after an act.

Art. 22 para. 2 of Order No. 53 applies to an agreed start that is unclear. So such a cell is not
one that cannot be parsed: `status.unclear_starts` weighs its two readings.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from typing import Literal, NamedTuple

# The acts that a term can count from, and the words for each.
TermStart = Literal["handover_on", "contract_on"]


class UnclearTerm(NamedTuple):
    """What an unclear term says: the last day that it allows, or a time after an act.

    Attributes
    ----------
    day : datetime.date or None
        The last day, if the term is a month, a quarter, half a year or a year.
    since : str
        The act from which a period runs, else ``"handover_on"`` without a meaning.
    months, days : int
        The period.
    """

    day: dt.date | None
    since: TermStart = "handover_on"
    months: int = 0
    days: int = 0


_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")}
_END = r"(?:底|末|内|份|之?前|以前|底前|末前|份前|内动工|开工|动工)*"
_MONTH = re.compile(rf"(\d{{4}})(?:年|[-/])(\d{{1,2}})月?(?:[上中下]旬)?{_END}")
_QUARTER = re.compile(rf"(\d{{4}})年?第?([1-4])季度{_END}")
_HALF = re.compile(rf"(\d{{4}})年?([上下])半年{_END}")
_YEAR = re.compile(rf"(\d{{4}})年度?{_END}")
_AFTER = re.compile(
    r"(?:自|从)?(?:实际)?(?P<act>交地|交付土地|土地交付|交付|合同签订|签订合同|签订出让合同|出让合同签订)"
    r"(?:之?日)?(?:起|后|之后|以后|起算)*的?(?P<number>\d{1,3}|半)(?P<unit>个?月|年|日|天)(?P<half>半)?"
    r"(?:之?内|以内|前)?(?:动工|开工)?"
)
_ACTS: dict[str, TermStart] = {"交": "handover_on", "土": "handover_on"}


def parse_unclear_term(text: str) -> UnclearTerm | None:
    """Return what an unclear term says; None for other words.

    Examples
    --------
    >>> parse_unclear_term("2020年2月底前").day
    datetime.date(2020, 2, 29)
    >>> parse_unclear_term("交地后六个月内")
    UnclearTerm(day=None, since='handover_on', months=6, days=0)
    >>> parse_unclear_term("尽快")
    """
    word = "".join(unicodedata.normalize("NFKC", text).split())
    word = _with_digits(word.strip("()，。,."))
    if match := _AFTER.fullmatch(word):
        return _period(match)
    year_month = _last_month(word)
    if year_month is None:
        return None
    year, month = year_month
    if not 1 <= month <= 12 or not 1900 <= year <= 2200:  # noqa: PLR2004 - months, four-digit years
        return None
    return UnclearTerm(dt.date(year, month, calendar.monthrange(year, month)[1]))


def _last_month(word: str) -> tuple[int, int] | None:
    """Return year and month of the last month that a term allows."""
    if match := _MONTH.fullmatch(word):
        return int(match[1]), int(match[2])
    if match := _QUARTER.fullmatch(word):
        return int(match[1]), 3 * int(match[2])
    if match := _HALF.fullmatch(word):
        return int(match[1]), 6 if match[2] == "上" else 12
    if match := _YEAR.fullmatch(word):
        return int(match[1]), 12
    return None


def _period(match: re.Match[str]) -> UnclearTerm:
    since = _ACTS.get(match["act"][0], "contract_on")
    if match["number"] == "半":
        return UnclearTerm(None, since, months=6)
    number = int(match["number"])
    if match["unit"] in ("日", "天"):
        return UnclearTerm(None, since, days=number)
    months = number * (12 if match["unit"] == "年" else 1)
    return UnclearTerm(None, since, months=months + (6 if match["half"] else 0))


def _with_digits(word: str) -> str:
    """Return a term with its Chinese numbers as digits: 二〇二〇年十二月 as 2020年12月."""

    def number(match: re.Match[str]) -> str:
        text = match[0].replace("零", "〇").replace("○", "〇").replace("两", "二")
        if "十" not in text:
            return "".join(_DIGITS[digit] for digit in text)
        tens, _, ones = text.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            return match[0]
        return str(10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(ones, "0")))

    return re.sub("[〇零○一二两三四五六七八九十]+", number, word)
