"""`contradictions`: facts that contradict one another or the law, each as an issue with both sides.

A contradiction is never resolved in silence, but the verdict has to follow one side:

- a date takes precedence over a word
- the area of the parcel takes precedence over a larger area of a fact
- a suspension before the start leaves idleness undetermined
- a supplementary agreement counts even if it extends the start by more than a contract allows
- works without a start, and words that contradict one another, leave idleness undetermined
- a late handover counts for no side before it is investigated
- a value that cannot be true counts as unknown

`contradiction_checks` finds the contradictions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.issues import IssueBatch, issue_table
from parkland.ledger_record import subject_of
from parkland.status.contradiction_checks import contradiction_checks
from parkland.status.contradiction_values import cell_texts
from parkland.status.judgement import judge

if TYPE_CHECKING:
    import datetime as dt
    import os

    import pandas as pd

    from parkland.choices import Lang
    from parkland.conventions import RuleBook
    from parkland.ledger_record import Ledger
    from parkland.status.judgement import Judgement


def contradictions(
    ledger: Ledger | pd.DataFrame,
    /,
    *,
    as_of: str | dt.date | None = None,
    rules: str | os.PathLike[str] | RuleBook | None = None,
    lang: Lang = "zh",
) -> pd.DataFrame:
    """Return facts of the parcels that contradict one another or the law, as issues.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels as for `flag_status`. It is not changed.
    as_of, rules, lang
        As for `flag_status`.

    Returns
    -------
    pandas.DataFrame
        An issue table; see `parkland.issues`. It has no rows where nothing is contradictory, and
        none under a rulebook without law.

    Raises
    ------
    ColumnError, ChoiceError, ConventionError
        As for `flag_status`.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> len(pk.contradictions(ledger))
    0
    """
    subject = subject_of(ledger, as_of=as_of, rules=rules)
    if not subject.book.has_law:
        return issue_table(lang=lang)
    return contradiction_issues(judge(subject, lang))


def contradiction_issues(judgement: Judgement) -> pd.DataFrame:
    """Return the contradictions among the facts of parcels that have been judged.

    Parameters
    ----------
    judgement
        The judgement of the parcels on one day.

    Returns
    -------
    pandas.DataFrame
        As `contradictions`.
    """
    # Where a record comes from is shown with each issue, so that an officer finds the cell.
    parcels = judgement.parcels
    numbers, sources = parcels["parcel_id"], parcels["source"]
    source_rows = parcels["source_row"].to_numpy()
    issues = [
        IssueBatch(
            code=check.code,
            sources=cell_texts(sources.iloc[rows]),
            source_rows=[number or None for number in source_rows[rows].tolist()],
            parcel_ids=cell_texts(numbers.iloc[rows]),
            value_texts=check.values(rows),
            field=check.field,
        )
        for check in contradiction_checks(judgement)
        # Values are formatted for the rows that contradict, never for the whole table.
        if len(rows := np.flatnonzero(check.contradicts))
    ]
    return issue_table(issues, lang=judgement.lang, unit=judgement.unit)
