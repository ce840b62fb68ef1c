"""Axes that the words of a row leave open: unknown words beside known ones, and quarrels.

A word that is not known beside one that decides is no proof of the contrary, and no proof of
nothing. So the axis is listed in the column ``unreadable``, and no verdict rests on it. It is open
if

- an unknown part holds a word of the axis and is no plain "not yet" or "planned" ("收回（已撤销）")
- an unknown part holds a hint of the profile, and nothing in front of it denies, plans or demands
  it ("基础施工", "已处置")
- an unknown part denies a later stage of works ("未竣工"), and no suspension is recorded
- a disposal is dated and its kind is not known
- an unknown part stands in one clause with a disposal, or can undo it ("收回；决定已撤销")
- the text denies a disposal that the layer or a filled column states, or states another kind
- the text states both sides ("未动工；已动工")

Dates take precedence over words about works; `status` decides that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parkland.cleaning.status_axes import clauses, meanings, without_numbers
from parkland.conventions import compact_word
from parkland.schema import LIST_JOINT

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import Profile

DISPOSAL, WORKS = "disposal_kind", "construction"
AXES_IN_DOUBT = (WORKS, DISPOSAL)
# A layer or a column can name one of these without more, and the text then says which kind it was.
TAKEBACKS = ("agreed_takeback", "unpaid_takeback", "takeback")
# Kinds of disposal after which the land is still held by its user.
HELD = ("extension", "change_use", "temporary_use", "revitalised")
# Codes of one axis that exclude each other.
EXCLUDING = ((DISPOSAL, "none"), (WORKS, "not_started"))
# Whoever denies one of these stages says that works have started, or nothing about the start.
LATER_STAGES = {"finished", "producing", "resumed"}
# Beside one of these stages, 未竣工 says nothing new.
BEGUN = {"started", "resumed"}
# Codes that say that an act has not taken place.
NEGATIVE = {"not_started", "none"}
# A single character is part of too many words.
SHORTEST_WORD = 2


class TextDoubts(NamedTuple):
    """What a text leaves open.

    Attributes
    ----------
    axes : frozenset of str
        Axes that are open by the text alone.
    can_undo : bool
        An unknown part can undo a disposal that stands elsewhere.
    denies : bool
        It states that no disposal has taken place.
    holds : bool
        It states a disposal after which the land is still held.
    implies_works : bool
        It denies a later stage of works, so works can have started.
    """

    axes: frozenset[str]
    can_undo: bool
    denies: bool
    holds: bool
    implies_works: bool


NO_DOUBTS = TextDoubts(
    axes=frozenset(), can_undo=False, denies=False, holds=False, implies_works=False
)


def with_unclear_axes(
    facts: pd.DataFrame, axes: pd.DataFrame, layers: pd.Series, profile: Profile
) -> pd.DataFrame:
    """Return the facts with the open axes of each row added to ``unreadable``.

    Parameters
    ----------
    facts
        With ``status_text``, ``disposal_hint`` and ``unreadable``.
    axes
        The codes that were read.
    layers
        The name of each row's layer; missing for rows that parkland wrote, whose marks are kept.
    """
    texts = facts["status_text"].where(layers.notna())
    doubts = {text: text_doubts(str(text), profile) for text in texts.dropna().unique()}
    is_unnamed = (facts["disposal_on"].notna() & axes[DISPOSAL].isna() & layers.notna()).to_numpy()
    if not any(any(doubt) for doubt in doubts.values()) and not is_unnamed.any():
        return facts
    by_layer = {
        layer: profile.layer_meaning(str(layer)).get(DISPOSAL, "")
        for layer in layers.dropna().unique()
    }
    elsewhere = facts["disposal_hint"].fillna(layers.map(by_layer)).fillna("")
    # Rows with the same text, layer and hint leave the same open.
    kinds = axes[DISPOSAL].fillna("")
    is_suspended = facts["suspended_on"].notna() | (axes[WORKS] == "suspended").fillna(value=False)
    open_axes: dict[tuple[str, str, str, bool, bool], list[str]] = {}
    marks = facts["unreadable"].fillna("").to_numpy(dtype=object)
    rows = zip(texts, elsewhere, kinds, is_suspended, is_unnamed, strict=True)
    for place, (text, *rest) in enumerate(rows):
        if not isinstance(text, str) and not is_unnamed[place]:
            continue
        key = (str(text) if isinstance(text, str) else "", *rest)
        if key not in open_axes:
            other, kind, suspended, unnamed = rest
            names = _open_axes(
                doubts.get(key[0], NO_DOUBTS),
                other,
                kind,
                is_suspended=suspended,
                is_unnamed=unnamed,
            )
            open_axes[key] = [f"{name}{LIST_JOINT}" for name in names]
        marks[place] += "".join(name for name in open_axes[key] if name not in marks[place])
    unreadable = facts["unreadable"].copy()
    unreadable[:] = marks
    return facts.assign(unreadable=unreadable.where(unreadable != ""))


def text_doubts(text: str, profile: Profile) -> TextDoubts:
    """Return what a status text leaves open.

    Examples
    --------
    >>> from parkland.conventions import load_profile
    >>> sorted(text_doubts("收回（已撤销）", load_profile()).axes)
    ['disposal_kind']
    >>> text_doubts("尚未 收回", load_profile())
    TextDoubts(axes=frozenset(), can_undo=False, denies=True, holds=False, implies_works=False)
    """
    in_doubt: set[str] = set()
    codes: set[tuple[str, str]] = set()
    can_undo = denies = implies_works = False
    for words, unknown in clauses(text, profile):
        found = {meaning for word in words for meaning in meanings(word, profile)}
        codes |= found
        for part in unknown:
            if not without_numbers(part):
                continue
            denied = denied_axes(part, profile)
            denies |= DISPOSAL in denied
            implies_works |= bool(LATER_STAGES & denied.get(WORKS, set()))
            if denied:
                continue
            form = compact_word(part)
            in_doubt |= {
                axis
                for axis in AXES_IN_DOUBT
                if any(
                    len(word) >= SHORTEST_WORD and word in _without_denial(form, axis, profile)
                    for word in profile.axes[axis]
                )
            }
            in_doubt |= {axis for axis in AXES_IN_DOUBT if is_hinted(form, axis, profile)}
            can_undo |= any(word in form for word in profile.revoking)
            if any(axis == DISPOSAL and code != "none" for axis, code in found):
                in_doubt.add(DISPOSAL)
    for axis, code in EXCLUDING:
        if (axis, code) in codes and any(one == axis and other != code for one, other in codes):
            in_doubt.add(axis)
    stages = {code for axis, code in codes if axis == WORKS}
    if "suspended" in stages and stages & LATER_STAGES:
        in_doubt.add(WORKS)
    return TextDoubts(
        axes=frozenset(in_doubt),
        can_undo=can_undo,
        denies=denies or (DISPOSAL, "none") in codes,
        holds=any((DISPOSAL, code) in codes for code in HELD),
        implies_works=implies_works and stages.isdisjoint(BEGUN),
    )


def _without_denial(form: str, axis: str, profile: Profile) -> str:
    """Return a word without the "not started" that it ends in, which says so: 逾期未动工."""
    denials = (word for word, code in profile.axes[axis].items() if code in NEGATIVE)
    return form.removesuffix(max(filter(form.endswith, denials), key=len, default=""))


def says_not_started(form: str, profile: Profile) -> bool:
    """Return whether a word ends in one for works that have not started: 逾期未动工."""
    return _without_denial(form, WORKS, profile) != form


def is_hinted(form: str, axis: str, profile: Profile) -> bool:
    """Return whether an unknown word holds a hint of the axis that nothing before it takes back."""
    before = (*profile.qualifiers, *profile.hints["demanding"])
    return any(
        hint in form and not any(word in form.partition(hint)[0] for word in before)
        for hint in profile.hints[axis]
    )


def _open_axes(
    doubts: TextDoubts, elsewhere: str, kind: str, *, is_suspended: bool, is_unnamed: bool
) -> list[str]:
    """Return the open axes of a row, by its text, the disposal stated elsewhere, and its code."""
    names = set(doubts.axes)
    if doubts.implies_works and not is_suspended:
        names.add(WORKS)
    if is_unnamed and not doubts.denies:
        names.add(DISPOSAL)
    is_disposed = kind not in ("", "none")
    is_stated_elsewhere = elsewhere not in ("", "none")
    if (
        (doubts.can_undo and is_disposed)
        or (doubts.denies and is_stated_elsewhere)
        or (doubts.holds and elsewhere in TAKEBACKS)
    ):
        names.add(DISPOSAL)
    return [axis for axis in AXES_IN_DOUBT if axis in names]


def denied_axes(part: str, profile: Profile) -> dict[str, set[str]]:
    """Return the axes and codes that qualifiers in front of a word deny or plan; else nothing."""
    form = without_numbers(part.replace("、", ""))
    while qualifier := max(
        (word for word in profile.qualifiers if form.startswith(word)), key=len, default=""
    ):
        form = form.removeprefix(qualifier)
        if found := meanings(form, profile):
            return {axis: {code for one, code in found if one == axis} for axis, _ in found}
    return {}
