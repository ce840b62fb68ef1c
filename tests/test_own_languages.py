"""A language of an office is a file: texts, grammar, marks of numbers and dates, and no code."""

import tomllib

import pytest
from click.testing import CliRunner

import parkland as pk
from parkland import choices, languages
from parkland.cli import main
from parkland.conventions import load_language, load_profile
from parkland.conventions.language_draft import lacking_texts
from parkland.languages import grammar
from parkland.wording import missing_texts, wording

SLOVAK = """code = "sk"
[grammar]
locale = "sk-SK"
last_mark = " a "
decimal_mark = ","
group_mark = "\u00a0"
day_form = "{day}. {month}. {year}"
[wording.map.as_of]
sk = "K {as_of}"
[schema.facts.parcel_id]
sk = "Číslo parcely"
[palette.status.idle_one_year]
sk = "nevyužívaný rok"
[rulebooks.idle-land-2012.title]
sk = "Pravidlá"
[rulebooks.idle-land-2012.rules.started]
sk = "začaté {start_on}"
"""
PROFILE = """extends = "kaihua"
languages = ["sk.toml"]
title = { sk = "Okres", en = "County" }
[units]
print = ["ha"]
"""


@pytest.fixture
def forgotten():
    """Forget the languages that a test reads: they belong to the program, not to a test."""
    yield
    for code in list(languages._OWN):
        languages._OWN.pop(code)
        choices._READ_LANGUAGES.remove(code)
        for _, table in languages._LAID:
            without(table, code)
    for forget in languages._MADE_FROM_TEXTS:
        forget()
    grammar.cache_clear()


def without(table, code):
    table.pop(code, None)
    for value in table.values():
        if isinstance(value, dict):
            without(value, code)


@pytest.fixture
def office(tmp_path):
    (tmp_path / "sk.toml").write_text(SLOVAK, encoding="utf-8")
    (tmp_path / "office.toml").write_text(PROFILE, encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("forgotten")
def test_a_profile_adds_a_language_with_its_marks_and_english_for_the_rest(office, tmp_path):
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", profile=office / "office.toml")
    assert ledger.profile.languages == ("sk",)
    assert (ledger.profile.title["sk"], ledger.profile.title["en"]) == ("Okres", "County")
    text = pk.write_report(ledger, tmp_path / "r.md", lang="sk").read_text(encoding="utf-8")
    assert "# Okres: land-disposal report" in text
    assert "31. 12. 2020" in text
    assert "121,9387 ha" in text
    assert "121.9387" not in text
    assert "nevyužívaný rok" in text
    assert "Číslo parcely" in text
    steps = str(pk.explain(ledger, "GD-03", lang="sk"))
    assert "Pravidlá" in steps
    assert "10. 9. 2018" in steps
    assert "1,8240 ha" in steps


@pytest.mark.usefixtures("forgotten")
def test_the_texts_that_are_missing_are_listed_as_a_file_to_translate(office):
    code = load_language(office / "sk.toml")
    missing = missing_texts(code)
    assert "schema.toml: facts.name" in missing
    assert "schema.toml: facts.parcel_id" not in missing
    rest = tomllib.loads(lacking_texts(code))
    assert rest["wording"]["map"]["title"]["sk"] == "Land status"
    assert "as_of" not in rest["wording"]["map"]


@pytest.mark.usefixtures("forgotten")
def test_a_whole_translation_lacks_nothing_and_is_read(office):
    load_language(office / "sk.toml")
    lines = (SLOVAK + lacking_texts("sk")).splitlines()
    whole = [f"sk-all = {line[5:]}" if line.startswith("sk = ") else line for line in lines]
    path = office / "whole.toml"
    path.write_text("\n".join(['code = "sk-all"', *whole[1:]]), encoding="utf-8")
    assert missing_texts(load_language(path)) == []


@pytest.mark.usefixtures("forgotten")
def test_a_language_that_was_read_changes_nothing_in_others(office):
    before = {lang: wording("map.as_of", lang, as_of="x") for lang in ("zh", "en")}
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    label = ledger.parcels["status_rules"].iloc[0]
    load_profile(office / "office.toml")
    assert {lang: wording("map.as_of", lang, as_of="x") for lang in ("zh", "en")} == before
    again = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    assert again.parcels["status_rules"].iloc[0] == label
    assert pk.flag_status(ledger.parcels, as_of="2020-12-31", rules=ledger.rules)["status"].equals(
        again.parcels["status"]
    )


FAULTS = {
    'code = "en"': r"code is \"en\", but the code of a further language",
    "": "code is None|code is",
    'code = "sk"\n[wording.map.titel]\nsk = "x"': r"wording\.map\.titel is not a text.*title",
    'code = "sk"\n[wordings.map.title]\nsk = "x"': "wordings is not a text",
    'code = "sk"\n[wording.map.title]\nde = "x"': r"wording\.map\.title\.de is not a text",
    'code = "sk"\n[schema.facts.parcel_id]\nkind = "area"': r"facts\.parcel_id\.kind is not a text",
    'code = "sk"\n[wording.map.as_of]\nsk = "{as_of.__class__}"': "other placeholders",
    'code = "sk"\n[wording.map.as_of]\nsk = "{as_of:099999999}"': "other placeholders",
    'code = "sk"\n[wording.map.as_of]\nsk = "{as_of!r}"': "other placeholders",
    'code = "sk"\n[wording.map.as_of]\nsk = "{other}"': r"other placeholders.*\{as_of\}",
    'code = "sk"\n[wording.map.title]\nsk = "<script>"': "holds <, >",
    'code = "sk"\n[wording.map.title]\nsk = "a\\u202eb"': "control character",
    'code = "sk"\n[wording.map.title]\nsk = 1': "is no text",
    'code = "sk"\n[grammar]\nquantity_form = "{number}"': r"grammar\.quantity_form.*\{unit\}",
    'code = "sk"\n[grammar]\nday_form = "{year:0999999}{month}{day}"': "only :02d and :04d",
    'code = "sk"\n[grammar]\ndecimal_mark = "1"': r"grammar\.decimal_mark",
    'code = "sk"\n[grammar]\ndecimal_mark = ","': "group_mark and grammar.decimal_mark are both",
    'code = "sk"\n[grammar]\nfoo = "x"': r"grammar\.foo is not a text",
    'code = "sk"\n[wording.map]\ntitle = "x"': r"wording\.map\.title is \"x\", but a table",
}  # fmt: skip


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize("content", FAULTS)
def test_a_fault_of_a_language_is_one_sentence_with_its_path(tmp_path, content):
    path = tmp_path / "sk.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(pk.ParklandError, match=FAULTS[content]) as caught:
        load_language(path)
    assert "\n" not in str(caught.value)
    assert "sk" not in languages.languages()


@pytest.mark.usefixtures("forgotten")
def test_a_comparison_takes_the_language_of_its_sides(office):
    # the language is known only once the profile beside the sides has been read
    (office / "office.toml").rename(office / "parkland.toml")
    asked = ["compare", str(office), str(office), "--lang", "sk"]
    assert "不是 lang 的可选值" not in CliRunner().invoke(main, asked).output


@pytest.mark.usefixtures("forgotten")
def test_two_files_of_one_code_are_refused_and_one_file_may_be_read_twice(office, tmp_path):
    assert load_language(office / "sk.toml") == load_language(office / "sk.toml") == "sk"
    other = tmp_path / "other.toml"
    other.write_text('code = "sk"\n', encoding="utf-8")
    with pytest.raises(pk.ParklandError, match="another file of this language"):
        load_language(other)


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize(
    "named", ['["../sk.toml"]', '["/etc/passwd.toml"]', '["sk"]', '["no.toml"]']
)
def test_a_profile_names_languages_of_its_own_folder_only(office, named):
    folder = office / "below"
    folder.mkdir()
    path = folder / "office.toml"
    path.write_text(f'extends = "default"\nlanguages = {named}\n', encoding="utf-8")
    with pytest.raises(pk.ParklandError, match="languages"):
        load_profile(path)


@pytest.mark.usefixtures("forgotten")
def test_a_command_takes_a_language_of_the_profile_or_a_file(office):
    def run(*words):
        return CliRunner().invoke(main, [str(word) for word in words])

    base = ("totals", pk.sample_path() / "十类地.shp", "--as-of", "2020-12-31", "--unit", "ha")
    wrong = run(*base, "--lang", "sk")
    assert (wrong.exit_code, "不是 --lang 的可选值" in wrong.stderr) == (2, True)
    found = run(*base, "--profile", office / "office.toml", "--lang", "sk")
    assert "8,2667" in found.stdout
    assert "8,2667" in run(*base, "--lang", office / "sk.toml").stdout
    assert "[wording.map.title]" in run("profile", "texts", office / "sk.toml").stdout
