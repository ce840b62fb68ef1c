"""Two procedures on the same law: that of parkland on arrays, and the plain reading of one parcel.

They are written apart. They must agree on idleness, its kind, its first day and its route, on any
parcel and any day.
"""

import datetime as dt
import random

import pandas as pd
import pytest

import parkland as pk

from .plain_reading import Parcel

FIRST = dt.date(2011, 1, 1)
DATES = (
    "contract_on", "prior_contract_on", "handover_due", "handover_on", "start_due",
    "supplement_start", "supplement_on", "restart_on", "start_on", "suspended_on", "resumed_on",
    "finish_on", "disposal_on", "cause_verified_on",
)  # fmt: skip
# How often each date is recorded. Late stages are rare, so that the early ones decide often.
SHARE = dict.fromkeys(DATES, 0.5) | {
    "prior_contract_on": 0.1, "supplement_start": 0.3, "restart_on": 0.25, "start_on": 0.2,
    "suspended_on": 0.2, "resumed_on": 0.15, "finish_on": 0.1, "handover_on": 0.6,
    "start_due": 0.7,
}  # fmt: skip
WORDS = {
    "supply_mode": (None, "挂牌出让"),
    "ownership": (None, None, "集体"),
    "construction": (
        *(None,) * 9, "not_started", "started", "suspended", "resumed", "finished", "producing",
    ),
    "disposal_kind": (
        *(None,) * 14, "none", "takeback", "purchase", "extension", "change_use",
        "temporary_use", "revitalised",
    ),
    "cause": (None, "资金不足", "资金不足", "规划调整", "未按期交地"),
    "cause_verified": (None, True, False),
}  # fmt: skip
AMOUNTS = {
    "developed": "developed_area_m2", "to_develop": "area_to_develop_m2",
    "made": "investment_made_cny", "total": "investment_total_cny",
}  # fmt: skip


def random_facts(chance):
    """Return facts whose days lie close together, so that every order of them occurs."""
    facts = {
        name: FIRST + dt.timedelta(days=chance.choice((0, chance.randrange(3000), 365, 366, 730)))
        if chance.random() < SHARE[name]
        else None
        for name in DATES
    }
    facts |= {name: chance.choice(words) for name, words in WORDS.items()}
    facts |= {
        "developed": chance.choice((None, None, None, 0, 0, 5, 10, 30)),
        "to_develop": chance.choice((None, 0, 30)),
        "made": chance.choice((None, None, None, 0, 249, 250, 9000)),
        "total": chance.choice((None, 0, 1000)),
    }
    return facts


def table_of(make_parcels, rows):
    names = {**dict.fromkeys((*DATES, *WORDS)), **AMOUNTS}
    columns = {canonical or name: [row[name] for row in rows] for name, canonical in names.items()}
    return make_parcels(len(rows), **columns)


def differences(make_parcels, *, seed, days, parcels):
    chance = random.Random(seed)  # noqa: S311 - no secret
    found = []
    for _ in range(days):
        rows = [random_facts(chance) for _ in range(parcels)]
        today = dt.date(2013, 1, 1) + dt.timedelta(days=chance.randrange(3000))
        flags = pk.flag_status(table_of(make_parcels, rows), as_of=today)
        columns = (flags[name].tolist() for name in ("idle", "idle_kind", "idle_since", "route"))
        for row, (idle, kind, since, route) in zip(rows, zip(*columns, strict=True), strict=True):
            by_code = tuple(
                None if pd.isna(value) else value
                for value in (idle, kind, since if pd.isna(since) else since.date(), route)
            )
            parcel = Parcel(**row)
            by_text = (*parcel.idleness(today), parcel.route(today))
            if by_code != by_text:
                recorded = {name: value for name, value in row.items() if value is not None}
                found.append((today, recorded, by_code, by_text))
    return found


def test_two_procedures_agree(make_parcels):
    assert differences(make_parcels, seed=53, days=6, parcels=500) == []


@pytest.mark.slow
def test_two_procedures_agree_on_100_000_parcel_days(make_parcels):
    assert differences(make_parcels, seed=20120701, days=100, parcels=1000) == []
