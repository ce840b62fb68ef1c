"""Repeated faults of one column are one line wherever a reader sees them, and rows for programs."""

import json

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.cli import main
from parkland.issue_groups import group_issues, issue_sentences
from parkland.issues import COLUMNS, Issue, issue_table

from .conftest import squares

NUMBER = 120


@pytest.fixture
def layer(write_shp):
    """Return a layer in which one column has the same fault in every record."""
    return write_shp(
        {
            "DKBH": [f"A-{i}" for i in range(NUMBER)],
            "YDKGSJ": [f"第{i}季度" for i in range(NUMBER)],
        },
        geometry=squares(NUMBER),
    )


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_check_prints_one_line_for_a_column_and_every_row_on_request(layer):
    grouped, every = run("check", layer), run("check", layer, "--all")
    assert grouped.exit_code == every.exit_code
    assert len(grouped.stdout.splitlines()) < 20
    (line,) = [one for one in grouped.stdout.splitlines() if "A-0 " in one]
    assert f"共 {NUMBER} 条：记录 1、2、3 等" in line
    assert f"A-{NUMBER - 1} " in every.stdout
    assert "--all" in grouped.stderr
    assert "--all" not in every.stderr


def test_programs_get_every_row(layer):
    ledger = pk.open_ledger(layer, as_of="2020-12-31")
    rows = json.loads(run("check", layer, "--format", "json").stdout)
    assert len(rows) == len(ledger.issues) > NUMBER


def test_a_workbook_has_one_line_for_a_column(layer, tmp_path):
    ledger = pk.open_ledger(layer, as_of="2020-12-31")
    path = pk.write_report(ledger, tmp_path / "报告.xlsx")
    book = openpyxl.load_workbook(path)
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(f"同类共 {NUMBER} 条" in text for text in texts) >= 1
    assert max(map(len, texts)) < 500


def test_a_receipt_says_a_repeated_sentence_once():
    found = [Issue(code="geometry.missing", source="a.shp", source_row=n) for n in range(1, 2402)]
    (sentence,) = issue_sentences(found, lang="en")
    assert sentence == "the record has no geometry (2,401 such issues; records 1, 2, 3 …)"


def test_issues_about_a_source_stay_apart_unless_they_are_equal():
    codes = ["column.unused"] * 3
    found = [Issue(code=c, source="a.shp", value=v) for c, v in zip(codes, "aba", strict=True)]
    assert len(issue_sentences(found, lang="en")) == 2


ISSUES = st.lists(
    st.builds(
        Issue,
        code=st.sampled_from(["geometry.missing", "overlap.real", "value.not_a_number"]),
        source=st.sampled_from(["a.shp", "b.shp"]),
        source_row=st.none() | st.integers(1, 9),
        parcel_id=st.sampled_from(["", "A"]),
        field=st.sampled_from(["", "geometry"]),
        value=st.sampled_from(["", "x", "y"]),
    ),
    max_size=30,
)


@given(found=ISSUES, each_record=st.booleans(), lang=st.sampled_from(["zh", "en"]))
def test_groups_keep_columns_order_and_every_kind(found, each_record, lang):
    table = issue_table(found, lang=lang)
    grouped = group_issues(table, lang=lang, each_record=each_record)
    assert list(grouped.columns) == list(COLUMNS)
    kinds = ["source", "code", "field", "severity"]
    pd.testing.assert_frame_equal(
        grouped[kinds].drop_duplicates(ignore_index=True),
        table[kinds].drop_duplicates(ignore_index=True),
    )
    if each_record:
        records = ["source", "source_row"]
        assert len(grouped[records].drop_duplicates()) == len(table[records].drop_duplicates())
    assert len(group_issues(grouped, lang=lang, each_record=each_record)) <= len(grouped)
