"""No report prints a code: every code of every column reads as words, in every language."""

import dataclasses
import re

import docx
import openpyxl
import pandas as pd
import pytest

import parkland as pk
from parkland.display import code_words
from parkland.languages import languages
from parkland.ledgers import ledger_of
from parkland.reports import basis
from parkland.reports.excel import write_excel
from parkland.reports.markdown import markdown
from parkland.reports.word import write_word
from parkland.schema import AXES, AXIS_CODES, FIELDS, RESULTS
from parkland.wording import resource

CODED = (*(axis.name for axis in AXES), "disposal_hint", "status", "status_rule", "idle_kind",
         "route", "efficiency", "five_not")  # fmt: skip
LISTS = (*AXIS_CODES, *resource("wording/codes.toml"), "status")


@pytest.fixture(scope="module")
def every_code(make_parcels):
    """Return a ledger in which every code of every column stands, under a profile that shows all.

    The texts of the judgement are not made anew: they would replace the codes.
    """
    number = max(len(code_words(name, "zh")) for name in CODED)
    parcels = pk.measure(make_parcels(number, stated_area_m2=9_000.0))
    parcels = parcels.join(pk.flag_status(parcels, as_of="2020-12-31"))
    for name in CODED:
        codes = list(code_words(name, "zh"))
        values = [codes[place % len(codes)] for place in range(number)]
        parcels[name] = pd.Series(values, index=parcels.index, dtype="str")
    parcels["disposal_on"] = pd.Timestamp("2020-05-01")
    parcels["idle"] = parcels["idle"].mask(parcels["status"].str.startswith("idle"), other=True)
    ledger = ledger_of(parcels)
    shown = dataclasses.replace(ledger.profile.report, columns=(*FIELDS, *RESULTS))
    return dataclasses.replace(ledger, profile=dataclasses.replace(ledger.profile, report=shown))


def texts_of_word(path):
    document = docx.Document(path)
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        for row in table.rows:
            yield from (cell.text for cell in row.cells)


def texts_of_workbook(path):
    for sheet in openpyxl.load_workbook(path, data_only=True):
        for row in sheet.iter_rows():
            yield from (cell.value for cell in row if isinstance(cell.value, str))


@pytest.mark.parametrize("lang", languages())
def test_no_report_prints_a_code(every_code, lang, tmp_path, monkeypatch):
    monkeypatch.setattr(basis, "in_language", lambda ledger, _: ledger)
    report = pk.compose_report(every_code, lang=lang, sheets="annex")
    write_word(report, tmp_path / "r.docx")
    write_excel(report, tmp_path / "r.xlsx")
    words = {text for name in LISTS for text in code_words(name, lang).values()}
    # The codes of 五未 are Chinese words themselves, and stand within their own words.
    coded = [name for name in LISTS if name != "five_not" or lang != "zh"]
    codes = {code for name in coded for code in code_words(name, lang)} - words
    # codes that are words of English too, in a sentence
    inside = {code for code in codes if "_" in code or lang == "zh"} - {"A", "B"}
    pattern = re.compile(rf"(?<![\w.-])({'|'.join(map(re.escape, sorted(inside)))})(?![\w.-])")
    seen = 0
    for texts in (
        re.split(r"[|\n]", markdown(report)),
        texts_of_word(tmp_path / "r.docx"),
        texts_of_workbook(tmp_path / "r.xlsx"),
    ):
        for text in texts:
            assert text.strip() not in codes, text
            assert not pattern.search(text.replace("\\", "")), text
            seen += text.strip() in words
    assert seen > 100  # the words stand there
