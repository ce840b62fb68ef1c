"""The occupations that tables state: own land, leases from both sides, and stated totals.

A lease is one row, that of the tenant (`rent_in`); what a lessor lets is the sum of the rows that
name it. Where the lists of lessor and tenant have the same lease, it is stored once.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.assets.asset_schema import columns_of
from parkland.cleaning.parcel_numbers import keys_of
from parkland.columns import cell_values
from parkland.schema import LIST_JOINT, PROVENANCE, blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from parkland.assets.mentions import Mentions
    from parkland.assets.typed_rows import TypedRows

OURS = [one.name for one in PROVENANCE]
COLUMNS = [name for name, one in columns_of("occupations").items() if one.table]
# What stands in `evidence` of a row that is no row of a list: a stated total.
TOTAL = "total"
# Areas that differ by no more than this share are equal: units were converted.
SAME = 1e-6
_DAY = r"(\d{4}[年./\-]\d{1,2}[月./\-]\d{1,2}日?)"
_PERIOD = re.compile(rf"{_DAY}\D+?{_DAY}")
# The headings of a list of land whose holder is named in it: its rows are own land.
_HOLDERS = ("土地使用权人", "tdsyqr", "权利人", "使用权人", "土地权利人")


def listed_occupations(tables: Sequence[TypedRows], mentions: Mentions) -> pd.DataFrame:
    """Return the rows of occupations that lists state, with `side`, the list a row is from."""
    import pandas as pd

    parts = [
        part
        for number, table in enumerate(tables)
        for part in _of_table(number, table, mentions)
        if len(part)
    ]
    columns = [*COLUMNS, "side", *OURS]
    if not parts:
        empty = {
            name: blank(one.kind, pd.RangeIndex(0))
            for name, one in columns_of("occupations").items()
        }
        return pd.DataFrame({**empty, "side": pd.Series(dtype="str")})[columns]
    return pd.concat(parts, ignore_index=True)[columns]


def _of_table(number: int, table: TypedRows, mentions: Mentions) -> Iterator[pd.DataFrame]:
    if table.role == "occupations":
        yield _leases_and_own(number, table, mentions)
    elif table.role == "enterprises" and "parcel_id" in table.rows:
        rows = table.rows[table.rows["parcel_id"].notna()]
        yield _frame(table, rows.index, enterprise_id=mentions.of(number)).assign(side="self")


def _leases_and_own(number: int, table: TypedRows, mentions: Mentions) -> pd.DataFrame:
    import pandas as pd

    index = table.rows.index
    me = mentions.of(number).reindex(index)
    lessor = mentions.of(number, "lessor").reindex(index)
    lessee = mentions.of(number, "lessee").reindex(index)
    basis = table.column("basis")
    lets = (lessee.notna() & me.notna() & (lessee != me)) | (basis == "rent_out")
    rents = ~lets & ((lessor.notna() & (basis != "own")) | (basis == "rent_in"))
    owns = ~lets & ~rents & (basis == "own")
    headings = {entry.heading.casefold() for entry in table.account if entry.field == "name"}
    if headings & set(_HOLDERS) or (table.column("basis").isna().all() and lessor.isna().all()):
        silent = ~lets & ~rents & basis.isna() & lessor.isna()
        is_holder = bool(headings & set(_HOLDERS))
        owns |= silent & is_holder
    tenant = me.mask(lets, lessee).mask(me.isna() & ~lets, lessee)
    owner = lessor.mask(lets, me)
    kinds = pd.Series(None, index=index, dtype="str")
    kinds = kinds.mask(owns, "own").mask(lets | rents, "rent_in")
    part = _frame(table, index, enterprise_id=tenant)
    side = np.where(lets, "lessor", np.where(rents, "tenant", "self"))
    return part.assign(basis=kinds, lessor_id=owner.where(lets | rents).astype("str"), side=side)[
        part["enterprise_id"].notna() | owner.notna()
    ]


def _frame(table: TypedRows, index: pd.Index, *, enterprise_id: pd.Series) -> pd.DataFrame:
    import pandas as pd

    own = columns_of("occupations")
    columns = {
        name: table.rows[name].loc[index]
        if name in table.rows and name not in ("enterprise_id", "lessor_id")
        else blank(own[name].kind, index)
        for name in COLUMNS
    }
    columns["enterprise_id"] = enterprise_id.reindex(index).astype("str")
    frame = pd.DataFrame({**columns, **table.rows.loc[index, OURS]})
    frame = _with_period(frame, table)
    years = table.column("year").loc[index] if "year" in table.rows else None
    if years is not None:
        whole = years.notna() & frame["from_on"].isna() & frame["to_on"].isna()
        frame = _in_years(frame, years.where(whole))
    return frame


def _with_period(frame: pd.DataFrame, table: TypedRows) -> pd.DataFrame:
    """Return the rows with the days of a cell such as 2020.7.1-2020.12.31."""
    import pandas as pd

    if "period" not in table.rows:
        return frame
    texts = table.rows["period"].loc[frame.index]
    found = {text: _days(text) for text in texts.dropna().unique()}
    bad = texts[texts.notna() & texts.map(found).isna()]
    table.collector.add("asset.period_unclear", bad.index, field="period", values=bad)
    told = frame.loc[bad.index, "unreadable"]
    frame.loc[bad.index, "unreadable"] = told.where(told.isna(), told + LIST_JOINT).fillna("") + (
        "period"
    )
    for place, name in enumerate(("from_on", "to_on")):
        known = {text: days[place] for text, days in found.items() if days}
        days = texts.map(known)
        typed = pd.Series(pd.to_datetime(days), index=frame.index).astype("datetime64[s]")
        frame[name] = frame[name].fillna(typed)
    return frame


def _days(text: str) -> tuple[object, object] | None:
    found = _PERIOD.search(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    try:
        return cell_values.parse_date(found[1]), cell_values.parse_date(found[2])
    except ValueError:
        return None


def _in_years(frame: pd.DataFrame, years: pd.Series) -> pd.DataFrame:
    """Return rows whose period is a whole year."""
    import pandas as pd

    known = years.notna()
    if not known.any():
        return frame
    numbers = years[known].astype("int64").astype("str")
    first = pd.to_datetime(numbers + "-01-01").astype("datetime64[s]")
    last = pd.to_datetime(numbers + "-12-31").astype("datetime64[s]")
    frame = frame.copy()
    frame["from_on"] = frame["from_on"].where(~known, first.reindex(frame.index))
    frame["to_on"] = frame["to_on"].where(~known, last.reindex(frame.index))
    return frame


def stated_totals(areas: pd.DataFrame) -> pd.DataFrame:
    """Return occupations for the areas that a yearly list states: own, rented and let.

    They have no parcel, last a year, and say so in `evidence`. A let area has no tenant.
    """
    import pandas as pd

    parts = []
    for name, basis, who in (
        ("own_m2", "own", "enterprise_id"),
        ("rented_in_m2", "rent_in", "enterprise_id"),
        ("rented_out_m2", "rent_in", "lessor_id"),
    ):
        rows = areas[areas[name].notna() & (areas[name] != 0)]
        if not len(rows):
            continue
        own = columns_of("occupations")
        part = pd.DataFrame({one: blank(own[one].kind, rows.index) for one in COLUMNS})
        part[who] = rows["enterprise_id"].astype("str")
        part = part.assign(basis=basis, land_m2=rows[name], evidence=TOTAL, **rows[OURS])
        part["basis"] = part["basis"].astype("str")
        parts.append(_in_years(part, rows["year"]).assign(side=TOTAL))
    columns = [*COLUMNS, "side", *OURS]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def stored_once(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Index, pd.Index]:
    """Return the rows with every lease once, and the labels of what was told twice or differs.

    Rows that are equal in all but their source are one. A lease in the list of the lessor and one
    in that of the tenant are one if nothing known of them differs but the area; where the areas
    differ, none is taken.

    Returns
    -------
    rows
        The rows that stay.
    doubled
        Labels of rows that were told twice.
    differing
        Labels of the rows that stay and whose area is not known because the lists differ.
    """
    import pandas as pd

    # A parcel number is compared in the form in which numbers compare.
    shown = rows[COLUMNS].assign(parcel_id=keys_of(rows["parcel_id"]))
    again = shown.duplicated() & rows["basis"].eq("rent_in").to_numpy(dtype=bool)
    doubled = rows.index[again]
    rows = rows[~again]
    shown = shown[~again]
    lease = rows["side"].isin(["lessor", "tenant"]) & rows["lessor_id"].notna()
    lease &= rows["enterprise_id"].notna()
    pairs = [rows.loc[lease, "enterprise_id"], rows.loc[lease, "lessor_id"]]
    dropped: list[Any] = []
    differing: list[Any] = []
    areas: Any = rows["land_m2"]
    merged: Any = rows.copy()
    told_by = rows.loc[lease, "side"].groupby(pairs, sort=False).transform("nunique")
    both = told_by.index[told_by > 1]
    for _, some in shown.loc[both].groupby([one.loc[both] for one in pairs], sort=False):
        sides = rows.loc[some.index, "side"]
        mine, theirs = some.index[sides == "lessor"], some.index[sides == "tenant"]
        for label in theirs:
            other = next(
                (one for one in mine if _can_be_one(shown.loc[one], shown.loc[label])), None
            )
            if other is None:
                continue
            mine = mine.drop(other)
            dropped.append(label)
            for name in COLUMNS:
                if pd.isna(merged.loc[other, name]):
                    merged.loc[other, name] = rows.loc[label, name]
            stated, again_stated = areas.loc[other], areas.loc[label]
            if abs(stated - again_stated) > SAME * stated:  # false where one is not known
                differing.append(other)
                merged.loc[other, "land_m2"] = np.nan
    return (
        merged.drop(index=dropped),
        doubled.append(pd.Index(dropped)),
        pd.Index(differing, dtype=rows.index.dtype),
    )


def _can_be_one(one: Any, other: Any) -> bool:
    """Return whether nothing that is known of two rows of a lease differs, but the area."""
    import pandas as pd

    names = ("parcel_id", "building_id", "from_on", "to_on", "floor_m2")
    return all(pd.isna(one[n]) or pd.isna(other[n]) or one[n] == other[n] for n in names)
