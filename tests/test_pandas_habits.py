"""What an analyst does with tables: masks, types, copies, pickles, maps of other libraries."""

import copy
import json
import pickle
import weakref

import folium
import numpy as np
import pandas as pd
import pytest
from folium import plugins

import parkland as pk
from parkland.errors import ChoiceError, ColumnError, ForeignAssetWarning
from parkland.ledgers import ledger_of
from parkland.reports.markdown import markdown


def printed(some):
    """Return the text of the report on a ledger or on parcels."""
    return markdown(pk.compose_report(some))


@pytest.fixture(scope="module")
def full(sample):
    return pk.open_ledger(sample, as_of="2020-12-31", assets=pk.sample_assets_path())


@pytest.fixture(scope="module")
def changes(full):
    return pk.compare(pk.open_ledger(pk.earlier_sample_path(), as_of="2019-12-31"), full)


WAYS = {
    "pickle": lambda one: pickle.loads(pickle.dumps(one)),  # noqa: S301 - our own
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_ledger_gives_the_same_figures_after_it_was_stored(full, way):
    again = WAYS[way](full)
    pd.testing.assert_frame_equal(pk.totals(again, margins=True), pk.totals(full, margins=True))
    assert printed(again) == printed(full)
    assert again.profile.name == full.profile.name
    pd.testing.assert_frame_equal(again.enterprises, full.enterprises)
    with pytest.raises(TypeError):
        again.profile.axes["x"] = {}


@pytest.mark.parametrize("way", WAYS)
def test_results_are_equal_after_they_were_stored(full, changes, way):
    again = WAYS[way](changes)
    pd.testing.assert_frame_equal(again.statuses, changes.statuses)
    assert repr(again) == repr(changes)
    told = pk.explain(full, "GD-05")
    assert str(WAYS[way](told)) == str(told)
    assert str(WAYS[way](full.sources[0])) == str(full.sources[0])
    with pytest.raises(pk.ParklandError) as caught:
        pk.open_ledger("no such file.shp", as_of="2020-12-31")
    assert str(WAYS[way](caught.value)) == str(caught.value)


CHOICES = {
    "mask": lambda parcels: parcels["area_m2"] > 50_000,
    "mask of Arrow": lambda parcels: (parcels["area_m2"] > 50_000).astype("bool[pyarrow]"),
    "mask in another order": lambda parcels: (parcels["area_m2"] > 50_000)[::-1],
    "array": lambda parcels: (parcels["area_m2"] > 50_000).to_numpy(),
    "labels": lambda parcels: list(parcels.index[parcels["area_m2"] > 50_000]),
    "set": lambda parcels: set(parcels.index[parcels["area_m2"] > 50_000]),
    "index": lambda parcels: parcels.index[parcels["area_m2"] > 50_000],
    "table": lambda parcels: parcels.query("area_m2 > 50_000"),
    "function": lambda _: lambda parcels: parcels["area_m2"] > 50_000,
}


@pytest.mark.parametrize("way", CHOICES)
def test_a_part_of_a_ledger_is_a_ledger_however_it_is_chosen(ledger, way):
    part = ledger[CHOICES[way](ledger.parcels)]
    assert set(part.parcels.index) == set(ledger.parcels.index[ledger.parcels["area_m2"] > 50_000])
    assert (part.as_of, part.profile, part.sources) == (
        ledger.as_of, ledger.profile, ledger.sources,
    )  # fmt: skip


def test_a_slice_is_one_of_positions(ledger):
    assert ledger[:3].parcels.index.tolist() == ledger.parcels.index[:3].tolist()
    assert len(ledger[-2:].parcels) == 2
    with pytest.raises(ChoiceError):
        ledger["GD-01":"GD-03"]
    with pytest.raises(ChoiceError, match=r"parcel_id.*isin"):
        ledger[["GD-05"]]


VERBS = {
    "totals": lambda some: pk.totals(some, margins=True),
    "report": printed,
    "map": lambda some: len(pk.draw_map(some).get_root().render()) // 1000,
    "deadlines": pk.deadlines,
    "status": lambda some: pk.flag_status(some, as_of="2020-12-31")["status"],
    "overlaps": lambda some: len(pk.overlaps(some)),
}


def like_arrow(parcels):
    own = [name for name in parcels.columns if name != "geometry"]
    return parcels.assign(
        **{name: parcels[name].convert_dtypes(dtype_backend="pyarrow") for name in own}
    )


def with_texts_as(kind):
    def change(parcels):
        texts = [name for name in parcels.columns if str(parcels[name].dtype) == "str"]
        return parcels.astype(dict.fromkeys(texts, kind))

    return change


TYPES = {
    "category": with_texts_as("category"),
    "object": with_texts_as(object),
    "string": with_texts_as("string"),
    "nullable": lambda parcels: parcels.convert_dtypes(),
    "Arrow": like_arrow,
}


@pytest.mark.parametrize("kind", TYPES)
def test_a_table_of_parcels_may_have_any_types(ledger, kind):
    if kind == "Arrow" and pd.__version__ < "3.1":
        pytest.skip("convert_dtypes of this pandas writes into the table that it converts")
    parcels = ledger.parcels.query("area_m2 > 20_000")
    changed = TYPES[kind](parcels)
    for name, verb in VERBS.items():
        one, other = verb(changed), verb(parcels)
        if isinstance(one, pd.DataFrame | pd.Series):
            assert one.astype(str).equals(other.astype(str)), name
        else:
            assert one == other, name


def test_a_type_that_cannot_hold_a_fact_is_told(ledger):
    texts = ledger.parcels.assign(start_due=pd.Categorical(["soon"] * len(ledger.parcels)))
    with pytest.raises(ColumnError, match="start_due"):
        pk.totals(texts)


def test_parcels_are_written_and_drawn_by_geopandas_alone(ledger, tmp_path):
    parcels = ledger.parcels
    # geopandas leaves days to `default`, for every frame that has some
    features = json.loads(parcels.to_json(default=str))["features"]
    assert len(features) == len(parcels)
    parcels.to_file(tmp_path / "a.geojson")
    parcels.to_parquet(tmp_path / "a.parquet")
    pytest.importorskip("mapclassify", reason="it comes with the extra notebook")
    for how in ({}, {"column": "area_m2", "scheme": "naturalbreaks", "k": 4}):
        page = parcels.explore(**how).get_root().render()
        assert "GD-05" in page
    on_page = pk.draw_map(ledger)
    assert parcels.explore(m=on_page, column="status", legend=False) is on_page


def test_tiles_of_a_plug_in_are_told_and_allowed(ledger, tmp_path):
    drawn = pk.draw_map(ledger)
    plugins.MiniMap(folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="x")).add_to(
        drawn
    )
    with pytest.warns(ForeignAssetWarning, match=r"tiles\.example"):
        path = pk.save_map(drawn, tmp_path / "map.html")
    policy = path.read_text(encoding="utf-8").partition("img-src")[2].partition(";")[0]
    assert "https://tiles.example" in policy


def test_a_mask_of_numbers_is_none(ledger):
    with pytest.raises(ChoiceError):
        ledger[np.array([0.5])]


# ---- some of the parcels of a ledger, by methods of pandas ----

METHODS = {
    "query": lambda parcels: parcels.query("area_m2 > 50_000"),
    "loc": lambda parcels: parcels.loc[parcels["area_m2"] > 50_000],
    "head": lambda parcels: parcels.head(3),
    "sort": lambda parcels: parcels.sort_values("area_m2"),
    "sample": lambda parcels: parcels.sample(4, random_state=1),
    "assign": lambda parcels: parcels.assign(own="x"),
    "cx": lambda parcels: parcels.cx[:, :],
}


@pytest.mark.parametrize("how", METHODS)
def test_what_pandas_chooses_of_a_ledger_is_reported_as_a_part_of_it(ledger, how):
    some = METHODS[how](ledger.parcels)
    part = ledger[some]
    assert printed(some) == printed(part)
    assert "供地地块.shp" in printed(some)  # the annex of sources


def test_the_conventions_of_an_office_stay_with_its_parcels(tmp_path, sample):
    (tmp_path / "office.toml").write_text('extends = "default"\n[units]\nprint = ["ha"]\n')
    ledger = pk.open_ledger(sample, as_of="2020-12-31", profile=tmp_path / "office.toml")
    some = ledger.parcels.query("area_m2 > 50_000")
    report = printed(some)
    assert report == printed(ledger[some])
    # they are known also where the ledger itself is gone
    del ledger
    assert "ha" in pk.totals(some).columns[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda some: pk.measure(some.set_geometry(some.buffer(1))),
        lambda some: some.reset_index(drop=True)[::-1].reset_index(drop=True),
    ],
)
def test_changed_parcels_are_a_table_of_their_own(ledger, change):
    some = change(ledger.parcels.query("area_m2 > 50_000"))
    assert ledger_of(some).sources == ()


def test_a_part_keeps_no_ledger_alive(sample):
    ledger = pk.open_ledger(sample / "十类地.shp", as_of="2020-12-31")
    some, there = ledger.parcels.head(1), weakref.ref(ledger)
    del ledger
    assert there() is None
    assert len(pk.totals(some))
