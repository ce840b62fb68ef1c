"""Money of a project, and what was reached of a commitment, leave the house only for the park's."""

import re
import zipfile

import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from tests.test_assets import FIRMS, workbook

pytestmark = pytest.mark.usefixtures("open_once")
A, *_ = FIRMS
TOTAL, DONE = "总投资（万元）", "2020年完成投资（万元）"
# What an enterprise invests, reaches and lacks, in yuan and in 万元; and the money of the park.
SECRETS = ("71717", "72727", "70.70", "74.74", "275.26", "98.62", "98.6", "301.23", "48.77")
PUBLIC = ("61616", "62626", "63636")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return workbook(
        tmp_path_factory.mktemp("assets") / "资产.xlsx",
        企业=[["统一社会信用代码", "企业名称"], ["91000000000000018D", A]],
        项目=[
            ["项目编号", "项目名称", "项目类型", "企业名称", TOTAL, DONE],
            ["GY-1", "甲项目", "工业", A, 72727, 71717],
            ["WZ-1", "无类型项目", None, A, 72727, 71717],
            ["JS-1", "示例道路", "基础设施", A, 61616, 61616],
            ["FH-1", "示例孵化园", "孵化园", A, 62626, 62626],
            ["TS-1", "示例提升", "品质提升", A, 63636, 63636],
        ],
        标准地=[
            ["宗地编号", "项目编号", "指标", "承诺值", "实际值", "单位", "考核日期"],
            ["GD-01", None, "投资强度", 350, 74.74, "万元/亩", "2020-06-30"],
            ["GD-02", None, "容积率", 350, 301.23, None, "2020-06-30"],
            [None, "GY-1", "总投资", 350, 70.70, "万元", "2020-06-30"],
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def held(book):
    return pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=book)


def without_commas(text):
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)


def found(text):
    plain = without_commas(text)
    return {one for one in SECRETS if re.search(rf"(?<!\d){re.escape(one)}", plain)}


def test_the_input_is_understood(held):
    assert set(held.projects["kind"].dropna()) == {
        "industry", "infrastructure", "incubator", "renewal",
    }  # fmt: skip
    assert held.projects["kind"].isna().sum() == 1
    assert pk.commitments(held)["actual"].notna().all()
    assert len(found(pk.projects(held).to_csv() + pk.commitments(held).to_csv())) >= 5


@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_commands_print_the_money_of_the_park_alone(book, form, lang):
    asked = [str(pk.sample_path()), "--as-of", "2020-12-31", "--assets", str(book),
             "--format", form, "--lang", lang]  # fmt: skip
    for more in ([], ["--commitments"]):
        public = CliRunner().invoke(main, ["projects", *asked, *more])
        assert public.exit_code == 0, public.output
        assert found(public.output) == set()
        inside = CliRunner().invoke(main, ["projects", *asked, *more, "--internal"])
        assert len(found(inside.output)) >= 2
        if more:
            assert "350" in public.stdout  # what was promised is public
        else:
            assert all(one in without_commas(public.output) for one in PUBLIC)
            assert "98.6" not in without_commas(public.output)


@pytest.mark.parametrize("ending", [".md", ".xlsx"])
def test_report_has_the_money_of_the_park_alone(held, tmp_path, ending):
    texts = {}
    for internal in (False, True):
        path = tmp_path / f"{internal}{ending}"
        pk.write_report(held, path, assets=pk.AssetForm(internal=internal))
        if ending == ".md":
            texts[internal] = path.read_text(encoding="utf-8")
        else:
            with zipfile.ZipFile(path) as parts:
                texts[internal] = "\n".join(
                    re.sub(r"<[^>]*>", "\n", parts.read(one).decode("utf-8"))
                    for one in parts.namelist()
                    if one.endswith(".xml")
                )
    large = {"71717", "72727"}  # small numbers can be those of parcels
    assert not found(texts[False]) & large
    assert found(texts[True]) >= large
    assert all(one in without_commas(texts[False]) for one in PUBLIC)


def test_card_follows_the_same_rule(held):
    cards = {
        internal: str(pk.compose_card(held, enterprise=A, internal=internal).sections)
        for internal in (False, True)
    }
    assert "72727" not in cards[False]
    assert "72727" in cards[True]
    assert all(one in cards[False] for one in PUBLIC)


def test_tables_of_a_ledger_are_covered_too(held):
    for table in (held.projects, held.project_years, held.commitments):
        assert found(pk.without_secrets(table).to_csv()) == set()


def test_money_of_few_enterprises_is_no_sentence(held):
    texts = {
        internal: "".join(one.text("zh") for one in pk.asset_sentences(held, internal=internal))
        for internal in (False, True)
    }
    assert "推进工业项目1个。" in texts[False]
    assert "71717" in texts[True]
