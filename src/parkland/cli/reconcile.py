"""The command `reconcile`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import open_sources, print_note
from parkland.cli.options import READING, options
from parkland.cli.printing import csv_output, json_text, table_text
from parkland.display import code_words, heading, label, parcel_names, value_text
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import AreaUnit, Lang
    from parkland.ledger_record import Ledger

AREAS = {"stated": "stated_area_m2", "planar": "planar_area_m2", "ellipsoidal": "area_m2"}
TOTAL = "total"


@click.command("reconcile", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("--differing", is_flag=True)
@options("unit", *READING, "format")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    sources: tuple[str, ...],
    unit: AreaUnit | None,
    differing: bool,  # noqa: FBT001 - click passes it by name
    lang: Lang,
    form: str,
    **reading: Any,
) -> None:
    """Print the stated, planar and ellipsoidal areas, and the reasons for their differences."""
    from parkland.figures import leading_unit, reconcile

    ledger = open_sources(sources, lang=lang, **reading)
    found = reconcile(ledger, margins=True, lang=lang)
    unit = leading_unit(ledger, unit)
    figures = _figures(found, ledger, unit)
    if differing:
        figures = figures[~figures["verdict"].isin(["agrees", "not_stated"]) | figures["is_total"]]
    text = {"table": _table, "csv": _csv, "json": _json}[form]
    click.echo(text(figures, ledger, unit, lang))
    verdicts = found["verdict"].iloc[:-1].value_counts()
    names = code_words("verdict", lang)
    rules = ledger.profile.areas
    print_note(
        wording(
            "reconciliation.counts",
            lang,
            **{name: int(verdicts.get(name, 0)) for name in names},
            m2=rules.tolerance_m2,
            percent=f"{100 * rules.tolerance_share:g}",
        )
    )
    planes = sorted(set(found["plane"]) - {""})
    print_note(wording("cli.planes", lang, planes="; ".join(planes)) if planes else "")
    ctx.exit(1 if verdicts.get("differs", 0) else 0)


def _figures(found: pd.DataFrame, ledger: Ledger, unit: AreaUnit) -> pd.DataFrame:
    """Return the table of `reconcile` with areas in `unit`, rounded by the figures of the ledger.

    The last row is the total.
    """
    import pandas as pd

    from parkland.figures import areas_compared

    digits = ledger.profile.areas.digits[unit]
    parcels, rows = ledger.parcels, found.iloc[:-1]
    names = [*AREAS, "difference"]
    each = areas_compared(ledger, unit=unit)[names].reset_index(drop=True)
    # Only parcels with both areas are in the total, so that its difference is the sum of theirs.
    total = each[each["difference"].notna()].sum().round(digits)
    figures = pd.concat([each, total.to_frame().T], ignore_index=True)
    figures["percent"] = found["difference_percent"].to_numpy()
    for name in ("plane", "degrees_from_meridian", "verdict", "reason", "explanation"):
        figures[name] = found[name].to_numpy()
    figures.insert(0, "parcel", [*parcel_names(parcels, form="short"), TOTAL])
    figures.insert(1, "source", [*parcels["source"], ""])
    figures["is_total"] = [False] * len(rows) + [True]
    return figures


def _table(figures: pd.DataFrame, ledger: Ledger, unit: str, lang: str) -> str:
    digits = ledger.profile.areas.digits[unit]

    def figure(value: float, form: str) -> str:
        return "" if value != value else format(value, form)  # noqa: PLR0124 - missing

    lines = [
        [
            wording("cli.total", lang) if row["is_total"] else row["parcel"],
            *(figure(row[name], f",.{digits}f") for name in AREAS),
            figure(row["difference"] + 0.0, f"+,.{digits}f"),
            figure(round(row["percent"], 3) + 0.0, "+.3f"),
            value_text(row["verdict"], "verdict", lang),
            row["explanation"] if row["difference"] else "",
        ]
        for row in figures.to_dict("records")
    ]
    headings = [
        label("parcel_id", lang),
        *(heading(column, lang, unit=unit) for column in AREAS.values()),
        heading("difference", lang, unit=unit),
        heading("difference_percent", lang),
        label("verdict", lang),
        label("explanation", lang),
    ]
    return table_text(lines, headings, right=(1, 2, 3, 4, 5))


def _csv(figures: pd.DataFrame, ledger: Ledger, unit: str, lang: str) -> str:  # noqa: ARG001
    rows = _records(figures)
    renamed = {name: f"{name}_{unit}" for name in (*AREAS, "difference")}
    headings = [renamed.get(name, name) for name in rows[0]]
    return csv_output(headings, [list(row.values()) for row in rows])


def _json(figures: pd.DataFrame, ledger: Ledger, unit: str, lang: str) -> str:  # noqa: ARG001
    rows = _records(figures)
    rules = ledger.profile.areas
    total = {name: rows[-1][name] for name in (*AREAS, "difference", "percent", "verdict")}
    return json_text(
        {
            "unit": unit,
            "tolerance": {"m2": rules.tolerance_m2, "share": rules.tolerance_share},
            "rows": rows[:-1],
            "total": total,
        }
    )


def _records(figures: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows for programs; a missing value is None."""
    rounded = figures.drop(columns="is_total").assign(
        percent=figures["percent"].round(4),
        degrees_from_meridian=figures["degrees_from_meridian"].round(4),
    )
    plain = rounded.astype(object).where(rounded.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
