"""Workbooks as offices lay them out: headings of several rows, merged cells, totals, sheets."""

import datetime as dt
import json
import re
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from parkland.formats.format_lookup import is_register_file

HEADINGS = ["地块编号", "用地单位", "供地面积（亩）", "约定开工时间"]
DAY = dt.datetime(2018, 3, 1)
PARCELS = [[f"GD-0{n}", f"{n}公司", 60, DAY] for n in (1, 2, 3)]


@pytest.fixture
def save(tmp_path):
    """Save sheets (name -> rows) as a workbook; `change` does the rest to the book."""

    def save_book(sheets, change=None, name="台账.xlsx", merged=()):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in (sheets if isinstance(sheets, dict) else {"台账": sheets}).items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        for area in merged:
            book.worksheets[0].merge_cells(area)
        if change:
            change(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return save_book


def notes(register):
    """Return the issues of reading: code -> value without the name of the sheet."""
    return {i.code: i.value.partition(": ")[2] or i.value for i in register.attrs["issues"]}


def edited(path, name, change):
    """Replace the text of one part of a workbook."""
    with zipfile.ZipFile(path) as book:
        parts = {info: book.read(info) for info in book.namelist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for info, content in parts.items():
            book.writestr(info, content)
    return path


TWO_ROWS = [
    ["某园区供地台账"],
    ["序号", "地块编号", "供地情况", None, "时间", None, None, "建设状况"],
    [
        None,
        None,
        "供应方式",
        "供地面积（亩）",
        "合同签订日期",
        "约定开工时间",
        "实际开工时间",
        None,
    ],
    [1, "GD-01", "出让", 60, dt.datetime(2017, 3, 1), DAY, None, "未动工"],
    [2, "GD-02", "出让", 60, dt.datetime(2017, 3, 1), DAY, dt.datetime(2018, 2, 1), "已竣工"],
    [3, "GD-03", "出让", 60, dt.datetime(2017, 3, 1), DAY, None, "未动工"],
]
TWO_ROWS_MERGED = ("A1:H1", "A2:A3", "B2:B3", "C2:D2", "E2:G2", "H2:H3")


def test_headings_of_two_rows_give_the_right_flags(save, write_shp):
    layer = write_shp({"DKBH": ["GD-01", "GD-02", "GD-03"]})
    register = save(TWO_ROWS, merged=TWO_ROWS_MERGED)
    ledger = pk.open_ledger(layer, as_of="2024-06-30", register=register)
    assert ledger.parcels["idle"].tolist() == [True, False, True]
    assert ledger.parcels["construction"].tolist()[1] == "finished"
    assert notes(pk.read_register(register)) == {"register.other_rows": "1 (1 某园区供地台账)"}


GROUPED = [
    ["宗地编号", "开工时间", None, "平整", None, "处置", None],
    [None, "约定", "实际", "日期", "面积（亩）", "日期", "文号"],
    ["GD-01", "2018-03-01", "2019-03-01", "2017-01-01", 30, None, None],
]


@pytest.mark.parametrize("merged", [("A1:A2", "B1:C1", "D1:E1", "F1:G1"), ()])
def test_a_group_and_its_part_make_one_heading(save, merged):
    register = pk.read_register(save(GROUPED, merged=merged))
    assert list(register)[:7] == [
        "宗地编号",
        "约定开工时间",
        "实际开工时间",
        "平整日期",
        "平整面积(亩)",
        "处置日期",
        "处置文号",
    ]
    assert register["source_row"].tolist() == [3]


@pytest.mark.parametrize(
    ("rows", "merged", "names"),
    [
        (  # no range goes over rows
            [
                ["基本情况", None, "开发情况", None, None],
                ["宗地号", "受让人", "开工", None, "竣工时间"],
                [None, None, "约定时间", "实际时间", None],
            ],
            ("A1:B1", "C1:E1", "C2:D2"),
            ["宗地号", "受让人", "约定开工时间", "实际开工时间", "竣工时间"],
        ),
        (  # 电话 is no name of a holder, and a planned start no start
            [
                ["地块编号", "受让人", None, "开工时间", None],
                [None, "名称", "电话", "实际", "计划"],
            ],
            ("A1:A2", "B1:C1", "D1:E1"),
            ["地块编号", "受让人名称", "电话", "实际开工时间", "计划开工时间"],
        ),
        (  # a heading can be merged over two columns of values
            [["地块编号", "备注", None, "现状", "用途"]],
            ("B1:C1",),
            ["地块编号", "备注", "备注_2", "现状", "用途"],
        ),
    ],
)
def test_groups_of_every_shape(save, rows, merged, names):
    register = pk.read_register(save([*rows, ["GD-01", "a", "b", "c", "d"]], merged=merged))
    assert list(register)[:5] == names
    assert register["source_row"].tolist() == [len(rows) + 1]


def test_headings_of_three_rows_under_many_titles(save):
    titles = [[f"第{n}行标题", None, None, None, "附表"] for n in range(14)]
    rows = [
        *titles,
        ["地块编号", "供地", None, None, "建设状况"],
        [None, "面积（亩）", "开工时间", None, None],
        [None, None, "约定", "实际", None],
        ["GD-01", 60, DAY, None, "未动工"],
    ]
    merged = ("A15:A17", "E15:E17", "B15:D15", "B16:B17", "C16:D16")
    register = pk.read_register(save(rows, merged=merged))
    assert list(register)[:5] == [
        "地块编号",
        "供地面积(亩)",
        "约定开工时间",
        "实际开工时间",
        "建设状况",
    ]
    assert register["source_row"].tolist() == [18]


def test_merged_cells_say_the_same_of_every_row_they_cover(save, write_shp):
    layer = write_shp({"DKBH": ["GD-01", "GD-02", "GD-03"]})
    rows = [
        ["地块编号", "用地单位", "约定开工时间", "建设状况", "供地面积（亩）"],
        ["GD-01", "甲公司", DAY, "未动工", 180],
        ["GD-02"],
        ["GD-03"],
    ]
    register = save(rows, merged=("B2:B4", "C2:C4", "D2:D4", "E2:E4"))
    ledger = pk.open_ledger(layer, as_of="2024-06-30", register=register)
    assert ledger.parcels["idle"].all()
    assert ledger.parcels["holder"].tolist() == ["甲公司"] * 3
    # An area of three parcels together is the area of none of them.
    assert ledger.parcels["stated_area_m2"].isna().all()
    assert set(ledger.parcels["unreadable"]) == {"stated_area_m2"}
    found = notes(pk.read_register(register))
    assert found["register.merged"] == "6 (用地单位 2, 约定开工时间 2, 建设状况 2)"
    assert found["register.merged_amount"] == "1 (E2:E4)"


def test_an_amount_merged_over_the_rows_of_one_parcel_is_its_own(save, write_shp):
    layer = write_shp({"DKBH": ["GD-01", "GD-02"]})
    rows = [
        ["供地面积（亩）", "地块编号", "分期", "约定开工时间"],
        [60, "GD-01", "一期", DAY],
        [None, None, "二期", DAY],
        [90, "GD-02", None, DAY],
    ]
    register = save(rows, merged=("A2:A3", "B2:B3"))
    parcels = pk.open_ledger(layer, as_of="2024-06-30", register=register).parcels
    assert parcels["stated_area_m2"].tolist() == [40_000, 60_000]
    assert notes(pk.read_register(register)) == {
        "register.merged": "2 (供地面积（亩） 1, 地块编号 1)"
    }


CLOSING = [
    ["供地台账（2024年）"],
    ["计量单位：公顷"],
    ["地块编号", "项目名称", "供地面积", "约定开工时间", "备注"],
    [1, 2, 3, 4, 5],
    ["城东片区"],
    ["GD-01", "合计广场", 4, DAY, None],
    ["GD-02", "小计", 4, DAY, "合计"],
    ["城东片区小计", None, 8, None, None],
    ["地块编号", "项目名称", "供地面积", "约定开工时间", "备注"],
    ["GD-03", "丙", 4, DAY, None],
    [None, "小计（1宗）", 4, None, None],
    ["合 计", "3宗", "12.00", "—", None],
    ["填表人：张某", None, "审核：李某", None, "日期：2024年1月1日"],
    ["注：面积以合同为准。"],
    ["Grand total", None, 12, None, None],
    ["Prepared by Zhang", None, None, None, None],
]


def test_rows_that_are_no_parcels_are_counted_in_one_note(save):
    register = pk.read_register(save(CLOSING, merged=("A1:E1", "A5:E5")))
    assert register["地块编号"].tolist() == ["GD-01", "GD-02", "GD-03"]
    assert register["source_row"].tolist() == [6, 7, 10]
    told = notes(register)["register.other_rows"]
    assert told.startswith("12 (1 供地台账（2024年）, 2 计量")
    assert [int(part.split()[0]) for part in told[4:-1].split(", ")] == [
        *(1, 2, 4, 5, 8, 9, 11, 12, 13, 14, 15, 16)
    ]


def test_the_unit_above_a_table_counts_for_its_areas(save, write_shp):
    layer = write_shp({"DKBH": ["GD-01"]})
    ledger = pk.open_ledger(layer, as_of="2024-06-30", register=save(CLOSING))
    assert ledger.parcels["stated_area_m2"].tolist() == [40_000]
    rows = [["地块编号", "供地面积", "成交价款"], [None, "公顷", "元"], ["GD-01", 4, 500]]
    parcels = pk.open_ledger(layer, as_of="2024-06-30", register=save(rows)).parcels
    assert parcels["stated_area_m2"].tolist() == [40_000]
    assert parcels["price_cny"].tolist() == [500]


def test_a_row_with_a_number_is_a_parcel_whatever_else_it_holds(save):
    rows = [
        HEADINGS,
        [1, 2, 3, 4],
        [2, "总计公司", 3, DAY],
        ["合计", "总计", 3, DAY],
        ["人民路：1", "审核公司", 1, None],
    ]
    assert pk.read_register(save(rows))["地块编号"].tolist() == [1, 2, "合计", "人民路：1"]


def test_numbers_of_columns_are_told_from_parcels(save):
    headings = ["地块编号", "供地面积", "平整面积", "备注"]
    for counted, first, kept in (
        (["甲", "乙", 1, 2], "GD-01", ["GD-01"]),
        (["①", "②", "③", "④"], "GD-01", ["GD-01"]),
        ([1, 2, 3, 4], "GD-01", ["GD-01"]),
        ([1, 2, 3, 4], 7, [1, 7]),  # the parcels have bare numbers, and few columns
        ([1, 2, 3, 4], 2, [1, 2]),
    ):
        rows = [headings, counted, [first, 5, 5, None]]
        assert pk.read_register(save(rows))["地块编号"].tolist() == kept


def test_totals_sections_and_repeated_headings_of_two_rows_are_no_parcels(save):
    rows = [
        ["序号", "地块编号", "开工时间", None],
        [None, None, "约定", "实际"],
        ["一、城东"],
        [1, "GD-01", DAY, None],
        ["总计：", 1, None, None],
        ["序号", "地块编号", "开工时间", None],
        [None, None, "约定", "实际"],
        [None, "（二）城西"],
        [2, 5, DAY, None],
        ["总计", 5, DAY, None],
    ]
    merged = ("A1:A2", "B1:B2", "C1:D1", "A6:A7", "B6:B7", "C6:D6")
    register = pk.read_register(save(rows, merged=merged))
    assert register["地块编号"].tolist() == ["GD-01", 5, 5]


@pytest.mark.parametrize(
    "line", ["（单位：公顷）", "面积单位：公顷 金额单位：元", "Unit: ha", "单位:hm2、元"]
)
def test_the_line_of_units_is_understood_in_every_form(save, write_shp, line):
    layer = write_shp({"DKBH": ["GD-01"]})
    rows = [["台账", None, line], ["地块编号", "供地面积", "成交价款"], ["GD-01", 4, 500]]
    parcels = pk.open_ledger(layer, as_of="2024-06-30", register=save(rows)).parcels
    assert parcels["stated_area_m2"].tolist() == [40_000]


def test_every_visible_sheet_is_read_and_no_hidden_one(save):
    sheets = {
        "2019旧": [HEADINGS, ["GD-09", "旧", 1, DAY]],
        "极隐": [HEADINGS, ["GD-08", "旧", 1, DAY]],
        "说明": [["本表由某局填报"]],
        "城东": [["城东片区"], HEADINGS, *PARCELS],
        "城西": [["地块编号", "土地用途"], ["GD-11", "工业"]],
    }

    def hide(book):
        book["2019旧"].sheet_state = "hidden"
        book["极隐"].sheet_state = "veryHidden"
        book.create_chartsheet("图")

    path = save(sheets, hide)
    register = pk.read_register(path)
    assert register["layer"].tolist() == ["城东"] * 3 + ["城西"]
    assert register["source_row"].tolist() == [3, 4, 5, 2]
    found = notes(register)
    assert found["register.sheets_read"] == "城东、城西"
    assert found["register.sheets_hidden"] == "2019旧、极隐"
    assert found["register.sheets_other"] == "说明"
    assert pk.read_register(path, sheet="2019旧")["地块编号"].tolist() == ["GD-09"]
    assert not pk.read_register(path, sheet="2019旧").attrs["issues"]
    assert set(pk.read_register(path, sheet="城*")["layer"]) == {"城东", "城西"}
    with pytest.raises(pk.ParklandError, match="there is no sheet 城南. Name one of 2019旧、"):
        pk.read_register(path, sheet="城南")


def test_a_workbook_with_nothing_but_hidden_sheets_is_refused(save):
    def hide(book):
        book["台账"].sheet_state = "hidden"
        book.create_chartsheet("图")

    with pytest.raises(pk.ParklandError, match="sheets are all hidden .台账., .* with sheet"):
        pk.read_register(save([HEADINGS, *PARCELS], hide))


def test_filtered_rows_and_hidden_columns_are_read_and_told(save):
    def hide(book):
        sheet = book.active
        sheet.auto_filter.ref = "A1:D4"
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    register = pk.read_register(save([HEADINGS, *PARCELS], hide))
    assert len(register) == 3
    assert notes(register) == {
        "register.hidden_rows": "1 (3)",
        "register.hidden_columns": "1 (用地单位)",
    }


def test_formulas_without_a_result_are_an_error_and_their_facts_unreadable(save, write_shp):
    layer = write_shp({"DKBH": ["GD-01", "GD-02"]})
    rows = [
        ["地块编号", "供地面积（亩）", "合同签订日期", "约定开工时间", "建设状况"],
        ["GD-01", "=30*2", dt.datetime(2017, 3, 1), "=EDATE(C2,12)", "未动工"],
        ["GD-02", "=30*2", dt.datetime(2017, 3, 1), "=EDATE(C3,12)", "未动工"],
    ]
    ledger = pk.open_ledger(layer, as_of="2024-06-30", register=save(rows))
    told = ledger.issues[ledger.issues["code"] == "register.formula"]
    assert told[["field", "severity", "value"]].to_numpy().tolist() == [
        ["供地面积（亩）", "error", "台账: 2 (B2 =30*2)"],
        ["约定开工时间", "error", "台账: 2 (D2 =EDATE(C2,12))"],
    ]
    assert not set(ledger.issues["code"]) & {"value.not_a_date", "value.not_a_number"}
    assert set(ledger.parcels["unreadable"]) == {"stated_area_m2；start_due"}
    assert ledger.parcels["idle"].isna().all()


def test_a_stored_result_is_taken_and_a_placeholder_is_not(save):
    path = save([HEADINGS, *PARCELS])
    sheet = "xl/worksheets/sheet1.xml"

    def with_cells(*cells):
        def change(xml):
            row = "".join(cells).encode()
            return re.sub(rb'<row r="2".*?</row>', b'<row r="2">' + row + b"</row>", xml)

        return edited(path, sheet, change)

    number = '<c r="A2" t="str"><f>"GD-"&amp;1</f><v>GD-1</v></c>'
    register = pk.read_register(
        with_cells(
            number,
            '<c r="B2" t="str"><f>""</f><v></v></c>',
            '<c r="C2"><f>2*30</f><v>60</v></c>',
            '<c r="D2"><f t="shared" si="0"/></c>',
        )
    )
    assert register.iloc[0, :4].tolist() == ["GD-1", None, 60, "="]
    assert notes(register)["register.formula"] == "1 (D2 =)"
    # A program that asks for a recalculation writes 0 where it did not work the formula out.
    path = save([HEADINGS, *PARCELS])
    register = pk.read_register(with_cells(number, '<c r="C2"><f>2*30</f><v>0</v></c>'))
    assert notes(register)["register.formula"] == "1 (C2 =2*30)"


def test_excel_errors_are_not_known_and_told(save, write_shp):
    layer = write_shp({"DKBH": ["GD-01", "GD-02"], "收回日期": [None, "#REF!"]})
    rows = [
        ["地块编号", "用地单位", "供地面积（亩）", "约定开工时间", "建设状况"],
        ["GD-01", "#N/A", "#VALUE!", "#REF!", "#N/A"],
        ["#N/A", "丙", 60, DAY, "未动工"],
    ]
    ledger = pk.open_ledger(layer, as_of="2024-06-30", register=save(rows))
    told = ledger.issues[ledger.issues["code"] == "register.excel_error"]
    assert told["value"].tolist()[0] == "台账: 1 (A3 #N/A)"
    assert len(told) == 5
    parcel = ledger.parcels.iloc[0]
    assert parcel[["holder", "start_due", "construction"]].isna().all()
    assert parcel["unreadable"] == "holder；stated_area_m2；start_due；status_text"
    in_layer = ledger.issues[ledger.issues["code"] == "value.excel_error"]
    assert in_layer["value"].tolist() == ["#REF!"]
    assert ledger.parcels["disposal_kind"].isna().all()
    assert "status.unknown_text" not in set(ledger.issues["code"])


def test_the_1904_calendar_serial_numbers_and_texts_are_one_day(save, write_shp):
    layer = write_shp({"DKBH": ["101", "102", "103"]})

    def from_1904(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    rows = [HEADINGS[:1] + HEADINGS[3:], [101, DAY], [102, "2018年3月1日"], ["103", "2018.3.1"]]
    parcels = pk.open_ledger(layer, as_of="2024-06-30", register=save(rows, from_1904)).parcels
    assert {str(day.date()) for day in parcels["start_due"]} == {"2018-03-01"}
    rows[1:] = [[101, 43160 - 1462], [102, 43160.5 - 1462], [103, "2018-03-01"]]
    parcels = pk.open_ledger(layer, as_of="2024-06-30", register=save(rows, from_1904)).parcels
    assert {str(day.date()) for day in parcels["start_due"]} == {"2018-03-01"}
    rows[1:] = [[101, 43160], [102, 43160.5], [103, "43160"]]
    parcels = pk.open_ledger(layer, as_of="2024-06-30", register=save(rows)).parcels
    assert {str(day.date()) for day in parcels["start_due"]} == {"2018-03-01"}


STACKED = [
    ["一、供地情况"],
    ["地块编号", "用地单位", "约定开工时间"],
    ["GD-01", "甲", DAY],
    ["GD-02", "乙", DAY],
    ["合计", None, None],
    [],
    ["二、处置情况"],
    ["序号", "地块编号", "收回日期", "收回文号", "用地单位"],
    [1, "GD-02", dt.datetime(2022, 1, 1), "〔2022〕1号", "乙"],
    ["填表人：张某"],
]


def test_a_second_table_below_the_first_is_read_under_its_own_headings(save, write_shp):
    layer = write_shp({"DKBH": ["GD-01", "GD-02"]})
    path = save(STACKED)
    register = pk.read_register(path)
    assert register["地块编号"].tolist() == ["GD-01", "GD-02", "GD-02"]
    assert register["source_row"].tolist() == [3, 4, 9]
    assert register["收回日期"].tolist()[2] == dt.date(2022, 1, 1)
    assert register["约定开工时间"].isna().tolist() == [False, False, True]
    assert notes(register)["register.tables"] == "2 (2, 8)"
    parcels = pk.open_ledger(layer, as_of="2024-06-30", register=path).parcels
    assert parcels["start_due"].notna().all()
    assert parcels["reclaimed"].fillna(value=False).tolist() == [False, True]


def test_headings_repeated_in_another_language_are_no_parcel(save):
    rows = [["地块编号", "约定开工时间"], ["DKBH", "YDKGSJ"], ["GD-01", DAY], ["GD-02", DAY]]
    assert pk.read_register(save(rows))["source_row"].tolist() == [3, 4]
    assert pk.read_register(save(rows[::-1][2:] + rows[2:]))["source_row"].tolist() == [3, 4]


def test_a_register_without_parcels_is_told(save, write_shp):
    layer = write_shp({"DKBH": ["GD-01"]})
    for rows in ([HEADINGS], [HEADINGS, ["合计", None, 60]]):
        ledger = pk.open_ledger(layer, as_of="2024-06-30", register=save(rows))
        found = ledger.issues.set_index("code")["value"]
        assert found["register.no_rows"] == "台账"


def test_a_column_without_a_heading_is_kept_under_its_letter(save):
    rows = [["地块编号", None, "备注", None], ["GD-01", "甲", "一", None]]
    assert list(pk.read_register(save(rows)))[:3] == ["地块编号", "B", "备注"]


def test_of_several_sheets_the_nearest_is_told(save):
    sheets = {"说明": [["本表"]], "台账": [["约定开工时间", "建设状况"], [DAY, "未动工"]]}
    with pytest.raises(pk.ParklandError, match="台账: no column of parcel numbers"):
        pk.read_register(save(sheets))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["约定开工时间", "建设状况"], [DAY, "未动工"]], "row 1 comes nearest .* with 约定开工"),
        ([["甲", "乙"], [1, 2]], "no row of headings is found .*; row 1 holds 甲, 乙"),
        ([], "the sheet is empty"),
    ],
)
def test_what_was_looked_for_and_found_is_told(save, rows, message):
    with pytest.raises(pk.ParklandError, match=message):
        pk.read_register(save(rows))


def test_inspect_tells_how_a_register_was_read_and_takes_no_survey_for_one(save, tmp_path):
    def hide(book):
        book["旧"].sheet_state = "hidden"

    path = save({"台账": [HEADINGS, *PARCELS], "旧": [HEADINGS, ["GD-09"]]}, hide)
    runner = CliRunner()
    result = runner.invoke(main, ["inspect", str(path)])
    assert "提示：隐藏的工作表未读取：旧" in result.output
    result = runner.invoke(main, ["inspect", str(path), "--sheet", "旧", "--format", "json"])
    assert json.loads(result.output)[0]["sheets"] == ["旧"]
    survey = tmp_path / "勘测.txt"
    lines = ["[属性描述]", "坐标系=2000国家大地坐标系", "几度分带=3", "带号=40", "[地块坐标]"]
    lines += ["3,0.1,D1,甲,面,,工业,,@", "J1,1,3223000,40345000", "J2,1,3223100,40345000"]
    lines += ["J3,1,3223100,40345100", "J1,1,3223000,40345000"]
    survey.write_text("\n".join(lines), encoding="utf-8")
    assert "1" in runner.invoke(main, ["inspect", str(survey)]).output
    assert not is_register_file(survey)
    text = tmp_path / "台账.txt"
    text.write_text("地块编号\t备注\nA\t一\n", encoding="utf-16")
    assert "台账.txt" in runner.invoke(main, ["inspect", str(text)]).output
    assert is_register_file(text)
