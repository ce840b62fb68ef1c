"""Which fields of the tables of assets are confidential, and keeping them out of issues.

Issues, and the account of columns, go to everybody: `check` and `inspect` print them, a report has
them in an annex, a map in its list of faults. So they say which row of which file has a fault, and
never the tax, the output or the investment that stands there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.columns.field_sets import OF_YEAR
from parkland.issues import Issue, IssueBatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parkland.assets.asset_schema import AssetRole
    from parkland.columns.account import ColumnEntry

# Figures of a single enterprise; see `asset_figures.secrecy` for those that are computed of them.
CONFIDENTIAL = frozenset(
    {
        "tax_cny", "national_tax_cny", "local_tax_cny", "tax_note", "value_added_cny", "output_cny",
        "revenue_cny", "energy_tce", "electricity_kwh", "emission_t", "rnd_cny", "employees",
        "fixed_investment_cny", "stated_tax_cny_per_mu", "stated_score", "stated_rank",
        "total_cny", "fixed_cny", "done_cny",
    }
)  # fmt: skip
HIDDEN = "***"
# Investments of these are those of the park, and published.
PUBLIC_PROJECTS = ("infrastructure", "planning", "renewal", "incubator")
_NUMBER = re.compile(r"[\d〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]")


def is_confidential(name: str) -> bool:
    """Return whether a field is confidential; a year can stand behind its name.

    Examples
    --------
    >>> is_confidential("tax_cny@2021"), is_confidential("stated_land_m2")
    (True, False)
    """
    field = name.partition(OF_YEAR)[0]
    # what an enterprise reached of a commitment is one of its figures; how densely it built is not
    is_reached = field == "actual" or (field.endswith("_actual") and field != "far_actual")
    return field in CONFIDENTIAL or is_reached


def without_numbers(issues: Iterable[Issue | IssueBatch]) -> Iterator[Issue | IssueBatch]:
    """Yield issues about the cells of a confidential column without the numbers in these cells.

    Examples
    --------
    >>> cells = ("约3万", "待核")
    >>> faults = [Issue(code="value.not_a_number", source_row=2, value=one) for one in cells]
    >>> [one.value for one in without_numbers(faults)]
    ['***', '待核']
    """
    for one in issues:
        if isinstance(one, IssueBatch):
            texts = [HIDDEN if _NUMBER.search(text) else text for text in one.value_texts]
            yield replace(one, value_texts=texts)
        elif one.source_row is not None and _NUMBER.search(one.value):
            yield replace(one, value=HIDDEN)
        else:
            yield one  # about a whole column: its value is the heading


def without_examples(entry: ColumnEntry, role: AssetRole) -> ColumnEntry:
    """Return what a column became, without examples of cells that may be confidential.

    A column of enterprises of which nothing is known, such as 净利润, may be.
    """
    is_unknown = not entry.field and role in ("enterprises", "projects")
    if not is_unknown and not is_confidential(entry.field):
        return entry
    return replace(entry, evidence=replace(entry.evidence, examples=()))
