"""Issues of parts of a table are put together in any order as the issues of the whole."""

from functools import cache

import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import parkland as pk
from parkland.issue_parts import merged_issues
from parkland.issues import issue_table


@cache
def _raw():
    """Return the sample with heights, a missing number, an odd word and a repaired shape."""
    raw = pk.read_parcels(pk.sample_path()).drop(columns="status", errors="ignore")
    raw["geometry"] = shapely.force_3d(raw.geometry.to_numpy(), 5.0)
    raw.loc[3, "geometry"] = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    raw["备注二"] = "看不懂"
    receipts = raw.attrs.pop("receipts")
    raw.attrs["receipts"] = receipts
    return raw


def _issues(raw):
    found = pk.clean(raw).issues
    # numbers and shapes that occur twice are sought in the whole table
    return found[~found["code"].str.endswith(".duplicate")]


@settings(max_examples=4)
@given(st.randoms(use_true_random=False))
def test_issues_of_parts_are_those_of_the_whole_in_any_order(random):
    raw = _raw()
    parts = []
    for _, layer in raw.groupby("source"):  # columns are decided for each source
        cut = random.randint(0, len(layer))
        parts += [_with_receipts(layer.iloc[:cut], raw), _with_receipts(layer.iloc[cut:], raw)]
    found = [_issues(part) for part in parts if len(part)]
    random.shuffle(found)
    whole = merged_issues([_issues(raw)])
    one_by_one = issue_table()
    for table in found:
        one_by_one = merged_issues([table, one_by_one])
    assert_frame_equal(one_by_one, merged_issues(found))
    about_cells = whole["source_row"].notna() | whole["code"].isin(["geometry.z_dropped"])
    same = one_by_one["source_row"].notna() | one_by_one["code"].isin(["geometry.z_dropped"])
    assert_frame_equal(
        one_by_one[same].reset_index(drop=True), whole[about_cells].reset_index(drop=True)
    )
    assert not one_by_one.duplicated().any()


def _with_receipts(part, raw):
    part = part.copy()
    part.attrs["receipts"] = raw.attrs["receipts"]
    return part


def test_no_parts_give_no_issues_and_messages_speak_the_language():
    assert merged_issues([]).empty
    dropped = pk.clean(_raw()).issues
    english = merged_issues([dropped, dropped], lang="en")
    row = english[english["code"] == "geometry.z_dropped"].iloc[0]
    own = _raw()[_raw()["source"] == row["source"]]
    number = int(shapely.has_z(own.geometry.to_numpy()).sum())
    assert row["message"] == f"heights (Z) were dropped from {2 * number} parcels"
    assert isinstance(english["source_row"].dtype, pd.Int64Dtype)
    assert np.array_equal(np.unique(english["severity"]), np.unique(dropped["severity"]))
