"""How results are printed: aligned tables for people, CSV and JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parkland.csv_files import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table_text(
    rows: Sequence[Sequence[object]],
    headings: Sequence[str],
    *,
    right: Sequence[int] = (),
    width: int | None = None,
) -> str:
    """Return rows as an aligned table: `right` columns on the right, cells wrapped at `width`."""
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


def csv_output(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return CSV without its last line end, which printing adds."""
    return csv_text(headings, rows).removesuffix("\n")


def json_text(content: object) -> str:
    """Return JSON, indented, with Chinese as it is."""
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
