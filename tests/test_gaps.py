"""Strips that nobody claims are found and told; closing them is only proposed."""

import geopandas as gpd
import pytest
import shapely

import parkland as pk

from .conftest import EAST, NORTH


def box(x, y, width, height):
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


def table(*shapes, crs="EPSG:4528"):
    labels = [f"p{n}" for n in range(len(shapes))]
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs, index=labels)


def test_a_strip_between_parcels_is_told_with_its_neighbours():
    found = pk.gaps(table(box(0, 0, 100, 100), box(100.4, 0, 100, 100), box(0, 100, 200, 50)))
    assert found["parcels"].tolist() == [("p0", "p1", "p2")]
    assert found["area_m2"].item() == pytest.approx(40, rel=1e-3)
    assert found["width_m"].item() == pytest.approx(0.4, rel=0.01)


def test_an_enclosed_gap_and_a_wedge_are_found_too():
    ring = box(0, 0, 100, 100).difference(box(40, 40, 10, 0.5))
    halves = [ring.intersection(box(0, 0, 45, 100)), ring.intersection(box(45, 0, 55, 100))]
    assert pk.gaps(table(*halves))["area_m2"].item() == pytest.approx(5, rel=1e-2)
    leaning = shapely.Polygon([(EAST + 100, NORTH), (EAST + 200, NORTH), (EAST + 200, NORTH + 100),
                               (EAST + 100.6, NORTH + 100)])  # fmt: skip
    wedge = pk.gaps(table(box(0, 0, 100, 100), leaning))
    assert wedge["area_m2"].item() == pytest.approx(30, rel=1e-2)


def test_streets_touching_parcels_and_a_notch_of_one_parcel_are_no_gaps():
    assert pk.gaps(table(box(0, 0, 100, 100), box(106, 0, 100, 100))).empty
    assert pk.gaps(table(box(0, 0, 100, 100), box(100, 20, 100, 100))).empty
    notched = box(0, 0, 100, 100).difference(box(50, 50, 0.5, 50))
    assert pk.gaps(table(notched, box(100, 0, 100, 100))).empty


def test_no_parcels_have_no_gaps_and_degrees_are_refused():
    none, some = pk.gaps(table()), pk.gaps(table(box(0, 0, 100, 100), box(100.4, 0, 100, 100)))
    assert none.empty
    assert none.dtypes.to_dict() == some.dtypes.to_dict()
    with pytest.raises(pk.ParklandError, match="degrees"):
        pk.gaps(table(box(0, 0, 100, 100)).to_crs("EPSG:4490"))


@pytest.mark.skipif(not hasattr(shapely, "coverage_clean"), reason="shapely before 2.2")
def test_a_proposal_closes_gaps_and_overlaps_and_changes_nothing():
    parcels = table(
        box(0, 0, 100, 100),
        box(100.4, 0, 100, 100),
        box(0, 100, 200.4, 50),
        box(0, -50, 200.4, 50),
        box(190, 100, 100, 50),
        box(500, 0, 50, 50),
    )
    before = parcels.geometry.to_wkt().tolist()
    proposed = pk.propose_fit(parcels)
    assert proposed["change_m2"].abs().max() < 600
    assert "p5" not in proposed.index
    fitted = parcels.assign(
        geometry=proposed.geometry.reindex(parcels.index).fillna(parcels.geometry)
    )
    assert pk.overlaps(fitted).empty
    assert pk.gaps(fitted).empty
    assert not pk.gaps(parcels).empty
    assert parcels.geometry.to_wkt().tolist() == before
    assert pk.propose_fit(table()).empty
