"""The columns that a page shows of each parcel, in popups, in the table and in the search.

A column holds either texts, as they are printed, or numbers. Numbers are stored as whole units of
their last printed place, so that the page adds up exactly what it prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.display import (
    Measure,
    column_kind,
    heading,
    label,
    measure_of,
    parcel_names,
    value_texts,
)
from parkland.figures import figures_of
from parkland.maps.legend_ranges import printed_numbers
from parkland.maps.packing import MOST_EXACT
from parkland.maps.page_parcels import whole_units
from parkland.schema import AREA_COLUMNS, AXES, DERIVED_FACTS, FACTS, flag_columns
from parkland.units import area_unit

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import AreaMethod, AreaUnit
    from parkland.maps.packing import Pack
    from parkland.maps.page_parcels import PageParcels

# These stand in the title of the popup, or as one of the three areas.
SHOWN_ELSEWHERE = ("name", "stated_area_m2", *(set(DERIVED_FACTS) - {"outline"}))
# The results of `flag_status` that an officer acts upon.
RESULTS_SHOWN = ("next_step", "next_on", "idle_since", "days_idle", "fee")
AREAS: tuple[AreaMethod, ...] = ("ellipsoidal", "planar", "stated")
SEARCHED = ("parcel_id", "name", "holder")
LISTED = ("parcel_id", "name", "holder")


def pack_columns(
    pack: Pack,
    page: PageParcels,
    *,
    by: str,
    others: tuple[str, ...] = (),
    digits: int | None = None,
) -> list[dict[str, Any]]:
    """Add every column that the page shows to `pack`, in the order of the popup.

    The classes of the legend have a column already; the status needs one of its own where the
    parcels are coloured by another column.

    `others` are columns of what is known beside the parcels, such as the enterprises that use them.
    `digits` are the decimal places of `by`, if it is an office's own column of numbers and the page
    has only a part of the parcels; else they follow from its numbers.
    A column in which nothing is known is left out. A flag is not: that it cannot be determined is
    known.
    """
    facts = [field.name for field in FACTS if field.name not in SHOWN_ELSEWHERE]
    facts[1:1] = ["name"]  # behind the number
    facts += [axis.name for axis in AXES]
    flag_of = {column: flag for flag, column in flag_columns(page.parcels).items()}
    flags = tuple(flag_of)
    columns = [_area_column(pack, page, area) for area in AREAS]
    units = page.ledger.profile.print_units[1:]
    columns[1:1] = [_area_column(pack, page, page.counted, unit) for unit in units]
    results = RESULTS_SHOWN if by == "status" else ("status", *RESULTS_SHOWN)
    own = [name for name in page.statuses.columns if name != "status"]
    shown = (*flags, *results, *own, *others, *facts, "layer")
    if by not in (*shown, *AREA_COLUMNS.values(), "status"):
        shown = (*shown, by)  # an office's own column, whose classes the reader can change
    columns += [
        _column(pack, page, name, digits if name == by else None)
        for name in shown
        if name in page.parcels.columns
    ]
    judged = {"status", *flags, *RESULTS_SHOWN}
    for column in filter(None, columns):
        if column["name"] in judged:
            column["judged"] = True
        if column["name"] in flag_of:
            column["flag"] = flag_of[column["name"]]
    return [column for column in columns if column]


def pack_names(pack: Pack, parcels: pd.DataFrame) -> dict[str, Any]:
    """Add the name of each parcel to `pack` where it is not just its number and its name.

    The page joins these two itself, since it has both as columns already; to store the names again
    would double their size.
    """
    names = parcel_names(parcels)
    number, name = (parcels[column].fillna("") for column in ("parcel_id", "name"))
    either = number.where(number != "", name)
    joined = (number + " " + name).where((number != "") & (name != ""), either)
    return pack.texts(names.where(names != joined))


def _area_column(
    pack: Pack, page: PageParcels, area: AreaMethod, unit: AreaUnit | None = None
) -> dict[str, Any] | None:
    """Return a column of rounded areas in the unit of the page, or in a further one."""
    figures = figures_of(page.ledger, unit=unit or page.unit, area=area)
    leaves = page.in_order(figures.leaves)
    if area != page.counted and leaves.isna().all():
        return None
    measure = Measure(figures.unit, area_unit(figures.unit).per_m2, figures.digits)
    name = area if unit is None else f"{area}_{unit}"
    described = _described(AREA_COLUMNS[area], page, measure) | {"name": name}
    return described | _numbers(pack, whole_units(leaves, measure.digits), measure, page.lang)


def _column(pack: Pack, page: PageParcels, name: str, digits: int | None) -> dict[str, Any] | None:
    values, kind = page.parcels[name], column_kind(name)
    if kind != "flag" and values.isna().all():
        return None
    measure = page.area_measure if kind == "area" else measure_of(name)
    if measure is not None:
        whole = whole_units(values.astype("float64") * measure.per_stored, measure.digits)
        if np.nanmax(np.abs(whole), initial=0) < MOST_EXACT / 2:  # else it is shown as a text
            return _described(name, page, measure) | _numbers(pack, whole, measure, page.lang)
    elif kind is None and values.dtype.kind in "iuf":
        own = printed_numbers(page, name)
        places = own.digits if digits is None else digits
        whole = np.round(own.amounts * 10**places)
        if np.nanmax(np.abs(whole), initial=0) < MOST_EXACT / 2:
            described = _described(name, page)
            plain = Measure("", 1.0, places)
            return described | {"heading": described["label"]} | _numbers(pack, whole, plain, "")
    texts = value_texts(values, name, page.lang, statuses=page.statuses)
    days = {"days": True} if values.dtype.kind == "M" else {}
    return _described(name, page) | days | {"kind": "text", **pack.texts(texts)}


def _described(name: str, page: PageParcels, measure: Measure | None = None) -> dict[str, Any]:
    """Return the name and the label of a column, its heading, and where the page shows it.

    The heading, which has the unit, is left out where it is the label.
    """
    described: dict[str, Any] = {
        "name": name,
        "label": label(name, page.lang, statuses=page.statuses),
    }
    if measure is not None:
        described["heading"] = heading(name, page.lang, unit=measure.unit)
    places = {"searched": name in SEARCHED, "listed": name in LISTED, "in_popup": name != "name"}
    return described | {place: True for place, is_shown in places.items() if is_shown}


def _numbers(pack: Pack, whole: np.ndarray, measure: Measure, lang: str) -> dict[str, Any]:
    known = np.isfinite(whole)
    least = int(whole[known].min(initial=0))
    shifted = np.where(known, whole - least + 1, 0)  # 0 means that nothing is known
    return {
        "kind": "number",
        "digits": measure.digits,
        "unit": measure.label(lang) if measure.unit else "",
        "least": least,
        "values": pack.integers(shifted),
    }
