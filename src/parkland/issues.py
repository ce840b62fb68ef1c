"""The issue table, which has one row for every fault and every guess.

Columns: ``source, source_row, parcel_id, field, code, severity, action, value, message``. The
severity is ``error`` (figures are affected), ``warning`` (someone should check it) or ``note``
(nothing is wrong, but parkland made a choice). The action is ``kept``, ``repaired`` or
``quarantined``. The catalogue in `resources/faults/` holds the codes and their texts; a text may
contain ``{value}``, ``{field}`` and ``{parcel_id}`` of its row, ``{label}``, the heading of the
field in the language, and ``{amounts}``, the value with areas in mu beside those in m2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from parkland.choices import AreaUnit, Lang, choose
from parkland.errors import ChoiceError, brief
from parkland.languages import DEFAULT_LANGUAGE, grammar, text_in
from parkland.schema import FIELDS
from parkland.units import DEFAULT_UNIT, area_unit
from parkland.wording import resource, resource_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

Action = Literal["kept", "repaired", "quarantined"]
_SQUARE_METRES = re.compile(r"(\d+\.\d\d) m2")
SEVERITIES = ("error", "warning", "note")
COLUMNS = (
    "source", "source_row", "parcel_id", "field", "code", "severity", "action", "value", "message",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One fault or guess about a record, or about a whole source if `source_row` is None."""

    code: str
    source: str = ""
    source_row: int | None = None
    parcel_id: str = ""
    field: str = ""
    action: Action = "kept"
    value: str = ""

    @property
    def severity(self) -> str:
        """The severity of the code in the catalogue: ``error``, ``warning`` or ``note``."""
        return severity_of(self.code)

    def message(self, lang: str, *, unit: AreaUnit = DEFAULT_UNIT) -> str:
        """Return the text of the code in `lang`, with the values of this issue filled in.

        Areas in m2 stand in `unit` too.
        """
        template = _template(self.code, lang)
        return template.format(
            value=_joined_in(self.value, lang),
            field=self.field,
            parcel_id=self.parcel_id,
            label=_label(self.field, lang),
            amounts=_amounts(self.value, lang, unit),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueBatch:
    """Issues of one code about many records; each sequence has one entry for each record.

    A table of 100,000 parcels can have as many issues. One object for each of them would take more
    time and memory than the parcels.

    Attributes
    ----------
    sources, parcel_ids, value_texts
        The texts; a text is empty if it is not known.
    source_rows
        The record numbers, or None for the whole source.
    """

    code: str
    sources: Sequence[str]
    source_rows: Sequence[int | None]
    parcel_ids: Sequence[str]
    value_texts: Sequence[str]
    field: str = ""
    action: Action = "kept"

    def __len__(self) -> int:
        return len(self.sources)


def issue_table(
    issues: Iterable[Issue | IssueBatch] = (),
    /,
    *,
    lang: Lang = "zh",
    unit: AreaUnit = DEFAULT_UNIT,
) -> pd.DataFrame:
    """Return `issues` as a table, sorted by severity and then in the order given.

    The messages are in `lang`; areas in m2 stand in `unit` too.

    Without issues the table has no rows and the same columns and dtypes.

    Examples
    --------
    >>> found = Issue(code="geometry.missing", source="a.shp", source_row=7)
    >>> issue_table([found], lang="en").loc[0, "message"]
    'the record has no geometry'
    """
    import pandas as pd

    batches = [_as_batch(issue) for issue in issues]
    # All issues of a batch have one code, hence one severity: sorting batches also sorts rows.
    batches.sort(key=lambda batch: SEVERITIES.index(severity_of(batch.code)))
    lengths = [len(batch) for batch in batches]
    codes = _repeated([batch.code for batch in batches], lengths)
    fields = _repeated([batch.field for batch in batches], lengths)
    ids = [parcel_id for batch in batches for parcel_id in batch.parcel_ids]
    values = [value for batch in batches for value in batch.value_texts]
    columns: dict[str, Any] = {
        "source": [source for batch in batches for source in batch.sources],
        "source_row": [row for batch in batches for row in batch.source_rows],
        "parcel_id": ids,
        "field": fields,
        "code": codes,
        "severity": _repeated([severity_of(batch.code) for batch in batches], lengths),
        "action": _repeated([batch.action for batch in batches], lengths),
        "value": values,
        "message": _messages(
            codes, {"value": values, "field": fields, "parcel_id": ids}, lang, unit
        ),
    }
    return pd.DataFrame(
        {
            name: pd.Series(column, dtype="Int64" if name == "source_row" else "str")
            for name, column in columns.items()
        }
    )


def translate_issues(
    issues: pd.DataFrame, /, *, lang: Lang, unit: AreaUnit = DEFAULT_UNIT
) -> pd.DataFrame:
    """Return the issue table with its messages in `lang`, and areas in `unit` beside m2.

    Parameters
    ----------
    issues
        Such as ``ledger.issues``, or a part of them.
    lang
        The language of the messages.
    unit
        ``"mu"``, ``"ha"``, ``"m2"`` or ``"acre"``.

    Returns
    -------
    pandas.DataFrame
        The same rows and columns with other messages; codes, values and records stay.

    Raises
    ------
    ChoiceError
        If `issues` is not a table of issues, or if there is no such language.

    Examples
    --------
    >>> found = issue_table([Issue(code="geometry.missing")])
    >>> translate_issues(found, lang="en").loc[0, "message"]
    'the record has no geometry'
    """
    import pandas as pd

    columns = ("code", "value", "field", "parcel_id")
    if not isinstance(issues, pd.DataFrame) or not set(columns) <= set(issues.columns):
        raise ChoiceError("ledgers.no_issues", issues=brief(issues))
    texts = {
        name: issues[name].astype(object).where(issues[name].notna(), None).to_numpy()
        for name in columns
    }
    codes = texts["code"]
    severities = np.array([severity_of(code) for code in codes], dtype=object)
    ranks = np.array([SEVERITIES.index(severity) for severity in severities], dtype="int64")
    messages = _messages(codes, texts, lang, unit)
    translated = issues.assign(
        severity=pd.Series(severities, index=issues.index, dtype="str"),
        message=pd.Series(messages, index=issues.index, dtype="str"),
    )
    return translated.iloc[np.argsort(ranks, kind="stable")].reset_index(drop=True)


def severity_of(code: str) -> str:
    """Return the severity of a code in the catalogue: ``error``, ``warning`` or ``note``."""
    return str(resource_folder("faults")[code]["severity"])


def _template(code: str, lang: str) -> str:
    return text_in(resource_folder("faults")[code], choose(lang, Lang, "lang"))


def _amounts(value: str, lang: str, unit: AreaUnit) -> str:
    """Return a value in which each area in m2 also stands in `unit`, as in registers of offices."""
    if " m2" not in value or unit == "m2":
        return value
    read = area_unit(unit)
    per_m2, name, rules = read.per_m2, read.label(lang), grammar(lang)

    def in_both(found: re.Match[str]) -> str:
        number = f"{float(found[1]) * per_m2:.{read.digits}f}".replace(".", rules.decimal_mark)
        return found[0] + rules.brackets(rules.quantity(number, name))

    return _SQUARE_METRES.sub(in_both, value)


def _joined_in(value: str, lang: str) -> str:
    """Return a value that is put together of several with the marks of the language."""
    stored, spoken = grammar(DEFAULT_LANGUAGE), grammar(lang)
    if stored is spoken or value.isascii():
        return value
    before, _, after = stored.brackets("\0").partition("\0")
    opening, _, closing = spoken.brackets("\0").partition("\0")
    value = value.replace(stored.list_mark, spoken.list_mark)
    return value.replace(before, opening).replace(after, closing)


def _label(field: str, lang: str) -> str:
    """Return the heading of a canonical field; an own column of the office is called as it is."""
    if field in FIELDS:
        return FIELDS[field].label(lang)
    return text_in(_asset_labels()[field], lang) if field in _asset_labels() else field


@cache
def _asset_labels() -> Mapping[str, Any]:
    """Return the labels of the columns of the tables of assets; of equal names, the first."""
    found: dict[str, Any] = {}
    for table in resource("assets.toml").values():
        for name, entry in table.get("columns", {}).items():
            found.setdefault(name, entry)
    return found


def _as_batch(issue: Issue | IssueBatch) -> IssueBatch:
    if isinstance(issue, IssueBatch):
        return issue
    return IssueBatch(
        code=issue.code,
        sources=[issue.source],
        source_rows=[issue.source_row],
        parcel_ids=[issue.parcel_id],
        value_texts=[issue.value],
        field=issue.field,
        action=issue.action,
    )


def _repeated(texts: list[str], lengths: list[int]) -> np.ndarray:
    """Repeat each text for every row of its batch; all rows share one Python object."""
    return np.repeat(np.array(texts, dtype=object), np.array(lengths, dtype="int64"))


def _messages(codes: np.ndarray, texts: Mapping[str, Any], lang: str, unit: AreaUnit) -> np.ndarray:
    """Return the message of each row; `texts` holds the column for each name in a template."""
    import pandas as pd

    choose(lang, Lang, "lang")
    messages = np.empty(len(codes), dtype=object)
    places, distinct = pd.factorize(codes)
    for place, code in enumerate(distinct):
        rows = np.flatnonzero(places == place)
        # The literals below repeat without end; this first part limits zip to the number of rows.
        parts: list[Iterable[str]] = [repeat("", len(rows))]
        # The template of a code is parsed once and not once for each row.
        for literal, name, _, _ in Formatter().parse(_template(code, lang)):
            parts.append(repeat(literal))
            if name == "amounts":
                values = texts["value"]
                parts.append([_amounts(str(values[row]), lang, unit) for row in rows.tolist()])
            elif name == "label":
                parts.append([_label(str(texts["field"][row]), lang) for row in rows.tolist()])
            elif name:
                column = texts[name]
                parts.append([_joined_in(str(column[row]), lang) for row in rows.tolist()])
        messages[rows] = ["".join(words) for words in zip(*parts, strict=False)]
    return messages
