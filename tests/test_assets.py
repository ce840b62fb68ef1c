"""The tables of assets are read as an office writes them, and nothing is dropped in silence."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

import parkland as pk
from parkland.assets.asset_headings import AssetHeadings
from parkland.assets.asset_schema import ROLES, TABLES, codes_by_word, columns_of, empty_frame
from parkland.columns.cell_evidence import is_credit_code
from parkland.conventions import load_profile
from parkland.wording import resource

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FIRMS = [f"示例{letter}有限公司" for letter in "甲乙丙丁戊"]


def code(number: int) -> str:
    """Return a code with a right check character that no office has given out (region 000000)."""
    body = f"91000000{number:09d}"
    total = sum(ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(body))
    return body + ALPHABET[-total % 31]


def codes(assets: pk.Assets) -> set[str]:
    return set(assets.issues["code"])


def values(assets: pk.Assets, issue: str) -> list[str]:
    return assets.issues.loc[assets.issues["code"] == issue, "value"].tolist()


def read(role: str = "enterprises", **columns: list) -> pk.Assets:
    return pk.read_assets({role: pd.DataFrame(columns)})


def workbook(path, **sheets: list[list]) -> str:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return str(path)


# What offices write: the role, the heading, the field and the unit.
USED = {
    "enterprises": {
        "uscc": "统一社会信用代码 社会统一信用代码 uniscid TYSHXYDM",
        "name": "企业名称 单位名称 YDDW QYMC ent_name 企业",
        "industry": "所属行业 行业",
        "industry_code": "行业代码 HYDM",
        "district": "所在街道（园区） 区县 开发区 CYPTMC",
        "year": "年份 eval_year 评价年度",
        "scale": "是否规上 规模 SFGSQY above_type",
        "tax_cny": "税收实际贡献 评价税收(万元) SJSF",
        "national_tax_cny@2012": "GSRKSS2012",
        "local_tax_cny@2014": "DSRKSS2014",
        "tax_cny@2021": "SJSF2021 2021年税收（万元） 税收(2021年) 2021年度税收",
        "revenue_cny@2013": "ZYYSR2013",
        "electricity_kwh@2012": "YDL2012 2012年用电量(万千瓦时)",
        "value_added_cny": "工业增加值",
        "energy_tce": "综合能耗（吨标准煤） 综合能耗(tce) 综合能耗",
        "emission_t": "主要污染排放量 主要污染物排放量(吨)",
        "employees": "年职工人数 CYRS 从业人数",
        "rnd_cny": "研发经费支出 R&D经费支出（万元）",
        "stated_land_m2": "用地面积 用地面积（亩） TDZMJ FACTLAND 占地面积 用地面积(㎡)",
        "own_m2": "OWNERSHIPLAND ZYTDMJ 自有用地面积",
        "rented_in_m2": "RENTLAND CENGZTDMJ 租入面积",
        "rented_out_m2": "LEASELAND CUZTDMJ 出租面积(㎡)",
        "stated_tax_cny_per_mu@-1": "上年度亩均税收",
        "stated_tax_cny_per_mu@-2": "上上年度亩均税收 上上年度亩均税收（万元/亩）",
        "stated_class": "评价等级 eval_result",
        "stated_score": "综合评分",
        "local_id": "QYBH",
        "fixed_investment_cny": "LJGDZCTZ 累计固定资产投资",
        "operating": "经营状态",
    },
    "occupations": {
        "parcel_id": "DKBH 地块编号",
        "floor_m2": "JZMJ 建筑面积",
        "local_id": "QYBH",
        "basis": "用地类别 SFZYC",
        "lessee_uscc": "承租企业信用代码",
        "lessee_name": "承租企业名称 承租企业",
        "lessor_name": "出租企业名称",
        "land_m2": "出租用地面积 用地面积（㎡） YDZMJ",
        "name": "TDSYQR",
    },
    "notices": {
        "notice_no": "通知书编号 文号",
        "due_on": "整改期限",
        "issued_on": "下达日期",
        "result": "验收结果",
        "name": "企业名称 被通知企业",
    },
    "projects": {
        "name": "项目名称 工程名称",
        "done_cny@2020": "2020年完成投资（万元）",
        "total_cny": "总投资",
        "start_due": "计划开工时间",
        "stage": "项目阶段",
    },
    "commitments": {
        "parcel_id": "宗地编号",
        "intensity": "固定资产投资强度（万元/亩） 固定资产投资强度",
        "far": "容积率",
        "tax_per_mu": "亩均税收",
        "va_per_tce": "单位能耗增加值",
        "intensity_actual": "实际固定资产投资强度",
    },
}


@pytest.mark.parametrize(
    ("role", "heading", "field"),
    [
        (role, heading, field)
        for role, fields in USED.items()
        for field, several in fields.items()
        for heading in several.split()
    ],
)
def test_headings_of_the_field_are_understood(role, heading, field):
    found = AssetHeadings(load_profile(), role).read(heading)
    assert found is not None
    assert found.field == field


@pytest.mark.parametrize(
    "heading",
    ["税收21", "综合能耗（万元）", "税收（人）", "2021-2022年税收", "税收增长率", "预计税收"],
)
def test_headings_that_could_mean_something_else_are_not_understood(heading):
    assert AssetHeadings(load_profile(), "enterprises").read(heading) is None


def test_no_heading_of_a_role_has_two_meanings():
    from parkland.columns.heading_forms import _expanded, _meanings, _source

    for role in ROLES:
        source, seen = _source(role), {}
        for meaning, forms in _meanings(source):
            for form in forms:
                for text in _expanded(form, source["parts"]):
                    if meaning.field:
                        assert seen.setdefault(text, meaning.field) == meaning.field, (role, text)


def test_the_tables_have_unique_columns_labels_and_codes():
    for table in TABLES:
        labels = [one.label("zh") for one in columns_of(table).values()]
        assert len(set(labels)) == len(labels)
        assert len(empty_frame(table)) == 0
    for column, entries in resource("assets.toml")["codes"].items():
        words = [word for one in entries.values() for word in (one["zh"], *one["words"])]
        assert len(set(words)) == len(words), column
        assert set(codes_by_word(column).values()) == set(entries)


def test_the_dtypes_do_not_depend_on_rows():
    full = read(企业名称=FIRMS, 年份=[2020] * 5, 税收=[1, 2, 3, None, "无"])
    none = pk.read_assets({"yearly": pd.DataFrame({"企业名称": [], "年份": [], "税收": []})})
    for table in TABLES:
        wanted = {name: one.dtype for name, one in columns_of(table).items()}
        for assets in (full, none):
            frame = getattr(assets, table)
            assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == wanted


def test_a_workbook_is_read_sheet_by_sheet_by_its_columns(tmp_path):
    path = workbook(
        tmp_path / "资产.xlsx",
        企业=[["2020年企业名录"], ["统一社会信用代码", "企业名称"], [code(1), FIRMS[0]]],
        数据=[["企业名称", "年份", "税收（万元）", "备用"], [FIRMS[0], 2020, 300, "x"]],
        租赁=[["企业名称", "承租企业名称", "出租面积（㎡）"], [FIRMS[0], FIRMS[1], 3000]],
        整改=[
            ["通知书文号", "企业名称", "下达日期", "整改期限"],
            ["整改1号", FIRMS[0], "2020-3-1", "2020-9-1前"],
        ],
        项目=[
            ["项目名称", "项目类型", "总投资（万元）", "2020年完成投资（万元）"],
            ["示例路", "基础设施", 5000, 4258],
        ],
        标准地=[["宗地编号", "固定资产投资强度（万元/亩）", "容积率"], ["GD-01", 350, 1.5]],
        说明=[["本表由示例单位填报"]],
    )
    assets = pk.read_assets(path)
    assert [len(getattr(assets, table)) for table in TABLES] == [2, 1, 0, 1, 1, 1, 1, 2]
    assert assets.yearly.loc[0, "enterprise_id"] == code(1)
    assert assets.occupations.loc[0, ["lessor_id", "land_m2"]].tolist() == [code(1), 3000]
    assert str(assets.notices.loc[0, "due_on"])[:10] == "2020-09-01"
    assert assets.project_years.loc[0, "done_cny"] == 42_580_000
    assert assets.commitments["target"].tolist() == [1.5, 350]
    assert {"asset.sheets_other", "column.unused", "asset.by_name"} <= codes(assets)
    assert "备用" in values(assets, "column.unused")
    assert assets.yearly.loc[0, ["source", "layer", "source_row"]].tolist() == [
        "资产.xlsx",
        "数据",
        2,
    ]


def test_a_file_without_such_tables_is_refused_with_what_to_do(tmp_path):
    path = workbook(tmp_path / "x.xlsx", 表=[["甲", "乙"], [1, 2]])
    with pytest.raises(pk.ParklandError, match="assets.enterprises"):
        pk.read_assets(path)
    with pytest.raises(pk.ParklandError, match="not a table"):
        pk.read_assets({"yearly": [1]})
    with pytest.raises(pk.ParklandError, match="no such table of assets"):
        pk.read_assets(tmp_path / "none.xlsx")
    good = workbook(tmp_path / "y.xlsx", 表=[["企业名称", "年份"], ["甲", 2020]])
    with pytest.raises(pk.ParklandError, match="twice"):
        pk.read_assets([good, good])


def test_an_enterprise_is_known_by_its_code_and_by_its_exact_name():
    firms = pd.DataFrame({"统一社会信用代码": [code(1), code(2)], "企业名称": FIRMS[:2]})
    years = pd.DataFrame(
        {"企业名称": [" 示例甲　有限公司", FIRMS[1], FIRMS[2]], "年份": 2020, "税收": 1}
    )
    assets = pk.read_assets([{"enterprises": firms}, {"yearly": years}])
    assert set(assets.yearly["enterprise_id"]) == {code(1), code(2), f"name:{FIRMS[2]}"}
    assert is_credit_code(code(1))


def test_wrong_codes_give_a_key_by_name_and_an_issue():
    wrong = code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1")
    assets = read(
        统一社会信用代码=[wrong, "330824001234567"], 企业名称=FIRMS[:2], 年份=[2020, 2020]
    )
    assert set(assets.enterprises["enterprise_id"]) == {f"name:{name}" for name in FIRMS[:2]}
    assert values(assets, "asset.uscc_invalid") == [wrong, "330824001234567"]
    assert assets.enterprises["uscc"].isna().all()


def test_one_code_with_two_names_and_one_name_with_two_codes_are_errors():
    assets = read(
        统一社会信用代码=[code(1), code(1)], 企业名称=FIRMS[:2], 年份=[2020, 2020], 税收=[1, 2]
    )
    assert "asset.code_two_names" in codes(assets)
    # two figures of one enterprise and year: none is taken
    assert "asset.year_differs" in codes(assets)
    assert assets.yearly["tax_cny"].isna().all()
    assets = read(统一社会信用代码=[code(1), code(2)], 企业名称=[FIRMS[0]] * 2, 年份=[2020, 2020])
    assert "asset.two_codes" in codes(assets)
    assert len(assets.enterprises) == 2
    renamed = read(统一社会信用代码=[code(1), code(1)], 企业名称=FIRMS[:2], 曾用名=[None, FIRMS[0]])
    assert "asset.code_two_names" not in codes(renamed)


def test_names_that_are_alike_are_not_merged_but_suggested():
    names = ["示例甲机械有限公司", "示例甲机械有限公司（某地）", "某地示例甲机械有限责任公司"]
    assets = read(企业名称=names, 年份=[2020] * 3)
    assert len(assets.enterprises) == 3
    assert len(values(assets, "asset.names_alike")) == 2


def test_a_number_of_the_office_links_its_tables():
    firms = pd.DataFrame(
        {
            "QYBH": ["Q1", "Q2"],
            "YDDW": FIRMS[:2],
            "SFGSQY": ["是", "否"],
            "GSRKSS2012": [10, None],
            "DSRKSS2012": [5, 1],
            "ZYYSR2012": [100, 50],
        }
    )
    links = pd.DataFrame(
        {"DKBH": ["D1", "D1", "D2"], "QYBH": ["Q1", "Q2", "Q9"], "JZMJ": [600, 300, 1]}
    )
    assets = pk.read_assets([{"YDDW": firms}, {"GYYD_YDDW": links}])
    rows = assets.yearly.set_index("enterprise_id")
    assert rows.loc[f"name:{FIRMS[0]}", "tax_cny"] == 150_000
    assert pd.isna(rows.loc[f"name:{FIRMS[1]}", "tax_cny"])
    assert rows.loc[[f"name:{name}" for name in FIRMS[:2]], "scale"].tolist() == ["above", "below"]
    assert assets.occupations["floor_m2"].tolist() == [1.0, 300.0, 600.0]
    assert {
        "asset.tax_summed",
        "asset.tax_in_part",
        "asset.number_only",
        "asset.basis_unknown",
    } <= codes(assets)
    assets = pk.read_assets(
        {"a": pd.DataFrame({"QYBH": ["Q1", "Q1"], "企业名称": FIRMS[:2], "年份": 2020})}
    )
    assert "asset.number_twice" in codes(assets)


def test_a_link_to_own_land_is_a_part_of_it_and_a_scale_is_of_every_year():
    land = pd.DataFrame({"DKBH": ["D1"], "TDSYQR": [FIRMS[0]], "YDZMJ(㎡)": [20_000]})
    firms = pd.DataFrame({"QYBH": ["Q1"], "YDDW": FIRMS[:1], "SFGSQY": ["是"], "CYRS": [9]})
    firms = firms.assign(YDL2012=[1], YDL2013=[2])
    links = pd.DataFrame({"DKBH": ["D1"], "QYBH": ["Q1"], "JZMJ": [6_000]})
    made = pk.read_assets([{"GYYD": land}, {"YDDW": firms}, {"GYYD_YDDW": links}])
    assert made.occupations[["basis", "land_m2", "floor_m2"]].to_numpy().tolist() == [
        ["own", 20_000, 6_000]
    ]
    assert "asset.link_joined" in codes(made)
    assert made.yearly["scale"].tolist() == ["above", "above"]
    assert values(made, "asset.year_unknown") == ["CYRS (1)"]


def test_wide_years_become_rows_and_gaps_stay_gaps():
    assets = read(企业名称=FIRMS[:2], SJSF2021=[1, 2], SJSF2022=[3, None], SJSF2023=[5, 6])
    rows = assets.yearly.set_index(["enterprise_id", "year"])["tax_cny"]
    assert len(rows) == 5
    assert rows[f"name:{FIRMS[0]}", 2023] == 50_000


def test_figures_of_the_year_before_need_the_year_of_the_report(tmp_path):
    columns = {"企业名称": FIRMS[:1], "上年度亩均税收": [5.5], "上上年度亩均税收": [4]}
    refused = read(**columns)
    assert values(refused, "asset.reporting_year")
    assert not len(refused.yearly)
    told = read(年份=[2023], **columns)
    assert told.yearly[["year", "stated_tax_cny_per_mu"]].dropna().to_numpy().tolist() == [
        [2021, 40_000],
        [2022, 55_000],
    ]
    rows = [["企业名称", "税收（万元）"], [FIRMS[0], 7]]
    assert values(pk.read_assets(workbook(tmp_path / "表.xlsx", 表=rows)), "asset.year_unknown")
    named = pk.read_assets(workbook(tmp_path / "2022年亩均.xlsx", 表=rows))
    assert named.yearly["year"].tolist() == [2022]
    assert values(named, "asset.year_assumed") == ["2022"]


def test_units_of_headings_and_cells_are_followed():
    assets = read(
        **{
            "企业名称": FIRMS[:1],
            "年份": [2020],
            "税收（元）": [5_000_000],
            "综合能耗（万吨标准煤）": [0.2],
            "用电量(万千瓦时)": ["3"],
            "用地面积（公顷）": [2],
            "职工人数": ["120人"],
            "产值（亿元）": [1.5],
        }
    )
    row = assets.yearly.iloc[0]
    assert row["tax_cny"] == 5_000_000
    assert row["energy_tce"] == 2000
    assert row["electricity_kwh"] == 30_000
    assert row["stated_land_m2"] == 20_000
    assert row["employees"] == 120
    assert row["output_cny"] == 150_000_000


def test_cells_that_are_not_understood_are_issues_and_not_zero():
    assets = read(
        企业名称=FIRMS[:4],
        年份=[2020, "去年", 2020, 2020],
        税收=["约3百", 1, "#N/A", -30],
        是否规上=["是", "否", "大", ""],
        排名=[1, 2, 2.5, 3],
    )
    assert {
        "value.not_a_number",
        "asset.not_a_year",
        "value.excel_error",
        "asset.word_unknown",
        "asset.not_whole",
    } <= codes(assets)
    by_name = assets.yearly.set_index("enterprise_id")["tax_cny"]
    assert by_name[f"name:{FIRMS[3]}"] == -300_000
    assert by_name.isna().sum() == 2


def test_a_row_that_names_nobody_is_counted_in_an_issue():
    assets = read(
        企业名称=[FIRMS[0], None], 统一社会信用代码=[code(1), None], 年份=[2020, 2020], 税收=[1, 2]
    )
    bad = assets.issues[assets.issues["code"] == "asset.no_enterprise"]
    assert bad["source_row"].tolist() == [1]
    assert bad["action"].tolist() == ["quarantined"]
    told = pk.read_assets(
        [
            {"projects": pd.DataFrame({"项目名称": [None, "示例路"], "总投资": [1, 2]})},
            {"buildings": pd.DataFrame({"楼栋编号": [None], "建筑面积": [1]})},
        ]
    )
    assert {"asset.no_project", "asset.no_key"} <= codes(told)
    assert len(told.projects) == 1


def test_what_rows_of_one_thing_do_not_agree_on_is_not_taken():
    firms = read(
        企业名称=[FIRMS[0]] * 2,
        年份=[2020] * 2,
        税收口径=["甲", "乙"],
        成立日期=["2001-1-1", "2002-1-1"],
    )
    assert {"asset.year_text_differs", "asset.firm_differs"} <= codes(firms)
    assert firms.enterprises["registered_on"].isna().all()
    projects = pk.read_assets(
        {
            "projects": pd.DataFrame(
                {
                    "项目编号": ["P1", "P1"],
                    "项目名称": ["示例路"] * 2,
                    "总投资": [1, 2],
                    "上级项目": ["没有这个"] * 2,
                }
            )
        }
    )
    assert {"asset.project_differs", "asset.parent_unknown"} <= codes(projects)
    others = pk.read_assets(
        [
            {"buildings": pd.DataFrame({"楼栋编号": ["1"] * 2, "建筑面积（㎡）": [1, 2]})},
            {
                "notices": pd.DataFrame(
                    {"文号": ["1号"] * 2, "下达日期": ["2020-1-1", "2020-1-2"], "整改期限": None}
                )
            },
            {
                "commitments": pd.DataFrame(
                    {
                        "宗地编号": ["G1"] * 2,
                        "指标": ["容积率"] * 2,
                        "承诺值": [1, 2],
                        "单位": ["米", None],
                    }
                )
            },
        ]
    )
    assert {
        "asset.building_differs",
        "asset.notice_differs",
        "asset.commitment_differs",
        "asset.unit_kept",
    } <= codes(others)


def test_a_total_and_the_parcels_of_its_enterprise_are_not_both_counted():
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    chosen = ledger.parcels.dropna(subset=["parcel_id"]).iloc[:3].copy()
    chosen["holder"] = [FIRMS[0], FIRMS[0], FIRMS[1]]
    sums = chosen["stated_area_m2"].fillna(chosen["area_m2"]).groupby(chosen["holder"]).sum()
    stated = [sums[FIRMS[0]], 1.0]
    years = {"企业名称": FIRMS[:2], "年份": [2020, 2020], "自有用地面积（㎡）": stated}
    assets = pk.read_assets({"yearly": pd.DataFrame(years)}, parcels=chosen)
    own = assets.occupations.set_index("enterprise_id")
    assert own.loc[f"name:{FIRMS[0]}", "evidence"].tolist() == ["holder", "holder"]
    assert own.loc[f"name:{FIRMS[1]}", ["parcel_id", "land_m2"]].tolist() == [
        chosen["parcel_id"].iloc[2],
        1,
    ]
    assert len(values(assets, "asset.own_differs")) == 1


def test_holders_are_enterprises_by_exact_name_or_code_only():
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    chosen = ledger.parcels.dropna(subset=["parcel_id"]).iloc[:4].copy()
    chosen["holder"] = [FIRMS[0], code(2), FIRMS[0] + "（某地）", FIRMS[2]]
    chosen.loc[chosen.index[3], "parcel_id"] = None
    firms = pd.DataFrame(
        {
            "统一社会信用代码": [code(1), code(2), None],
            "企业名称": FIRMS[:3],
            "地块编号": ["无此号", None, None],
        }
    )
    assets = pk.read_assets({"enterprises": firms}, parcels=chosen)
    held = assets.occupations[assets.occupations["evidence"] == "holder"]
    assert held["enterprise_id"].tolist() == [code(1), code(2)]
    assert values(assets, "asset.holder_unknown") == [FIRMS[0] + "（某地）"]
    assert values(assets, "asset.parcel_without_number") == [FIRMS[2]]
    assert values(assets, "asset.parcel_unknown") == ["无此号"]


def leases(**columns: list) -> pk.Assets:
    return read("occupations", **columns)


def test_a_lease_of_both_lists_is_stored_once():
    lessor = pd.DataFrame({"企业名称": FIRMS[:1], "承租企业": FIRMS[1:2], "出租面积（㎡）": [3000]})
    tenant = pd.DataFrame(
        {
            "企业名称": FIRMS[1:2],
            "出租企业": FIRMS[:1],
            "承租面积（㎡）": [3000],
            "地块编号": ["G1"],
        }
    )
    both = pk.read_assets([{"occupations": lessor}, {"occupations": tenant}])
    assert both.occupations[
        ["enterprise_id", "lessor_id", "land_m2", "parcel_id"]
    ].to_numpy().tolist() == [[f"name:{FIRMS[1]}", f"name:{FIRMS[0]}", 3000, "G1"]]
    assert "asset.lease_twice" in codes(both)
    differ = pk.read_assets(
        [{"occupations": lessor}, {"occupations": tenant.assign(**{"承租面积（㎡）": 3500})}]
    )
    assert "asset.lease_differs" in codes(differ)
    assert differ.occupations["land_m2"].isna().tolist() == [True]


def test_periods_of_leases_are_read_from_one_cell():
    made = leases(企业名称=FIRMS[:2], 出租企业=FIRMS[2:4], 租赁期限=["2020.7.1-2020.12.31", "长期"])
    assert str(made.occupations["from_on"].max())[:10] == "2020-07-01"
    assert values(made, "asset.period_unclear") == ["长期"]


@pytest.mark.parametrize(
    ("columns", "land", "reason"),
    [
        ({"终止日期": "约定退租时"}, None, "period"),
        ({"终止日期": "长期"}, 4.5, None),
        ({"终止日期": None}, 4.5, None),
        ({"起始日期": "交房后", "终止日期": "2020-12-31"}, None, "period"),
        # it has ended before the year, whenever it began
        ({"起始日期": "交房后", "终止日期": "2019-12-31"}, 0.0, None),
        ({"租赁期限": "三年"}, None, "period"),
    ],
)
def test_a_day_of_a_lease_that_cannot_be_read_is_not_an_open_one(columns, land, reason):
    made = {
        "企业名称": FIRMS[:1],
        "出租企业": FIRMS[1:2],
        "承租面积（㎡）": [3000],
        "起始日期": ["2019-01-01"],
    }
    made |= {name: [cell] for name, cell in columns.items()}
    if "租赁期限" in columns:
        del made["起始日期"]
    ledger = pk.open_ledger(
        pk.sample_path(), as_of="2020-12-31", assets={"occupations": pd.DataFrame(made)}
    )
    table = pk.land_of(ledger, year=2020).set_index("name").loc[FIRMS[0]]
    found = (table["rented_in_mu"], table["reason"])
    assert [None if pd.isna(one) else one for one in found] == [land, reason]


def test_stated_totals_are_used_only_where_no_list_has_rows():
    years = pd.DataFrame(
        {
            "企业名称": FIRMS[:2],
            "年份": [2020, 2020],
            "自有用地面积（㎡）": [20_000, 5_000],
            "承租面积（㎡）": [3_000, 0],
            "出租面积（㎡）": [5_000, 0],
        }
    )
    alone = pk.read_assets({"yearly": years})
    assert alone.occupations["evidence"].tolist() == ["total"] * 4
    lists = pd.DataFrame({"企业名称": FIRMS[:1], "承租企业": FIRMS[2:3], "出租面积（㎡）": [4_000]})
    both = pk.read_assets([{"yearly": years}, {"occupations": lists}])
    let = both.occupations[both.occupations["lessor_id"] == f"name:{FIRMS[0]}"]
    assert let["land_m2"].tolist() == [4_000]
    assert "asset.total_differs" in codes(both)


amounts = st.one_of(st.none(), st.integers(-(10**6), 10**9), st.just("无"), st.just("x"))
rows = st.lists(st.tuples(st.integers(0, 4), st.integers(2018, 2021), amounts), max_size=12)


@settings(max_examples=12, deadline=None)
@given(rows, st.randoms())
def test_the_order_of_rows_and_files_decides_nothing_and_no_row_is_lost(some, random):
    def frame(chosen):
        return pd.DataFrame(
            {
                "企业名称": [FIRMS[n] for n, _, _ in chosen],
                "年份": [y for _, y, _ in chosen],
                "税收（元）": pd.Series([a for _, _, a in chosen], dtype=object),
            }
        )

    parts = [some[: len(some) // 2], some[len(some) // 2 :]]
    one = pk.read_assets([{"yearly": frame(parts[0])}, {"yearly": frame(parts[1])}])
    shuffled = [random.sample(part, len(part)) for part in reversed(parts)]
    other = pk.read_assets([{"yearly": frame(part)} for part in shuffled])
    own = [name for name in one.yearly.columns if name not in ("source", "layer", "source_row")]
    pd.testing.assert_frame_equal(one.yearly[own], other.yearly[own])
    # Every row is a row of the table, or is the same enterprise and year as one.
    assert len(one.yearly) == len({(n, y) for n, y, _ in some})
    known = {}
    for n, y, amount in some:
        if isinstance(amount, int):
            known.setdefault((f"name:{FIRMS[n]}", y), set()).add(float(amount))
    for row in one.yearly.itertuples():
        told = known.get((row.enterprise_id, row.year), set())
        assert (row.tax_cny in told) if len(told) == 1 else pd.isna(row.tax_cny)


def test_formulas_without_a_result_are_not_known_and_names_are_only_texts(tmp_path):
    hostile = '<img src=x onerror="alert(1)">有限公司'
    path = workbook(
        tmp_path / "2020.xlsx",
        数据=[["企业名称", "税收（万元）"], [hostile, "=1+1"], ["'=HYPERLINK(1)", 3]],
    )
    made = pk.read_assets(path)
    assert made.yearly["tax_cny"].dropna().tolist() == [30_000]
    assert len(made.yearly) == 2
    assert "register.formula" in codes(made)
    assert set(made.enterprises["name"]) == {hostile, "'=HYPERLINK(1)"}


shares = st.lists(
    st.tuples(st.integers(0, 3), st.integers(4, 7), st.integers(0, 2), st.integers(1, 9)),
    max_size=8,
)


@settings(max_examples=10, deadline=None)
@given(shares, st.integers(0, 3))
def test_every_lease_is_stored_once_and_tax_is_counted_once(some, repeated):
    names = [f"示例{n}有限公司" for n in range(8)]
    lists = pd.DataFrame(
        {
            "企业名称": [names[lessor] for lessor, *_ in some],
            "承租企业": [names[tenant] for _, tenant, *_ in some],
            "地块编号": [f"G{place}" for _, _, place, _ in some],
            "出租面积（㎡）": [float(100 * size) for *_, size in some],
        }
    )
    again = lists.rename(
        columns={"企业名称": "出租企业", "承租企业": "企业名称", "出租面积（㎡）": "承租面积（㎡）"}
    )
    taxes = pd.DataFrame({"企业名称": names, "年份": 2020, "税收（元）": range(1, 9)})
    tables = [{"occupations": lists}, {"yearly": taxes}] + [{"occupations": again}] * (repeated > 0)
    made = pk.read_assets(tables)
    # equal rows of one list are one lease
    assert len(made.occupations) == len(set(some))
    assert made.occupations["land_m2"].sum() == sum(100 * size for *_, size in set(some))
    doubled = (made.issues["code"] == "asset.lease_twice").sum()
    assert doubled == len(some) * (1 + (repeated > 0)) - len(set(some))
    assert made.yearly["tax_cny"].sum() == 36
