"""Reads an expression: from its text to its tree, within bounds.

Python's own parser reads the text; nothing is compiled or executed. What the language of
`expressions` does not name is refused.
"""

from __future__ import annotations

import ast
import datetime as dt
import warnings
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkland.choices import nearest
from parkland.conventions.convention_faults import toml_text, words_text
from parkland.conventions.expressions import (
    COLUMN,
    FUNCTIONS,
    TODAY,
    Arithmetic,
    Call,
    Cell,
    Comparison,
    Constant,
    Expression,
    ExpressionError,
    Junction,
    Negation,
    kind_of,
    names_in,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.conventions.expressions import Kind, Node

MOST_LETTERS = 500
MOST_PARTS = 200
DEEPEST = 20
MOST_NUMBER = 1e15
TOO_LARGE = f"it has more than {MOST_PARTS} parts or {DEEPEST} levels"
_SIGNS: Mapping[type, str] = MappingProxyType(
    {
        ast.Lt: "<",
        ast.LtE: "<=",
        ast.Gt: ">",
        ast.GtE: ">=",
        ast.Eq: "==",
        ast.NotEq: "!=",
        ast.Add: "+",
        ast.Sub: "-",
        ast.Mult: "*",
        ast.Div: "/",
    }
)


def expression_of(text: str, *, wanted: Kind = "answer") -> Expression:
    """Return an expression that is written as a text.

    Parameters
    ----------
    text
        At most 500 characters.
    wanted
        What it must give: ``"answer"``, or ``"cell"`` for a value of any kind.

    Raises
    ------
    ExpressionError
        If it is too long or too deep, or if it holds what is not part of the language.

    Examples
    --------
    >>> expression_of("years_since(last_use) >= 5 and assessed < 1000").names
    ('last_use', 'assessed')
    >>> expression_of("__import__('os').system('ls')")
    Traceback (most recent call last):
      ...
    parkland.conventions.expressions.ExpressionError: "__import__('os').system" is no function
    """
    tree = _Reader(text.strip()).node(_parsed(text), 0)
    kind = kind_of(tree)
    if wanted == "answer" and kind not in ("answer", "cell"):
        raise ExpressionError(
            f"it gives a {kind} and not yes or no", "compare it, as in years_since(last_use) >= 5"
        )
    return Expression(text, tree, kind, tuple(dict.fromkeys(names_in(tree))))


def _parsed(text: str) -> ast.expr:
    if not text.strip():
        raise ExpressionError("it is empty", "write a condition, as in assessed < 1000")
    if len(text) > MOST_LETTERS:
        raise ExpressionError(
            f"it has {len(text)} characters, more than {MOST_LETTERS}", "divide it into conditions"
        )
    try:
        with warnings.catch_warnings(action="ignore"):  # Python warns of odd escapes in texts
            tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        place = f" near character {error.offset}" if error.offset else ""
        raise ExpressionError(
            f"it is not an expression{place}",
            'write it as in years_since(last_use) >= 5; a heading that is no name is column("…")',
        ) from error
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise ExpressionError("it is not an expression", "write a shorter one") from error
    _require_small(tree.body)
    return tree.body


def _require_small(tree: ast.expr) -> None:
    """Raise if a tree is too large or too deep; nothing here or below then runs too deep."""
    level: list[ast.AST] = [tree]
    parts = depth = 0
    while level:
        parts, depth = parts + len(level), depth + 1
        # operators and contexts are nodes of Python too, so that the bound is a wide one
        if parts > 4 * MOST_PARTS or depth > 2 * DEEPEST:
            raise ExpressionError(TOO_LARGE, "divide it into conditions")
        level = [below for node in level for below in ast.iter_child_nodes(node)]


class _Reader:
    """Turns the tree of Python into that of the language, within bounds."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts = 0

    def node(self, tree: ast.expr, depth: int) -> Node:  # noqa: PLR0911 - one for each construct
        """Return the node for a part of the tree of Python."""
        self.parts += 1
        if depth > DEEPEST or self.parts > MOST_PARTS:
            raise ExpressionError(TOO_LARGE, "divide it into conditions")
        below = depth + 1
        match tree:
            case ast.Name(id=name):
                return Constant(None) if name == TODAY else Cell(name)
            case ast.Constant(value=value):
                return _constant(value)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return _constant(-value)
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return Negation(self._answer(part, below))
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self._answer(one, below) for one in values)
                return Junction(isinstance(op, ast.And), parts)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
                return Arithmetic(
                    _SIGNS[type(op)], self._number(left, below), self._number(right, below)
                )
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self._comparisons([left, *others], ops, below)
            case ast.Call(func=function, args=arguments, keywords=keywords):
                return self._call(function, arguments, keywords, below)
            case _:
                raise ExpressionError(
                    f"{self._written(tree)} is not part of the language",
                    "use columns, numbers, texts, comparisons, and, or, not,"
                    f" and {words_text(tuple(FUNCTIONS))}",
                )

    def _written(self, tree: ast.expr) -> str:
        return toml_text(ast.get_source_segment(self.text, tree) or "…")

    def _answer(self, tree: ast.expr, depth: int) -> Node:
        node = self.node(tree, depth)
        if kind_of(node) not in ("answer", "cell"):
            raise ExpressionError(
                f"{self._written(tree)} is a {kind_of(node)} and not yes or no", "compare it"
            )
        return node

    def _number(self, tree: ast.expr, depth: int) -> Node:
        node = self.node(tree, depth)
        if kind_of(node) not in ("number", "cell"):
            do = "use days_since or years_since" if kind_of(node) == "day" else ""
            raise ExpressionError(
                f"{self._written(tree)} is a {kind_of(node)} and not a number", do
            )
        return node

    def _comparisons(self, values: list[ast.expr], ops: list[ast.cmpop], depth: int) -> Node:
        found: list[Node] = []
        for place, op in enumerate(ops):
            left, right = values[place], values[place + 1]
            if isinstance(op, ast.In | ast.NotIn):
                found.append(self._among(left, right, depth, is_in=isinstance(op, ast.In)))
            elif type(op) in _SIGNS:
                found.append(self._comparison(_SIGNS[type(op)], left, right, depth))
            else:
                raise ExpressionError(
                    "`is` is not part of the language", "ask is_known(column), or use =="
                )
        return found[0] if len(found) == 1 else Junction(is_and=True, parts=tuple(found))

    def _among(self, left: ast.expr, right: ast.expr, depth: int, *, is_in: bool) -> Node:
        if not isinstance(right, ast.Tuple | ast.List | ast.Set) or not right.elts:
            raise ExpressionError(
                f"{self._written(right)} is no list of values",
                'write it as in use in ("440", "441")',
            )
        parts = tuple(self._comparison("==", left, one, depth) for one in right.elts)
        among = Junction(is_and=False, parts=parts)
        return among if is_in else Negation(among)

    def _comparison(self, sign: str, left: ast.expr, right: ast.expr, depth: int) -> Comparison:
        nodes = [self.node(one, depth) for one in (left, right)]
        kinds = [kind_of(one) for one in nodes]
        if sign not in ("==", "!="):
            nodes = [_as_day(node, other) for node, other in zip(nodes, kinds[::-1], strict=True)]
            kinds = [kind_of(one) for one in nodes]
        known = [kind for kind in kinds if kind != "cell"]
        if len(set(known)) > 1:
            raise ExpressionError(
                f"{self._written(left)} is a {kinds[0]} and {self._written(right)} a {kinds[1]}",
                "compare values of one kind",
            )
        kind = known[0] if known else "cell"
        if kind == "answer":
            raise ExpressionError(
                f"{self._written(left)} and {self._written(right)} are answers",
                "join them by and, or, not",
            )
        if kind == "text" and sign not in ("==", "!="):
            raise ExpressionError(
                f"texts are compared with {sign}", 'use == or !=, or days as day("2020-03-01")'
            )
        return Comparison(sign, kind, nodes[0], nodes[1])

    def _call(
        self,
        function: ast.expr,
        arguments: list[ast.expr],
        keywords: list[ast.keyword],
        depth: int,
    ) -> Node:
        name = function.id if isinstance(function, ast.Name) else ""
        if name != COLUMN and name not in FUNCTIONS:
            near = nearest(name, (COLUMN, *FUNCTIONS), most=1)
            known = words_text((COLUMN, *FUNCTIONS))
            raise ExpressionError(
                f"{self._written(function)} is no function",
                f"the nearest is {near[0]}" if near else f"known are {known}",
            )
        if len(arguments) != 1 or keywords or isinstance(arguments[0], ast.Starred):
            raise ExpressionError(f"{name} takes one value", f"write {name}(column)")
        if name == COLUMN:
            heading = arguments[0].value if isinstance(arguments[0], ast.Constant) else None
            if not isinstance(heading, str) or not heading.strip():
                raise ExpressionError("column takes a heading", 'write column("Last use")')
            return Cell(heading.strip())
        wanted = FUNCTIONS[name].takes
        node = self.node(arguments[0], depth)
        if wanted == "day":
            node = _as_day(node, "day")
        kind = kind_of(node)
        if kind not in (wanted, "cell") and wanted != "cell":
            raise ExpressionError(
                f"{name} takes a {wanted}, and {self._written(arguments[0])} is a {kind}",
                'days are written as day("2020-03-01")' if wanted == "day" else "",
            )
        if wanted == "cell" and kind != "cell":
            raise ExpressionError(f"{name} takes a column", f"write {name}(last_use)")
        return Call(name, node)


def _as_day(node: Node, beside: Kind) -> Node:
    """Return a text that is a day as that day, where it stands beside a day or a column."""
    if not isinstance(node, Constant) or not isinstance(node.value, str):
        return node
    try:
        day = dt.date.fromisoformat(node.value.strip())
    except ValueError:
        return node
    return Constant(day) if beside in ("day", "cell") else node


def _constant(value: object) -> Constant:
    if isinstance(value, str):
        return Constant(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not abs(value) <= MOST_NUMBER:
            raise ExpressionError(f"a number is beyond {MOST_NUMBER:g}", "write a smaller one")
        return Constant(float(value))
    raise ExpressionError(
        f"{value!r} is no number and no text"[:80], 'compare with a word, as in vacant == "yes"'
    )
