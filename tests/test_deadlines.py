"""Deadlines as a table, and as a calendar file."""

import datetime as dt
import json
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.cli import main
from parkland.cli.icalendar import calendar_text, escaped, folded
from parkland.safe_text import printable

SUPPLIED = {"supply_mode": "挂牌出让", "start_due": "2020-03-01"}


def due(parcels, as_of="2020-01-01", *, passed=False, **how):
    found = pk.deadlines(parcels, as_of=as_of, passed=passed, **how)
    return [
        (row["kind"], str(row["due_on"].date()), row["days_left"])
        for row in found.to_dict("records")
    ]


def test_start_idleness_and_take_back_are_foreseen(make_parcels):
    assert due(make_parcels(**SUPPLIED), within="3000D") == [
        ("start", "2020-03-01", 60),
        ("idle", "2021-03-02", 426),
        ("takeback", "2022-03-02", 791),
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2019-12-01", []),
        ("2019-12-02", [("start", "2020-03-01", 90)]),
        ("2020-03-01", [("start", "2020-03-01", 0)]),
        ("2020-03-02", []),
    ],
)
def test_the_first_day_and_the_last_are_both_in_the_window(make_parcels, as_of, expected):
    assert due(make_parcels(**SUPPLIED), as_of) == expected


def test_each_deadline_states_what_follows_and_by_which_article(make_parcels):
    parcels = make_parcels(**SUPPLIED, price_cny=1_000_000)
    found = pk.deadlines(parcels, as_of="2021-03-01", within="1D").set_index("kind").loc["idle"]
    assert found["what"].startswith("未动工满一年，属闲置土地；")
    assert "如属使用权人原因，闲置费为20.00万元" in found["what"]
    assert "第二条第一款；初步判定，以自然资源主管部门认定为准" in found["basis"]


def test_the_article_of_a_start_does_not_depend_on_the_status(make_parcels):
    restarted = {"disposal_kind": "extension", "disposal_on": "2021-06-01"}
    parcels = make_parcels(**SUPPLIED, **restarted, restart_on="2022-03-01")
    found = pk.deadlines(parcels, as_of="2021-12-31").iloc[0]
    assert (found["kind"], found["days_left"]) == ("start", 60)
    assert "第二条第一款、第十二条第二款" in found["basis"]
    levelled = make_parcels(**SUPPLIED, levelling="levelled")
    assert "第二条第一款" in pk.deadlines(levelled, as_of="2020-01-01")["basis"].iloc[0]


def test_the_nearest_warning_that_has_been_reached(make_parcels):
    found = {
        day: pk.deadlines(make_parcels(**SUPPLIED), as_of=day, within="100D")["warning"].item()
        for day in ("2019-11-29", "2019-12-02", "2020-01-01", "2020-02-29")
    }
    assert found["2019-11-29"] is pd.NA
    assert [found[day] for day in ("2019-12-02", "2020-01-01", "2020-02-29")] == [90, 60, 30]


def test_suspension_notices_completion_handover_and_temporary_use(make_parcels):
    suspended = make_parcels(start_on="2018-01-01", suspended_on="2019-02-01")
    assert due(suspended) == [("suspended", "2020-02-02", 32)]
    noticed = make_parcels(notice_no="整改1号", notice_on="2019-12-01", notice_due="2020-01-31")
    assert due(noticed) == [("notice", "2020-01-31", 30)]
    assert "整改1号" in pk.deadlines(noticed, as_of="2020-01-01")["what"].item()
    assert due(noticed, "2019-11-30") == []
    building = make_parcels(start_on="2019-01-01", finish_due="2020-02-01")
    assert due(building) == [("finish", "2020-02-01", 31)]
    waiting = make_parcels(contract_on="2019-12-01", handover_due="2020-02-01")
    assert due(waiting) == [("handover", "2020-02-01", 31)]
    lent = make_parcels(disposal_kind="temporary_use", disposal_on="2018-02-01")
    assert due(lent) == [("temporary_use", "2020-02-01", 31)]


def test_land_that_was_taken_back_or_completed_has_no_deadlines(make_parcels):
    dates = {"finish_due": "2020-02-01", "notice_on": "2019-12-01", "notice_due": "2020-02-01"}
    taken = make_parcels(**SUPPLIED, **dates, disposal_kind="takeback", disposal_on="2019-12-31")
    assert due(taken) == []
    assert due(make_parcels(**SUPPLIED, finish_due="2020-02-01", finish_on="2019-12-01")) == []


def test_a_verified_cause_outside_the_holder_leads_to_no_take_back(make_parcels):
    cause = {"cause": "规划调整", "cause_verified": True}
    assert due(make_parcels(**SUPPLIED, **cause), "2021-06-01", within="365D") == []
    assert due(make_parcels(**SUPPLIED), "2021-06-01", within="365D") == [
        ("takeback", "2022-03-02", 274)
    ]


def test_land_of_a_collective_is_not_taken_back_by_article_14(make_parcels):
    own = make_parcels(**SUPPLIED, cause="资金不足", ownership="集体")
    assert due(own, "2021-06-01", within="3000D") == []


def test_acts_after_the_day_were_not_known_on_the_day(make_parcels):
    parcels = make_parcels(
        **SUPPLIED, start_on="2021-06-01", construction="finished", price_cny=1e6
    )
    found = pk.deadlines(parcels, as_of="2021-01-01", within="500D", passed=False)
    assert found["kind"].tolist() == ["idle", "takeback"]
    assert all("核实" in what for what in found["what"])


def test_a_later_supplement_take_back_or_verification_was_not_known_on_the_day(make_parcels):
    parcels = make_parcels(
        **SUPPLIED,
        supplement_start="2021-02-01",
        supplement_on="2021-02-01",
        cause="规划调整",
        cause_verified=True,
        cause_verified_on="2021-03-01",
        disposal_kind="takeback",
        disposal_on="2021-03-02",
    )
    found = pk.deadlines(parcels, as_of="2021-01-01", passed=False)
    assert found[["kind", "days_left"]].to_numpy().tolist() == [["idle", 60]]
    assert "待查：所称原因“规划调整”未核实" in found["what"].item()


@given(
    st.dates(dt.date(2013, 1, 1), dt.date(2024, 12, 31)),
    st.dates(dt.date(2013, 1, 1), dt.date(2024, 12, 31)),
)
def test_the_days_of_the_law_are_those_of_the_timeline(make_parcels, start, as_of):
    parcels = make_parcels(supply_mode="挂牌出让", start_due=start)
    changes = pk.timeline(parcels).dropna(subset="from_on").set_index("status")["from_on"]
    found = pk.deadlines(parcels, as_of=as_of, within="2000D", passed=False)
    found = found.set_index("kind")["due_on"]
    for kind, status in (("idle", "idle_one_year"), ("takeback", "idle_two_years")):
        if changes[status] > pd.Timestamp(as_of):
            near = changes[status] <= pd.Timestamp(as_of) + pd.Timedelta(days=2000)
            assert (found.get(kind) == changes[status]) == near


def test_next_on_is_the_first_deadline_of_the_law(ledger):
    legal = ("start", "idle", "takeback", "suspended")
    found = pk.deadlines(ledger.parcels, as_of=ledger.as_of, within="3000D", passed=False)
    first = found[found["kind"].isin(legal)].groupby("parcel")["due_on"].min()
    next_on = ledger.parcels["next_on"].dropna()
    pd.testing.assert_series_equal(first.sort_index(), next_on.sort_index(), check_names=False)


def test_no_rows_give_the_same_columns_and_types(make_parcels):
    full = pk.deadlines(make_parcels(**SUPPLIED), as_of="2020-01-01")
    none = pk.deadlines(make_parcels().iloc[:0], as_of="2020-01-01")
    assert none.empty
    assert none.dtypes.tolist() == full.dtypes.tolist()


@pytest.mark.parametrize("within", ["soon", "-5D", -1, None, float("nan")])
def test_a_time_that_is_not_a_number_of_days_is_refused(make_parcels, within):
    with pytest.raises(pk.ParklandError, match="not a number of days"):
        pk.deadlines(make_parcels(), as_of="2020-01-01", within=within)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2020-03-01", []),
        ("2020-03-02", [("start", 1)]),
        ("2021-03-01", [("start", 365)]),
        ("2021-03-02", []),
        ("2021-03-03", [("idle", 1)]),
        ("2022-03-02", []),
        ("2022-03-03", [("takeback", 1)]),
        ("2025-03-03", [("takeback", 1097)]),
    ],
)
def test_of_a_missing_start_the_last_deadline_that_passed_is_listed(make_parcels, as_of, expected):
    found = pk.deadlines(make_parcels(**SUPPLIED), as_of=as_of)
    over = found[found["days_left"] < 0]
    assert list(zip(over["kind"], over["days_overdue"], strict=True)) == expected
    assert over["warning"].isna().all()
    assert found.loc[found["days_left"] >= 0, "days_overdue"].isna().all()


def test_a_passed_deadline_states_what_follows_now(make_parcels):
    found = pk.deadlines(make_parcels(**SUPPLIED, cause="资金不足"), as_of="2020-06-01").iloc[0]
    assert found["what"].endswith("督促动工；2021-03-02起未动工满一年，属闲置土地（第二条第一款）")


def test_passed_deadlines_end_with_the_act_that_they_ask_for(make_parcels):
    noticed = make_parcels(notice_no="1号", notice_on="2019-11-01", notice_due="2019-12-01")
    assert due(noticed, passed=True) == [("notice", "2019-12-01", -31)]
    done = make_parcels(
        notice_no="1号", notice_on="2019-11-01", notice_due="2019-12-01", rectified_on="2019-12-20"
    )
    assert due(done, passed=True) == []
    assert due(done, "2019-12-10", passed=True) == [("notice", "2019-12-01", -9)]
    waiting = {"contract_on": "2019-01-01", "handover_due": "2019-12-01"}
    assert due(make_parcels(**waiting), passed=True) == [("handover", "2019-12-01", -31)]
    assert due(make_parcels(**waiting, handover_on="2019-12-31"), passed=True) == []


# The fact that begins a clock of the procedure, and those of which any ends it.
CLOCKS = {
    "investigation": ("discovered_on", ["investigation_served_on", "determination_served_on"]),
    "answer": (
        "investigation_served_on",
        ["investigation_answered_on", "determination_served_on"],
    ),
    "fee_payment": ("fee_decision_served_on", ["fee_paid_on"]),
    "deregistration": ("takeback_decision_served_on", ["deregistered_on"]),
}


@pytest.mark.parametrize("kind", CLOCKS)
def test_a_clock_of_the_procedure_runs_thirty_days_and_ends_by_a_fact(make_parcels, kind):
    begins, ends = CLOCKS[kind]
    running = make_parcels(**{begins: "2019-12-15"})
    assert due(running) == [(kind, "2020-01-14", 13)]
    assert due(running, "2020-01-15", passed=True) == [(kind, "2020-01-14", -1)]
    assert due(running, "2019-12-14", passed=True) == []
    for end in ends:
        ended = make_parcels(**{begins: "2019-12-15", end: "2019-12-20"})
        assert kind not in [row[0] for row in due(ended, passed=True)]
        later = make_parcels(**{begins: "2019-12-15", end: "2020-01-05"})
        assert (kind, "2020-01-14", 13) in due(later)
        earlier = make_parcels(**{begins: "2019-12-15", end: "2018-01-01"})
        assert (kind, "2020-01-14", 13) in due(earlier)
    found = pk.deadlines(running, as_of="2020-01-01").iloc[0]
    assert "2019-12-15" in found["what"]
    assert ("第五条" if kind in ("investigation", "answer") else "第十七条") in found["basis"]


def test_the_time_for_a_hearing_is_not_of_the_order_and_says_so(make_parcels):
    told = make_parcels(hearing_told_on="2020-01-01")
    found = pk.deadlines(told, as_of="2020-01-01").iloc[0]
    assert (found["kind"], found["days_left"]) == ("hearing", 5)
    assert "期限不出自办法，条文未核对原文" in found["what"]
    assert due(make_parcels(hearing_told_on="2020-01-01", hearing_on="2020-01-01")) == []
    none = replace(pk.load_rulebook(), hearing_days=0)
    assert pk.deadlines(told, as_of="2020-01-01", rules=none).empty


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


@pytest.mark.usefixtures("open_once")
def test_a_calendar_by_the_rules_of_the_format(tmp_path):
    path = tmp_path / "due.ics"
    done = run("deadlines", "--no-passed", "--within", "160D", "-o", path)
    assert done.exit_code == 0, done.output
    raw = path.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    lines = unfolded(raw.decode())
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 4
    assert "DTSTART;VALUE=DATE:20210302" in lines
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == 4
    assert all("初步判定" in line for line in lines if line.startswith("DESCRIPTION:"))
    run("deadlines", "--no-passed", "--within", "160D", "-o", path)
    assert path.read_bytes() == raw


def test_a_calendar_keeps_its_identifiers_and_marks_what_has_passed(make_parcels):
    parcels = make_parcels(**SUPPLIED)

    def events(as_of):
        found = pk.deadlines(parcels, as_of=as_of)
        text = calendar_text(
            found, found["parcel_id"], as_of=dt.date.fromisoformat(as_of), disclaimer="", lang="zh"
        )
        lines = unfolded(text)
        values = (
            [x[len(key) :] for x in lines if x.startswith(key)] for key in ("UID:", "SUMMARY:")
        )
        return dict(zip(*values, strict=True))

    (before,), (after,) = events("2020-02-01"), events("2020-04-01")
    assert before == after
    assert events("2020-04-01")[after].startswith("【已过期】P-1：动工期限")
    assert not events("2020-02-01")[before].startswith("【已过期】")


@given(st.text(max_size=200))
def test_any_text_can_stand_in_a_calendar(text):
    line = folded(f"SUMMARY:{escaped(text)}")
    assert all(len(piece.encode()) <= 75 for piece in line.split("\r\n"))
    assert "\r" not in line.replace("\r\n ", "")
    assert "\n" not in line.replace("\r\n ", "")
    read = line.replace("\r\n ", "").removeprefix("SUMMARY:")
    read = read.replace("\\\\", "\0").replace("\\n", "\n").replace("\\;", ";").replace("\\,", ",")
    assert read.replace("\0", "\\") == "\n".join(printable(text).splitlines()).replace("\0", "\\")


@pytest.mark.usefixtures("open_once")
def test_the_command_prints_a_table_csv_and_json():
    table = run("deadlines", "--no-passed", "--within", "70D")
    assert table.exit_code == 0
    assert table.stdout.splitlines()[0].split() == [
        "到期日",
        "剩余天数",
        "地块编号",
        "土地使用权人",
        "到期事项",
    ]
    assert "GD-11" in table.stdout
    found = json.loads(
        run("deadlines", "--no-passed", "--within", "70D", "--format", "json").stdout
    )
    assert [row["kind"] for row in found] == ["finish", "idle"]
    assert found[1]["due_on"] == "2021-03-02"
    csv = run("deadlines", "--no-passed", "--within", "70D", "--format", "csv").stdout.splitlines()
    assert csv[0].startswith("parcel_id,name,holder,kind,due_on,days_left")
    assert run("deadlines", "--no-passed", "--within", "1D").stdout.strip() == "没有到期事项"
    assert run("deadlines", "--within", "soon").exit_code == 2
    with_passed = run("deadlines", "--within", "1D", "--lang", "en").stdout
    assert "151 overdue" in with_passed
