"""The register is joined by parcel number, and its quarrels with the layer are told."""

import datetime as dt

import openpyxl
import pytest

import parkland as pk


@pytest.fixture
def layer(write_shp):
    return write_shp(
        {"DKBH": ["GD-01", "GD-02", "GD-03"], "DKMC": ["甲", None, "丙"], "QLR": ["旧", "同", None]}
    )


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_keys_match_whatever_their_width_case_and_spaces(layer, tmp_path):
    rows = [
        ["地块编号", "约定开工时间"],
        ["ＧＤ－０１", dt.datetime(2020, 3, 1)],
        ["gd-02 ", "2020年4月1日"],
        ["GD- 03", 43952],
    ]
    ledger = pk.open_ledger(layer, as_of="2020-12-31", register=workbook(tmp_path / "r.xlsx", rows))
    assert [str(day.date()) for day in ledger.parcels["start_due"]] == [
        "2020-03-01",
        "2020-04-01",
        "2020-05-01",
    ]
    assert (
        ledger.parcels["register_地块编号" if "register_地块编号" in ledger.parcels else "地块编号"]
        .notna()
        .all()
    )


def test_rows_without_a_parcel_without_a_number_and_repeated_ones_are_told(layer, tmp_path):
    rows = [["地块编号", "项目名称"], ["GD-01", "x"], ["GD-01", "y"], ["GD-99", "z"], [None, "w"]]
    ledger = pk.open_ledger(layer, as_of="2020-12-31", register=workbook(tmp_path / "r.xlsx", rows))
    found = ledger.issues.set_index("code")["source_row"]
    assert found["register.duplicate"] == 3
    assert found["register.no_parcel"] == 4
    assert found["register.no_number"] == 5


def test_the_register_is_followed_but_names_stay_and_differences_are_told(layer, tmp_path):
    rows = [
        ["地块编号", "项目名称", "权利人"],
        ["GD-01", "项目甲", "新"],
        ["GD-02", "项目乙", "同"],
    ]
    ledger = pk.open_ledger(layer, as_of="2020-12-31", register=workbook(tmp_path / "r.xlsx", rows))
    assert ledger.parcels["name"].tolist() == ["甲", "项目乙", "丙"]
    assert ledger.parcels["holder"].tolist()[:2] == ["新", "同"]
    quarrel = ledger.issues[ledger.issues["code"] == "register.disagrees"]
    assert quarrel[["parcel_id", "field", "value"]].to_numpy().tolist() == [
        ["GD-01", "holder", "新 ≠ 旧"]
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_registers(layer, tmp_path, encoding):
    path = tmp_path / "台账.csv"
    path.write_text("地块编号,约定开工时间\nGD-01,2020.3.1\n", encoding=encoding)
    ledger = pk.open_ledger(layer, as_of="2020-12-31", register=path)
    assert str(ledger.parcels["start_due"][0].date()) == "2020-03-01"


def test_a_title_above_the_headings_is_passed_over(layer, tmp_path):
    rows = [["2020年供地台账"], [], ["地块编号", "约定开工时间"], ["GD-01", "2020-03-01"]]
    register = pk.read_register(workbook(tmp_path / "r.xlsx", rows))
    assert register["地块编号"].tolist() == ["GD-01"]
    assert register["source_row"].tolist() == [4]


def test_the_register_of_a_folder_is_taken_and_noted(layer, tmp_path):
    workbook(tmp_path / "供地台账.xlsx", [["地块编号", "约定开工时间"], ["GD-01", "2020-03-01"]])
    ledger = pk.open_ledger(tmp_path, as_of="2020-12-31")
    assert ledger.parcels["start_due"].notna().sum() == 1
    assert "register.found" in set(ledger.issues["code"])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("缺.xlsx", None, "no such register"),
        ("a.xlsx", b"x", r"is a text file by its content\. Call it a\.csv"),
        ("a.doc", b"x", r"a file in one of \.xlsx, "),
        ("a.csv", b"\xff\xff\xff", "neither UTF-8 nor GB18030"),
        ("a.csv", b"", "the file is empty"),
    ],
)
def test_registers_that_cannot_be_read(layer, tmp_path, name, content, message):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(pk.ParklandError, match=message):
        pk.open_ledger(layer, as_of="2020-12-31", register=path)


def test_words_of_register_and_layer_meet_on_their_own_axes(write_shp, tmp_path):
    path = write_shp({"DKBH": ["GD-01"], "平整情况": ["已平整"]})
    rows = [["地块编号", "建设状况"], ["GD-01", "已动工"]]
    ledger = pk.open_ledger(path, as_of="2020-12-31", register=workbook(tmp_path / "r.xlsx", rows))
    row = ledger.parcels.iloc[0]
    assert (row["levelling"], row["construction"]) == ("levelled", "started")
    assert "register.disagrees" not in set(ledger.issues["code"])


def test_a_register_that_matches_nothing_or_has_no_numbers_is_an_error(layer, tmp_path):
    rows = [["地块编号", "约定开工时间"], ["X-1", "2020-03-01"]]
    ledger = pk.open_ledger(layer, as_of="2020-12-31", register=workbook(tmp_path / "r.xlsx", rows))
    found = ledger.issues[ledger.issues["code"] == "register.no_match"]
    assert found["severity"].tolist() == ["error"]
    for rows in ([["GD-01", "2020-03-01"]], [["项目名称", "约定开工时间"], ["甲", "2020-03-01"]]):
        with pytest.raises(
            pk.ParklandError, match="no row of headings|no column of parcel numbers"
        ):
            pk.read_register(workbook(tmp_path / "n.xlsx", rows))


def test_a_line_with_units_above_the_headings_is_not_the_headings(layer, tmp_path):
    rows = [
        ["供地台账", None, "单位：亩"],
        ["地块编号", "约定开工时间", "备注"],
        ["GD-01", "2020-03-01", None],
    ]
    assert pk.read_register(workbook(tmp_path / "r.xlsx", rows))["地块编号"].tolist() == ["GD-01"]


def test_a_register_beside_a_single_file_is_mentioned_not_taken(layer, tmp_path):
    workbook(tmp_path / "供地台账.xlsx", [["地块编号", "约定开工时间"], ["GD-01", "2020-03-01"]])
    ledger = pk.open_ledger(layer, as_of="2020-12-31")
    assert ledger.parcels["start_due"].isna().all()
    assert "register.beside" in set(ledger.issues["code"])


def test_no_column_of_the_register_is_lost(layer, tmp_path):
    rows = [["地块编号", "备注", "备注", "source", "geometry"], ["GD-01", "一", "二", "三", "四"]]
    ledger = pk.open_ledger(layer, as_of="2020-12-31", register=workbook(tmp_path / "r.xlsx", rows))
    row = ledger.parcels.iloc[0]
    assert [row[n] for n in ("备注", "备注_2", "raw_source", "raw_geometry")] == [
        "一",
        "二",
        "三",
        "四",
    ]


def test_csv_with_semicolons_and_serial_dates(layer, tmp_path):
    path = tmp_path / "台账.csv"
    path.write_text("地块编号;约定开工时间\nGD-01;43891.0\n", encoding="utf-8")
    ledger = pk.open_ledger(layer, as_of="2020-12-31", register=path)
    assert str(ledger.parcels["start_due"][0].date()) == "2020-03-01"


def test_parcels_that_the_register_does_not_list_are_told(layer, write_shp, tmp_path):
    write_shp({"DKBH": ["ZZ-1", "ZZ-2"]}, name="另一层")
    rows = [["地块编号", "约定开工时间"], ["GD-01", "2020-03-01"], ["GD-02", "2020-03-01"]]
    register = workbook(tmp_path / "r.xlsx", rows)
    issues = pk.open_ledger(tmp_path, as_of="2020-12-31", register=register).issues
    lacking = issues[issues["code"] == "register.no_row"]
    assert lacking["parcel_id"].tolist() == ["GD-03"]
    other = issues[issues["code"] == "register.other_layer"]
    assert other["source"].tolist() == ["另一层.shp"]
