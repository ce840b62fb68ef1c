"""Plain tables for people: numbers and days as such, and no text becomes a formula."""

import csv
import datetime as dt

import geopandas as gpd
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.csv_files import csv_rows, csv_text
from parkland.safe_text import guard_formula, is_formula, unguard_formula

from .conftest import squares

RISKS = ["=1+1", "+86 570", "-甲", "@sum", "\tx", "\rx", "＝1+1", "'quoted'"]


def rows_of(path, encoding="utf-8-sig"):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def hostile(make_parcels):
    return make_parcels(len(RISKS), name=RISKS, holder="甲公司", stated_area_m2=10_000.5)


def test_a_workbook_has_numbers_days_and_words_under_chinese_headings(ledger, tmp_path):
    path = pk.write_parcels(ledger.parcels, tmp_path / "表.xlsx")
    sheet = openpyxl.load_workbook(path).active
    head, *rows = sheet.iter_rows()
    headings = [cell.value for cell in head]
    assert headings[:2] == ["地块编号", "地块名称"]
    first = dict(zip(headings, rows[0], strict=True))
    area = first["椭球面积（平方米）"]
    assert isinstance(area.value, float)
    assert area.number_format == "#,##0.00"
    starts = next(cell for cell in sheet[1] if cell.value == "约定开工时间").column
    day = next(row[starts - 1] for row in rows if row[starts - 1].value)
    assert isinstance(day.value, dt.datetime)
    assert day.number_format == "yyyy-mm-dd"
    assert sheet.freeze_panes == "B2"
    assert {row[headings.index("已平整")].value for row in rows} <= {"是", "否", None}
    statuses = {row[headings.index("土地状态")].value for row in rows}
    assert "已收回" in statuses
    assert len(rows) == len(ledger.parcels)


def test_no_cell_of_a_workbook_is_a_formula(make_parcels, tmp_path):
    path = pk.write_parcels(hostile(make_parcels), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(path).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    names = [row[1].value for row in sheet.iter_rows(min_row=2)]
    assert [name.strip() for name in names] == [risk.strip() for risk in RISKS]
    assert sheet["B2"].quotePrefix


def test_no_text_of_a_csv_file_is_a_formula_and_none_is_changed_for_good(make_parcels, tmp_path):
    path = pk.write_parcels(hostile(make_parcels), tmp_path / "台账.csv")
    head, *rows = rows_of(path)
    names = [row[head.index("地块名称")] for row in rows]
    assert names == [f"'{risk}" for risk in RISKS]
    register = pk.read_register(path)
    assert register["地块名称"].tolist() == RISKS


@given(st.text())
def test_a_guarded_text_never_begins_like_a_formula(text):
    assert guard_formula(text).startswith("'") or not is_formula(text)
    assert unguard_formula(guard_formula(text)) == text


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1))
def test_texts_in_csv_are_read_back_as_they_were(rows):
    head, *found = csv_rows(csv_text(["=a", "b"], rows))
    assert head == ["=a", "b"]
    assert found == rows


def test_excel_in_china_opens_the_csv_because_of_its_mark(make_parcels, tmp_path):
    path = pk.write_parcels(make_parcels(1), tmp_path / "a.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows_of(path)[0][0] == "地块编号"
    gbk = pk.write_parcels(make_parcels(1), tmp_path / "b.csv", encoding="gbk")
    assert rows_of(gbk, "gbk")[0][0] == "地块编号"


def test_a_character_outside_the_encoding_is_an_error_not_a_question_mark(make_parcels, tmp_path):
    message = r"^\S*a\.csv: the character '𠮷' is not in gbk\. Write it in utf-8\.$"
    with pytest.raises(pk.ParklandError, match=message):
        pk.write_parcels(make_parcels(1, name="𠮷"), tmp_path / "a.csv", encoding="gbk")
    assert list(tmp_path.iterdir()) == []


def test_an_exported_table_is_a_register_with_the_same_facts(make_parcels, tmp_path):
    parcels = make_parcels(
        3,
        stated_area_m2=[10_000.25, None, 666.5],
        price_cny=1_234_567.0,
        start_due=[dt.datetime(2018, 3, 1), None, None],
        cause_verified=[True, False, None],
    )
    plain = parcels[["parcel_id", "geometry"]].rename(columns={"parcel_id": "地块编号"})
    layer = pk.write_parcels(plain, tmp_path / "a.gpkg")
    for name in ("表.xlsx", "表.csv"):
        register = pk.write_parcels(parcels, tmp_path / name)
        back = pk.open_ledger(layer, as_of="2020-12-31", register=register).parcels
        for fact in ("stated_area_m2", "price_cny", "start_due", "cause_verified"):
            assert back[fact].astype(object).fillna(0).tolist() == (
                parcels[fact].astype(object).fillna(0).tolist()
            ), (name, fact)


def test_an_own_column_that_repeats_a_canonical_one_is_written_once(tmp_path):
    layer = gpd.GeoDataFrame(
        {"地块编号": ["A"], "地块名称": ["甲"], "项目名称": ["乙"]}, geometry=squares(1), crs=4528
    )
    layer.to_file(tmp_path / "a.gpkg")
    parcels = pk.clean(pk.read_parcels(tmp_path / "a.gpkg")).parcels
    head, row = rows_of(pk.write_parcels(parcels, tmp_path / "a.csv"))
    assert head.count("地块编号") == 1
    assert dict(zip(head, row, strict=True))["项目名称"] == "乙"


def test_zero_rows_are_a_table_with_headings(make_parcels, tmp_path):
    for name in ("a.csv", "a.xlsx"):
        path = pk.write_parcels(make_parcels(1).iloc[:0], tmp_path / name)
        assert path.stat().st_size > 0
    assert len(rows_of(tmp_path / "a.csv")) == 1


def test_control_characters_and_years_that_a_sheet_cannot_hold(make_parcels, tmp_path):
    odd = make_parcels(1, name="a\x01b", start_due=dt.datetime(1700, 1, 1))
    sheet = openpyxl.load_workbook(pk.write_parcels(odd, tmp_path / "a.xlsx")).active
    values = [cell.value for cell in sheet[2]]
    assert "a\ufffdb" in values
    assert "1700-01-01" in values
