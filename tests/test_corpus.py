"""Files from the field, in the folder that PARKLAND_CORPUS names; none is in the project."""

import shutil

import pytest

import parkland as pk

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("town", ["12_ASHBY", "174_MAYNARD", "246_READING"])
def test_areas_agree_with_an_independent_publication(corpus, town):
    source = corpus / "parcels" / "ma-massgis" / f"{town}.zip"
    parcels = pk.open_ledger(source, as_of="2026-01-01").parcels
    published = parcels["ACRES"]
    ours = pk.acreage(parcels, unit="acre")
    sizeable = published > 0.01
    off = ((ours - published).abs() / published)[sizeable]
    assert (off < 0.0025).mean() > 0.98


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
