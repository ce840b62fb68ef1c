"""The status on the day before, of and after each limit; what is not known is never 'no'."""

import datetime as dt
from fractions import Fraction
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.schema import FACTS
from parkland.status.date_arrays import years_later
from parkland.status.development_shares import is_below_limit
from parkland.status.recorded_facts import RecordedDate

from .conftest import squares


def status(parcels, as_of="2020-12-31", **how):
    return pk.flag_status(parcels, as_of=as_of, **how).iloc[0]


SUPPLIED = {"supply_mode": "挂牌出让"}


@pytest.mark.parametrize(
    ("as_of", "rule", "idle"),
    [
        ("2020-03-01", "not_due", False),
        ("2020-03-02", "overdue", False),
        ("2021-03-01", "overdue", False),
        ("2021-03-02", "idle_one_year", True),
        ("2022-03-01", "idle_one_year", True),
        ("2022-03-02", "idle_two_years", True),
    ],
)
def test_full_years_end_the_day_after_the_same_day(make_parcels, as_of, rule, idle):
    row = status(make_parcels(start_due="2020-03-01"), as_of)
    assert (row["status_rule"], row["idle"]) == (rule, idle)


@pytest.mark.parametrize(
    ("as_of", "rule"), [("2021-02-28", "overdue"), ("2021-03-01", "idle_one_year")]
)
def test_a_year_from_29_february_ends_on_the_last_of_february(make_parcels, as_of, rule):
    assert status(make_parcels(start_due="2020-02-29"), as_of)["status_rule"] == rule


def test_start_day_is_the_supplement_then_the_agreement_then_handover_and_a_year(make_parcels):
    dates = {
        "handover_on": "2018-01-10",
        "start_due": "2018-06-01",
        "supplement_start": "2019-06-01",
    }
    expected = {
        1: "实际交地满一年为2019-01-10",
        2: "约定动工日2018-06-01",
        3: "补充协议动工日2019-06-01",
    }
    for known, words in expected.items():
        facts = dict(list(dates.items())[:known])
        assert words in status(make_parcels(**facts), "2019-06-15")["status_reason"]


def test_supplied_without_any_date_cannot_be_determined_and_names_the_missing_fields(make_parcels):
    row = status(make_parcels(**SUPPLIED))
    assert pd.isna(row["idle"])
    assert row["status"] == "undetermined"
    assert row["status_reason"] == "已供地，缺约定开工时间、实际交地时间，无法认定"


def test_where_nothing_is_known_the_answers_are_missing_and_not_no(make_parcels):
    row = status(make_parcels())
    assert row[["levelled", "idle", "reclaimed"]].isna().all()
    assert row["status"] == "unknown"


@pytest.mark.parametrize("supply", ["approved", "unapproved"])
def test_land_that_is_not_supplied_is_not_idle(make_parcels, supply):
    row = status(make_parcels(supply=supply))
    assert row["idle"] is False or row["idle"] == False  # noqa: E712 - a nullable boolean
    assert row["status_rule"] == "not_supplied"


def test_started_on_time_and_completed_land_is_not_idle(make_parcels):
    started = make_parcels(start_due="2018-01-01", start_on="2018-02-01")
    finished = make_parcels(start_due="2018-01-01", finish_on="2019-06-30")
    assert status(started)["status_rule"] == "started"
    assert status(finished)["status_rule"] == "finished"
    assert not status(started)["idle"]
    assert not status(finished)["idle"]


def test_what_happens_later_has_not_happened_yet(make_parcels):
    parcels = make_parcels(start_due="2018-01-01", start_on="2020-05-01", finish_on="2022-01-01")
    assert status(parcels, "2020-04-30")["status_rule"] == "idle_two_years"
    assert status(parcels, "2020-05-01")["status_rule"] == "started"
    assert status(parcels, "2022-01-01")["status_rule"] == "finished"
    levelled = make_parcels(levelled_on="2020-06-01")
    assert not status(levelled, "2020-05-31")["levelled"]
    assert status(levelled, "2020-06-01")["levelled"]
    taken = make_parcels(disposal_kind="takeback", disposal_on="2020-06-01")
    assert not status(taken, "2020-05-31")["reclaimed"]
    assert status(taken, "2020-06-01")["reclaimed"]


SUSPENDED = {"start_due": "2018-01-01", "start_on": "2018-01-01", "suspended_on": "2019-12-31"}


@pytest.mark.parametrize(
    ("facts", "as_of", "rule"),
    [
        ({"developed_area_m2": 1, "area_to_develop_m2": 10}, "2020-12-31", "suspended"),
        ({"developed_area_m2": 1, "area_to_develop_m2": 10}, "2021-01-01", "idle_suspended"),
        ({"developed_area_m2": 9.99, "area_to_develop_m2": 30}, "2021-01-01", "idle_suspended"),
        ({"developed_area_m2": 10, "area_to_develop_m2": 30}, "2021-01-01", "suspended_unmeasured"),
        (
            {"investment_made_cny": 24.9, "investment_total_cny": 100},
            "2021-01-01",
            "idle_suspended",
        ),
        (
            {"investment_made_cny": 25, "investment_total_cny": 100},
            "2021-01-01",
            "suspended_unmeasured",
        ),
        ({"developed_area_m2": 10, "area_to_develop_m2": 0}, "2021-01-01", "suspended_unmeasured"),
        ({}, "2021-01-01", "suspended_unmeasured"),
        (
            {
                "developed_area_m2": 10,
                "area_to_develop_m2": 30,
                "investment_made_cny": 25,
                "investment_total_cny": 100,
            },
            "2021-01-01",
            "suspended_developed",
        ),
        (
            {
                "developed_area_m2": 20,
                "area_to_develop_m2": 30,
                "investment_made_cny": 5,
                "investment_total_cny": 100,
            },
            "2021-01-01",
            "idle_suspended",
        ),
    ],
)
def test_started_and_suspended_for_a_year_is_idle_only_below_a_limit(
    make_parcels, facts, as_of, rule
):
    row = status(make_parcels(**SUSPENDED, **facts), as_of)
    assert row["status_rule"] == rule
    expected = {"idle_suspended": True, "suspended_unmeasured": None}.get(rule, False)
    assert (None if pd.isna(row["idle"]) else bool(row["idle"])) == expected


@pytest.mark.parametrize("mu", [3, 7, 10, 13.37, 28.33])
def test_exactly_a_third_is_not_below_a_third_whatever_the_unit(make_parcels, mu):
    part = mu * 2000 / 3
    whole = (3 * mu) * 2000 / 3
    enough = {"investment_made_cny": 1, "investment_total_cny": 2}
    parcels = make_parcels(**SUSPENDED, **enough, developed_area_m2=part, area_to_develop_m2=whole)
    assert status(parcels, "2021-06-01")["status_rule"] == "suspended_developed"


def test_suspended_by_word_alone_cannot_be_determined(make_parcels):
    row = status(make_parcels(**SUPPLIED, construction="suspended"))
    assert pd.isna(row["idle"])
    assert row["status_reason"] == "已动工后中止，缺中止日期，无法认定"


def test_levelling_is_not_a_start(make_parcels):
    parcels = make_parcels(start_due="2019-01-01", levelling="levelled", levelled_on="2019-05-01")
    row = status(parcels, "2020-12-31")
    assert row["levelled"]
    assert row["idle"]
    assert row["status"] == "idle_one_year"


def test_reclaimed_says_which_kind_and_other_disposals_are_not_reclaimed(make_parcels):
    taken = status(
        make_parcels(disposal_kind="unpaid_takeback", disposal_doc="某号", disposal_on="2020-01-01")
    )
    assert taken["reclaimed"]
    assert taken["status_reason"].startswith("无偿收回（2020-01-01）（某号）")
    new_use = status(make_parcels(disposal_kind="revitalised"))
    assert not new_use["reclaimed"]
    assert new_use["status"] == "disposed"


def test_low_efficiency_is_not_idleness(make_parcels):
    row = status(make_parcels(low_efficiency=True))
    assert pd.isna(row["idle"])
    assert row["status"] == "unknown"


def test_ten_category_counts_what_has_a_code_and_was_disposed_of_by_then(make_parcels):
    facts = {"ten_category_code": "03", "disposal_kind": "revitalised", "disposal_on": "2020-06-01"}
    assert status(make_parcels(**facts), "2020-06-01")["flag_ten_category"]
    assert not status(make_parcels(**facts), "2020-05-31")["flag_ten_category"]
    assert not status(make_parcels(ten_category_code="03"))["flag_ten_category"]
    denied = make_parcels(ten_category_code="03", disposal_kind="none")
    assert not status(denied)["flag_ten_category"]


def test_every_legal_conclusion_cites_its_article_and_who_decides(make_parcels):
    row = status(make_parcels(start_due="2019-01-01"))
    assert row["status_basis"] == (
        "闲置土地处置办法（国土资源部令第53号）第二条第一款；初步判定，以自然资源主管部门认定为准"
    )
    default_start = status(make_parcels(handover_on="2018-01-01"))
    assert "第二十二条第二款；初步判定" in default_start["status_basis"]


def test_english_reasons(make_parcels):
    row = status(make_parcels(start_due="2019-01-01"), lang="en")
    assert (
        row["status_reason"]
        == "agreed start 2019-01-01, over one full year without a start (730 days)"
    )
    assert "Art. 2 para. 1" in row["status_basis"]


def test_no_rows_give_the_same_columns_and_types(make_parcels):
    full = pk.flag_status(make_parcels(2), as_of="2020-12-31")
    none = pk.flag_status(make_parcels(2).iloc[:0], as_of="2020-12-31")
    assert none.dtypes.tolist() == full.dtypes.tolist()
    assert list(none.columns) == list(full.columns)


def test_bad_requests(make_parcels):
    for wrong in ("2020-13-01", "昨天", "", 2020):
        with pytest.raises(pk.ParklandError, match="not a date.*2020-12-31"):
            pk.flag_status(make_parcels(), as_of=wrong)
    with pytest.raises(pk.ParklandError, match="no day is given.*2020-12-31"):
        pk.flag_status(make_parcels())
    with pytest.raises(pk.ParklandError, match="lacks start_due"):
        pk.flag_status(make_parcels().drop(columns="start_due"), as_of="2020-12-31")


days = st.none() | st.dates(dt.date(2015, 1, 1), dt.date(2024, 12, 31))
facts = st.fixed_dictionaries(
    {
        "start_due": days, "supplement_start": days, "handover_on": days, "start_on": days,
        "suspended_on": days, "finish_on": days, "levelled_on": days,
        "developed_area_m2": st.none() | st.floats(0, 40),
        "area_to_develop_m2": st.none() | st.floats(0, 40),
        "construction": st.sampled_from([None, "not_started", "started", "suspended", "finished"]),
        "supply": st.sampled_from([None, "supplied", "approved"]),
        "disposal_kind": st.sampled_from([None, "takeback", "purchase", "revitalised"]),
        "disposal_on": days, "supplement_on": days, "contract_on": days,
        "stated_area_m2": st.just(10_000.0),
        "disposal_area_m2": st.sampled_from([None, 2_500.0, 10_000.0]),
        "price_cny": st.none() | st.floats(0, 1e8),
        "cause": st.sampled_from([None, "规划调整", "资金不足", "邻里纠纷"]),
        "cause_verified": st.sampled_from([None, True, False]),
        "declared": st.sampled_from([None, "idle", "not_idle"]),
        "low_efficiency": st.sampled_from([None, True, False]),
        "notice_on": days, "five_not_code": st.sampled_from([None, "供而未用"]),
    }
)  # fmt: skip


def build(make_parcels, rows):
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return make_parcels(len(rows), measured=True, **columns)


@settings(max_examples=15)
@given(
    st.lists(facts, min_size=2, max_size=6),
    st.dates(dt.date(2016, 1, 1), dt.date(2026, 1, 1)),
    st.randoms(),
)
def test_status_depends_neither_on_other_rows_nor_on_their_order(make_parcels, rows, as_of, random):
    parcels = build(make_parcels, rows)
    together = pk.flag_status(parcels, as_of=as_of)
    order = list(parcels.index)
    random.shuffle(order)
    shuffled = pk.flag_status(parcels.loc[order], as_of=as_of)
    pd.testing.assert_frame_equal(shuffled.loc[parcels.index], together)
    alone = pd.concat(
        [pk.flag_status(parcels.loc[[label]], as_of=as_of) for label in parcels.index]
    )
    pd.testing.assert_frame_equal(alone, together)


@given(facts, st.dates(dt.date(2016, 1, 1), dt.date(2026, 1, 1)))
def test_every_parcel_has_a_status_a_reason_and_agreeing_flags(make_parcels, row, as_of):
    found = status(build(make_parcels, [row]), as_of)
    assert found["status_reason"]
    assert "{" not in found["status_reason"]
    if found["status"].startswith("idle"):
        assert found["idle"]
    if found["status"] == "reclaimed":
        assert found["reclaimed"]
        assert pd.isna(found["idle"]) or not found["idle"]
    is_idle = pd.notna(found["idle"]) and bool(found["idle"])
    consequences = ("route", "idle_kind", "idle_since", "days_idle")
    assert all(pd.notna(found[name]) == is_idle for name in consequences)
    assert not is_idle or found["days_idle"] >= 1
    assert pd.isna(found["fee"]) or found["route"] == "fee"
    assert not (found["idle_kind"] == "B" and found["route"] != "negotiated")
    if found["status"] == "undetermined":
        assert pd.isna(found["idle"])


@given(
    st.dates(dt.date(2016, 1, 1), dt.date(2024, 1, 1)), st.integers(0, 2000), st.integers(0, 2000)
)
def test_an_idle_parcel_stays_idle_until_something_happens(make_parcels, start, first, more):
    parcels = make_parcels(start_due=start)
    earlier = status(parcels, start + dt.timedelta(days=first))
    later = status(parcels, start + dt.timedelta(days=first + more))
    assert not (earlier["idle"] and not later["idle"])


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("实际开工时间", "2016年5月"),
        ("实际竣工时间", "2019年"),
        ("补充协议开工时间", "2020年6月"),
        ("中止日期", "去年"),
    ],
)
def test_a_decisive_cell_that_cannot_be_parsed_is_not_an_empty_one(heading, cell):
    import geopandas as gpd

    own = {"DKBH": ["A"], "约定开工时间": ["2016-01-01"], heading: [cell]}
    raw = gpd.GeoDataFrame(own, geometry=squares(1), crs=4528)
    parcels, _, _ = pk.clean(raw.assign(source="a.shp", layer="a", source_row=1))
    row = status(parcels)
    assert pd.isna(row["idle"])
    assert row["status"] == "undetermined"
    assert row["status_reason"] == f"{heading}填写的内容无法识别，无法认定"


def test_a_cell_that_decides_nothing_may_be_unreadable(make_parcels):
    row = status(make_parcels(start_on="2018-01-01", unreadable="start_due；"))
    assert row["status_rule"] == "started"


def test_land_is_not_supplied_before_the_day_of_its_contract(make_parcels):
    parcels = make_parcels(contract_on="2022-01-01", start_due="2023-01-01")
    assert status(parcels, "2021-12-31")["status_rule"] == "not_supplied"
    assert status(parcels, "2022-01-01")["status_rule"] == "not_due"


def test_a_share_below_the_limit_is_never_printed_as_the_limit(make_parcels):
    parcels = make_parcels(**SUSPENDED, investment_made_cny=24.99, investment_total_cny=100)
    assert "已投资额占24.99%" in status(parcels, "2021-06-01")["status_reason"]


def test_levelling_under_way_and_unsupplied_land_have_names_of_their_own(make_parcels):
    assert (
        status(make_parcels(levelling="in_progress", levelling_from="text:平整中"))["status"]
        == "levelling"
    )
    assert status(make_parcels(supply="approved"))["status"] == "not_supplied"


@pytest.mark.parametrize("day", ["9999-12-30", "0020-03-01", "2062-03-01", "1920-03-01"])
def test_dates_that_cannot_be_true_decide_nothing_and_are_told(make_parcels, day):
    for field in ("start_due", "handover_on", "start_on"):
        parcels = make_parcels(**{"supply": "supplied", "start_due": "2018-01-01"} | {field: day})
        row = status(parcels, "2020-12-31")
        assert row["status_rule"] in ("unreadable", "idle_two_years")
        # A handover beside an agreed start decides nothing anyway.
        assert (row["status_rule"] == "unreadable") == (field != "handover_on")
        found = pk.contradictions(parcels, as_of="2020-12-31")
        told = found[found["code"] == "status.implausible_date"]
        assert told["field"].tolist() == [field]
        assert day in told["value"].item()


def test_a_missing_day_is_refused(make_parcels):
    with pytest.raises(pk.ParklandError, match="not a date"):
        pk.flag_status(make_parcels(), as_of=pd.NaT)


@given(
    st.lists(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), min_size=1), st.integers(0, 9)
)
def test_the_same_day_of_a_later_year_is_that_of_the_calendar(days, years):
    def by_calendar(day):
        is_leap_day = (day.month, day.day) == (2, 29)
        try:
            return day.replace(year=day.year + years)
        except ValueError:
            assert is_leap_day
            return dt.date(day.year + years, 2, 28)

    found = years_later(np.array(days, dtype="datetime64[D]"), years)
    assert found.astype(object).tolist() == [by_calendar(day) for day in days]


@given(
    st.integers(0, 10**7),
    st.integers(1, 10**7),
    st.fractions(0, 1, max_denominator=12),
    st.sampled_from([Fraction(1), Fraction(2000, 3), Fraction(10_000)]),
)
def test_a_share_compares_with_its_limit_as_exact_fractions_do(part, whole, limit, unit):
    """Amounts are whole hundredths of a unit (m2, mu or hectare), as registers write them."""
    amounts = [np.array([float(amount * unit / 100)]) for amount in (part, whole)]
    assert is_below_limit(*amounts, limit).item() == (Fraction(part, whole) < limit)


def test_every_date_that_the_rules_name_is_a_date_of_the_schema():
    dates = {fact.name for fact in FACTS if fact.kind == "date"}
    assert set(get_args(RecordedDate)) <= dates
