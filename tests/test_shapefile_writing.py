"""A shapefile that an office opens in ArcMap, with nothing lost on the way back."""

import csv
import datetime as dt
import os
import re
import warnings

import fiona
import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.errors import LossyFormatWarning
from parkland.formats.shapefile.field_names import short_names

from .conftest import squares

LDID_BYTE = 29


def fields_of(path):
    """Return (name as bytes, type, width, decimals) of each field, from the bytes."""
    head = path.with_suffix(".dbf").read_bytes()
    size = int.from_bytes(head[8:10], "little")
    for at in range(32, size - 1, 32):
        yield head[at : at + 11].split(b"\0")[0], chr(head[at + 11]), head[at + 16], head[at + 17]


def test_gbk_is_said_by_the_cpg_and_the_language_byte_and_true(make_parcels, tmp_path):
    path = pk.write_parcels(make_parcels(2, holder="某某公司"), tmp_path / "地块.shp")
    assert path.with_suffix(".cpg").read_text() == "GBK"
    dbf = path.with_suffix(".dbf").read_bytes()
    assert dbf[LDID_BYTE] == 0x4D
    assert "某某公司".encode("gbk") in dbf
    names = [name.decode("gbk") for name, *_ in fields_of(path)]
    assert names[:2] == ["地块编号", "土地使用权"]
    assert 'PROJCS["CGCS2000_3_Degree_GK_Zone_40"' in path.with_suffix(".prj").read_text()


def test_utf_8_is_said_by_the_cpg(make_parcels, tmp_path):
    parcels = make_parcels(1, holder="某某公司")
    path = pk.write_parcels(parcels, tmp_path / "a.shp", encoding="utf-8")
    assert path.with_suffix(".cpg").read_text() == "UTF-8"
    dbf = path.with_suffix(".dbf").read_bytes()
    assert dbf[LDID_BYTE] == 0
    assert "某某公司".encode() in dbf
    assert all(len(name.decode("utf-8")) for name, *_ in fields_of(path))
    assert pk.clean(pk.read_parcels(path)).parcels["holder"].tolist() == ["某某公司"]


def test_the_common_readers_read_it_as_it_is_meant(make_parcels, tmp_path):
    facts = {
        "holder": ["某某公司", None],
        "start_due": [dt.datetime(2018, 3, 1), None],
        "stated_area_m2": [10_000.25, None],
        "cause_verified": [True, None],
    }
    path = pk.write_parcels(make_parcels(2, **facts), tmp_path / "a.shp")
    frame = gpd.read_file(path)
    assert frame["土地使用权"].tolist()[0] == "某某公司"
    assert frame["约定开工时"].tolist()[0] == pd.Timestamp("2018-03-01")
    assert frame["证载平米"].tolist()[0] == 10_000.25
    assert np.isnan(frame["证载平米"].tolist()[1])
    with fiona.open(path) as layer:
        assert layer.schema["properties"]["约定开工时"] == "date"
        assert layer.schema["properties"]["原因已核实"] in ("bool", "int32:1")
        assert [r["properties"]["土地使用权"] for r in layer] == ["某某公司", None]


def test_outer_rings_are_clockwise_whatever_they_were(make_parcels, tmp_path):
    parcels = make_parcels(1)
    hole = parcels.geometry[0].buffer(-20)
    ring = shapely.Polygon(parcels.geometry[0].exterior.coords[::-1], [hole.exterior.coords])
    path = pk.write_parcels(parcels.set_geometry([ring]), tmp_path / "a.shp")
    wkb = pyogrio.raw.read(path)[2]
    shape = shapely.from_wkb(wkb[0])
    content = path.read_bytes()
    parts = int.from_bytes(content[144:148], "little")
    points = np.frombuffer(content, dtype="<f8", count=10, offset=152 + 4 * parts).reshape(-1, 2)
    assert not shapely.is_ccw(shapely.LinearRing(points))
    assert len(shape.interiors) == 1


def test_long_texts_and_foreign_characters_are_told_and_come_back(make_parcels, tmp_path):
    long = "很长的处置依据" * 40
    parcels = make_parcels(3, cause=[long, "𠮷某", "一般"], holder=["ß", None, "甲"])
    with pytest.warns(LossyFormatWarning, match=r"3 texts have more than 254 bytes.*a\.texts\.csv"):
        path = pk.write_parcels(parcels, tmp_path / "a.shp")
    frame = gpd.read_file(path)
    seen = frame["闲置原因"].tolist()
    assert long.startswith(seen[0])
    assert len(seen[0].encode("gbk")) == 254
    assert seen[1] == "?某"
    back = pk.clean(pk.read_parcels(path))
    assert back.parcels["cause"].tolist() == [long, "𠮷某", "一般"]
    assert back.parcels["holder"].tolist()[0] == "ß"
    assert "encoding.cut_text" not in set(back.issues["code"])


def test_texts_beside_a_table_that_was_edited_since_are_not_forced_on_it(make_parcels, tmp_path):
    with pytest.warns(LossyFormatWarning):
        path = pk.write_parcels(make_parcels(1, cause="𠮷某"), tmp_path / "a.shp")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace("?某".encode("gbk"), "乙".encode("gbk") + b" "))
    parcels, issues, _ = pk.clean(pk.read_parcels(path))
    assert parcels["cause"].tolist() == ["乙"]
    assert "sidecar.other_texts" in set(issues["code"])


def test_a_table_of_names_that_is_not_of_this_file_is_left_out_and_told(
    make_parcels, tmp_path, write_shp
):
    pk.write_parcels(make_parcels(1), tmp_path / "地块.shp")
    path = write_shp({"DKBH": ["A-1"], "ZT": ["已平整"]})
    parcels, issues, _ = pk.clean(pk.read_parcels(path))
    assert parcels["levelling"].tolist() == ["levelled"]
    assert "sidecar.stale" in set(issues["code"])


def test_without_the_table_of_names_no_figure_is_taken_for_another(make_parcels, tmp_path):
    parcels = make_parcels(1, stated_area_m2=10_000.0, price_cny=5e6, developed_area_m2=2_000.0)
    path = pk.write_parcels(parcels, tmp_path / "a.shp")
    (tmp_path / "a.fields.csv").unlink()
    back = pk.clean(pk.read_parcels(path)).parcels
    assert back["parcel_id"].tolist() == ["P-1"]
    # A short name that is understood by its parts and its unit gives the figure itself.
    for name in ("stated_area_m2", "price_cny", "developed_area_m2"):
        assert pd.isna(back[name][0]) or back[name][0] == parcels[name][0], name


def test_a_person_finds_the_full_names_beside_it(make_parcels, tmp_path):
    pk.write_parcels(make_parcels(1, start_due=dt.datetime(2018, 3, 1)), tmp_path / "a.shp")
    with (tmp_path / "a.fields.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["field"]: row for row in csv.DictReader(file)}
    assert rows["约定开工时"]["heading"] == "约定开工时间"
    assert rows["约定开工时"]["name"] == "start_due"


HEADINGS = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=12),
        st.sampled_from(
            ["约定开工时间", "约定开工时点", "供地面积（公顷）", "供地面积(亩)", "abc", "ABC"]
        ),
    ),
    max_size=120,
)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@given(headings=HEADINGS)
def test_short_names_are_whole_characters_and_all_different(encoding, headings):
    names = short_names(headings, encoding)
    texts = [name.decode(encoding) for name in names]
    assert len({text.casefold() for text in texts}) == len(headings)
    assert all(0 < len(name) <= 10 for name in names)


def test_all_files_or_none(make_parcels, tmp_path, monkeypatch):
    path = pk.write_parcels(make_parcels(1, holder="旧"), tmp_path / "a.shp")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    real = os.replace
    monkeypatch.setattr(
        "pathlib.Path.replace",
        lambda self, target: (
            (_ for _ in ()).throw(OSError(28, "No space left on device"))
            if str(target).endswith("a.prj")
            and "earlier" not in str(self)
            and "earlier" not in str(target)
            else real(self, target)
        ),
    )
    with pytest.raises(pk.ParklandError, match="No space left"):
        pk.write_parcels(make_parcels(2, holder="新"), path)
    monkeypatch.undo()
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_indices_of_the_file_that_is_replaced_go_with_it(make_parcels, tmp_path):
    path = pk.write_parcels(make_parcels(1), tmp_path / "a.shp")
    (tmp_path / "a.sbn").write_bytes(b"index of the old one")
    (tmp_path / "a.mxd").write_bytes(b"mine")
    pk.write_parcels(make_parcels(2), path)
    assert not (tmp_path / "a.sbn").exists()
    assert (tmp_path / "a.mxd").exists()
    assert len(pk.read_parcels(path)) == 2


def test_zero_rows_are_a_shapefile_with_fields(make_parcels, tmp_path):
    path = pk.write_parcels(make_parcels(1).iloc[:0], tmp_path / "a.shp")
    assert pyogrio.read_info(path)["features"] == 0
    assert len(list(fields_of(path))) > 40


def test_too_many_columns_for_the_format_are_an_error(make_parcels, tmp_path):
    wide = pd.DataFrame({f"c{i}": ["x"] for i in range(300)})
    parcels = gpd.GeoDataFrame(wide, geometry=squares(1), crs=4528)
    with pytest.raises(pk.ParklandError, match=r"holds 255 columns.*Write \.gpkg"):
        pk.write_parcels(parcels, tmp_path / "a.shp")
    assert list(tmp_path.iterdir()) == []


def test_a_blank_answer_in_any_table_is_not_no(write_shp):
    path = write_shp({"DKBH": ["A", "B", "C"], "SFDXYD": [True, False, False]})
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    assert content[-2:-1] == b"F"
    content[-2:-1] = b" "
    table.write_bytes(content)
    parcels = pk.clean(pk.read_parcels(path)).parcels
    assert parcels["low_efficiency"].astype(object).fillna("?").tolist() == [True, False, "?"]


def test_each_fact_stands_once_and_own_columns_come_back(ledger, tmp_path):
    with warnings.catch_warnings(action="ignore", category=LossyFormatWarning):
        path = pk.write_parcels(ledger.parcels, tmp_path / "a.shp")
    frame = gpd.read_file(path)
    fields = set(frame.columns)
    assert {"地块编号", "土地使用权", "合同签订日", "约定开工时", "证载平米"} <= fields
    assert not any(name.startswith(("原约定", "原合同", "register")) for name in fields)
    repeated = [name for name in fields if re.search(r"_\d+$", name)]
    assert len(repeated) <= 1, repeated
    raw = pk.read_parcels(path)
    assert raw["DKBH"].dropna().tolist() == ledger.parcels["DKBH"].dropna().tolist()
    assert raw["约定开工时间"].tolist()[1] == "2020.5.31"  # as the office wrote it


def test_an_own_column_that_says_something_else_is_shown(make_parcels, tmp_path):
    parcels = make_parcels(3, holder=["甲", "乙", "丙"])
    parcels["权利人"] = ["甲", "乙", "丙"]
    parcels["土地使用权人"] = ["甲", "乙", "丁"]
    path = pk.write_parcels(parcels, tmp_path / "a.shp")
    shown = {column: gpd.read_file(path)[column].tolist() for column in gpd.read_file(path)}
    assert ["甲", "乙", "丁"] in shown.values()
    assert list(shown.values()).count(["甲", "乙", "丙"]) == 1


def test_own_cells_are_not_given_to_records_that_were_moved_since(make_parcels, tmp_path):
    parcels = make_parcels(3)
    parcels["地块编号"] = parcels["parcel_id"]
    path = pk.write_parcels(parcels, tmp_path / "a.shp")
    whole = gpd.read_file(path)
    for part in ("shp", "shx", "dbf"):
        path.with_suffix(f".{part}").unlink()
    whole.iloc[[2, 0, 1]].to_file(path, encoding="GBK")
    raw = pk.read_parcels(path)
    assert raw["地块编号"].isna().all()
    codes = set(pk.clean(raw).issues["code"])
    assert codes & {"sidecar.other_texts", "sidecar.stale"}


def test_a_blank_behind_a_text_is_no_cut_text(make_parcels, tmp_path):
    parcels = make_parcels(2, holder=["甲厂 ", "乙厂"])
    with warnings.catch_warnings(action="error"):
        path = pk.write_parcels(parcels, tmp_path / "a.shp")
    assert not path.with_suffix(".texts.csv").exists()
