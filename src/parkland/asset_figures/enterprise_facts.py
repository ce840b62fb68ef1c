"""What is said of one enterprise in a year, as labels and texts: the short card of a map.

The public form says who it is, its land, its class, its notices and its projects. Tax, output,
indicators, score and rank follow only in the internal form. Free texts of the tables (reasons of
notices, progress of projects) can hold such figures, and stay out of the public form too.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from parkland.areas.rounding import exact
from parkland.asset_figures.asset_labels import asset_heading, asset_label, asset_text
from parkland.asset_figures.enterprise_land import enterprise_names
from parkland.asset_figures.land_accounts import BASES, assets_of
from parkland.asset_figures.notice_states import listed, notices
from parkland.asset_figures.per_mu_figures import enterprise_facts, years_of
from parkland.asset_figures.project_states import projects
from parkland.asset_figures.secrecy import without_secrets
from parkland.asset_figures.yearly_amounts import INDICATORS, number_text
from parkland.display import day_text
from parkland.figures.leading import leading_area
from parkland.languages import grammar
from parkland.ledger_record import subject_of
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.asset_figures.parcel_use import AssetYear
    from parkland.choices import Lang
    from parkland.ledger_record import Ledger

    Line = tuple[str, str]

MOST_ITEMS = 5  # parcels, notices or projects in one line
IDENTITY = ("uscc", "industry", "operating")


class EnterpriseFacts:
    """The facts of the enterprises of a ledger, gathered once.

    Parameters
    ----------
    ledger
        A ledger with assets.
    internal
        Whether figures of single enterprises are said.
    lang
        The language of labels and texts.
    """

    def __init__(self, ledger: Ledger, *, internal: bool, lang: Lang) -> None:
        assets = assets_of(subject_of(ledger))
        self.ledger, self.internal, self.lang = ledger, internal, lang
        self.names = enterprise_names(assets.enterprises)
        self.known = enterprise_facts(assets.enterprises)
        self.notices: dict[str, list[dict[Any, Any]]] = defaultdict(list)
        for row in notices(ledger).to_dict("records"):
            for one in listed(row["enterprise_ids"]):
                self.notices[one].append(row)
        self.projects: dict[str, list[dict[Any, Any]]] = defaultdict(list)
        made = projects(ledger)
        for row in (made if internal else without_secrets(made)).to_dict("records"):
            if isinstance(row["enterprise_id"], str):
                self.projects[row["enterprise_id"]].append(row)

    def name(self, one: str) -> str:
        """Return what an enterprise is called."""
        return self.names.get(one, one)

    def identity(self, one: str) -> list[Line]:
        """Return who an enterprise is."""
        row = self.known.get(one, {})
        return self._texts({name: row.get(name) for name in IDENTITY})

    def of_year(self, found: AssetYear) -> dict[str, list[Line]]:
        """Return the lines about every enterprise in a year."""
        pieces = defaultdict(list)
        for piece in found.accounts.pieces:
            pieces[piece.enterprise].append(piece)
        rated = {}
        if found.rated is not None:
            rated = {row["enterprise_id"]: row for row in found.rated.to_dict("records")}
        area = leading_area(self.ledger)
        years = {}
        if self.internal:
            subject = subject_of(self.ledger)
            years = {
                year.enterprise: year
                for year in years_of(subject, year=found.year, land="net", area=area)
            }
        return {
            one: [
                *self._land(one, found, pieces[one]),
                *self._classes(found.rows.get(one, {}), rated.get(one)),
                *(self._secrets(years[one], rated.get(one)) if one in years else ()),
            ]
            for one in found.accounts.enterprises
        }

    def acts(self, one: str) -> list[Line]:
        """Return the notices an enterprise got by the day of the ledger, and its projects."""
        given = [self._notice(row) for row in self.notices.get(one, ())]
        made = [
            wording(
                "asset_card.project",
                self.lang,
                name=row["name"] if isinstance(row["name"], str) else row["project_id"],
                stage=asset_text(row["stage"], "project_stage", self.lang) or "–",
            )
            for row in self.projects.get(one, ())
        ]
        found = (("notices", given), ("projects", made))
        return [(self._word(name), self._listed(texts)) for name, texts in found if texts]

    def _word(self, name: str) -> str:
        return wording(f"asset_card.{name}", self.lang)

    def _texts(self, values: dict[str, Any]) -> list[Line]:
        texts = {name: asset_text(value, name, self.lang) for name, value in values.items()}
        return [(asset_label(name, self.lang), text) for name, text in texts.items() if text]

    def _listed(self, texts: list[str]) -> str:
        joined = grammar(self.lang).clauses(texts[:MOST_ITEMS])
        if len(texts) <= MOST_ITEMS:
            return joined
        return wording("asset_card.and_more", self.lang, text=joined, number=len(texts))

    def _notice(self, row: dict[Any, Any]) -> str:
        state = asset_text(row["state"], "notice_state", self.lang)
        number = row["notice_no"] if isinstance(row["notice_no"], str) else "–"
        due = row["notice_due"]
        if due != due:  # noqa: PLR0124 - NaT
            return wording("asset_card.notice_open", self.lang, number=number, state=state)
        return wording(
            "asset_card.notice", self.lang, number=number, state=state, due=day_text(due)
        )

    def _mu(self, found: AssetYear, units: int) -> str:
        digits = found.accounts.digits
        return grammar(self.lang).number(found.accounts.mu(units), digits)

    def _land(self, one: str, found: AssetYear, pieces: list[Any]) -> Iterator[Line]:
        land = found.accounts.enterprises[one]
        label = wording(
            "asset_card.year",
            self.lang,
            name=asset_label("land_mu", self.lang),
            year=found.year,
        )
        if land.net_m2 is None or land.reason:
            yield label, asset_text(land.reason, "land_reason", self.lang)
        else:
            own, rented, let = (self._mu(found, abs(land.units[basis])) for basis in BASES)
            text = {"land": self._mu(found, land.net_units), "own": own, "rented": rented}
            yield label, wording("asset_card.land", self.lang, let=let, **text)
        words = wordings("land_basis", self.lang)
        texts = []
        for piece in pieces:
            known = piece.units is not None
            parcel = piece.parcel or wording("asset_card.no_parcel", self.lang)
            texts.append(
                wording(
                    "asset_card.parcel" if known else "asset_card.parcel_unknown",
                    self.lang,
                    parcel=parcel,
                    basis=words[piece.basis],
                    mu=self._mu(found, abs(piece.units)) if known else "",
                )
            )
        if texts:
            yield self._word("parcels"), self._listed(texts)

    def _classes(self, row: dict[str, Any], rated: dict[Any, Any] | None) -> Iterator[Line]:
        yield from self._texts({"scale": row.get("scale"), "stated_class": row.get("stated_class")})
        if rated is None:
            return
        code = rated["class_code"]
        text = asset_text(code, "class_code", self.lang)
        if text == code:
            text = wording("asset_map.class", self.lang, code=code)
        why = rated["reason"]
        if isinstance(why, str) and why:
            text = why if why.startswith(text) else text + grammar(self.lang).brackets(why)
        yield asset_label("class_code", self.lang), text

    def _secrets(self, year: Any, rated: dict[Any, Any] | None) -> Iterator[Line]:
        shown = ("tax_cny", "value_added_cny", "output_cny", "revenue_cny")
        for name in shown:
            if (amount := year.amounts[name]) is not None:
                yield asset_heading(name, self.lang), number_text(amount)
        for name, parts in INDICATORS.items():
            if (ratio := year.ratio(*parts)) is not None:
                scale = 100 if name.endswith("_share") else 1
                yield asset_heading(name, self.lang), number_text(ratio * scale)
        if rated is not None and rated["score"] == rated["score"]:
            yield asset_label("score", self.lang), number_text(exact(rated["score"]))
            yield asset_label("rank", self.lang), f"{int(rated['rank'])}/{rated['group_size']}"
