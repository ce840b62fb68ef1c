"""Issues as people read them: repeated faults of one column are one line.

A fault of a column occurs in many records, so that a table of issues can have a row for each of
100,000 parcels. The rows stay for programs (`Ledger.issues`). What is printed asks this module:
one line for each kind of fault in a column of a source, with the number of issues and the first
records. Every output that shows issues to a reader groups them here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.issues import issue_table
from parkland.languages import grammar
from parkland.units import DEFAULT_UNIT
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from parkland.choices import AreaUnit, Lang
    from parkland.issues import Issue

KIND = ["source", "code", "field", "action"]
FIRST_RECORDS = 3


def group_issues(issues: pd.DataFrame, /, *, lang: str, each_record: bool = False) -> pd.DataFrame:
    """Return an issue table with one row for all issues of one kind.

    Issues are of one kind if source, code, field and action agree. Issues about a whole source must
    have the same message too, because there each of them names another thing.

    Parameters
    ----------
    issues
        An issue table with its messages in `lang`.
    lang
        The language of the words for the number and the records.
    each_record
        Whether issues of different records stay apart.

    Returns
    -------
    pandas.DataFrame
        An issue table in the order of first occurrence. Values and record number are those of the
        first issue of a kind. Where there are several, the message ends with their number and the
        first records.

    Examples
    --------
    >>> from parkland.issues import Issue, issue_table
    >>> rows = [Issue(code="geometry.missing", source="a.shp", source_row=n) for n in (4, 7, 8, 9)]
    >>> group_issues(issue_table(rows, lang="en"), lang="en").loc[0, "message"]
    'the record has no geometry (4 such issues; records 4, 7, 8 …)'
    """
    import pandas as pd

    if issues.empty:
        return issues.reset_index(drop=True)
    of_record = issues["source_row"].notna()
    keys = [issues[name] for name in KIND]
    keys.append(issues["message"].astype(object).mask(of_record, ""))
    if each_record:
        keys.append(issues["source_row"])
    groups = issues.groupby(keys, sort=False, dropna=False)
    places = groups.ngroup().to_numpy()
    firsts = ~pd.Series(places).duplicated().to_numpy()
    grouped = issues[firsts].reset_index(drop=True)
    numbers = groups.size().to_numpy()
    records = issues.groupby(places)["source_row"]
    listed = [
        _first_records(records.get_group(place)) if number > 1 and not each_record else []
        for place, number in enumerate(numbers.tolist())
    ]
    messages = [
        _with_number(message, number, rows, lang)
        for message, number, rows in zip(grouped["message"], numbers.tolist(), listed, strict=True)
    ]
    return grouped.assign(message=pd.Series(messages, index=grouped.index, dtype="str"))


def issue_sentences(
    issues: Iterable[Issue], /, *, lang: Lang, unit: AreaUnit = DEFAULT_UNIT
) -> list[str]:
    """Return the messages of `issues`, with one message for all issues of one kind."""
    table = issue_table(issues, lang=lang, unit=unit)
    return group_issues(table, lang=lang)["message"].tolist()


def _first_records(records: pd.Series) -> list[int]:
    """Return the first different record numbers, with one more than are shown if there are more."""
    return [int(row) for row in records.dropna().unique()[: FIRST_RECORDS + 1]]


def _with_number(message: str, number: int, records: list[int], lang: str) -> str:
    if number == 1:
        return message
    key = "issue_group.records" if records else "issue_group.number"
    listed = grammar(lang).join(str(record) for record in records[:FIRST_RECORDS])
    more = wording("issue_group.more", lang) if len(records) > FIRST_RECORDS else ""
    return wording(key, lang, message=message, number=f"{number:,}", records=listed + more)
