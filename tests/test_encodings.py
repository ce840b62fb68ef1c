"""Text is read by evidence, and the evidence is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.formats.text_encodings import decoded

COLUMNS = {"DKBH": ["甲-1", "乙-2"], "ZT": ["已平整", "未平整"]}


def codes(issues):
    return set(issues["code"])


@pytest.mark.parametrize(
    ("how", "evidence"),
    [
        ({"encoding": "GBK"}, "bytes"),
        ({"encoding": "GBK", "ldid": 0x57}, "bytes"),
        ({"encoding": "GBK", "ldid": 0x4D}, "ldid"),
        ({"encoding": "GBK", "cpg": "GBK"}, "cpg"),
        ({"encoding": "GBK", "cpg": "936"}, "cpg"),
        ({"encoding": "UTF-8"}, "bytes"),
        ({"encoding": "UTF-8", "cpg": "UTF-8"}, "cpg"),
        ({"encoding": "GBK", "cpg": "UTF-8"}, "contradicted"),
        ({"encoding": "UTF-8", "cpg": "GBK"}, "contradicted"),
        ({"encoding": "UTF-8", "ldid": 0x4D}, "contradicted"),
    ],
)
def test_chinese_is_read_right_whatever_is_declared(write_shp, how, evidence):
    path = write_shp(COLUMNS, **how)
    (receipt,) = pk.inspect_source(path)
    assert receipt.encoding.how == evidence
    parcels, issues, _ = pk.clean(pk.read_parcels(path))
    assert parcels["parcel_id"].tolist() == ["甲-1", "乙-2"]
    assert parcels["status_text"].tolist() == ["已平整", "未平整"]
    assert ("encoding.inferred" in codes(issues)) == (evidence == "bytes")
    assert ("encoding.contradicted" in codes(issues)) == (evidence == "contradicted")


def test_chinese_headings_are_read_without_any_declaration(write_shp):
    path = write_shp({"地块编号": ["A-1"], "土地用途": ["工业用地"]}, encoding="GBK")
    assert pk.read_parcels(path)["土地用途"].tolist() == ["工业用地"]


def test_utf8_that_would_pass_as_gbk_is_not_believed_to_be_gbk(write_shp):
    # an even number of three-byte characters is valid GBK of rare characters
    columns = {"DKMC": ["杨村地块", "工业园区"]}
    path = write_shp(columns, encoding="UTF-8", ldid=0x4D)
    assert "杨村地块".encode().decode("gbk") != "杨村地块"
    assert pk.read_parcels(path)["DKMC"].tolist() == columns["DKMC"]


def test_ascii_needs_no_guess(write_shp):
    path = write_shp({"DKBH": ["A-1"]})
    (receipt,) = pk.inspect_source(path)
    assert receipt.encoding.how == "ascii"
    assert not any(issue.code.startswith("encoding") for issue in receipt.issues)


def test_a_given_encoding_is_taken_or_refused_but_never_replaced(write_shp):
    path = write_shp(COLUMNS, encoding="GBK")
    assert pk.read_parcels(path, encoding="gb18030")["DKBH"].tolist() == ["甲-1", "乙-2"]
    with pytest.raises(pk.ParklandError, match=r"not in the encoding 'utf-8'.*--encoding"):
        pk.read_parcels(path, encoding="utf-8")


def test_text_that_nothing_explains_is_refused(write_shp):
    path = write_shp({"DKBH": ["x" * 20]})
    content = path.with_suffix(".dbf").read_bytes()
    path.with_suffix(".dbf").write_bytes(content.replace(b"x" * 20, b"\xff\xfe" * 10))
    with pytest.raises(pk.ParklandError, match=r"fits none of the encodings utf-8, gb18030"):
        pk.read_parcels(path)


def test_a_name_cut_inside_a_character_loses_only_that_half_and_says_so(write_shp):
    path = write_shp({"DKBH": ["A-1"], "QLR": ["x" * 11]})
    table = path.with_suffix(".dbf")
    whole = "示例企业集团".encode("gbk")[:11]
    table.write_bytes(table.read_bytes().replace(b"x" * 11, whole))
    raw = pk.read_parcels(path)
    assert raw["QLR"].tolist() == ["示例企业集"]
    _, issues, _ = pk.clean(raw)
    assert "encoding.cut_text" in codes(issues)


def test_headings_cut_at_ten_bytes_are_understood_and_noted(write_shp):
    path = write_shp({"土地使用权": ["某公司"], "约定开工时": ["2020-03-01"]}, cpg="GBK")
    parcels, issues, _ = pk.clean(pk.read_parcels(path))
    assert parcels["holder"].tolist() == ["某公司"]
    assert str(parcels["start_due"][0].date()) == "2020-03-01"
    assert (issues["code"] == "column.inferred").sum() == 2


@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=20),
    st.integers(1, 60),
)
def test_any_cut_of_chinese_text_decodes_to_its_beginning(text, size):
    raw = text.encode("gbk")[:size]
    whole, half = decoded(raw, "gbk")
    assert text.startswith(whole)
    assert half == (len(raw) % 2 == 1)


@pytest.mark.parametrize(
    "how", [{"cpg": "ISO-8859-1"}, {"cpg": "1252"}, {"ldid": 0x03}, {"ldid": 0x01}]
)
def test_chinese_under_a_western_declaration_is_read_as_chinese(write_shp, how):
    path = write_shp(COLUMNS, encoding="GBK", **how)
    raw = pk.read_parcels(path)
    assert raw["ZT"].tolist() == COLUMNS["ZT"]
    assert "encoding.contradicted" in codes(pk.clean(raw).issues)


def test_western_text_under_a_western_declaration_stays(write_shp):
    path = write_shp({"QLR": ["Montréal", "Señor Muñoz"]}, encoding="ISO-8859-1", cpg="ISO-8859-1")
    assert pk.read_parcels(path)["QLR"].tolist() == ["Montréal", "Señor Muñoz"]


def test_a_codec_that_is_not_of_text_is_no_encoding(write_shp):
    path = write_shp(COLUMNS, cpg="base64")
    assert pk.read_parcels(path)["ZT"].tolist() == COLUMNS["ZT"]
    with pytest.raises(pk.ParklandError, match="not in the encoding 'rot13'"):
        pk.read_parcels(path, encoding="rot13")
