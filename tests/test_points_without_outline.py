"""Registers of points: a place and a stated area, no outline and nothing measured."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from parkland.figures import without_outline, without_outline_text
from parkland.maps.map_page import MapOptions, page_content

PROFILE = """extends = "default"
points = ["*"]
[aliases]
parcel_id = ["SiteRef"]
stated_area_m2 = ["Hectares"]
[units]
column.Hectares = "ha"
"""
PLACES = [
    shapely.Point(-1.50, 53.40),
    shapely.Point(-1.51, 53.41),
    shapely.MultiPoint([(-1.52, 53.40), (-1.521, 53.401)]),
]
SQUARE = shapely.box(-1.505, 53.402, -1.501, 53.404)


@pytest.fixture
def profile(tmp_path):
    path = tmp_path / "profiles" / "office.toml"
    path.parent.mkdir()
    path.write_text(PROFILE)
    return path


def written(folder, shapes, areas, name="sites.geojson", crs=4326):
    columns = {"SiteRef": [f"B{n}" for n in range(len(shapes))], "Hectares": areas}
    table = gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_crs(crs)
    table.to_file(folder / name)
    return folder / name


@pytest.fixture
def points(tmp_path, profile):
    path = written(tmp_path, PLACES, [1.25, None, 3.1])
    return pk.open_ledger(path, as_of="2026-01-01", profile=profile)


@pytest.fixture
def mixed(tmp_path, profile):
    path = written(tmp_path, [*PLACES, SQUARE], [1.25, None, 3.1, 6.0], name="mixed.geojson")
    return pk.open_ledger(path, as_of="2026-01-01", profile=profile)


def test_points_are_read_where_the_profile_says_that_they_are_parcels(tmp_path, points):
    assert len(points.parcels) == 3
    assert set(points.parcels["outline"]) == {"none"}
    path = written(tmp_path, PLACES[:2], [1.25, 2.0], name="other.geojson")
    with pytest.raises(pk.ParklandError, match=r"only .*Point.*points ="):
        pk.read_parcels(path)


@pytest.mark.parametrize("name", ["sites.shp", "sites.gpkg"])
def test_points_of_every_format_are_read(tmp_path, profile, name):
    path = written(tmp_path, PLACES[:2], [1.25, 2.0], name=name)
    ledger = pk.open_ledger(path, as_of="2026-01-01", profile=profile)
    assert set(ledger.parcels["outline"]) == {"none"}


def test_a_point_is_never_measured(mixed):
    for area in ("area_m2", "planar_area_m2"):
        assert mixed.parcels[area].isna().tolist() == [True, True, True, False]
    assert pk.acreage(mixed).isna().sum() == 3
    assert pk.reconcile(mixed)["verdict"].tolist()[:2] == ["not_measured", "not_stated"]
    assert len(mixed.overlaps) == 0


def test_a_point_without_a_stated_area_is_told(points):
    codes = points.issues.set_index("code")
    assert codes.loc["geometry.points", "value"] == "3"
    assert codes.loc["geometry.point_without_area", "parcel_id"] == "B1"
    assert "geometry.duplicate" not in codes.index


def test_a_point_in_a_layer_that_is_not_named_is_no_parcel(tmp_path):
    path = written(tmp_path, [PLACES[0], SQUARE], [1.0, 6.0])
    cleaned = pk.clean(pk.read_parcels(path))
    assert len(cleaned.parcels) == 1
    assert cleaned.quarantine["reason"].tolist() == ["geometry.not_polygon"]


@pytest.mark.parametrize("name", ["out.gpkg", "out.geojson"])
def test_points_are_written_and_read_back_as_points(mixed, tmp_path, name):
    again = pk.open_ledger(pk.write_parcels(mixed, tmp_path / name), as_of="2026-01-01")
    assert again.parcels["outline"].tolist()[:3] == ["none"] * 3
    assert again.parcels["stated_area_m2"].tolist()[0] == 12_500
    assert again.parcels["outline"].isna().tolist()[3]


def test_a_shapefile_holds_points_or_outlines(points, mixed, tmp_path):
    again = pk.open_ledger(pk.write_parcels(points, tmp_path / "out.shp"), as_of="2026-01-01")
    assert set(again.parcels["outline"]) == {"none"}
    with pytest.raises(pk.ParklandError, match="shapes of one kind"):
        pk.write_parcels(mixed, tmp_path / "mixed.shp")


def test_a_survey_txt_takes_no_points(tmp_path, profile):
    path = written(tmp_path, [shapely.Point(118.4, 29.1)], [1.0])
    ledger = pk.open_ledger(path, as_of="2026-01-01", profile=profile)
    with pytest.raises(pk.ParklandError, match="no outline"):
        pk.write_parcels(ledger.parcels.to_crs(4527), tmp_path / "out.txt")


def test_totals_of_points_are_of_stated_areas_and_others_say_what_is_left_out(points, mixed):
    assert pk.totals(points, margins=True, unit="ha").loc["total", "area_ha"] == 4.35
    whole = pk.totals(mixed, margins=True, unit="ha").loc["total"]
    assert (whole["parcels"], whole["area_ha"]) == (4, pytest.approx(5.91, abs=0.05))
    left = without_outline(mixed)
    assert (left.parcels, left.stated_m2, left.unknown) == (3, 43_500, 1)
    text = without_outline_text(mixed, lang="en", unit="ha")
    assert (
        text == "3 parcels have no outline: 4.3500 ha are on record for them, in no measured figure"
    )
    assert without_outline_text(points, lang="en") == ""


@pytest.mark.parametrize("ending", [".md", ".docx", ".xlsx"])
def test_a_report_says_how_much_land_has_no_outline(mixed, tmp_path, ending):
    chosen = {"sheets": "only", "parcels": ["B0"]} if ending == ".docx" else {}
    path = pk.write_report(mixed, tmp_path / f"report{ending}", lang="en", **chosen)
    if ending == ".md":
        assert "3 parcels have no outline" in path.read_text(encoding="utf-8")


def test_a_map_counts_stated_areas_where_no_parcel_has_an_outline(points, mixed):
    for ledger, counted in ((points, "stated"), (mixed, "ellipsoidal")):
        head = page_content(ledger, MapOptions(lang="en")).head
        assert head["counted"] == counted
        assert counted in [column["name"] for column in head["columns"]]
        assert "outline" in [column["name"] for column in head["columns"]]


def test_a_command_says_how_much_land_has_no_outline(tmp_path, profile, mixed):
    path, options = tmp_path / "mixed.geojson", ["--profile", str(profile), "--lang", "en"]
    done = CliRunner().invoke(main, ["totals", str(path), *options, "--format", "json"])
    assert "3 parcels have no outline" in done.stderr
    assert json.loads(done.stdout)["without_outline"]["parcels"] == 3


def test_points_are_not_compared_because_they_share_no_ground(points):
    with pytest.raises(pk.errors.ChoiceError, match="of the earlier side are points"):
        pk.compare(points, points)


TABLE = """extends = "default"
points = ["sites*"]
[coordinates]
x = ["GeoX"]
y = ["GeoY"]
crs = "EPSG:27700"
[aliases]
parcel_id = ["SiteRef"]
stated_area_m2 = ["Hectares"]
[units]
column.Hectares = "ha"
"""


@pytest.fixture
def table(tmp_path):
    (tmp_path / "parkland.toml").write_text(TABLE)
    text = "SiteRef,GeoX,GeoY,Hectares\nB1,408500,425300,1.25\nB2, 408900 ,425900,2\nB3,,x,3\n"
    (tmp_path / "sites-2024.csv").write_text(text)
    return tmp_path


@pytest.mark.parametrize("named", ["", "sites-2024.csv"])
def test_a_table_with_coordinates_is_a_layer_of_points(table, named):
    profile = table / "parkland.toml"
    ledger = pk.open_ledger(table / named, as_of="2026-01-01", profile=profile)
    assert ledger.parcels.crs == "EPSG:27700"
    assert ledger.parcels.geometry[0].coords[:] == [(408500, 425300)]
    assert ledger.parcels["outline"].tolist() == ["none", "none"]
    assert ledger.quarantine["reason"].tolist() == ["geometry.missing"]
    assert ledger.sources[0].land.kept_m2 == 32_500
    assert pk.totals(ledger, margins=True, unit="ha").loc["total", "area_ha"] == 3.25


def test_a_workbook_with_coordinates_is_read_too(table):
    rows = {"SiteRef": ["B1"], "GeoX": [408500.5], "GeoY": [425300.0], "Hectares": [1.25]}
    pd.DataFrame(rows).to_excel(table / "sites.xlsx", index=False)
    raw = pk.read_parcels(table / "sites.xlsx", profile=table / "parkland.toml")
    assert raw.geometry[0].x == 408500.5


def test_a_table_that_is_no_layer_of_points_stays_a_register(table):
    with pytest.raises(pk.ParklandError, match=r"is a register.*\[coordinates\]"):
        pk.read_parcels(table / "sites-2024.csv")
    (table / "other.csv").write_text("SiteRef\nB1\n")
    with pytest.raises(pk.ParklandError, match="is a register"):
        pk.read_parcels(table / "other.csv", profile=table / "parkland.toml")
    (table / "sites-2024.csv").write_text("SiteRef,Hectares\nB1,1\n")
    with pytest.raises(pk.ParklandError, match="no column GeoX"):
        pk.read_parcels(table / "sites-2024.csv", profile=table / "parkland.toml")


def test_coordinates_of_a_table_must_fit_their_system(table):
    (table / "sites-2024.csv").write_text("SiteRef,GeoX,GeoY,Hectares\nB1,-1.5,53.4,1\n")
    wrong = TABLE.replace("27700", "4326").replace('x = ["GeoX"]', 'x = ["GeoY"]')
    wrong = wrong.replace('y = ["GeoY"]', 'y = ["GeoX"]')
    (table / "parkland.toml").write_text("box = [-8, 49, 2, 61]\n" + wrong)
    with pytest.raises(pk.ParklandError, match="axes look swapped"):
        pk.read_parcels(table / "sites-2024.csv", profile=table / "parkland.toml")


def test_a_draft_of_a_table_without_known_headings_proposes_its_coordinates(table):
    text = pk.draft_profile(table / "sites-2024.csv", lang="en")
    assert '# x = ["GeoX"]' not in text  # one cell of GeoY is no number
    (table / "sites-2024.csv").write_text("SiteRef,GeoX,GeoY,Hectares\nB1,408500,425300,1\n")
    text = pk.draft_profile(table / "sites-2024.csv", lang="en")
    assert '# x = ["GeoX"]\n# y = ["GeoY"]' in text
    assert '"SiteRef"' in text


def test_the_sheet_of_a_point_has_a_picture_of_its_place(points):
    report = pk.compose_report(points, sheets="only", parcels=["B0"], lang="en")
    pictures = [block for part in report.sections for block in part.blocks if hasattr(block, "png")]
    assert pictures
