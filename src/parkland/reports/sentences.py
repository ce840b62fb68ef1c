"""The summary in sentences, as the park's reviews word it: 收回低效工业用地6宗，共计170.78亩."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parkland.display import value_text
from parkland.figures import without_outline_text
from parkland.languages import grammar
from parkland.safe_text import shorten
from parkland.schema import FLAGS
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.choices import Lang
    from parkland.reports.basis import Basis

MOST_NAMES = 6
# A status that is named in the summary, because the park has to act before the land is idle.
URGENT_STATUS = "overdue"
_NUMBERED_NAME = re.compile(r"^(.*?)(\d+)(\D*)$")


def lead(basis: Basis) -> str:
    """Return what was done, and how much land is idle, in a sentence or two."""
    rules = grammar(basis.lang)
    if not basis.statuses.has_law:
        return _own_lead(basis)
    further = [flag for flag in basis.flags if flag not in FLAGS and basis.with_flag(flag).any()]
    acts = [flag for flag in further if flag in basis.flag_days]
    states = [flag for flag in further if flag not in basis.flag_days]
    done = [_levelled(basis), _reclaimed(basis), *(_plain_flag(basis, flag) for flag in acts)]
    stands = [_idle(basis), *(_plain_flag(basis, flag) for flag in states)]
    at = basis.text("as_of", as_of=basis.day(basis.ledger.as_of))
    if basis.period is None:
        return basis.text("lead", since=at, clauses=rules.clauses([*done, *stands]))
    since = basis.text("in_period", period=basis.period.label(basis.lang))
    return rules.sentences(
        [
            basis.text("lead", since=since, clauses=rules.clauses(done)),
            basis.text("lead", since=at, clauses=rules.clauses(stands)),
        ]
    )


def _own_lead(basis: Basis) -> str:
    """Return how much land has each flag of the profile; without flags, how much there is."""
    at = basis.text("as_of", as_of=basis.day(basis.ledger.as_of))
    clauses = [_plain_flag(basis, flag) for flag in basis.flags] or [
        _counted(basis, "all", len(basis.parcels), basis.figures[basis.unit].total)
    ]
    return basis.text("lead", since=at, clauses=grammar(basis.lang).clauses(clauses))


def details(basis: Basis) -> tuple[str, ...]:
    """Return the sentences below the first: the stock, of which kinds, and what is not known."""
    stock = _counted(
        basis,
        "stock",
        len(basis.parcels),
        basis.figures[basis.unit].total,
        measure=wording(f"area_in_text.{basis.area}", basis.lang),
    )
    sentences = [stock]
    if remark := without_outline_text(basis.ledger, lang=basis.lang, unit=basis.unit):
        sentences.append(basis.text("remark", text=remark))
    if basis.period is not None:
        sentences.append(basis.text("stock_flags", flags=_stock_flags(basis)))
        sentences += _undated(basis)
    if (kinds := _kinds(basis)) is not None:
        sentences.append(kinds)
    if basis.statuses.has_law and (urgent := basis.parcels["status"] == URGENT_STATUS).any():
        label = basis.statuses.statuses[URGENT_STATUS].label(basis.lang)
        sentences.append(_counted_parcels(basis, "of_status", urgent, status=label))
    if "idle" in basis.flags and (unknown := basis.parcels["idle"].isna()).any():
        sentences.append(_counted_parcels(basis, "unknown", unknown))
    if basis.noticed.any():
        notices = basis.parcels.loc[basis.noticed, "notice_no"]
        sentences.append(_in_number(basis, "notices", int(notices.nunique())))
    if len(basis.ledger.quarantine):
        sentences.append(_in_number(basis, "quarantined", len(basis.ledger.quarantine)))
    return tuple(sentences)


def joined_names(names: Sequence[str], lang: Lang) -> str:
    """Return names in a row; names that differ in one number only share the rest.

    Examples
    --------
    >>> joined_names(["杨村二期4号地块", "杨村二期5号地块"], "zh")
    '杨村二期4、5号地块'
    >>> joined_names(["Plot 4", "Plot 5", "Mill Lane"], "en")
    'Plot 4, 5 and Mill Lane'
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in names:
        match = _NUMBERED_NAME.match(name)
        key, number = ((match[1], match[3]), match[2]) if match else ((name,), "")
        groups.setdefault(key, []).append(number)
    rules = grammar(lang)
    return rules.join_and(
        f"{key[0]}{rules.join(numbers)}{key[1]}" if len(key) > 1 else key[0]
        for key, numbers in groups.items()
    )


def _undated(basis: Basis) -> list[str]:
    """Return the acts that are in no period because their date is not recorded."""
    sentences = []
    for flag, day in basis.flag_days.items():
        undated = basis.flags[flag] & basis.parcels[day].isna()
        if undated.any():
            label = basis.statuses.flag_label(flag, basis.lang)
            sentences.append(_counted_parcels(basis, "undated", undated, flag, flag=label))
    notices = basis.parcels["notice_no"].notna() & basis.parcels["notice_on"].isna()
    if notices.any():
        number = int(basis.parcels.loc[notices, "notice_no"].nunique())
        sentences.append(_in_number(basis, "undated_notices", number))
    return sentences


def _levelled(basis: Basis) -> str:
    chosen = basis.with_flag("levelled")
    if not chosen.any():
        return _none(basis, "levelled")
    groups = []
    layers = basis.parcels.loc[chosen, "layer"]
    for layer in layers.unique():
        own = chosen & (basis.parcels["layer"] == layer)
        names = basis.names(own)
        # parcels of one name, or too many, are counted by their layer
        text = (
            joined_names(names, basis.lang)
            if len(set(names)) == len(names) <= MOST_NAMES
            else _in_number(basis, "layer_parcels", len(names), layer=shorten(layer))
        )
        area = basis.area_text(basis.area_of(own, "levelled"))
        groups.append(basis.text("levelled_group", names=text, area=area))
    key = "levelled" if len(groups) == 1 else "levelled_sum"
    joined = grammar(basis.lang).phrases(groups)
    return _counted_parcels(basis, key, chosen, "levelled", groups=joined)


def _none(basis: Basis, flag: str) -> str:
    """Return that nothing was done, or that nothing is dated in the period where days are open."""
    if basis.period is None:
        return basis.text(f"{flag}_none")
    undated = basis.undated(flag).any()
    return basis.text(f"{flag}_none_dated" if undated else f"{flag}_none_new")


def _reclaimed(basis: Basis) -> str:
    chosen = basis.with_flag("reclaimed")
    if not chosen.any():
        return _none(basis, "reclaimed")
    land = _land(basis, chosen)
    return _counted_parcels(basis, "reclaimed", chosen, "reclaimed", land=land)


def _land(basis: Basis, chosen: pd.Series) -> str:
    """Return what the land is called, as far as it is the same for all: 低效工业用地."""
    parcels = basis.parcels[chosen]
    uses = parcels["land_use"].unique()
    use = str(uses[0]) if len(uses) == 1 and parcels["land_use"].notna().all() else ""
    low = bool(len(parcels)) and bool(parcels["low_efficiency"].fillna(value=False).all())
    low_text = basis.text("low_efficiency") if low else ""
    return f"{low_text}{use or basis.text('land')}"


def _plain_flag(basis: Basis, flag: str) -> str:
    label = basis.statuses.flag_label(flag, basis.lang)
    return _counted_parcels(basis, "flag", basis.with_flag(flag), flag, flag=label)


def _idle(basis: Basis) -> str:
    return _counted_parcels(basis, "idle", basis.flags["idle"], "idle")


def _kinds(basis: Basis) -> str | None:
    """Return in which ways land was taken back, if there is more than one."""
    if "reclaimed" not in basis.flags:
        return None
    kinds = basis.parcels["disposal_kind"].where(basis.with_flag("reclaimed"))
    found = kinds.dropna().unique()
    if len(found) < 2:  # noqa: PLR2004 - one kind needs no sentence of its own
        return None
    clauses = (
        _counted_parcels(
            basis,
            "kind",
            kinds == kind,
            "reclaimed",
            kind=value_text(kind, "disposal_kind", basis.lang),
        )
        for kind in found
    )
    return basis.text("kinds", kinds=grammar(basis.lang).clauses(clauses))


def _stock_flags(basis: Basis) -> str:
    return grammar(basis.lang).clauses(
        _counted_parcels(
            basis, "stock_flag", applies, flag, flag=basis.statuses.flag_label(flag, basis.lang)
        )
        for flag, applies in basis.flags.items()
    )


def _counted_parcels(
    basis: Basis, key: str, chosen: pd.Series, matter: str = "", **values: object
) -> str:
    """Return the text `key` with number and area of the chosen parcels."""
    return _counted(basis, key, int(chosen.sum()), basis.area_of(chosen, matter), **values)


def _counted(basis: Basis, key: str, number: int, area: float, **values: object) -> str:
    return _in_number(basis, key, number, area=basis.area_text(area), **values)


def _in_number(basis: Basis, key: str, number: int, **values: object) -> str:
    """Return the text `key` in its form for none, one or many."""
    form = "none" if number == 0 else "one" if number == 1 else "many"
    return basis.text(f"{key}_{form}", number=f"{number:,}", **values)
