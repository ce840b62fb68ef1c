"""Layers of doubtful data: parcels with errors or warnings, quarantined records, overlaps.

Each is a row of the panel with its number, and a layer that the user can switch on. None of them is
counted: overlaps and doubtful parcels are in the figures already, quarantined records are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.display import area_text, parcel_names, record_names
from parkland.issue_groups import group_issues
from parkland.issues import translate_issues
from parkland.languages import DEFAULT_LANGUAGE
from parkland.maps.drawn_coordinates import shown_shapes
from parkland.maps.packed_shapes import pack_shapes
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.maps.packing import Pack
    from parkland.maps.page_parcels import PageParcels

DOUBTFUL = ("error", "warning")
SLIVER = "sliver"
RECORD = ["source", "source_row"]


def pack_fault_layers(pack: Pack, page: PageParcels, *, shift: str) -> list[dict[str, Any]]:
    """Add the layers of doubtful data to `pack`; an empty one is left out."""
    messages = _messages(page)
    layers = (
        _overlapping(pack, page, shift),
        _suspicious(pack, page, messages),
        _quarantined(pack, page, messages, shift),
    )
    return [layer for layer in layers if layer]


def _messages(page: PageParcels) -> pd.Series:
    """Return the messages on each record with an error or a warning, by source and record."""
    issues = page.ledger.issues
    of_records = issues[issues["severity"].isin(DOUBTFUL) & issues["source_row"].notna()]
    if page.lang != DEFAULT_LANGUAGE:  # the language of the messages in a ledger
        of_records = translate_issues(of_records, lang=page.lang, unit=page.unit)
    of_records = group_issues(of_records, lang=page.lang, each_record=True)
    keys = [of_records["source"].astype(object), of_records["source_row"].astype("int64")]
    joined: pd.Series = of_records["message"].groupby(keys, sort=False).agg("\n".join)
    return joined


def _of_records(records: pd.DataFrame, by_record: pd.Series) -> pd.Series:
    """Return the value of `by_record` for each of `records`; missing where there is none."""
    if by_record.empty:
        return pd.Series(None, index=records.index, dtype=object)
    keys = pd.MultiIndex.from_frame(records[RECORD].astype({"source": object}))
    return pd.Series(by_record.reindex(keys).to_numpy(dtype=object), index=records.index)


def _overlapping(pack: Pack, page: PageParcels, shift: str) -> dict[str, Any] | None:
    """Return the land that is counted twice; slivers come from the drawing and are left out."""
    ledger, lang = page.ledger, page.lang
    found = ledger.overlaps[ledger.overlaps["kind"] != SLIVER]
    if found.empty:
        return None
    names = parcel_names(ledger.parcels)
    left, right = (names.loc[found[side]].to_numpy() for side in ("left", "right"))
    digits = page.area_measure.digits
    details = [
        wording(f"shared.{kind}", lang, area=area_text(m2, lang, unit=page.unit, digits=digits))
        for kind, m2 in zip(found["kind"], found["shared_m2"], strict=True)
    ]
    return {
        "name": "overlaps",
        "label": wording("trouble.overlaps", lang),
        "number": len(found),
        "shapes": pack_shapes(pack, shown_shapes(found.geometry, shift=shift).to_numpy()),
        "title": pack.texts([f"{one} × {other}" for one, other in zip(left, right, strict=True)]),
        "detail": pack.texts(details),
    }


def _suspicious(pack: Pack, page: PageParcels, messages: pd.Series) -> dict[str, Any] | None:
    of_parcels = _of_records(page.parcels, messages)
    rows = np.flatnonzero(of_parcels.notna())
    if not len(rows):
        return None
    return {
        "name": "suspicious",
        "label": wording("trouble.suspicious", page.lang),
        "number": len(rows),
        "rows": pack.integers(rows),
        "detail": pack.texts(of_parcels.iloc[rows]),
    }


def _quarantined(
    pack: Pack, page: PageParcels, messages: pd.Series, shift: str
) -> dict[str, Any] | None:
    """Return the records that cannot be used, those that have a place drawn there."""
    records, issues = page.ledger.quarantine, page.ledger.issues
    crs = records.crs or page.ledger.parcels.crs
    if not len(records) or crs is None:
        return None
    placed = records.set_crs(crs)
    # a record is quarantined for its shape, too: it can be missing, infinite or off the earth
    places = np.flatnonzero(np.isfinite(placed.bounds.to_numpy()).all(axis=1))
    drawn = shown_shapes(placed.iloc[places].geometry, shift=shift)
    on_earth = np.isfinite(drawn.bounds.to_numpy()).all(axis=1)
    places = places[on_earth]
    found = records.iloc[places]
    label = wording("trouble.quarantined", page.lang)
    if len(places) < len(records):
        label += wording("trouble.shapeless", page.lang, number=len(records) - len(places))
    return {
        "name": "quarantined",
        "label": label,
        "number": len(records),
        "shapes": pack_shapes(pack, drawn.to_numpy()[on_earth]),
        "title": pack.texts(_titles(found, issues)),
        "detail": pack.texts(_of_records(found, messages)),
    }


def _titles(records: pd.DataFrame, issues: pd.DataFrame) -> pd.Series:
    """Return number, layer and record. The number is that of the issues: the columns are raw."""
    numbered = issues[issues["source_row"].notna()].drop_duplicates(RECORD)
    by_record = numbered.astype({"source_row": "int64"}).set_index(RECORD)["parcel_id"]
    # A column without a single number has no text type, and texts cannot be joined to it.
    numbers = _of_records(records, by_record).fillna("").astype("str")
    return (numbers + " " + record_names(records)).str.strip()
