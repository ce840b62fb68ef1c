"""Figures per mu, methods and classes; the numbers are those of the cases of the domain."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.asset_figures import indicator_text, number_text
from parkland.asset_figures.rating_scores import class_ends
from parkland.conventions.methods import Classes, Cutoff

from .asset_ledgers import MU, asset_ledger, own, rents, year_row


@pytest.fixture
def make(ledger, make_parcels):
    return lambda areas, **tables: asset_ledger(ledger, make_parcels, areas, **tables)


@pytest.fixture
def park(make):
    """Return a function that makes a park: an enterprise of 1 mu for each row of figures."""

    def build(rows, mu=1, **facts):
        names = [f"企业{place}" for place in range(len(rows))]
        return make(
            {f"P-{name}": mu * MU for name in names},
            enterprises=[{"enterprise_id": one, "name": one, **facts} for one in names],
            occupations=[own(name, f"P-{name}", land_m2=mu * MU) for name in names],
            yearly=[
                {"enterprise_id": name, "year": 2020, "scale": "above", **row}
                for name, row in zip(names, rows, strict=True)
            ],
        )

    return build


@pytest.fixture
def method(tmp_path):
    """Return a function that writes a method and reads it."""

    def write(text, head='extends = "huangyan-2022"\n'):
        path = tmp_path / "method.toml"
        path.write_text(head + text, encoding="utf-8")
        return pk.load_method(path)

    return write


LINHAI = """
title = "临海"
document = "例"
year = 2014
disclaimer = "测算结果，以县亩均办公布为准"
[classes]
cutoffs = [{ code = "A", to = 1 }]
[indicators]
"""
TAX = """
tax = { name = "税", numerator = "tax_cny", denominator = "land_m2", weight = 1, base = 1 }
"""
RATIOS = {
    "tax": ("tax_cny", "land_m2"), "va": ("value_added_cny", "land_m2"),
    "energy": ("value_added_cny", "energy_tce"), "emission": ("value_added_cny", "emission_t"),
    "rnd": ("rnd_cny", "revenue_cny"), "head": ("value_added_cny", "employees"),
}  # fmt: skip


def ratio_row(tax, va, energy, emission, head, rnd):
    """Return figures of 1 mu that have these ratios; a ratio of None lacks its divisor."""
    return {
        "tax_cny": tax * 1e4,
        "value_added_cny": va * 1e4,
        "energy_tce": None if energy is None else va / energy,
        "emission_t": None if emission is None else va / emission,
        "employees": va / head,
        "revenue_cny": 1e8,
        "rnd_cny": rnd * 1e8,
    }


BASE = ratio_row(24.097, 136.16, 2.694, 4929.81, 18.14, 0.0302)
OTHER = ratio_row(10, 100, 2, 3000, 15, 0.02)


def scores(ledger, book, year=2020):
    return pk.classify(ledger, method=book, year=year)["score"].round(2).tolist()


def test_case_11_tenants_by_the_three_rules(make, method):
    rows = [
        own("甲", "P-1", floor_m2=12_000),
        rents("乙", "P-1", "甲", floor_m2=3000),
        rents("丙", "P-1", "甲", floor_m2=3000),
    ]
    ledger = make(
        {"P-1": 15 * MU},
        occupations=rows,
        yearly=[year_row(one, wan, scale="above") for one, wan in zip("甲乙丙", (60, 15, 0))],  # noqa: B905
    )
    text = LINHAI.replace("to = 1 }", 'to = 0.5 }, { code = "B", to = 1 }') + TAX
    found = {
        rule: pk.classify(
            ledger, method=method(f'tenants.rule = "{rule}"\n' + text, head=""), year=2020
        )
        for rule in ("own", "merge", "follow")
    }
    assert found["own"]["tax"].tolist() == [8.0, 4.0, 0.0]
    assert found["own"]["class_code"].tolist() == ["A", "B", "B"]
    assert found["merge"]["tax"].tolist() == [5.0, 5.0, 5.0]
    assert found["merge"]["group_size"].tolist() == [1, 1, 1]
    assert found["follow"]["tax"].round(2).tolist()[:1] == [8.0]
    assert set(found["follow"]["class_code"]) == {"B"}  # one ranked enterprise: floor(0.5) is none
    assert found["follow"]["note"].fillna("").tolist() == [
        "",
        "随出租企业（甲）",
        "随出租企业（甲）",
    ]


def test_case_12_and_13_a_limit_is_compared_unrounded(make):
    ledger = make(
        {"P-1": 11_849.93, "P-2": 12 * MU},
        occupations=[own("甲", "P-1", land_m2=11_849.93), own("乙", "P-2", land_m2=8000)],
        yearly=[year_row("甲", 88.87, scale="above"), year_row("乙", 60, scale="above")],
    )
    found = pk.classify(ledger, method="huangyan-2022", year=2020).set_index("enterprise_id")
    assert pk.land_of(ledger, year=2020)["land_mu"].tolist()[0] == 17.77
    assert found["low_efficiency"].tolist() == [True, False]
    exact = Fraction("88.87") / (Fraction("11849.93") * 3 / 2000)
    assert number_text(exact, limit=Fraction(5)) == "4.9997"
    assert number_text(Fraction(5), limit=Fraction(5)) == "5.00"
    assert number_text(Fraction("4.9999999"), limit=Fraction(5)) == "4.9999999"


def test_case_14_zero_is_zero_and_missing_is_missing(park, method):
    book = method("[classes]\nminimum_group = 1\n")
    ledger = park(
        [BASE, BASE | {"tax_cny": 0}, BASE | {"tax_cny": None}, BASE | {"tax_cny": -1e4}], mu=3
    )
    found = pk.classify(ledger, method=book, year=2020)
    assert found["tax_per_mu"].fillna(99).round(2).tolist() == [8.03, 0.0, 99.0, -0.33]
    assert found["rank"].tolist()[:2] == [1, 2]
    assert found["class_code"].tolist()[2] == "uncomputable"
    assert found["reason"].tolist()[2] == "无法计算（缺税收实际贡献）"
    kept = found["score_tax_per_mu"].tolist()[3]
    assert kept < 0
    text = 'groups.above.indicators.tax_per_mu.negative = "zero"\n'
    zero = pk.classify(ledger, method=method(text), year=2020)
    assert zero["score_tax_per_mu"].tolist()[3] == 0


def test_case_17_the_published_formula_of_huangyan(park, make, method):
    book = method("area.minimum_mu = 0\n")
    half = dict(BASE, tax_cny=BASE["tax_cny"] / 2)
    assert scores(park([BASE, half, OTHER]), book) == [100.0, 85.0, 62.96]
    rich = dict(BASE, tax_cny=1e6)
    assert scores(park([rich]), book) == [194.5]
    assert (
        pk.classify(park([rich]), method=book, year=2020)["score_tax_per_mu"].round(2)[0] == 124.5
    )
    capped = method("area.minimum_mu = 0\ngroups.above.indicators.tax_per_mu.cap = 1.5\n")
    found = pk.classify(park([rich]), method=capped, year=2020)
    assert found["score_tax_per_mu"][0] == 45.0
    below = {"scale": "below", "tax_cny": 6e4, "electricity_kwh": 5e5}
    assert scores(park([below]), book) == [51.39]
    # the mean score of the group takes the place of emissions that nobody knows: here 8.00
    eight = ratio_row(10, 100, 2, 0.8 * 4929.81, 15, 0.02)
    assert scores(park([eight, OTHER | {"emission_t": None}]), book)[1] == 64.88


def test_case_18_fixed_bases_of_linhai(park, method):
    parts = zip(RATIOS, (15, 300, 3, 500, 0.1, 15), (40, 10, 20, 15, 5, 10), strict=True)
    rows = [
        f'{key} = {{ name = "{key}", numerator = "{RATIOS[key][0]}", denominator = '
        f'"{RATIOS[key][1]}", weight = {weight}, base = {base} }}'
        for key, base, weight in parts
    ]
    book = method(LINHAI + "\n".join(rows), head="")
    assert scores(park([ratio_row(5, 200, 2, 400, 12, 0.05)]), book) == [55.83]


def test_case_19_between_the_least_and_the_greatest(park, method):
    head = 'formula = "minmax"\n' + LINHAI
    text = 'tax = { name = "税", numerator = "tax_cny", denominator = "land_m2", weight = 40 }\n'
    book = method(head + text, head="")
    rows = [{"tax_cny": tax * 1e4} for tax in (0, 5, 20)]
    assert scores(park(rows), book) == [8.0, 16.0, 40.0]
    same = pk.classify(park(rows[:1] * 2), method=book, year=2020)
    assert same["score"].isna().all()
    assert set(same["class_code"]) == {"uncomputable"}
    assert same["reason"][0] == "无法计算（组内税全部相同，极差为0）"


SHARES = tuple(
    Cutoff(code, Fraction(to), None)
    for code, to in zip("ABCD", ("1/4", "7/10", "19/20", "1"), strict=True)
)


@pytest.mark.parametrize(
    ("number", "counts"),
    [
        (20, [5, 9, 5, 1]),
        (39, [9, 18, 10, 2]),
        (41, [10, 18, 10, 3]),
        (3, [0, 2, 0, 1]),
        (1, [0, 0, 0, 1]),
    ],
)
def test_case_20_shares_of_a_group(number, counts):
    ends = [0, *class_ends(number, Classes(SHARES, "floor", 1))]
    assert [after - before for before, after in pairwise(ends)] == counts


def test_case_20_a_small_group_has_no_classes(park):
    found = pk.classify(park([BASE], mu=3), method="huangyan-2022", year=2020)
    assert found["class_code"].tolist() == ["uncomputable"]
    assert found["reason"].tolist() == ["无法计算（组内不足4家，不分档）"]
    assert found["score"].notna().all()


def test_case_21_a_tie_at_a_cut_off_gets_the_better_class(park, method):
    book = method("area.minimum_mu = 0\n")
    taxes = [100, 90, 80, 70, 60, 60, *range(50, 36, -1)]
    rows = [dict(BASE, tax_cny=tax * 1e4) for tax in taxes]
    found = pk.classify(park(rows), method=book, year=2020)
    assert found["class_code"].value_counts().to_dict() == {"A": 6, "B": 8, "C": 5, "D": 1}
    assert found["rank"].tolist()[4:7] == [5, 5, 7]
    assert found["note"].fillna("").tolist().count("与分档线上的企业同分，从优") == 1


def test_case_22_the_least_land_that_is_rated(make):
    ledger = make(
        {"P-1": 2.99 * MU, "P-2": 2000},
        occupations=[own("甲", "P-1", land_m2=1993.33), own("乙", "P-2", land_m2=2000)],
        yearly=[dict(BASE, enterprise_id=one, year=2020, scale="above") for one in "甲乙"],
    )
    found = pk.classify(ledger, method="huangyan-2022", year=2020)
    assert found["class_code"].tolist()[0] == "excluded"
    assert found["reason"].tolist()[0] == "用地不足3亩"
    assert found["score"].notna().tolist() == [False, True]


def test_case_23_negative_value_added_and_no_energy(park):
    rows = [
        {"value_added_cny": -300e4, "energy_tce": 1200},
        {"value_added_cny": 1e6, "energy_tce": 0},
    ]
    found = pk.per_mu(park(rows), year=2020)
    assert found["va_per_tce"].fillna(99).tolist() == [-0.25, 99]
    assert found["zero"].fillna("").tolist() == ["", "energy_tce"]


def test_an_indicator_reads_as_a_number_or_as_what_is_missing(park):
    rows = [BASE, BASE | {"energy_tce": 0}, BASE | {"energy_tce": None, "revenue_cny": None}]
    found = pk.per_mu(park(rows), year=2020).to_dict("records")
    texts = [indicator_text(row, "va_per_tce", "zh") for row in found]
    assert texts == ["2.69", "无法计算（综合能耗为0或负数）", "无法计算（缺综合能耗）"]
    assert indicator_text(found[0], "rnd_share", "en") == "3.02"
    assert indicator_text(found[2], "rnd_share", "en") == "cannot be computed (lacks Revenue)"


def test_the_land_that_a_method_divides_by(make, method):
    ledger = make(
        {"P-1": 20_000},
        facts={"stated_area_m2": [10_000.0]},
        occupations=[own("甲", "P-1"), rents("乙", "P-1", "甲", land_m2=5000)],
        yearly=[year_row("甲", 60, stated_land_m2=8000), year_row("乙", 60)],
    )
    found = {
        rule: pk.per_mu(ledger, year=2020, land=rule)["tax_per_mu"].astype(object).tolist()
        for rule in ("net", "stated", "registered")
    }
    assert found["net"] == [60 / 22.5, 60 / 7.5]
    assert found["stated"][0] == 5.0
    assert pd.isna(found["stated"][1])
    assert found["registered"][0] == 4.0
    assert pd.isna(found["registered"][1])  # a tenant has no registered land


def test_classes_by_the_score_itself(park, method):
    text = LINHAI.replace(
        '{ code = "A", to = 1 }', '{ code = "A", score = 90 }, { code = "B", score = 60 }'
    ).replace("score = 60 }]", 'score = 60 }, { code = "C", score = 0 }]')
    book = method(text + TAX, head="")
    rows = [{"tax_cny": tax * 1e4} for tax in (90, 89.99, 60, 59.99, -5)]
    found = pk.classify(park(rows), method=book, year=2020)
    assert found["class_code"].tolist() == ["A", "B", "B", "C", "C"]


def test_case_24_the_mean_of_a_park_is_sum_by_sum(make):
    ledger = make(
        {f"P-{one}": mu * MU for one, mu in zip("甲乙丙丁", (30, 15, 5, 50), strict=True)},
        occupations=[
            own(one, f"P-{one}", land_m2=mu * MU)
            for one, mu in zip("甲乙丙丁", (30, 15, 5, 50), strict=True)
        ],
        yearly=[year_row("甲", 300), year_row("乙", 60), year_row("丙", 0), year_row("丁", None)],
    )
    mean = pk.park_means(ledger, year=2020).iloc[0]
    assert round(mean["value"], 2) == 7.2
    assert (mean["enterprises"], mean["left_out"]) == (3, 1)
    assert mean["denominator"] == pk.land_of(ledger, year=2020)["land_mu"].iloc[:3].sum() == 50


def test_case_34_stated_and_computed_classes_stand_side_by_side(park, method):
    rows = [dict(BASE, stated_class=text) for text in ("A类", "D", None, "不参评")]
    found = pk.classify(
        park(rows, mu=3), method=method("[classes]\nminimum_group = 1\n"), year=2020
    )
    assert found["stated_class"].fillna("").tolist() == ["A类", "D", "", "不参评"]
    assert found["agrees"].astype(object).tolist() == [True, False, pd.NA, pd.NA]


def test_exclusions_and_adjustments(park, method):
    book = method("""
[area]
minimum_mu = 0
[[adjust]]
reason = "亩均税收低于1万元的不高于C"
indicator = "tax_per_mu"
below = 1
at_most = "C"
[[adjust]]
reason = "扣5分"
enterprises = ["企业1"]
points = -5
""")
    rows = [dict(BASE, tax_cny=0.5e4, value_added_cny=1e9)] + [BASE] * 9
    found = pk.classify(park(rows), method=book, year=2020)
    assert found["class_code"].tolist()[0] == "C"
    assert found["note"].tolist()[0] == "亩均税收低于1万元的不高于C"
    assert found["score"].round(2).tolist()[1:3] == [95.0, 100.0]
    young = pk.classify(park([BASE], registered_on="2019-06-01"), method=book, year=2020)
    assert young["reason"].tolist() == ["登记不满两年"]
    gone = pk.classify(park([BASE], operating="moved"), method=book, year=2020)
    assert gone["reason"].tolist() == ["已注销或搬迁"]


def test_an_unknown_scale_is_not_a_reason_to_leave_an_enterprise_out(park):
    found = pk.classify(park([BASE | {"scale": None}], mu=3), method="huangyan-2022", year=2020)
    assert found["class_code"].tolist() == ["uncomputable"]
    assert found["reason"].tolist() == ["无法计算（缺规模）"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("groups.above.indicators.tax_per_mu.base = nan", "a number above 0"),
        ("groups.above.indicators.tax_per_mu.base = inf", "a number above 0"),
        ("groups.above.indicators.tax_per_mu.weight = nan", "a number above 0"),
        ("groups.above.indicators.tax_per_mu.cap = inf", "a number from"),
        ("groups.above.indicators.tax_per_mu = { cap = 1, floor = 2 }", "more than cap"),
        ("[[exclusions]]\nreason = 'x'", "would exclude every enterprise"),
        ("[[adjust]]\nreason = 'x'\nto = 'D'", "would change every enterprise"),
        ("[[adjust]]\nreason = 'x'\nscales = ['above']", "changes nothing"),
        ("area.minimum_mus = 3", "nearest known key is minimum_mu"),
        ("groups.above.indicators.tax_per_mu.base = 0", "a number above 0"),
        ("classes.cutoffs = [{ code = 'A', to = 0.5 }]", "does not rise to 1"),
        ("classes.cutoffs = [{ code = 'A' }]", "needs to or score"),
        ("[[low_efficiency]]\nname = 'x'\nindicator = 'tax'\nbelow = 1", "does not define"),
        ("[[adjust]]\nreason = 'x'\nto = 'Z'", "does not define"),
        ('year = "2022"', "2022"),
    ],
)
def test_a_fault_of_a_method_is_named_with_its_place(method, text, told):
    with pytest.raises(pk.ParklandError) as caught:
        method(text + "\n")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_bundled_methods_are_examples():
    from parkland.conventions.file_names import bundled_names

    assert bundled_names("method") == ("huangyan-2022", "jingde-minmax")
    for name in bundled_names("method"):
        book = pk.load_method(name)
        assert book.is_example
        assert not book.verified
        assert "示例" in book.title["zh"]
        assert book.disclaimer["zh"] == "测算结果，以县亩均办公布为准"
        assert pk.load_method(book) is book
    with pytest.raises(pk.ParklandError, match="nearest bundled method is huangyan-2022"):
        pk.load_method("huangyan-2021")


def test_low_efficiency_is_not_idleness(park):
    """I14: a verdict on land has no part in it, and no word of idleness follows from it."""
    ledger = park([BASE | {"tax_cny": 1}], mu=3)
    found = pk.classify(ledger, method="huangyan-2022", year=2020)
    assert found["low_efficiency"].tolist() == [True]
    sentences = pk.asset_sentences(ledger, year=2020, method="huangyan-2022", internal=True)
    (low,) = [one.text("zh") for one in sentences if one.key == "low_efficiency"]
    assert low == "符合“亩均税收低于5万元”的企业1家，涉及用地3.00亩（不等于闲置土地）。"
    public = {one.key for one in pk.asset_sentences(ledger, year=2020, method="huangyan-2022")}
    assert "low_efficiency" not in public  # one of one: it would tell whose tax is low


def test_the_sentence_about_classes_says_what_holds(park):
    ledger = park([BASE] * 4, mu=3)
    said = pk.asset_sentences(ledger, year=2020, method="huangyan-2022")
    (classes,) = [one.text("zh") for one in said if one.key == "classes"]
    assert classes.endswith("计算，测算结果，以县亩均办公布为准。")
    assert "disclaimer" not in [one.key for one in said]


FIGURES = st.none() | st.integers(-50, 500).map(float)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(FIGURES, FIGURES, st.sampled_from(["above", "below", None])), max_size=12),
    st.sampled_from(["huangyan-2022", "jingde-minmax"]),
)
def test_classes_excluded_and_uncomputable_are_all_enterprises(park, rows, name):
    """I6 and I7: every enterprise is counted once, and a tax once."""
    ledger = park(
        [
            dict(OTHER, tax_cny=tax, energy_tce=energy, output_cny=tax, scale=scale)
            for tax, energy, scale in rows
        ],
        mu=3,
    )
    book = pk.load_method(name)
    found = pk.classify(ledger, method=book, year=2020)
    counts = found["class_code"].value_counts()
    assert set(counts.index) <= {*book.classes, "excluded", "uncomputable"}
    assert counts.sum() == len(rows) == len(ledger.assets.enterprises)
    assert found.loc[found["class_code"].isin(book.classes), "score"].notna().all()
    mean = pk.park_means(ledger, year=2020).iloc[0]
    known = [tax for tax, *_ in rows if tax is not None]
    assert mean["enterprises"] == len(known)
    if known:
        assert mean["numerator"] == pytest.approx(sum(known) / 10_000)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 6), min_size=4, max_size=12))
def test_a_better_score_never_has_a_worse_class(park, taxes):
    rows = [dict(BASE, tax_cny=tax * 1e4) for tax in taxes]
    found = pk.classify(park(rows, mu=3), method="huangyan-2022", year=2020)
    ordered = found.sort_values("score", ascending=False, kind="stable")["class_code"].tolist()
    assert ordered == sorted(ordered)
    by_score = found.groupby("score")["class_code"].nunique()
    assert (by_score == 1).all()


def test_a_method_is_frozen():
    book = pk.load_method("huangyan-2022")
    assert replace(book, year=2023).year == 2023
    with pytest.raises(AttributeError):
        book.year = 2023
