"""Groups that add up to the printed total."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.figures import figures_of, shared_between


def table(areas, **columns):
    return pd.DataFrame({"area_m2": pd.Series(areas, dtype="float64"), **columns})


def test_flags_in_order_then_those_of_the_office(ledger):
    assert pk.totals(ledger.parcels).index.tolist() == [
        "levelled",
        "idle",
        "reclaimed",
        "ten_category",
    ]
    own = ledger.parcels.assign(flag_五未=True)
    assert pk.totals(own).index.tolist()[-1] == "五未"


def test_a_parcel_may_bear_several_flags_and_counts_once_in_the_total():
    flags = {"levelled": [True, True, False], "idle": [True, None, None], "reclaimed": [None] * 3}
    columns = {name: pd.array(values, dtype="boolean") for name, values in flags.items()}
    found = pk.totals(table([10_000.0] * 3, **columns), margins=True, unit="ha")
    assert found["parcels"].to_dict() == {"levelled": 2, "idle": 1, "reclaimed": 0, "total": 3}
    assert found["area_ha"].to_dict() == {
        "levelled": 2.0,
        "idle": 1.0,
        "reclaimed": 0.0,
        "total": 3.0,
    }


def test_by_any_column_missing_values_last():
    found = pk.totals(table([1.0, 2.0, 4.0], zone=["b", None, "a"]), by="zone", unit="m2")
    assert found.index.tolist() == ["a", "b", None]
    assert found["area_m2"].tolist() == [4.0, 1.0, 2.0]
    assert found.index.name == "zone"


def test_statuses_in_the_order_of_the_legend(ledger):
    order = list(pk.totals(ledger.parcels, by="status").index)
    assert order[:2] == ["reclaimed", "idle_two_years"]
    assert order[-1] == "unlevelled"


@given(
    st.lists(st.tuples(st.floats(0, 1e6), st.sampled_from("abc")), max_size=40),
    st.sampled_from(["mu", "ha", "m2", "acre"]),
)
def test_rows_of_a_partition_add_up_to_the_total_row(rows, unit):
    parcels = table(
        [area for area, _ in rows], zone=pd.Series([zone for _, zone in rows], dtype="str")
    )
    found = pk.totals(parcels, by="zone", unit=unit, margins=True)
    scale = 10**4
    groups, whole = found.iloc[:-1], found.iloc[-1]
    assert groups["parcels"].sum() == whole["parcels"]
    assert (groups[f"area_{unit}"] * scale).round().sum() == round(whole[f"area_{unit}"] * scale)


def test_the_same_figure_in_every_table(ledger):
    by_flag = pk.totals(ledger.parcels, margins=True)
    by_layer = pk.totals(ledger.parcels, by="layer", margins=True)
    by_status = pk.totals(ledger.parcels, by="status", margins=True)
    assert by_flag.loc["reclaimed", "area_mu"] == by_layer.loc["收回低效工业用地", "area_mu"]
    assert (
        by_flag.loc["total", "area_mu"]
        == by_status.loc["total", "area_mu"]
        == by_layer.loc["total", "area_mu"]
    )


def test_a_missing_area_counts_as_a_parcel_and_adds_nothing():
    found = pk.totals(table([np.nan, 5.0], zone=["a", "a"]), by="zone", unit="m2")
    assert found.loc["a"].tolist() == [2, 5.0]


def test_no_parcels_give_zeros_of_the_same_types(ledger):
    none = pk.totals(ledger.parcels.iloc[:0], margins=True)
    assert none["parcels"].tolist() == [0] * 5
    assert none["area_mu"].tolist() == [0.0] * 5
    assert none.dtypes.tolist() == pk.totals(ledger.parcels).dtypes.tolist()
    assert pk.totals(ledger.parcels.iloc[:0], by="status").empty


def test_the_steps_one_by_one_give_the_ledger(sample, ledger):
    raw = pk.read_parcels(sample)
    register = pk.read_register(sample / "供地台账.xlsx")
    parcels, _, quarantine = pk.clean(raw, register=register)
    assert len(parcels) + len(quarantine) == len(raw)
    parcels = parcels.join(pk.flag_status(parcels, as_of="2020-12-31"))
    parcels["area_m2"] = pk.acreage(parcels)
    pd.testing.assert_frame_equal(pk.totals(parcels), pk.totals(ledger.parcels))


def test_bad_requests_name_the_choices(ledger):
    with pytest.raises(pk.ParklandError, match="no column 'colour' to group by. Use flag, "):
        pk.totals(ledger.parcels, by="colour")
    with pytest.raises(pk.ParklandError, match="mu, ha, m2, acre"):
        pk.totals(ledger.parcels, unit="acres")
    with pytest.raises(pk.ParklandError, match="pk.open_ledger"):
        pk.totals(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)]), by="flag")
    with pytest.raises(pk.ParklandError, match="no flags"):
        pk.totals(table([1.0]))


def test_a_group_that_is_called_total_is_a_group():
    found = pk.totals(table([1.0, 2.0], zone=["total", "x"]), by="zone", unit="m2", margins=True)
    assert found.index.tolist() == ["total", "x", "total"]
    assert found["area_m2"].tolist() == [1.0, 2.0, 3.0]


def test_equal_parcels_in_two_groups_give_nearly_equal_totals():
    square = 14.222411 * 2000 / 3
    parcels = table([square] * 2000, zone=["a"] * 1000 + ["b"] * 1000)
    found = pk.totals(parcels, by="zone")["area_mu"]
    assert abs(found["a"] - found["b"]) < 0.05
    assert found.sum() == pytest.approx(28_444.82)


def test_groups_cannot_bear_the_names_of_the_figures():
    with pytest.raises(pk.ParklandError, match="groups cannot be called 'parcels'"):
        pk.totals(table([1.0], parcels=["x"]), by="parcels")


def test_a_group_for_each_parcel_is_as_good_as_one_for_all():
    many = table(np.full(20_000, 10.0), number=[f"A-{i}" for i in range(20_000)])
    found = pk.totals(many, by="number", unit="m2")
    assert len(found) == 20_000
    assert found["area_m2"].sum() == 200_000


def bearing(areas, **columns):
    number = len(areas)
    flags = {name: pd.array([True] * number, dtype="boolean") for name in ("levelled", "reclaimed")}
    other = {"planar_area_m2": areas, "stated_area_m2": [np.nan] * number}
    return table(areas, **flags, **(other | columns))


def test_only_the_part_that_is_levelled_or_taken_back_counts():
    parcels = bearing([10_000.0], levelled_area_m2=[4_000.0], disposal_area_m2=[2_500.0])
    found = pk.totals(parcels, unit="ha", margins=True)["area_ha"]
    assert found.to_dict() == {"levelled": 0.4, "reclaimed": 0.25, "total": 1.0}


@pytest.mark.parametrize(
    ("fact", "counted"),
    [
        (0.0, 10_000.0),  # not recorded
        (9_980.0, 9_980.0),
        (9_991.0, 10_000.0),  # within a thousandth: the whole parcel
        (10_009.0, 10_000.0),
        (15_000.0, 10_000.0),  # never more than the parcel
    ],
)
def test_a_fact_about_the_whole_parcel_within_tolerance_counts_as_the_parcel(fact, counted):
    found = figures_of(bearing([10_000.0], levelled_area_m2=[fact]), unit="m2").flags
    assert found["levelled"].item() == counted


def test_a_fact_that_reaches_the_stated_area_is_about_the_whole_parcel():
    parcels = bearing([10_200.0], stated_area_m2=[10_000.0], levelled_area_m2=[10_000.0])
    assert figures_of(parcels, unit="m2").flags["levelled"].item() == 10_200.0


def test_parts_are_rounded_together_and_never_above_their_leaf():
    third = 28.4633333 * 2000 / 3
    parcels = bearing([40 * 2000 / 3] * 6, disposal_area_m2=[third] * 6)
    assert pk.totals(parcels).loc["reclaimed"].tolist() == [6, 170.78]


@given(
    st.lists(st.tuples(st.floats(1, 1e5), st.none() | st.floats(0, 2e5)), min_size=1, max_size=20),
    st.sampled_from(["mu", "ha", "m2", "acre"]),
    st.integers(0, 4),
)
def test_a_part_is_never_larger_than_its_leaf_and_has_its_places(rows, unit, digits):
    parcels = bearing([area for area, _ in rows])
    parcels["levelled_area_m2"] = pd.Series([fact for _, fact in rows], dtype="float64")
    leaves = figures_of(parcels, unit=unit, digits=digits).leaves
    part = figures_of(parcels, unit=unit, digits=digits).flags["levelled"]
    assert ((part >= 0) & (part <= leaves)).all()
    assert ((part * 10**digits).round() / 10**digits == part).all()
    assert (part == leaves)[parcels["levelled_area_m2"].isna()].all()


def test_what_is_left_of_a_parcel_taken_back_in_part_can_be_idle():
    parcels = bearing([10_000.0], disposal_area_m2=[2_500.0]).assign(idle=True)
    found = figures_of(parcels, unit="m2").flags
    assert found[["idle", "reclaimed"]].iloc[0].tolist() == [7_500.0, 2_500.0]


def test_flag_areas_of_no_parcels_and_of_a_missing_area(ledger):
    assert figures_of(ledger.parcels.iloc[:0]).flags.dtypes.eq("float64").all()
    assert list(figures_of(ledger.parcels).flags) == [
        "levelled",
        "idle",
        "reclaimed",
        "ten_category",
    ]
    assert figures_of(bearing([np.nan], levelled_area_m2=[5.0])).flags["levelled"].item() == 0


EAST, NORTH = 40_345_000, 3_223_000


def box(x, y, width, height):
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


@pytest.fixture
def claimed_twice():
    """Two parcels of one zone that overlap, one of another, one of none that crosses all."""
    shapes = [box(0, 0, 100, 100), box(50, 0, 100, 100), box(100, 0, 100, 100), box(0, 50, 300, 10)]
    flags = {"levelled": [True, True, False, None], "idle": [False, False, True, True]}
    parcels = gpd.GeoDataFrame(
        {name: pd.array(values, dtype="boolean") for name, values in flags.items()}
        | {"zone": ["a", "a", "b", None], "reclaimed": pd.array([None] * 4, dtype="boolean")},
        geometry=shapes,
        crs="EPSG:4528",
        index=[10, 11, 12, 13],
    )
    return parcels.assign(area_m2=pk.acreage(parcels))


def test_gross_less_overlap_is_net_and_land_on_one_spot_is_subtracted_once(claimed_twice):
    pairs = pk.overlaps(claimed_twice)
    found = pk.totals(claimed_twice, by="zone", unit="m2", margins=True, overlaps=pairs)
    assert list(found.columns) == ["parcels", "area_m2", "overlap_m2", "net_m2"]
    plain = pk.totals(claimed_twice, by="zone", unit="m2", margins=True)
    pd.testing.assert_frame_equal(found[["parcels", "area_m2"]], plain)
    union = gpd.GeoSeries([claimed_twice.union_all()], crs=claimed_twice.crs)
    ground = pk.acreage(gpd.GeoDataFrame(geometry=union))[0]
    assert found["net_m2"].iloc[-1] == pytest.approx(ground, abs=0.01)
    assert found["overlap_m2"].iloc[:-1].tolist() == pytest.approx([4997.04, 0, 0], abs=0.02)
    for row in found.itertuples():
        assert round(row.area_m2 - row.overlap_m2, 2) == row.net_m2


def test_land_shared_by_two_groups_is_told(claimed_twice):
    pairs = pk.overlaps(claimed_twice)
    found = shared_between(claimed_twice, overlaps=pairs, by="zone", unit="m2")
    assert found[["one", "other", "pairs"]].to_numpy().tolist() == [
        ["a", "b", 1], ["a", None, 2], ["b", None, 1],
    ]  # fmt: skip
    flagged = shared_between(claimed_twice, overlaps=pairs)
    assert flagged[["one", "other", "pairs"]].to_numpy().tolist() == [["levelled", "idle", 3]]
    assert shared_between(claimed_twice, overlaps=pairs.iloc[:0]).empty
    with pytest.raises(pk.ParklandError, match="no column 'colour'"):
        shared_between(claimed_twice, overlaps=pairs, by="colour")


def test_overlaps_by_flag_are_those_of_parcels_that_bear_it_as_a_whole(claimed_twice):
    pairs = pk.overlaps(claimed_twice)
    found = pk.totals(claimed_twice, unit="m2", margins=True, overlaps=pairs)["overlap_m2"]
    assert found["levelled"] == pytest.approx(4997.04, abs=0.02)
    assert found["idle"] == pytest.approx(999.41, abs=0.02)
    assert found["reclaimed"] == 0
    in_part = pk.measure(claimed_twice).assign(
        levelled_area_m2=[500.0, np.nan, np.nan, np.nan], stated_area_m2=np.nan
    )
    assert pk.totals(in_part, unit="m2", overlaps=pairs).loc["levelled", "overlap_m2"] == 0


def test_a_part_of_the_parcels_has_only_its_own_overlaps(claimed_twice):
    pairs = pk.overlaps(claimed_twice)
    some = claimed_twice.loc[[10, 12]]
    found = pk.totals(some, by="zone", margins=True, overlaps=pairs)
    assert found["overlap_mu"].tolist() == [0.0, 0.0, 0.0]
    none = pk.totals(claimed_twice.iloc[:0], by="zone", margins=True, overlaps=pairs)
    assert none.loc["total"].tolist() == [0, 0, 0, 0]


def test_overlaps_are_not_subtracted_from_another_kind_of_area(claimed_twice):
    with pytest.raises(pk.ParklandError, match="the planar areas are not"):
        pk.totals(claimed_twice, area="planar", overlaps=pk.overlaps(claimed_twice))


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 15), st.integers(1, 15),
                  st.sampled_from("ab")),
        min_size=1, max_size=7,
    )
)  # fmt: skip
def test_overlaps_of_groups_and_between_them_make_up_the_whole(rows):
    parcels = gpd.GeoDataFrame(
        {"zone": [zone for *_, zone in rows]},
        geometry=[box(*place) for *place, _ in rows],
        crs="EPSG:4528",
    )
    parcels["area_m2"] = pk.acreage(parcels)
    pairs = pk.overlaps(parcels)
    found = pk.totals(parcels, by="zone", unit="m2", margins=True, overlaps=pairs)
    assert (found["net_m2"] >= -0.01).all()
    groups, whole = found["overlap_m2"].iloc[:-1].sum(), found["overlap_m2"].iloc[-1]
    assert whole >= round(groups, 2)
    union = gpd.GeoSeries([shapely.union_all(np.asarray(parcels.geometry))], crs=parcels.crs)
    assert found["net_m2"].iloc[-1] == pytest.approx(
        pk.acreage(gpd.GeoDataFrame(geometry=union))[0], abs=0.011
    )
