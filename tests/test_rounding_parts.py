"""Values that lie in several parts are rounded as if they were one table."""

from functools import reduce
from itertools import pairwise
from math import fsum
from operator import add

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.areas.rounding_parts import RoundingSums, half_up

# Few different values, so that remainders and whole values are often equal in different parts.
ties = st.sampled_from([14.222411, 14.222411, 7.111, 0.005, 1.005, 3.205, 1 / 3, 20.0, 0.0, -0.0])
values = st.one_of(ties, st.floats(-1e4, 1e6, allow_subnormal=False), st.just(np.nan))
tables = st.lists(values, max_size=80).map(lambda found: np.array(found, dtype="float64"))


def parts_of(table, random):
    """Return a division of a table: its parts, some of them empty, and their places."""
    cuts = sorted(random.choices(range(len(table) + 1), k=random.randint(0, 6)))
    parts = np.split(table, cuts)
    known = np.cumsum([0, *(np.count_nonzero(~np.isnan(part)) for part in parts)])
    return parts, [np.arange(*ends) for ends in pairwise(known)]


def merged(parts, random):
    """Return the sum of parts, put together in a random order and by random pairs."""
    parts = list(parts)
    while len(parts) > 1:
        random.shuffle(parts)
        parts.append(parts.pop() + parts.pop())
    return parts[0]


def rounded(parts, places, sums, target=None):
    dealing = sums.dealt(target)
    while dealing.is_open:
        counted = [dealing.counts(*part) for part in zip(parts, places, strict=True)]
        dealing = dealing.narrowed(reduce(add, counted))
    return [dealing.rounded(*part) for part in zip(parts, places, strict=True)]


def by_definition(table, digits):
    """Return the units of each known value, in the words of `round_to_total`."""
    scaled = table * 10**digits
    nearest = np.round(scaled)
    settled = np.where(np.isclose(scaled, nearest, rtol=1e-14, atol=1e-9), nearest, scaled)
    units = np.floor(settled)
    remainders = np.round(settled - units, 9)
    spread = np.arange(len(table)) * ((5**0.5 - 1) / 2) % 1
    order = np.lexsort((spread, -scaled, -remainders))
    units[order[: half_up(fsum(table), digits) - int(units.sum())]] += 1
    return units


@given(tables, st.integers(0, 4), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_any_division_is_rounded_as_the_whole(table, digits, random):
    parts, places = parts_of(table, random)
    sums = merged([RoundingSums.of(part, digits=digits) for part in parts], random)
    known = table[~np.isnan(table)]
    assert sums.total == fsum(known)
    found = np.concatenate(rounded(parts, places, sums))
    assert np.array_equal(
        found / 10**digits, pk.round_to_total(pd.Series(table), digits=digits), equal_nan=True
    )
    assert found[~np.isnan(table)].tolist() == by_definition(known, digits).tolist()


@given(tables, st.floats(0.5, 1.5), st.booleans(), st.randoms(use_true_random=False))
def test_any_division_is_levelled_as_the_whole(table, ratio, in_turn, random):
    table = np.abs(table[~np.isnan(table)]) + 0.5
    recorded = round(fsum(table) * ratio, 2)
    share = "in_turn" if in_turn else "proportional"
    try:
        whole = pk.level_to(pd.Series(table), total=recorded, share=share)
    except pk.ParklandError:
        return  # nothing to level, or too little to take away
    parts, places = parts_of(table, random)
    first = merged([RoundingSums.of(part, digits=2) for part in parts], random)
    scale = None if in_turn else 100 * recorded / first.total
    kind = {"digits": 2, "scale": scale, "in_turn": in_turn}
    sums = merged([RoundingSums.of(part, **kind) for part in parts], random)
    found = rounded(parts, places, sums, half_up(recorded, 2))
    assert (np.concatenate(found) / 100).tolist() == whole.tolist()


@given(tables, st.randoms(use_true_random=False))
def test_rows_can_lie_in_any_order_if_their_positions_say_where_they_were(table, random):
    table = table[~np.isnan(table)]
    whole = rounded([table], [np.arange(len(table))], RoundingSums.of(table, digits=2))[0]
    order = np.array(random.sample(range(len(table)), len(table)), dtype=int)
    parts = np.array_split(table[order], 3)
    places = np.array_split(order, 3)
    sums = merged([RoundingSums.of(part, digits=2) for part in parts], random)
    assert np.concatenate(rounded(parts, places, sums)).tolist() == whole[order].tolist()


def test_equal_values_share_their_units_evenly_over_the_parts():
    parts = [np.full(1000, 14.222411), np.array([]), np.full(1000, 14.222411)]
    places = [np.arange(1000), np.arange(0), np.arange(1000, 2000)]
    sums = reduce(add, [RoundingSums.of(part, digits=2) for part in parts])
    one, _, other = rounded(parts, places, sums)
    assert one.sum() + other.sum() == 2_844_482
    assert abs(one.sum() - other.sum()) <= 2


def test_values_whose_noise_is_above_a_unit_still_add_up():
    # 1e12 has no third decimal place in doubles, and each value is taken as the whole above it
    table = pd.Series([1e12 + 0.006] * 3)
    assert sum(half_up(value, 2) for value in pk.round_to_total(table)) == half_up(fsum(table), 2)


def test_parts_of_different_kinds_and_huge_parts_are_refused():
    one = RoundingSums.of(np.array([1.0]), digits=2)
    with pytest.raises(pk.ParklandError, match="do not add up"):
        one + RoundingSums.of(np.array([1.0]), digits=3)
    half = RoundingSums.of(np.array([6e14]), digits=2)
    with pytest.raises(pk.ParklandError, match="huge"):
        (half + half).dealt()
    units = RoundingSums.of(np.array([9e14]), digits=9)
    with pytest.raises(pk.ParklandError, match="huge"):
        units.dealt().units(np.array([9e14]))
    twice = np.full(3, 1 / 3)
    with pytest.raises(pk.ParklandError, match="one position"):
        rounded([twice], [np.zeros(3, dtype=int)], RoundingSums.of(twice, digits=2))
