"""Archives and odd paths: what is read, and what is refused with a sentence."""

import os
import shutil
import sys
import zipfile

import geopandas as gpd
import pytest

import parkland as pk
from parkland.formats import archives

from .conftest import square_in
from .test_sources import PARTS, ROW, pack


def test_an_archive_in_an_archive_is_refused(write_shp, tmp_path):
    inner = pack(tmp_path / "内.zip", write_shp(ROW))
    with zipfile.ZipFile(tmp_path / "外.zip", "w") as packed:
        packed.write(inner, "数据/内.zip")
    with pytest.raises(pk.ParklandError, match="it holds another archive, 数据/内.zip"):
        pk.read_parcels(tmp_path / "外.zip")


def test_two_members_of_one_name_are_refused(write_shp, tmp_path):
    path = write_shp(ROW)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.write(path, "a.shp")
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed.write(path, "a.shp")
    with pytest.raises(pk.ParklandError, match=r"two of its members are called a\.shp"):
        pk.read_parcels(tmp_path / "a.zip")


def test_an_archive_of_too_many_members_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for number in range(4):
            packed.writestr(f"{number}.txt", "")
    with pytest.raises(pk.ParklandError, match="it has 4 members"):
        pk.read_parcels(tmp_path / "a.zip")


def test_an_encrypted_archive_is_refused(write_shp, tmp_path):
    archive = pack(tmp_path / "a.zip", write_shp(ROW))
    content = bytearray(archive.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 1)
    archive.write_bytes(content)
    with pytest.raises(pk.ParklandError, match="the archive is encrypted"):
        pk.read_parcels(archive)


def test_names_in_utf8_that_are_not_marked_as_such(write_shp, tmp_path):
    path = write_shp(ROW)
    archive = tmp_path / "a.zip"
    name = "杨村工业园区地块"
    placeholder = "#" * len(name.encode())
    with zipfile.ZipFile(archive, "w") as packed:
        for part in PARTS:
            packed.write(path.with_suffix(part), placeholder + part)
    archive.write_bytes(archive.read_bytes().replace(placeholder.encode(), name.encode()))
    assert pk.read_parcels(archive)["layer"].unique().tolist() == [name]


def test_members_whose_names_are_too_long_for_the_disk(write_shp, tmp_path):
    path = write_shp(ROW)
    name = "开化县工业园区" * 20
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for part in PARTS:
            packed.write(path.with_suffix(part), f"{name}/{name}{part}")
    assert len(pk.read_parcels(tmp_path / "a.zip")) == 2


@pytest.mark.parametrize("folder", ["a!b", "空 格 和 ！", "x.zip!", "深" * 60, "#%?&"])
def test_odd_folders(write_shp, tmp_path, folder):
    place = tmp_path / folder
    place.mkdir()
    path = write_shp(ROW)
    for part in PARTS:
        shutil.move(path.with_suffix(part), place / f"地!块{part}")
    frame = gpd.GeoDataFrame({"DKBH": ["B"]}, geometry=[square_in("EPSG:4326")], crs=4326)
    frame.to_file(tmp_path / "b.geojson")
    shutil.move(tmp_path / "b.geojson", place / "b!c.geojson")
    frame.to_crs(4528).to_file(tmp_path / "c.gpkg")
    shutil.move(tmp_path / "c.gpkg", place / "c!d.gpkg")
    before = sorted(path.name for path in place.iterdir())
    raw = pk.read_parcels(place, crs="guess")
    assert sorted(raw["source"].unique()) == ["b!c.geojson", "c!d.gpkg", "地!块.shp"]
    assert sorted(path.name for path in place.iterdir()) == before


def test_a_part_that_cannot_be_read_is_told_in_one_sentence(write_shp):
    path = write_shp(ROW)
    path.with_suffix(".dbf").unlink()
    path.with_suffix(".dbf").mkdir()
    with pytest.raises(pk.ParklandError, match="a file of it cannot be read"):
        pk.read_parcels(path)


def in_gbk(path):
    """Give a file the name that a Chinese Windows has written into an archive."""
    return path.rename(path.with_name(os.fsdecode(path.name.encode("gbk"))))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_files_whose_names_are_bytes_of_gbk(write_shp, tmp_path):
    path = write_shp(ROW, name="杨村地块")
    for part in PARTS:
        named = in_gbk(path.with_suffix(part))
    frame = gpd.GeoDataFrame({"DKBH": ["B"]}, geometry=[square_in("EPSG:4326")], crs=4326)
    for name in ("乙.geojson", "丙.gpkg"):
        place = tmp_path / name
        frame.to_crs(4528 if name == "丙.gpkg" else 4326).to_file(place)
        in_gbk(place)
    (tmp_path / "台账.csv").write_text("地块编号,受让人\nB,甲\n", encoding="utf-8")
    register = in_gbk(tmp_path / "台账.csv")
    assert len(pk.read_parcels(named.with_suffix(".shp"))) == 2
    raw = pk.read_parcels(tmp_path)
    assert sorted(raw["source"].unique()) == ["丙.gpkg", "乙.geojson", "杨村地块.shp"]
    ledger = pk.open_ledger(tmp_path, as_of="2025-01-01", register=register)
    assert ledger.parcels.loc[ledger.parcels["parcel_id"] == "B", "holder"].tolist() == ["甲"] * 2
