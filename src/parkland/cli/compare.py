"""The command `compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import open_sources, print_note, require_output
from parkland.cli.option_names import name_options_of
from parkland.cli.options import options
from parkland.progress import progress
from parkland.wording import wording

if TYPE_CHECKING:
    from parkland.changes import Changes
    from parkland.choices import AreaUnit, Lang
    from parkland.ledger_record import Ledger
    from parkland.reports.report_blocks import TableBlock

READING = ("profile", "layer", "encoding", "axes", "lang", "overwrite", "format")


@click.command("compare", cls=SpokenCommand)
@click.argument("before", required=False)
@click.argument("after", required=False)
@click.option("--as-of", "days", nargs=2, metavar="D1 D2")
@click.option("-o", "--output", multiple=True, metavar="FILE")
@click.option("--by", multiple=True, metavar="COLUMN")
@click.option("--unit", type=click.Choice(["mu", "ha", "m2", "acre"]))
@click.option("--parents", metavar="FILE")
@click.option("--tolerance", "tolerance_m", type=float, metavar="METRES")
@click.option("--register-before", multiple=True, metavar="FILE")
@click.option("--register", multiple=True, metavar="FILE")
@click.option("--crs-before", metavar="CRS|guess")
@click.option("--crs", metavar="CRS|guess")
@options(*READING)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    before: str | None,
    after: str | None,
    days: tuple[str, str] | None,
    output: tuple[str, ...],
    lang: Lang,
    form: str,
    **given: Any,
) -> None:
    """Compare two states of the land: what was split, merged, moved, renumbered, and why."""
    from parkland.change_files import require_ending, write_changes, write_parents

    _require_days(before, after, days)
    outputs = [*output, *([given["parents"]] if given["parents"] else [])]
    for one in output:
        require_ending(Path(one))
    sides = _sides(before, after)
    for one in outputs:
        require_output(
            one,
            sources=tuple(side for side in sides if side),
            overwrite=given["overwrite"],
            profile=given["profile"],
            register=[*given["register_before"], *given["register"]],
        )
    with progress("comparing", lang=lang):
        ledgers = _opened(sides, days, lang, given)
        changes = _compared(ledgers, lang, given)
        for one in output:
            write_changes(changes, one, lang=lang, overwrite=given["overwrite"])
        if given["parents"]:
            write_parents(changes, given["parents"], lang=lang, overwrite=given["overwrite"])
    click.echo(_text(changes, lang, form))
    for one in outputs:
        print_note(wording("cli.written", lang, path=one))
    ctx.exit(1 if changes else 0)


def _require_days(before: str | None, after: str | None, days: tuple[str, str] | None) -> None:
    """Raise if one file is compared with itself on one day, which says nothing.

    Raises
    ------
    ChoiceError
    """
    from parkland.errors import ChoiceError

    if before is not None and after is None and days is None:
        raise ChoiceError("cli.one_side")


def _sides(before: str | None, after: str | None) -> tuple[str, str]:
    from parkland.samples import earlier_sample_path, sample_path

    if before is None:
        return str(earlier_sample_path()), str(sample_path())
    return before, before if after is None else after


def _opened(
    sides: tuple[str, str], days: tuple[str, str] | None, lang: Lang, given: dict[str, Any]
) -> tuple[Ledger, Ledger]:
    """Return the ledgers of both sides; each note on stderr says of which it is."""
    from parkland.samples import EARLIER_SAMPLE_AS_OF, SAMPLE_AS_OF, earlier_sample_path

    if days is None and sides[0] == str(earlier_sample_path()):
        days = (EARLIER_SAMPLE_AS_OF, SAMPLE_AS_OF)
    found = []
    for place, (side, suffix) in enumerate(zip(sides, ("_before", ""), strict=True)):
        print_note(wording(f"cli.side{suffix or '_after'}", lang, source=side))
        options = {name: f"--{name}{suffix.replace('_', '-')}" for name in ("crs", "register")}
        name_options_of(click.get_current_context().command, **options)
        found.append(
            open_sources(
                (side,),
                as_of=None if days is None else days[place],
                lang=lang,
                register=given[f"register{suffix}"] or None,
                crs=given[f"crs{suffix}"],
                **{name: given[name] for name in ("profile", "layer", "encoding", "axes")},
            )
        )
    return found[0], found[1]


def _compared(ledgers: tuple[Ledger, Ledger], lang: Lang, given: dict[str, Any]) -> Changes:
    from parkland.changes import compare

    unit: AreaUnit | None = given["unit"]
    chosen = {"by": given["by"]} if given["by"] else {}
    return compare(*ledgers, unit=unit, tolerance_m=given["tolerance_m"], lang=lang, **chosen)


def _text(changes: Changes, lang: Lang, form: str) -> str:
    """Return the comparison as printed to stdout."""
    from parkland.cli.printing import csv_output, json_text
    from parkland.reports.change_report import summary_lines
    from parkland.reports.change_tables import ChangeTables
    from parkland.reports.report_blocks import plain

    tables = ChangeTables(changes, lang)
    if form == "csv":
        table = tables.relations(without=())
        rows = [[plain(cell) for cell in row] for row in table.rows]
        return csv_output([column.heading for column in table.columns], rows)
    if form == "json":
        return json_text(_content(changes))
    parts = ["\n".join(summary_lines(tables))]
    shown = [tables.by_kind(), *tables.totals(), tables.relations(), tables.moves(), tables.facts()]
    parts += [_table(one) for one in [*shown, tables.issues()] if one.rows]
    return "\n\n".join(parts)


def _table(table: TableBlock) -> str:
    from parkland.cli.printing import table_text
    from parkland.reports.report_blocks import cell_text

    narrow = table.narrow()
    rows = [*narrow.rows, *([narrow.total] if narrow.total else [])]
    lines = [
        [cell_text(cell, column) for cell, column in zip(row, narrow.columns, strict=True)]
        for row in rows
    ]
    headings = [column.full_heading for column in narrow.columns]
    right = [n for n, column in enumerate(narrow.columns) if column.kind not in ("text", "date")]
    text = f"{table.caption}\n{table_text(lines, headings, right=right)}"
    return f"{text}\n{table.note}" if table.note else text


def _content(changes: Changes) -> dict[str, Any]:
    """Return the comparison for programs: codes in place of words, areas as computed too."""
    frames = {
        "parcels": changes.parcels.drop(columns=["before", "after", "geometry"]),
        "facts": changes.facts,
        "statuses": changes.statuses.assign(on=changes.statuses["on"].dt.strftime("%Y-%m-%d")),
        "totals": changes.totals,
        "issues": changes.issues,
    }
    rows = {
        name: frame.astype(object).where(frame.notna(), None).to_dict("records")
        for name, frame in frames.items()
    }
    return {
        "before": changes.before.as_of.isoformat(),
        "after": changes.after.as_of.isoformat(),
        "unit": changes.unit,
        "balance_m2": changes.balance,
        "shift_m": [changes.shift.east_m, changes.shift.north_m],
        **rows,
    }
