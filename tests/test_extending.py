"""An axis, a fact and a language are each added by editing two files.

The package is copied, the files are edited as an heir would edit them, and the tests that hold for
every axis, every fact and every language run on the copy.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import parkland
from parkland.cli import COMMANDS

SOURCE = Path(parkland.__file__).parent
TESTS = Path(__file__).parent

AXIS = """
[axes.contamination]
zh = "土壤污染状况"
en = "Soil contamination"
[axes.contamination.codes]
clean = { zh = "无污染", en = "clean" }
suspected = { zh = "疑似污染", en = "suspected" }
confirmed = { zh = "已确认污染", en = "confirmed" }
"""
WORDS = """
[axes.contamination]
clean = ["未污染", "无污染"]
suspected = ["疑似污染地块", "疑似污染"]
confirmed = ["污染地块", "已确认污染"]
"""
FACTS = """
[facts]
soil_report_no = { kind = "text", zh = "土壤报告编号", en = "Soil report number" }
surveyed_on = { kind = "date", zh = "土壤调查日期", en = "Soil surveyed on" }
is_polluted = { kind = "yes_no", zh = "是否污染", en = "Polluted" }
polluted_area_m2 = { kind = "area", zh = "污染面积", en = "Polluted area" }
clean_up_cny = { kind = "money", zh = "修复费用", en = "Cost of clean-up" }
"""
HEADINGS = """
[aliases]
soil_report_no = ["土壤报告编号", "TRBGBH"]
surveyed_on = ["土壤调查日期"]
is_polluted = ["是否污染"]
polluted_area_m2 = ["污染面积"]
clean_up_cny = ["修复费用"]
"""
# A file of its own, and its code in the list of languages. What it lacks is English.
LANGUAGE = """
[grammar]
locale = "es"
list_mark = ", "
last_mark = " y "
comma_mark = ", "
clause_mark = "; "
sentence_mark = " "
label_mark = ": "
brackets_form = " [{text}]"
quantity_form = "{number} {unit}"
citation_form = "{title}, {articles}"
step_form = "{number}) "
numerals = []

[schema.facts.parcel_id]
es = "Número de parcela"
[schema.facts.soil_report_no]
es = "Informe del suelo"
[schema.axes.contamination]
es = "Contaminación del suelo"
[schema.axes.contamination.codes.clean]
es = "limpio"
[schema.axis_origin]
es = "Origen de {axis}"
[palette.status.idle_one_year]
es = "Ociosa un año"
[wording.column.area_m2]
es = "Superficie"
[wording.answer.yes]
es = "sí"
[rulebooks.idle-land-2012.rules.started]
es = "obras iniciadas"
"""


def edit(path, *additions):
    """Put the lines of each addition at the end of the table that it names, or add the table."""
    text = path.read_text(encoding="utf-8")
    for addition in additions:
        table, _, lines = addition.strip().partition("\n")
        before, header, after = text.partition(f"\n{table}\n")
        entries, following, others = after.partition("\n[")
        text = (
            f"{before}{header}{entries}\n{lines}\n{following}{others}"
            if header
            else text + addition
        )
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def extended(tmp_path_factory):
    """Return a copy of the package with a further axis, further facts and a further language."""
    folder = tmp_path_factory.mktemp("extended")
    shutil.copytree(SOURCE, folder / "parkland", ignore=shutil.ignore_patterns("__pycache__"))
    resources = folder / "parkland" / "resources"
    if not (resources / "sample").is_dir():  # a checkout has the sample beside the package
        shutil.copytree(parkland.sample_path(), resources / "sample")
    edit(resources / "schema.toml", AXIS, FACTS)
    edit(resources / "profiles" / "default.toml", WORDS, HEADINGS)
    (resources / "languages" / "es.toml").write_text(LANGUAGE, encoding="utf-8")
    choices = folder / "parkland" / "choices.py"
    code = choices.read_text(encoding="utf-8")
    line = 'Lang = Literal["zh", "en"]'
    assert code.count(line) == 1
    choices.write_text(code.replace(line, 'Lang = Literal["zh", "en", "es"]'), encoding="utf-8")
    return folder


def run_tests(package, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
         "--rootdir", str(TESTS.parent), "-m", "not browser", *arguments],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=TESTS.parent,
        env={**os.environ, "PYTHONPATH": str(package), "PYTHONUTF8": "1"},
    )  # fmt: skip


@pytest.mark.slow
def test_a_further_axis_fact_or_language_is_read_written_and_printed(extended):
    tests = [TESTS / f"test_{name}.py" for name in ("axes", "fields")]
    done = run_tests(extended, *map(str, tests), "-k", "contamination or test_fields", "-vv")
    assert done.returncode == 0, done.stdout[-4000:]
    assert "skipped" not in done.stdout
    for example in ("[contamination-es] PASSED", "[soil_report_no] PASSED", "[es] PASSED"):
        assert example in done.stdout, example


@pytest.mark.slow
def test_what_holds_for_all_codes_and_headings_holds_for_the_further_ones(extended):
    names = (
        "words", "map_words", "report_codes", "catalogues", "languages", "convention_faults",
    )  # fmt: skip
    done = run_tests(extended, *(str(TESTS / f"test_{name}.py") for name in names))
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_guide_for_those_who_add_something_names_files_that_exist():
    text = (TESTS.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, _, guide = text.partition("## What to edit to add something")
    paths = {name for name in re.findall(r"`([\w./]+)`", guide) if "/" in name}
    assert len(paths) > 10
    roots = (SOURCE, TESTS.parent)
    assert not [path for path in paths if not any((root / path).exists() for root in roots)]


def test_the_design_says_what_every_module_owns():
    text = (TESTS.parent / "DESIGN.md").read_text(encoding="utf-8")
    names = {path.parent.name if path.stem == "__init__" else path.stem
             for path in SOURCE.rglob("*.py")} - set(COMMANDS)  # fmt: skip
    assert sorted(name for name in names if not re.search(rf"`[^`]*\b{name}\b[^`]*`", text)) == []
