"""Verbs take date, rules, decimals and overlaps from a ledger, and never guess what it knows."""

import dataclasses
import datetime as dt
from fractions import Fraction

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

import parkland as pk
from parkland.figures import figures_of
from parkland.ledgers import ledger_of

from .conftest import EAST, NORTH, squares
from .test_status import build, facts

DAY = "2020-12-31"
HECTARE = 10_000.0
# 9 ha of land that was to be built upon by the end of 2017, of which 1 ha was taken back
NINE = {
    "地块编号": ["甲-1"], "约定开工时间": ["2017-12-31"], "供应方式": ["挂牌出让"],
    "处置方式": ["收回"], "处置日期": ["2020-06-01"], "处置面积(平方米)": [HECTARE],
}  # fmt: skip


@pytest.fixture
def nine_hectares(write_shp):
    import shapely

    return write_shp(
        {"DKBH": ["甲-1"], "YDKGSJ": ["2017-12-31"]},
        geometry=[shapely.box(EAST, NORTH, EAST + 300, NORTH + 300)],
    )


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "台账.xlsx"
    pd.DataFrame(NINE).to_excel(path, index=False)
    return path


@pytest.fixture
def county(tmp_path):
    """Return a profile whose rulebook calls land idle after two years, and prints whole mu."""
    (tmp_path / "county.toml").write_text(
        'extends = "idle-land-2012"\n[thresholds]\nidle_after_years = 2\n'
        "taken_back_after_years = 3\n",
        encoding="utf-8",
    )
    path = tmp_path / "parkland.toml"
    path.write_text(
        'extends = "default"\nrulebook = "county.toml"\n[areas]\ndigits = { mu = 0 }\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture
def county_ledger(sample, county):
    return pk.open_ledger(sample, as_of=DAY, profile=county)


def steps(raw, register, *, profile="default", as_of=DAY):
    """Return the parcels by the documented steps: clean, measure, classify."""
    parcels, _, _ = pk.clean(raw, register=register, profile=profile)
    parcels = pk.measure(parcels)
    return parcels.join(pk.flag_status(parcels, as_of=as_of))


def test_a_part_taken_back_leaves_the_rest_idle_in_the_ledger_and_by_the_steps(
    nine_hectares, register
):
    ledger = pk.open_ledger(nine_hectares, as_of=DAY, register=register)
    by_steps = steps(pk.read_parcels(nine_hectares), pk.read_register(register))
    assert ledger.parcels["status"].item() == by_steps["status"].item() == "idle_two_years"
    assert pk.totals(ledger).loc["idle", "area_mu"] == 119.92
    assert pk.totals(by_steps).loc["idle", "area_mu"] == 119.92
    assert pk.totals(by_steps).loc["reclaimed", "area_mu"] == 15.0


@pytest.mark.parametrize("fact", ["disposal_area_m2", "levelled_area_m2"])
@pytest.mark.parametrize("column", ["area_m2", "planar_area_m2"])
def test_an_area_that_would_decide_and_is_absent_is_an_error_that_names_measure(
    make_parcels, fact, column
):
    parcels = make_parcels(2, measured=True, **{fact: [None, 2_500.0]}).drop(columns=column)
    for verb in (pk.flag_status, pk.contradictions, pk.deadlines):
        with pytest.raises(pk.ParklandError, match=rf"lacks {column}.*pk\.measure"):
            verb(parcels, as_of=DAY)
    with pytest.raises(pk.ParklandError, match=r"pk\.measure"):
        pk.timeline(parcels)
    with pytest.raises(pk.ParklandError, match=r"pk\.measure"):
        pk.explain(parcels.iloc[1], as_of=DAY)


def test_an_area_that_decides_nothing_is_not_asked_for(make_parcels):
    for fact in (None, 0.0):
        parcels = make_parcels(2, disposal_area_m2=fact, levelled_area_m2=fact)
        assert len(pk.flag_status(parcels, as_of=DAY)) == 2


def test_every_verb_on_a_ledger_judges_by_its_rules(county_ledger):
    ledger = county_ledger
    row = ledger.parcels.set_index("parcel_id").loc["GD-03"]
    assert row["status_rule"] == "overdue"
    assert row["status_rules"] == "county.toml"
    explained = pk.explain(ledger, "GD-03")
    assert (explained.status_rule, explained.as_of) == ("overdue", dt.date(2020, 12, 31))
    flags = pk.flag_status(ledger)
    pd.testing.assert_frame_equal(flags, ledger.parcels[flags.columns])
    changes = pk.timeline(ledger)
    now = changes[~(changes["from_on"] > DAY)].groupby("parcel").tail(1)
    assert now["status_rule"].tolist() == ledger.parcels["status_rule"].tolist()
    for rules, kind in ((None, "idle"), ("idle-land-2012", "takeback")):
        due = pk.deadlines(ledger, within="400D", rules=rules)
        assert kind in set(due.loc[due["parcel_id"] == "GD-03", "kind"])
    pd.testing.assert_frame_equal(
        pk.contradictions(ledger),
        pk.contradictions(ledger.parcels, as_of=DAY, rules=ledger.rules),
    )


def test_parcels_of_a_ledger_are_judged_by_its_rules(county_ledger):
    some = county_ledger.parcels.query("parcel_id == 'GD-03'")
    assert pk.flag_status(some, as_of=DAY)["status_rule"].tolist() == ["overdue"]
    assert pk.explain(some, as_of=DAY).status_rule == "overdue"


def test_a_table_judged_by_other_rules_is_never_judged_by_the_default_in_silence(county_ledger):
    parcels = county_ledger.parcels.copy()
    parcels.attrs.clear()  # as a join or a file leaves it: nothing says which ledger it is from
    row = parcels[parcels["parcel_id"] == "GD-03"]
    calls = [
        lambda **how: pk.flag_status(parcels, as_of=DAY, **how),
        lambda **how: pk.contradictions(parcels, as_of=DAY, **how),
        lambda **how: pk.deadlines(parcels, as_of=DAY, **how),
        lambda **how: pk.timeline(parcels, **how),
        lambda **how: pk.explain(row, as_of=DAY, **how),
        lambda **how: pk.explain(row.iloc[0], as_of=DAY, **how),
    ]
    for call in calls:
        with pytest.raises(pk.ParklandError, match=r"rulebook county\.toml.*Pass the ledger"):
            call()
        call(rules=county_ledger.rules)
        call(rules="idle-land-2012")
    with pytest.raises(pk.ParklandError, match=r"county\.toml"):
        pk.draw_map(parcels)


def test_a_bundled_rulebook_that_was_changed_is_not_taken_for_the_bundled_one(sample):
    rules = dataclasses.replace(pk.load_rulebook(), idle_after_years=2)
    parcels = pk.measure(pk.clean(pk.read_parcels(sample)).parcels)
    judged = parcels.join(pk.flag_status(parcels, as_of=DAY, rules=rules))
    with pytest.raises(pk.ParklandError, match=r"idle-land-2012 \(changed\).*no rules are given"):
        pk.explain(judged.iloc[[0]], as_of=DAY)
    assert pk.explain(judged.iloc[[0]], as_of=DAY, rules=rules).as_of.isoformat() == DAY


def test_decimals_of_the_profile_reach_the_totals(county_ledger):
    found = pk.totals(county_ledger, margins=True)["area_mu"]
    assert found.map(str).tolist() == ["728.0", "39.0", "171.0", "123.0", "1829.0"]
    assert pk.totals(county_ledger, digits=1).loc["reclaimed", "area_mu"] == 170.9
    assert pk.totals(county_ledger, unit="ha").loc["levelled", "area_ha"] == 48.5334
    assert figures_of(county_ledger).format(1829.0) == "1,829"


def test_a_ledger_brings_its_overlaps_and_a_table_does_not(ledger):
    found = pk.totals(ledger, by="layer", margins=True)
    assert list(found.columns) == ["parcels", "area_mu", "overlap_mu", "net_mu"]
    plain = pk.totals(ledger.parcels, by="layer", margins=True)
    pd.testing.assert_frame_equal(found[["parcels", "area_mu"]], plain)
    assert list(pk.totals(ledger, area="planar").columns) == ["parcels", "area_mu"]
    pd.testing.assert_frame_equal(pk.overlaps(ledger), ledger.overlaps)
    pd.testing.assert_frame_equal(pk.overlaps(ledger.parcels), ledger.overlaps)
    pd.testing.assert_frame_equal(
        pk.shared_between(ledger, by="layer"),
        pk.shared_between(ledger.parcels, overlaps=ledger.overlaps, by="layer"),
    )
    with pytest.raises(pk.ParklandError, match=r"overlaps=pk\.overlaps"):
        pk.shared_between(ledger.parcels)


def test_reconcile_takes_the_areas_and_overlaps_of_the_ledger(ledger, monkeypatch):
    by_hand = pk.reconcile(ledger.parcels, margins=True)
    for measuring in ("measure", "find_overlaps"):
        monkeypatch.setattr(f"parkland.figures.reconciliation.{measuring}", None)
    pd.testing.assert_frame_equal(pk.reconcile(ledger, margins=True), by_hand)


def test_a_parcel_is_explained_by_its_number(ledger):
    assert pk.explain(ledger, "GD-03").parcel.startswith("GD-03")
    assert str(pk.explain(ledger, "GD-03")) == str(pk.explain(ledger.parcels, "GD-03"))
    with pytest.raises(pk.ParklandError, match="'GD-30'.*such as GD-10"):
        pk.explain(ledger, "GD-30")
    with pytest.raises(pk.ParklandError, match="no parcel has the number '天空'"):
        pk.explain(ledger, "天空")
    with pytest.raises(pk.ParklandError, match="29 parcels were given, not one.*GD-03"):
        pk.explain(ledger)
    twice = ledger.parcels.assign(parcel_id="GD-03")
    with pytest.raises(pk.ParklandError, match="29 parcels have the number 'GD-03'"):
        pk.explain(twice, "GD-03")


def test_the_day_of_judged_parcels_is_known_and_that_of_others_is_asked_for(ledger):
    parcels = ledger.parcels
    pd.testing.assert_frame_equal(pk.deadlines(parcels), pk.deadlines(ledger))
    bare = parcels.drop(columns="status_as_of")
    with pytest.raises(pk.ParklandError, match="no day is given"):
        pk.deadlines(bare)
    with pytest.raises(pk.ParklandError, match="no day is given"):
        pk.notices(bare)
    mixed = parcels.assign(status_as_of=pd.to_datetime([DAY, "2021-12-31"] * 14 + [DAY]))
    with pytest.raises(pk.ParklandError, match="judged on several days"):
        pk.deadlines(mixed)


@pytest.mark.parametrize("wrong", [[1, 2], None, "sample", pd.Series([1.0])])
def test_what_is_neither_ledger_nor_table_is_refused_in_a_sentence(wrong):
    verbs = [pk.totals, pk.flag_status, pk.timeline, pk.reconcile, pk.overlaps, pk.draw_map]
    for verb in verbs:
        with pytest.raises(pk.ParklandError, match="neither a ledger nor a table.*open_ledger"):
            verb(wrong)


def test_wrong_arguments_give_a_sentence_and_lists_are_fine_where_a_series_is(ledger):
    with pytest.raises(pk.ParklandError, match=r"by is \['layer'\], not the name of one column"):
        pk.totals(ledger, by=["layer"])
    with pytest.raises(pk.ParklandError, match="a frame as an office has it"):
        pk.draw_map(gpd.GeoDataFrame(geometry=squares(1), crs="EPSG:4528"))
    assert pk.round_to_total([14.222411] * 3).tolist() == [14.23, 14.22, 14.22]
    assert pk.level_to([40, 25, 35.1], total=100).tolist() == [39.96, 24.98, 35.06]
    with pytest.raises(pk.ParklandError, match="not numbers"):
        pk.round_to_total(["a", "b"])
    with pytest.raises(pk.ParklandError, match="decimal places"):
        pk.round_to_total([1.0], digits="2")


def test_a_geoseries_is_enough_where_only_shapes_count():
    shapes = gpd.GeoSeries(squares(2, gap=-20.0), crs="EPSG:4528")
    frame = gpd.GeoDataFrame(geometry=shapes)
    for verb in (pk.overlaps, pk.gaps):
        pd.testing.assert_frame_equal(verb(shapes), verb(frame))
    assert len(pk.overlaps(shapes)) == 1
    if hasattr(shapely, "coverage_clean"):  # shapely before 2.2 cannot propose a fit
        pd.testing.assert_frame_equal(pk.propose_fit(shapes), pk.propose_fit(frame))


def test_map_report_and_export_take_parcels_as_well(ledger, tmp_path):
    parcels = ledger.parcels
    pk.write_report(parcels, tmp_path / "r.md")
    pk.write_report(ledger, tmp_path / "l.md")
    figures = "完成土地平整658.00"
    assert figures in (tmp_path / "r.md").read_text(encoding="utf-8")
    assert figures in (tmp_path / "l.md").read_text(encoding="utf-8")
    assert pk.draw_map(parcels).location is not None
    pk.write_parcels(ledger, tmp_path / "a.csv")
    pk.write_parcels(parcels, tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    rebuilt = ledger_of(parcels)
    assert rebuilt.as_of == ledger.as_of
    pd.testing.assert_frame_equal(rebuilt.overlaps, ledger.overlaps)


@pytest.mark.parametrize(
    ("dropped", "call"),
    [
        ("planar_area_m2", "pk.measure"),
        ("status_reason", "pk.flag_status"),
        ("geometry", "open_ledger"),
        ("contract_on", "Start from clean"),
    ],
)
def test_a_map_of_parcels_names_the_call_that_is_missing(ledger, dropped, call):
    with pytest.raises(pk.ParklandError, match=call):
        pk.draw_map(ledger.parcels.drop(columns=dropped))


def test_a_part_of_a_ledger_is_a_ledger(ledger):
    mask = ledger.parcels["layer"] == "杨村二期"
    part = ledger[mask]
    assert isinstance(part, pk.Ledger)
    assert part.parcels["layer"].unique().tolist() == ["杨村二期"]
    assert (part.as_of, part.rules, part.profile) == (ledger.as_of, ledger.rules, ledger.profile)
    for same in (
        mask.tolist(),
        mask.to_numpy(),
        mask.astype("boolean"),
        ledger.parcels.index[mask],
        ledger.parcels.index[mask].tolist(),
        ledger.parcels[mask],
    ):
        pd.testing.assert_frame_equal(ledger[same].parcels, part.parcels)
    assert ledger[[]].parcels.empty
    assert pk.totals(ledger[[]], margins=True).loc["total", "parcels"] == 0
    assert str(ledger[[3, 1]].parcels.index.tolist()) == "[3, 1]"
    unknown = ledger.parcels["low_efficiency"]
    assert unknown.isna().any()
    assert len(ledger[unknown].parcels) == unknown.sum()


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([True], "1 value for 29 parcels"),
        ([99], "no parcel has the index label 99"),
        ([1, 1], "chosen twice"),
        ("GD-03", "does not choose parcels"),
        (3, "does not choose parcels"),
        (pd.Series([True] * 29, index=range(1, 30)), "another index"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused_in_a_sentence(ledger, rows, what):
    with pytest.raises(pk.ParklandError, match=what):
        ledger[rows]


def test_overlaps_and_issues_of_parcels_that_are_left_out_go_with_them(write_shp):
    path = write_shp(
        {"DKBH": ["甲-1", "甲-1", "甲-3"], "状态": ["天知道", None, "没人懂"]},
        geometry=squares(3, gap=-20.0),
    )
    ledger = pk.open_ledger(path, as_of=DAY)
    assert len(ledger.overlaps) == 2
    part = ledger[[2, 3]] if 3 in ledger.parcels.index else ledger[ledger.parcels.index[1:]]
    assert part.overlaps[["left", "right"]].isin(part.parcels.index).all(axis=None)
    assert len(part.overlaps) == 1
    assert part.sources == ledger.sources
    assert "天知道" not in set(part.issues["value"])
    assert "没人懂" in set(part.issues["value"])
    whole = ledger.issues["source_row"].isna()
    assert part.issues["source_row"].isna().sum() == whole.sum()


def test_figures_are_rounded_once_for_each_area_unit_and_number_of_decimals(sample, monkeypatch):
    ledger = pk.open_ledger(sample, as_of=DAY)
    rounded = []

    def counting(values, *, digits):
        rounded.append(len(values))
        return pk.round_to_total(values, digits=digits)

    monkeypatch.setattr("parkland.figures.rounded.round_to_total", counting)
    for by in ("flag", "status", "layer", "district"):
        pk.totals(ledger, by=by, area="ellipsoidal", margins=True)
        pk.shared_between(ledger, by=by)
    for by in ("flag", "layer"):
        pk.totals(ledger, by=by, area="stated")
        pk.totals(ledger, by=by, unit="ha")
    of_parcels = [number for number in rounded if number == len(ledger.parcels)]
    facts_in_part = 2  # levelled and disposed of
    by_flag = 3  # ellipsoidal mu, stated mu, ellipsoidal ha
    assert len(of_parcels) == 3 + by_flag * facts_in_part


def test_each_parcel_is_measured_once_and_judged_once(sample, monkeypatch):
    from parkland.geodesy import geodesic_m2
    from parkland.status.judgement import Judgement

    measured, judged = [], []

    def measuring(geometry):
        measured.append(len(geometry))
        return geodesic_m2(geometry)

    def judging(parcels, *arguments, **keywords):
        judged.append(len(parcels))
        return original(parcels, *arguments, **keywords)

    original = Judgement.on_days
    for room in ("areas", "topology", "topology.doubled"):
        monkeypatch.setattr(f"parkland.{room}.geodesic_m2", measuring)
    monkeypatch.setattr(Judgement, "on_days", judging)
    ledger = pk.open_ledger(sample, as_of=DAY)
    pk.reconcile(ledger)
    pk.overlaps(ledger)
    assert [number for number in measured if number] == [len(ledger.parcels)]
    assert judged == [len(ledger.parcels)]


OPTIONAL = st.fixed_dictionaries(
    {},
    optional={
        "约定开工时间": st.sampled_from(["2017-12-31", "2019-06-30", "2021-01-01", "不详", None]),
        "实际开工时间": st.sampled_from(["2018-03-01", None]),
        "供应方式": st.sampled_from(["挂牌出让", None]),
        "处置方式": st.sampled_from(["收回", "收购", None]),
        "处置日期": st.sampled_from(["2020-06-01", "2021-06-01", None]),
        "处置面积(平方米)": st.sampled_from([2_500.0, 9_995.0, 0.0, None]),
        "平整日期": st.sampled_from(["2020-01-01", None]),
        "平整面积(平方米)": st.sampled_from([4_000.0, 20_000.0, None]),
        "证载面积(平方米)": st.sampled_from([9_990.0, 10_050.0, None]),
        "片区": st.sampled_from(["东", "西", None]),
    },
)


@settings(max_examples=12)
@given(st.lists(OPTIONAL, min_size=1, max_size=5))
def test_the_steps_one_by_one_give_the_ledger_whatever_columns_there_are(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("steps")
    columns = sorted({name for row in rows for name in row})
    table = {name: [row.get(name) for row in rows] for name in columns}
    table["地块编号"] = [f"甲-{place}" for place in range(len(rows))]
    path = folder / "地块.geojson"
    shapes = gpd.GeoSeries(squares(len(rows)), crs="EPSG:4528").to_crs("EPSG:4490")
    gpd.GeoDataFrame(table, geometry=shapes).to_file(path, driver="GeoJSON")
    ledger = pk.open_ledger(path, as_of=DAY)
    by_steps = steps(pk.read_parcels(path), None)
    pd.testing.assert_frame_equal(by_steps, ledger.parcels)
    overlapping = pk.overlaps(by_steps)
    for by in ("flag", "status", "layer"):
        pd.testing.assert_frame_equal(
            pk.totals(by_steps, by=by, margins=True, overlaps=overlapping),
            pk.totals(ledger, by=by, margins=True),
        )


rulebooks = st.builds(
    lambda more, idle, back, developed, invested: dataclasses.replace(
        pk.load_rulebook(),
        name="county",
        default_start_after_handover_years=more,
        idle_after_years=idle,
        taken_back_after_years=idle + back,
        developed_below=developed,
        invested_below=invested,
    ),
    st.integers(0, 3),
    st.integers(0, 4),
    st.integers(0, 3),
    st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1)]),
    st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1)]),
)


@settings(max_examples=20)
@given(
    st.lists(facts, min_size=1, max_size=4),
    st.dates(dt.date(2012, 7, 1), dt.date(2026, 1, 1)),
    rulebooks,
)
def test_all_verbs_conclude_alike_under_any_rulebook(make_parcels, rows, as_of, rules):
    parcels = build(make_parcels, rows)
    flags = pk.flag_status(parcels, as_of=as_of, rules=rules)
    ledger = dataclasses.replace(
        ledger_of(parcels.join(flags).assign(status_rules="idle-land-2012")),
        parcels=parcels.join(flags),
        rules=rules,
    )
    pd.testing.assert_frame_equal(pk.flag_status(ledger), flags)
    changes = pk.timeline(ledger)
    now = changes[~(changes["from_on"] > pd.Timestamp(as_of))].groupby("parcel").tail(1)
    now = now.set_index("parcel")
    same = ["levelled", "idle", "reclaimed", "status", "status_rule"]
    pd.testing.assert_frame_equal(now[same].astype(str), flags[same].astype(str), check_names=False)
    for number, label in zip(parcels["parcel_id"], parcels.index, strict=True):
        explained = pk.explain(ledger, number)
        assert explained.status_rule == flags.loc[label, "status_rule"]
        assert explained.reason == flags.loc[label, "status_reason"]
    due = pk.deadlines(ledger, within=3000).set_index("parcel")
    last = pd.Timestamp(as_of) + pd.Timedelta(days=3000)
    for label, day in flags["next_on"].items():
        if pd.notna(day) and day <= last:
            assert day in due.loc[[label], "due_on"].tolist()


@pytest.mark.parametrize(
    "crs", [4528, "EPSG:4528", CRS.from_epsg(4528), CRS.from_epsg(4528).to_wkt()]
)
def test_whatever_pyproj_accepts_is_a_reference_system(write_shp, tmp_path, crs):
    path = write_shp({"DKBH": ["甲-1"]}, prj=False)
    ledger = pk.open_ledger(path, as_of=DAY, crs=crs)
    assert ledger.parcels.crs.to_epsg() == 4528
    out = pk.write_parcels(ledger, tmp_path / "out.gpkg", crs=crs)
    assert pk.read_parcels(out).crs.to_epsg() == 4528
    with pytest.raises(pk.ParklandError, match="is not a reference system"):
        pk.read_parcels(path, crs=(1, 2, 3))
