"""Registers in every format: text in any encoding, .xls, .ods, web pages; and files that lie."""

import datetime as dt
import os
import shutil
import struct
import subprocess
import zipfile

import openpyxl
import pytest

import parkland as pk
from parkland.formats.compound_file import packed

DAY = dt.datetime(2018, 3, 1)
LINES = "地块编号\t约定开工时间\t备注\r\nGD-01\t2018/3/1\t道路、电力\r\n007\t2018/3/1\t甲;乙\r\n"


@pytest.mark.parametrize("name", ["台账.csv", "台账.txt", "台账.tsv", "台账.xls"])
@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig", "gbk", "gb18030"]
)
def test_a_text_table_is_read_in_every_encoding(tmp_path, name, encoding):
    path = tmp_path / name
    path.write_bytes(LINES.encode(encoding))
    register = pk.read_register(path)
    assert register["地块编号"].tolist() == ["GD-01", "007"]
    assert list(register)[:3] == ["地块编号", "约定开工时间", "备注"]
    assert register["source_row"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ('地块编号;备注\nA;"1,2,3"\nB;一,二,三\n', [["A", "1,2,3"], ["B", "一,二,三"]]),
        ("地块编号,备注\nA,一;二;三;四\n", [["A", "一;二;三;四"]]),
        ('地块编号\t备注\n="007"\t,,,,\n', [["007", ",,,,"]]),
        ("地块编号,备注\nA\nB,一,多\n", [["A", None], ["B", "一"]]),
    ],
)
def test_the_delimiter_is_the_one_that_divides_the_lines_evenly(tmp_path, content, rows):
    path = tmp_path / "台账.csv"
    path.write_text(content, encoding="utf-8")
    assert pk.read_register(path).iloc[:, :2].to_numpy().tolist() == rows


def test_text_that_is_in_no_encoding_is_refused(tmp_path):
    path = tmp_path / "台账.csv"
    for content in (b"\xff\xff\xff", b"A\0\0\0B\0\0\0", b"\xff\xfeA\0\1\0"):
        path.write_bytes(content)
        with pytest.raises(pk.ParklandError, match="neither UTF-8 nor GB18030|no table"):
            pk.read_register(path)


PAGE = """<html><head><meta charset=utf-8><style>td {mso-number-format:"\\@"}</style></head><body>
<table><tr><td colspan=4><b>供地台账</b></td></tr>
<tr><th rowspan=2>地块编号<th colspan=2>开工时间<th rowspan=2>用地单位</tr>
<tr><th>约定</th><th>实际</th></tr>
<tr><td>GD-01</td><td>2018-03-01<td>&nbsp;</td><td rowspan="2">甲&amp;乙<br>公司</tr>
<tr style="display: none"><td>GD-02</td><td>2018-03-01</td><td>2019-01-01</td></tr>
<tr><td>合计</td><td>2宗</td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_a_web_page_that_is_called_xls_is_read(tmp_path, encoding):
    path = tmp_path / "台账.xls"
    path.write_bytes(PAGE.encode(encoding))
    register = pk.read_register(path)
    assert register.iloc[:, :4].to_numpy().tolist() == [
        ["GD-01", "2018-03-01", None, "甲&乙\n公司"],
        ["GD-02", "2018-03-01", "2019-01-01", "甲&乙\n公司"],
    ]
    assert list(register)[1:3] == ["约定开工时间", "实际开工时间"]
    assert {i.code for i in register.attrs["issues"]} == {
        "register.other_rows",
        "register.hidden_rows",
        "register.merged",
    }
    path.write_bytes("<html><body>请先登录</body></html>".encode(encoding))
    with pytest.raises(pk.ParklandError, match="a web page without a table"):
        pk.read_register(path)


@pytest.fixture(scope="session")
def saved_as(tmp_path_factory):
    """Let LibreOffice save one awkward workbook in another format."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not there")
        pytest.skip("needs LibreOffice")
    folder = tmp_path_factory.mktemp("saved")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    rows = [
        ["某园区供地台账"],
        ["地块编号", "开工时间", None, "建设状况", "供地面积（亩）"],
        [None, "约定", "实际"],
        ["GD-01", DAY, None, "未动工", 60],
        ["GD-02", DAY, "=1/0", "#N/A", "=30*2"],
        [103, DAY, None, "未动工", 60.5],
    ]
    for row in rows:
        sheet.append(row)
    for area in ("A1:E1", "A2:A3", "B2:C2", "D2:D3", "E2:E3"):
        sheet.merge_cells(area)
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["D"].hidden = True
    old = book.create_sheet("旧")
    old.append(["地块编号"])
    old.append(["GD-99"])
    old.sheet_state = "hidden"
    book.save(folder / "台账.xlsx")
    command = [office, f"-env:UserInstallation={(folder / 'home').as_uri()}", "--headless"]
    command += ["--convert-to", "{}", "--outdir", str(folder), str(folder / "台账.xlsx")]

    def save(ending):
        words = [word.replace("{}", ending) for word in command]
        subprocess.run(words, check=True, capture_output=True, timeout=500)
        return folder / f"台账.{ending}"

    return save


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_old_workbooks_and_opendocument_are_read_like_new_ones(saved_as, ending, tmp_path):
    path = saved_as(ending)
    register = pk.read_register(path)
    day = DAY.date()
    assert register.iloc[:, :5].to_numpy().tolist() == [
        ["GD-01", day, None, "未动工", 60],
        ["GD-02", day, "#DIV/0!", "#N/A", 60],
        [103, day, None, "未动工", 60.5],
    ]
    assert list(register)[1:3] == ["约定开工时间", "实际开工时间"]
    assert [(i.code, i.value) for i in register.attrs["issues"]] == [
        ("register.sheets_read", "台账"),
        ("register.sheets_hidden", "旧"),
        ("register.other_rows", "台账: 1 (1 某园区供地台账)"),
        ("register.hidden_rows", "台账: 1 (5)"),
        ("register.hidden_columns", "台账: 1 (建设状况)"),
        ("register.excel_error", "台账: 1 (C5 #DIV/0!)"),
        ("register.excel_error", "台账: 1 (D5 #N/A)"),
    ]
    other = tmp_path / "改名.xlsx"
    shutil.copy(path, other)
    with pytest.raises(pk.ParklandError, match=rf"by its content. Call it 改名\.{ending}"):
        pk.read_register(other)
    content = path.read_bytes()
    for size in (3000, len(content) // 2, len(content) - 900):
        other = tmp_path / f"半.{ending}"
        other.write_bytes(content[:size])
        with pytest.raises(pk.ParklandError):
            pk.read_register(other)


def record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def text_cell(row, column, text):
    raw = text.encode("utf-16-le")
    return record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + raw)


def old_workbook(*cells, extent=(0, 3, 0, 3), from_1904=0, shared_texts=b""):
    """Return a workbook of the old format with one sheet, of `cells` and nothing else."""
    start = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)
    name = "台账".encode("utf-16-le")
    first, last, left, right = extent
    size = record(0x200, struct.pack("<IIHHH", first, last, left, right, 0))
    sheet = record(0x809, start[:2] + b"\x10\0" + start[4:]) + size + b"".join(cells)
    sheet += record(0x0A, b"")
    head = record(0x809, start) + record(0x22, struct.pack("<H", from_1904)) + shared_texts
    offset = len(head) + 4 + 8 + len(name) + 4
    head += record(0x85, struct.pack("<IBBBB", offset, 0, 0, 2, 1) + name) + record(0x0A, b"")
    return packed(head + sheet, "Workbook")


OLD = [
    text_cell(0, 0, "地块编号"),
    text_cell(0, 1, "约定开工时间"),
    text_cell(0, 2, "备注"),
    text_cell(1, 0, "GD-01"),
    record(0x203, struct.pack("<HHHd", 1, 1, 0, 43160 - 1462)),
    record(0x205, struct.pack("<HHHBB", 1, 2, 0, 0x2A, 1)),
    record(0x208, struct.pack("<HHHHHHI", 1, 0, 3, 255, 0, 0, 0x20)),
]


def test_an_old_workbook_is_read_without_trust_in_what_it_promises(tmp_path, capfd):
    path = tmp_path / "台账.xls"
    path.write_bytes(old_workbook(*OLD, extent=(0, 2**31, 0, 60_000), from_1904=1))
    register = pk.read_register(path)
    assert register.iloc[0, :3].tolist() == ["GD-01", DAY.date(), "#N/A"]
    assert {i.code: i.value for i in register.attrs["issues"]} == {
        "register.hidden_rows": "台账: 1 (2)",
        "register.excel_error": "台账: 1 (C2 #N/A)",
    }
    far = text_cell(65_535, 60_000, "x")
    many = record(0xFC, struct.pack("<II", 2**31, 2**32 - 1))
    locked = record(0x2F, bytes(6))
    ends_early = record(0x204, b"\x05")
    for content, message in (
        (old_workbook(*OLD, far), "the workbook is damaged"),
        (old_workbook(*OLD, shared_texts=many), "the workbook is damaged"),
        (old_workbook(*OLD, shared_texts=locked), "protected by a password"),
        (old_workbook(*OLD, ends_early), "the workbook cannot be read"),
    ):
        path.write_bytes(content)
        with pytest.raises(pk.ParklandError, match=message):
            pk.read_register(path)
    assert capfd.readouterr().err == ""


def test_a_formula_that_a_program_left_to_excel_has_no_result(tmp_path):
    left = struct.pack("<HHHdHI", 1, 1, 0, 0.0, 0x02, 0) + b"\0\0"
    failed = struct.pack("<HHHBBBBBBHHI", 2, 1, 0, 2, 0, 0x17, 0, 0, 0, 0xFFFF, 0, 0) + b"\0\0"
    cells = [*OLD[:4], record(0x06, left), text_cell(2, 0, "GD-02"), record(0x06, failed)]
    path = tmp_path / "台账.xls"
    path.write_bytes(old_workbook(*cells))
    register = pk.read_register(path)
    assert register["约定开工时间"].tolist() == ["=", "#REF!"]
    assert [i.code for i in register.attrs["issues"]] == [
        "register.formula",
        "register.excel_error",
    ]


def zipped(path, **parts):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path.read_bytes()


def test_a_file_that_is_not_what_its_ending_says_is_refused_in_one_sentence(tmp_path):
    locked = packed(b"", "EncryptedPackage")
    package = zipped(tmp_path / "a.zip", word__document_xml=b"<x/>")
    cases = [
        ("a.xlsx", locked, "protected by a password. Remove the password"),
        ("a.xls", locked, "protected by a password. Remove the password"),
        ("a.xlsx", packed(b"", "Workbook"), r"an old Excel workbook .* Call it a\.xls"),
        ("a.xls", packed(b"", "WordDocument"), "no table that is known by its content"),
        ("a.xlsx", package, "a ZIP archive by its content"),
        ("a.xlsx", b"<html><table></table></html>", "a web page by its content"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "an XML file by its content"),
        ("a.ods", b"a,b", r"a text file by its content. Call it a\.csv"),
        ("a.csv", package, "a ZIP archive by its content"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no table that is known by its content"),
        ("a.xlsx", b"", "the file is empty"),
        ("a.xlsx", package[:20], "a ZIP archive by its content"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "the workbook is damaged"),
        ("a.et", b"x", "a register is a file in one of"),
    ]
    for name, content, message in cases:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(pk.ParklandError, match=message) as caught:
            pk.read_register(path)
        assert "\n" not in str(caught.value)
