"""`totals` of a comparison: what each flag, status or district had, gained and lost."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.changes.change_record import printed_ending
from parkland.changes.land_flows import (
    FLOWS,
    Pieces,
    column_flows,
    counted,
    flag_flows,
)
from parkland.conventions import statuses_of
from parkland.errors import ColumnError, brief
from parkland.figures import Figures, figures_of
from parkland.figures.rounded import applies
from parkland.phrases import Phrase
from parkland.schema import flag_columns
from parkland.units import area_unit

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import AreaUnit
    from parkland.ledger_record import Ledger

TOTAL = "total"
COUNTS = ("opening", "out", "in", "closing")
BY_FLAG = "flag"


def change_totals(
    sides: tuple[Ledger, Ledger],
    pieces: tuple[Pieces, Pieces],
    stays: tuple[np.ndarray, np.ndarray],
    *,
    by: list[str],
    figures: tuple[Figures, Figures],
) -> pd.DataFrame:
    """Return the flows of every group of each of the columns `by`, with a total row for each.

    Parameters
    ----------
    sides
        The two ledgers.
    pieces
        The pieces of land in m2, and as printed.
    stays
        For each side, the position of the same parcel on the other side, or -1.
    by
        The columns; ``"flag"`` stands for the flags.
    figures
        The printed figures of the two sides.

    Returns
    -------
    DataFrame
        ``by``, ``group`` (object; None where nothing is known, ``"total"`` in the last row of each
        column); ``opening_parcels``, ``out_parcels``, ``in_parcels``, ``closing_parcels`` (int64);
        the flows in m2, as computed, and in the unit of the figures, as printed (float64);
        printed square metres end in ``printed_m2``.

    Raises
    ------
    ColumnError
        If a side has no such column.
    """
    import pandas as pd

    exact = tuple(
        Figures("m2", "ellipsoidal", area_unit("m2").digits, side.parcels, exact=True)
        for side in sides
    )
    measures: list[tuple[str, tuple[Figures, ...], Pieces, int | None]] = [
        ("m2", exact, pieces[0], None),
        (printed_ending(figures[1].unit), figures, pieces[1], figures[1].digits),
    ]
    tables = []
    for column in by:
        groups, labels = _groups(sides, column)
        table: dict[str, Any] = {"by": [column] * (len(groups) + 1), "group": [*groups, TOTAL]}
        one, other = (np.zeros(len(side.parcels), dtype="int64") for side in sides)
        everything = one, other
        if column == BY_FLAG:
            numbers = [_flag_counts(sides, flag, stays) for flag in groups]
        else:
            found = counted(labels, stays, groups)
            numbers = [{name: int(found[name][n]) for name in COUNTS} for n in range(len(groups))]
            # The rows divide the parcels, so that the total is their sum, with what moved in them.
            numbers.append({name: sum(row[name] for row in numbers) for name in COUNTS})
        if column == BY_FLAG:
            found = counted(everything, stays, [TOTAL])
            numbers.append({name: int(found[name][0]) for name in COUNTS})
        for name in COUNTS:
            table[f"{name}_parcels"] = np.array([row[name] for row in numbers], dtype="int64")
        for suffix, of, parts, digits in measures:
            rows = _flows(of, parts, column, (groups, labels), digits)
            whole = _first(column_flows(parts, everything, [TOTAL]))
            if column != BY_FLAG:
                whole |= {name: fsum(row[name] for row in rows) for name in ("out", "in")}
            rows.append(whole)
            for name in FLOWS:
                values = np.array([row[name] for row in rows], dtype="float64")
                places_kept = values if digits is None else np.round(values, digits)
                table[f"{name}_{suffix}"] = places_kept + 0.0  # no minus in front of a zero
        tables.append(pd.DataFrame(table))
    return pd.concat(tables, ignore_index=True)


def printed_figures(sides: tuple[Ledger, Ledger], unit: AreaUnit) -> tuple[Figures, Figures]:
    """Return the rounded figures of both sides; the later profile decides the places."""
    after = figures_of(sides[1], unit=unit)
    return figures_of(sides[0], unit=unit, digits=after.digits), after


def printed_pieces(pieces: Pieces, figures: tuple[Figures, Figures]) -> Pieces:
    """Return the pieces as printed: shared out of the rounded area of each parcel."""
    return pieces.printed(_leaves(figures), figures[1].digits)


def _leaves(figures: tuple[Figures, ...]) -> tuple[np.ndarray, np.ndarray]:
    one, other = (side.leaves.fillna(0.0).to_numpy(dtype="float64") for side in figures)
    return one, other


def _first(flows: dict[str, np.ndarray]) -> dict[str, float]:
    return {name: float(values[0]) for name, values in flows.items()}


def _flows(
    figures: tuple[Figures, ...],
    pieces: Pieces,
    column: str,
    grouping: tuple[list[Any], tuple[np.ndarray, np.ndarray]],
    digits: int | None,
) -> list[dict[str, float]]:
    groups, labels = grouping
    if column != BY_FLAG:
        found = column_flows(pieces, labels, groups)
        return [{name: float(found[name][n]) for name in FLOWS} for n in range(len(groups))]
    leaves = _leaves(figures)
    return [
        flag_flows(pieces, (_flagged(figures[0], flag), _flagged(figures[1], flag)), leaves, digits)
        for flag in groups
    ]


def _flagged(figures: Figures, flag: str) -> np.ndarray:
    """Return the area of each parcel with a flag; 0 where the side does not know it."""
    if flag not in flag_columns(figures.parcels):
        return np.zeros(len(figures.parcels))
    values: np.ndarray = figures.flags[flag].to_numpy(dtype="float64")
    return values


def _flag_counts(
    sides: tuple[Ledger, Ledger], flag: str, stays: tuple[np.ndarray, np.ndarray]
) -> dict[str, int]:
    marks = []
    for side in sides:
        column = flag_columns(side.parcels).get(flag)
        has = (
            applies(side.parcels[column]).to_numpy(dtype=bool)
            if column
            else np.zeros(len(side.parcels), dtype=bool)
        )
        marks.append(np.where(has, 0, -1))
    found = counted((marks[0], marks[1]), stays, [flag])
    return {name: int(found[name][0]) for name in COUNTS}


def _groups(
    sides: tuple[Ledger, Ledger], column: str
) -> tuple[list[Any], tuple[np.ndarray, np.ndarray]]:
    """Return the groups of a column in their order, and for each side the group of each parcel."""
    nothing = np.zeros(0, dtype="int64")
    if column == BY_FLAG:
        flags = list(flag_columns(sides[0].parcels) | flag_columns(sides[1].parcels))
        return flags, (nothing, nothing)
    texts = []
    for side, word in zip(sides, ("earlier", "later"), strict=True):
        if column not in side.parcels.columns:
            raise ColumnError(
                "changes.side_lacks_column",
                word=Phrase(f"changes.side.{word}"),
                column=brief(column),
            )
        texts.append(side.parcels[column].reset_index(drop=True))
    if texts[0].dtype != texts[1].dtype or texts[0].dtype == object:
        texts = [values.where(values.isna(), values.map(str)).astype(object) for values in texts]
    found = {value for side in texts for value in side.dropna().tolist()}
    order = {key: place for place, key in enumerate(statuses_of(sides[1]).styles(column))}
    groups: list[Any] = sorted(found, key=lambda one: (order.get(one, len(order)), one))
    if any(side.isna().any() for side in texts):
        groups.append(None)
    places = {value: n for n, value in enumerate(groups)}
    one, other = (
        np.array([places.get(value, len(groups) - 1) for value in side.tolist()], dtype="int64")
        for side in texts
    )
    return groups, (one, other)
