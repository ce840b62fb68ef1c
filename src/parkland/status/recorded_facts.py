"""What is recorded of each parcel, independent of any day: dates, and what words and amounts state.

All facts are arrays with one entry a parcel. There is no object for each parcel, so that 100,000 of
them can be judged on many days at once: `RecordedFacts.take` repeats rows, one for each day.
`facts_on_day` decides what of the record holds on a day.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, get_args

import numpy as np

from parkland.schema import FACTS, LIST_JOINT
from parkland.status.cause_kinds import LATE_HANDOVER, cause_kinds, is_cause_named
from parkland.status.date_arrays import NO_DAY
from parkland.status.development_shares import ShareName, recorded_shares
from parkland.status.fee_bases import fee_bases
from parkland.status.partial_areas import partial_area_m2
from parkland.status.start_days import default_start_days
from parkland.status.unclear_starts import unclear_starts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from parkland.conventions import RuleBook

# The date fields that this package names, spelled out so that a type checker finds a misspelt name.
RecordedDate = Literal[
    "contract_on", "prior_contract_on", "transfer_on", "handover_due", "handover_on", "start_due",
    "supplement_start", "supplement_on", "restart_on", "permit_on", "start_on", "suspended_on",
    "resumed_on", "finish_due", "finish_on", "levelled_on", "disposal_on", "cause_verified_on",
    "discovered_on", "investigation_served_on", "investigation_answered_on",
    "determination_served_on", "filed_on", "approved_on", "hearing_told_on", "hearing_on",
    "fee_decision_served_on", "fee_paid_on", "takeback_decision_served_on", "deregistered_on",
    "notice_on", "notice_due", "rectified_on",
]  # fmt: skip
# Every date field of the schema. A rulebook can name one that the code does not.
RECORDED_DATES = tuple(cast("RecordedDate", fact.name) for fact in FACTS if fact.kind == "date")
DateArrays: TypeAlias = "Mapping[RecordedDate, np.ndarray]"

# The date fields that can decide a verdict. A cell of these that is filled but cannot be parsed is
# not an empty cell: it makes the verdict unknown.
DecisiveDate = Literal[
    "supplement_start", "supplement_on", "start_due", "handover_due", "handover_on", "start_on",
    "suspended_on", "finish_on", "disposal_on", "restart_on", "resumed_on", "levelled_on",
    # Words of a status in a column that was not used: they can say that land was taken back.
    "status_text",
    # Areas of a part: nobody knows whether the whole parcel was levelled or taken back.
    "levelled_area_m2", "disposal_area_m2",
]  # fmt: skip
DECISIVE_DATES: tuple[DecisiveDate, ...] = get_args(DecisiveDate)
# Axes of which the words can be unclear, or can contradict the layer or one another.
DecisiveAxis = Literal["construction", "disposal_kind"]
DECISIVE_AXES: tuple[DecisiveAxis, ...] = get_args(DecisiveAxis)

# The axes that a verdict depends on. ``declared`` is not one of them, because a verdict is compared
# with it; neither is a further axis of the schema until a rule asks for it.
JUDGED_AXES = ("levelling", "supply", "construction", "disposal_kind")
# Fields that are agreed only for land that is supplied.
SUPPLY_FIELDS = ["start_due", "supplement_start", "handover_on", "supply_mode"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFacts:
    """The recorded facts of parcels. Each array has one entry a parcel and is boolean if not noted.

    A boolean states what the register, the status text, the layer or an amount states. False means
    that it is not recorded, never that the contrary is.

    Attributes
    ----------
    dates : mapping of str to ndarray of datetime64[D]
        Every date field; NaT where no date is recorded.
    unreadable : mapping of str to ndarray
        Decisive date fields of which the cell is filled but cannot be parsed, or holds a day that
        cannot be true (`RuleBook.plausible`), and axes of which the words are unclear.
    implausible : mapping of str to ndarray
        Date fields of which the day cannot be true; it is NaT in `dates`.
    default_start, unclear_start : ndarray of datetime64[D]
        The handover plus the years of the rulebook, and the later reading of an agreed start that
        is no day; see `unclear_starts`.
    has_unclear_start
        The agreed start is written, and is no day.
    supply_recorded
        The land is supplied by its axis, or has a fact that only supplied land has.
    no_supply_recorded
        The axis states that the land is not approved, or approved and not yet supplied.
    construction_started, construction_suspended, construction_finished, construction_producing
        The state of works by the axis; a later state includes that works have started.
    construction_resumed
        The axis states that works were resumed.
    not_producing_recorded
        The axis states that works are finished and production has not begun.
    levelled, levelling_in_progress, not_levelled
        By the axis; also levelled if a levelled area is recorded.
    levelling_known
        Any of the three is recorded.
    has_disposal
        A kind of disposal is recorded other than ``none``.
    is_takeback
        The disposal takes the land back (`RuleBook.reclaim_kinds`).
    ends_right
        The disposal ends the holder's right in another way (`RuleBook.ending_kinds`).
    restarts
        After the disposal the clock restarts at a new start (`RuleBook.restarting_kinds`).
    is_temporary_use
    is_partial_disposal
        The disposed area is recorded and is only a part of the parcel; see `partial_areas`.
    share_known : mapping of str to ndarray
        Where each share of `development_shares` can be compared.
    any_share_below, all_shares_known
        A known share is below its limit; both shares are known.
    any_share_implausible
        A share is recorded that cannot be true; it counts as unknown.
    has_works_recorded
        A developed area is recorded, or so much investment that it is not below its limit.
    cause_kind : ndarray of int8
        `CauseKind` of the cause.
    cause_verified, cause_rejected
        An authority verified the cause, or found that it does not apply.
    is_late_handover_claimed
        The cause names a late or deficient handover.
    fee_base : ndarray of int8
        `FeeBase` of the parcel.
    is_filed, is_not_filed
        Filed in the monitoring system, or stated not to be (Art. 25); both False if not recorded.
    office_flags : mapping of str to ndarray
        Flag of the rulebook -> whether all fields that it requires are known.
    any_axis_known
        Any of `JUDGED_AXES` is recorded.
    """

    dates: DateArrays
    unreadable: Mapping[DecisiveDate | DecisiveAxis, np.ndarray]
    implausible: Mapping[RecordedDate, np.ndarray]
    default_start: np.ndarray
    unclear_start: np.ndarray
    has_unclear_start: np.ndarray
    supply_recorded: np.ndarray
    no_supply_recorded: np.ndarray
    construction_started: np.ndarray
    construction_suspended: np.ndarray
    construction_resumed: np.ndarray
    construction_finished: np.ndarray
    construction_producing: np.ndarray
    not_producing_recorded: np.ndarray
    levelled: np.ndarray
    levelling_in_progress: np.ndarray
    not_levelled: np.ndarray
    levelling_known: np.ndarray
    has_disposal: np.ndarray
    is_takeback: np.ndarray
    ends_right: np.ndarray
    restarts: np.ndarray
    is_temporary_use: np.ndarray
    is_partial_disposal: np.ndarray
    share_known: Mapping[ShareName, np.ndarray]
    any_share_below: np.ndarray
    all_shares_known: np.ndarray
    any_share_implausible: np.ndarray
    has_works_recorded: np.ndarray
    cause_kind: np.ndarray
    cause_verified: np.ndarray
    cause_rejected: np.ndarray
    is_late_handover_claimed: np.ndarray
    fee_base: np.ndarray
    is_filed: np.ndarray
    is_not_filed: np.ndarray
    office_flags: Mapping[str, np.ndarray]
    any_axis_known: np.ndarray

    @property
    def is_handover_unreadable(self) -> np.ndarray:
        """Where a day of handover, agreed or actual, is filled but cannot be parsed."""
        answer: np.ndarray = self.unreadable["handover_due"] | self.unreadable["handover_on"]
        return answer

    @classmethod
    def from_table(cls, parcels: pd.DataFrame, book: RuleBook) -> RecordedFacts:
        """Return the recorded facts of a canonical table.

        Parameters
        ----------
        parcels
            A table with the canonical columns and, if a disposed area is known, the parcel's areas.
        book
            The rulebook version that applies: it names kinds of disposal, causes, limits and flags.

        Raises
        ------
        ColumnError
            If an area of the parcel is absent that `is_partial_disposal` needs.
        """
        supply, construction = parcels["supply"], parcels["construction"]
        levelling, kind = parcels["levelling"], parcels["disposal_kind"]
        levelled = _is(levelling, "levelled") | _booleans(parcels["levelled_area_m2"] > 0)
        shares = recorded_shares(parcels, book)
        dates, implausible = _plausible_dates(parcels, book)
        unreadable = _unreadable(parcels["unreadable"])
        for name, is_out in implausible.items():
            if name in unreadable:
                unreadable[name] = unreadable[name] | is_out
        default_start = default_start_days(dates, book)
        filed = parcels["filed"]
        part = partial_area_m2(parcels, "disposal_area_m2")
        verified = parcels["cause_verified"]
        return cls(
            dates=dates,
            unreadable=unreadable,
            implausible=implausible,
            default_start=default_start,
            unclear_start=unclear_starts(parcels["start_due_unclear"], dates, default_start),
            has_unclear_start=parcels["start_due_unclear"].notna().to_numpy(),
            supply_recorded=_is(supply, "supplied")
            | _booleans(parcels[SUPPLY_FIELDS].notna().any(axis=1)),
            no_supply_recorded=_is(supply, "unapproved", "approved"),
            construction_started=_is(
                construction, "started", "suspended", "resumed", "finished", "producing"
            ),
            construction_suspended=_is(construction, "suspended"),
            construction_resumed=_is(construction, "resumed"),
            construction_finished=_is(construction, "finished", "producing"),
            construction_producing=_is(construction, "producing"),
            not_producing_recorded=_is(construction, "finished"),
            levelled=levelled,
            levelling_in_progress=_is(levelling, "in_progress"),
            not_levelled=_is(levelling, "none"),
            levelling_known=levelled | _booleans(levelling.notna()),
            has_disposal=_booleans(_known(kind.to_frame()).any(axis=1)),
            is_takeback=_is(kind, *book.reclaim_kinds),
            ends_right=_is(kind, *book.ending_kinds),
            restarts=_is(kind, *book.restarting_kinds),
            is_temporary_use=_is(kind, "temporary_use"),
            is_partial_disposal=_booleans(part.notna()),
            share_known=shares.known,
            any_share_below=shares.any_below,
            all_shares_known=shares.known["developed"] & shares.known["invested"],
            any_share_implausible=shares.any_implausible,
            has_works_recorded=shares.show_works,
            cause_kind=cause_kinds(parcels["cause"], book),
            cause_verified=_booleans(verified),
            cause_rejected=_booleans(~verified),
            is_late_handover_claimed=is_cause_named(parcels["cause"], LATE_HANDOVER, book),
            fee_base=fee_bases(parcels, book),
            # A day of filing states the filing; `FactsOnDay` asks whether it has come.
            is_filed=_booleans(filed.fillna(value=False)) | ~np.isnat(dates["filed_on"]),
            is_not_filed=_booleans(~filed) & np.isnat(dates["filed_on"]),
            office_flags={
                flag.name: _booleans(_known(parcels[list(flag.requires)]).all(axis=1))
                for flag in book.flags
            },
            # "none" is an answer on the axis of disposal, so it counts as known here.
            any_axis_known=_booleans(parcels[list(JUDGED_AXES)].notna().any(axis=1)),
        )

    def take(self, rows: np.ndarray) -> RecordedFacts:
        """Return the facts of the parcels at the positions `rows`, in that order; rows may repeat.

        Parameters
        ----------
        rows : ndarray of int, or of bool with one entry a parcel
        """
        taken: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            taken[field.name] = (
                value[rows]
                if isinstance(value, np.ndarray)
                else {name: array[rows] for name, array in value.items()}
            )
        return RecordedFacts(**taken)


def _booleans(answers: pd.Series) -> np.ndarray:
    """Return a nullable boolean Series as an array; missing is False."""
    return answers.fillna(value=False).to_numpy(dtype=bool)


def _is(axis: pd.Series, *codes: str) -> np.ndarray:
    return _booleans(axis.isin(codes))


def _known(cells: pd.DataFrame) -> pd.DataFrame:
    """Return which cells state something other than ``none``."""
    known: pd.DataFrame = cells.notna() & (cells != "none")
    return known


def _unreadable(lists: pd.Series) -> dict[DecisiveDate | DecisiveAxis, np.ndarray]:
    """Return the rows in which each decisive field could not be parsed.

    The column ``unreadable`` lists names of fields and axes, each followed by the joint of lists.
    """
    names: tuple[DecisiveDate | DecisiveAxis, ...] = (*DECISIVE_DATES, *DECISIVE_AXES)
    if not lists.notna().any():
        none = np.zeros(len(lists), dtype=bool)
        return dict.fromkeys(names, none)
    # With a joint in front of the first name too, the search matches whole names only.
    written = LIST_JOINT + lists.fillna("").astype("str") + LIST_JOINT
    return {
        name: _booleans(written.str.contains(f"{LIST_JOINT}{name}{LIST_JOINT}", regex=False))
        for name in names
    }


def _plausible_dates(
    parcels: pd.DataFrame, book: RuleBook
) -> tuple[dict[RecordedDate, np.ndarray], dict[RecordedDate, np.ndarray]]:
    """Return every date field without the days that cannot be true, and where those stand."""
    dates: dict[RecordedDate, np.ndarray] = {}
    implausible: dict[RecordedDate, np.ndarray] = {}
    blank = np.full(len(parcels), NO_DAY)
    earliest, latest = (
        np.datetime64(day, "D") for day in (book.plausible.earliest, book.plausible.latest)
    )
    for name in RECORDED_DATES:
        column = parcels[name].to_numpy()
        if np.isnat(column).all():
            dates[name] = blank  # Half of the fields hold nothing; they share one array.
            continue
        days = column.astype("datetime64[D]")
        is_out = (days < earliest) | (days > latest)
        if is_out.any():
            implausible[name] = is_out
            days = np.where(is_out, NO_DAY, days)
        dates[name] = days
    return dates, implausible
