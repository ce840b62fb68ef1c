"""Cells of a table that hold something whose value is not known.

Such a cell is not empty. A fact that it stands for is unreadable and not absent, so that no verdict
takes it for "nothing is recorded".
"""

from __future__ import annotations

import re

# The errors of Excel, LibreOffice and WPS. LibreOffice shows some as a number, such as Err:502.
_ERROR = re.compile(
    r"#(?:N/A|NA|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|"
    r"UNKNOWN!|GETTING_DATA|BUSY!|PYTHON!)|Err:\d{3}",
    re.IGNORECASE,
)


class UnknownCell(str):
    """The text shown for a cell of a workbook whose value is not known.

    It is an error of Excel, a formula without a stored result, or an amount that stands for several
    parcels together.

    Examples
    --------
    >>> is_unknown(UnknownCell("=EDATE(C2,12)"))
    True
    """

    __slots__ = ()


def is_excel_error(text: str) -> bool:
    """Return whether a text is an error of a spreadsheet, such as ``#N/A``.

    Examples
    --------
    >>> is_excel_error(" #N/A"), is_excel_error("＃REF!"), is_excel_error("N/A")
    (True, True, False)
    """
    return bool(_ERROR.fullmatch(text.strip().replace("＃", "#").replace("！", "!")))


def may_hold_errors(texts: str) -> bool:
    """Return whether an error of a spreadsheet may stand in these texts, which are written as one.

    Examples
    --------
    >>> may_hold_errors("GD-01 GD-02"), may_hold_errors("GD-01 #N/A")
    (False, True)
    """
    return "#" in texts or "＃" in texts or "err:" in texts.casefold()


def is_unknown(cell: object) -> bool:
    """Return whether a cell holds something whose value is not known."""
    return isinstance(cell, UnknownCell) or (isinstance(cell, str) and is_excel_error(cell))
