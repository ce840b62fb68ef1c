"""An output never replaces what is read, and another program's file only if it is asked."""

import os
import shutil
import sqlite3
from contextlib import closing

import docx
import geopandas as gpd
import openpyxl
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from parkland.overwriting import require_replaceable
from parkland.own_outputs import is_ours

from .conftest import squares


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments], prog_name="parkland")


def layer(path, name="a", number=2):
    columns = {"DKBH": [f"{name}-{i}" for i in range(number)]}
    gpd.GeoDataFrame(columns, geometry=squares(number), crs=4528).to_file(path, layer=name)
    return path


def contents(folder):
    return {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.fixture
def folder(tmp_path, write_shp):
    """Return a folder with a layer, a register, a template, a profile, a context and a picture."""
    folder = tmp_path / "地块"
    folder.mkdir()
    layer(folder / "two.gpkg")
    layer(folder / "two.gpkg", "b")
    for part in write_shp({"DKBH": ["S-1"]}, name="旧").parent.glob("旧.*"):
        shutil.move(part, folder / part.name)
    for name in ("parkland.toml", "own.toml"):
        (folder / name).write_text('extends = "default"\n', encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(["地块编号", "受让人"])
    book.active.append(["a-0", "甲"])
    book.save(folder / "台账.xlsx")
    template = docx.Document()
    template.add_paragraph("{{p body}}")
    template.save(folder / "模板.docx")
    layer(tmp_path / "路.gpkg")
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", "{f}/two.gpkg", "-o", "{f}/two.gpkg"),
        ("status", "{f}/two.gpkg", "-o", "{f}/link.gpkg"),
        ("status", "{f}/two.gpkg", "-o", "{f}/hard.gpkg"),
        ("status", "{f}/link.gpkg", "-o", "{f}/two.gpkg"),
        ("status", "{f}/two.gpkg", "-o", "{f}/TWO.gpkg"),
        ("status", "{f}", "-o", "{f}/two.gpkg"),
        ("status", "{f}", "-o", "{f}/旧.shp"),
        ("status", "{f}", "-o", "{f}/new.gpkg"),
        ("status", "{f}", "-o", "{f}/判定.xlsx"),
        ("deadlines", "{f}", "-o", "{f}/到期.json"),
        ("status", "{f}/旧.shp", "-o", "{f}/旧.shp"),
        ("status", "{f}/two.gpkg", "--register", "{f}/台账.xlsx", "-o", "{f}/台账.xlsx"),
        ("status", "{f}/two.gpkg", "-o", "{f}/旧.dbf"),
        ("convert", "{f}/two.gpkg", "-o", "{f}/two.gpkg"),
        ("convert", "{f}/two.gpkg", "--register", "{f}/台账.xlsx", "-o", "{f}/台账.xlsx"),
        ("report", "{f}/two.gpkg", "--template", "{f}/模板.docx", "-o", "{f}/模板.docx"),
        ("report", "{f}/two.gpkg", "--register", "{f}/台账.xlsx", "-o", "{f}/台账.xlsx"),
        ("deadlines", "{f}/two.gpkg", "-o", "{f}/two.gpkg"),
        ("deadlines", "{f}/two.gpkg", "--profile", "{f}/parkland.toml", "-o", "{f}/parkland.toml"),
        ("deadlines", "{f}", "-o", "{f}/parkland.toml"),
        ("deadlines", "{f}/旧.shp", "-o", "{f}/旧.dbf"),
        ("inspect", "{f}/two.gpkg", "--write-profile", "{f}/two.gpkg"),
        ("inspect", "{f}/台账.xlsx", "--write-profile", "{f}/台账.xlsx"),
        ("inspect", "{f}", "--write-profile", "{f}/parkland.toml"),
        ("inspect", "{f}", "--profile", "{f}/own.toml", "--write-profile", "{f}/own.toml"),
        ("map", "{f}/two.gpkg", "-o", "{f}/map.html"),
        ("map", "{f}/two.gpkg", "--context", "{f}/../路.gpkg", "-o", "{f}/road.html"),
    ],
)
def test_no_command_writes_onto_what_it_reads(folder, arguments):
    (folder / "link.gpkg").symlink_to(folder / "two.gpkg")
    os.link(folder / "two.gpkg", folder / "hard.gpkg")
    (folder / "map.html").symlink_to(folder / "two.gpkg")
    os.link(folder / ".." / "路.gpkg", folder / "road.html")
    before = contents(folder)
    for overwrite in ((), ("--overwrite",)):
        done = run(*(one.format(f=folder) for one in arguments), *overwrite)
        assert done.exit_code == 2, done.output
        assert done.stdout == ""
        assert contents(folder) == before


def test_the_refusal_comes_before_anything_is_read(folder, monkeypatch):
    from parkland import ledgers

    monkeypatch.setattr(ledgers, "read_parcels", lambda *_, **__: pytest.fail("it was read"))
    done = run("status", folder / "two.gpkg", "-o", folder / "two.gpkg")
    assert "这个文件正被读取，写出的内容决不覆盖读取的文件" in done.stderr


def test_python_writers_refuse_what_the_ledger_was_read_from(folder):
    ledger = pk.open_ledger(folder / "two.gpkg", as_of="2025-01-01")
    template = folder / "模板.docx"
    before = contents(folder)
    with pytest.raises(pk.ParklandError, match="this file is read"):
        pk.write_parcels(ledger, folder / "two.gpkg", overwrite=True)
    with pytest.raises(pk.ParklandError, match="this file is read"):
        pk.write_report(ledger, template, template=template, overwrite=True)
    with pytest.raises(pk.ParklandError, match="parkland did not write"):
        pk.write_parcels(ledger.parcels, folder / "two.gpkg")
    assert contents(folder) == before


def test_an_archive_is_not_replaced_by_what_is_in_it(folder, tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.write(folder / "two.gpkg", "two.gpkg")
    os.link(tmp_path / "a.zip", tmp_path / "b.gpkg")
    ledger = pk.open_ledger(tmp_path / "a.zip", as_of="2025-01-01")
    with pytest.raises(pk.ParklandError, match="this file is read"):
        pk.write_parcels(ledger, tmp_path / "b.gpkg", overwrite=True)


@pytest.fixture
def parcels(ledger):
    return ledger.parcels.head(3)


@pytest.mark.parametrize(
    "name", ["a.gpkg", "a.geojson", "a.parquet", "a.shp", "a.txt", "a.csv", "a.xlsx"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_table_of_ours_is_written_again_without_asking(name, lang, parcels, tmp_path):
    for number in (3, 2, 0, 1):
        if name.endswith((".txt", ".shp")) and not number:
            continue
        pk.write_parcels(parcels.head(number), tmp_path / name, lang=lang)
        assert is_ours(tmp_path / name)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.md"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_of_ours_is_written_again_without_asking(name, lang, ledger, tmp_path, folder):
    template = folder / "模板.docx" if name == "a.docx" and lang == "zh" else None
    small = ledger[ledger.parcels["parcel_id"].isin(["GD-01"])]
    for _ in range(2):
        pk.write_report(small, tmp_path / name, lang=lang, template=template)
    assert is_ours(tmp_path / name)


@pytest.mark.usefixtures("open_once")
def test_a_map_and_deadlines_of_ours_are_written_again_without_asking(parcels, tmp_path, ledger):
    for _ in range(2):
        pk.save_map(pk.draw_map(ledger[parcels.index]), tmp_path / "a.html")
    for name in ("a.csv", "a.json", "a.ics", "a.txt", "a"):
        for _ in range(2):
            assert run("deadlines", "-o", tmp_path / name).exit_code == 0


def test_an_empty_file_holds_nothing(parcels, tmp_path):
    (tmp_path / "a.gpkg").touch()
    pk.write_parcels(parcels, tmp_path / "a.gpkg")


def foreign(path):
    """Write a file of another program with the ending of `path`."""
    ending = path.suffix
    if ending in (".gpkg", ".geojson"):
        layer(path)
    elif ending == ".parquet":
        pytest.importorskip("pyarrow")
        gpd.GeoDataFrame({"a": [1]}, geometry=squares(1), crs=4528).to_parquet(path)
    elif ending == ".shp":
        gpd.GeoDataFrame({"a": [1]}, geometry=squares(1), crs=4528).to_file(path)
    elif ending == ".xlsx":
        openpyxl.Workbook().save(path)
    elif ending == ".docx":
        docx.Document().save(path)
    else:
        words = {".csv": "地块编号,面积\nA,1\n", ".json": '{"a": 1}'}
        path.write_text(words.get(ending, "# 说明 parkland\n"), encoding="utf-8")


ASKED = {
    ".html": ("map",),
    ".docx": ("report",),
    ".md": ("report",),
    ".ics": ("deadlines",),
    ".json": ("deadlines",),
}


@pytest.mark.parametrize(
    "ending",
    [".gpkg", ".geojson", ".parquet", ".shp", ".txt", ".csv", ".xlsx", *ASKED],
)
def test_a_file_of_another_program_is_replaced_only_if_it_is_asked(ending, tmp_path, sample):
    path = tmp_path / f"a{ending}"
    foreign(path)
    before = contents(tmp_path)
    command = (*ASKED.get(ending, ("status",)), sample, "--as-of", "2020-12-31", "-o", path)
    done = run(*command)
    assert done.exit_code == 2
    assert "不是 parkland 写出的文件" in done.stderr
    assert "--overwrite" in done.stderr
    assert contents(tmp_path) == before
    assert run(*command, "--overwrite").exit_code == 0
    assert contents(tmp_path)[path.name] != before[path.name]
    assert is_ours(path)


def test_no_sql_of_a_file_runs_when_it_would_be_replaced(parcels, tmp_path):
    path = pk.write_parcels(parcels, tmp_path / "a.gpkg")
    endless = (
        "CREATE VIEW gpkg_contents AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 "
        "FROM r) SELECT kept.* FROM kept, r ORDER BY x DESC"
    )
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE gpkg_contents RENAME TO kept")
        database.execute(endless)
        database.commit()
    assert not is_ours(path)


def test_a_layer_that_somebody_added_to_our_geopackage_is_not_lost(parcels, tmp_path):
    path = pk.write_parcels(parcels, tmp_path / "a.gpkg")
    layer(path, "自己的")
    with pytest.raises(pk.ParklandError, match="parkland did not write"):
        pk.write_parcels(parcels, path)
    with closing(sqlite3.connect(path)) as database:
        assert ("自己的",) in database.execute("SELECT table_name FROM gpkg_contents").fetchall()


def test_a_table_beside_a_new_shapefile_is_not_lost(parcels, tmp_path):
    (tmp_path / "a.dbf").write_bytes(b"a table of the office")
    with pytest.raises(pk.ParklandError, match="parkland did not write"):
        pk.write_parcels(parcels, tmp_path / "a.shp")


def test_a_device_is_no_file_that_could_be_lost(sample):
    assert require_replaceable(os.devnull, inputs=[sample]).name
