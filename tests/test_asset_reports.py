"""The chapters and sheets on assets: what they say, what they keep in the house, and their sums."""

import re
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.assets import no_assets
from parkland.cli import main
from parkland.reports.asset_lists import write_asset_tables
from parkland.reports.card_folder import write_cards

from .asset_ledgers import TABLES, frame, own, year_row

METHOD = "huangyan-2022"
INTERNAL = pk.AssetForm(METHOD, internal=True)
# The review of the park for 2020, as far as it is about land and what is on it.
REVIEW = (
    "完成41家低效工业企业整改通知书的发放。",
    "推进基础设施建设工程2个，完成投资4258万元。",
    "新安片区品质提升工程实施2个子项目，完成投资571万元。",
    "完成规划编制6项。",
    "绿色产业孵化园（二期）完成土地平整70亩，开始主体建设。",
    "728.00亩",
    "170.78亩",
    "124.00亩",
)
SHEETS = {"公示表", "核对表", "企业用地", "整改台账", "项目", "标准地"}


@pytest.fixture(scope="module")
def held():
    """Return the sample with its assets."""
    return pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=pk.sample_assets_path())


@pytest.fixture(scope="module")
def books(held, tmp_path_factory):
    """Return the public and the internal report in every form, by name."""
    folder = tmp_path_factory.mktemp("reports")
    forms = {"public": pk.AssetForm(METHOD), "internal": INTERNAL}
    return {
        f"{name}.{ending}": pk.write_report(held, folder / f"{name}.{ending}", assets=form)
        for name, form in forms.items()
        for ending in ("md", "docx", "xlsx")
    }


def content(path):
    """Return every byte of a file as text; of a container, that of its parts."""
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as parts:
        return "\n".join(
            parts.read(name).decode("utf-8", "replace")
            for name in parts.namelist()
            if name.endswith((".xml", ".rels"))
        )


def rows_of(path, sheet, **how):
    return [list(row) for row in openpyxl.load_workbook(path, **how)[sheet].iter_rows(
        values_only=True)]  # fmt: skip


def test_the_report_says_every_sentence_of_the_review_and_adds_none_to_another(books):
    text = books["public.md"].read_text(encoding="utf-8")
    for sentence in REVIEW:
        assert sentence in text, sentence
    assert "4829" not in text.replace(",", "")  # works and renewal are different accounts
    for chapter in ("企业用地与亩均效益", "低效企业整改", "项目与基础设施", "标准地履约"):
        assert re.search(rf"^## .*{chapter}$", text, re.MULTILINE)
    assert "测算结果，以县亩均办公布为准" in text


def test_a_report_without_assets_has_no_such_chapter(ledger):
    keys = [section.key for section in pk.compose_report(ledger).sections]
    assert not [key for key in keys if key.startswith("asset_")]


def numbers_in(text):
    return set(re.findall(r"\d[\d.,]*\d", text))


def secrets(held):
    """Return amounts and scores of single enterprises in the forms in which files have them."""
    figures = pk.per_mu(held, year=2020)
    found = set()
    for name in ("tax_cny", "value_added_cny", "output_cny", "revenue_cny", "rnd_cny"):
        for value in figures[name].dropna():
            wan = round(value / 10_000, 4)
            found |= {f"{value:.0f}", f"{value:,.0f}", f"{wan}", f"{wan:,.2f}", f"{wan:,.4f}"}
    rated = pk.classify(held, method=METHOD, year=2020)
    found |= {f"{score:.2f}" for score in rated["score"].dropna()}
    return {text for text in found if len(text.replace(",", "")) > 5}


@pytest.mark.parametrize("ending", ["md", "docx", "xlsx"])
def test_what_is_public_holds_no_figure_of_a_single_enterprise(held, books, ending):
    public, internal = content(books[f"public.{ending}"]), content(books[f"internal.{ending}"])
    kept = secrets(held)
    assert not kept & numbers_in(public)
    assert len(kept & numbers_in(internal)) > 20  # the search finds them there
    for word in ("组内排名", "测算得分", "低效企业清单"):
        assert word not in public


def test_the_public_list_has_number_name_land_and_class_alone(books):
    rows = rows_of(books["public.xlsx"], "公示表", data_only=True)
    place = next(place for place, row in enumerate(rows) if row[0] == "序号")
    assert [str(cell).replace("\n", "") for cell in rows[place][:4]] == [
        "序号", "企业名称", "用地面积（亩）", "等级"
    ]  # fmt: skip
    assert rows[place + 1][:4] == [1, "示例企业01有限公司", 17.41, "A"]
    names = set(openpyxl.load_workbook(books["public.xlsx"]).sheetnames)
    assert names >= SHEETS
    assert not names & {"内部表", "低效企业清单"}
    internal = set(openpyxl.load_workbook(books["internal.xlsx"]).sheetnames)
    assert internal >= SHEETS | {"内部表", "低效企业清单"}


def test_figures_of_sentence_table_and_workbook_are_the_same(held, books):
    """I15: land and classes of `classify`, `land_check`, the sentences and the sheets."""
    land, rated = pk.land_check(held, year=2020), pk.classify(held, method=METHOD, year=2020)
    total = round(float(land["land_mu"].sum()), 2)
    path = books["internal.xlsx"]
    for sheet, column in (("公示表", 2), ("核对表", 6), ("内部表", 9)):
        last = [row for row in rows_of(path, sheet, data_only=True) if row[0] == "合计"][-1]
        assert last[column] == pytest.approx(total), sheet
    classes = {row[0]: row[1:3] for row in rows_of(path, "企业用地", data_only=True)}
    for code in "ABCD":
        chosen = rated["class_code"] == code
        mu = round(float(land["land_mu"][chosen].sum()), 2)
        assert classes[code] == [int(chosen.sum()), mu]
    (said,) = [
        one
        for one in pk.asset_sentences(held, method=METHOD, internal=True)
        if one.key == "classes"
    ]
    assert [said.figures[f"class_{code}"].value for code in "ABCD"] == [
        classes[code][0] for code in "ABCD"
    ]
    tax = [row for row in rows_of(path, "内部表", data_only=True) if row[0] == "合计"][-1][10]
    assert tax == pytest.approx(float(held.yearly.query("year == 2020")["tax_cny"].sum()) / 1e4)


def test_libreoffice_recalculates_the_sheets_of_assets(books, recalculated):
    path = books["internal.xlsx"]
    ours = openpyxl.load_workbook(path, data_only=True)
    theirs = openpyxl.load_workbook(recalculated(path), data_only=True)
    formulas = openpyxl.load_workbook(path)
    seen = 0
    for sheet in [formulas[name] for name in (*SHEETS, "内部表", "低效企业清单")]:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str) and cell.value.startswith("="):
                printed = ours[sheet.title][cell.coordinate].value
                found = theirs[sheet.title][cell.coordinate].value
                assert found == pytest.approx(printed, abs=1e-6), (sheet.title, cell.coordinate)
                seen += 1
    assert seen > 30


def owners(ledger, scales):
    """Return a ledger in which enterprises own a parcel each and pay 300 万元; by their scale."""
    names = [f"示例{place}厂" for place in range(len(scales))]
    parcels = ledger.parcels["parcel_id"].head(len(names))
    tables = {
        "enterprises": [{"enterprise_id": name, "name": name} for name in names],
        "occupations": [own(name, parcel) for name, parcel in zip(names, parcels, strict=True)],
        "yearly": [
            year_row(name, 300, scale=scale) for name, scale in zip(names, scales, strict=True)
        ],
    }
    assets = SimpleNamespace(**{name: frame(name, tables.get(name, [])) for name in TABLES})
    return replace(ledger, assets=assets)


def keys_of(report):
    return {getattr(block, "key", "") for section in report.sections for block in section.blocks}


def test_means_of_two_enterprises_are_told_only_internally(ledger):
    made = owners(ledger, ["above", "above"])
    public, internal = (
        pk.compose_report(made, assets=pk.AssetForm(internal=inside)) for inside in (False, True)
    )
    assert "asset_means" not in keys_of(public)
    assert keys_of(internal) >= {"asset_means", "asset_means_by_scale"}
    assert "园区亩均税收" in str(internal.sections)
    assert "园区亩均税收" not in str(public.sections)


def test_a_mean_of_one_group_follows_from_the_others(ledger):
    """Four above scale and one below: neither group is told, for the park less the four is one."""
    keys = keys_of(pk.compose_report(owners(ledger, ["above"] * 4 + ["below"])))
    assert "asset_means" in keys
    assert "asset_means_by_scale" not in keys


def test_a_period_tells_the_notices_given_in_it(held):
    texts = {
        period: str(pk.compose_report(held, period=period).sections)
        for period in ("2020", "2020Q4")
    }
    assert "完成41家" in texts["2020"]
    assert "完成41家" not in texts["2020Q4"]
    assert "向41家低效工业企业发放整改通知书41份" in texts["2020Q4"]


@pytest.mark.usefixtures("open_once")
def test_the_command_writes_the_chapters(tmp_path):
    path = tmp_path / "r.md"
    asked = ["--assets", str(pk.sample_assets_path()), "--method", METHOD, "--year", "2020"]
    done = CliRunner().invoke(main, ["report", *asked, "--internal", "-o", str(path)])
    assert done.exit_code == 0, done.output
    text = path.read_text(encoding="utf-8")
    assert "企业内部表" in text
    assert "A类4家" in text


@pytest.mark.parametrize(
    ("command", "sheets"),
    [
        (["assets", "--method", METHOD], ["企业用地", "公示表", "核对表"]),
        (
            ["assets", "--method", METHOD, "--internal"],
            ["企业用地", "公示表", "核对表", "低效企业清单", "内部表"],
        ),
        (["notices"], ["企业用地", "整改台账"]),
    ],
)
@pytest.mark.usefixtures("open_once")
def test_the_lists_are_files_of_their_own(tmp_path, command, sheets):
    path = tmp_path / "表.xlsx"
    done = CliRunner().invoke(main, [*command, "-o", str(path)])
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == sheets
    footer = str(book["企业用地"].oddFooter.left.text)
    assert ("不得公开" in footer) == ("--internal" in command)


def test_a_list_of_nothing_is_refused(held, tmp_path):
    bare = replace(held, assets=no_assets())
    with pytest.raises(pk.ParklandError, match="say nothing about notices"):
        write_asset_tables(bare, tmp_path / "n.xlsx", matter="notices")
    with pytest.raises(pk.ParklandError, match="no tables of enterprises"):
        write_asset_tables(replace(held, assets=None), tmp_path / "n.xlsx", matter="notices")


@pytest.mark.usefixtures("open_once")
def test_every_enterprise_gets_a_card_in_a_folder(held, tmp_path):
    paths = write_cards(held, tmp_path / "一企一档", ending=".md")
    assert len({path.name for path in paths}) == len(held.enterprises)
    assert paths[0].name == "01-示例企业01有限公司.md"
    assert "示例企业01有限公司" in paths[0].read_text(encoding="utf-8")
    done = CliRunner().invoke(main, ["enterprise", "--all"])
    assert done.exit_code == 2
    assert "--all 并用 -o" in done.output
