"""What the page's scripts are tested against is what Python answers today."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

import pytest

from parkland.dataset_maps.folder_page import SCRIPTS as FOLDER_SCRIPTS
from parkland.maps.parcel_layer import SCRIPTS

from .page_script_cases import PATH, cases

ASSETS = Path(__file__).parents[1] / "src" / "parkland" / "maps" / "assets"


def unpacked(answers: dict) -> dict:
    """Return the answers with the bytes of the block: gzip differs from one zlib to another."""
    block = gzip.decompress(base64.b64decode(answers["packed"]["block"]))
    return answers | {"packed": answers["packed"] | {"block": block}}


def same(found, wanted) -> bool:
    """Whether two trees of JSON agree, numbers to a billionth."""
    if isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(
            same(found[key], wanted[key]) for key in wanted
        )
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(wanted, float):
        return found == pytest.approx(wanted, rel=1e-9, abs=1e-6)
    return found == wanted


def test_the_cases_of_the_scripts_hold_what_python_answers():
    kept = unpacked(json.loads(PATH.read_text("utf-8")))
    answers = unpacked(cases())
    wrong = [kind for kind in answers if not same(kept.get(kind), json_of(answers[kind]))]
    assert wrong == [], "python -m tests.page_script_cases writes them again"
    assert kept.keys() == answers.keys()


def json_of(answers):
    """Return the answers as JSON would give them back; bytes stay."""
    if isinstance(answers, dict) and "block" in answers:
        rest = {key: value for key, value in answers.items() if key != "block"}
        return json_of(rest) | {"block": answers["block"]}
    return json.loads(json.dumps(answers))


def test_every_script_is_in_a_page_and_no_other():
    assert {path.stem for path in ASSETS.glob("*.js")} == {*SCRIPTS, *FOLDER_SCRIPTS}


def test_no_text_of_a_script_runs_over_a_line():
    """A page carries the lines of the scripts without their indentation."""
    for path in ASSETS.glob("*.js"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert line.count("`") % 2 == 0, f"{path.name}: {line}"
