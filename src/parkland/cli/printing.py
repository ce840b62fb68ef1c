"""Format results for printing: aligned tables for people, CSV and JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parkland.csv_files import csv_text
from parkland.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The forms of results in a file, by the ending of its name.
FORMS = {".csv": "csv", ".json": "json", ".ics": "ics", ".txt": "table", "": "table"}


def table_text(
    rows: Sequence[Sequence[object]],
    headings: Sequence[str],
    *,
    right: Sequence[int] = (),
    width: int | Sequence[int | None] | None = None,
) -> str:
    """Return rows as an aligned table.

    Parameters
    ----------
    rows, headings
        The cells and the headings.
    right
        The positions of the columns that are aligned to the right.
    width
        The width in columns of a terminal at which cells are wrapped: one for all, or one for each
        column; a column without one is not wrapped. Default: cells are not wrapped.
    """
    from tabulate import tabulate

    sides = ["right" if place in right else "left" for place in range(len(headings))]
    return tabulate(
        rows,
        headers=headings,
        tablefmt="simple",
        colalign=sides if rows else None,
        disable_numparse=True,
        maxcolwidths=width,
    )


def facts_text(rows: Sequence[tuple[str, str]] | Sequence[Sequence[str]], *, width: int) -> str:
    """Return labels and values in two aligned columns without headings."""
    from tabulate import tabulate

    return tabulate(rows, tablefmt="plain", disable_numparse=True, maxcolwidths=[None, width])


def form_of_output(output: str, form: str | None, *, others: Sequence[str] = ()) -> str:
    """Return the form of results in a file: the one asked for, else the one that its name says.

    Parameters
    ----------
    output
        The file. A name without an ending, or with ``.txt``, is that of a table.
    form
        The form that is asked for, or None.
    others
        Further endings that the command writes; for them the ending itself is returned.

    Raises
    ------
    OutputError
        If nothing is asked for, and the name is that of another format.
    """
    from pathlib import Path

    ending = Path(output).suffix.lower()
    if form is not None or ending in others:
        return form or ending
    if ending not in FORMS:
        endings = [one for one in (*FORMS, *others) if one]
        raise OutputError("cli.no_form", where=output, ending=ending, endings=endings)
    return FORMS[ending]


def csv_output(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return CSV without the last end of line, which printing adds."""
    return csv_text(headings, rows).removesuffix("\n")


def json_text(content: object) -> str:
    """Return indented JSON, in which Chinese text is not escaped."""
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
