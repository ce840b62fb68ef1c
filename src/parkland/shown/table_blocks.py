"""Tables of results as blocks: totals, issues, areas compared, and any other table of parkland."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from parkland.conventions import statuses_of
from parkland.display import (
    code_words,
    column_kind,
    heading,
    label,
    parcel_names,
    value_texts,
)
from parkland.errors import ChoiceError, brief
from parkland.figures import TOTAL, areas_compared, group_label
from parkland.issue_groups import group_issues
from parkland.issues import SEVERITIES
from parkland.languages import grammar
from parkland.schema import AREA_COLUMNS, flag_columns
from parkland.shown.column_words import ColumnWords
from parkland.shown.shown_blocks import Block, Fold, Head, Line, Table, Title
from parkland.units import DEFAULT_UNIT, area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from parkland.choices import AreaMethod, Lang
    from parkland.ledger_record import Ledger

MOST_ROWS = 30
MOST_COLUMNS = 16
# Of a table of parcels; `Ledger.view` has more, and the table itself has all.
PARCEL_COLUMNS = ("parcel_id", "name", "holder", "area_m2", "stated_area_m2", "status", "next_step")
# Of a spot before a severity; a palette has no colours of severities.
SEVERITY_COLORS: Mapping[str, str] = {
    "error": "#d13438",
    "warning": "#e8a317",
    "note": "#7f8fa6",
}
_AMOUNT = re.compile(r"(area|overlap|net)_(mu|ha|m2|acre)")
_OF_COMPARISON = {"before_id", "opening_m2"}
_ISSUES = {"severity", "code", "message", "source"}


def result_blocks(table: pd.DataFrame, lang: Lang, ledger: Ledger | None) -> Iterator[Block]:
    """Yield the blocks of a table that parkland made.

    Raises
    ------
    ChoiceError
        If no column of the table is one of parkland.
    """
    names = [str(name) for name in table.columns]
    if len(names) > 1 and names[0] == "parcels" and all(map(_AMOUNT.fullmatch, names[1:])):
        yield Title(wording("shown.totals", lang))
        yield totals_table(table, lang, ledger=ledger)
    elif set(names) >= _ISSUES:
        yield from issue_blocks(table, lang)
    elif {"verdict", "difference_percent", *AREA_COLUMNS.values()} <= set(names):
        yield Title(wording("shown.reconciliation", lang))
        yield from _compared(table, lang, ledger)
    elif set(names) & _OF_COMPARISON:
        raise ChoiceError("shown.of_comparison")
    else:
        words = ColumnWords(table, lang, ledger)
        if not any(words.is_known(name) for name in names):
            raise ChoiceError("shown.other_table", value=brief(table))
        if set(names) >= {"parcel_id", "source", "layer", "outline"}:
            yield Title(wording("shown.parcel_table", lang))
            first = (*PARCEL_COLUMNS, *flag_columns(table).values())
            table = table[[name for name in first if name in names]]
        elif set(names) >= {"parcel", "parcel_id"}:
            table = table.drop(columns="parcel")  # the label of the row, for programs
        yield from any_table(table, lang, ledger)


def totals_table(
    table: pd.DataFrame, lang: Lang, *, ledger: Ledger | None, area: AreaMethod | None = None
) -> Table:
    """Return a table of `totals`, without overlaps where nothing overlaps.

    Parameters
    ----------
    table
        The result of `totals`.
    lang
        The language.
    ledger
        The ledger, for its decimals and the labels of its own statuses and flags.
    area
        The measure of area, for the heading. Default: it is called area.
    """
    known = statuses_of(ledger)
    by = str(table.index.name or "flag")
    unit = str(table.columns[1]).removeprefix("area_")
    digits = area_unit(unit).digits if ledger is None else ledger.profile.areas.digits[unit]
    doubled = f"overlap_{unit}" in table.columns and bool(table[f"overlap_{unit}"].any())
    shown = table if doubled else table.iloc[:, :2]
    has_total = bool(len(table)) and table.index[-1] == TOTAL
    first = AREA_COLUMNS[area] if area else "area"
    heads = [Head(label(by, lang, statuses=known)), Head(label("parcels", lang), right=True)]
    heads += [
        Head(heading(name, lang, unit=unit), right=True) for name in (first, "overlap", "net")
    ][: len(shown.columns) - 1]
    rules, rows, colors = grammar(lang), [], []
    styles = known.styles(by)
    flags = {flag.name: flag.color for flag in known.flags} if by == "flag" else {}
    for place, (key, number, *areas) in enumerate(shown.itertuples()):
        is_total = has_total and place == len(table) - 1
        name = wording("cli.total", lang) if is_total else group_label(by, key, lang, known)
        rows.append((name, rules.number(number), *(rules.number(one, digits) for one in areas)))
        style = styles.get(str(key))
        colors.append("" if is_total else style.color if style else flags.get(str(key), ""))
    return Table(tuple(heads), tuple(rows), tuple(colors) if any(colors) else (), has_total)


def issue_counts(issues: pd.DataFrame, lang: Lang) -> str:
    """Return how many issues there are of each severity, as a text; empty if there are none."""
    counts, words = issues["severity"].value_counts(), code_words("severity", lang)
    return grammar(lang).join(
        wording("shown.count_of", lang, name=words[one], number=f"{counts[one]:,}")
        for one in SEVERITIES
        if one in counts
    )


def issue_blocks(issues: pd.DataFrame, lang: Lang) -> Iterator[Block]:
    """Yield issues as people read them: the worst first, those of one kind on one line."""
    if issues.empty:
        yield Line(wording("shown.no_issues", lang))
        return
    yield Title(wording("shown.issue_table", lang), issue_counts(issues, lang))
    yield from issue_rows(issues, lang)


def issue_rows(issues: pd.DataFrame, lang: Lang) -> Iterator[Block]:
    """Yield a row for each kind of issue, and how many are not shown."""
    words = code_words("severity", lang)
    grouped = group_issues(issues, lang=lang)
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    ranks = grouped["severity"].map(order)
    grouped = grouped.loc[ranks.sort_values(kind="stable").index]
    shown = grouped.head(MOST_ROWS)
    rows = tuple(
        (words.get(severity, severity), _text(source), _text(number), message)
        for severity, source, number, message in zip(
            shown["severity"], shown["source"], shown["parcel_id"], shown["message"], strict=True
        )
    )
    heads = tuple(
        Head(label(name, lang)) for name in ("severity", "source", "parcel_id", "message")
    )
    colors = tuple(SEVERITY_COLORS.get(severity, "") for severity in shown["severity"])
    yield Table(heads, rows, colors)
    yield from more_rows(len(grouped) - len(shown), lang)


def more_rows(number: int, lang: Lang) -> Iterator[Block]:
    """Yield a line that says how many rows are not shown, if there are any."""
    if number > 0:
        yield Line(wording("shown.more_rows", lang, number=f"{number:,}"), quiet=True)


def any_table(table: pd.DataFrame, lang: Lang, ledger: Ledger | None) -> Iterator[Block]:
    """Yield the first rows of a table under headings, with the values as they read.

    A column in which these rows have nothing is left out, and so is a geometry; of many columns the
    first are shown, and the number of the others is told.
    """
    words = ColumnWords(table, lang, ledger)
    shown = table.head(MOST_ROWS)
    named = [
        name
        for name in map(str, shown.columns)
        if shown[name].dtype != "geometry"
        # land of enterprises stands in mu too
        and not (name.endswith("_m2") and f"{name.removesuffix('_m2')}_mu" in shown.columns)
        and (shown[name].notna().any() or column_kind(name) == "flag")
    ]
    names = named[:MOST_COLUMNS]
    columns = [words.cells(shown[name], name) for name in names]
    heads = tuple(Head(words.heading(name), right=_is_number(shown[name], name)) for name in names)
    yield Table(heads, tuple(zip(*columns, strict=True)))
    yield from more_rows(len(table) - len(shown), lang)
    if len(named) > len(names):
        number = len(named) - len(names)
        yield Line(wording("shown.more_columns", lang, number=number), quiet=True)


def _compared(table: pd.DataFrame, lang: Lang, ledger: Ledger | None) -> Iterator[Block]:
    """Yield what `reconcile` found, with the rounded areas that every output prints."""
    each = table.drop(index=TOTAL, errors="ignore")
    unit = DEFAULT_UNIT if ledger is None else ledger.profile.print_units[0]
    digits = None if ledger is None else ledger.profile.areas.digits[unit]
    is_whole = ledger is not None and each.index.equals(ledger.parcels.index)
    areas = areas_compared(ledger if is_whole and ledger else each, unit=unit, digits=digits)
    places = area_unit(unit).digits if digits is None else digits
    names = (
        parcel_names(ledger.parcels, form="short").tolist()
        if is_whole and ledger
        else [str(one) for one in each.index]
    )
    rules = grammar(lang)
    differing = each["verdict"] != "agrees"
    order = sorted(range(len(each)), key=lambda place: not differing.iloc[place])[:MOST_ROWS]
    shown = ("stated", "planar", "ellipsoidal", "difference")
    words = value_texts(each["verdict"], "verdict", lang).tolist()
    rows = tuple(
        (
            names[place],
            *(_number(areas[name].iloc[place], places, rules) for name in shown),
            words[place],
            _text(each["explanation"].iloc[place]) if areas["difference"].iloc[place] else "",
        )
        for place in order
    )
    columns = [AREA_COLUMNS[one] for one in ("stated", "planar", "ellipsoidal")]
    # Without its ledger a row has no name but its label in the index.
    heads = [Head(label("parcel_id", lang) if is_whole else "")]
    heads += [Head(heading(one, lang, unit=unit), right=True) for one in (*columns, "difference")]
    heads += [Head(label(one, lang)) for one in ("verdict", "explanation")]
    yield Table(tuple(heads), rows)
    yield from more_rows(len(each) - len(order), lang)


def _is_number(values: pd.Series, name: str) -> bool:
    return values.dtype.kind in "iuf" and column_kind(name) != "code"


def _number(value: Any, digits: int, rules: Any) -> str:
    return "" if value != value else rules.number(float(value) + 0.0, digits)  # noqa: PLR0124


def _text(value: Any) -> str:
    import pandas as pd

    return "" if value is None or pd.isna(value) else str(value)


def folded(summary: str, blocks: Iterator[Block], *, is_open: bool = False) -> Fold:
    """Return blocks under a line that opens and closes."""
    return Fold(summary, tuple(blocks), is_open)
