"""Closed lines are parcels, in every format that holds lines."""

import geopandas as gpd
import pytest
import shapely

import parkland as pk

from .conftest import EAST, NORTH, square_in, squares


def line_of(shape):
    return shapely.LineString(shape.exterior.coords)


def red_lines(crs=4528, *, more=()):
    shapes = [square_in("EPSG:4326")] if crs == 4326 else squares(2)
    lines = [*(line_of(shape) for shape in shapes), *more]
    numbers = [f"A-{place}" for place in range(len(lines))]
    return gpd.GeoDataFrame({"DKBH": numbers}, geometry=lines, crs=crs)


@pytest.mark.parametrize(
    "ending", [".shp", ".gpkg", ".gdb", ".fgb", ".geojson", ".kml", ".parquet"]
)
def test_a_layer_of_closed_lines_is_read_as_polygons_with_a_warning(tmp_path, ending):
    crs = 4326 if ending in (".geojson", ".kml") else 4528
    frame, path = red_lines(crs), tmp_path / f"红线{ending}"
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
        frame.to_parquet(path)
    else:
        frame.to_file(path, driver="OpenFileGDB" if ending == ".gdb" else None)
    ledger = pk.open_ledger(path, as_of="2026-01-01")
    assert len(ledger.quarantine) == 0
    assert set(ledger.parcels.geom_type) == {"Polygon"}
    expected = square_in("EPSG:4326").area if crs == 4326 else 10_000
    assert shapely.area(ledger.parcels.geometry.to_numpy()).tolist() == pytest.approx(
        [expected] * len(frame)
    )
    told = ledger.issues[ledger.issues["code"] == "geometry.closed_lines"]
    assert told[["severity", "value"]].to_numpy().tolist() == [["warning", str(len(frame))]]


def test_lines_of_one_record_are_shells_and_holes_by_position_and_pieces_are_joined(tmp_path):
    outer = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)
    inner = shapely.box(EAST + 30, NORTH + 30, EAST + 70, NORTH + 70)
    pieces = [outer.exterior.coords[:3], outer.exterior.coords[2:], inner.exterior.coords]
    frame = gpd.GeoDataFrame({"DKBH": ["A"]}, geometry=[shapely.MultiLineString(pieces)], crs=4528)
    frame.to_file(tmp_path / "a.gpkg")
    raw = pk.read_parcels(tmp_path / "a.gpkg")
    assert raw.geometry.area.tolist() == [8400]


def test_a_layer_with_an_open_line_is_refused_with_both_numbers(tmp_path):
    road = shapely.LineString([(EAST, NORTH), (EAST + 50, NORTH), (EAST + 90, NORTH + 5)])
    red_lines(more=[road]).to_file(tmp_path / "a.gpkg")
    with pytest.raises(pk.ParklandError, match=r"only LineString; 2 of 3 lines.* are closed\. Clo"):
        pk.read_parcels(tmp_path / "a.gpkg")
    red_lines(more=[road]).iloc[2:].to_file(tmp_path / "b.gpkg")
    with pytest.raises(pk.ParklandError, match=r"only LineString\. Name a file or layer of pol"):
        pk.read_parcels(tmp_path / "b.gpkg")


def test_lines_beside_a_layer_of_polygons_are_not_read(tmp_path):
    red_lines().to_file(tmp_path / "红线.shp", encoding="utf-8")
    gpd.GeoDataFrame({"DKBH": ["B"]}, geometry=squares(1), crs=4528).to_file(tmp_path / "宗地.shp")
    raw = pk.read_parcels(tmp_path)
    assert raw["DKBH"].tolist() == ["B"]


def test_a_closed_line_among_polygons_is_a_parcel(tmp_path):
    shapes = [squares(2)[0], line_of(squares(2)[1])]
    frame = gpd.GeoDataFrame({"DKBH": ["A", "B"]}, geometry=shapes, crs=4528)
    frame.to_file(tmp_path / "a.gpkg")
    parcels, issues, quarantine = pk.clean(pk.read_parcels(tmp_path / "a.gpkg"))
    assert (len(parcels), len(quarantine)) == (2, 0)
    assert issues.loc[issues["code"] == "geometry.closed_lines", "value"].tolist() == ["1"]
