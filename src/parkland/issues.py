"""The issue table: every fault and every guess, one row each.

Columns: ``source, source_row, parcel_id, field, code, severity, action, value, message``. Severity
is ``error`` (figures are affected), ``warning`` (look at it) or ``note`` (said so that nothing is
silent); action is ``kept``, ``repaired`` or ``quarantined``. The codes and their texts are in
`resources/faults/`; a text may speak of ``{value}``, ``{field}`` and ``{parcel_id}`` of its row.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

from parkland.choices import Lang, choose
from parkland.languages import text_in
from parkland.wording import resource_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

Action = Literal["kept", "repaired", "quarantined"]
SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One fault or guess. A `source_row` of None speaks of the whole source."""

    code: str
    source: str = ""
    source_row: int | None = None
    parcel_id: str = ""
    field: str = ""
    action: Action = "kept"
    value: str = ""

    @property
    def severity(self) -> str:
        """``error``, ``warning`` or ``note``, by the catalogue."""
        return str(resource_folder("faults")[self.code]["severity"])

    def message(self, lang: str) -> str:
        """Return the sentence an officer reads."""
        text = text_in(resource_folder("faults")[self.code], choose(lang, Lang, "lang"))
        return text.format(value=self.value, field=self.field, parcel_id=self.parcel_id)


_OWN = tuple(field.name for field in fields(Issue))
COLUMNS = (
    "source", "source_row", "parcel_id", "field", "code", "severity", "action", "value", "message",
)  # fmt: skip


def issue_table(issues: Iterable[Issue] = (), *, lang: str = "zh") -> pd.DataFrame:
    """Return `issues` as a table, worst first and then in the order found.

    Examples
    --------
    >>> found = Issue(code="geometry.missing", source="a.shp", source_row=7)
    >>> issue_table([found], lang="en").loc[0, "message"]
    'no geometry'
    """
    import pandas as pd

    found = sorted(issues, key=lambda issue: SEVERITIES.index(issue.severity))
    rows = [
        {name: getattr(issue, name) for name in _OWN}
        | {"severity": issue.severity, "message": issue.message(lang)}
        for issue in found
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({name: "Int64" if name == "source_row" else "str" for name in COLUMNS})


def translate_issues(issues: pd.DataFrame, *, lang: str) -> pd.DataFrame:
    """Return the issue table with its messages in `lang`."""
    again = [
        Issue(
            code=row["code"],
            source=row["source"],
            source_row=row["source_row"],
            parcel_id=row["parcel_id"],
            field=row["field"],
            action=row["action"],
            value=row["value"],
        )
        for row in issues.astype(object).where(issues.notna(), None).to_dict("records")
    ]
    return issue_table(again, lang=lang)
