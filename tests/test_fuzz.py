"""Short runs of the damage suite; the long one is the command in CONTRIBUTING."""

import pytest

from . import fuzz


@pytest.mark.parametrize(("seed", "runs"), [(1, 40), pytest.param(0, 200, marks=pytest.mark.slow)])
def test_no_damaged_source_loses_anything_in_silence(seed, runs):
    results = fuzz.fuzz(seed, runs)
    assert len(results) == runs
    assert {result["outcome"] for result in results} >= {"read", "refused"}
    faults = [result for result in results if result["fault"]]
    assert faults == [], fuzz.summary(results)
