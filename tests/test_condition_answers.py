"""What conditions answer: three values, and nothing that stands in a cell can change that."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkland.conventions import load_profile
from parkland.conventions.expression_reading import expression_of
from parkland.conventions.expressions import ExpressionError
from parkland.status.condition_answers import Asked
from parkland.status.own_columns import OwnColumns

DAY = dt.date(2020, 3, 1)
WORDS = {1: "yes", 0: "no", -1: "unknown"}


def answers(text, **columns):
    table = pd.DataFrame({name: pd.Series(cells) for name, cells in columns.items()})
    asked = Asked(OwnColumns(table, load_profile()), DAY)
    return [WORDS[int(one)] for one in asked.answers(expression_of(text).tree)]


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("years_since(x) >= 5", ["2015-03-01", "2015-03-02", "", None], "yes no unknown unknown"),
        ("years_since(x) == 4", ["2016-02-29", "2015-02-28"], "yes no"),
        ("days_until(x) <= 30", ["2020-03-31", "2020-04-01"], "yes no"),
        ("months_since(x) < 0", ["2020-03-02", "2020-03-01"], "yes no"),
        ("year(x) == 2019", ["2019-12-31", "20191231", "2019"], "yes yes unknown"),
        ('x < "2019-01-01"', ["2018-12-31", "2019-01-01"], "yes no"),
        ("x < as_of", ["2020-02-29", "2020-03-01"], "yes no"),
        ("x < 1000", ["999", "1,000", "12 acres", "many"], "yes no unknown unknown"),
        ("0 < x <= 2", [1, 3, -1], "yes no no"),
        ("x / y > 1", [4, 0, 1], "yes no unknown"),
        ('x == "Not  Permissioned"', ["not permissioned", "permissioned"], "yes no"),
        ('x in ("440", "441")', ["440", "0440", None], "yes no unknown"),
        ("x not in (440, 441)", ["0440", "442"], "no yes"),
        ("is_known(x)", ["a", "", None, "n/a"], "yes no no no"),
        ("x and y < 3", ["yes", "no", "maybe"], "yes no unknown"),
        ("x or y < 3", ["yes", "no", "maybe"], "yes yes yes"),
        ("ha(x) >= 1", [10_000.0, 9_999.0], "yes no"),
        ('column("x") == "a"', ["a", "b"], "yes no"),
        ("x == y", ["2", "3", "x"], "yes no no"),
    ],
)
def test_an_expression_answers(text, cells, expected):
    y = [2, 2, 0][: len(cells)] + [2] * max(0, len(cells) - 3)
    assert answers(text, x=cells, y=y) == expected.split()


NAMES = st.sampled_from(["a", "b", "c"])
NUMBERS = st.integers(-3, 3).map(str)
VALUES = st.recursive(
    NAMES | NUMBERS,
    lambda below: st.tuples(below, st.sampled_from("+-*/"), below).map(
        lambda t: f"({' '.join(t)})"
    ),
    max_leaves=4,
)
COMPARED = st.tuples(VALUES, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), VALUES).map(
    " ".join
)
ANSWERS = st.recursive(
    COMPARED | NAMES.map("is_known({})".format),
    lambda below: (
        st.tuples(below, st.sampled_from(["and", "or"]), below).map(lambda t: f"({' '.join(t)})")
        | below.map("(not {})".format)
    ),
    max_leaves=5,
)


@given(ANSWERS.filter(lambda text: "is_known" not in text), st.data())
def test_a_known_answer_does_not_change_whatever_is_missing_turns_out_to_be(text, data):
    number = st.integers(-2, 2).map(float)
    cells = [data.draw(number | st.none()) for _ in "abc"]
    known = [data.draw(number) if cell is None else cell for cell in cells]
    before, after = (
        answers(text, **{name: [cell] for name, cell in zip("abc", several, strict=True)})
        for several in (cells, known)
    )
    assert before in (["unknown"], after)


@given(ANSWERS, st.lists(st.tuples(*[st.floats() | st.none()] * 3), min_size=1, max_size=4))
def test_a_row_is_answered_whatever_stands_in_the_others(text, rows):
    whole = answers(text, **{name: [row[n] for row in rows] for n, name in enumerate("abc")})
    single = [answers(text, a=[a], b=[b], c=[c])[0] for a, b, c in rows]
    assert whole == single


@given(st.text(max_size=60) | st.text("()[]{}.:,'\"\\notandorx<>=+-*/ 019", max_size=60))
def test_whatever_is_written_is_an_expression_or_one_sentence(text):
    try:
        expression_of(text)
    except ExpressionError as error:
        assert "\n" not in error.what.strip()


def test_a_large_number_is_no_overflow():
    assert answers("x * x > 1", x=[1e200, np.inf, 2.0]) == ["unknown", "unknown", "yes"]
