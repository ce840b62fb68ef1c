"""Statuses of an office's own: words, conditions, flags, colours, and the order in which they are.

The register is one of a town in England, made here: no law of another country applies to it.
"""

import datetime as dt
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

import parkland as pk
from parkland.conventions import flags_of, load_profile, statuses_of
from parkland.display import code_words, label, value_text
from parkland.maps.map_page import MapOptions, page_content

from .own_register import AS_OF, LONG, PROFILE, ROWS, write_register


@pytest.fixture
def opened(tmp_path):
    """Return the ledger of the register by a profile."""

    def open_by(profile=PROFILE, rows=ROWS, as_of=AS_OF):
        path = write_register(tmp_path, rows)
        (tmp_path / "parkland.toml").write_text(profile, encoding="utf-8")
        return pk.open_ledger(path, as_of=as_of, profile=tmp_path / "parkland.toml")

    return open_by


def by_number(ledger, column):
    return dict(zip(ledger.parcels["parcel_id"], ledger.parcels[column], strict=True))


def test_words_with_spaces_count_as_a_whole(opened):
    assert by_number(opened(), "status") == {
        "A1": "permissioned",
        "A2": "not_permissioned",
        "A3": "not_permissioned",
        "A4": "pending",
        "A5": "permissioned",
        "A6": "permissioned",
        "A7": "unknown",
        "A8": "unknown",
        "A9": "not_permissioned",
        "A10": "pending",
    }


def test_what_is_no_word_is_told_and_never_a_no(opened):
    ledger = opened()
    assert ledger.parcels.set_index("parcel_id")["flag_planning_permissioned"].isna()["A7"]
    told = ledger.issues.set_index("code")
    assert told.loc["statuses.no_word", "value"] == "lapsed"
    assert told.loc["statuses.two_codes", "value"] == "permissioned | pending decision"
    assert told.loc["statuses.no_day", "value"] == "unknown date"
    reason = by_number(ledger, "status_reason")["A7"]
    assert reason == "planning-status栏载明“lapsed”，不在词表中"


def test_a_condition_is_unknown_where_a_value_is_missing(opened):
    assert by_number(opened(), "axis_use") == {
        "A1": "long_vacant",
        "A2": "long_vacant",  # five years are completed on the day
        "A3": "recent",
        "A4": "undetermined",
        "A5": "undetermined",
        "A6": "undetermined",
        "A7": pytest.approx(float("nan"), nan_ok=True),
        "A8": "recent",
        "A9": "long_vacant",
        "A10": "long_vacant",
    }


def test_flags_follow_the_codes_with_three_values(opened):
    ledger = opened()
    flags = by_number(ledger, "flag_use_long_vacant")
    assert flags["A1"]
    assert not flags["A3"]
    assert [number for number, flag in flags.items() if flag is pd.NA] == ["A4", "A5"]


def test_one_owner_says_which_flags_there_are(opened):
    ledger = opened()
    flags = flags_of(ledger)
    assert [flag.name for flag in flags] == [
        "planning_permissioned", "planning_not_permissioned", "use_long_vacant",
    ]  # fmt: skip
    assert flags_of(ledger.profile) == flags
    assert list(pk.totals(ledger).index) == [flag.name for flag in flags]
    assert flags[0].label("en") == "Permissioned"
    assert flags[0].color == "#4a8358"
    assert flags[1].label("en") == "Not permissioned"  # without a label: its own name


def test_a_code_without_a_colour_has_one_of_the_palette(opened):
    styles = statuses_of(opened()).statuses
    colors = [style.color for style in styles.values()]
    assert len(set(colors)) == len(colors)
    assert list(styles)[:3] == ["permissioned", "pending", "not_permissioned"]


def test_labels_and_words_are_those_of_the_profile(opened):
    known = statuses_of(opened())
    assert label("status", "en", statuses=known) == "Planning status"
    assert label("flag_use_long_vacant", "en", statuses=known) == "Long vacant"
    assert code_words("axis_use", "en", statuses=known)["recent"] == "Recent"
    assert value_text("permissioned", "status", "zh", statuses=known) == "已许可"


def test_an_explanation_has_every_condition_with_values_and_citation(opened):
    explained = pk.explain(opened(), "A1", lang="en")
    assert [step.line("en") for step in explained.steps] == [
        "Planning status as recorded: the column planning-status says “Permissioned”",
        "Planning status: Permissioned; the column planning-status says “Permissioned”",
        f"{LONG}? yes; Long vacant; last_use: 2012-03-01, assessed: 100 (Local Plan, policy E4)",
        "years_since(last_use) < 5? no; Recent; last_use: 2012-03-01",
        "Use: Long vacant; not used for 12 years, since 2012-03-01 (Local Plan, policy E4)",
    ]
    assert explained.idle is None
    assert explained.disclaimer == ""
    open_one = pk.explain(opened(), "A4", lang="en")
    assert open_one.missing == ("last_use",)
    assert open_one.steps[-1].text == (
        "Cannot be determined; cannot be determined without last_use"
    )


def test_another_day_asks_the_conditions_again(opened):
    ledger = opened(as_of="2017-06-01")
    assert by_number(ledger, "axis_use")["A2"] == "recent"
    flags = pk.flag_status(ledger, as_of=dt.date(2024, 5, 31))
    assert flags["axis_use"].iloc[1] == "recent"
    assert pk.flag_status(ledger, as_of=AS_OF)["axis_use"].iloc[1] == "long_vacant"


def test_without_law_there_is_no_idleness(opened):
    ledger = opened()
    assert not {"idle", "levelled", "reclaimed", "route", "fee", "five_not"} & {*ledger.parcels}
    assert (
        len(pk.timeline(ledger)) == len(pk.deadlines(ledger)) == len(pk.contradictions(ledger)) == 0
    )
    with pytest.raises(pk.errors.ChoiceError, match="has no law"):
        pk.write_documents(ledger, "nowhere")


def test_under_a_law_own_axes_stand_beside_the_status(opened):
    ledger = opened(PROFILE.replace('rulebook = "none"\n', ""))
    assert set(ledger.parcels["status"]) <= {"unknown", "undetermined"}
    assert by_number(ledger, "axis_planning")["A2"] == "not_permissioned"
    assert list(pk.totals(ledger).index) == [
        "levelled", "idle", "reclaimed", "ten_category",
        "planning_permissioned", "planning_not_permissioned", "use_long_vacant",
    ]  # fmt: skip
    explained = pk.explain(ledger, "A1", lang="en")
    assert explained.flags["use_long_vacant"] is True
    assert explained.steps[-1].heading == "Use"


def test_a_rulebook_without_law_may_have_conditions(opened, tmp_path):
    (tmp_path / "rules.toml").write_text(
        'extends = "none"\ntitle = "Borough rules"\ndisclaimer = "not legal advice"\n'
        '[[conditions]]\naxis = "use"\ncode = "recent"\nwhen = "not is_known(last_use)"\n'
    )
    ledger = opened(PROFILE.replace('"none"', '"rules.toml"'))
    assert by_number(ledger, "axis_use")["A4"] == "undetermined"  # the profile is asked first
    assert pk.explain(ledger, "A1").disclaimer == "not legal advice"
    assert ledger.rules.title["en"] == "Borough rules"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('"years(last_use) >= 5"', '"years" is no function. The nearest is year.'),
        (
            '"lastuse > 5"',
            'asks "lastuse", which is no column. The nearest is last_use.',
        ),
        ('"assessed"', None),
        ('"assessed / 0 > 1"', None),
        ('"__import__(1)"', "is no function"),
        ('"assessed < "', "it is not an expression"),
        ('"assessed < \\"x\\""', "texts are compared with <"),
        ('"assessed.real > 1"', "is not part of the language"),
        ('"' + "(" * 300 + '"', "it is not an expression"),
        ('"' + "not " * 120 + 'assessed"', "more than 200 parts or 20 levels"),
        ('"assessed < ' + "9" * 480 + '"', "a number is beyond"),
        ('"' + "x" * 501 + '"', "501 characters"),
    ],
)
def test_a_hostile_expression_is_one_sentence_with_its_path(opened, text, message):
    profile = PROFILE.replace('"years_since(last_use) >= 5 and assessed < 1000"', text)
    if message is None:
        codes = by_number(opened(profile), "axis_use")
        assert codes["A1"] == "undetermined"  # nothing divides by zero, and 100 is no answer
        return
    with pytest.raises(pk.errors.ConventionError) as found:
        opened(profile)
    assert message in str(found.value)
    assert "conditions[1].when" in str(found.value)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ('words = ["pending decision"', 'words = ["Permissioned"'),
            'the word "Permissioned" stands for both permissioned and pending',
        ),
        (
            (
                "[statuses.use.codes.recent]",
                "[statuses.use.codes.unknown]\n[statuses.use.codes.recent]",
            ),
            "is no code, or one that parkland uses",
        ),
        (
            ('code = "recent"', 'code = "recnt"'),
            'conditions[2].code is "recnt", which is no code of use. The nearest is recent.',
        ),
        (
            ('axis = "use"\ncode = "recent"', 'axis = "usage"\ncode = "recent"'),
            "which is no axis of the profile",
        ),
        (
            ("#4A8358", "green"),
            'codes.permissioned.color is the text "green", but a colour such as',
        ),
        (
            ("[statuses.planning]", '[statuses."a b".codes.x]\n[statuses.planning]'),
            "is no name",
        ),
        (('columns = ["planning-status"]', "colums = []"), "the nearest known key is columns"),
        (("{last_use}", "{last_use"), "conditions[1].reason"),
        (('label = "Pending decision"', 'label = "PERMISSIONED"'), "like permissioned"),
        (('label = "Pending decision"', 'label = "No status recorded"'), "like unknown"),
    ],
)
def test_a_profile_whose_statuses_do_not_agree_says_where(opened, change, message):
    with pytest.raises(pk.errors.ConventionError) as found:
        opened(PROFILE.replace(*change))
    assert message.casefold() in str(found.value).casefold()
    assert "parkland.toml" in str(found.value)


def test_a_column_that_is_not_there_is_told(opened):
    ledger = opened(PROFILE.replace('"planning-status"', '"planning_state"'))
    assert set(ledger.parcels["status"]) == {"unknown"}
    told = ledger.issues[ledger.issues["code"] == "statuses.no_column"]
    assert told["field"].tolist() == ["planning_state"]


def test_numbers_and_answers_that_do_not_read_are_told(opened):
    rows = [
        ("B1", "permissioned", "2012-03-01", "12 acres"),
        ("B2", "permissioned", "2012-03-01", "maybe"),
    ]
    ledger = opened(rows=rows)
    assert ledger.issues["code"].tolist().count("statuses.no_number") == 2
    asked = PROFILE.replace("assessed < 1000", "assessed")
    assert "statuses.no_answer" in set(opened(asked, rows=rows).issues["code"])


def test_the_profile_says_which_statuses_it_declares(tmp_path):
    (tmp_path / "own.toml").write_text(PROFILE, encoding="utf-8")
    profile = load_profile(tmp_path / "own.toml")
    assert [axis.name for axis in profile.own_axes] == ["planning", "use"]
    assert profile.own_axes[0].patterns == (("refused*", "not_permissioned"),)


@pytest.mark.parametrize("name", ["register.gpkg", "register.xlsx", "register.csv", "register.shp"])
def test_what_is_written_is_read_again_with_the_same_statuses(opened, tmp_path, name):
    ledger = opened()
    (tmp_path / "out").mkdir()
    path = pk.write_parcels(ledger, tmp_path / "out" / name, lang="en")
    if path.suffix in (".gpkg", ".shp"):
        again = pk.open_ledger(path, as_of=AS_OF, profile=tmp_path / "parkland.toml")
        assert by_number(again, "status") == by_number(ledger, "status")


def test_the_check_of_a_profile_finds_what_conditions_ask(tmp_path):
    source = write_register(tmp_path)
    profile = tmp_path / "parkland.toml"
    text = PROFILE.replace("assessed <", "asessed <")
    profile.write_text(text, encoding="utf-8")
    (line,) = [place for place, one in enumerate(text.splitlines(), 1) if "asessed" in one]
    (found,) = pk.check_profile(profile, sources=source, lang="en")
    assert (found.kind, found.path, found.line) == ("fault", "conditions[1].when", line)
    assert "The nearest is assessed" in found.message
    profile.write_text(PROFILE.replace('code = "recent"', 'code = "recnt"'), encoding="utf-8")
    (named,) = pk.check_profile(profile)
    assert (named.path, named.kind) == ("conditions[2].code", "fault")


def test_words_without_law_and_without_statuses_are_told(opened):
    profile = """
extends = "default"
rulebook = "none"
aliases.parcel_id = ["reference"]
aliases.status_text = ["planning-status"]
[axes.construction]
started = ["permissioned"]
"""
    ledger = opened(profile)
    assert set(ledger.parcels["status"]) == {"unknown"}
    assert "statuses.none_declared" in set(ledger.issues["code"])
    assert list(pk.totals(ledger, margins=True).index) == ["total"]


def test_a_geopackage_has_the_colours_and_labels_of_the_profile(opened, tmp_path):
    path = pk.write_parcels(opened(), tmp_path / "styled.gpkg", lang="en")
    with closing(sqlite3.connect(path)) as database:
        ((style,),) = database.execute("select styleQML from layer_styles")
    categories = ET.fromstring(style.partition("?>")[2] or style).iter("category")
    assert [(one.get("value"), one.get("label")) for one in categories][:2] == [
        ("permissioned", "Permissioned"),
        ("pending", "Pending decision"),
    ]
    assert "74,131,88,255" in style


@pytest.mark.parametrize("page", ["en/guide/statuses.md", "zh/guide/statuses.md"])
def test_the_profile_of_the_manual_works(opened, page):
    text = (Path(__file__).parents[1] / "docs" / page).read_text(encoding="utf-8")
    profile = re.search(r"```toml[^\n]*\n(.*?)```", text, re.DOTALL)[1]
    ledger = opened(
        profile.replace(
            "[statuses.planning] ", "aliases.parcel_id = ['reference']\n[statuses.planning] "
        )
    )
    assert by_number(ledger, "status")["A2"] == "not_permissioned"
    assert by_number(ledger, "axis_use")["A1"] == "long_vacant"


def test_a_map_by_another_axis_has_its_colours_in_its_order(opened):
    ledger = opened(
        PROFILE.replace(
            "[statuses.use.codes.recent]", "[statuses.use.codes.recent]\ncolor = '#123456'"
        )
    )
    head = page_content(ledger, MapOptions(by="axis_use", lang="en")).head
    items = [(one["label"], one["color"], one["parcels"]) for one in head["classes"]["items"]]
    assert [label for label, _, _ in items] == [
        "Long vacant", "Recent", "Cannot be determined", "(none)",
    ]  # fmt: skip
    assert items[1] == ("Recent", "#123456", "2")
    assert head["palette"]["statuses"]["axis_use"]["Recent"] == "#123456"
    assert list(head["palette"]["statuses"]) == ["status", "axis_use"]


def test_a_word_of_the_office_leaves_the_code_of_the_profile_below(opened, tmp_path):
    (tmp_path / "county.toml").write_text(PROFILE, encoding="utf-8")
    ledger = opened(
        'extends = "county.toml"\n[statuses.planning.codes.pending]\nwords = ["Permissioned"]\n'
        "[statuses.planning.codes.not_permissioned]\ncolor = '#010203'\n"
    )
    assert by_number(ledger, "status")["A1"] == "pending"
    assert by_number(ledger, "status")["A3"] == "not_permissioned"
    assert statuses_of(ledger).statuses["not_permissioned"].color == "#010203"
