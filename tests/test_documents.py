"""Drafts of legal documents: every item of the article, blanks that are listed, and refusals."""

import datetime as dt
import re
import shutil
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.choices import DocumentKind, words_of
from parkland.cli import main
from parkland.conventions import load_profile
from parkland.documents.chinese_forms import CAPITALS, capital_sum
from parkland.documents.document_texts import document_texts, known_tags
from parkland.documents.draft_files import safe_stem
from parkland.documents.drafting_conditions import refusals
from parkland.errors import ChoiceError, ConventionError, OutputError
from parkland.ledger_record import subject_of
from parkland.status import judge

KINDS = words_of(DocumentKind)
DRAFT = "草稿，以自然资源主管部门审定为准"
FACTS = {
    "name": "一号地",
    "holder": "甲公司",
    "supply_mode": "挂牌出让",
    "contract_no": "HT-1",
    "start_due": "2020-03-01",
    "price_cny": 1_000_000,
    "stated_area_m2": 20_000,
}
# Facts and a day that lead to each route.
OWN = FACTS | {"cause": "资金不足"}
OUTSIDE = FACTS | {"cause": "规划调整", "cause_verified": True, "cause_verified_by": "县自然资源局"}
SUSPENDED = FACTS | {
    "start_on": "2019-01-01",
    "suspended_on": "2020-01-01",
    "area_to_develop_m2": 15_000,
    "developed_area_m2": 3_000,
}
CLAIMED = FACTS | {"cause": "规划调整"}
LEADS_TO = {
    "fee": (OWN, "2021-06-01"),
    "unpaid_takeback": (OWN, "2022-06-01"),
    "negotiated": (OUTSIDE, "2021-06-01"),
    "suspended": (SUSPENDED, "2021-06-01"),
    "investigate": (CLAIMED, "2022-06-01"),
}
DRAFTED_ON = {
    "fee": {
        "investigation_notice", "determination", "information_letter", "hearing_letter",
        "fee_decision",
    },
    "unpaid_takeback": {
        "investigation_notice", "determination", "information_letter", "hearing_letter",
        "takeback_decision",
    },
    "negotiated": {"investigation_notice", "determination", "disposal_plan"},
    "suspended": {"investigation_notice", "determination", "disposal_plan"},
    "investigate": {"investigation_notice"},
}  # fmt: skip
ITEMS = {
    # Art. 6: six items
    "investigation_notice": [
        "使用权人的姓名或者名称、地址", "涉嫌闲置土地的基本情况", "事实和依据",
        "调查的主要内容及提交材料的期限", "权利和义务", "其他",
    ],
    # Art. 10: five items
    "determination": [
        "使用权人的姓名或者名称、地址", "闲置土地的基本情况", "事实、依据", "闲置原因及认定结论",
        "其他",
    ],
    # Art. 15: told in writing of the right to a hearing, before the decision
    "information_letter": ["第十五条", "拟作出的决定", "申请听证的权利"],
    "hearing_letter": ["第十五条", "拟作出的决定", "申请听证的权利", "申请听证的期限"],
    # Art. 16: seven items
    "fee_decision": [
        "使用权人的姓名或者名称、地址", "违反法律、法规或者规章的事实和证据", "决定的种类和依据",
        "决定的履行方式和期限", "申请行政复议或者提起行政诉讼的途径和期限", "行政机关名称", "日期",
        "其他",
    ],
    "takeback_decision": [
        "使用权人的姓名或者名称、地址", "违反法律、法规或者规章的事实和证据", "决定的种类和依据",
        "决定的履行方式和期限", "申请行政复议或者提起行政诉讼的途径和期限", "行政机关名称", "日期",
        "其他",
    ],
    # Art. 12 and 13: what was agreed, the way, approval, the mortgagee; Art. 25: filing
    "disposal_plan": [
        "第十二条", "第十三条", "协商一致", "处置方式", "重新起算", "抵押权人", "备案", "报批机关",
    ],
}  # fmt: skip
ROUTE_OF = {"takeback_decision": "unpaid_takeback", "disposal_plan": "negotiated"}


@pytest.fixture
def draft(make_parcels, tmp_path):
    """Return a function that drafts the documents of a parcel with some facts on a day."""

    def make(facts, as_of, **how):
        parcels = judged(make_parcels(measured=True, **facts), as_of)
        return pk.write_documents(parcels, tmp_path / "drafts", **how).set_index("document")

    return make


def judged(parcels, as_of):
    """Return parcels with their flags on a day."""
    return parcels.join(pk.flag_status(parcels, as_of=as_of))


def text_of(path):
    """Return the text of a document: paragraphs, and cells of tables, in any order."""
    document = docx.Document(path)
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    return "\n".join(paragraph.text for paragraph in paragraphs)


@pytest.mark.parametrize("kind", KINDS)
def test_every_item_that_the_article_lists_is_in_the_document(draft, kind):
    facts, day = LEADS_TO[ROUTE_OF.get(kind, "fee")]
    text = text_of(draft(facts, day, kinds=[kind]).loc[kind, "path"])
    assert [item for item in ITEMS[kind] if item not in text] == []
    assert text.startswith(DRAFT)
    assert document_texts()[kind].title in text
    assert "甲公司" in text or kind == "disposal_plan"
    assert "{{" not in text
    assert not re.search("[\ue000\ue001]", text)


@pytest.mark.parametrize("route", LEADS_TO)
def test_only_documents_of_the_route_are_drafted_and_the_others_say_why(draft, route):
    index = draft(*LEADS_TO[route])
    assert list(index.index) == list(KINDS)
    assert set(index.index[index["refused"].isna()]) == DRAFTED_ON[route]
    refused = index[index["refused"].notna()]
    assert refused["path"].isna().all()
    assert refused["refused"].str.contains("不适用此文书").all()


@pytest.mark.parametrize(
    ("facts", "day", "reason"),
    [
        (OWN, "2020-06-01", "不属闲置土地"),
        (OWN | {"start_due": None}, "2022-06-01", "无法认定"),
        (
            OWN | {"disposal_kind": "takeback", "disposal_on": "2021-01-01"},
            "2022-06-01",
            "不属闲置",
        ),
    ],
)
def test_nothing_is_drafted_for_land_that_is_not_known_to_be_idle(draft, facts, day, reason):
    index = draft(facts, day, parcels=["P-1"])
    assert index["path"].isna().all()
    assert index["refused"].str.contains(reason).all()


def test_no_decision_while_the_cause_is_not_known(draft):
    index = draft(FACTS | {"cause": None}, "2022-06-01")
    drafted = set(index.index[index["refused"].isna()])
    assert not drafted & {"fee_decision", "takeback_decision", "disposal_plan"}


def test_no_document_about_a_fee_without_a_base(draft):
    index = draft(OWN | {"supply_mode": "租赁"}, "2021-06-01")
    assert set(index.index[index["refused"].isna()]) == {"investigation_notice", "determination"}
    assert "没有规定闲置费的计算基数" in index.loc["fee_decision", "refused"]
    assert "1000000.00元" not in text_of(index.loc["determination", "path"])


def test_for_land_of_a_collective_the_order_holds_by_reference(draft):
    index = draft(OWN | {"ownership": "集体"}, "2022-06-01")
    assert set(index.index[index["refused"].isna()]) == {"investigation_notice", "determination"}
    assert "第三十一条参照执行" in text_of(index.loc["investigation_notice", "path"])


def test_land_that_was_handed_over_late_is_investigated_before_anything_else(draft):
    late = {"handover_due": "2019-03-01", "handover_on": "2020-06-01"}
    index = draft(OWN | late, "2022-06-01")
    assert set(index.index[index["refused"].isna()]) == {"investigation_notice"}


def test_the_article_behind_the_start_day_is_cited(draft):
    facts = OWN | {"start_due": None, "handover_on": "2019-03-01"}
    text = text_of(draft(facts, "2021-06-01", kinds=["determination"])["path"].iloc[0])
    assert "第二条第一款、第二十二条第二款" in text
    assert "应于2020年3月1日前" in text


def test_a_document_that_was_served_is_not_drafted_again(draft):
    index = draft(OWN | {"determination_served_on": "2021-05-01"}, "2021-06-01")
    assert "2021-05-01" in index.loc["determination", "refused"]
    assert "2021年5月1日" in text_of(index.loc["fee_decision", "path"])


def test_no_disposal_plan_for_land_that_is_recorded_as_not_filed(draft):
    index = draft(OUTSIDE | {"filed": False}, "2021-06-01")
    assert "第二十五条" in index.loc["disposal_plan", "refused"]


def test_numbers_and_days_of_the_ledger_stand_in_the_decision(draft):
    facts, day = LEADS_TO["fee"]
    text = text_of(draft(facts, day).loc["fee_decision", "path"])
    assert "人民币200000.00元（大写：贰拾万元整）" in text
    assert "应于2020年3月1日前（含当日）动工开发" in text
    assert "20000.00平方米（合30.00亩）" in text
    assert "“资金不足”，属使用权人自身原因" in text
    assert "送达之日起30日内" in text


def test_the_shares_of_suspended_works_stand_in_the_determination(draft):
    text = text_of(draft(*LEADS_TO["suspended"]).loc["determination", "path"])
    assert "自2020年1月1日起中止开发建设" in text
    assert "已动工开发面积3000.00平方米，应动工开发面积15000.00平方米，不足1/3" in text
    assert "第二条第二款" in text


def test_blanks_are_marked_in_yellow_counted_and_listed_at_the_end(draft):
    index = draft(*LEADS_TO["fee"])
    found = index.loc["determination"]
    document = docx.Document(found["path"])
    paragraphs = [p for p in document.paragraphs if p.text]
    marked = {
        run.text
        for p in [*paragraphs, *(c.paragraphs[0] for r in document.tables[0].rows for c in r.cells)]
        for run in p.runs
        if run.font.highlight_color is not None
    }
    names = found["blank_names"].split("；")
    assert {f"【　　待填：{name}　　】" for name in names} == marked
    assert found["blanks"] == len(names)
    assert [p.text for p in paragraphs[-len(names) :]] == [
        f"{number}. {name}" for number, name in enumerate(names, start=1)
    ]


def test_what_the_office_says_of_itself_comes_from_its_profile(ledger, tmp_path):
    office = tmp_path / "office.toml"
    office.write_text(
        'extends = "default"\n[documents]\nagency = "某县自然资源局"\n', encoding="utf-8"
    )
    own = replace(ledger, profile=load_profile(office))
    index = pk.write_documents(own, tmp_path / "d", parcels=["GD-05"], kinds=["determination"])
    assert "某县自然资源局" in text_of(index["path"][0])
    assert "自然资源主管部门名称" not in index["blank_names"][0]


def test_an_act_after_the_day_is_a_blank(draft):
    facts, day = LEADS_TO["fee"]
    index = draft(facts | {"approved_on": "2021-07-01"}, day, kinds=["fee_decision"])
    assert "2021年7月1日" not in text_of(index["path"].iloc[0])
    assert "批准日期" in index["blank_names"].iloc[0]


def test_of_a_parcel_taken_back_in_part_neither_area_nor_price_are_those_of_the_whole(draft):
    facts, day = LEADS_TO["fee"]
    part = {"disposal_kind": "takeback", "disposal_on": "2021-01-01", "disposal_area_m2": 2_000}
    index = draft(facts | part, day, kinds=["determination"])
    text = text_of(index["path"].iloc[0])
    assert "20000.00平方米" not in text
    assert "1000000.00元" not in text


@pytest.mark.parametrize(
    ("contract_on", "words"),
    [
        ("2019-01-01", "属存量闲置土地，可以使用地方政府专项债券"),
        ("2024-11-07", "属存量闲置土地，可以使用"),
        ("2024-11-08", "不属存量闲置土地，不得使用"),
        (None, "供应日期：【　　待填：合同签订日期　　】"),
    ],
)
def test_the_plan_says_whether_the_land_is_stock_for_special_bonds(draft, contract_on, words):
    facts = SUSPENDED | {"contract_on": contract_on, "funding": "自筹"}
    index = draft(facts, "2025-12-31", kinds=["disposal_plan"])
    text = text_of(index["path"].iloc[0])
    assert words in text
    assert "资金来源：自筹。" in text
    assert ("未核对原文" in text) == (contract_on is not None)


HOSTILE = '{{ 7*7 }}{% for x in y %}</w:t><a href="x">&amp;\ue000文号\ue001=cmd|1\x01'


def test_a_text_of_the_data_is_neither_markup_nor_a_tag_nor_a_blank(draft):
    facts, day = LEADS_TO["fee"]
    index = draft(facts | {"holder": HOSTILE, "cause": "资金不足", "name": "=1+1"}, day)
    for path in index["path"].dropna():
        text = text_of(path)
        assert '{{ 7*7 }}{% for x in y %}</w:t><a href="x">&amp;文号=cmd|1\ufffd' in text
    (book,) = path.parent.glob("*.xlsx")
    sheet = openpyxl.load_workbook(book).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} <= {"s", "n"}


def test_a_draft_asks_nothing_of_another_host(draft):
    for path in draft(*LEADS_TO["fee"])["path"].dropna():
        with zipfile.ZipFile(path) as parts:
            links = [ET.fromstring(parts.read(n)) for n in parts.namelist() if n.endswith(".rels")]
        assert not [link for tree in links for link in tree if link.get("TargetMode")]


def test_the_page_is_that_of_an_official_document(draft):
    document = docx.Document(draft(*LEADS_TO["fee"]).loc["fee_decision", "path"])
    page = document.sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(margin.cm, 1) for margin in margins] == [3.7, 3.5, 2.8, 2.6]
    assert document.styles["Draft title"].font.size.pt == 22
    assert document.styles["Draft text"].font.size.pt == 16
    assert DRAFT in page.header.paragraphs[0].text


def test_the_index_lists_every_parcel_and_document(make_parcels, tmp_path):
    facts, day = LEADS_TO["fee"]
    parcels = judged(make_parcels(2, measured=True, **facts), day)
    index = pk.write_documents(parcels, tmp_path, lang="en")
    sheet = openpyxl.load_workbook(tmp_path / "index of drafts.xlsx").active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert len(rows) == len(index) == 2 * len(KINDS)
    assert [row[0] for row in rows] == ["P-1"] * len(KINDS) + ["P-2"] * len(KINDS)
    assert rows[0][3] == "P-1 闲置土地调查通知书.docx"
    assert rows[5][6].startswith("the route is “idle fee”")


def test_no_idle_land_gives_an_empty_index_of_the_same_types(make_parcels, tmp_path):
    facts, day = LEADS_TO["fee"]
    parcels = make_parcels(measured=True, **facts)
    full = pk.write_documents(judged(parcels, day), tmp_path / "a")
    none = pk.write_documents(judged(parcels, "2020-01-01"), tmp_path / "b")
    assert none.empty
    assert none.dtypes.drop("parcel").tolist() == full.dtypes.drop("parcel").tolist()


def test_files_that_are_there_stay_unless_overwriting_is_allowed(draft):
    facts, day = LEADS_TO["fee"]
    path = draft(facts, day, kinds=["determination"])["path"].iloc[0]
    path.write_bytes(b"mine")
    with pytest.raises(OutputError, match="exists"):
        draft(facts, day)
    assert path.read_bytes() == b"mine"
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name, "文书目录.xlsx"]
    draft(facts, day, overwrite=True)
    assert path.read_bytes() != b"mine"


def test_parcels_can_be_drafted_one_after_the_other_in_one_folder(ledger, tmp_path):
    for number in ("GD-03", "GD-04"):
        pk.write_documents(ledger, tmp_path, parcels=[number], kinds=["investigation_notice"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "GD-03 闲置土地调查通知书.docx",
        "GD-04 闲置土地调查通知书.docx",
    ]


@pytest.mark.parametrize("number", ["../../x", "a/b\\c:d*?", "CON", " .", "长" * 300, "=1", "a\nb"])
def test_a_file_name_is_safe_for_any_number(make_parcels, tmp_path, number):
    facts, day = LEADS_TO["fee"]
    parcels = judged(make_parcels(measured=True, **facts), day)
    parcels["parcel_id"] = pd.Series([number], dtype="str")
    index = pk.write_documents(parcels, tmp_path / "d", kinds=["hearing_letter"])
    (path,) = index["path"]
    assert path.parent == tmp_path / "d"
    assert path.is_file()
    assert len(path.name.encode()) < 255


@given(st.text(max_size=80))
def test_the_beginning_of_a_file_name_is_never_a_path(name):
    stem = safe_stem(name)
    assert stem
    assert not set(stem) & set('/\\:*?"<>|\0\n')
    assert stem.strip(" .") == stem


def test_parcels_of_one_number_get_files_of_their_own(make_parcels, tmp_path):
    facts, day = LEADS_TO["fee"]
    parcels = judged(make_parcels(2, measured=True, **facts), day)
    parcels["parcel_id"] = pd.Series(["G-1", "g-1"], dtype="str")
    index = pk.write_documents(parcels, tmp_path, kinds=["determination"])
    assert index["path"].nunique() == 2
    assert [path.is_file() for path in index["path"]] == [True, True]


def test_the_bundled_templates_can_be_changed_and_used(draft, tmp_path):
    folder = tmp_path / "templates"
    paths = pk.write_document_templates(folder)
    assert len(paths) == len(KINDS)
    own = docx.Document(folder / "征缴土地闲置费决定书.docx")
    own.add_paragraph("本局附注：{{ holder }}，{{ court }}")
    own.save(folder / "征缴土地闲置费决定书.docx")
    (folder / "听证告知书.docx").unlink()
    index = draft(*LEADS_TO["fee"], templates=folder)
    assert "本局附注：甲公司，【　　待填：有管辖权的人民法院　　】" in text_of(
        index.loc["fee_decision", "path"]
    )
    assert "听证告知书" in text_of(index.loc["hearing_letter", "path"])
    with pytest.raises(OutputError, match="exists"):
        pk.write_document_templates(folder)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ nothing_known }}", "unknown tags nothing_known"),
        ("{% for x in 'ab' %}x{% endfor %}", "not a plain tag"),
        ("{{ holder.__class__ }}", "not a plain tag"),
        ("{{ holder|upper }}", "not a plain tag"),
        ("{# remark #}", "not a plain tag"),
        ("{{ holder", "cannot be used"),
    ],
)
def test_a_template_with_anything_but_known_tags_is_refused(draft, tmp_path, text, fault):
    (tmp_path / "t").mkdir()
    own = docx.Document()
    own.add_paragraph(text)
    own.save(tmp_path / "t" / "征缴土地闲置费决定书.docx")
    with pytest.raises(ConventionError, match=fault):
        draft(*LEADS_TO["fee"], templates=tmp_path / "t")
    assert not list(tmp_path.glob("drafts/*"))


def test_a_template_that_loads_another_file_is_refused(draft, tmp_path):
    (tmp_path / "t").mkdir()
    own = docx.Document()
    own.add_paragraph("{{ holder }}")
    own.part.relate_to("http://example.org/a.png", RT.IMAGE, is_external=True)
    own.save(tmp_path / "t" / "征缴土地闲置费决定书.docx")
    with pytest.raises(ConventionError, match="would load 'http://example.org/a.png'"):
        draft(*LEADS_TO["fee"], templates=tmp_path / "t")


def test_a_file_that_was_read_is_never_replaced(ledger, tmp_path):
    path = pk.write_parcels(ledger.parcels, tmp_path / "文书目录.xlsx")
    own = replace(ledger, sources=(replace(ledger.sources[0], path=path),))
    with pytest.raises(OutputError, match="this file is read"):
        pk.write_documents(own, tmp_path, overwrite=True)
    assert not list(tmp_path.glob("*.docx"))


def test_a_number_is_compared_as_registers_are(ledger, tmp_path):
    index = pk.write_documents(ledger, tmp_path, parcels=["ＧＤ－０５"], kinds=["determination"])
    assert index["parcel_id"].tolist() == ["GD-05"]


def test_a_template_without_the_mark_of_a_draft_gets_it(draft, tmp_path):
    (tmp_path / "t").mkdir()
    own = docx.Document()
    own.add_paragraph("{{ holder }}")
    own.save(tmp_path / "t" / "征缴土地闲置费决定书.docx")
    index = draft(*LEADS_TO["fee"], templates=tmp_path / "t")
    assert text_of(index.loc["fee_decision", "path"]).startswith(f"{DRAFT}\n甲公司")


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        ({"parcels": ["P-9"]}, "no parcel has the number 'P-9'"),
        ({"parcels": "P-1"}, "not|list"),
        ({"kinds": ["letter"]}, "not a choice of kinds"),
        ({"kinds": "fee_decision"}, "not a list"),
        ({"templates": "nowhere"}, "not a folder of templates"),
        ({"lang": "fr"}, "not a choice of lang"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_written(draft, tmp_path, how, fault):
    with pytest.raises(ChoiceError, match=fault):
        draft(*LEADS_TO["fee"], **how)
    assert not (tmp_path / "drafts").exists()


def run(*words):
    return CliRunner().invoke(main, ["documents", *map(str, words)])


@pytest.mark.usefixtures("open_once")
def test_the_command_drafts_for_a_parcel_and_says_why_not(tmp_path):
    result = run("-o", tmp_path / "d", "--parcel", "GD-05", "--lang", "en")
    assert result.exit_code == 0
    assert "GD-05 闲置土地处置方案.docx" in result.stdout
    assert "fee decision (Art. 14, 16), take-back decision (Art. 14, 16): the route is" in (
        result.stderr
    )
    assert "in Chinese" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--parcel", "GD-05", "--kind", "fee_decision"),
        ("--parcel", "GD-01"),
        ("--parcel", "GD-07", "--kind", "takeback_decision"),
    ],
)
@pytest.mark.usefixtures("open_once")
def test_the_command_ends_with_1_where_a_document_asked_for_is_refused(tmp_path, words):
    result = run("-o", tmp_path / "d", *words)
    assert result.exit_code == 1
    assert "未起草" in result.stderr
    assert not list(tmp_path.glob("d/*.docx"))


@pytest.mark.usefixtures("open_once")
def test_the_command_ends_with_2_for_wrong_use(tmp_path):
    assert run("-o", tmp_path / "d", "--parcel", "GD-99").exit_code == 2
    assert run("-o", tmp_path / "no" / "d").exit_code == 2
    run("-o", tmp_path / "d", "--parcel", "GD-05")
    again = run("-o", tmp_path / "d", "--parcel", "GD-05")
    assert again.exit_code == 2
    assert "已经存在" in again.stderr


@pytest.mark.usefixtures("open_once")
def test_the_command_drafts_for_every_idle_parcel(tmp_path):
    result = run("-o", tmp_path / "d")
    assert result.exit_code == 0
    numbers = {path.name.split()[0] for path in (tmp_path / "d").glob("*.docx")}
    assert numbers == {"GD-03", "GD-04", "GD-05"}


@pytest.mark.usefixtures("open_once")
def test_the_command_puts_no_index_into_a_folder_that_it_reads(tmp_path):
    folder = tmp_path / "地块"
    shutil.copytree(pk.sample_path(), folder)
    before = sorted(folder.iterdir())
    result = run(folder, "-o", folder)
    assert result.exit_code == 2
    assert sorted(folder.iterdir()) == before


@pytest.mark.usefixtures("open_once")
def test_the_command_writes_templates(tmp_path):
    result = run("-o", tmp_path / "t", "--write-templates")
    assert result.exit_code == 0
    assert len(list((tmp_path / "t").glob("*.docx"))) == len(KINDS)


def test_documents_and_their_words_agree():
    assert tuple(document_texts()) == KINDS
    used = {
        tag
        for text in document_texts().values()
        for line in text.lines
        for tag in re.findall(r"\{\{ (\w+) \}\}", line)
    }
    assert used <= set(known_tags())


days = st.dates(dt.date(2012, 1, 1), dt.date(2026, 1, 1))
facts_of_parcels = st.fixed_dictionaries(
    {"supply_mode": st.sampled_from(["挂牌出让", "划拨", "租赁", None])},
    optional={
        "start_due": days,
        "handover_on": days,
        "start_on": days,
        "suspended_on": days,
        "finish_on": days,
        "supplement_start": days,
        "developed_area_m2": st.sampled_from([0.0, 4_000.0, 9_000.0]),
        "area_to_develop_m2": st.sampled_from([0.0, 10_000.0]),
        "cause": st.sampled_from(["规划调整", "资金不足", "其他", "规划调整、资金不足"]),
        "cause_verified": st.booleans(),
        "cause_verified_on": days,
        "disposal_kind": st.sampled_from(["takeback", "extension", "temporary_use", "exchange"]),
        "disposal_on": days,
        "price_cny": st.sampled_from([0.0, 1e6]),
        "filed": st.booleans(),
        "ownership": st.sampled_from(["国有", "集体"]),
        "handover_due": days,
        "restart_on": days,
    },
)


@settings(max_examples=30)
@given(facts_of_parcels, days)
def test_no_random_parcel_gets_a_document_that_the_verdict_does_not_allow(make_parcels, facts, day):
    parcels = make_parcels(measured=True, **facts)
    flags = pk.flag_status(parcels, as_of=day).iloc[0]
    (refused,) = refusals(judge(subject_of(parcels, as_of=day), "zh"))
    drafted = {kind for kind, reason in refused.items() if not reason}
    if flags["idle"] is pd.NA or not flags["idle"]:
        assert drafted == set()
        return
    has_base = facts["supply_mode"] != "租赁"
    assert ("fee_decision" in drafted) == (flags["route"] == "fee" and has_base)
    assert ("takeback_decision" in drafted) == (flags["route"] == "unpaid_takeback")
    if "takeback_decision" in drafted:
        assert flags["status"] == "idle_two_years"
    if drafted & {"takeback_decision", "fee_decision"}:
        assert facts["cause"] is not None
    is_filed = facts.get("filed", True)
    assert ("disposal_plan" in drafted) == (flags["route"] == "negotiated" and is_filed)


FIGURES = {figure: number for number, figure in enumerate(CAPITALS)}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def number_of(text):
    """Return the number that capital numerals stand for, read from left to right."""
    whole, _, rest = text.partition("元")
    total = section = figure = 0
    for sign in whole:
        if sign in FIGURES:
            figure = FIGURES[sign]
        elif sign in UNITS:
            section, figure = section + figure * UNITS[sign], 0
        elif sign == "万":
            total, section, figure = total + (section + figure) * 10**4, 0, 0
        else:
            total, section, figure = (total + section + figure) * 10**8, 0, 0
    return total + section + figure, rest


@given(st.integers(0, 10**12 - 1))
def test_a_sum_in_capital_numerals_reads_back_as_the_same_sum(yuan):
    text = capital_sum(yuan)
    assert number_of(text) == (yuan, "整")
    assert "零零" not in text
    assert not re.search("零[拾佰仟万亿元]", text[1:])


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        (0, "零元整"), (10, "壹拾元整"), (1_001, "壹仟零壹元整"), (10_010, "壹万零壹拾元整"),
        (100_100, "壹拾万零壹佰元整"), (822_000, "捌拾贰万贰仟元整"), (1.05, "壹元零伍分"),
        (0.5, "伍角整"), (1e17, ""),
    ],
)  # fmt: skip
def test_sums_in_capital_numerals_as_a_bank_writes_them(yuan, text):
    assert capital_sum(yuan) == text
