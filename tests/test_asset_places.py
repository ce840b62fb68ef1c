"""Places of enterprises and projects: plausible ones are used, the others are named."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import parkland as pk


@pytest.fixture(scope="module")
def parcels() -> gpd.GeoDataFrame:
    return pk.open_ledger(pk.sample_path(), as_of="2020-12-31").parcels


@pytest.fixture(scope="module")
def middle(parcels) -> tuple[float, float]:
    point = parcels.geometry.representative_point().to_crs(4326).iloc[0]
    return point.x, point.y


def found(assets):
    issues = assets.issues
    chosen = issues[issues["code"].str.contains("asset.place|asset.shapes")]
    return sorted(zip(chosen["code"], chosen["source_row"].fillna(-1), strict=True))


def test_a_place_that_cannot_be_true_is_named_and_not_used(parcels, middle):
    east, north = middle
    places = [
        (east, north), (north, east), (0, 0), (116.4, 39.9), (40345000, 3222000), (east, None),
        (None, None),
    ]  # fmt: skip
    firms = pd.DataFrame(places, columns=["经度", "纬度"])
    firms.insert(0, "企业名称", [f"示例{letter}有限公司" for letter in "甲乙丙丁戊己庚"])
    assets = pk.read_assets({"enterprises": firms}, parcels=parcels)
    assert found(assets) == [
        ("asset.place_far", 3),
        ("asset.place_invalid", 2),
        ("asset.place_invalid", 4),
        ("asset.place_invalid", 5),
        ("asset.place_swapped", 1),
    ]
    kept = assets.enterprises.dropna(subset=["longitude"])
    assert kept["name"].tolist() == ["示例甲有限公司"]
    assert assets.enterprises["latitude"].notna().sum() == 1
    swapped = assets.issues.set_index("code").loc["asset.place_swapped", "value"]
    assert f"{north:.10g}, {east:.10g}" in swapped


def test_without_parcels_only_degrees_are_checked():
    firms = pd.DataFrame({"企业名称": ["甲", "乙"], "经度": [116.4, 39.9], "纬度": [39.9, 116.4]})
    assets = pk.read_assets({"enterprises": firms})
    assert found(assets) == [("asset.place_swapped", 1)]
    assert assets.enterprises["longitude"].count() == 1


@pytest.fixture
def works(parcels) -> gpd.GeoDataFrame:
    """Return projects with an outline, a line and a point, in the system of the parcels."""
    first, second, third = parcels.geometry.iloc[:3]
    return gpd.GeoDataFrame(
        {"项目编号": ["P1", "P2", "P3"], "项目名称": ["甲工程", "乙工程", "丙工程"]},
        geometry=[first, shapely.LineString([first.centroid, second.centroid]), third.centroid],
        crs=parcels.crs,
    )


@pytest.mark.parametrize("system", [None, 4326, 4490, 3857])
def test_shapes_of_any_system_give_projects_their_place(parcels, works, system):
    given = works if system is None else works.to_crs(system)
    assets = pk.read_assets({"projects": given}, parcels=parcels)
    assert found(assets) == []
    places = gpd.GeoSeries(
        gpd.points_from_xy(assets.projects["longitude"], assets.projects["latitude"]), crs=4326
    ).to_crs(parcels.crs)
    assert assets.projects["project_id"].tolist() == ["P1", "P2", "P3"]
    assert (places.distance(works.geometry) < 0.01).all()


def test_shapes_of_a_wrong_system_are_named_row_by_row(parcels, works):
    wrong = works.set_crs(4549, allow_override=True)
    assets = pk.read_assets({"projects": wrong}, parcels=parcels)
    assert [row for _, row in found(assets)] == [0, 1, 2]
    assert assets.projects["longitude"].isna().all()


def test_shapes_that_are_not_used_are_told(parcels, works):
    nameless = works.set_crs(None, allow_override=True)
    assets = pk.read_assets({"projects": nameless}, parcels=parcels)
    assert found(assets) == [("asset.shapes_unplaced", -1)]
    leases = gpd.GeoDataFrame(
        {"企业名称": ["甲"], "承租企业": ["乙"], "出租面积（㎡）": [3000]},
        geometry=works.geometry.iloc[:1].tolist(),
        crs=works.crs,
    )
    assert found(pk.read_assets({"occupations": leases})) == [("asset.shapes_ignored", -1)]


def test_layers_of_a_geopackage_are_tables_with_shapes(parcels, works, tmp_path):
    path = tmp_path / "项目.gpkg"
    works.to_crs(4490).to_file(path, layer="重点项目")
    assets = pk.read_assets(path, parcels=parcels)
    assert found(assets) == []
    assert assets.projects["source"].unique().tolist() == ["项目.gpkg"]
    assert assets.projects["longitude"].notna().all()
    wrong = tmp_path / "错.gpkg"
    works.set_crs(4490, allow_override=True).to_file(wrong, layer="projects")
    with pytest.raises(pk.ParklandError, match="错.gpkg"):
        pk.read_assets(wrong, parcels=parcels)


def test_a_layer_of_project_numbers_joins_the_list_of_projects(parcels, works, tmp_path):
    path = tmp_path / "范围.gpkg"
    works[["项目编号", "geometry"]].rename(columns={"项目编号": "project_id"}).to_file(
        path, layer="范围"
    )
    gpd.GeoDataFrame({"x": [1]}, geometry=works.geometry.iloc[:1].tolist(), crs=works.crs).to_file(
        path, layer="别的"
    )
    listed = pd.DataFrame(works.drop(columns="geometry"))
    assets = pk.read_assets([{"projects": listed}, path], parcels=parcels)
    assert assets.projects["name"].tolist() == ["甲工程", "乙工程", "丙工程"]
    assert assets.projects["longitude"].notna().all()
    assert "别的" in assets.issues.set_index("code").loc["asset.sheets_other", "value"]
