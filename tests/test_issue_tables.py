"""The issue table: batches and single issues give the same rows, in either language."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from parkland.issues import COLUMNS, SEVERITIES, Issue, IssueBatch, issue_table, translate_issues
from parkland.wording import resource_folder

TEXTS = st.text(st.characters(exclude_categories=["C"]), max_size=8)
ROWS = st.lists(st.tuples(TEXTS, st.none() | st.integers(1, 99), TEXTS, TEXTS), max_size=4)
CODES = st.sampled_from(sorted(resource_folder("faults")))
FOUND = st.lists(
    st.tuples(CODES, TEXTS, st.sampled_from(["kept", "repaired", "quarantined"]), ROWS), max_size=5
)


def batched(found):
    return [
        IssueBatch(
            code=code,
            sources=[row[0] for row in rows],
            source_rows=[row[1] for row in rows],
            parcel_ids=[row[2] for row in rows],
            value_texts=[row[3] for row in rows],
            field=field,
            action=action,
        )
        for code, field, action, rows in found
    ]


def single(found):
    return [
        Issue(
            code=code,
            source=source,
            source_row=row,
            parcel_id=parcel_id,
            field=field,
            action=action,
            value=value,
        )
        for code, field, action, rows in found
        for source, row, parcel_id, value in rows
    ]


@given(FOUND, st.sampled_from(["zh", "en"]))
def test_batches_and_single_issues_give_the_same_table(found, lang):
    table = issue_table(batched(found), lang=lang)
    issues = single(found)
    pd.testing.assert_frame_equal(table, issue_table(issues, lang=lang))
    assert list(table.columns) == list(COLUMNS)
    in_order = sorted(issues, key=lambda issue: SEVERITIES.index(issue.severity))
    assert table["message"].tolist() == [issue.message(lang) for issue in in_order]
    assert table["value"].tolist() == [issue.value for issue in in_order]


@given(FOUND)
def test_a_translated_table_is_the_one_made_in_that_language(found):
    chinese, english = (issue_table(batched(found), lang=lang) for lang in ("zh", "en"))
    pd.testing.assert_frame_equal(translate_issues(chinese, lang="en"), english)
    pd.testing.assert_frame_equal(translate_issues(english, lang="zh"), chinese)


def test_an_empty_table_has_the_columns_and_their_types():
    full = issue_table([Issue(code="geometry.missing")])
    assert issue_table().dtypes.to_dict() == full.dtypes.to_dict()
