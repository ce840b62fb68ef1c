"""A dataset that is made piece by piece is the ledger of the whole."""

import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import parkland as pk
from tests.dataset_parts import DAY, parcels_of, written

FEW = settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller case costs minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def rows_of(table):
    """Return the rows of a table in no order."""
    plain = table.astype(object)
    return Counter(map(tuple, plain.where(plain.notna(), "").to_numpy().tolist()))


def without_shapes(table):
    return pd.DataFrame(table).drop(columns=table.active_geometry_name)


def require_same(dataset, ledger):
    """Compare everything that a dataset says with the ledger of the whole."""
    for how in (
        {"margins": True},
        {"by": "status", "margins": True},
        {"by": "district", "unit": "ha"},
        {"by": "status", "area": "planar"},
        {"area": "stated", "unit": "m2", "digits": 0},
    ):
        assert_frame_equal(dataset.totals(**how), pk.totals(ledger, **how))
    assert rows_of(dataset.issues()) == rows_of(ledger.issues)
    assert_frame_equal(without_shapes(dataset.overlaps()), without_shapes(ledger.overlaps))
    assert len(dataset.quarantine()) == len(ledger.quarantine)
    whole = dataset.parcels()
    assert_frame_equal(without_shapes(whole.parcels), without_shapes(ledger.parcels))
    assert whole.parcels.geometry.geom_equals_exact(ledger.parcels.geometry, 0).all()
    assert whole.parcels.crs == ledger.parcels.crs
    assert rows_of(whole.issues) == rows_of(ledger.issues)


@FEW
@given(
    cuts=st.lists(st.integers(0, 40), max_size=5).map(sorted),
    seed=st.integers(0, 9),
    rows_in_part=st.sampled_from([9, 17, 1000]),
)
@example(cuts=[0, 1, 1, 40], seed=1, rows_in_part=13)
def test_the_whole_is_that_of_any_cuts(cuts, seed, rows_in_part, tmp_path):
    folder = tmp_path / f"{seed}-{rows_in_part}-{'-'.join(map(str, cuts))}"
    shutil.rmtree(folder, ignore_errors=True)
    paths = written(parcels_of(40, seed), folder, [0, *cuts, 40])
    ledger = pk.open_ledger(paths, as_of=DAY)
    dataset = pk.open_dataset(paths, as_of=DAY, out=folder / "ledger", rows_in_part=rows_in_part)
    assert not dataset.broken
    require_same(dataset, ledger)


def test_the_sample_with_its_register_and_its_layers_of_several_kinds(tmp_path):
    dataset = pk.open_dataset(
        pk.sample_path(), as_of="2020-12-31", out=tmp_path / "a", columns="any"
    )
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    assert_frame_equal(dataset.totals(margins=True), pk.totals(ledger, margins=True))
    assert dataset.totals().loc["reclaimed", "area_mu"] == 170.78
    assert rows_of(dataset.issues()) == rows_of(ledger.issues)
    found = without_shapes(dataset.parcels().parcels)
    assert_frame_equal(found, without_shapes(ledger.parcels), check_like=True)


def test_a_register_is_matched_with_all_parts(tmp_path):
    parcels = parcels_of(30, 1).drop(columns="权利人")
    register = pd.DataFrame(
        {
            "地块编号": [f"A-{number}" for number in (3, 17, 29, 99)] + ["A-3"],
            "权利人": ["甲", "乙", "丙", "丁", "戊"],
            "约定开工时间": ["2019-01-01"] * 5,
        }
    )
    paths = written(parcels, tmp_path, [0, 10, 20, 30])
    ledger = pk.open_ledger(paths, as_of=DAY, register=register)
    dataset = pk.open_dataset(
        paths, as_of=DAY, out=tmp_path / "ledger", register=register, rows_in_part=12
    )
    require_same(dataset, ledger)


def test_chains_of_overlaps_over_three_parts_are_counted_once(tmp_path):
    boxes = [
        shapely.box(600_000 + 80 * n, 3_224_000, 600_100 + 80 * n, 3_224_100) for n in range(9)
    ]
    parcels = gpd.GeoDataFrame(
        {"地块编号": [f"B-{n}" for n in range(9)], "片区": ["x", "y", "x"] * 3},
        geometry=boxes,
        crs="EPSG:4548",
    )
    paths = written(parcels, tmp_path, [0, 3, 6, 9])
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger", rows_in_part=2)
    ledger = pk.open_ledger(paths, as_of=DAY)
    assert len(dataset.overlaps()) == 8
    assert len(dataset.parts) > 2
    assert_frame_equal(
        dataset.totals(by="district", margins=True),
        pk.totals(ledger, by="district", margins=True),
    )


def test_another_zone_of_the_datum_is_transformed_as_in_the_ledger(tmp_path):
    parcels = parcels_of(40, 4)
    paths = written(parcels, tmp_path, [0, 15, 30, 40])
    parcels.iloc[15:30].to_crs(4549).to_parquet(paths[1], row_group_size=4)
    parcels.iloc[30:].to_crs(4490).to_parquet(paths[2])
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger", rows_in_part=13)
    ledger = pk.open_ledger(paths, as_of=DAY)
    assert (dataset.issues()["code"] == "crs.reprojected").sum() == 2
    require_same(dataset, ledger)


def test_equal_areas_get_the_missing_hundredths_that_they_get_in_the_whole(tmp_path):
    boxes = [shapely.box(x, 3_224_000, x + 31, 3_224_031) for x in range(600_000, 601_000, 50)]
    parcels = gpd.GeoDataFrame(geometry=boxes, crs="EPSG:4548").assign(地块编号=range(20))
    paths = written(parcels, tmp_path, [0, 1, 7, 20])
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger", rows_in_part=7)
    leaves = pd.concat([pd.read_parquet(path) for path in dataset.parts]).set_index("row_label")
    whole = pk.round_to_total(dataset.parcels().parcels["area_m2"] * 3 / 2000)
    assert (leaves["area_leaf"].sort_index() == (whole * 100).round()).all()


def test_totals_by_several_columns_add_up(tmp_path):
    paths = written(parcels_of(40, 3), tmp_path, [0, 20, 40])
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger", rows_in_part=20)
    ledger = pk.open_ledger(paths, as_of=DAY)
    both = dataset.totals(by=["district", "flag"])
    summed = both.groupby(level="flag", sort=False)[["parcels", "area_mu"]].sum().round(2)
    flags = pk.totals(ledger)
    assert_frame_equal(
        summed.loc[flags.index], flags[["parcels", "area_mu"]], check_index_type=False
    )
    for district, rows in both.groupby(level="district"):
        own = ledger.parcels["district"] == district
        expected = [int(ledger.parcels.loc[own, flag].sum()) for flag in ("levelled", "idle")]
        assert rows["parcels"].tolist()[:2] == expected
    cross = dataset.totals(by=["district", "status"], margins=True)
    assert cross["parcels"].iloc[:-1].sum() == len(ledger.parcels)


def test_a_part_of_a_dataset_is_that_part_of_the_ledger(tmp_path):
    paths = written(parcels_of(40, 4), tmp_path, [0, 11, 40])
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger", rows_in_part=6)
    ledger = pk.open_ledger(paths, as_of=DAY)
    west, south, east, north = ledger.parcels.total_bounds
    box = (west, south, (west + east) / 2, (south + north) / 2)
    some = dataset.parcels(bbox=box)
    inside = ledger.parcels.geometry.envelope.intersects(shapely.box(*box))
    assert list(some.parcels.index) == list(ledger.parcels.index[inside])
    assert_frame_equal(pk.totals(some), pk.totals(ledger[inside]))
    one = dataset.parcels(where={"district": "Q1"})
    assert_frame_equal(pk.totals(one), pk.totals(ledger[ledger.parcels["district"] == "Q1"]))
    assert len(dataset.parcels(bbox=(0, 0, 1, 1)).parcels) == 0
    with pytest.raises(pk.ParklandError, match="west, south"):
        dataset.parcels(bbox=(1, 2, 3))
    with pytest.raises(pk.ParklandError, match="no column"):
        dataset.parcels(where={"nothing": 1})


def test_a_large_file_is_read_in_pieces_in_each_format_that_allows_it(tmp_path):
    parcels = parcels_of(40, 5)
    for name in ("a.parquet", "a.gpkg", "a.fgb"):
        path = tmp_path / name
        if name == "a.parquet":
            parcels.to_parquet(path, row_group_size=16)
        else:
            parcels.to_file(path, SPATIAL_INDEX="NO")
        dataset = pk.open_dataset(path, as_of=DAY, out=tmp_path / name[2:], rows_in_part=9)
        assert len(dataset.manifest["pieces"]) == 5
        require_same(dataset, pk.open_ledger(path, as_of=DAY))


def test_threads_come_to_the_same(tmp_path):
    paths = written(parcels_of(40, 6), tmp_path, [0, 10, 40])
    with ThreadPoolExecutor(2) as executor:
        dataset = pk.open_dataset(
            paths, as_of=DAY, out=tmp_path / "ledger", rows_in_part=15, executor=executor
        )
    require_same(dataset, pk.open_ledger(paths, as_of=DAY))


def test_parts_lie_along_the_curve_and_are_geoparquet(tmp_path):
    paths = written(parcels_of(100, 7), tmp_path, [0, 50, 100])
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger", rows_in_part=25)
    assert len(dataset.parts) >= 4
    areas = []
    for path in dataset.parts:
        part = gpd.read_parquet(path)
        assert part.crs.to_epsg() == 4528
        west, south, east, north = part.total_bounds
        areas.append((east - west) * (north - south))
        found = gpd.read_parquet(path, bbox=tuple(part.geometry.iloc[0].bounds))
        assert len(found) < len(part)
    west, south, east, north = dataset.parcels().parcels.total_bounds
    assert np.sum(areas) < 2 * (east - west) * (north - south)


def test_numbers_that_excel_destroyed_are_told_by_all_parts(tmp_path):
    parcels = parcels_of(12, 2)
    number = [f"3308240010012{n:02}000" for n in range(12)]
    for name, numbers in (("all", number), ("one", [*number[:-1], "330824001001200123"])):
        folder = tmp_path / name
        paths = written(parcels.assign(地块编号=numbers), folder, [0, 1, 3, 12])
        ledger = pk.open_ledger(paths, as_of=DAY)
        dataset = pk.open_dataset(paths, as_of=DAY, out=folder / "ledger")
        found = dataset.issues()
        assert rows_of(found) == rows_of(ledger.issues)
        assert ("identity.destroyed" in set(found["code"])) is (name == "all")


@pytest.mark.parametrize(
    ("profile", "shape"),
    [('rulebook = "none"', "outline"), ('points = ["*"]', "point")],
)
def test_parcels_without_law_and_parcels_without_an_outline(profile, shape, tmp_path):
    path = tmp_path / "office.toml"
    path.write_text(f'extends = "default"\n{profile}\n', encoding="utf-8")
    parcels = parcels_of(15, 1).assign(面积=range(1, 16))
    if shape == "point":
        parcels = parcels.set_geometry(parcels.geometry.representative_point())
    paths = written(parcels, tmp_path, [0, 5, 15])
    how = {"as_of": DAY, "profile": path}
    dataset = pk.open_dataset(paths, out=tmp_path / "ledger", rows_in_part=8, **how)
    ledger = pk.open_ledger(paths, **how)
    assert_frame_equal(dataset.totals(by="district"), pk.totals(ledger, by="district"))
    assert_frame_equal(dataset.totals(margins=True), pk.totals(ledger, margins=True))
    assert rows_of(dataset.issues()) == rows_of(ledger.issues)
    assert len(pk.open_dataset(dataset.path, profile=path)) == len(ledger.parcels)
