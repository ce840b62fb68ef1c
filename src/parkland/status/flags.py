"""`flag_status`: flags, status, reason, route and next step as columns of the table.

Under a rulebook with law the columns are those of the verdict, then those of own axes; without law
they are those of own axes alone. Nothing is decided here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parkland.choices import Lang, choose
from parkland.ledger_record import subject_of
from parkland.schema import require_canonical
from parkland.status.contradictory_facts import contradiction_issues
from parkland.status.judgement import judge
from parkland.status.law_columns import status_columns
from parkland.status.own_statuses import own_columns, own_issues
from parkland.status.own_verdicts import own_verdicts

if TYPE_CHECKING:
    import datetime as dt
    import os

    import pandas as pd

    from parkland.conventions import RuleBook
    from parkland.ledger_record import Ledger, Subject


class Classified(NamedTuple):
    """Parcels that have been classified.

    Attributes
    ----------
    columns : DataFrame
        As `flag_status`.
    issues : tuple of DataFrame
        Facts that contradict the law or one another, and what own axes leave open.
    """

    columns: pd.DataFrame
    issues: tuple[pd.DataFrame, ...]


def flag_status(
    ledger: Ledger | pd.DataFrame,
    /,
    *,
    as_of: str | dt.date | None = None,
    rules: str | os.PathLike[str] | RuleBook | None = None,
    lang: Lang = "zh",
) -> pd.DataFrame:
    """Return flags, status and legal consequences of each parcel on a day, with reasons.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels from `clean` and `measure`. It is not changed. A table must be
        measured if the levelled or the disposed area of a parcel is known: only then can a part be
        distinguished from the whole.
    as_of
        The day asked about. Default: that of the ledger, or of the statuses in the table.
    rules
        The rulebook: thresholds, articles and the texts of the reasons. Its version in force on the
        day decides. Default: that of the ledger; for a table, ``"idle-land-2012"``.
    lang
        Language of the reasons, citations and next steps.

    Returns
    -------
    pandas.DataFrame
        On the same index, with the same columns and dtypes for any number of rows:

        - ``levelled``, ``idle``, ``reclaimed`` and a ``flag_<name>`` for each further flag of the
          rulebook: nullable booleans, missing where the answer cannot be determined
        - ``status`` (one category for colouring), ``status_rule`` (the rule that gives it),
          ``status_reason``, ``status_basis`` (the article): texts; ``status_as_of``: the day
          (datetime64[s]); ``status_rules``: the name of the rulebook
        - ``idle_kind``: ``"A"`` (works have not started) or ``"B"`` (works are suspended);
          ``idle_since``: the first day on which the land is idle (datetime64[s]); ``days_idle``:
          the days from it to the day asked about, both counted (Int64). All three are missing where
          the land is not idle or idleness cannot be determined.
        - ``route``: ``"fee"``, ``"unpaid_takeback"``, ``"negotiated"`` or ``"investigate"``;
          missing where the land is not idle. ``fee``: in yuan, where the route is a fee and the
          price is known
        - ``next_step``: a text; ``next_on``: its day (datetime64[s]). That is the start day where
          it has not passed, else the first day on which the land is idle or can be taken back;
          missing where no such day is left.
        - ``efficiency`` (``"normal"``, ``"low"``, ``"rectifying"``), ``five_not`` and
          ``ten_category``: axes of their own, missing where nothing is known
        - for each axis of the profile: ``axis_<name>``, and ``flag_<axis>_<code>`` for each code
          that counts as a flag

        Under a rulebook without law (``"none"``) the table has the flags of the profile, the status
        with ``status_rule``, ``status_reason``, ``status_basis``, ``status_as_of`` and
        ``status_rules``, and further own axes; the first own axis is the status.

    Raises
    ------
    ColumnError
        If a canonical column is absent, or an area that would decide a verdict.
    ChoiceError
        If no day is given, if `lang` is unknown, or if the table was judged by another rulebook
        and no rules are given.
    ConventionError
        If there is no such rulebook.

    Examples
    --------
    >>> import parkland as pk
    >>> parcels, _, _ = pk.clean(pk.read_parcels(pk.sample_path() / "杨村二期.shp"))
    >>> flags = pk.flag_status(pk.measure(parcels), as_of="2020-12-31")
    >>> int(flags["levelled"].sum()), flags["status_reason"].iloc[3]
    (2, '已平整（2020-09-18），依据平整日期')
    """
    return classified(subject_of(ledger, as_of=as_of, rules=rules), lang).columns


def classified(subject: Subject, lang: Lang) -> Classified:
    """Return the columns of `flag_status` for a subject, and the issues that classifying it shows.

    Each parcel is judged once.

    Raises
    ------
    ColumnError, ChoiceError, ConventionError
        As for `flag_status`.
    """
    import pandas as pd

    choose(lang, Lang, "lang")
    require_canonical(subject.parcels)
    verdicts = own_verdicts(subject)
    own = own_columns(subject, verdicts, lang)
    issues = [own_issues(subject, verdicts, lang)]
    if not subject.book.has_law:
        return Classified(pd.DataFrame(own, index=subject.parcels.index), tuple(issues))
    judgement = judge(subject, lang)
    columns = status_columns(judgement).assign(**own)
    return Classified(columns, (contradiction_issues(judgement), *issues))
