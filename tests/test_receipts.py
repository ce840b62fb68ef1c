"""Every record of a source is a parcel or in quarantine; the receipt says how much land that is."""

import hashlib
import json
import struct

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.cli import main
from parkland.sources import account_text

from . import fuzz
from .conftest import EAST, NORTH, squares
from .test_sources import delete

NUMBER = 50
SQUARE = 8 + 4 + 32 + 8 + 4 + 5 * 16  # bytes of the record of a square


@pytest.fixture
def fifty(write_shp):
    """Return a shapefile of 50 squares of 10,000 m2 each, stated as 15 mu."""
    return write_shp({"DKBH": [f"A-{i}" for i in range(NUMBER)], "MJ": [15.0] * NUMBER})


def opened(path):
    ledger = pk.open_ledger(path, as_of="2026-01-01")
    (receipt,) = ledger.sources
    assert len(ledger.parcels) + len(ledger.quarantine) == receipt.records == receipt.read
    return ledger, receipt


def rewrite(path, suffix, change):
    part = path.with_suffix(suffix)
    content = bytearray(part.read_bytes())
    changed = change(content)
    part.write_bytes(content if changed is None else changed)


def put(at, form, number):
    return lambda content: struct.pack_into(form, content, at, number)


def codes(ledger):
    return set(ledger.issues["code"])


def start_of(record):
    """Return where the header of a record of squares is, records counted from 1."""
    return 100 + (record - 1) * SQUARE


def test_a_shp_cut_at_60_percent_accounts_for_every_record_and_its_land(fifty):
    rewrite(fifty, ".shp", lambda content: content[: int(len(content) * 0.6)])
    ledger, receipt = opened(fifty)
    whole = (int((100 + NUMBER * SQUARE) * 0.6) - 100) // SQUARE
    assert ledger.parcels["source_row"].tolist() == list(range(1, whole + 1))
    assert set(ledger.quarantine["reason"]) == {"source.truncated_record"}
    assert receipt.counts.truncated == NUMBER - whole
    assert receipt.land.unusable_m2 == pytest.approx((NUMBER - whole) * 10_000)
    assert {"source.cut_file", "source.truncated_record"} <= codes(ledger)
    assert receipt.is_faulty


def test_a_shp_cut_with_its_index_is_known_by_the_rows_of_the_dbf(fifty):
    rewrite(fifty, ".shp", lambda content: content[: start_of(31)])
    rewrite(fifty, ".shx", lambda content: content[: 100 + 8 * 30])
    ledger, receipt = opened(fifty)
    assert (len(ledger.parcels), receipt.counts.truncated) == (30, 20)


def test_a_dbf_header_that_says_less_costs_nothing(fifty):
    rewrite(fifty, ".dbf", put(4, "<I", 40))
    ledger, receipt = opened(fifty)
    assert ledger.parcels["parcel_id"].tolist() == [f"A-{i}" for i in range(NUMBER)]
    assert (receipt.counts.promised, receipt.counts.in_dbf) == (40, NUMBER)
    assert "source.count_mismatch" in codes(ledger)


def test_records_that_only_a_header_promises_are_quarantined_one_by_one(fifty):
    rewrite(fifty, ".dbf", put(4, "<I", 60))
    ledger, receipt = opened(fifty)
    assert len(ledger.parcels) == NUMBER
    assert ledger.quarantine["source_row"].tolist() == list(range(51, 61))
    assert set(ledger.quarantine["reason"]) == {"source.missing_record"}
    assert (receipt.counts.missing, receipt.land.unknown) == (10, 10)


def test_a_wrong_number_of_points_is_set_right_by_the_length(fifty):
    rewrite(fifty, ".shp", put(start_of(7) + 8 + 40, "<i", 5_000_000))
    ledger, receipt = opened(fifty)
    assert len(ledger.parcels) == NUMBER
    assert ledger.parcels.geometry.geom_equals(gpd.GeoSeries(squares(NUMBER), crs=4528)).all()
    told = ledger.issues[ledger.issues["code"] == "source.repaired_record"]
    assert (told["source_row"].tolist(), receipt.counts.repaired) == ([7], 1)


def test_a_wrong_length_is_set_right_by_the_counts(fifty):
    rewrite(fifty, ".shp", put(start_of(7) + 4, ">i", 77_777))
    ledger, receipt = opened(fifty)
    assert (len(ledger.parcels), receipt.counts.repaired) == (NUMBER, 1)


@pytest.mark.parametrize("index", [True, False])
def test_one_destroyed_record_costs_only_itself(fifty, index):
    def destroy(content):
        content[start_of(7) : start_of(7) + 60] = bytes([0xEE]) * 60

    rewrite(fifty, ".shp", destroy)
    if not index:
        fifty.with_suffix(".shx").unlink()
    ledger, receipt = opened(fifty)
    assert ledger.quarantine[["source_row", "reason"]].to_numpy().tolist() == [
        [7, "source.unreadable_record"]
    ]
    assert ledger.quarantine["DKBH"].tolist() == ["A-6"]
    assert receipt.land.unusable_m2 == pytest.approx(10_000)


def test_the_index_of_another_file_is_not_followed(fifty, write_shp):
    other = write_shp({"DKBH": ["x"] * 3}, name="other")
    fifty.with_suffix(".shx").write_bytes(other.with_suffix(".shx").read_bytes())
    ledger, _ = opened(fifty)
    assert len(ledger.parcels) == NUMBER
    assert "source.index_contradicted" in codes(ledger)


def test_an_index_that_promises_more_is_taken_at_its_word(fifty):
    rewrite(fifty, ".shx", lambda content: content + content[-8:] * 3)
    ledger, receipt = opened(fifty)
    assert (len(ledger.parcels), receipt.records, receipt.counts.in_shx) == (NUMBER, 53, 53)


def test_an_index_whose_header_says_less_is_read_to_its_end(fifty):
    rewrite(fifty, ".shx", put(24, ">i", (100 + 8 * 40) // 2))
    ledger, _ = opened(fifty)
    assert len(ledger.parcels) == NUMBER


def test_bytes_behind_the_last_record_are_told(fifty):
    rewrite(fifty, ".shp", lambda content: content + b"\xee" * 33)
    ledger, _ = opened(fifty)
    stray = ledger.issues[ledger.issues["code"] == "source.stray_bytes"]
    assert (len(ledger.parcels), stray["value"].tolist()) == (NUMBER, ["33"])


def test_a_header_that_calls_polygons_lines_is_not_believed(fifty):
    rewrite(fifty, ".shp", put(32, "<i", 3))
    ledger, _ = opened(fifty)
    assert len(ledger.parcels) == NUMBER


def test_a_point_that_was_moved_out_of_its_bounds_is_told(fifty):
    rewrite(fifty, ".shp", put(start_of(7) + 8 + 48 + 16, "<d", EAST + 1_234))
    ledger, _ = opened(fifty)
    told = ledger.issues[ledger.issues["code"] == "geometry.bounds_differ"]
    assert told["source_row"].tolist() == [7]


def test_a_shape_that_cannot_be_built_costs_only_itself(write_shp):
    path = write_shp({"DKBH": ["A", "B", "C"]})
    content = path.read_bytes()
    one = content[start_of(2) : start_of(3)]
    counts, points = struct.pack("<iii", 1, 2, 0), one[8 + 48 : 8 + 48 + 32]
    body = one[8 : 8 + 36] + counts + points
    short = one[:4] + struct.pack(">i", len(body) // 2) + body
    path.write_bytes(content[: start_of(2)] + short + content[start_of(3) :])
    path.with_suffix(".shx").unlink()
    ledger, _ = opened(path)
    assert ledger.parcels["parcel_id"].tolist() == ["A", "C"]
    assert ledger.quarantine["DKBH"].tolist() == ["B"]
    assert {"source.unreadable_record", "ring.unclosed"} <= codes(ledger)


def test_deleted_records_are_counted_and_their_land_is_not_at_stake(fifty):
    delete(fifty, 3, 4)
    ledger, receipt = opened(fifty)
    assert (len(ledger.parcels), receipt.counts.deleted) == (48, 2)
    assert (receipt.land.quarantined, receipt.land.unusable_m2) == (2, 0)
    assert not receipt.is_faulty


def test_overflowed_numbers_and_cut_texts_are_counted(write_shp):
    path = write_shp({"DKBH": ["A", "B"], "MJ": [11.5, 22.5], "ZL": ["杨村", "园区"]})
    rewrite(path, ".dbf", lambda c: c.replace(b"22.500000000000000", b"*" * 18))
    cut = "杨村".encode("gbk")
    rewrite(path, ".dbf", lambda c: c.replace(cut, cut[:-1] + b" "))
    _, receipt = opened(path)
    assert (receipt.counts.overflowed, receipt.counts.cut_texts) == (1, 1)


def test_one_text_in_another_encoding_costs_only_itself(write_shp):
    path = write_shp({"DKBH": [f"甲-{i}" for i in range(20)], "ZT": ["已平整"] * 20})
    rewrite(path, ".dbf", lambda c: c.replace("甲-7".encode("gbk"), b"\xff\xff-7"))
    ledger, receipt = opened(path)
    told = ledger.issues[ledger.issues["code"] == "source.undecodable_text"]
    assert told[["source_row", "value"]].to_numpy().tolist() == [[8, "DKBH"]]
    assert ledger.parcels["parcel_id"].isna().sum() == 1
    assert receipt.encoding.reason("en").endswith("1 text does not fit and was left empty")


def test_every_file_is_named_by_its_sha256(fifty):
    _, receipt = opened(fifty)
    parts = (".dbf", ".prj", ".shp", ".shx")
    assert receipt.digests == {
        fifty.with_suffix(part).name: hashlib.sha256(
            fifty.with_suffix(part).read_bytes()
        ).hexdigest()
        for part in parts
    }


def test_the_land_of_a_repair_is_told(write_shp):
    corner = [(EAST, NORTH), (EAST + 100, NORTH + 100), (EAST + 100, NORTH), (EAST, NORTH + 100)]
    shapes = [shapely.Polygon(corner), *squares(3)[1:]]
    path = write_shp({"DKBH": ["A", "B", "C"]}, geometry=shapes)
    ledger, receipt = opened(path)
    land = receipt.land
    assert land.kept_m2 == pytest.approx(ledger.parcels["area_m2"].sum())
    assert land.repaired_m2 == pytest.approx(5_000, rel=2e-3)
    assert land.change_m2 == pytest.approx(5_000, rel=2e-3)


@pytest.mark.parametrize(("lang", "words"), [("zh", "采用 50 宗"), ("en", "50 parcels were kept")])
def test_the_account_is_a_paragraph_to_cite(fifty, lang, words):
    _, receipt = opened(fifty)
    text = account_text(receipt, lang=lang)
    assert words in text
    assert receipt.digests["地块.shp"] in text


def test_the_commands_show_the_account_and_fail_on_loss(fifty):
    def run(*words):
        return CliRunner().invoke(main, [*words, str(fifty)])

    assert run("inspect").exit_code == 0
    rewrite(fifty, ".shp", lambda content: content[: start_of(41)])
    shown, told = run("inspect", "--lang", "en"), run("check")
    assert (shown.exit_code, told.exit_code) == (1, 1)
    assert "10 records are quarantined: 150.00 mu" in " ".join(shown.output.split())
    assert "文件被截断" in told.output
    (row,) = json.loads(run("inspect", "--format", "json").output)
    assert row["counts"]["truncated"] == row["land"]["quarantined"] == 10
    assert set(row["sha256"]) == set(row["files"])


def test_parts_are_found_whatever_the_letter_case(write_shp, tmp_path):
    path = write_shp({"DKBH": ["A"]}, name="plots")
    path.rename(tmp_path / "PLOTS.SHP")
    path.with_suffix(".shx").rename(tmp_path / "Plots.Shx")
    ledger, receipt = opened(tmp_path / "PLOTS.SHP")
    assert ledger.parcels["parcel_id"].tolist() == ["A"]
    assert receipt.files == ("PLOTS.SHP", "Plots.Shx", "plots.dbf", "plots.prj")


def test_a_database_that_gives_fewer_rows_than_it_counts_is_told(tmp_path, monkeypatch):
    from parkland.formats.geopackage import GeoPackageLayer

    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"DKBH": ["A", "B"]}, geometry=squares(2), crs=4528).to_file(path)
    monkeypatch.setattr(GeoPackageLayer, "count_rows", lambda _, __: 5)
    ledger, receipt = opened(path)
    assert (len(ledger.parcels), len(ledger.quarantine), receipt.counts.missing) == (2, 3, 3)


def test_what_does_not_call_itself_a_feature_is_counted(tmp_path):
    path = tmp_path / "a.geojson"
    frame = gpd.GeoDataFrame({"DKBH": ["A", "B"]}, geometry=squares(2), crs=4528).to_crs(4326)
    frame.to_file(path)
    rewrite(path, ".geojson", lambda c: c.replace(b'"Feature"', b'"Faeture"', 1))
    ledger, receipt = opened(path)
    assert (len(ledger.parcels), receipt.counts.missing) == (1, 1)
    assert ledger.quarantine["reason"].tolist() == ["source.missing_record"]


@example(seed=239)  # a shape with no place in its system, and a column of areas
@example(seed=1474)  # heights that are no numbers
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1))
def test_parcels_and_quarantine_are_the_records_whatever_is_damaged(seed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    case = fuzz.damaged_shapefile(folder, np.random.default_rng(seed))
    try:
        raw = pk.read_parcels(case.path)
    except pk.ParklandError:
        return
    parcels, issues, quarantine = pk.clean(raw)
    (receipt,) = raw.attrs["receipts"]
    assert len(parcels) + len(quarantine) == receipt.records
    assert receipt.records >= len(case.whole)
    assert len(issues[issues["action"] == "quarantined"]) == len(quarantine)
    assert sorted([*parcels["source_row"], *quarantine["source_row"]]) == list(
        range(1, receipt.records + 1)
    )
