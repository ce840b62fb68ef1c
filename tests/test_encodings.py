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
    with pytest.raises(pk.ParklandError, match=r"not in the encoding 'utf-8'.*Leave out encoding"):
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


FOREIGN = {
    "French": ("cp1252", ["Québec", "Cité", "Île-de-France", "Trois-Rivières"]),
    "German": ("cp1252", ["Größe", "Zürich Straße", "Weiß"]),
    "Spanish": ("cp1252", ["Señor Muñoz", "Ávila"]),
    "several Western languages": ("cp1252", ["Québec", "Größe", "São Paulo", "Malmö", "Cité"]),
    "one word": ("cp1252", ["Québec"]),
    "Polish": ("cp1250", ["Łódź", "Wrocław Śródmieście"]),
    "Czech": ("cp1250", ["Příbram", "Plzeň"]),
    "Russian": ("cp1251", ["Москва", "Земельный участок", "Нижний Новгород"]),
    "Russian of DOS": ("cp866", ["Москва", "Земельный участок"]),
    "Greek": ("cp1253", ["Θεσσαλονίκη", "Αθήνα"]),
    "Japanese": ("cp932", ["東京都千代田区", "土地の用途", "カタカナ工業"]),
    "a few traditional characters": ("cp950", ["土地使用分區"]),
    "traditional Chinese": ("cp950", ["台北市信義區", "土地使用分區", "工業用地"]),
}


@pytest.mark.parametrize("ldid", [0x00, 0x57])
@pytest.mark.parametrize("case", FOREIGN)
def test_text_that_is_not_chinese_never_becomes_hanzi_in_silence(write_shp, case, ldid):
    codec, words = FOREIGN[case]
    raw = pk.read_parcels(write_shp({"QLR": words}, encoding=codec, ldid=ldid))
    _, issues, _ = pk.clean(raw)
    told = issues[issues["code"] == "encoding.doubtful"]
    assert told["severity"].tolist() == ["warning"]
    assert words[0] in told["value"].iloc[0]
    assert raw["QLR"].tolist() == words


@pytest.mark.parametrize("words", [["珺喆"], ["Muğla"], ["東京"]])
def test_what_too_few_letters_cannot_decide_is_told_with_an_example(write_shp, words):
    codec = {"珺喆": "gbk", "Muğla": "cp1254", "東京": "cp932"}[words[0]]
    _, issues, _ = pk.clean(pk.read_parcels(write_shp({"QLR": words}, encoding=codec)))
    assert "encoding.doubtful" in codes(issues)


@pytest.mark.parametrize(
    "words",
    [
        ["已平整", "未平整"],
        ["衢江区", "垟头村", "大墈村"],
        ["A座B区", "GD01地块", "某某有限公司（筹）"],
        ["李珺有限公司"],
    ],
)
def test_chinese_words_are_not_doubted(write_shp, words):
    raw = pk.read_parcels(write_shp({"QLR": words}, encoding="GBK", ldid=0x57))
    assert raw["QLR"].tolist() == words
    assert "encoding.doubtful" not in codes(pk.clean(raw).issues)


def test_a_layer_without_a_table_claims_no_encoding(write_shp):
    path = write_shp({"DKBH": ["A-1"]})
    path.with_suffix(".dbf").unlink()
    (receipt,) = pk.inspect_source(path)
    assert receipt.encoding.value == ""
    assert "ascii" not in receipt.encoding.reason("en").casefold()


def starred(path, name, *numbers, width):
    """Write `numbers` into the numeric field `name` of a .dbf; None becomes a field of ``*``."""
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    head, row = (int.from_bytes(content[at : at + 2], "little") for at in (8, 10))
    start = 1
    for at in range(32, head - 1, 32):
        if content[at : at + 11].split(b"\0")[0] == name.encode("gbk"):
            assert content[at + 16] == width
            break
        start += content[at + 16]
    for place, number in enumerate(numbers):
        text = b"*" * width if number is None else str(number).rjust(width).encode()
        cell = head + place * row + start
        content[cell : cell + width] = text
    table.write_bytes(content)


@pytest.mark.parametrize(
    ("numbers", "is_null"),
    [
        ([None, None, None], True),  # a column without numbers
        ([5.0, None, None], True),  # most of it
        ([9.5, 8.25, 7.0, 6.0, None], True),  # the number would have to be far larger than all
        ([10**22, 10**22, 10**22, 10**22, None], False),  # a column that overflows
        ([10**23, None, 10**21, 10**22, 10**22], False),
    ],
)
def test_stars_are_an_empty_number_or_one_that_overflows(write_shp, numbers, is_null):
    path = write_shp({"DKBH": list("ABCDE")[: len(numbers)], "FEE": [0.5] * len(numbers)})
    starred(path, "FEE", *numbers, width=24)
    raw = pk.read_parcels(path)
    _, issues, _ = pk.clean(raw)
    told = issues[issues["code"].isin(["value.null_stars", "value.bad_cell"])]
    number = numbers.count(None)
    if is_null:
        assert raw["FEE"].isna().tolist() == [one is None for one in numbers]
        assert told[["code", "value"]].to_numpy().tolist() == [["value.null_stars", str(number)]]
    else:
        assert set(told["code"]) == {"value.bad_cell"}
        assert raw["FEE"].tolist()[numbers.index(None)] == "*" * 24


def test_empty_numbers_of_a_known_column_are_not_unreadable(write_shp):
    path = write_shp({"DKBH": ["A", "B", "C"], "平整面积": [1.0, 2.0, 3.0]}, encoding="GBK")
    starred(path, "平整面积", 1.5, None, None, width=24)
    parcels, issues, _ = pk.clean(pk.read_parcels(path))
    assert parcels["levelled_area_m2"].notna().tolist() == [True, False, False]
    assert "value.not_a_number" not in codes(issues)
