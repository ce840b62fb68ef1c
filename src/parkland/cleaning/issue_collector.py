"""Collects the issues that one cleaning finds, as batches of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.cleaning.table_decisions import TableDecisions
from parkland.issues import Action, Issue, IssueBatch

if TYPE_CHECKING:
    import pandas as pd


class IssueCollector:
    """Issues about the rows of one raw table. The table says where each row comes from.

    Parameters
    ----------
    raw
        A table with `source` and `source_row`, perhaps with `layer`, and a unique index.
    decisions
        What is decided about its columns. Default: nothing yet.
    """

    def __init__(self, raw: pd.DataFrame, decisions: TableDecisions | None = None) -> None:
        self.decisions = TableDecisions() if decisions is None else decisions
        self.issues: list[Issue | IssueBatch] = []
        self._index = raw.index
        self._sources = raw["source"]
        self._rows = raw["source_row"].to_numpy()
        self.layers: pd.Series | None = raw.get("layer")
        self._ids: pd.Series | None = None

    @property
    def sources(self) -> pd.Series:
        """The source of each row."""
        return self._sources

    def groups(self, index: pd.Index) -> list[tuple[str, pd.Index]]:
        """Return each source with its rows among `index`."""
        sources = self._sources.loc[index]
        if not len(sources):
            return [("", index)]
        rows = sources.groupby(sources, sort=False).groups
        return [(str(source), labels) for source, labels in rows.items()]

    def add_source(self, code: str, source: str, *, field: str, value: str) -> None:
        """Add an issue about a whole source."""
        self.issues.append(Issue(code=code, source=source, field=field, value=value))

    def set_parcel_ids(self, ids: pd.Series) -> None:
        """Use `ids`, on the index of the raw table, as parcel numbers in what is added from now."""
        self._ids = ids

    def add(
        self,
        code: str,
        where: pd.Index,
        *,
        field: str = "",
        values: pd.Series | str = "",
        action: Action = "kept",
    ) -> None:
        """Add an issue for each label in `where`.

        Parameters
        ----------
        where
            Labels of the raw table.
        values
            One text for all, or a series that holds the value of each label in `where`.
        """
        if not len(where):
            return
        places = self._index.get_indexer(where)
        blank = [""] * len(where)
        self.issues.append(
            IssueBatch(
                code=code,
                sources=shared_texts(self._sources.iloc[places]),
                source_rows=self._rows[places].tolist(),
                parcel_ids=blank if self._ids is None else _texts(self._ids.iloc[places]),
                value_texts=[values] * len(where)
                if isinstance(values, str)
                else [str(value) for value in values.loc[where].tolist()],
                field=field,
                action=action,
            )
        )

    def add_column(self, code: str, column: pd.Series, *, field: str, value: str) -> None:
        """Add one issue about a whole column for each source that has a value in it."""
        for source in self._sources[column.index[column.notna()]].unique():
            self.issues.append(Issue(code=code, source=str(source), field=field, value=value))

    def add_number(self, code: str, rows: pd.Index, *, field: str) -> None:
        """Add one issue for each source of `rows`; its value is how many of them are its own."""
        numbers = self._sources[rows].value_counts(sort=False)
        for source, number in numbers[numbers > 0].items():
            self.issues.append(Issue(code=code, source=str(source), field=field, value=str(number)))


def shared_texts(column: pd.Series) -> list[str]:
    """Return the cells as texts; equal cells share one Python object."""
    import pandas as pd

    places, distinct = pd.factorize(column)
    texts = np.array([*map(str, distinct), str(np.nan)], dtype=object)  # -1: a missing cell
    shared: list[str] = texts[places].tolist()
    return shared


def _texts(column: pd.Series) -> list[str]:
    return [text if isinstance(text, str) else "" for text in column.tolist()]
