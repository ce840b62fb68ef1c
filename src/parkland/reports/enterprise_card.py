"""The card of one enterprise (一企一档): its land, classes, notices, projects and commitments.

It is a `Report`, so that the writers of reports write it. The public form has no figure of the
enterprise but its land and its classes; see `asset_figures.secrecy`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.asset_figures import commitments, without_secrets
from parkland.asset_figures.asset_labels import asset_heading, asset_label, asset_text
from parkland.asset_figures.enterprise_facts import EnterpriseFacts
from parkland.asset_figures.land_accounts import assets_of
from parkland.asset_figures.named_enterprise import enterprise_named
from parkland.asset_figures.notice_states import listed
from parkland.asset_figures.parcel_use import AssetYear, asset_year, class_label
from parkland.asset_figures.per_mu_figures import years_of
from parkland.asset_figures.rating_words import method_text
from parkland.choices import Lang, choose
from parkland.conventions import load_method
from parkland.display import day_text
from parkland.figures.leading import leading_area
from parkland.languages import DEFAULT_LANGUAGE
from parkland.ledger_record import subject_of
from parkland.ledgers import ledger_of
from parkland.reports.report_blocks import (
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
    import os
    from collections.abc import Iterator

    from parkland.conventions import Method
    from parkland.ledger_record import Ledger
    from parkland.reports.report_blocks import Block, CellKind, Row

MOST_YEARS = 6
MONEY = ("tax_cny", "value_added_cny", "output_cny")
PER_MU = {"tax_per_mu": ("tax_cny", "land_m2")}
WAN = 10_000


def compose_card(
    ledger: Ledger,
    /,
    *,
    enterprise: str,
    year: int | None = None,
    method: str | os.PathLike[str] | Method | None = None,
    internal: bool = False,
    lang: Lang = DEFAULT_LANGUAGE,
) -> Report:
    """Return the card of an enterprise (一企一档).

    Parameters
    ----------
    ledger
        A `Ledger` that was opened with assets.
    enterprise
        Its credit code, its identifier, or its whole name.
    year
        The year of land and class. Default: that of the ledger's day.
    method
        The method by which it is rated. Default: only the classes that the office states.
    internal
        Whether tax, output, score and rank are in it. They are confidential.
    lang
        Language of the card.

    Returns
    -------
    Report
        Facts about the enterprise; land by parcel, year by year, notices, projects, commitments.

    Raises
    ------
    ChoiceError
        If the ledger has no assets or no such enterprise.
    ConventionError
        If there is no such method, or it has faults.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(
    ...     pk.sample_path(), as_of="2020-12-31", assets=pk.sample_assets_path()
    ... )
    >>> card = pk.compose_card(ledger, enterprise="示例企业02有限公司")
    >>> card.title, card.sections[0].blocks[0].rows[0][:3]
    ('一企一档：示例企业02有限公司', ('GD-02', '自有', ''))
    """
    choose(lang, Lang, "lang")
    subject = ledger_of(ledger)
    rules = None if method is None else load_method(method)
    one = enterprise_named(subject, enterprise)
    return _Card(subject, one, rules, internal=internal, lang=lang).report(
        subject.as_of.year if year is None else year
    )


class _Card:
    """Puts the sections of a card together."""

    def __init__(
        self, ledger: Ledger, one: str, method: Method | None, *, internal: bool, lang: Lang
    ) -> None:
        self.ledger, self.one, self.method = ledger, one, method
        self.internal, self.lang = internal, lang
        self.facts = EnterpriseFacts(ledger, internal=internal, lang=lang)

    def text(self, key: str, **values: object) -> str:
        return wording(f"asset_card.{key}", self.lang, **values)

    def report(self, year: int) -> Report:
        found = asset_year(self.ledger, year, self.method, self.lang)
        lines = [*self.facts.identity(self.one), *self.facts.of_year(found).get(self.one, [])]
        plans = (
            ("parcels", [self._parcels(found)]),
            ("years", self._years(found)),
            ("notices", [self._notices()]),
            ("projects", [self._projects()]),
            ("commitments", [self._commitments(found)]),
        )
        sections = [self._section(key, blocks) for key, blocks in plans]
        form = "internal" if self.internal else "public"
        shown = self.text("parcels")
        return Report(
            title=self.text("title", name=self.facts.name(self.one)),
            lang=self.lang,
            facts=(
                *(Fact(label, label, text) for label, text in lines if label != shown),
                Fact("as_of", self.text("as_of"), day_text(self.ledger.as_of, self.lang)),
                Fact("form", self.text("form"), wording(f"asset_map.{form}", self.lang)),
            ),
            sections=tuple(sections),
            footer=self._disclaimer(),
            version=software(),
            status_colors={},
        )

    def _disclaimer(self) -> str:
        if self.method is None:
            return wording("asset_note.disclaimer", self.lang)
        return self.method.disclaimer[self.lang]

    def _section(self, key: str, blocks: list[Block]) -> Section:
        return Section(
            key=key,
            heading=self.text(key),
            blocks=tuple(in_marks_of(block, self.lang) for block in blocks),
            sheet=key,
        )

    def _column(self, key: str, kind: CellKind = "text", digits: int = 2) -> TableColumn:
        return TableColumn(
            key=key, heading=asset_heading(key, self.lang), kind=kind, digits=digits, lang=self.lang
        )

    def _table(
        self, key: str, columns: list[TableColumn], rows: list[Row], total: Row | None = None
    ) -> Block:
        if not rows:
            return Text(self.text("nothing"), "note")
        return TableBlock(
            key=key, caption="", columns=tuple(columns), rows=tuple(rows), total=total
        )

    def _parcels(self, found: AssetYear) -> Block:
        accounts = found.accounts
        rows: list[Row] = [
            (
                piece.parcel or self.text("no_parcel"),
                asset_text(piece.basis, "land_basis", self.lang),
                self.facts.name(piece.partner) if piece.partner else "",
                piece.floor_m2,
                piece.days,
                None if piece.units is None else accounts.mu(piece.units),
                asset_text(piece.reason or None, "land_reason", self.lang),
            )
            for piece in accounts.pieces
            if piece.enterprise == self.one
        ]
        land = accounts.enterprises.get(self.one)
        total: Row | None = None
        if land is not None and land.net_m2 is not None:
            label = wording("asset_map.total", self.lang)
            total = (label, "", "", None, None, accounts.mu(land.net_units), "")
        columns = [
            TableColumn(key="parcel", heading=self.text("parcel_number")),
            TableColumn(key="basis", heading=self.text("basis")),
            TableColumn(key="partner", heading=self.text("partner")),
            self._column("floor_m2", "number"),
            TableColumn(key="days", heading=self.text("days"), kind="count", lang=self.lang),
            self._column("land_mu", "number", accounts.digits),
            TableColumn(key="reason", heading=asset_label("land_reason", self.lang)),
        ]
        return self._table("parcels", columns, rows, total)

    def _years(self, found: AssetYear) -> list[Block]:
        known = assets_of(subject_of(self.ledger)).yearly
        mine = known.loc[known["enterprise_id"] == self.one, "year"].dropna()
        years = sorted({int(one) for one in mine} | {found.year})[-MOST_YEARS:]
        rows = [self._of_year(found if one == found.year else self._found(one)) for one in years]
        secret = ["score", "rank"] if self.method is not None else []
        columns = [
            TableColumn(key="year", heading=asset_label("year", self.lang)),
            TableColumn(key="scale", heading=asset_label("scale", self.lang)),
            self._column("land_mu", "number", found.accounts.digits),
            TableColumn(key="stated", heading=asset_label("stated_class", self.lang)),
            *(
                [TableColumn(key="class", heading=asset_label("class_code", self.lang))]
                if self.method is not None
                else []
            ),
            *(
                [
                    self._column(name, "count" if name == "rank" else "number")
                    for name in (*MONEY, *PER_MU, *secret)
                ]
                if self.internal
                else []
            ),
        ]
        blocks: list[Block] = [self._table("years", columns, rows)]
        if self.method is not None:
            named = method_text(self.method, self.lang)
            blocks.append(Text(self.text("by_method", method=named), "note"))
        return blocks

    def _found(self, year: int) -> AssetYear:
        return asset_year(self.ledger, year, self.method, self.lang)

    def _of_year(self, found: AssetYear) -> Row:
        row = found.rows.get(self.one, {})
        land = found.accounts.enterprises.get(self.one)
        known = land is not None and land.net_m2 is not None and not land.reason
        cells: list[Any] = [
            str(found.year),
            asset_text(row.get("scale"), "scale", self.lang),
            found.accounts.mu(land.net_units) if known and land is not None else None,
            asset_text(row.get("stated_class"), "stated_class", self.lang),
        ]
        if self.method is not None:
            cells.append(class_label(found.classes.get(self.one, "uncomputable"), self.lang))
        if self.internal:
            cells += self._secrets(found)
        return tuple(cells)

    def _secrets(self, found: AssetYear) -> Iterator[float | None]:
        area = leading_area(self.ledger)
        all_years = years_of(subject_of(self.ledger), year=found.year, land="net", area=area)
        mine = next((one for one in all_years if one.enterprise == self.one), None)
        for name in MONEY:
            amount = None if mine is None else mine.amounts[name]
            yield None if amount is None else float(amount)
        for parts in PER_MU.values():
            ratio = None if mine is None else mine.ratio(*parts)
            yield None if ratio is None else float(ratio)
        if found.rated is not None:
            rated = found.rated[found.rated["enterprise_id"] == self.one]
            for name in ("score", "rank"):
                known = rated[name].dropna()
                yield float(known.iloc[0]) if len(known) else None

    def _notices(self) -> Block:
        names = ("notice_no", "notice_kind", "notice_on", "notice_due", "notice_state")
        keys = ("notice_no", "kind", "notice_on", "notice_due", "state")
        rows: list[Row] = [
            tuple(
                asset_text(row[key], name, self.lang) for name, key in zip(names, keys, strict=True)
            )
            for row in self.facts.notices.get(self.one, ())
        ]
        return self._table("notices", [self._column(name) for name in names], rows)

    def _projects(self) -> Block:
        texts = ("project_name", "project_kind", "project_stage", "overdue")
        keys = ("name", "kind", "stage", "overdue")
        made = self.facts.projects.get(self.one, ())
        money = [
            name
            for name in ("total_cny", "done_cny")
            if self.internal or any(row[name] == row[name] for row in made)
        ]
        rows: list[Row] = []
        for row in made:
            said = [asset_text(row[k], n, self.lang) for n, k in zip(texts, keys, strict=True)]
            sums = [row[name] / WAN if row[name] == row[name] else None for name in money]
            rows.append((*said, *sums))
        columns = [self._column(name) for name in texts]
        columns += [self._column(name, "number") for name in money]
        return self._table("projects", columns, rows)

    def _commitments(self, found: AssetYear) -> Block:
        """Return what was promised for its own parcels and its projects."""
        own = {
            piece.parcel
            for piece in found.accounts.pieces
            if piece.enterprise == self.one and piece.basis == "own"
        }
        works = {row["project_id"] for row in self.facts.projects.get(self.one, ())}
        numbers = {
            number
            for row in self.facts.projects.get(self.one, ())
            for number in listed(row["parcel_ids"])
        }
        rows: list[Row] = []
        promised = commitments(self.ledger)
        if not self.internal:
            promised = without_secrets(promised)
        has_actual = self.internal or bool(promised["actual"].notna().any())
        for row in promised.to_dict("records"):
            if row["project_id"] not in works and row["parcel_id"] not in own | numbers:
                continue
            target, actual = (
                None if row[name] != row[name] else row[name] for name in ("target", "actual")
            )
            rows.append(
                (
                    next(x for x in (row["parcel_id"], row["project_id"]) if isinstance(x, str)),
                    asset_text(row["indicator"], "indicator", self.lang),
                    asset_text(row["operator"], "operator", self.lang),
                    target,
                    asset_text(row["due_on"], "assessed_on", self.lang),
                    asset_text(row["state"], "commitment_state", self.lang),
                    *((actual,) if has_actual else ()),
                )
            )
        columns = [
            self._column("subject"),
            self._column("indicator"),
            self._column("operator"),
            self._column("target", "plain"),
            self._column("assessed_on"),
            self._column("commitment_state"),
            *([self._column("actual", "plain")] if has_actual else []),
        ]
        return self._table("commitments", columns, rows)
