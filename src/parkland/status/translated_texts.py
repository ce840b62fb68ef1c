"""The texts and issues of a ledger in another language: they are made anew, not translated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.choices import Lang, choose
from parkland.issues import translate_issues
from parkland.languages import DEFAULT_LANGUAGE
from parkland.ledger_record import subject_of
from parkland.status.flags import classified
from parkland.status.judgement import judge
from parkland.status.status_texts import citations, next_steps, reasons

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from parkland.ledger_record import Ledger
    from parkland.status.judgement import Judgement

# The columns of `flag_status` that hold sentences; the others hold codes, days and numbers.
SENTENCES = ("status_reason", "status_basis", "next_step")


def in_language(ledger_or_parcels: Ledger | gpd.GeoDataFrame, lang: str, /) -> gpd.GeoDataFrame:
    """Return the parcels with reason, citation and next step in `lang`.

    Parameters
    ----------
    ledger_or_parcels
        A ledger, whose texts are in `languages.DEFAULT_LANGUAGE`, or a table that was judged on one
        day. Of a table, only the text columns are replaced that exist.
    lang
        Language of the texts.

    Returns
    -------
    GeoDataFrame
        The parcels themselves if no text has to be replaced, else a copy. All other columns, also
        those that a user added, stay the same.

    Raises
    ------
    ChoiceError
        If the language is unknown, or if a table does not give its day and its rulebook.
    ColumnError
        If a canonical column is absent, or an area that would decide a verdict.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> in_language(ledger, "en")["status_reason"].iloc[0]
    'agreed start 2021-06-30, in 181 days'
    """
    import pandas as pd

    language: Lang = choose(lang, Lang, "lang")
    subject = subject_of(ledger_or_parcels)
    parcels: gpd.GeoDataFrame = subject.parcels
    written = [name for name in SENTENCES if name in parcels.columns]
    if not written or (subject.ledger is not None and lang == DEFAULT_LANGUAGE):
        return parcels
    # A text holds words and numbers of one language, so it is made from the facts again.
    if not subject.book.has_law:
        columns = classified(subject, language).columns
        return parcels.assign(**{name: columns[name] for name in written if name in columns})
    judgement = judge(subject, language)
    makers: dict[str, Callable[[Judgement], np.ndarray]] = {
        "status_reason": reasons,
        "status_basis": citations,
        "next_step": next_steps,
    }
    texts = {
        name: pd.Series(makers[name](judgement), index=parcels.index, dtype="str")
        for name in written
    }
    return parcels.assign(**texts)


def issues_in_language(ledger: Ledger, lang: Lang, /) -> pd.DataFrame:
    """Return the issues of a ledger with their messages in `lang`.

    Parameters
    ----------
    ledger
        A ledger, whose messages are in `languages.DEFAULT_LANGUAGE`.
    lang
        Language of the messages.

    Returns
    -------
    pandas.DataFrame
        An issue table; see `parkland.issues`.

    Raises
    ------
    ChoiceError
        If the language is unknown.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> issues_in_language(ledger, "en")["message"].iloc[0]
    'no encoding declared; the bytes say gb18030'
    """
    choose(lang, Lang, "lang")
    if lang == DEFAULT_LANGUAGE:
        return ledger.issues
    return translate_issues(ledger.issues, lang=lang, unit=ledger.profile.print_units[0])
