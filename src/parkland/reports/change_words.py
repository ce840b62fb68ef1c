"""What a comparison says in a language: kinds, causes, facts, statuses, groups and areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from parkland.conventions import statuses_of
from parkland.display import code_words, label, unit_label, value_text
from parkland.languages import grammar
from parkland.schema import LIST_JOINT
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from parkland.changes import Changes
    from parkland.choices import Lang
    from parkland.reports.report_blocks import Cell

MOST_FIELDS = 5  # named in a cell; the table of facts has all of them


class ChangeWords:
    """The words of a comparison.

    Parameters
    ----------
    changes
        The comparison.
    lang
        Language of headings and words.
    """

    def __init__(self, changes: Changes, lang: Lang) -> None:
        self.changes = changes
        self.lang = lang
        self.digits = changes.digits
        self.statuses = statuses_of(changes.after)

    def text(self, key: str, **values: object) -> str:
        """Return a text of the section ``changes`` of the wording."""
        return wording(f"changes.{key}", self.lang, **values)

    def area(self, value: float) -> str:
        """Return an area with its unit."""
        number = f"{value:,.{self.digits}f}"
        return grammar(self.lang).quantity(number, unit_label(self.changes.unit, self.lang))

    def group(self, by: str, group: Any) -> str:
        """Return the name of a group of the totals."""
        if isinstance(group, str) and group == "total":
            return self.text("all_land" if by == "flag" else "total")
        if by == "flag":
            return self.statuses.flag_label(str(group), self.lang)
        text = "" if pd.isna(group) else value_text(group, by, self.lang, statuses=self.statuses)
        return text or self.text("nothing_known")

    def question(self, what: str) -> str:
        """Return what a status or a flag is called."""
        if self.statuses.flag(what):
            return self.statuses.flag_label(what, self.lang)
        return label(what, self.lang, statuses=self.statuses)

    def answer(self, code: str, what: str) -> str:
        """Return an answer to such a question in words."""
        words = self.statuses.words(what, self.lang) or wordings("answer", self.lang)
        return str(words.get(code, code))

    def value(self, parcels: pd.DataFrame, place: Any, name: str) -> str | None:
        """Return the value of a fact of a parcel in words; None where it has none."""
        return value_text(parcels.loc[place, name], name, self.lang, statuses=self.statuses) or None

    def field_labels(self, names: str) -> str | None:
        """Return the names of facts, the first `MOST_FIELDS` of them; None where there are none."""
        found = [
            label(name, self.lang, statuses=self.statuses)
            for name in names.split(LIST_JOINT)
            if name
        ]
        names = grammar(self.lang).join(found[:MOST_FIELDS])
        if len(found) > MOST_FIELDS:
            names = self.text("and_more", names=names, number=len(found))
        return names or None

    def coded(self, codes: pd.Series, of: str) -> list[Cell]:
        """Return codes of a vocabulary in words."""
        words = code_words(of, self.lang)
        return [words.get(code, code) for code in codes]

    def listed(self, codes: pd.Series, of: str) -> list[Cell]:
        """Return lists of codes in words."""
        words = code_words(of, self.lang)
        return [
            grammar(self.lang).join(words.get(one, one) for one in text.split(LIST_JOINT) if one)
            or None
            for text in codes
        ]
