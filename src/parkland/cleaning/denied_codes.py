"""Cells that say that there is no number or class: 否 under 十类地, 未下达 under 整改通知书.

Any text of such a field counts as one: a parcel with a number of a notice had a notice, and one
with a code of the ten categories is of that category. So a "no" must not stay there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.cleaning.implied_disposals import denies
from parkland.columns.cell_evidence import distinct
from parkland.conventions import cell_word, compact_word, load_rulebook

if TYPE_CHECKING:
    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.conventions import Profile

CLASSES = ("ten_category_code", "five_not_code")
PAPERS = (
    "notice_no", "investigation_no", "determination_no", "fee_decision_no", "takeback_decision_no",
    "approval_doc", "disposal_doc", "permit_no",
)  # fmt: skip
# What is left of a cell that says that the land is in no class, without the name of the classes. A
# class may begin with 未 or 无, so that nothing else is a denial; F and N are letters of classes.
NO_CLASS = frozenset({"非", "不", "不在", "未列入", "未纳入", "不涉及", "不属于", "不是"})
NAMES = ("十类地", "五未土地", "五未")
# Nobody knows yet which class it is.
UNSURE = frozenset({"待定", "待核", "待核实", "待查", "未定", "未知", "不详", "不明", "?"})


def without_denials(
    texts: pd.Series, name: str, profile: Profile, collector: IssueCollector
) -> pd.Series:
    """Return the texts of a field, missing where they say that there is none.

    A class that is not known yet is missing too, and told.
    """
    if name not in CLASSES and name not in PAPERS:
        return texts
    several = distinct(texts.dropna())[1]
    if name in PAPERS:
        denied = [text for text in several if _is_no_paper(str(text), profile)]
        return texts.mask(texts.isin(denied)) if denied else texts
    book = load_rulebook(profile.rulebook)
    known = book.ten_categories if name == "ten_category_code" else book.five_not
    several = [text for text in several if text not in known]
    denied = [text for text in several if _is_no_class(str(text), profile)]
    unsure = [text for text in several if compact_word(str(text)) in UNSURE]
    if unsure:
        rows = texts.index[texts.isin(unsure)]
        collector.add("value.not_a_code", rows, field=name, values=texts)
    gone = [*denied, *unsure]
    return texts.mask(texts.isin(gone)) if gone else texts


def _is_no_paper(text: str, profile: Profile) -> bool:
    """Return whether a cell denies; a text with a digit is a number: 不动产通〔2020〕1号."""
    has_digit = any(character.isdecimal() for character in text)
    return denies(text, profile) and (not has_digit or text.strip("0. ") == "")


def _is_no_class(text: str, profile: Profile) -> bool:
    """Return whether a cell says that the land is in no class.

    Examples
    --------
    >>> from parkland.conventions import load_profile
    >>> cells = ("否", "0", "×", "非十类地", "未列入", "F", "未批先建", "一类")
    >>> [_is_no_class(cell, load_profile()) for cell in cells]
    [True, True, True, True, True, False, False, False]
    """
    word = cell_word(text)
    if word in profile.no and not (len(word) == 1 and word.isascii() and word.isalpha()):
        return True
    rest = compact_word(text)
    for name in NAMES:
        rest = rest.replace(name, "")
    return rest in NO_CLASS
