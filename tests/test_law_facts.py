"""Facts from which Order No. 53 draws a consequence, beyond the cases in `tests/cases`."""

import geopandas as gpd
import pandas as pd
import pytest

import parkland as pk
from parkland.cleaning.unclear_terms import parse_unclear_term
from parkland.conventions import load_rulebook
from parkland.status.fee_bases import FeeBase, fee_bases

from .conftest import squares

SUPPLIED = {"supply_mode": "挂牌出让", "start_due": "2020-03-01"}


def codes(parcels, as_of="2022-06-01"):
    return set(pk.contradictions(parcels, as_of=as_of)["code"])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020年2月", "2020-02-29"),
        ("2020年3月底前", "2020-03-31"),
        ("2020-03", "2020-03-31"),
        ("2020年第二季度", "2020-06-30"),
        ("2020年上半年", "2020-06-30"),
        ("2020年底", "2020-12-31"),
        ("二〇二〇年十二月", "2020-12-31"),
    ],
)
def test_a_month_quarter_or_year_allows_its_last_day(text, day):
    assert str(parse_unclear_term(text).day) == day


@pytest.mark.parametrize(
    ("text", "since", "months", "days"),
    [
        ("交地后6个月内", "handover_on", 6, 0),
        ("自实际交付土地之日起一年内", "handover_on", 12, 0),
        ("交地后半年内", "handover_on", 6, 0),
        ("合同签订后90日内", "contract_on", 0, 90),
    ],
)
def test_a_period_runs_from_its_act(text, since, months, days):
    term = parse_unclear_term(text)
    assert (term.since, term.months, term.days) == (since, months, days)


@pytest.mark.parametrize("text", ["尽快", "2020年13月", "另行约定", "2020", "交地", ""])
def test_other_words_are_no_term(text):
    assert parse_unclear_term(text) is None


def test_both_readings_of_an_unclear_start_are_shown(make_parcels):
    parcels = make_parcels(
        supply="supplied", start_due_unclear="2020年3月", handover_on="2019-09-01"
    )
    found = str(pk.explain(parcels, as_of="2020-08-01"))
    assert "按文义最迟为2020-03-31；按实际交地满1年为2020-09-01；取较晚的" in found
    english = str(pk.explain(parcels, as_of="2020-08-01", lang="en"))
    assert "by its words 2020-03-31 at the latest; by the handover and 1 year 2020-09-01" in english


def test_an_unclear_start_is_an_issue_of_its_own():
    own = {"地块编号": ["A"], "约定开工时间": ["2020年3月"]}
    frame = gpd.GeoDataFrame(own, geometry=squares(1), crs="EPSG:4528")
    parcels, issues, _ = pk.clean(frame.assign(source="a.shp", layer="a", source_row=1))
    assert issues["code"].tolist() == ["value.unclear_date"]
    assert parcels["start_due_unclear"].tolist() == ["2020年3月"]
    assert parcels["start_due"].isna().all()
    assert parcels["unreadable"].isna().all()


@pytest.mark.parametrize("axis", ["disposal_kind", "construction"])
def test_words_that_are_unclear_leave_the_answer_open(make_parcels, axis):
    parcels = make_parcels(**SUPPLIED, unreadable=f"{axis}；", status_text="收回（已撤销）")
    row = pk.flag_status(parcels, as_of="2022-06-01").iloc[0]
    assert pd.isna(row["idle"])
    assert row["status_rule"] == "words_unclear"
    assert pd.isna(row["reclaimed"]) == (axis == "disposal_kind")
    assert codes(parcels) == {"status.words_unclear"}
    found = pk.explain(parcels, as_of="2022-06-01")
    assert axis in found.missing
    # A date of works answers what words about works leave open.
    started = pk.flag_status(
        parcels.assign(start_on=pd.Timestamp("2020-02-01")), as_of="2022-06-01"
    )
    assert pd.isna(started["idle"].item()) == (axis == "disposal_kind")


def test_the_base_of_the_fee_is_a_grant_or_allocation_price(make_parcels):
    modes = ["挂牌出让", "划拨", None, "租赁", "先租后让", "作价出资", "其他", "集体出让", "出让"]
    parcels = make_parcels(len(modes), supply_mode=modes, ownership=[None] * 8 + ["30"])
    wanted = [FeeBase.PRICE] * 3 + [FeeBase.NONE] * 3 + [FeeBase.UNKNOWN] + [FeeBase.COLLECTIVE] * 2
    assert fee_bases(parcels, load_rulebook()).tolist() == wanted


def test_an_explanation_says_one_thing_about_a_late_handover(make_parcels):
    parcels = make_parcels(
        **SUPPLIED, handover_due="2019-01-01", handover_on="2020-04-02", price_cny=5_000_000
    )
    found = pk.explain(parcels, as_of="2021-06-01")
    text = str(found)
    assert (
        "实际交地比约定交地晚457天（2019-01-01 / 2020-04-02），属第八条第（一）项情形，待查" in text
    )
    assert "按使用权人自身原因处理" not in text
    cause = next(step for step in found.steps if step.heading.startswith("原因"))
    assert cause.answer == "unknown"
    assert cause.article == "第八条第（一）项"
    assert "待查" in next(step.text for step in found.steps if step.heading == "处置途径")
    assert "如属使用权人原因，闲置费为100.00万元" in text


def test_the_choice_of_the_whole_after_a_partial_takeback_is_printed(make_parcels):
    parcels = make_parcels(
        start_on="2018-01-01",
        suspended_on="2019-12-31",
        area_to_develop_m2=10_000,
        developed_area_m2=3_000,
        disposal_kind="agreed_takeback",
        disposal_on="2020-06-01",
        disposal_area_m2=3_000,
        stated_area_m2=10_000,
    )
    assert "已收回的部分不从中扣除" in str(pk.explain(pk.measure(parcels), as_of="2021-06-01"))


def test_a_bare_no_under_the_verification_of_a_cause_is_told(make_parcels):
    facts = {"supply_mode": "出让", "start_due": "2020-03-01", "cause_verified": False}
    bare = make_parcels(**facts, cause="规划调整")
    signed = make_parcels(**facts, cause="规划调整", cause_verified_by="县局")
    own = make_parcels(**facts, cause="资金不足")
    code = "status.cause_rejected_bare"
    told = [
        code in set(pk.contradictions(one, as_of="2022-06-01")["code"])
        for one in (bare, signed, own)
    ]
    assert told == [True, False, False]
