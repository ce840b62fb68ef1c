"""What cannot be true of enterprises, leases, notices and projects is told, and kept."""

import pandas as pd
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.assets.class_counts import wrong_class_totals
from parkland.cli import main
from tests.test_assets import FIRMS, codes, read, values, workbook

A, B, C, D, E = FIRMS
OURS = ["source", "layer", "source_row"]


@pytest.fixture(scope="module")
def parcels():
    """Three parcels of the sample with numbers, held by three firms."""
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    chosen = ledger.parcels.dropna(subset=["parcel_id"]).drop_duplicates("parcel_id").iloc[:3]
    return chosen.assign(holder=FIRMS[:3])


def number(parcels, place: int) -> str:
    return str(parcels["parcel_id"].iloc[place])


def occupations(parcels=None, **columns: list) -> pk.Assets:
    return pk.read_assets({"occupations": pd.DataFrame(columns)}, parcels=parcels)


def test_leases_in_a_circle_are_an_error():
    made = occupations(企业名称=[A, B, C], 承租企业=[B, C, A], 地块编号=["G1"] * 3)
    assert len(values(made, "asset.lease_circle")) == 1
    assert len(made.occupations) == 3
    other_parcels = occupations(企业名称=[A, B], 承租企业=[B, A], 地块编号=["G1", "G2"])
    assert "asset.lease_circle" not in codes(other_parcels)
    other_years = occupations(企业名称=[A, B], 承租企业=[B, A], 年份=[2019, 2020])
    assert "asset.lease_circle" not in codes(other_years)


def test_a_long_chain_of_leases_is_no_circle_and_takes_no_time():
    names = [f"示例{n}有限公司" for n in range(5_000)]
    made = occupations(企业名称=names[:-1], 承租企业=names[1:])
    assert "asset.lease_circle" not in codes(made)
    assert len(made.occupations) == 4_999


def test_a_firm_that_lets_to_itself_or_before_the_beginning_is_told():
    made = occupations(
        企业名称=[A, B], 出租企业=[A, C], 起始日期=[None, "2020-5-1"], 终止日期=[None, "2020-4-1"]
    )
    assert "asset.lease_self" in codes(made)
    assert "asset.period_reversed" in codes(made)


def test_more_let_than_owned_and_rented_is_an_error():
    columns = {
        "企业名称": [A, A],
        "用地类别": ["自有", "出租"],
        "承租企业": [None, B],
        "用地面积（㎡）": [5_000, 7_000],
    }
    assert values(occupations(**columns), "asset.let_too_much")[0].endswith("-2000.00 m2")
    columns["用地面积（㎡）"] = [7_000, 7_000]
    assert "asset.let_too_much" not in codes(occupations(**columns))


def test_leases_one_after_the_other_are_not_added_up():
    made = occupations(
        企业名称=[A, A, A],
        用地类别=["自有", "出租", "出租"],
        承租企业=[None, B, C],
        **{"用地面积（㎡）": [5_000, 4_000, 4_000]},
        起始日期=[None, "2020-1-1", "2020-7-1"],
        终止日期=[None, "2020-6-30", "2020-12-31"],
    )
    assert "asset.let_too_much" not in codes(made)


def test_floor_area_of_zero_is_an_error():
    made = occupations(企业名称=[A], 用地类别=["租赁"], 建筑面积=[0])
    assert "asset.floor_zero" in codes(made)


def test_more_land_than_the_parcel_has_is_an_error(parcels):
    size = float(parcels["area_m2"].iloc[0])
    made = occupations(
        parcels,
        企业名称=[A, B],
        用地类别=["自有", "自有"],
        地块编号=[number(parcels, 0)] * 2,
        **{"用地面积（㎡）": [size, size / 2]},
    )
    assert "asset.over_occupied" in codes(made)
    assert (made.issues["severity"] == "error").any()


def test_two_owners_of_one_parcel_and_doubled_periods_are_errors(parcels):
    places = {"地块编号": [number(parcels, 2)] * 2}
    both = occupations(parcels, 企业名称=[A, B], 用地类别=["自有"] * 2, **places)
    assert "asset.own_overlap" in codes(both)
    days = {"起始日期": ["2020-1-1", "2020-6-1"], "终止日期": ["2020-12-31", None]}
    areas = {"租赁面积（㎡）": [100, 100]}
    twice = occupations(parcels, 企业名称=[A, A], 出租企业=[C, C], **places, **areas, **days)
    assert "asset.periods_overlap" in codes(twice)


def test_an_occupation_that_goes_on_after_the_take_back_is_an_error(parcels):
    back = parcels.assign(
        disposal_kind="agreed_takeback",
        disposal_on=pd.Timestamp("2020-06-30"),
        disposal_area_m2=None,
    )
    made = occupations(back, 企业名称=[B], 用地类别=["租赁"], 地块编号=[number(parcels, 0)])
    assert "asset.after_disposal" in codes(made)
    held = made.occupations[made.occupations["evidence"] == "holder"]
    assert set(held["to_on"].dt.strftime("%Y-%m-%d")) <= {"2020-06-30"}


def test_gaps_of_years_and_refunds_are_told_and_kept():
    made = read(企业名称=[A, A], 年份=[2018, 2021], 税收=[-30, 100])
    assert values(made, "asset.year_gap") == [f"name:{A} 2019、2020"]
    assert values(made, "asset.tax_negative") == [f"name:{A} 2018"]
    assert made.yearly["tax_cny"].tolist() == [-300_000, 1_000_000]


def test_yuan_under_wan_yuan_is_an_error():
    firms = {"企业名称": [A, B, C], "年份": [2020] * 3, "用地面积（亩）": [30, 20, 10]}
    wrong = read(**firms, **{"税收（万元）": [3_000_000, 2_000_000, 1_000_000]})
    assert values(wrong, "asset.unit_doubtful") == ["> 1,000 万元/亩"]
    right = read(**firms, **{"税收（元）": [3_000_000, 2_000_000, 1_000_000]})
    assert "asset.unit_doubtful" not in codes(right)
    without_land = read(企业名称=[A], 年份=[2020], **{"税收（万元）": [3_000_000]})
    assert "asset.unit_doubtful" in codes(without_land)


def test_square_metres_that_were_read_as_mu_are_an_error():
    made = read(企业名称=[A], 年份=[2012], TDZMJ=[20_000])
    assert values(made, "asset.unit_doubtful") == ["13333333.33 m2"]
    listed = occupations(TDSYQR=[A, B], DKBH=["D1", "D2"], YDZMJ=[20_000, 10_000])
    assert "asset.unit_doubtful" in codes(listed)


def test_leases_larger_than_all_parcels_are_an_error(parcels):
    """Square metres of workshops are few, so that as mu they are within experience."""
    areas = [float(parcels["area_m2"].sum()) * 1.2 / (2000 / 3)] * 2
    made = occupations(parcels, 承租企业=[A, B], 出租企业=[C, C], 出租面积=areas)
    assert "asset.unit_doubtful" in codes(made)
    some = occupations(parcels, 承租企业=[A, B], 出租企业=[C, C], 出租面积=[1.5, 2.5])
    assert "asset.unit_doubtful" not in codes(some)


def test_hectares_under_mu_are_found_by_the_parcels(parcels):
    hectares = (parcels["area_m2"] / 10_000).round(4).tolist()
    columns = {"企业名称": FIRMS[:3], "年份": [2020] * 3}
    made = pk.read_assets(
        {"yearly": pd.DataFrame({**columns, "用地面积（亩）": hectares})}, parcels=parcels
    )
    assert len(values(made, "asset.land_slip")) == 3
    assert all("× 15" in value for value in values(made, "asset.land_slip"))
    listed = {
        "企业名称": FIRMS[:3],
        "用地类别": ["自有"] * 3,
        "地块编号": parcels["parcel_id"].tolist(),
    }
    made = occupations(parcels, **listed, **{"用地面积（亩）": hectares})
    assert "unit.contradicted" in codes(made)
    assert made.occupations["land_m2"].isna().all()


def test_days_of_notices_that_contradict_one_another_are_errors():
    made = pk.read_assets(
        {
            "notices": pd.DataFrame(
                {
                    "文号": ["1号", "2号"],
                    "企业名称": [A, f"{B}、{C}"],
                    "下达日期": ["2020-5-1"] * 2,
                    "整改期限": ["2020-4-1", "2020-9-1"],
                    "验收日期": ["2020-4-20", None],
                    "验收结果": ["通过", "验收合格"],
                }
            )
        }
    )
    assert {
        "asset.due_before_issue",
        "asset.checked_before_issue",
        "asset.passed_without_day",
    } <= codes(made)
    assert made.notices["enterprise_ids"].tolist()[1] == f"name:{C}；name:{B}"
    assert made.notices["result"].tolist() == ["passed", "passed"]


def test_children_above_their_parent_and_more_done_than_all_are_errors():
    made = pk.read_assets(
        {
            "projects": pd.DataFrame(
                {
                    "项目名称": ["示例片区", "示例子一", "示例子二"],
                    "上级项目": [None, "示例片区", "示例片区"],
                    "总投资（万元）": [500, 300, 300],
                    "2020年完成投资（万元）": [100, 310, None],
                }
            )
        }
    )
    assert len(values(made, "asset.children_exceed")) == 2
    assert len(values(made, "asset.done_exceeds")) == 1
    circle = pk.read_assets(
        {
            "projects": pd.DataFrame(
                {"项目编号": ["1", "2"], "上级项目编号": ["2", "1"], "项目名称": [A, B]}
            )
        }
    )
    assert len(values(circle, "asset.project_circle")) == 2


def test_class_counts_that_do_not_add_up_are_an_error(tmp_path):
    told = "规模以下企业36家，其中A类4家、B类21家、C类0家、D类3家。"
    path = workbook(tmp_path / "2020.xlsx", 结果=[[told], ["企业名称", "评价等级"], [A, "A类"]])
    made = pk.read_assets(path)
    assert values(made, "asset.class_total") == ["结果: 36 ≠ 28 (A4 B21 C0 D3)"]
    assert made.yearly["stated_class"].tolist() == ["A"]


@pytest.mark.parametrize(
    "text",
    [
        "规上企业39家，其中A类11家、B类21家、C类7家、D类0家",
        "共评价企业1248家，其中A类（优先发展）134家，B类439家，C类575家，D类100家",
        "共40家，A类11家，B类21家，C类7家，不参评1家",
        "A类企业3家",
        "GB-2020 A4 B3",
    ],
)
def test_counts_that_add_up_and_other_texts_are_no_fault(text):
    assert wrong_class_totals([text]) == []


def test_enterprises_without_parcel_and_parcels_without_enterprise_are_counted(parcels):
    made = pk.read_assets({"enterprises": pd.DataFrame({"企业名称": [A, D]})}, parcels=parcels)
    assert values(made, "asset.without_parcel") == [f"1 ({D})"]
    assert values(made, "asset.unoccupied")[0].startswith("2, ")


@pytest.mark.usefixtures("open_once")
def test_check_prints_faults_of_assets_and_ends_with_one(tmp_path):
    path = workbook(tmp_path / "资产.xlsx", 租赁=[["企业名称", "承租企业"], [A, B], [B, A]])
    result = CliRunner().invoke(
        main, ["check", str(pk.sample_path()), "--assets", path, "--lang", "en"]
    )
    assert result.exit_code == 1
    assert "leases form a circle" in result.output


@pytest.mark.usefixtures("open_once")
def test_inspect_prints_what_each_column_of_assets_became(tmp_path):
    rows = [["QYBH", "企业名称", "SJSF2021", "JZMJ", "备用"], ["Q1", A, 3, 100, "x"]]
    path = workbook(tmp_path / "a.xlsx", 企业=rows)
    result = CliRunner().invoke(main, ["inspect", "--assets", path, "--lang", "en"])
    assert result.exit_code == 0
    assert "Tax paid (2021)" in result.output
    assert "not understood" in result.output
    made = pk.read_assets({"occupations": pd.DataFrame({"QYBH": ["Q1"], "JZMJ": [100]})})
    assert [entry.unit for entry in made.receipts[0].account] == ["", "m2"]
    assert made.occupations["floor_m2"].tolist() == [100]
    assert CliRunner().invoke(main, ["inspect"]).exit_code == 2


@pytest.mark.parametrize("command", ["status", "report", "notices"])
@pytest.mark.usefixtures("open_once")
def test_no_command_replaces_the_tables_of_assets_that_it_reads(tmp_path, command):
    path = workbook(tmp_path / "资产.xlsx", 企业=[["企业名称", "所属行业"], [A, "纺织"]])
    before = (tmp_path / "资产.xlsx").read_bytes()
    args = [command, str(pk.sample_path()), "--assets", path, "-o", path, "--overwrite"]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 2
    assert (tmp_path / "资产.xlsx").read_bytes() == before


def test_a_ledger_gives_its_tables_and_keeps_its_figures(tmp_path):
    path = workbook(tmp_path / "2020.xlsx", 数据=[["企业名称", "税收（万元）"], [A, 300]])
    plain = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=path)
    assert ledger.yearly["tax_cny"].tolist() == [3_000_000]
    assert ledger[ledger.parcels.index[:2]].assets is ledger.assets
    pd.testing.assert_frame_equal(pk.totals(ledger), pk.totals(plain))
    again = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=ledger.assets)
    assert again.assets is ledger.assets


def with_layer(folder):
    """Put one layer of the sample into a folder."""
    for file in pk.sample_path().glob("供地地块.*"):
        (folder / file.name).write_bytes(file.read_bytes())


def test_a_profile_names_the_files_of_its_folder_and_own_headings(tmp_path):
    with_layer(tmp_path)
    workbook(tmp_path / "甲表2020.xlsx", 数据=[["企业名称", "本期实缴", "备用"], [A, 300, 1]])
    (tmp_path / "parkland.toml").write_text(
        'extends = "default"\n[assets]\nyear = 2019\nyearly = "甲表*.xlsx"\n[assets.headings]\n'
        'tax_cny = ["本期实缴"]\n',
        encoding="utf-8",
    )
    ledger = pk.open_ledger(tmp_path, as_of="2020-12-31")
    assert ledger.yearly[["year", "tax_cny"]].to_numpy().tolist() == [[2020, 3_000_000]]


def test_a_workbook_that_a_profile_names_is_told_by_its_sheets_and_is_no_register(tmp_path):
    with_layer(tmp_path)
    notices = [["地块编号", "通知书文号", "企业名称", "下达日期"], ["GD-01", "1号", A, "2020-3-1"]]
    workbook(tmp_path / "资产.xlsx", 整改=notices, 企业=[["企业名称", "所属行业"], [A, "纺织"]])
    profile = 'extends = "default"\n[assets]\nworkbook = "资产*.xlsx"\n'
    (tmp_path / "parkland.toml").write_text(profile, encoding="utf-8")
    ledger = pk.open_ledger(tmp_path, as_of="2020-12-31")
    assert (len(ledger.notices), len(ledger.enterprises)) == (1, 1)
    assert ledger.parcels["notice_no"].isna().all()
    assert not ledger.issues["code"].str.startswith("register.").any()


def test_what_parkland_writes_of_assets_is_read_back_as_it_is():
    made = pk.read_assets(pk.sample_assets_path())
    tables = {name: getattr(made, name) for name in ("enterprises", "occupations", "yearly")}
    again = pk.read_assets({name: table.drop(columns=OURS) for name, table in tables.items()})
    for name, table in tables.items():
        pd.testing.assert_frame_equal(
            getattr(again, name).drop(columns=OURS), table.drop(columns=OURS)
        )
