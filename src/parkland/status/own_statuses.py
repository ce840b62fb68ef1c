"""Own statuses as columns of the table of parcels, and what is told about them as issues.

Under a rulebook without law they are all that `flag_status` gives. Under one with law they stand
beside its columns. Nothing is decided here; `own_verdicts` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.conventions import rulebook_label, status_set
from parkland.conventions.status_sets import STATUS, UNRECORDED
from parkland.issues import Issue, IssueBatch, issue_table
from parkland.ledger_record import subject_of
from parkland.status.contradiction_values import cell_texts
from parkland.status.date_arrays import date_column
from parkland.status.own_texts import citations, reasons, rules
from parkland.status.own_verdicts import own_verdicts
from parkland.status.three_values import nullable_booleans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from parkland.choices import Lang
    from parkland.ledger_record import Ledger, Subject
    from parkland.status.own_verdicts import AxisVerdict

UNREAD = {
    "number": "statuses.no_number",
    "day": "statuses.no_day",
    "answer": "statuses.no_answer",
}


def own_columns(
    subject: Subject, verdicts: Sequence[AxisVerdict], lang: Lang
) -> dict[str, pd.Series]:
    """Return the columns of own axes and their flags.

    Parameters
    ----------
    subject
        The parcels, with their profile and rulebook.
    verdicts
        From `own_verdicts` of the same subject.
    lang
        Language of reasons and citations.

    Returns
    -------
    dict of str to Series
        ``flag_<axis>_<code>`` for each flag, nullable booleans; ``axis_<name>`` for each axis,
        missing where nothing says a code. Without law ``status`` and what it rests on stand in
        front, and the first axis is the status.
    """
    import pandas as pd

    index = subject.parcels.index
    known = status_set(subject.conventions, subject.book)
    columns: dict[str, Any] = {} if known.has_law else _status_columns(subject, verdicts, lang)
    by_name = {verdict.axis.name: verdict for verdict in verdicts}
    for column, axis in known.columns.items():
        if column == STATUS or axis.name not in by_name:
            continue
        codes = pd.Series(by_name[axis.name].codes, index=index, dtype="str")
        columns[column] = codes.where(codes != UNRECORDED)
    for verdict in verdicts:
        for flag, code in zip(verdict.axis.flags, flagged_codes(verdict), strict=True):
            columns[flag.column] = nullable_booleans(verdict.flag(code), index)
    return columns


def flagged_codes(verdict: AxisVerdict) -> list[str]:
    """Return the codes of an axis that count as flags, in the order of its flags."""
    return [code for code in verdict.axis.codes if code in verdict.axis.flagged]


def _status_columns(
    subject: Subject, verdicts: Sequence[AxisVerdict], lang: Lang
) -> dict[str, Any]:
    import pandas as pd

    index = subject.parcels.index
    if verdicts:
        leading = verdicts[0]
        texts = {
            "status": leading.codes,
            "status_rule": rules(leading),
            "status_reason": reasons(leading, lang),
            "status_basis": citations(leading, lang),
        }
    else:
        texts = {
            "status": np.full(len(index), UNRECORDED, dtype=object),
            "status_rule": np.full(len(index), "own_nothing", dtype=object),
            "status_reason": np.full(len(index), "", dtype=object),
            "status_basis": np.full(len(index), "", dtype=object),
        }
    day = np.full(len(index), np.datetime64(subject.day, "D"))
    return {
        **{name: pd.Series(values, index=index, dtype="str") for name, values in texts.items()},
        "status_as_of": date_column(day, index),
        "status_rules": pd.Series(rulebook_label(subject.book), index=index, dtype="str"),
    }


def condition_texts(ledger: Ledger, flag: str, /, *, lang: Lang) -> np.ndarray:
    """Return the reason of each parcel on the axis of a flag where a condition decides.

    Parameters
    ----------
    ledger
        The ledger.
    flag
        The name of a flag of an own axis.
    lang
        Language of the reasons.

    Returns
    -------
    ndarray of str objects
        Empty where words decide, because the column says them already.
    """
    subject = subject_of(ledger)
    for verdict in own_verdicts(subject):
        if flag in (one.name for one in verdict.axis.flags):
            texts = reasons(verdict, lang)
            return np.where(verdict.decided_by >= 0, texts, "")
    return np.full(len(subject.parcels), "", dtype=object)


def own_issues(subject: Subject, verdicts: Sequence[AxisVerdict], lang: Lang) -> pd.DataFrame:
    """Return what the words and conditions of own axes leave open, as issues.

    Parameters
    ----------
    subject, verdicts
        As for `own_columns`.
    lang
        Language of the messages.
    """
    found = list(_found(subject.parcels, verdicts))
    if not verdicts and not subject.book.has_law:
        name = rulebook_label(subject.book)
        found.append(Issue(code="statuses.none_declared", value=name))
    return issue_table(found, lang=lang)


def _found(parcels: pd.DataFrame, verdicts: Sequence[AxisVerdict]) -> Iterator[Issue | IssueBatch]:
    for verdict in verdicts:
        words, axis = verdict.words, verdict.axis
        field = "、".join(words.headings or axis.headings)
        if axis.headings and not words.headings and len(parcels):
            yield Issue(code="statuses.no_column", field=field, value=axis.name)
        for code, where in (
            ("statuses.no_word", words.unknown),
            ("statuses.two_codes", words.double),
        ):
            rows = np.flatnonzero(where)
            if len(rows):
                yield _batch(parcels, rows, code, field, words.texts[rows].tolist())
    if verdicts:
        yield from _unread(parcels, verdicts[0])


def _unread(parcels: pd.DataFrame, verdict: AxisVerdict) -> Iterator[IssueBatch]:
    """Yield the cells that conditions ask and that are filled and cannot be read."""
    columns = verdict.asked.columns
    for name, kind in columns.misread:
        filled = columns.read(name, "text")
        rows = np.flatnonzero(filled.known & ~columns.read(name, kind).known)
        if len(rows):
            texts = [str(text) for text in filled.values[rows]]  # noqa: PD011 - an own record
            yield _batch(parcels, rows, UNREAD[kind], name, texts)


def _batch(
    parcels: pd.DataFrame, rows: np.ndarray, code: str, field: str, values: list[str]
) -> IssueBatch:
    return IssueBatch(
        code=code,
        sources=cell_texts(parcels["source"].iloc[rows]),
        source_rows=[number or None for number in parcels["source_row"].to_numpy()[rows].tolist()],
        parcel_ids=cell_texts(parcels["parcel_id"].iloc[rows]),
        value_texts=values,
        field=field,
    )
