"""Flags with reasons. No rival: no other system encodes these rules."""

import numpy as np
import pandas as pd
import pytest

import parkland as pk
from parkland.schema import FIELDS, blank

NUMBER = 100_000
pytestmark = pytest.mark.benchmark(group="status of 100,000 parcels with ten facts each")


@pytest.fixture(scope="module")
def registered() -> pd.DataFrame:
    """Return parcels with the dates and amounts of a register, seeded."""
    random = np.random.default_rng(2020)
    index = pd.RangeIndex(NUMBER)
    columns = {field.name: blank(field.kind, index) for field in FIELDS.values()}
    filled = {
        "contract_on": 0.8, "start_due": 0.8, "supplement_start": 0.2, "handover_on": 0.7,
        "start_on": 0.4, "suspended_on": 0.2, "finish_on": 0.1, "levelled_on": 0.2,
    }  # fmt: skip
    for name, share in filled.items():
        days = np.datetime64("2015-01-01") + random.integers(0, 3000, NUMBER).astype("m8[D]")
        dates = pd.Series(days, index=index).astype(FIELDS[name].dtype)
        columns[name] = dates.where(random.random(NUMBER) < share)
    for name in ("price_cny", "developed_area_m2", "area_to_develop_m2"):
        columns[name] = pd.Series(random.random(NUMBER) * 1e5, index=index)
    columns["parcel_id"] = pd.Series([f"A-{i}" for i in index], index=index, dtype="str")
    return pd.DataFrame(columns)


def test_flag_status(benchmark, registered):
    assert len(benchmark(pk.flag_status, registered, as_of="2020-12-31")) == NUMBER


def test_timeline(benchmark, registered):
    assert len(benchmark(pk.timeline, registered)) > NUMBER


def test_deadlines(benchmark, registered):
    assert len(benchmark(pk.deadlines, registered, as_of="2020-12-31", within="90D"))
