"""Two invented offices abroad: own units, statuses and words, no trace of another country."""

import os
import runpy
from pathlib import Path

import pytest

import parkland as pk

from .test_without_law import content_of, require_no_trace

AS_OF = "2025-06-30"
OFFICES = ("assessor", "brownfield")
CORPUS = os.environ.get("PARKLAND_CORPUS", "")


@pytest.fixture(scope="module", params=OFFICES)
def office(request):
    return pk.open_ledger(pk.example_office_path(request.param), as_of=AS_OF)


@pytest.fixture(scope="module")
def assessor():
    return pk.open_ledger(pk.example_office_path("assessor"), as_of=AS_OF)


@pytest.fixture(scope="module")
def brownfield():
    return pk.open_ledger(pk.example_office_path("brownfield"), as_of=AS_OF)


def test_the_files_are_those_that_the_code_makes(tmp_path):
    folder = pk.example_office_path("assessor").parent
    make = runpy.run_path(str(folder / "make_offices.py"))
    for name in OFFICES:
        (tmp_path / name).mkdir()
        make[name](tmp_path / name)
        for path in (tmp_path / name).iterdir():
            if path.suffix not in (".dbf", ".prj"):  # they hold a day, or the version of PROJ
                assert path.read_bytes() == (folder / name / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", OFFICES)
def test_nothing_of_the_profiles_is_wrong_or_unused(name):
    folder = pk.example_office_path(name)
    found = pk.check_profile(folder / "parkland.toml", sources=folder, lang="en")
    # the patterns of use codes are for every town of the state
    assert [one for one in found if ".codes." not in one.path] == []


def test_the_acres_of_the_assessor_are_those_of_the_shapes(assessor):
    ratio = assessor.parcels["area_m2"] / assessor.parcels["stated_area_m2"]
    assert ratio.between(0.999, 1.001).all()
    found = pk.totals(assessor, by="status", area="stated")
    assert found.loc["developable", "parcels"] == 6
    assert found.loc["industrial", "parcels"] == 18  # with one of two industrial codes
    ready = assessor.parcels["flag_site_ready"]
    large = assessor.parcels["stated_area_m2"] >= 4046.8564224
    wanted = (assessor.parcels["status"] == "developable") & large
    assert ready.tolist() == wanted.tolist()


def test_the_register_of_points_is_totalled_by_stated_hectares(brownfield):
    found = pk.totals(brownfield, by="status", margins=True)
    assert list(found) == ["parcels", "area_ha"]
    assert found["parcels"].to_dict() == {
        "permissioned": 12, "pending": 6, "not_permissioned": 6, "total": 24,
    }  # fmt: skip
    assert found.loc["total", "area_ha"] == pytest.approx(33.69)
    assert brownfield.parcels["area_m2"].isna().all()


def test_a_date_decides_as_of_the_day_asked_about(brownfield):
    dates = brownfield.parcels["planning-permission-date"]
    old = dates.notna() & (dates.astype(str) <= "2022-06-30")
    assert brownfield.parcels["flag_permission_lapsing"].tolist() == old.tolist()
    earlier = pk.open_ledger(pk.example_office_path("brownfield"), as_of="2021-01-01")
    assert earlier.parcels["flag_permission_lapsing"].sum() < old.sum()
    first = brownfield.parcels.loc[old, "parcel_id"].iloc[0]
    text = str(pk.explain(brownfield, first, lang="en"))
    assert "s 91" in text
    assert "permitted on" in text


@pytest.mark.parametrize("form", [".md", ".docx", ".xlsx"])
def test_no_report_holds_a_trace_of_another_country(office, tmp_path, form):
    path = pk.write_report(office, tmp_path / f"report{form}", lang="en")
    require_no_trace(content_of(path), form)


def test_no_map_or_written_file_holds_a_trace_of_another_country(office, tmp_path):
    pk.save_map(pk.draw_map(office, lang="en"), tmp_path / "map.html")
    for ending in (".gpkg", ".csv", ".xlsx"):
        pk.write_parcels(office, tmp_path / f"parcels{ending}", lang="en")
    for path in tmp_path.iterdir():
        require_no_trace(content_of(path), path.name)


@pytest.mark.corpus
@pytest.mark.skipif(not Path(CORPUS, "parcels").is_dir(), reason="no folder of field files")
def test_the_acres_of_a_real_town_agree_with_those_that_are_published():
    profile = pk.example_office_path("assessor") / "parkland.toml"
    source = Path(CORPUS, "parcels", "ma-massgis", "174_MAYNARD.zip")
    ledger = pk.open_ledger(source, as_of=AS_OF, profile=profile)
    parcels = ledger.parcels
    share = (parcels["area_m2"] / parcels["stated_area_m2"] - 1).abs() <= 0.0025
    assert (len(parcels), len(ledger.quarantine)) == (3467, 0)
    assert share.mean() > 0.993
    flags = pk.totals(ledger)
    vacant = flags.loc[["use_developable", "use_potentially_developable", "use_undevelopable"]]
    assert vacant["parcels"].tolist() == [1, 1, 3]
    assert vacant["area_acre"].sum() == pytest.approx(13.234, abs=0.02)
