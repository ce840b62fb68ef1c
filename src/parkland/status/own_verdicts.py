"""The code of each parcel on each own axis: by the conditions, then by the words of its columns.

The conditions of an axis are asked in their order. The first that holds gives the code; where none
holds, the words do. A condition that cannot be decided leaves every outcome open that it could
change: the code is then undetermined, unless all outcomes are the same. So a missing value never
counts as "no"; whoever wants that writes ``is_known(column) and …``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parkland.conventions.own_conditions import conditions_in_force, raise_unknown_columns
from parkland.conventions.status_sets import UNDETERMINED, UNRECORDED
from parkland.status.condition_answers import Asked
from parkland.status.own_columns import OwnColumns
from parkland.status.own_words import axis_words
from parkland.status.three_values import NO, UNKNOWN, YES

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import OwnAxis
    from parkland.conventions.own_conditions import Condition
    from parkland.ledger_record import Subject
    from parkland.status.own_words import AxisWords

BY_WORD = -1
UNDECIDED = -2
NOTHING = -3


@dataclass(frozen=True)
class AxisVerdict:
    """The answers on one axis.

    Attributes
    ----------
    axis : OwnAxis
    words : AxisWords
        What its columns say.
    conditions : tuple of Condition
        Those of the axis, in order.
    answers : tuple of ndarray of int8
        The answer of each condition.
    asked : Asked
        The columns that they ask.
    """

    axis: OwnAxis
    words: AxisWords
    conditions: tuple[Condition, ...]
    answers: tuple[np.ndarray, ...]
    asked: Asked

    @cached_property
    def codes(self) -> np.ndarray:
        """The code of each parcel: also ``undetermined``, and ``unknown`` if nothing says one."""
        codes = np.full(self.asked.number, UNRECORDED, dtype=object)
        for code, possible in self._possible.items():
            codes[possible] = code
        codes[self._outcomes > 1] = UNDETERMINED
        return codes

    @cached_property
    def decided_by(self) -> np.ndarray:
        """The place of the condition that gives the code, or `BY_WORD`, `UNDECIDED`, `NOTHING`."""
        decided = np.where(self.words.codes != "", BY_WORD, NOTHING)
        for place in reversed(range(len(self.answers))):
            decided[self.answers[place] == YES] = place
        decided[self._outcomes > 1] = UNDECIDED
        return decided

    def flag(self, code: str) -> np.ndarray:
        """Return whether a code applies; unknown where nothing says so or it is not determined.

        Returns
        -------
        ndarray of int8
        """
        possible = self._possible.get(code, np.zeros(self.asked.number, dtype=bool))
        # Where an axis has no column, its conditions are all that can give the code. Once each of
        # them is answered by no, the answer is no; an empty or strange cell leaves it unknown.
        by_conditions = not self.axis.headings and any(
            condition.code == code for condition in self.conditions
        )
        is_open = possible if by_conditions else possible | self._nothing
        return np.where(is_open, np.where(self.codes == code, YES, UNKNOWN), NO).astype("int8")

    @cached_property
    def _possible(self) -> dict[str, np.ndarray]:
        """Where each code is a possible outcome."""
        possible = {code: np.zeros(self.asked.number, dtype=bool) for code in self.axis.codes}
        is_open = np.ones(self.asked.number, dtype=bool)
        for condition, answers in zip(self.conditions, self.answers, strict=True):
            possible[condition.code] |= is_open & (answers != NO)
            is_open &= answers != YES
        return {
            code: is_possible | (is_open & (self.words.codes == code))
            for code, is_possible in possible.items()
        }

    @cached_property
    def _nothing(self) -> np.ndarray:
        """Where it is possible that no condition holds and no word says anything."""
        held = np.zeros(self.asked.number, dtype=bool)
        for answers in self.answers:
            held |= answers == YES
        nothing: np.ndarray = ~held & (self.words.codes == "")
        return nothing

    @cached_property
    def _outcomes(self) -> np.ndarray:
        outcomes = self._nothing.astype("int64")
        for possible in self._possible.values():
            outcomes += possible
        return outcomes


def own_verdicts(subject: Subject) -> tuple[AxisVerdict, ...]:
    """Return the verdict on each own axis of the profile of `subject`.

    Raises
    ------
    ConventionError
        If a condition names an axis, a code or a column that there is not.
    """
    profile = subject.conventions
    if not profile.own_axes and not subject.book.conditions:
        return ()
    found = conditions_in_force(profile, subject.book.at(subject.day) or subject.book)
    parcels = subject.parcels
    plain = OwnColumns(parcels, profile)
    words = {axis.name: _words(axis, plain) for axis in profile.own_axes}
    series = {name: _series(one, parcels.index) for name, one in words.items()}
    asked = Asked(OwnColumns(parcels, profile, series), subject.day)
    columns = asked.columns
    raise_unknown_columns(found, lambda name: columns.column(name) is not None, columns.names)
    verdicts = []
    for axis in profile.own_axes:
        own = tuple(one for one in found if one.axis == axis.name)
        answers = tuple(asked.answers(one.when.tree) for one in own)
        verdicts.append(AxisVerdict(axis, words[axis.name], own, answers, asked))
    return tuple(verdicts)


def _words(axis: OwnAxis, columns: OwnColumns) -> AxisWords:
    held = [(heading, name) for heading in axis.headings for name in columns.holders(heading)]
    several = [(heading, columns.parcels[name]) for heading, name in held]
    return axis_words(axis, several, columns.profile, len(columns.parcels))


def _series(words: AxisWords, index: pd.Index) -> pd.Series:
    import pandas as pd

    codes = pd.Series(words.codes, index=index, dtype=object)
    return codes.where(codes != "", None)


def unknown_names(verdict: AxisVerdict, row: int) -> tuple[str, ...]:
    """Return the columns without which the conditions of a parcel cannot be decided."""
    names: list[str] = []
    for condition, answers in zip(verdict.conditions, verdict.answers, strict=True):
        if answers[row] == UNKNOWN:
            names += [
                name
                for name in condition.when.names
                if not verdict.asked.columns.read(name, "text").known[row]
            ] or condition.when.names
    return tuple(dict.fromkeys(names))
