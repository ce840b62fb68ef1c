"""A wrong argument is one sentence of parkland, whatever public function it is passed to."""

import inspect

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import parkland as pk

NO_ARGUMENT = {"earlier_sample_path", "sample_assets_path", "sample_path"}
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
    # They say of any frame what is in it, also without a place on the ground.
    ("inspect_source", "shapes without a reference system"),
    ("inspect_source", "a table of shapes alone"),
    ("draft_profile", "shapes without a reference system"),
    ("draft_profile", "a table of shapes alone"),
    # Any table has columns.
    ("without_secrets", "a table without geometry"),
    ("without_secrets", "shapes without a reference system"),
    ("without_secrets", "a table of shapes alone"),
    ("understand_columns", "a table without geometry"),
    ("understand_columns", "shapes without a reference system"),
    ("understand_columns", "a table of shapes alone"),
}
KEYWORDS = {
    "as_of": "2020-12-31",
    "year": 2020,
    "total": 1.0,
    "lang": "zh",
    "enterprise": "甲",
}
# A choice that has another meaning in other functions.
OWN_KEYWORDS = {"classify": {"method": "huangyan-2022"}}
# What a function takes after its subject: another ledger, an enterprise, a place to write.
SECOND = {
    "compare": None,
    "write_card": "a.md",
    "write_cards": "cards",
    "write_changes": "a.md",
    "write_parents": "a.gpkg",
    "print_map": "a.pdf",
    "save_map": "a.html",
    "write_dataset_map": "map",
    "write_dataset_report": "a.md",
    "write_documents": "documents",
    "write_report": "a.md",
    "write_parcels": "a.md",
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
    given |= OWN_KEYWORDS.get(name, {})
    second = [SECOND[name]] if name in SECOND else []
    if name.startswith(("print", "save", "write")):
        second = [tmp_path / each for each in second]
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
        ("draw_map", "base_map"),
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


@pytest.mark.parametrize(
    "context", [pd.DataFrame({"a": [1]}), gpd.GeoDataFrame({"a": [1]}), [pd.DataFrame()], 3]
)
def test_a_context_layer_without_shapes_is_one_sentence(ledger, context):
    with pytest.raises(pk.ParklandError, match="not a context layer"):
        pk.draw_map(ledger, context=context)


def test_an_index_of_several_levels_has_pairs_as_labels(ledger):
    levels = ledger.parcels.set_index(["source", "source_row"], drop=False)
    for rows in (levels, levels.index):
        with pytest.raises(pk.ParklandError, match="no parcel has the index label"):
            ledger[rows]
    with pytest.raises(pk.ParklandError, match="the mask has another index"):
        ledger[levels["idle"]]
    due = pk.deadlines(levels, as_of="2020-12-31")
    assert set(due["parcel"]) <= set(levels.index)
    plain = pk.deadlines(ledger.parcels, as_of="2020-12-31")
    assert due["what"].tolist() == plain["what"].tolist()
    assert set(pk.timeline(levels)["parcel"]) == set(levels.index)


@pytest.mark.parametrize("ending", ["gpkg", "csv", "shp", "geojson", "xlsx"])
@pytest.mark.parametrize("name", [7, ("a", "b"), None])
def test_a_column_whose_name_is_no_text_is_written(make_parcels, tmp_path, ending, name):
    parcels = make_parcels(parcel_id=["A"]).assign(自有="甲").rename(columns={"自有": name})
    path = pk.write_parcels(parcels, tmp_path / f"a.{ending}")
    assert path.stat().st_size > 0


def test_a_column_whose_name_is_no_text_is_cleaned():
    raw = pk.read_parcels(pk.sample_path()).rename(columns={"片区": 7})
    assert pk.clean(raw).parcels["7"].notna().any()


def test_two_columns_of_one_name_as_text_are_refused(make_parcels, tmp_path):
    parcels = make_parcels(parcel_id=["A"]).assign(甲="x", 乙="y")
    parcels = parcels.rename(columns={"甲": 7, "乙": "7"})
    with pytest.raises(pk.ParklandError, match="two columns have the same name"):
        pk.write_parcels(parcels, tmp_path / "a.csv")
