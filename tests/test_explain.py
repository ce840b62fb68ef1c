"""The explanation of one parcel, as it is printed for a file or a dispute."""

import dataclasses
import datetime as dt
import json

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.cli import main
from parkland.conventions import load_rulebook

from .test_status import build, facts

SUPPLIED = {"supply_mode": "挂牌出让", "start_due": "2020-03-01"}


def explained(parcels, as_of="2021-06-01", **how):
    return pk.explain(parcels, as_of=as_of, **how)


def step(found, heading):
    return next(step for step in found.steps if step.heading.startswith(heading))


def test_every_comparison_is_printed_with_its_numbers(make_parcels):
    found = explained(make_parcels(**SUPPLIED, price_cny=4_110_000))
    assert step(found, "应动工日是否已过").text == "截至日2021-06-01 晚于 2020-03-01（457天）"
    assert step(found, "是否满1年").text == "截至日2021-06-01 晚于 2021-03-01（92天）"
    assert step(found, "是否满2年").answer == "no"
    assert step(found, "闲置费（如属使用权人原因").text == "411.00万元 × 20% = 82.20万元"
    assert step(found, "闲置费").article == "第十四条"


def test_shares_are_compared_as_whole_multiples(make_parcels):
    works = {"start_on": "2018-01-01", "suspended_on": "2019-12-31"}
    parcels = make_parcels(
        **works,
        developed_area_m2=8 * 2000 / 3,
        area_to_develop_m2=30 * 2000 / 3,
        investment_made_cny=250,
        investment_total_cny=1000,
    )
    found = explained(parcels)
    assert step(found, "已动工面积是否不足1/3").text == "8.00亩 × 3 = 24.00亩，小于 30.00亩"
    assert step(found, "已投资额是否不足25%").answer == "no"
    odd = dataclasses.replace(pk.load_rulebook(), developed_below=pd.NA)
    two_fifths = dataclasses.replace(odd, developed_below=type(pk.load_rulebook().fee_rate)(2, 5))
    text = step(explained(parcels, rules=two_fifths), "已动工面积是否不足40%").text
    assert text == "8.00亩 × 5 = 40.00亩，小于 30.00亩 × 2 = 60.00亩"


def test_facts_that_are_later_than_the_day_are_marked(make_parcels):
    found = explained(make_parcels(**SUPPLIED, start_on="2021-07-01"))
    facts = step(found, "已知事实").text
    assert "实际开工时间 2021-07-01（截至日尚未发生）" in facts
    assert "约定开工时间 2020-03-01；" in facts


def test_an_article_is_marked_only_if_it_was_not_compared_with_the_text(make_parcels):
    parcels = make_parcels(handover_on="2019-03-01")
    found = explained(parcels, as_of="2020-06-01")
    assert step(found, "应动工日").article == "第二十二条第二款"
    assert "未核对原文" not in str(found)
    assert "条文于2026-11-28对照公开第三方副本" in step(found, "适用规则").text
    book = load_rulebook()
    law = dataclasses.replace(book.articles["handover_on"], verified=False)
    unchecked = dataclasses.replace(book, articles={**book.articles, "handover_on": law})
    found = explained(parcels, as_of="2020-06-01", rules=unchecked)
    assert step(found, "应动工日").article == "第二十二条第二款，条文未核对原文"


def test_a_verified_cause_is_explained_with_who_verified_it_and_when(make_parcels):
    verified = {"cause": "规划调整", "cause_verified": True}
    signed = {"cause_verified_by": "县局", "cause_verified_on": "2021-05-01"}
    found = step(explained(make_parcels(**SUPPLIED, **verified, **signed)), "原因是否")
    assert found.text == "“规划调整”已核实（县局2021-05-01），属规划依法修改"
    assert found.article == "第八条第（二）项"
    rejected = make_parcels(**SUPPLIED, cause="规划调整", cause_verified=False)
    assert step(explained(rejected), "原因是否").text == "“规划调整”经核实不成立"


def test_remarks_on_the_start_day(make_parcels):
    late = make_parcels(**SUPPLIED, handover_due="2019-01-01", handover_on="2019-01-11")
    assert "实际交地比约定交地晚10天" in step(explained(late), "应动工日").text
    unsigned = make_parcels(**SUPPLIED, supplement_start="2021-01-01", supplement_on="2021-07-01")
    assert "补充协议2021-07-01签订，晚于截至日，不计" in step(explained(unsigned), "应动工日").text
    long = make_parcels(**SUPPLIED, supplement_start="2021-03-02")
    assert (
        "比原约定延长超过1年（合同通常的上限，未核对原文）"
        in step(explained(long), "应动工日").text
    )


def test_what_the_office_wrote_is_shown_beside_a_verdict_that_differs(make_parcels):
    parcels = make_parcels(
        supply_mode="挂牌出让", start_due="2021-01-01", declared="idle", declared_from="text:闲置"
    )
    found = explained(parcels)
    assert found.idle is False
    assert step(found, "单位文字").text == "状态文字“闲置”"


@settings(max_examples=15)
@given(facts, st.dates(dt.date(2010, 1, 1), dt.date(2026, 1, 1)), st.sampled_from(["zh", "en"]))
def test_an_explanation_concludes_as_the_flags_do(make_parcels, row, as_of, lang):
    parcels = build(make_parcels, [row])
    flags = pk.flag_status(parcels, as_of=as_of, lang=lang).iloc[0]
    found = explained(parcels, as_of=as_of, lang=lang)
    assert (found.status, found.reason) == (flags["status"], flags["status_reason"])
    for flag in ("levelled", "idle", "reclaimed"):
        assert getattr(found, flag) is (None if pd.isna(flags[flag]) else bool(flags[flag]))
    words = {True: "yes", False: "no", None: "unknown"}
    headings = ("是否闲置", "Idle?")
    assert next(s for s in found.steps if s.heading in headings).answer == words[found.idle]
    assert (step(found, ("下一步", "Next")).text if pd.notna(flags["next_step"]) else None) == (
        None if pd.isna(flags["next_step"]) else flags["next_step"]
    )
    if found.status_rule in ("dates_missing", "suspended_unmeasured", "no_facts"):
        assert found.missing
    assert "{" not in str(found)


def test_a_row_and_a_table_of_one_row_are_the_same_parcel(ledger):
    for label in ledger.parcels.index:
        row = explained(ledger.parcels.loc[label], as_of=ledger.as_of)
        table = explained(ledger.parcels.loc[[label]], as_of=ledger.as_of)
        assert row == table
        assert row.status == ledger.parcels.loc[label, "status"]
        assert row.reason == ledger.parcels.loc[label, "status_reason"]


def test_several_parcels_or_none_are_refused(ledger):
    with pytest.raises(pk.ParklandError, match="29 parcels were given, not one"):
        explained(ledger.parcels)
    with pytest.raises(pk.ParklandError, match="0 parcels"):
        explained(ledger.parcels.iloc[:0])
    with pytest.raises(pk.ParklandError, match="open_ledger"):
        explained(pd.Series({"a": 1}))


def test_an_explanation_is_a_value_and_shows_no_markup_of_the_data(make_parcels):
    found = explained(make_parcels(**SUPPLIED, name="<script>alert(1)</script>", cause="<b>x</b>"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.idle = False
    html = found._repr_html_()
    assert "<script>" not in html
    assert "<b>x" not in html
    assert html.count("<li") == len(found.steps)


def test_a_parcel_without_number_or_name_is_called_by_its_record(make_parcels):
    parcels = make_parcels(layer="地块", source_row=7, parcel_id=None)
    assert explained(parcels).parcel == "地块 #7"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.usefixtures("open_once")
def test_the_command_takes_a_number_as_it_is_written():
    done = run("explain", "--parcel", "ｇｄ－03".upper(), "--as-of", "2022-12-31")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("GD-03 示例项目03用地　截至 2022-12-31")
    assert "可无偿收回" not in done.stdout
    assert "闲置满两年" in done.stdout
    found = json.loads(run("explain", "--parcel", "GD-05", "--format", "json").stdout)
    assert found[0]["idle"] is True
    assert found[0]["steps"][-1]["heading"] == "结论"
    unknown = run("explain", "--parcel", "GD-99")
    assert unknown.exit_code == 2
    assert "没有地块“GD-99”。请写表中的地块编号，例如 GD-09" in unknown.stderr


@pytest.mark.usefixtures("open_once")
def test_the_command_status_prints_and_writes(tmp_path):
    table = run("status")
    assert table.stdout.splitlines()[0].split() == ["地块编号", "状态", "理由", "下一步"]
    rows = json.loads(run("status", "--format", "json", "--lang", "en").stdout)
    by_number = {row["parcel_id"]: row for row in rows}
    assert by_number["GD-03"]["fee"] is None  # No cause is recorded, so no fee is due.
    assert "the idle fee is 82.20" in by_number["GD-03"]["next_step"]
    assert by_number["GD-03"]["next_on"] == "2021-10-16"
    assert by_number["GD-05"]["route"] == "negotiated"
    assert "over one full year" in by_number["GD-03"]["status_reason"]
    assert run("status", "--format", "csv").stdout.startswith("parcel_id,name,levelled,idle")
    for ending in ("gpkg", "xlsx", "csv"):
        path = tmp_path / f"flagged.{ending}"
        done = run("status", "-o", path)
        assert done.exit_code == 0, done.output
        assert path.stat().st_size
    again = pk.read_parcels(tmp_path / "flagged.gpkg")
    assert len(again) == 29
    assert run("status", "-o", tmp_path / "nowhere" / "x.gpkg").exit_code == 2
