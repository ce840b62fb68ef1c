"""The map on paper: true to scale, every parcel named, the figures of the page, text as text."""

from __future__ import annotations

import re
import shutil
import subprocess

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.cli import main
from parkland.errors import ChoiceError, ColumnError, OutputError
from parkland.paper.map_drawing import View
from parkland.paper.panel_rows import Row, flow, least_height
from parkland.paper.parcel_labels import Labeller
from parkland.paper.typefaces import typeface
from tests.crowded_park import crowded_shapes, write_crowded_park
from tests.pdf_tools import pdf_fonts, pdf_pages, pdf_pixels, pdf_words

MM = 72 / 25.4  # points


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    folder = write_crowded_park(tmp_path_factory.mktemp("park"))
    return pk.open_ledger(folder, as_of="2024-12-31")


@pytest.fixture(scope="module")
def face(tmp_path_factory):
    return typeface(["0123456789ABCKXGB-.,亩#"], tmp_path_factory.mktemp("font"))


def test_the_sheet_has_title_figures_and_imprint(ledger, tmp_path):
    sheet = pk.PaperSheet(paper="A4", made_by="示例县自然资源和规划局", made_on="2021-01-15")
    (text,) = pdf_pages(pk.print_map(ledger, tmp_path / "图.pdf", sheet=sheet))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert lines[0] == "开化工业园区（示例）土地状态图"
    for said in (
        "截至 2020-12-31", "728.00", "95.90", "170.78", "124.00", "1,829.08", "比例尺 1:",
        "2000国家大地坐标系", "示例县自然资源和规划局", "2021-01-15", "（盖章）",
        "内部资料，不得公开", "初步判定", "来源：供地地块.shp", "椭球面积",
    ):  # fmt: skip
        assert said in text
    for number in ledger.parcels["parcel_id"]:
        assert number in text


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_the_scale_that_is_printed_is_true(paper, orientation, park, tmp_path):
    sheet = pk.PaperSheet(paper=paper, orientation=orientation)
    words = pdf_words(pk.print_map(park, tmp_path / "map.pdf", sheet=sheet))
    stated = int(next(word[2:].replace(",", "") for word, _, _ in words if word.startswith("1:")))
    marks = sorted((int(word), x) for word, x, _ in words if re.fullmatch(r"4040\d{4}", word))
    (first, left), (last, right) = marks[0], marks[-1]
    assert last - first >= 400
    measured = (last - first) * 1000 / ((right - left) / MM)
    assert measured == pytest.approx(stated, rel=0.002)
    assert str(stated).rstrip("0") in {"1", "12", "15", "2", "25", "3", "4", "5", "6", "8"}


@pytest.mark.parametrize("paper", ["A4", "A3", "A1"])
def test_every_parcel_bears_its_number_or_a_serial_number_of_the_index(paper, park, tmp_path):
    path = pk.print_map(park, tmp_path / "map.pdf", sheet=pk.PaperSheet(paper=paper))
    pages = "\n".join(pdf_pages(path))
    numbers = park.parcels["parcel_id"].tolist()
    assert all(pages.count(number) == 1 for number in numbers)
    assert "图上未标注" not in pages
    rows = "\n".join(pdf_pages(path, order="raw"))
    listed = re.findall(r"^(\d{1,3}) ((?:KX-|330824)\S+) [\d.]+ \S+$", rows, re.MULTILINE)
    assert [int(serial) for serial, _ in listed] == list(range(1, len(listed) + 1))
    on_map = [word for word, _, _ in pdf_words(path)]
    assert all(serial in on_map for serial, _ in listed)


def test_the_colours_on_paper_are_those_of_the_page(ledger, tmp_path):
    pixels = pdf_pixels(pk.print_map(ledger, tmp_path / "map.pdf"), 60).reshape(-1, 3).astype(int)
    shown, counts = np.unique(pixels, axis=0, return_counts=True)
    common = shown[counts > 200]
    for key in ("levelled", "reclaimed", "unlevelled", "finished"):
        color = np.array(list(bytes.fromhex(_color(key))))
        blended = np.round(0.8 * color + 0.2 * 255)
        assert (np.abs(common - blended).max(axis=1) <= 2).any(), key


def _color(status: str) -> str:
    from parkland.conventions import statuses

    return statuses()[status].color.removeprefix("#")


def test_fonts_are_embedded_as_truetype_and_the_file_is_sound(ledger, tmp_path):
    path = pk.print_map(ledger, tmp_path / "map.pdf", sheet=pk.PaperSheet(paper="A4"))
    fonts = pdf_fonts(path)
    assert fonts
    for line in fonts:
        assert "CID TrueType" in line
        assert line.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, a subset, with Unicode
    checker = shutil.which("qpdf")
    if checker:
        subprocess.run([checker, "--check", path], check=True, capture_output=True)


def test_a_scale_at_which_the_parcels_do_not_fit_is_refused_with_one_that_fits(ledger, tmp_path):
    path = tmp_path / "map.pdf"
    with pytest.raises(OutputError, match=r"at 1:500 .* do not fit on A4.*scale=(\d+)") as told:
        pk.print_map(ledger, path, sheet=pk.PaperSheet(paper="A4", scale=500))
    assert not path.exists()
    fitting = int(re.search(r"scale=(\d+)", str(told.value))[1])
    pk.print_map(ledger, path, sheet=pk.PaperSheet(paper="A4", scale=fitting))
    assert f"1:{fitting:,}" in pdf_pages(path)[0]


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"paper": "A9"}, "not a choice of paper"),
        ({"scale": 0}, "^scale is 0"),
        ({"scale": True}, "^scale is True"),
        ({"orientation": "upright"}, "not a choice of orientation"),
        ({"made_on": "yesterday"}, "not a date"),
        ({"font": "No Such Font"}, "no font 'No Such Font'"),
    ],
)
def test_a_wrong_wish_is_refused_in_a_sentence(wishes, words, ledger, tmp_path):
    with pytest.raises(ChoiceError, match=words):
        pk.print_map(ledger, tmp_path / "map.pdf", sheet=pk.PaperSheet(**wishes))


def test_a_character_that_no_font_has_is_told(ledger, tmp_path):
    with pytest.raises(OutputError, match=r"no installed font has the characters .*U\+F0000"):
        pk.print_map(ledger, tmp_path / "map.pdf", title="图\U000f0000")


def test_colours_by_another_column_and_in_english(ledger, tmp_path):
    path = pk.print_map(ledger, tmp_path / "map.pdf", colour_by="district", lang="en", title="Map")
    text = pdf_pages(path)[0]
    for said in ("District", "Legend", "Scale 1:", "Coordinate system", "1,829.08", "Made on: __"):
        assert said in text
    with pytest.raises(ColumnError):
        pk.print_map(ledger, tmp_path / "map.pdf", colour_by="nothing")


def test_a_ledger_without_parcels_gives_a_sheet(ledger, tmp_path):
    none = ledger[np.zeros(len(ledger.parcels), dtype=bool)]
    (text,) = pdf_pages(pk.print_map(none, tmp_path / "map.pdf"))
    assert "开化工业园区" in text
    assert "0.00" in text


def test_parcels_in_degrees_are_drawn_in_a_plane(ledger, tmp_path):
    from dataclasses import replace

    degrees = replace(ledger, parcels=ledger.parcels.to_crs("EPSG:4490"))
    text = pdf_pages(pk.print_map(degrees, tmp_path / "map.pdf"))[0]
    assert "高斯-克吕格" in text
    assert "1,829.08" in text


def test_layers_below_are_drawn_and_listed(ledger, tmp_path):
    west, south, east, north = ledger.parcels.total_bounds
    road = gpd.GeoDataFrame(
        geometry=[shapely.LineString([(west, south), (east, north)])], crs=ledger.parcels.crs
    )
    road.attrs["name"] = "规划道路"
    plain = pdf_pixels(pk.print_map(ledger, tmp_path / "a.pdf"), 40)
    path = pk.print_map(ledger, tmp_path / "b.pdf", context=[road])
    assert "规划道路" in pdf_pages(path)[0]
    assert (pdf_pixels(path, 40) != plain).any()


def test_a_picture_has_one_page(ledger, park, tmp_path):
    for ending, begin in ((".png", b"\x89PNG"), (".svg", b"<?xml")):
        path = pk.print_map(ledger, tmp_path / f"map{ending}", sheet=pk.PaperSheet(paper="A3"))
        assert path.read_bytes().startswith(begin)
        pk.print_map(ledger, path)  # ours, so that it is replaced without asking
    with pytest.raises(OutputError, match="needs 2 pages"):
        pk.print_map(park, tmp_path / "park.png", sheet=pk.PaperSheet(paper="A4"))
    with pytest.raises(OutputError, match=r"not printed as \.docx"):
        pk.print_map(ledger, tmp_path / "map.docx")


@pytest.mark.usefixtures("open_once")
def test_the_command_prints_and_replaces_only_its_own(tmp_path):
    path = tmp_path / "图.pdf"
    arguments = ["map", "-o", str(path), "--paper", "A4", "--orientation", "portrait"]
    for _ in range(2):
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, done.output
    path.write_bytes(b"%PDF-1.7 of another program")
    assert CliRunner().invoke(main, arguments).exit_code == 2
    page = ["map", "-o", str(tmp_path / "a.html"), "--paper", "A4"]
    refused = CliRunner().invoke(main, page)
    assert refused.exit_code == 2
    assert "--paper 只用于纸质地图" in refused.output
    assert CliRunner().invoke(main, [*arguments, "--base-map", "gaode"]).exit_code == 2


def test_a_crowded_map_has_detail_sheets_on_which_every_parcel_is_named(tmp_path):
    folder = write_crowded_park(tmp_path / "park", 700)
    park = pk.open_ledger(folder, as_of="2024-12-31")
    path = pk.print_map(park, tmp_path / "map.pdf", sheet=pk.PaperSheet(paper="A4"))
    pages = pdf_pages(path)
    assert "宗地编号见分幅图" in pages[0]
    assert any("分幅 1/" in page for page in pages)
    text = "\n".join(pages)
    assert all(number in text for number in park.parcels["parcel_id"])
    assert "图上未标注" not in text
    scales = [int(found.replace(",", "")) for found in re.findall(r"比例尺 1:([\d,]+)", text)]
    assert scales[0] > scales[1]
    assert len(set(scales[1:])) == 1


@given(
    kinds=st.lists(
        st.sampled_from(["heading", "head", "class", "flag", "index", "note", "gap"]), max_size=40
    ),
    columns=st.integers(1, 5),
)
def test_rows_flow_into_columns_without_loss(kinds, columns):
    rows = [Row(kind, (str(place),)) for place, kind in enumerate(kinds)]
    height = least_height(rows, columns=columns, factor=1.0)
    filled = flow(rows, columns=columns, height=max(height, 1.0), factor=1.0)
    assert filled is not None
    assert len(filled) <= columns
    kept = [row for column in filled for row in column if row.kind != "gap"]
    assert kept == [row for row in rows if row.kind != "gap"]
    if kinds and kinds[-1] not in ("heading", "head"):
        assert not any(column and column[-1].kind in ("heading", "head") for column in filled)


@pytest.mark.parametrize("classes", range(2, 14))
@pytest.mark.parametrize("columns", [1, 2, 3, 4])
def test_the_flags_stand_in_one_column_below_their_headings(classes, columns):
    flags = [Row("gap"), Row("head", ("标志",)), *[Row("flag", (str(n),)) for n in range(4)]]
    rows = [Row("head", ("状态",)), *[Row("class", (str(n),)) for n in range(classes)], *flags]
    height = least_height(rows, columns=columns, factor=1.0)
    filled = flow(rows, columns=columns, height=height, factor=1.0)
    assert sum(any(row.kind == "flag" for row in column) for column in filled) == 1


def test_labels_do_not_overlap_and_stand_in_their_parcels(face):
    shapes = np.array(crowded_shapes(300))
    middle = tuple(shapely.box(*shapely.total_bounds(shapes)).centroid.coords[0])
    frame = (10.0, 10.0, 410.0, 287.0)
    placed = View(frame, middle, 6000).on_paper(shapes)
    names = [f"KX-{place}" for place in range(len(shapes))]
    found = Labeller(placed, names, ["1.00亩"] * len(shapes), face, 1.0, frame).labelled()
    boxes = shapely.box(*np.array([one.box for one in found.labels]).T)
    left, right = shapely.STRtree(boxes).query(boxes, predicate="overlaps")
    assert not len(left[left != right])
    for one, box in zip(found.labels, boxes, strict=True):
        if one.led_to is None:
            assert placed[one.row].contains(box)
        else:
            assert placed[one.row].buffer(1e-6).contains(shapely.Point(one.led_to))
    assert len(found.labels) + found.unnamed == len(shapes)
    assert len({one.row for one in found.labels}) == len(found.labels)


def test_a_serial_number_cannot_be_taken_for_a_parcels_number(face):
    shapes = np.array([shapely.box(x, 0, x + 3, 3) for x in (0, 20, 40)])
    names = ["12", "A-0000000000000001", "A-0000000000000002"]
    frame = (-20.0, -20.0, 80.0, 30.0)
    found = Labeller(shapes, names, ["1.00亩"] * 3, face, 1.0, frame).labelled()
    assert [serial for serial, _ in found.index] == ["#1", "#2"]


def test_letters_with_accents_are_drawn_too(tmp_path):
    made = typeface(["nevyužívaný rok, Québec, Łódź"], tmp_path)
    assert made is not None
