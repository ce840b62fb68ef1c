"""Parses status texts into codes on separate axes: levelling, supply, construction, disposal.

A row's own words take precedence over what its filled columns imply, and that over the meaning of
its layer. Dates are not used here: what they mean depends on the day, and `flag_status` decides it.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile
from typing import TYPE_CHECKING

from parkland.conventions import compact_word, word_parts
from parkland.schema import AXES, AXIS_ORIGINS, blank

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.conventions import Profile

_CLAUSES = re.compile(r"[;\n]")
_NUMBERS = re.compile(r"[\d.\-]|[年月日底初]")
# Marks around a word that say nothing: 未动工。 and “未动工”
_MARKS = "。.!\"'“”‘’「」*"
_REMARK = re.compile(r"(?P<word>[^()]+)\((?P<remark>[^()]+)\)")
# A remark with such a character can undo the word before it: 未动工(已进场), 收回(20亩).
_MAY_UNDO = re.compile(r"[已\d]")
# Later stages of works include the earlier ones: who has stopped had begun.
_STAGES = {"started": 0, "finished": 1, "producing": 2}


def axis_codes(
    facts: pd.DataFrame, layers: pd.Series, profile: Profile, collector: IssueCollector
) -> pd.DataFrame:
    """Return `schema.AXES` and their origins (``<axis>_from``), on the index of `facts`.

    Parameters
    ----------
    facts
        With `status_text`, missing where nothing is written, and `disposal_hint`.
    layers
        The name of each row's layer.
    """
    import pandas as pd

    texts, hint = facts["status_text"], facts["disposal_hint"]
    nothing = blank("code", texts.index)
    codes = {axis.name: nothing.copy() for axis in AXES}
    origins = {origin.name: nothing.copy() for origin in AXIS_ORIGINS}
    for layer, rows in layers.groupby(layers, sort=False).groups.items():
        for axis, code in profile.layer_meaning(str(layer)).items():
            codes[axis].loc[rows] = code
            origins[f"{axis}_from"].loc[rows] = f"layer:{layer}"
    codes["disposal_kind"] = codes["disposal_kind"].mask(hint.notna(), hint)
    by_heading = origins["disposal_kind_from"].mask(hint.notna(), "field:disposal_on")
    origins["disposal_kind_from"] = by_heading
    for text, rows in texts.groupby(texts, sort=False).groups.items():
        understood, unknown, doubled = read_status(str(text), profile)
        for axis, (word, code) in understood.items():
            codes[axis].loc[rows] = code
            origins[f"{axis}_from"].loc[rows] = f"text:{word}"
        if unknown:
            collector.add(
                "status.unknown_text", rows, field="status_text", values="、".join(unknown)
            )
        if doubled:
            collector.add("status.two_codes", rows, field="status_text", values="、".join(doubled))
    return pd.DataFrame({**codes, **origins}, index=texts.index)


def read_status(
    text: str, profile: Profile
) -> tuple[dict[str, tuple[str, str]], list[str], list[str]]:
    """Return the codes of a text, axis -> (word, code); its unknown parts; contradicting parts.

    A text is divided at 、，；;/| and at line breaks. A part counts as a whole, without its spaces:
    "未收回" and "未 收回" are one word and not "收回". A part that is no word is divided at its
    spaces, and its words count only if every piece is one; a date behind them is told and does not
    matter. A remark in brackets is a part of its own, unless it can undo the word before it. So a
    piece that is not known takes no part in a meaning ("尚未 收回", "收回 未完成"). A part that is
    a qualifier, with or without a date, takes the meaning from the next part of the
    same clause ("计划2026年、收回"). What unknown parts leave open is decided by `unclear_words`.

    Examples
    --------
    >>> from parkland.conventions import load_profile
    >>> read_status("已平整；主体已开工，待定", load_profile())[0]["construction"]
    ('主体已开工', 'started')
    >>> read_status("拟 收回", load_profile())
    ({}, ['拟 收回'], [])
    >>> read_status("未动工（资金不足）", load_profile())
    ({'construction': ('未动工', 'not_started')}, ['资金不足'], [])
    >>> read_status("未动工（已进场）", load_profile())[:2]
    ({}, ['未动工(已进场)'])
    """
    found: dict[str, tuple[str, str]] = {}
    unknown: list[str] = []
    doubled: list[str] = []
    for words, strange in clauses(text, profile):
        unknown += strange
        for word in words:
            for axis, code in meanings(word, profile):
                before = found.setdefault(axis, (word, code))[1]
                later = _later(before, code) if axis == "construction" else ""
                if later == code:
                    found[axis] = (word, code)
                elif before not in (code, later):
                    doubled.append(word)
    return found, unknown, doubled


def _later(one: str, other: str) -> str:
    """Return which of two stages of works includes the other, or an empty text if none does.

    Examples
    --------
    >>> _later("started", "suspended"), _later("finished", "started"), _later("finished", "resumed")
    ('suspended', 'finished', '')
    """
    if {one, other} == {"started", "suspended"}:
        return "suspended"
    known = [stage for stage in (one, other) if stage in _STAGES]
    return max(known, key=_STAGES.__getitem__) if len(known) == 2 else ""  # noqa: PLR2004 - both


def clauses(text: str, profile: Profile) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the known words and the unknown parts of each clause of a text."""
    for clause in _CLAUSES.split(unicodedata.normalize("NFKC", text)):
        qualifier = ""
        known: list[str] = []
        unknown: list[str] = []
        for part in word_parts(clause):
            words, strange = _words_of(part, profile)
            if qualifier:
                words, strange = [], [f"{qualifier}、{part}"]
                unknown.pop()  # the qualifier is reported together with this part
            is_qualifier = not words and without_numbers(part) in profile.qualifiers
            qualifier = part if is_qualifier and not qualifier else ""
            known += words
            unknown += strange
        yield known, unknown


def without_numbers(part: str) -> str:
    """Return a part, as words compare, without numbers and the words of a date.

    Examples
    --------
    >>> without_numbers("计划2026年"), without_numbers("2019年5月")
    ('计划', '')
    """
    return _NUMBERS.sub("", compact_word(part))


def _words_of(part: str, profile: Profile) -> tuple[list[str], list[str]]:
    """Return the words of a part that the profile knows, and the pieces that it does not."""
    if meanings(part, profile):
        return [part], []
    bare = part.strip(_MARKS)
    if bare != part and meanings(bare, profile):
        return [bare], []
    if (found := _REMARK.fullmatch(bare)) and meanings(found["word"], profile):
        is_disposal = any(axis == "disposal_kind" for axis, _ in meanings(found["word"], profile))
        remarks, strange = _of_remark(found["remark"], profile, is_disposal=is_disposal)
        if remarks or strange:
            return [found["word"], *remarks], strange
    pieces = part.split()
    words = list(takewhile(lambda piece: meanings(piece, profile), pieces))
    rest = pieces[len(words) :]
    if not words or any(without_numbers(piece) for piece in rest):
        return [], [part]
    return words, rest


def _of_remark(text: str, profile: Profile, *, is_disposal: bool) -> tuple[list[str], list[str]]:
    """Return the words and the unknown parts of a remark in brackets; none if it can undo a word.

    未动工(已平整) and 闲置(资金不足) are two words, or a word and a remark. What works or an
    authority have done since may stand in a remark too, so that the whole is then not known; so is
    a disposal with any remark that is not known: 收回(未完成).
    """
    words: list[str] = []
    strange: list[str] = []
    for part in word_parts(text):
        known, unknown = _words_of(part, profile)
        words += known
        strange += unknown
    is_open = any(
        without_numbers(part)
        and (
            is_disposal
            or without_numbers(part) in profile.qualifiers
            or _MAY_UNDO.search(part)
            or any(hint in part for hint in _hints(profile))
        )
        for part in strange
    )
    return ([], []) if is_open else (words, strange)


def _hints(profile: Profile) -> tuple[str, ...]:
    return (*profile.hints["construction"], *profile.hints["disposal_kind"])


def meanings(word: str, profile: Profile) -> list[tuple[str, str]]:
    """Return the axes and codes that a word stands for."""
    form = compact_word(word)
    return [(axis, words[form]) for axis, words in profile.axes.items() if form in words]
