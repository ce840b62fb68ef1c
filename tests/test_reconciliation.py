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
    with pytest.raises(pk.ParklandError, match="open_ledger"):
        pk.reconcile(degrees.drop(columns="stated_area_m2"))
    with pytest.raises(pk.ParklandError, match="zh, en"):
        pk.reconcile(degrees, lang="fr")


def test_the_sample_agrees_with_its_record(ledger):
    found = pk.reconcile(ledger.parcels, profile=ledger.profile, margins=True)
    assert set(found["verdict"]) == {"agrees"}
    assert found.loc["total", "difference_mu"] == pytest.approx(0, abs=0.001)


def column_of(widths, stated, **columns):
    """Return parcels 30 m high and `widths` wide, whose stated areas in mu are what `stated` says.

    `stated` gets the ellipsoidal and the planar area in mu of all parcels.
    """
    shapes = [box(0, 50 * place, width, 30) for place, width in enumerate(widths)]
    parcels = table(*shapes, **columns)
    areas = [
        np.asarray(pk.acreage(parcels, method=m, unit="mu")) for m in ("ellipsoidal", "planar")
    ]
    return parcels.assign(stated_area_m2=stated(*areas) * 2000 / 3)


WIDTHS = [15 + 37 * place % 400 for place in range(40)]
ONE_PARCEL = "this parcel alone"


def test_a_column_of_planar_areas_is_planar_in_every_parcel_that_shows_it():
    found = pk.reconcile(column_of(WIDTHS, lambda _, planar: planar.round(2)), lang="en")
    shows = (found["difference_mu"].abs() > 0.005) & (
        (found["planar_area_m2"] - found["area_m2"]) > 5
    )
    assert shows.sum() > 5
    assert set(found["reason"][shows]) == {"method"}
    assert not found["explanation"].str.contains(ONE_PARCEL).any()


@pytest.mark.parametrize("decimals", [0, 2, 4])
@pytest.mark.parametrize("noise_m2", [0.0, 1.0, 4.0])
def test_no_planar_reason_for_a_column_that_is_nearer_the_ellipsoid(decimals, noise_m2):
    random = np.random.default_rng(decimals)

    def stated(area, _):
        noise = random.normal(0, noise_m2, len(area)) * 0.0015
        return ((area + noise) * 2000 / 3).round(decimals) * 0.0015

    found = pk.reconcile(column_of(WIDTHS, stated))
    assert not set(found["reason"]) & {"method", "zone", "unit"}


def test_a_reason_that_only_one_parcel_shows_is_marked():
    def stated(area, planar):
        values = area.round(2) + 0.35  # nothing explains the others
        values[-1] = planar[-1].round(2)
        return values

    found = pk.reconcile(column_of([300, 310, 320, 900], stated), lang="en")
    assert found["reason"].tolist() == ["", "", "", "method"]
    assert ONE_PARCEL in found["explanation"].iloc[-1]


def test_a_coarse_rounding_is_a_reason_only_where_the_column_is_rounded():
    alone = pk.reconcile(column_of([1212], lambda area, _: np.ceil(area)))
    assert alone["difference_percent"].iloc[0] == pytest.approx(-0.9, abs=0.02)
    assert alone["reason"].tolist() == [""]
    widths = [1200, 1310, 1420, 1530, 1640]
    all_whole = pk.reconcile(column_of(widths, lambda area, _: area.round(0)), lang="en")
    assert set(all_whole["reason"]) == {"rounding"}
    assert "with 0 decimals (mu)" in all_whole["explanation"].iloc[0]


def test_a_small_parcel_has_no_reason_by_its_smallness():
    """A twentieth of a square metre is not a square metre, however few m2 they differ by."""
    tiny = table(box(0, 0, 0.25, 0.2), stated_mu=[0.0015])
    assert pk.reconcile(tiny)["reason"].tolist() == [""]


def test_a_wrong_unit_of_the_whole_column_is_not_marked_and_one_of_a_parcel_is():
    whole = pk.reconcile(column_of([100, 200, 300], lambda area, _: area / 15), lang="en")
    assert set(whole["reason"]) == {"unit"}
    assert not whole["explanation"].str.contains(ONE_PARCEL).any()

    def stated(area, _):
        values = area.round(2)
        values[0] *= 15
        return values

    one = pk.reconcile(column_of([100, 200, 300], stated), lang="en")
    assert one["reason"].tolist() == ["unit", "rounding", "rounding"]
    assert ONE_PARCEL in one["explanation"].iloc[0]


def test_each_source_is_a_column_of_its_own():
    def stated(area, planar):
        return np.where(np.arange(len(area)) < 5, planar, area).round(2)

    widths, sources = [900] * 10, ["a.shp"] * 5 + ["b.shp"] * 5
    found = pk.reconcile(column_of(widths, stated, source=sources), lang="en")
    assert found["reason"].tolist() == ["method"] * 5 + ["rounding"] * 5
    assert not found["explanation"].str.contains(ONE_PARCEL).any()


@pytest.mark.corpus
def test_reasons_agree_with_an_independent_publication(corpus):
    """Massachusetts publishes areas in its own plane, which no plane here gives."""
    ledger = pk.open_ledger(corpus / "parcels" / "ma-massgis" / "12_ASHBY.zip", as_of="2026-01-01")
    parcels = ledger.parcels.assign(stated_area_m2=ledger.parcels["SQFT"] * 0.3048**2)
    found = pk.reconcile(parcels)
    planar = found[found["reason"].isin(["method", "zone"])]
    off, off0 = (
        (planar[name] - planar["stated_area_m2"]).abs() for name in ("planar_area_m2", "area_m2")
    )
    assert (off < off0).all()
