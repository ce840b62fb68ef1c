"""What changed since then: two ledgers compared, so that every square metre is accounted for.

Parcels are matched by the ground they share and by their numbers (`relation_kinds`), after the
offset of a whole layer is taken off (`layer_shift`); the land is balanced (`land_flows`), and every
status that changed is led back to its cause (`status_moves`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.changes.change_issues import comparison_issues
from parkland.changes.change_record import KINDS, Changes, changes_of, printed_ending
from parkland.changes.change_totals import change_totals, printed_figures, printed_pieces
from parkland.changes.comparison_arguments import (
    BY,
    checked_width,
    require_comparable,
    totalled_columns,
)
from parkland.changes.comparison_frames import (
    changed_facts,
    changed_statuses,
    decided_kinds,
    differing_fields,
    ellipsoidal_m2,
    overlapping_pairs,
    recorded,
    relation_frame,
    with_names,
)
from parkland.changes.fact_changes import REMOVED, lost_columns
from parkland.changes.layer_offset import offset_of
from parkland.changes.lineage import lineage, with_parents
from parkland.changes.number_evidence import NumberEvidence
from parkland.changes.one_plane import in_one_plane
from parkland.changes.relation_kinds import grouped
from parkland.changes.relation_table import one_to_one, relations
from parkland.changes.shared_ground import Side, shared_ground
from parkland.choices import Lang, choose
from parkland.figures import leading_unit
from parkland.issues import issue_table
from parkland.ledgers import ledger_of
from parkland.progress import progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from parkland.choices import AreaUnit
    from parkland.ledger_record import Ledger

__all__ = ["KINDS", "Changes", "changes_of", "compare", "lineage", "with_parents"]


def compare(
    before: Ledger | gpd.GeoDataFrame,
    after: Ledger | gpd.GeoDataFrame,
    /,
    *,
    by: str | Sequence[str] = BY,
    unit: AreaUnit | None = None,
    tolerance_m: float | None = None,
    lang: Lang = "zh",
) -> Changes:
    """Return what changed between an earlier and a later state of the parcels.

    Parcels belong together if they share enough ground or bear one number (see `relation_kinds`).
    Every square metre of before is kept or gone, every one of after is kept or new, and the
    difference of the two surveys is a term of its own:

        before = kept + gone            after = kept + resurvey + new

    Parameters
    ----------
    before, after
        Ledgers, or parcels that are measured and classified. They may be one ledger on two days.
        Neither is changed. A side without parcels is compared too.
    by
        The totals that are made: ``"flag"``, or columns of both sides by their name or heading.
    unit
        The unit of the printed totals: ``"mu"``, ``"ha"``, ``"m2"`` or ``"acre"``. Those in m2 as
        computed are there too. Default: the first that the later profile prints.
    tolerance_m
        A boundary that moved by less is a difference of two surveys, and no change. Default:
        ``areas.resurvey_m`` of the later profile.
    lang
        The language of the issues.

    Returns
    -------
    Changes
        The frames ``parcels``, ``facts``, ``statuses``, ``totals`` and ``issues``.

    Raises
    ------
    ChoiceError
        If the earlier side is as of a later day, if parcels are points without an outline, or if an
        argument is not one of its choices.
    ColumnError
        If a side has no such column, or a table lacks a column; the message names the call.
    CrsError
        If the layers are on two datums and no common offset fits, or if one of them was read in
        another zone.
    MissingCrsError

    Examples
    --------
    The same ledger on two days: the land is the same, and two statuses changed because a date
    passed.

    >>> import parkland as pk
    >>> sample = pk.sample_path()
    >>> days = ("2019-12-31", "2020-12-31")
    >>> changes = pk.compare(*(pk.open_ledger(sample, as_of=day) for day in days))
    >>> int(changes.counts.loc["unchanged", "after"]), changes.balance["gone"]
    (29, 0.0)
    >>> set(changes.statuses["cause"])
    {'date_passed'}
    """
    choose(lang, Lang, "lang")
    before, after = ledger_of(before), ledger_of(after)
    unit = leading_unit(after, unit)
    require_comparable(before, after)
    width = after.profile.areas.resurvey_m if tolerance_m is None else checked_width(tolerance_m)
    columns = totalled_columns(by, before, after)
    numbers = NumberEvidence.of(before.parcels, after.parcels)
    with progress("comparing", lang=lang):
        plane = in_one_plane(before.parcels.geometry, after.parcels.geometry)
        shift = offset_of(plane, (before, after), numbers, width)
        moved = shift.applied(plane.before, plane.metre)
        sides = (
            Side(moved, ellipsoidal_m2(before), numbers.before, recorded(before)),
            Side(plane.after, ellipsoidal_m2(after), numbers.after, recorded(after)),
        )
        ground = shared_ground(*sides, crs=plane.crs, metre=plane.metre, tolerance_m=width)
        groups = grouped(
            ground,
            sides,
            named=numbers.name_each_other(ground.left, ground.right),
            overlapping=(overlapping_pairs(before), overlapping_pairs(after)),
        )
        found = relations(ground, groups, sides)
        same, mates = one_to_one(found, len(before.parcels))
        every = changed_facts(before, after, found, same)
        # A column that the later file lacks is no change of a parcel, but can be of a status.
        absent = every["field"].isin(lost_columns(before.parcels, after.parcels))
        facts = every[~absent | (every["change"] != REMOVED)].reset_index(drop=True)
        kinds = decided_kinds(found, same, facts, numbers)
        parcels = relation_frame((before, after), plane, ground, found, numbers)
        parcels["kind"] = kinds
        confidence = groups.confidence[found.group] if len(found.group) else np.zeros(0)
        parcels["confidence"] = numbers.weighed(found, confidence, kinds)
        parcels["fields"] = differing_fields(facts, kinds, found, numbers)
        statuses = changed_statuses(before, after, found, same, every)
        back = np.full(len(after.parcels), -1)
        back[mates[mates >= 0]] = np.flatnonzero(mates >= 0)
        figures = printed_figures((before, after), unit)
        printed = printed_pieces(found.pieces, figures)
        ending = printed_ending(unit)
        parcels[f"before_{ending}"], parcels[f"after_{ending}"] = printed.before, printed.after
        totals = change_totals(
            (before, after), (found.pieces, printed), (mates, back), by=columns, figures=figures
        )
        issues = comparison_issues(
            (before, after), parcels, facts, numbers, plane, shift, tolerance_m=width
        )
        return Changes(
            before=before,
            after=after,
            parcels=parcels.astype(dict.fromkeys(("kind", "fields"), "str")),
            facts=with_names(facts, parcels),
            statuses=with_names(statuses, parcels).rename(columns={"was": "from", "is": "to"}),
            totals=totals,
            issues=issue_table(issues, lang=lang),
            unit=unit,
            digits=figures[1].digits,
            tolerance_m=width,
            shift=shift,
        )
