"""Enterprises and projects on a page: their places, classes and cards, year by year.

An enterprise stands at its own point, else on the parcel of which it uses most; a project at its
own point, else on the first of its parcels that the ledger has. One without a place is listed
beside the map and never put somewhere. Cards are texts, made here, so that nothing confidential
reaches a public page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.areas.rounding import exact
from parkland.asset_figures.asset_labels import asset_heading, asset_label, asset_text, asset_words
from parkland.asset_figures.assets_shown import CLASS_COLUMN, AssetsShown
from parkland.asset_figures.enterprise_facts import EnterpriseFacts
from parkland.asset_figures.land_accounts import assets_of
from parkland.asset_figures.notice_states import listed
from parkland.asset_figures.parcel_use import (
    UNSTATED,
    AssetYear,
    asset_year,
    class_label,
    class_order,
    parcel_columns,
    shown_method,
)
from parkland.asset_figures.project_states import projects
from parkland.asset_figures.rating_words import method_text
from parkland.asset_figures.secrecy import without_secrets
from parkland.asset_figures.yearly_amounts import number_digits, number_text
from parkland.display import unit_label
from parkland.figures.value_classes import ValueClasses
from parkland.languages import grammar
from parkland.ledger_record import subject_of
from parkland.maps.asset_points import own_points, packed_points, parcel_numbers, points_of_parcels
from parkland.wording import resource, wording

if TYPE_CHECKING:
    from parkland.choices import Lang
    from parkland.conventions import Method
    from parkland.ledger_record import Ledger
    from parkland.maps.packing import Pack
    from parkland.maps.page_parcels import PageParcels

    Point = tuple[float, float]

MOST_YEARS = 6  # of which a page holds classes and cards
MONEY = ("total_cny", "done_cny", "done_share")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetPage:
    """A ledger whose parcels have the columns of its assets, and what a page shows of them.

    Attributes
    ----------
    ledger : Ledger
        As it was given.
    shown : AssetsShown
    method : Method or None
    found : AssetYear
        The year that is drawn.
    columns : dict of str to str
        The headings of the columns that the parcels got.
    colors : dict of str to str
        The colour of each class by its words, from best to last.
    """

    ledger: Ledger
    shown: AssetsShown
    method: Method | None
    found: AssetYear
    columns: dict[str, str]
    colors: dict[str, str] = field(default_factory=dict)

    @property
    def class_column(self) -> str:
        """The column of parcels with the class of their enterprises."""
        return self.columns[CLASS_COLUMN]

    def notes(self, lang: str) -> list[str]:
        """Return by what the classes are, which form this is, and what holds."""
        year = self.found.year
        if self.method is None:
            basis = wording("asset_map.class_basis_stated", lang, year=year)
            disclaimer = wording("asset_note.disclaimer", lang)
        else:
            named = method_text(self.method, lang)
            basis = wording("asset_map.class_basis", lang, method=named, year=year)
            disclaimer = self.method.disclaimer[lang]
        form = "internal" if self.shown.internal else "public"
        return [basis, wording(f"asset_map.{form}", lang), disclaimer]


def with_assets(
    ledger: Ledger, by: str | ValueClasses | AssetsShown, lang: Lang
) -> tuple[Ledger, str | ValueClasses, AssetPage | None]:
    """Return a ledger whose parcels have the columns of its assets, and the column to colour by.

    A ledger without assets is returned as it is.

    Raises
    ------
    ChoiceError
        If assets are asked for and the ledger has none, or if nobody states a class.
    """
    from dataclasses import replace

    if ledger.assets is None and not isinstance(by, AssetsShown):
        return ledger, by, None
    assets_of(subject_of(ledger))
    shown = by if isinstance(by, AssetsShown) else _shown(ledger, by)
    method = shown_method(shown)
    found = asset_year(ledger, shown.of_year(ledger), method, lang)
    columns = parcel_columns(ledger, shown, found, lang)
    headings: dict[str, str] = columns.attrs["columns"]
    codes = {*found.classes.values(), *map(found.class_of_parcel, parcel_numbers(ledger))}
    page = AssetPage(
        ledger=ledger,
        shown=shown,
        method=method,
        found=found,
        columns=headings,
        colors=class_colors(class_order(codes, method), lang),
    )
    column = headings.get(shown.column, shown.column)
    wanted = shown.colour_by
    if isinstance(wanted, ValueClasses):
        column = replace(wanted, column=column)  # type: ignore[assignment]
    return replace(ledger, parcels=ledger.parcels.join(columns)), column, page


def _shown(ledger: Ledger, by: str | ValueClasses) -> AssetsShown:
    """Return what is shown; a column of the parcels comes before an indicator of that name."""
    named = by.column if isinstance(by, ValueClasses) else by
    return AssetsShown(by, is_own=named in ledger.parcels.columns)


def class_colors(codes: list[str], lang: str) -> dict[str, str]:
    """Return the colour of each class by its words."""
    colors = resource("palette.toml")["asset_class"]
    others = iter(colors["others"] * (1 + len(codes)))
    return {class_label(code, lang): colors.get(code) or next(others) for code in codes}


def pack_assets(
    pack: Pack, page: PageParcels, assets: AssetPage | None, *, shift: str
) -> dict[str, Any] | None:
    """Add enterprises and projects to `pack`, and return what the page knows of them."""
    if assets is None:
        return None
    lang = page.lang
    facts = EnterpriseFacts(assets.ledger, internal=assets.shown.internal, lang=lang)
    corners = points_of_parcels(assets.ledger, shift)
    others = [
        asset_year(assets.ledger, year, assets.method, lang)
        for year in _years(assets)
        if year != assets.found.year
    ]
    years = sorted([assets.found, *others], key=lambda one: one.year)
    ids = list(assets.found.accounts.enterprises)
    return {
        "words": _words(assets, page),
        "digits": assets.found.accounts.digits,
        "drawn": [one.year for one in years].index(assets.found.year),
        **_packed_years(pack, page, assets, years, facts),
        "scales": [{"code": code, "label": text} for code, text in _scales(lang).items()],
        "names": pack.texts([facts.name(one) for one in ids]),
        **packed_points(pack, _enterprise_points(assets, years, ids, corners, shift)),
        "projects": _packed_projects(pack, assets, corners, facts, shift=shift, lang=lang),
    }


def _scales(lang: str) -> dict[str, str]:
    return {**asset_words("scale", lang), "": wording("asset_map.unknown", lang)}


def _years(assets: AssetPage) -> list[int]:
    """Return the years with figures, the last ones up to the drawn one first."""
    rows = assets_of(subject_of(assets.ledger)).yearly["year"].dropna().unique()
    known = sorted({int(year) for year in rows} | {assets.found.year})
    near = sorted(known, key=lambda year: (year > assets.found.year, abs(year - assets.found.year)))
    return near[:MOST_YEARS]


def _words(assets: AssetPage, page: PageParcels) -> dict[str, str]:
    lang = page.lang
    names = (
        "enterprises", "projects", "number", "items", "year", "scale", "all", "total",
        "unplaced_enterprises", "land_unknown",
    )  # fmt: skip
    return {
        **{name: wording(f"asset_map.{name}", lang) for name in names},
        "class": asset_label(CLASS_COLUMN, lang),
        "land": wording("asset_map.land", lang, unit=unit_label("mu", lang)),
        **dict(zip(("basis", "form", "disclaimer"), assets.notes(lang), strict=True)),
    }


def _packed_years(
    pack: Pack,
    page: PageParcels,
    assets: AssetPage,
    years: list[AssetYear],
    facts: EnterpriseFacts,
) -> dict[str, Any]:
    lang = page.lang
    in_ledger = parcel_numbers(assets.ledger)
    numbers = [in_ledger[place] for place in page.order.tolist()]
    of_parcels = [[one.class_of_parcel(number) for number in numbers] for one in years]
    present = {UNSTATED, *(code for one in years for code in one.classes.values())}
    present |= {code for codes in of_parcels for code in codes}
    order = class_order(present, assets.method)
    places = {code: place for place, code in enumerate(order)}
    scales = {code: place for place, code in enumerate(_scales(lang))}
    ids = list(assets.found.accounts.enterprises)
    fixed = {one: (facts.identity(one), facts.acts(one)) for one in ids}
    packed = []
    for one, classes in zip(years, of_parcels, strict=True):
        lines = facts.of_year(one)
        cards = [_card([*fixed[e][0], *lines.get(e, []), *fixed[e][1]]) for e in ids]
        held = one.accounts.enterprises
        known = [e in held and held[e].net_m2 is not None for e in ids]
        units = [
            held[e].net_units if is_known else 0 for e, is_known in zip(ids, known, strict=True)
        ]
        codes = [one.classes.get(e, UNSTATED) for e in ids]
        sizes = [str(one.rows.get(e, {}).get("scale") or "") for e in ids]
        packed.append(
            {
                "year": one.year,
                "class": pack.integers([places[code] for code in codes]),
                "scale": pack.integers([scales.get(size, scales[""]) for size in sizes]),
                "land": pack.integers(units),
                "known": pack.integers(np.array(known, dtype="int64")),
                "cards": pack.texts(cards),
                "parcels": pack.integers([places[code] for code in classes]),
            }
        )
    colors = class_colors(order, lang)
    return {
        "classes": [{"label": label, "color": color} for label, color in colors.items()],
        "years": packed,
        "recolours": assets.shown.shows_class,
    }


def _card(lines: list[tuple[str, str]]) -> str:
    """Return lines of a card as one text: a line each, label and text apart by a tab."""
    return "\n".join(f"{_flat(label)}\t{_flat(text)}" for label, text in lines)


def _flat(text: str) -> str:
    return " ".join(str(text).split())


def _enterprise_points(
    assets: AssetPage,
    years: list[AssetYear],
    ids: list[str],
    corners: dict[str, Point],
    shift: str,
) -> list[Point | None]:
    table = assets_of(subject_of(assets.ledger)).enterprises
    own = own_points(table, "enterprise_id", shift)
    parcel: dict[str, str] = {}
    for one in [*(year for year in years if year is not assets.found), assets.found]:
        most: dict[str, int] = {}
        for piece in one.accounts.pieces:  # the drawn year last, so that its parcel counts
            units = piece.units or 0
            if piece.parcel in corners and units >= most.get(piece.enterprise, 0):
                most[piece.enterprise] = units
                parcel[piece.enterprise] = piece.parcel
    return [own.get(one) or corners.get(parcel.get(one, "")) for one in ids]


def _packed_projects(
    pack: Pack,
    assets: AssetPage,
    corners: dict[str, Point],
    facts: EnterpriseFacts,
    *,
    shift: str,
    lang: Lang,
) -> dict[str, Any]:
    whole = projects(assets.ledger)
    told = whole if assets.shown.internal else without_secrets(whole)
    found = told.to_dict("records")
    own = own_points(assets_of(subject_of(assets.ledger)).projects, "project_id", shift)
    words = asset_words("project_kind", lang)
    order = [*words, ""]
    kinds = [row["kind"] if row["kind"] in words else "" for row in found]
    points: list[Point | None] = []
    for row in found:
        where = [corners[one] for one in listed(row["parcel_ids"]) if one in corners]
        points.append(own.get(row["project_id"]) or next(iter(where), None))
    names = [_project_name(row) for row in found]
    unplaced = [
        {
            "name": name,
            "kind": words.get(kind, ""),
            "stage": asset_text(row["stage"], "project_stage", lang),
        }
        for name, kind, row, point in zip(names, kinds, found, points, strict=True)
        if point is None
    ]
    return {
        "kinds": [words.get(kind) or wording("asset_map.unknown", lang) for kind in order],
        "kind": pack.integers([order.index(kind) for kind in kinds]),
        "names": pack.texts(names),
        "cards": pack.texts([_card(_project_lines(row, facts, lang=lang)) for row in found]),
        **packed_points(pack, points),
        "unplaced": unplaced,
        "unplaced_title": wording("asset_map.unplaced", lang, number=len(unplaced)),
    }


def _project_name(row: dict[Any, Any]) -> str:
    name = row["name"] if isinstance(row["name"], str) else row["project_id"]
    return str(name)


def _project_lines(
    row: dict[Any, Any], facts: EnterpriseFacts, *, lang: str
) -> list[tuple[str, str]]:
    texts = {
        "project_kind": row["kind"],
        "project_stage": row["stage"],
        "overdue": row["overdue"],
    }
    lines = [
        (asset_label(name, lang), asset_text(value, name, lang)) for name, value in texts.items()
    ]
    one = row["enterprise_id"]
    if isinstance(one, str):
        lines.append((wording("asset_card.of_enterprise", lang), facts.name(one)))
    where = listed(row["parcel_ids"])
    if where:
        lines.append((wording("asset_card.parcels", lang), grammar(lang).join(where)))
    for name in MONEY:
        value = row[name]
        if value == value and value is not None:  # noqa: PLR0124 - NaN
            amount = exact(value) * 100 if name.endswith("_share") else exact(value) / 10_000
            text = number_text(amount, digits=number_digits(name))
            lines.append((asset_heading(name, lang), text))
    return [(label, text) for label, text in lines if text]
