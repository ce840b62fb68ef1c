"""A stated area is compared with the measured ones, and a difference is explained where it can."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import parkland as pk

from .conftest import EAST, NORTH


def box(x, y, width, height):
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


def table(*shapes, stated_mu=None, crs="EPSG:4528", **columns):
    parcels = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
    values = [np.nan] * len(shapes) if stated_mu is None else stated_mu
    return parcels.assign(stated_area_m2=pd.Series(values, dtype="float64") * 2000 / 3)


def mu(shape, method="ellipsoidal", crs="EPSG:4528"):
    there = gpd.GeoDataFrame(geometry=[shape], crs="EPSG:4528").to_crs(crs)
    return pk.acreage(there, method=method, unit="mu")[0]


PLOT = box(0, 0, 400, 300)
HOLED = PLOT.difference(box(100, 100, 100, 100))
TWO = shapely.MultiPolygon([box(0, 0, 100, 100), box(200, 0, 200, 150)])


@pytest.mark.parametrize(
    ("shape", "stated", "verdict", "reason"),
    [
        (PLOT, round(mu(PLOT), 2), "agrees", "rounding"),
        (PLOT, round(mu(PLOT, "planar"), 2), "agrees", "method"),
        (PLOT, round(mu(PLOT, "planar", "EPSG:4548"), 2), "agrees", "zone"),
        (box(0, 0, 410, 300), 184.6, "agrees_in_plane", ""),
        (box(0, 0, 410, 300), 184.0, "differs", "rounding"),
        (PLOT, round(mu(PLOT) / 15, 4), "differs", "unit"),
        (PLOT, round(mu(PLOT) * 2000 / 3, 1), "differs", "unit"),
        (PLOT, mu(PLOT) * 10_000, "differs", "unit"),
        (PLOT, mu(PLOT) * 666.67, "differs", "unit"),
        (HOLED, round(mu(PLOT), 2), "differs", "holes"),
        (TWO, round(mu(TWO.geoms[1]), 2), "differs", "one_part"),
        (PLOT, 200.0, "differs", ""),
        (PLOT, 0.0, "differs", ""),
        (PLOT, None, "not_stated", ""),
        (None, 12.0, "not_measured", ""),
        (shapely.Polygon(), 12.0, "differs", ""),
    ],
)
def test_verdicts_and_reasons(shape, stated, verdict, reason):
    found = pk.reconcile(table(shape, stated_mu=[stated])).iloc[0]
    assert (found["verdict"], found["reason"]) == (verdict, reason)
    assert bool(found["explanation"]) == bool(reason)


def test_three_areas_stand_side_by_side_with_their_plane():
    found = pk.reconcile(table(PLOT, stated_mu=[180.0]), lang="en").iloc[0]
    assert found["stated_area_m2"] == pytest.approx(120_000)
    assert found["planar_area_m2"] == pytest.approx(120_000)
    assert found["area_m2"] == pytest.approx(mu(PLOT) * 2000 / 3)
    assert found["difference_mu"] == pytest.approx(mu(PLOT) - 180)
    assert found["difference_percent"] == pytest.approx(-0.059, abs=0.001)
    assert found["planar_difference_mu"] == pytest.approx(0, abs=1e-6)
    assert found["plane"] == "CGCS2000 / 3-degree Gauss-Kruger zone 40"
    assert found["degrees_from_meridian"] == pytest.approx(1.59, abs=0.01)
    assert found["explanation"].startswith("the stated area is the planar one: 1.59° from")


def test_rows_with_one_number_may_make_up_the_stated_area():
    halves = [box(0, 0, 200, 300), box(200, 0, 200, 300)]
    whole = round(sum(mu(half) for half in halves), 2)
    parcels = table(*halves, PLOT, stated_mu=[whole, whole, 1.0], parcel_id=["A", "A", None])
    found = pk.reconcile(parcels)
    assert found["reason"].tolist() == ["parts", "parts", ""]
    assert found["explanation"].iloc[0] == "编号 A 的 2 条记录合计与证载面积相符"


def test_shared_land_may_have_been_left_out():
    shapes = [PLOT, box(300, 0, 400, 300)]
    shared = mu(box(300, 0, 100, 300))
    stated = [round(mu(PLOT) - shared, 2), round(mu(shapes[1]), 2)]
    parcels = table(*shapes, stated_mu=stated)
    found = pk.reconcile(parcels)
    assert found["reason"].tolist() == ["overlap", "rounding"]
    same = pk.reconcile(parcels, overlaps=pk.overlaps(parcels))
    pd.testing.assert_frame_equal(found, same)


def test_the_total_compares_only_what_can_be_compared():
    parcels = table(PLOT, PLOT, None, stated_mu=[round(mu(PLOT), 2), None, None])
    found = pk.reconcile(parcels, margins=True)
    assert found.index.tolist() == [0, 1, 2, "total"]
    assert found.loc["total", "verdict"] == "agrees"
    assert found.loc["total", "area_m2"] == found.loc[0, "area_m2"]
    assert pk.reconcile(table(PLOT), margins=True).loc["total", "verdict"] == "not_stated"


def test_the_tolerance_is_the_profiles(tmp_path):
    strict = tmp_path / "strict.toml"
    strict.write_text(
        'extends = "default"\nareas.tolerance_m2 = 1\nareas.tolerance_share = 0.0001',
        encoding="utf-8",
    )
    parcels = table(PLOT, stated_mu=[180.0])
    assert pk.reconcile(parcels)["verdict"].item() == "agrees"
    assert pk.reconcile(parcels, profile=strict)["verdict"].item() == "agrees_in_plane"


def test_no_parcels_have_the_same_types():
    some, none = pk.reconcile(table(PLOT, stated_mu=[180.0])), pk.reconcile(table())
    assert none.empty
    assert none.dtypes.to_dict() == some.dtypes.to_dict()


def test_degrees_and_a_table_without_stated_areas():
    degrees = table(PLOT, stated_mu=[180.0]).to_crs("EPSG:4490")
    found = pk.reconcile(degrees).iloc[0]
    assert found["plane"].endswith("Gauss-Kruger CM 117")
    with pytest.raises(pk.ParklandError, match="no stated_area_m2"):
        pk.reconcile(degrees.drop(columns="stated_area_m2"))
    with pytest.raises(pk.ParklandError, match="zh, en"):
        pk.reconcile(degrees, lang="fr")


def test_the_sample_agrees_with_its_record(ledger):
    found = pk.reconcile(ledger.parcels, profile=ledger.profile, margins=True)
    assert set(found["verdict"]) == {"agrees"}
    assert found.loc["total", "difference_mu"] == pytest.approx(0, abs=0.001)
