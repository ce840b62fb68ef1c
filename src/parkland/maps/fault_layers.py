"""What the numbers leave out or rest on shaky ground: shown beside the parcels, not among them.

Parcels of which an error or a warning speaks, records that were quarantined, and land that several
parcels claim. Each is a row of the panel with its number, and a layer that can be switched on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.issues import translate_issues
from parkland.maps.drawn_coordinates import shown_shapes
from parkland.maps.packed_shapes import pack_shapes
from parkland.maps.parcel_columns import UNIT, titles
from parkland.units import area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.choices import Lang
    from parkland.ledger_record import Ledger
    from parkland.maps.packing import Pack

SPOKEN_OF = ("error", "warning")
SLIVER = "sliver"
RECORD = ["source", "source_row"]


def pack_trouble(
    pack: Pack, ledger: Ledger, parcels: gpd.GeoDataFrame, *, lang: Lang, shift: str
) -> list[dict[str, Any]]:
    """Add to `pack` what is in trouble; `parcels` are those of the page, in its order."""
    said = _messages(ledger.issues, lang)
    return [
        found
        for found in (
            _overlapping(pack, ledger, lang, shift),
            _suspicious(pack, parcels, said, lang),
            _quarantined(pack, ledger, said, lang, shift),
        )
        if found
    ]


def _messages(issues: pd.DataFrame, lang: Lang) -> pd.Series:
    """Return what is said of each record that something is said of."""
    of_records = issues[issues["severity"].isin(SPOKEN_OF) & issues["source_row"].notna()]
    told = translate_issues(of_records, lang=lang) if lang != "zh" else of_records
    keys = [told["source"].astype(object), told["source_row"].astype("int64")]
    joined: pd.Series = told["message"].groupby(keys, sort=False).agg("\n".join)
    return joined


def _said_of(records: pd.DataFrame, said: pd.Series) -> pd.Series:
    if said.empty:
        return pd.Series(None, index=records.index, dtype=object)
    keys = pd.MultiIndex.from_frame(records[RECORD].astype({"source": object}))
    return pd.Series(said.reindex(keys).to_numpy(dtype=object), index=records.index)


def _overlapping(pack: Pack, ledger: Ledger, lang: str, shift: str) -> dict[str, Any] | None:
    """Return the ground that is counted twice; slivers are the drawing's, not the land's."""
    found = ledger.overlaps[ledger.overlaps["kind"] != SLIVER]
    if found.empty:
        return None
    names = titles(ledger.parcels)
    pairs = [
        f"{names[left]} × {names[right]}"
        for left, right in zip(found["left"], found["right"], strict=True)
    ]
    measure = area_unit(UNIT)
    details = [
        wording(
            f"shared.{kind}",
            lang,
            area=f"{shared * measure.per_m2:,.{measure.digits}f} {measure.label(lang)}",
        )
        for kind, shared in zip(found["kind"], found["shared_m2"], strict=True)
    ]
    return {
        "name": "overlaps",
        "label": wording("trouble.overlaps", lang),
        "number": len(found),
        "shapes": pack_shapes(pack, shown_shapes(found.geometry, shift=shift).to_numpy()),
        "title": pack.texts(pairs),
        "detail": pack.texts(details),
    }


def _suspicious(
    pack: Pack, parcels: gpd.GeoDataFrame, said: pd.Series, lang: str
) -> dict[str, Any] | None:
    messages = _said_of(parcels, said)
    rows = np.flatnonzero(messages.notna())
    if not len(rows):
        return None
    return {
        "name": "suspicious",
        "label": wording("trouble.suspicious", lang),
        "number": len(rows),
        "rows": pack.integers(rows),
        "detail": pack.texts(messages.iloc[rows]),
    }


def _quarantined(
    pack: Pack, ledger: Ledger, said: pd.Series, lang: str, shift: str
) -> dict[str, Any] | None:
    records = ledger.quarantine
    if not len(records):
        return None
    crs = records.crs or ledger.parcels.crs
    if crs is None:
        return None
    placed = records.set_crs(crs)
    places = np.flatnonzero(np.isfinite(placed.bounds.to_numpy()).all(axis=1))
    drawn = shown_shapes(placed.iloc[places].geometry, shift=shift)
    on_earth = np.isfinite(drawn.bounds.to_numpy()).all(axis=1)
    places = places[on_earth]
    found = records.iloc[places]
    label = wording("trouble.quarantined", lang)
    if len(places) < len(records):
        label += wording("trouble.shapeless", lang, number=len(records) - len(places))
    return {
        "name": "quarantined",
        "label": label,
        "number": len(records),
        "shapes": pack_shapes(pack, drawn.to_numpy()[on_earth]),
        "title": pack.texts(_titles(found, ledger.issues)),
        "detail": pack.texts(_said_of(found, said)),
    }


def _titles(records: pd.DataFrame, issues: pd.DataFrame) -> pd.Series:
    """Return number, layer and record; the number as the issues tell it, the columns being raw."""
    told = issues[issues["source_row"].notna()].drop_duplicates(RECORD)
    numbers = _said_of(records, told.astype({"source_row": "int64"}).set_index(RECORD)["parcel_id"])
    places = records["layer"] + " #" + records["source_row"].astype("str")
    return (numbers.fillna("") + " " + places).str.strip()
