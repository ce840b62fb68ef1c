"""Real mistakes, on the command line and in Python: each is one sentence in the language asked for.

A Chinese sentence holds names, paths and codes in Latin letters, and no sentence in English.
"""

import re

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from parkland.asset_figures.sentence_figures import AssetSentence, SentenceFigure
from parkland.cli import main
from parkland.errors import ChoiceError, NoParcelsError, brief
from parkland.wording import error_text

# Three words of Latin letters in a row are a sentence; a path or a name of a system has digits or
# marks between its words.
ENGLISH = re.compile(r"[A-Za-z]{2,},? [A-Za-z]{2,},? [a-z]{2,}")
CHINESE = re.compile("[\u4e00-\u9fff]")
PROFILE = 'extends = "default"\n'


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Make a folder with what an officer can get wrong."""
    folder = tmp_path_factory.mktemp("files")
    box = shapely.box(118.2, 29.1, 118.21, 29.11)
    frame = gpd.GeoDataFrame({"DKBH": ["A-1"]}, geometry=[box], crs=4490)
    frame.to_file(folder / "plots.gpkg")
    frame.set_geometry([box.centroid]).to_file(folder / "points.gpkg")
    frame.to_crs(4528).set_crs(4549, allow_override=True).to_file(folder / "zone.gpkg")
    frame.to_crs(4528).to_file(folder / "bare.shp")
    (folder / "bare.prj").unlink()
    (folder / "void").mkdir()
    (folder / "void" / "readme.doc").write_text("x")
    for name in ("empty.shp", "empty.xlsx", ".hidden.gpkg"):
        (folder / name).write_bytes(b"")
    for name in (
        "text.gpkg",
        "text.kml",
        "text.geojson",
        "text.xlsx",
        "text.zip",
        "a.dwg",
        "a.mdb",
    ):
        (folder / name).write_bytes(b"no such file, only words\n")
    (folder / "page.xls").write_text("<html><body>no table</body></html>")
    (folder / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    pd.DataFrame({"x": [1]}).to_excel(folder / "table.xlsx", index=False)
    (folder / "page.html").write_text("mine")
    for name, content in PROFILES.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    return folder


PROFILES = {
    "broken": "extends = \n",
    "key": PROFILE + "[areas]\ndigit = 2\n",
    "value": PROFILE + "[areas.digits]\nmu = 12\n",
    "several": PROFILE + 'colours = 1\nbox = [1, 2]\n[units]\nprint = ["li"]\n',
    "circle": 'extends = "circle.toml"\n',
    "away": 'extends = "../x.toml"\n',
    "when": PROFILE + "[statuses.use.codes.vacant]\n[[conditions]]\n"
    'axis = "use"\ncode = "vacant"\nwhen = "last_use +"\n',
    "ask": PROFILE + "[statuses.use.codes.vacant]\n[[conditions]]\n"
    'axis = "use"\ncode = "vacant"\nwhen = "open(1) >= 5"\n',
}
WRONG = [
    "totals no.shp", "totals void", "totals points.gpkg", "totals empty.shp", "totals .hidden.gpkg",
    "totals text.gpkg", "totals text.kml", "totals text.geojson", "totals text.zip",
    "totals a.dwg", "totals a.mdb", "totals zone.gpkg", "totals bare.shp",
    "totals plots.gpkg --crs EPSG:0", "totals plots.gpkg --layer two",
    "totals plots.gpkg --as-of 2020-02-30", "totals plots.gpkg --by colour",
    "totals plots.gpkg --profile no", "totals plots.gpkg --profile no.toml",
    *(f"totals plots.gpkg --profile {name}.toml" for name in PROFILES),
    "totals plots.gpkg --register no.xlsx", "totals plots.gpkg --register text.xlsx",
    "totals plots.gpkg --register empty.xlsx", "totals plots.gpkg --register other.csv",
    "totals plots.gpkg --register plots.gpkg", "totals plots.gpkg --register void",
    "totals plots.gpkg --register page.xls", "totals plots.gpkg --register table.xlsx",
    "totals plots.gpkg --sheet one", "totals table.xlsx",
    "totals plots.gpkg --assets table.xlsx", "totals --unit li", "totals --no-such",
    "map plots.gpkg -o plots.gpkg", "map plots.gpkg -o no/map.html", "map plots.gpkg -o page.html",
    "map plots.gpkg -o map.txt", "map plots.gpkg --tiles a.html", "map plots.gpkg --image a.html",
    "map plots.gpkg --base-map mars", "map plots.gpkg --base-map https://a/{x}",
    "map plots.gpkg --context no.shp", "map plots.gpkg -o map.pdf --base-map osm",
    "map plots.gpkg -o map.html --paper A3", "map plots.gpkg -o map.pdf --scale 1",
    "map plots.gpkg -o map.pdf --font nofont", "map plots.gpkg --by nothing",
    "map plots.gpkg --by area_m2 --classes 99", "report plots.gpkg -o report.pdf",
    "report plots.gpkg --period 20-20", "report plots.gpkg --template no.docx",
    "report plots.gpkg --template text.zip", "explain plots.gpkg --parcel Z-9",
    "compare plots.gpkg", "compare plots.gpkg no.gpkg", "convert plots.gpkg out.dwg",
    "convert plots.gpkg out.csv --as-of 2020-12-31", "documents plots.gpkg -o page.html",
    "documents plots.gpkg -o papers --parcel Z-9", "assets plots.gpkg",
    "assets --show figures",
    "enterprise plots.gpkg --id none", "enterprise",
    "deadlines --within soon",
    "profile new void -o new.toml", "inspect no.shp",
    "inspect",
]  # fmt: skip


@pytest.mark.parametrize("words", WRONG)
def test_a_mistake_on_the_command_line_is_told_in_the_language_asked_for(place, monkeypatch, words):
    monkeypatch.chdir(place)
    for lang in ("zh", "en"):
        done = CliRunner().invoke(main, [*words.split(), "--lang", lang])
        told = done.stderr.splitlines()[-1] if done.stderr else done.output.splitlines()[-1]
        assert done.exit_code == 2, (done.exit_code, done.output)
        if lang == "zh":
            assert CHINESE.search(told), told
            assert not ENGLISH.search(told), told
        else:
            plain = re.sub("地块编号|企业名称|通知书文号|项目名称", "", told)
            assert not CHINESE.search(plain), told


def test_an_option_of_two_values_says_that_it_needs_two(place, monkeypatch):
    monkeypatch.chdir(place)
    done = CliRunner().invoke(
        main, ["compare", "plots.gpkg", "plots.gpkg", "--as-of", "2020-12-31"]
    )
    assert done.stderr.splitlines()[-1] == "错误：选项 --as-of 后面需要 2 个取值，用空格隔开。"


def test_several_places_are_parted_by_the_mark_of_the_language():
    error = NoParcelsError("sources.no_records", where=["甲.shp", "乙.shp"])
    assert error_text(error, lang="zh").startswith("甲.shp、乙.shp：")
    assert str(error).startswith("甲.shp, 乙.shp: ")


@pytest.mark.parametrize(("value", "shown"), [(3, "3 不"), ([1], "[1] 不"), ("三", "“三”不")])
def test_a_wrong_value_without_marks_stands_apart_from_chinese_words(value, shown):
    error = ChoiceError("ledgers.no_choice", rows=brief(value))
    assert error_text(error, lang="zh").startswith(f"{shown}能用来选取宗地")


def test_one_enterprise_has_the_singular():
    figures = {"n": 1, "m": 1, "p": 1, "f": 0, "o": 0}
    sentence = AssetSentence(
        "notices",
        "notices",
        {
            "day": SentenceFigure("2020-12-31", "text"),
            **{name: SentenceFigure(number) for name, number in figures.items()},
        },
    )
    assert sentence.text("en") == (
        "As of 2020-12-31, 1 rectification notice was given to 1 low-efficiency industrial "
        "enterprise: 1 enterprise passed, 0 failed, 0 are past their deadline."
    )
