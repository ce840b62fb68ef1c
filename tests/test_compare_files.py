"""A comparison printed, written and read again: the command, its files, and chains of parents."""

import json
from dataclasses import replace

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from docx import Document

import parkland as pk
from parkland.changes import KINDS
from parkland.cli import main
from parkland.display import code_words
from parkland.own_outputs import is_ours

from .changed_coverages import coverage, ledger

EXPECTED = {
    "split": [("YC2-01", "YC2-01"), ("YC2-01", "YC2-02")],
    "merged": [("DX-01", "DX-01"), ("DX-07", "DX-01")],
    "renumbered": [("LSFH2-A1", "LSFH2-01")],
    "reshaped": [("DX-04", "DX-04"), ("SLD-01", "SLD-01"), ("SLD-02", "SLD-02")],
}


FOUND = [kind for kind in KINDS if kind not in ("rearranged", "gone")]


@pytest.fixture(scope="module")
def sample():
    return pk.compare(
        pk.open_ledger(pk.earlier_sample_path(), as_of="2019-12-31"),
        pk.open_ledger(pk.sample_path(), as_of="2020-12-31"),
    )


def run(*arguments):
    return CliRunner().invoke(main, ["compare", *map(str, arguments)])


def test_the_earlier_sample_has_what_its_description_says(sample):
    whole = sample.parcels[sample.parcels["relation"] == "whole"]
    for kind, pairs in EXPECTED.items():
        rows = whole[whole["kind"] == kind]
        assert list(zip(rows["before_id"], rows["after_id"], strict=True)) == pairs
    new = sample.parcels[sample.parcels["kind"] == "new"]
    assert new["after_id"].tolist() == ["YC2-03"]
    found = sample.statuses[sample.statuses["what"] == "status"].set_index("after_id")
    assert found.loc["GD-04", ["cause", "fields"]].tolist() == ["fact_corrected", "start_due"]
    assert found.loc["GD-02", "cause"] == "date_passed"
    assert found.loc["GD-08", ["cause", "fields"]].tolist() == ["fact_entered", "finish_on"]


def test_the_closing_figures_of_the_sample_are_its_figures(sample):
    flags = sample.total("flag")
    assert flags["closing_mu"].to_dict() == {
        "levelled": 728.0, "idle": 95.9, "reclaimed": 170.78, "ten_category": 124.0,
        "total": 1829.08,
    }  # fmt: skip
    assert sample.printed_balance == {
        "opening": 1748.41, "gone": 3.63, "resurvey": 0.0, "new": 84.3, "closing": 1829.08,
        "kept": 1744.78,
    }  # fmt: skip


@pytest.mark.usefixtures("open_once")
def test_a_report_takes_its_opening_stock_from_an_earlier_ledger(sample, two_files, tmp_path):
    before, source = map(str, two_files)
    options = ["--period", "2020", "--before", before]
    path = tmp_path / "report.md"
    result = CliRunner().invoke(main, ["report", source, *options, "-o", str(path)])
    assert result.exit_code == 0, result.output
    text = path.read_text(encoding="utf-8")
    assert code_words("change_kind", "zh")["split"] in text
    report = pk.compose_report(sample.after, period="2020", before=sample.before)
    tables = {
        block.key: block
        for section in report.sections
        for block in section.blocks
        if hasattr(block, "rows")
    }
    assert "balance" not in tables
    rows = {row[0]: row[5:] for row in (*tables["totals_flag"].rows, tables["totals_flag"].total)}
    assert rows["收回"] == (0.0, 0.0, 0.0, 170.78, 0.0, 0.0, 170.78)
    assert rows["全部土地（每宗计一次）"] == (1748.41, 0.0, 3.63, 0.0, 84.3, 0.0, 1829.08)
    assert {row[1] for row in tables["relations"].rows} == {
        "分割",
        "合并",
        "改号",
        "界线调整",
        "新增",
    }
    with pytest.raises(pk.ParklandError, match="by their ground, not by stated areas"):
        pk.compose_report(sample.after, before=sample.before, area="stated")
    wrong = CliRunner().invoke(main, ["report", source, *options[2:]])
    assert wrong.exit_code == 2
    assert "--before-as-of" in wrong.output


def test_printed_areas_of_kinds_and_relations_add_up(sample):
    assert sample.land_by_kind.sum().round(2).tolist() == [1748.41, 1829.08]
    parcels = sample.parcels
    leaves = pk.totals(sample.after, by="parcel_id")["area_mu"]
    assert parcels.groupby("after_id")["after_mu"].sum().round(2).to_dict() == leaves.to_dict()


@pytest.mark.usefixtures("open_once")
def test_the_command_prints_and_writes(tmp_path):
    path = tmp_path / "changes.csv"
    result = run("-o", path, "--parents", tmp_path / "2020.gpkg")
    assert result.exit_code == 1, result.output
    words = code_words("change_kind", "zh")
    assert all(words[kind] in result.output for kind in FOUND)
    assert "1,829.08" in result.output
    assert is_ours(path)
    assert is_ours(tmp_path / "2020.gpkg")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_is_written_and_recognised(tmp_path, sample, lang):
    endings = ("docx", "xlsx", "md", "html", "csv", "gpkg", "parquet")
    paths = [pk.write_changes(sample, tmp_path / f"changes.{one}", lang=lang) for one in endings]
    assert all(is_ours(path) for path in paths)
    text = "\n".join(one.text for one in Document(tmp_path / "changes.docx").paragraphs)
    assert "1,748.41" in text
    book = openpyxl.load_workbook(tmp_path / "changes.xlsx")
    assert len(book.sheetnames) == 5
    layer = gpd.read_file(tmp_path / "changes.gpkg", layer="changes")
    assert set(layer["kind"]) == set(FOUND)
    text = (tmp_path / "changes.md").read_text(encoding="utf-8")
    assert ("| Opening Parcels |" if lang == "en" else "| 期初宗数 |") in text
    table = pd.read_csv(tmp_path / "changes.csv", encoding="utf-8-sig")
    assert len(table) == len(layer)
    # a second time replaces what the first one wrote
    assert pk.write_changes(sample, paths[-1], lang=lang).is_file()


@pytest.fixture
def two_files(tmp_path):
    """Return two small files: in the later one a parcel is split, and another is renumbered."""
    paths = [tmp_path / "before.gpkg", tmp_path / "after.gpkg"]
    for path, state in zip(paths, years(), strict=False):
        pk.write_parcels(state, path)
    return paths


def test_the_map_names_the_unit_of_the_comparison(tmp_path):
    changes = pk.compare(*years()[:2], unit="ha")
    path = pk.write_changes(changes, tmp_path / "changes.html", lang="en")
    text = path.read_text(encoding="utf-8")
    assert "Areas: ellipsoidal, in hectares" in text
    assert "in mu" not in text


@pytest.mark.usefixtures("open_once")
def test_json_is_for_programs(two_files):
    content = json.loads(run(*two_files, "--format", "json").stdout)
    assert content["balance_m2"]["kept"] + content["balance_m2"]["gone"] == pytest.approx(
        content["balance_m2"]["before"]
    )
    assert {"parcels", "facts", "statuses", "totals", "issues"} <= set(content)
    lines = run(*two_files, "--format", "csv").stdout.count("\n")
    assert lines == len(content["parcels"]) + 1


@pytest.mark.usefixtures("open_once")
def test_exit_codes_are_those_of_diff(two_files, tmp_path):
    before, after = two_files
    assert run(before, before).exit_code == 0
    assert run(before, after, "--lang", "en").exit_code == 1
    for wrong, words in (
        ((before,), "只给出了一个数据来源"),
        ((before, after, "--as-of", "2020-12-31", "2019-12-31"), "请先传入较早的台账"),
        ((before, tmp_path / "none.shp"), "none.shp"),
        ((before, after, "-o", tmp_path / "changes.pdf"), "不能写成这种格式：.pdf"),
        ((before, after, "--by", "nothing"), "没有共同的列“nothing”"),
    ):
        result = run(*wrong)
        assert result.exit_code == 2, result.output
        assert words in result.output


@pytest.mark.usefixtures("open_once")
def test_a_file_that_is_compared_is_never_replaced(tmp_path):
    sides = [tmp_path / name for name in ("before.gpkg", "after.gpkg")]
    shapes = coverage(2, 2)
    for path in sides:
        pk.write_parcels(ledger(shapes, list("ABCD")), path)
    for one in sides:
        result = run(*sides, "-o", one, "--overwrite")
        assert result.exit_code == 2
        assert "决不覆盖读取的文件" in result.output
    with pytest.raises(pk.ParklandError, match="not a comparison"):
        pk.write_changes("changes", tmp_path / "a.csv")


def years():
    """Return three states: A is split, then B and one of its parts are merged; D is renumbered."""
    a, b, c, d = coverage(4, 1, seed=2)
    west, south, east, north = a.bounds
    half = shapely.box(west - 1, south - 1, (west + east) / 2, north + 1)
    a1, a2 = shapely.intersection(a, half), shapely.difference(a, half)
    return (
        ledger([a, b, c, d], list("ABCD"), "2019-12-31"),
        ledger([a1, a2, b, c, d], ["A-1", "A-2", "B", "C", "E"], "2020-12-31"),
        ledger([a1, shapely.union_all([a2, b]), c, d], ["A-1", "B", "C", "E"], "2021-12-31"),
    )


@pytest.mark.parametrize("ending", ["gpkg", "parquet"])
def test_parents_are_read_again_and_a_chain_of_years_composes(tmp_path, ending):
    states = list(years())
    for place in (1, 2):
        path = tmp_path / f"{place}.{ending}"
        changes = pk.compare(states[place - 1], states[place])
        pk.write_parents(changes, path)
        states[place] = pk.open_ledger(path, as_of=states[place].as_of)
    assert states[1].parcels.set_index("parcel_id")["parents"].to_dict() == {
        "A-1": "A", "A-2": "A", "B": "B", "C": "C", "E": "D",
    }  # fmt: skip
    table = pk.lineage(*states)
    found = {
        generation: rows.groupby("parcel_id")["ancestor_id"].agg(list).to_dict()
        for generation, rows in table.groupby("generation")
    }
    assert found[1] == {"A-1": ["A-1"], "B": ["A-2", "B"], "C": ["C"], "E": ["E"]}
    assert found[2] == {"A-1": ["A"], "B": ["A", "B"], "C": ["C"], "E": ["D"]}
    # the chain says what the first and the last state say when they are compared
    whole = pk.compare(states[0], states[2]).parcels
    whole = whole[whole["relation"] == "whole"]
    direct = {*zip(whole["after_id"], whole["before_id"], strict=True)}
    chain = table[table["generation"] == 2]
    assert direct == {*zip(chain["parcel_id"], chain["ancestor_id"], strict=True)}


def test_parents_are_evidence_where_numbers_are_not():
    first, second, _ = years()
    changes = pk.compare(first, second)
    again = pk.compare(first, replace(second, parcels=pk.with_parents(changes)))
    rows = again.parcels[again.parcels["kind"] == "split"]
    assert rows["evidence"].tolist() == ["ground；parents"] * 2
    with pytest.raises(pk.ParklandError, match="names no parents"):
        pk.lineage(first, second)
    with pytest.raises(pk.ParklandError, match="two ledgers"):
        pk.lineage(first)


def test_an_office_with_statuses_of_its_own_gets_their_words_and_causes():
    from parkland.reports.change_report import compose_change_report
    from parkland.reports.markdown import markdown
    from parkland.samples import example_office_path

    office = pk.open_ledger(example_office_path("assessor"), as_of="2024-12-31")
    parcels = office.parcels.copy()
    built = parcels["flag_use_developable"].fillna(value=False).to_numpy(dtype=bool)
    parcels.loc[parcels.index[~built][0], "UseCodes"] = parcels["UseCodes"][built].iloc[0]
    later = replace(office, parcels=parcels)
    flags = pk.flag_status(later)
    later = replace(later, parcels=parcels.assign(**dict(flags.items())))
    changes = pk.compare(office, later)
    assert changes.unit == "acre"
    found = changes.statuses.set_index("what")
    assert found.loc["use_developable", ["from", "to"]].tolist() == ["no", "yes"]
    assert set(found["cause"]) == {"fact_corrected"}
    assert set(found["fields"]) == {"UseCodes"}
    text = markdown(compose_change_report(changes, lang="en"))
    assert "Industrial, developable" in text
    assert "Idle" not in text
