"""What an office wrote in a column is used, or told; where it could reverse a verdict, none is."""

import json
import re
import sqlite3
from contextlib import closing
from unittest import mock

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from parkland.columns import Headings, cell_evidence
from parkland.columns.cell_evidence import is_credit_code
from parkland.conventions import load_profile

AS_OF = "2025-01-01"
AGREED, ACTUAL = "2019-01-01", "2018-12-01"


def layer(number=2, **columns):
    """Return a raw layer of squares of 100 m, with parcel numbers A, B, … and more columns."""
    corner = (40_500_000, 3_200_000)
    shapes = [
        shapely.box(corner[0] + x, corner[1], corner[0] + x + 100, corner[1] + 100)
        for x in range(0, 200 * number, 200)
    ]
    ids = [chr(ord("A") + place) for place in range(number)]
    return gpd.GeoDataFrame({"地块编号": ids, **columns}, geometry=shapes, crs="EPSG:4528")


@pytest.fixture
def opened(tmp_path):
    """Return a function that writes a layer and perhaps a register, and opens both."""

    def open_both(raw, register=None, *, as_of=AS_OF, **options):
        path = tmp_path / "宗地.gpkg"
        raw.to_file(path)
        if register is not None:
            book = openpyxl.Workbook()
            for row in register:
                book.active.append(row)
            options["register"] = tmp_path / "台账.xlsx"
            book.save(options["register"])
        return pk.open_ledger(path, as_of=as_of, **options)

    return open_both


def told(ledger, code):
    return ledger.issues.loc[ledger.issues["code"] == code, "value"].tolist()


def test_a_register_under_a_heading_of_the_same_parts_gives_the_flags(opened):
    rows = [
        ["地块编号", "合同签订日期", "约定动工时间"],
        *([i, "2018-01-01", AGREED] for i in "AB"),
    ]
    ledger = opened(layer(), rows)
    assert ledger.parcels["status"].tolist() == ["idle_two_years"] * 2
    # Nothing says whether works began, so that is told.
    assert "column.no_start" in set(ledger.issues["code"])


def test_marks_and_units_do_not_hide_a_column(opened):
    rows = [["*地块编号", "供地面积/亩", "*约定开工时间：", "宗地_建设状况"]]
    rows += [[i, 15, AGREED, "未动工"] for i in "AB"]
    ledger = opened(layer(), rows)
    assert ledger.parcels["idle"].tolist() == [True, True]
    assert ledger.parcels["stated_area_m2"].round(6).tolist() == [10_000, 10_000]
    assert ledger.issues.empty


def test_headings_as_a_gis_launders_them_are_read(opened):
    columns = {
        "供地面积_亩_": [15.0, 20.0],
        "约定开工时间_1": [AGREED, AGREED],
        "建设状况": "未动工",
    }
    ledger = opened(layer(**columns))
    assert ledger.parcels["stated_area_m2"].round(2).tolist() == [10_000, 13_333.33]
    assert ledger.parcels["idle"].all()


def test_an_actual_start_under_another_heading_counts(opened):
    rows = [
        ["地块编号", "约定开工时间", "实际开工日期"],
        ["A", AGREED, ACTUAL],
        ["B", AGREED, None],
    ]
    assert opened(layer(), rows).parcels["idle"].tolist() == [False, True]


def test_words_of_a_status_are_used_under_a_heading_of_a_state(opened):
    ledger = opened(layer(现状=["闲置", "已收回"]))
    assert ledger.parcels["reclaimed"].tolist() == [pd.NA, True]
    assert ledger.parcels["declared"].tolist()[0] == "idle"


def test_words_of_a_status_under_another_heading_are_told_and_no_verdict_ignores_them(opened):
    words = ["甲类", "已收回", "未动工", "乙类", "丙类"]
    raw = layer(5, 类别=words, 约定开工时间=AGREED, 实际开工时间=[None] * 5)
    ledger = opened(raw)
    assert told(ledger, "column.unused_words") == ["类别（已收回、未动工、甲类）"]
    idle = "idle_two_years"
    assert ledger.parcels["status"].tolist() == [idle, "undetermined", idle, idle, idle]
    assert ledger.parcels["reclaimed"].tolist() == [False, pd.NA, False, False, False]


def test_of_two_columns_the_better_is_used_and_where_only_the_other_is_filled_none_decides(opened):
    raw = layer(
        3, 约定开工时间=AGREED, 开工日期=[None, ACTUAL, ACTUAL], 实际开工日期=[None, ACTUAL, None]
    )
    ledger = opened(raw)
    assert ledger.parcels["status"].tolist() == ["idle_two_years", "started", "undetermined"]
    assert told(ledger, "column.second") == ["开工日期 / 实际开工日期"]


def test_of_two_names_the_other_is_noted(opened):
    ledger = opened(layer(受让人="甲", 企业名称="乙"))
    assert ledger.parcels["holder"].tolist() == ["甲", "甲"]
    assert told(ledger, "column.second_text") == ["企业名称 / 受让人"]


def test_in_each_layer_the_best_column_of_that_layer_counts(tmp_path):
    folder = tmp_path / "资料"
    folder.mkdir()
    layer(约定开工时间=AGREED, 实际开工日期=[ACTUAL, None]).to_file(folder / "一.gpkg")
    layer(约定开工时间=AGREED, 开工日期=[ACTUAL, None]).to_file(folder / "二.gpkg")
    ledger = pk.open_ledger(folder, as_of=AS_OF)
    assert ledger.parcels["idle"].tolist() == [False, True, False, True]
    assert not told(ledger, "column.second")


@pytest.mark.parametrize(
    "heading", ["进场施工日期", "延期后开工时间", "竣工验收时间", "F7", "日期"]
)
def test_an_unread_column_of_days_that_could_be_the_start_leaves_the_verdict_open(opened, heading):
    ledger = opened(layer(约定开工时间=AGREED, **{heading: [ACTUAL, None]}))
    assert ledger.parcels["status"].tolist() == ["undetermined", "idle_two_years"]
    assert heading in ledger.parcels["status_reason"].iloc[0]
    assert [heading in value for value in told(ledger, "column.unused_dates")] == [True]


@pytest.mark.parametrize("cell", ["2018年12月", "2018-12", "2018年12月下旬", 43435])
def test_days_of_another_form_count_too(opened, cell):
    rows = [["地块编号", "进场时间"], ["A", cell], ["B", None]]
    ledger = opened(layer(约定开工时间=AGREED), rows)
    assert ledger.parcels["status"].tolist() == ["undetermined", "idle_two_years"]
    assert len(told(ledger, "column.unused_dates")) == 1


def test_a_cut_heading_is_completed_where_other_columns_leave_one_meaning(write_shp):
    """In UTF-8 a shapefile cuts 开工日期 and 开工日期(约定) alike."""
    beside = {"地块编号": ["A", "B"], "约定开工日期": [AGREED] * 2, "开工日期": [ACTUAL, None]}
    path = write_shp(
        {name.encode()[:10].decode(errors="ignore"): cells for name, cells in beside.items()},
        encoding="UTF-8",
        cpg="UTF-8",
    )
    ledger = pk.open_ledger(path, as_of=AS_OF)
    assert ledger.sources[0].columns == ("地块编", "约定开", "开工日")
    assert ledger.parcels["status"].tolist() == ["started", "idle_two_years"]
    alone = write_shp(
        {"地块编": ["A"], "开工日": [ACTUAL]}, name="二", encoding="UTF-8", cpg="UTF-8"
    )
    assert pk.open_ledger(alone, as_of=AS_OF).parcels["start_on"].isna().all()


@pytest.mark.parametrize("heading", ["更新时间", "GXSJ", "计划开工时间", "公告时间"])
def test_days_that_are_known_to_be_something_else_leave_a_verdict_as_it_is(opened, heading):
    ledger = opened(layer(约定开工时间=AGREED, **{heading: ACTUAL}))
    assert ledger.parcels["idle"].all()
    assert told(ledger, "column.unused") == [heading]


def test_days_of_nothing_known_do_not_matter_where_a_register_has_the_actual_start(opened):
    rows = [["地块编号", "实际开工时间"], ["A", None], ["B", ACTUAL]]
    ledger = opened(layer(约定开工时间=AGREED, F7=ACTUAL), rows)
    assert ledger.parcels["idle"].tolist() == [True, False]


def test_an_answer_to_whether_works_have_started_is_not_ignored(opened):
    ledger = opened(layer(约定开工时间=AGREED, 是否动工=["是", "否"]))
    assert ledger.parcels["status"].tolist() == ["undetermined", "idle_two_years"]


def test_areas_that_are_days_are_not_used(opened):
    ledger = opened(layer(供地面积=[20200301, 20210301]))
    assert ledger.parcels["stated_area_m2"].isna().all()
    assert told(ledger, "column.contradicted") == ["供地面积（20200301、20210301）"]


def test_a_holder_that_is_a_code_or_a_day_is_not_used(opened):
    ledger = opened(layer(受让人="91330000MA27XL0P87", 企业名称=["甲", "乙"]))
    assert is_credit_code("91330000MA27XL0P87")
    assert ledger.parcels["holder"].tolist() == ["甲", "乙"]
    assert told(ledger, "column.contradicted") == ["受让人（91330000MA27XL0P87）"]


def test_an_area_of_unknown_kind_is_told(opened):
    assert told(opened(layer(核减面积=[1.5, 2.5])), "column.unused_areas") == [
        "核减面积（1.5、2.5）"
    ]


def test_an_alias_of_the_profile_decides(opened, tmp_path):
    profile = tmp_path / "office.toml"
    profile.write_text('extends = "default"\naliases.start_on = ["F7"]\n', "utf-8")
    ledger = opened(layer(约定开工时间=AGREED, F7=[ACTUAL, None]), profile=profile)
    assert ledger.parcels["idle"].tolist() == [False, True]


def test_a_column_in_another_unit_is_an_error_that_names_the_line_for_the_profile(opened, tmp_path):
    raw = layer(宗地面积=[10_000.0, 10_050.0])
    ledger = opened(raw)
    assert told(ledger, "unit.contradicted") == ['"宗地面积" = "m2"']
    assert ledger.issues.loc[0, "severity"] == "error"
    assert pk.totals(ledger.parcels, by="source", area="stated", unit="m2").iloc[0].sum() < 20_100
    profile = tmp_path / "office.toml"
    line = told(ledger, "unit.contradicted")[0]
    profile.write_text(f'extends = "default"\n[units.column]\n{line}\n', "utf-8")
    assert opened(raw, profile=profile).parcels["stated_area_m2"].tolist() == [10_000, 10_050]


@pytest.mark.parametrize(("unit", "m2"), [("m2", 1), ("ha", 10_000), ("mu", 2000 / 3)])
def test_the_unit_of_a_register_is_checked_by_the_shapes_of_its_parcels(opened, unit, m2):
    rows = [["地块编号", "出让面积"], *([i, 10_000 / m2] for i in "AB")]
    ledger = opened(layer(), rows)
    assert ledger.parcels["stated_area_m2"].round(3).tolist() == [10_000, 10_000]
    assert told(ledger, "unit.contradicted") == ([] if unit == "mu" else [f'"出让面积" = "{unit}"'])


def test_areas_under_the_wrong_unit_of_a_heading_are_not_used(opened):
    ledger = opened(layer(**{"供地面积（亩）": [10_000.0, 10_000.0]}))
    assert ledger.parcels["stated_area_m2"].isna().all()
    assert len(told(ledger, "unit.contradicted")) == 1


def test_areas_in_several_units_are_not_used(opened):
    ledger = opened(layer(3, 宗地面积=[10_000.0, 10_000.0, 15.0]))
    assert ledger.parcels["stated_area_m2"].isna().all()
    assert told(ledger, "unit.unclear") == ['"宗地面积" = "m2"']


@pytest.mark.parametrize("heading", ["宗地面积", "宗地面积（亩）"])
def test_areas_of_which_several_are_in_another_unit_than_the_assumed_are_not_used(opened, heading):
    areas = [15.0, 10_000.0, 15.0, 10_000.0]
    ledger = opened(layer(4, **{heading: areas}))
    assert ledger.parcels["stated_area_m2"].isna().all()
    assert told(ledger, "unit.unclear") == [f'"{heading}" = "mu"']


def test_one_area_in_another_unit_leaves_its_column_to_the_comparison(opened):
    ledger = opened(layer(4, 宗地面积=[15.0, 10_000.0, 15.0, 15.0]))
    assert told(ledger, "unit.unclear") == []
    assert pk.reconcile(ledger.parcels)["reason"].tolist()[1] == "unit"


def test_a_unit_that_is_written_and_not_known_is_not_replaced(opened):
    ledger = opened(layer(3, 面积=[15.0, 1.0, 15.0], 面积单位=["亩", "顷", None]))
    assert ledger.parcels["stated_area_m2"].round(3).tolist()[0] == 10_000
    assert ledger.parcels["stated_area_m2"].isna().tolist() == [False, True, False]
    assert told(ledger, "unit.unknown") == ["1.0"]


def test_aliases_and_coded_values_of_a_geopackage_are_used(tmp_path):
    path = tmp_path / "宗地.gpkg"
    raw = layer(F3=AGREED, JSZK=[1, 2], DLBM=["0601", "0601"]).rename(columns={"地块编号": "F1"})
    raw.to_file(path, layer="宗地")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "create table gpkg_data_columns (table_name, column_name, name, title, description, "
            "mime_type, constraint_name)"
        )
        database.execute(
            "create table gpkg_data_column_constraints (constraint_name, constraint_type, value, "
            "min, min_is_inclusive, max, max_is_inclusive, description)"
        )
        for column, title, domain in (
            ("F1", "地块编号", None),
            ("F3", "约定开工时间", None),
            ("JSZK", "建设状况", "zk"),
            ("DLBM", "地类", "dl"),
        ):
            row = ("宗地", column, None, title, domain)
            database.execute(
                "insert into gpkg_data_columns values (?, ?, ?, ?, null, null, ?)", row
            )
        for domain, code, meaning in (
            ("zk", "1", "未动工"),
            ("zk", "2", "已竣工"),
            ("dl", "0601", "工业用地"),
        ):
            row = (domain, code, meaning)
            database.execute(
                "insert into gpkg_data_column_constraints "
                "values (?, 'enum', ?, null, null, null, null, ?)",
                row,
            )
    ledger = pk.open_ledger(path, as_of=AS_OF)
    assert ledger.parcels["parcel_id"].tolist() == ["A", "B"]
    assert ledger.parcels["status"].tolist() == ["idle_two_years", "finished"]
    assert ledger.parcels["land_class"].tolist() == ["0601", "0601"]  # a code stays a code
    assert told(ledger, "column.alias") == ["F1 → 地块编号", "F3 → 约定开工时间"]
    assert told(ledger, "column.decoded") == ["JSZK（1 = 未动工、2 = 已竣工）"]


def test_a_geodatabase_without_aliases_is_read_as_it_is(tmp_path):
    path = tmp_path / "宗地.gdb"
    layer(建设状况="未动工").to_file(path, driver="OpenFileGDB", layer="宗地")
    ledger = pk.open_ledger(path, as_of=AS_OF)
    assert ledger.parcels["construction"].tolist() == ["not_started"] * 2


def test_the_receipt_has_every_column_of_layers_and_registers(opened):
    rows = [["地块编号", "出让面积（亩）", "F9"], *([i, 15, "x"] for i in "AB")]
    raw = layer(约定开工时间=[AGREED, None], Shape_Area=1.0, 其他=["甲", "乙"])
    ledger = opened(raw, rows)
    entries = {entry.heading: entry for entry in ledger.sources[0].account}
    assert list(entries) == ["地块编号", "约定开工时间", "Shape_Area", "其他"]
    start = entries["约定开工时间"]
    assert (start.field, start.match, start.evidence.holds) == ("start_due", "alias", "dates")
    assert (start.evidence.filled, start.evidence.examples) == (1, (AGREED,))
    assert entries["Shape_Area"].meaning == "computed"
    (register,) = ledger.registers
    area = register.account.entries[1]
    assert (area.field, area.match, area.unit) == ("stated_area_m2", "parts", "亩")
    assert [entry.heading for entry in register.account.unused] == ["F9"]


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_inspect_shows_the_columns_of_layers_and_of_registers(opened, tmp_path):
    rows = [["地块编号", "出让面积（亩）", "打桩日期"], *([i, 15, ACTUAL] for i in "AB")]
    opened(layer(约定动工日期=AGREED), rows)
    shown = run("inspect", tmp_path / "宗地.gpkg", tmp_path / "台账.xlsx").stdout
    assert re.search("约定动工日期 +约定开工时间 +列名", shown)
    assert re.search("出让面积（亩） +证载面积 +列名 +亩 +数字 +2", shown)
    assert "是实际开工时间）" in shown  # the cell is wrapped
    found = json.loads(run("inspect", tmp_path / "台账.xlsx", "--format", "json").stdout)
    assert [entry["field"] for entry in found[0]["account"]] == [
        "parcel_id",
        "stated_area_m2",
        None,
    ]
    assert found[0]["account"][2]["could_be"] == ["start_on"]
    assert "出让面积（亩）" in run("inspect", tmp_path / "台账.xlsx", "--lang", "en").stdout


def test_map_and_report_say_how_many_columns_were_not_used(opened, tmp_path):
    ledger = opened(layer(甲列="x", 乙列="y"))
    for lang, words in (
        ("zh", "未采用 2 个：甲列、乙列"),
        ("en", "2 of them not used: 甲列, 乙列"),
    ):
        path = tmp_path / f"{lang}.html"
        pk.save_map(pk.draw_map(ledger, lang=lang), path)
        assert words in path.read_text("utf-8")
        pk.write_report(ledger, tmp_path / f"{lang}.md", lang=lang)
        assert words in (tmp_path / f"{lang}.md").read_text("utf-8")


def test_the_profile_that_inspect_writes_reads_the_same(opened, tmp_path):
    rows = [
        [
            "地块编号",
            "*出让面积/亩",
            "动工时间(约定)",
            "动工时间(实际)",
            "收回时间",
            "F7",
            "宗地面积2",
        ],
        ["A", 15, AGREED, None, None, None, 10_000],
        ["B", 15, AGREED, ACTUAL, "2023-05-01", None, 10_000],
    ]
    before = opened(layer(现状=["闲置", "在建"], 土地面积=[1.0, 1.0]), rows)
    written = tmp_path / "parkland.toml"
    sources = (tmp_path / "宗地.gpkg", tmp_path / "台账.xlsx")
    assert run("inspect", *sources, "--write-profile", written).exit_code == 0
    text = written.read_text("utf-8")
    assert '"F7"' in text
    assert "动工时间(约定)" in text
    after = opened(layer(现状=["闲置", "在建"], 土地面积=[1.0, 1.0]), rows, profile=written)
    pd.testing.assert_frame_equal(pd.DataFrame(before.parcels), pd.DataFrame(after.parcels))
    again = run("inspect", *sources, "--write-profile", written)
    assert again.exit_code == 2
    assert "已经存在" in again.stderr
    assert written.read_text("utf-8") == text
    assert run("inspect", *sources, "--write-profile", written, "--overwrite").exit_code == 0


def test_any_table_is_understood_from_python():
    table = pd.DataFrame(
        {
            "地块编号": ["A", "B"],
            "供地面积/亩": [15, 20],
            "开工日期": [ACTUAL, None],
            "实际开工日期": [ACTUAL, None],
            "备用": [None, None],
        }
    )
    found = pk.understand_columns(table).set_index("heading")
    assert found["field"].fillna("").tolist() == ["parcel_id", "stated_area_m2", "", "start_on", ""]
    assert found["why"].tolist() == ["alias", "alias", "second", "parts", "unknown"]
    assert found.loc["供地面积/亩", "unit"] == "亩"
    assert found["filled"].tolist() == [2, 2, 1, 1, 0]
    nothing = pk.understand_columns(table[[]])
    assert nothing.dtypes.equals(pk.understand_columns(table).dtypes)
    with pytest.raises(pk.ParklandError, match="not a table"):
        pk.understand_columns([1])


def test_a_column_of_a_hundred_thousand_rows_is_not_read_whole():
    """Twenty columns are understood by their samples: the cells themselves are not parsed."""
    texts = pd.Series([f"{2000 + n % 20}-01-0{1 + n % 9}" for n in range(100_000)], dtype="str")
    with mock.patch.object(cell_evidence, "_kinds", wraps=cell_evidence._kinds) as asked:
        found = pk.understand_columns(pd.DataFrame({"约定开工时间": texts}))
    assert found["filled"].tolist() == [100_000]
    assert asked.call_count <= cell_evidence.SAMPLE


AWKWARD = (
    "序号", "*地块编号", "受让单位", "土地坐落", "供地方式", "供地面积_亩_", "3.土地出让金（万元）",
    "合同\n签订时间", "动工时间(约定)：", "ＳＪＫＧＲＱ", "宗地_建设情况", "停工日期",
    "约定竣工日期", "收回时间", "备 注", "SHAPE_Area",
)  # fmt: skip


def test_a_new_ledger_of_a_hundred_rows_gives_the_right_flags_without_a_profile(opened):
    """Awkward habits together: marks, units, initials, full width, joins, dates in many forms."""
    number = 100
    forms = ("2019-03-01", "2019年3月1日", "2019/3/1", "2019.3.1", "20190301", 43525)
    rows, right = [AWKWARD], []
    for place in range(number):
        kind = ("idle", "started", "reclaimed", "finished", "not_due")[place % 5]
        right.append(kind)
        agreed = "2030年1月1日" if kind == "not_due" else forms[place % 6]
        rows.append(
            (
                place + 1,
                f"ＫＨ－{place:03d} ",
                "甲公司",
                "某路1号",
                "挂牌出让",
                15,
                500,
                "2018.06.01",
                agreed,
                forms[(place + 1) % 6] if kind == "started" else ("--", None, "无")[place % 3],
                "已竣工" if kind == "finished" else "",
                "/",
                "2031-01-01",
                "2023年5月1日" if kind == "reclaimed" else None,
                "因道路未通",
                1.0,
            )
        )
    raw = layer(number).assign(地块编号=[f"kh-{place:03d}" for place in range(number)])
    ledger = opened(raw, rows)
    parcels = ledger.parcels
    assert parcels["idle"].fillna(value=False).tolist() == [kind == "idle" for kind in right]
    assert parcels["reclaimed"].tolist() == [kind == "reclaimed" for kind in right]
    assert (parcels["status"] == "started").tolist() == [kind == "started" for kind in right]
    assert (parcels["status"] == "finished").tolist() == [kind == "finished" for kind in right]
    assert parcels["stated_area_m2"].round(3).eq(10_000).all()
    assert parcels["price_cny"].eq(5_000_000).all()
    assert set(ledger.issues["code"]) <= {"crs.far_from_meridian"}, ledger.issues["code"]


@pytest.mark.parametrize(
    "heading", ["*收回日期", "收回时间：", "Sheet1_收回日期", "收回日期_1", "收回日"]
)
def test_a_day_of_take_back_counts_whatever_stands_around_its_heading(opened, heading):
    ledger = opened(layer(约定开工时间=AGREED, **{heading: ["2023-05-01", None]}))
    assert ledger.parcels["reclaimed"].tolist() == [True, False]


def test_marks_hide_neither_the_unit_of_the_profile_nor_a_column_of_units(opened):
    ledger = opened(layer(**{"*ZDMJ": [10_000.0, 10_000.0]}))
    assert ledger.parcels["stated_area_m2"].tolist() == [10_000, 10_000]
    assert not told(ledger, "unit.contradicted")
    ledger = opened(layer(**{"面积": [1.0, 15.0], "*面积单位：": ["公顷", "亩"]}))
    assert ledger.parcels["stated_area_m2"].round(3).tolist() == [10_000, 10_000]


def test_columns_called_by_numbers_and_called_alike_are_named():
    raw = layer(约定开工时间=AGREED).assign(source="a.gpkg", layer="a", source_row=[1, 2])
    raw[7] = [ACTUAL, None]
    parcels, issues, _ = pk.clean(raw)
    assert issues.set_index("code").loc["column.unused_dates", "value"] == f"7（{ACTUAL}）"
    assert parcels["unreadable"].fillna("").tolist() == ["start_on；7", ""]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("项目完", [12_000, 15_000]),
        ("原土地", ["甲公司", "乙公司"]),
        ("是否为", ["是", "是"]),
        ("闲置费", [20_000, 30_000]),
    ],
)
def test_the_rest_of_another_heading_is_not_taken_for_a_day_or_an_answer(opened, heading, cells):
    """In UTF-8 three characters are left, of 项目完成投资, 原土地使用权人, 是否为闲置土地."""
    ledger = opened(layer(约定开工时间=AGREED, 实际开工时间=[None, None], **{heading: cells}))
    fields = ["finish_on", "prior_contract_on", "low_efficiency", "fee_paid_on"]
    assert ledger.parcels[fields].isna().all(axis=None)
    assert ledger.parcels["idle"].fillna(value=True).all()  # open, or idle, but not settled by it
    assert any(heading in text for text in ledger.issues["value"])


def test_answers_to_whether_land_was_taken_back_are_not_areas(opened):
    ledger = opened(layer(约定开工时间=AGREED, 实际开工时间=[None, None], 已收回=["是", "否"]))
    assert ledger.parcels["status"].tolist() == ["undetermined", "idle_two_years"]
    assert ledger.parcels["disposal_area_m2"].isna().all()


def test_a_cut_heading_over_texts_leaves_the_fact_open(write_shp):
    cells = {"地块编": ["A", "B"], "约定开": [AGREED] * 2, "实际开": ["春节前已进场", None]}
    path = write_shp(cells, encoding="UTF-8", cpg="UTF-8")
    ledger = pk.open_ledger(path, as_of=AS_OF)
    assert ledger.parcels["status"].tolist() == ["undetermined", "idle_two_years"]
    assert len(told(ledger, "column.contradicted")) == 1


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("收回面积", [30.0, 0.0]),
        ("收回面积（亩）", ["30", "0.00"]),
        ("收回面积", ["30亩", "未收回"]),
        ("收回文号", ["将政发〔2020〕1号", "未收回"]),
        ("收回文号", ["县政〔2020〕1号", "否"]),
        ("收回文号", ["县政〔2020〕1号", "拟2025年收回"]),
    ],
)
def test_a_cell_that_says_that_nothing_was_taken_back_implies_no_take_back(opened, heading, cells):
    """A shapefile has an area of 0 in every row without one."""
    ledger = opened(layer(约定开工时间=AGREED, 实际开工时间=[None, None], **{heading: cells}))
    assert ledger.parcels["disposal_kind"].fillna("").tolist() == ["takeback", ""]
    assert ledger.parcels["reclaimed"].fillna(value=False).tolist() == [True, False]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("形象进度", ["主体封顶", "未开工，资金不足"]),
        ("建设进展", ["正在打桩", None]),
        ("进度", ["80%", "0%"]),
        ("实际开竣工时间", ["2019.2-2020.5", "—"]),
        ("开工手续办理情况", ["2019年2月办理开工备案", "尚未办理"]),
        ("已开工", ["√", "否"]),
    ],
)
def test_a_text_about_the_works_that_is_not_used_leaves_the_start_open(opened, heading, cells):
    ledger = opened(layer(约定开工时间=AGREED, 实际开工时间=[None, None], **{heading: cells}))
    assert ledger.parcels["status"].tolist() == ["undetermined", "idle_two_years"]
    assert told(ledger, "column.unused") or told(ledger, "column.unused_words")


def test_days_and_marks_in_one_column_about_the_start_leave_it_open(opened):
    cells = ["2018-12-01", "√", None]
    ledger = opened(layer(3, 约定开工时间=[AGREED] * 3, 实际开工时间=[None] * 3, 已开工=cells))
    found = ledger.parcels["status"].tolist()
    assert found == ["undetermined", "undetermined", "idle_two_years"]


@pytest.mark.parametrize("heading", ["YSHMJ", "YPZMJ", "YKGSJ", "YDGSJ", "应收回面积", "出让方"])
def test_initials_and_words_with_two_meanings_are_no_field(heading):
    """YSHMJ is 已收回面积 or 应收回面积, and YKGSJ is 应开工时间 or 原开工时间."""
    assert Headings(load_profile()).read(heading) is None


def test_sheets_may_call_one_field_differently(opened, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "东区"
    book.active.append(["地块编号", "约定开工时间", "实际开工时间"])
    book.active.append(["A", AGREED, None])
    west = book.create_sheet("西区")
    west.append(["宗地号", "约定动工日期", "实际动工日期"])
    west.append(["B", AGREED, ACTUAL])
    book.save(tmp_path / "各区.xlsx")
    opened(layer())
    ledger = pk.open_ledger(tmp_path / "宗地.gpkg", register=tmp_path / "各区.xlsx", as_of=AS_OF)
    assert ledger.parcels["status"].tolist() == ["idle_two_years", "started"]
    assert not told(ledger, "column.second")
