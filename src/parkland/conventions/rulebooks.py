"""Dated legal rules as one frozen object: thresholds, articles, and the words of every reason.

The bundled rulebooks are in `resources/rulebooks/`. An article that was not checked against the
text of the law is marked wherever it is printed. A rulebook may extend another (a county's own
criteria) and replace another (a later version): `RuleBook.at` gives the one in force on a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.languages import grammar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from parkland.conventions.own_conditions import Condition


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the text of its reason and, if a law is behind it, the article.

    Attributes
    ----------
    reason : mapping of str to str
        Language -> template of the reason; see `rule_templates` for its placeholders.
    article : mapping of str to str, or None
        Language -> the article as cited.
    verified : bool
        Whether the article was checked against a published copy of the law.
    """

    reason: Mapping[str, str]
    article: Mapping[str, str] | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause of idleness.

    Attributes
    ----------
    rule : Rule
        Its name and its article.
    outside : bool
        Whether it lies outside the holder (Art. 8).
    words : frozenset of str
        The words that name it in a register, in the form of `compact_word`.
    """

    rule: Rule
    outside: bool
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class FlagRule:
    """A flag of the office: true if all fields of `requires` are known and the day in `on` came."""

    name: str
    requires: tuple[str, ...]
    on: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of low efficiency: a number in `column` below or above a limit.

    Just one of the two limits is given.
    """

    column: str
    below: float | None
    above: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A named list of codes, where it comes from, and whether its text was checked."""

    name: Mapping[str, str]
    codes: tuple[str, ...]
    source: Mapping[str, str]
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """A source of money for a disposal that may pay only for land supplied by a day.

    Attributes
    ----------
    name, policy : mapping of str to str
        Language -> what it is called; the document that says so.
    words : tuple of str
        Texts that the cell ``funding`` contains, in the form of `compact_word`.
    supplied_until : datetime.date
        The last day of supply.
    verified : bool
        Whether the policy was compared with its text.
    """

    name: Mapping[str, str]
    words: tuple[str, ...]
    supplied_until: dt.date
    policy: Mapping[str, str]
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plausible:
    """The window of values that can be true. A value outside is reported and decides nothing.

    Attributes
    ----------
    earliest, latest : datetime.date
        Of every date, both included.
    invested_at_most : float
        The largest share of the total investment.
    price_per_m2_from, price_per_m2_to : float
        The land price in yuan for each square metre of the parcel.
    """

    earliest: dt.date
    latest: dt.date
    invested_at_most: float
    price_per_m2_from: float
    price_per_m2_to: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyWords:
    """Words that a mode of supply or of ownership contains, in the form of `compact_word`.

    Attributes
    ----------
    collective, collective_codes : tuple of str
        Land of a collective, for which the order holds by reference (Art. 31); codes are whole.
    without_price, with_price : tuple of str
        Modes without and with a grant or allocation price, the base of the fee (Art. 14).
    """

    collective: tuple[str, ...]
    collective_codes: tuple[str, ...]
    without_price: tuple[str, ...]
    with_price: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """One version of the rules on land status, and the version that it replaced.

    Attributes
    ----------
    name : str
        The bundled name, or the path of the file.
    title, disclaimer, unverified : mapping of str to str
        Language -> name of the law; what follows every citation; what follows an article that was
        not checked.
    in_force : datetime.date
        The first day on which it holds.
    replaces : RuleBook or None
        The version that held before.
    reclaim_kinds, ending_kinds : tuple of str
        Codes of ``disposal_kind`` that take the land back, and others that end the holder's right.
    restarting_kinds : tuple of str
        Codes of ``disposal_kind`` after which the clock restarts at a newly agreed start.
    default_start_after_handover_years, extension_at_most_years, temporary_use_at_most_years : int
    idle_after_years, taken_back_after_years : int
    developed_below, invested_below, fee_rate : fractions.Fraction
        Shares of 1.
    investigation_days, answer_days, compliance_days, hearing_days : int
        Days to investigate after discovery, to answer a notice, to comply with a decision, and to
        ask for a hearing.
    warning_days : tuple of int
        Days before the agreed start, ascending.
    source : mapping of str to str
        Language -> the text with which the articles marked as verified were compared.
    checked_on : datetime.date
        When they were compared.
    plausible : Plausible
    supply : SupplyWords
    flags : tuple of FlagRule
    low_efficiency : tuple of Criterion
    five_not : mapping of str to mapping of str to bool
        Code of a class -> the facts it requires, the first class that applies counts.
    five_not_lists : mapping of str to CodeList
        The lists of classes that are called 五未: of land, and of projects.
    funding : mapping of str to Funding
        Sources of money for a disposal that are bound to a day of supply.
    ten_categories : mapping of str to str
        Code -> name.
    causes : mapping of str to Cause
    rules, articles, routes : mapping of str to Rule
        By rule, by basis of the start date or kind of deadline, by route.
    start_basis, steps, cause_words, deadlines : mapping of str to mapping of str to str
        Name -> language -> text.
    has_law : bool
        Whether the rulebook decides on idleness. Without law, nothing above is used but the title.
    conditions : tuple of Condition
        What gives a parcel a code of an own axis.
    """

    name: str
    title: Mapping[str, str]
    in_force: dt.date
    replaces: RuleBook | None
    disclaimer: Mapping[str, str]
    unverified: Mapping[str, str]
    reclaim_kinds: tuple[str, ...]
    ending_kinds: tuple[str, ...]
    restarting_kinds: tuple[str, ...]
    default_start_after_handover_years: int
    extension_at_most_years: int
    temporary_use_at_most_years: int
    idle_after_years: int
    taken_back_after_years: int
    developed_below: Fraction
    invested_below: Fraction
    fee_rate: Fraction
    investigation_days: int
    answer_days: int
    compliance_days: int
    hearing_days: int
    warning_days: tuple[int, ...]
    source: Mapping[str, str]
    checked_on: dt.date
    plausible: Plausible
    supply: SupplyWords
    flags: tuple[FlagRule, ...]
    low_efficiency: tuple[Criterion, ...]
    five_not: Mapping[str, Mapping[str, bool]]
    five_not_lists: Mapping[str, CodeList]
    funding: Mapping[str, Funding]
    ten_categories: Mapping[str, str]
    causes: Mapping[str, Cause]
    rules: Mapping[str, Rule]
    start_basis: Mapping[str, Mapping[str, str]]
    articles: Mapping[str, Rule]
    routes: Mapping[str, Rule]
    steps: Mapping[str, Mapping[str, str]]
    cause_words: Mapping[str, Mapping[str, str]]
    deadlines: Mapping[str, Mapping[str, str]]
    has_law: bool = True
    conditions: tuple[Condition, ...] = ()

    @property
    def versions(self) -> tuple[RuleBook, ...]:
        """The version itself and those before it, the latest first."""
        return (self, *(self.replaces.versions if self.replaces else ()))

    def at(self, as_of: dt.date) -> RuleBook | None:
        """Return the version in force on the day `as_of`; None before the first.

        Examples
        --------
        >>> import datetime as dt
        >>> from parkland.conventions import load_rulebook
        >>> load_rulebook().at(dt.date(2012, 7, 1)).name
        'idle-land-2012'
        >>> load_rulebook().at(dt.date(2012, 6, 30))
        """
        return next((book for book in self.versions if book.in_force <= as_of), None)

    def citation(self, rule: str, lang: str, *, start_basis: str = "") -> str:
        """Return the article behind `rule` as printed, with the disclaimer.

        Parameters
        ----------
        rule
            A key of `rules`.
        lang
            The language.
        start_basis
            What the start date rests on; its article, if it has one in `articles`, is added.

        Returns
        -------
        str
            Empty if no law is behind the rule.

        Examples
        --------
        >>> from parkland.conventions import load_rulebook
        >>> load_rulebook().citation("overdue", "en")
        'Measures for ... (Order No. 53), Art. 2 para. 1; preliminary; ...'
        """
        laws = [self.rules[rule]]
        if start_basis in self.articles:
            laws.append(self.articles[start_basis])
        return self.cited(laws, lang)

    def cited(self, laws: Sequence[Rule], lang: str) -> str:
        """Return the articles of some rules as printed, with the disclaimer; empty if none has one.

        Examples
        --------
        >>> from parkland.conventions import load_rulebook
        >>> book = load_rulebook()
        >>> book.cited([book.articles["answer"]], "en")
        'Measures for ... (Order No. 53), Art. 5 para. 2; preliminary; ...'
        """
        articles = [law.article[lang] for law in laws if law.article]
        if not articles:
            return ""
        words = grammar(lang)
        is_checked = all(law.verified for law in laws if law.article)
        return words.clauses(
            [
                words.cited(self.title[lang], dict.fromkeys(articles)),
                "" if is_checked else self.unverified[lang],
                self.disclaimer[lang],
            ]
        )

    def article(self, rule: Rule, lang: str) -> str:
        """Return the article of `rule`, marked if it is not verified; empty if it has none.

        Examples
        --------
        >>> from parkland.conventions import load_rulebook
        >>> book = load_rulebook()
        >>> book.article(book.routes["negotiated"], "en")
        'Art. 12'
        """
        if not rule.article:
            return ""
        mark = "" if rule.verified else self.unverified[lang]
        return grammar(lang).phrases([rule.article[lang], mark])
