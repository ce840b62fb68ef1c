"""What a column that is not used leaves unknown: the fields that it could hold, row by row.

Under a heading that is not understood, a day can be that of an act which the heading names, a text
can say that something was done, and an area can be that of a part of a parcel. Nothing of it is
concluded. The fact is not known in the rows in which the column says something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.cleaning.implied_disposals import denies
from parkland.cleaning.unclear_words import WORKS, is_hinted
from parkland.columns.cell_evidence import MOST, distinct, filled_cells
from parkland.columns.cell_values import parse_date, plain, without_before
from parkland.columns.heading_marks import plain_heading
from parkland.conventions import cell_word, compact_word, word_parts
from parkland.schema import FIELDS, FLAG_AREAS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    import pandas as pd

    from parkland.columns import ColumnEntry
    from parkland.conventions import Profile

# Facts of these kinds can decide a figure.
DECISIVE = ("date", "area", "money")
# Columns of these kinds say whether something was done: each cell that does not deny it.
TELLING = ("progress", "said_started", "said_finished", "said_disposed")
# Facts that any cell of a column about them would change.
MOVING = ("suspended_on", "resumed_on", "supplement_start")
# Columns of these kinds have a known heading, and are not used for another reason.
NAMED = ("second", "contradicted")
TELLING_ENDS = ("时间", "日期", "情况", "状况", "进度", "进展", "结果", "否")
NOT_TELLING = ("原因", "未", "意见", "建议")
NOT_DONE = (
    "措施",
    "计划",
    "打算",
    "要求",
    "条件",
    "约定",
    "名称",
    "内容",
    "单位",
    "范围",
    "规模",
    "许可",
)
# Codes of words that can reverse a verdict of idleness: axis -> codes.
REVERSING = {
    "construction": ("started", "suspended", "finished", "producing"),
    "disposal_kind": (
        "agreed_takeback", "unpaid_takeback", "takeback", "purchase", "exchange", "extension",
    ),
}  # fmt: skip


def unused_marks(
    entry: ColumnEntry, column: pd.Series, profile: Profile
) -> Iterator[tuple[str, pd.Index]]:
    """Yield the fields that a column could hold that is not used, with the rows."""
    if entry.is_used or not entry.evidence.filled:
        return
    if entry.holds_facts == "words":
        yield "status_text", _reversing(column, profile)
    elif entry.meaning == "unknown" and entry.evidence.holds in ("texts", "mixed"):
        yield "status_text", _speaking(entry.heading, column, profile)
    near = [name for name in entry.near if FIELDS[name].kind in DECISIVE]
    parts = [name for name in near if name in FLAG_AREAS.values()]
    if entry.meaning not in NAMED and (parts or _moving(entry)):
        yield from _moved(parts or [_moving(entry)], column, profile)
    else:
        yield from _held(entry, near, column, profile)


def _moved(names: list[str], column: pd.Series, profile: Profile) -> Iterator[tuple[str, pd.Index]]:
    """Yield fields that anything in a column changes: which part is meant, whether works rest.

    An area of 0 says that there is no part.
    """
    for name in names:
        yield name, _saying(column, profile).index
        if name == "resumed_on":  # 未复工 says that works are suspended
            yield "suspended_on", filled_cells(column, profile).index


def _held(
    entry: ColumnEntry, near: list[str], column: pd.Series, profile: Profile
) -> Iterator[tuple[str, pd.Index]]:
    """Yield the fields near the heading of a column, where it says something of them."""
    held = entry.evidence.holds
    tells = entry.meaning in TELLING or (
        entry.meaning == "unknown" and held in ("texts", "mixed") and _tells(entry.heading)
    )
    # What its heading could mean is not known here, whatever its cells are.
    is_named = entry.meaning in NAMED
    # 1 and 0 are numbers too
    answers = not entry.could_be_days and entry.evidence.answers >= MOST
    if not (held == "dates" or answers or entry.could_be_days or is_named or tells):
        return
    filled = _saying(column, profile) if tells else filled_cells(column, profile)
    if not tells and answers:
        filled = filled[filled.map(lambda cell: cell_word(plain(cell)) in profile.yes)]
    for name in near:
        yield name, filled.index
        if name == "disposal_on" and entry.meaning != "second":
            # Whether it was a take-back is not known either.
            yield "status_text", filled.index
    if held == "dates" and not near and entry.meaning == "unknown":
        yield "", filled.index


def _moving(entry: ColumnEntry) -> str:
    """Return the field that anything in a column would change, or an empty text.

    Whatever stands under 停工年限, works rested; under 延期开工批复, the start was put off.
    """
    alone = entry.near if entry.meaning == "unknown" and len(entry.near) == 1 else ()
    named = next((name for name in alone if name in MOVING), "")
    return "" if "闲置" in entry.heading else named


def differing_days(column: pd.Series, other: pd.Series, profile: Profile) -> pd.Index:
    """Return the rows in which two columns of days are filled and do not name the same day."""
    first, second = filled_cells(column, profile), filled_cells(other, profile)
    both = first.index.intersection(second.index)
    days = [
        (_day(one, profile), _day(two, profile))
        for one, two in zip(first[both], second[both], strict=True)
    ]
    return both[[one is None or one != two for one, two in days]]


def _day(cell: object, profile: Profile) -> dt.date | None:
    try:
        return parse_date(without_before(cell), day_order=profile.day_order)
    except (ValueError, OverflowError):
        return None


def _saying(column: pd.Series, profile: Profile) -> pd.Series:
    """Return the cells that are filled and do not deny."""
    filled = filled_cells(column, profile)
    return filled[~filled.map(lambda cell: denies(cell, profile)).astype(bool)]


def _speaking(heading: str, column: pd.Series, profile: Profile) -> pd.Index:
    """Return the rows with a sentence by which works may have started: 已于2019年6月开工.

    What the profile lists as a hint counts, unless something before it denies, plans or demands
    it. Causes, plans and proposals say nothing of what was done.
    """
    word = plain_heading(heading)
    if any(part in word for part in (*NOT_TELLING, *NOT_DONE)):
        return column.index[:0]
    cells = filled_cells(column, profile)
    said = [
        cell for cell in distinct(cells)[1] if isinstance(cell, str) and _is_said(cell, profile)
    ]
    return cells.index[cells.isin(said)]


def _is_said(text: str, profile: Profile) -> bool:
    parts = word_parts(text.replace("。", "；"))
    return any(is_hinted(compact_word(part), WORKS, profile) for part in parts)


def _tells(heading: str) -> bool:
    """Return whether texts under a heading can say that something was done: 开工手续办理情况."""
    word = plain_heading(heading)
    return word.endswith(TELLING_ENDS) and not any(part in word for part in NOT_TELLING)


def _reversing(column: pd.Series, profile: Profile) -> pd.Index:
    """Return the rows with a word that could reverse a verdict of idleness."""
    words = {
        word
        for axis, codes in REVERSING.items()
        for word, code in profile.axes[axis].items()
        if code in codes
    }
    texts = filled_cells(column, profile).astype("str")
    found = [
        text
        for text in texts.unique()
        if any(compact_word(part) in words for part in word_parts(text))
    ]
    return texts.index[texts.isin(found)]
