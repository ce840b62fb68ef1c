"""Days, areas and sums of money as Chinese official documents write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.units import area_unit

if TYPE_CHECKING:
    import datetime as dt

CAPITALS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
MOST_YUAN = 10**16
FEN_A_YUAN = 100


def chinese_day(day: dt.date) -> str:
    """Return a date as documents write it.

    Examples
    --------
    >>> import datetime as dt
    >>> chinese_day(dt.date(2020, 3, 1))
    '2020年3月1日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def square_metres(m2: float) -> str:
    """Return an area in m² with the same area in mu in brackets.

    Examples
    --------
    >>> square_metres(20_000)
    '20000.00平方米（合30.00亩）'
    """
    mu = area_unit("mu")
    return f"{m2:.2f}平方米（合{m2 * mu.per_m2:.{mu.digits}f}亩）"


def sum_of_money(yuan: float) -> str:
    """Return a sum in yuan, in figures and in the capital numerals that a decision needs.

    Examples
    --------
    >>> sum_of_money(822_000)
    '人民币822000.00元（大写：捌拾贰万贰仟元整）'
    """
    capitals = capital_sum(yuan)
    figures = f"人民币{yuan:.2f}元"
    return f"{figures}（大写：{capitals}）" if capitals else figures


def capital_sum(yuan: float) -> str:
    """Return a sum in capital numerals (大写), rounded to fen; empty for a sum they do not reach.

    Examples
    --------
    >>> capital_sum(10_050.5), capital_sum(0.05), capital_sum(100_000_001)
    ('壹万零伍拾元伍角整', '伍分', '壹亿零壹元整')
    """
    fen_in_all = round(yuan * FEN_A_YUAN)
    if not 0 <= fen_in_all < MOST_YUAN * FEN_A_YUAN:
        return ""
    whole, rest = divmod(fen_in_all, FEN_A_YUAN)
    jiao, fen = divmod(rest, 10)
    text = f"{_capital_integer(whole)}元" if whole or not rest else ""
    if not rest:
        return f"{text}整"
    if jiao:
        text += f"{CAPITALS[jiao]}角"
    elif whole:
        text += CAPITALS[0]
    return f"{text}{CAPITALS[fen]}分" if fen else f"{text}整"


def _capital_integer(number: int) -> str:
    """Return a whole number in capital numerals.

    A run of zeros between other figures is read as one, and none at the end of a group of four.
    """
    if not number:
        return CAPITALS[0]
    text, group = "", 0
    was_short = False  # the group below does not fill its four places
    while number:
        number, four = divmod(number, 10_000)
        if four:
            gap = CAPITALS[0] if text and was_short else ""
            text = f"{_capital_group(four)}{GROUPS[group]}{gap}{text}"
        was_short = four < 1_000  # noqa: PLR2004 - the smallest number of four figures
        group += 1
    return text


def _capital_group(four: int) -> str:
    """Return a number of at most four figures in capital numerals."""
    text, is_gap = "", False
    for place in (3, 2, 1, 0):
        figure = four // 10**place % 10
        if not figure:
            is_gap = bool(text)
            continue
        text += f"{CAPITALS[0] if is_gap else ''}{CAPITALS[figure]}{PLACES[place]}"
        is_gap = False
    return text
