"""The command line: results on stdout, words on stderr, exit codes that mean something."""

import csv
import io
import json
import subprocess
import sys

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner
from shapely import affinity

import parkland
from parkland.cli import main

from .conftest import square_in, squares


@pytest.fixture
def run():
    def invoke(*arguments):
        return CliRunner().invoke(
            main, [str(argument) for argument in arguments], prog_name="parkland"
        )

    return invoke


@pytest.fixture
def plots(write_shp):
    return write_shp({"DKBH": ["A-1", "A-2"], "ZT": ["已平整", "未平整"], "面积(亩)": [15.0, 15.0]})


def test_totals_as_a_table_in_chinese_by_default(run):
    done = run("totals")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["标志", "宗数", "椭球面积（亩）"]
    assert lines[2].split() == ["已平整", "4", "728.00"]
    assert lines[-1].split() == ["合计", "29", "1,829.08"]
    assert "截至 2020-12-31" in done.stderr
    assert "初步判定，以自然资源主管部门认定为准" in done.stderr
    assert "无法认定，未计入：已平整 21 宗、闲置 5 宗" in done.stderr


def test_totals_as_json_have_the_promised_keys(run):
    done = run("totals", "--format", "json")
    content = json.loads(done.stdout)
    assert list(content) == ["as_of", "area", "unit", "rows", "total"]
    assert content["rows"][0] == {"flag": "levelled", "parcels": 4, "area": 728.0}
    assert content["total"] == {"parcels": 29, "area": 1829.08}
    by_district = json.loads(run("totals", "--by", "district", "--format", "json").stdout)
    assert by_district["rows"][-1] == {"district": None, "parcels": 6, "area": 170.78}


def test_totals_as_csv(run):
    rows = list(csv.reader(io.StringIO(run("totals", "--unit", "ha", "--format", "csv").stdout)))
    assert rows[0] == ["flag", "parcels", "area_ha"]
    assert rows[-1][0] == "total"


def test_totals_in_english(run):
    done = run("totals", "--by", "status", "--lang", "en")
    assert done.stdout.splitlines()[2].startswith("Reclaimed")
    assert not any("\u4e00" <= character <= "\u9fff" for character in done.stdout)


def test_columns_of_figures_end_at_the_same_place(run):
    from wcwidth import wcswidth

    lines = [line for line in run("totals").stdout.splitlines() if line and "---" not in line]
    assert len({wcswidth(line) for line in lines}) == 1


def test_as_of_defaults_to_today_for_own_files_and_is_printed(run, plots):
    import datetime as dt

    before, done, after = dt.date.today(), run("totals", plots), dt.date.today()
    assert any(f"截至 {day}" in done.stderr for day in (before, after))


def test_stated_areas_that_lack_are_told(run, write_shp):
    path = write_shp({"DKBH": ["A-1", "A-2"], "面积(亩)": [15.0, None]})
    done = run("totals", path, "--area", "stated")
    assert "1 宗没有证载面积" in done.stderr


def test_totals_of_parcels_that_overlap_print_gross_overlap_and_net(run, write_shp):
    one, other = squares(1)[0], affinity.translate(squares(1)[0], 60, 0)
    path = write_shp({"DKBH": ["A", "B"], "片区": ["东", "西"]}, geometry=[one, other])
    done = run("totals", path, "--by", "district", "--unit", "m2")
    lines = done.stdout.splitlines()
    assert lines[0].split() == [
        "片区",
        "宗数",
        "椭球面积（平方米）",
        "重叠（平方米）",
        "净面积（平方米）",
    ]
    gross, overlap, net = (float(t.replace(",", "")) for t in lines[-1].split()[2:])
    assert (gross - overlap, overlap) == (pytest.approx(net), pytest.approx(3997.6, abs=1))
    assert "重叠跨组，只在合计中扣除：东 与 西，1 处，3,99" in done.stderr
    content = json.loads(run("totals", path, "--by", "district", "--format", "json").stdout)
    assert list(content["total"]) == ["parcels", "area", "overlap", "net"]
    assert content["between"][0] | {"area": 6} == {
        "one": "东",
        "other": "西",
        "pairs": 1,
        "area": 6,
    }
    rows = run("totals", path, "--format", "csv").stdout.splitlines()
    assert rows[0] == "flag,parcels,area_mu,overlap_mu,net_mu"
    planar = run("totals", path, "--area", "planar")
    assert "1 处重叠未从平面面积中扣除" in planar.stderr
    assert "高斯-克吕格平面：CGCS2000 / 3-degree Gauss-Kruger zone 40" in planar.stderr


def test_reconcile_prints_three_areas_and_why_they_differ(run, write_shp):
    path = write_shp({"DKBH": ["A", "B", "C"], "面积(亩)": [14.99, 1.0, None]})
    done = run("reconcile", path)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0].split()[:3] == ["地块编号", "证载面积（亩）", "平面面积（亩）"]
    assert lines[2].split() == ["A", "14.99", "15.00", "14.99", "+0.00", "+0.007", "相符"]
    assert "单位可能有误：数值像是公顷，按亩读取" in lines[3]
    assert lines[4].split() == ["C", "15.00", "14.99", "无证载面积"]
    assert lines[5].split()[:5] == ["合计", "15.99", "30.00", "29.98", "+13.99"]
    assert "相符 1，与平面面积相符 0，不符 1，无证载面积 1" in done.stderr
    few = run("reconcile", path, "--differing", "--format", "json", "--unit", "ha")
    content = json.loads(few.stdout)
    assert [row["parcel"] for row in content["rows"]] == ["B"]
    assert content["rows"][0]["reason"] == "unit"
    assert content["tolerance"] == {"m2": 6.67, "share": 0.001}
    rows = list(csv.reader(io.StringIO(run("reconcile", path, "--format", "csv").stdout)))
    assert rows[0][:6] == [
        "parcel", "source", "stated_mu", "planar_mu", "ellipsoidal_mu", "difference_mu",
    ]  # fmt: skip
    assert rows[3][2] == ""
    assert run("reconcile").exit_code == 0


def test_decimal_places_are_those_of_the_profile(run, plots, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('extends = "default"\nareas.digits.mu = 4', encoding="utf-8")
    last = run("totals", plots, "--profile", own).stdout.splitlines()[-1].split()[-1]
    assert len(last.partition(".")[2]) == 4


def test_map_writes_one_file(run, tmp_path, plots):
    target = tmp_path / "图.html"
    done = run("map", plots, "-o", target, "--as-of", "2020-12-31", "--title", "某园区")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "某园区" in target.read_text(encoding="utf-8")
    assert sorted(tmp_path.glob("*.html")) == [target]


def test_map_without_arguments_draws_the_sample(tmp_path):
    command = [sys.executable, "-m", "parkland", "map"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert "728.00" in (tmp_path / "parkland-map.html").read_text(encoding="utf-8")
    assert "parkland-map.html" in done.stderr


def test_inspect_tells_what_and_how(run, plots):
    done = run("inspect", plots, "--format", "json")
    (layer,) = json.loads(done.stdout)
    assert layer["encoding"] == "gb18030"
    assert layer["crs"].startswith("EPSG:4528")
    assert layer["records"] == 2
    assert layer["columns"]["DKBH"] == "parcel_id"
    assert done.exit_code == 0
    table = run("inspect", plots, "--lang", "en")
    assert "How we know" in table.stdout


def test_inspect_exits_1_where_the_reference_system_cannot_be_used(run, write_shp):
    done = run("inspect", write_shp({"DKBH": ["A"]}, prj=False))
    assert done.exit_code == 1
    assert "EPSG:4528" in done.stdout


def test_check_exits_1_only_on_errors(run, plots, write_shp):
    assert run("check", plots).exit_code == 0
    broken = write_shp({"DKBH": ["A", "B"]}, geometry=[None, squares(1)[0]], name="缺")
    done = run("check", broken, "--lang", "en")
    assert done.exit_code == 1
    assert "no geometry" in done.stdout
    assert (
        json.loads(run("check", broken, "--format", "json").stdout)[0]["code"] == "geometry.missing"
    )


def test_sample_is_copied_and_never_over_other_files(run, tmp_path, sample):
    done = run("sample", tmp_path / "样")
    assert done.exit_code == 0
    copied = {p.name for p in (tmp_path / "样").iterdir()}
    assert copied == {"资产", *(p.name for p in sample.iterdir())}
    assert (tmp_path / "样" / "资产" / "示例资产.xlsx").is_file()
    again = run("sample", tmp_path / "样")
    assert again.exit_code == 2
    assert "已经有" in again.stderr
    copied = run("totals", tmp_path / "样", "--as-of", "2020-12-31", "--format", "json")
    assert json.loads(copied.stdout)["rows"][0]["area"] == 728.0


def test_bad_input_is_one_sentence_and_exit_2(run, tmp_path, plots, write_shp):
    points = write_shp({"DKBH": ["A"]}, geometry=[shapely.Point(squares(1)[0].centroid)], name="点")
    empty = tmp_path / "empty.geojson"
    gpd.GeoDataFrame({"DKBH": []}, geometry=[], crs=4326).to_file(empty, geometry_type="Polygon")
    folder = tmp_path / "空"
    folder.mkdir()
    unknown = write_shp({"DKBH": ["A"]}, name="无", prj=False)
    cases = [
        ["totals", tmp_path / "缺.shp"],
        ["totals", folder],
        ["totals", points],
        ["totals", empty],
        ["totals", unknown],
        ["totals", plots, "--as-of", "2020-02-30"],
        ["totals", plots, "--crs", "EPSG:0"],
        ["totals", plots, "--crs", "EPSG:4549"],
        ["totals", plots, "--by", "colour"],
        ["totals", plots, "--unit", "acres"],
        ["totals", plots, "--layer", "二期"],
        ["totals", plots, "--profile", "nowhere"],
        ["totals", plots, "--profile", tmp_path / "nowhere.toml"],
        ["totals", plots, "--register", tmp_path / "nowhere.xlsx"],
        ["totals", plots, "--encoding", "martian"],
        ["map", tmp_path / "缺.shp", "-o", tmp_path / "m.html"],
        ["map", plots, "-o", tmp_path / "nowhere" / "m.html"],
        ["map", plots, "-o", folder],
        ["inspect", tmp_path / "缺.shp"],
        ["inspect"],
        ["survey"],
    ]
    for arguments in cases:
        done = run(*arguments)
        assert done.exit_code == 2, arguments
        assert done.stdout == "", arguments
        assert "错误：" in done.stderr, arguments
        assert "Traceback" not in done.stderr, arguments
    assert not list(tmp_path.glob("*.html"))


def test_a_fault_of_our_own_is_no_traceback(run, monkeypatch, plots):
    monkeypatch.setattr("parkland.ledgers.clean", lambda *_, **__: 1 / 0)
    done = run("totals", plots)
    assert done.exit_code == 3
    assert "程序自身出错（ZeroDivisionError" in done.stderr
    assert "Traceback" not in done.output


def test_all_records_in_quarantine_give_zero_totals_and_an_empty_map(run, write_shp, tmp_path):
    x, y, *_ = squares(1)[0].bounds
    flat = shapely.Polygon([(x, y), (x + 100, y), (x + 50, y)])
    path = write_shp({"DKBH": ["A"]}, geometry=[flat])
    done = run("totals", path, "--format", "json")
    assert json.loads(done.stdout)["total"] == {"parcels": 0, "area": 0.0}
    assert run("map", path, "-o", tmp_path / "m.html").exit_code == 0


def test_zone_is_confirmed_on_the_command_line(run, write_shp):
    path = write_shp({"DKBH": ["A"]}, geometry=[square_in("EPSG:4549")], crs="EPSG:4549", prj=False)
    assert run("totals", path).exit_code == 2
    assert run("totals", path, "--crs", "EPSG:4549").exit_code == 0


def test_version_and_help(run):
    assert parkland.__version__ in run("--version").output
    text = run("--help").output
    assert all(command in text for command in ("map", "totals", "inspect", "check", "sample"))
    assert "--as-of" in run("map", "--help").output


def test_console_script_and_module_are_the_same():
    from importlib.metadata import entry_points

    (script,) = [
        entry for entry in entry_points(group="console_scripts") if entry.name == "parkland"
    ]
    assert script.load() is main


@pytest.mark.parametrize("name", ["地块.shp", "地块.dbf", "台账.xlsx", "-"])
def test_a_map_never_replaces_what_is_not_a_page(run, plots, name):
    target = plots.parent / name
    before = target.read_bytes() if target.exists() else None
    done = run("map", plots, "-o", target)
    assert done.exit_code == 2
    assert "地图应为 .html 文件" in done.stderr or "这个文件正被读取" in done.stderr
    assert (target.read_bytes() if target.exists() else None) == before


def test_empty_options_are_not_taken_for_none(run, plots):
    assert run("totals", plots, "--as-of", "").exit_code == 2
    assert run("totals", plots, "--register", "").exit_code == 2


def test_flags_as_groups_say_yes_no_and_cannot_be_determined(run):
    done = run("totals", "--by", "idle")
    assert [line.split()[0] for line in done.stdout.splitlines()[2:]] == [
        "否",
        "是",
        "无法认定",
        "合计",
    ]
    rows = json.loads(run("totals", "--by", "idle", "--format", "json").stdout)["rows"]
    assert [row["idle"] for row in rows] == [False, True, None]


def test_dates_as_groups_are_days(run):
    rows = json.loads(run("totals", "--by", "levelled_on", "--format", "json").stdout)["rows"]
    assert rows[0]["levelled_on"] == "2020-03-16"


def test_a_file_name_that_cannot_be_is_bad_input(run, plots):
    done = run("map", plots, "-o", "x" * 300 + ".html")
    assert done.exit_code == 2
    assert "错误：" in done.stderr


def test_a_text_in_csv_on_the_terminal_is_no_formula(run, write_shp):
    path = write_shp({"DKBH": ["=1+1", "A"], "ZT": ["@cmd", "已平整"]})
    status = run("status", path, "--format", "csv").stdout.splitlines()
    assert status[1].startswith("'=1+1,")
    totals = run("totals", path, "--by", "status_text", "--format", "csv").stdout
    assert "'@cmd,1," in totals
    issues = run("check", path, "--format", "csv").stdout
    assert ",'@cmd," in issues
