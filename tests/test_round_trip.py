"""What is written reads back equal: facts, own columns and geometry, to the format's precision."""

import datetime as dt
import warnings
from importlib.util import find_spec

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.conventions import load_profile
from parkland.errors import LossyFormatWarning
from parkland.schema import AXES, AXIS_CODES, AXIS_ORIGINS, FACTS, FIELDS, PROVENANCE, blank

from .conftest import EAST, NORTH

FORMATS = {".gpkg": 0.0, ".geojson": 1e-3, ".shp": 0.0}
if find_spec("pyarrow"):
    FORMATS[".parquet"] = 0.0
TOLD = [field.name for field in (*FACTS, *AXES, *AXIS_ORIGINS)]
WHERE = {field.name for field in PROVENANCE} | {f"raw_{field.name}" for field in PROVENANCE}


def same_cells(one, other, name):
    left = [None if pd.isna(v) else v for v in one.astype(object)]
    right = [None if pd.isna(v) else v for v in other.astype(object)]
    if one.dtype.kind == "f":
        assert np.allclose(one.astype(float), other.astype(float), rtol=1e-14, equal_nan=True), name
    else:
        assert left == right, name


def same_shapes(one, other, tolerance):
    other = gpd.GeoSeries(other.to_numpy(), crs=other.crs).to_crs(one.crs)
    for left, right in zip(one.map(plain), other.map(plain), strict=True):
        if not tolerance:
            assert shapely.equals_exact(left, right), (left, right)
            continue
        assert shapely.get_num_coordinates(left) == shapely.get_num_coordinates(right)
        assert shapely.hausdorff_distance(left, right) < tolerance, (left, right)


def plain(shape):
    """Return a shape whose rings begin and run as any other that is equal to it."""
    parts = shapely.multipolygons(shapely.get_parts(shape))
    return shapely.normalize(parts)


def write(parcels, path):
    """Write; a shapefile may say that other programs lose texts, which parkland does not."""
    with warnings.catch_warnings(action="ignore", category=LossyFormatWarning):
        return pk.write_parcels(parcels, path)


def read_again(path):
    return pk.clean(pk.read_parcels(path))


@pytest.mark.parametrize("ending", FORMATS)
def test_the_sample_with_its_register_reads_back_equal(ledger, tmp_path, ending):
    before = ledger.parcels
    parcels, issues, quarantine = read_again(write(before, tmp_path / f"一{ending}"))
    assert not len(quarantine)
    for name in TOLD:
        same_cells(before[name].reset_index(drop=True), parcels[name].reset_index(drop=True), name)
        assert parcels[name].dtype == FIELDS[name].dtype
    same_shapes(before.geometry, parcels.geometry, FORMATS[ending])
    computed = issues[issues["code"] == "column.computed"]
    assert len(computed) == 1
    assert set(issues["code"]) <= {"column.computed", "crs.far_from_meridian"}
    assert parcels["raw_source"].tolist() == before["source"].tolist()
    assert parcels["raw_source_row"].tolist() == before["source_row"].tolist()
    flags = pk.flag_status(parcels, as_of="2020-12-31").reset_index(drop=True)
    pd.testing.assert_series_equal(flags["status"], before["status"].reset_index(drop=True))


@pytest.mark.parametrize("ending", FORMATS)
def test_own_columns_come_back_and_a_second_round_adds_none(ledger, tmp_path, ending):
    once = read_again(write(ledger.parcels, tmp_path / f"一{ending}")).parcels
    twice = read_again(write(once, tmp_path / f"二{ending}")).parcels
    assert list(twice.columns) == list(once.columns)
    for name in set(once.columns) - WHERE - {"geometry"}:
        same_cells(once[name], twice[name], name)
    own = [n for n in ledger.parcels.columns if n not in FIELDS and n in once.columns]
    assert {"DKBH", "register_地块编号", "供地面积(亩)", "MJ"} <= set(own)
    for name in set(own) - WHERE - {"geometry"}:
        same_cells(ledger.parcels[name].reset_index(drop=True), once[name], name)


EMPTIES = load_profile().empties  # what stands for "not known" reads back as that
TEXTS = st.text(
    st.characters(codec="gbk", exclude_categories=["C", "Z"]), min_size=1, max_size=60
).filter(lambda text: text.casefold() not in EMPTIES)
CELLS = {
    "text": st.none() | TEXTS,
    "area": st.none() | st.floats(0, 1e12),
    "money": st.none() | st.floats(0, 1e12),
    "date": st.none() | st.dates(dt.date(1901, 1, 1), dt.date(2200, 12, 31)),
    "yes_no": st.none() | st.booleans(),
}


@st.composite
def shape(draw, place):
    """Return a polygon of one or two parts, with or without a hole, on a grid of millimetres."""
    east, north = EAST + 500 * place, NORTH
    size = draw(st.integers(1_000, 200_000)) / 1000
    part = shapely.box(east, north, east + size, north + size)
    if draw(st.booleans()):
        part = part.difference(part.buffer(-size / 4, join_style="mitre"))
    if draw(st.booleans()):
        return shapely.multipolygons([part, shapely.box(east + 250, north, east + 260, north + 10)])
    return part


@st.composite
def tables(draw):
    number = draw(st.integers(0, 3))
    index = pd.RangeIndex(number)
    columns = {}
    for field in (*PROVENANCE, *FACTS, *AXES, *AXIS_ORIGINS):
        if field.kind == "count":
            cells = list(range(1, number + 1))
        elif field.name in AXIS_CODES:
            cells = [draw(st.none() | st.sampled_from(AXIS_CODES[field.name])) for _ in index]
        elif field.name in ("source", "layer"):
            cells = ["a"] * number
        else:
            kind = "text" if field.kind == "code" else field.kind
            cells = [draw(CELLS[kind]) for _ in index]
        columns[field.name] = (
            pd.Series(cells, index=index, dtype=object).astype(field.dtype)
            if number
            else blank(field.kind, index)
        )
    columns["备注"] = pd.Series([draw(CELLS["text"]) for _ in index], index=index, dtype="str")
    shapes = [draw(shape(place)) for place in index]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4528")


@pytest.mark.parametrize("ending", FORMATS)
@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink so wide a table takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(table=tables())
def test_any_table_reads_back_equal(tmp_path, ending, table):
    path = write(table, tmp_path / f"a{ending}")
    if not len(table):
        with pytest.raises(pk.ParklandError, match="no records"):
            pk.read_parcels(path)
        return
    parcels, issues, _ = read_again(path)
    for name in [*TOLD, "备注"]:
        same_cells(table[name], parcels[name], name)
    same_shapes(table.geometry, parcels.geometry, FORMATS[ending])
    assert "error" not in set(issues["severity"])


def test_a_written_file_beside_a_foreign_one(ledger, tmp_path, write_shp):
    written = pk.write_parcels(ledger.parcels, tmp_path / "一.gpkg")
    foreign = write_shp({"DKBH": ["A-1"], "ZT": ["已平整"], "name": ["自"]}, name="外")
    parcels = pk.clean(pk.read_parcels([written, foreign])).parcels
    levelling = parcels["levelling"].astype(object)
    assert levelling.where(levelling.notna(), None).tolist() == [
        *ledger.parcels["levelling"]
        .astype(object)
        .where(ledger.parcels["levelling"].notna(), None),
        "levelled",
    ]
    last = parcels.iloc[-1]
    assert (last["parcel_id"], last["levelling"], last["raw_name"]) == ("A-1", "levelled", "自")
    assert parcels["holder"].tolist()[:-1] == ledger.parcels["holder"].tolist()


def test_a_cell_that_was_edited_to_junk_is_told(make_parcels, tmp_path):
    table = make_parcels(1, parcel_id="A").astype({"levelling": object})
    table["levelling"] = "闲着"
    found = pk.clean(pk.read_parcels(pk.write_parcels(table, tmp_path / "a.gpkg"))).issues
    assert "value.not_a_code" in set(found["code"])
