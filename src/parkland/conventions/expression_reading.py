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
from parkland.conventions.convention_faults import shown_words, toml_text
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
from parkland.errors import brief
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.conventions.expressions import Kind, Node

MOST_LETTERS = 500
MOST_PARTS = 200
DEEPEST = 20
MOST_NUMBER = 1e15
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
        raise ExpressionError("conventions.no_answer", kind=_named(kind))
    return Expression(text, tree, kind, tuple(dict.fromkeys(names_in(tree))))


def _parsed(text: str) -> ast.expr:
    if not text.strip():
        raise ExpressionError("conventions.empty_condition")
    if len(text) > MOST_LETTERS:
        raise ExpressionError(
            "conventions.long_condition", count=len(text), most_letters=MOST_LETTERS
        )
    try:
        with warnings.catch_warnings(action="ignore"):  # Python warns of odd escapes in texts
            tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        place = Phrase("conventions.near", offset=error.offset) if error.offset else ""
        raise ExpressionError("conventions.no_expression_at", place=place) from error
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise ExpressionError("conventions.no_expression") from error
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
            raise ExpressionError("conventions.large_condition", parts=MOST_PARTS, levels=DEEPEST)
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
            raise ExpressionError("conventions.large_condition", parts=MOST_PARTS, levels=DEEPEST)
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
                    "conventions.not_of_language",
                    written=self._written(tree),
                    tuple=shown_words(tuple(FUNCTIONS)),
                )

    def _written(self, tree: ast.expr) -> str:
        return toml_text(ast.get_source_segment(self.text, tree) or "…")

    def _answer(self, tree: ast.expr, depth: int) -> Node:
        node = self.node(tree, depth)
        if kind_of(node) not in ("answer", "cell"):
            raise ExpressionError(
                "conventions.part_no_answer",
                written=self._written(tree),
                kind_of=_named(kind_of(node)),
            )
        return node

    def _number(self, tree: ast.expr, depth: int) -> Node:
        node = self.node(tree, depth)
        if kind_of(node) not in ("number", "cell"):
            key = "conventions.day_no_number" if kind_of(node) == "day" else "conventions.no_number"
            raise ExpressionError(key, written=self._written(tree), kind=_named(kind_of(node)))
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
                raise ExpressionError("conventions.no_is")
        return found[0] if len(found) == 1 else Junction(is_and=True, parts=tuple(found))

    def _among(self, left: ast.expr, right: ast.expr, depth: int, *, is_in: bool) -> Node:
        if not isinstance(right, ast.Tuple | ast.List | ast.Set) or not right.elts:
            raise ExpressionError("conventions.no_values", written=self._written(right))
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
                "conventions.other_kinds",
                written=self._written(left),
                kinds=_named(kinds[0]),
                written_2=self._written(right),
                kinds_2=_named(kinds[1]),
            )
        kind = known[0] if known else "cell"
        if kind == "answer":
            raise ExpressionError(
                "conventions.compared_answers",
                written=self._written(left),
                written_2=self._written(right),
            )
        if kind == "text" and sign not in ("==", "!="):
            raise ExpressionError("conventions.ordered_texts", sign=sign)
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
            raise ExpressionError(
                "conventions.no_function_near" if near else "conventions.no_function",
                written=self._written(function),
                near=near,
                known=shown_words((COLUMN, *FUNCTIONS)),
            )
        if len(arguments) != 1 or keywords or isinstance(arguments[0], ast.Starred):
            raise ExpressionError("conventions.one_value", name=name)
        if name == COLUMN:
            heading = arguments[0].value if isinstance(arguments[0], ast.Constant) else None
            if not isinstance(heading, str) or not heading.strip():
                raise ExpressionError("conventions.needs_heading")
            return Cell(heading.strip())
        wanted = FUNCTIONS[name].takes
        node = self.node(arguments[0], depth)
        if wanted == "day":
            node = _as_day(node, "day")
        kind = kind_of(node)
        if kind not in (wanted, "cell") and wanted != "cell":
            raise ExpressionError(
                "conventions.takes_day" if wanted == "day" else "conventions.takes_other",
                name=name,
                wanted=_named(wanted),
                written=self._written(arguments[0]),
                kind=_named(kind),
            )
        if wanted == "cell" and kind != "cell":
            raise ExpressionError("conventions.needs_column", name=name)
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
            raise ExpressionError("conventions.large_number", most_number=MOST_NUMBER)
        return Constant(float(value))
    raise ExpressionError("conventions.no_constant", value=brief(value))


def _named(kind: Kind) -> Phrase:
    return Phrase(f"conventions.expression.{kind}")
