"""The sample gives the figures of the park's review."""

import subprocess
import sys
from pathlib import Path

import openpyxl
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

import parkland as pk
from parkland.columns.cell_evidence import is_credit_code

GENERATOR = Path(__file__).parents[1] / "data" / "make_parcels.py"
ASSETS = GENERATOR.with_name("make_assets.py")


@pytest.mark.parametrize("area", ["ellipsoidal", "stated"])
def test_figures_of_the_review(ledger, area):
    found = pk.totals(ledger.parcels, area=area)
    assert found.loc["levelled", "area_mu"] == 728.00
    assert found.loc["reclaimed"].tolist() == [6, 170.78]
    assert found.loc["ten_category", "area_mu"] == 124.00
    by_layer = ledger.parcels[ledger.parcels["levelled"].fillna(value=False)]
    levelled = pk.totals(by_layer, by="layer", area=area)
    assert levelled.loc["杨村二期"].tolist() == [2, 658.00]
    assert levelled.loc["绿色产业孵化园二期", "area_mu"] == 70.00


def test_stated_and_ellipsoidal_areas_agree_to_a_hundredth_of_a_mu(ledger):
    difference = (ledger.parcels["stated_area_m2"] - ledger.parcels["area_m2"]).abs() * 0.0015
    assert difference.max() < 0.01


@pytest.mark.parametrize("as_of", ["2020-12-31", "2022-12-31"])
def test_the_register_shows_every_state_and_again_two_years_later(ledger, as_of):
    supplied = ledger.parcels[ledger.parcels["layer"] == "供地地块"]
    found = pk.flag_status(supplied, as_of=as_of)
    states = "not_due overdue idle_one_year idle_two_years idle_suspended suspended undetermined"
    assert {*states.split(), "started", "finished"} == set(found["status"])
    assert {"investigate", "negotiated"} == set(found["route"].dropna())
    assert pk.contradictions(supplied, as_of=as_of).empty


def test_the_register_is_about_supplied_land_that_has_holders(ledger):
    supplied = ledger.parcels[ledger.parcels["layer"] == "供地地块"]
    assert not supplied["levelled"].fillna(value=False).any()
    assert not supplied["reclaimed"].fillna(value=False).any()
    assert supplied["holder"].notna().all()


def test_the_incubator_is_levelled_and_its_main_building_started(ledger):
    incubator = ledger.parcels[ledger.parcels["layer"] == "绿色产业孵化园二期"]
    assert incubator["levelled"].all()
    assert (incubator["construction"] == "started").all()


def test_no_two_parcels_overlap_and_shapes_are_those_of_plots(ledger):
    shapes = ledger.parcels.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapely.union_all(shapes)) == pytest.approx(shapely.area(shapes).sum())
    assert any(shape.interiors for part in shapes for shape in shapely.get_parts(part))
    assert (ledger.parcels.geom_type == "MultiPolygon").sum() == 1
    assert min(len(shapely.get_coordinates(shape)) for shape in shapes) > 4


def test_it_lies_in_kaihua_and_every_guess_about_it_is_a_note(ledger):
    west, south, east, north = ledger.parcels.to_crs(4490).total_bounds
    assert 118.02 < west < east < 118.64
    assert 28.90 < south < north < 29.50
    assert set(ledger.issues["severity"]) == {"note"}
    assert len(ledger.quarantine) == 0


def test_files_are_as_offices_have_them(sample):
    declared = {path.stem for path in sample.glob("*.cpg")}
    assert declared
    assert declared < {path.stem for path in sample.glob("*.shp")}
    text = (sample / "供地地块.dbf").read_bytes()
    assert "地块编号".encode("gbk") in text
    assert text[29] == 0


def test_the_readme_says_first_that_boundaries_are_invented(sample):
    first = (sample / "README.md").read_text(encoding="utf-8").splitlines()[0]
    assert "虚构" in first
    assert "invented" in first


def test_the_assets_give_the_figures_of_the_review_and_change_no_other(ledger):
    found = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=pk.sample_assets_path())
    assert set(found.assets.issues["severity"]) == {"note"}
    assert set(found.assets.issues["code"]) == {"asset.without_parcel", "asset.unoccupied"}
    done = found.project_years.set_index("project_id")["done_cny"] / 10_000
    kinds = found.projects.set_index("project_id")["kind"]
    works = kinds.index[kinds == "infrastructure"]
    assert (len(works), done[works].sum()) == (2, 4258)
    assert (done["SL-03"], (found.projects["parent_id"] == "SL-03").sum()) == (571, 2)
    assert (kinds == "planning").sum() == 6
    assert len(set(found.notices["enterprise_ids"])) == 41
    incubator = found.projects.set_index("project_id").loc["FH-02"]
    assert incubator["stage"] == "started"
    assert str(incubator["start_on"])[:4] == "2020"
    assert sorted(found.yearly["year"].unique()) == [2018, 2019, 2020]
    totals, plain = (pk.totals(one, margins=True) for one in (found, ledger))
    assert totals.equals(plain)
    assert ledger.assets is None


def test_no_credit_code_of_the_sample_can_be_real():
    assets = pk.read_assets(pk.sample_assets_path())
    codes = assets.enterprises["uscc"]
    assert codes.map(is_credit_code).all()
    assert set(codes.str[2:8]) == {"000000"}
    assert assets.enterprises["name"].str.startswith("示例").all()
    readme = (pk.sample_assets_path().parent / "README.md").read_text(encoding="utf-8")
    assert "虚构" in readme.splitlines()[0]
    assert "invented" in readme.splitlines()[0]


@pytest.mark.skipif(not ASSETS.is_file(), reason="not in a checkout")
def test_the_generator_makes_the_committed_assets(tmp_path):
    subprocess.run([sys.executable, str(ASSETS), str(tmp_path)], check=True, capture_output=True)
    made = openpyxl.load_workbook(tmp_path / "示例资产.xlsx")
    committed = openpyxl.load_workbook(pk.sample_assets_path())
    for name in committed.sheetnames:
        assert list(made[name].values) == list(committed[name].values)


@pytest.mark.skipif(not GENERATOR.is_file(), reason="not in a checkout")
def test_the_generator_makes_the_committed_files(sample, tmp_path):
    subprocess.run([sys.executable, str(GENERATOR), str(tmp_path)], check=True, capture_output=True)
    for path in sorted(sample.glob("*.shp")):
        committed = pyogrio.read_dataframe(path, encoding="GBK")
        made = pyogrio.read_dataframe(tmp_path / path.name, encoding="GBK")
        assert_geodataframe_equal(made, committed, check_less_precise=True)
    book = "供地台账.xlsx"
    rows = [
        list(openpyxl.load_workbook(folder / book).active.values) for folder in (sample, tmp_path)
    ]
    assert rows[0] == rows[1]
