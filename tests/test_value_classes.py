"""Classes of numbers: quantiles, equal ranges, natural breaks, the office's own cuts."""

import itertools

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.choices import ClassScheme, words_of
from parkland.cli import main
from parkland.figures.natural_breaks import natural_breaks
from parkland.figures.value_classes import classes_of, roundest
from parkland.maps.map_page import MapOptions, page_content

from .map_pages import head_of_page

SCHEMES = words_of(ClassScheme)
WHOLE = st.lists(st.integers(-1_000, 1_000), min_size=1, max_size=12)


def costs(values, places):
    parts = np.split(np.asarray(values, dtype="float64"), places)
    return sum(((part - part.mean()) ** 2).sum() for part in parts)


@given(WHOLE, st.integers(2, 6))
def test_no_other_limits_have_a_smaller_sum_of_squares_than_natural_breaks(values, k):
    distinct, counts = np.unique(np.array(values, dtype="float64"), return_counts=True)
    found = natural_breaks(distinct, counts, k)
    every = np.repeat(distinct, counts)
    ends = np.concatenate([[0], np.cumsum(counts)])
    number = min(k, len(distinct)) - 1
    assert len(found) == number
    least = min(
        costs(every, ends[list(cut)])
        for cut in itertools.combinations(range(1, len(distinct)), number)
    )
    assert costs(every, ends[found]) == pytest.approx(least)


@given(WHOLE, st.sampled_from(SCHEMES), st.integers(2, 10), st.integers(0, 2))
def test_every_value_stands_in_the_class_that_its_printed_figure_names(values, scheme, k, digits):
    printed = np.array([*values, np.nan]) / 10**digits
    cuts, codes = classes_of(printed, scheme=scheme, k=k, digits=digits)
    assert codes[-1] == -1
    assert list(cuts) == sorted(set(cuts))
    assert len(cuts) < k
    edges = [-np.inf, *cuts, np.inf]
    for value, code in zip(printed[:-1], codes[:-1], strict=True):
        assert edges[code] <= round(value, digits) < edges[code + 1]
    if scheme != "equal":
        assert set(range(len(cuts) + 1)) <= set(codes)


@given(st.integers(-10_000, 10_000), st.integers(1, 5_000))
def test_a_round_cut_divides_as_the_value_does(below, more):
    cut = roundest(below, below + more)
    assert below < cut <= below + more


def test_quantiles_have_as_many_parcels_each_and_equal_ranges_one_width():
    values = np.arange(1000.0)
    assert set(np.bincount(classes_of(values, k=4).codes)) == {250}
    assert classes_of(values, scheme="equal", k=3).cuts == (333.0, 666.0)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"scheme": "jenks"}, "'jenks' is not a choice of scheme"),
        ({"classes": 1}, "classes is 1"),
        ({"classes": True}, "classes is True"),
        ({"cuts": "10"}, "cuts is '10'"),
        ({"cuts": ["ten"]}, "cuts is .'ten'."),
        ({"cuts": [1, "2015-01-01"]}, "cuts is"),
        ({"cuts": range(10)}, "cuts has 10 limits"),
        ({"cuts": [float("nan")]}, "cuts is"),
    ],
)
def test_classes_that_cannot_be_are_one_sentence(wrong, fault):
    with pytest.raises(pk.ParklandError, match=fault):
        pk.ValueClasses("area_m2", **wrong)


def test_ranges_are_for_numbers_and_days_and_their_cuts_of_the_same_kind(ledger):
    for by, fault in (
        (pk.ValueClasses("district"), "holds neither numbers nor days"),
        (pk.ValueClasses("status"), "holds neither numbers nor days"),
        (pk.ValueClasses("area_m2", cuts=["2015-01-01"]), "the cuts are dates"),
        (pk.ValueClasses("start_due", cuts=[2015]), "the cuts are numbers"),
    ):
        with pytest.raises(pk.ParklandError, match=fault):
            pk.draw_map(ledger, colour_by=by)


def test_own_cuts_have_open_ends_and_the_figures_add_up(ledger):
    by = pk.ValueClasses("ellipsoidal area (mu)", cuts=(20, 100))
    head = page_content(ledger, MapOptions(by=by)).head
    items = head["classes"]["items"]
    assert [item["label"] for item in items] == ["20.00以下", "20.00 – 100.00", "100.00及以上"]
    assert round(sum(float(item["area"].replace(",", "")) for item in items), 2) == 1829.08
    areas = ledger.parcels["area_m2"] * 0.0015
    assert int(items[0]["parcels"]) == (areas < 20).sum()
    days = pk.ValueClasses("start_due", cuts=["2015-01-01", "2018-07-01"])
    items = page_content(ledger, MapOptions(by=days, lang="en")).head["classes"]["items"]
    assert [item["label"] for item in items][:3] == [
        "below 2015-01-01",
        "2015-01-01 – 2018-07-01",
        "2018-07-01 and above",
    ]


def test_the_command_line_divides_as_python_does(tmp_path, ledger):
    page = tmp_path / "m.html"
    wishes = ["--by", "证载面积", "--scheme", "natural", "--classes", "4", "--as-of", "2020-12-31"]
    invoked = CliRunner().invoke(main, ["map", str(pk.sample_path()), "-o", str(page), *wishes])
    assert invoked.exit_code == 0, invoked.output
    head = head_of_page(page.read_text(encoding="utf-8"))
    by = pk.ValueClasses("stated_area_m2", "natural", 4)
    expected = page_content(ledger, MapOptions(by=by)).head
    assert head["classes"]["items"] == expected["classes"]["items"]
