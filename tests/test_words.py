"""No code is printed where people read: every code of every column has words, in each language.

A surface is a function that prints a ledger and returns what stands in a column, a text a parcel. A
map or a report joins by one more entry in `SURFACES`.
"""

import csv
import dataclasses
import re
import sqlite3
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import pytest

import parkland as pk
from parkland.cli.status import status_text
from parkland.cli.totals import totals_text
from parkland.conventions import load_rulebook, statuses
from parkland.display import (
    code_words,
    codes_of_words,
    column_named,
    heading,
    label,
    parcel_names,
    stored_heading,
    value_text,
    value_texts,
)
from parkland.figures import totals
from parkland.figures.reconciliation import VERDICTS
from parkland.issues import SEVERITIES
from parkland.languages import languages
from parkland.schema import AXES, AXIS_CODES, FIELDS, FLAGS, RESULTS
from parkland.status import STATUS_OF_RULE, own_texts
from parkland.status.disposal_routes import ROUTES
from parkland.status.due_dates import DEADLINE_KINDS as DEADLINES
from parkland.status.own_texts import BY_CONDITION, NO_WORD
from parkland.status.rule_codes import IDLE_KINDS

# Every list of codes, by the column that holds them.
CODES = {
    **AXIS_CODES,
    "disposal_hint": AXIS_CODES["disposal_kind"],
    "status": tuple(statuses()),
    "status_rule": (*STATUS_OF_RULE, *own_texts.RULES.values(), BY_CONDITION, NO_WORD),
    "idle_kind": tuple(sorted(set(IDLE_KINDS.values()))),
    "route": ROUTES[1:],
    "efficiency": ("normal", "low", "rectifying"),
    "five_not": tuple(
        code for one in load_rulebook().five_not_lists.values() for code in one.codes
    ),
}
# Lists of codes of other tables than that of parcels.
OTHER_CODES = {
    "verdict": VERDICTS,
    "likely_reason": (
        "rounding", "method", "zone", "unit", "parts", "one_part", "holes", "overlap",
    ),
    "overlap_kind": ("duplicate", "inside", "sliver", "real"),
    "deadline_kind": DEADLINES,
    "notice_state": ("running", "overdue", "no_deadline", "passed", "failed", "disposed"),
    "severity": SEVERITIES,
    "action": ("kept", "repaired", "quarantined"),
}  # fmt: skip
LOOKS_LIKE_A_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+|[AB]|(text|field|layer):.*")


@pytest.fixture(scope="module")
def coded(ledger, make_parcels):
    """Return a ledger in which every code of every column stands once."""
    number = max(len(codes) for codes in CODES.values())
    columns = {}
    for column, codes in CODES.items():
        values = [*codes, *[None] * (number - len(codes))]
        columns[column] = pd.Series(values, dtype="str")
    for axis in AXES:
        origins = ["text:已收回", "layer:杨村二期", "field:disposal_on", *[None] * (number - 3)]
        columns[f"{axis.name}_from"] = pd.Series(origins, dtype="str")
    columns["unreadable"] = pd.Series(["start_due；finish_on", *[None] * (number - 1)], dtype="str")
    for flag in (*FLAGS, "flag_ten_category"):
        answers = [True, False, *[None] * (number - 2)]
        columns[flag] = pd.Series(answers, dtype="boolean")
    texts = dict.fromkeys(("status_reason", "status_basis", "next_step"), "……")
    parcels = make_parcels(number, measured=True).assign(**texts).assign(**columns)
    overlaps = ledger.overlaps.iloc[:0]
    return dataclasses.replace(ledger, parcels=parcels, overlaps=overlaps)


def in_a_table(ledger, column, lang, tmp_path):
    """Return the groups of `totals --by column`, in the order of the codes."""
    parcels = ledger.parcels
    table = totals(parcels, by=column, margins=True)
    text = totals_text(
        table, ledger, unit="mu", area="ellipsoidal", digits=2, between=None, lang=lang,
        form="table",
    )  # fmt: skip
    head, _, *lines = text.splitlines()
    assert head.startswith(label(column, lang))
    printed = [re.split(r" {2,}", line)[0] for line in lines[:-1]]
    by_code = dict(zip(table.index[:-1], printed, strict=True))
    return [by_code[None if pd.isna(code) else code] for code in parcels[column]]


def in_a_workbook(ledger, column, lang, tmp_path):
    path = pk.write_parcels(ledger.parcels, tmp_path / "a.xlsx", lang=lang)
    head, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    place = head.index(stored_heading(column, lang))
    return [row[place] or "" for row in rows]


def in_a_csv_file(ledger, column, lang, tmp_path):
    path = pk.write_parcels(ledger.parcels, tmp_path / "a.csv", lang=lang)
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    return [row[head.index(stored_heading(column, lang))] for row in rows]


SURFACES = {"table": in_a_table, "workbook": in_a_workbook, "csv": in_a_csv_file}
PRINTED = (*CODES, "unreadable", *(f"{axis.name}_from" for axis in AXES))


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("surface", SURFACES)
def test_no_surface_prints_a_code(coded, surface, lang, tmp_path):
    for column in PRINTED:
        wanted = value_texts(coded.parcels[column], column, lang)
        printed = SURFACES[surface](coded, column, lang, tmp_path)
        for code, words, text in zip(coded.parcels[column], wanted, printed, strict=True):
            if pd.notna(code):
                assert text == words, (column, code)
                assert not LOOKS_LIKE_A_CODE.fullmatch(text), (column, code)


@pytest.mark.parametrize("lang", languages())
def test_a_view_of_a_ledger_shows_no_code(coded, lang):
    view = coded.view(columns=("verdict", "facts"), lang=lang)
    shown = [column for column in CODES if heading(column, lang) in view.columns]
    assert {"status", "route", "levelling", "disposal_kind"} <= set(shown)
    for column in shown:
        wanted = value_texts(coded.parcels[column], column, lang)
        assert view[heading(column, lang)].equals(wanted), column


@pytest.mark.parametrize("lang", languages())
def test_every_code_has_words(lang):
    for column, codes in (CODES | OTHER_CODES).items():
        words = code_words(column, lang)
        assert set(words) == set(codes), column
        assert len(set(words.values())) == len(codes), column
        assert not any(LOOKS_LIKE_A_CODE.fullmatch(text) for text in words.values()), column
        if column != "five_not":  # these are Chinese words themselves
            assert all(codes_of_words(column)[text] == code for code, text in words.items()), column


@pytest.mark.parametrize("lang", languages())
def test_a_flag_reads_as_yes_no_or_unknown(coded, lang, tmp_path):
    yes, no = code_words("idle", lang)["yes"], code_words("idle", lang)["no"]
    for flag in (*FLAGS, "flag_ten_category"):
        by_flag = in_a_table(coded, flag, lang, tmp_path)
        assert by_flag[:3] == [yes, no, code_words(flag, lang)["unknown"]]
        assert in_a_workbook(coded, flag, lang, tmp_path)[:3] == [yes, no, ""]


@pytest.mark.parametrize("lang", languages())
def test_the_status_table_names_parcels_and_statuses(coded, lang):
    text = status_text(coded.parcels, lang=lang, form="table")
    for code in statuses():
        assert code_words("status", lang)[code] in text
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", text)


@pytest.mark.parametrize("lang", languages())
def test_an_explanation_has_no_code(make_parcels, lang):
    for axis, codes in AXIS_CODES.items():
        for code in codes:
            parcels = make_parcels(1, **{axis: code}).assign(**{f"{axis}_from": "text:原文"})
            text = str(pk.explain(parcels, as_of="2020-12-31", lang=lang))
            assert code_words(axis, lang)[code] in text, (axis, code)
            assert not re.search(r"\b[a-z]+_[a-z_]+\b", text), (axis, code)


@pytest.mark.parametrize("lang", languages())
def test_the_legend_and_the_aliases_of_a_geopackage_are_words(coded, lang, tmp_path):
    path = pk.write_parcels(coded.parcels, tmp_path / "a.gpkg", lang=lang)
    with sqlite3.connect(path) as database:
        ((style, sld),) = database.execute("SELECT styleQML, styleSLD FROM layer_styles").fetchall()
    database.close()
    root = ET.fromstring(style.partition("\n")[2])
    legend = {one.get("value"): one.get("label") for one in root.iter("category")}
    words = code_words("status", lang)
    assert {code: legend[code] for code in words} == words
    assert all(text in sld for text in words.values())
    aliases = {one.get("field"): one.get("name") for one in root.iter("alias")}
    for column in (*FIELDS, *FLAGS, *(set(RESULTS) & set(coded.parcels.columns))):
        field = column if column in aliases else f"raw_{column}"
        assert aliases[field] == stored_heading(field, lang)
        assert aliases[field] != field


@pytest.mark.parametrize("lang", languages())
def test_every_heading_that_is_printed_names_its_column(ledger, lang):
    columns = ["flag", *ledger.parcels.columns]
    for column in (*FIELDS, *RESULTS, *FLAGS, "flag", "area_m2", "flag_ten_category"):
        printed = {label(column, lang), heading(column, lang), stored_heading(column, lang)}
        if column.endswith("_m2"):
            printed |= {heading(column, lang, unit=unit) for unit in ("mu", "ha", "m2", "acre")}
        if column.endswith("_cny"):
            printed.add(heading(column, lang, unit="wan"))
        for text in printed:
            assert column_named(text, columns) == column, text
            assert column_named(text, columns, lang) == column, text


@pytest.mark.parametrize("lang", languages())
def test_the_words_of_a_shapefile_are_read_back_as_codes(make_parcels, lang, tmp_path):
    codes = AXIS_CODES["disposal_kind"]
    parcels = make_parcels(len(codes), disposal_kind=list(codes), status_text="原文")
    path = pk.write_parcels(parcels, tmp_path / "a.shp", lang=lang)
    back = pk.clean(pk.read_parcels(path)).parcels
    assert back["disposal_kind"].tolist() == list(codes)


def test_an_own_column_with_the_name_of_a_heading_is_named_as_it_is_printed():
    columns = ["status", "状态"]
    assert column_named("状态", columns) == "status"
    assert label("状态", "zh") == "原状态"
    assert column_named("原状态", columns) == "状态"
    assert column_named("税收", columns) is None


def test_a_parcel_has_one_name_everywhere(make_parcels):
    parcels = make_parcels(4, name=["甲", None, "乙", None]).assign(
        layer="杨村", source_row=[1, 2, 3, 4]
    )
    parcels["parcel_id"] = pd.Series(["G-1", "G-2", None, None], dtype="str")
    assert parcel_names(parcels).tolist() == ["G-1 甲", "G-2", "乙", "杨村 #4"]
    assert parcel_names(parcels, form="short").tolist() == ["G-1", "G-2", "乙", "杨村 #4"]
    assert parcel_names(parcels, form="name").tolist() == ["甲", "G-2", "乙", "杨村 #4"]
    assert parcel_names(parcels.iloc[:0]).tolist() == []
    explained = pk.explain(parcels.iloc[[3]], as_of="2020-12-31")
    assert explained.parcel == "杨村 #4"


def test_a_missing_value_is_empty_but_an_unknown_flag_is_a_word():
    assert value_text(None, "levelling", "zh") == ""
    assert value_text(float("nan"), "price_cny", "zh") == ""
    assert value_text(pd.NA, "idle", "zh") == "无法认定"
    assert value_text(2018.0, "建成年份", "zh") == "2018"


def test_a_code_that_a_county_made_up_reads_as_it_is_written():
    assert value_text("已供未建", "five_not", "en") == "已供未建"
