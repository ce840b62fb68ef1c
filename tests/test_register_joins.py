"""A register is joined by what identifies a parcel, and every row of it is used or reported."""

import datetime as dt
import json
import tracemalloc

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.cleaning.parcel_numbers import destroyed, key, keys
from parkland.cli import main
from tests.conftest import squares

DAY = "2024-06-30"
START = "2018-03-01"


def layer_of(columns):
    """Return a raw table of squares with these columns, as `read_parcels` gives it."""
    number = len(next(iter(columns.values())))
    frame = gpd.GeoDataFrame(columns, geometry=squares(number), crs="EPSG:4528")
    return frame.assign(source="宗地.gpkg", layer="宗地", source_row=range(1, number + 1))


def joined(numbers, register, **clean):
    """Return parcels and issues of a layer with these numbers and a register of columns."""
    columns = numbers if isinstance(numbers, dict) else {"地块编号": numbers}
    frame = register if isinstance(register, pd.DataFrame) else pd.DataFrame(register)
    parcels, issues, _ = pk.clean(layer_of(columns), register=frame, **clean)
    return parcels, issues[issues["code"] != "column.no_start"]  # none of them has one


def values(issues, code):
    return issues.loc[issues["code"] == code, "value"].tolist()


def starts(parcels):
    return ["" if pd.isna(day) else str(day.date()) for day in parcels["start_due"]]


def test_invisible_characters_and_other_dashes_do_not_part_equal_numbers():
    written = ["GD-01\u200b", "\ufeffGD-02", "'GD–03", "GD—04", "\xa0GD\u201105"]
    plain = [f"GD-0{number}" for number in range(1, 6)]
    parcels, issues = joined(plain, {"地块编号": written, "约定开工时间": [START] * 5})
    assert starts(parcels) == [START] * 5
    assert issues.empty


def test_a_parcel_is_named_however_its_number_is_written(write_shp):
    ledger = pk.open_ledger(write_shp({"DKBH": ["GD-01", "gd-01", "GD-02"]}), as_of=DAY)
    assert pk.explain(ledger, "gd-01").parcel == "gd-01"
    assert pk.explain(ledger, "ｇｄ—02").parcel == "GD-02"
    with pytest.raises(pk.ParklandError, match="2 parcels have the number"):
        pk.explain(ledger, "Gd-01")


BENT = st.sampled_from(
    ["\u200b", "\ufeff", "\u2060", "\u00ad", "\u200e", "\ufe0f", " ", "\u3000", "\xa0", "\t"]
)
DASHES = st.sampled_from("-–—‐‑‒―−－﹣")


@st.composite
def bent(draw, number):
    """Return a number as somebody else writes it."""
    text = ""
    for char in number:
        text += draw(st.sampled_from(["", draw(BENT)]))
        if char == "-":
            text += draw(DASHES)
        elif draw(st.booleans()):
            text += chr(ord(char) + 0xFEE0)
        else:
            text += draw(st.sampled_from([char, char.lower()]))
    return text + draw(st.sampled_from(["", draw(BENT)]))


@settings(max_examples=40)
@given(st.data())
def test_a_number_is_known_however_it_is_bent(data):
    number = data.draw(st.from_regex(r"[A-Z]{1,3}(-[0-9]{1,4}){1,2}", fullmatch=True))
    assert key(data.draw(bent(number))) == key(number)


@settings(max_examples=40)
@given(st.lists(st.text(max_size=8), max_size=5))
def test_numbers_compare_alone_as_they_do_together(numbers):
    assert keys(numbers) == [key(number) for number in numbers]


def test_leading_zeros_that_excel_dropped_are_paired_and_told():
    numbers = ["003308240001", "003308240002", "003308240003"]
    register = {"地块编号": ["3308240001", 3308240002, "3308240003.0"], "约定开工时间": [START] * 3}
    parcels, issues = joined(numbers, register)
    assert starts(parcels) == [START] * 3
    assert values(issues, "register.leading_zeros") == [
        "3: 3308240001 = 003308240001, 3308240002 = 003308240002, 3308240003.0 = 003308240003"
    ]
    assert "register.no_match" not in set(issues["code"])


def test_zeros_are_not_paired_where_two_numbers_come_into_question():
    parcels, issues = joined(
        ["001", "01", "7"], {"地块编号": ["1", "7"], "约定开工时间": [START] * 2}
    )
    assert starts(parcels) == ["", "", START]
    assert values(issues, "register.no_parcel") == ["1"]
    parcels, issues = joined(["001", "7"], {"地块编号": ["1", "01"], "约定开工时间": [START] * 2})
    assert starts(parcels) == ["", ""]


@settings(max_examples=15)
@given(
    st.lists(st.from_regex(r"0{0,3}[1-9][0-9]{0,1}", fullmatch=True), min_size=1, max_size=6),
    st.data(),
)
def test_lost_zeros_are_paired_or_reported_and_never_paired_wrongly(numbers, data):
    numbers = list(dict.fromkeys(numbers))
    lost = [data.draw(st.sampled_from([number, number.lstrip("0")])) for number in numbers]
    register = {"地块编号": lost, "合同编号": [f"contract {number}" for number in numbers]}
    parcels, issues = joined(numbers, register)
    joined_to = dict(zip(numbers, parcels["contract_no"], strict=True))
    told = issues.loc[issues["code"] != "register.leading_zeros", "value"].str.cat(sep=" ")
    for number, written in zip(numbers, lost, strict=True):
        is_joined = f"contract {number}" in joined_to.values()
        assert is_joined or written in told
        # A number without its zeros can be that of another parcel, which nobody can see.
        if is_joined and written not in numbers:
            assert joined_to[number] == f"contract {number}"


CELLS = st.sampled_from(
    ["A-1", "a-1 ", "A-2", "A-1、A-2", "A-1、X", "A-1~3", "7", "07", "3.3E+18", "X", None]
)


@settings(max_examples=12)
@given(st.lists(CELLS, min_size=1, max_size=8))
def test_every_row_of_a_register_is_used_or_reported(cells):
    numbers = ["A-1", "A-2", "A-3", "007"]
    register = {"地块编号": cells, "合同编号": [f"row {place}" for place in range(len(cells))]}
    parcels, issues = joined(numbers, register)
    used = set(parcels["contract_no"].dropna())
    reported = set(issues["source_row"].dropna())
    whole = set(issues["code"]) & {"register.no_match"}
    for place in range(len(cells)):
        assert f"row {place}" in used or place in reported or whole


def test_numbers_that_excel_destroyed_are_reported_and_never_joined():
    numbers = ["3308240000000001234", "3308240000000000000", "3-1"]
    register = {
        "地块编号": ["3.30824E+18", 3.30824e18, dt.datetime(2024, 3, 1), 3308240000000000000],
        "约定开工时间": [START] * 4,
    }
    parcels, issues = joined(numbers, register)
    assert starts(parcels) == [""] * 3
    assert len(values(issues, "register.destroyed")) == 4
    assert "3.30824E+18" in issues["message"].str.cat()
    assert set(issues.loc[issues["code"] == "register.destroyed", "severity"]) == {"error"}
    # A layer can be destroyed in the same way: two such numbers are no pair.
    parcels, issues = joined(
        ["3.30824E+18"], {"地块编号": ["3.30824E+18"], "约定开工时间": [START]}
    )
    assert starts(parcels) == [""]
    assert values(issues, "identity.destroyed") == ["3.30824E+18"]


def test_long_numbers_that_are_whole_are_not_called_destroyed():
    texts = pd.Series(["3308240000000001234", "3308240000000005670", "3E-05"], dtype="str")
    assert not destroyed(texts, texts.to_frame()).any()
    whole = pd.Series([3308240000000001234, 3308240000000005671])
    assert not destroyed(whole.astype("str"), whole.to_frame()).any()
    rounded = pd.Series(["3308240000000010000", "3308240000000020000"], dtype="str")
    assert destroyed(rounded, rounded.to_frame()).all()


def test_several_numbers_in_a_cell_are_taken_apart_where_all_are_known():
    numbers = [f"GD-0{number}" for number in range(1, 10)]
    cells = ["GD-01、GD-02", "GD-03；gd-04", "GD-05\nGD-06", "GD-07 GD-08", "GD-09、GD-77"]
    parcels, issues = joined(numbers, {"地块编号": cells, "约定开工时间": [START] * 5})
    assert starts(parcels) == [START] * 8 + [""]
    assert values(issues, "register.split") == cells[:4]
    assert values(issues, "register.unknown_parts") == cells[4:]


def test_the_area_of_a_row_for_several_parcels_belongs_to_none_of_them():
    register = {
        "地块编号": ["A-1、A-2", "A-3"],
        "供地面积(亩)": [30, 15],
        "成交价款(万元)": [100, 50],
    }
    columns = {"地块编号": ["A-1", "A-2", "A-3"], "供地面积(亩)": [None, 15.0, None]}
    parcels, issues = joined(columns, register)
    assert parcels["stated_area_m2"].round().fillna(0).tolist() == [0, 10000, 10000]
    assert parcels["price_cny"].fillna(0).tolist() == [0, 0, 500000]
    assert values(issues, "register.shared_sum") == ["1000000.00 元", "20000.00 m2"]
    assert parcels["unreadable"].fillna("").tolist() == [
        "price_cny；stated_area_m2",
        "price_cny",
        "",
    ]


@pytest.mark.parametrize("cell", ["GD-01~03", "GD-01～GD-03", "GD-01至GD-03", "GD-01—GD-03"])
def test_a_range_of_numbers_is_named_and_not_guessed(cell):
    numbers = ["GD-01", "GD-02", "GD-03", "GD-04"]
    register = {"地块编号": [cell, "GD-04"], "约定开工时间": [START] * 2}
    parcels, issues = joined(numbers, register)
    assert starts(parcels) == ["", "", "", START]
    assert values(issues, "register.range") == [cell]


@pytest.mark.parametrize("heading", ["宗地代码", "不动产单元号", "电子监管号"])
def test_a_code_joins_where_the_numbers_do_not(heading):
    layer = {"地块编号": ["A", "B"], heading: ["330824001001GB00010", "330824001001GB00011"]}
    register = {
        "地块编号": ["X-1", None],
        heading: ["330824001001gb00010", "330824001001GB00011"],
        "约定开工时间": [START] * 2,
    }
    parcels, issues = joined(layer, register)
    assert starts(parcels) == [START] * 2
    assert values(issues, "register.by_code") == ["2: X-1 = A, — = B"]
    assert heading in issues.set_index("code").loc["register.by_code", "message"]
    assert set(issues["code"]) == {"register.by_code"}


def test_a_real_estate_unit_begins_with_the_cadastral_code():
    codes = ["330824001001GB00010", "330824001001GB00011"]
    units = [f"{code}W00000000" for code in codes]
    register = {"不动产单元号": units, "约定开工时间": [START] * 2}
    parcels, issues = joined({"地块编号": ["A", "B"], "宗地代码": codes}, register)
    assert starts(parcels) == [START] * 2
    assert values(issues, "register.by_code") == ["2: — = A, — = B"]
    register = {"宗地代码": codes, "约定开工时间": [START] * 2}
    parcels, _ = joined({"地块编号": ["A", "B"], "不动产单元号": units}, register)
    assert starts(parcels) == [START] * 2
    _, issues = joined({"地块编号": ["A"], "不动产单元号": ["9" * 28]}, register)
    assert values(issues, "register.no_match") == [f"{', '.join(codes)} (0) ↔ A (1)"]


def test_a_code_in_the_column_of_numbers_joins_too_and_a_short_one_does_not():
    layer = {"地块编号": ["A", "B"], "宗地代码": ["330824001001GB00010", "12"]}
    register = {"地块编号": ["330824001001GB00010", "12"], "约定开工时间": [START] * 2}
    parcels, issues = joined(layer, register)
    assert starts(parcels) == [START, ""]
    assert values(issues, "register.no_parcel") == ["12"]


def test_no_match_shows_both_sides_and_the_nearest_pairs():
    numbers = ["GD-01", "GD-02", "GD-03", "GD-04"]
    register = {"地块编号": ["GDX-01", "ZZZZ", "7", "8"], "约定开工时间": [START] * 4}
    _, issues = joined(numbers, register)
    (value,) = values(issues, "register.no_match")
    assert value == "GDX-01, ZZZZ, 7 (4) ↔ GD-01, GD-02, GD-03 (4); GDX-01 ≈ GD-01"
    assert set(issues["code"]) == {"register.no_match"}
    # A range is named even where nothing matches, if one of its ends is known.
    register = {"地块编号": ["GD-01~03", "X~Y"], "约定开工时间": [START] * 2}
    _, issues = joined(numbers, register)
    assert values(issues, "register.range") == ["GD-01~03"]
    assert len(values(issues, "register.no_match")) == 1
    _, issues = joined({"名": ["甲"]}, {"地块编号": ["GD-01"], "约定开工时间": [START]})
    assert values(issues, "register.no_match") == ["GD-01 (1) ↔ (0)"]
    assert issues.set_index("code").loc["identity.none", "severity"] == "warning"


def test_two_rows_for_one_parcel_that_differ_show_both_values():
    register = {
        "地块编号": ["A", "A", "B", "B", "C", "C"],
        "权利人": ["甲", "乙", "丙", "丙", "丁", None],
        "约定开工时间": [START, START, START, START, None, START],
        "实际开工时间": [None, "2018-05-01", None, None, None, None],
    }
    parcels, issues = joined(["A", "B", "C"], register)
    assert values(issues, "register.duplicate") == ["甲 ≠ 乙"]
    duplicate = issues.set_index("code").loc["register.duplicate"]
    assert (duplicate["field"], duplicate["source_row"]) == ("holder", 1)
    assert "土地使用权人" in duplicate["message"]
    # The start of a row that may be about another parcel is not used, and not forgotten.
    assert parcels["start_on"].isna().all()
    assert parcels["unreadable"].fillna("").tolist() == ["start_on", "", ""]
    assert values(issues, "register.repeated") == ["B"]
    assert values(issues, "register.more_facts") == ["C"]
    assert starts(parcels) == [START] * 3


def test_differences_below_the_tolerance_of_reconcile_are_no_warning():
    layer = {
        "地块编号": ["A", "B"],
        "供地面积(公顷)": [2.0, 2.0],
        "成交价款(元)": [1234567, 1234567],
    }
    register = {
        "地块编号": ["A", "B"],
        "供地面积(亩)": [30.01, 31],
        "成交价款(万元)": [123.46, 200],
    }
    _, issues = joined(layer, register)
    assert values(issues, "register.disagrees") == [
        "2000000.00 元 ≠ 1234567.00 元",
        "20666.67 m2 ≠ 20000.00 m2",
    ]
    assert set(issues["parcel_id"]) == {"B"}
    assert issues.loc[1, "message"].startswith("证载面积")
    assert issues.loc[1, "message"].endswith("20666.67 m2（31.00亩） ≠ 20000.00 m2（30.00亩）")
    english = pk.translate_issues(issues, lang="en")
    assert english.loc[1, "message"].startswith("Stated area")
    assert "20666.67 m2 (31.00 mu)" in english.loc[1, "message"]


def test_two_registers_add_facts_and_a_conflict_shows_both():
    first = {"地块编号": ["A", "B"], "约定开工时间": [START, None], "权利人": ["甲", None]}
    second = {
        "地块编号": ["A", "B"],
        "约定开工时间": ["2019-03-01", START],
        "权利人": ["甲 ", "乙"],
    }
    parcels, issues, _ = pk.clean(
        layer_of({"地块编号": ["A", "B"]}), register=[pd.DataFrame(first), pd.DataFrame(second)]
    )
    assert starts(parcels) == [START] * 2
    assert parcels["holder"].tolist() == ["甲", "乙"]
    assert values(issues, "register.conflict") == ["2018-03-01 ≠ 2019-03-01 (DataFrame 2)"]
    assert set(issues["code"]) == {"register.conflict", "column.no_start"}
    assert parcels["约定开工时间"].tolist()[0] == START


def test_a_register_of_notices_or_disposals_decides_its_own_matter():
    supply = {
        "地块编号": ["A", "B"],
        "约定开工时间": [START] * 2,
        "整改通知书号": ["旧1号", None],
        "收回日期": ["2023-01-01", None],
    }
    notices = {"地块编号": ["A"], "整改通知书号": ["新1号"], "整改期限": ["2024-12-31"]}
    disposals = {"地块编号": ["B"], "收回文号": ["收2号"], "收回日期": ["2023-06-01"]}
    tables = [pd.DataFrame(one) for one in (supply, notices, disposals)]
    results = []
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        raw = layer_of({"地块编号": ["A", "B"]})
        parcels, issues, _ = pk.clean(raw, register=[tables[place] for place in order])
        results.append(parcels[["notice_no", "start_due", "disposal_on", "disposal_doc"]])
        assert set(issues["code"]) == {"register.conflict", "column.no_start"}
    assert results[0]["notice_no"].fillna("").tolist() == ["新1号", ""]
    assert results[0].equals(results[1])
    assert results[0].equals(results[2])


def write_csv(path, columns):
    pd.DataFrame(columns).to_csv(path, index=False, encoding="utf-8-sig")
    return path


SUPPLY = {"地块编号": ["A", "B"], "约定开工时间": [START, None], "权利人": ["甲", None]}
MORE_SUPPLY = {"地块编号": ["B", "A"], "约定开工时间": [START, "2019-03-01"]}
NOTICES = {"地块编号": ["A"], "整改通知书号": ["新1号"], "整改期限": ["2024-12-31"]}


def test_the_registers_of_a_folder_are_told_apart_by_their_columns(write_shp, tmp_path):
    write_shp({"DKBH": ["A", "B"]})
    write_csv(tmp_path / "2024年整改.csv", NOTICES)
    (tmp_path / "整改通知书.xlsx").write_bytes(b"a letter, and no table")
    write_csv(tmp_path / "甲台账.csv", SUPPLY)
    write_csv(tmp_path / "乙台账.csv", MORE_SUPPLY)
    write_csv(tmp_path / "拟收回清单.csv", {"地块编号": ["A"], "收回日期": ["2023-01-01"]})
    write_csv(tmp_path / "电话.csv", {"姓名": ["甲"], "电话": ["1"]})
    ledger = pk.open_ledger(tmp_path, as_of=DAY)
    issues = ledger.issues
    assert values(issues, "register.found") == ["乙台账.csv", "甲台账.csv", "2024年整改.csv"]
    assert values(issues, "register.unused") == ["拟收回清单.csv"]
    assert starts(ledger.parcels) == ["2019-03-01", START]
    assert ledger.parcels["notice_no"].fillna("").tolist() == ["新1号", ""]
    assert ledger.parcels["disposal_on"].isna().all()
    assert values(issues, "register.conflict") == ["2019-03-01 ≠ 2018-03-01 (甲台账.csv)"]
    assert "register.no_row" not in set(issues["code"])
    named = pk.open_ledger(tmp_path, as_of=DAY, register=tmp_path / "甲台账.csv").issues
    assert values(named, "register.unused") == ["乙台账.csv", "2024年整改.csv", "拟收回清单.csv"]
    assert "register.found" not in set(named["code"])


def test_the_register_that_is_named_first_is_followed(write_shp, tmp_path):
    layer = write_shp({"DKBH": ["A", "B"]})
    first, second = write_csv(tmp_path / "1.csv", MORE_SUPPLY), pd.DataFrame(SUPPLY)
    for register, start in (([first, second], "2019-03-01"), ([second, first], START)):
        ledger = pk.open_ledger(layer, as_of=DAY, register=register)
        assert starts(ledger.parcels) == [start, START]
        assert len(values(ledger.issues, "register.conflict")) == 1
    with pytest.raises(pk.ParklandError, match=r"1\.csv: the register is named twice"):
        pk.open_ledger(layer, as_of=DAY, register=[first, str(first)])
    assert starts(pk.open_ledger(layer, as_of=DAY, register=[]).parcels) == ["", ""]


def test_the_option_may_be_repeated(write_shp, tmp_path):
    layer = write_shp({"DKBH": ["A", "B"]})
    first = write_csv(tmp_path / "1.csv", SUPPLY)
    second = write_csv(tmp_path / "2.csv", MORE_SUPPLY)
    both = ["--register", str(first), "--register", str(second)]
    result = CliRunner().invoke(main, ["check", str(layer), *both, "--as-of", DAY, "--lang", "en"])
    assert "two registers disagree" in result.stdout
    assert result.exit_code == 1
    out = tmp_path / "out.csv"
    result = CliRunner().invoke(main, ["convert", str(layer), *both, "-o", str(out)])
    assert result.exit_code == 0
    assert out.read_text(encoding="utf-8-sig").count(START) >= 2


@pytest.mark.parametrize(
    "index",
    [
        pd.Index([7, 9]),
        pd.Index(["x", "x"]),
        pd.MultiIndex.from_tuples([(1, "a"), (1, "b")], names=["地块编号", None]),
        pd.DatetimeIndex(["2020-01-01", "2020-01-02"]),
    ],
)
def test_a_table_with_any_index_is_a_register(index):
    register = pd.DataFrame(
        {"地块编号": ["A", "X"], "约定开工时间": [dt.date(2018, 3, 1), None]}, index=index
    )
    before = register.copy()
    parcels, issues = joined(["A"], register)
    assert starts(parcels) == [START]
    found = issues.set_index("code").loc["register.no_parcel"]
    assert (found["source"], found["source_row"]) == ("DataFrame", 9 if index[0] == 7 else 2)
    pd.testing.assert_frame_equal(register, before)


def test_a_register_whose_provenance_was_changed_is_joined_all_the_same():
    register = pd.DataFrame(
        {
            "地块编号": ["A", "X"],
            "约定开工时间": [START, None],
            "整改通知书号": [None, "1号"],
            "source": [None, "r.xlsx"],
            "layer": [None, "通知"],
            "source_row": ["第2行", None],
        }
    )
    parcels, issues = joined(["A", "B"], register)
    assert starts(parcels) == [START, ""]
    assert issues.set_index("code").loc["register.no_match", "source"] == "r.xlsx"


def test_a_table_that_cannot_be_a_register_gives_a_sentence():
    raw = layer_of({"地块编号": ["A"]})
    twice = pd.DataFrame([["A", "B"]], columns=["地块编号", "地块编号"])
    levels = pd.DataFrame([["A", "B"]], columns=pd.MultiIndex.from_product([["甲"], ["乙", "丙"]]))
    for wrong, sentence in (
        (twice, "two columns of a register have the name 地块编号"),
        (levels, "several levels"),
        ("台账.xlsx", "not a table"),
        ([3], "not a table"),
        (3, "not a table"),
    ):
        with pytest.raises(pk.ParklandError, match=sentence):
            pk.clean(raw, register=wrong)
    nothing = pd.DataFrame({"甲": [1]})
    _, issues, _ = pk.clean(raw, register=nothing)
    assert values(issues, "register.no_match") == ["(0) ↔ A (1)"]
    assert len(pk.clean(raw, register=nothing.iloc[:0]).parcels) == 1


def test_inspect_shows_how_a_register_would_be_joined(write_shp, tmp_path):
    layer = write_shp({"DKBH": ["0011", "A-2", "A-3", "A-4"]})
    cells = ["11", "A-2、A-3", "A-44", None]
    register = write_csv(tmp_path / "r.csv", {"地块编号": cells, "约定开工时间": [START] * 4})
    command = ["inspect", str(layer), "--register", str(register)]
    shown = CliRunner().invoke(main, command).stdout
    for words in ("只差开头的 0 1", "一格多号 1", "2（A-44…）", "1（A-4）", "A-44 ≈ A-4", "供地"):
        assert words in shown
    found = json.loads(CliRunner().invoke(main, [*command, "--format", "json"]).stdout)
    assert found[0]["source"] == "地块.shp"
    (join,) = (one for one in found if "matched" in one)
    assert join["matched"] == {"zeros": 1, "several": 1}
    assert join["rows_left"] == {"count": 2, "examples": ["A-44"]}
    english = CliRunner().invoke(main, [*command, "--lang", "en", "--format", "csv"]).stdout
    assert "rows_left" in english
    # Nothing is written, and the exit code is that of the source.
    assert CliRunner().invoke(main, command).exit_code == 0


def test_an_area_that_is_not_understood_is_not_that_of_the_whole_parcel(write_shp):
    """A take-back of "about five mu" counted the whole parcel as reclaimed."""
    layer = write_shp({"DKBH": ["A", "B", "C", "D"]})
    register = pd.DataFrame(
        {
            "地块编号": ["A、B", "C", "D"],
            "收回日期": ["2022-01-01", "2022-01-01", None],
            "收回面积(亩)": [5, "约五亩", None],
            "平整面积(亩)": [None, None, "约一半"],
            "约定开工时间": ["2019-01-01"] * 3,
            "建设状况": ["未动工"] * 3,
        }
    )
    ledger = pk.open_ledger(layer, as_of=DAY, register=register)
    assert ledger.parcels["reclaimed"].isna().tolist() == [True, True, True, False]
    assert ledger.parcels["idle"].fillna(value=False).tolist() == [False, False, False, True]
    assert pk.totals(ledger)["area_mu"]["reclaimed"] == 0
    assert not ledger.parcels["levelled"].fillna(value=False).any()
    assert "处置面积" in str(pk.explain(ledger, "C"))


def test_small_differences_leave_no_parcel_of_the_map_in_doubt(write_shp):
    numbers = [f"GD-{number:03d}" for number in range(110)]
    layer = write_shp({"DKBH": numbers, "面积(亩)": [15.004] * 110, "QLR": ["某公司（甲）"] * 110})
    register = pd.DataFrame(
        {"地块编号": numbers, "供地面积(亩)": [15.0] * 110, "权利人": ["某公司(甲) "] * 110}
    )
    ledger = pk.open_ledger(layer, as_of=DAY, register=register)
    assert not set(ledger.issues["parcel_id"]) & set(numbers)
    assert ledger.parcels["stated_area_m2"].round(3).eq(10000).all()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_what_excel_did_to_numbers_in_a_file_is_told(write_shp, tmp_path, encoding):
    numbers = ["003308240001", "003308240002", "3308240000000001234"]
    layer, path = write_shp({"DKBH": numbers}), tmp_path / "r.csv"
    rows = [f"{number},{START}" for number in ("3308240001", '"=""003308240002"""', "3.30824E+18")]
    path.write_text("\n".join(["地块编号,约定开工时间", *rows]), encoding=encoding)
    ledger = pk.open_ledger(layer, as_of=DAY, register=path)
    assert starts(ledger.parcels) == [START, START, ""]
    assert values(ledger.issues, "register.leading_zeros") == ["1: 3308240001 = 003308240001"]
    assert values(ledger.issues, "register.destroyed") == ["3.30824E+18"]
    told = ledger.issues.set_index("code").loc["register.destroyed"]
    assert told["source_row"] == 4


def test_a_workbook_of_an_office_with_bent_numbers(write_shp, tmp_path):
    book = openpyxl.Workbook()
    rows = [
        ("GD-01\u200b", "甲"), ("\ufeffgd–02", "乙"), ("GD-03、GD-04", "丙"), (5.0, "丁"),
        (3.30824e18, "戊"), (dt.datetime(2024, 3, 1), "己"), ("GD-07~09", "庚"), (None, "辛"),
    ]  # fmt: skip
    for row in (("地块编号", "用地单位"), *rows):
        book.active.append(row)
    book.save(tmp_path / "r.xlsx")
    numbers = ["GD-01", "GD-02", "GD-03", "GD-04", "005"]
    layer = write_shp({"DKBH": numbers})
    ledger = pk.open_ledger(layer, as_of=DAY, register=tmp_path / "r.xlsx")
    assert ledger.parcels["holder"].tolist() == ["甲", "乙", "丙", "丙", "丁"]
    found = ledger.issues.set_index("source_row")["code"].to_dict()
    assert found[6] == found[7] == "register.destroyed"
    assert found[8] == "register.range"
    assert found[9] == "register.no_number"


def test_the_sheets_of_a_workbook_can_be_about_different_matters(write_shp, tmp_path):
    book = openpyxl.Workbook()
    sheets = {
        "供地": [["地块编号", "权利人", "约定开工时间"], ["A", "甲", START], ["B", "乙", START]],
        "通知": [["地块编号", "权利人", "整改通知书号"], ["A", "甲公司", "1号"]],
        "收回": [["地块编号", "收回日期"], ["B", "2023-01-01"]],
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "r.xlsx")
    layer = write_shp({"DKBH": ["A", "B"]})
    ledger = pk.open_ledger(layer, as_of=DAY, register=tmp_path / "r.xlsx")
    row = ledger.parcels.set_index("parcel_id")
    assert row["notice_no"].fillna("").tolist() == ["1号", ""]
    assert row["disposal_kind"].fillna("").tolist() == ["", "takeback"]
    assert values(ledger.issues, "register.conflict") == ["甲 ≠ 甲公司 (r.xlsx 通知)"]
    assert len(values(ledger.issues, "register.sheets_read")) == 1
    assert not {"register.duplicate", "register.no_row"} & set(ledger.issues["code"])


def test_remarks_and_cells_not_understood_of_every_row_are_kept():
    register = {
        "地块编号": ["A", "A"],
        "约定开工时间": [START, None],
        "实际开工时间": [None, "2019年"],
        "备注": ["一", "二"],
    }
    parcels, _ = joined(["A"], register)
    assert parcels["remark"].tolist() == ["一；二"]
    assert "start_on" in parcels["unreadable"].iloc[0]


@settings(max_examples=8)
@given(st.permutations(range(6)))
def test_the_order_of_rows_with_their_own_numbers_changes_nothing(order):
    numbers = ["A-1", "A-2", "A-3", "007", "B"]
    register = pd.DataFrame(
        {
            "地块编号": ["a-1", "A-2、A-3", "7", "X", "B~C", "B"],
            "合同编号": [f"row {place}" for place in range(6)],
        }
    )
    usual, issues = joined(numbers, register)
    shuffled, same = joined(numbers, register.iloc[list(order)])
    pd.testing.assert_frame_equal(usual.drop(columns="geometry"), shuffled.drop(columns="geometry"))
    columns = ["code", "parcel_id", "source_row", "value"]
    told = [frame[columns].astype(str).sort_values(columns) for frame in (issues, same)]
    assert told[0].to_numpy().tolist() == told[1].to_numpy().tolist()


def test_many_rows_of_one_parcel_do_not_fill_the_memory():
    """The remarks of all rows once stood in every row: a gigabyte for some thousand rows."""
    rows = 10_000
    register = {"地块编号": ["A"] * rows, "备注": [f"remark {row}" for row in range(rows)]}
    tracemalloc.start()
    parcels, issues = joined(["A"], register)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000
    assert parcels["remark"].iloc[0].startswith("remark 0；remark 1；")
    assert len(values(issues, "register.repeated")) == rows - 1


def test_a_number_that_stands_for_everything_is_refused(monkeypatch):
    monkeypatch.setattr("parkland.cleaning.register_matching.MOST_PAIRS", 99)
    register = {"地块编号": ["待定"] * 10, "约定开工时间": [START] * 10}
    with pytest.raises(pk.ParklandError, match="have the number 待定 that they cannot be told"):
        joined(["待定"] * 10, register)
    assert starts(joined(["待定"] * 9, register)[0]) == [START] * 9


def test_a_whole_number_of_a_workbook_stays_whole_beside_others(ledger):
    assert ledger.parcels["供地面积(亩)"].dropna().tolist()[3:6] == ["38.54", "30", "40.25"]
