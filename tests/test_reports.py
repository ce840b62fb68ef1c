"""The land-disposal report says in three forms what the table and the map say."""

import dataclasses
import datetime as dt
import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.display import parcel_names, value_text
from parkland.errors import ChoiceError, ColumnError, ConventionError, OutputError
from parkland.reports.report_blocks import BulletList, TableBlock, TableColumn, Text, plain
from parkland.reports.reporting_period import parse_period
from parkland.reports.sentences import joined_names
from parkland.reports.word_widths import fitted
from parkland.safe_text import display_width

from .conftest import squares
from .office_park import write_park

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2",
    "<b>&</b>",
    "{{ title }}",
    "a\x01b",
    "|x|",
]


def tables(report):
    return {
        block.key: block
        for section in report.sections
        for block in section.blocks
        if isinstance(block, TableBlock)
    }


def figures(table):
    return {row[0]: tuple(plain(cell) for cell in row[1:]) for row in table.rows}


def lead(report):
    return next(block.text for block in report.sections[0].blocks if isinstance(block, Text))


def said(report):
    return next(block.items for block in report.sections[0].blocks if isinstance(block, BulletList))


def without_version(text):
    return text.replace(pk.__version__, "VERSION")


@pytest.fixture(scope="module")
def report(ledger):
    return pk.compose_report(ledger)


@pytest.fixture(scope="module")
def empty(ledger):
    return dataclasses.replace(
        ledger, parcels=ledger.parcels.iloc[:0], issues=ledger.issues.iloc[:0]
    )


@pytest.fixture
def hostile(write_shp):
    path = write_shp(
        {
            "DKBH": [f"P{place}" for place in range(len(HOSTILE))],
            "DKMC": [text.replace("\x01", "") for text in HOSTILE],
            "QLR": HOSTILE,
            "ZT": ["已平整"] * len(HOSTILE),
        }
    )
    opened = pk.open_ledger(path, as_of="2020-12-31")
    return dataclasses.replace(opened, parcels=opened.parcels.assign(holder=HOSTILE))


def test_the_summary_says_the_figures_of_the_review(report):
    sentence = lead(report)
    assert "杨村二期4、5号地块完成土地平整658.00亩" in sentence
    assert "70.00亩" in sentence
    assert "728.00亩" in sentence
    assert "收回低效工业用地6宗，共计170.78亩" in sentence
    assert "十类地处置4宗，共计124.00亩" in sentence


def test_what_has_passed_is_listed_until_the_act_is_recorded(ledger):
    parcels = ledger.parcels.copy()
    served = parcels.index[parcels["parcel_id"] == "GD-03"]
    parcels.loc[served, "investigation_served_on"] = pd.Timestamp("2020-11-01")
    changed = dataclasses.replace(ledger, parcels=parcels)
    table = tables(pk.compose_report(changed))["passed"]
    rows = {(row[3], row[2]) for row in ([plain(cell) for cell in row] for row in table.rows)}
    assert rows == {("GD-05", 213), ("GD-04", 152), ("GD-03", 30)}
    parcels.loc[served, "investigation_answered_on"] = pd.Timestamp("2020-12-20")
    table = tables(pk.compose_report(changed))["passed"]
    assert "GD-03" not in [plain(row[3]) for row in table.rows]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_is_as_it_was_read_and_approved(ledger, tmp_path, lang):
    written = pk.write_report(ledger, tmp_path / "r.md", lang=lang).read_text(encoding="utf-8")
    assert without_version(written) == (GOLDEN / f"report-{lang}.md").read_text(encoding="utf-8")


def test_a_parcel_without_number_and_name_is_called_as_on_the_map(make_parcels):
    facts = {"parcel_id": ["A-1", None, None], "name": [None, None, "乙"]}
    frame = make_parcels(3, **facts)[["parcel_id", "name", "geometry"]]
    ledger = pk.open_ledger(frame, as_of="2020-12-31")
    names = parcel_names(ledger.parcels, form="short").tolist()
    rows = tables(pk.compose_report(ledger))["ledger"].rows
    assert [row[1] or row[2] for row in rows] == names


def test_every_table_agrees_with_totals(ledger, report):
    for key, by in (("by_flag", "flag"), ("by_status", "status"), ("by_district", "district")):
        found = [tuple(plain(cell) for cell in row[1:]) for row in tables(report)[key].rows]
        for place, unit in enumerate(("m2", "ha", "mu"), start=1):
            wanted = pk.totals(ledger.parcels, by=by, unit=unit)
            assert [row[0] for row in found] == wanted["parcels"].tolist(), (key, unit)
            assert [row[place] for row in found] == wanted[f"area_{unit}"].tolist(), (key, unit)


@pytest.mark.parametrize("area", ["planar", "stated"])
def test_the_kind_of_area_is_chosen_and_named(ledger, area):
    report = pk.compose_report(ledger, area=area)
    wanted = pk.totals(ledger.parcels, area=area).loc["reclaimed", "area_mu"]
    assert figures(tables(report)["by_flag"])["收回"][3] == wanted
    assert any(("平面" if area == "planar" else "证载") in fact.value for fact in report.facts)


def test_a_period_counts_what_was_done_in_it_and_the_stock_at_the_day(ledger):
    quarter = pk.compose_report(ledger, period="2020Q3")
    assert "2020年第3季度，杨村二期4号地块完成土地平整352.46亩" in lead(quarter)
    assert "收回低效工业用地3宗，共计95.32亩" in lead(quarter)
    assert "截至2020年9月30日，初步判定闲置土地" in lead(quarter)
    assert any("已平整3宗，共计422.46亩" in sentence for sentence in said(quarter))
    nothing = pk.compose_report(ledger, period="2019")
    assert lead(nothing).startswith("2019年，无新完成平整的土地；无新收回的土地。")


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (0, "尚无收回的土地", "no land has been reclaimed"),
        (1, "收回低效工业用地1宗，计", "1 parcel of low-efficiency 工业用地"),
        (3, "收回低效工业用地3宗，共计", "3 parcels of low-efficiency 工业用地"),
    ],
)
def test_sentences_are_right_for_none_one_and_many(ledger, number, zh, en):
    reclaimed = ledger.parcels[ledger.parcels["reclaimed"]]
    some = dataclasses.replace(ledger, parcels=reclaimed.iloc[:number])
    assert zh in lead(pk.compose_report(some))
    assert en in lead(pk.compose_report(some, lang="en"))


def test_an_english_report_has_no_chinese_but_names(ledger):
    text = "\n".join([lead(pk.compose_report(ledger, lang="en")), *said(
        pk.compose_report(ledger, lang="en"))])  # fmt: skip
    names = set("".join(ledger.parcels["name"]) + "".join(ledger.parcels["land_use"].dropna()))
    assert {mark for mark in text if "\u4e00" <= mark <= "\u9fff"} <= names


def test_an_empty_ledger_gives_a_valid_report_that_says_so(empty, tmp_path):
    assert "没有列入统计的宗地" in "".join(said(pk.compose_report(empty)))
    for ending in ("docx", "xlsx", "md"):
        pk.write_report(empty, tmp_path / f"空.{ending}")
    assert docx.Document(tmp_path / "空.docx").paragraphs
    assert openpyxl.load_workbook(tmp_path / "空.xlsx").sheetnames[0] == "汇总"


def test_idle_land_is_never_called_so_without_the_reservation(report):
    text = str(report.facts) + str(tables(report)["rules"])
    assert "初步判定，以自然资源主管部门认定为准" in text
    assert "对照公开第三方副本" in text
    assert "条文未核对原文" not in text


def test_what_an_article_rests_on_is_listed(report):
    rows = tables(report)["rules"].rows
    assert ("第二条第一款", "闲置满一年", "已核对") in rows
    assert ("第十二条", "协商处置", "已核对") in rows


def test_the_files_are_named_with_their_checksums_and_land(ledger, report, sample):
    import hashlib

    digests = dict(tables(report)["files"].rows)
    path = sample / "供地地块.shp"
    assert digests[path.name] == hashlib.sha256(path.read_bytes()).hexdigest()
    kept = sum(row[-2] for row in tables(report)["sources"].rows)
    assert kept == pytest.approx(
        pk.totals(ledger.parcels, margins=True)["area_mu"].iloc[-1], abs=0.03
    )


# --- Word


@pytest.fixture(scope="module")
def document(ledger, tmp_path_factory):
    return docx.Document(pk.write_report(ledger, tmp_path_factory.mktemp("word") / "报告.docx"))


def test_word_headings_navigate_and_contents_link_to_them(document, report):
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [section.heading for section in report.sections]
    xml = document.element.xml
    for section in report.sections:
        assert f'w:anchor="{section.key}"' in xml
        assert f"PAGEREF {section.key} " in xml
        assert f'<w:bookmarkStart w:id="{bookmark_of(xml, section.key)}"' in xml


def bookmark_of(xml, name):
    return re.search(rf'<w:bookmarkStart w:id="(\d+)" w:name="{name}"', xml)[1]


def test_word_tables_repeat_their_headings_and_hold_the_figures(document):
    cells = [
        cell.text for table in document.tables for row in table.rows[:40] for cell in row.cells
    ]
    assert {"728.00", "170.78", "124.00", "1,829.08"} <= set(cells)
    assert document.element.xml.count("<w:tblHeader/>") >= len(document.tables) - 1


def test_a_short_table_stands_on_one_page_and_no_page_is_left_empty(document):
    matter = next(t for t in document.tables if t.rows[0].cells[0].text == "事项")
    kept = [bool(row._tr.xpath(".//w:keepNext")) for row in matter.rows]
    assert kept[:-1] == [True] * (len(kept) - 1)
    for heading in (p for p in document.paragraphs if p.paragraph_format.page_break_before):
        before = heading._p.getprevious()
        assert before.tag.endswith("}tbl") or "".join(before.itertext()), heading.text


def test_no_word_of_a_heading_is_wider_than_its_column():
    """Letters are those of DejaVu Serif Bold, in heights: the widest font that stands in."""
    widths = {"N": 0.914, "u": 0.727, "m": 1.058, "b": 0.699, "e": 0.636, "r": 0.527}
    columns = (
        TableColumn(key="what", heading="What"),
        TableColumn(key="number", heading="Number", kind="count"),
    )
    table = TableBlock(key="kinds", caption="", columns=columns, rows=(("a long text " * 20, 1),))
    fit = fitted(table, 15.6)
    wide = sum(widths[letter] for letter in "Number") * fit.size_pt
    assert fit.widths_pt[1] >= wide + 4  # what a cell leaves free at its sides


@pytest.mark.parametrize(
    ("lang", "side"), [("zh", WD_ALIGN_PARAGRAPH.JUSTIFY), ("en", WD_ALIGN_PARAGRAPH.LEFT)]
)
def test_lines_are_filled_to_both_sides_only_where_letters_are_square(ledger, tmp_path, lang, side):
    """Long English words in few letters a line would leave wide holes between them."""
    page = docx.Document(pk.write_report(ledger, tmp_path / "r.docx", lang=lang))
    for name in ("Normal", "Lead", "Note", "Small", "Point"):
        assert page.styles[name].paragraph_format.alignment == side, name


def test_word_names_the_fonts_of_the_office_and_numbers_its_pages(document, tmp_path, ledger):
    normal = document.styles["Normal"].element.xml
    assert 'w:eastAsia="仿宋"' in normal
    assert 'w:eastAsia="黑体"' in document.styles["Heading 1"].element.xml
    footer = document.sections[0].footer._element.xml
    assert "PAGE" in footer
    assert "内部资料，不得公开" in footer
    path = pk.write_report(ledger, tmp_path / "r.docx")
    with zipfile.ZipFile(path) as package:
        assert 'w:altName w:val="FangSong' in package.read("word/fontTable.xml").decode()


def test_sheets_stand_in_the_report_on_request_or_alone(ledger, document, report, tmp_path):
    assert "sheets" not in [section.key for section in report.sections]
    assert len(document.inline_shapes) == 1
    alone = pk.compose_report(ledger, sheets="only")
    assert [section.key for section in alone.sections] == ["sheets"]
    maps = sum(type(block).__name__ == "Picture" for block in alone.sections[0].blocks)
    own = docx.Document(pk.write_report(ledger, tmp_path / "r.docx", sheets="annex"))
    assert len(own.inline_shapes) == maps + 1 == 8


def test_sheets_are_made_of_the_parcels_asked_for(ledger):
    report = pk.compose_report(ledger, parcels=["YC2-04"])
    assert [key for key in tables(report) if key.startswith("points_")] == ["points_24"]
    with pytest.raises(ChoiceError, match="no parcel is called YC9"):
        pk.compose_report(ledger, parcels=["YC2-04", "YC9"])


@pytest.fixture
def office(tmp_path):
    def write(*paragraphs):
        own = docx.Document()
        for text in paragraphs:
            own.add_paragraph(text)
        own.save(tmp_path / "office.docx")
        return tmp_path / "office.docx"

    return write


def test_a_template_is_filled(ledger, tmp_path, office):
    template = office(
        "某某管委会文件", "{{ title }}", "截至{{ as_of }}：{{ summary }}", "{{p body}}"
    )
    path = pk.write_report(ledger, tmp_path / "r.docx", template=template)
    own = docx.Document(path)
    text = "\n".join(paragraph.text for paragraph in own.paragraphs)
    assert text.startswith(
        "某某管委会文件\n开化工业园区（示例）土地处置情况报告\n截至2020年12月31日：截至"
    )
    assert "四、闲置土地" in text
    assert "{{" not in text
    assert any(
        cell.text == "170.78" for table in own.tables for row in table.rows for cell in row.cells
    )


def test_a_template_may_take_single_sections(ledger, tmp_path, office):
    template = office("{{p overview}}", "{{p idle}}")
    own = docx.Document(pk.write_report(ledger, tmp_path / "r.docx", template=template))
    headings = [p.text for p in own.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["一、概况", "四、闲置土地"]


@pytest.mark.parametrize(
    ("paragraphs", "fault"),
    [
        (["{{ titel }}", "{{p body}}"], r"unknown tags titel \(\{\{ title \}\}\?\)"),
        (["｛｛title｝｝", "{{p body}}"], r"look like tags and are none: .*\(\{\{ title \}\}\?\)"),
        (["截至｛as_of｝", "{{p body}}"], "look like tags and are none: '｛as_of｝'"),
        (["{{p body}}", "【summary】"], "look like tags and are none"),
        (["{{ｔｉｔｌｅ}}", "{{p body}}"], r"title"),
        (["{{ title }}"], "no tag for the report itself"),
        (["{{ title "], "cannot be used"),
        (["{{ ().__class__.__mro__ }}", "{{p body}}"], "not a plain tag"),
        (["{{ 1/0 }}", "{{p body}}"], "not a plain tag"),
        (["{{ title() }}", "{{p body}}"], "not a plain tag"),
        (["{{ body }}"], "not alone in a paragraph"),
        (["前 {{p overview}} 后"], "not alone in a paragraph"),
    ],
)
def test_a_template_that_cannot_be_filled_is_an_error_and_the_old_report_stays(
    ledger, tmp_path, office, paragraphs, fault
):
    old = tmp_path / "r.docx"
    old.write_bytes(b"old")
    with pytest.raises(ConventionError, match=fault):
        pk.write_report(ledger, old, template=office(*paragraphs), overwrite=True)
    assert old.read_bytes() == b"old"


def test_a_template_that_is_no_document_or_not_there_is_an_error(ledger, tmp_path):
    (tmp_path / "t.docx").write_text("no zip")
    for name, fault in (("t.docx", "cannot be used"), ("nowhere.docx", "no such template")):
        with pytest.raises(ConventionError, match=fault):
            pk.write_report(ledger, tmp_path / "r.docx", template=tmp_path / name)
    with pytest.raises(ChoiceError, match="template"):
        pk.write_report(ledger, tmp_path / "r.xlsx", template=tmp_path / "t.docx")


# --- Excel


@pytest.fixture(scope="module")
def workbook(ledger, tmp_path_factory):
    return pk.write_report(ledger, tmp_path_factory.mktemp("excel") / "台账.xlsx")


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def row_called(rows, label, after=""):
    start = next((n for n, row in enumerate(rows) if row[0] == after), 0)
    return next(row for row in rows[start:] if row[0] == label)


def test_workbook_has_the_promised_sheets_filters_and_frozen_headings(workbook):
    book = openpyxl.load_workbook(workbook)
    assert {"汇总", "台账", "闲置", "期限", "面积核对", "问题", "来源"} <= set(book.sheetnames)
    for sheet in book:
        frozen = re.sub(r"[A-Z]+", "", sheet.freeze_panes or "A1")
        assert int(frozen) <= 6, sheet.title
    ledger = book["台账"]
    assert ledger.auto_filter.ref
    assert ledger.freeze_panes
    assert ledger.print_title_rows
    assert book["汇总"]._charts


def test_workbook_figures_are_numbers_and_days(workbook):
    rows = rows_of(openpyxl.load_workbook(workbook)["台账"])
    heading = next(row for row in rows if row[0] == "序号")
    first = rows[rows.index(heading) + 1]
    cells = dict(zip(heading, first, strict=True))
    assert cells["面积（亩）"] == 32.68
    assert cells["约定开工时间"] == dt.datetime(2021, 6, 30)
    assert cells["地块编号"] == "GD-01"


def test_workbook_totals_are_formulas_over_the_ledger_with_their_value(workbook):
    formula = row_called(rows_of(openpyxl.load_workbook(workbook)["汇总"]), "已平整")
    value = row_called(rows_of(openpyxl.load_workbook(workbook, data_only=True)["汇总"]), "已平整")
    assert all(str(cell).startswith("=SUMPRODUCT(EXACT('台账'!") for cell in formula[1:5])
    assert value[1:5] == [4, 485333.36, 48.5334, 728.0]


@pytest.mark.parametrize(
    ("name", "period"), [("ledger", None), ("ledger", "2020Q3"), ("park", "2025")]
)
def test_libreoffice_recalculates_the_same_totals(request, tmp_path, recalculated, name, period):
    path = pk.write_report(request.getfixturevalue(name), tmp_path / "r.xlsx", period=period)
    ours = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    theirs = openpyxl.load_workbook(recalculated(path), data_only=True)
    seen = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    printed = ours[sheet.title][cell.coordinate].value
                    found = theirs[sheet.title][cell.coordinate].value
                    assert found == pytest.approx(printed, abs=1e-6), (sheet.title, cell.coordinate)
                    seen += 1
    assert seen > 100


def test_the_office_names_the_columns_of_its_ledger_results_too(tmp_path):
    profile = tmp_path / "office.toml"
    columns = ["holder", "efficiency", "status_reason", "parcel_id", "days_idle"]
    profile.write_text(f'extends = "default"\nreport.columns = {columns}', encoding="utf-8")
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", profile=profile)
    book = openpyxl.load_workbook(pk.write_report(ledger, tmp_path / "r.xlsx"))
    headings = next(row for row in rows_of(book["台账"]) if row[0] == "序号")
    named = ["土地使用权人", "用地效率", "理由", "地块编号", "闲置天数"]
    assert headings[1:6] == named


def test_parcels_without_a_ledger_are_reported_as_the_ledger_is(ledger, tmp_path):
    profile = ledger.profile
    register = pk.read_register(pk.sample_path() / "供地台账.xlsx", profile=profile)
    raw = pk.read_parcels(pk.sample_path(), profile=profile)
    parcels, _, _ = pk.clean(raw, register=register, profile=profile)
    with pytest.raises(ColumnError, match=r"pk\.measure"):
        pk.write_report(parcels, tmp_path / "r.md")
    measured = pk.measure(parcels)
    with pytest.raises(ColumnError, match=r"pk\.flag_status"):
        pk.write_report(measured, tmp_path / "r.md")
    judged = measured.join(pk.flag_status(measured, as_of="2020-12-31"))
    found, wanted = pk.compose_report(judged), pk.compose_report(ledger)
    assert lead(found) == lead(wanted)
    assert figures(tables(found)["by_status"]) == figures(tables(wanted)["by_status"])


def test_nothing_from_the_data_is_a_formula_or_markup(hostile, tmp_path):
    book = openpyxl.load_workbook(pk.write_report(hostile, tmp_path / "r.xlsx"))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert re.match(r"=(SUMPRODUCT|SUM|ROWS|SUBTOTAL)\(", cell.value), cell.value
    ledger = [cell for row in rows_of(book["台账"]) for cell in row]
    assert {"=1+1", "@SUM(A1)", "-2", "{{ title }}"} <= set(ledger)
    text = pk.write_report(hostile, tmp_path / "r.md").read_text(encoding="utf-8")
    assert "<b>" not in text
    own = docx.Document(pk.write_report(hostile, tmp_path / "r.docx"))
    cells = {cell.text for table in own.tables for row in table.rows for cell in row.cells}
    assert {"=1+1", "{{ title }}", "a\ufffdb", "<b>&</b>"} <= cells


# --- forms and files


@pytest.mark.parametrize("name", ["r.pdf", "r", "r.doc"])
def test_an_unknown_form_is_an_error(ledger, tmp_path, name):
    with pytest.raises(OutputError, match="a report is not written as"):
        pk.write_report(ledger, tmp_path / name)


def test_a_path_that_cannot_be_written_is_an_error(ledger, tmp_path):
    with pytest.raises(OutputError):
        pk.write_report(ledger, tmp_path / "nowhere" / "r.docx")
    assert not list(tmp_path.iterdir())


def test_the_report_in_a_notebook_is_light(report):
    html = report._repr_html_()
    assert len(html) < 5_000
    assert "170.78" in html


def test_markup_in_a_title_is_text_in_a_notebook(ledger):
    profile = dataclasses.replace(ledger.profile, title={"zh": "<script>x</script>", "en": ""})
    report = pk.compose_report(dataclasses.replace(ledger, profile=profile))
    assert "<script>" not in report._repr_html_()


# --- parts


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020Q1", "2020-01-01", "2020-03-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020-01-15/2020-02-01", "2020-01-15", "2020-02-01"),
    ],
)
def test_periods(text, first, last):
    period = parse_period(text)
    assert (str(period.first), str(period.last)) == (first, last)


@pytest.mark.parametrize("text", ["", "20", "2020Q5", "2020-13", "2020-02-01/2020-01-01", "去年"])
def test_what_is_no_period_is_an_error(text):
    with pytest.raises(ChoiceError, match="Write it as 2020"):
        parse_period(text)


@given(st.lists(st.text(min_size=1, max_size=8), max_size=6))
def test_joined_names_lose_no_name(names):
    joined = joined_names(names, "zh")
    for name in names:
        assert all(part in joined for part in re.split(r"(\d+)", name))


def test_pictures_need_no_chinese_font(ledger, monkeypatch):
    from matplotlib.text import Text as Drawn

    words = []
    monkeypatch.setattr(Drawn, "draw", lambda self, *_: words.append(self.get_text()))
    pk.compose_report(ledger)
    assert "12" in words
    assert all(word.isascii() for word in words)


# --- awkward ledgers


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Return plots that overlap, partly levelled and partly taken back, some of it undated."""
    import geopandas as gpd

    plots = squares(6, gap=-40.0)
    table = gpd.GeoDataFrame(
        {
            "地块编号": ["A", "B", "C", "D", "E", None],
            "平整日期": ["2020-02-01", "2020-08-01", "", "", "", ""],
            "平整面积(亩)": [5.0, None, None, None, None, None],
            "状态": ["", "", "已平整", "", "", ""],
            "收回方式": ["", "", "", "有偿收回", "无偿收回", "收回"],
            "收回日期": ["", "", "", "2019-05-01", "2020-08-20", ""],
            "收回面积(亩)": [None, None, None, 3.0, 4.0, None],
            "整改通知书": ["", "改1", "改2", "", "", ""],
            "整改通知日期": ["", "2020-08-03", "", "", "", ""],
        },
        geometry=plots,
        crs=4528,
    )
    path = tmp_path_factory.mktemp("shared") / "地块.gpkg"
    table.to_file(path)
    return pk.open_ledger(path, as_of="2020-12-31")


@pytest.mark.parametrize(("lang", "stop"), [("zh", "。"), ("en", ".")])
def test_a_note_of_several_sentences_ends_each_of_them_once(shared, ledger, lang, stop):
    """Also where a sentence says what cannot be determined, and another how areas are counted."""
    for subject in (shared, ledger):
        note = tables(pk.compose_report(subject, lang=lang))["by_flag"].note
        assert note.endswith(stop)
        assert stop * 2 not in note
        assert not re.search(r"\d (?=[A-Z])", note), note  # a number, and no stop behind it


@pytest.mark.parametrize("period", [None, "2020Q1", "2020Q3", "2020"])
def test_net_is_gross_less_overlap_in_every_row(shared, period):
    report = pk.compose_report(shared, period=period)
    for key in ("by_flag", "by_status", "by_layer"):
        table = tables(report)[key]
        assert table.columns[-1].key == "net_mu"
        assert ("净面积" in table.note) == (key == "by_flag")  # said once
        for row in (*table.rows, table.total):
            gross, overlap, net = (plain(cell) for cell in row[-3:])
            assert net == pytest.approx(gross - overlap, abs=1e-9), (key, row)
            assert 0 <= net <= gross, (key, row)


def test_a_part_counts_with_its_area_in_sentence_and_table(shared):
    report = pk.compose_report(shared)
    kinds = figures(tables(report)["by_disposal_kind"])
    assert kinds["协议有偿收回"][-1] == 3.0
    assert kinds["无偿收回"][-1] == 4.0
    assert any("协议有偿收回1宗，3.00亩" in sentence for sentence in said(report))
    assert figures(tables(report)["by_flag"])["已平整"][0] == 3


def test_a_period_holds_only_what_is_dated_in_it_and_says_what_bears_no_date(shared):
    report = pk.compose_report(shared, period="2020Q3")
    assert list(figures(tables(report)["kinds_of_period"])) == ["无偿收回"]
    assert [row[2] for row in tables(report)["notice_list"].rows] == ["改1"]
    told = "".join(said(report))
    assert "另有已平整1宗" in told
    assert "另有收回1宗" in told
    assert "另有整改通知书1份未载日期" in told


def test_stock_is_that_of_the_end_of_the_period(ledger):
    report = pk.compose_report(ledger, period="2019")
    assert {fact.key: fact.value for fact in report.facts}["as_of"] == "2019年12月31日"
    at_the_end = pk.flag_status(ledger.parcels, as_of="2019-12-31")
    assert figures(tables(report)["by_flag"])["闲置"][0] == int(at_the_end["idle"].sum())


def test_a_period_that_has_not_begun_is_an_error(ledger):
    with pytest.raises(ChoiceError, match="begins after the ledger's day"):
        pk.compose_report(ledger, period="2021")


def test_a_state_without_a_day_is_no_act_of_the_period(ledger):
    parcels = ledger.parcels.assign(flag_red=True)
    report = pk.compose_report(dataclasses.replace(ledger, parcels=parcels), period="2020Q3")
    acts, stands = lead(report).split("。")[:2]
    assert "red" not in acts
    assert "red29宗" in stands


def test_every_parcel_asked_for_gets_a_sheet(ledger):
    asked = list(ledger.parcels["parcel_id"])
    report = pk.compose_report(ledger, parcels=asked)
    assert sum(key.startswith("points_") for key in tables(report)) == len(ledger.parcels)
    with pytest.raises(ChoiceError, match=r"parcels is 'YC2-04'.*list of parcel numbers"):
        pk.compose_report(ledger, parcels="YC2-04")


def test_names_that_repeat_are_counted_and_long_ones_cut(ledger):
    levelled = ledger.parcels[ledger.parcels["levelled"].fillna(value=False)]
    same = dataclasses.replace(ledger, parcels=levelled.assign(name="同名"))
    assert "“杨村二期”2宗完成土地平整658.00亩" in lead(pk.compose_report(same))
    long = dataclasses.replace(ledger, parcels=levelled.iloc[:1].assign(name="长" * 5_000))
    assert len(lead(pk.compose_report(long))) < 300


def test_captions_number_on_through_the_tags_of_a_template(ledger, tmp_path, office):
    template = office("{{p tables}}", "{{p idle}}")
    path = pk.write_report(ledger, tmp_path / "r.docx", template=template)
    counted = [int(number) for number in re.findall(
        r'SEQ table".*?<w:t>(\d+)<', docx.Document(path).element.xml, re.DOTALL)]  # fmt: skip
    assert counted == list(range(1, len(counted) + 1))


def test_a_report_is_the_same_file_text_for_text_each_time(ledger, tmp_path):
    first, second = (
        zipfile.ZipFile(pk.write_report(ledger, tmp_path / f"{n}.docx")).read("word/document.xml")
        for n in "ab"
    )
    assert first == second


# --- a park in the habits of an office


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    return pk.open_ledger(write_park(tmp_path_factory.mktemp("park")), as_of="2025-12-31")


def cells_of(row):
    return [plain(cell) for cell in row]


@pytest.mark.parametrize("period", ["2025", "2025Q2", "2024", "2025-03"])
def test_the_table_of_a_period_adds_up_and_agrees_with_totals(park, period):
    report = pk.compose_report(park, period=period)
    table = tables(report)["balance"]
    span = parse_period(period)
    at_the_end = dataclasses.replace(park, parcels=park.parcels.assign(
        **pk.flag_status(park, as_of=span.last)))  # fmt: skip
    wanted = pk.totals(at_the_end)
    assert [column.group for column in table.columns[1::2]] == [
        "期初", "本期增加", "本期减少", "日期未载", "期末",
    ]  # fmt: skip
    for row, (_, whole) in zip(table.rows, wanted.iterrows(), strict=True):
        _, *figures = cells_of(row)
        for first in (0, 1):
            opening, more, less, undated, closing = figures[first::2]
            assert opening + more - less + undated == pytest.approx(closing, abs=1e-9), row
        assert closing == whole["area_mu"]
        assert figures[-2] == whole["parcels"]


def test_what_bears_no_date_is_listed_and_said_to_bear_none(park, tmp_path):
    report = pk.compose_report(park, period="2025Q1")
    undated = tables(report)["levelled_undated"]
    assert {plain(cell) for row in undated.rows for cell in row} >= {"日期未载"}
    text = pk.write_report(park, tmp_path / "r.md").read_text(encoding="utf-8")
    assert text.count("日期未载") == 4


def test_a_period_without_a_dated_act_is_not_said_to_have_had_none(park):
    sentence = lead(pk.compose_report(park, period="2023"))
    assert "未见日期在本期的土地平整" in sentence
    assert "未见日期在本期的收回" in sentence


@pytest.mark.parametrize("unit", ["ha", "m2", "acre"])
def test_a_report_is_in_the_unit_that_is_asked_for(park, tmp_path, unit):
    report = pk.compose_report(park, unit=unit, period="2025")
    label = {"ha": "公顷", "m2": "平方米", "acre": "英亩"}[unit]
    on_a_page = [
        table.narrow()
        for key, table in tables(report).items()
        if not table.only_wide and key != "by_flag"
    ]  # which has every unit
    headings = [column.heading for table in on_a_page for column in table.columns]
    assert any(label in heading for heading in headings)
    assert not any("（亩）" in heading for heading in headings)
    assert "亩" not in lead(report).replace("英亩", "")
    total = figures(tables(report)["by_layer"])["工业地块"][-2 if park.overlaps is None else -1]
    assert total == pk.totals(park, by="layer", unit=unit)[f"net_{unit}"].iloc[0]


def test_no_next_step_ends_in_two_brackets(park, ledger):
    for one in (park, ledger):
        assert not one.parcels["next_step"].str.contains("）（", regex=False).any()


def test_missing_facts_are_those_of_the_explanation(park):
    from parkland.display import label
    from parkland.status import missing_facts

    texts = missing_facts(park)
    is_open = park.parcels["idle"].isna().to_numpy()
    assert not any(texts[~is_open])
    for place in [int(place) for place in is_open.nonzero()[0]]:
        explained = pk.explain(park.parcels.iloc[[place]], as_of=park.as_of)
        assert texts[place].split("、") == [label(name, "zh") for name in explained.missing]


def test_overlaps_name_parcels_that_have_no_number(park):
    names = [cells_of(row)[0::2][:2] for row in tables(pk.compose_report(park))["overlaps"].rows]
    assert names
    assert all(name for pair in names for name in pair)


def test_the_keywords_of_composing_are_those_of_writing(ledger, tmp_path):
    import inspect

    from parkland.reports import ReportForm

    composing = list(inspect.signature(pk.compose_report).parameters)[1:]
    assert list(ReportForm.__annotations__) == composing
    with pytest.raises(TypeError, match="perod"):
        pk.write_report(ledger, tmp_path / "r.md", perod="2020")


def test_rows_of_the_workbook_are_as_high_as_their_texts(park, tmp_path):
    book = openpyxl.load_workbook(pk.write_report(park, tmp_path / "r.xlsx"))
    seen = 0
    for sheet in book:
        widths = {
            place: column.width
            for column in sheet.column_dimensions.values()
            for place in range(column.min, column.max + 1)
        }
        for row in sheet.iter_rows():
            for cell in row:
                wraps = isinstance(cell.value, str) and cell.alignment.wrap_text
                if not wraps or cell.coordinate in sheet.merged_cells:
                    continue
                width = widths[cell.column]
                lines = sum(-(-display_width(line) // width) for line in cell.value.split("\n"))
                height = sheet.row_dimensions[cell.row].height or 15
                assert height >= min(lines * 15, 400), (sheet.title, cell.coordinate)
                seen += lines > 1
    assert seen > 100


def test_the_ledger_of_a_workbook_is_grouped_filtered_and_printed_in_whole_groups(park, tmp_path):
    sheet = openpyxl.load_workbook(pk.write_report(park, tmp_path / "r.xlsx"))["台账"]
    rows = rows_of(sheet)
    heading = next(place for place, row in enumerate(rows) if row[0] == "序号")
    groups = [cell for cell in rows[heading - 1] if cell]
    assert groups == [
        "宗地", "供应与合同", "约定与实际日期", "开发与平整", "处置", "其他", "认定结果", "面积",
        "计算列（供公式引用）",
    ]  # fmt: skip
    folded = [name for name, column in sheet.column_dimensions.items() if column.hidden]
    first = rows[heading - 1].index("计算列（供公式引用）")
    assert openpyxl.utils.column_index_from_string(folded[0]) == first + 1
    assert sheet.auto_filter.ref.startswith(f"A{heading + 1}:")
    assert sheet.print_title_rows == f"${heading}:${heading + 1}"
    begun = {place for place, cell in enumerate(rows[heading - 1]) if cell}
    assert {one.id for one in sheet.col_breaks.brk} <= begun
    total = next(row for row in rows if row[0] == "合计")
    assert all(str(cell).startswith("=SUBTOTAL(9,") for cell in total[first:] if cell)


def test_a_template_with_the_tag_of_sheets_gets_them_and_absent_sections_leave_nothing(
    ledger, tmp_path, office
):
    template = office("价 {50} 元 [注]", "{{p changes}}", "{{p sheets}}")
    own = docx.Document(pk.write_report(ledger, tmp_path / "r.docx", template=template))
    assert len(own.inline_shapes) == 7
    assert own.paragraphs[0].text == "价 {50} 元 [注]"


def test_tables_are_as_wide_as_the_page_of_a_template(ledger, tmp_path):
    from docx.shared import Cm

    narrow = docx.Document()
    narrow.add_paragraph("{{p tables}}")
    narrow.sections[0].page_width = Cm(14.8)
    narrow.save(tmp_path / "a5.docx")
    own = docx.Document(pk.write_report(ledger, tmp_path / "r.docx", template=tmp_path / "a5.docx"))
    page = own.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    for table in own.tables:
        assert sum(column.width for column in table.columns) <= room + Cm(0.1)


def test_codes_are_in_the_order_of_their_axis(ledger):
    found = [str(code) for code in pk.totals(ledger, by="disposal_kind").index[:-1]]
    words = [value_text(code, "disposal_kind", "zh") for code in found]
    assert list(figures(tables(pk.compose_report(ledger))["by_disposal_kind"])) == words
    assert words == ["协议有偿收回", "无偿收回", "盘活"]


def test_overlaps_of_parcels_that_are_not_reported_keep_their_number(park):
    few = dataclasses.replace(park, parcels=park.parcels.iloc[:5])
    rows = [cells_of(row) for row in tables(pk.compose_report(few))["overlaps"].rows]
    pairs = park.overlaps[["left_id", "right_id"]].astype(object)
    assert [(row[0], row[2]) for row in rows] == [
        tuple(None if pd.isna(one) else one for one in pair) for pair in pairs.to_numpy()
    ]
