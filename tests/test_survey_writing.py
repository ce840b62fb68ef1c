"""A survey TXT by the rule, which reads back equal."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.errors import LossyFormatWarning
from parkland.formats.survey_txt.survey_numbering import decoded_numbering, encoded

from .conftest import EAST, NORTH, square_in

OUTER = [(0, 0), (100, 0), (100, 100), (0, 100)]
HOLE = [(40, 40), (60, 40), (60, 60), (40, 60)]


def moved(corners):
    return [(EAST + x, NORTH + y) for x, y in corners]


def lines_of(path, encoding="gbk"):
    return path.read_bytes().decode(encoding).split("\r\n")


def read_again(path):
    return pk.clean(pk.read_parcels(path))


def test_a_parcel_with_a_hole_line_by_line(make_parcels, tmp_path):
    facts = {"parcel_id": "GD-01", "name": "某地块", "land_use": "工业用地", "land_class": "0601"}
    parcels = make_parcels(1, stated_area_m2=9_600.0, **facts)
    shape = shapely.Polygon(moved(OUTER), [moved(HOLE)])
    path = pk.write_parcels(parcels.set_geometry([shape]), tmp_path / "a.txt")
    lines = lines_of(path)
    assert lines[:10] == [
        "[属性描述]",
        "格式版本号=1.01版本",
        "坐标系=2000国家大地坐标系",
        "几度分带=3",
        "投影类型=高斯克吕格",
        "计量单位=米",
        "带号=40",
        "精度=0.001",
        "转换参数=,,,,,,",
        "[地块坐标]",
    ]
    assert lines[10] == "10,0.9600,GD-01,某地块,面,,工业用地,0601,@"
    assert lines[11:] == [
        "J1,1,3223100.000,40345000.000",
        "J2,1,3223100.000,40345100.000",
        "J3,1,3223000.000,40345100.000",
        "J4,1,3223000.000,40345000.000",
        "J1,1,3223100.000,40345000.000",
        "J5,2,3223060.000,40345040.000",
        "J6,2,3223040.000,40345040.000",
        "J7,2,3223040.000,40345060.000",
        "J8,2,3223060.000,40345060.000",
        "J5,2,3223060.000,40345040.000",
        "",
    ]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize("crs", ["EPSG:4528", "EPSG:4549", "EPSG:4498", "EPSG:2364", "EPSG:2437"])
def test_every_kind_of_zone_reads_back_equal(make_parcels, tmp_path, crs, encoding):
    square = square_in(crs)
    parcels = make_parcels(1, name="某地块", stated_area_m2=10_000.0)
    placed = gpd.GeoDataFrame(parcels.drop(columns="geometry"), geometry=[square], crs=crs)
    path = pk.write_parcels(placed, tmp_path / "a.txt", encoding=encoding)
    back, issues, _ = read_again(path)
    assert back.crs == placed.crs
    assert back["name"].tolist() == ["某地块"]
    assert shapely.hausdorff_distance(back.geometry[0], square) < 1e-3
    assert "error" not in set(issues["severity"])


def test_degrees_are_written_in_the_zone_that_is_named(make_parcels, tmp_path):
    parcels = make_parcels(1).to_crs(4490)
    with pytest.raises(pk.ParklandError, match="Name the zone to write in, for example EPSG:4528"):
        pk.write_parcels(parcels, tmp_path / "a.txt")
    path = pk.write_parcels(parcels, tmp_path / "a.txt", crs="EPSG:4528")
    assert "带号=40" in lines_of(path)
    with pytest.raises(pk.ParklandError, match="on another datum"):
        pk.write_parcels(parcels, tmp_path / "a.txt", crs="EPSG:2364")


def test_a_comma_in_a_name_is_written_in_full_width_and_told(make_parcels, tmp_path):
    with pytest.warns(LossyFormatWarning, match="1 text commas"):
        path = pk.write_parcels(make_parcels(1, name="甲,乙"), tmp_path / "a.txt")
    assert read_again(path).parcels["name"].tolist() == ["甲，乙"]


def test_a_character_outside_gbk_is_an_error(make_parcels, tmp_path):
    with pytest.raises(pk.ParklandError, match="'𠮷' is not in gbk"):
        pk.write_parcels(make_parcels(1, name="𠮷"), tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []


def test_a_stated_area_that_is_not_known_is_that_of_the_corners(make_parcels, tmp_path):
    back = read_again(pk.write_parcels(make_parcels(1), tmp_path / "a.txt")).parcels
    assert back["stated_area_m2"].tolist() == [10_000]


def test_a_ring_that_vanishes_is_an_error_not_a_line(make_parcels, tmp_path):
    speck = shapely.box(EAST, NORTH, EAST + 1e-4, NORTH + 1e-4)
    parcels = make_parcels(1).set_geometry([speck])
    with pytest.raises(pk.ParklandError, match="vanishes when it is rounded"):
        pk.write_parcels(parcels, tmp_path / "a.txt")


@st.composite
def shapes(draw):
    """Return polygons with holes and several parts, on a grid of millimetres."""
    size = draw(st.integers(1_000, 200_000)) / 1000
    parts = []
    for place in range(draw(st.integers(1, 3))):
        east = EAST + 300 * place
        part = shapely.box(east, NORTH, east + size, NORTH + size)
        if draw(st.booleans()):
            part = part.difference(part.buffer(-round(size / 4, 3), join_style="mitre"))
        parts.append(part)
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


TEXTS = st.text(st.characters(codec="gbk", exclude_categories=["C", "Z", "P", "S"]), min_size=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(shapes(), TEXTS), min_size=1, max_size=4))
def test_any_parcels_read_back_equal(tmp_path, make_parcels, pairs):
    parcels = make_parcels(len(pairs), name=[f"名{name}" for _, name in pairs])
    parcels = parcels.set_geometry([shape for shape, _ in pairs])
    back, issues, _ = read_again(pk.write_parcels(parcels, tmp_path / "a.txt"))
    assert back["name"].tolist() == parcels["name"].tolist()
    assert back["parcel_id"].tolist() == parcels["parcel_id"].tolist()
    for one, other in zip(parcels.geometry, back.geometry, strict=True):
        assert shapely.equals(
            shapely.set_precision(one, 0.001), shapely.set_precision(other, 0.001)
        )
    assert "error" not in set(issues["severity"])


SURVEY = """[属性描述]
格式版本号=1.01版本
数据产生单位=某测绘院
数据产生日期=2019-4-19
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=40
精度=0.01
转换参数=0,0,0,0,0,0,0
[地块坐标]
{header}
J17,1,3223000.000,40345000.000
J18,1,3223100.000,40345000.000
J02,1,3223100.000,40345100.000
J19,1,3223000.000,40345100.000
J17,1,3223000.000,40345000.000
J5,2,3223040.000,40345040.000
J6,2,3223060.000,40345040.000
J7,2,3223060.000,40345060.000
J5,2,3223040.000,40345040.000
"""
HEADER = "9,0.9800,GD-01,某地块,面,,工业用地,0601,@"


def test_producer_date_and_numbers_of_points_survive_from_txt_to_txt(tmp_path):
    (tmp_path / "in.txt").write_bytes(SURVEY.format(header=HEADER).encode("gbk"))
    ledger = pk.open_ledger(tmp_path / "in.txt", as_of="2026-01-01")
    path = pk.write_parcels(ledger, tmp_path / "out.txt")
    lines = lines_of(path)
    assert {"数据产生单位=某测绘院", "数据产生日期=2019-4-19"} < set(lines)
    points = SURVEY.format(header=HEADER).splitlines()[13:]
    assert lines[13:-1] == points
    again = pk.write_parcels(pk.open_ledger(path, as_of="2026-01-01"), tmp_path / "again.txt")
    assert again.read_bytes() == path.read_bytes()


def test_a_changed_shape_is_numbered_anew(tmp_path):
    (tmp_path / "in.txt").write_bytes(SURVEY.format(header=HEADER).encode("gbk"))
    parcels = read_again(tmp_path / "in.txt").parcels
    filled = parcels.set_geometry(shapely.polygons(shapely.get_exterior_ring(parcels.geometry)))
    lines = lines_of(pk.write_parcels(filled, tmp_path / "out.txt"))
    assert [line.split(",")[0] for line in lines if line.startswith("J")] == [
        "J1", "J2", "J3", "J4", "J1",
    ]  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.integers(1, 99).map(str),
            st.lists(st.from_regex(r"(J|界|)[0-9]{1,4}", fullmatch=True), min_size=1, max_size=8),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_numbers_of_points_read_back_equal(rings):
    assert decoded_numbering(encoded(rings)) == rings
