"""What the columns of any table of results are called, and how their cells read.

The same name stands for different things in different tables: the kind of a project, of a notice.
So the table decides whose words apply: those of assets, or of parcels. A column that nobody names
keeps its name and its values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from parkland.asset_figures.asset_cells import asset_cell
from parkland.asset_figures.asset_labels import asset_heading, asset_label, is_asset_column
from parkland.conventions import statuses_of
from parkland.display import (
    code_words,
    column_kind,
    heading,
    measure_of,
    value_texts,
)
from parkland.languages import grammar
from parkland.units import DEFAULT_UNIT, area_unit
from parkland.wording import resource_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from parkland.choices import AreaUnit, Lang
    from parkland.ledger_record import Ledger

_IN_UNIT = re.compile(r"(.+)_(mu|ha|acre)")
_OF_ASSETS = {"enterprise_id", "project_id", "notice_no", "enterprises", "indicator"}
# In a table with the first column, the others mean what these names say.
_MEANT: Mapping[str, Mapping[str, str]] = {
    "enterprise_ids": {"kind": "notice_kind", "stage": "notice_stage", "state": "notice_state"},
    "parent_id": {"kind": "project_kind", "stage": "project_stage"},
    "indicator": {"state": "commitment_state"},
}


class ColumnWords:
    """The headings and the cells of one table.

    Parameters
    ----------
    table
        The table, whose columns say what it is about.
    lang
        The language.
    ledger
        The ledger that it was made from, for its own statuses and its unit; None if not known.
    """

    def __init__(self, table: pd.DataFrame, lang: Lang, ledger: Ledger | None) -> None:
        self.lang = lang
        self.statuses = statuses_of(ledger)
        self.unit: AreaUnit = DEFAULT_UNIT if ledger is None else ledger.profile.print_units[0]
        names = set(map(str, table.columns))
        self.of_assets = bool(names & _OF_ASSETS)
        self.meant: dict[str, str] = {}
        for column, meant in _MEANT.items():
            if column in names:
                self.meant |= meant

    def is_known(self, name: str) -> bool:
        """Return whether parkland has a name for a column."""
        if self.of_assets and is_asset_column(self.meant.get(name, name)):
            return True
        return _is_display_column(name)

    def heading(self, name: str) -> str:
        """Return the heading of a column, with its unit."""
        meant = self.meant.get(name, name)
        if name == "stage" and meant != name:
            return asset_label(name, self.lang, table=f"{meant.removesuffix('_stage')}s")
        if self.of_assets and is_asset_column(meant):
            return asset_heading(meant, self.lang)
        found = _IN_UNIT.fullmatch(name)
        if found and column_kind(name) is None and _is_display_column(name):
            return heading(found[1], self.lang, unit=found[2])
        unit = read_unit(name, self.unit)
        return heading(name, self.lang, unit=unit, statuses=self.statuses)

    def cells(self, values: pd.Series, name: str) -> list[str]:
        """Return the cells of a column as they read; empty where nothing is known."""
        plain: list[Any] = values.astype(object).where(values.notna(), None).tolist()
        meant = self.meant.get(name, name)
        if self.of_assets and is_asset_column(meant):
            yes_no = code_words("idle", self.lang)  # a boolean reads as the answer of any flag
            return [
                yes_no["yes" if value else "no"]
                if isinstance(value, bool)
                else asset_cell(value, meant, self.lang)
                for value in plain
            ]
        rules, measure = grammar(self.lang), measure_of(name, unit=self.unit)
        found = _IN_UNIT.fullmatch(name)
        if found and column_kind(name) is None and values.dtype.kind in "iuf":
            places = area_unit(found[2]).digits
            return ["" if one is None else rules.number(one, places) for one in plain]
        if measure is not None and values.dtype.kind in "iuf":
            return [
                "" if one is None else rules.number(one * measure.per_stored, measure.digits)
                for one in plain
            ]
        texts = value_texts(values, name, self.lang, statuses=self.statuses)
        return ["" if missing else text for text, missing in zip(texts, texts.isna(), strict=True)]


def read_unit(name: str, unit: AreaUnit) -> str | None:
    """Return the unit that the heading of a column has; the label of days names it itself."""
    measure = measure_of(name, unit=unit)
    if measure is None:
        return None
    return "" if column_kind(name) == "days" else measure.unit


def _is_display_column(name: str) -> bool:
    computed = resource_folder("wording")["column"]
    found = _IN_UNIT.fullmatch(name)
    return (
        column_kind(name) is not None
        or name in computed
        or (found is not None and found[1] in computed)
    )
