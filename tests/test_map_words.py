"""A map says every name, heading and value in words: no code, in either language."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest

from parkland.display import code_words, heading, parcel_names
from parkland.languages import languages
from parkland.maps.map_page import MapOptions, page_content
from parkland.maps.parcel_layer import InlineData
from parkland.schema import AXES, FLAGS, flag_columns

from .map_pages import Block

CODED = (
    *(axis.name for axis in AXES), "status", "status_rule", "route", "idle_kind", "efficiency",
    "five_not", "disposal_hint", "low_efficiency", "cause_verified",
)  # fmt: skip
SHOWN = {"label", "heading", "title", "unit", "words"}  # keys of the head with texts that are shown


@pytest.fixture(scope="module")
def every_code(ledger):
    """Return a ledger in which every code of every column occurs."""
    parcels = ledger.parcels
    columns = {}
    for column in CODED:
        codes = list(code_words(column, "zh"))
        values = [codes[row % len(codes)] for row in range(len(parcels))]
        if {"yes", "no"} == set(codes):
            values = [value == "yes" for value in values]
        columns[column] = pd.Series(values, index=parcels.index).astype(parcels[column].dtype)
    origins = ["field:disposal_on", "text:协议收回", "layer:十类地"] * len(parcels)
    for axis in AXES:
        columns[f"{axis.name}_from"] = origins[: len(parcels)]
    columns["unreadable"] = "disposal_kind；start_on"
    answers = pd.array([True, False, None] * len(parcels), dtype="boolean")[: len(parcels)]
    for flag in flag_columns(parcels).values():
        columns[flag] = answers
    return dataclasses.replace(ledger, parcels=parcels.assign(**columns))


def content_of(ledger, **options):
    content = page_content(ledger, MapOptions(**options))
    return content.head, Block(InlineData(content).render())


def texts_in(part, key=""):
    """Return every text of a part of the head that the page shows."""
    if isinstance(part, dict):
        inner = {name: "words" if key == "words" else name for name in part}
        return [text for name, value in part.items() for text in texts_in(value, inner[name])]
    if isinstance(part, list):
        return [text for value in part for text in texts_in(value, key)]
    return [part] if isinstance(part, str) and key in SHOWN else []


def packed_texts(head, block):
    """Return every text of the block."""
    columns = [each for each in head["columns"] if each["kind"] == "text"]
    columns += [head["reason"], head["basis"], head["called"]]
    columns += [kind[part] for kind in head["trouble"] for part in ("title", "detail")
                if part in kind]  # fmt: skip
    return [text for column in columns for text in block.texts(column) if text]


def codes_of(lang):
    """Return the codes that are no words of the language themselves."""
    codes = {code for column in CODED for code in code_words(column, "zh")}
    words = {word for column in CODED for text in code_words(column, lang).values()
             for word in re.findall(r"\w+", text)}  # fmt: skip
    # what a language lacks is English, in which these codes are words
    english = {"none", "idle", "started", "normal", "low", "real", "error"}
    common = set() if lang == "zh" else english
    return {code for code in codes if re.fullmatch(r"[a-z_]{3,}", code)} - words - common


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("by", [*CODED, *FLAGS, "unreadable", "disposal_kind_from", "next_on"])
def test_no_code_is_shown(by, lang, every_code):
    head, block = content_of(every_code, by=by, lang=lang)
    shown = [*texts_in(head), *packed_texts(head, block)]
    codes = codes_of(lang)
    assert len(codes) > 20
    assert len(shown) > 500
    found = {text for text in shown if codes & set(re.findall(r"[a-z_]+", text))}
    assert not found
    if code_words(by, lang):
        labels = {item["label"] for item in head["classes"]["items"]}
        assert labels <= {*code_words(by, lang).values(), "其他", "Other", "（无）", "(none)"}


@pytest.mark.parametrize("lang", languages())
def test_a_printed_heading_colours_as_its_column_does(lang, ledger):
    for column in ("disposal_kind", "levelling", "stated_area_m2", "start_due", "idle", "route"):
        by_column, _ = content_of(ledger, by=column, lang=lang)
        by_title, _ = content_of(ledger, by=by_column["classes"]["title"], lang=lang)
        by_heading, _ = content_of(ledger, by=heading(column, lang), lang=lang)
        assert by_title["classes"] == by_heading["classes"] == by_column["classes"]


def test_headings_of_numbers_have_their_unit_and_legends_of_areas_are_in_mu(ledger):
    head, _ = content_of(ledger, by="stated_area_m2")
    headings = {each["name"]: each.get("heading", each["label"]) for each in head["columns"]}
    assert headings["ellipsoidal"] == "椭球面积（亩）"
    assert headings["price_cny"] == "成交价款（万元）"
    assert headings["days_idle"] == "闲置天数（天）"
    assert head["classes"]["title"] == "证载面积（亩）"
    assert head["words"]["area"] == "面积（亩）"


def test_codes_stand_in_their_own_order_and_numbers_by_size(every_code):
    head, _ = content_of(every_code, by="construction")
    labels = [item["label"] for item in head["classes"]["items"]]
    assert labels == ["未动工", "已动工", "中止", "已复工", "已竣工", "已投产"]
    sized = every_code.parcels.assign(floors=np.resize([2, 10, 9], len(every_code.parcels)))
    head, _ = content_of(dataclasses.replace(every_code, parcels=sized), by="floors")
    assert [item["label"] for item in head["classes"]["items"]] == ["2", "9", "10"]


def test_the_page_calls_a_parcel_as_every_table_does(ledger):
    parcels = ledger.parcels.copy()
    numbers, names = parcels["parcel_id"].copy(), parcels["name"].copy()
    numbers.iloc[:2], names.iloc[1:4] = None, None
    names.iloc[4] = numbers.iloc[4]
    parcels = parcels.assign(parcel_id=numbers, name=names)
    head, block = content_of(dataclasses.replace(ledger, parcels=parcels))
    columns = {each["name"]: each for each in head["columns"]}
    stored = (block.texts(columns[name]) for name in ("parcel_id", "name"))
    called = block.texts(head["called"])
    # as `title` of assets/ledger.js does it
    shown = [
        one or " ".join(part for part in parts if part)
        for one, *parts in zip(called, *stored, strict=True)
    ]
    expected = parcel_names(parcels).iloc[block.integers(head["order"])]
    assert shown == expected.tolist()
    assert sum(1 for one in called if one) == 2  # all others are joined by the page
