"""The registry of formats: each named once, and what is made from it."""

import importlib
import inspect
import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import COMMANDS, main
from parkland.formats.format_lookup import (
    format_of,
    is_part,
    read_endings,
    register_endings,
    remedy,
    written_formats,
)
from parkland.formats.registry import FORMATS, REMEDIES

ROOT = Path(__file__).parents[1]
WRITTEN = [one for one in FORMATS if one.writes]


def test_no_ending_is_named_twice_and_each_is_read_written_or_has_a_remedy():
    named = [ending for one in FORMATS for ending in one.endings]
    endings = [*named, *REMEDIES]
    assert len(endings) == len(set(endings))
    assert all(ending == ending.lower() and ending.startswith(".") for ending in endings)
    assert all(one.reads or one.writes for one in FORMATS)
    assert all(REMEDIES.values())


def test_the_module_of_a_format_has_what_the_registry_promises():
    for one in FORMATS:
        module = importlib.import_module(f"parkland.formats.{one.module}")
        wanted = {"parcels": "layers_of", "register": "read_sheets", "archive": "unpack", "": None}
        if name := wanted[one.reads]:
            assert inspect.isfunction(getattr(module, name)), one
        if one.writes:
            assert list(inspect.signature(module.write).parameters) == [
                "parcels",
                "path",
                "options",
            ]
        assert inspect.isfunction(getattr(module, "recognises", None)) == one.shares_ending, one
        assert inspect.isfunction(getattr(module, "keeps_log", None)) == one.may_keep_log, one


def test_no_format_is_named_outside_its_room():
    room = Path(pk.__file__).parent
    names = {f'"{one.name}"' for one in FORMATS}
    for path in room.rglob("*.py"):
        if "formats" not in path.relative_to(room).parts:
            text = path.read_text(encoding="utf-8")
            assert not {name for name in names if f"format == {name}" in text}, path


@pytest.mark.parametrize("form", WRITTEN, ids=lambda one: one.name)
def test_what_is_written_reads_back(form, make_parcels, tmp_path):
    parcels = make_parcels(3, parcel_id=["A-1", "A-2", "A-3"], name=["甲", "乙", "丙"])
    path = pk.write_parcels(parcels, tmp_path / f"宗地{form.endings[0]}")
    for ending in form.companions:
        path = path.with_suffix(ending)
    if form.reads == "register":
        back = pk.read_register(path)
        assert back.iloc[:, 0].tolist() == ["A-1", "A-2", "A-3"]
    else:
        back = pk.clean(pk.read_parcels(path)).parcels.sort_values("parcel_id", ignore_index=True)
        assert back["parcel_id"].tolist() == ["A-1", "A-2", "A-3"]
        assert back["name"].tolist() == ["甲", "乙", "丙"]
        assert (back.to_crs(parcels.crs).area - parcels.area).abs().max() < 0.1
    if form.first_bytes:
        assert path.read_bytes().startswith(form.first_bytes)


@pytest.mark.parametrize("form", WRITTEN, ids=lambda one: one.name)
def test_a_file_without_its_ending_is_recognised_by_its_first_bytes(form, make_parcels, tmp_path):
    path = pk.write_parcels(make_parcels(1), tmp_path / f"a{form.endings[0]}")
    path.rename(tmp_path / "宗地")
    if form.first_bytes:
        advice = f"It begins as a {form.name} does: call it 宗地{form.endings[0]}"
    else:  # a workbook is a ZIP archive by its first bytes
        advice = r"call it 宗地\.zip" if form.endings[0] in (".xlsx", ".qgz") else r"Use \.shp"
    with pytest.raises(pk.ParklandError, match=advice):
        pk.read_parcels(tmp_path / "宗地")


def test_a_declared_system_that_is_not_understood_matters_only_if_none_is_named(write_shp):
    path = write_shp({"DKBH": ["A"]})
    path.with_suffix(".prj").write_text("GEOGCS[nonsense")
    with pytest.raises(pk.ParklandError, match="not understood; .* Name the right one with crs"):
        pk.read_parcels(path)
    assert pk.read_parcels(path, crs="EPSG:4528").crs.to_epsg() == 4528


def test_parts_of_a_format_name_their_chief_and_are_no_registers():
    assert remedy(Path("a.dbf")) == "name the .shp beside it"
    assert remedy(Path("台账.xlsx")) == "pass it as the register"
    assert is_part(Path("宗地.fields.csv"))
    assert not is_part(Path("台账.csv"))
    assert format_of(Path("a.SHP")).name == "Shapefile"


def test_a_drawing_is_read_once_for_all_of_its_layers(tmp_path, monkeypatch):
    import pyogrio

    from .test_formats import SQUARE, drawing, polyline

    path = drawing(tmp_path / "图.dxf", polyline(SQUARE), polyline(SQUARE, "二期"))
    read, whole = [], pyogrio.read_dataframe
    monkeypatch.setattr(pyogrio, "read_dataframe", lambda *a, **k: read.append(a) or whole(*a, **k))
    assert len(pk.read_parcels(path, crs="EPSG:4528")) == 2
    assert len(read) == 1


def test_the_manual_has_the_table_of_the_registry():
    made = runpy.run_path(str(ROOT / "docs" / "make_formats.py"))
    for lang, page in made["PAGES"].items():
        text = page.read_text(encoding="utf-8")
        assert made["block"](lang) in text, "run python docs/make_formats.py"
        assert made["with_table"](text, lang) == text


def test_the_help_names_every_ending():
    runner = CliRunner()
    convert = runner.invoke(main, ["convert", "--help"]).output
    assert all(ending in convert for ending in (*written_formats(), *register_endings()))
    for command in COMMANDS:
        text = runner.invoke(main, [command, "--help"]).output
        if "SOURCES" in text.splitlines()[0]:
            assert all(ending in text for ending in read_endings()), command


def test_the_errors_name_every_ending(tmp_path, make_parcels):
    (tmp_path / "a.xyz").write_bytes(b"x")
    with pytest.raises(pk.ParklandError) as caught:
        pk.read_parcels(tmp_path / "a.xyz")
    assert all(ending in str(caught.value) for ending in read_endings())
    with pytest.raises(pk.ParklandError) as caught:
        pk.write_parcels(make_parcels(1), tmp_path / "b.xyz")
    assert all(ending in str(caught.value) for ending in written_formats())
