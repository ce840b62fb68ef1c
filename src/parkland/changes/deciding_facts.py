"""Which of the facts that changed decide a status: those without which it would be another one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from parkland.changes.given_answers import answers_of
from parkland.schema import FIELDS
from parkland.status import flag_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from parkland.ledger_record import Ledger

# For each row and question: the facts, each with what happened to it.
Deciding = dict[tuple[int, str], list[tuple[str, str]]]


def deciding_facts(
    earlier: Ledger, later: Ledger, facts: pd.DataFrame, columns: dict[str, str]
) -> Deciding:
    """Return the facts that decide each changed answer.

    The changed facts of a later parcel are put back to what they were, one after the other, as long
    as the answer stays. Those that cannot be put back decide it. Days are tried last, because a day
    says more than the word that came with it.

    Parameters
    ----------
    earlier, later
        The two states of the same parcels, row by row.
    facts
        Their changed facts, with ``row``, ``field`` and ``change``.
    columns
        What is asked, with its column.
    """
    found: Deciding = defaultdict(list)
    known = facts[facts["field"].isin(later.parcels.columns)]
    if known.empty:
        return found
    cases = _Cases.of(earlier, later, known, columns)
    names = dict.fromkeys(known["field"].tolist())
    texts = [name for name in names if name in FIELDS and FIELDS[name].kind == "text"]
    # Most texts decide nothing, so that all of them are put back at once where that is possible.
    fixed = cases.put_back(texts, np.ones(len(cases.row), dtype=bool))
    rest = sorted((name for name in names if name not in texts), key=_is_day)
    for field in texts:
        cases.put_back([field], fixed)
    for field in rest:
        cases.put_back([field], np.ones(len(cases.row), dtype=bool))
    for row, what, field, change in cases.deciding(known):
        found[row, what].append((field, change))
    return found


def _is_day(field: str) -> bool:
    return field in FIELDS and FIELDS[field].kind == "date"


class _Cases:
    """Later parcels, once for each question that they answer otherwise than before.

    Parameters
    ----------
    later
        The later side, for its day and its rules.
    row, what : ndarray
        The parcel of each case, and its question.
    states
        The earlier and the later parcels, one row a case.
    goal
        The later answers.
    columns
        What is asked, with its column.
    """

    def __init__(
        self,
        later: Ledger,
        asked: tuple[np.ndarray, np.ndarray],
        states: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
        columns: dict[str, str],
    ) -> None:
        self.later, self.columns = later, columns
        self.row, self.what = asked
        self.back, self.now = states
        self.places = [np.flatnonzero(self.what == name) for name in columns]
        self.goal = self._answers(self.now)
        self.tried: dict[str, np.ndarray] = {}

    @classmethod
    def of(
        cls, earlier: Ledger, later: Ledger, facts: pd.DataFrame, columns: dict[str, str]
    ) -> _Cases:
        """Return the cases of all parcels of which facts changed."""
        first, last = (answers_of(side.parcels, columns) for side in (earlier, later))
        changed = np.unique(facts["row"].to_numpy(dtype="int64"))
        moved = (first != last).to_numpy()[changed]
        places, questions = np.nonzero(moved)
        row = changed[places]
        what = np.array(list(columns), dtype=object)[questions]
        back, now = (
            _without_shapes(side.parcels).iloc[row].reset_index(drop=True)
            for side in (earlier, later)
        )
        return cls(later, (row, what), (back, now), columns)

    def put_back(self, fields: list[str], asked: np.ndarray) -> np.ndarray:
        """Put facts back to what they were in the cases asked about, where the answer stays.

        Returns
        -------
        ndarray of bool
            The cases in which the answer would change, so that nothing was put back.
        """
        rows = np.flatnonzero(asked)
        if not fields or not len(rows):
            return np.zeros(len(self.row), dtype=bool)
        tried = self.now.assign(**{name: self._swapped(name, asked) for name in fields})
        moved: np.ndarray = (self._answers(tried) != self.goal) & asked
        for name in fields:
            self.now = self.now.assign(**{name: self._swapped(name, asked & ~moved)})
            self.tried[name] = moved
        return moved

    def deciding(self, facts: pd.DataFrame) -> Iterator[tuple[int, str, str, str]]:
        """Yield parcel, question, fact and its change, for each fact that cannot be put back."""
        changes = {
            (int(row), str(field)): str(change)
            for row, field, change in zip(
                facts["row"], facts["field"], facts["change"], strict=True
            )
        }
        for field, moved in self.tried.items():
            for n in np.flatnonzero(moved).tolist():
                key = int(self.row[n]), field
                if key in changes:
                    yield key[0], str(self.what[n]), field, changes[key]

    def _swapped(self, name: str, rows: np.ndarray) -> pd.Series:
        return self.now[name].where(~rows, self.back[name])

    def _answers(self, parcels: gpd.GeoDataFrame) -> np.ndarray:
        judged = answers_of(flag_status(replace(self.later, parcels=parcels)), self.columns)
        found = np.full(len(parcels), "", dtype=object)
        for name, rows in zip(self.columns, self.places, strict=True):
            found[rows] = judged[name].to_numpy(dtype=object)[rows]
        return found


def _without_shapes(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the parcels without their shapes, which a verdict does not ask; this is faster."""
    import pandas as pd

    return cast(
        "gpd.GeoDataFrame", pd.DataFrame(parcels.drop(columns=parcels.active_geometry_name))
    )
