"""A mu is 2000/3 m2, and rounded parcels add up."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import fsum

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.units import AREA_UNITS, area_unit, spelled_area_unit

areas = st.lists(st.floats(0, 1e5, allow_subnormal=False), max_size=60)
digits = st.integers(0, 4)


def test_units_are_exact():
    assert area_unit("mu").m2 == Fraction(2000, 3)
    assert area_unit("ha").m2 / area_unit("mu").m2 == 15
    assert area_unit("mu").per_m2 == 0.0015


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("亩", "mu"),
        ("公顷", "ha"),
        ("hm²", "ha"),
        ("㎡", "m2"),
        ("M2", "m2"),
        ("平方米", "m2"),
        ("Acres", "acre"),
    ],
)
def test_units_are_understood_as_offices_spell_them(text, name):
    assert spelled_area_unit(text) is AREA_UNITS[name]


def test_unknown_unit_is_named():
    with pytest.raises(pk.ParklandError, match="'sqft' is not a choice of unit"):
        area_unit("sqft")


def test_a_column_of_equal_parcels_keeps_its_total():
    # rounding each and adding gives 28,440.00
    rounded = pk.round_to_total(pd.Series([14.222411] * 2000))
    assert round(rounded.sum(), 2) == 28_444.82


def test_halves_are_rounded_up_as_decimals():
    assert pk.round_to_total(pd.Series([0.125]))[0] == 0.13
    assert pk.round_to_total(pd.Series([1.005]))[0] == 1.01
    assert pk.round_to_total(pd.Series([2.675]))[0] == 2.68


def test_figures_that_are_round_already_stay():
    stated = pd.Series([352.46, 305.54, 44.60, 25.40, 21.36, 0.07])
    assert pk.round_to_total(stated).tolist() == stated.tolist()


@given(areas, digits)
def test_rounded_values_add_up_to_the_rounded_sum(values, digits):
    rounded = pk.round_to_total(pd.Series(values, dtype="float64"), digits=digits)
    units = [int((Decimal(repr(v)).scaleb(digits)).to_integral_value()) for v in rounded]
    whole = Decimal(repr(fsum(values))).scaleb(digits).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert sum(units) == int(whole)


@given(areas, digits)
def test_no_value_moves_by_more_than_one_unit(values, digits):
    exact = pd.Series(values, dtype="float64")
    moved = (pk.round_to_total(exact, digits=digits) - exact).abs()
    assert (moved <= 10.0**-digits * (1 + 1e-9) + 1e-9).all()


@given(areas, st.randoms())
def test_the_order_of_rows_plays_no_part_but_for_equal_values(values, random):
    distinct = list(dict.fromkeys(values))
    shuffled = distinct.copy()
    random.shuffle(shuffled)
    one = dict(zip(distinct, pk.round_to_total(pd.Series(distinct, dtype="float64")), strict=True))
    two = dict(zip(shuffled, pk.round_to_total(pd.Series(shuffled, dtype="float64")), strict=True))
    assert one == two


def test_missing_values_stay_missing_and_infinite_ones_are_refused():
    rounded = pk.round_to_total(pd.Series([1.234, np.nan, 2.0]))
    assert rounded.isna().tolist() == [False, True, False]
    with pytest.raises(pk.ParklandError, match="infinite"):
        pk.round_to_total(pd.Series([np.inf]))


def test_no_values_give_no_values():
    empty = pk.round_to_total(pd.Series([], dtype="float64"))
    assert len(empty) == 0
    assert empty.dtype == "float64"


@given(
    st.lists(st.floats(0.01, 1e5, allow_subnormal=False), min_size=1, max_size=60),
    st.floats(0.9, 1.1),
    st.sampled_from(["proportional", "in_turn"]),
)
def test_levelled_pieces_add_up_to_the_recorded_area(values, ratio, share):
    recorded = fsum(values) * ratio
    pieces = pd.Series(values, index=[f"p{i}" for i in range(len(values))])
    try:
        levelled = pk.level_to(pieces, total=recorded, share=share)
    except pk.ParklandError as error:
        assert "smallest pieces" in str(error)
        assert share == "in_turn"
        return
    cents = [int(Decimal(repr(v)).scaleb(2).to_integral_value()) for v in levelled]
    whole = Decimal(repr(recorded)).scaleb(2).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert sum(cents) == int(whole)
    assert (levelled >= 0).all()
    assert levelled.index.equals(pieces.index)


def test_proportional_levelling_keeps_shares_and_dealing_gives_the_largest_first():
    pieces = pd.Series([60.0, 30.0, 10.0])
    assert pk.level_to(pieces, total=110).tolist() == [66.0, 33.0, 11.0]
    assert pk.level_to(pieces, total=100.02, share="in_turn").tolist() == [60.01, 30.01, 10.0]
    assert pk.level_to(pieces, total=99.96, share="in_turn").tolist() == [59.98, 29.99, 9.99]


def test_levelling_refuses_what_it_cannot_split():
    with pytest.raises(pk.ParklandError, match="missing or negative, or all are zero"):
        pk.level_to(pd.Series([1.0, np.nan]), total=2)
    with pytest.raises(pk.ParklandError, match="missing or negative, or all are zero"):
        pk.level_to(pd.Series([], dtype="float64"), total=2)
    with pytest.raises(pk.ParklandError, match="-1 is not an area"):
        pk.level_to(pd.Series([1.0]), total=-1)
    with pytest.raises(pk.ParklandError, match="proportional, in_turn"):
        pk.level_to(pd.Series([1.0]), total=1, share="fair")
