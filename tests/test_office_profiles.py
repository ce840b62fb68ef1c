"""`profile new` writes what the files hold; `profile check` names what is wrong or unused."""

import json
import tomllib

import geopandas as gpd
import hypothesis.strategies as st
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given, settings

import parkland as pk
from parkland.cli import main
from parkland.conventions.toml_lines import line_of, lines_of

ACRE_M2 = 4046.8564224


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def test_a_day_is_not_offered_as_the_number_of_a_parcel(tmp_path):
    shapes = [shapely.box(x, 4_474_000, x + 100, 4_474_100) for x in range(440_000, 440_600, 200)]
    columns = {
        "AWARDED": ["01/01/2008", "02/02/2009", "3.3.2010"],
        "REFCAT": ["9872000VH57", "9872001VH57", "9872002VH57"],
    }
    gpd.GeoDataFrame(columns, geometry=shapes, crs=25830).to_file(tmp_path / "lots.gpkg")
    assert '# parcel_id = ["REFCAT"]' in pk.draft_profile([tmp_path / "lots.gpkg"], lang="en")


@pytest.fixture
def assessor(tmp_path):
    """Ten parcels in feet of Massachusetts, with an area in acres that no heading of ours has."""
    boxes = [
        shapely.box(x, 2_950_000, x + 400 + x % 700, 2_950_600)
        for x in range(700_000, 710_000, 1000)
    ]
    table = gpd.GeoDataFrame(geometry=boxes, crs=2249)
    metric = table.to_crs(26986).area / ACRE_M2
    columns = {
        "LOC_ID": [f"M_{n}" for n in range(10)],
        "LotSize": metric.round(3),
        "UseCode": ["440", "440", "400", "440", "101", "101", "101", "400", "130", None],
        "Note": [None] * 10,
    }
    table.assign(**columns).to_file(tmp_path / "parcels.gpkg")
    return tmp_path / "parcels.gpkg"


def test_a_draft_holds_what_the_files_prove(assessor):
    text = pk.draft_profile(assessor, lang="en")
    content = tomllib.loads(text)
    assert content["crs"] == "EPSG:2249"
    assert content["rulebook"] == "none"
    assert content["units"] == {"print": ["acre", "ha"], "column": {"LotSize": "acre"}}
    assert content["aliases"] == {}
    assert '# parcel_id = ["LOC_ID"]' in text
    assert '# stated_area_m2 = ["LotSize"]' in text
    assert '"UseCode": filled in 9 rows: "440" 3, "101" 3, "400" 2, "130" 1' in text
    assert "# [statuses.usecode.codes.code_440]" in text


def test_a_draft_is_a_profile_also_with_every_line_taken_over(assessor, tmp_path):
    lines = pk.draft_profile(assessor, lang="en").splitlines()
    taken = [line.removeprefix("# ") if is_setting(line) else line for line in lines]
    path = tmp_path / "office.toml"
    path.write_text("\n".join(taken), encoding="utf-8")
    ledger = pk.open_ledger(assessor, as_of="2026-01-01", profile=path)
    assert ledger.parcels["parcel_id"].tolist()[0] == "M_0"
    shares = ledger.parcels["stated_area_m2"] / ledger.parcels["area_m2"]
    assert shares.between(0.99, 1.01).all()


def is_setting(line):
    return line.startswith(
        ("# parcel_id", "# stated_area", "# [statuses", "# label", "# columns", "# words", "# box")
    )


def test_points_are_written_as_parcels_without_outline(tmp_path):
    table = gpd.GeoDataFrame(
        {"Ref": ["A", "B"], "Hectares": [1.0, 2.0]},
        geometry=gpd.points_from_xy([-1.5, -1.6], [53, 53]),
        crs=4326,
    )
    table.to_file(tmp_path / "sites[1].gpkg", layer="sites[1]")
    content = tomllib.loads(pk.draft_profile(tmp_path / "sites[1].gpkg"))
    assert content["points"] == ["sites[[]1]"]
    assert content["units"]["column"] == {"Hectares": "ha"}


def test_hostile_cells_and_headings_stay_in_comments(tmp_path):
    odd = 'a"\n[aliases]\nname = ["x"]\r\u2028\x07#'
    rows = {odd: ["1", "2"], "k": [odd, odd]}
    table = gpd.GeoDataFrame(rows, geometry=[shapely.box(x, 0, x + 1, 1) for x in (0, 2)], crs=3857)
    table.to_file(tmp_path / "odd.geojson")
    text = pk.draft_profile(tmp_path / "odd.geojson")
    assert tomllib.loads(text)["aliases"] == {}


def test_a_draft_never_replaces_what_is_read_or_stands_there(assessor, tmp_path):
    target = tmp_path / "parkland.toml"
    assert run("profile", "new", assessor, "-o", target, "--lang", "en").exit_code == 0
    text = target.read_text(encoding="utf-8")
    again = run("profile", "new", assessor, "-o", target)
    assert (again.exit_code, "已经存在" in again.stderr) == (2, True)
    assert run("profile", "new", assessor, "-o", assessor, "--overwrite").exit_code == 2
    assert target.read_text(encoding="utf-8") == text


CHECKED = """extends = "default"
title = "Town"
least_width_m = 0.5
points = ["sites"]

[aliases]
parcel_id = [
    "LOC_ID",
    "Nowhere",
]
[units]
column.LotSize = "acre"
column.Other = "ha"
[axes.declared]
idle = ["lying fallow"]
[[layers]]
pattern = "parcels*"
[[layers]]
pattern = "*"
[[layers]]
pattern = "never"
"""


def test_a_check_names_what_is_unused_with_its_line(assessor, tmp_path):
    path = tmp_path / "office.toml"
    path.write_text(CHECKED, encoding="utf-8")
    alone = {(one.path, one.line) for one in pk.check_profile(path, lang="en")}
    assert alone == {("least_width_m", 3), ("layers[3]", 20)}
    found = {one.path: one.line for one in pk.check_profile(path, sources=assessor, lang="en")}
    assert found == {
        "least_width_m": 3,
        "points[1]": 4,
        "aliases.parcel_id[2]": 9,
        "units.column.Other": 13,
        "axes.declared.idle[1]": 15,
        "layers[3]": 20,
    }


@pytest.mark.parametrize(
    ("content", "line", "path"),
    [
        ('extends = "default"\n\n[areas]\ntolerance_share = "much"\n', 4, "areas.tolerance_share"),
        ('extends = "default"\ncolour = 1\nbox = [1]\n', 2, "colour"),
        ('extends = "default"\nbox = [\n  1,\n  "a",\n]\n', 4, "box[2]"),
        ('extends = "default"\n\nrulebook = "nothing"\n', 3, "rulebook"),
        ('extends = "default"\ntitle = \n', 2, ""),
    ],
)  # fmt: skip
def test_a_check_names_faults_with_line_and_path(tmp_path, content, line, path):
    file = tmp_path / "office.toml"
    file.write_text(content, encoding="utf-8")
    first = pk.check_profile(file, lang="en")[0]
    assert (first.kind, first.line, first.path) == ("fault", line, path)
    printed = run("profile", "check", file, "--lang", "en")
    assert printed.exit_code == 1
    assert f"line {line}" in printed.stdout


def test_a_check_prints_rows_for_programs(tmp_path):
    file = tmp_path / "office.toml"
    file.write_text('extends = "default"\ncrs = ""\n', encoding="utf-8")
    rows = json.loads(run("profile", "check", file, "--format", "json").stdout)
    assert [(row["path"], row["line"]) for row in rows] == [("crs", 2)]
    assert run("profile", "check", file, "--format", "csv").stdout.startswith("kind,file,line")
    file.write_text('extends = "default"\n', encoding="utf-8")
    assert "nothing is wrong" in run("profile", "check", file, "--lang", "en").stderr


def test_the_words_of_an_own_status_are_checked(assessor, tmp_path):
    path = tmp_path / "office.toml"
    path.write_text(
        'extends = "default"\nrulebook = "none"\n[statuses.use]\ncolumns = ["UseCode", "Use"]\n'
        '[statuses.use.codes.industrial]\nwords = ["40*", "440", "999"]\n',
        encoding="utf-8",
    )
    found = {one.path for one in pk.check_profile(path, sources=assessor, lang="en")}
    assert found == {"statuses.use.columns[2]", "statuses.use.codes.industrial.words[3]"}


def test_a_register_is_drafted_too(tmp_path):
    pd.DataFrame({"地块编号": ["A"], "备用": ["x"]}).to_excel(tmp_path / "台账.xlsx", index=False)
    text = pk.draft_profile(tmp_path / "台账.xlsx")
    assert '# parcel_id = ["地块编号"' in text  # as in the profile that it extends
    assert '"备用"' in text


KEYS = st.from_regex(r"[a-z_]{1,6}", fullmatch=True)
VALUES = st.one_of(
    st.integers(-9, 9),
    st.text("ab#[]{}=,'\" ", max_size=5),
    st.lists(st.text("a#]\",'", max_size=4), max_size=4),
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(KEYS, VALUES, max_size=4), st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)
)
def test_every_key_of_any_file_is_found_on_its_line(top, table):
    lines = [f"{key} = {json.dumps(value)}" for key, value in top.items()]
    lines += ["[table]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
    text = "\n".join(lines) + "\n"
    tomllib.loads(text)
    places = lines_of(text)
    for number, key in enumerate(top, start=1):
        assert places[key,] == number
    for number, key in enumerate(table, start=len(top) + 2):
        assert line_of(text, ("table", key)) == number


def test_a_fresh_draft_has_nothing_to_tell(tmp_path):
    path = tmp_path / "office.toml"
    path.write_text(pk.draft_profile(pk.sample_path()), encoding="utf-8")
    assert pk.check_profile(path, sources=pk.sample_path()) == []
    before = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    after = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", profile=path)
    pd.testing.assert_frame_equal(pd.DataFrame(before.parcels), pd.DataFrame(after.parcels))


def test_a_draft_keeps_the_coordinates_by_which_a_table_was_read(tmp_path):
    (tmp_path / "sites.csv").write_text("Ref,E,N\nA,408500,425300\nB,408600,425300\n")
    own = 'extends = "default"\npoints = ["sites"]\n[coordinates]\nx = ["E"]\ny = ["N"]\n'
    (tmp_path / "own.toml").write_text(own + 'crs = "EPSG:27700"\n[aliases]\nparcel_id = ["Ref"]\n')
    path = tmp_path / "new.toml"
    text = pk.draft_profile(tmp_path / "sites.csv", profile=tmp_path / "own.toml")
    path.write_text(text, encoding="utf-8")
    assert len(pk.read_parcels(tmp_path / "sites.csv", profile=path)) == 2
