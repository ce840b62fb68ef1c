"""The reasons of own statuses, in the language asked for: a text and a citation for each parcel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.conventions.expression_reading import expression_of
from parkland.conventions.expressions import Cell
from parkland.conventions.own_conditions import reason_parts
from parkland.display import day_text, heading
from parkland.languages import grammar, text_in
from parkland.schema import AREA_COLUMNS, FIELDS
from parkland.status.own_verdicts import BY_WORD, NOTHING, UNDECIDED, unknown_names
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.conventions.own_conditions import Condition
    from parkland.status.condition_answers import Asked
    from parkland.status.own_verdicts import AxisVerdict

# What decided, as the column ``status_rule`` has it.
RULES = {BY_WORD: "own_word", UNDECIDED: "own_undetermined", NOTHING: "own_nothing"}
BY_CONDITION, NO_WORD = "own_condition", "own_no_word"


def rules(verdict: AxisVerdict) -> np.ndarray:
    """Return what decided on each parcel, as codes of ``status_rule``."""
    codes = np.full(len(verdict.decided_by), BY_CONDITION, dtype=object)
    for place, rule in RULES.items():
        codes[verdict.decided_by == place] = rule
    codes[(verdict.decided_by == NOTHING) & verdict.words.unknown] = NO_WORD
    return codes


def reasons(verdict: AxisVerdict, lang: str) -> np.ndarray:
    """Return the reason of each parcel."""
    texts = np.full(len(verdict.decided_by), "", dtype=object)
    for place in np.unique(verdict.decided_by):
        rows = np.flatnonzero(verdict.decided_by == place)
        if place >= 0:
            texts[rows] = condition_reasons(verdict.conditions[place], verdict.asked, rows, lang)
        elif place == UNDECIDED:
            texts[rows] = [undecided_text(verdict, row, lang) for row in rows.tolist()]
        else:
            texts[rows] = [word_text(verdict, row, lang) for row in rows.tolist()]
    return texts


def citations(verdict: AxisVerdict, lang: str) -> np.ndarray:
    """Return what the deciding condition of each parcel rests on; empty without one."""
    texts = np.full(len(verdict.decided_by), "", dtype=object)
    for place, condition in enumerate(verdict.conditions):
        texts[verdict.decided_by == place] = condition.citation[lang]
    return texts


def word_text(verdict: AxisVerdict, row: int, lang: str) -> str:
    """Return what the columns of an axis say about a parcel."""
    words = verdict.words
    headings = grammar(lang).join(words.headings or verdict.axis.headings)
    if words.texts[row] == "":
        key = "own.nothing" if words.headings else "own.no_column"
        return wording(key, lang, column=headings) if headings else wording("own.none", lang)
    key = "own.no_word" if words.unknown[row] else "own.word"
    return wording(key, lang, column=headings, word=words.texts[row])


def undecided_text(verdict: AxisVerdict, row: int, lang: str) -> str:
    """Return which columns are missing to decide on a parcel."""
    names = [column_text(name, verdict.asked, lang) for name in unknown_names(verdict, row)]
    return wording("own.undecided", lang, columns=grammar(lang).join(names))


def condition_reasons(condition: Condition, asked: Asked, rows: np.ndarray, lang: str) -> list[str]:
    """Return the reason of a condition for some parcels; by default the condition and its values.

    Parameters
    ----------
    condition
        The condition that holds.
    asked
        The columns, and the day.
    rows : ndarray of int
        Positions of the parcels.
    lang
        Language of the texts.
    """
    template = condition.reason[lang]
    if not template:
        facts = fact_texts(condition, asked, rows, lang)
        return [condition.when.text + grammar(lang).brackets(fact) for fact in facts]
    parts: list[Any] = []
    for literal, expression in reason_parts(template):
        parts.append([literal] * len(rows))
        if expression is not None:
            parts.append(value_texts_of(expression, asked, rows, lang))
    return ["".join(words) for words in zip(*parts, strict=True)]


def fact_texts(condition: Condition, asked: Asked, rows: np.ndarray, lang: str) -> list[str]:
    """Return the values of the columns that a condition asks, for some parcels."""
    columns = [
        [
            wording("explain.fact", lang, label=column_text(name, asked, lang), value=text)
            for text in value_texts_of(f"column({name!r})", asked, rows, lang)
        ]
        for name in condition.when.names
    ]
    return [grammar(lang).join(facts) for facts in zip(*columns, strict=True)] or [""] * len(rows)


def column_text(name: str, asked: Asked, lang: str) -> str:
    """Return what a column that a condition asks is called: its heading, or the office's name."""
    for axis in asked.columns.profile.own_axes:
        if axis.name == name:
            return text_in(axis.names, lang)
    is_canonical = name in FIELDS or name in AREA_COLUMNS.values()
    return heading(name, lang) if is_canonical else name


def value_texts_of(expression: str, asked: Asked, rows: np.ndarray, lang: str) -> list[str]:
    """Return the value of an expression as printed, for some parcels."""
    tree = expression_of(expression, wanted="cell").tree
    unknown = wording("own.unknown", lang)
    if isinstance(tree, Cell):
        column = asked.columns.column(tree.name)
        cells = [] if column is None else column.iloc[rows].tolist()
        return [unknown if _is_missing(cell) else _cell_text(cell) for cell in cells]
    found = asked.values(tree, asked.shown_kind(tree))
    values, known = found.values[rows].tolist(), found.known[rows].tolist()
    return [
        _cell_text(value) if is_known else unknown
        for value, is_known in zip(values, known, strict=True)
    ]


def _is_missing(cell: Any) -> bool:
    import pandas as pd

    return cell is None or bool(pd.isna(cell)) or cell == ""


def _cell_text(value: Any) -> str:
    if hasattr(value, "year"):
        return day_text(value)
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:g}"  # noqa: PLR2004 - whole numbers are exact below
    return str(value)
