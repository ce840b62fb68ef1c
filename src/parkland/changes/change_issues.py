"""Issues of a comparison: what was found about the two sides, beside the changes themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.changes.fact_changes import ENTERED, REMOVED, lost_columns
from parkland.crs import described
from parkland.display import parcel_names
from parkland.issues import Issue
from parkland.schema import FACTS
from parkland.topology import doubled_m2

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from parkland.changes.layer_shift import Shift
    from parkland.changes.number_evidence import NumberEvidence
    from parkland.changes.one_plane import OnePlane
    from parkland.ledger_record import Ledger

# The codes of what concerns one side: the earlier, and the later.
EMPTY = ("changes.empty_before", "changes.empty_after")
QUARANTINED = ("changes.quarantined_before", "changes.quarantined_after")
TWICE = ("changes.number_twice_before", "changes.number_twice_after")
MISSING = ("changes.number_missing_before", "changes.number_missing_after")


def comparison_issues(
    ledgers: tuple[Ledger, Ledger],
    parcels: gpd.GeoDataFrame,
    facts: pd.DataFrame,
    numbers: NumberEvidence,
    plane: OnePlane,
    shift: Shift,
    *,
    tolerance_m: float,
) -> list[Issue]:
    """Return the issues of a comparison.

    Parameters
    ----------
    ledgers
        The two sides.
    parcels
        The relations.
    facts
        The facts that changed.
    numbers
        What the numbers say.
    plane, shift
        How the layers were put on one another.
    tolerance_m
        The tolerance of the comparison.
    """
    return [
        *_of_sides(ledgers, parcels),
        *_of_place(ledgers, plane, shift, tolerance_m),
        *_of_numbers(ledgers, parcels, numbers),
        *_of_columns(ledgers),
        *_of_order(facts),
    ]


def _of_sides(ledgers: tuple[Ledger, Ledger], parcels: gpd.GeoDataFrame) -> Iterator[Issue]:
    empty = [code for code, one in zip(EMPTY, ledgers, strict=True) if not len(one.parcels)]
    for code in empty:
        yield Issue(code=code)
    if not empty and not parcels["shared_m2"].sum():
        yield Issue(code="changes.no_common_land")
    doubled = [doubled_m2(one.overlaps, parcels=one.parcels) for one in ledgers]
    if max(doubled) > 0:
        yield Issue(
            code="changes.overlapping",
            field="geometry",
            value=f"{doubled[0]:.2f} m2 → {doubled[1]:.2f} m2",
        )
    for code, one in zip(QUARANTINED, ledgers, strict=True):
        if len(one.quarantine):
            yield Issue(code=code, value=f"{len(one.quarantine):,}")


def _of_place(
    ledgers: tuple[Ledger, Ledger], plane: OnePlane, shift: Shift, tolerance_m: float
) -> Iterator[Issue]:
    systems = [one.parcels.crs for one in ledgers]
    if all(len(one.parcels) for one in ledgers) and systems[0] != systems[1]:
        code = "changes.other_crs" if plane.same_datum else "changes.other_datum"
        yield Issue(code=code, value=" → ".join(described(system) for system in systems if system))
    if shift.length_m:
        text = (
            f"{shift.east_m:+.3f} m, {shift.north_m:+.3f} m ({shift.agreeing:,} / {shift.pairs:,})"
        )
        code = "changes.shift_small" if shift.length_m <= tolerance_m else "changes.shift"
        yield Issue(code=code, field="geometry", value=text)


def _of_numbers(
    ledgers: tuple[Ledger, Ledger], parcels: gpd.GeoDataFrame, numbers: NumberEvidence
) -> Iterator[Issue]:
    import pandas as pd

    related = parcels[parcels["before_id"].notna() & parcels["after_id"].notna()]
    index = [one.parcels.index for one in ledgers]
    pairs = set(
        zip(
            index[0].get_indexer(pd.Index(related["before"])).tolist(),
            index[1].get_indexer(pd.Index(related["after"])).tolist(),
            strict=True,
        )
    )
    names = parcel_names(ledgers[1].parcels, form="located")
    for one, other in zip(*(side.tolist() for side in numbers.pairs), strict=True):
        if (one, other) not in pairs:
            parcel = ledgers[1].parcels.iloc[other]
            yield Issue(
                code="changes.number_reused",
                source=str(parcel["source"]),
                source_row=int(parcel["source_row"]),
                parcel_id=str(parcel["parcel_id"]),
                field="parcel_id",
                value=str(names.iloc[other]),
            )
    sides = zip((numbers.before, numbers.after), numbers.unique, TWICE, MISSING, strict=True)
    for found, unique, twice_code, missing_code in sides:
        known = found != None  # noqa: E711 - elementwise
        twice = sorted({str(one) for one in found[known & ~unique].tolist()})
        if twice:
            records = int((known & ~unique).sum())
            yield Issue(
                code=twice_code,
                field="parcel_id",
                value=f"{len(twice):,} / {records:,}",
            )
        if len(found) and not known.all():
            yield Issue(
                code=missing_code,
                field="parcel_id",
                value=f"{int(np.sum(~known)):,}",
            )


def _of_columns(ledgers: tuple[Ledger, Ledger]) -> Iterator[Issue]:
    for field, number in lost_columns(ledgers[0].parcels, ledgers[1].parcels).items():
        yield Issue(code="changes.column_lost", field=field, value=f"{number:,}")


def _of_order(facts: pd.DataFrame) -> Iterator[Issue]:
    """Yield a doubt about the order of the sides, if more dates went than came."""
    dates = [field.name for field in FACTS if field.kind == "date"]
    changed = facts.loc[facts["field"].isin(dates), "change"]
    gone, come = (int((changed == word).sum()) for word in (REMOVED, ENTERED))
    if gone > come:
        yield Issue(code="changes.dates_removed", value=f"{gone:,} / {come:,}")
