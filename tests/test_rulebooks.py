"""Rules are data: dated, replaced, and overridden by a county's own file."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest

import parkland as pk
from parkland.conventions import load_rulebook
from parkland.conventions.rule_templates import RULES_WITH_EVIDENCE, TEMPLATE_WORDS
from parkland.display import value_text


@pytest.fixture
def county(tmp_path):
    """Return a function that writes a county's rulebook over the bundled one."""

    def write(content, name="county.toml"):
        path = tmp_path / name
        path.write_text(f'extends = "idle-land-2012"\n{content}', encoding="utf-8")
        return path

    return write


def test_the_version_in_force_on_a_day(county):
    later = load_rulebook(county('replaces = "idle-land-2012"\nin_force = 2026-01-01'))
    assert later.at(dt.date(2026, 1, 1)) is later
    assert later.at(dt.date(2025, 12, 31)).name == "idle-land-2012"
    assert later.at(dt.date(2012, 6, 30)) is None
    assert [book.in_force.year for book in later.versions] == [2026, 2012]


def test_no_threshold_stands_in_the_code(make_parcels, county):
    strange = county(
        "[thresholds]\nidle_after_years = 3\ntaken_back_after_years = 5\nfee_rate = '1/10'\n"
        "default_start_after_handover_years = 2\ndeveloped_below = '1/2'\ninvested_below = '1/10'\n"
        "investigation_days = 7\nwarning_days = [10]\nextension_at_most_years = 2\n"
    )
    own = {"cause": "资金不足"}
    parcels = make_parcels(handover_on="2015-06-01", price_cny=1_000_000, **own)
    ends = {"2020-06-01": "overdue", "2020-06-02": "idle_one_year", "2022-06-02": "idle_two_years"}
    for day, rule in ends.items():
        row = pk.flag_status(parcels, as_of=day, rules=strange).iloc[0]
        assert row["status_rule"] == rule
        if rule == "idle_one_year":
            assert row["fee"] == 100_000
            assert "发现之日起7日内调查核实（第五条）" in row["next_step"]
            assert "10%" in row["next_step"]
    works = {"start_on": "2018-01-01", "suspended_on": "2019-01-01"}
    half = make_parcels(
        **works,
        developed_area_m2=4,
        area_to_develop_m2=10,
        investment_made_cny=5,
        investment_total_cny=10,
    )
    assert pk.flag_status(half, as_of="2022-01-02", rules=strange)["idle"].item()
    assert not pk.flag_status(half, as_of="2022-01-02")["idle"].item()
    signed = {"supplement_start": "2019-06-01", "supplement_on": "2018-06-01"}
    long = make_parcels(start_due="2018-01-01", supply="supplied", **signed)
    assert "status.extension_long" in set(pk.contradictions(long, as_of="2019-01-01")["code"])
    assert pk.contradictions(long, as_of="2019-01-01", rules=strange).empty


def test_a_county_says_what_low_efficiency_is(make_parcels, county):
    rules = county(
        "[low_efficiency]\ncriteria = ["
        '{ column = "亩均税收", below = 5 }, { column = "空置率", above = 0.5 }]\n'
    )
    parcels = make_parcels(5, low_efficiency=[None, None, None, None, False]).assign(
        亩均税收=[4.9, 5.0, None, None, 1.0], 空置率=["0.1", "0.5", "0.6", "不详", "0.9"]
    )
    found = pk.flag_status(parcels, as_of="2020-12-31", rules=rules)
    assert found["efficiency"].fillna("").tolist() == ["low", "normal", "low", "", "normal"]
    assert found["idle"].isna().all()
    assert not found["status"].str.startswith("idle").any()
    lacking = pk.flag_status(make_parcels(), as_of="2020-12-31", rules=rules)
    assert lacking["efficiency"].isna().all()


def test_two_lists_are_called_five_not_and_each_has_a_name_and_a_source():
    lists = pk.load_rulebook().five_not_lists
    assert {key: one.name["zh"] for key, one in lists.items()} == {
        "land": "土地五未",
        "projects": "项目五未",
    }
    codes = [code for one in lists.values() for code in one.codes]
    assert len(set(codes)) == 10
    assert all(one.source["zh"] and one.source["en"] and not one.verified for one in lists.values())
    assert value_text("供而未用", "five_not", "zh") == "供而未用（土地五未）"
    assert value_text("竣工未投产", "five_not", "zh") == "竣工未投产（项目五未）"


def test_a_county_says_what_the_classes_of_five_not_are(make_parcels, county):
    rules = county(
        '[five_not]\n"批而未供" = { supplied = false }\n'
        '"供而未用" = { supplied = true, started = false }\n'
        '"用而未尽" = { started = true, fully_developed = false }\n'
        '"建而未投" = { finished = true, producing = false }\n'
    )
    rows = [
        {"supply": "approved"},
        {"supply_mode": "挂牌"},
        {"start_on": "2019-01-01", "developed_area_m2": 1, "area_to_develop_m2": 2},
        {"construction": "finished", "developed_area_m2": 2, "area_to_develop_m2": 2},
        {"construction": "producing"},
        {},
        {"supply_mode": "挂牌", "five_not_code": "投而未达标"},
    ]
    found = [
        pk.flag_status(make_parcels(**row), as_of="2020-12-31", rules=rules)["five_not"].iloc[0]
        for row in rows
    ]
    assert ["" if pd.isna(code) else code for code in found] == [
        "批而未供", "供而未用", "用而未尽", "建而未投", "", "", "投而未达标",
    ]  # fmt: skip


def test_the_office_fills_in_the_names_of_its_ten_categories(make_parcels, county):
    assert not load_rulebook().ten_categories
    rules = county('[ten_categories]\n04 = "示例类别"\n')
    parcels = make_parcels(2, ten_category_code=["04", "99"])
    found = pk.flag_status(parcels, as_of="2020-12-31", rules=rules)["ten_category"]
    assert found.tolist() == ["04 示例类别", "99"]
    issues = pk.contradictions(parcels, as_of="2020-12-31", rules=rules)
    assert issues["code"].tolist() == ["status.unknown_category"]
    assert issues["value"].tolist() == ["99"]


def test_a_county_adds_words_for_a_cause(make_parcels, county):
    rules = county('[causes.government]\nwords = ["道路未通"]\n')
    parcels = make_parcels(start_due="2019-01-01", cause="道路未通", cause_verified=True)
    route = pk.flag_status(parcels, as_of="2020-06-01", rules=rules)["route"]
    assert route.item() == "negotiated"
    assert pk.flag_status(parcels, as_of="2020-06-01")["route"].item() == "investigate"


def test_the_rulebook_that_a_profile_names_lies_beside_it(county, tmp_path, write_shp):
    county("[thresholds]\nidle_after_years = 2\ntaken_back_after_years = 3\n")
    write_shp({"DKBH": ["A"], "YDKGSJ": ["2019-01-01"]})
    profile = 'extends = "default"\nrulebook = "county.toml"\n'
    (tmp_path / "parkland.toml").write_text(profile, encoding="utf-8")
    ledger = pk.open_ledger(tmp_path, as_of="2020-06-01")
    assert ledger.rules.idle_after_years == 2
    assert ledger.parcels["status"].tolist() == ["overdue"]


def test_every_placeholder_that_a_text_may_hold_is_filled_in(ledger, county):
    everything = " ".join(f"{{{word}}}" for word in TEMPLATE_WORDS)
    book = load_rulebook()
    with_evidence = everything + " {evidence}"
    rules = {
        name: with_evidence if name in RULES_WITH_EVIDENCE else everything for name in book.rules
    }
    lines = [f"rules.{name}.zh = '{text}'" for name, text in rules.items()]
    lines += [f"steps.{name} = '{everything}'" for name in book.steps]
    lines += [f"deadlines.{name} = '{everything}'" for name in book.deadlines]
    lines += [f"cause_words.{name} = '{{cause}}'" for name in book.cause_words]
    rules = county("\n".join(lines))
    for day in ("2012-01-01", "2012-12-31", "2020-12-31"):
        found = pk.flag_status(ledger.parcels, as_of=day, rules=rules)
        assert not found["status_reason"].str.contains("[{}]").any()
        due = pk.deadlines(ledger.parcels, as_of=day, rules=rules)
        assert not due["what"].str.contains("[{}]").any()


def test_a_changed_rulebook_is_another_value():
    book = load_rulebook()
    stricter = dataclasses.replace(book, idle_after_years=2)
    assert book.idle_after_years == 1
    assert stricter.at(dt.date(2020, 1, 1)) is stricter
