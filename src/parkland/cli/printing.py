"""How results are printed: aligned tables for people, CSV and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any

from parkland.palette import flag_label, statuses
from parkland.schema import FIELDS, FLAG_PREFIX, FLAGS
from parkland.sources.headings import Headings
from parkland.units import area_unit
from parkland.wording import day_text, wording, wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from parkland.ledgers import Ledger
    from parkland.profiles import Profile
    from parkland.sources import SourceReceipt

LINE_WIDTH = 100
ISSUE_COLUMNS = ("severity", "source", "source_row", "parcel_id", "action", "message", "code")


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


def totals_text(
    table: pd.DataFrame, ledger: Ledger, *, unit: str, area: str, lang: str, form: str
) -> str:
    """Return a table of `totals` with its margin, in the form asked for."""
    by = str(table.index.name)
    area_column = f"area_{unit}"
    rows = [
        (key, int(n), float(a))
        for key, n, a in zip(table.index, table["parcels"], table[area_column], strict=True)
    ]
    if form == "csv":
        cells = [("" if key is None else _plain(key), n, a) for key, n, a in rows]
        return csv_text(cells, [by, "parcels", area_column])
    if form == "json":
        *groups, (_, parcels, whole) = rows
        return json_text(
            {
                "as_of": ledger.as_of.isoformat(),
                "area": area,
                "unit": unit,
                "rows": [{by: _plain(key), "parcels": n, "area": a} for key, n, a in groups],
                "total": {"parcels": parcels, "area": whole},
            }
        )
    measure = area_unit(unit)
    headings = [
        _column_label(by, lang),
        wording("cli.parcels", lang),
        wording("cli.area", lang, area=wording(f"area.{area}", lang), unit=measure.label(lang)),
    ]
    labels = [_group_label(by, key, lang) for key, _, _ in rows[:-1]] + [wording("cli.total", lang)]
    lines = [
        (label, f"{n:,}", f"{a:,.{measure.digits}f}")
        for label, (_, n, a) in zip(labels, rows, strict=True)
    ]
    return table_text(lines, headings, right=(1, 2))


def _plain(key: Any) -> object:
    """Return the value of a group as JSON has it, or as text."""
    value = key.item() if hasattr(key, "item") else key
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return day_text(value) if hasattr(value, "year") else str(value)


def _column_label(by: str, lang: str) -> str:
    if by in ("flag", "status"):
        return wording(f"cli.{by}", lang)
    return FIELDS[by].label(lang) if by in FIELDS else by


def _group_label(by: str, key: object, lang: str) -> str:
    if key is None:
        is_flag = by in (*FLAGS, "low_efficiency", "cause_verified") or by.startswith(FLAG_PREFIX)
        return wording("answer.unknown" if is_flag else "cli.empty_group", lang)
    if by == "flag":
        return flag_label(str(key), lang)
    if by == "status" and str(key) in statuses():
        return statuses()[str(key)].label(lang)
    value = _plain(key)
    return (
        wording(f"answer.{'yes' if value else 'no'}", lang)
        if isinstance(value, bool)
        else str(value)
    )


def issues_text(issues: pd.DataFrame, *, lang: str, form: str) -> str:
    """Return the issue table in the form asked for."""
    rows = issues.astype(object).where(issues.notna(), None)
    if form == "csv":
        return csv_text(rows.to_numpy().tolist(), list(rows.columns))
    if form == "json":
        return json_text(rows.to_dict("records"))
    words: dict[str, dict[str, str]] = {
        name: wordings(name, lang) for name in ("severity", "action")
    }
    lines = [
        [
            "" if row[name] is None else words.get(name, {}).get(row[name], row[name])
            for name in ISSUE_COLUMNS
        ]
        for row in rows.to_dict("records")
    ]
    return table_text(lines, [wording(f"issue.{name}", lang) for name in ISSUE_COLUMNS], right=(2,))


def receipts_text(
    receipts: Sequence[SourceReceipt], profile: Profile, *, lang: str, form: str
) -> str:
    """Return the receipts in the form asked for."""
    rows = [_receipt_row(receipt, profile, lang) for receipt in receipts]
    if form == "json":
        return json_text(rows)
    names = wordings("inspect", lang)
    if form == "csv":
        return csv_text([[_one_line(value) for value in row.values()] for row in rows], list(names))
    blocks = [
        table_text(
            [[names[key], _one_line(value)] for key, value in row.items()],
            ["", ""],
            width=LINE_WIDTH,
        )
        for row in rows
    ]
    return "\n\n".join(blocks)


def _receipt_row(receipt: SourceReceipt, profile: Profile, lang: str) -> dict[str, Any]:
    headings = Headings(profile)
    columns = {
        name: heading.field if (heading := headings.read(name)) else None
        for name in receipt.columns
    }
    return {
        "source": receipt.source,
        "layer": receipt.layer,
        "format": receipt.format,
        "files": list(receipt.files),
        "records": receipt.records,
        "shapeless": receipt.shapeless,
        "geometry": receipt.geometry,
        "encoding": receipt.encoding.value,
        "encoding_reason": receipt.encoding.reason(lang),
        "crs": receipt.crs_evidence.value or None,
        "crs_reason": receipt.crs_evidence.reason(lang),
        "bounds": [round(edge, 4) for edge in receipt.bounds] if receipt.bounds else None,
        "columns": columns,
        "issues": [issue.message(lang) for issue in receipt.issues],
    }


def _one_line(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{name} → {field}" if field else str(name) for name, field in value.items()
        )
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "—" if value is None else str(value)
