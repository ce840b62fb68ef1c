"""What the page says of each parcel: columns of texts and numbers, ready to show.

Numbers travel as whole units of their last printed place, so that the page adds them up exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.conventions import flag_label
from parkland.display import day_text
from parkland.figures import leaf_areas
from parkland.maps.status_changes import states
from parkland.schema import DERIVED_FACTS, FACTS, FIELDS, Field, flag_columns
from parkland.units import area_unit
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from parkland.choices import AreaUnit
    from parkland.maps.packing import Pack

UNIT: AreaUnit = "mu"
MONEY_STEP = 10_000  # shown in 万元
MONEY_DIGITS = 2

# In the title of the popup, or shown as one of the three areas.
SHOWN_ELSEWHERE = ("name", "stated_area_m2", *DERIVED_FACTS)
# Of `schema.RESULTS`: what an officer acts upon.
RESULTS_SHOWN = {
    "next_step": "text",
    "next_on": "date",
    "idle_since": "date",
    "days_idle": "days",
    "fee": "money",
}
SEARCHED = ("parcel_id", "name", "holder")
LISTED = ("parcel_id", "name", "holder")


def pack_columns(
    pack: Pack, ledger: pd.DataFrame, order: np.ndarray, parcels: pd.DataFrame, lang: str
) -> list[dict[str, Any]]:
    """Add every column that a popup, the table or the search shows, in the order of the popup.

    `parcels` are those of the page; areas are rounded in the `ledger`'s own order, as in every
    table, and then put in the page's `order`.
    """
    return [
        *_area_columns(pack, ledger, order, lang),
        *_flag_columns(pack, parcels, lang),
        *_result_columns(pack, parcels, lang),
        *_fact_columns(pack, parcels, lang),
    ]


def hundredths(values: Any, digits: int) -> np.ndarray:
    """Return numbers as whole units of their last place."""
    units: np.ndarray = np.round(np.asarray(values, dtype="float64") * 10**digits)
    return units


def nameless(parcels: pd.DataFrame) -> pd.Series:
    """Return layer and record of each parcel that has neither number nor name."""
    unnamed = parcels[parcels["parcel_id"].isna() & parcels["name"].isna()]
    places = unnamed["layer"] + " #" + unnamed["source_row"].astype("str")
    return places.reindex(parcels.index)


def titles(parcels: pd.DataFrame) -> pd.Series:
    """Return number and name; of a parcel that has neither, its layer and record."""
    places = parcels["layer"] + " #" + parcels["source_row"].astype("str")
    number, name = parcels["parcel_id"], parcels["name"]
    both = (number + " " + name).where(
        number.notna() & name.notna(), number.where(number.notna(), name)
    )
    named: pd.Series = both.where(both.notna(), places)
    return named


def _area_columns(
    pack: Pack, ledger: pd.DataFrame, order: np.ndarray, lang: str
) -> list[dict[str, Any]]:
    digits, unit = area_unit(UNIT).digits, area_unit(UNIT).label(lang)
    columns = []
    for area in ("ellipsoidal", "planar", "stated"):
        leaves = leaf_areas(ledger, unit=UNIT, area=area).iloc[order]
        if area == "ellipsoidal" or leaves.notna().any():
            label = wording(f"area.{area}", lang)
            columns.append(_numbers(pack, area, label, leaves, digits, unit))
    return columns


def _flag_columns(pack: Pack, parcels: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    answers = wordings("answer", lang)
    columns = []
    for flag, column in flag_columns(parcels).items():
        words = np.array([answers["no"], answers["yes"], answers["unknown"]], dtype=object)
        texts = pd.Series(words[states(parcels[column])])
        columns.append(_texts(pack, column, flag_label(flag, lang), texts))
    return columns


def _result_columns(pack: Pack, parcels: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return what comes next, and since when a parcel is idle and at what cost."""
    columns = []
    for name, kind in RESULTS_SHOWN.items():
        values, label = parcels[name], wording(f"result.{name}", lang)
        if values.isna().all():
            continue
        if kind == "days":
            unit = wording("result.days", lang)
            column = _numbers(pack, name, label, values.astype("float64"), 0, unit)
        elif kind == "money":
            unit = wording("unit.wan", lang)
            column = _numbers(pack, name, label, values / MONEY_STEP, MONEY_DIGITS, unit)
        else:
            texts = values.map(day_text if kind == "date" else str, na_action="ignore")
            column = _texts(pack, name, label, texts)
        columns.append(column)
    return columns


def _fact_columns(pack: Pack, parcels: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    shown = [field for field in (*FACTS, FIELDS["layer"]) if field.name not in SHOWN_ELSEWHERE]
    shown.insert(1, FIELDS["name"])
    columns = []
    for field in shown:
        facts = parcels[field.name]
        if facts.isna().all():
            continue
        label = field.label(lang)
        if field.kind == "area":
            measure = area_unit(UNIT)
            values = facts * measure.per_m2
            column = _numbers(pack, field.name, label, values, measure.digits, measure.label(lang))
        elif field.kind == "money":
            unit = wording("unit.wan", lang)
            column = _numbers(pack, field.name, label, facts / MONEY_STEP, MONEY_DIGITS, unit)
        else:
            column = _texts(
                pack, field.name, label, facts.map(_shown(field, lang), na_action="ignore")
            )
        columns.append(column)
    return columns


def _texts(pack: Pack, name: str, label: str, values: pd.Series) -> dict[str, Any]:
    return _described(name, label) | {"kind": "text", **pack.texts(values)}


def _numbers(
    pack: Pack, name: str, label: str, values: pd.Series, digits: int, unit: str
) -> dict[str, Any]:
    whole = hundredths(values, digits)
    known = np.isfinite(whole)
    least = int(whole[known].min(initial=0))
    shifted = np.where(known, whole - least + 1, 0)  # 0 says that nothing is known
    column = {"kind": "number", "digits": digits, "unit": unit, "least": least}
    return _described(name, label) | column | {"values": pack.integers(shifted)}


def _described(name: str, label: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "searched": name in SEARCHED,
        "listed": name in LISTED,
        "in_popup": name != "name",
    }


def _shown(field: Field, lang: str) -> Any:
    if field.kind == "date":
        return day_text
    if field.kind == "yes_no":
        answers = wordings("answer", lang)
        return lambda value: answers["yes" if value else "no"]
    return str
