"""The figures of 10,000 enterprises on 20,000 parcels over five years, in processor time.

A third of the parcels is let in part. ``python -m pytest benchmarks/test_asset_figures.py -W ignore
-s`` prints what each verb takes in the first year and in all five; the land of a year is kept by
the ledger, so that the verbs that follow do not compute it again.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import parkland as pk
from parkland.assets import no_assets
from parkland.assets.asset_schema import columns_of
from parkland.reports.asset_lists import write_asset_tables
from parkland.schema import as_kind

ENTERPRISES, PARCELS = 10_000, 20_000
YEARS = range(2018, 2023)
MOST_SECONDS = 60  # of all verbs and years, on a slow machine


@pytest.fixture(scope="module")
def park(make_parcels):
    random = np.random.default_rng(7)
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=no_assets())
    raw = make_parcels(PARCELS).assign(source="园区", layer="地块", source_row=range(PARCELS))
    parcels = pk.clean(raw).parcels.assign(
        area_m2=random.uniform(2000, 60_000, PARCELS).round(2),
        levelled=pd.array([None] * PARCELS, "boolean"),
    )
    ids = [f"name:企业{place}" for place in range(ENTERPRISES)]
    own = pd.DataFrame(
        {
            "enterprise_id": [ids[place % ENTERPRISES] for place in range(PARCELS)],
            "parcel_id": parcels["parcel_id"],
            "basis": "own",
            "floor_m2": random.integers(5000, 20_000, PARCELS).astype("float64"),
        }
    )
    leases = own[::3].assign(
        basis="rent_in",
        lessor_id=own["enterprise_id"][::3],
        enterprise_id=[ids[(place * 7 + 1) % ENTERPRISES] for place in own.index[::3]],
        floor_m2=random.integers(100, 4000, len(own[::3])).astype("float64"),
        from_on=pd.Timestamp("2018-03-01"),
        to_on=pd.Timestamp("2021-05-31"),
    )
    yearly = pd.DataFrame({"enterprise_id": ids * len(YEARS), "year": np.repeat(YEARS, len(ids))})
    most = {
        "tax_cny": 1e7, "value_added_cny": 3e7, "output_cny": 1e8, "revenue_cny": 1e8,
        "rnd_cny": 1e6, "energy_tce": 1e3, "emission_t": 10, "employees": 300,
        "electricity_kwh": 1e6,
    }  # fmt: skip
    for name, limit in most.items():
        yearly[name] = random.uniform(limit / 1000, limit, len(yearly)).round(2)
    yearly["scale"] = np.where(random.random(len(yearly)) < 0.5, "above", "below")
    tables = {
        "enterprises": pd.DataFrame({"enterprise_id": ids, "name": ids}),
        "occupations": pd.concat([own, leases], ignore_index=True),
        "yearly": yearly,
    }
    typed = {
        name: pd.DataFrame(
            {
                one.name: as_kind(table[one.name], one.kind)
                if one.name in table
                else pd.Series(0 if one.kind == "count" else None, table.index).pipe(
                    as_kind, one.kind
                )
                for one in columns_of(name).values()
            }
        )
        for name, table in tables.items()
    }
    assets = replace(no_assets(), **typed)
    return replace(ledger, parcels=parcels, overlaps=ledger.overlaps.iloc[:0], assets=assets)


def test_five_years(park):
    verbs = {
        "land_of": lambda year: pk.land_of(park, year=year),
        "per_mu": lambda year: pk.per_mu(park, year=year),
        "park_means": lambda year: pk.park_means(park, year=year),
        "classify": lambda year: pk.classify(park, method="huangyan-2022", year=year),
        "amounts_by_parcel": lambda year: pk.amounts_by_parcel(park, year=year),
        "asset_sentences": lambda year: pk.asset_sentences(park, year=year, method="huangyan-2022"),
    }
    taken = {name: [_seconds(verb, year) for year in YEARS] for name, verb in verbs.items()}
    for name, seconds in taken.items():
        print(f"{name:18} {seconds[0]:5.1f} s, five years {sum(seconds):5.1f} s")
    assert sum(map(sum, taken.values())) < MOST_SECONDS


def _seconds(verb, year):
    before = time.process_time()
    verb(year)
    return time.process_time() - before


def test_workbook(park, tmp_path):
    """The lists of all enterprises, with what they rest on, as a workbook."""
    form = pk.AssetForm("huangyan-2022", year=2020, internal=True)
    before = time.process_time()
    write_asset_tables(park, tmp_path / "企业.xlsx", matter="enterprises", assets=form)
    taken = time.process_time() - before
    print(f"workbook           {taken:5.1f} s")
    assert taken < MOST_SECONDS
