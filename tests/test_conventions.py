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


def test_the_profile_in_the_folder_is_taken(tmp_path, write_shp):
    write_shp({"DKBH": ["A"]})
    (tmp_path / "parkland.toml").write_text('extends = "default"\ntitle = "夹"\n', encoding="utf-8")
    assert pk.open_ledger(tmp_path, as_of="2020-12-31").profile.title["zh"] == "夹"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("extends = 'default'\nbox = [1, 2]", "box wants west, south, east, north"),
        ("extends = 'default'\ncolour = 1", "unknown keys colour"),
        ("extends = 'default'\n[aliases]\ncolour = ['x']", "aliases of unknown fields"),
        ("extends = 'default'\n[units]\narea = 'acres'", "unknown unit 'acres'"),
        ("extends = 'default'\nareas.digits.mu = 2.5", "whole numbers from 0 to 9"),
        ("extends = 'default'\nareas.digits.sqft = 1", "digits wants mu, ha, m2, acre"),
        ("extends = 'default'\nareas.tolerance_m2 = -1", "a negative tolerance"),
        ("extends = 'default'\nareas.colour = 1", "not well formed"),
        ("extends = 'nowhere'", "no bundled profile 'nowhere'"),
        ("title = 'x'", "not well formed"),
        ("a = = b", "not valid TOML"),
        ("extends = 'default'\naliases = 3", "not well formed"),
        ("extends = 'default'\n[units.column]\nMJ = 'foo'", "unknown unit 'foo'"),
        (
            "extends = 'default'\n[axes.construction]\nflying = ['飞']",
            "unknown code construction = 'flying'",
        ),
        (
            "extends = 'default'\n[[layers]]\npattern = '*'\nlevelling = 'x'",
            "unknown code levelling = 'x'",
        ),
    ],
)
def test_a_profile_that_is_not_well_formed_says_why(tmp_path, content, message):
    path = tmp_path / "p.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(pk.ParklandError, match=message):
        pk.load_profile(path)


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


def test_a_rulebook_that_is_not_there_or_not_well_formed(tmp_path):
    with pytest.raises(pk.ParklandError, match="no bundled rulebook .nowhere."):
        pk.load_rulebook("nowhere")
    path = tmp_path / "r.toml"
    path.write_text("title = 3", encoding="utf-8")
    with pytest.raises(pk.ParklandError, match="not well formed"):
        pk.load_rulebook(path)


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


def test_unknown_keys_are_blamed_on_the_file_that_has_them(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text("extends = 'default'\ncolour = 1", encoding="utf-8")
    with pytest.raises(pk.ParklandError, match=r"own\.toml: unknown keys colour"):
        pk.load_profile(path)
    path.write_bytes("title = '开化'".encode("gbk"))
    with pytest.raises(pk.ParklandError, match="not in UTF-8"):
        pk.load_profile(path)
