"""Cleaning: the raw table becomes parcels in the canonical schema, and every fault an issue.

No record is lost: ``len(parcels) + len(quarantine) == len(raw)``. A record without a usable
geometry goes to the quarantine with the reason. Every other record is kept and, where that is safe,
repaired; the issues list what was found and what was done.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from parkland.choices import OnInvalid, choose
from parkland.cleaning.amount_units import measured_by_number, measured_by_row
from parkland.cleaning.canonical_facts import canonical_facts
from parkland.cleaning.column_choice import with_settled_marks
from parkland.cleaning.issue_collector import IssueCollector
from parkland.cleaning.parcel_numbers import destroyed, report_identities
from parkland.cleaning.parkland_tables import (
    own_columns,
    restored_axes,
    restored_facts,
    restored_rows,
)
from parkland.cleaning.points_without_outline import points_of, with_outlines
from parkland.cleaning.register_join import join_registers, lay_over, number_columns
from parkland.cleaning.register_tables import register_tables
from parkland.cleaning.status_axes import axis_codes
from parkland.cleaning.table_names import (
    columns_beside,
    renamed_columns,
    with_text_names,
)
from parkland.cleaning.unclear_words import with_unclear_axes
from parkland.cleaning.unread_words import with_settled_words
from parkland.cleaning.usable_shapes import (
    report_duplicates,
    report_odd_sizes,
    usable_geometries,
    validity_of,
)
from parkland.column_names import free_name
from parkland.conventions import Profile, load_profile
from parkland.errors import ChoiceError, brief
from parkland.issues import Issue, IssueBatch, issue_table
from parkland.schema import (
    AREA_COLUMNS,
    IDENTITIES,
    PROVENANCE,
    RESTORED,
    UNUSABLE,
    require_plain_index,
    require_read,
)
from parkland.shared_blanks import rows_sharing_blanks
from parkland.sources.row_labels import ROW_LABEL, with_row_labels

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd

    from parkland.cleaning.register_join import JoinedRegisters
    from parkland.cleaning.table_decisions import TableDecisions

__all__ = ["Cleaned", "clean"]

THREADS = 2
STATED = AREA_COLUMNS["stated"]
REASON = "reason"


class Cleaned(NamedTuple):
    """The result of `clean`: parcels, issues, and the records that cannot be used."""

    parcels: gpd.GeoDataFrame
    issues: pd.DataFrame
    quarantine: gpd.GeoDataFrame


def clean(
    raw: gpd.GeoDataFrame,
    /,
    *,
    register: pd.DataFrame | Iterable[pd.DataFrame] | None = None,
    profile: str | os.PathLike[str] | Profile = "default",
    on_invalid: OnInvalid = "repair",
) -> Cleaned:
    """Return parcels in the canonical schema, the issues found, and the unusable records.

    Parameters
    ----------
    raw
        From `read_parcels`. It is not changed.
    register
        Facts that are joined by parcel number: a table from `read_register`, any DataFrame with
        headings that the profile knows, or a list of them. Where the layer has another value, the
        register's is used; where two registers differ, the first is followed. Each difference is an
        issue.
    profile
        The office's conventions.
    on_invalid
        ``"repair"`` invalid rings, or ``"quarantine"`` them.

    Returns
    -------
    parcels : GeoDataFrame
        Canonical columns (`parkland.schema`), then the office's own, then the register's, and the
        geometry. An own column whose name is canonical is kept as ``raw_<name>``. The index is a
        subset of that of `raw`.
    issues : DataFrame
        See `parkland.issues`.
    quarantine : GeoDataFrame
        The raw rows that cannot be used, with `stated_area_m2` where it is known, and `reason`, a
        code of the issues.

    Raises
    ------
    ColumnError
        If `raw` does not come from `read_parcels`.
    ChoiceError, ConventionError

    Examples
    --------
    >>> import parkland as pk
    >>> raw = pk.read_parcels(pk.sample_path() / "十类地.shp")
    >>> parcels, issues, quarantine = pk.clean(raw)
    >>> len(parcels), len(quarantine), list(parcels["disposal_kind"].unique())
    (4, 0, ['revitalised'])
    """
    import geopandas as gpd

    choose(on_invalid, OnInvalid, "on_invalid")
    conventions = load_profile(profile)
    if not isinstance(raw, gpd.GeoDataFrame):
        raise ChoiceError("cleaning.no_table", raw=brief(raw))
    require_read(raw)
    registers = register_tables(register)
    found = clean_rows(raw, registers, conventions, on_invalid=on_invalid)
    receipts = raw.attrs.get("receipts", ())
    issues = issue_table(found.issues, unit=conventions.print_units[0])
    return Cleaned(
        found.parcels,
        with_row_labels(issues, receipts),
        with_row_labels(found.quarantine, receipts),
    )


class CleanedRows(NamedTuple):
    """The result of `clean_rows`; `lost` says which numbers of the parcels are destroyed."""

    parcels: gpd.GeoDataFrame
    issues: list[Issue | IssueBatch]
    quarantine: gpd.GeoDataFrame
    lost: pd.Series


def clean_rows(
    raw: gpd.GeoDataFrame,
    registers: list[pd.DataFrame],
    conventions: Profile,
    *,
    on_invalid: str = "repair",
    decisions: TableDecisions | None = None,
    joined: JoinedRegisters | None = None,
    is_whole: bool = True,
) -> CleanedRows:
    """Clean a table or a piece of one.

    Parameters
    ----------
    raw, registers, conventions, on_invalid
        As for `clean`; the registers as tables of `register_tables`.
    decisions
        What is decided about the columns of the whole table. It is recorded there, unless it is
        settled. Default: it is decided by `raw`.
    joined
        The facts of registers that were matched with the whole table. `registers` are then not
        matched.
    is_whole
        Whether parcels are compared with each other: numbers and shapes that occur twice.
    """
    import geopandas as gpd
    import pandas as pd

    require_plain_index(raw)
    of_sources = _source_issues(raw)
    raw = with_text_names(raw)
    raw.attrs.clear()  # pandas would copy them with every column
    collector = IssueCollector(raw, decisions)
    again = restored_rows(raw)
    own = own_columns(_own_columns(raw), again, collector)
    # GEOS releases the interpreter lock: validity is checked while Python parses the cells
    with ThreadPoolExecutor(THREADS) as aside:
        validity = aside.map(validity_of, np.array_split(raw.geometry.to_numpy(), THREADS))
        facts = _facts(raw, own, again, conventions, collector)
    cells = number_columns(own, conventions)
    lost = destroyed(facts["parcel_id"], cells, collector.decisions)
    if joined is None:
        ids = facts["parcel_id"]
        by_number = measured_by_number(ids, measured_by_row(raw)(ids))
        facts, extra, about_registers = join_registers(
            facts, lost, registers, conventions, collector, measure=by_number
        )
    else:
        facts, extra = lay_over(facts, joined, conventions, collector)
        about_registers = []
    axes = _axes(raw, facts, again, conventions, collector)
    tables = [own, *registers, *([joined.columns] if joined is not None else [])]
    facts = with_settled_words(facts, axes)
    facts = with_settled_marks(facts, axes, tables, conventions, collector)
    facts = with_unclear_axes(facts, axes, raw["layer"].where(~again), conventions)
    known = raw[UNUSABLE] if UNUSABLE in raw.columns else None
    points = points_of(raw, conventions)
    shapes, reasons = usable_geometries(
        raw.geometry,
        collector,
        valid=np.concatenate(list(validity)),
        on_invalid=on_invalid,
        rules=conventions.areas,
        known=known,
        points=points,
    )
    kept = reasons == ""
    facts = with_outlines(facts, points & kept.to_numpy(), collector)
    drawn = kept & ~points
    records = raw[[field.name for field in PROVENANCE]]
    if is_whole:
        report_identities(facts.loc[kept, "parcel_id"], lost, collector)
        named = pd.concat([records, facts[["parcel_id", "name"]]], axis=1)
        report_duplicates(shapes.loc[drawn], named, collector)
    report_odd_sizes(shapes.loc[drawn], collector, least_width_m=conventions.least_width_m)
    own = own.rename(columns=renamed_columns(own, collector))
    extra = columns_beside(extra, [str(name) for name in own.columns])
    everything = pd.concat([records, facts, axes, own, extra], axis=1)
    whole = gpd.GeoDataFrame(everything, geometry=shapes, crs=raw.crs, copy=False)
    # Usually all rows are kept: the office's own columns are then those of the raw table.
    parcels = whole if kept.all() else rows_sharing_blanks(whole, np.flatnonzero(kept))
    quarantine = raw.loc[~kept].drop(columns=[UNUSABLE, RESTORED], errors="ignore")
    # A column of the office with the name of one that is added is kept under another.
    added = (STATED, REASON, ROW_LABEL)
    quarantine = quarantine.rename(
        columns={name: free_name(f"raw_{name}", raw.columns) for name in added}
    )
    more = {STATED: facts.loc[~kept, STATED], REASON: reasons[~kept]}
    quarantine = cast("gpd.GeoDataFrame", pd.concat([quarantine, pd.DataFrame(more)], axis=1))
    for result in (parcels, quarantine):
        result.attrs.clear()
    return CleanedRows(
        parcels, [*of_sources, *collector.issues, *about_registers], quarantine, lost
    )


def identities_of(
    raw: gpd.GeoDataFrame, conventions: Profile, decisions: TableDecisions
) -> tuple[pd.DataFrame, pd.Series]:
    """Return what registers are matched by, and which numbers are destroyed, of a piece.

    The columns are those of `schema.IDENTITIES`. Nothing is reported; `clean_rows` does that.
    """
    raw = with_text_names(raw)
    collector = IssueCollector(raw, decisions)
    again = restored_rows(raw)
    own = own_columns(_own_columns(raw), again, collector)
    facts = _facts(raw, own, again, conventions, collector)
    lost = destroyed(facts["parcel_id"], number_columns(own, conventions), decisions)
    return facts[list(IDENTITIES)], lost


def _own_columns(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that the office wrote."""
    ours = {"geometry", UNUSABLE, RESTORED, *(field.name for field in PROVENANCE)}
    return table[[name for name in table.columns if name not in ours]]


def _facts(
    raw: gpd.GeoDataFrame,
    own: pd.DataFrame,
    again: pd.Series,
    profile: Profile,
    collector: IssueCollector,
) -> pd.DataFrame:
    """Return the canonical facts: parsed from the own columns, or as parkland wrote them before."""
    import pandas as pd

    if not again.any():
        return canonical_facts(own, profile, collector, measure=measured_by_row(raw))
    before = restored_facts(_own_columns(raw[again]), profile, collector)
    if again.all():
        return before
    fresh = canonical_facts(own[~again], profile, collector, measure=measured_by_row(raw))
    facts = pd.concat([before, fresh]).loc[raw.index]
    collector.set_parcel_ids(facts["parcel_id"])
    return facts


def _axes(
    raw: pd.DataFrame,
    facts: pd.DataFrame,
    again: pd.Series,
    profile: Profile,
    collector: IssueCollector,
) -> pd.DataFrame:
    """Return the codes of the axes: from status words, or as parkland wrote them before."""
    import pandas as pd

    if not again.any():
        return axis_codes(facts, raw["layer"], profile, collector)
    first = raw["raw_layer"] if "raw_layer" in raw else raw["layer"]
    before = restored_axes(raw[again], facts[again], first[again], profile, collector)
    if again.all():
        return before
    fresh = axis_codes(facts[~again], raw.loc[~again, "layer"], profile, collector)
    return pd.concat([before, fresh]).loc[raw.index]


def _source_issues(raw: gpd.GeoDataFrame) -> list[Issue]:
    receipts = raw.attrs.get("receipts", ())
    return [
        *(issue for receipt in receipts for issue in receipt.issues),
        *raw.attrs.get("notes", ()),
    ]
