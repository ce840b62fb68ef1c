"""A shapefile from its parts: shapes by GDAL, attributes from the bytes, no record left out.

The records of a shapefile are the most that any of its parts proves: the .shp by its bytes, the
.shx by its entries, the .dbf by its rows. The header of the .dbf is believed beyond that as long as
it does not promise an absurd number. Each of these records is a row of the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.formats.evidence import Counts, Evidence
from parkland.formats.gdal_records import read_shapes_alone
from parkland.formats.shapefile.dbf_columns import read_columns
from parkland.formats.shapefile.dbf_table import Table
from parkland.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from parkland.formats.shapefile.dbf_columns import Columns
    from parkland.formats.shapefile.shapefile_parts import Shapefile
    from parkland.formats.shapefile.shp_layout import Shapes

# A header that promises more rows than this, for each that anything else proves, is junk.
MOST_PROMISED, AND_SO_MANY = 10, 1000
# How far stated bounds may be off: of the size of a shape, and of its coordinates.
TOLERANCE, ROUNDING = 1e-3, 1e-7


@dataclass(frozen=True, slots=True)
class Assembled:
    """The table of a shapefile, indexed by record number from 1, and its account.

    `unusable` holds the code of what makes each record unusable, empty if nothing does.
    """

    frame: gpd.GeoDataFrame
    unusable: np.ndarray
    encoding: Evidence
    counts: Counts
    issues: list[Issue]


def assemble(parts: Shapefile, *, given: str | None, is_known: Callable[[str], bool]) -> Assembled:
    """Return every record of a shapefile.

    Parameters
    ----------
    given
        The encoding the user names, if any.
    is_known
        Whether a heading is known to the profile; the cells of such columns are judged later.

    Raises
    ------
    SourceFormatError, EncodingError
    """
    import geopandas as gpd
    import pandas as pd

    found = parts.table()
    table = found or Table()
    encoding, odd = parts.encoding(found, given=given, is_known=is_known)
    columns = read_columns(table, encoding.value)
    shapes = parts.shapes()
    with parts.readable(shapes) as path:
        geometry, trouble = read_shapes_alone(path, parts.shown)
    for place in range(len(geometry), shapes.records):
        trouble[place] = "the driver does not give it"
    size = _records(shapes, found)
    rows = len(table.rows)
    index = pd.Index(range(1, size + 1), dtype="int64")
    attributes = pd.DataFrame(columns.columns, index=pd.RangeIndex(rows))
    if rows != size:
        attributes = attributes.reindex(range(size))
    forms = np.full(size, None, dtype=object)
    forms[: len(geometry)] = geometry
    unusable = _faults(shapes, table, size, trouble)
    attributes.index = index
    frame = gpd.GeoDataFrame(attributes, geometry=forms)
    counts = Counts(
        in_shp=shapes.in_file,
        in_shx=shapes.indexed,
        in_dbf=None if found is None else rows,
        promised=None if found is None else found.promised,
        deleted=int(table.deleted.sum()),
        null=len(shapes.nulls) + max(0, rows - shapes.records) * (not shapes.missing),
        truncated=int((unusable == "source.truncated_record").sum()),
        unreadable=len(shapes.damaged) + len(trouble),
        missing=int((unusable == "source.missing_record").sum()),
        repaired=len(shapes.mended),
        overflowed=columns.overflowed,
        cut_texts=columns.cut,
    )
    told = [
        *odd,
        *_record_issues(shapes, table, unusable, trouble, rows=rows if found else None),
        *_moved(shapes.boxes[: len(geometry)], geometry),
        *_cell_issues(columns, is_known),
        *_disagreement(counts, shapes, parts),
    ]
    return Assembled(frame, unusable, encoding, counts, told)


def _records(shapes: Shapes, table: Table | None) -> int:
    """Return how many records there are."""
    proven = max(shapes.records, 0 if table is None else len(table.rows))
    promised = 0 if table is None else table.promised
    return max(proven, promised) if promised <= MOST_PROMISED * proven + AND_SO_MANY else proven


def _faults(shapes: Shapes, table: Table, size: int, trouble: dict[int, str]) -> np.ndarray:
    """Return the code of what makes each record unusable, empty if nothing does yet."""
    unusable = np.full(size, "", dtype=object)
    unusable[max(shapes.records, len(table.rows)) :] = "source.missing_record"
    if shapes.missing:  # rows whose shape was in what is cut off
        unusable[shapes.records : len(table.rows)] = "source.truncated_record"
    unusable[[number - 1 for number in shapes.truncated]] = "source.truncated_record"
    unusable[[number - 1 for number in shapes.damaged]] = "source.unreadable_record"
    unusable[list(trouble)] = "source.unreadable_record"
    deleted = np.flatnonzero(table.deleted)
    unusable[deleted] = "source.deleted_record"
    return unusable


def _record_issues(
    shapes: Shapes,
    table: Table,
    unusable: np.ndarray,
    trouble: dict[int, str],
    *,
    rows: int | None,
) -> list[Issue]:
    """Report records that were mended or whose row is lost; those unusable are told by `clean`."""
    issues = [
        Issue(code="source.repaired_record", source_row=number, action="repaired")
        for number in shapes.mended
    ]
    issues += [
        Issue(code="source.remark", source_row=place + 1, value=said)
        for place, said in trouble.items()
    ]
    if rows is None:
        return issues
    if table.truncated:
        issues.append(Issue(code="source.cut_row", source_row=rows))
    without = [place for place in range(rows, shapes.records) if not unusable[place]]
    issues += [Issue(code="source.unreadable_attributes", source_row=n + 1) for n in without]
    return issues


def _moved(stated: np.ndarray, geometry: np.ndarray) -> list[Issue]:
    """Report records whose points do not fill the bounds that they state: some were altered."""
    import shapely

    actual = shapely.bounds(geometry)
    known = np.isfinite(stated).all(axis=1) & np.isfinite(actual).all(axis=1)
    size = np.hypot(*(actual[:, 2:] - actual[:, :2]).T)
    slack = TOLERANCE * size + ROUNDING * np.abs(actual).max(axis=1)
    with np.errstate(invalid="ignore"):
        moved = known & (np.abs(stated - actual) > slack[:, None]).any(axis=1)
    return [
        Issue(code="geometry.bounds_differ", source_row=int(place) + 1, field="geometry")
        for place in np.flatnonzero(moved)
    ]


def _cell_issues(columns: Columns, is_known: Callable[[str], bool]) -> list[Issue]:
    """Report cells and columns that are not what they promise."""
    issues = [Issue(code="column.binary", field=name) for name in columns.binary]
    issues += [
        Issue(code="source.undecodable_text", source_row=row + 1, value=", ".join(names))
        for row, names in sorted(columns.undecodable.items())
    ]
    for heading, cells in columns.bad.items():
        if not is_known(heading):  # a canonical field reports its own
            issues += [
                Issue(code="value.bad_cell", source_row=row + 1, field=heading, value=text)
                for row, text in cells
            ]
    if columns.cut:
        issues.append(Issue(code="encoding.cut_text", value=str(columns.cut), action="repaired"))
    return issues


def _disagreement(counts: Counts, shapes: Shapes, parts: Shapefile) -> list[Issue]:
    """Report parts that differ in the number of records, and a .shx that was made anew."""
    issues = []
    said = {
        ".shp": counts.in_shp,
        ".shx": counts.in_shx,
        ".dbf": counts.in_dbf,
        ".dbf header": counts.promised,
    }
    numbers = {number for number in said.values() if number is not None}
    if len(numbers) > 1:
        value = ", ".join(f"{part} {n}" for part, n in said.items() if n is not None)
        issues.append(Issue(code="source.count_mismatch", value=value))
    if "shx" not in parts.parts:
        issues.append(Issue(code="source.index_rebuilt", action="repaired"))
    elif shapes.contradicted:
        issues.append(Issue(code="source.index_contradicted", action="repaired"))
    if shapes.missing:
        issues.append(Issue(code="source.cut_file", value=str(shapes.missing)))
    if shapes.excess:
        issues.append(Issue(code="source.stray_bytes", value=str(shapes.excess)))
    return issues
