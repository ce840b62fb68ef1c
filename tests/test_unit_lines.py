"""Units in the title, the notes and the name of a sheet count for its columns, if they agree."""

import openpyxl
import pandas as pd
import pytest

import parkland as pk

from .test_cleaning import raw_table

HEAD = ["地块编号", "收回面积", "收回日期"]


@pytest.mark.parametrize(
    ("above", "below", "name", "area_m2"),
    [
        ("面积：公顷；金额：亿元", "", "台账", 20_000.0),
        ("供地台账（公顷、万元）", "", "台账", 20_000.0),
        ("供地台账", "注：面积单位为公顷", "台账", 20_000.0),
        ("供地台账", "说明：面积以公顷计", "台账", 20_000.0),
        ("供地台账", "", "台账(公顷)", 20_000.0),
        ("单位：㎡、平方米", "", "台账", 2.0),
        ("供地台账（总面积180亩）", "注：1公顷=15亩", "台账", 4_000 / 3),
        ("单位：平方米、亩", "", "台账", None),
        ("单位：亩", "注：面积单位为平方米", "台账", None),
    ],
)
def test_a_unit_outside_the_headings(above, below, name, area_m2, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in ([above], HEAD, ["A", 2, "2022-01-01"], ["B", 2, "2022-01-01"], [below or None]):
        book.active.append(row)
    book.save(tmp_path / "台账.xlsx")
    layer = raw_table({"DKBH": ["A", "B"]})
    register = pk.read_register(tmp_path / "台账.xlsx")
    parcels, issues, _ = pk.clean(layer, register=register)
    found = parcels["disposal_area_m2"].iloc[0]
    assert (None if pd.isna(found) else found) == (area_m2 and pytest.approx(area_m2))
    assert ("unit.unknown" in set(issues["code"])) == (area_m2 is None)


def test_a_column_of_units_counts_for_every_area_without_a_unit():
    table = {"DKBH": ["A", "B"], "收回面积": [20_000, 2], "收回日期": ["2022-01-01"] * 2}
    parcels, _, _ = pk.clean(raw_table(table | {"计量单位": ["平方米", "公顷"]}))
    assert parcels["disposal_area_m2"].tolist() == [20_000.0, 20_000.0]
