"""What the conditions of a profile or rulebook answer for each parcel: yes, no or unknown.

An expression is worked out on arrays with one entry a parcel. Every value is known or not; what
rests on an unknown value is unknown, unless the answer does not depend on it: "no and unknown" is
no, "yes or unknown" is yes. A division by zero and a result that is no finite number are unknown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from parkland.conventions.expressions import (
    Arithmetic,
    Call,
    Cell,
    Comparison,
    Constant,
    Junction,
    Negation,
    kind_of,
)
from parkland.conventions.own_axes import whole_word
from parkland.status.date_arrays import full_months
from parkland.status.own_columns import read_cells
from parkland.status.three_values import NO, UNKNOWN, YES, known_answers
from parkland.units import AREA_UNITS, area_unit

if TYPE_CHECKING:
    from parkland.conventions.expressions import Kind, Node
    from parkland.status.own_columns import CellKind, OwnColumns

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Values:
    """One value a parcel, and where it is known."""

    values: np.ndarray
    known: np.ndarray


@dataclass(frozen=True, slots=True)
class Asked:
    """The columns that expressions ask, and the day for which they are worked out."""

    columns: OwnColumns
    day: dt.date

    @property
    def number(self) -> int:
        """How many parcels there are."""
        return len(self.columns.parcels)

    def answers(self, node: Node) -> np.ndarray:
        """Return the answer of a node for each parcel, as `YES`, `NO` and `UNKNOWN`.

        Returns
        -------
        ndarray of int8
        """
        match node:
            case Junction(is_and, parts):
                return _joined([self.answers(part) for part in parts], is_and=is_and)
            case Negation(part):
                answers = self.answers(part)
                return np.where(answers == UNKNOWN, UNKNOWN, 1 - answers).astype("int8")
            case Comparison(sign, kind, left, right):
                return self._compared(sign, self._kind(kind, left, right), left, right)
            case Call("is_known", Cell(name)):
                read = self.columns.read(name, "text")
                return known_answers(read.known, np.ones(self.number, dtype=bool))
            case _:
                found = self.values(node, "answer")
                return known_answers(found.values.astype(bool), found.known)

    def values(self, node: Node, kind: CellKind) -> Values:
        """Return the value of a node for each parcel, a column read as `kind`."""
        match node:
            case Cell(name):
                read = self.columns.read(name, kind)
                return Values(read.values, read.known)
            case Constant(value):
                return self._constant(value)
            case Arithmetic(sign, left, right):
                return _calculated(sign, self.values(left, "number"), self.values(right, "number"))
            case Call(function, argument):
                return self._called(function, argument)
            case _:
                answers = self.answers(node)
                return Values(answers == YES, answers != UNKNOWN)

    def _constant(self, value: float | str | dt.date | None) -> Values:
        day = self.day if value is None else value
        known = np.ones(self.number, dtype=bool)
        if isinstance(day, dt.date):
            return Values(np.full(self.number, np.datetime64(day, "D")), known)
        if isinstance(day, str):
            texts = np.empty(self.number, dtype=object)
            texts[:] = whole_word(day)
            return Values(texts, known)
        return Values(np.full(self.number, float(day)), known)

    def _called(self, function: str, argument: Node) -> Values:
        if function in AREA_UNITS:
            amount = self.values(argument, "number")
            return Values(amount.values * area_unit(function).per_m2, amount.known)
        if function in ("day", "number", "text"):
            return self.values(argument, cast("CellKind", function))
        found = self.values(argument, "day")
        days = np.where(found.known, found.values, np.datetime64(self.day, "D"))
        today = np.full(self.number, np.datetime64(self.day, "D"))
        numbers: Any
        match function:
            case "days_since":
                numbers = (today - days).astype("int64")
            case "days_until":
                numbers = (days - today).astype("int64")
            case "year":
                numbers = days.astype("datetime64[Y]").astype("int64") + 1970
            case "months_since":
                numbers = full_months(days, today)
            case _:
                numbers = full_months(days, today) // MONTHS
        return Values(numbers.astype("float64"), found.known)

    def _kind(self, kind: Kind, left: Node, right: Node) -> CellKind:
        """Return the kind as which two values compare; two columns by what they hold."""
        if kind != "cell":
            return kind
        held = [self.columns.column(one.name) for one in (left, right) if isinstance(one, Cell)]
        if any(column is not None and column.dtype.kind == "M" for column in held):
            return "day"
        profile = self.columns.profile
        numbers = [read_cells(one, "number", profile) for one in held if one is not None]
        return "text" if any(read.unread for read in numbers) else "number"

    def _compared(self, sign: str, kind: CellKind, left: Node, right: Node) -> np.ndarray:
        one, other = self.values(left, kind), self.values(right, kind)
        if kind == "text" and sign not in ("==", "!="):  # two columns of texts have no order
            return np.full(self.number, UNKNOWN, dtype="int8")
        is_so = _SIGNS[sign](one.values, other.values)
        return known_answers(np.asarray(is_so, dtype=bool), one.known & other.known)

    def shown_kind(self, node: Node) -> CellKind:
        """Return the kind as which a value is printed in a reason."""
        kind = kind_of(node)
        return "text" if kind == "cell" else kind


_SIGNS = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


def _joined(parts: list[np.ndarray], *, is_and: bool) -> np.ndarray:
    """Return Kleene's "and" or "or" of answers."""
    decides, otherwise = (NO, YES) if is_and else (YES, NO)
    several = np.stack(parts)
    answers = np.where((several == UNKNOWN).any(axis=0), UNKNOWN, otherwise)
    joined: np.ndarray = np.where((several == decides).any(axis=0), decides, answers).astype("int8")
    return joined


def _calculated(sign: str, left: Values, right: Values) -> Values:
    known = left.known & right.known
    with np.errstate(all="ignore"):  # what is not finite becomes unknown below
        match sign:
            case "+":
                found = left.values + right.values
            case "-":
                found = left.values - right.values
            case "*":
                found = left.values * right.values
            case _:
                found = left.values / right.values
    return Values(found, known & np.isfinite(found))
