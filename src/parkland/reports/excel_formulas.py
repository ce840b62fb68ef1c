"""Formulas of the workbook: a figure of the report, counted in the parcel ledger.

A reader who filters or corrects the ledger sees what a figure rests on. The formula carries the
value that parkland printed (`workbook_cells.Formula`), so that programs which do not recalculate
show it too.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from parkland.reports.report_blocks import Counted, Summed
from parkland.safe_text import legible

if TYPE_CHECKING:
    from parkland.reports.excel_layout import Place
    from parkland.reports.report_blocks import RowCondition

MOST_CHARACTERS = 255  # of a text in a formula


def formula_of(figure: Counted | Summed, column: int, own: Place, ledger: Place | None) -> str:
    """Return the formula of a figure; empty if it cannot be written.

    Parameters
    ----------
    figure
        The figure, in `column` of its table.
    column
        From 0.
    own, ledger
        Where its own table stands, and the list that proves it; None if there is no such list.
    """
    if isinstance(figure, Summed):
        # of a table that can be filtered, what is filtered out does not count
        call = "SUBTOTAL(9," if own.is_main else "SUM("
        return f"={call}{own.cells(column, absolute=False)})" if own.table.rows else ""
    return "" if ledger is None else counting_formula(figure, ledger)


def counting_formula(figure: Counted, ledger: Place) -> str:
    """Return the formula that counts or sums the rows of the ledger that meet the conditions.

    It multiplies a column of truth values for each condition. COUNTIF and SUMIF are shorter, but
    they take ``*``, ``?`` and ``<`` at the beginning of a text for operators; EXACT compares texts
    as they are.
    """
    keys = [column.key for column in ledger.table.columns]
    named = [condition.column for condition in figure.where]
    if not ledger.table.rows or any(key not in keys for key in named):
        return ""
    tests = [
        _test(condition, ledger.cells(keys.index(condition.column))) for condition in figure.where
    ]
    if "" in tests:
        return ""
    product = "*".join(tests)
    if not figure.column:
        return f"=SUMPRODUCT({product}*1)" if tests else f"=ROWS({ledger.cells(0)})"
    if figure.column not in keys:
        return ""
    summed = ledger.cells(keys.index(figure.column))
    return f"=SUMPRODUCT({product}*1,{summed})" if tests else f"=SUM({summed})"


def _test(condition: RowCondition, cells: str) -> str:
    """Return the column of truth values of a condition; empty if its text is too long."""
    value = condition.value
    if isinstance(value, dt.date):
        day = f"DATE({value.year},{value.month},{value.day})"
        # an empty cell counts as day 0, which is before every day
        return f'({cells}{condition.compare}{day})*({cells}<>"")'
    text = legible(value or "").replace('"', '""')
    if len(text) >= MOST_CHARACTERS:
        return ""
    same = f'EXACT({cells},"{text}")'
    return f"(1-{same})" if condition.compare == "<>" else same
