"""Make one row a year of the columns of a table: wide years, and years that the table names.

A figure is of the year in its heading; else of the year in a column of the row; else of the only
year that the names of file and sheet or the titles name; else of the year in the profile. Figures
of 上年度 are of the year before. Where none of these says the year, the figures are refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parkland.issues import Issue
from parkland.schema import PROVENANCE, blank

if TYPE_CHECKING:
    import pandas as pd

    from parkland.assets.typed_rows import TypedRows
    from parkland.conventions import Profile

OURS = [one.name for one in PROVENANCE]
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
OF_ROW = 0  # the key of figures that are of the row's own year


def reporting_years(table: TypedRows, profile: Profile) -> pd.Series:
    """Return the year that each row is about, missing where nothing says it."""
    import pandas as pd

    years = table.column("year")
    named = set(map(int, _YEARS.findall(table.title)))
    has_figures = bool(table.yearly) or any(
        one.is_yearly and name in table.rows for name, one in table.fields.items()
    )
    if years.notna().all() or not has_figures:
        return years
    year = next(iter(named)) if len(named) == 1 else profile.assets.year
    if not year:
        return years
    source = str(table.rows["source"].iloc[0])
    needs = any(back < 0 for some in table.yearly.values() for back in some) or any(
        one.is_yearly and name in table.rows and name != "scale"
        for name, one in table.fields.items()
    )
    if needs:
        table.collector.issues.append(
            Issue(code="asset.year_assumed", source=source, field="year", value=str(year))
        )
    return years.fillna(year).astype(years.dtype) if len(years) else pd.Series(years)


def by_year(table: TypedRows, profile: Profile) -> pd.DataFrame:
    """Return the figures of a table with one row for each row and year.

    The columns are `row` (the label of the row in the table), `year`, the fields that are about a
    year, and where the row is from. What has no year is left out and reported.
    """
    import pandas as pd

    years = reporting_years(table, profile)
    plain = {
        name: table.rows[name]
        for name, one in table.fields.items()
        if one.is_yearly and name in table.rows
    }
    sets: dict[int, dict[str, pd.Series]] = {}
    if plain or "year" in table.rows:
        sets[OF_ROW] = plain
    for name, wide in table.yearly.items():
        for year, values in wide.items():
            sets.setdefault(year, {})[name] = values
    own = sets.get(OF_ROW, {})
    if "scale" in own and len(sets) > 1 and years.isna().all():
        # A scale beside wide years is that of the enterprise in each of them.
        scale = own.pop("scale")
        sets = {year: columns for year, columns in sets.items() if columns}
        for year, columns in sets.items():
            if year != OF_ROW:
                columns.setdefault("scale", scale)
    parts = []
    for year, columns in sets.items():
        frame = pd.DataFrame({**columns, **table.rows[OURS]}, index=table.rows.index)
        frame["row"] = table.rows.index
        if year > 0:
            frame["year"] = pd.Series(year, index=frame.index, dtype="Int64")
        else:
            frame["year"] = years + year
        filled = frame[list(columns)].notna().any(axis=1)
        undated = frame["year"].isna()
        _refuse(table, frame[filled & undated], list(columns), is_before=year < 0)
        # A row of a year without figures says that the enterprise is there; a wide one does not.
        kept = ~undated & (filled | (year == OF_ROW))
        parts.append(frame[kept])
    if not parts:
        index = table.rows.index[:0]
        return pd.DataFrame(
            {"row": index, "year": blank("year", index), **table.rows[OURS].iloc[:0]}
        )
    return pd.concat(parts, ignore_index=True)


def _refuse(table: TypedRows, rows: pd.DataFrame, names: list[str], *, is_before: bool) -> None:
    """Report figures of which nothing says the year: one issue for each source."""
    code = "asset.reporting_year" if is_before else "asset.year_unknown"
    headings = [
        entry.heading
        for entry in table.account
        if entry.field.partition("@")[0] in names
        and (entry.field.partition("@")[2].startswith("-") == is_before)
    ]
    for source, some in rows.groupby("source", sort=False):
        value = f"{'、'.join(headings)} ({len(some)})"
        table.collector.issues.append(
            Issue(code=code, source=str(source), field="year", value=value)
        )
