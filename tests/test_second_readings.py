"""What each value of a missing fact would change: derived from the procedure, never written."""

import datetime as dt
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.ledger_record import subject_of
from parkland.status.judgement import judge
from parkland.status.second_readings import second_readings

SUPPLIED = {"supply_mode": "挂牌出让", "start_due": "2020-03-01"}


def readings(parcels, as_of="2021-06-01", **how):
    return {one.field: one for one in pk.explain(parcels, as_of=as_of, **how).readings}


def test_a_start_that_is_not_recorded_has_two_answers(make_parcels):
    found = readings(make_parcels(**SUPPLIED))["start_on"]
    assert found.text == "如实际开工时间在2021-06-02前：不闲置；否则：闲置满一年，待查"
    assert [case.idle for case in found.cases] == [False, True]
    english = readings(make_parcels(**SUPPLIED), lang="en")["start_on"]
    assert english.text.startswith("Started before 2021-06-02: not idle; otherwise: Idle")


def test_a_start_that_cannot_be_read_has_two_answers(make_parcels):
    found = readings(make_parcels(**SUPPLIED, unreadable="start_on；"))["start_on"]
    assert found.text == "如实际开工时间在2021-06-02前：不闲置；否则：闲置满一年，待查"


def test_a_start_that_was_not_agreed_has_the_answers_of_its_days(make_parcels):
    found = readings(make_parcels(supply="supplied"))["start_due"]
    assert found.text == (
        "如约定开工时间在2019-06-01前：闲置满两年，待查；"
        "在2019-06-01至2020-05-31：闲置满一年，待查；否则：不闲置"
    )


def test_a_new_start_that_is_missing_has_the_answers_of_its_days(make_parcels):
    parcels = make_parcels(
        **SUPPLIED, disposal_kind="extension", disposal_on="2021-04-01", cause="资金不足"
    )
    found = readings(parcels, "2023-06-01")["restart_on"]
    # A new start before the disposal that it belongs to does not count.
    assert [case.idle for case in found.cases] == [None, True, True, False]
    assert "无偿收回" in found.cases[1].answer


def test_a_share_that_is_missing_has_the_answers_of_its_limit(make_parcels):
    parcels = make_parcels(
        start_on="2018-01-01",
        suspended_on="2019-12-31",
        area_to_develop_m2=30_000,
        developed_area_m2=20_000,
    )
    found = readings(parcels)["investment_made_cny"]
    assert found.text == "如已投资额不足总投资额的25%：中止建设闲置，协商处置；否则：不闲置"


def test_a_cause_has_the_route_of_either_side(make_parcels):
    found = readings(make_parcels(**SUPPLIED))["cause"]
    assert found.text == (
        "如闲置原因经核实属使用权人自身原因：闲置满一年，征缴闲置费；"
        "经核实属第八条情形：闲置满一年，协商处置"
    )


def test_words_that_are_unclear_have_the_answers_of_the_codes(make_parcels):
    found = readings(make_parcels(**SUPPLIED, unreadable="disposal_kind；"))["disposal_kind"]
    answers = {case.answer: case.when for case in found.cases}
    assert "协议有偿收回" in answers["不闲置"]
    assert "未处置" in answers["闲置满一年，待查"]


def test_nothing_is_asked_where_nothing_is_missing(make_parcels):
    assert readings(make_parcels(**SUPPLIED, start_on="2020-01-01")) == {}


@pytest.mark.parametrize("field", ["start_on", "start_due", "handover_on", "suspended_on"])
@settings(max_examples=8, deadline=None)
@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31)), data=st.data())
def test_a_reading_says_what_the_flags_say_for_that_value(make_parcels, field, day, data):
    facts = {"supply": "supplied", "unreadable": f"{field}；"}
    if field == "suspended_on":
        facts |= {"construction": "suspended", "developed_area_m2": 1, "area_to_develop_m2": 10}
    elif field == "start_on":
        facts |= {"start_due": data.draw(st.dates(dt.date(2015, 1, 1), dt.date(2024, 1, 1)))}
    as_of = data.draw(st.dates(dt.date(2013, 1, 1), dt.date(2026, 1, 1)))
    judgement = judge(subject_of(make_parcels(**facts), as_of=as_of), "zh")
    for reading in second_readings(judgement, (field,)):
        spans = [case for case in reading.cases if case.span]
        # The spans follow one another without a gap, and the day lies in one of them.
        for one, other in pairwise(spans):
            assert one.span[1] + dt.timedelta(days=1) == other.span[0]
        case = next(case for case in spans if not (case.span[1] and day > case.span[1]))
        known = make_parcels(**facts | {field: day, "unreadable": None})
        idle = pk.flag_status(known, as_of=as_of)["idle"].item()
        assert case.answer.idle is (None if pd.isna(idle) else bool(idle))
