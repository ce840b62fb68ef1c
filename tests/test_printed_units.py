"""Areas are printed in the units that the profile names, in every output."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from parkland.conventions import load_profile
from parkland.maps.page_parcels import PageParcels

HECTARES = 'extends = "default"\n[units]\nprint = ["ha", "acre"]\n'
MU = re.compile(r"\bmu\b|亩")


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    path = tmp_path_factory.mktemp("profiles") / "office.toml"
    path.write_text(HECTARES)
    return path


@pytest.fixture(scope="module")
def ledger(profile):
    return pk.open_ledger(pk.sample_path(), as_of="2020-12-31", profile=profile)


def test_the_first_unit_of_the_profile_leads_and_an_argument_comes_first(ledger):
    assert list(pk.totals(ledger)) == ["parcels", "area_ha", "overlap_ha", "net_ha"]
    assert "area_acre" in pk.totals(ledger, unit="acre")
    # The parcels of a ledger keep its profile; a table that is made anew has none.
    assert "area_ha" in pk.totals(ledger.parcels)
    assert "area_mu" in pk.totals(pd.DataFrame(ledger.parcels))
    whole = pk.totals(ledger, margins=True).loc["total", "area_ha"]
    assert whole == pytest.approx(1829.08 / 15, abs=1e-4)


def test_a_report_has_a_column_for_each_unit_and_no_other(ledger):
    report = pk.compose_report(ledger, lang="en")
    blocks = [block for section in report.sections for block in section.blocks]
    table = next(block for block in blocks if getattr(block, "key", "") == "by_status")
    keys = [column.key for column in table.columns]
    assert [key for key in keys if key in ("mu", "ha", "m2", "acre")] == ["ha", "acre"]
    assert load_profile().report.units == ("m2", "ha", "mu")


def test_no_mu_is_printed_where_the_profile_does_not_name_it(ledger, tmp_path):
    path = pk.write_report(ledger, tmp_path / "report.md", lang="en")
    text = path.read_text(encoding="utf-8")
    assert not MU.findall(text)
    assert "Ellipsoidal area, in ha, acres" in text


def test_a_map_is_in_the_unit_of_the_profile(ledger):
    page = PageParcels.of(ledger, range(len(ledger.parcels)), "en")
    assert (page.unit, page.area_measure.digits) == ("ha", 4)


def test_the_texts_of_a_parcel_are_in_the_unit_of_the_profile(ledger):
    steps = [step.line("en") for step in pk.explain(ledger, "GD-03", lang="en").steps]
    assert not MU.findall(" ".join(steps))
    assert any(" ha" in step for step in steps)


def test_messages_have_the_unit_of_the_profile(profile):
    issue = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", profile=profile).issues
    assert not issue["message"].str.contains("亩").any()


def test_the_unit_of_a_command_is_that_of_the_profile_unless_it_is_named(profile):
    def run(*words):
        asked = ["totals", str(pk.sample_path()), "--as-of", "2020-12-31", "--lang", "en"]
        return CliRunner().invoke(main, [*asked, "--profile", str(profile), *words]).stdout

    assert "(ha)" in run()
    assert "(mu)" in run("--unit", "mu")


@pytest.mark.parametrize("units", ["[]", '["ha", "ha"]', '["hectare"]'])
def test_units_that_cannot_be_printed_are_refused(tmp_path, units):
    path = tmp_path / "office.toml"
    path.write_text(f'extends = "default"\n[units]\nprint = {units}\n')
    with pytest.raises(pk.ParklandError, match=r"units\.print"):
        load_profile(path)


def test_the_decimals_of_each_unit_are_those_of_the_profile(ledger):
    areas = replace(ledger.profile.areas, digits={**ledger.profile.areas.digits, "ha": 1})
    other = replace(ledger, profile=replace(ledger.profile, areas=areas))
    assert pk.totals(other, margins=True).loc["total", "area_ha"] == pytest.approx(121.9, abs=0.05)
