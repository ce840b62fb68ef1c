"""The status on any day is a lookup in the timeline; future days follow from present facts."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk

from .test_status import build

STATE = ["levelled", "idle", "reclaimed", "status", "status_rule"]


def changes(parcels, **how):
    return pk.timeline(parcels, **how)


def at(timeline, day):
    """Return for each parcel the last row that is not later than the day."""
    past = timeline[~(timeline["from_on"] > pd.Timestamp(day))]
    return past.groupby("parcel", sort=False).tail(1).set_index("parcel")[STATE]


def test_a_parcel_runs_through_the_law_from_contract_to_take_back(make_parcels):
    parcels = make_parcels(
        contract_on="2019-01-10",
        start_due="2020-02-29",
        disposal_kind="unpaid_takeback",
        disposal_on="2022-06-01",
    )
    found = changes(parcels)
    days = ["" if pd.isna(day) else str(day.date()) for day in found["from_on"]]
    assert dict(zip(days, found["status"], strict=True)) == {
        "": "not_supplied",
        "2019-01-10": "not_due",
        "2020-03-01": "overdue",
        "2021-03-01": "idle_one_year",
        "2022-03-01": "idle_two_years",
        "2022-06-01": "reclaimed",
    }


def test_a_parcel_without_facts_has_one_row_from_the_beginning(make_parcels):
    found = changes(make_parcels(2))
    assert found["parcel"].tolist() == [0, 1]
    assert found["from_on"].isna().all()
    assert found["status"].tolist() == ["unknown", "unknown"]


def test_labels_of_the_index_are_kept_and_the_table_is_not_changed(make_parcels):
    parcels = make_parcels(2, start_due="2020-03-01").set_index(pd.Index(["乙", "甲"]))
    before = parcels.copy()
    assert changes(parcels)["parcel"].unique().tolist() == ["乙", "甲"]
    pd.testing.assert_frame_equal(parcels, before)


def test_no_rows_give_the_same_columns_and_types(make_parcels):
    full, none = changes(make_parcels(1)), changes(make_parcels(1).iloc[:0])
    assert none.empty
    assert none.dtypes.tolist() == full.dtypes.tolist()
    assert list(none) == list(full)


@pytest.mark.parametrize(
    "day", ["2012-06-30", "2018-01-01", "2020-12-31", "2022-12-31", "2030-01-01"]
)
def test_the_sample_on_any_day(ledger, day):
    flags = pk.flag_status(ledger.parcels, as_of=day)
    pd.testing.assert_frame_equal(at(changes(ledger.parcels), day), flags[STATE], check_names=False)


days = st.none() | st.dates(dt.date(2009, 1, 1), dt.date(2024, 12, 31))
facts = st.fixed_dictionaries(
    {
        **dict.fromkeys(
            (
                "contract_on", "start_due", "supplement_start", "supplement_on", "handover_on",
                "start_on", "suspended_on", "finish_on", "levelled_on", "disposal_on",
            ),
            days,
        ),
        "developed_area_m2": st.none() | st.floats(0, 40),
        "area_to_develop_m2": st.none() | st.floats(0, 40),
        "stated_area_m2": st.just(10_000.0),
        "disposal_area_m2": st.sampled_from([None, 2_500.0, 10_000.0]),
        "construction": st.sampled_from([None, "not_started", "started", "suspended", "producing"]),
        "supply": st.sampled_from([None, "supplied", "approved"]),
        "levelling": st.sampled_from([None, "levelled", "none"]),
        "disposal_kind": st.sampled_from([None, "takeback", "purchase", "revitalised"]),
        "unreadable": st.sampled_from([None, "start_due；", "disposal_on；"]),
    }
)  # fmt: skip


@settings(max_examples=12)
@given(
    st.lists(facts, min_size=6, max_size=12),
    st.lists(st.dates(dt.date(2008, 1, 1), dt.date(2028, 1, 1)), min_size=1, max_size=3),
    st.randoms(use_true_random=False),
)
def test_the_timeline_gives_for_every_day_what_flag_status_gives(make_parcels, rows, asked, random):
    parcels = build(make_parcels, rows)
    found = changes(parcels)
    turns = [day.date() for day in found["from_on"].dropna()]
    around = [
        day + dt.timedelta(days=more)
        for day in random.sample(turns, min(3, len(turns)))
        for more in (-1, 0)
    ]
    for day in [*asked, *around]:
        flags = pk.flag_status(parcels, as_of=day)
        pd.testing.assert_frame_equal(at(found, day), flags[STATE], check_names=False)


@settings(max_examples=50)
@given(facts)
def test_each_row_changes_something_and_days_go_forward(make_parcels, row):
    found = changes(build(make_parcels, [row]))
    assert pd.isna(found["from_on"].iloc[0])
    assert found["from_on"].iloc[1:].is_monotonic_increasing
    assert found["from_on"].is_unique
    states = found[STATE].astype(str)
    assert (states.iloc[1:].to_numpy() != states.iloc[:-1].to_numpy()).any(axis=1).all()


ACTS = (
    "contract_on", "supplement_on", "start_on", "suspended_on", "finish_on", "levelled_on",
    "disposal_on",
)  # fmt: skip


@settings(max_examples=15)
@given(
    st.lists(facts, min_size=10, max_size=20),
    st.dates(dt.date(2012, 7, 1), dt.date(2026, 1, 1)),
    st.integers(0, 3000),
)
def test_a_later_day_never_turns_idle_back_without_a_new_fact(make_parcels, rows, first, more):
    parcels = build(make_parcels, rows)
    later_day = first + dt.timedelta(days=more)
    earlier, later = (
        pk.flag_status(parcels, as_of=day)["idle"].tolist() for day in (first, later_day)
    )
    for row, then, now in zip(rows, earlier, later, strict=True):
        happened = any(row[act] and first < row[act] <= later_day for act in ACTS)
        if pd.notna(then) and then and not happened:
            assert pd.notna(now)
            assert now


def test_a_later_version_of_the_rules_holds_from_its_day(make_parcels, tmp_path):
    path = tmp_path / "later.toml"
    path.write_text(
        'extends = "idle-land-2012"\nreplaces = "idle-land-2012"\nin_force = 2022-01-01\n'
        "thresholds.idle_after_years = 2\nthresholds.taken_back_after_years = 4\n",
        encoding="utf-8",
    )
    parcels = make_parcels(start_due="2020-03-01")
    found = changes(parcels, rules=path)
    rows = found[["from_on", "status"]].astype(str).to_numpy().tolist()
    assert rows[1:] == [
        ["2020-03-02", "overdue"],
        ["2021-03-02", "idle_one_year"],
        ["2022-01-01", "overdue"],
        ["2022-03-02", "idle_one_year"],
        ["2024-03-02", "idle_two_years"],
    ]
    for day in ("2021-12-31", "2022-01-01", "2022-03-02", "2024-03-01", "2024-03-02"):
        flags = pk.flag_status(parcels, as_of=day, rules=path)
        assert at(found, day)["status"].item() == flags["status"].item()
