"""Numbers with a comma before the decimals, and days that end with their year: `[cells]`."""

import datetime as dt

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.columns.cell_values import parse_amount, parse_date

PROFILE = """
extends = "default"
rulebook = "none"
[cells]
{cells}
[units]
print = ["ha"]
column.SUP_HA = "ha"
[aliases]
parcel_id = ["REF"]
stated_area_m2 = ["SUP_HA"]
contract_on = ["ENTREGA"]
[statuses.plazo.codes.vencido]
flag = true
[statuses.plazo.codes.caro]
[[conditions]]
axis = "plazo"
code = "vencido"
when = 'years_since(FECHA) >= 3 and PRECIO < 2'
[[conditions]]
axis = "plazo"
code = "caro"
when = "PRECIO >= 2"
"""


@pytest.fixture
def opened(tmp_path):
    """Return the ledger of two parcels in Spain, with the `[cells]` that are given."""
    shapes = [shapely.box(x, 4_474_000, x + 120, 4_474_090) for x in (440_000, 440_200)]
    columns = {
        "REF": ["A", "B"],
        "SUP_HA": ["1,080", "1,0800 ha"],
        "FECHA": ["03/04/2018", "15.3.2018"],
        "ENTREGA": ["15/03/2018", "15-03-2018 10:30"],
        "PRECIO": ["1,25", "1.000,5"],
    }
    gpd.GeoDataFrame(columns, geometry=shapes, crs=25830).to_file(tmp_path / "lots.gpkg")

    def open_by(cells):
        (tmp_path / "parkland.toml").write_text(PROFILE.format(cells=cells), encoding="utf-8")
        return pk.open_ledger(tmp_path, as_of="2021-04-03")

    return open_by


def test_cells_are_read_as_the_profile_says(opened):
    ledger = opened('decimal_mark = ","\nday_order = "dmy"')
    parcels = ledger.parcels
    assert parcels["stated_area_m2"].tolist() == pytest.approx([10_800, 10_800])
    assert [day.date() for day in parcels["contract_on"]] == [dt.date(2018, 3, 15)] * 2
    # the price of B is a thousand and a half
    assert parcels["flag_plazo_vencido"].tolist() == [True, False]


def test_without_an_order_such_days_are_told_and_not_guessed(opened):
    ledger = opened("")
    assert ledger.parcels["contract_on"].isna().all()
    assert ledger.parcels["flag_plazo_vencido"].isna().all()
    assert {"value.not_a_date", "statuses.no_day"} <= set(ledger.issues["code"])
    # 1,0800 is no number with groups of thousands, and was read as 10800
    assert ledger.parcels["stated_area_m2"].isna()[1]


def test_the_month_can_come_first():
    assert str(parse_date("4/3/2018", day_order="mdy")) == "2018-04-03"
    with pytest.raises(ValueError, match="month"):
        parse_date("15/03/2018", day_order="mdy")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**8), st.integers(0, 9999), st.sampled_from([".", " ", "\xa0", ""]))
def test_a_number_with_a_comma_is_read_whole_or_not_at_all(whole, part, group):
    text = f"{whole:,}".replace(",", group) + f",{part:04d}"
    assert parse_amount(text, decimal_mark=",")[0] == pytest.approx(whole + part / 10_000)
    with pytest.raises(ValueError, match=r"\d"):
        parse_amount(text)  # four places are no thousands
