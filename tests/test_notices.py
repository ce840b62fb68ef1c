"""Notices are counted by their numbers, however many parcels each covers."""

import pandas as pd
import pytest

import parkland as pk


def test_notices_are_counted_not_parcels(make_parcels):
    parcels = make_parcels(
        5,
        notice_no=["整改1号", "整改1号", "整改2号、整改3号", None, None],
        notice_on=["2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01", None],
        notice_due=["2020-06-01", "2020-07-01", None, "2021-01-31", None],
    )
    found = pk.notices(parcels, as_of="2020-12-31")
    assert found["notice_no"].fillna("").tolist() == ["整改1号", "整改2号", "整改3号", ""]
    assert found["parcels"].tolist() == [2, 1, 1, 1]
    assert found["state"].tolist() == ["overdue", "no_deadline", "no_deadline", "running"]
    assert str(found["notice_on"][0].date()) == "2020-01-01"
    assert str(found["notice_due"][0].date()) == "2020-07-01"


@pytest.mark.parametrize(
    ("as_of", "states"),
    [
        ("2019-12-31", []),
        ("2020-01-01", ["running"]),
        ("2020-06-01", ["running"]),
        ("2020-06-02", ["overdue"]),
    ],
)
def test_a_notice_runs_from_its_day_to_its_deadline(make_parcels, as_of, states):
    parcels = make_parcels(notice_no="1", notice_on="2020-01-01", notice_due="2020-06-01")
    assert pk.notices(parcels, as_of=as_of)["state"].tolist() == states


def test_forty_one_notices(make_parcels):
    numbers = [f"整改〔2020〕{number}号" for number in range(1, 42)]
    parcels = make_parcels(50, notice_no=numbers + numbers[:9], low_efficiency=True)
    parcels = parcels.join(pk.flag_status(parcels, as_of="2020-12-31"))
    assert len(pk.notices(parcels, as_of="2020-12-31")) == 41
    parcels = pk.measure(parcels)
    assert pk.totals(parcels, by="notice_no").shape[0] == 41
    assert pk.totals(parcels, by="efficiency").loc["rectifying", "parcels"] == 50


def test_no_notices_give_the_same_columns_and_types(make_parcels):
    full = pk.notices(make_parcels(notice_no="1"), as_of="2020-12-31")
    for none in (make_parcels(2), make_parcels(2).iloc[:0]):
        found = pk.notices(none, as_of="2020-12-31")
        assert found.empty
        assert found.dtypes.tolist() == full.dtypes.tolist()


def test_contradictions_are_issues_of_the_ledger_with_their_source_row(write_shp):
    columns = {"DKBH": ["A", "B"], "ZT": ["已投产", "已平整"], "收回日期": ["2020-05-01", None]}
    ledger = pk.open_ledger(write_shp(columns), as_of="2020-12-31")
    row = ledger.issues[ledger.issues["code"] == "status.reclaimed_producing"].iloc[0]
    assert (row["source_row"], row["parcel_id"], row["severity"]) == (1, "A", "warning")
    assert ledger.issues["severity"].is_monotonic_decreasing  # warning, then note
    english = pk.translate_issues(ledger.issues, lang="en")
    assert english["message"].str.startswith("the land was reclaimed, but works began").any()


def test_a_table_without_rows_has_no_contradictions(make_parcels):
    none = pk.contradictions(make_parcels().iloc[:0], as_of="2020-12-31")
    assert none.empty
    assert isinstance(none, pd.DataFrame)
