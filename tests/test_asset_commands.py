"""The commands `assets`, `notices` and `projects`, on a workbook as an office keeps it."""

import json
from dataclasses import replace
from importlib import import_module

import pandas as pd
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main

TAXES = {"甲": 301.23, "乙": 120.5, "丙": 45.67, "丁": 0}
SECRETS = ("301.23", "3012300", "120.5", "1205000", "45.67", "456700")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("assets") / "资产.xlsx"
    names = {one: f"示例{one}机械有限公司" for one in TAXES}
    yearly = pd.DataFrame(
        {
            "企业名称": names.values(), "年份": 2020, "规模": "规上",
            "税收实际贡献（万元）": TAXES.values(), "工业增加值（万元）": [900, 700, 400, 300],
            "综合能耗（吨标准煤）": [300, 250, 200, 100], "主要污染物排放量（吨）": [1, 2, 1, 3],
            "年平均职工人数": [100, 80, 60, 10], "营业收入（万元）": [9000, 8000, 3000, 1000],
            "研发经费支出（万元）": [270, 100, 30, 5], "用地面积（亩）": [32, 30, 15, 10],
            "评价等级": ["A", "B", "C", "D"],
        }
    )  # fmt: skip
    land = pd.DataFrame(
        [
            (names["甲"], "自有", "GD-01", None, None),
            (names["乙"], "自有", "GD-02", 20_000, None),
            (names["丙"], "租赁", "GD-02", 3000, names["乙"]),
            (names["丁"], "自有", "GD-03", None, None),
        ],
        columns=["企业名称", "用地类别", "地块编号", "用地面积（平方米）", "出租企业"],
    )
    given = pd.DataFrame(
        [
            ("整改1号", names["甲"], "2020-03-01", "2020-09-30", "通过", "2020-10-01"),
            ("整改2号", f"{names['乙']}、{names['丙']}", "2020-03-01", "2020-09-30", None, None),
            ("整改3号", names["丁"], "2020-03-01", "2021-03-31", None, None),
        ],
        columns=["通知书文号", "企业名称", "下达日期", "整改期限", "验收结果", "验收日期"],
    )
    works = pd.DataFrame(
        {"项目编号": ["R-1"], "项目名称": ["甲路"], "项目类型": ["基础设施"],
         "总投资（万元）": [15_000], "2019年完成投资（万元）": [3000],
         "2020年完成投资（万元）": [4258]}
    )  # fmt: skip
    promised = pd.DataFrame(
        {"宗地编号": ["GD-01", "GD-02"], "指标": ["固定资产投资强度", "亩均税收"],
         "承诺值": [350, 20], "实际值": [300, 17.89], "考核日期": ["2020-06-30"] * 2}
    )  # fmt: skip
    sheets = {"企业": yearly, "用地": land, "整改": given, "项目": works, "标准地": promised}
    with pd.ExcelWriter(path) as writer:
        for name, table in sheets.items():
            table.to_excel(writer, sheet_name=name, index=False)
    return path


@pytest.fixture(scope="module")
def opened(workbook):
    return pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=workbook)


@pytest.fixture
def run(opened, monkeypatch):
    """Return a function that runs a command on the ledger, which is opened once."""

    def invoke(*arguments):
        module = import_module(f"parkland.cli.{arguments[0]}")
        monkeypatch.setattr(module, "open_sources", lambda *_, **__: opened)
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code in (0, 2), done.output
        return done

    return invoke


def test_the_table_for_objection(run):
    done = run("assets")
    assert "示例乙机械有限公司" in done.stdout
    assert "填报面积（亩）" in done.stdout
    assert "2020年有用地的企业4家" in done.stderr
    assert done.stderr.rstrip().endswith("测算结果，以县亩均办公布为准")
    rows = json.loads(run("assets", "--format", "json").stdout)
    land = {row["name"][2]: row["land_mu"] for row in rows["rows"]}
    assert (land["乙"], land["丙"]) == (25.5, 4.5)
    parts = ("enterprises_mu", "undetermined_mu", "unassigned_mu")
    assert (
        round(sum(rows["land"][part] for part in parts), 2) == rows["land"]["parcels_mu"] == 1829.08
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize("show", ["land", "classes", "means"])
def test_no_figure_of_a_single_enterprise_without_internal(run, show, form, lang):
    method = ["--method", "huangyan-2022"] if show == "classes" else []
    done = run("assets", "--show", show, "--format", form, "--lang", lang, *method)
    assert done.exit_code == 0
    assert not any(secret in done.output for secret in SECRETS)
    assert "score" not in done.stdout
    assert "rank" not in done.stdout


def test_internal_figures_are_printed_on_purpose(run):
    refused = run("assets", "--show", "figures")
    assert refused.exit_code == 2
    assert "--internal" in refused.stderr
    assert "301.23" in run("assets", "--show", "figures", "--internal").stdout
    classes = run("assets", "--method", "huangyan-2022", "--internal").stdout
    assert "测算得分" in classes
    without = run("assets", "--show", "classes")
    assert without.exit_code == 2
    assert "--method" in without.stderr


def test_stated_and_computed_class_in_the_public_list(run):
    done = run("assets", "--method", "huangyan-2022")
    head = done.stdout.splitlines()[0]
    assert "测算等级" in head
    assert "公布等级" in head
    assert "示例：黄岩2022年公式仅演示写法，其数值不是任何县的现行标准" in done.stderr
    assert "方法为2022年度，所测算为2020年度" in done.stderr


def test_notices_and_their_calendar(run, tmp_path):
    done = run("notices")
    assert "已逾期" in done.stdout
    assert "向4家低效工业企业发放整改通知书3份，其中已验收通过" in done.stderr
    path = tmp_path / "整改.ics"
    run("notices", "-o", str(path))
    text = path.read_bytes().decode()
    assert text.count("BEGIN:VEVENT") == 2  # the one that passed is not due any more
    assert "DTSTART;VALUE=DATE:20210331" in text
    assert "\r\n" in text
    rows = json.loads(run("notices", "--format", "json").stdout)
    assert [row["state"] for row in rows] == ["passed", "overdue", "running"]


def test_projects_and_commitments(run):
    done = run("projects")
    assert "48.4" in done.stdout
    assert "推进基础设施建设工程1个，完成投资4258万元。" in done.stderr
    assert "未上图（1项）：甲路" in done.stderr
    public = run("projects", "--commitments")
    assert "未达标" in public.stdout
    assert "17.89" not in public.output
    assert "17.89" in run("projects", "--commitments", "--internal", "--lang", "en").stdout


def test_no_code_is_printed_where_people_read(run):
    for arguments in (["assets"], ["notices"], ["projects"], ["projects", "--commitments"]):
        for lang in ("zh", "en"):
            text = run(*arguments, "--lang", lang).stdout
            assert not any(
                code in text for code in ("no_deadline", "_mu", "_cny", "not_met", "name:")
            )


def test_a_ledger_without_assets_says_how_to_open_one(opened, monkeypatch):
    module = import_module("parkland.cli.assets")
    bare = replace(opened, assets=None)
    monkeypatch.setattr(module, "open_sources", lambda *_, **__: bare)
    done = CliRunner().invoke(main, ["assets"])
    assert done.exit_code == 2
    assert "用 --assets 指定" in done.stderr


def test_the_command_reads_a_workbook(workbook):
    done = CliRunner().invoke(main, ["notices", "--assets", str(workbook)])
    assert done.exit_code == 0
    assert "整改3号" in done.stdout


def test_the_tables_of_a_real_reading_have_the_columns_of_the_verbs(opened):
    ledger = opened
    assert pk.land_of(ledger, year=2020)["land_mu"].notna().all()
    assert pk.per_mu(ledger, year=2021)["tax_per_mu"].isna().all()
    assert len(pk.classify(ledger, method="jingde-minmax", year=2020)) == 4
