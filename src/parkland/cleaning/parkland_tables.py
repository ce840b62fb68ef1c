"""Tables that parkland wrote and reads again: their canonical columns are used as they stand.

Such a file also holds the office's own columns. They are not parsed a second time, because the
canonical columns can hold facts of a register or of another profile. What parkland computes for a
day (flags, status, areas) is dropped and computed again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.cleaning.canonical_facts import canonical_facts
from parkland.cleaning.status_axes import axis_codes
from parkland.columns import Heading
from parkland.conventions import compact_word
from parkland.display import codes_of_words
from parkland.schema import (
    AREA_COLUMNS,
    AXES,
    AXIS_CODES,
    AXIS_ORIGINS,
    AXIS_PREFIX,
    DERIVED_FACTS,
    FIELDS,
    FLAG_PREFIX,
    FLAGS,
    RESTORED,
    as_kind,
    blank,
)
from parkland.schema import (
    RESULTS as COMPUTED,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.conventions import Profile

UNITS = {"area": "m2", "money": "元"}
RESULTS = frozenset({*FLAGS, *COMPUTED, *AREA_COLUMNS.values()}) - frozenset(FIELDS)


class CanonicalHeadings:
    """Interprets headings as `parkland.exports` writes them: the names of the fields."""

    def read(self, name: str) -> Heading | None:
        """Return the field called `name`, in the unit of the schema."""
        field = FIELDS.get(name)
        return Heading(name, 0, UNITS.get(field.kind, ""), cut=False) if field else None

    def implied(self, name: str) -> None:
        """Return None: the file states every disposal itself."""

    def unit_column(self, field: str, names: Iterable[str]) -> None:
        """Return None: units are those of the schema."""


def restored_rows(raw: pd.DataFrame) -> pd.Series:
    """Return which rows come from a file that parkland wrote."""
    import pandas as pd

    if RESTORED not in raw.columns:
        return pd.Series(data=False, index=raw.index)
    return raw[RESTORED].astype("boolean").fillna(value=False).astype(bool)


def own_columns(own: pd.DataFrame, again: pd.Series, collector: IssueCollector) -> pd.DataFrame:
    """Return the office's own columns, without the columns that parkland wrote.

    Parameters
    ----------
    own
        Every column of the source.
    again
        From `restored_rows`.
    """
    import pandas as pd

    names = [str(name) for name in own.columns]
    ours = [name for name in names if name in FIELDS or is_result(name)]
    if not again.any() or not ours:
        return own
    computed = [name for name in ours if is_result(name) and own.loc[again, name].notna().any()]
    if computed:
        marks = pd.Series(1, index=again.index[again])
        collector.add_column("column.computed", marks, field="", value="、".join(computed))
    if again.all():
        return own.drop(columns=ours)
    emptied = own.copy()
    emptied[ours] = own[ours].astype(object).mask(again, None)
    return emptied.drop(columns=[name for name in ours if emptied[name].isna().all()])


def is_result(name: str) -> bool:
    """Return whether parkland computes the column called `name`."""
    return name in RESULTS or name.startswith((FLAG_PREFIX, AXIS_PREFIX))


def restored_facts(rows: pd.DataFrame, profile: Profile, collector: IssueCollector) -> pd.DataFrame:
    """Return the canonical facts of restored rows; a cell that cannot be parsed is an issue."""
    facts = canonical_facts(rows, profile, collector, headings=CanonicalHeadings())
    for name in DERIVED_FACTS:
        if name in rows.columns:
            facts[name] = facts[name].where(facts[name].notna(), _texts(rows[name]))
    return facts


def restored_axes(
    rows: pd.DataFrame,
    facts: pd.DataFrame,
    layers: pd.Series,
    profile: Profile,
    collector: IssueCollector,
) -> pd.DataFrame:
    """Return the axes of restored rows as they were written.

    Where a register has since changed the status text, the text is parsed like that of any row.

    Parameters
    ----------
    rows
        As read.
    facts
        Of the same rows, after a register was joined.
    layers
        The name of the layer from which each row came originally.
    """
    import pandas as pd

    columns: dict[str, pd.Series] = {}
    for axis in AXES:
        codes = _texts(rows[axis.name]) if axis.name in rows else blank("code", rows.index)
        # a shapefile has words: those of the office's profile, or those that parkland prints
        printed = {compact_word(word): code for word, code in codes_of_words(axis.name).items()}
        words = {**printed, **profile.axes[axis.name]}
        found = {text: words.get(compact_word(text), text) for text in codes.dropna().unique()}
        codes = _texts(codes.replace(found))
        unknown = codes.notna() & ~codes.isin(AXIS_CODES[axis.name])
        collector.add("value.not_a_code", codes.index[unknown], field=axis.name, values=codes)
        columns[axis.name] = codes.mask(unknown)
    for origin in AXIS_ORIGINS:
        written = origin.name in rows
        columns[origin.name] = _texts(rows[origin.name]) if written else blank("text", rows.index)
    axes = pd.DataFrame(columns, index=rows.index)
    before = _texts(rows["status_text"])
    changed = facts["status_text"].fillna("") != before.fillna("")
    if changed.any():
        anew = axis_codes(facts[changed], layers[changed], profile, collector)
        axes.loc[changed] = anew.where(anew.notna(), axes[changed])
    return axes.astype(dict.fromkeys(axes.columns, "str"))


def _texts(cells: pd.Series) -> pd.Series:
    filled = cells.notna() & (cells.astype("str") != "")
    return as_kind(cells.where(filled).astype(object).where(filled, None), "text")
