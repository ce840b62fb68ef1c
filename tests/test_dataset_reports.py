"""The report of a dataset: the figures of its totals, and lists that say what they leave out."""

from __future__ import annotations

import re

import openpyxl
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from parkland.errors import ChoiceError, ColumnError, OutputError
from parkland.figures import figures_of

from .stored_dataset import county_dataset, county_ledger

NUMBER = 240


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("counties")


@pytest.fixture(scope="module")
def ledger(place):
    return county_ledger(NUMBER, place)


@pytest.fixture(scope="module")
def dataset(ledger, place):
    return county_dataset(place, rows=90)


def text_of(dataset, folder, **form):
    return pk.write_dataset_report(dataset, folder / "a.md", **form).read_text("utf-8")


def rows_of(text, caption):
    """Return the cells of the table under a caption."""
    lines = text.split(f"**{caption}**")[1].strip().splitlines()
    table = [line for line in lines if line.startswith("|")]
    end = next((i for i, line in enumerate(lines) if not line.startswith("|")), len(lines))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[:end]]


def test_the_tables_have_the_figures_of_the_ledger(ledger, dataset, tmp_path):
    text = text_of(dataset, tmp_path, by="区县")
    for caption, by in (("按事项汇总", "flag"), ("按状态汇总（图例）", "status")):
        table = pk.totals(ledger, by=by, margins=True)
        found = [row[1:3] for row in rows_of(text, caption)[2:]]
        wanted = zip(table["parcels"], table["area_mu"], strict=True)
        assert found == [[f"{number:,}", f"{area:,.2f}"] for number, area in wanted]
    figures = figures_of(ledger)
    crossed = rows_of(text, "按区县汇总")
    assert crossed[0][:3] == ["区县", "宗数", "面积（亩）"]
    for row in crossed[2:-1]:
        county = row[0].replace("\\", "")
        own = (ledger.parcels["区县"] == county).to_numpy()
        assert row[2] == f"{figures.leaves[own].sum():,.2f}"
        for place, flag in enumerate(figures.flags):
            assert row[4 + 2 * place] == f"{figures.flags[flag][own].sum():,.2f}"
    assert f"{figures.total:,.2f}亩" in text


def test_a_list_counts_all_and_says_what_it_leaves_out(ledger, dataset, tmp_path):
    where = {"状态": "闲置满两年", "区县": ["开化县", "常山县"]}
    text = text_of(dataset, tmp_path, where=where, most=5)
    chosen = (ledger.parcels["status"] == "idle_two_years") & ledger.parcels["区县"].isin(
        where["区县"]
    )
    leaves = figures_of(ledger).leaves[chosen]
    assert f"{chosen.sum()}宗，{leaves.sum():,.2f}亩" in text
    assert "只列面积最大的5宗" in text
    listed = rows_of(text, "清单")[2:-1]
    largest = leaves.sort_values(ascending=False).head(5)
    assert [row[-1] for row in listed] == [f"{area:,.2f}" for area in largest]
    whole = text_of(dataset, tmp_path, where=where)
    assert "全部列出" in whole
    assert len(rows_of(whole, "清单")) == 3 + chosen.sum()
    by_code = text_of(dataset, tmp_path, where={"status": "idle_two_years", "idle": "yes"})
    assert f"{(ledger.parcels['status'] == 'idle_two_years').sum()}宗" in by_code


def test_what_no_parcel_has_is_refused(dataset, tmp_path):
    with pytest.raises(ChoiceError, match="no parcel has the .* 没有的县.*开化县"):
        text_of(dataset, tmp_path, where={"区县": ["开化县", "没有的县"]})
    with pytest.raises(ColumnError, match="no column"):
        text_of(dataset, tmp_path, where={"没有的列": "甲"})
    with pytest.raises(ColumnError, match="more than 200"):
        text_of(dataset, tmp_path, by="parcel_id")
    with pytest.raises(ChoiceError, match="above 0"):
        text_of(dataset, tmp_path, most=0)
    with pytest.raises(OutputError):
        pk.write_dataset_report(dataset, tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())


def test_a_workbook_holds_numbers_and_no_formula_of_the_data(ledger, dataset, tmp_path):
    path = pk.write_dataset_report(
        dataset, tmp_path / "a.xlsx", by="区县", where={"区县": "<b>江山市</b>"}
    )
    book = openpyxl.load_workbook(path)
    assert {"汇总", "所选宗地", "问题"} <= set(book.sheetnames)
    cells = {cell.value for row in book["汇总"].iter_rows() for cell in row}
    assert figures_of(ledger).total in cells or any(
        isinstance(cell, str) and cell.startswith("=SUM") for cell in cells
    )
    numbers = [row[1].value for row in book["所选宗地"].iter_rows()]
    in_county = ledger.parcels["区县"] == "<b>江山市</b>"
    assert set(ledger.parcels["parcel_id"][in_county]) <= set(numbers)


def test_the_report_in_english_has_no_chinese_of_its_own(dataset, tmp_path):
    text = text_of(dataset, tmp_path, lang="en", by="layer", where={"status": "Levelled"})
    own = text.replace("三县", "").replace("厂房", "").replace("区县", "").replace("收回面积", "")
    assert not re.search("[\u4e00-\u9fff]", own)


def test_the_command_reports_a_dataset(dataset, tmp_path):
    def run(*arguments):
        return CliRunner().invoke(main, ["report", *map(str, arguments)])

    target = tmp_path / "a.docx"
    done = run(dataset.path, "-o", target, "--by", "区县", "--where", "状态=已收回", "--most", "9")
    assert done.exit_code == 0, done.output
    assert target.stat().st_size > 10_000
    assert run(dataset.path, "-o", target, "--where", "状态").exit_code == 2
    assert run(dataset.path, "-o", target, "--period", "2020").exit_code == 2
    assert run("-o", target, "--by", "layer").exit_code == 2
