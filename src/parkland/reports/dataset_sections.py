"""The sections of the report of a dataset, as the blocks that every report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from parkland.dataset_maps.dataset_legend import groups_of
from parkland.display import label, unit_label, value_texts
from parkland.issues import SEVERITIES, translate_issues
from parkland.languages import grammar
from parkland.reports.basis import Basis
from parkland.reports.dataset_selection import select
from parkland.reports.dataset_tables import DatasetTables
from parkland.reports.parcel_lists import IDENTITY, listing
from parkland.reports.report_blocks import (
    Block,
    BulletList,
    Fact,
    Report,
    Section,
    TableBlock,
    TableColumn,
    Text,
    in_marks_of,
)
from parkland.reports.rules_annex import software
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parkland.choices import Lang
    from parkland.dataset_maps.stored_parts import StoredParcels
    from parkland.datasets import Dataset

LISTED = ("status", "idle_since", "next_step", "next_on")


@dataclass(frozen=True)
class DatasetReport:
    """Makes the report of a dataset."""

    dataset: Dataset
    stored: StoredParcels
    lang: Lang

    @cached_property
    def basis(self) -> Basis:
        """Words, units and decimals of the report; it has no parcels of its own."""
        return self._basis(self.stored.nothing())

    def _basis(self, parcels: Any) -> Basis:
        ledger = self.stored.ledger(parcels)
        return Basis(ledger, self.lang, self.stored.counted, self.stored.unit)

    def composed(
        self, *, by: list[str] | None, where: Mapping[str, Any] | None, most: int
    ) -> Report:
        """Return the report."""
        basis = self.basis
        names: list[str | None] = list(by) if by else [None]
        groups = [groups_of(self.stored, by=name, lang=self.lang) for name in names]
        plans: list[tuple[str, str, Iterable[Block]]] = [
            ("overview", "summary", self._overview()),
            ("tables", "summary", self._figures.tables([one for one in groups if one.by])),
            ("selected", "selected", self._selected(where, most)),
            ("quality", "issues", self._quality()),
        ]
        sections: list[Section] = []
        for key, sheet, made in plans:
            blocks = tuple(in_marks_of(block, self.lang) for block in made)
            if not blocks:
                continue
            number = grammar(self.lang).numeral(len(sections) + 1)
            name = basis.text(f"section_{key}")
            heading = basis.text("numbered", number=number, heading=name)
            sections.append(Section(key=key, heading=heading, blocks=blocks, sheet=sheet))
        own = basis.ledger.profile.title.get(self.lang, "")
        title = "title" if basis.statuses.has_law else "own_title"
        return Report(
            title=basis.text(title, own=own) if own else basis.text(f"{title}_plain"),
            lang=self.lang,
            facts=self._facts(),
            sections=tuple(sections),
            footer=basis.text("internal"),
            version=software(),
            status_colors={
                style.label(self.lang): style.color for style in basis.statuses.statuses.values()
            },
        )

    def _text(self, key: str, **values: object) -> str:
        return wording(f"dataset_report.{key}", self.lang, **values)

    def _facts(self) -> tuple[Fact, ...]:
        basis, lang, about = self.basis, self.lang, self.dataset.manifest
        ledger = basis.ledger
        unit = unit_label(basis.unit, lang)
        area = basis.text("area_note", area=wording(f"area.{basis.area}", lang), units=unit)
        mu = grammar(lang).brackets(basis.text("mu_is")) if basis.unit == "mu" else ""
        rules = [ledger.rules.title[lang], ledger.rules.disclaimer[lang]]
        values = {
            "as_of": basis.day(ledger.as_of),
            "area": area + mu,
            "sources": basis.text(
                "sources_many",
                layers=f"{len(about['pieces']):,}",
                records=f"{sum(one['records'] for one in about['pieces']):,}",
                quarantined=f"{about['quarantined']:,}",
            ),
            "rules": grammar(lang).clauses(rules),
            "compiled_by": ledger.profile.report.compiled_by or basis.text("to_fill"),
        }
        return tuple(Fact(key, basis.text(f"fact_{key}"), value) for key, value in values.items())

    @cached_property
    def _figures(self) -> DatasetTables:
        return DatasetTables(self.dataset, self.basis)

    def _overview(self) -> Iterable[Block]:
        basis, lang, about = self.basis, self.lang, self.dataset.manifest
        area = f"area_{basis.unit}"
        number = grammar(lang).number
        table = self._figures.by_flag
        total = table.iloc[-1]
        yield Text(
            self._text(
                "lead",
                as_of=basis.day(basis.ledger.as_of),
                number=number(int(total["parcels"])),
                area=basis.area_text(float(total[area])),
            ),
            "lead",
        )
        items = [
            self._text(
                "flag",
                flag=basis.statuses.flag_label(str(flag), lang),
                number=number(int(row["parcels"])),
                area=basis.area_text(float(row[area])),
            )
            for flag, row in table.iloc[:-1].iterrows()
        ]
        if about["overlaps"]:
            items.append(
                self._text(
                    "overlaps",
                    number=number(about["overlaps"]),
                    area=basis.area_text(float(total.get(f"overlap_{basis.unit}", 0.0))),
                )
            )
        if about["broken"]:
            names = [one["name"] for one in about["broken"]]
            items.append(self._text("broken", number=number(len(names))))
        yield BulletList(tuple(items))
        if notice := basis.ledger.profile.notice.get(lang, ""):
            yield Text(notice, "note")

    def _selected(self, where: Mapping[str, Any] | None, most: int) -> Iterable[Block]:
        if not where:
            return
        statuses = self.basis.statuses

        def heading(name: str) -> str:
            return label(name, self.lang, statuses=statuses)

        found = select(self.stored, where, most=most, lang=self.lang, heading=heading)
        number = grammar(self.lang).number
        area = self.basis.area_text(found.units / 10**self.stored.digits)
        key = "selected_all" if found.number <= most else "selected_some"
        yield Text(
            self._text(
                key, where=found.words, number=number(found.number), area=area, shown=number(most)
            )
        )
        basis = self._basis(found.parcels)
        every = pd.Series(data=True, index=found.parcels.index)
        names = (*IDENTITY, *LISTED)
        table = listing(basis, "selected", every, names, caption=self._text("selected"))
        if table.rows:
            yield table

    def _quality(self) -> Iterable[Block]:
        basis, lang, about = self.basis, self.lang, self.dataset.manifest
        if about["broken"]:
            yield TableBlock(
                key="broken",
                caption=self._text("broken_parts"),
                columns=(
                    TableColumn(key="name", heading=self._text("part")),
                    TableColumn(key="reason", heading=self._text("reason")),
                ),
                rows=tuple((one["name"], _reason(one["reason"], lang)) for one in about["broken"]),
            )
        counts, examples = _counted_issues(self.dataset)
        if not counts:
            yield Text(basis.text("nothing"))
        else:
            yield self._issues(counts, examples)
        yield Text(basis.text("made_with", version=software()), "note")

    def _issues(self, counts: dict[str, int], examples: pd.DataFrame) -> TableBlock:
        basis, lang = self.basis, self.lang
        examples = translate_issues(examples, lang=lang, unit=basis.unit)
        words = value_texts(examples["severity"], "severity", lang)
        return TableBlock(
            key="issues_by_code",
            caption=basis.text("issues_by_code"),
            columns=(
                TableColumn(key="severity", heading=label("severity", lang)),
                TableColumn(key="message", heading=basis.text("example")),
                TableColumn(key="number", heading=basis.text("number"), kind="count"),
            ),
            rows=tuple(
                (word, str(message), counts[code])
                for word, message, code in zip(
                    words, examples["message"], examples["code"], strict=True
                )
            ),
        )


def _reason(reason: Any, lang: str) -> str:
    return str(reason.get(lang) or next(iter(reason.values()), "")) if reason else ""


def _counted_issues(dataset: Dataset) -> tuple[dict[str, int], pd.DataFrame]:
    """Return how often each kind of issue occurs, and an issue of each, the worst first."""
    counts: dict[str, int] = {}
    first: list[pd.DataFrame] = []
    for path in sorted((dataset.path / "issues").glob("*.parquet")):
        table = pd.read_parquet(path)
        for code, number in table["code"].value_counts().items():
            if code not in counts:
                first.append(table[table["code"] == code].head(1))
            counts[str(code)] = counts.get(str(code), 0) + int(number)
    if not first:
        return counts, pd.DataFrame()
    examples = pd.concat(first, ignore_index=True)
    ranks = {word: place for place, word in enumerate(SEVERITIES)}
    order = examples["severity"].map(ranks).astype("int64").to_numpy().argsort(kind="stable")
    return counts, examples.iloc[order].reset_index(drop=True)
