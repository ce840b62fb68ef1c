"""Notices, projects and commitments on a day, and the sentences of a review."""

import datetime as dt
from fractions import Fraction

import pandas as pd
import pytest

import parkland as pk
from parkland.asset_figures import notice_counts, number_text

from .asset_ledgers import MU, asset_ledger, own, rents, year_row


@pytest.fixture
def make(ledger, make_parcels):
    return lambda areas, **tables: asset_ledger(ledger, make_parcels, areas, **tables)


def notice(number, who, **facts):
    return {"notice_no": number, "enterprise_ids": who, **facts}


def texts(ledger, lang="zh", **options):
    return {one.key: one.text(lang) for one in pk.asset_sentences(ledger, lang=lang, **options)}


def test_case_28_notices_and_enterprises_are_counted_apart(make):
    ledger = make({"P-1": 1000}, notices=[notice("整改1号", "甲；乙", issued_on="2020-03-01")])
    counts = notice_counts(pk.notices(ledger))
    assert (counts["notices"], counts["enterprises"]) == (1, 2)
    results = ["passed"] * 30 + ["failed"] * 3 + [None] * 8
    rows = [
        notice(
            f"整改{place}号", f"企业{place}", issued_on="2020-03-01", due_on="2020-09-30",
            result=result, checked_on="2020-10-15" if result else None,
        )
        for place, result in enumerate(results)
    ]  # fmt: skip
    ledger = make({"P-1": 1000}, notices=rows)
    found = pk.notices(ledger)
    counts = notice_counts(found)
    states = {state: counts[state] for state in ("passed", "failed", "overdue", "running")}
    assert states == {"passed": 30, "failed": 3, "overdue": 8, "running": 0}
    assert counts["rate"] == Fraction(30, 41)
    assert number_text(counts["rate"] * 100, digits=1) == "73.2"
    said = texts(ledger)
    assert said["notices_done"] == "完成41家低效工业企业整改通知书的发放。"
    assert said["notices"] == (
        "截至2020年12月31日，向41家低效工业企业发放整改通知书41份，其中已验收通过30家、未通过3家、"
        "逾期未验收8家。"
    )
    assert said["notices_counted"] == (
        "按份计：整改通知书41份，已验收通过30份、未通过3份、逾期未验收8份，验收通过率73.2%。"
    )
    assert found["parcels"].sum() == 0  # 41 enterprises are tied to no parcel
    # on an earlier day nobody had checked anything
    before = pk.notices(ledger, as_of="2020-09-30")
    assert before["state"].value_counts().to_dict() == {"running": 41}
    assert before["checked_on"].isna().all()


def test_an_enterprise_passed_only_if_all_its_notices_did(make):
    """份 and 家 in one sentence: a notice to two enterprises, and one enterprise with two."""
    checked = {"result": "passed", "checked_on": "2020-10-15"}
    rows = [
        notice("整改1号", "甲；乙", issued_on="2020-03-01", due_on="2020-09-30", **checked),
        notice("整改2号", "甲", issued_on="2020-04-01", due_on="2020-09-30"),
        notice("整改3号", "丙", issued_on="2019-04-01", due_on="2020-09-30", **checked),
        notice("整改4号", "丙", issued_on="2020-04-01", result="failed", checked_on="2020-10-15"),
    ]
    ledger = make({"P-1": 1000}, notices=rows)
    said = texts(ledger)
    assert "向3家低效工业企业发放整改通知书4份" in said["notices"]
    assert "其中已验收通过1家、未通过1家、逾期未验收1家。" in said["notices"]
    assert "通过2份、未通过1份、逾期未验收1份，验收通过率50.0%" in said["notices_counted"]
    assert texts(ledger, since=dt.date(2020, 4, 1))["notices_done"].startswith("完成2家")
    assert "发放整改通知书4份" in texts(ledger, since=dt.date(2020, 4, 1))["notices"]


@pytest.mark.parametrize(
    ("facts", "day", "state"),
    [
        ({}, "2020-06-01", "running"),
        ({}, "2020-06-02", "overdue"),
        ({"extended_to": "2020-12-31"}, "2020-12-31", "running"),
        ({"extended_to": "2020-12-31"}, "2021-01-01", "overdue"),
        ({"due_on": None}, "2021-01-01", "no_deadline"),
        ({"result": "passed", "checked_on": "2020-05-01"}, "2020-04-30", "running"),
        ({"result": "passed", "checked_on": "2020-05-01"}, "2020-05-01", "passed"),
        ({"result": "passed"}, "2020-05-01", "passed"),
        ({"result": "disposed"}, "2020-07-01", "disposed"),
    ],
)
def test_case_29_the_due_day_counts_and_an_extension_moves_it(make, facts, day, state):
    row = notice("1", "甲", issued_on="2020-01-01", due_on="2020-06-01") | facts
    assert pk.notices(make({"P-1": 1000}, notices=[row]), as_of=day)["state"].tolist() == [state]


def test_a_notice_in_both_places_is_one_notice(make):
    facts = {"notice_no": ["整改1号", "整改1号、整改2号"], "notice_due": ["2020-06-01"] * 2}
    row = notice("整改1号", "甲", parcel_ids="P-1", due_on="2020-12-31", result="passed")
    found = pk.notices(make({"P-1": 1000, "P-2": 1000}, facts=facts, notices=[row]))
    assert found["notice_no"].tolist() == ["整改1号", "整改2号"]
    assert found["parcels"].tolist() == [2, 1]
    assert found["state"].tolist() == ["passed", "overdue"]
    assert found["enterprises"].astype(object).tolist() == [1, pd.NA]
    later = notice("整改3号", "甲", issued_on="2021-01-01")
    assert len(pk.notices(make({"P-1": 1000}, notices=[later]))) == 0


def test_case_31_a_commitment_of_investment(make):
    promise = {"parcel_id": "P-1", "indicator": "intensity", "target": 350, "operator": ">=",
               "unit": "万元/亩", "due_on": "2020-12-30"}  # fmt: skip
    ledger = make({"P-1": 20_000}, commitments=[promise | {"actual": 300}])
    found = pk.commitments(ledger).iloc[0]
    assert (found["state"], found["shortfall"], found["shortfall_cny"]) == ("not_met", 50, 15e6)
    assert pk.commitments(ledger, as_of="2020-12-30")["state"].tolist() == ["not_due"]
    # what was done of the project stands for an actual value that nobody states
    promise |= {"parcel_id": None, "project_id": "X-1"}
    ledger = make(
        {"P-1": 20_000},
        commitments=[promise],
        projects=[{"project_id": "X-1", "parcel_ids": "P-1", "total_cny": 105e6}],
        project_years=[{"project_id": "X-1", "year": 2020, "done_cny": 90e6}],
    )
    found = pk.commitments(ledger).iloc[0]
    assert (found["actual"], found["shortfall_cny"], found["state"]) == (300, 15e6, "not_met")
    total = promise | {"indicator": "total_investment", "target": 10_500, "actual": 9000}
    found = pk.commitments(make({"P-1": 20_000}, commitments=[total | {"unit": "万元"}])).iloc[0]
    assert (found["shortfall"], found["shortfall_cny"]) == (1500, 15e6)


def test_a_commitment_without_an_actual_value_is_neither_kept_nor_broken(make):
    rows = [
        {"parcel_id": "P-1", "indicator": "far", "target": 1.5, "due_on": "2020-01-01"},
        {"parcel_id": "P-2", "indicator": "far", "target": 1.5, "actual": 1.5},
        {"parcel_id": "P-3", "indicator": "far", "target": 1.5, "operator": "<=", "actual": 1.6},
        {"parcel_id": "P-4", "indicator": "far", "target": 1.5, "due_on": "2021-01-01"},
    ]
    ledger = make({f"P-{n}": 1000 for n in range(1, 5)}, commitments=rows)
    assert pk.commitments(ledger)["state"].tolist() == ["unchecked", "met", "not_met", "not_due"]
    assert texts(ledger)["commitments_unchecked"] == (
        "标准地项目4个，1个达标、1个未达标、1个未到考核期、1个缺实际值无法判定。"
    )


def test_case_32_what_is_done_of_a_project(make):
    project = {"project_id": "X-1", "kind": "infrastructure", "name": "道路", "total_cny": 150e6}
    years = [
        {"project_id": "X-1", "year": 2019, "done_cny": 30e6},
        {"project_id": "X-1", "year": 2020, "done_cny": 42.58e6},
        {"project_id": "X-1", "year": 2021, "done_cny": 90e6},
    ]
    ledger = make({"P-1": 1000}, projects=[project], project_years=years)
    found = pk.projects(ledger).iloc[0]
    assert found["done_cny"] == 72.58e6
    assert number_text(Fraction(7258, 15000) * 100, digits=1) == "48.4"
    assert found["done_share"] == pytest.approx(0.48387, abs=1e-5)
    assert found["done_in_year_cny"] == 42.58e6
    assert pd.isna(found["problem"])
    later = pk.projects(ledger, as_of="2021-12-31").iloc[0]
    assert later["problem"] == "done_over_total"


def test_stages_what_is_overdue_and_children_within_parents(make):
    rows = [
        {"project_id": "1", "name": "甲", "signed_on": "2020-01-01", "start_due": "2020-06-30"},
        {"project_id": "2", "name": "乙", "stage": "building", "start_due": "2020-06-30"},
        {"project_id": "3", "name": "丙", "start_on": "2019-01-01", "finish_due": "2020-12-31",
         "stage": "finished", "finish_on": "2021-03-01", "total_cny": 100.0},
        {"project_id": "3.1", "parent_id": "3", "name": "丙一", "total_cny": 60.0},
        {"project_id": "3.2", "parent_id": "3", "name": "丙二", "total_cny": 50.0},
    ]  # fmt: skip
    found = pk.projects(make({"P-1": 1000}, projects=rows)).set_index("project_id")
    stages = found["stage"].fillna("").tolist()
    assert stages == ["signed", "building", "started", "", ""]
    assert found["overdue"].fillna("").tolist() == ["started", "", "", "", ""]
    assert found["problem"].fillna("").tolist() == ["", "", "children_over_total", "", ""]
    assert found["located"].tolist() == [False] * 5
    later = pk.projects(make({"P-1": 1000}, projects=rows), as_of="2021-03-01")
    assert later["stage"].fillna("").tolist()[2] == "finished"


def test_case_36_the_sentences_of_the_review(make):
    facts = {"levelled_on": ["2020-05-01"]}
    projects = [
        {"project_id": "R-1", "kind": "infrastructure", "name": "甲路"},
        {"project_id": "R-2", "kind": "infrastructure", "name": "乙路"},
        {"project_id": "N", "kind": "renewal", "name": "新安片区品质提升工程"},
        {"project_id": "N-1", "parent_id": "N", "kind": "renewal", "name": "子项目一"},
        {"project_id": "N-2", "parent_id": "N", "kind": "renewal", "name": "子项目二"},
        {"project_id": "F", "kind": "incubator", "name": "绿色产业孵化园（二期）",
         "parcel_ids": "P-1", "stage": "started"},
        {"project_id": "G", "kind": "planning", "name": "规划编制"},
    ]  # fmt: skip
    years = [
        {"project_id": "R-1", "year": 2020, "done_cny": 30_000_000},
        {"project_id": "R-2", "year": 2020, "done_cny": 12_580_000},
        {"project_id": "N", "year": 2020, "done_cny": 5_710_000},
        {"project_id": "G", "year": 2020, "items_done": 6},
    ]
    ledger = make({"P-1": 70 * MU}, facts=facts, projects=projects, project_years=years)
    ledger.parcels["levelled"] = pd.array([True], "boolean")
    said = texts(ledger)
    assert list(said.values()) == [
        "推进基础设施建设工程2个，完成投资4258万元。",
        "新安片区品质提升工程实施2个子项目，完成投资571万元。",
        "完成规划编制6项。",
        "绿色产业孵化园（二期）完成土地平整70亩，开始主体建设。",
    ]
    assert not any("4829" in text for text in said.values())  # different accounts are not added
    assert texts(ledger, lang="en")["infrastructure_done"].startswith("2 infrastructure works")


def test_the_sentences_of_land_and_classes(make):
    names = ["甲", "乙", "丙", "丁"]
    areas = {f"P-{one}": 10 * MU for one in names}
    ledger = make(
        areas,
        occupations=[
            *(own(one, f"P-{one}", land_m2=10 * MU) for one in names[:3]),
            rents("乙", "P-甲", "甲", land_m2=2 * MU),
            rents("丁", "P-丁"),
        ],
        yearly=[year_row(one, wan) for one, wan in zip(names, (100, 60, 20, 5), strict=True)],
    )
    said = texts(ledger)
    assert said["land_lacking"] == (
        "2020年有用地的企业3家，用地30.00亩（自有30.00亩、租入2.00亩、扣除租出2.00亩）；"
        "另有1家缺用地面积，无法计算。"
    )
    assert list(said)[-1] == "disclaimer"
    assert said["disclaimer"] == "测算结果，以县亩均办公布为准。"
    assert said["tax_per_mu"] == (
        "园区亩均税收6.00万元/亩（3家企业税收180.00万元÷用地30.00亩，"
        "口径：实际用地（自有+租入-租出））。"
    )


def test_a_mean_of_two_enterprises_stays_in_the_house(make):
    """From a sum of one or two, one of them can work out the tax of the other."""
    ledger = make(
        {"P-1": 10 * MU, "P-2": 10 * MU},
        occupations=[own("甲", "P-1"), own("乙", "P-2")],
        yearly=[year_row("甲", 123), year_row("乙", 45)],
    )
    assert "tax_per_mu" not in texts(ledger)
    assert "tax_per_mu" in texts(ledger, internal=True)


def test_a_public_table_has_no_secret(make):
    ledger = make(
        {"P-1": 10 * MU},
        occupations=[own("甲", "P-1")],
        yearly=[year_row("甲", 123.45, scale="above", output_cny=98_765, stated_rank=7)],
    )
    for table in (
        pk.per_mu(ledger, year=2020),
        pk.classify(ledger, method="huangyan-2022", year=2020),
        ledger.assets.yearly,
    ):
        public = pk.without_secrets(table).to_csv()
        assert not any(secret in public for secret in ("1234500", "12.345", "98765", "9.8765"))
        assert "甲" in public


def test_notices_stand_in_natural_order(make):
    given = [{"notice_no": f"整改{n}号", "issued_on": "2020-01-01"} for n in (1, 10, 2)]
    found = pk.notices(make({}, notices=given), as_of="2020-12-31")
    assert found["notice_no"].tolist() == ["整改1号", "整改2号", "整改10号"]
