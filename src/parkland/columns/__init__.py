"""Columns: what each column of any table means, and the evidence for it.

A heading is understood by the aliases of the profile, else by its parts: the act that it names
(动工), the mode (约定, 实际) and the object (时间, 面积). `resources/headings.toml` has the parts
and the forms that they make. A heading that is none of these forms is not understood.
"""

from parkland.columns.account import ColumnAccount, ColumnEntry, understand, written_account
from parkland.columns.column_tables import understand_columns
from parkland.columns.headings import Heading, HeadingReader, Headings

__all__ = [
    "ColumnAccount",
    "ColumnEntry",
    "Heading",
    "HeadingReader",
    "Headings",
    "understand",
    "understand_columns",
    "written_account",
]
