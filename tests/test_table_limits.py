"""What is too large or made to harm is refused in one sentence, before it takes the memory."""

import dataclasses
import re
import struct
import zipfile
from contextlib import suppress

import openpyxl
import pytest

import parkland as pk

from .test_workbooks import edited

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>地块编号</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>备注</t></is></c></row>'
)


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "台账.xlsx"
    one = openpyxl.Workbook()
    one.active.append(["地块编号", "备注"])
    one.active.append(["GD-01", "一"])
    one.save(path)
    return path


def with_rows(path, rows, before="", after=""):
    xml = f"{before}<worksheet {MAIN}><sheetData>{HEAD}{rows}</sheetData>{after}</worksheet>"
    return edited(path, SHEET, lambda _: xml.encode())


def limited(**changes):
    profile = pk.load_profile()
    return dataclasses.replace(profile, limits=dataclasses.replace(profile.limits, **changes))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>', "spans 1,048,576 rows and 702"),
        ('<row r="2"><c r="XFD2"><v>1</v></c></row>', "has 16,384 columns, and at most 1,000"),
        ('<row r="2"><c r="zz999999"><v>1</v></c></row>', "spans 999,999 rows and 702"),
        ('<row r="2"><c r="A4194304000"><v>1</v></c></row>', "outside what a sheet"),
        ('<row r="2">' + "<c><v>1</v></c>" * 1200 + "</row>", "has 1,200 columns"),
        ("<row r='2'><c s='1' r='AMK2'><v>1</v></c></row>", "has 1,025 columns"),
    ],
)
def test_a_cell_far_away_is_refused_before_memory_is_taken(book, rows, message):
    with pytest.raises(pk.ParklandError, match=message) as caught:
        pk.read_register(with_rows(book, rows))
    assert "[limits] in the profile" in str(caught.value) or "outside" in message


def test_empty_rows_and_cells_with_a_style_count_for_nothing(book):
    rows = "".join(f'<row r="{n}" s="1"/>' for n in range(3, 200_000))
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>GD-01</t></is></c></row>'
    register = pk.read_register(with_rows(book, row + rows + far))
    assert register["地块编号"].tolist() == ["GD-01"]


def test_limits_are_raised_by_the_profile(book, tmp_path):
    rows = '<row r="2"><c r="A2"><v>7</v></c><c r="AMK2"><v>1</v></c></row>'
    path = with_rows(book, rows)
    own = tmp_path / "own.toml"
    own.write_text('extends = "default"\n[limits]\nregister_columns = 2000\n', encoding="utf-8")
    assert list(pk.read_register(path, profile=own))[2] == "AMK"
    with pytest.raises(pk.ParklandError, match="at most 100 cells are read"):
        pk.read_register(path, profile=limited(register_columns=2000, register_cells=100))


def test_content_larger_than_the_limit_is_refused(book):
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * 600_000)
    with pytest.raises(pk.ParklandError, match="its texts take more than 0 MB"):
        pk.read_register(book, profile=limited(register_mb=2))
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 2_000_000)
    with pytest.raises(pk.ParklandError, match="larger than 2 MB, the most that is read. Divide"):
        pk.read_register(book, profile=limited(register_mb=2))
    table = book.with_suffix(".csv")
    table.write_text("地块编号,备注\n" + "A,一\n" * 200_000, encoding="utf-8")
    with pytest.raises(pk.ParklandError, match="larger than 1 MB"):
        pk.read_register(table, profile=limited(register_mb=1))
    table.write_text("地块编号" + ",x" * 40_000, encoding="utf-8")
    with pytest.raises(pk.ParklandError, match="has 40,001 columns"):
        pk.read_register(table)
    table.write_text("地块编号,备注\nA," + "长" * 1_000_001, encoding="utf-8")
    with pytest.raises(pk.ParklandError, match="more than 1,000,000 characters"):
        pk.read_register(table)


def test_a_part_that_is_larger_than_it_declares_is_refused(book):
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + b" " * 1_000_000 + b"</sst>")
    content = bytearray(book.read_bytes())
    at = content.rfind(b"xl/sharedStrings.xml") - 46  # its entry in the directory at the end
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    book.write_bytes(bytes(content))
    with pytest.raises(pk.ParklandError, match="cannot be unpacked|cannot be read"):
        pk.read_register(book)


ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def test_entities_are_refused_in_every_part(book):
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>&b;</t></is></c></row>'
    with pytest.raises(pk.ParklandError, match="declares entities"):
        pk.read_register(with_rows(book, row, before=ENTITIES))
    edited(with_rows(book, ""), "xl/workbook.xml", lambda xml: ENTITIES.encode() + xml)
    with pytest.raises(pk.ParklandError, match="declares entities"):
        pk.read_register(book)
    path = book.with_suffix(".ods")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", f"{ENTITIES}<a>&b;</a>")
    with pytest.raises(pk.ParklandError, match="declares entities"):
        pk.read_register(path)


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="S">{}</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)


@pytest.mark.parametrize(
    ("row", "cell", "message"),
    [
        (1_048_576, 16_384, "has 16,384 columns"),
        (1_048_576, 999, "spans 1,048,576 rows and 999 columns"),
    ],
)
def test_repeated_cells_of_opendocument_are_bounded(tmp_path, row, cell, message):
    path = tmp_path / "台账.ods"
    rows = (
        f'<table:table-row table:number-rows-repeated="{row}">'
        f'<table:table-cell table:number-columns-repeated="{cell}"><text:p>1</text:p>'
        "</table:table-cell></table:table-row>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", ODS.format(rows))
    with pytest.raises(pk.ParklandError, match=message):
        pk.read_register(path)


def test_a_web_page_of_spans_is_bounded(tmp_path):
    path = tmp_path / "台账.xls"
    path.write_text("<table><tr>" + "<td colspan=9999>x" * 3, encoding="utf-8")
    with pytest.raises(pk.ParklandError, match="columns, and at most 1,000"):
        pk.read_register(path)
    path.write_text("<table>" * 100, encoding="utf-8")
    with pytest.raises(pk.ParklandError, match="nested more than 50 deep"):
        pk.read_register(path)


def test_many_formulas_and_errors_are_one_issue_a_column(book):
    cells = '<c r="A{0}"><v>{0}</v></c><c r="B{0}"><f>1+1</f></c>'
    rows = "".join(f'<row r="{n}">{cells.format(n)}</row>' for n in range(2, 20_000))
    register = pk.read_register(with_rows(book, rows))
    assert [issue.value for issue in register.attrs["issues"]] == ["Sheet: 19998 (B2 =1+1)"]


def test_a_workbook_of_very_many_sheets_is_refused(book):
    def many(xml):
        start, _, rest = xml.partition(b"<sheets>")
        sheet = rest[: rest.index(b"/>") + 2]
        return start + b"<sheets>" + sheet * 1_001 + rest[len(sheet) :]

    with pytest.raises(pk.ParklandError, match="has 1,001 sheets, and at most 1,000 are read"):
        pk.read_register(edited(book, "xl/workbook.xml", many))


def test_tags_with_a_prefix_are_read_like_others(book):
    rows = (
        '<row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t>GD-01</t></is></c>'
        '<c r="B2" t="e"><v>#REF!</v></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f>1+1</f></c></row>'
    )
    plain = pk.read_register(with_rows(book, rows))
    xml = zipfile.ZipFile(book).read(SHEET).decode()
    xml = re.sub(r"<(/?)(\w)", r"<\1x:\2", xml).replace("xmlns=", "xmlns:x=")
    prefixed = pk.read_register(edited(book, SHEET, lambda _: xml.encode()))
    assert prefixed.equals(plain)
    assert prefixed.attrs["issues"] == plain.attrs["issues"]  # the checksums are those of two files
    assert len(plain.attrs["issues"]) == 3


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2">' + "<c " * 1_000_000,
        '<row r="2"><c ' + 'r="AA2" ' * 500_000 + "><v>1</v></c></row>",
        '<row r="2"><c r="A2"><f>1</f>' + " " * 3_000_000 + "x</c></row>",
        '<row r="2">' + '<c r="A2"><f>1</f>' * 200_000 + "</row>",
        '<row r="2">' + '<c r="A2" t="e">' * 200_000 + "</row>",
    ],
)
def test_xml_of_great_length_ends_with_a_row_or_a_refusal(book, rows):
    path = with_rows(book, rows)
    with suppress(pk.ParklandError):
        assert len(pk.read_register(path)) <= 1


def test_ranges_that_overlap_are_read(book):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 20_000))
    rows += '<row r="20000"><c r="A20000"><v>1</v></c><c r="B20000"><v>1</v></c></row>'
    ranges = "".join(f'<mergeCell ref="B{n}:B19000"/>' for n in range(2, 10_000))
    path = with_rows(book, rows, after=f"<mergeCells>{ranges}</mergeCells>")
    assert len(pk.read_register(path)) == 19_999
