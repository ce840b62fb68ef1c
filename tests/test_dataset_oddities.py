"""Odd sources of a dataset: columns of several types, empty files, registers of other parcels."""

import datetime as dt
import json
import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import parkland as pk
from parkland.datasets import deciding_rows
from tests.dataset_parts import DAY, parcels_of, written


def test_a_register_of_other_parcels_with_areas_states_nothing(tmp_path):
    paths = written(parcels_of(12, 1), tmp_path, [0, 5, 12])
    register = pd.DataFrame(
        {"地块编号": ["Z-1", "Z-2"], "权利人": ["甲", "乙"], "面积": [1.37, 2.5]}
    )
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger", register=register)
    ledger = pk.open_ledger(paths, as_of=DAY, register=register)
    assert sorted(dataset.issues()["code"]) == sorted(ledger.issues["code"])
    assert_frame_equal(dataset.totals(), pk.totals(ledger))


def test_a_piece_kept_of_a_run_with_any_columns_is_refused_when_they_must_be_the_same(tmp_path):
    paths = written(parcels_of(12, 1), tmp_path, [0, 5, 12])
    gpd.read_parquet(paths[1]).rename(columns={"权利人": "业主"}).to_parquet(paths[1])
    how = {"as_of": DAY, "out": tmp_path / "ledger"}
    assert not pk.open_dataset(paths, **how, columns="any").broken
    assert list(pk.open_dataset(paths, **how, columns="same").broken) == ["p01.parquet"]


def test_a_file_without_records_does_not_give_the_parcels_its_reference_system(tmp_path):
    paths = written(parcels_of(12, 1), tmp_path, [0, 1, 12])
    gpd.read_parquet(paths[0]).iloc[:0].to_crs(4549).to_parquet(paths[0])
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger")
    ledger = pk.open_ledger(paths, as_of=DAY)
    assert gpd.read_parquet(dataset.parts[0]).crs.to_epsg() == 4528
    assert_frame_equal(dataset.totals(margins=True), pk.totals(ledger, margins=True))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([1.0, 2.5, None] * 2, ["1", "1.0", "a"] * 2),
        ([True, False, True] * 2, ["True", "x", None] * 2),
        (list(pd.date_range("2020-01-01", periods=6)), ["2020-01-01", "x", None] * 2),
    ],
)
def test_a_column_of_numbers_here_and_texts_there_has_the_groups_of_the_whole(
    first, second, tmp_path
):
    paths = written(parcels_of(12, 1), tmp_path, [0, 6, 12])
    for path, values in zip(paths, (first, second), strict=True):
        gpd.read_parquet(path).assign(行业=values).to_parquet(path)
    dataset = pk.open_dataset(paths, as_of=DAY, out=tmp_path / "ledger")
    found = dataset.totals(by="行业", margins=True)
    assert_frame_equal(found, pk.totals(pk.open_ledger(paths, as_of=DAY), by="行业", margins=True))


@pytest.mark.parametrize("damage", ["issues", "quarantine", "overlaps", "a part", "the manifest"])
def test_a_damaged_dataset_is_refused_and_the_next_run_makes_it_whole(damage, tmp_path):
    paths = written(parcels_of(12, 1), tmp_path, [0, 5, 12])
    folder = tmp_path / "ledger"
    how = {"as_of": DAY, "out": folder, "rows_in_part": 4}
    made = pk.open_dataset(paths, **how)
    found = made.totals(margins=True), len(made.issues()), len(made.quarantine())
    assert min(found[1:]) > 0  # nothing that is gone looks like nothing that was there
    if damage == "a part":
        made.parts[0].write_bytes(made.parts[0].read_bytes()[:100])
    elif damage == "the manifest":
        about = json.loads((folder / "manifest.json").read_text())
        about["parts"] = about["parts"][:1]
        (folder / "manifest.json").write_text(json.dumps(about))
    else:
        shutil.rmtree(folder / damage)
        (folder / damage).mkdir()
    with pytest.raises(pk.ParklandError, match="damaged"):
        pk.open_dataset(folder)
    again = pk.open_dataset(paths, **how)
    assert_frame_equal(again.totals(margins=True), found[0])
    assert (len(again.issues()), len(again.quarantine())) == found[1:]


def test_a_kept_piece_that_is_damaged_is_judged_again(tmp_path):
    paths = written(parcels_of(12, 1), tmp_path, [0, 5, 12])
    folder = tmp_path / "ledger"
    before = pk.open_dataset(paths, as_of=DAY, out=folder).totals()
    shutil.rmtree(folder / "issues")
    rows = next(folder.glob("work/piece-*/rows.parquet"))
    rows.write_bytes(rows.read_bytes()[:100])
    assert_frame_equal(pk.open_dataset(paths, as_of=DAY, out=folder).totals(), before)


def test_columns_of_objects_have_the_labels_of_the_ledger(tmp_path):
    parcels = parcels_of(12, 1)
    parcels["有抵押"] = [True, None, False] * 4
    parcels["核实"] = [True, False, True] * 4
    parcels["交地日"] = [dt.date(2020, 1, 1), None, dt.date(2021, 1, 1)] * 4
    paths = written(parcels, tmp_path, [0, 5, 12])
    for place, name in ((0, "抽查"), (1, "拆迁")):  # of one file only
        table = gpd.read_parquet(paths[place])
        table.assign(**{name: np.arange(len(table)) % 2 == 0}).to_parquet(paths[place])
    how = {"as_of": DAY, "out": tmp_path / "ledger", "rows_in_part": 4, "columns": "any"}
    dataset = pk.open_dataset(paths, **how)
    ledger = pk.open_ledger(paths, as_of=DAY)
    for name in ("有抵押", "核实", "交地日", "抽查", "拆迁"):
        found, wanted = dataset.totals(by=name), pk.totals(ledger, by=name)
        assert_frame_equal(found, wanted)
        assert list(map(repr, found.index)) == list(map(repr, wanted.index))
    assert list(dataset.totals(by=["有抵押", "status"]).index.levels[0]) == ["False", "True"]


WRONG = [
    ({"area_m2": "abc"}, "area_m2 holds numbers, which 'abc' is not"),
    ({"parcel_id": 12}, "holds texts"),
    ({"source_row": 1.5}, "whole numbers"),
    ({"idle": "yes"}, "holds True or False"),
    ({"start_on": "2020-13-01"}, "holds days"),
    ({"holder": {"a": 1}}, "holds texts"),
    ({"geometry": "x"}, "Choose parcels by their place"),
    ({"bbox": 1}, "shapes or boxes"),
    ({"status": ["reclaimed", "闲置"]}, "cannot be '闲置'. Use reclaimed"),
    ({"状况": 1}, "no column 状况"),
    ("status", "where is 'status'"),
]


def test_where_finds_what_is_stored_and_refuses_what_no_column_can_hold(tmp_path):
    parcels = parcels_of(12, 1)
    parcels["有抵押"] = [True, None, False] * 4
    (path,) = written(parcels, tmp_path, [0, 12])
    dataset = pk.open_dataset(path, as_of=DAY, out=tmp_path / "ledger", rows_in_part=4)
    for where, words in WRONG:
        with pytest.raises(pk.ParklandError, match=words):
            dataset.parcels(where=where)
    whole = dataset.parcels().parcels
    area, row = whole["area_m2"].iloc[0], whole["source_row"].iloc[3]
    day = whole["status_as_of"].iloc[0]
    for where, number in (
        ({"area_m2": area}, (whole["area_m2"] == area).sum()),
        ({"source_row": np.array([row])}, 1),
        ({"source_row": float(row)}, 1),
        ({"有抵押": "True"}, (whole["有抵押"] == True).sum()),  # noqa: E712 - beside None
        ({"有抵押": [np.True_, None]}, (whole["有抵押"] != False).sum()),  # noqa: E712
        ({"status_as_of": str(day.date())}, len(whole)),
        ({"status_as_of": day}, len(whole)),
        ({"parcel_id": np.nan}, whole["parcel_id"].isna().sum()),
        ({"status": []}, 0),
    ):
        assert len(dataset.parcels(where=where).parcels) == number


def test_tables_of_assets_are_refused_or_told(tmp_path):
    profile = tmp_path / "office.toml"
    profile.write_text(
        'extends = "default"\n[assets]\nenterprises = "企业*.xlsx"\n', encoding="utf-8"
    )
    folder = tmp_path / "park"
    written(parcels_of(12, 1), folder, [0, 12])
    (folder / "企业名录.xlsx").write_bytes(b"")
    how = {"as_of": DAY, "out": tmp_path / "ledger", "profile": profile}
    with pytest.raises(pk.ParklandError, match="does not read tables of assets"):
        pk.open_dataset(folder, **how, assets=[])
    issues = pk.open_dataset(folder, **how).issues()
    assert issues[issues["code"] == "source.assets_unread"]["source"].tolist() == ["企业名录.xlsx"]


ALONE = {  # one value in a column, or one number, that no row of the sample has
    "a second column": {"收回日期": "", "收回时间": "2021-03-04"},
    "an unknown heading": {"A1": "2021-03-04"},
    "one exact number": {"地块编号": "330824001001200123"},
}


@pytest.mark.parametrize("kind", ALONE)
def test_a_single_value_that_no_row_of_the_sample_has_counts(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(deciding_rows, "MOST_ROWS", 8)
    parcels = parcels_of(24, 1).assign(状态="协议有偿收回", 收回日期="", 收回面积=None)
    parcels["地块编号"] = [f"330824001001{place:03}000" for place in range(24)]
    for name, value in ALONE[kind].items():
        cells = parcels.get(name, pd.Series("", index=parcels.index)).astype(object)
        cells.iloc[16] = value
        parcels[name] = cells
    path = tmp_path / "a.parquet"
    parcels.to_parquet(path)
    ledger = pk.open_ledger(path, as_of=DAY)
    dataset = pk.open_dataset(path, as_of=DAY, out=tmp_path / "ledger", rows_in_part=6)
    assert sorted(dataset.issues()["message"]) == sorted(ledger.issues["message"])
    found = dataset.parcels().parcels
    assert_frame_equal(pd.DataFrame(found[["status", "idle"]]), ledger.parcels[["status", "idle"]])
