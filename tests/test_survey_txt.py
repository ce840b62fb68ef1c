"""Boundary-point files as offices and their software really write them."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.formats.survey_txt.survey_grammar import parse_survey
from parkland.formats.survey_txt.survey_rings import polygons_of, rings_of

EAST, NORTH = 40_345_000.0, 3_223_000.0
HEAD = {
    "格式版本号": "1.01版本",
    "坐标系": "2000国家大地坐标系",
    "几度分带": "3",
    "投影类型": "高斯克吕格",
    "计量单位": "米",
    "带号": "40",
    "精度": "0.001",
    "转换参数": ",,,,,,",
}
SQUARE = [(0, 100), (100, 100), (100, 0), (0, 0)]  # east, north; 1 hectare
HOLE = [(40, 60), (60, 60), (60, 40), (40, 40)]
FAR = [(200, 100), (300, 100), (300, 0), (200, 0)]
HECTARE = "1.0000"


def point_lines(
    rings, *, east=EAST, north=NORTH, close=True, numbers=None, label="J{}", swap=False
):
    lines, at = [], 1
    for place, ring in enumerate(rings):
        corners = [*ring, ring[0]] if close else ring
        number = (numbers or range(1, len(rings) + 1))[place]
        first = at
        for step, (x, y) in enumerate(corners):
            name = label.format(first if close and step == len(ring) else at)
            at += 0 if close and step == len(ring) else 1
            pair = (f"{north + y:.3f}", f"{east + x:.3f}")
            lines.append(",".join([name, str(number), *(pair[::-1] if swap else pair)]))
    return lines


def parcel(rings=(SQUARE,), header=None, number="GD-01", area=HECTARE, **how):
    points = point_lines(rings, **how)
    header = header or f"{len(points)},{area},{number},某地块,面,H50G069071,工业用地,0601,@"
    return [header, *points]


def survey(tmp_path, *parcels, head=None, encoding="gbk", newline="\r\n", name="界址点.txt"):
    attributes = HEAD | (head or {})
    lines = ["[属性描述]", *(f"{k}={v}" for k, v in attributes.items() if v is not None)]
    lines += ["[地块坐标]", *(line for one in parcels for line in one)]
    path = tmp_path / name
    path.write_bytes(newline.join(lines).encode(encoding))
    return path


def opened(path, **how):
    return pk.clean(pk.read_parcels(path, **how))


def codes(issues):
    return set(issues["code"])


def test_a_file_by_the_rule(tmp_path):
    parcels, issues, _ = opened(survey(tmp_path, parcel(), parcel([FAR], number="GD-02")))
    assert parcels.crs.to_epsg() == 4528
    row = parcels.iloc[0]
    assert (row["parcel_id"], row["name"], row["land_use"], row["land_class"]) == (
        "GD-01",
        "某地块",
        "工业用地",
        "0601",
    )
    assert row["stated_area_m2"] == 10_000
    assert row["图幅号"] == "H50G069071"
    assert row.geometry.bounds == (EAST, NORTH, EAST + 100, NORTH + 100)
    assert parcels["source_row"].tolist() == [1, 2]
    assert not codes(issues) - {"crs.far_from_meridian", "column.unused"}
    (receipt,) = pk.inspect_source(survey(tmp_path, parcel()))
    assert (receipt.format, receipt.records, receipt.encoding.value) == ("Survey TXT", 1, "gb18030")
    assert receipt.crs_evidence.reason("zh") == "文件头声明（2000国家大地坐标系，3，40）"


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_and_ends_of_lines(tmp_path, encoding, newline):
    parcels = opened(survey(tmp_path, parcel(), encoding=encoding, newline=newline)).parcels
    assert parcels["name"].tolist() == ["某地块"]


@pytest.mark.parametrize(
    "header",
    [
        "5,1.0000,GD-01,@",
        "5,1.0000,GD-01,某地块,面,,,,@",
        "5, ,GD-01,某地块,面, , , ,@",
        ",,GD-01,,,,,,@",
        "5，1.0000，GD-01，某地块，面，，，，＠",
        "5,1.0000,GD-01,某地块,面,H50,工业用地,0601,甲,乙,丙,丁,@",
        "5,1.0000,GD-01,某地块,面,H50,工业用地,0601,@,",
        "5,1.0000,GD-01,某地块,面,H50,工业用地,0601",
    ],
)
def test_headers_of_any_width(tmp_path, header):
    parcels = opened(survey(tmp_path, parcel(header=header))).parcels
    assert parcels["parcel_id"].tolist() == ["GD-01"]
    assert parcels.area.round(3).tolist() == [10_000]


def test_further_fields_of_a_header_are_kept(tmp_path):
    header = "5,1.0000,GD-01,某地块,面,H50,工业用地,0601,甲,乙,丙,丁,@"
    raw = pk.read_parcels(survey(tmp_path, parcel(header=header)))
    assert raw.loc[0, ["附加1", "附加2", "附加3", "附加4"]].tolist() == list("甲乙丙丁")


def test_a_row_of_field_names_is_passed_over(tmp_path):
    names = ["界址点数,地块面积,地块编号,地块名称,记录图形属性,图幅号,地块用途,地类编码,@"]
    parcels, issues, _ = opened(survey(tmp_path, names, parcel()))
    assert len(parcels) == 1
    assert not codes(issues) - {"crs.far_from_meridian", "column.unused"}


@pytest.mark.parametrize(
    ("area", "heading"), [("1.0000", "公顷"), ("10000.00", "平方米"), ("15.0", "亩"), ("", "公顷")]
)
def test_the_unit_of_areas_is_the_one_that_agrees_with_the_corners(tmp_path, area, heading):
    parcels, issues, _ = opened(survey(tmp_path, parcel(area=area)))
    assert f"地块面积({heading})" in parcels
    stated = parcels["stated_area_m2"].tolist()
    assert stated == pytest.approx([10_000]) if area else np.isnan(stated[0])
    told = issues.loc[issues["code"] == "survey.area_unit", "value"].tolist()
    assert told == ([heading] if heading != "公顷" else [])


def test_areas_that_agree_in_no_unit_are_told(tmp_path):
    assert "survey.area_unit_unclear" in codes(opened(survey(tmp_path, parcel(area="7"))).issues)


@pytest.mark.parametrize("count", ["5", "4", "999", "0", "", "甲"])
def test_the_number_of_points_is_advice(tmp_path, count):
    header = f"{count},1.0000,GD-01,某地块,面,,,,@"
    parcels = opened(survey(tmp_path, parcel(header=header), parcel([FAR]))).parcels
    assert parcels.area.round(3).tolist() == [10_000, 10_000]


@pytest.mark.parametrize("label", ["J{}", "{}", "j{}", "界{}", "J1-{}", ""])
@pytest.mark.parametrize("close", [True, False])
def test_numbers_of_points_do_not_matter(tmp_path, label, close):
    path = survey(tmp_path, parcel([SQUARE, HOLE], label=label, close=close))
    assert opened(path).parcels.area.round(3).tolist() == [10_000 - 400]


@pytest.mark.parametrize("numbers", [(1, 2, 3), (1, 1, 1), (3, 1, 2), (101, 102, 103), (1, 2, 1)])
def test_shells_and_holes_by_where_they_lie_not_by_number(tmp_path, numbers):
    path = survey(tmp_path, parcel([SQUARE, HOLE, FAR], numbers=numbers))
    (shape,) = opened(path).parcels.geometry
    assert shape.geom_type == "MultiPolygon"
    assert sorted(round(part.area) for part in shape.geoms) == [9_600, 10_000]


def test_an_island_in_a_hole_is_a_part(tmp_path):
    island = [(45, 55), (55, 55), (55, 45), (45, 45)]
    path = survey(tmp_path, parcel([island, HOLE, SQUARE]))
    (shape,) = opened(path).parcels.geometry
    assert round(shape.area) == 10_000 - 400 + 100


def test_swapped_columns_are_put_in_order_and_told(tmp_path):
    parcels, issues, _ = opened(survey(tmp_path, parcel(swap=True)))
    assert parcels.total_bounds.tolist() == [EAST, NORTH, EAST + 100, NORTH + 100]
    assert "survey.swapped_axes" in codes(issues)


@pytest.mark.parametrize(
    ("head", "east", "code"),
    [
        ({}, EAST, 4528),
        ({}, EAST - 40e6, 4549),
        ({"带号": ""}, EAST, 4528),
        ({"带号": None}, EAST, 4528),
        ({"带号": "第40带"}, EAST, 4528),
        ({"带号": "120"}, EAST - 40e6, 4549),
        ({"几度分带": "3度带"}, EAST, 4528),
        ({"几度分带": "三度分带"}, EAST, 4528),
        ({"几度分带": None}, EAST, 4528),
        ({"几度分带": "6°带", "带号": "20"}, 20_637_000.0, 4498),
        ({"几度分带": "6°带", "带号": "20"}, 637_000.0, 4509),
        ({"坐标系": "80国家大地坐标系"}, EAST, 2364),
        ({"坐标系": "1980西安坐标系"}, EAST - 40e6, 2385),
        ({"坐标系": "1954北京坐标系"}, EAST, 2416),
        ({"坐标系": "CGCS2000"}, EAST, 4528),
        ({"坐标系": " 2000 国家大地坐标系 "}, EAST, 4528),
    ],
)
def test_the_reference_system_of_the_header(tmp_path, head, east, code):
    path = survey(tmp_path, parcel(east=east), head=head)
    assert pk.read_parcels(path).crs.to_epsg() == code


def test_every_system_a_header_can_name_is_the_one_of_that_zone():
    from parkland.crs import given_crs, meridian
    from parkland.gauss_kruger import DATUMS, WIDTHS

    names = {"cgcs2000": "CGCS2000", "xian80": "Xian 1980", "beijing54": "Beijing 1954"}
    for datum, name in names.items():
        for (width, has_number), base in DATUMS[datum].bases.items():
            for zone in WIDTHS[width]:
                crs = given_crs(f"EPSG:{base + zone}")
                assert crs.name.startswith(name)
                assert meridian(crs) == (3 * zone if width == 3 else 6 * zone - 3)
                easting = next(
                    p.value for p in crs.coordinate_operation.params if p.name == "False easting"
                )
                assert easting == 500_000 + has_number * zone * 1_000_000


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ({"坐标系": "某地独立坐标系"}, "'某地独立坐标系' in its header is not known"),
        ({"投影类型": "墨卡托"}, "not gauss-krüger|not Gauss-Krüger"),
        ({"带号": "60"}, "there is no such system"),
        ({"坐标系": None, "带号": None}, "could be EPSG:4528"),
    ],
)
def test_a_system_that_is_not_understood_is_an_error_that_the_user_can_answer(
    tmp_path, head, message
):
    path = survey(tmp_path, parcel(), head=head)
    with pytest.raises(pk.ParklandError, match=message):
        pk.read_parcels(path)
    (receipt,) = pk.inspect_source(path)
    assert receipt.crs is None
    assert pk.read_parcels(path, crs="EPSG:4528").crs.to_epsg() == 4528


def test_degrees(tmp_path):
    corners = ["4,,GD-01,甲,面,,,,@", "J1,1,29.13,118.42", "J2,1,29.13,118.43", "J3,1,29.12,118.43"]
    path = survey(tmp_path, corners, head={"带号": None, "计量单位": "度"})
    raw = pk.read_parcels(path)
    assert raw.crs.to_epsg() == 4490
    assert raw.total_bounds.tolist() == [118.42, 29.12, 118.43, 29.13]


def test_sections_in_full_width_brackets_and_unknown_ones(tmp_path):
    text = "【属性描述】\n坐标系＝2000国家大地坐标系\n带号＝40\n【其他】\n甲=乙\n【地块坐标】\n"
    path = tmp_path / "a.txt"
    path.write_text(text + "\n".join(parcel()), encoding="utf-8")
    assert len(pk.read_parcels(path)) == 1


def test_a_line_that_is_not_understood_costs_its_parcel_not_its_neighbours(tmp_path):
    broken = parcel(number="GD-02")
    broken[2] = broken[2].replace("3223", "32x3", 1)
    path = survey(tmp_path, parcel(), broken, parcel([FAR], number="GD-03"))
    parcels, issues, quarantine = opened(path)
    assert parcels["parcel_id"].tolist() == ["GD-01", "GD-03"]
    assert quarantine["source_row"].tolist() == [2]
    found = issues[issues["code"] == "survey.unreadable_lines"].iloc[0]
    assert (found["source_row"], found["parcel_id"], found["severity"]) == (2, "GD-02", "error")


def test_a_remark_among_the_corners_is_told_and_harmless(tmp_path):
    lines = parcel()
    lines.insert(3, "备注：以上为北侧边界")
    parcels, issues, _ = opened(survey(tmp_path, lines))
    assert len(parcels) == 1
    assert "survey.ignored_lines" in codes(issues)


def test_a_file_that_was_cut_says_so(tmp_path):
    path = survey(tmp_path, parcel(), parcel([FAR])[:-2])
    issues = opened(path).issues
    assert "survey.fewer_points" not in codes(issues)
    cut = issues[issues["code"] == "survey.cut_off"]
    assert cut[["source_row", "severity", "value"]].to_numpy().tolist() == [[2, "error", "3/5"]]


def test_parcels_of_two_corners_points_and_lines_are_counted(tmp_path):
    two = parcel()[:3]
    line = ["2,,L,甲,线,,,,@", *point_lines([SQUARE], close=False)]
    dot = ["1,,D,甲,点,,,,@", point_lines([SQUARE])[0]]
    parcels, issues, quarantine = opened(survey(tmp_path, parcel(), two, line, dot))
    assert len(parcels) == 1
    assert quarantine["source_row"].tolist() == [2, 3, 4]
    assert {"survey.too_few_corners", "geometry.not_polygon"} <= codes(issues)


def test_a_parcel_of_fewer_corners_than_its_header_says_is_told(tmp_path):
    path = survey(tmp_path, parcel()[:1] + parcel()[1:4] + parcel()[1:2], parcel([FAR]))
    issues = opened(path).issues
    told = issues[issues["code"] == "survey.fewer_points"]
    assert told["source_row"].tolist() == []
    path = survey(tmp_path, parcel(header="9,1.0,GD-01,甲,面,,,,@"), parcel([FAR]))
    issues = opened(path).issues
    told = issues[issues["code"] == "survey.fewer_points"]
    assert told[["source_row", "value"]].to_numpy().tolist() == [[1, "5/9"]]


def test_lines_before_the_first_parcel_are_told(tmp_path):
    path = survey(tmp_path, ["某某测绘院提供，仅供参考"], parcel())
    parcels, issues, _ = opened(path)
    assert len(parcels) == 1
    assert "survey.stray_lines" in codes(issues)


def test_corners_without_a_header_are_a_parcel_without_attributes(tmp_path):
    parcels, issues, _ = opened(survey(tmp_path, parcel()[1:]))
    assert parcels["parcel_id"].isna().tolist() == [True]
    assert "survey.no_header" in codes(issues)


def test_bytes_that_fit_no_encoding_are_told_and_the_rest_is_read(tmp_path):
    path = survey(tmp_path, parcel(), encoding="gbk")
    path.write_bytes(path.read_bytes().replace("某".encode("gbk"), b"\xff\xff"))
    parcels, issues, _ = opened(path)
    assert len(parcels) == 1
    assert "survey.undecodable" in codes(issues)
    with pytest.raises(pk.ParklandError, match="not in the encoding 'utf-8'"):
        pk.read_parcels(path, encoding="utf-8")


@pytest.mark.parametrize("text", ["", "说明：见附件", "[属性描述]\n带号=40\n[地块坐标]\n"])
def test_a_text_without_corners_is_no_source(tmp_path, text):
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="gbk")
    with pytest.raises(pk.ParklandError, match="holds no boundary points|the file is empty"):
        pk.read_parcels(path)


def test_a_folder_reads_boundary_points_and_leaves_other_texts(tmp_path):
    survey(tmp_path, parcel(), name="甲.txt")
    survey(tmp_path, parcel([FAR], number="B"), name="乙.txt", encoding="utf-16")
    (tmp_path / "说明.txt").write_text("这是一个说明文件\n联系人：某某", encoding="gbk")
    assert sorted(pk.read_parcels(tmp_path)["地块编号"]) == ["B", "GD-01"]


JUNK = st.one_of(
    st.text(max_size=60),
    st.sampled_from([*parcel(), "[地块坐标]", "@", "J1,1,nan,inf", "J1,,1e400,2", "-1,-1,-1,-1"]),
)


@given(st.lists(JUNK, max_size=30))
def test_no_lines_whatever_make_the_reader_fail(lines):
    said = parse_survey("\n".join(lines))
    for block in said.blocks:
        rings = rings_of(block.points)
        if rings and min(len(set(ring)) for ring in rings) >= 3:
            assert polygons_of(rings).geom_type in ("Polygon", "MultiPolygon")


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6, unique=True), st.randoms())
def test_nested_squares_alternate_between_land_and_hole(sizes, random):
    ordered = sorted(sizes, reverse=True)
    rings = [[(-s, -s), (-s, s), (s, s), (s, -s)] for s in ordered]
    area = sum((4 * s * s) * (-1) ** place for place, s in enumerate(ordered))
    random.shuffle(rings)
    shape = polygons_of(rings)
    assert shapely.area(shape) == area


def test_a_ring_that_is_written_twice_counts_once_and_is_told(tmp_path):
    path = survey(tmp_path, parcel([SQUARE, SQUARE[::-1]]))
    parcels, issues, quarantine = pk.clean(pk.read_parcels(path))
    assert len(quarantine) == 0
    assert parcels.geometry.area.tolist() == [10_000]
    told = issues[issues["code"] == "survey.repeated_ring"]
    assert told["value"].tolist() == ["1"]


PROVINCIAL = "0,0,330106104,横桥村,D8-003,地块4,面,,,,@"


@pytest.mark.parametrize(
    ("header", "number", "name", "area"),
    [
        ("0,0,D8-003,地块4,面,,,,@", "D8-003", "地块4", None),  # the form of the ministry
        (PROVINCIAL, "D8-003", "地块4", None),  # the form for provinces, with ten commas
        ("5,1.0000,330106104211,横桥村,D8-003,地块4,面,H50G069071,工业用地,0601,@",
         "D8-003", "地块4", 10_000),
        ("5,1.0000,330106,某区,D8-003,地块4,,,,,@", "D8-003", "地块4", 10_000),  # no kind
        ("5,1.0000,330106104,D8-003,面,,,,@", "330106104", "D8-003", 10_000),  # nine digits
        ("5,1.0000公顷,D8-003,地块4,面,,,,@", "D8-003", "地块4", 10_000),
        ("5,1.0000,D8-003,面,@", "D8-003", None, 10_000),
        ("5,D8-003,面,@", "D8-003", None, None),
        ("5,D8-003,地块4,面,@", "D8-003", "地块4", None),
        ("5,1.0000,D8-003,地块4,某公司,面,H50G069071,工业用地,0601,@", "D8-003", "地块4", 10_000),
        ("5,1.0000,D8-003,地块4,面,H50G069071,工业用地,0601,图斑,11,6,7,备注,@",
         "D8-003", "地块4", 10_000),
        ("5,10000,D8-003,地块4,面,,,,@", "D8-003", "地块4", 10_000),
    ],
)  # fmt: skip
def test_number_name_and_area_in_every_form_of_a_header(tmp_path, header, number, name, area):
    path = survey(tmp_path, parcel(header=header))
    parcels = pk.clean(pk.read_parcels(path)).parcels
    row = parcels.astype(object).where(parcels.notna(), None).iloc[0]
    assert (row["parcel_id"], row["name"], row["stated_area_m2"]) == (number, name, area)
    if "工业用地" in header:
        assert (row["land_use"], row["land_class"]) == ("工业用地", "0601")


def test_an_area_of_nought_is_not_stated_and_that_is_noted(tmp_path):
    path = survey(tmp_path, parcel(area="0"), parcel(area="0.0000", number="B"), parcel(number="C"))
    ledger = pk.open_ledger(path, as_of="2026-01-01")
    assert ledger.parcels["stated_area_m2"].isna().tolist() == [True, True, False]
    told = ledger.issues[ledger.issues["code"] == "survey.no_area"]
    assert told["value"].tolist() == ["2"]


def test_the_unit_of_the_form_for_provinces_is_kept_as_a_column(tmp_path):
    raw = pk.read_parcels(survey(tmp_path, parcel(header=PROVINCIAL)))
    assert raw[["行政区代码", "行政区名称"]].iloc[0].tolist() == ["330106104", "横桥村"]


def sequence_lines(shapes):
    """Write the form without headers: sequence, parcel, ring, number, X, Y."""
    lines = []
    for parcel_number, rings in enumerate(shapes, start=1):
        for ring_number, ring in enumerate(rings, start=1):
            for step, (x, y) in enumerate([*ring, ring[0]], start=1):
                label = f"J{1 if step > len(ring) else step}"
                place = f"{NORTH + y:.3f},{EAST + x:.3f}"
                lines.append(f"{len(lines) + 1},{parcel_number},{ring_number},{label},{place}")
        lines.append("")
    return lines


def test_forms_without_headers_keep_parcels_apart(tmp_path):
    shapes = [[SQUARE, HOLE], [FAR]]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(sequence_lines(shapes)), encoding="utf-8")
    raw = pk.read_parcels(path, crs="EPSG:4528")
    assert raw.area.tolist() == pytest.approx([9600, 10_000])
    bare = [
        f"{NORTH + y:.2f},{EAST + x:.2f}" if ring else ""
        for ring in (SQUARE, None, FAR)
        for x, y in (ring or [(0, 0)])
    ]
    path.write_text("\n".join(bare), encoding="utf-8")
    raw = pk.read_parcels(path, crs="EPSG:4528")
    assert raw.area.tolist() == pytest.approx([10_000, 10_000])


def test_the_columns_of_the_format_itself_are_no_unread_facts(tmp_path):
    """The day on which a file was made says nothing of the land; no verdict waits for it."""
    head = {"数据产生单位": "某测绘院", "数据产生日期": "2019-4-19"}
    ledger = pk.open_ledger(
        survey(tmp_path, parcel(header=PROVINCIAL), head=head), as_of="2026-01-01"
    )
    assert "column.unused_dates" not in set(ledger.issues["code"])
    assert ledger.parcels["unreadable"].isna().all()


@pytest.mark.parametrize("other", [{"带号": "39"}, {"坐标系": "1980西安坐标系"}])
def test_two_headers_that_name_different_systems_are_refused(tmp_path, other):
    first = survey(tmp_path, parcel(), name="a.txt").read_text("gbk")
    second = survey(tmp_path, parcel(number="GD-02", east=570_000.0), head=other, name="b.txt")
    path = tmp_path / "both.txt"
    path.write_text(first + "\n" + second.read_text("gbk"), "gbk")
    with pytest.raises(pk.ParklandError, match="more than one header, and they differ in"):
        pk.read_parcels(path)
    assert len(pk.read_parcels(path, crs="EPSG:4528")) == 2


def test_the_same_header_twice_is_no_contradiction(tmp_path):
    first = survey(tmp_path, parcel(), name="a.txt").read_text("gbk")
    second = survey(tmp_path, parcel((FAR,), number="GD-02"), name="b.txt").read_text("gbk")
    (tmp_path / "both.txt").write_text(first + "\n" + second, "gbk")
    ledger = pk.open_ledger(tmp_path / "both.txt", as_of="2024-06-30")
    assert ledger.parcels["parcel_id"].tolist() == ["GD-01", "GD-02"]
    assert "survey.ignored_lines" not in set(ledger.issues["code"])


def test_a_width_of_zones_that_has_no_system_is_refused(tmp_path):
    with pytest.raises(pk.ParklandError, match=r"1\.5 degrees, zone 40: there is no such"):
        pk.read_parcels(survey(tmp_path, parcel(), head={"几度分带": "1.5"}))


def test_full_width_numbers_are_read(tmp_path):
    wide = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
    header, *points = parcel()
    path = survey(tmp_path, [header, *(line.translate(wide) for line in points)])
    assert pk.read_parcels(path).area.tolist() == [pytest.approx(10_000)]


@pytest.mark.parametrize(
    ("area", "stated", "code"),
    [
        ("1.0790", 10_790, None),
        ("10789.5", 10_789.5, "survey.area_unit"),
        ("16.18", 10_786.67, "survey.area_unit"),
        ("0.1727", 1_727, "survey.area_unit_unclear"),
    ],
)
def test_areas_beside_corners_in_degrees_are_compared_too(tmp_path, area, stated, code):
    west, south = 119.8, 29.1
    corners = [(west, south), (west + 0.001, south), (west + 0.001, south + 0.001)]
    corners.append((west, south + 0.001))
    lines = [f"J{n},1,{lat:.6f},{lon:.6f}" for n, (lon, lat) in enumerate(corners, 1)]
    header = f"4,{area},GD-01,某地块,面,,工业用地,0601,@"
    path = survey(tmp_path, [header, *lines], head={"带号": None, "投影类型": None})
    ledger = pk.open_ledger(path, as_of="2024-06-30")
    assert ledger.parcels["stated_area_m2"].tolist() == [pytest.approx(stated, abs=0.1)]
    told = {one for one in ledger.issues["code"] if one.startswith(("survey.area", "unit"))}
    assert told == ({code} if code else set())
