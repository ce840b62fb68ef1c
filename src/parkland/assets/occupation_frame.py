"""The table of occupations: who uses which land, by what right, and since when.

Rows of lists come first. Areas that a yearly list states as totals fill the years for which no list
has rows; parcels whose holder is an enterprise are its own land, unless a list says so already. So
no land is counted twice, and where two of these differ, an issue says by how much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.assets.asset_schema import columns_of, empty_frame, key_of
from parkland.assets.occupation_rows import listed_occupations, stated_totals, stored_once
from parkland.assets.parcel_links import ParcelNumbers, holder_occupations
from parkland.cleaning.issue_collector import IssueCollector
from parkland.schema import PROVENANCE, as_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.assets.mentions import Mentions
    from parkland.assets.typed_rows import TypedRows

OURS = [one.name for one in PROVENANCE]
# Areas that differ by no more than this share agree.
NEAR = 0.01


def occupation_frame(
    tables: Sequence[TypedRows],
    mentions: Mentions,
    areas: pd.DataFrame,
    parcels: pd.DataFrame | None,
) -> tuple[pd.DataFrame, list[IssueCollector]]:
    """Return the table of occupations, sorted by its key, and the issues about its rows.

    Parameters
    ----------
    areas
        The rows of yearly lists with own, rented and let areas.
    parcels
        The parcels of the ledger, or None: then no number is compared and no holder looked up.
    """
    import pandas as pd

    numbers = ParcelNumbers.of(parcels)
    listed = listed_occupations(tables, mentions)
    totals = stated_totals(areas)
    parts = [part for part in (listed, totals) if len(part)]
    rows = (
        pd.concat(parts, ignore_index=True)
        if parts
        else empty_frame("occupations").assign(side=pd.Series(dtype="str"))
    )
    rows = rows.sort_values(OURS, kind="stable").reset_index(drop=True)
    collector = IssueCollector(rows)
    collector.set_parcel_ids(rows["parcel_id"])
    known, unknown = numbers.as_known(rows["parcel_id"])
    if parcels is not None:
        collector.add("asset.parcel_unknown", unknown, field="parcel_id", values=rows["parcel_id"])
    rows["parcel_id"] = known
    rows = _with_links(rows, collector)
    rows = _with_basis(rows, parcels, mentions, collector)
    rows, doubled, differing = stored_once(rows)
    collector.add("asset.lease_twice", doubled, field="basis")
    collector.add("asset.lease_differs", differing, field="land_m2")
    held, about_holders = holder_occupations(parcels, mentions.keys, rows)
    rows, held = _without_doubled_totals(rows, held, parcels, collector)
    parts = [part for part in (rows, held) if len(part)]
    if not parts:
        return empty_frame("occupations"), [collector, about_holders]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.sort_values([*key_of("occupations"), *OURS], kind="stable")
    typed = {
        name: as_kind(frame[name], one.kind) for name, one in columns_of("occupations").items()
    }
    return pd.DataFrame(typed).reset_index(drop=True), [collector, about_holders]


def _with_links(rows: pd.DataFrame, collector: IssueCollector) -> pd.DataFrame:
    """Return the rows with links of an owner to its parcel as a part of the own row.

    A list of links (GYYD_YDDW) says how much floor area an enterprise has on a parcel, and not by
    what right; the list of land says that the parcel is its own.
    """
    key = ["enterprise_id", "parcel_id"]
    own = rows[(rows["basis"] == "own") & rows["parcel_id"].notna()]
    own = own[~own.duplicated(key, keep=False)]
    links = rows[rows["basis"].isna() & rows["land_m2"].isna() & rows["floor_m2"].notna()]
    links = links[~links.duplicated(key, keep=False)]
    places = own.reset_index().set_index(key)["index"]
    target = links.set_index(key).index.map(places.to_dict())
    joined = links[target.notna()]
    if joined.empty:
        return rows
    rows = rows.copy()
    for label, owner in zip(joined.index, target[target.notna()].astype("int64"), strict=True):
        if np.isnan(rows["floor_m2"].loc[owner]):
            rows.loc[owner, "floor_m2"] = rows["floor_m2"].loc[label]
    collector.add("asset.link_joined", joined.index, field="floor_m2")
    return rows.drop(index=joined.index)


def _with_basis(
    rows: pd.DataFrame,
    parcels: pd.DataFrame | None,
    mentions: Mentions,
    collector: IssueCollector,
) -> pd.DataFrame:
    """Return the rows with the basis of those that do not say it, where the holder decides it."""
    silent = rows["basis"].isna()
    if not silent.any():
        return rows
    rows = rows.copy()
    if parcels is not None:
        holders = parcels.dropna(subset=["parcel_id", "holder"])
        who = {
            number: mentions.keys.key_of(text)
            for number, text in zip(holders["parcel_id"], holders["holder"], strict=True)
        }
        holder = rows["parcel_id"].map(who)
        is_own = silent & holder.notna() & (holder == rows["enterprise_id"])
        rows.loc[is_own, "basis"] = "own"
        silent &= ~is_own
    collector.add("asset.basis_unknown", rows.index[silent], field="basis")
    return rows


def _without_doubled_totals(
    rows: pd.DataFrame,
    held: pd.DataFrame,
    parcels: pd.DataFrame | None,
    collector: IssueCollector,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows without totals of what lists state, and the held parcels that stay."""
    import pandas as pd

    total = rows["side"] == "total"
    if not total.any():
        # An own row without a parcel is the own land of an enterprise, too.
        loose = rows[(rows["basis"] == "own") & rows["parcel_id"].isna() & ~total]
        return _placed(rows, loose, held, parcels, collector)
    details = rows[~total]
    dropped: list[object] = []
    told: list[object] = []
    for (year, basis, column), some in _by_year_and_side(rows[total]):
        at_work = details[(details["basis"] == basis) & _in_year(details, int(year))]
        who = at_work[column].dropna()
        sums = at_work.loc[who.index, "land_m2"].groupby(who).agg(["sum", "count", "size"])
        is_listed = some[column].isin(sums.index)
        chosen = some[is_listed]
        dropped += list(chosen.index)
        found = sums.loc[chosen[column]]
        complete = (found["count"] == found["size"]).to_numpy()
        far = np.abs(found["sum"].to_numpy() - chosen["land_m2"].to_numpy()) > NEAR * np.abs(
            chosen["land_m2"].to_numpy()
        )
        told += list(chosen.index[complete & far])
    collector.add("asset.total_differs", pd.Index(told, dtype=rows.index.dtype), field="land_m2")
    rows = rows.drop(index=dropped)
    loose = rows[(rows["basis"] == "own") & rows["parcel_id"].isna()]
    return _placed(rows, loose, held, parcels, collector)


def _by_year_and_side(totals: pd.DataFrame) -> list[tuple[tuple[int, str, str], pd.DataFrame]]:
    column = np.where(totals["enterprise_id"].isna(), "lessor_id", "enterprise_id")
    years = totals["from_on"].dt.year.fillna(0).astype("int64")
    groups = totals.groupby([years, totals["basis"], column], sort=False)
    found: list[tuple[Any, pd.DataFrame]] = list(groups)
    return [((int(key[0]), str(key[1]), str(key[2])), some) for key, some in found]


def _in_year(rows: pd.DataFrame, year: int) -> pd.Series:
    """Return which rows have a day in a year; without a year, all of them."""
    import pandas as pd

    if not year:
        return pd.Series(data=True, index=rows.index)
    first, last = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
    begins = rows["from_on"].isna() | (rows["from_on"] <= last)
    ends = rows["to_on"].isna() | (rows["to_on"] >= first)
    return begins & ends


def _placed(
    rows: pd.DataFrame,
    loose: pd.DataFrame,
    held: pd.DataFrame,
    parcels: pd.DataFrame | None,
    collector: IssueCollector,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows and held parcels so that own land without a parcel is not counted twice.

    Where an enterprise holds parcels whose areas add up to its stated own land, the parcels are
    taken. Else the stated land is taken, on its parcel if it holds only one, and an issue says so.
    """
    if loose.empty or held.empty or parcels is None:
        return rows, held
    own = held[held["enterprise_id"].isin(loose["enterprise_id"])]
    if own.empty:
        return rows, held
    area = parcels["stated_area_m2"]
    if "area_m2" in parcels:
        area = area.fillna(parcels["area_m2"])
    sums = area.loc[own.index].groupby(own["enterprise_id"]).agg(["sum", "size"])
    mine = loose[loose["enterprise_id"].isin(sums.index)]
    found = sums.loc[mine["enterprise_id"]]
    near = np.abs(found["sum"].to_numpy() - mine["land_m2"].to_numpy()) <= NEAR * np.abs(
        mine["land_m2"].to_numpy()
    )
    agree = set(mine.loc[near, "enterprise_id"]) - set(mine.loc[~near, "enterprise_id"])
    rows = rows.drop(index=mine.index[mine["enterprise_id"].isin(agree)])
    others = mine[~mine["enterprise_id"].isin(agree)]
    lone = others[sums.loc[others["enterprise_id"], "size"].to_numpy() == 1]
    number = own.drop_duplicates("enterprise_id").set_index("enterprise_id")["parcel_id"]
    rows.loc[lone.index, "parcel_id"] = lone["enterprise_id"].map(number).astype("str")
    values = others["enterprise_id"].map(
        {
            key: f"{key}: {loose_sum(loose, key):.2f} m2 / {held_m2:.2f} m2"
            for key, held_m2 in sums["sum"].items()
        }
    )
    first = others.index[~others["enterprise_id"].duplicated()]
    collector.add("asset.own_differs", first, field="land_m2", values=values)
    return rows, held[~held["enterprise_id"].isin(others["enterprise_id"])]


def loose_sum(loose: pd.DataFrame, key: object) -> float:
    """Return the own land without a parcel that an enterprise states, in m2, in one year."""
    some = loose[loose["enterprise_id"] == key]
    return float(some["land_m2"].max())
