"""The account of columns: what each column of a table became, why, and what it holds.

Every column has an entry. A column with an alias of the profile is used as the profile says. Among
other columns for one field, the one whose heading fits best is used and the others are named. A
column of areas or money whose cells are days, or texts, is not used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkland.columns.cell_evidence import MOST, CellEvidence, cell_evidence
from parkland.columns.field_sets import PARCELS, FieldSet
from parkland.columns.heading_marks import plain_heading, words_of
from parkland.columns.headings import AREA_WORDS, MEASURED, Heading, Headings
from parkland.columns.own_entries import with_own_entries
from parkland.schema import FIELDS, PUT_TOGETHER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from parkland.columns.headings import Match
    from parkland.conventions import Profile

NAMES = ("parcel_id", "name", "holder", "district", "location", "land_use", "supply_mode")
# Words that say whether a day was agreed or is actual.
MODES = ("约定", "规定", "合同", "协议", "实际")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEntry:
    """What one column of a table became.

    Attributes
    ----------
    heading
        The heading as it is written.
    field
        The canonical field; empty if the column is not used.
    match
        How the heading was understood: by an ``alias`` of the profile, by its ``parts``, by the
        ``initials`` of pinyin, as the beginning of a heading that was ``cut``, or because it was
        ``written`` by parkland; empty if not.
    meaning
        Why the column is not used; empty if it is. ``second``: another column fits the same field
        better. ``contradicted``: its cells are not what its heading says. ``unknown``. Else what it
        is known as: a kind of `resources/headings.toml`, ``unit``, ``own`` (own statuses).
    unit
        The unit of an area or a sum that the heading names, or that the profile gives to it.
    evidence
        What its cells hold.
    near
        The fields that a column that is not used could be about.
    read
        What the heading means.
    about
        The fields that a column of the table can be.
    """

    heading: str
    field: str
    match: Match
    meaning: str
    unit: str
    evidence: CellEvidence
    near: tuple[str, ...] = ()
    read: Heading | None = None
    about: FieldSet = PARCELS

    @property
    def is_used(self) -> bool:
        """Whether the column became a field, or holds the units of one or an own status."""
        return bool(self.field) or self.meaning in ("unit", "own")

    @property
    def could_be_days(self) -> bool:
        """Whether the column could be about a day and its cells can be days, also as numbers."""
        is_near = any(self.about.has_kind(name, "date") for name in self.near)
        return is_near and self.evidence.dates >= MOST

    @property
    def holds_facts(self) -> str:
        """``dates``, ``areas`` or ``words`` if an unused column holds such, else an empty text.

        Days that keep the records of an office, such as the day of an entry, are not meant.
        """
        is_open = self.meaning in ("second", "contradicted", "unknown", "kind") or self.near
        if self.is_used or not is_open:
            return ""
        held = self.evidence.holds
        if held == "dates" or self.could_be_days:
            return "dates"
        if self.evidence.words:
            return "words"
        word = plain_heading(self.heading)
        is_area = held == "numbers" and (
            any(name in word for name in AREA_WORDS)
            or any(self.about.has_kind(name, "area") for name in self.near)
        )
        return "areas" if is_area else ""


@dataclass(frozen=True, slots=True)
class ColumnAccount:
    """The account of the columns of one table, in their order."""

    entries: tuple[ColumnEntry, ...] = ()

    def __iter__(self) -> Iterator[ColumnEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __deepcopy__(self, memo: object) -> ColumnAccount:
        return self  # frozen; pandas copies `attrs` with every column

    @property
    def unused(self) -> tuple[ColumnEntry, ...]:
        """The columns that are not used, without those that software computed or numbered."""
        left_out = ("computed", "row_number")
        return tuple(one for one in self.entries if not one.is_used and one.meaning not in left_out)

    def by_field(self) -> dict[str, list[tuple[str, Heading]]]:
        """Return the columns of each field, the best first."""
        found: dict[str, list[tuple[str, Heading]]] = {}
        for entry in self.entries:
            if entry.field and entry.read is not None:
                found.setdefault(entry.field, []).append((entry.heading, entry.read))
        for columns in found.values():
            columns.sort(key=lambda column: column[1].fit)
        return found


def written_account(frame: pd.DataFrame, /, *, profile: Profile) -> ColumnAccount:
    """Return the account of a table that parkland wrote: canonical columns are fields as they are.

    What parkland computes for a day is left out on reading.
    """
    return ColumnAccount(
        tuple(
            ColumnEntry(
                heading=str(name),
                field=str(name) if name in FIELDS else "",
                match="written",
                meaning="" if name in FIELDS else "computed",
                unit="",
                evidence=cell_evidence(frame.iloc[:, place], profile),
            )
            for place, name in enumerate(frame.columns)
            if str(frame.dtypes.iloc[place]) != "geometry"
        )
    )


def understand(
    frame: pd.DataFrame,
    /,
    *,
    profile: Profile,
    headings: Headings | None = None,
    sheets: pd.Series | None = None,
) -> ColumnAccount:
    """Return the account of the columns of `frame`.

    Parameters
    ----------
    frame
        The columns that an office wrote; a geometry is left out.
    profile
        The office's conventions.
    headings
        Interprets the headings. Default: those of the profile.
    sheets
        The sheet or layer of each row, by which two columns for one field can be told apart.
    """
    headings = headings or Headings(profile)
    entries = [
        _entry(str(name), frame.iloc[:, place], profile, headings)
        for place, name in enumerate(frame.columns)
        if str(frame.dtypes.iloc[place]) != "geometry"
    ]
    entries = with_own_entries(_completed(entries, headings, profile), profile)
    by_name = _chosen(entries)
    entries = [by_name(entry) for entry in entries]
    if sheets is not None and len(sheets.unique()) > 1:
        entries = _sheet_by_sheet(entries, frame, sheets)
    return ColumnAccount(tuple(entries))


def _sheet_by_sheet(
    entries: list[ColumnEntry], frame: pd.DataFrame, sheets: pd.Series
) -> list[ColumnEntry]:
    """Return the entries with the second columns used that stand on other sheets than the first.

    One district calls 约定开工时间 what another calls 约定动工日期. A bare 开工时间 is no second
    column for 实际开工时间 here: its own sheet can have an empty 实际开工时间.
    """
    places = {str(name): place for place, name in enumerate(frame.columns)}
    filled = {
        entry.heading: set(sheets[frame.iloc[:, places[entry.heading]].notna()])
        for entry in entries
    }
    used: dict[str, list[str]] = {}
    for entry in entries:
        if entry.field:
            used.setdefault(entry.field, []).append(entry.heading)
    found = []
    for entry in entries:
        field = entry.near[0] if entry.meaning == "second" else ""
        taken = used.get(field, [])
        is_other = all(filled[entry.heading].isdisjoint(filled[name]) for name in taken)
        if taken and is_other and (_says_mode(entry.heading) or not any(map(_says_mode, taken))):
            used[field].append(entry.heading)
            found.append(replace(entry, field=field, meaning="", near=()))
        else:
            found.append(entry)
    return found


def _says_mode(heading: str) -> bool:
    return any(mode in plain_heading(heading) for mode in MODES)


def _entry(name: str, column: pd.Series, profile: Profile, headings: Headings) -> ColumnEntry:
    evidence = cell_evidence(column, profile)
    read, other = headings.read(name), headings.other(name)
    if headings.is_unit_column(name):
        return ColumnEntry(
            heading=name, field="", match="alias", meaning="unit", unit="", evidence=evidence
        )
    if read is None:
        return ColumnEntry(
            heading=name,
            field="",
            match="parts" if other else "",
            meaning=other.kind if other else "unknown",
            unit="",
            evidence=evidence,
            near=headings.near(name),
        )
    entry = ColumnEntry(
        heading=name,
        field=read.field,
        match="cut" if read.cut else read.match,
        meaning="",
        unit=_unit(name, read, profile, headings.about),
        evidence=evidence,
        read=read,
        about=headings.about,
    )
    return _not_used(entry, "contradicted") if _contradicts(entry) else entry


def _completed(
    entries: list[ColumnEntry], headings: Headings, profile: Profile
) -> list[ColumnEntry]:
    """Return the entries with cut headings completed that other columns leave one meaning.

    开工日 is the beginning of 开工日期 and of 开工日期(约定). Beside 约定开工日期 it is the former.
    """
    known = {entry.field for entry in entries if entry.field}
    several: list[ColumnEntry] = []
    for entry in entries:
        left = headings.cut_to(entry.heading) - known if entry.meaning == "unknown" else frozenset()
        if len(left) != 1 or not (field := next(iter(left))):
            several.append(entry)
            continue
        read = Heading(field, 0, "", cut=True, match="cut")
        unit = _unit(entry.heading, read, profile, headings.about)
        found = replace(entry, field=field, match="cut", meaning="", unit=unit, near=(), read=read)
        several.append(_not_used(found, "contradicted") if _contradicts(found) else found)
    return several


def _unit(name: str, read: Heading, profile: Profile, about: FieldSet) -> str:
    kind = about.kind(read.field)
    if kind == "money":
        return read.unit or profile.money_unit
    if kind == "area":
        return read.unit or area_unit_of(name, profile)
    return read.unit if kind in MEASURED else ""


def area_unit_of(name: str, profile: Profile) -> str:
    """Return the unit of area that a profile gives to the column `name`."""
    listed = (profile.column_units.get(word) for word in words_of(name))
    return next(filter(None, listed), profile.area_unit)


def _contradicts(entry: ColumnEntry) -> bool:
    """Return whether the cells of a column are not what its heading says.

    Areas and sums are no days. Under a heading that no profile lists they are no texts either, and
    names and places are no days, no codes and no documents. The rest of a heading, or its initials,
    must have days below it to be about a day. A single cell that cannot be read makes
    the fact of its row unreadable; that is no matter of the column.
    """
    evidence = entry.evidence
    if not evidence.filled:
        return False
    kind = entry.about.kind(entry.field)
    if kind == "date" and entry.match in ("cut", "initials"):
        # 项目完 can be left of 项目完成投资, and its numbers are no days of Excel.
        return evidence.holds != "dates"
    if kind in MEASURED:
        is_text = entry.match != "alias" and evidence.numbers == 0
        return evidence.holds == "dates" or is_text
    is_named = entry.field in NAMES and entry.match != "alias"
    return is_named and evidence.holds in ("dates", "documents", "credit_codes")


def _not_used(entry: ColumnEntry, why: str) -> ColumnEntry:
    return replace(entry, field="", meaning=why, near=(entry.field,))


def _chosen(entries: list[ColumnEntry]) -> Callable[[ColumnEntry], ColumnEntry]:
    """Return a function that turns away all but the best entries of each field."""
    best: dict[str, tuple[int, int]] = {}
    aliased: set[str] = set()
    for entry in entries:
        if not entry.field or entry.read is None:
            continue
        best[entry.field] = min(best.get(entry.field, entry.read.fit), entry.read.fit)
        if entry.read.fit[0] == 0:
            aliased.add(entry.field)
    taken: set[str] = set()

    def chosen(entry: ColumnEntry) -> ColumnEntry:
        field = entry.field
        if not field or entry.read is None or field in PUT_TOGETHER:
            return entry
        if field in aliased:
            is_best = entry.read.fit[0] == 0
        else:
            is_best = entry.read.fit == best[field] and field not in taken
            taken.update([field] if is_best else [])
        return entry if is_best else _not_used(entry, "second")

    return chosen
