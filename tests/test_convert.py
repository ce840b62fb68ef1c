"""The command `convert`: any source, cleaned, in another format."""

import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main

from .conftest import square_in


@pytest.fixture
def run():
    def invoke(*arguments):
        return CliRunner().invoke(main, ["convert", *map(str, arguments)], prog_name="parkland")

    return invoke


@pytest.fixture
def plots(write_shp):
    return write_shp({"DKBH": ["A-1", "A-2"], "ZT": ["已平整", "未平整"], "备注": ["甲", None]})


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "parquet", "shp", "txt"])
def test_every_format_is_read_again_with_the_same_parcels(run, plots, tmp_path, ending):
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    target = tmp_path / "出" / f"宗地.{ending}"
    target.parent.mkdir()
    done = run(plots, "-o", target)
    assert done.exit_code == 0, done.stderr
    assert done.stdout == ""
    assert "宗地 2，隔离 0" in done.stderr
    parcels = pk.open_ledger(target, as_of="2020-12-31").parcels
    assert parcels["parcel_id"].tolist() == ["A-1", "A-2"]
    if ending != "txt":
        assert parcels["levelled"].tolist() == [True, False]
        assert parcels["备注"].fillna("").tolist() == ["甲", ""]
    assert parcels["area_m2"].round().tolist() == pytest.approx([10_000, 10_000], rel=2e-3)


def test_the_register_of_a_folder_goes_into_the_file(run, plots, tmp_path):
    register = plots.parent / "供地台账.csv"
    register.write_text("地块编号,约定开工时间\nA-1,2018-03-01\n", encoding="utf-8")
    # In the folder itself it would count twice the next time.
    target = tmp_path / "另" / "出.gpkg"
    target.parent.mkdir()
    done = run(plots.parent, "-o", target)
    assert "供地台账.csv" in done.stderr
    parcels = pk.clean(pk.read_parcels(target)).parcels
    assert str(parcels["start_due"][0].date()) == "2018-03-01"


def test_flags_of_a_day_are_in_the_file_only_where_qgis_shows_them(run, plots, tmp_path):
    run(plots, "-o", tmp_path / "出.geojson")
    raw = pk.read_parcels(tmp_path / "出.geojson")
    assert not {"levelled", "idle", "status", "area_m2"} & set(raw.columns)
    done = run(plots, "-o", tmp_path / "出.gpkg", "--as-of", "2020-12-31")
    assert "2020-12-31" in done.stderr
    styled = pk.read_parcels(tmp_path / "出.gpkg")
    assert {"idle", "status", "area_m2"} <= set(styled.columns)
    assert "status" not in pk.clean(styled).parcels.columns  # it is judged anew
    refused = run(plots, "-o", tmp_path / "出.geojson", "--as-of", "2020-12-31")
    assert refused.exit_code == 2
    assert "只有 .gpkg、.qgz" in refused.stderr


def test_a_geopackage_is_what_status_writes(run, plots, tmp_path):
    run(plots, "-o", tmp_path / "a.gpkg", "--as-of", "2020-12-31")
    arguments = ["status", str(plots), "--as-of", "2020-12-31", "-o", str(tmp_path / "b.gpkg")]
    CliRunner().invoke(main, arguments)
    kept = []
    for name in "ab":
        with closing(sqlite3.connect(tmp_path / f"{name}.gpkg")) as database:
            ((style,),) = database.execute("SELECT styleQML FROM layer_styles").fetchall()
        kept.append(style)
    assert kept[0] == kept[1]


def test_encoding_and_system_to_write_in(run, plots, tmp_path):
    assert run(plots, "-o", tmp_path / "a.shp", "--to-encoding", "utf-8").exit_code == 0
    assert (tmp_path / "a.cpg").read_text() == "UTF-8"
    assert run(plots, "-o", tmp_path / "a.gpkg", "--to-crs", "EPSG:4490").exit_code == 0
    assert pk.read_parcels(tmp_path / "a.gpkg").crs.to_epsg() == 4490


def test_what_other_programs_lose_is_said(run, write_shp, tmp_path):
    long = "长" * 200
    path = tmp_path / "a.geojson"
    import geopandas as gpd

    shape = square_in("EPSG:4326")
    gpd.GeoDataFrame({"DKBH": ["A"], "备注": [long]}, geometry=[shape], crs=4326).to_file(path)
    done = run(path, "-o", tmp_path / "b.shp")
    assert done.exit_code == 0
    assert "b.texts.csv" in done.stderr


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("a.dwg", "宗地不能写成这种格式：.dwg"),
        ("无/a.gpkg", "文件夹不存在"),
        ("地块.shp", "这个文件正被读取，写出的内容决不覆盖"),
    ],
)
def test_bad_targets_are_exit_2_before_any_work(run, plots, target, message):
    before = {p.name: p.read_bytes() for p in plots.parent.iterdir()}
    done = run(plots, "-o", plots.parent / target)
    assert done.exit_code == 2
    assert message in done.stderr
    assert {p.name: p.read_bytes() for p in plots.parent.iterdir()} == before


def test_what_could_not_be_used_is_told(run, write_shp, tmp_path, plots):
    broken = write_shp({"DKBH": ["A", "B"]}, geometry=[None, square_in("EPSG:4528")], name="缺")
    done = run(broken, "-o", tmp_path / "出.gpkg")
    assert done.exit_code == 0
    assert "宗地 1，隔离 1" in done.stderr
