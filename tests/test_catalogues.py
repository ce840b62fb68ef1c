"""Resources and the code that uses them agree."""

import re
import runpy
from pathlib import Path

import parkland
from parkland.cleaning.status_axes import read_status
from parkland.conventions import load_profile, load_rulebook, statuses
from parkland.display import code_words, label
from parkland.issues import SEVERITIES
from parkland.languages import languages
from parkland.schema import AXES, AXIS_CODES, FIELDS, FLAGS, RESULTS
from parkland.status import STATUS_OF_RULE
from parkland.wording import resource, resource_folder

DOCS = Path(__file__).parents[1] / "docs"
SOURCE = Path(parkland.__file__).parent
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))


def test_every_fault_code_in_the_code_is_in_the_catalogue_and_the_reverse():
    faults = set(resource_folder("faults"))
    stems = {code.split(".")[0] for code in faults}
    used = {
        code for code in re.findall(r'"([a-z]+\.[a-z_]+)"', CODE) if code.split(".")[0] in stems
    } - {"status.py"}
    others = {
        f"{section}.{name}"
        for folder in ("wording", "errors")
        for section, texts in resource_folder(folder).items()
        for name in texts
    }
    assert used - others == faults


def test_every_fault_has_a_severity_and_two_languages():
    for code, fault in resource_folder("faults").items():
        assert fault["severity"] in SEVERITIES, code
        assert fault["zh"], code
        assert fault["en"], code


def test_every_fault_is_documented_by_its_cause_and_remedy():
    faults = resource_folder("faults")
    lacking = [
        code
        for code, fault in faults.items()
        for part in ("cause", "remedy")
        if set(fault.get(part, {})) != {"zh", "en"}
    ]
    assert lacking == []
    page = runpy.run_path(str(DOCS / "make_faults.py"))["page"]()
    written = (DOCS / "faults.md").read_text(encoding="utf-8")
    assert written == page, "run python docs/make_faults.py"


def test_every_fault_has_a_test():
    paths = [*DOCS.parent.glob("tests/**/*.py"), *DOCS.parent.glob("tests/**/*.toml")]
    tests = "".join(path.read_text(encoding="utf-8") for path in paths)
    untested = [
        code
        for code in resource_folder("faults")
        if not {f'"{code}"', f'"{code.split(".")[1]}"'} & set(re.findall(r'"[a-z._]+"', tests))
    ]
    assert untested == []


def test_every_wording_has_two_languages_and_no_other_key_than_languages():
    for section, texts in resource_folder("wording").items():
        for name, text in texts.items():
            assert {"zh", "en"} <= set(text) <= set(languages()), f"{section}.{name}"


def test_every_rule_has_a_reason_and_every_status_a_style():
    assert set(STATUS_OF_RULE) == set(load_rulebook().rules)
    assert set(STATUS_OF_RULE.values()) <= set(statuses())


def test_every_axis_code_of_the_default_profile_has_words():
    profile = load_profile()
    assert {axis.name for axis in AXES} == set(profile.axes) == set(AXIS_CODES)
    for axis, codes in AXIS_CODES.items():
        assert set(profile.axes[axis].values()) <= set(codes) == set(code_words(axis, "en")), axis


def test_the_words_of_an_axis_are_read_back_as_its_codes_by_the_default_profile():
    for axis, codes in AXIS_CODES.items():
        for code in codes:
            understood, unknown, _ = read_status(code_words(axis, "zh")[code], load_profile())
            assert understood[axis][1] == code, (axis, code)
            assert unknown == [], (axis, code)


def test_every_column_has_a_label_in_every_language_and_no_two_fields_have_the_same():
    for lang in languages():
        labels = [label(name, lang) for name in (*FIELDS, *RESULTS, *FLAGS)]
        assert not set(labels) & set(FIELDS), lang
        fields = labels[: len(FIELDS)]
        assert len(fields) == len(set(fields)), lang


def test_no_two_files_of_a_folder_say_the_same_thing():
    for folder in ("wording", "faults"):
        paths = sorted((SOURCE / "resources" / folder).glob("*.toml"))
        keys = [key for path in paths for key in resource(f"{folder}/{path.name}")]
        assert len(keys) == len(set(keys)), folder
