"""Headings are understood by their parts: rightly, or not at all."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkland.columns import Headings
from parkland.columns.heading_forms import SOURCE, cut_forms, cut_headings, language
from parkland.columns.heading_forms import _expanded as expanded
from parkland.columns.heading_forms import _meanings as meanings
from parkland.conventions import load_profile
from parkland.schema import FACTS, FIELDS
from parkland.wording import resource

HEADINGS = Headings(load_profile())

# What offices write, as seen in public code, forms and pages.
USED = {
    "start_due": "约定动工时间 约定动工日期 约定开工日期 约定开工时间 合同约定开工时间 "
    "合同约定动工时间 动工时间(约定) YDDGSJ YDKGRQ",
    "start_on": "实际动工时间 实际开工日期 实际开工时间 开工日期 开工时间 SJKGRQ SJDGSJ",
    "finish_due": "约定竣工日期",
    "finish_on": "竣工时间 实际竣工日期 竣工日期",
    "handover_due": "约定交地日期",
    "handover_on": "交地时间 实际交地日期 交地确认书日期",
    "contract_on": "合同签订时间 签订日期 签订时间 出让时间 供地时间 出让合同签订日期",
    "remark": "备注",
    "determination_no": "认定文号",
    "resumed_on": "复工日期",
    "suspended_on": "停工日期 中止时间 停建时间",
    "holder": "受让人 受让单位 受让方 用地企业 企业名称 单位名称 建设单位 土地使用者 使用权人",
    "location": "土地坐落 宗地坐落 宗地位置 地块位置 坐落位置",
    "land_use": "用途 规划用途 土地用途",
    "supply_mode": "供地方式 出让方式 供应方式",
    "contract_no": "合同号 出让合同编号",
    "parcel_id": "宗地号 地块 编号 DKDM",
    "stated_area_m2": "出让面积 用地面积 土地面积 出让面积(亩) 面积(㎡) 实测面积 净用地面积 "
    "占地面积 YDMJ SBMJ HSMJ JSMJ DCMJ",
    "price_cny": "成交价 出让金 出让价款 土地出让金 成交总价 出让价款(万元)",
    "status_text": "现状 利用现状 开发状态 开发情况 建设情况 项目状态 土地状态 现状情况 "
    "平整状态 闲置情况 处置情况 处置结果",
    "notice_on": "下达日期",
    "notice_no": "通知书编号 整改通知书文号",
    "disposal_on": "处置时间 收回时间",
    "district": "所属片区 园区 所在园区 区块 街道 乡镇 SZX",
}  # fmt: skip
# They are known, and stand for no field: a figure must not rest on them.
OTHERS = {
    "SHAPE_Area": "computed", "不动产权证号": "document",
    "认定时间": "official_day", "低效类型": "kind",
}  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "field"),
    [(heading, field) for field, several in USED.items() for heading in several.split()],
)
def test_headings_in_use_are_understood(heading, field):
    assert HEADINGS.read(heading).field == field


@pytest.mark.parametrize(("heading", "kind"), OTHERS.items())
def test_headings_that_stand_for_no_field_are_known_as_such(heading, kind):
    assert HEADINGS.read(heading) is None
    assert HEADINGS.other(heading).kind == kind


@pytest.mark.parametrize(
    ("heading", "field", "unit"),
    [
        ("*地块编号", "parcel_id", ""),
        ("＊地块编号", "parcel_id", ""),
        ("\ufeff地块\u200b编号", "parcel_id", ""),
        ("约定开工时间：", "start_due", ""),
        ("3.供地面积", "stated_area_m2", ""),
        ("（3）供地面积", "stated_area_m2", ""),
        ("①供地面积", "stated_area_m2", ""),
        ("三、供地面积", "stated_area_m2", ""),
        ("供地面积/亩", "stated_area_m2", "亩"),
        ("供地面积_亩_", "stated_area_m2", "亩"),
        ("供地面积 （亩）", "stated_area_m2", "亩"),
        ("供地面积（单位：公顷）", "stated_area_m2", "公顷"),
        ("供地亩数", "stated_area_m2", "亩"),
        ("出让价款_万元_", "price_cny", "万元"),
        ("Sheet1_地块编号", "parcel_id", ""),
        ("宗地_建设状况", "status_text", ""),
        ("宗地.约定开工时间", "start_due", ""),
        ("约定\n开工\n时间", "start_due", ""),
        ("ＹＤＫＧＳＪ", "start_due", ""),
        ("开工时间 约定", "start_due", ""),
        ("合同_开工时间", "start_due", ""),
        ("实际开工时间(年月日)", "start_on", ""),
        ("合同约定的开工时间", "start_due", ""),
        ("约定开工时间_1", "start_due", ""),
        ("约定开_1", "start_due", ""),
        ("约定开工_1", "start_due", ""),
        ("约定开工时", "start_due", ""),
        ("地块编", "parcel_id", ""),
        ("宗地面", "stated_area_m2", ""),
    ],
)
def test_what_tools_and_people_do_to_a_heading_does_not_hide_its_meaning(heading, field, unit):
    found = HEADINGS.read(heading)
    assert (found.field, found.unit) == (field, unit)


@pytest.mark.parametrize(
    "heading",
[
        "计划开工时间", "开工时间(计划)", "拟收回时间", "实际开工时间（预计）", "yd_开工时间",
        "2019_开工时间", "延期后开工时间", "开工面积", "竣工面积", "建筑面积", "未收回面积",
        "闲置面积", "竣工验收时间", "土地证号", "认定时间", "开工", "约定", "日期",
        "面积单价", "原受让人", "受让人联系方式", "处置计划", "收回计划时间", "是否开工",
        "动工时间(", "动工时间（", "动工时间_", "开工日", "动工时", "土地使用权取得时间",
        "合同约定", "未开工时间",
    ],
)  # fmt: skip
def test_what_is_something_else_is_taken_for_no_field(heading):
    assert HEADINGS.read(heading) is None


def test_a_day_of_take_back_says_that_the_land_was_taken_back_and_one_of_disposal_does_not():
    assert HEADINGS.implied("收回时间") == HEADINGS.implied("收回日") == "takeback"
    assert HEADINGS.implied("处置时间") is None


def test_an_alias_of_the_profile_wins(tmp_path):
    path = tmp_path / "office.toml"
    path.write_text('extends = "default"\naliases.start_on = ["约定开工日期", "说明"]\n', "utf-8")
    headings = Headings(load_profile(path))
    assert headings.read("约定开工日期").field == headings.read("说明：").field == "start_on"


def test_no_heading_has_two_meanings_and_every_field_exists():
    source = resource(SOURCE)
    found = {}
    for meaning, forms in meanings(source):
        for form in forms:
            for text in expanded(form, source["parts"]):
                assert found.setdefault(text, meaning).sense == meaning.sense, text
    fields = {field.name for field in FACTS}
    assert {meaning.field for meaning in found.values()} - {""} <= fields
    assert {field for meaning in found.values() for field in meaning.near} <= fields
    assert {*source["acts"], *source["agreed_acts"]} <= fields


def test_the_initials_of_every_character_of_a_field_are_known():
    letters = "".join(resource(SOURCE)["pinyin"].values())
    for text, meaning in language().whole.items():
        if meaning.field:
            assert not set(re.findall(r"[\u4e00-\u9fff]", text)) - set(letters), text


def test_the_aliases_of_the_default_profile_mean_what_their_forms_mean():
    for field, names in load_profile().aliases.items():
        for name in names:
            form = language().whole.get(name)
            assert form is None or form.field == field, name


MARKS = ("{}", "*{}", "{}：", "3.{}", " {} ", "{}_", "Sheet1_{}", "宗地_{}", "（必填）{}", "{}\n")
TEXTS = sorted(language().whole)


@given(
    text=st.sampled_from(TEXTS),
    marks=st.lists(st.sampled_from(MARKS), max_size=3),
    encoding=st.sampled_from(["gbk", "utf-8"]),
    is_cut=st.booleans(),
    number=st.sampled_from(["", "_1", "1"]),
)
def test_a_heading_with_marks_and_cut_is_understood_or_named_and_never_misread(
    text, marks, encoding, is_cut, number
):
    # A shapefile cuts the heading itself; marks are what people put around it.
    shown, raw = text, text.encode(encoding)
    is_cut = is_cut and len(raw) > 10
    if is_cut:
        shown = raw[: 10 - len(number)].decode(encoding, errors="ignore") + number
    for mark in marks:
        shown = mark.format(shown)
    found, meant = HEADINGS.read(shown), language().whole[text]
    doubtful = "{}_" in marks or text in cut_forms()
    if not is_cut and not doubtful:
        assert (found.field if found else "") == meant.field
    elif found is not None and FIELDS[found.field].kind != "text":
        assert found.field == meant.field


@given(st.sampled_from(TEXTS), st.sampled_from(["计划", "拟", "延期后", "原", "未", "不予"]))
def test_a_word_that_turns_the_meaning_is_never_set_aside(text, word):
    for shown in (word + text, f"{word}_{text}", f"{text}({word})", f"{word}（{text}）"):
        found = HEADINGS.read(shown)
        if found is not None and FIELDS[found.field].kind in ("date", "yes_no"):
            assert language().whole[word + text].field == found.field


def test_a_cut_heading_with_two_meanings_has_none():
    cut = cut_headings(language().whole)
    doubtful = [text for text, several in cut.items() if len({m.field for m in several}) > 1]
    aliases = {name for names in load_profile().aliases.values() for name in names}
    checked = 0
    for text in doubtful:
        if text in language().whole or any(alias.startswith(text) for alias in aliases):
            continue
        assert HEADINGS.read(text) is None, text
        checked += 1
    assert checked > 20


def test_every_form_is_read_alike_in_its_two_orders():
    for act, day in product(("动工", "开工", "竣工", "交地"), ("时间", "日期")):
        for mode in ("约定", "实际"):
            both = {HEADINGS.read(mode + act + day).field, HEADINGS.read(act + day + mode).field}
            assert len(both) == 1
