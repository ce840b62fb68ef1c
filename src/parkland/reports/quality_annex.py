"""The annex on data quality: issues, records that could not be used, parcels that overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.display import label, parcel_names, value_texts
from parkland.issue_groups import group_issues
from parkland.issues import translate_issues
from parkland.reports.report_blocks import TableBlock, TableColumn
from parkland.reports.report_columns import area_column, cells_of, report_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Cell, Row

ISSUE_COLUMNS = ("severity", "source", "source_row", "parcel_id", "action", "message", "code")
QUARANTINE_COLUMNS = (
    "source", "layer", "source_row", "row_label", "parcel_id", "name", "holder",
)  # fmt: skip
OVERLAP_COLUMNS = ("left_id", "left_holder", "right_id", "right_holder")


def quality_section(basis: Basis) -> Iterator[TableBlock]:
    """Yield the issues, the records that could not be used, and the overlaps."""
    yield all_issues(basis)
    yield issues_by_code(basis)
    yield quarantined(basis)
    yield overlapping(basis)


def all_issues(basis: Basis) -> TableBlock:
    """Return every kind of fault and guess in each source, for the workbook."""
    found = translate_issues(basis.ledger.issues, lang=basis.lang, unit=basis.unit)
    found = group_issues(found, lang=basis.lang)
    return TableBlock(
        key="issues",
        caption=basis.text("issues"),
        columns=tuple(report_column(basis, name) for name in ISSUE_COLUMNS),
        rows=_rows(basis, found, ISSUE_COLUMNS),
        only_wide=True,
        leads_sheet=True,
        when_empty="leave_out",
    )


def issues_by_code(basis: Basis) -> TableBlock:
    """Return how often each kind of fault or guess occurs, the worst severity first."""
    found = translate_issues(basis.ledger.issues, lang=basis.lang, unit=basis.unit)
    severities = value_texts(found["severity"], "severity", basis.lang)
    rows: list[Row] = []
    for code in found["code"].unique():
        own = found["code"] == code
        first = own.idxmax()
        rows.append((severities[first], str(found.loc[first, "message"]), int(own.sum())))
    return TableBlock(
        key="issues_by_code",
        caption=basis.text("issues_by_code"),
        columns=(
            report_column(basis, "severity"),
            TableColumn(key="message", heading=basis.text("example")),
            TableColumn(key="number", heading=basis.text("number"), kind="count"),
        ),
        rows=tuple(rows),
        when_empty="say_none",
    )


def quarantined(basis: Basis) -> TableBlock:
    """Return the records that could not be used."""
    quarantine = basis.ledger.quarantine
    names = tuple(name for name in QUARANTINE_COLUMNS if name in quarantine.columns)
    return TableBlock(
        key="quarantine",
        caption=basis.text("quarantine"),
        columns=tuple(report_column(basis, name) for name in names),
        rows=_rows(basis, quarantine, names),
        when_empty="leave_out",
    )


def overlapping(basis: Basis) -> TableBlock:
    """Return every two parcels that share ground, with the area that they share."""
    pairs = basis.ledger.overlaps
    shared = basis.figures[basis.unit].rounded(pairs["shared_m2"].tolist())
    words = value_texts(pairs["kind"], "overlap_kind", basis.lang)
    # A parcel without a number is called by its name or its record.
    called = parcel_names(basis.ledger.parcels, form="short")
    named = pairs.assign(
        **{
            f"{side}_id": pairs[side]
            .map(called)
            .astype("str")
            .where(pairs[side].isin(called.index), pairs[f"{side}_id"])
            for side in ("left", "right")
        }
    )
    sides = _rows(basis, named, OVERLAP_COLUMNS)
    return TableBlock(
        key="overlaps",
        caption=basis.text("overlaps"),
        columns=(
            *(
                TableColumn(key=name, heading=basis.text(f"column_{name}"))
                for name in OVERLAP_COLUMNS
            ),
            TableColumn(key="kind", heading=basis.text("column_kind")),
            area_column(basis, basis.unit, "shared", label("overlap", basis.lang)),
        ),
        rows=tuple(
            (*row, word, float(area)) for row, word, area in zip(sides, words, shared, strict=True)
        ),
        when_empty="leave_out",
    )


def _rows(basis: Basis, table: pd.DataFrame, names: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the named columns of a table as rows of cells."""
    columns: list[list[Cell]] = [cells_of(basis, name, table[name]) for name in names]
    return tuple(zip(*columns, strict=True))
