"""A short run of the damage suite; the long one is the command in CONTRIBUTING."""

from . import fuzz

SHORT = 200


def test_no_damaged_source_loses_anything_in_silence():
    results = fuzz.fuzz(0, SHORT)
    assert len(results) == SHORT
    assert {result["outcome"] for result in results} >= {"read", "refused"}
    faults = [result for result in results if result["fault"]]
    assert faults == [], fuzz.summary(results)
