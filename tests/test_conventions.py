"""Profiles, rulebooks and colours are data that an office can change."""

import dataclasses

import numpy as np
import pytest

import parkland as pk
from parkland.conventions import statuses

from .conftest import squares


def test_a_profile_changes_what_it_says_and_inherits_the_rest(tmp_path, write_shp):
    own = tmp_path / "own.toml"
    own.write_text(
        'extends = "default"\ntitle = "某园区"\nunits.area = "ha"\n'
        'aliases.parcel_id = ["图斑号"]\naxes.levelling.levelled = ["平了"]\n',
        encoding="utf-8",
    )
    path = write_shp({"图斑号": ["T-1"], "ZT": ["平了"], "MJ": [1.0], "QLR": ["某"]})
    ledger = pk.open_ledger(path, as_of="2020-12-31", profile=own)
    row = ledger.parcels.iloc[0]
    assert (row["parcel_id"], row["holder"], row["levelling"]) == ("T-1", "某", "levelled")
    assert row["stated_area_m2"] == 10_000
    assert ledger.profile.title["en"] == "某园区"


def test_the_unit_of_a_column_is_found_however_its_heading_is_written(tmp_path, write_shp):
    own = tmp_path / "own.toml"
    head = 'extends = "default"\naliases.stated_area_m2 = ["Area", "占地面积"]\n[units.column]\n'
    for key in ("area", "AREA", "Ａｒｅａ", "Area (㎡)"):
        own.write_text(f'{head}"{key}" = "m2"\n', encoding="utf-8")
        path = write_shp({"DKBH": ["A"], "Area": [10_000.0]})
        raw = pk.read_parcels(path, profile=own)
        parcels, _, _ = pk.clean(raw, profile=own)
        assert parcels["stated_area_m2"].tolist() == [10_000], key
    register = tmp_path / "台账.csv"
    register.write_text("地块编号,占地 面积\nA,10000\n", encoding="utf-8")
    own.write_text(f'{head}"占地面积" = "m2"\n', encoding="utf-8")
    table = pk.read_register(register, profile=own)
    raw = pk.read_parcels(write_shp({"DKBH": ["A"]}), profile=own)
    parcels, _, _ = pk.clean(raw, register=table, profile=own)
    assert parcels["stated_area_m2"].tolist() == [10_000]


def test_codes_of_a_unit_column_and_words_compare_without_width_and_case(tmp_path, write_shp):
    own = tmp_path / "own.toml"
    own.write_text(
        'extends = "default"\nunits.codes = { "Ｈ" = "ha" }\nyes = ["Ｙ"]\nempties = ["ＮＡ"]\n'
        'axes.levelling.levelled = ["Level Done"]\n',
        encoding="utf-8",
    )
    path = write_shp(
        {
            "DKBH": ["A", "B"], "MJ": [1.0, 1.0], "MJDW": ["h", "m2"], "SFDXYD": ["y", "na"],
            "ZT": ["LEVEL done", "leveldone"],
        }
    )  # fmt: skip
    parcels, _, _ = pk.clean(pk.read_parcels(path, profile=own), profile=own)
    assert parcels["stated_area_m2"].tolist() == [10_000, 1]
    assert parcels["low_efficiency"].astype("object").fillna("").tolist() == [True, ""]
    assert parcels["levelling"].tolist() == ["levelled", "levelled"]


def test_codes_of_a_unit_column_say_nothing_about_money(tmp_path, write_shp):
    own = tmp_path / "own.toml"
    own.write_text('extends = "default"\nunit_columns.price_cny = ["价款单位"]\n', encoding="utf-8")
    path = write_shp({"DKBH": ["A", "B"], "CJJ": [5.0, 5.0], "价款单位": ["万元", "1"]})
    parcels, issues, _ = pk.clean(pk.read_parcels(path, profile=own), profile=own)
    # The unit of the second price is written and not known. It is not square metres, and the
    # profile's unit is for cells without a unit.
    assert parcels["price_cny"].tolist()[0] == 50_000
    assert parcels["price_cny"].isna().tolist() == [False, True]
    assert "unit.unknown" in set(issues["code"])
    assert "unit.assumed" not in set(issues["code"])


def test_the_profile_in_the_folder_is_taken(tmp_path, write_shp):
    write_shp({"DKBH": ["A"]})
    (tmp_path / "parkland.toml").write_text('extends = "default"\ntitle = "夹"\n', encoding="utf-8")
    assert pk.open_ledger(tmp_path, as_of="2020-12-31").profile.title["zh"] == "夹"


def test_conventions_cannot_be_changed_by_accident():
    profile, rules = pk.load_profile(), pk.load_rulebook()
    with pytest.raises(dataclasses.FrozenInstanceError):
        profile.crs = "EPSG:4528"
    with pytest.raises(TypeError):
        profile.aliases["name"] = ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        rules.idle_after_years = 3


def test_a_county_rulebook_changes_a_threshold(make_parcels):
    strict = dataclasses.replace(pk.load_rulebook(), idle_after_years=2, taken_back_after_years=4)
    parcels = make_parcels(start_due="2019-01-01")
    assert pk.flag_status(parcels, as_of="2020-06-01")["idle"].item()
    assert not pk.flag_status(parcels, as_of="2020-06-01", rules=strict)["idle"].item()


def test_the_kaihua_profile_takes_zone_40_when_a_guess_is_asked_for(write_shp):
    path = write_shp({"DKBH": ["A"]}, geometry=squares(1), prj=False)
    raw = pk.read_parcels(path, crs="guess", profile="kaihua")
    assert raw.crs.to_epsg() == 4528


# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
BLINDNESS = {
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
}
# Statuses on which a decision hangs: each must be told from every other of them.
DECISIVE = (
    "reclaimed",
    "idle_two_years",
    "idle_one_year",
    "overdue",
    "levelled",
    "started",
    "finished",
    "undetermined",
)


def lab(color, matrix):
    srgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(matrix @ linear, 0, 1)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    ratio = to_xyz @ linear / np.array([0.9505, 1.0, 1.089])
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", ["normal", *BLINDNESS])
def test_a_colour_blind_reader_tells_the_decisive_statuses_apart(kind):
    matrix = np.array(BLINDNESS.get(kind, np.eye(3)))
    seen = {key: lab(statuses()[key].color, matrix) for key in DECISIVE}
    gaps = {(a, b): np.linalg.norm(seen[a] - seen[b]) for a in seen for b in seen if a < b}
    assert min(gaps.values()) > 15, min(gaps, key=gaps.get)


def test_a_word_of_the_upper_file_leaves_its_other_meaning_below(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        """extends = "default"
no = ["否", "无"]
aliases.holder = ["项目 名称"]
axes.disposal_kind.purchase = ["收 回"]
units.column.zdmj = "ha"
""",
        encoding="utf-8",
    )
    profile, default = pk.load_profile(own), pk.load_profile()
    assert "无" in default.empties
    assert "无" in profile.no
    assert "无" not in profile.empties
    assert profile.aliases["name"] == tuple(
        name for name in default.aliases["name"] if name != "项目名称"
    )
    assert default.axes["disposal_kind"]["收回"] == "takeback"
    assert profile.axes["disposal_kind"]["收回"] == "purchase"
    assert (default.column_units["zdmj"], profile.column_units["zdmj"]) == ("m2", "ha")
