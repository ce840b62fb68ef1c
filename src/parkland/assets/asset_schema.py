"""The tables of assets: columns, kinds, units, labels and codes, from `resources/assets.toml`.

A table is always whole: every column is there with its dtype, also without rows. A fact that is not
known is missing. Areas are in m2, money is in yuan, energy in tonnes of coal equivalent (tce),
emissions in tonnes, electricity in kWh.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from parkland.choices import Lang, choose
from parkland.columns.field_sets import FieldSet
from parkland.conventions import compact_word
from parkland.languages import languages, text_in
from parkland.schema import PROVENANCE, Field, blank
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

AssetTable = Literal[
    "enterprises",
    "occupations",
    "buildings",
    "yearly",
    "notices",
    "projects",
    "project_years",
    "commitments",
]
# What the rows of a sheet are about. Figures of a year stand with the enterprise, or the project.
AssetRole = Literal["enterprises", "occupations", "buildings", "notices", "projects", "commitments"]
TABLES: tuple[AssetTable, ...] = AssetTable.__args__  # type: ignore[attr-defined]
ROLES: tuple[AssetRole, ...] = AssetRole.__args__  # type: ignore[attr-defined]
# The tables that the columns of a sheet can go to.
TABLES_OF: Mapping[AssetRole, tuple[AssetTable, ...]] = MappingProxyType(
    {
        "enterprises": ("enterprises", "yearly"),
        "occupations": ("occupations",),
        "buildings": ("buildings",),
        "notices": ("notices",),
        "projects": ("projects", "project_years"),
        "commitments": ("commitments",),
    }
)
# The fields that tell what a row is about.
IDENTITIES_OF: Mapping[AssetRole, tuple[str, ...]] = MappingProxyType(
    {
        "enterprises": ("name", "uscc", "enterprise_id", "local_id"),
        "occupations": (
            "name", "uscc", "enterprise_id", "local_id", "lessee_name", "lessee_uscc",
            "lessor_name", "lessor_uscc",
        ),
        "buildings": ("building_id",),
        "notices": ("notice_no",),
        "projects": ("project_id", "name"),
        "commitments": ("parcel_id", "project_id", "project_name"),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AssetField(Field):
    """A column of a table of assets, or a field of a row that leads to columns.

    Attributes
    ----------
    quantity
        What a number measures, a key of `units.QUANTITIES`; empty if it has no unit.
    table
        The table that it is a column of; empty if it is none.
    """

    quantity: str = ""
    table: str = ""

    @property
    def is_yearly(self) -> bool:
        """Whether it is a figure of one year."""
        return (self.table in ("yearly", "project_years") and self.kind != "year") or (
            self.name in OF_A_YEAR
        )


# Fields of a row that are about a year, and no column of a table.
OF_A_YEAR = ("national_tax_cny", "local_tax_cny", "own_m2", "rented_in_m2", "rented_out_m2")


@cache
def columns_of(table: AssetTable) -> Mapping[str, AssetField]:
    """Return the columns of a table in their order, with those that say where a row is from.

    Examples
    --------
    >>> list(columns_of("project_years"))
    ['project_id', 'year', 'done_cny', 'items_done', 'source', 'layer', 'source_row']
    """
    entries = resource("assets.toml")[table]["columns"].items()
    own = {
        name: AssetField(name, one["kind"], one, one.get("quantity", ""), table)
        for name, one in entries
    }
    where = {one.name: AssetField(one.name, one.kind, one.labels) for one in PROVENANCE}
    return MappingProxyType(own | where)


def key_of(table: AssetTable) -> tuple[str, ...]:
    """Return the columns that tell the rows of a table apart."""
    return tuple(resource("assets.toml")[table]["key"])


def empty_frame(table: AssetTable) -> pd.DataFrame:
    """Return a table without rows.

    Examples
    --------
    >>> str(empty_frame("yearly")["tax_cny"].dtype)
    'float64'
    """
    return _empty(table).copy()


@cache
def _empty(table: AssetTable) -> pd.DataFrame:
    import pandas as pd

    index = pd.RangeIndex(0)
    return pd.DataFrame(
        {name: blank(one.kind, index) for name, one in columns_of(table).items()}, index=index
    )


@cache
def fields_of(role: AssetRole) -> FieldSet:
    """Return what the columns of a sheet of one role can be."""
    source = resource("asset_headings.toml")
    columns: dict[str, AssetField] = {}
    for table in reversed(TABLES_OF[role]):
        columns |= {
            name: one for name, one in columns_of(table).items() if one.table and name != "geometry"
        }
    rows = {
        name: AssetField(name, entry["kind"], entry, entry.get("quantity", ""))
        for name, entry in source["row_fields"].items()
    }
    indicators = resource("assets.toml")["codes"]["commitments.indicator"]
    named = {
        name: columns.get(name)
        or rows.get(name)
        or AssetField(name, "number", indicators.get(name, {}))
        for name in source[role]["fields"]
    }
    known = columns | named
    aliases = {name: _own_names(one) for name, one in known.items()}
    return FieldSet(role, MappingProxyType(known), IDENTITIES_OF[role], MappingProxyType(aliases))


def _own_names(one: AssetField) -> tuple[str, ...]:
    """Return the name of a column and its labels, by which a table that parkland wrote is read."""
    labels = [text_in(one.labels, lang) for lang in languages()] if one.labels else []
    return (one.name, *labels)


def code_words(column: str, lang: str) -> dict[str, str]:
    """Return the words in which the codes of a column are printed, ``{code: words}``.

    Parameters
    ----------
    column
        The table and the column: ``"projects.stage"``.

    Examples
    --------
    >>> code_words("yearly.scale", "zh")
    {'above': '规上', 'below': '规下'}
    """
    choose(lang, Lang, "lang")
    codes = resource("assets.toml")["codes"][column]
    return {code: text_in(entry, lang) for code, entry in codes.items()}


@cache
def codes_by_word(column: str) -> Mapping[str, str]:
    """Return the code of each word, in the form of `compact_word`.

    Examples
    --------
    >>> codes_by_word("yearly.scale")["规模以上"]
    'above'
    """
    entries: Mapping[str, Any] = resource("assets.toml")["codes"][column]
    found: dict[str, str] = {}
    for code, entry in entries.items():
        printed = [text_in(entry, lang) for lang in languages()]
        for word in (code, *printed, *entry["words"]):
            found.setdefault(compact_word(word), code)
    return MappingProxyType(found)


@cache
def code_of_answer(column: str) -> Mapping[bool, str]:
    """Return the code of yes and of no under a heading that asks: 是否规上."""
    entries: Mapping[str, Any] = resource("assets.toml")["codes"][column]
    answers = {"yes": True, "no": False}
    return MappingProxyType(
        {answers[one["answer"]]: code for code, one in entries.items() if "answer" in one}
    )
