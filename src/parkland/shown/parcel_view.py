"""The view of parcels: the columns that matter, under headings, with the values as people read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.asset_figures.assets_shown import AssetsShown
from parkland.asset_figures.parcel_use import asset_year, parcel_columns
from parkland.choices import ViewPart, choose
from parkland.column_names import free_name
from parkland.conventions import statuses_of
from parkland.display import column_kind, heading, measure_of, unit_label, value_texts
from parkland.errors import ChoiceError, brief
from parkland.figures import areas_compared, leading_unit
from parkland.languages import grammar
from parkland.schema import (
    AREA_COLUMNS,
    AXES,
    AXIS_PREFIX,
    DERIVED_FACTS,
    FACTS,
    FIELDS,
    FLAG_PREFIX,
    RESULTS,
    flag_columns,
)
from parkland.shown.column_words import read_unit
from parkland.status import in_language
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import geopandas as gpd
    import pandas as pd

    from parkland.choices import AreaMethod, AreaUnit, Lang
    from parkland.ledger_record import Ledger

IDENTITY = ("parcel_id", "name", "holder", "district", "location")
AREAS: tuple[AreaMethod, ...] = ("ellipsoidal", "planar", "stated")
# The ledger itself says for which day and by which rulebook; the rule is what the reason says.
NOT_SHOWN = ("status", "status_rule", "status_as_of", "status_rules")
REGISTER = "register_"  # a column of a register whose name a layer has too


def parcel_view(
    ledger: Ledger,
    /,
    *,
    columns: Collection[ViewPart] | ViewPart,
    lang: Lang,
    unit: AreaUnit | None,
) -> gpd.GeoDataFrame:
    """Return the view of a ledger; `Ledger.view` describes it."""
    import geopandas as gpd
    import pandas as pd

    parts = _parts_of(columns)
    parcels = in_language(ledger, lang)
    view = _View(ledger, parcels, lang, leading_unit(ledger, unit))
    view.add(name for name in IDENTITY if view.is_known(name))
    if "area" in parts:
        view.add_areas()
    if "verdict" in parts:
        view.add(_verdict_columns(parcels))
    if "facts" in parts:
        facts = (field.name for field in (*FACTS, *AXES))
        taken = {*IDENTITY, *DERIVED_FACTS, *AREA_COLUMNS.values()}
        view.add(name for name in facts if name not in taken and view.is_known(name))
    if "own" in parts:
        view.add(name for name in _own_columns(ledger) if view.is_known(name))
    if "assets" in parts and ledger.assets is not None:
        view.add_users()
    geometry = parcels.geometry
    table = pd.DataFrame(view.found, index=parcels.index)
    return gpd.GeoDataFrame(table, geometry=geometry, crs=parcels.crs)


class _View:
    """Collects the columns of a view under free headings."""

    def __init__(self, ledger: Ledger, parcels: Any, lang: Lang, unit: AreaUnit) -> None:
        self.ledger, self.parcels, self.lang, self.unit = ledger, parcels, lang, unit
        self.statuses = statuses_of(ledger)
        self.found: dict[str, pd.Series] = {}

    def is_known(self, name: str) -> bool:
        """Return whether a column is there and anything is known in it."""
        return name in self.parcels.columns and bool(self.parcels[name].notna().any())

    def put(self, name: str, values: pd.Series) -> None:
        """Add a column under its heading, or the next free one; `geometry` is never free."""
        self.found[free_name(name, {*self.found, "geometry"})] = values

    def add(self, names: Iterator[str]) -> None:
        """Add columns of the parcels as they read."""
        for name in names:
            values, measure = self.parcels[name], measure_of(name, unit=self.unit)
            if measure is not None and values.dtype.kind in "iuf":
                numbers = values.astype("Float64") * measure.per_stored
                shown = numbers.round(measure.digits)
                whole = "Int64" if measure.digits == 0 else "float64"
                self.put(
                    heading(
                        name, self.lang, unit=read_unit(name, self.unit), statuses=self.statuses
                    ),
                    shown.astype(whole),
                )
                continue
            kept = column_kind(name) in ("date", "count") or (
                column_kind(name) is None and values.dtype.kind in "iufMb"
            )
            words = values if kept else value_texts(values, name, self.lang, statuses=self.statuses)
            self.put(heading(name, self.lang, statuses=self.statuses), words)

    def add_areas(self) -> None:
        """Add the three rounded areas, and by how much the measured one differs from the stated."""
        areas = areas_compared(self.ledger, unit=self.unit)
        for area in AREAS:
            self.put(heading(AREA_COLUMNS[area], self.lang, unit=self.unit), areas[area])
        unit = grammar(self.lang).brackets(unit_label(self.unit, self.lang))
        self.put(wording("shown.difference", self.lang) + unit, areas["difference"])

    def add_users(self) -> None:
        """Add the enterprises that use each parcel, and their class as the office states it."""
        shown = AssetsShown("status", is_own=True)
        year = asset_year(self.ledger, shown.of_year(self.ledger), None, self.lang)
        users = parcel_columns(self.ledger, shown, year, self.lang)
        for name in users.columns:
            self.put(str(name), users[name])


def _parts_of(columns: object) -> set[str]:
    """Return the parts that were named.

    Raises
    ------
    ChoiceError
        If one of them is unknown, or it is no list of parts.
    """
    if isinstance(columns, str):
        columns = [columns]
    if not isinstance(columns, list | tuple | set | frozenset):
        raise ChoiceError("shown.no_parts", value=brief(columns))
    return {choose(part, ViewPart, "columns") for part in columns}


def _verdict_columns(parcels: gpd.GeoDataFrame) -> Iterator[str]:
    """Yield the columns of the verdict that a table has: status and flags first."""
    names = [str(name) for name in parcels.columns]
    yield from (name for name in ("status",) if name in names)
    yield from flag_columns(parcels).values()
    yield from (name for name in names if name.startswith(AXIS_PREFIX))
    yield from (name for name in RESULTS if name in names and name not in NOT_SHOWN)


def _own_columns(ledger: Ledger) -> list[str]:
    """Return the columns of the office that became no fact, in the order of the table."""
    accounts = [one.account for one in ledger.sources]
    accounts += [one.account for one in ledger.registers]
    used = {entry.heading for account in accounts for entry in account if entry.field}
    geometry = ledger.parcels.active_geometry_name
    computed = {*FIELDS, *RESULTS, *AREA_COLUMNS.values(), *flag_columns(ledger.parcels).values()}
    return [
        name
        for name in map(str, ledger.parcels.columns)
        if name != geometry
        and name not in computed
        and not name.startswith((FLAG_PREFIX, AXIS_PREFIX))
        and name.removeprefix(REGISTER) not in used
    ]
