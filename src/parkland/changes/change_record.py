"""The `Changes` record: what became of the land between two ledgers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parkland.errors import ChoiceError, brief
from parkland.showing import ShowsItself

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from parkland.changes.layer_shift import Shift
    from parkland.choices import AreaUnit
    from parkland.ledger_record import Ledger

KINDS = (
    "unchanged", "attributes", "reshaped", "renumbered", "split", "merged", "rearranged", "gone",
    "new",
)  # fmt: skip


def printed_ending(unit: AreaUnit, /) -> str:
    """Return how the names of columns with printed areas end: the unit.

    Square metres as computed have their own columns, so that printed ones end in ``printed_m2``.
    """
    return "printed_m2" if unit == "m2" else unit


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Changes(ShowsItself):
    """What changed between an earlier and a later ledger; `compare` makes it.

    Attributes
    ----------
    before, after : Ledger
        The two sides.
    parcels : GeoDataFrame
        One row for each relation, in the order of the earlier parcels, then of the new ones:

        - ``kind``: ``unchanged``, ``attributes``, ``reshaped``, ``renumbered``, ``split``,
          ``merged``, ``rearranged``, ``gone`` or ``new``
        - ``relation``: ``whole`` (the two parcels belong together), ``exchanged`` (ground that
          passed between parcels that do not), ``lost`` or ``gained`` (the ground of one parcel that
          no other has)
        - ``before``, ``after``: labels in the index of the parcels; ``before_id``, ``after_id``:
          their numbers, or names where they have none; missing on the side that has no parcel
        - ``shared_m2``, and the ``share_of_before`` and ``share_of_after`` that it is
        - ``before_m2``, ``after_m2``: the area of the relation by the earlier and the later survey;
          over all relations of a parcel they add up to its area. ``before_mu``, ``after_mu`` (or
          another unit; ``before_printed_m2`` in square metres): the same as printed, shared out of
          the rounded area of the parcel
        - ``confidence`` (0 to 1) and ``evidence`` (``shape``, ``ground``, ``number``, ``parents``)
        - ``fields``: the facts that differ; ``group``: relations of one group belong together
        - the ground, in the plane of the later layer
    facts : DataFrame
        One row for each changed fact: ``before_id``, ``after_id``, ``field``, ``change``
        (``entered``, ``corrected``, ``removed``), ``value_before``, ``value_after``, ``relation``
        (the row of `parcels`).
    statuses : DataFrame
        One row for each changed answer: ``before_id``, ``after_id``, ``what`` (``status`` or a
        flag), ``from``, ``to``, ``cause``, ``causes``, ``on``, ``fields``, ``relation``.
    totals : DataFrame
        Opening, in, out and closing of every group; see `change_totals`.
    issues : DataFrame
        What was found about the comparison itself; see `parkland.issues`.
    unit : str
        The unit of the printed totals.
    digits : int
        Their decimal places.
    tolerance_m : float
        A boundary that moved by less did not change.
    shift : Shift
        The offset of the whole later layer that was taken off.
    """

    before: Ledger
    after: Ledger
    parcels: gpd.GeoDataFrame
    facts: pd.DataFrame
    statuses: pd.DataFrame
    totals: pd.DataFrame
    issues: pd.DataFrame
    unit: AreaUnit
    digits: int
    tolerance_m: float
    shift: Shift

    def __repr__(self) -> str:
        return (
            f"Changes({len(self.before.parcels)} parcels as of {self.before.as_of} -> "
            f"{len(self.after.parcels)} as of {self.after.as_of}: {self._brief()})"
        )

    def __bool__(self) -> bool:
        """Whether anything changed: a parcel, a fact or a status."""
        return bool((self.parcels["kind"] != "unchanged").any() or len(self.statuses))

    @property
    def counts(self) -> pd.DataFrame:
        """The number of earlier and later parcels of each kind.

        The table has a row for each kind in `KINDS`, and the columns ``before`` and ``after``
        (int64). A parcel has one kind, that of its group.
        """
        import pandas as pd

        whole = self.parcels[self.parcels["relation"] != "exchanged"]
        columns = {}
        for side in ("before", "after"):
            each = whole[whole[side].notna()].drop_duplicates(side)
            columns[side] = each["kind"].value_counts().reindex(list(KINDS), fill_value=0)
        return pd.DataFrame(columns, dtype="int64").rename_axis("kind")

    @property
    def printed(self) -> str:
        """How the names of the columns with printed areas end; see `printed_ending`."""
        return printed_ending(self.unit)

    @property
    def land_by_kind(self) -> pd.DataFrame:
        """The land of each kind before and after, as printed; over all kinds it is all land."""
        import pandas as pd

        grouped = self.parcels.groupby("kind")
        return pd.DataFrame(
            {
                side: grouped[f"{side}_{self.printed}"].sum().reindex(list(KINDS), fill_value=0.0)
                for side in ("before", "after")
            }
        ).round(self.digits)

    @property
    def printed_balance(self) -> dict[str, float]:
        """The terms of `balance` in the unit of the totals, as printed; they add up too."""
        row = self._whole
        names = ("opening", "gone", "resurvey", "new", "closing")
        values = {name: float(row[f"{name}_{self.printed}"]) for name in names}
        return values | {"kept": round(values["opening"] - values["gone"], self.digits) + 0.0}

    @property
    def _whole(self) -> pd.Series:
        rows = self.totals[self.totals["by"] == self.totals["by"].iloc[0]]
        last: pd.Series = rows.iloc[-1]
        return last

    @property
    def balance(self) -> dict[str, float]:
        """The balance of the land in m2, as computed.

        ``before = kept + gone`` and ``after = kept + resurvey + new``, where ``kept`` is the ground
        that both sides have, as the earlier survey measured it.
        """
        total = self._whole
        return {
            "before": float(total["opening_m2"]),
            "kept": float(total["opening_m2"] - total["gone_m2"]),
            "gone": float(total["gone_m2"]),
            "resurvey": float(total["resurvey_m2"]),
            "new": float(total["new_m2"]),
            "after": float(total["closing_m2"]),
        }

    def total(self, by: str) -> pd.DataFrame:
        """Return the rows of `totals` of one column, on the groups.

        Raises
        ------
        ChoiceError
            If the comparison has no totals by this column.
        """
        from parkland.errors import ChoiceError

        chosen = self.totals[self.totals["by"] == by]
        if chosen.empty:
            known = self.totals["by"].unique().tolist()
            raise ChoiceError("changes.no_totals", by=brief(by), known=known, value=brief([by]))
        return chosen.drop(columns="by").set_index("group")

    def _brief(self) -> str:
        numbers: Any = self.counts.max(axis=1)
        found = [f"{number} {kind}" for kind, number in numbers.items() if number]
        return f"{', '.join(found) or 'no parcels'}; {len(self.statuses)} statuses"


def changes_of(value: object) -> Changes:
    """Return `value` if it is a comparison; an error says what to pass otherwise."""
    if not isinstance(value, Changes):
        raise ChoiceError("changes.no_comparison", value=brief(value))
    return value
