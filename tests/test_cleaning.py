"""Cells, units and shapes as officers have them; nothing dropped, nothing guessed in silence."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.cleaning.status_axes import read_status
from parkland.columns.cell_values import is_empty, parse_amount, parse_date
from parkland.conventions import compact_word, load_profile
from parkland.schema import FIELDS

from .conftest import EAST, NORTH, squares

DEFAULT = load_profile()


def raw_table(columns, geometry=None, layer="地块"):
    number = len(next(iter(columns.values())))
    shapes = squares(number) if geometry is None else geometry
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4528")
    return frame.assign(source=f"{layer}.shp", layer=layer, source_row=range(1, number + 1))


def found(issues, code):
    return issues[issues["code"] == code]


@pytest.mark.parametrize(
    "cell",
    ["2020年03月01日", "2020年3月1日", "2020-3-1", "2020/3/1", "2020.3.1", "20200301",
     "２０２０－３－１", 43891, 20200301.0, dt.date(2020, 3, 1), dt.datetime(2020, 3, 1, 8, 30),
     "2020-03-01T00:00:00", "2020-03-01 00:00:00", "二〇二〇年三月一日", "2020年3月1号",
     "2020—3—1", "2020–03–01", "'2020-03-01", "2020年3月1日。"],
)  # fmt: skip
def test_dates_as_they_arrive(cell):
    assert parse_date(cell) == dt.date(2020, 3, 1)


@pytest.mark.parametrize(
    "cell", ["2020", "2020年3月", "3月1日", "明年", "2020-13-01", "2021-02-29", 12]
)
def test_what_is_not_a_date_is_not_made_one(cell):
    with pytest.raises(ValueError):
        parse_date(cell)


@given(st.dates(dt.date(1980, 1, 1), dt.date(2099, 12, 31)))
def test_every_date_survives_every_spelling(day):
    spellings = [
        f"{day:%Y年%m月%d日}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        str(day),
    ]
    serial = (day - dt.date(1899, 12, 30)).days
    assert {parse_date(cell) for cell in (*spellings, serial)} == {day}


@pytest.mark.parametrize(
    "cell",
    [
        None,
        np.nan,
        pd.NaT,
        "",
        " ",
        "--",
        "无",
        "/",
        "1900-01-01",
        dt.date(1900, 1, 1),
        "　",
        "N/A",
    ],
)
def test_all_the_spellings_of_empty(cell):
    assert is_empty(cell, DEFAULT)


@pytest.mark.parametrize(
    ("cell", "number", "unit"),
    [
        ("1,234.5亩", 1234.5, "亩"),
        ("１２.５ 公顷", 12.5, "公顷"),
        (3, 3.0, ""),
        ("0.5", 0.5, ""),
        ("320万元", 320, "万元"),
    ],
)
def test_amounts_with_units(cell, number, unit):
    assert parse_amount(cell) == (number, unit)


@pytest.mark.parametrize("cell", ["约12亩", "12-15", "inf", "十亩", True])
def test_what_is_not_an_amount_is_not_made_one(cell):
    with pytest.raises(ValueError):
        parse_amount(cell)


@pytest.mark.parametrize(
    ("columns", "m2"),
    [
        ({"供地面积(亩)": [15.0]}, 10_000),
        ({"供地面积（公顷）": ["1"]}, 10_000),
        ({"面积(平方米)": ["10,000"]}, 10_000),
        ({"MJ": [1.0], "MJDW": ["3"]}, 10_000),
        ({"MJ": [15], "MJDW": ["2"]}, 10_000),
        ({"MJ": ["1公顷"], "MJDW": ["2"]}, 10_000),
        ({"TBMJ": [10_000.0]}, 10_000),
        ({"供地面积": [15.0]}, 10_000),
    ],
)
def test_stated_areas_arrive_in_square_metres_whatever_their_unit(columns, m2):
    parcels, _, _ = pk.clean(raw_table(columns))
    assert parcels["stated_area_m2"].tolist() == pytest.approx([m2])


def test_a_unit_that_the_profile_assumes_is_noted_and_one_nobody_knows_is_an_error():
    _, issues, _ = pk.clean(raw_table({"供地面积": [15.0]}))
    assert len(found(issues, "unit.assumed")) == 1
    parcels, issues, _ = pk.clean(raw_table({"供地面积(丈)": [15.0]}))
    assert parcels["stated_area_m2"].isna().all()
    assert found(issues, "unit.unknown")["severity"].tolist() == ["error"]


def test_prices_are_yuan():
    columns = {"成交价款(万元)": [1.5, np.nan], "总投资额": ["2亿元", "300"]}
    parcels, _, _ = pk.clean(raw_table(columns))
    assert parcels["price_cny"].iloc[0] == 15_000
    assert parcels["investment_total_cny"].tolist() == [200_000_000, 3_000_000]


def test_a_cell_that_cannot_be_understood_is_missing_kept_raw_and_reported():
    columns = {
        "地块编号": ["A-1", "A-2"],
        "约定开工时间": ["待定", "2020-3-1"],
        "面积(亩)": ["-5", "x"],
    }
    parcels, issues, _ = pk.clean(raw_table(columns))
    assert parcels["start_due"].isna().tolist() == [True, False]
    assert parcels["约定开工时间"].tolist() == ["待定", "2020-3-1"]
    date = found(issues, "value.not_a_date").iloc[0]
    assert (date["parcel_id"], date["source_row"], date["field"], date["value"]) == (
        "A-1",
        1,
        "start_due",
        "待定",
    )
    assert len(found(issues, "value.negative")) == 1
    assert len(found(issues, "value.not_a_number")) == 1


def test_two_columns_for_one_field_are_filled_from_one_another_and_their_quarrel_is_told():
    columns = {"地块名称": ["甲", None, "丙"], "DKMC": ["甲", "乙", "不同"]}
    parcels, issues, _ = pk.clean(raw_table(columns))
    assert parcels["name"].tolist() == ["甲", "乙", "丙"]
    assert found(issues, "column.disagree")["value"].tolist() == ["不同"]


def test_status_words_count_only_whole():
    assert read_status("未收回", DEFAULT)[0] == {"disposal_kind": ("未收回", "none")}
    assert read_status("尚未竣工", DEFAULT)[0] == {}
    assert read_status("尚未竣工", DEFAULT)[1] == ["尚未竣工"]
    assert read_status("已平整、主体已开工", DEFAULT)[0]["levelling"] == ("已平整", "levelled")
    assert read_status("已平整；未平整", DEFAULT)[2] == ["未平整"]


def test_words_of_a_row_come_before_the_meaning_of_its_layer():
    raw = raw_table({"DKBH": ["A", "B"], "收回方式": ["无偿收回", None]}, layer="收回低效工业用地")
    parcels, _, _ = pk.clean(raw)
    assert parcels["disposal_kind"].tolist() == ["unpaid_takeback", "takeback"]
    assert parcels["disposal_kind_from"].tolist() == ["text:无偿收回", "layer:收回低效工业用地"]
    planned, _, _ = pk.clean(raw_table({"DKBH": ["A"]}, layer="拟收回地块"))
    assert planned["disposal_kind"].isna().all()


def test_unknown_status_text_is_reported():
    _, issues, _ = pk.clean(raw_table({"DKBH": ["A"], "状态": ["边角料"]}))
    assert found(issues, "status.unknown_text")["value"].tolist() == ["边角料"]


BOWTIE = shapely.Polygon(
    [(EAST, NORTH), (EAST + 100, NORTH + 100), (EAST + 100, NORTH), (EAST, NORTH + 100)]
)
FLAT = shapely.Polygon([(EAST, NORTH), (EAST + 100, NORTH), (EAST + 50, NORTH)])
UNUSABLE = {
    "geometry.missing": None,
    "geometry.not_polygon": shapely.Point(EAST, NORTH),
    "geometry.no_area": FLAT,
}


@pytest.mark.parametrize("code", UNUSABLE)
def test_a_record_that_cannot_be_used_is_quarantined_with_its_reason(code):
    raw = raw_table({"DKBH": ["A", "B"]}, geometry=[UNUSABLE[code], squares(1)[0]])
    parcels, issues, quarantine = pk.clean(raw)
    assert parcels["parcel_id"].tolist() == ["B"]
    assert quarantine["reason"].tolist() == [code]
    assert quarantine["DKBH"].tolist() == ["A"]
    row = found(issues, code).iloc[0]
    assert (row["parcel_id"], row["action"]) == ("A", "quarantined")


def test_an_empty_polygon_is_missing():
    _, _, quarantine = pk.clean(raw_table({"DKBH": ["A"]}, geometry=[shapely.Polygon()]))
    assert quarantine["reason"].tolist() == ["geometry.missing"]


def test_invalid_rings_are_repaired_with_both_areas_or_quarantined_as_asked():
    raw = raw_table({"DKBH": ["A"]}, geometry=[BOWTIE])
    parcels, issues, quarantine = pk.clean(raw)
    assert parcels.geometry.is_valid.all()
    assert len(quarantine) == 0
    told = found(issues, "geometry.repair_changed_area")
    assert told["value"].tolist() == ["0.00 → 5000.00"]
    assert told["severity"].tolist() == ["error"]
    parcels, issues, quarantine = pk.clean(raw, on_invalid="quarantine")
    assert len(parcels) == 0
    assert quarantine["reason"].tolist() == ["geometry.invalid"]
    assert "Self-intersection" in found(issues, "geometry.invalid")["value"].iloc[0]


def test_a_repair_tells_square_metres_whatever_the_system():
    table = raw_table({"DKBH": ["A"]}, geometry=[BOWTIE])
    degrees = table.set_geometry(gpd.GeoSeries([BOWTIE], crs=4528).to_crs(4490))
    _, issues, _ = pk.clean(degrees)
    told = found(issues, "geometry.repair_changed_area")
    _, after = told["value"].iloc[0].split(" → ")
    assert float(after) == pytest.approx(5000, rel=2e-3)


def test_heights_are_dropped_with_a_note():
    high = shapely.force_3d(squares(1)[0], 120.0)
    parcels, issues, _ = pk.clean(raw_table({"DKBH": ["A"]}, geometry=[high]))
    assert not parcels.geometry.has_z.any()
    assert len(found(issues, "geometry.z_dropped")) == 1


def test_the_same_shape_twice_is_told_with_its_partner():
    one = squares(1)[0]
    turned = shapely.Polygon([*one.exterior.coords[1:], one.exterior.coords[1]])
    _, issues, _ = pk.clean(raw_table({"DKBH": ["A", "B"]}, geometry=[one, turned]))
    row = found(issues, "geometry.duplicate").iloc[0]
    assert (row["parcel_id"], row["value"]) == ("B", "A (地块.shp #1)")


def test_numbers_that_repeat_or_lack_are_told():
    _, issues, _ = pk.clean(raw_table({"DKBH": ["A-1", "ａ－１", None]}))
    assert found(issues, "identity.duplicate")["source_row"].tolist() == [1, 2]
    assert found(issues, "identity.missing")["source_row"].tolist() == [3]


def test_nothing_given_is_changed_and_the_columns_do_not_depend_on_rows():
    raw = raw_table({"DKBH": ["A"], "面积(亩)": [1.5], "ZT": ["已平整"]})
    before = raw.copy(deep=True)
    parcels, _, _ = pk.clean(raw)
    pd.testing.assert_frame_equal(pd.DataFrame(raw), pd.DataFrame(before))
    nothing, _, quarantine = pk.clean(raw.iloc[:0])
    assert list(nothing.columns) == list(parcels.columns)
    canonical = list(FIELDS)
    assert nothing[canonical].dtypes.tolist() == parcels[canonical].dtypes.tolist()
    assert len(quarantine) == 0


shapes = st.sampled_from(
    [*UNUSABLE.values(), BOWTIE, *squares(3), shapely.MultiPolygon(squares(2))]
)


@given(st.lists(shapes, min_size=1, max_size=12), st.sampled_from(["repair", "quarantine"]))
def test_every_record_is_a_parcel_or_in_quarantine(geometry, on_invalid):
    raw = raw_table({"DKBH": [f"A-{i}" for i in range(len(geometry))]}, geometry=geometry)
    parcels, issues, quarantine = pk.clean(raw, on_invalid=on_invalid)
    assert sorted([*parcels.index, *quarantine.index]) == list(raw.index)
    assert len(issues[issues["action"] == "quarantined"]) == len(quarantine)
    assert (pk.acreage(parcels) > 0).all()


def test_a_table_from_elsewhere_is_refused():
    with pytest.raises(pk.ParklandError, match="lacks source, layer and source_row.*read_parcels"):
        pk.clean(gpd.GeoDataFrame(geometry=squares(1), crs=4528))


def test_issues_can_be_read_in_english():
    _, issues, _ = pk.clean(raw_table({"DKBH": ["A"], "状态": ["边角料"]}))
    english = pk.translate_issues(issues, lang="en")
    assert english["message"].tolist() == [
        "the status text is not in the profile's vocabulary: 边角料"
    ]
    assert list(english.columns) == list(issues.columns)


@pytest.mark.parametrize(
    "cell", ["1900年1月1日", "1900.1.1", "19000101", "1899-12-30", "1900/01/01"]
)
def test_a_placeholder_date_is_empty_however_it_is_written(cell):
    parcels, issues, _ = pk.clean(raw_table({"DKBH": ["A"], "约定开工时间": [cell]}))
    assert parcels["start_due"].isna().all()
    assert parcels["unreadable"].isna().all()
    assert not issues["code"].str.startswith("value").any()


@pytest.mark.parametrize(
    "layer", ["未收回", "待收回地块", "不收回", "非收回", "2020收回计划", "拟收回"]
)
def test_a_layer_that_denies_is_not_one_that_says(layer):
    parcels, _, _ = pk.clean(raw_table({"DKBH": ["A"]}, layer=layer))
    assert parcels["disposal_kind"].isna().all()


def test_a_word_that_denies_what_the_layer_says_leaves_it_open():
    raw = raw_table({"DKBH": ["A", "B"], "ZT": ["未收回", None]}, layer="收回地块")
    parcels, _, _ = pk.clean(raw)
    assert pk.flag_status(parcels, as_of="2020-12-31")["reclaimed"].tolist() == [pd.NA, True]
    assert parcels["unreadable"].isna().tolist() == [False, True]
    assert parcels["unreadable"].iloc[0] == "disposal_kind；"
    told = pk.contradictions(parcels, as_of="2020-12-31")
    assert told["code"].tolist() == ["status.words_unclear"]


def test_a_filled_column_of_take_back_says_that_it_was_taken_back():
    raw = raw_table(
        {"DKBH": ["A", "B"], "收回日期": ["2020-06-01", "--"], "约定开工时间": ["2016-01-01"] * 2}
    )
    parcels, _, _ = pk.clean(raw)
    flags = pk.flag_status(parcels, as_of="2020-12-31")
    assert flags["reclaimed"].tolist() == [True, False]
    assert flags["status_reason"].iloc[0] == "收回（方式未载明）（2020-06-01），依据处置日期"


def test_new_names_of_columns_never_collide():
    parcels, _, _ = pk.clean(raw_table({"DKBH": ["A"], "name": ["x"], "raw_name": ["y"]}))
    assert parcels.columns.is_unique
    assert (parcels["raw_name"][0], parcels["raw_name_2"][0]) == ("y", "x")


@pytest.mark.parametrize("cell", [float("inf"), 1e300, "1e400", "9e307"])
def test_an_absurd_area_is_told_and_stops_nothing(cell):
    parcels, issues, _ = pk.clean(raw_table({"DKBH": ["A", "B"], "面积(亩)": [cell, 3.0]}))
    assert parcels["stated_area_m2"].isna().tolist() == [True, False]
    assert found(issues, "value.not_a_number")["parcel_id"].tolist() == ["A"]


def test_a_table_with_a_repeated_index_is_refused():
    raw = raw_table({"DKBH": ["A"]})
    with pytest.raises(pk.ParklandError, match="not unique"):
        pk.clean(pd.concat([raw, raw]))


def test_a_quarrel_between_columns_shows_what_the_office_wrote():
    _, issues, _ = pk.clean(raw_table({"供地面积(亩)": [5.0], "面积(亩)": [3.0]}))
    assert found(issues, "column.disagree")["value"].tolist() == ["3.0"]


def test_measures_are_dropped_with_a_note():
    measured = shapely.from_wkt(
        squares(1)[0].wkt.replace("POLYGON", "POLYGON M").replace(",", " 7,").replace("))", " 7))")
    )
    parcels, issues, _ = pk.clean(raw_table({"DKBH": ["A"]}, geometry=[measured]))
    assert not shapely.has_m(parcels.geometry.to_numpy()).any()
    assert len(found(issues, "geometry.m_dropped")) == 1


def test_the_polygons_of_a_collection_are_kept_without_its_lines():
    square = squares(1)[0]
    mixed = shapely.GeometryCollection([square, square.exterior, square.centroid])
    parcels, issues, _ = pk.clean(raw_table({"DKBH": ["A"]}, geometry=[mixed]))
    assert parcels.geometry.iloc[0].equals(square)
    assert found(issues, "geometry.parts_dropped")["parcel_id"].tolist() == ["A"]


@pytest.mark.parametrize("crs", ["EPSG:4528", "EPSG:4490"])
def test_slivers_are_told_with_their_width(crs):
    thin = shapely.box(EAST, NORTH + 200, EAST + 100, NORTH + 200.2)
    table = raw_table({"DKBH": ["A", "B"]}, geometry=[*squares(1), thin])
    _, issues, _ = pk.clean(table.to_crs(crs))
    row = found(issues, "geometry.sliver").iloc[0]
    assert (row["parcel_id"], float(row["value"])) == ("B", pytest.approx(0.2, abs=0.01))


def test_a_cell_that_says_neither_yes_nor_no_is_told():
    _, issues, _ = pk.clean(raw_table({"DKBH": ["A", "B"], "是否低效": ["是", "大概"]}))
    assert found(issues, "value.not_yes_or_no")["value"].tolist() == ["大概"]


def test_two_words_that_contradict_are_told():
    _, issues, _ = pk.clean(raw_table({"DKBH": ["A"], "状态": ["已平整、未平整"]}))
    assert found(issues, "status.two_codes")["source_row"].tolist() == [1]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("1,234.5亩", 1234.5), ("1，234", 1234.0), ("5m2", 5.0), ("5 m²", 5.0), ("3.2 万元", 3.2)],
)
def test_amounts_as_they_arrive(cell, amount):
    assert parse_amount(cell)[0] == amount


@pytest.mark.parametrize("cell", ["1,5", "1234,567", "12亩3分", "约12", "1_000", ""])
def test_what_could_be_two_amounts_is_none(cell):
    with pytest.raises(ValueError):
        parse_amount(cell)


NOT_DONE = (
    "尚未 收回", "拟 收回", "计划2026年 收回", "不予 收回", "准备、收回", "收回（未完成）",
    "未 收回", "计划2026年、收回", "准备 / 收回", "收回 未完成", "东区 收回", "拟\u3000收回",
)  # fmt: skip
DONE = (
    "收 回",
    "已收回",
    "收回；拟 盘活",
    "准备；收回",
    "收回、拟盘活",
    "待定；收回",
    "收回 2019年",
)


@pytest.mark.parametrize("text", [*NOT_DONE, *DONE])
def test_a_qualified_status_word_is_not_read_as_done(text):
    found, unknown, _ = read_status(text, DEFAULT)
    code = found.get("disposal_kind", ("", ""))[1]
    assert (code == "takeback") == (text in DONE)
    assert unknown or text in {*DONE, "未 收回"}


@given(
    qualifier=st.sampled_from(sorted(DEFAULT.qualifiers)),
    date=st.sampled_from(["", "2026年", "2026-05", "2026.5.1", "2026年底"]),
    space=st.sampled_from([" ", "\u3000", "  ", "、", ", ", "/", ""]),
    word=st.sampled_from([word for words in DEFAULT.axes.values() for word in words]),
)
def test_no_qualified_word_counts_as_itself(qualifier, date, space, word):
    text = f"{qualifier}{date}{space}{word}"
    found, unknown, _ = read_status(text, DEFAULT)
    words = {form for words in DEFAULT.axes.values() for form in words}
    if compact_word(text) not in words:  # as 未 平整 is
        assert not found
        assert unknown
