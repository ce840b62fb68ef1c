"""A language is one file and one word: no other module knows which languages there are."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import parkland
import parkland as pk
from parkland.choices import Lang, words_of
from parkland.languages import DEFAULT_LANGUAGE, FALLBACK, FOLDER, grammar, languages
from parkland.status import in_language, issues_in_language
from parkland.wording import missing_texts

SOURCE = Path(parkland.__file__).parent
CODES = set(words_of(Lang))
# They define the languages, and the one that errors are told in where nobody names one.
OWNERS = {"choices.py", "grammars.py", "languages.py"}


def _names_a_language(path):
    """Say whether code names a language, other than as the default of a parameter `lang`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defaults = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            own = node.args
            positional = [*own.posonlyargs, *own.args]
            pairs = [*zip(positional[::-1], own.defaults[::-1], strict=False)]
            pairs += zip(own.kwonlyargs, own.kw_defaults, strict=True)
            defaults |= {default for parameter, default in pairs if parameter.arg == "lang"}
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "lang":
            defaults.add(node.value)
    named = [
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in CODES
    ]
    return any(node not in defaults for node in named)


def test_no_module_but_their_own_names_a_language():
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if _names_a_language(path)
    }
    assert found == OWNERS


def test_every_language_has_a_file_and_every_file_is_a_language():
    files = {path.name.removesuffix(".toml") for path in FOLDER.iterdir()}
    assert files == set(languages())


def test_the_language_of_an_office_and_the_one_that_others_fall_back_to_lack_no_text():
    assert missing_texts(DEFAULT_LANGUAGE) == missing_texts(FALLBACK) == []


def test_lists_and_quantities_follow_the_grammar():
    zh, en = grammar("zh"), grammar("en")
    assert [zh.join_and(parts) for parts in ([], ["甲"], ["甲", "乙"])] == ["", "甲", "甲、乙"]
    assert [en.join_and(parts) for parts in ([], ["A"], ["A", "B"])] == ["", "A", "A and B"]
    assert en.join_and(["A", "B", "C"]) == "A, B and C"
    assert (zh.clauses(["甲", "", "乙"]), en.clauses(["a", "", "b"])) == ("甲；乙", "a; b")
    assert (zh.brackets("甲"), en.brackets("a"), zh.brackets("")) == ("（甲）", " (a)", "")
    assert (zh.labelled("名称", "甲"), en.labelled("Name", "a")) == ("名称：甲", "Name: a")
    assert en.labelled("Idle?", "no") == "Idle? no"
    assert [zh.numeral(n) for n in (1, 11, 20)] == ["一", "十一", "20"]
    assert en.numeral(3) == "3"


@pytest.mark.parametrize("lang", languages())
def test_a_ledger_in_a_language_says_what_flag_status_says(ledger, lang):
    wanted = pk.flag_status(ledger.parcels, as_of="2020-12-31", rules=ledger.rules, lang=lang)
    found = in_language(ledger, lang)
    for name in ("status_reason", "status_basis", "next_step"):
        assert found[name].equals(wanted[name]), name
    others = found.drop(columns=["status_reason", "status_basis", "next_step"])
    assert others.equals(ledger.parcels[others.columns])
    assert in_language(ledger.parcels, lang)["next_step"].equals(wanted["next_step"])
    assert issues_in_language(ledger, lang)["code"].equals(ledger.issues["code"])


def test_a_further_language_is_one_file_and_one_word(tmp_path):
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "xx.toml").write_text(MADE_UP, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", USE, str(tmp_path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(SOURCE.parent), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    table, label, reason, step, issue, missing, lacking = done.stdout.split("\n--\n")
    assert table.splitlines()[0].split() == ["Flako", "Parcels", "Ellipsoidal", "area", "<mu>"]
    assert table.splitlines()[-1].startswith("Sumo")
    assert label == "Idla"
    assert reason == "komencita"  # from the rulebook
    assert step == "komencu ĝis 2021-06-30"
    assert issue == "neniu kodo"
    assert int(missing) > 300
    assert "wording/cli.toml: cli.total" not in lacking
    assert "wording/cli.toml: cli.written" in lacking


MADE_UP = """
[grammar]
locale = "eo"
list_mark = " + "
last_mark = " kaj "
comma_mark = ", "
clause_mark = " / "
sentence_mark = " "
label_mark = " = "
brackets_form = " <{text}>"
quantity_form = "{number} {unit}"
citation_form = "{title} {articles}"
step_form = "{number}) "
numerals = []

[wording.column.flag]
xx = "Flako"
[wording.cli.total]
xx = "Sumo"
[palette.status.idle_one_year]
xx = "Idla"
[faults."encoding.inferred"]
xx = "neniu kodo"
[rulebooks.idle-land-2012.rules.started]
xx = "komencita"
[rulebooks.idle-land-2012.steps.not_due]
xx = "komencu ĝis {next_on}"
"""

USE = """
import pathlib, sys, typing
import parkland.choices
parkland.choices.Lang = typing.Literal["zh", "en", "xx"]
import parkland.languages
parkland.languages.FOLDER = pathlib.Path(sys.argv[1])

import parkland as pk
from click.testing import CliRunner
from parkland.cli import main
from parkland.conventions import load_rulebook, statuses
from parkland.status import in_language, issues_in_language
from parkland.wording import missing_texts

ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
printed = CliRunner().invoke(main, ["totals", "--lang", "xx"])
assert printed.exit_code == 0, printed.output
lacking = missing_texts("xx")
print(
    printed.stdout.rstrip(),
    statuses()["idle_one_year"].label("xx"),
    load_rulebook().rules["started"].reason["xx"],
    in_language(ledger, "xx")["next_step"].iloc[0].split(" <")[0],
    issues_in_language(ledger, "xx")["message"].iloc[0],
    len(lacking),
    "\\n".join(lacking),
    sep="\\n--\\n",
)
"""
