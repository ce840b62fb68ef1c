"""What a map selects prints the areas that the map prints, through every verb and every change."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.figures import figures_of
from tests.conftest import with_areas


@pytest.fixture(scope="module")
def thirds(ledger):
    """Return a ledger in which each area leaves a third of a hundredth over when it is rounded."""
    areas = 100 * 2000 / 3 + np.arange(len(ledger.parcels)) * 2000 / 3 + 0.0033 * 2000 / 3
    return replace(ledger, parcels=with_areas(ledger.parcels, areas))


@pytest.fixture(scope="module")
def live(thirds):
    drawn = pk.ParcelMap(thirds)
    yield drawn
    drawn.close()


def printed(ledger, rows):
    """Return the sum of the printed areas of some parcels, as a page adds them up."""
    return round(float(figures_of(ledger).leaves.loc[rows.index].sum()), 2)


def total(parcels, **how):
    return pk.totals(parcels, margins=True, **how).loc["total", "area_mu"]


@given(st.sets(st.integers(0, 28), min_size=1))
@settings(max_examples=25, deadline=None)
def test_totals_of_a_selection_are_those_of_the_panel(live, thirds, places):
    live.selected = list(thirds.parcels.index[sorted(places)])
    assert total(live.selected) == printed(thirds, live.selected)
    assert total(thirds[live.selected]) == printed(thirds, live.selected)


def test_a_part_that_is_not_marked_is_rounded_by_itself(thirds):
    part = thirds.parcels.iloc[:2]
    assert total(part) != printed(thirds, part)  # 0.0066 mu over; the page printed none of it


def test_the_mark_lasts_while_the_areas_do(live, thirds, tmp_path):
    live.selected = list(thirds.parcels.index[:2])
    wanted = printed(thirds, live.selected)
    chosen = live.selected
    for same in (chosen.copy(), chosen.query("area_m2 > 0"), chosen[::-1], copy.deepcopy(chosen)):
        assert total(same) == wanted
    assert pk.write_report(chosen, tmp_path / "a.md").read_text("utf-8").count(f"{wanted:.2f}")
    alone = total(thirds.parcels.iloc[:2])
    assert alone != wanted
    measured = chosen.assign(area_m2=chosen["area_m2"] + 1e-9)  # another area: rounded by itself
    assert total(measured) == alone
    assert total(pickle.loads(pickle.dumps(chosen))) == alone  # noqa: S301 - our own
    chosen.to_parquet(tmp_path / "a.parquet")
    assert total(gpd.read_parquet(tmp_path / "a.parquet")) == alone
    twice = pd.concat([chosen, thirds.parcels.iloc[5:6].set_index(pd.Index([999]))])
    assert total(twice) == total(pd.concat([thirds.parcels.iloc[:2], thirds.parcels.iloc[5:6]]))


def test_partial_areas_of_a_selection_are_those_of_the_whole(ledger):
    parcels = ledger.parcels
    live = pk.ParcelMap(ledger)
    live.selected = parcels["reclaimed"]
    whole = figures_of(ledger).flags["reclaimed"]
    part = figures_of(live.selected).flags["reclaimed"]
    pd.testing.assert_series_equal(part, whole.loc[part.index], check_names=False)
