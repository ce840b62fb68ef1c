"""A ledger of a hundred parcels with the habits of offices, all together, and no profile."""

import datetime as dt
import random

import openpyxl
import pytest

import parkland as pk
from parkland.schema import FLAGS

NUMBER = 100
DAY = dt.date(2024, 6, 30)
PLAIN = [
    "地块编号", "用地单位", "供地面积(亩)", "合同签订日期", "约定开工时间", "实际开工时间",
    "建设状况", "收回日期", "成交价款(万元)",
]  # fmt: skip


@pytest.fixture(scope="module")
def facts():
    """Return the rows of a plain ledger."""
    choose = random.Random(12)  # noqa: S311 - a table for a test
    rows = []
    for n in range(1, NUMBER + 1):
        agreed = dt.date(2016, 1, 1) + dt.timedelta(days=choose.randrange(2900))
        begun = agreed + dt.timedelta(days=choose.randrange(-60, 900))
        state = choose.choice(["未动工", "未动工", "已动工", "已竣工"])
        actual = begun if state != "未动工" and begun < DAY else None
        taken = dt.date(2022, 5, 1) if state == "未动工" and choose.random() < 0.15 else None
        signed = agreed - dt.timedelta(days=365)
        area = round(choose.uniform(5, 90), 2)
        rows.append(
            [f"GD-{n:03d}", f"第{n // 4}公司", area, signed, agreed, actual, state, taken, n]
        )
    return rows


def as_written(day, choose):
    """Return a day in one of the forms in which offices write it."""
    if day is None:
        return choose.choice([None, "—", "无"])
    forms = [day, f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}"]
    return choose.choice([*forms, day.strftime("%Y%m%d"), (day - dt.date(1899, 12, 30)).days])


def awkward(facts, path):
    """Lay the ledger out on a sheet for each district, with everything that offices do."""
    choose = random.Random(7)  # noqa: S311 - a table for a test
    book = openpyxl.Workbook()
    book.remove(book.active)
    marks = ["", "\u200b", "\ufeff", " "]
    for district, part in (("城东", facts[:60]), ("城西", facts[60:])):
        sheet = book.create_sheet(district)
        sheet.append([f"{district}片区供地台账（2024年）"])
        sheet.append(["填报单位：某局", *[None] * 7, "单位：平方米、元"])
        sheet.append(
            ["序号", "*宗地\n编号", "受让单位：", "出让面积", "合同签订", "动工日期", None,
             "开发情况", "收回时间", "出让价款"]
        )  # fmt: skip
        sheet.append([None] * 4 + ["日期", "约定", "实际"])
        sheet.append(list(range(1, 11)))
        for area in ("A1:J1", "F3:G3", *(f"{letter}3:{letter}4" for letter in "ABCDHIJ")):
            sheet.merge_cells(area)
        first = sheet.max_row + 1
        for place, row in enumerate(part):
            number, holder, area, signed, agreed, actual, state, taken, price = row
            if choose.random() < 0.3:
                number = number.replace("-", choose.choice(["–", "－", "—"]))
            sheet.append(
                [place + 1, choose.choice(marks) + number, holder, round(area * 2000 / 3, 6)]
                + [as_written(day, choose) for day in (signed, agreed, actual)]
                + [state, as_written(taken, choose), price * 10_000]
            )
        end = sheet.max_row
        start = first
        for line in range(first, end + 1):  # the parcels of one holder share its cell
            if line == end or sheet.cell(line + 1, 3).value != sheet.cell(start, 3).value:
                if line > start:
                    sheet.merge_cells(start_row=start, end_row=line, start_column=3, end_column=3)
                start = line + 1
        sheet.append([None, f"{district}小计", None, "=SUM(D6:D60)"])
        sheet.append(["合计", f"{len(part)}宗", None, 1234.5])
        sheet.append(["填表人：张某", None, None, "审核人：李某", None, None, "日期：2024-07-01"])
        sheet.auto_filter.ref = f"A5:J{end}"
        for line in range(first + 3, first + 9):
            sheet.row_dimensions[line].hidden = True
    old = book.create_sheet("2019旧", 0)
    old.append(["地块编号", "实际开工时间", "收回日期"])
    for row in facts:
        old.append([row[0], dt.date(2015, 1, 1), dt.date(2019, 1, 1)])
    old.sheet_state = "hidden"
    summary = book.create_sheet("汇总")
    summary.append(["片区", "宗数", "面积"])
    summary.append(["城东", 60, 1])
    book.save(path)
    return path


def test_an_awkward_ledger_gives_the_flags_of_the_plain_one(facts, write_shp, tmp_path):
    layer = write_shp({"DKBH": [row[0] for row in facts]})
    book = openpyxl.Workbook()
    for row in [PLAIN, *facts]:
        book.active.append(row)
    book.save(tmp_path / "plain.xlsx")
    plain = pk.open_ledger(layer, as_of=DAY, register=tmp_path / "plain.xlsx").parcels
    path = awkward(facts, tmp_path / "台账.xlsx")
    ledger = pk.open_ledger(layer, as_of=DAY, register=path)
    for flag in (*FLAGS, "contract_on", "start_due", "start_on", "disposal_on", "holder"):
        assert ledger.parcels[flag].equals(plain[flag]), flag
    assert plain["idle"].sum() > 10
    assert plain["reclaimed"].sum() > 3
    assert (ledger.parcels["stated_area_m2"] - plain["stated_area_m2"]).abs().max() < 1e-3
    assert ledger.parcels["price_cny"].tolist() == plain["price_cny"].tolist()
    told = ledger.issues[ledger.issues["source"] == "台账.xlsx"]
    assert set(told["severity"]) == {"note"}, told
