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
