"""Some rows of a judgement, and their facts as texts in the language of the judgement.

The texts about parcels are made for all rows of one rule at once. Formatting a column of a hundred
thousand dates is far faster than formatting each of them on its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.display import day_texts, label
from parkland.languages import grammar

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

    from parkland.status.judgement import Judgement
    from parkland.status.recorded_facts import RecordedDate


class JudgedRows:
    """The rows of a judgement to which one rule applies.

    Parameters
    ----------
    judgement
        The judgement of a table.
    rows : ndarray of int
        Positions of rows in the table.
    rule
        The rule, route or kind of deadline whose text is made for these rows.
    """

    def __init__(self, judgement: Judgement, rows: np.ndarray, rule: str) -> None:
        self.judgement = judgement
        self.parcels = judgement.parcels
        self.facts = judgement.verdict.facts
        self.record = judgement.verdict.facts.record
        self.book = judgement.book
        self.lang = judgement.lang
        self.unit = judgement.unit
        self.rows = rows
        self.rule = rule

    def __len__(self) -> int:
        return len(self.rows)

    def dates(self, field: RecordedDate) -> list[str]:
        """Return a recorded date of each row as a text; empty where there is none."""
        return day_texts(self.record.dates[field][self.rows], self.lang)

    def texts(self, field: str) -> list[str]:
        """Return a text column of each row; empty where there is none."""
        cells = self.parcels[field].iloc[self.rows]
        # As an array of objects: iterating over a text column would build a scalar for each cell.
        pairs = zip(cells.to_numpy(dtype=object).tolist(), cells.isna().tolist(), strict=True)
        return ["" if is_missing else str(cell) for cell, is_missing in pairs]

    def numbers(self, field: str) -> np.ndarray:
        """Return a number column of each row as float64; NaN where there is none."""
        numbers: np.ndarray = self.parcels[field].to_numpy(dtype="float64")[self.rows]
        return numbers

    def joined(self, parts: Iterable[str]) -> str:
        """Return a list of words as one text."""
        return grammar(self.lang).join(parts)

    def labels(self, fields: Iterable[str]) -> str:
        """Return the labels of columns as one text."""
        return self.joined(label(field, self.lang) for field in fields)
