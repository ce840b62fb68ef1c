"""Issues and accounts of columns go to everybody, so they hold no figure of one enterprise."""

import json

import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.assets.asset_schema import columns_of, fields_of
from parkland.assets.confidential_fields import CONFIDENTIAL
from parkland.cli import main
from tests.test_assets import FIRMS, codes, workbook

pytestmark = pytest.mark.usefixtures("open_once")
A, B, *_ = FIRMS
SECRETS = ("71717", "72727", "73737", "74747", "75757", "76767", "77777", "78787", "79797")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return a workbook in which every confidential figure has a fault."""
    return workbook(
        tmp_path_factory.mktemp("assets") / "资产.xlsx",
        亩均=[
            ["企业名称", "年份", "税收（万元）", "营业收入（万元）", "用电量（千瓦时）", "净利润"],
            [A, 2020, 71717, "约72727万", "73737马力", 74747],
            [A, 2020, 75757, None, None, None],
            [B, 2020, -76767, None, None, None],
        ],
        项目=[
            ["项目名称", "项目类型", "总投资（万元）", "2020年完成投资（万元）"],
            ["示例项目", "工业", 77777, 78787],
        ],
        标准地=[
            [
                "项目名称",
                "固定资产投资强度（万元/亩）",
                "实际固定资产投资强度（万元/亩）",
                "考核日期",
            ],
            ["示例项目", 300, 79797, "2020-12-01"],
        ],
    )


def test_no_issue_names_a_figure_of_one_enterprise(book):
    assets = pk.read_assets(book)
    assert {
        "asset.year_differs", "asset.tax_negative", "asset.done_exceeds", "unit.unknown",
    } <= set(codes(assets))  # fmt: skip
    told = assets.issues.to_csv()
    assert [one for one in SECRETS if one in told] == []
    # the rows are named, so that the figures are found in the file
    assert "2020: #2 / #3" in told


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_check_and_inspect_print_no_figure_of_one_enterprise(book, form):
    sample = str(pk.sample_path())
    for arguments in (["check", sample, "--assets", str(book), "--all"],
                      ["inspect", "--assets", str(book)]):  # fmt: skip
        if form == "csv" and arguments[0] == "inspect":
            continue
        done = CliRunner().invoke(main, [*arguments, "--format", form])
        assert isinstance(done.exception, (SystemExit, type(None)))
        assert [one for one in SECRETS if one in done.output] == []


def test_a_report_for_the_public_has_no_figure_in_its_list_of_faults(book, tmp_path):
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=book)
    page = pk.write_report(ledger, tmp_path / "报告.md").read_text(encoding="utf-8")
    assert f"{A} 2020: " in page
    assert [one for one in SECRETS if one in page.replace(",", "")] == []


def test_what_is_invested_in_an_industrial_project_stays_in_the_house(book):
    arguments = ["projects", str(pk.sample_path()), "--assets", str(book), "--as-of", "2020-12-31"]
    for form in ("table", "csv", "json"):
        done = CliRunner().invoke(main, [*arguments, "--format", form])
        assert done.exit_code == 0
        assert "示例项目" in done.output
        assert [one for one in SECRETS if one in done.output.replace(",", "")] == []
        done = CliRunner().invoke(main, [*arguments, "--commitments", "--format", form])
        assert done.exit_code == 0
        assert "300" in done.output
        assert "79797" not in done.output.replace(",", "")
    done = CliRunner().invoke(main, [*arguments, "--internal"])
    assert "78,787.00" in done.output
    assert "完成投资78787万元" in done.output


def test_every_measured_figure_of_an_enterprise_is_confidential():
    measured = {
        name
        for name, one in columns_of("yearly").items()
        if one.kind in ("money", "number", "whole", "area")
    }
    assert measured - CONFIDENTIAL == {"stated_land_m2"}
    assert {*fields_of("enterprises").fields, *fields_of("projects").fields} >= CONFIDENTIAL


def test_examples_of_columns_that_are_published_stay(book):
    done = CliRunner().invoke(main, ["inspect", "--assets", str(book), "--format", "json"])
    accounts = [entry for one in json.loads(done.stdout) for entry in one["account"]]
    examples = {entry["heading"]: entry["examples"] for entry in accounts}
    assert all(examples[one] for one in ("企业名称", "项目类型"))
    assert not any(examples[one] for one in ("税收（万元）", "净利润"))
