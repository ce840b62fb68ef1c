"""The sentences of a review about enterprises, notices, projects and commitments.

Report, command line and notebook take the sentences from here, so that they say the same words. A
sentence is its key and its figures; `AssetSentence.text` puts it into words, and a workbook can put
each figure into a cell of its own. No sentence adds figures of different accounts: works, renewal,
plans and land are sentences of their own.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from parkland.areas.rounding import exact
from parkland.asset_figures.asset_labels import asset_label
from parkland.asset_figures.classification import EXCLUDED, UNCOMPUTABLE, classify
from parkland.asset_figures.commitment_states import commitments
from parkland.asset_figures.enterprise_land import land_of
from parkland.asset_figures.notice_states import listed, notice_counts, notices
from parkland.asset_figures.per_mu_figures import park_means
from parkland.asset_figures.project_states import STAGES, projects
from parkland.asset_figures.rating_words import method_text
from parkland.asset_figures.secrecy import LEAST_ENTERPRISES, without_secrets
from parkland.asset_figures.sentence_figures import AssetSentence, SentenceFigure
from parkland.choices import AreaMethod, Lang, choose
from parkland.conventions import load_method
from parkland.display import day_text
from parkland.figures.rounded import figures_of
from parkland.languages import DEFAULT_LANGUAGE, grammar
from parkland.ledger_record import Subject, subject_of
from parkland.units import YUAN
from parkland.wording import wording

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from parkland.conventions.methods import Method
    from parkland.ledger_record import Ledger


def asset_sentences(
    ledger: Ledger,
    /,
    *,
    year: int | None = None,
    method: str | os.PathLike[str] | Method | None = None,
    as_of: str | dt.date | None = None,
    since: dt.date | None = None,
    area: AreaMethod = "ellipsoidal",
    internal: bool = False,
    lang: Lang = DEFAULT_LANGUAGE,
) -> tuple[AssetSentence, ...]:
    """Return the sentences that the assets of a ledger allow, in the order of a report.

    Parameters
    ----------
    ledger
        A `Ledger` that was opened with assets.
    year
        The year of land and figures. Default: that of the day.
    method
        A method of rating; without one there are no classes and no criteria of low efficiency.
    as_of
        The day asked about. Default: that of the ledger.
    since
        The first day of a period: the notices that were given in it, and not before, are told as
        done. Default: all up to the day.
    area
        The area of a parcel: ``"ellipsoidal"``, ``"planar"`` or ``"stated"``; see `land_of`.
    internal
        Whether sums of fewer than three enterprises may be told, from which one could be worked
        out.
    lang
        The language of the texts that stand in figures, such as names of classes.

    Returns
    -------
    tuple of AssetSentence
        A sentence whose table is empty is left out.

    Raises
    ------
    ChoiceError
        If the ledger has no assets.

    Examples
    --------
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> print(pk.asset_sentences(ledger, lang="en")[0].text("en"))
    In 2020, 22 enterprises use 537.01 mu (own 537.01 mu, rented 15.93 mu, less let 15.93 mu); ...
    """
    choose(area, AreaMethod, "area")
    choose(lang, Lang, "lang")
    subject = subject_of(ledger, as_of=as_of)
    chosen = subject.day.year if year is None else year
    book = None if method is None else load_method(method)
    return (
        *_of_land(ledger, chosen, book, area=area, internal=internal, lang=lang),
        *_of_notices(ledger, subject, since, lang),
        *_of_projects(ledger, subject, internal=internal),
        *_of_commitments(ledger, subject, area),
    )


def _of_land(
    ledger: Ledger, year: int, book: Method | None, *,
    area: AreaMethod, internal: bool, lang: Lang,
) -> Iterator[AssetSentence]:  # fmt: skip
    land = land_of(ledger, year=year, area=area)
    if land.empty:
        return
    rated = None if book is None else classify(ledger, method=book, year=year, area=area, lang=lang)
    counted = land[land["reason"].isna()]
    lacking = int(land["reason"].notna().sum())
    fields = [asset_label("land_m2", lang)]
    if rated is not None:
        is_rated = ~rated["class_code"].isin([EXCLUDED, UNCOMPUTABLE])
        counted = land[is_rated.to_numpy() & land["reason"].isna().to_numpy()]
        lacking = int(rated["missing"].notna().sum())
        fields = _fields_lacking(rated, lang)
    figures = {
        "year": SentenceFigure(str(year), "text"),
        "n": SentenceFigure(len(counted), unit="enterprises"),
        **{
            name: SentenceFigure(round(float(counted[column].sum()), 9), "number", 2, "mu")
            for name, column in (
                ("mu", "land_mu"), ("a", "own_mu"), ("b", "rented_in_mu"), ("c", "rented_out_mu"),
            )
        },
    }  # fmt: skip
    key = "land" if rated is None else "land_rated"
    if lacking:
        figures["k"] = SentenceFigure(lacking, unit="enterprises")
        figures["field"] = SentenceFigure(grammar(lang).join(fields), "text")
        key += "_lacking"
    yield AssetSentence(key, "land", figures)
    rule = "net" if book is None else book.land
    mean = park_means(ledger, year=year, land=rule, area=area).iloc[0]
    if mean["enterprises"] >= (1 if internal else LEAST_ENTERPRISES):
        yield AssetSentence(
            "tax_per_mu",
            "land",
            {
                "x": SentenceFigure(float(mean["value"]), "number", 2, "wan_per_mu"),
                "t": SentenceFigure(float(mean["numerator"]), "number", 2, "wan"),
                "mu": SentenceFigure(float(mean["denominator"]), "number", 2, "mu"),
                "n": SentenceFigure(int(mean["enterprises"]), unit="enterprises"),
                "rule": SentenceFigure(wording(f"land_rule.{rule}", lang), "text"),
            },
        )
    if rated is not None and book is not None:
        yield _classes(rated, book, lang)
        yield from _low(rated, book, internal=internal, lang=lang)
        return  # the sentence about classes says what holds
    said = SentenceFigure(wording("asset_note.disclaimer", lang), "text")
    yield AssetSentence("disclaimer", "land", {"disclaimer": said})


def _fields_lacking(rated: pd.DataFrame, lang: str) -> list[str]:
    """Return the amounts for lack of which nothing is computed, the commonest first."""
    counts: dict[str, int] = {}
    for cell in rated["missing"].dropna():
        for name in listed(cell):
            counts[name] = counts.get(name, 0) + 1
    return [asset_label(name, lang) for name in sorted(counts, key=lambda name: -counts[name])]


def _classes(rated: pd.DataFrame, book: Method, lang: str) -> AssetSentence:
    counts = rated["class_code"].value_counts()
    parts = [
        wording("rating.class_count", lang, code=code, number=int(counts.get(code, 0)))
        for code in book.classes
    ]
    figures = {
        "classes": SentenceFigure(grammar(lang).join(parts), "text"),
        "e": SentenceFigure(int(counts.get(EXCLUDED, 0)), unit="enterprises"),
        "u": SentenceFigure(int(counts.get(UNCOMPUTABLE, 0)), unit="enterprises"),
        "method": SentenceFigure(method_text(book, lang), "text"),
        "disclaimer": SentenceFigure(book.disclaimer[lang], "text"),
        **{
            f"class_{code}": SentenceFigure(int(counts.get(code, 0)), unit="enterprises")
            for code in book.classes
        },
    }
    return AssetSentence("classes", "land", figures)


def _low(
    rated: pd.DataFrame, book: Method, *, internal: bool, lang: str
) -> Iterator[AssetSentence]:
    """Yield a sentence for each criterion; one that few enterprises meet would name them."""
    for criterion in book.low_efficiency:
        name = criterion.name[lang]
        marks = (
            rated["low_reason"]
            .fillna("")
            .map(lambda text, name=name: name in text.split(grammar(lang).list_mark))
        )
        met = rated[marks.to_numpy(dtype=bool)]
        if 0 < len(met) < LEAST_ENTERPRISES and not internal:
            continue
        yield AssetSentence(
            "low_efficiency",
            "land",
            {
                "criterion": SentenceFigure(name, "text"),
                "n": SentenceFigure(len(met), unit="enterprises"),
                "mu": SentenceFigure(round(float(met["land_mu"].sum()), 9), "number", 2, "mu"),
            },
        )


def _of_notices(
    ledger: Ledger, subject: Subject, since: dt.date | None, lang: str
) -> Iterator[AssetSentence]:
    table = notices(ledger, as_of=subject.day)
    counts = notice_counts(table)
    if not counts["notices"]:
        return
    given = counts if since is None else notice_counts(table[table["notice_on"] >= str(since)])
    figures = {
        "day": SentenceFigure(long_day(subject.day, lang), "text"),
        "n": SentenceFigure(counts["enterprises"], unit="enterprises"),
        "m": SentenceFigure(counts["notices"], unit="notices"),
        "p": SentenceFigure(counts["passed"], unit="notices"),
        "f": SentenceFigure(counts["failed"], unit="notices"),
        "o": SentenceFigure(counts["overdue"], unit="notices"),
        "rate": SentenceFigure(float(counts["rate"]), "percent", 1, "percent"),
    }
    of_enterprises = {
        key: SentenceFigure(counts[f"enterprises_{state}"], unit="enterprises")
        for key, state in (("p", "passed"), ("f", "failed"), ("o", "overdue"))
    }
    if given["enterprises"]:
        done = SentenceFigure(given["enterprises"], unit="enterprises")
        yield AssetSentence("notices_done", "notices", {"n": done})
    if counts["enterprises"]:
        yield AssetSentence("notices", "notices", figures | of_enterprises)
        yield AssetSentence("notices_counted", "notices", figures)
    else:
        yield AssetSentence("notices_without_enterprises", "notices", figures)


def _of_projects(ledger: Ledger, subject: Subject, *, internal: bool) -> Iterator[AssetSentence]:
    table = projects(ledger, as_of=subject.day)
    top = table[table["parent_id"].isna()]
    works = top[top["kind"] == "infrastructure"]
    if len(works):
        yield _with_money("infrastructure", works)
    for row in top[(top["kind"] == "renewal")].to_dict("records"):
        one = top[top["project_id"] == row["project_id"]]
        key = "renewal" if row["children"] else "renewal_single"
        more = {"name": SentenceFigure(str(row["name"]), "text")}
        if row["children"]:
            more["n"] = SentenceFigure(int(row["children"]), unit="projects")
        yield _with_money(key, one, more)
    plans = top[top["kind"] == "planning"]
    if len(plans):
        # a project without a number of items is one plan, done once it is finished
        done = plans["stage"].map(lambda stage: _is_from(stage, "finished")).astype("int64")
        items = plans["items_done"].where(plans["items_done"].notna(), done)
        number = int(items.sum())
        if number:
            yield AssetSentence("plans", "projects", {"n": SentenceFigure(number, unit="items")})
    for row in top[top["kind"] == "incubator"].to_dict("records"):
        yield from _incubator(row, subject)
    industry = top[top["kind"] == "industry"]
    if len(industry):
        if industry["enterprise_id"].nunique() < LEAST_ENTERPRISES and not internal:
            industry = without_secrets(industry)
        yield _with_money("industry", industry)


def _with_money(
    key: str, table: pd.DataFrame, more: Mapping[str, SentenceFigure] | None = None
) -> AssetSentence:
    """Return a sentence with the number of projects and what was done in the year, if known."""
    figures = {"n": SentenceFigure(len(table), unit="projects"), **(more or {})}
    done = [exact(value) for value in table["done_in_year_cny"].dropna()]
    if len(done) == len(table):
        wan = float(sum(done, Fraction(0)) / YUAN["万元"])
        return AssetSentence(
            f"{key}_done", "projects", figures | {"t": SentenceFigure(wan, "short", 2, "wan")}
        )
    return AssetSentence(key, "projects", figures)


def _incubator(row: dict[Any, Any], subject: Subject) -> Iterator[AssetSentence]:
    name = SentenceFigure(str(row["name"]), "text")
    where = listed(row["parcel_ids"])
    mask = subject.parcels["parcel_id"].isin(where)
    figures = figures_of(subject, unit="mu")
    levelled = figures.of_flag("levelled", mask) if "levelled" in figures.flags else 0.0
    has_begun = _is_from(row["stage"], "started")
    if levelled:
        mu = SentenceFigure(levelled, "short", 2, "mu")
        key = "incubator_levelled_begun" if has_begun else "incubator_levelled"
        yield AssetSentence(key, "projects", {"name": name, "mu": mu})
    elif has_begun:
        yield AssetSentence("incubator_begun", "projects", {"name": name})


def _of_commitments(ledger: Ledger, subject: Subject, area: AreaMethod) -> Iterator[AssetSentence]:
    """Yield the count of projects: one is kept only if every commitment that is due is met."""
    table = commitments(ledger, as_of=subject.day, area=area)
    if table.empty:
        return
    keys = table["project_id"].where(table["project_id"].notna(), table["parcel_id"]).fillna("")
    states = [set(found) for _, found in table["state"].groupby(keys, sort=False)]
    kept = sum("met" in found and not found & {"not_met", "unchecked"} for found in states)
    broken = sum("not_met" in found for found in states)
    open_ = sum(found == {"not_due"} for found in states)
    figures = {
        "n": SentenceFigure(len(states), unit="projects"),
        "p": SentenceFigure(kept, unit="projects"),
        "q": SentenceFigure(broken, unit="projects"),
        "r": SentenceFigure(open_, unit="projects"),
    }
    unknown = len(states) - kept - broken - open_
    if unknown:
        figures["u"] = SentenceFigure(unknown, unit="projects")
    key = "commitments_unchecked" if unknown else "commitments"
    yield AssetSentence(key, "commitments", figures)


def long_day(day: dt.date, lang: str) -> str:
    """Return a day as it reads in a sentence: 2020年12月31日."""
    iso = day_text(day, lang)
    return wording("report.day", lang, year=day.year, month=day.month, day=day.day, iso=iso)


def _is_from(stage: object, first: str) -> bool:
    return stage in STAGES and STAGES.index(str(stage)) >= STAGES.index(first)
