"""Ledgers with parcels and tables of assets, made in code for the tests of assets."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd

from parkland.wording import resource
from tests.conftest import with_areas

DTYPES = {
    "date": "datetime64[s]", "area": "float64", "money": "float64", "number": "float64",
    "whole": "Int64", "year": "Int64",
}  # fmt: skip
TABLES = (
    "enterprises", "occupations", "buildings", "yearly", "notices", "projects", "project_years",
    "commitments",
)  # fmt: skip
MU = 2000 / 3


def frame(table, rows):
    """Return a table of assets with every column in its dtype."""
    columns = resource("assets.toml")[table]["columns"]
    made = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return made.astype({name: DTYPES.get(one["kind"], "str") for name, one in columns.items()})


def asset_ledger(ledger, make_parcels, areas, *, facts=None, **tables):
    """Return a ledger whose parcels have these areas in m2, with tables of assets.

    ``enterprises`` may be left out: those of the other tables are meant. An enterprise is its name.
    """
    numbers = list(areas)
    parcels = make_parcels(len(numbers), parcel_id=numbers, **(facts or {}))
    sizes = [float(area) for area in areas.values()]
    parcels = with_areas(parcels, sizes)
    parcels = parcels.assign(levelled=pd.array([None] * len(sizes), "boolean"))
    names = [
        row[key]
        for rows in tables.values()
        for row in rows
        for key in ("enterprise_id", "lessor_id")
        if row.get(key)
    ]
    tables.setdefault(
        "enterprises", [{"enterprise_id": one, "name": one} for one in dict.fromkeys(names)]
    )
    assets = SimpleNamespace(**{name: frame(name, tables.get(name, [])) for name in TABLES})
    return replace(ledger, parcels=parcels, overlaps=ledger.overlaps.iloc[:0], assets=assets)


def own(enterprise, parcel, **facts):
    """Return a row of land of one's own."""
    return {"enterprise_id": enterprise, "parcel_id": parcel, "basis": "own", **facts}


def rents(enterprise, parcel, lessor=None, **facts):
    """Return a row of a lease."""
    return {
        "enterprise_id": enterprise,
        "parcel_id": parcel,
        "basis": "rent_in",
        "lessor_id": lessor,
        **facts,
    }


def year_row(enterprise, wan=None, year=2020, **facts):
    """Return a row of yearly figures; the tax is in 万元."""
    tax = None if wan is None else float(str(wan)) * 10_000
    return {"enterprise_id": enterprise, "year": year, "tax_cny": tax, **facts}
