"""The order of the procedure, the money of a disposal, and the classes of 五未."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.status.procedure_checks import STEPS_BEFORE

SUPPLIED = {"supply_mode": "挂牌出让", "start_due": "2020-03-01"}


def codes(parcels, as_of="2024-12-31", **how):
    found = pk.contradictions(parcels, as_of=as_of, **how)
    return found["code"].tolist()


@pytest.mark.parametrize(
    ("step", "before"), [(step, one) for step, all_ in STEPS_BEFORE.items() for one in all_]
)
def test_a_step_dated_before_the_one_that_precedes_it_is_told(make_parcels, step, before):
    wrong = make_parcels(**{before: "2024-06-02", step: "2024-06-01"})
    found = pk.contradictions(wrong, as_of="2024-12-31")
    (issue,) = found[found["code"] == "status.step_out_of_order"].to_dict("records")
    assert issue["field"] == step
    assert issue["value"] == "2024-06-01 / 2024-06-02"
    for day in ("2024-06-02", "2024-06-03"):
        right = make_parcels(**{before: "2024-06-02", step: day})
        assert "status.step_out_of_order" not in codes(right)


def test_a_step_without_the_one_before_it_is_no_contradiction(make_parcels):
    assert "status.step_out_of_order" not in codes(
        make_parcels(fee_decision_served_on="2024-01-01")
    )


@pytest.mark.parametrize(
    ("decision", "last_day", "first_day"),
    [
        ("fee_decision_served_on", "2021-03-01", "2021-03-02"),
        ("takeback_decision_served_on", "2022-03-01", "2022-03-02"),
    ],
)
def test_a_decision_before_its_period_is_over_is_told(make_parcels, decision, last_day, first_day):
    assert "status.decision_early" in codes(make_parcels(**SUPPLIED, **{decision: last_day}))
    assert "status.decision_early" not in codes(make_parcels(**SUPPLIED, **{decision: first_day}))


def test_the_start_day_of_a_decision_is_that_of_its_own_day(make_parcels):
    later = {"supplement_start": "2024-01-01", "supplement_on": "2023-06-01"}
    parcels = make_parcels(**SUPPLIED, **later, fee_decision_served_on="2021-06-01")
    assert "status.decision_early" not in codes(parcels)


@pytest.mark.parametrize(
    ("facts", "is_told"),
    [
        ({"contract_on": "2024-11-07"}, False),
        ({"contract_on": "2024-11-08"}, True),
        ({"contract_on": "2025-01-01", "prior_contract_on": "2019-01-01"}, False),
        ({"handover_on": "2025-01-01"}, True),
        ({}, False),
    ],
)
def test_special_bonds_do_not_pay_for_land_supplied_after_their_day(make_parcels, facts, is_told):
    parcels = make_parcels(**SUPPLIED, **facts, funding="土地储备专项债券")
    found = pk.contradictions(parcels, as_of="2025-12-31", lang="zh")
    told = found[found["code"] == "status.funding_not_for_land"]
    assert len(told) == is_told
    assert told["message"].str.contains("未核对原文").all()
    own = make_parcels(**SUPPLIED, **facts, funding="自筹")
    assert "status.funding_not_for_land" not in codes(own, "2025-12-31")


def test_a_class_that_stands_in_no_list_is_told(make_parcels):
    of_both = make_parcels(3, five_not_code=["供而未用", "竣工未投产", None])
    assert "status.unknown_five_not" not in codes(of_both)
    assert "status.unknown_five_not" in codes(make_parcels(five_not_code="已供未建"))


days = st.dates(dt.date(2012, 1, 1), dt.date(2026, 1, 1))


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(sorted(STEPS_BEFORE)), days))
def test_steps_in_any_order_change_no_verdict(make_parcels, steps):
    with_steps = {step: day for step, day in steps.items() if step != "resumed_on"}
    plain = pk.flag_status(make_parcels(**SUPPLIED), as_of="2022-06-01")
    found = pk.flag_status(make_parcels(**SUPPLIED, **with_steps), as_of="2022-06-01")
    assert found["status"].tolist() == plain["status"].tolist()
