"""Files from the field, in the folder that PARKLAND_CORPUS names; none is in the project."""

import shutil

import numpy as np
import pandas as pd
import pytest

import parkland as pk

pytestmark = pytest.mark.corpus


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


def test_every_file_ends_in_parcels_or_in_a_clear_error(corpus, tmp_path):
    copied = shutil.copytree(corpus, tmp_path / "corpus", copy_function=shutil.copyfile)
    outcomes = {"parcels": 0, "refused": 0}
    for path in sorted(copied.rglob("*")):
        if path.suffix.lower() not in {".shp", ".zip", ".dbf", ".txt", ".json", ".gpkg"}:
            continue
        try:
            ledger = pk.open_ledger(path, as_of="2026-01-01")
        except pk.ParklandError as error:
            assert "\n" not in str(error), path
            outcomes["refused"] += 1
        else:
            records = sum(receipt.read for receipt in ledger.sources)
            assert len(ledger.parcels) + len(ledger.quarantine) == records, path
            outcomes["parcels"] += 1
    assert outcomes["parcels"] > 10
