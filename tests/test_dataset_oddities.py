"""Odd sources of a dataset: columns of several types, empty files, registers of other parcels."""

import json
import shutil

import geopandas as gpd
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import parkland as pk
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
