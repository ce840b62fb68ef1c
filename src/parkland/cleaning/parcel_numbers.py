"""Parcel numbers: how they are compared, which of them Excel destroyed, and which occur twice.

This module owns the comparison of numbers. A register, a layer and a user write one number in
several ways: in full width, in small letters, with spaces, with another dash, or with characters
that nobody sees, such as a byte order mark. `key` removes all of that.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from parkland.cleaning.long_numbers import EXCEL_DIGITS, LongNumbers
from parkland.cleaning.table_decisions import TableDecisions

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector

# A control character that no office writes. It stands between numbers that are compared at once.
_BETWEEN = "\x1e"
# Characters that read as a dash and that Unicode does not list among the dashes (category Pd).
_OTHER_DASHES = frozenset("\u2212\u02d7\u2043\u2500\u2501\u30fc\u23af\u2796")
# Waves: they mark a range (GD-01～03), so that they are no dash.
_WAVES = frozenset("~\u301c\u3030\u223c\u223e")
# Quotation marks around a number keep Excel from changing it; they are no part of it.
_QUOTES = frozenset("'\"`\u2018\u2019\u201c\u201d")
# Letters and marks that are drawn as nothing, beside the format characters (category Cf).
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164") | {
    *map(chr, range(0x180B, 0x1810)),
    *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0xE0100, 0xE01F0)),
}

_SCIENTIFIC = re.compile(r"\d\.\d+e\+?\d+|\d+e\+\d+")
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_EXCEL_DAY = re.compile(rf"\d{{1,2}}-(?:{_MONTH})|(?:{_MONTH})-\d{{1,2}}|\d{{1,2}}月\d{{1,2}}日")


def key(number: str) -> str:
    r"""Return a parcel number in the form in which it is compared.

    Width, letter case, spaces, quotation marks and invisible characters do not count, and every
    dash is ``-``.

    Examples
    --------
    >>> key("ＧＤ－０３ ") == key("gd-03") == key("\ufeffGD\u201303\u200b")
    True
    """
    return keys([number])[0]


def keys(numbers: Sequence[str]) -> list[str]:
    """Return the `key` of every number; all are converted in one call, which is faster.

    Examples
    --------
    >>> keys(["GD—01", " gd-02"])
    ['gd-01', 'gd-02']
    """
    if not numbers:
        return []
    joined = _BETWEEN.join(numbers)
    if joined.count(_BETWEEN) != len(numbers) - 1:
        joined = _BETWEEN.join(number.replace(_BETWEEN, "") for number in numbers)
    wide = joined if joined.isascii() else unicodedata.normalize("NFKC", joined)
    # Numbers share few characters, so that each of them is looked up once.
    forms = {ord(char): _form(char) for char in set(wide) - {_BETWEEN}}
    return wide.translate(forms).casefold().split(_BETWEEN)


def _form(char: str) -> str:
    """Return the character that counts instead of `char`: none, a dash, a wave or itself."""
    category = unicodedata.category(char)
    if char in _WAVES:
        return "~"
    if category == "Pd" or char in _OTHER_DASHES:
        return "-"
    if category in ("Cf", "Cc", "Zs", "Zl", "Zp") or char in _UNSEEN | _QUOTES or char.isspace():
        return ""
    return char


def keys_of(numbers: pd.Series) -> pd.Series:
    """Return the `key` of every number, on the same index.

    A missing number stays missing, and so does one of which nothing is left.
    """
    import pandas as pd

    known = numbers.dropna()
    found = pd.Series(keys(known.astype(str).tolist()), index=known.index, dtype="str")
    found = found[found != ""]
    return found if len(found) == len(numbers) else found.reindex(numbers.index)


def is_number(numbers: pd.Series, number: str) -> np.ndarray:
    """Return which of `numbers` is the one that somebody names, as bool.

    A number that is written exactly so comes first; else those with the same `key` count.

    Examples
    --------
    >>> import pandas as pd
    >>> is_number(pd.Series(["GD-01", "GD-03"]), "ｇｄ–03").tolist()
    [False, True]
    """
    exact = (numbers == number).fillna(value=False).to_numpy(dtype=bool)
    if exact.any() or not key(number):
        return exact
    plain = numbers.reset_index(drop=True)
    return (keys_of(plain) == key(number)).fillna(value=False).to_numpy(dtype=bool)


def destroyed(
    numbers: pd.Series, cells: pd.DataFrame, decisions: TableDecisions | None = None
) -> pd.Series:
    """Return which numbers Excel turned into a number or a day, so that digits of them are lost.

    Lost is a number in scientific notation, and a day in place of a number such as 3-1. Of numbers
    with 16 digits and more, a floating-point number is lost, and a whole number whose digits are
    zeros from the 16th on. A text of so many digits is lost only where all of the column end so.

    Parameters
    ----------
    numbers
        Parcel numbers as texts.
    cells
        The columns that hold them, as they were read; a number of a workbook is still a number.
    decisions
        What is decided about the whole table, of which these are a piece. Default: they are all.

    Returns
    -------
    Series of bool
        On the index of `numbers`.
    """
    import pandas as pd

    compared = keys_of(numbers).fillna("")
    lost = pd.Series(data=False, index=numbers.index)
    together = _BETWEEN.join(compared.tolist())
    # Few tables have any such number, and a search for what it must contain takes no time.
    for marks, form in ((("e",), _SCIENTIFIC), ((*_MONTH.split("|"), "月"), _EXCEL_DAY)):
        if any(mark in together for mark in marks) and form.search(together):
            lost |= compared.str.fullmatch(form)
    digits = compared.str.len()
    if digits.max() <= EXCEL_DIGITS and not any(_may_hold_days(cells[name]) for name in cells):
        return lost
    is_long = (digits > EXCEL_DIGITS) & compared.str.fullmatch(r"[0-9]+")
    is_round = is_long & (compared.str.slice(EXCEL_DIGITS).str.strip("0") == "")
    is_number = pd.Series(data=False, index=numbers.index)
    for name in cells.columns:
        column = cells[name]
        if column.dtype.kind in "iu":
            is_number |= True
        elif column.dtype.kind == "f":
            is_number |= True
            lost |= is_long & (column.abs() >= 10.0**EXCEL_DIGITS)
        elif column.dtype.kind == "M":
            lost |= compared != ""
        elif column.dtype == object:
            kinds = np.array([_kind(cell) for cell in column.tolist()], dtype=object)
            is_number |= np.isin(kinds, ["float", "int"])
            lost |= pd.Series((kinds == "float"), index=numbers.index) & is_long
            lost |= pd.Series((kinds == "day"), index=numbers.index) & (compared != "")
    lost |= is_round & is_number
    texts = is_long & ~is_number & ~lost
    known = decisions or TableDecisions()
    if known.are_rounded(LongNumbers.of(digits[texts], is_round[texts])):
        lost |= texts
    return lost.astype(bool)


def _may_hold_days(column: pd.Series) -> bool:
    return column.dtype == object or column.dtype.kind == "M"


def _kind(cell: object) -> str:
    if isinstance(cell, float):
        return "float"
    if isinstance(cell, (int, np.integer)):
        return "int"
    return "day" if isinstance(cell, (dt.date, dt.time)) else ""


def report_identities(ids: pd.Series, lost: pd.Series, collector: IssueCollector) -> None:
    """Report parcels without a number, if others have one, and numbers that occur twice.

    A number that is destroyed (`lost`) is reported as such; that it occurs twice says nothing.
    """
    if ids.isna().all():
        return
    report_missing(ids, collector)
    report_destroyed(ids, lost, collector)
    report_repeated(ids.drop(ids.index[lost.loc[ids.index]]), collector)


def report_missing(ids: pd.Series, collector: IssueCollector) -> None:
    """Report parcels without a number."""
    collector.add("identity.missing", ids.index[ids.isna()], field="parcel_id")


def report_destroyed(ids: pd.Series, lost: pd.Series, collector: IssueCollector) -> None:
    """Report parcels whose number is destroyed."""
    gone = ids.index[lost.loc[ids.index]]
    collector.add("identity.destroyed", gone, field="parcel_id", values=ids)


def report_repeated(ids: pd.Series, collector: IssueCollector) -> None:
    """Report each number that occurs twice."""
    compared = keys_of(ids.dropna())
    again = compared.duplicated(keep=False) & compared.notna()
    collector.add("identity.duplicate", compared.index[again], field="parcel_id", values=ids)
