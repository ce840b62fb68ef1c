"""A wrong argument is one sentence of parkland, whatever public function it is passed to."""

import inspect

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import parkland as pk

NO_ARGUMENT = {"sample_path"}
# Each of these is wrong as the subject of every function that takes one.
WRONG = {
    "None": None,
    "a number": 3,
    "a function": len,
    "a mapping": {"a": 1},
    "a table without geometry": pd.DataFrame({"a": [1]}),
    "shapes without a reference system": gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)]),
    "a table of shapes alone": gpd.GeoDataFrame(
        geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:4490"
    ),
}
# What is right for one function is not wrong for it: numbers to round, a table that has an area.
RIGHT = {
    ("acreage", "a table of shapes alone"),
    ("measure", "a table of shapes alone"),
    ("overlaps", "a table of shapes alone"),
}
KEYWORDS = {
    "as_of": "2020-12-31",
    "total": 1.0,
    "lang": "zh",
}


def public_functions() -> list[str]:
    """Return the public functions of parkland that take an argument."""
    return [
        name
        for name in pk.__all__
        if inspect.isfunction(getattr(pk, name)) and name not in NO_ARGUMENT
    ]


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", public_functions())
def test_a_wrong_subject_is_one_sentence(name, kind, tmp_path):
    function = getattr(pk, name)
    parameters = inspect.signature(function).parameters
    given = {key: value for key, value in KEYWORDS.items() if key in parameters}
    writes = ("save_map", "write_documents", "write_report", "write_parcels")
    second = [tmp_path / "a.md"] if name in writes else []
    if (name, kind) in RIGHT:
        function(WRONG[kind], **given)
        return
    with pytest.raises(pk.ParklandError) as caught:
        function(WRONG[kind], *second, **given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [3, 2.5, ["mu"], len, {}, pd.DataFrame()], ids=str)
@pytest.mark.parametrize(
    ("name", "keyword"),
    [
        ("totals", "unit"),
        ("totals", "area"),
        ("totals", "by"),
        ("totals", "digits"),
        ("explain", "lang"),
        ("reconcile", "profile"),
        ("timeline", "rules"),
        ("flag_status", "as_of"),
        ("deadlines", "within"),
        ("draw_map", "colour_by"),
        ("compose_report", "period"),
        ("shared_between", "by"),
        ("acreage", "method"),
    ],
)
def test_a_wrong_keyword_is_one_sentence(ledger, name, keyword, value):
    if keyword in ("digits", "within") and isinstance(value, int):
        return  # right: a number of decimal places, a number of days
    more = ["GD-03"] if name == "explain" else []
    with pytest.raises(pk.ParklandError) as caught:
        getattr(pk, name)(ledger, *more, **{keyword: value})
    assert "\n" not in str(caught.value)
