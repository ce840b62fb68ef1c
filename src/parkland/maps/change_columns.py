"""The columns of the page of a comparison: what each relation says in table and popup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkland.conventions import statuses_of
from parkland.display import code_words, label, unit_label, value_texts
from parkland.languages import grammar
from parkland.maps.page_parcels import whole_units
from parkland.schema import LIST_JOINT
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from parkland.changes import Changes
    from parkland.choices import Lang
    from parkland.ledger_record import Ledger
    from parkland.maps.packing import Pack


class ChangeColumns:
    """Describes each relation in words, in the order in which the page draws them.

    Parameters
    ----------
    changes
        The comparison.
    order
        The positions of its relations, in the order of the page.
    pack
        The block of the page, into which the values go.
    lang
        Language of the page.
    """

    def __init__(self, changes: Changes, order: np.ndarray, /, *, pack: Pack, lang: Lang) -> None:
        self.changes, self.order, self.pack, self.lang = changes, order, pack, lang
        self.statuses = statuses_of(changes.after)
        self.rows = changes.parcels.iloc[order].reset_index(drop=True)

    def text(self, key: str, **values: object) -> str:
        """Return a text of the section ``changes`` of the wording."""
        return wording(f"changes.{key}", self.lang, **values)

    def columns(self, area: pd.Series, /) -> list[dict[str, Any]]:
        """Return the columns of the table and the popup."""
        rows, ending, changes = self.rows, self.changes.printed, self.changes
        one, other = rows["before_id"], rows["after_id"]
        renamed = one.notna() & other.notna() & (one != other)
        both = one.astype(object) + " → " + other.astype(object)
        name = both.where(renamed, other.where(other.notna(), one).astype(object))
        shared = {"searched": True, "listed": True, "in_popup": True}
        sides = {
            "before": (changes.before, rows["before"]),
            "after": (changes.after, rows["after"]),
        }
        statuses = {
            side: self._of(ledger, labels, "status") for side, (ledger, labels) in sides.items()
        }
        after, before = (
            self._of(ledger, labels, "holder") for ledger, labels in reversed(sides.values())
        )
        holder = after.where(after.notna(), before)
        return [
            self._number("ellipsoidal", label("area", self.lang), area),
            self._text(
                "parcel_id", label("parcel_id", self.lang), name, searched=True, listed=True
            ),
            self._text("before_id", self.text("before_id"), one, **shared),
            self._text("after_id", self.text("after_id"), other, **shared),
            self._number(
                "before", self.text("area_before"), rows[f"before_{ending}"].where(one.notna())
            ),
            self._number(
                "after", self.text("area_after"), rows[f"after_{ending}"].where(other.notna())
            ),
            self._text("holder", label("holder", self.lang), holder, **shared),
            *(
                self._text(f"status_{side}", self.text(f"status_{side}"), found, in_popup=True)
                for side, found in statuses.items()
            ),
            self._text("relation", self.text("relation"), self._relations(), in_popup=True),
            self._text("fields", self.text("fields"), self._listed_fields(), in_popup=True),
            self._text("evidence", self.text("evidence"), self._evidence(), in_popup=True),
        ]

    def _of(self, ledger: Ledger, labels: pd.Series, column: str) -> pd.Series:
        """Return a column of a side for each relation, in words; missing where it has no parcel."""
        words = value_texts(
            ledger.parcels[column], column, self.lang, statuses=self.statuses
        ).astype(object)
        places = ledger.parcels.index.get_indexer(pd.Index(labels.where(labels.notna(), None)))
        found = (
            words.to_numpy()[np.maximum(places, 0)] if len(words) else np.full(len(places), None)
        )
        return pd.Series(found, dtype=object).where(pd.Series(places >= 0))

    def _text(self, name: str, heading: str, values: pd.Series, **places: bool) -> dict[str, Any]:
        texts = values.astype(object).where(values.notna(), None)
        described = {"kind": "text", "name": name, "label": heading, **places}
        return described | self.pack.texts(texts.where(texts != "", None))

    def _number(self, name: str, heading: str, values: pd.Series) -> dict[str, Any]:
        digits, lang = self.changes.digits, self.lang
        unit = unit_label(self.changes.unit, lang)
        whole = whole_units(values, digits)
        known = np.isfinite(whole)
        least = int(whole[known].min(initial=0))
        return {
            "kind": "number",
            "name": name,
            "label": heading,
            "heading": heading + grammar(lang).brackets(unit),
            "digits": digits,
            "unit": unit,
            "least": least,
            "values": self.pack.integers(np.where(known, whole - least + 1, 0)),
        } | ({} if name == "ellipsoidal" else {"in_popup": True, "listed": True})

    def _relations(self) -> pd.Series:
        return self.rows["relation"].map(code_words("change_relation", self.lang))

    def _listed_fields(self) -> pd.Series:
        return self.rows["fields"].map(
            lambda names: grammar(self.lang).join(
                label(name, self.lang, statuses=self.statuses)
                for name in names.split(LIST_JOINT)
                if name
            )
        )

    def _evidence(self) -> pd.Series:
        words = code_words("change_evidence", self.lang)
        return self.rows["evidence"].map(
            lambda codes: grammar(self.lang).join(
                words[code] for code in codes.split(LIST_JOINT) if code
            )
        )

    def moves(self) -> pd.Series:
        """Return for each relation how the status changed, with the cause."""
        causes = code_words("change_cause", self.lang)
        answers = wordings("answer", self.lang)
        texts: dict[int, list[str]] = {}
        for move in self.changes.statuses.to_dict("records"):
            words = self.statuses.words(move["what"], self.lang) or answers
            flag = self.statuses.flag(move["what"])
            what = flag.label(self.lang) if flag else label(move["what"], self.lang)
            text = self.text(
                "move",
                what=what,
                was=words.get(move["from"], move["from"]),
                now=words.get(move["to"], move["to"]),
                cause=causes[move["cause"]],
            )
            texts.setdefault(int(move["relation"]), []).append(text)
        return self._for_rows(texts)

    def facts(self) -> pd.Series:
        """Return for each relation which facts changed, and how."""
        texts: dict[int, list[str]] = {}
        facts = self.changes.facts
        facts = facts.astype(object).where(facts.notna(), "")
        for fact in facts.to_dict("records"):
            name = label(str(fact["field"]), self.lang, statuses=self.statuses)
            text = self.text("fact", name=name, was=fact["value_before"], now=fact["value_after"])
            texts.setdefault(int(fact["relation"]), []).append(text)
        return self._for_rows(texts)

    def _for_rows(self, texts: dict[int, list[str]]) -> pd.Series:
        clauses = grammar(self.lang).clauses
        found = [clauses(texts.get(row, [])) or None for row in self.order.tolist()]
        return pd.Series(found, dtype=object)
