"""`classify`: enterprises in classes A-D by a method, beside the classes that the office states.

The computed class never replaces the stated one: both stand side by side, with whether they agree.
An enterprise that the method excludes is ``"excluded"`` (不参评), and one that lacks an amount is
``"uncomputable"`` (无法计算); neither has a score. So the classes, the excluded and those that
cannot be computed add up to all enterprises. Low efficiency follows from criteria of the method,
each on its own, and never says that land is idle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.asset_figures.enterprise_land import enterprise_names
from parkland.asset_figures.land_accounts import assets_of, land_accounts
from parkland.asset_figures.per_mu_figures import enterprise_facts, years_of
from parkland.asset_figures.rated_units import (
    RatedUnit,
    group_of,
    owners_of,
    rated_units,
)
from parkland.asset_figures.rating_exclusions import exclusions_of, held_since
from parkland.asset_figures.rating_scores import (
    adjust_class,
    adjust_score,
    is_beyond,
    rank_and_class,
    score_group,
    set_values,
)
from parkland.asset_figures.rating_words import (
    lacking_amounts,
    lacking_text,
    low_text,
    note_text,
    stated_code,
    why_text,
)
from parkland.choices import AreaMethod, Lang, choose
from parkland.conventions import load_method
from parkland.languages import DEFAULT_LANGUAGE
from parkland.ledger_record import subject_of
from parkland.schema import LIST_JOINT

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from parkland.conventions.methods import Group, Method
    from parkland.ledger_record import Ledger

EXCLUDED, UNCOMPUTABLE = "excluded", "uncomputable"


def classify(
    ledger: Ledger,
    /,
    *,
    method: str | os.PathLike[str] | Method,
    year: int,
    area: AreaMethod = "ellipsoidal",
    lang: Lang = DEFAULT_LANGUAGE,
) -> pd.DataFrame:
    """Return score, rank and class of every enterprise by a method, beside what the office states.

    Parameters
    ----------
    ledger
        A `Ledger` that was opened with assets.
    method
        A bundled name, the path of a ``.toml`` file, or a `Method`; see `load_method`.
    year
        The year whose figures are rated.
    area
        The area of a parcel: ``"ellipsoidal"``, ``"planar"`` or ``"stated"``; see `land_of`.
    lang
        The language of reasons and notes.

    Returns
    -------
    pandas.DataFrame
        One row for each enterprise of `land_of`: ``enterprise_id``, ``name``, ``year``, ``group``
        (its key in the method), ``land_mu`` (its own, as printed), the indicators of the method and
        ``score_…`` of each, ``score`` and ``rank`` within the group (unrounded; NaN and missing
        without a score), ``group_size`` (how many have one), ``class_code`` (a class of the method,
        ``"excluded"`` or ``"uncomputable"``), ``stated_score``, ``stated_rank``, ``stated_class``,
        ``agrees`` (boolean; missing if one of the two classes is), ``reason`` (why there is no
        class), ``note`` (ties, adjustments, whose class was taken), ``missing`` (the
        amounts that are not known, joined by "；"), ``low_efficiency`` (boolean;
        missing if a criterion cannot be tested and none is met), ``low_reason`` (the criteria met).

    Raises
    ------
    ChoiceError, ColumnError
        As for `land_of`.
    ConventionError
        If there is no such method, or it has faults.

    Examples
    --------
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> rated = pk.classify(ledger, method="huangyan-2022", year=2020)
    >>> rated["class_code"].value_counts().loc[["A", "B", "C", "D"]].tolist()
    [4, 8, 5, 2]
    """
    choose(area, AreaMethod, "area")
    choose(lang, Lang, "lang")
    book = load_method(method)
    subject = subject_of(ledger)
    assets = assets_of(subject)
    accounts = land_accounts(subject, year=year, area=area)
    years = years_of(subject, year=year, land=book.land, area=area)
    facts = enterprise_facts(assets.enterprises)
    excluded: dict[str, Mapping[str, str]] = exclusions_of(
        years,
        book,
        facts=facts,
        held_since=held_since(assets.occupations),
        owners=owners_of(accounts),
        year=year,
    )
    rated = [one for one in years if one.enterprise not in excluded]
    units, follow = rated_units(rated, accounts, book, facts)
    results = {one: _Result(why=text[lang]) for one, text in excluded.items()}
    results |= _rated(units, book, lang)
    for one in follow:
        results[one] = _followed(one, follow, results, lang)
    names = enterprise_names(assets.enterprises)
    rows = [
        _row(
            one.enterprise, results[one.enterprise], book, lang,
            name=names.get(one.enterprise), year=year, stated=one.row,
            mu=one.land_mu,
        )
        for one in years
    ]  # fmt: skip
    return _table(rows, book)


class _Result:
    """What the rating of one enterprise came to."""

    __slots__ = ("code", "group", "missing", "note", "size", "unit", "why")

    def __init__(
        self,
        *,
        why: str = "",
        code: str = EXCLUDED,
        unit: RatedUnit | None = None,
        group: Group | None = None,
        size: int = 0,
        note: str = "",
        missing: Sequence[str] = (),
    ) -> None:
        self.why, self.code, self.unit = why, code, unit
        self.group, self.size, self.note, self.missing = group, size, note, missing


def _rated(units: list[RatedUnit], book: Method, lang: str) -> dict[str, _Result]:
    """Rate the units group by group, and return the result of each of their members."""
    results: dict[str, _Result] = {}
    groups: dict[str, tuple[Group, list[RatedUnit]]] = {}
    for unit in units:
        mu = unit.figures.amounts["land_m2"]
        group, lacking = group_of(unit, book.groups)
        if group is None:
            code = UNCOMPUTABLE if lacking else EXCLUDED
            why = lacking_text([lacking], lang) if lacking else why_text("no_group", lang)
            found = _Result(why=why, code=code, unit=unit, missing=[lacking] if lacking else [])
        elif mu is not None and mu < book.minimum_mu:
            why = why_text("below_minimum", lang, mu=f"{float(book.minimum_mu):g}")
            found = _Result(why=why, unit=unit, group=group)
        else:
            groups.setdefault(group.key, (group, []))[1].append(unit)
            continue
        set_values([unit], book.indicators if group is None else group.indicators)
        results |= dict.fromkeys(unit.members, found)
    for group, members in groups.values():
        score_group(members, group.indicators, book)
        for unit in members:
            adjust_score(unit, book.adjustments)
        rank_and_class(members, group.classes)
        size = sum(unit.score is not None for unit in members)
        for unit in members:
            adjust_class(unit, book.adjustments, group.classes.codes)
            code = unit.class_code or UNCOMPUTABLE
            why = "" if unit.class_code else _why_not(unit, group, lang)
            found = _Result(
                why=why, code=code, unit=unit, group=group, size=size,
                note=note_text(unit, lang), missing=lacking_amounts(unit, group)[0],
            )  # fmt: skip
            results |= dict.fromkeys(unit.members, found)
    return results


def _why_not(unit: RatedUnit, group: Group, lang: str) -> str:
    if unit.score is not None:
        return why_text("small_group", lang, number=group.classes.minimum_group)
    missing, zero = lacking_amounts(unit, group)
    if unit.same and not missing and not zero:
        names = [one.name[lang] for one in group.indicators if one.key in unit.same]
        return why_text("all_equal", lang, names=names)
    return lacking_text(missing, lang, zero=zero)


def _followed(
    one: str,
    follow: Mapping[str, str | None],
    results: Mapping[str, _Result],
    lang: str,
) -> _Result:
    """Return the class of the lessor, or of the lessor's lessor."""
    seen, lessor = {one}, follow[one]
    while lessor is not None and lessor in follow and lessor not in seen:
        seen.add(lessor)
        lessor = follow[lessor]
    found = None if lessor is None else results.get(lessor)
    if lessor is None or found is None or found.code in (EXCLUDED, UNCOMPUTABLE):
        return _Result(why=why_text("no_lessor", lang), code=UNCOMPUTABLE)
    note = why_text("follows", lang, lessor=lessor)
    return _Result(code=found.code, group=found.group, note=note)


def _row(
    one: str, result: _Result, book: Method, lang: str, *, name: str | None, year: int,
    stated: Mapping[str, Any], mu: Any,
) -> dict[str, Any]:  # fmt: skip
    unit = result.unit
    values = {} if unit is None else unit.ratios
    scores = {} if unit is None else unit.scores
    is_class = result.code not in (EXCLUDED, UNCOMPUTABLE)
    said = stated_code(stated.get("stated_class"), book.classes)
    low, names = _low(unit, book, lang)
    row: dict[str, Any] = {
        "enterprise_id": one,
        "name": name,
        "year": year,
        "group": None if result.group is None else result.group.key,
        "land_mu": mu,
    }
    for indicator in book.indicators:
        row[indicator.key] = _number(values.get(indicator.key))
    for indicator in book.indicators:
        row[f"score_{indicator.key}"] = _number(scores.get(indicator.key))
    return row | {
        "score": None if unit is None else _number(unit.score),
        "rank": None if unit is None else unit.rank,
        "group_size": result.size or None,
        "class_code": result.code,
        "stated_score": stated.get("stated_score"),
        "stated_rank": stated.get("stated_rank"),
        "stated_class": stated.get("stated_class"),
        "agrees": said == result.code if is_class and said else None,
        "reason": result.why or None,
        "note": result.note or None,
        "missing": LIST_JOINT.join(result.missing) or None,
        "low_efficiency": low,
        "low_reason": names or None,
    }


def _low(unit: RatedUnit | None, book: Method, lang: str) -> tuple[bool | None, str]:
    """Return whether a criterion of low efficiency is met, and the names of those that are."""
    if unit is None or not book.low_efficiency:
        return None, ""
    asked = [one for one in book.low_efficiency if not one.scales or unit.scale in one.scales]
    answers = [
        is_beyond(unit.ratios.get(one.indicator), below=one.below, above=one.above) for one in asked
    ]
    met = [one for one, answer in zip(asked, answers, strict=True) if answer]
    if met:
        return True, low_text(met, lang)
    return (None if None in answers else False), ""


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _table(rows: list[dict[str, Any]], book: Method) -> pd.DataFrame:
    import pandas as pd

    columns = [
        "enterprise_id", "name", "year", "group", "land_mu",
        *(one.key for one in book.indicators), *(f"score_{one.key}" for one in book.indicators),
        "score", "rank", "group_size", "class_code", "stated_score", "stated_rank", "stated_class",
        "agrees", "reason", "note", "missing", "low_efficiency", "low_reason",
    ]  # fmt: skip
    texts = (
        "enterprise_id", "name", "group", "class_code", "stated_class", "reason", "note",
        "missing", "low_reason",
    )  # fmt: skip
    kinds = dict.fromkeys(columns, "float64") | dict.fromkeys(texts, "str")
    kinds |= dict.fromkeys(("rank", "group_size", "stated_rank"), "Int64") | {"year": "int64"}
    kinds |= dict.fromkeys(("agrees", "low_efficiency"), "boolean")
    table: pd.DataFrame = pd.DataFrame(rows, columns=columns, dtype=object).astype(kinds)
    return table
