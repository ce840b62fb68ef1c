"""A cell that says that there is no number or no class is none of them."""

import pandas as pd
import pytest

import parkland as pk
from parkland.status.rectification_notices import parcel_notices

from .test_cleaning import raw_table


def cleaned(heading, cells):
    table = raw_table({"DKBH": [f"A{n}" for n in range(len(cells))], heading: cells})
    return pk.clean(table)


@pytest.mark.parametrize("heading", ["十类地", "是否十类地", "五未类型"])
def test_a_no_is_no_class(heading):
    cells = ["否", "×", "0", "未列入", "非十类地", "待定", "未批先建", "F", "是"]
    parcels, issues, _ = cleaned(heading, cells)
    field = "five_not_code" if heading == "五未类型" else "ten_category_code"
    known = [None] * 6 + cells[6:]
    assert parcels[field].astype(object).where(parcels[field].notna(), None).tolist() == known
    assert issues[issues["code"] == "value.not_a_code"]["value"].tolist() == ["待定"]


def test_land_that_is_in_no_category_is_not_counted_as_disposed_in_one():
    table = raw_table({"DKBH": ["A", "B"], "十类地": ["否", "一类"], "处置方式": ["盘活"] * 2,
                       "处置日期": ["2022-01-01"] * 2})  # fmt: skip
    ledger = pk.open_ledger(table, as_of="2024-06-30")
    assert pk.totals(ledger).loc["ten_category", "parcels"] == 1


def test_a_notice_that_was_not_given_is_none():
    cells = [
        "整改〔2023〕1号",
        "未下达",
        "否",
        "0",
        "×",
        "将整改〔2023〕2号",
        "不动产通〔2023〕3号",
    ]
    parcels, _, _ = cleaned("整改通知书", cells)
    given = parcels["notice_no"].notna().tolist()
    assert given == [True, False, False, False, False, True, True]
    assert pd.isna(parcels["notice_no"].iloc[1])


def test_a_tick_is_a_notice_of_its_own_parcel():
    table = raw_table({"DKBH": ["A", "B", "C", "D"], "整改通知书": ["√", "√", "3号", "3号"]})
    ledger = pk.open_ledger(table, as_of="2024-06-30")
    found = parcel_notices(ledger)
    assert found["parcel_ids"].tolist() == ["A", "B", "C；D"]
