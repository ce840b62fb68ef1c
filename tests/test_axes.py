"""What holds for every axis of the schema, also for one that is added later.

A further axis is an entry of `resources/schema.toml` and its words in `resources/profiles/
default.toml`. These tests take the axes from the schema, so that they cover it without an edit;
`test_extending.py` runs them with an axis that is not there. That its codes are printed as words in
tables, workbooks, CSV files, reports and the legend of a GeoPackage is in `test_words.py` and
`test_report_codes.py`.
"""

import dataclasses
import tomllib
from importlib.resources import files

import pandas as pd
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from parkland.conventions import load_profile
from parkland.display import code_words, label
from parkland.errors import ConventionError
from parkland.languages import languages
from parkland.reports.report_blocks import LEDGER
from parkland.schema import AXES, AXIS_CODES, FIELDS
from parkland.status.recorded_facts import JUDGED_AXES

from .conftest import write_shapefile
from .map_pages import Block

pytestmark = pytest.mark.usefixtures("open_once")
AS_OF = "2020-12-31"
NAMES = [axis.name for axis in AXES]
PROFILE = tomllib.loads(
    files("parkland").joinpath("resources", "profiles", "default.toml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module", params=NAMES)
def axis(request):
    return request.param


@pytest.fixture(scope="module")
def source(axis, tmp_path_factory):
    """Return a shapefile with a parcel for each code of the axis, and one without any.

    The status of a parcel is the first word of the code in the default profile.
    """
    words = [PROFILE["axes"][axis][code][0] for code in AXIS_CODES[axis]]
    path = tmp_path_factory.mktemp(axis) / "一期.shp"
    return write_shapefile(path, {"ZT": [*words, ""]})


@pytest.fixture(scope="module")
def coded(source):
    return pk.open_ledger(source, as_of=AS_OF)


def words(axis, lang):
    """Return the words of each parcel of `coded`; None for the one without a code."""
    return [code_words(axis, lang)[code] for code in AXIS_CODES[axis]] + [None]


def as_list(column):
    return column.astype(object).where(column.notna(), None).tolist()


def test_the_status_text_is_read_as_codes_with_their_origin(axis, coded):
    parcels = coded.parcels
    texts = [PROFILE["axes"][axis][code][0] for code in AXIS_CODES[axis]]
    assert as_list(parcels[axis]) == [*AXIS_CODES[axis], None]
    assert as_list(parcels[f"{axis}_from"]) == [*(f"text:{text}" for text in texts), None]
    assert parcels[axis].dtype == FIELDS[axis].dtype
    assert "status.unknown_text" not in set(coded.issues["code"])


def test_a_profile_has_words_and_layers_for_the_axis(axis, tmp_path):
    code, *_, other = AXIS_CODES[axis]
    profile = tmp_path / "own.toml"
    profile.write_text(
        f'extends = "default"\n[axes.{axis}]\n{code} = ["甲说"]\n'
        f'[[layers]]\npattern = "乙层*"\n{axis} = "{other}"\n',
        encoding="utf-8",
    )
    path = write_shapefile(tmp_path / "乙层.shp", {"ZT": ["甲说", ""]})
    parcels, _, _ = pk.clean(pk.read_parcels(path, profile=profile), profile=profile)
    assert as_list(parcels[axis]) == [code, other]
    assert as_list(parcels[f"{axis}_from"]) == ["text:甲说", "layer:乙层"]


def test_a_profile_cannot_name_a_code_that_the_axis_lacks(axis, tmp_path):
    profile = tmp_path / "own.toml"
    for fault in (
        f'[axes.{axis}]\nno_such_code = ["甲"]',
        f'[[layers]]\npattern = "*"\n{axis} = "no_such_code"',
    ):
        profile.write_text(f'extends = "default"\n{fault}\n', encoding="utf-8")
        with pytest.raises(ConventionError, match=AXIS_CODES[axis][0]):
            load_profile(profile)


@pytest.mark.parametrize("lang", languages())
def test_a_map_has_the_words_in_its_popups_and_its_legend(axis, coded, lang, tmp_path):
    path = pk.save_map(pk.draw_map(coded, colour_by=axis, lang=lang), tmp_path / "a.html")
    block = Block(path.read_text(encoding="utf-8"))
    (column,) = [one for one in block.head["columns"] if one["name"] == axis]
    assert column["label"] == label(axis, lang)
    assert column["in_popup"]
    assert sorted(filter(None, block.texts(column))) == sorted(words(axis, lang)[:-1])
    legend = [item["label"] for item in block.head["classes"]["items"]]
    assert set(words(axis, lang)[:-1]) <= set(legend)


@pytest.mark.parametrize("lang", languages())
def test_totals_group_by_the_axis_under_its_name_or_its_label(axis, source, lang):
    printed = [
        CliRunner().invoke(
            main, ["totals", str(source), "--as-of", AS_OF, "--by", by, "--lang", lang]
        )
        for by in (axis, label(axis, lang))
    ]
    assert [one.exit_code for one in printed] == [0, 0], printed[0].output
    assert printed[0].stdout == printed[1].stdout
    head, *lines = printed[0].stdout.splitlines()
    assert head.startswith(label(axis, lang))
    for text in words(axis, lang)[:-1]:
        assert any(line.startswith(text) for line in lines), text


@pytest.mark.parametrize("lang", languages())
def test_the_report_prints_the_axis_if_the_profile_names_it(axis, coded, lang):
    shown = dataclasses.replace(coded.profile.report, columns=("parcel_id", axis))
    ledger = dataclasses.replace(coded, profile=dataclasses.replace(coded.profile, report=shown))
    report = pk.compose_report(ledger, lang=lang)
    tables = [block for part in report.sections for block in part.blocks if hasattr(block, "rows")]
    (table,) = [one for one in tables if one.key == LEDGER]
    place = [column.key for column in table.columns].index(axis)
    assert table.columns[place].heading == label(axis, lang)
    assert [row[place] for row in table.rows] == words(axis, lang)


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".shp"])
def test_a_written_table_reads_back_with_the_codes_and_their_origin(axis, coded, ending, tmp_path):
    path = pk.write_parcels(coded.parcels, tmp_path / f"a{ending}")
    parcels, _, _ = pk.clean(pk.read_parcels(path))
    for name in (axis, f"{axis}_from"):
        assert as_list(parcels[name]) == as_list(coded.parcels[name])


@pytest.mark.parametrize("lang", languages())
def test_explain_lists_the_axis_among_the_known_facts(axis, coded, lang):
    for place, text in enumerate(words(axis, lang)[:-1]):
        explained = pk.explain(coded.parcels.iloc[[place]], as_of=AS_OF, lang=lang)
        facts = explained.steps[1].text
        assert f"{label(axis, lang)}" in facts
        assert text in facts


@pytest.mark.parametrize("axis", [name for name in NAMES if name not in JUDGED_AXES])
def test_an_axis_that_no_rule_asks_for_changes_no_verdict(axis, make_parcels):
    """The reason and the contradictions may name what the office wrote; the verdict may not."""
    number = len(AXIS_CODES[axis])
    for facts in ({}, {"start_due": "2018-01-01", "supply": "supplied"}, {"levelling": "levelled"}):
        plain = make_parcels(number, measured=True, **facts)
        filled = plain.assign(**{axis: pd.Series(AXIS_CODES[axis], dtype="str")})
        wanted, found = (pk.flag_status(parcels, as_of=AS_OF) for parcels in (plain, filled))
        verdict = [name for name in wanted.columns if name != "status_reason"]
        pd.testing.assert_frame_equal(found[verdict], wanted[verdict])
