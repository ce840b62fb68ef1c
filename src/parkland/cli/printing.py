"""How results are printed: aligned tables for people, CSV and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


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


def csv_text(rows: Sequence[Sequence[object]], headings: Sequence[str]) -> str:
    """Return rows as CSV with a heading; missing values are empty."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return stream.getvalue().rstrip("\n")


def json_text(content: object) -> str:
    """Return JSON, indented, with Chinese as it is."""
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
