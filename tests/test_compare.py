"""What `compare` finds between two states of the land, and that every square metre is accounted."""

import warnings

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

import parkland as pk
from parkland.ledgers import ledger_of, on_day

from .changed_coverages import CRS, as_ledgers, coverage, edited, found_kinds, ledger

IDS = [f"G-{n:02d}" for n in range(30)]
CELLS = coverage(6, 5, seed=3)
FLOWS = ("opening", "out", "gone", "in", "new", "resurvey", "closing")


def adds_up(changes):
    """Require what holds of every comparison, whatever the data."""
    parcels, totals = changes.parcels, changes.totals
    for side, table in (("before", changes.before.parcels), ("after", changes.after.parcels)):
        # every parcel occurs, and its relations make up its area
        known = parcels[parcels[side].notna()]
        sums = known.groupby(side)[f"{side}_m2"].sum()
        assert set(sums.index) == set(table.index)
        assert np.allclose(sums.loc[table.index], table["area_m2"], rtol=0, atol=1e-6)
        assert (known[f"{side}_m2"] >= -1e-9).all()
    assert (parcels["confidence"].between(0, 1)).all()
    for unit, slack in (("m2", 1e-5), (changes.printed, 1e-9)):
        flow = {name: totals[f"{name}_{unit}"] for name in FLOWS}
        held = flow["opening"] - flow["out"] - flow["gone"] + flow["in"] + flow["new"]
        assert np.allclose(held + flow["resurvey"], flow["closing"], rtol=0, atol=slack)
        assert all((flow[name] >= -slack).all() for name in FLOWS if name != "resurvey")
        for by, rows in totals.groupby("by"):
            whole = rows[rows["group"] == "total"].iloc[0]
            if by == "flag":
                continue
            for name in FLOWS:
                parts = rows[rows["group"] != "total"][f"{name}_{unit}"].sum()
                assert parts == pytest.approx(whole[f"{name}_{unit}"], abs=slack)
    counted = totals["opening_parcels"] - totals["out_parcels"] + totals["in_parcels"]
    assert (counted == totals["closing_parcels"]).all()
    # the closing figures are those of the later ledger, as every other table prints them
    for by in totals["by"].unique():
        for side, word in ((changes.before, "opening"), (changes.after, "closing")):
            printed = pk.totals(side, by=by, unit=changes.unit, margins=True)
            found = changes.total(by)
            for group in printed.index:
                key = group if group is not None else found.index[found.index.isna()][0]
                assert found.loc[key, f"{word}_{changes.printed}"].sum() == pytest.approx(
                    printed.loc[group, f"area_{changes.unit}"].sum(), abs=1e-9
                )


@pytest.mark.parametrize("jitter", [0.0, 0.1])
def test_every_operation_is_found_again(jitter):
    found = edited(16, 14, share=0.6, seed=4, jitter=jitter)
    changes = pk.compare(*as_ledgers(found))
    adds_up(changes)
    assert found_kinds(changes) == found.expected


@settings(max_examples=4, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    columns=st.sampled_from([2, 4]),
    rows=st.sampled_from([2, 4]),
    jitter=st.sampled_from([0.0, 0.12, 2.0]),
    unit=st.sampled_from(["mu", "ha", "m2"]),
)
def test_the_land_balances_whatever_was_edited(seed, columns, rows, jitter, unit):
    sides = as_ledgers(edited(columns, rows, share=0.9, seed=seed, jitter=jitter))
    adds_up(pk.compare(*sides, unit=unit))


def test_printed_square_metres_do_not_take_the_place_of_the_computed_ones():
    sides = ledger(CELLS, IDS, "2019-12-31"), ledger(CELLS[:-1], IDS[:-1])
    in_mu, in_m2 = (pk.compare(*sides, unit=unit) for unit in ("mu", "m2"))
    assert in_m2.balance == in_mu.balance
    names = ["before_m2", "after_m2"]
    assert in_m2.parcels[names].equals(in_mu.parcels[names])
    printed = in_m2.parcels["before_printed_m2"]
    assert printed.equals(printed.round(in_m2.digits))
    assert not printed.equals(in_m2.parcels["before_m2"])


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 12))
def test_the_land_balances_where_parcels_overlap_at_random(seed, count):
    random = np.random.default_rng(seed)

    def scattered():
        boxes = [
            shapely.box(x, y, x + w, y + h)
            for x, y, w, h in zip(
                *random.uniform([[600_000], [3_224_000]], [[600_150], [3_224_150]], (2, count)),
                *random.uniform(5, 90, (2, count)),
                strict=True,
            )
        ]
        numbers = [f"N{random.integers(0, 8)}" for _ in boxes]
        return boxes, numbers

    before, after = scattered(), scattered()
    adds_up(pk.compare(ledger(*before, "2019-12-31"), ledger(*after)))


def test_a_layer_stored_in_another_way_has_no_change():
    before = ledger(CELLS, IDS, "2020-12-31")
    turned = [
        shapely.Polygon(np.roll(shapely.get_coordinates(one)[:-1][::-1], 3, axis=0))
        for one in CELLS
    ]
    for shapes in (CELLS[::-1], turned[::-1]):
        changes = pk.compare(before, ledger(shapes, IDS[::-1]))
        assert not changes
        assert list(changes.counts.loc["unchanged"]) == [30, 30]


@pytest.fixture(scope="module")
def sample():
    return pk.open_ledger(pk.sample_path(), as_of="2020-12-31")


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp"])
def test_the_sample_written_in_another_format_has_no_change(tmp_path, sample, ending):
    path = tmp_path / f"copy.{ending}"
    with warnings.catch_warnings(action="ignore"):  # a long text goes into the table beside a .dbf
        pk.write_parcels(sample.parcels.iloc[::-1], path)
    changes = pk.compare(sample, pk.open_ledger(path, as_of="2020-12-31"))
    assert not changes, (changes.facts, changes.statuses)
    assert abs(changes.balance["resurvey"]) < 1


@pytest.mark.parametrize("numbers", [IDS, [None] * 30])
def test_a_shift_of_the_whole_layer_is_estimated_and_told(numbers):
    moved = [affinity.translate(one, 87, -45) for one in CELLS]
    changes = pk.compare(ledger(CELLS, numbers, "2019-12-31"), ledger(moved, numbers))
    assert not changes
    assert (changes.shift.east_m, changes.shift.north_m) == pytest.approx((87, -45), abs=1e-6)
    codes = {"changes.shift"}
    if numbers is not IDS:
        codes |= {"changes.number_missing_before", "changes.number_missing_after"}
    assert set(changes.issues["code"]) == codes
    near = [affinity.translate(one, 0.1, 0.05) for one in CELLS]
    changes = pk.compare(ledger(CELLS, IDS, "2019-12-31"), ledger(near, IDS))
    assert list(changes.issues["code"]) == ["changes.shift_small"]
    assert not changes


def placed(side, crs, *, read_as=False):
    """Return a ledger in another reference system, or with its coordinates read in that system."""
    parcels = side.parcels
    parcels = parcels.set_crs(crs, allow_override=True) if read_as else parcels.to_crs(crs)
    parcels = pk.measure(parcels)
    flags = pk.flag_status(parcels, as_of=side.as_of)
    return ledger_of(parcels.drop(columns=flags.columns, errors="ignore").join(flags))


@pytest.mark.parametrize("crs", [4527, 4490])
def test_another_zone_or_degrees_are_transformed_and_told(crs):
    before, after = ledger(CELLS, IDS, "2019-12-31"), ledger(CELLS, IDS)
    for pair in ((before, placed(after, crs)), (placed(before, crs), after)):
        changes = pk.compare(*pair)
        assert not changes
        assert list(changes.issues["code"]) == ["changes.other_crs"]
    adds_up(changes)


def test_an_old_datum_is_compared_by_the_offset_that_the_parcels_show():
    after = ledger([affinity.translate(one, 60, -40) for one in CELLS], IDS)
    before = placed(ledger(CELLS, IDS, "2019-12-31"), 2384, read_as=True)
    changes = pk.compare(before, after)
    assert not changes
    assert {"changes.other_datum", "changes.shift"} <= set(changes.issues["code"])
    with pytest.raises(pk.ParklandError, match="two datums"):
        pk.compare(before[[0]], after[[0]])


def test_a_layer_read_in_the_wrong_zone_is_refused_with_the_way_out():
    before, after = ledger(CELLS, IDS, "2019-12-31"), ledger(CELLS, IDS)
    with pytest.raises(pk.ParklandError, match=r"exactly 3 degrees east.*wrong zone.*crs="):
        pk.compare(before, placed(after, 4549, read_as=True))


def test_a_whole_layer_kilometres_away_is_refused():
    before = ledger(CELLS, IDS, "2019-12-31")
    for far, refused in ((900, False), (1_100, True)):
        after = ledger([affinity.translate(one, far, 0) for one in CELLS], IDS)
        if not refused:
            assert pk.compare(before, after).shift.east_m == pytest.approx(far)
            continue
        with pytest.raises(pk.ParklandError, match=r"30 of 30 parcels .* lie 1,?100 m from"):
            pk.compare(before, after)


def test_a_number_used_again_for_other_land_is_told():
    moved = [*CELLS[1:], affinity.translate(CELLS[0], 5000, 0)]
    changes = pk.compare(ledger(CELLS, IDS, "2019-12-31"), ledger(moved, [*IDS[1:], IDS[0]]))
    assert list(changes.issues["code"]) == ["changes.number_reused"]
    assert changes.counts.loc["gone", "before"] == changes.counts.loc["new", "after"] == 1
    went = changes.parcels[changes.parcels["kind"] == "gone"].iloc[0]
    assert (went["before_id"], went["confidence"]) == (IDS[0], 0.5)


def test_two_numbers_that_were_exchanged_are_renumbered():
    swapped = [IDS[1], IDS[0], *IDS[2:]]
    changes = pk.compare(ledger(CELLS, IDS, "2019-12-31"), ledger(CELLS, swapped))
    assert list(changes.counts.loc["renumbered"]) == [2, 2]
    assert (changes.issues["code"] == "changes.number_reused").sum() == 2


def test_duplicate_numbers_are_counted_and_matched_by_ground():
    twice = ["G-00", "G-00", "G-00", *IDS[3:]]
    changes = pk.compare(ledger(CELLS, IDS, "2019-12-31"), ledger(CELLS, twice))
    assert changes.counts.loc[["unchanged", "renumbered"], "after"].tolist() == [28, 2]
    assert changes.issues[["code", "value"]].to_numpy().tolist() == [
        ["changes.number_twice_after", "1 / 3"]
    ]
    adds_up(changes)
    changes = pk.compare(ledger(CELLS, twice, "2019-12-31"), ledger(CELLS, IDS))
    assert list(changes.issues["code"]) == ["changes.number_twice_before"]
    adds_up(changes)


def test_copies_on_one_spot_form_one_pair_each():
    stack = [CELLS[0]] * 60
    changes = pk.compare(
        ledger(stack, [f"{n}" for n in range(60)], "2019-12-31"),
        ledger(stack[:50], [f"{n}" for n in range(50)]),
    )
    assert changes.counts.loc["unchanged"].tolist() == [50, 50]
    assert changes.counts.loc["gone", "before"] == 10
    adds_up(changes)


def test_copies_without_a_number_are_told_apart_by_their_facts():
    shapes, nobody = [CELLS[0]] * 3, [None] * 3
    before = ledger(shapes, nobody, "2020-12-31", name=["first", "second", "third"])
    changes = pk.compare(before, ledger(shapes, nobody, name=["third", "first", "second"]))
    assert not changes
    assert len(changes.parcels) == 3


def test_a_side_without_parcels_is_compared():
    before, after = ledger(CELLS, IDS, "2019-12-31"), ledger(CELLS, IDS)
    for pair, code in (
        ((before[[]], after), "changes.empty_before"),
        ((before, after[[]]), "changes.empty_after"),
    ):
        changes = pk.compare(*pair)
        assert list(changes.issues["code"]) == [code]
        adds_up(changes)
    assert not pk.compare(before[[]], after[[]])


def test_other_places_share_no_ground():
    far = [affinity.translate(one, 50_000, 0) for one in coverage(6, 5, seed=9)]
    other = [f"H-{n}" for n in range(30)]
    changes = pk.compare(ledger(CELLS, IDS, "2019-12-31"), ledger(far, other))
    assert list(changes.issues["code"]) == ["changes.no_common_land"]
    adds_up(changes)


def test_arguments_that_cannot_be_used():
    before, after = ledger(CELLS, IDS, "2019-12-31"), ledger(CELLS, IDS)
    for call, words in (
        (lambda: pk.compare(after, before), "is as of 2020-12-31, after"),
        (lambda: pk.compare(before, 3), "neither a ledger"),
        (lambda: pk.compare(before, after, tolerance_m=0), "metres above 0"),
        (lambda: pk.compare(before, after, unit="x"), "not a choice of unit"),
        (lambda: pk.compare(before, after, by=[]), "by is"),
        (lambda: pk.compare(before, after, by="nothing"), "no column 'nothing'"),
        (lambda: pk.compare(before, after).total("holder"), "no totals by 'holder'"),
    ):
        with pytest.raises(pk.ParklandError, match=words):
            call()


def test_parcels_that_overlap_in_the_same_way_exchange_nothing():
    wide = [one.buffer(5) for one in CELLS]
    changes = pk.compare(ledger(wide, IDS, "2019-12-31"), ledger(wide, IDS))
    assert not changes
    assert list(changes.issues["code"]) == ["changes.overlapping"]


def facts_of(**facts):
    """Return facts of one parcel, repeated for both that a ledger has."""
    return {name: pd.Series([value] * 2) for name, value in facts.items()}


def day(text):
    return pd.Timestamp(text).as_unit("s")


SUPPLIED = {"contract_on": day("2017-01-01"), "start_due": day("2018-06-01")}


def moves(before, after, days=("2019-12-31", "2020-12-31")):
    """Return the status of the first parcel before and after, with its cause."""
    pair = [
        ledger(CELLS[:2], IDS[:2], on, **facts_of(**facts))
        for on, facts in zip(days, (before, after), strict=True)
    ]
    changes = pk.compare(*pair)
    adds_up(changes)
    found = changes.statuses[changes.statuses["what"] == "status"]
    return found.iloc[0] if len(found) else None


def test_a_date_that_passed_is_the_cause():
    found = moves(SUPPLIED, SUPPLIED)
    assert (found["from"], found["to"]) == ("idle_one_year", "idle_two_years")
    assert (found["cause"], str(found["on"].date())) == ("date_passed", "2020-06-02")


def test_a_fact_that_was_entered_is_the_cause_and_is_named():
    found = moves(SUPPLIED, SUPPLIED | {"start_on": day("2020-03-05")})
    assert (found["to"], found["cause"], found["fields"]) == ("started", "fact_entered", "start_on")
    assert str(found["on"].date()) == "2020-03-05"
    assert found["causes"] == "date_passed；fact_entered"


def test_a_fact_that_was_corrected_is_the_cause():
    later = SUPPLIED | {"start_due": day("2020-06-01")}
    found = moves(SUPPLIED, later, ("2019-12-31", "2019-12-31"))
    assert (found["cause"], found["fields"]) == ("fact_corrected", "start_due")


def test_a_date_that_is_gone_leaves_no_day_where_the_answer_has_none():
    found = moves({"levelled_on": day("2019-05-01")}, {})
    assert (found["cause"], found["fields"]) == ("fact_removed", "levelled_on")
    assert pd.isna(found["on"])


def test_a_later_side_from_which_dates_are_gone_may_be_the_older_one():
    dates = pd.Series([day("2018-01-05")] * 4)
    sides = [
        ledger(CELLS[:4], IDS[:4], "2020-12-31", start_on=dates.where(dates.index < known))
        for known in (4, 1)
    ]
    changes = pk.compare(*sides)
    found = changes.issues.set_index("code")["message"]
    assert "3 / 0" in found["changes.dates_removed"]
    assert "changes.dates_removed" not in set(pk.compare(*sides[::-1]).issues["code"])


def test_a_fact_that_is_gone_is_the_cause_also_where_the_column_is_absent():
    found = moves(SUPPLIED | {"start_on": day("2018-01-05")}, SUPPLIED)
    assert (found["cause"], found["fields"]) == ("fact_removed", "start_on")


def test_a_column_that_the_later_file_lacks_is_told_once_and_changes_no_parcel():
    before = ledger(CELLS, IDS, "2019-12-31", holder=["somebody"] * 30)
    changes = pk.compare(before, ledger(CELLS, IDS))
    assert not changes
    found = changes.issues.iloc[0]
    assert (found["code"], found["field"], found["value"]) == (
        "changes.column_lost",
        "holder",
        "30",
    )


def test_records_that_cannot_be_used_are_counted_on_their_side():
    from dataclasses import replace

    sides = [ledger(CELLS, IDS, day) for day in ("2019-12-31", "2020-12-31")]
    left_out = [replace(one, quarantine=one.parcels.iloc[:2].assign(reason="")) for one in sides]
    changes = pk.compare(*left_out)
    assert list(changes.issues["code"]) == [
        "changes.quarantined_before", "changes.quarantined_after",
    ]  # fmt: skip


def test_a_rule_that_changed_is_the_cause(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(
        'extends = "idle-land-2012"\n[thresholds]\nidle_after_years = 2\n', encoding="utf-8"
    )
    rules = pk.load_rulebook(path)
    side = ledger(CELLS[:2], IDS[:2], "2019-12-31", **facts_of(**SUPPLIED))
    from dataclasses import replace

    other = replace(side, rules=rules)
    flags = pk.flag_status(other)
    changes = pk.compare(side, replace(other, parcels=side.parcels.assign(**dict(flags.items()))))
    assert set(changes.statuses["cause"]) == {"rule_changed"}


def test_the_same_ledger_on_two_days_changes_only_in_time():
    sample = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    changes = pk.compare(on_day(sample, "2019-06-30"), sample)
    assert set(changes.statuses["cause"]) == {"date_passed"}
    assert changes.counts.loc["unchanged"].tolist() == [29, 29]
    adds_up(changes)
    # what went into a status in a year is told by `timeline` too
    rows = pk.timeline(sample)
    for move in changes.statuses[changes.statuses["what"] == "status"].itertuples():
        own = rows[(rows["parcel_id"] == move.after_id) & (rows["from_on"] == move.on)]
        assert own["status"].iloc[0] == move.to


def test_facts_of_the_office_compare_and_technical_columns_do_not():
    before = ledger(CELLS, IDS, "2019-12-31", OBJECTID=range(30), 层数=[1.0] * 30, 亩=["a"] * 30)
    after = ledger(
        CELLS, IDS, OBJECTID=range(30, 0, -1), 层数=["1"] * 29 + ["2"], 亩=["A "] * 29 + [None]
    )
    changes = pk.compare(before, after)
    assert sorted(changes.facts["field"]) == ["亩", "层数"]
    assert set(changes.facts["change"]) == {"corrected", "removed"}


def test_the_plane_of_a_comparison_is_that_of_the_later_side():
    changes = pk.compare(ledger(CELLS, IDS, "2019-12-31"), ledger(CELLS, IDS))
    assert changes.parcels.crs == CRS
    assert "30 unchanged" in repr(changes)
