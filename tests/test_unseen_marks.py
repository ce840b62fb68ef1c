"""A mark of direction or a control character in a name is written out wherever it is shown."""

from __future__ import annotations

import dataclasses
import json
import re
import zipfile

import pytest

import parkland as pk
from tests.map_pages import Block, head_of_page

MARKS = "\u202e\u2066\x1b\x85\u200f\U000e0041"
WRITTEN = re.compile(r"甲\\+u202e\\+u2066\ufffd\\+u0085\\+u200f\\+udb40\\+udc41乙")
SHOWN = {".md": None, ".docx": "word/document.xml", ".xlsx": "xl/sharedStrings.xml"}


@pytest.fixture(scope="module")
def marked(sample):
    ledger = pk.open_ledger(sample / "供地地块.shp", as_of="2020-12-31")
    name = f"甲{MARKS}乙"
    own = ledger.parcels.assign(holder=name, **{name: "丙"})
    return dataclasses.replace(ledger, parcels=own)


def is_written_out(text):
    return WRITTEN.search(text) is not None and not any(mark in text for mark in MARKS)


def test_on_a_map(marked):
    page = pk.draw_map(marked, colour_by="holder", title=f"甲{MARKS}乙").get_root().render()
    assert is_written_out(page)
    head, block = head_of_page(page), Block(page)
    assert is_written_out(json.dumps(head, ensure_ascii=False))
    (holder,) = [one for one in head["columns"] if one["name"] == "holder"]
    assert all(map(is_written_out, block.texts(holder)))


@pytest.mark.parametrize("ending", SHOWN)
def test_in_a_report(marked, ending, tmp_path):
    path = pk.write_report(marked, tmp_path / f"a{ending}")
    if SHOWN[ending] is None:
        text = path.read_text("utf-8")
    else:
        with zipfile.ZipFile(path) as parts:
            text = parts.read(SHOWN[ending]).decode("utf-8")
    assert is_written_out(text)


def test_in_a_notebook(marked):
    report = pk.compose_report(marked)
    assert not set(MARKS) & set(report._repr_html_())
    for thing in (marked.parcels, pk.totals(marked, by="holder")):
        assert is_written_out(pk.show(thing).html)


def test_a_file_of_parcels_keeps_its_texts(marked, tmp_path):
    path = pk.write_parcels(marked.parcels.drop(columns=f"甲{MARKS}乙"), tmp_path / "a.gpkg")
    again = pk.open_ledger(path, as_of="2020-12-31")
    assert set(again.parcels["holder"]) == set(marked.parcels["holder"])
