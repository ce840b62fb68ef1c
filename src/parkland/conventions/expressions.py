"""The language of conditions: ``years_since(last_use) >= 5 and assessed < 1000``.

An expression asks the columns of a parcel and answers yes, no or unknown. It is written in the
grammar of Python expressions, of which only what `expression_reading` names is accepted; nothing is
ever executed. `status.condition_answers` works it out for all parcels at once.

- A name is a column: a canonical field, a column of the office, or an own axis. A column whose
  heading is no name is written as ``column("Last use")``.
- Numbers, texts in quotation marks, and days as ``day("2020-03-01")`` are constants; ``as_of`` is
  the day asked about.
- ``< <= > >= == !=``, ``in`` and ``not in`` with a list of constants, ``and``, ``or``, ``not``,
  ``+ - * /`` and the functions of `FUNCTIONS`.

A column has no type of its own: it is read as a number beside a number, as a day beside a day and
as a text beside a text. What is missing or cannot be read that way is unknown. A text compares
without letter case, width and doubled spaces.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from parkland.errors import ConventionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TODAY = "as_of"

Kind = Literal["cell", "number", "text", "day", "answer"]


@dataclass(frozen=True, slots=True)
class FunctionRule:
    """What a function takes and gives."""

    takes: Kind
    gives: Kind


FUNCTIONS: Mapping[str, FunctionRule] = MappingProxyType(
    {
        "years_since": FunctionRule("day", "number"),
        "months_since": FunctionRule("day", "number"),
        "days_since": FunctionRule("day", "number"),
        "days_until": FunctionRule("day", "number"),
        "year": FunctionRule("day", "number"),
        "day": FunctionRule("day", "day"),
        "number": FunctionRule("number", "number"),
        "text": FunctionRule("text", "text"),
        "is_known": FunctionRule("cell", "answer"),
        "mu": FunctionRule("number", "number"),
        "ha": FunctionRule("number", "number"),
        "acre": FunctionRule("number", "number"),
    }
)
COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Cell:
    """A column, by the name or heading that is written."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a text, a day, or None for the day asked about."""

    value: float | str | dt.date | None


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one value."""

    function: str
    argument: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers with a sign between them."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values of one kind with a sign between them."""

    sign: str
    kind: Kind
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Junction:
    """Answers joined by ``and`` or ``or``."""

    is_and: bool
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """The contrary of an answer."""

    part: Node


Node: TypeAlias = Cell | Constant | Call | Arithmetic | Comparison | Junction | Negation


class ExpressionError(ValueError):
    """What is wrong with an expression, and what to do."""

    def __init__(self, key: str, **fields: Any) -> None:
        fault = ConventionError(key, **fields)
        self.what, self.do = fault.what, fault.do
        super().__init__(self.what)


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as written, and as a tree.

    Attributes
    ----------
    text : str
    tree : Node
    kind : str
        What it gives: ``answer``, ``number``, ``day``, ``text``, or ``cell`` for a column alone.
    names : tuple of str
        The columns that it asks, each once.
    """

    text: str
    tree: Node
    kind: Kind
    names: tuple[str, ...]


def kind_of(node: Node) -> Kind:
    """Return the kind of value that a node gives."""
    match node:
        case Cell():
            return "cell"
        case Constant(value):
            if value is None or isinstance(value, dt.date):
                return "day"
            return "text" if isinstance(value, str) else "number"
        case Call(function, _):
            return FUNCTIONS[function].gives
        case Arithmetic():
            return "number"
        case _:
            return "answer"


def names_in(node: Node) -> Iterator[str]:
    """Yield the columns that a node asks, as they are written."""
    match node:
        case Cell(name):
            yield name
        case Call(_, argument):
            yield from names_in(argument)
        case Arithmetic(_, left, right) | Comparison(_, _, left, right):
            yield from names_in(left)
            yield from names_in(right)
        case Junction(_, parts):
            for part in parts:
                yield from names_in(part)
        case Negation(part):
            yield from names_in(part)
        case _:
            return
