"""Collects the issues of one cleaning, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.issues import Action, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


class Findings:
    """Issues about the rows of one raw table; where each row comes from is taken from the table.

    Parameters
    ----------
    raw
        A table with `source` and `source_row`.
    """

    def __init__(self, raw: pd.DataFrame) -> None:
        self.issues: list[Issue] = []
        self._sources = raw["source"]
        self._rows = raw["source_row"]
        self._ids: pd.Series | None = None

    @property
    def sources(self) -> pd.Series:
        """The source of each row."""
        return self._sources

    def know_ids(self, ids: pd.Series) -> None:
        """Name parcels by these numbers from now on."""
        self._ids = ids

    def add(
        self,
        code: str,
        where: Iterable[Any],
        *,
        field: str = "",
        values: pd.Series | str = "",
        action: Action = "kept",
    ) -> None:
        """Add an issue for each label in `where`; `values` is a text, or a series of them."""
        labels = list(where)
        if not labels:
            return
        blank = [""] * len(labels)
        ids = blank if self._ids is None else self._ids.loc[labels].tolist()
        texts = [values] * len(labels) if isinstance(values, str) else values.loc[labels].tolist()
        sources, rows = self._sources.loc[labels].tolist(), self._rows.loc[labels].tolist()
        self.issues += [
            Issue(
                code=code,
                source=str(source),
                source_row=int(row),
                parcel_id=number if isinstance(number, str) else "",
                field=field,
                value=str(text),
                action=action,
            )
            for source, row, number, text in zip(sources, rows, ids, texts, strict=True)
        ]

    def add_column(self, code: str, column: pd.Series, *, field: str, value: str) -> None:
        """Add one issue about a whole column for each source that has anything in it."""
        for source in self._sources[column.index[column.notna()]].unique():
            self.issues.append(Issue(code=code, source=str(source), field=field, value=value))
