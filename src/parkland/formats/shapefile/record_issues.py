"""Report the faults of a shapefile as issues.

An unusable record has no issue here. Its code is in `LayerContent.unusable`, and `clean` reports it
when it quarantines the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.formats.library_remarks import remarks_of
from parkland.formats.shapefile.shp_layout import PATCH
from parkland.formats.shapefile.shp_shapes import places_with_other_bounds
from parkland.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkland.formats.evidence import Counts, Evidence
    from parkland.formats.shapefile.dbf_columns import DecodedColumns
    from parkland.formats.shapefile.record_join import RecordJoin
    from parkland.formats.shapefile.shp_layout import ShpAccount


def encoding_issues(encoding: Evidence, *, has_table: bool) -> list[Issue]:
    """Report a missing .dbf, or an encoding that was inferred or contradicts the declaration."""
    if not has_table:
        return [Issue(code="source.no_attributes")]
    if encoding.how == "contradicted":
        return [Issue(code="encoding.contradicted", value=encoding.value, action="repaired")]
    if encoding.how == "weighed":
        value = f"{encoding.value}: {encoding.detail}"
        return [Issue(code="encoding.doubtful", value=value)]
    if encoding.how == "bytes":
        return [Issue(code="encoding.inferred", value=encoding.value)]
    return []


def record_issues(
    join: RecordJoin, *, has_index: bool, is_known: Callable[[str], bool]
) -> list[Issue]:
    """Report the faults in the records.

    Parameters
    ----------
    join
        The records.
    has_index
        Whether there is a .shx.
    is_known
        A function that returns whether the profile knows a heading. Cells of such columns are not
        reported here, because `clean` checks them as values of their field.
    """
    return [
        *_repaired_or_without_row(join),
        *_moved(join),
        *_surfaces(join),
        *_cells(join.columns, is_known),
        *_disagreement(join.counts, join.account, has_index=has_index),
    ]


def _repaired_or_without_row(join: RecordJoin) -> list[Issue]:
    issues = [
        Issue(code="source.repaired_record", source_row=number, action="repaired")
        for number in join.account.repaired
    ]
    issues += [
        remark
        for place, reason in join.trouble.items()
        for remark in remarks_of([reason], source_row=place + 1)
    ]
    if not join.has_table:
        return issues
    rows = len(join.table.rows)
    if join.table.truncated:
        issues.append(Issue(code="source.cut_row", source_row=rows))
    without = [place for place in range(rows, join.account.records) if not join.unusable[place]]
    issues += [Issue(code="source.unreadable_attributes", source_row=n + 1) for n in without]
    return issues


def _surfaces(join: RecordJoin) -> list[Issue]:
    """Report how many records are surfaces in space."""
    number = int((join.shapes != None).sum()) if join.account.kind == PATCH else 0  # noqa: E711
    return [Issue(code="geometry.surfaces", value=str(number))] if number else []


def _moved(join: RecordJoin) -> list[Issue]:
    places = places_with_other_bounds(join.account.boxes[: len(join.shapes)], join.shapes)
    return [
        Issue(code="geometry.bounds_differ", source_row=int(place) + 1, field="geometry")
        for place in places
    ]


def _cells(columns: DecodedColumns, is_known: Callable[[str], bool]) -> list[Issue]:
    """Report cells and columns whose content does not fit their type."""
    issues = [Issue(code="column.binary", field=name) for name in columns.binary]
    issues += [
        Issue(code="value.null_stars", field=name, value=str(number))
        for name, number in columns.nulls.items()
    ]
    issues += [
        Issue(code="source.undecodable_text", source_row=row + 1, value=", ".join(names))
        for row, names in sorted(columns.undecodable.items())
    ]
    for heading, cells in columns.bad.items():
        if not is_known(heading):
            issues += [
                Issue(code="value.bad_cell", source_row=row + 1, field=heading, value=text)
                for row, text in cells
            ]
    if columns.cut:
        issues.append(Issue(code="encoding.cut_text", value=str(columns.cut), action="repaired"))
    return issues


def _disagreement(counts: Counts, account: ShpAccount, *, has_index: bool) -> list[Issue]:
    """Report files with different numbers of records, and a .shx that was not used."""
    issues = []
    by_part = {
        ".shp": counts.in_shp,
        ".shx": counts.in_shx,
        ".dbf": counts.in_dbf,
        ".dbf header": counts.promised,
    }
    known = {part: number for part, number in by_part.items() if number is not None}
    if len(set(known.values())) > 1:
        value = ", ".join(f"{part} {number}" for part, number in known.items())
        issues.append(Issue(code="source.count_mismatch", value=value))
    if not has_index:
        issues.append(Issue(code="source.index_rebuilt", action="repaired"))
    elif account.contradicted:
        issues.append(Issue(code="source.index_contradicted", action="repaired"))
    if account.missing:
        issues.append(Issue(code="source.cut_file", value=str(account.missing)))
    if account.excess:
        issues.append(Issue(code="source.stray_bytes", value=str(account.excess)))
    return issues
