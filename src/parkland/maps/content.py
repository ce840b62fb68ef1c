"""What a map says: geometry as integers, texts ready to show, figures from `tables`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.palette import flag_label, statuses
from parkland.schema import DERIVED_FACTS, FACTS, FIELDS, Field, flag_columns
from parkland.status import flag_status
from parkland.tables import TOTAL, leaf_areas, totals, undetermined_text
from parkland.units import area_unit
from parkland.wording import day_text, wording, wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.ledgers import Ledger

UNIT = "mu"
DEGREE_STEPS = 10_000_000  # 1e-7 degrees, about 1 cm
WGS84 = "EPSG:4326"
MONEY_STEP = 10_000  # shown in 万元

# In the title of the popup, or shown as one of the three areas.
SHOWN_ELSEWHERE = ("name", "stated_area_m2", *DERIVED_FACTS)


def page_content(ledger: Ledger, *, title: str | None, lang: str) -> dict[str, Any]:
    """Return everything the page shows of `ledger`, in `lang`."""
    parcels = ledger.parcels
    words: pd.DataFrame = parcels  # the ledger's own words are Chinese
    if lang != "zh":
        words = flag_status(parcels, as_of=ledger.as_of, rules=ledger.rules, lang=lang)
    by_flag = _figures(totals(parcels, by="flag", unit=UNIT))
    by_status = _figures(totals(parcels, by="status", unit=UNIT, margins=True))
    by_layer = _figures(totals(parcels, by="layer", unit=UNIT))
    whole = by_status.pop(TOTAL)
    shown = {str(key): statuses()[str(key)] for key in by_status}
    order = {key: place for place, key in enumerate(shown)}
    layers = {key: place for place, key in enumerate(by_layer)}
    area = leaf_areas(parcels, unit=UNIT)
    return {
        "words": _words(ledger, title=title, lang=lang),
        "flags": [{"label": flag_label(str(key), lang)} | row for key, row in by_flag.items()],
        "statuses": [
            {"label": style.label(lang), "color": style.color} | by_status[key]
            for key, style in shown.items()
        ],
        "layers": [{"label": str(key)} | row for key, row in by_layer.items()],
        "total": whole,
        "geometry": _geometry(ledger),
        "status": [order[key] for key in parcels["status"]],
        "layer": [layers[key] for key in parcels["layer"]],
        "title": _titles(parcels),
        "area": [_number(value) for value in area],
        "reason": words["status_reason"].tolist(),
        "basis": words["status_basis"].tolist(),
        "columns": [
            *_area_columns(parcels, lang),
            *_flag_columns(parcels, lang),
            *_fact_columns(parcels, lang),
        ],
    }


def _words(ledger: Ledger, *, title: str | None, lang: str) -> dict[str, Any]:
    own = ledger.profile.title.get(lang, "")
    heading = wording("map.titled", lang, own=own) if own else wording("map.title", lang)
    subtitle = [
        wording("map.as_of", lang, as_of=ledger.as_of.isoformat()),
        wording("map.basis", lang),
    ]
    if len(ledger.quarantine):
        subtitle.append(wording("map.quarantined", lang, number=len(ledger.quarantine)))
    return {
        **wordings("panel", lang),
        "lang": lang,
        "undetermined": undetermined_text(ledger.parcels, lang=lang),
        "unit": area_unit(UNIT).label(lang),
        "title": title or heading,
        "subtitle": subtitle,
        "notice": ledger.profile.notice.get(lang, ""),
        "footer": [
            ledger.rules.disclaimer[lang][:1].upper() + ledger.rules.disclaimer[lang][1:],
            wording("map.internal", lang),
        ],
    }


def _figures(table: pd.DataFrame) -> dict[object, dict[str, str]]:
    """Return the figures of each group of a table of `totals`, as printed."""
    pairs = zip(table["parcels"], table[f"area_{UNIT}"], strict=True)
    texts = [{"parcels": f"{parcels:,}", "area": _number(area)} for parcels, area in pairs]
    return dict(zip(table.index, texts, strict=True))


def _number(value: float) -> str:
    return f"{value:,.{area_unit(UNIT).digits}f}"


def _geometry(ledger: Ledger) -> dict[str, list[int]]:
    """Return coordinates as differences of integers, and where rings, parts and parcels begin."""
    import shapely

    shapes = ledger.parcels.geometry.to_crs(WGS84).to_numpy()
    if not len(shapes):
        return {"xy": [], "rings": [0], "parts": [0], "parcels": [0]}
    parts, owners = shapely.get_parts(shapes, return_index=True)
    rings, holders = shapely.get_rings(parts, return_index=True)
    points, lines = shapely.get_coordinates(rings, return_index=True)
    steps = np.round(points * DEGREE_STEPS).astype("int64")
    return {
        "xy": np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype="int64")).ravel().tolist(),
        "rings": _offsets(lines, len(rings)),
        "parts": _offsets(holders, len(parts)),
        "parcels": _offsets(owners, len(shapes)),
    }


def _offsets(owners: np.ndarray, number: int) -> list[int]:
    ends = np.cumsum(np.bincount(owners, minlength=number))
    return [0, *(int(end) for end in ends)]


def _titles(parcels: pd.DataFrame) -> list[str]:
    """Return number and name; of a parcel that has neither, its layer and record."""
    places = parcels["layer"] + " #" + parcels["source_row"].astype("str")
    number, name = parcels["parcel_id"], parcels["name"]
    both = (number + " " + name).where(
        number.notna() & name.notna(), number.where(number.notna(), name)
    )
    return [str(title) for title in both.where(both.notna(), places)]


def _area_columns(parcels: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    unit = area_unit(UNIT).label(lang)
    columns = []
    for area in ("ellipsoidal", "planar", "stated"):
        leaves = leaf_areas(parcels, unit=UNIT, area=area)
        columns.append(
            _column(
                wording(f"area.{area}", lang), [_or_none(v, f"{v:,.2f} {unit}") for v in leaves]
            )
        )
    return columns


def _flag_columns(parcels: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    answers = wordings("answer", lang)
    columns = []
    for flag, column in flag_columns(parcels).items():
        texts = [
            answers["unknown"]
            if known is not True and known is not False
            else answers["yes" if known else "no"]
            for known in parcels[column].astype(object)
        ]
        columns.append(_column(flag_label(flag, lang), texts))
    return columns


def _fact_columns(parcels: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    shown = [field for field in (*FACTS, FIELDS["layer"]) if field.name not in SHOWN_ELSEWHERE]
    columns = []
    for field in shown:
        facts = parcels[field.name]
        if facts.notna().any():
            texts = {value: _shown(value, field, lang) for value in facts.dropna().unique()}
            columns.append(_column(field.label(lang), [texts.get(value) for value in facts]))
    return columns


def _column(label: str, values: Sequence[str | None]) -> dict[str, Any]:
    return {"label": label, "values": values}


def _shown(value: Any, field: Field, lang: str) -> str:
    if field.kind == "date":
        return day_text(value)
    if field.kind == "area":
        measure = area_unit(UNIT)
        return f"{value * measure.per_m2:,.2f} {measure.label(lang)}"
    if field.kind == "money":
        return f"{value / MONEY_STEP:,.2f} {wording('unit.wan', lang)}"
    if field.kind == "yes_no":
        return wording("answer.yes" if value else "answer.no", lang)
    return str(value)


def _or_none(value: float, text: str) -> str | None:
    return None if np.isnan(value) else text
