"""An area that may be that of a part of a parcel, if not understood, is not the whole parcel."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

import parkland as pk

# Heading, cell -> the printed area that was taken back, of a parcel of 60 mu; None if not known.
CELLS = {
    ("收回面积（亩）", "20（亩）"): 20.0,
    ("收回面积 单位：平方米", "13333.33"): 20.0,
    ("收回面积（亩）", "20亩左右"): None,
    ("收回面积（亩）", "33%"): None,
    ("收回面积（亩）", "-20"): None,
    ("本次收回部分面积（亩）", "20"): None,
    ("收储面积（亩）", "20"): None,
    ("剩余面积（亩）", "40"): None,
    ("剩余面积（亩）", "0"): 60.0,
    ("拟收回面积（亩）", "20"): 60.0,
    ("动工占地面积", "40000"): 60.0,
}


@pytest.fixture(scope="module")
def ledger():
    registers = [
        pd.DataFrame({"地块编号": [f"P{n}"], "收回日期": ["2022-05-01"], heading: [cell]})
        for n, (heading, cell) in enumerate(CELLS)
    ]
    names = [f"P{n}" for n in range(len(CELLS))]
    shapes = [
        box(40520000 + 400 * n, 3230000, 40520200 + 400 * n, 3230200) for n in range(len(names))
    ]
    layer = gpd.GeoDataFrame({"地块编号": names}, geometry=shapes, crs="EPSG:4528")
    return pk.open_ledger(layer, as_of="2024-06-30", register=registers)


def test_an_area_that_is_not_understood_is_not_that_of_the_whole_parcel(ledger):
    parcels = ledger.parcels.set_index("parcel_id")
    answers = parcels["reclaimed"].astype(object)
    known = {f"P{n}": area is not None for n, area in enumerate(CELLS.values())}
    assert answers.notna().to_dict() == known
    assert answers.dropna().all()
    m2 = parcels["disposal_area_m2"].fillna(parcels["planar_area_m2"])[
        parcels["reclaimed"].fillna(value=False)
    ]
    wanted = {f"P{n}": area for n, area in enumerate(CELLS.values()) if area is not None}
    assert (m2 * 0.0015).to_dict() == pytest.approx(wanted, abs=0.02)
