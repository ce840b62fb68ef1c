"""What an office abroad must not find in its outputs: mu, and unknown areas printed as 0."""

import geopandas as gpd
import pytest
import shapely

import parkland as pk

PROFILE = """
extends = "default"
rulebook = "none"
points = ["*"]
[units]
print = ["ha"]
column.HECT = "ha"
[aliases]
parcel_id = ["REF"]
stated_area_m2 = ["HECT"]
[statuses.state]
columns = ["STATE"]
[statuses.state.codes.vacant]
flag = true
words = ["vacant"]
[statuses.age.codes.old]
flag = true
[[conditions]]
axis = "age"
code = "old"
when = "years_since(GRANTED) >= 3"
"""
YES, NO, UNKNOWN = True, False, None


@pytest.fixture
def opened(tmp_path):
    """Return the ledger of rows in a folder with the profile."""
    (tmp_path / "parkland.toml").write_text(PROFILE, encoding="utf-8")

    def open_rows(geometry, **columns):
        table = gpd.GeoDataFrame(columns, geometry=geometry, crs=27700)
        table.to_file(tmp_path / "sites.gpkg")
        return pk.open_ledger(tmp_path, as_of="2024-01-01")

    return open_rows


def test_a_condition_that_is_answered_by_no_is_a_no(opened):
    days = ["2018-03-15", "2023-03-15", None, "soon"]
    points = shapely.points([(430_000 + n, 430_000) for n in range(4)])
    ledger = opened(points, REF=list("ABCD"), GRANTED=days, STATE=["vacant", "", "x", None])
    flags = ledger.parcels["flag_age_old"]
    assert [None if flags.isna()[n] else bool(flags[n]) for n in range(4)] == [
        YES, NO, UNKNOWN, UNKNOWN,
    ]  # fmt: skip
    # an empty cell and a text that is no word stay unknown
    assert ledger.parcels["flag_state_vacant"].isna().tolist() == [False, True, True, True]


def test_a_report_prints_no_zero_where_an_area_is_not_stated(tmp_path, opened):
    points = shapely.points([(430_000, 430_000), (431_000, 430_000)])
    ledger = opened(points, REF=["A", "B"], HECT=[1.5, None], STATE=["vacant"] * 2,
                    GRANTED=[None] * 2)  # fmt: skip
    pk.write_report(ledger, tmp_path / "r.md", lang="en")
    lines = (tmp_path / "r.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| 2 | B |")]
    assert rows
    assert not [line for line in rows if "0.0" in line]


def test_reasons_name_only_units_that_the_office_uses(opened):
    shapes = [shapely.box(x, 430_000, x + 101.3, 430_097.7) for x in range(430_000, 436_000, 200)]
    hectares = (gpd.GeoSeries(shapes, crs=27700).area / 1e4).round(2)
    ledger = opened(shapes, REF=[f"R{n}" for n in range(30)], HECT=hectares,
                    STATE=["vacant"] * 30, GRANTED=[None] * 30)  # fmt: skip
    texts = " ".join(pk.reconcile(ledger, lang="en")["explanation"])
    assert texts.strip()
    assert "mu" not in texts
