"""The land of enterprises, as assets have it: own + rented - let, days counted, parcels adding up.

The numbers in the names of tests are those of the list of cases of the domain.
"""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.areas.rounding import exact
from parkland.asset_figures import number_text
from parkland.figures.rounded import figures_of

from .asset_ledgers import MU, asset_ledger, own, rents, year_row


@pytest.fixture
def make(ledger, make_parcels):
    return lambda areas, **tables: asset_ledger(ledger, make_parcels, areas, **tables)


def mu_of(ledger, year=2020, column="land_mu"):
    table = pk.land_of(ledger, year=year)
    return dict(zip(table["enterprise_id"], table[column], strict=True))


def reasons_of(ledger, year=2020):
    table = pk.land_of(ledger, year=year)
    return dict(zip(table["enterprise_id"], table["reason"].fillna(""), strict=True))


def test_case_1_own_land_and_its_tax(make):
    ledger = make({"P-1": 20_000}, occupations=[own("甲", "P-1")], yearly=[year_row("甲", 300)])
    found = pk.per_mu(ledger, year=2020).iloc[0]
    assert (found["land_mu"], found["tax_per_mu"]) == (30.0, 10.0)


def test_case_2_and_3_own_and_rented_less_let(make):
    ledger = make(
        {"P-1": 20_000, "P-2": 50_000},
        occupations=[
            own("甲", "P-1"),
            own("丙", "P-2"),
            rents("甲", "P-2", "丙", land_m2=3000),
            rents("乙", "P-1", "甲", land_m2=5000),
        ],
        yearly=[year_row("甲", 300)],
    )
    found = pk.land_of(ledger, year=2020).set_index("enterprise_id").loc["甲"]
    assert found["land_mu"] == 27.0
    assert (found["own_mu"], found["rented_in_mu"], found["rented_out_mu"]) == (30.0, 4.5, 7.5)
    tax = pk.per_mu(ledger, year=2020).set_index("enterprise_id")["tax_per_mu"]["甲"]
    assert tax == pytest.approx(100 / 9)  # 11.11; with a mu of 666.67 m2 it would be 11.1112
    assert number_text(exact(tax), digits=4) == "11.1111"


def test_case_4_two_parcels_of_one_enterprise(make):
    ledger = make(
        {"P-1": 13_333.34, "P-2": 6_666.66},
        occupations=[own("甲", "P-1"), own("甲", "P-2")],
        yearly=[year_row("甲", 250)],
    )
    found = pk.per_mu(ledger, year=2020).iloc[0]
    assert mu_of(ledger) == {"甲": 30.0}
    assert round(found["tax_per_mu"], 2) == 8.33


@pytest.mark.parametrize(
    ("mu", "floors", "shares"),
    [
        (15, (6000, 3000, 3000), [7.5, 3.75, 3.75]),
        (20, (1000, 1000, 1000), [6.67, 6.67, 6.66]),
        (15, (100, 200, 400), [2.14, 4.29, 8.57]),
    ],
)
def test_case_5_to_7_a_parcel_shared_by_floor_adds_up(make, mu, floors, shares):
    rows = [own(name, "P-1", floor_m2=floor) for name, floor in zip("甲乙丙", floors, strict=True)]
    ledger = make({"P-1": mu * MU}, occupations=rows)
    assert list(mu_of(ledger).values()) == shares
    assert round(sum(shares), 2) == mu


def test_case_8_a_lessor_keeps_what_is_not_let(make):
    rows = [own("甲", "P-1", land_m2=20_000), rents("乙", "P-1", "甲", floor_m2=3000)]
    for extra in (
        {"buildings": [{"building_id": "1", "parcel_id": "P-1", "floor_m2": 12_000}]},
        {},
    ):
        rows[0]["floor_m2"] = None if extra else 12_000
        ledger = make({"P-1": 20_000}, occupations=rows, **extra)
        assert mu_of(ledger) == {"甲": 22.5, "乙": 7.5}


def test_a_row_that_names_a_building_has_its_floor(make):
    rows = [own("甲", "P-1", land_m2=20_000), rents("乙", "P-1", "甲", building_id="2")]
    floors = {"1": 9000, "2": 3000}
    buildings = [
        {"building_id": one, "parcel_id": "P-1", "floor_m2": floor} for one, floor in floors.items()
    ]
    ledger = make({"P-1": 20_000}, occupations=rows, buildings=buildings)
    assert mu_of(ledger) == {"甲": 22.5, "乙": 7.5}


@pytest.mark.parametrize(
    ("facts", "by", "parts"),
    [
        ({"floor_m2": 0}, "land", [25.0, 75.0]),
        ({}, "land", [25.0, 75.0]),
        ({"floor_m2": 7}, "floor", [50.0, 50.0]),
        ({"parcel_id": "P-9"}, "equal", [50.0, 50.0]),
    ],
)
def test_amounts_over_parcels_add_up(make, facts, by, parts):
    rows = [own("甲", "P-1") | facts, own("甲", "P-2", floor_m2=facts.get("floor_m2"))]
    rows[0]["parcel_id"] = facts.get("parcel_id", "P-1")
    ledger = make({"P-1": 1000, "P-2": 3000}, occupations=rows, yearly=[year_row("甲", 0.01)])
    found = pk.amounts_by_parcel(ledger, year=2020)
    assert set(found["by"]) == {by}
    assert found["tax_cny"].tolist() == parts


def test_case_9_floor_by_ratio_or_unknown(make):
    rows = [own("甲", "P-1", land_m2=20_000), rents("乙", "P-1", "甲", floor_m2=3000)]
    ratio = [{"parcel_id": "P-1", "indicator": "far", "actual": 1.5}]
    assert mu_of(make({"P-1": 20_000}, occupations=rows, commitments=ratio))["乙"] == 3.0
    ledger = make({"P-1": 20_000}, occupations=rows)
    assert pk.land_of(ledger, year=2020)["land_mu"].isna().all()  # the lessor's rest is unknown too
    assert reasons_of(ledger) == {"甲": "let_unknown", "乙": "floor_total"}


def test_the_floor_of_one_tenant_is_no_total(make):
    """Without owner and buildings on record, a tenant does not get the whole parcel."""
    rows = [rents("乙", "P-1", "甲", floor_m2=3000)]
    ratio = [{"parcel_id": "P-1", "indicator": "far", "actual": 1.5}]
    assert mu_of(make({"P-1": 20_000}, occupations=rows, commitments=ratio))["乙"] == 3.0
    assert reasons_of(make({"P-1": 20_000}, occupations=rows))["乙"] == "floor_total"
    both = [*rows, rents("丙", "P-1", "甲", floor_m2=1000)]
    found = mu_of(make({"P-1": 20_000}, occupations=both))
    assert (found["乙"], found["丙"]) == (22.5, 7.5)
    found = mu_of(make({"P-1": 20_000}, occupations=both, commitments=ratio))
    assert (found["乙"], found["丙"]) == (3.0, 1.0)


def test_case_10_days_of_the_year_are_counted(make):
    lease = rents("乙", "P-1", "甲", land_m2=3000, from_on="2020-07-01", to_on="2020-12-31")
    ledger = make({"P-1": 20_000}, occupations=[own("甲", "P-1"), lease])
    assert mu_of(ledger) == {"甲": 27.74, "乙": 2.26}  # 184 of 366 days, not half a year
    assert mu_of(ledger, 2021) == {"甲": 30.0, "乙": 0.0}
    assert mu_of(ledger, 2019) == {"甲": 30.0, "乙": 0.0}


def test_case_15_land_of_nothing_and_land_unknown(make):
    ledger = make(
        {"P-1": 20_000},
        enterprises=[{"enterprise_id": one, "name": one} for one in "甲乙丙"],
        occupations=[own("甲", "P-1", land_m2=0), own("乙", "P-9")],
        yearly=[year_row(one, 100) for one in "甲乙丙"],
    )
    found = pk.per_mu(ledger, year=2020).set_index("enterprise_id")
    assert found["tax_per_mu"].isna().all()
    assert found["zero"].fillna("").tolist() == ["land_m2", "", ""]
    assert [text.split("；")[-1] for text in found["missing"].fillna("")][1:] != ["", ""]
    assert reasons_of(ledger) == {"甲": "", "乙": "parcel_unknown", "丙": "no_occupation"}


def test_case_16_more_let_than_there_is(make):
    lease = rents("乙", "P-1", "甲", land_m2=12 * MU)
    ledger = make(
        {"P-1": 10 * MU}, occupations=[own("甲", "P-1"), lease], yearly=[year_row("甲", 9)]
    )
    assert mu_of(ledger)["甲"] == -2.0
    assert reasons_of(ledger)["甲"] == "let_more"
    assert pk.per_mu(ledger, year=2020)["tax_per_mu"].isna().all()


def test_case_25_a_tax_is_counted_once_whatever_the_parcels(make):
    ledger = make(
        {"P-1": 9000, "P-2": 3000},
        occupations=[own("甲", "P-1", floor_m2=3000), own("甲", "P-2", floor_m2=1000)],
        yearly=[year_row("甲", 100)],
    )
    parts = pk.amounts_by_parcel(ledger, year=2020)
    assert parts["tax_cny"].tolist() == [750_000, 250_000]
    mean = pk.park_means(ledger, year=2020).iloc[0]
    assert (mean["numerator"], mean["denominator"], mean["enterprises"]) == (100.0, 18.0, 1)


@pytest.mark.parametrize("kind", ["agreed_takeback", "unpaid_takeback", "takeback", "purchase"])
def test_case_30_land_ends_with_the_parcel(make, kind):
    facts = {"disposal_kind": [kind], "disposal_on": ["2020-06-30"]}
    ledger = make({"P-1": 20_000}, facts=facts, occupations=[own("甲", "P-1")])
    assert mu_of(ledger) == {"甲": 14.92}  # 182 of 366 days
    assert mu_of(ledger, 2021) == {"甲": 0.0}
    later = make({"P-1": 20_000}, facts=facts, occupations=[own("乙", "P-1", from_on="2020-07-01")])
    assert mu_of(later, 2021) == {"乙": 30.0}  # a new right on the same land


def test_a_parcel_taken_back_on_no_known_day_is_not_guessed(make):
    facts = {"disposal_kind": ["takeback"]}
    ledger = make({"P-1": 20_000}, facts=facts, occupations=[own("甲", "P-1")])
    assert reasons_of(ledger) == {"甲": "disposal_undated"}


def test_a_part_taken_back_makes_the_parcel_smaller(make):
    facts = {
        "disposal_kind": ["takeback"],
        "disposal_on": ["2020-06-30"],
        "disposal_area_m2": 5000.0,
    }
    ledger = make({"P-1": 20_000}, facts=facts, occupations=[own("甲", "P-1")])
    assert mu_of(ledger) == {"甲": 26.23}  # 30 mu for 182 days, 22.5 mu for 184
    assert mu_of(ledger, 2021) == {"甲": 22.5}


def test_several_holders_without_shares_are_not_guessed(make):
    ledger = make({"P-1": 20_000}, occupations=[own("甲", "P-1"), own("乙", "P-1")])
    assert reasons_of(ledger) == {"甲": "share", "乙": "share"}
    after = [own("甲", "P-1", to_on="2020-06-30"), own("乙", "P-1", from_on="2020-07-01")]
    ledger = make({"P-1": 20_000}, occupations=after)
    assert sum(mu_of(ledger).values()) == 30.0


def test_a_sole_holder_has_the_whole_parcel_built_or_not(make):
    for floor in (None, 0, 100):
        ledger = make({"P-1": 20_000}, occupations=[own("甲", "P-1", floor_m2=floor)])
        assert mu_of(ledger) == {"甲": 30.0}


def test_leases_in_a_circle_end(make):
    rows = [rents("甲", "P-1", "乙", land_m2=1000), rents("乙", "P-1", "甲", land_m2=1000)]
    assert mu_of(make({"P-1": 20_000}, occupations=rows)) == {"甲": 0.0, "乙": 0.0}


def test_a_lessor_from_outside_is_no_enterprise_of_the_park(make):
    ledger = make(
        {"P-1": 20_000},
        enterprises=[{"enterprise_id": "乙", "name": "乙"}],
        occupations=[rents("乙", "P-1", "村集体", land_m2=1000)],
    )
    assert mu_of(ledger) == {"乙": 1.5}


def test_leases_and_totals_without_a_parcel(make):
    rows = [
        own("甲", "P-1"),
        own("乙", None, land_m2=6000),
        rents("甲", None, "丙", land_m2=3000),
        rents(None, None, "甲", land_m2=5000, evidence="total"),
        rents(None, "P-1", "甲", land_m2=1000),
    ]
    ledger = make({"P-1": 20_000}, enterprises=[{"enterprise_id": "甲"}], occupations=rows)
    assert mu_of(ledger) == {"甲": 25.5, "乙": 9.0}  # 30 + 4.5 - 7.5 - 1.5
    assert pk.land_balance(ledger, year=2020)["unassigned_mu"] == 1.5
    ledger = make({"P-1": 20_000}, occupations=[rents(None, None, "甲", land_m2=5000)])
    assert reasons_of(ledger) == {"甲": "let_more"}


def test_a_row_of_unknown_basis_is_not_left_out(make):
    rows = [own("甲", "P-1"), {"enterprise_id": "甲", "parcel_id": "P-2", "land_m2": 500}]
    ledger = make({"P-1": 20_000, "P-2": 500}, occupations=rows)
    assert reasons_of(ledger) == {"甲": "basis"}
    assert pk.land_of(ledger, year=2020)["land_mu"].isna().all()


def test_no_assets_is_an_error_that_says_what_to_do(ledger):
    with pytest.raises(pk.ParklandError, match="open the ledger with assets|Open the ledger with"):
        pk.land_of(ledger, year=2020)
    with pytest.raises(pk.ParklandError, match="not a year"):
        pk.land_of(ledger, year="2020")


def test_tables_without_rows_keep_their_columns_and_types(make):
    empty = make({"P-1": 20_000})
    full = make({"P-1": 20_000}, occupations=[own("甲", "P-1")], yearly=[year_row("甲", 1)])
    for verb in (pk.land_of, pk.land_by_parcel, pk.per_mu):
        assert verb(empty, year=2020).dtypes.tolist() == verb(full, year=2020).dtypes.tolist()
        assert verb(empty, year=2020).empty


@st.composite
def parks(draw):
    """Return areas of parcels and rows of occupations, sound or not."""
    cents = st.integers(0, 5_000_000)
    areas = {f"P-{n}": draw(st.integers(100, 5_000_000)) / 100 for n in range(1, 4)}
    rows = []
    for _ in range(draw(st.integers(0, 7))):
        make = draw(st.sampled_from([own, rents]))
        row = make(draw(st.sampled_from("甲乙丙丁")), draw(st.sampled_from([*areas, "P-9", None])))
        if make is rents:
            row["lessor_id"] = draw(st.sampled_from([None, "甲", "乙"]))
            row["enterprise_id"] = draw(st.sampled_from([row["enterprise_id"], None]))
        if draw(st.booleans()):
            row["land_m2"] = draw(cents) / 100
        if draw(st.booleans()):
            row["floor_m2"] = draw(st.integers(0, 9000))
        if draw(st.booleans()):
            row["from_on"] = draw(st.dates(dt.date(2019, 6, 1), dt.date(2021, 6, 1))).isoformat()
        if draw(st.booleans()):
            row["to_on"] = draw(st.dates(dt.date(2019, 6, 1), dt.date(2021, 6, 1))).isoformat()
        rows.append(row)
    return areas, rows


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parks())
def test_the_land_of_enterprises_and_the_rest_add_up_to_the_parcels(make, park):
    """I5, and what each enterprise has adds up by parcel as in its row."""
    areas, rows = park
    ledger = make(areas, occupations=rows)
    land = pk.land_of(ledger, year=2020)
    balance = pk.land_balance(ledger, year=2020)
    parts = ("enterprises_mu", "undetermined_mu", "unassigned_mu")
    found = sum(balance[part] for part in parts) - balance["over_mu"]
    assert round(found, 2) == balance["parcels_mu"]
    assert min(balance["unassigned_mu"], balance["over_mu"]) >= 0
    assert round(land["land_mu"].sum(), 2) == round(
        balance["enterprises_mu"] + balance["outside_mu"], 2
    )
    known = land.dropna(subset=["land_mu"]).set_index("enterprise_id")
    parts = known[["own_mu", "rented_in_mu"]].sum(axis=1) - known["rented_out_mu"]
    assert (parts - known["land_mu"]).abs().max() < 1e-9 or known.empty
    usable = pk.per_mu(ledger, year=2020).set_index("enterprise_id")["land_mu"].dropna()
    assert (usable == known["land_mu"].reindex(usable.index)).all()  # I15: one figure everywhere
    pieces = pk.land_by_parcel(ledger, year=2020)
    by_enterprise = pieces.groupby("enterprise_id")["land_mu"].sum()
    for one, mu in known["land_mu"].items():
        assert round(by_enterprise.get(one, 0.0), 2) == round(mu, 2)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 9000), min_size=1, max_size=6), st.integers(1000, 5_000_000))
def test_shares_of_a_parcel_add_up_to_its_printed_area(make, floors, cents):
    rows = [own(f"企业{place}", "P-1", floor_m2=floor) for place, floor in enumerate(floors)]
    ledger = make({"P-1": cents / 100}, occupations=rows)
    printed = figures_of(ledger).total
    assert round(sum(mu_of(ledger).values()), 2) == printed
    assert pk.land_balance(ledger, year=2020)["unassigned_mu"] == 0
