"""The grammar of a language: how lists, quantities, numbers, dates and quotations are written.

`languages` knows which languages there are; this module stands below the errors, which are told in
English where nobody names a language.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

# The language of texts that another one lacks, and of `str` of an error.
FALLBACK: Final = "en"
FOLDER: Traversable = files("parkland").joinpath("resources", "languages")
ISO_DAY = "{year:04d}-{month:02d}-{day:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How a language puts words together.

    Attributes
    ----------
    locale
        The language tag of BCP 47, for documents and pages.
    list_mark, last_mark, comma_mark, clause_mark, sentence_mark, label_mark
        What stands between the items of a list, before the last item, between parts of a clause,
        between clauses, between sentences, and between a label and its value.
    brackets_form, quantity_form, citation_form, step_form
        Templates: a text in brackets behind other words, a number with its unit, articles of a law,
        the mark of a numbered step.
    numerals
        The numbers of headings from 1 on; further ones are figures.
    decimal_mark, group_mark
        What stands before the decimals of a number, and between its groups of three digits.
    day_form
        A template of a date, with year, month and day.
    stop_mark
        What ends a sentence.
    quote_form
        A template of a text that is quoted.
    """

    locale: str
    list_mark: str
    last_mark: str
    comma_mark: str
    clause_mark: str
    sentence_mark: str
    label_mark: str
    brackets_form: str
    quantity_form: str
    citation_form: str
    step_form: str
    numerals: tuple[str, ...]
    decimal_mark: str = "."
    group_mark: str = ","
    day_form: str = ISO_DAY
    stop_mark: str = "."
    quote_form: str = "'{text}'"

    def join(self, parts: Iterable[str]) -> str:
        """Return the items of a list: ``甲、乙``, ``A, B``."""
        return self.list_mark.join(parts)

    def join_and(self, parts: Iterable[str]) -> str:
        """Return a list as it reads in a sentence: ``甲、乙、丙``, ``A, B and C``."""
        *first, final = [*parts] or [""]
        return f"{self.list_mark.join(first)}{self.last_mark}{final}" if first else final

    def phrases(self, parts: Iterable[str]) -> str:
        """Return parts of a clause, with commas; empty parts are left out."""
        return self.comma_mark.join(part for part in parts if part)

    def clauses(self, parts: Iterable[str]) -> str:
        """Return clauses as one sentence, with semicolons; empty parts are left out."""
        return self.clause_mark.join(part for part in parts if part)

    def sentences(self, parts: Iterable[str]) -> str:
        """Return whole sentences one after the other; empty parts are left out."""
        return self.sentence_mark.join(part for part in parts if part)

    def brackets(self, text: str) -> str:
        """Return `text` in brackets, to stand behind other words; an empty text stays empty."""
        return self.brackets_form.format(text=text) if text else ""

    def labelled(self, label: str, value: str) -> str:
        """Return a label and its value; a question mark takes the place of the colon."""
        return f"{label} {value}" if label.endswith("?") else f"{label}{self.label_mark}{value}"

    def quantity(self, number: str, unit: str) -> str:
        """Return a printed number with its unit: ``12.00亩``, ``12.00 mu``."""
        return self.quantity_form.format(number=number, unit=unit) if unit else number

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with its decimal places: ``1,829.08``, elsewhere ``1 829,08``."""
        plain = f"{value:,.{digits}f}"
        if (self.group_mark, self.decimal_mark) == (",", "."):
            return plain
        whole, _, decimals = plain.partition(".")
        marked = whole.replace(",", self.group_mark)
        return f"{marked}{self.decimal_mark}{decimals}" if decimals else marked

    def day(self, day: dt.date) -> str:
        """Return a date as it is printed: ``2020-03-01``."""
        return self.day_form.format(year=day.year, month=day.month, day=day.day)

    def cited(self, title: str, articles: Iterable[str]) -> str:
        """Return articles of a law behind its title."""
        return self.citation_form.format(title=title, articles=self.join(articles))

    def step_mark(self, number: int) -> str:
        """Return the mark before a numbered step: ``（1）``, ``(1)``."""
        return self.step_form.format(number=number)

    def numeral(self, number: int) -> str:
        """Return the number of a heading, from 1 on: ``一``, ``1``."""
        return self.numerals[number - 1] if number <= len(self.numerals) else str(number)

    def plural(self, count: float, forms: str) -> str:
        """Return the form of a word for a count, out of ``layer|layers``."""
        one, *others = forms.split("|")
        return others[-1] if others and count != 1 else one

    def quoted(self, text: str) -> str:
        """Return a text in quotation marks: ``“甲”``, ``'a'``."""
        return self.quote_form.format(text=text)
