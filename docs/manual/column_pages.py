"""The page of the columns: what each is called, what it holds, in which unit, how it is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland import load_profile
from parkland.asset_figures.asset_labels import asset_label
from parkland.display import code_words, label
from parkland.display.column_measures import column_kind, stored_unit, unit_label
from parkland.display.vocabulary import has_codes
from parkland.schema import AXIS_CODES, FACTS, FLAGS, PROVENANCE, RESULTS
from parkland.wording import resource, wordings

from .tables import cell, table

if TYPE_CHECKING:
    from collections.abc import Iterable

_KINDS = {
    "text": ("文字", "text"),
    "date": ("日期", "date"),
    "area": ("面积", "area"),
    "money": ("金额", "money"),
    "code": ("代码", "code"),
    "yes_no": ("是、否、未知", "yes, no, unknown"),
    "flag": ("是、否、未知", "yes, no, unknown"),
    "count": ("整数", "whole number"),
    "whole": ("整数", "whole number"),
    "days": ("天数", "days"),
    "year": ("年份", "year"),
    "number": ("数", "number"),
    "share": ("比例", "share"),
    "percent": ("百分比", "percent"),
    "fields": ("字段名", "names of columns"),
    "origin": ("由来", "where it is known from"),
}
_TEXTS = {
    "zh": {
        "title": "# 各列的含义",
        "lead": "`ledger.parcels` 的列。面积以平方米、金额以元保存；打印时面积用亩、金额用万元，"
        "单位写在列名里。“可认的列名”是默认约定所列，[列名的组成](../guide/your-tables.md)还能认出更多。"
        "本单位自己的列保持原名，排在后面。",
        "facts": "## 读取的事实",
        "axes": "## 状态各轴",
        "results": "## 判定和量算的结果",
        "provenance": "## 来源",
        "assets": "## 企业、项目各表",
        "head": ("列", "列名", "内容", "保存单位", "可认的列名 / 代码"),
    },
    "en": {
        "title": "# The columns and what they mean",
        "lead": "The columns of `ledger.parcels`. Areas are stored in square metres and money in "
        "yuan; areas are printed in mu and money in 万元, with the unit in the heading. The last "
        "column has the headings that the default profile lists; "
        "[parts of headings](../guide/your-tables.md) make many more. The office's own columns "
        "keep their names and stand behind.",
        "facts": "## Facts that are read",
        "axes": "## Axes of the status",
        "results": "## What is judged and measured",
        "provenance": "## Where a row comes from",
        "assets": "## Tables of enterprises and projects",
        "head": ("column", "heading", "holds", "stored in", "headings / codes"),
    },
}


def column_page(lang: str) -> str:
    """Return the page of the canonical columns and of the columns of assets."""
    texts = _TEXTS[lang]
    measured = [name for name in ("area_m2", "planar_area_m2", *FLAGS) if name not in RESULTS]
    parts = [
        texts["title"],
        texts["lead"],
        texts["facts"],
        _table((one.name for one in FACTS), lang),
        texts["axes"],
        _table(AXIS_CODES, lang),
        texts["results"],
        _table((*measured, *RESULTS), lang),
        texts["provenance"],
        _table((one.name for one in PROVENANCE), lang),
        texts["assets"],
    ]
    for name, content in resource("assets.toml").items():
        if "columns" in content:
            parts += [f"### {content[lang]} `{name}`", _asset_table(name, content["columns"], lang)]
    return "\n\n".join(parts) + "\n"


def _table(columns: Iterable[str], lang: str) -> str:
    aliases = load_profile("default").aliases
    rows = []
    for column in columns:
        found = code_words(column, lang) if has_codes(column) else {}
        known = [f"`{code}` {word}" for code, word in found.items()] or [
            cell(one) for one in aliases.get(column, ())
        ]
        kind = column_kind(column) or "text"
        rows.append(_row(column, label(column, lang), kind, "、".join(known), lang))
    return table(_TEXTS[lang]["head"], rows)


def _asset_table(name: str, columns: dict[str, dict[str, str]], lang: str) -> str:
    rows = [
        _row(column, asset_label(column, lang, table=name), content["kind"], "", lang)[:4]
        for column, content in columns.items()
    ]
    return table(_TEXTS[lang]["head"][:4], rows)


def _row(column: str, shown: str, kind: str, known: str, lang: str) -> list[str]:
    unit = {"area": "m2", "money": "yuan"}.get(kind) or stored_unit(column)
    printed = unit_label(unit, lang) if unit in wordings("unit", lang) else unit
    return [f"`{column}`", cell(shown), _KINDS[kind][lang == "en"], printed, known]
