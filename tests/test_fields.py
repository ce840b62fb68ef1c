"""What holds for every fact of the schema, also for one that is added later.

A further fact is an entry of `resources/schema.toml` and its headings in `resources/profiles/
default.toml`. These tests take the facts from the schema, so that they cover it without an edit;
`test_extending.py` runs them with facts that are not there.
"""

import dataclasses
import datetime as dt
import tomllib
from importlib.resources import files

import geopandas as gpd
import openpyxl
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from parkland.display import heading, label, measure_of, stored_heading, value_text
from parkland.languages import languages
from parkland.maps.parcel_columns import SHOWN_ELSEWHERE
from parkland.reports.report_blocks import LEDGER
from parkland.schema import AXES, DERIVED_FACTS, DTYPES, FACTS, FIELDS, PROVENANCE
from parkland.status.explained_facts import DECISIVE_TEXTS

from .conftest import squares
from .map_pages import Block

pytestmark = pytest.mark.usefixtures("open_once")
AS_OF = "2020-12-31"
PROFILE = tomllib.loads(
    files("parkland").joinpath("resources", "profiles", "default.toml").read_text(encoding="utf-8")
)
OF_AN_OFFICE = [field for field in FACTS if field.name not in DERIVED_FACTS]
# A cell of each kind as an office writes it, and the value that it means.
CELLS = {
    "text": ("甲方", "甲方"),
    "date": ("2019年3月5日", dt.datetime(2019, 3, 5)),
    "yes_no": ("是", True),
    "area": ("3公顷", 30_000.0),
    "money": ("20万元", 200_000.0),
}
# The status is a word of its vocabulary, and a parcel has one number.
OTHER_CELLS = {"status_text": ("已动工", "已动工")}


def cell(field):
    return OTHER_CELLS.get(field.name, CELLS[field.kind])


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return a GeoPackage with a column for every fact, under its first heading."""
    path = tmp_path_factory.mktemp("facts") / "一期.gpkg"
    columns = {PROFILE["aliases"][field.name][0]: [cell(field)[0]] for field in OF_AN_OFFICE}
    gpd.GeoDataFrame(columns, geometry=squares(1), crs="EPSG:4528").to_file(path)
    return path


@pytest.fixture(scope="module")
def ledger(source):
    return pk.open_ledger(source, as_of=AS_OF)


def test_a_field_has_a_kind_and_every_fact_of_an_office_a_heading():
    assert {field.kind for field in FIELDS.values()} <= set(DTYPES)
    assert len(FIELDS) == len({*PROVENANCE, *FACTS, *AXES}) + len(AXES)
    assert set(PROFILE["aliases"]) == {field.name for field in OF_AN_OFFICE}
    for field in FIELDS.values():
        assert (field.kind == "area") == field.name.endswith("_m2"), field.name
        assert (field.kind == "money") == field.name.endswith("_cny"), field.name


@pytest.mark.parametrize("field", OF_AN_OFFICE, ids=lambda field: field.name)
def test_a_fact_is_read_from_its_column_in_its_kind(field, ledger):
    (found,) = ledger.parcels[field.name]
    assert found == cell(field)[1]
    assert ledger.parcels[field.name].dtype == field.dtype


def test_nothing_about_the_facts_is_an_issue_of_reading(ledger):
    assert not [code for code in ledger.issues["code"] if code.startswith(("value", "column"))]


@pytest.mark.parametrize("lang", languages())
def test_a_map_shows_every_fact_in_its_popups(ledger, lang, tmp_path):
    path = pk.save_map(pk.draw_map(ledger, lang=lang), tmp_path / "a.html")
    block = Block(path.read_text(encoding="utf-8"))
    shown = {column["name"]: column for column in block.head["columns"]}
    for field in OF_AN_OFFICE:
        if field.name in SHOWN_ELSEWHERE:
            continue
        column = shown[field.name]
        assert column["label"] == label(field.name, lang)
        if column["kind"] == "text":
            wanted = value_text(ledger.parcels[field.name].iloc[0], field.name, lang)
            assert block.texts(column) == [wanted]
        else:
            assert column["heading"] == heading(field.name, lang, unit=measure_of(field.name).unit)


@pytest.mark.parametrize("lang", languages())
def test_a_report_prints_every_fact_that_the_profile_names(ledger, lang):
    names = tuple(field.name for field in OF_AN_OFFICE)
    shown = dataclasses.replace(ledger.profile.report, columns=names)
    own = dataclasses.replace(ledger, profile=dataclasses.replace(ledger.profile, report=shown))
    report = pk.compose_report(own, lang=lang)
    tables = [block for part in report.sections for block in part.blocks if hasattr(block, "rows")]
    (table,) = [one for one in tables if one.key == LEDGER]
    printed = dict(zip([column.key for column in table.columns], table.rows[0], strict=True))
    for name in names:
        assert printed[name] is not None, name


@pytest.mark.parametrize("lang", languages())
def test_a_workbook_has_every_fact_under_its_heading(ledger, lang, tmp_path):
    path = pk.write_parcels(ledger.parcels, tmp_path / "a.xlsx", lang=lang)
    head, row = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    printed = dict(zip(head, row, strict=True))
    for field in OF_AN_OFFICE:
        assert printed[stored_heading(field.name, lang)] is not None, field.name


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".shp"])
def test_a_written_table_reads_back_with_every_fact(ledger, ending, tmp_path):
    path = pk.write_parcels(ledger.parcels, tmp_path / f"a{ending}")
    parcels, _, _ = pk.clean(pk.read_parcels(path))
    for field in OF_AN_OFFICE:
        assert parcels[field.name].tolist() == ledger.parcels[field.name].tolist(), field.name
        assert parcels[field.name].dtype == field.dtype


@pytest.mark.parametrize("lang", languages())
def test_explain_lists_every_fact_that_a_verdict_can_depend_on(ledger, lang):
    facts = str(pk.explain(ledger.parcels, as_of=AS_OF, lang=lang))
    for field in OF_AN_OFFICE:
        if field.kind != "text" or field.name in DECISIVE_TEXTS:
            assert label(field.name, lang) in facts, field.name


@pytest.mark.parametrize("lang", languages())
def test_totals_group_by_a_fact_under_its_name_or_its_label(source, lang):
    field = OF_AN_OFFICE[-1]
    printed = [
        CliRunner().invoke(
            main, ["totals", str(source), "--as-of", AS_OF, "--by", by, "--lang", lang]
        )
        for by in (field.name, label(field.name, lang))
    ]
    assert [one.exit_code for one in printed] == [0, 0], printed[0].output
    assert printed[0].stdout == printed[1].stdout
