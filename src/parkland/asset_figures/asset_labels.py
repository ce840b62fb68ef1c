"""What the columns and codes of assets are called, for everything that prints them.

A column that is computed has its label in the section ``asset_column`` of the wording, one of a
table in `resources/assets.toml`. Money per mu and the like bear their unit in the heading.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from parkland.display import day_text, label
from parkland.languages import grammar, text_in
from parkland.schema import LIST_JOINT
from parkland.wording import resource, resource_folder, wording, wordings

if TYPE_CHECKING:
    from collections.abc import Mapping

# Columns of results that hold the codes of a list in the wording.
_OWN_CODES: Mapping[str, str] = MappingProxyType(
    {
        "reason": "land_reason",
        "land_reason": "land_reason",
        "land_basis": "land_basis",
        "class_code": "class_code",
        "problem": "project_problem",
        "notice_state": "notice_state",
        "commitment_state": "commitment_state",
    }
)
# Columns that hold the codes of a column of a table, and the table.
_TABLE_CODES: Mapping[str, str] = MappingProxyType(
    {
        "scale": "yearly.scale",
        "operating": "enterprises.operating",
        "notice_kind": "notices.kind",
        "notice_stage": "notices.stage",
        "notice_result": "notices.result",
        "project_kind": "projects.kind",
        "project_stage": "projects.stage",
        "overdue": "projects.stage",
        "indicator": "commitments.indicator",
        "operator": "commitments.operator",
        "at": "commitments.at",
    }
)
_TABLES = (
    "yearly", "enterprises", "occupations", "buildings", "notices", "projects", "project_years",
    "commitments",
)  # fmt: skip


def asset_label(column: str, lang: str, *, table: str = "") -> str:
    """Return the label of a column of assets, without its unit.

    Parameters
    ----------
    column
        A column of a table of assets or of a result of this room.
    lang
        The language.
    table
        The table, where several have a column of that name (``kind``, ``reason``, ``stage``).

    Examples
    --------
    >>> asset_label("land_mu", "zh"), asset_label("tax_cny", "zh")
    ('用地面积', '税收实际贡献')
    >>> asset_label("kind", "zh", table="projects")
    '项目类型'
    """
    if not table and column in resource_folder("wording")["asset_column"]:
        return wording(f"asset_column.{column}", lang)
    for name in (table,) if table else _TABLES:
        columns = resource("assets.toml")[name]["columns"]
        if column in columns:
            return text_in(columns[column], lang)
    return label(column, lang)


def is_asset_column(column: str) -> bool:
    """Return whether a column is one of a table of assets, or of a result of this room.

    Examples
    --------
    >>> is_asset_column("land_mu"), is_asset_column("tax_cny"), is_asset_column("亩均税收")
    (True, True, False)
    """
    return (
        column in resource_folder("wording")["asset_column"]
        or column in _OWN_CODES
        or column in _TABLE_CODES
        or any(column in resource("assets.toml")[name]["columns"] for name in _TABLES)
    )


def asset_heading(column: str, lang: str) -> str:
    """Return the label of a column with the unit of its numbers.

    Examples
    --------
    >>> asset_heading("land_mu", "zh"), asset_heading("tax_per_mu", "zh")
    ('用地面积（亩）', '亩均税收（万元/亩）')
    """
    unit = _unit(column)
    name = asset_label(column, lang)
    return name + grammar(lang).brackets(wording(f"asset_unit.{unit}", lang)) if unit else name


@cache
def asset_words(column: str, lang: str) -> Mapping[str, str]:
    """Return the words of the codes of a column, ``{code: words}``; empty if it has none.

    Examples
    --------
    >>> asset_words("class_code", "zh")["excluded"], asset_words("scale", "en")["above"]
    ('不参评', 'above scale')
    """
    if column in _OWN_CODES:
        return MappingProxyType(wordings(_OWN_CODES[column], lang))
    if column in _TABLE_CODES:
        entries = resource("assets.toml")["codes"][_TABLE_CODES[column]]
        return MappingProxyType({code: text_in(entry, lang) for code, entry in entries.items()})
    return MappingProxyType({})


def asset_text(value: Any, column: str, lang: str) -> str:
    """Return a value as it reads: codes as words, days as days; empty if it is missing.

    Examples
    --------
    >>> asset_text("started；finished", "overdue", "zh"), asset_text(None, "scale", "zh")
    ('开工、竣工', '')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN, NaT
        return ""
    if hasattr(value, "year"):
        return day_text(value)
    words = asset_words(column, lang)
    if not words:
        return str(value)
    return grammar(lang).join(words.get(code, code) for code in str(value).split(LIST_JOINT))


def _unit(column: str) -> str:
    if column in ("tax_per_mu", "value_added_per_mu", "output_per_mu"):
        return "wan_per_mu"
    if column in ("va_per_tce", "va_per_emission", "va_per_head"):
        return f"wan_{column.removeprefix('va_')}"
    for ending, unit in (("_mu", "mu"), ("_m2", "m2"), ("_cny", "wan"), ("_share", "percent")):
        if column.endswith(ending):
            return unit
    return ""
