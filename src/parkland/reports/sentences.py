"""The summary in sentences, as the park's own reviews say it: 收回低效工业用地6宗，共计170.78亩."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parkland.conventions import flag_label, statuses
from parkland.safe_text import shorten
from parkland.schema import FLAGS
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.reports.basis import Basis

MOST_NAMES = 6
_NUMBERED = re.compile(r"^(.*?)(\d+)(\D*)$")


def lead(basis: Basis) -> str:
    """Return what was done, and how much land is idle, in a sentence or two."""
    further = [flag for flag in basis.flags if flag not in FLAGS and basis.borne(flag).any()]
    acts = [flag for flag in further if flag in basis.flag_days]
    states = [flag for flag in further if flag not in basis.flag_days]
    done = [_levelled(basis), _reclaimed(basis), *(_plain_flag(basis, flag) for flag in acts)]
    stands = [_idle(basis), *(_plain_flag(basis, flag) for flag in states)]
    joint = basis.text("clause_joint")
    at = basis.text("as_of", as_of=basis.day(basis.ledger.as_of))
    if basis.period is None:
        return basis.text("lead", since=at, clauses=joint.join([*done, *stands]))
    since = basis.text("in_period", period=basis.period.label(basis.lang))
    said = basis.text("lead", since=since, clauses=joint.join(done))
    return basis.text(
        "two_sentences", first=said,
        second=basis.text("lead", since=at, clauses=joint.join(stands)),
    )  # fmt: skip


def details(basis: Basis) -> tuple[str, ...]:
    """Return the sentences below the first: the stock, of which kinds, and what is not known."""
    idleness_unknown = basis.parcels["idle"].isna()
    said = [
        _counted(
            basis,
            "stock",
            len(basis.parcels),
            float(basis.leaves["mu"].sum()),
            measure=wording(f"area.{basis.area}", basis.lang),
        )
    ]
    if basis.period is not None:
        said.append(basis.text("stock_flags", flags=_stock_flags(basis)))
        said += _undated(basis)
    if (kinds := _kinds(basis)) is not None:
        said.append(kinds)
    said += [_of_status(basis, status) for status in ("overdue",) if _bears(basis, status).any()]
    if idleness_unknown.any():
        area = float(basis.leaves["mu"][idleness_unknown].sum())
        said.append(_counted(basis, "unknown", int(idleness_unknown.sum()), area))
    noticed = basis.noticed
    if noticed.any():
        numbers = basis.parcels.loc[noticed, "notice_no"]
        said.append(_numbered(basis, "notices", int(numbers.nunique())))
    if len(basis.ledger.quarantine):
        said.append(_numbered(basis, "quarantined", len(basis.ledger.quarantine)))
    return tuple(said)


def _undated(basis: Basis) -> list[str]:
    """Return the acts that are in no period, because their day is not recorded."""
    said = []
    for flag, day in basis.flag_days.items():
        undated = basis.flags[flag] & basis.parcels[day].isna()
        if undated.any():
            area = float(basis.flagged["mu"][flag][undated].sum())
            label = flag_label(flag, basis.lang)
            said.append(_counted(basis, "undated", int(undated.sum()), area, flag=label))
    notices = basis.parcels["notice_no"].notna() & basis.parcels["notice_on"].isna()
    if notices.any():
        number = int(basis.parcels.loc[notices, "notice_no"].nunique())
        said.append(_numbered(basis, "undated_notices", number))
    return said


def joined_names(names: Sequence[str], lang: str) -> str:
    """Return names in a row; those that differ in one number only are drawn together.

    Examples
    --------
    >>> joined_names(["杨村二期4号地块", "杨村二期5号地块"], "zh")
    '杨村二期4、5号地块'
    >>> joined_names(["Plot 4", "Plot 5", "Mill Lane"], "en")
    'Plot 4, 5 and Mill Lane'
    """
    joint, last = ("、", "、") if lang == "zh" else (", ", " and ")
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in names:
        match = _NUMBERED.match(name)
        key, number = ((match[1], match[3]), match[2]) if match else ((name,), "")
        groups.setdefault(key, []).append(number)
    said = [
        f"{key[0]}{joint.join(numbers)}{key[1]}" if len(key) > 1 else key[0]
        for key, numbers in groups.items()
    ]
    return joint.join(said[:-1]) + last + said[-1] if len(said) > 1 else "".join(said)


def _levelled(basis: Basis) -> str:
    chosen = basis.borne("levelled")
    if not chosen.any():
        return basis.text("levelled_none" if basis.period is None else "levelled_none_new")
    areas = basis.flagged["mu"]["levelled"]
    groups = []
    layers = basis.parcels.loc[chosen, "layer"]
    for layer in layers.unique():
        own = chosen & (basis.parcels["layer"] == layer)
        titles = basis.titles(own)
        names = (
            joined_names(titles, basis.lang)
            if len(set(titles)) == len(titles) <= MOST_NAMES
            else _numbered(basis, "layer_parcels", len(titles), layer=shorten(layer))
        )
        area = basis.area_text(float(areas[own].sum()))
        groups.append(basis.text("levelled_group", names=names, area=area))
    key = "levelled" if len(groups) == 1 else "levelled_sum"
    joined = basis.text("group_joint").join(groups)
    return _counted(basis, key, int(chosen.sum()), float(areas[chosen].sum()), groups=joined)


def _reclaimed(basis: Basis) -> str:
    chosen = basis.borne("reclaimed")
    if not chosen.any():
        return basis.text("reclaimed_none" if basis.period is None else "reclaimed_none_new")
    areas = basis.flagged["mu"]["reclaimed"]
    return _counted(
        basis,
        "reclaimed",
        int(chosen.sum()),
        float(areas[chosen].sum()),
        land=_land(basis, chosen),
    )


def _land(basis: Basis, chosen: pd.Series) -> str:
    """Return what the land is called, as far as it is the same for all: 低效工业用地."""
    parcels = basis.parcels[chosen]
    uses = parcels["land_use"].unique()
    use = str(uses[0]) if len(uses) == 1 and parcels["land_use"].notna().all() else ""
    low = bool(len(parcels)) and bool(parcels["low_efficiency"].fillna(value=False).all())
    low_text = basis.text("low_efficiency") if low else ""
    return f"{low_text}{use or basis.text('land')}"


def _plain_flag(basis: Basis, flag: str) -> str:
    chosen = basis.borne(flag)
    area = float(basis.flagged["mu"][flag][chosen].sum())
    return _counted(basis, "flag", int(chosen.sum()), area, flag=flag_label(flag, basis.lang))


def _idle(basis: Basis) -> str:
    idle = basis.flags["idle"]
    areas = basis.flagged["mu"]["idle"]
    return _counted(basis, "idle", int(idle.sum()), float(areas[idle].sum()))


def _kinds(basis: Basis) -> str | None:
    """Return how the reclaimed land was taken back, if in more than one way."""
    chosen = basis.borne("reclaimed")
    kinds = basis.parcels.loc[chosen, "disposal_kind"].dropna()
    areas = basis.flagged["mu"]["reclaimed"]
    if kinds.nunique() < 2:  # noqa: PLR2004 - one kind needs no sentence of its own
        return None
    said = [
        _counted(
            basis,
            "kind",
            int((kinds == kind).sum()),
            float(areas[kinds.index[kinds == kind]].sum()),
            kind=wording(f"disposal_kind.{kind}", basis.lang),
        )
        for kind in kinds.unique()
    ]
    return basis.text("kinds", kinds=basis.text("clause_joint").join(said))


def _stock_flags(basis: Basis) -> str:
    said = []
    for flag, bearing in basis.flags.items():
        area = float(basis.flagged["mu"][flag][bearing].sum())
        label = flag_label(flag, basis.lang)
        said.append(_counted(basis, "stock_flag", int(bearing.sum()), area, flag=label))
    return basis.text("clause_joint").join(said)


def _of_status(basis: Basis, status: str) -> str:
    chosen = _bears(basis, status)
    area = float(basis.leaves["mu"][chosen].sum())
    label = statuses()[status].label(basis.lang)
    return _counted(basis, "of_status", int(chosen.sum()), area, status=label)


def _bears(basis: Basis, status: str) -> pd.Series:
    return basis.parcels["status"] == status


def _counted(basis: Basis, key: str, number: int, area: float, **values: object) -> str:
    return _numbered(basis, key, number, area=basis.area_text(area), **values)


def _numbered(basis: Basis, key: str, number: int, **values: object) -> str:
    """Return the text `key` in its form for none, one or many."""
    form = "none" if number == 0 else "one" if number == 1 else "many"
    return basis.text(f"{key}_{form}", number=f"{number:,}", **values)
