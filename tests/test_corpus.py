"""Files from the field, in the folder that PARKLAND_CORPUS names; none is in the project."""

import json
import shutil
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import parkland as pk

pytestmark = pytest.mark.corpus
TABLE = Path(__file__).with_name("corpus.toml")


def test_areas_agree_with_an_independent_publication(corpus):
    """Massachusetts publishes ACRES, taken in its Lambert plane from boundaries with true arcs.

    Where an arc is drawn in chords, the shape lacks or has too much of it; that is what the worst
    five of 13,026 differ by.
    """
    towns = [
        pk.open_ledger(corpus / "parcels" / "ma-massgis" / f"{town}.zip", as_of="2026-01-01")
        for town in ("12_ASHBY", "174_MAYNARD", "246_READING")
    ]
    parcels = pd.concat([town.parcels.set_index("LOC_ID") for town in towns])
    ours = pk.acreage(parcels, unit="acre")
    off = (ours - parcels["ACRES"]).abs() / parcels["ACRES"]
    assert len(off) == 13_026
    assert (off <= 0.0025).sum() == 12_988  # 99.71 %
    assert (off[parcels["ACRES"] > 1] <= 0.0025).all()
    assert (off[off > 0.0025] * parcels["ACRES"]).max() < 0.005
    (one, *_), arcs = off.nlargest(5).index, 3
    assert one == "M_175531_931881"
    # its southern side: three chords of 10.75 m, each turned by 2.7 degrees against the last
    x, y = np.array(parcels.geometry[one].exterior.coords)[2:].T
    length = np.hypot(np.diff(x), np.diff(y))[:arcs]
    turn = np.diff(np.unwrap(np.arctan2(np.diff(y), np.diff(x)))[:arcs]).mean()
    segments_m2 = (length**3 * abs(turn) / length.mean() / 12).sum()
    lacking_m2 = (ours[one] - parcels["ACRES"][one]) * 4046.8564224
    assert segments_m2 == pytest.approx(lacking_m2, rel=0.01)


def test_survey_layer_in_gbk_without_cpg(corpus, tmp_path):
    for path in (corpus / "cn" / "topo-errors-forest").glob("面重叠检查45.*"):
        shutil.copy(path, tmp_path)
    (receipt,) = pk.inspect_source(tmp_path / "面重叠检查45.shp")
    assert (receipt.records, receipt.encoding.value, receipt.crs.to_epsg()) == (34, "gbk", 2381)
    ledger = pk.open_ledger(tmp_path, as_of="2026-01-01")
    assert len(ledger.parcels) + len(ledger.quarantine) == 34
    assert ledger.parcels["name"].iloc[0] == "石漠化治理工程封山育林"


def test_valid_system_with_coordinates_outside_china_is_refused(corpus, tmp_path):
    for path in (corpus / "cn" / "ae-xian80-dltb").glob("DLTB.*"):
        shutil.copy(path, tmp_path)
    with pytest.raises(pk.ParklandError, match="do not fit"):
        pk.read_parcels(tmp_path / "DLTB.shp")


READ = {".shp", ".zip", ".json", ".geojson", ".gpkg"}  # what the table of outcomes lists
OTHERS = {".dbf", ".shx", ".prj", ".txt"}


@pytest.fixture(scope="module")
def copied(corpus, tmp_path_factory):
    return shutil.copytree(
        corpus, tmp_path_factory.mktemp("field") / "corpus", copy_function=shutil.copyfile
    )


def outcome(path):
    """Open a source; return its parcels and quarantine, or the error and its records."""
    try:
        ledger = pk.open_ledger(path, as_of="2026-01-01")
    except pk.ParklandError as error:
        assert "\n" not in str(error), path
        told = {"error": f"{type(error).__name__}: {error.what.split(';')[0]}"[:70]}
        try:
            receipts = pk.inspect_source(path)
        except pk.ParklandError:
            return told
        return told | counted(receipts)
    accounted = len(ledger.parcels) + len(ledger.quarantine)
    assert accounted == sum(receipt.records for receipt in ledger.sources), path
    numbers = {"parcels": len(ledger.parcels), "quarantine": len(ledger.quarantine)}
    return numbers | {k: n for k, n in counted(ledger.sources).items() if k != "records"}


def counted(receipts):
    """Return how many records there are, and what of them is not as it should be."""
    odd = {}
    for receipt in receipts:
        for name, number in receipt.counts.known().items():
            if name not in ("in_shp", "in_shx", "in_dbf", "promised"):
                odd[name] = odd.get(name, 0) + number
    return {"records": sum(receipt.records for receipt in receipts)} | odd


def test_every_source_ends_as_the_table_says_and_stays_as_it_was(copied):
    before = {path: path.stat() for path in copied.rglob("*")}
    sources = sorted(path for path in copied.rglob("*") if path.suffix.lower() in READ)
    found = {path.relative_to(copied).as_posix(): outcome(path) for path in sources}
    assert found == tomllib.loads(TABLE.read_text("utf-8")), printed(found)
    after = {path: path.stat() for path in copied.rglob("*")}
    assert {p: (s.st_size, s.st_mtime_ns) for p, s in before.items() if p.is_file()} == {
        p: (s.st_size, s.st_mtime_ns) for p, s in after.items() if p.is_file()
    }


def printed(found):
    """Return outcomes as the lines of the table."""
    lines = []
    for name, row in found.items():
        pairs = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in row.items())
        lines.append(f'"{name}" = {{ {", ".join(pairs)} }}')
    return "\n".join(lines)


def test_every_other_file_ends_in_parcels_or_one_sentence(copied):
    for path in sorted(copied.rglob("*")):
        if path.suffix.lower() in OTHERS:
            outcome(path)


def test_boundary_points_of_the_field_are_parcels(corpus):
    parcels, issues, quarantine = pk.clean(
        pk.read_parcels(sorted((corpus / "cn" / "txt").glob("*.txt")))
    )
    assert (len(parcels), len(quarantine)) == (3, 0)
    assert parcels.crs.to_epsg() == 4526
    assert parcels.geom_type.tolist() == ["Polygon"] * 3
    assert parcels.is_valid.all()
    assert parcels.area.round().tolist() == [12_247, 744, 5_242]
    assert "error" not in set(issues["severity"])
