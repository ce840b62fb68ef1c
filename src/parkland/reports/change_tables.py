"""The tables of a comparison: balance, opening and closing, parcels, facts, statuses, issues.

Every printed area is a piece of the rounded areas of the two ledgers, so that the rows of a parcel,
of a kind and of a group add up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from parkland.changes import KINDS
from parkland.display import code_words, label, unit_label
from parkland.issues import translate_issues
from parkland.languages import grammar
from parkland.reports.change_words import ChangeWords
from parkland.reports.report_blocks import TableBlock, TableColumn
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from parkland.changes import Changes
    from parkland.choices import Lang
    from parkland.reports.report_blocks import Cell, Row

FLOWS = ("opening", "out", "gone", "in", "new", "resurvey", "closing")
COUNTS = ("opening", "out", "in", "closing")
TERMS = ("opening", "kept", "gone", "resurvey", "new", "closing")
UNCHANGED = "unchanged"
SHARE_DIGITS = 4


class ChangeTables(ChangeWords):
    """The tables of a comparison in a language.

    Parameters
    ----------
    changes
        The comparison.
    lang
        Language of headings and words.
    """

    def colors(self, kinds: Sequence[str]) -> tuple[str, ...]:
        """Return the colours of kinds of change."""
        palette = resource("palette.toml")["change"]
        return tuple(str(palette[kind]) for kind in kinds)

    def by_kind(self) -> TableBlock:
        """Return a row for each kind that occurs, with the parcels and the land of both sides."""
        counts, land = self.changes.counts, self.changes.land_by_kind
        words = code_words("change_kind", self.lang)
        numbers, areas = counts.to_numpy(dtype="int64"), land.to_numpy(dtype="float64")
        found = [n for n in range(len(KINDS)) if numbers[n].any() or areas[n].any()]
        rows: list[Row] = [
            (words[KINDS[n]], *numbers[n].tolist(), *areas[n].tolist()) for n in found
        ]
        sums = [*numbers.sum(axis=0).tolist(), *areas.sum(axis=0).round(self.digits).tolist()]
        return TableBlock(
            key="change_kinds",
            caption=self.text("by_kind"),
            columns=(
                self._column("kind"),
                self._count("parcels_before"),
                self._count("parcels_after"),
                self._area("area_before"),
                self._area("area_after"),
            ),
            rows=tuple(rows),
            total=(self.text("total"), *sums),
            colors=self.colors([KINDS[n] for n in found]),
        )

    def balance(self) -> TableBlock:
        """Return the terms of the balance of the land, as printed."""
        values = self.changes.printed_balance
        return TableBlock(
            key="change_balance",
            caption=self.text("balance_table"),
            columns=(self._column("term"), self._area("area_after", label("area", self.lang))),
            rows=tuple((self.text(term), values[term]) for term in TERMS),
        )

    def totals(self) -> Iterator[TableBlock]:
        """Yield opening, in, out and closing for each column."""
        names = self.changes.totals["by"].unique().tolist()
        for by in names:
            table = self._totals_by(str(by))
            # what the columns mean is said once, below the last of them
            yield table if by == names[-1] else replace(table, note="")

    def relations(self, *, without: Collection[str] = (UNCHANGED,)) -> TableBlock:
        """Return a row for each relation, except those of the kinds `without`."""
        parcels = self.changes.parcels
        parcels = parcels[~parcels["kind"].isin(list(without))]
        parcels = parcels.sort_values("group", kind="stable")
        groups = pd.factorize(parcels["group"])[0] + 1
        ending = self.changes.printed
        columns: list[list[Cell]] = [
            [int(group) for group in groups],
            self.coded(parcels["kind"], "change_kind"),
            _cells(parcels["before_id"]),
            _cells(parcels["after_id"]),
            self.coded(parcels["relation"], "change_relation"),
            _areas(parcels[f"before_{ending}"], parcels["before_id"]),
            _areas(parcels[f"after_{ending}"], parcels["after_id"]),
            _known(parcels["share_of_before"]),
            _known(parcels["share_of_after"]),
            _known(parcels["confidence"]),
            self.listed(parcels["evidence"], "change_evidence"),
            [self.field_labels(names) for names in parcels["fields"]],
        ]
        return TableBlock(
            key="relations",
            caption=self.text("relations"),
            columns=(
                self._count("group"),
                self._column("kind"),
                self._column("before_id"),
                self._column("after_id"),
                self._column("relation"),
                self._area("area_before"),
                self._area("area_after"),
                self._percent("share_of_before"),
                self._percent("share_of_after"),
                self._percent("confidence", only_wide=True),
                self._column("evidence", only_wide=True),
                self._column("fields"),
            ),
            rows=tuple(zip(*columns, strict=True)),
            note=self.text("relations_note"),
            leads_sheet=True,
            when_empty="say_none",
        )

    def facts(self) -> TableBlock:
        """Return a row for each fact that changed."""
        facts = self.changes.facts
        parcels = self.changes.parcels.iloc[facts["relation"].to_numpy(dtype="int64")]
        values: list[list[Cell]] = [
            [
                self.value(side.parcels, label_, name)
                for label_, name in zip(parcels[end], facts["field"], strict=True)
            ]
            for side, end in ((self.changes.before, "before"), (self.changes.after, "after"))
        ]
        columns: list[list[Cell]] = [
            _cells(facts["before_id"]),
            _cells(facts["after_id"]),
            [label(name, self.lang, statuses=self.statuses) for name in facts["field"]],
            self.coded(facts["change"], "fact_change"),
            *values,
        ]
        names = ("before_id", "after_id", "field", "change", "value_before", "value_after")
        return TableBlock(
            key="facts",
            caption=self.text("facts"),
            columns=tuple(self._column(name) for name in names),
            rows=tuple(zip(*columns, strict=True)),
            leads_sheet=True,
            when_empty="say_none",
        )

    def moves(self) -> TableBlock:
        """Return a row for each status or flag that changed, with its cause."""
        moves = self.changes.statuses
        named: list[list[Cell]] = [
            [self.answer(code, what) for code, what in zip(moves[end], moves["what"], strict=True)]
            for end in ("from", "to")
        ]
        columns: list[list[Cell]] = [
            _cells(moves["before_id"]),
            _cells(moves["after_id"]),
            [self.question(what) for what in moves["what"]],
            *named,
            self.coded(moves["cause"], "change_cause"),
            [None if pd.isna(day) else day.date() for day in moves["on"]],
            [self.field_labels(names) for names in moves["fields"]],
            self.listed(moves["causes"], "change_cause"),
        ]
        return TableBlock(
            key="moves",
            caption=self.text("statuses"),
            columns=(
                *(self._column(name) for name in ("before_id", "after_id", "what", "from", "to")),
                self._column("cause"),
                TableColumn(key="on", heading=self.text("on"), kind="date"),
                self._column("fields"),
                self._column("causes_all", only_wide=True),
            ),
            rows=tuple(zip(*columns, strict=True)),
            leads_sheet=True,
            when_empty="say_none",
        )

    def issues(self) -> TableBlock:
        """Return the issues of the comparison."""
        found = translate_issues(self.changes.issues, lang=self.lang)
        columns: list[list[Cell]] = [
            self.coded(found["severity"], "severity"),
            _cells(found["parcel_id"].where(found["parcel_id"] != "")),
            _cells(found["message"]),
        ]
        names = ("severity", "parcel_id", "message")
        return TableBlock(
            key="issues",
            caption=self.text("issues"),
            columns=tuple(TableColumn(key=name, heading=label(name, self.lang)) for name in names),
            rows=tuple(zip(*columns, strict=True)),
            leads_sheet=True,
            when_empty="say_none",
        )

    def _totals_by(self, by: str) -> TableBlock:
        table, unit = self.changes.total(by), self.changes.unit
        name = self.text("flag") if by == "flag" else label(by, self.lang, statuses=self.statuses)
        area = label("area", self.lang) + grammar(self.lang).brackets(unit_label(unit, self.lang))
        rows: list[Row] = [
            (
                self.group(by, group),
                *(int(row[f"{flow}_parcels"]) for flow in COUNTS),
                *(float(row[f"{flow}_{self.changes.printed}"]) for flow in FLOWS),
            )
            for group, row in zip(table.index, table.to_dict("records"), strict=True)
        ]
        return TableBlock(
            key=f"totals_{by}",
            caption=self.text("totals_by", column=name),
            columns=(
                TableColumn(key=by, heading=name),
                *(
                    TableColumn(
                        key=f"{flow}_parcels",
                        heading=self.text(flow),
                        kind="count",
                        group=self.text("number"),
                        comes_first=True,
                    )
                    for flow in COUNTS
                ),
                *(
                    TableColumn(
                        key=flow,
                        heading=self.text(flow),
                        kind="number",
                        digits=self.digits,
                        group=area,
                        comes_first=True,
                    )
                    for flow in FLOWS
                ),
            ),
            rows=tuple(rows[:-1]),
            total=rows[-1],
            note=self.text("totals_note"),
        )

    def _column(self, key: str, *, only_wide: bool = False) -> TableColumn:
        return TableColumn(key=key, heading=self.text(key), only_wide=only_wide)

    def _count(self, key: str) -> TableColumn:
        return TableColumn(key=key, heading=self.text(key), kind="count")

    def _percent(self, key: str, *, only_wide: bool = False) -> TableColumn:
        return TableColumn(
            key=key, heading=self.text(key), kind="percent", digits=1, only_wide=only_wide
        )

    def _area(self, key: str, name: str = "") -> TableColumn:
        unit = grammar(self.lang).brackets(unit_label(self.changes.unit, self.lang))
        return TableColumn(
            key=key, heading=(name or self.text(key)) + unit, kind="number", digits=self.digits
        )


def since_blocks(changes: Changes, lang: Lang) -> Iterator[TableBlock]:
    """Yield what a report says of the time since an earlier ledger, for its section of changes."""
    tables = ChangeTables(changes, lang)
    yield from tables.totals()
    yield tables.by_kind()
    moved = tables.relations(without=(UNCHANGED, "attributes"))
    yield replace(moved, leads_sheet=False, when_empty="leave_out")


def _cells(values: pd.Series) -> list[Cell]:
    return [None if pd.isna(value) else str(value) for value in values]


def _areas(values: pd.Series, names: pd.Series) -> list[Cell]:
    pairs = zip(values, names.notna(), strict=True)
    return [float(value) if there else None for value, there in pairs]


def _known(values: pd.Series) -> list[Cell]:
    return [None if pd.isna(value) else round(float(value), SHARE_DIGITS) for value in values]
