"""The `Ledger` record, and the subject of a verb: a ledger, or a table of parcels.

A verb (`totals`, `explain`, `draw_map` ...) accepts either. `subject_of` decides in one place where
its date, its rules, its profile and its overlaps come from: from the ledger, unless a keyword
overrides one of them; from the keywords and the table, if the caller passes bare parcels.

This module stands below every verb, which need not import `parkland.ledgers`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland.assets.asset_views import AssetViews
from parkland.canonical_types import with_canonical_types
from parkland.choices import parse_as_of
from parkland.chosen_parcels import chosen_places, issues_without
from parkland.conventions import Profile, RuleBook, load_profile, load_rulebook
from parkland.errors import ChoiceError, ColumnError, brief
from parkland.measured_shapes import refuse_reshaped
from parkland.part_marks import ledger_mark, marked_as, marked_as_of
from parkland.repeated_records import refuse_repeated
from parkland.schema import refuse_raw
from parkland.showing import LedgerViews

if TYPE_CHECKING:
    import datetime as dt
    import os

    import geopandas as gpd
    import pandas as pd

    from parkland.assets import Assets
    from parkland.sources.receipt import RegisterReceipt, SourceReceipt

JUDGED_ON, JUDGED_BY = "status_as_of", "status_rules"
# By these columns a table is some of the parcels of a ledger, as they are.
_OF_RECORDS = ("source", "source_row", "area_m2", "status_as_of", "status_rules")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False, weakref_slot=True)
class Ledger(AssetViews, LedgerViews):
    """Parcels at a date, with everything that their figures rest on.

    Every verb of parkland accepts a ledger and takes date, rules, profile, overlaps and decimal
    places from it. A ledger is not to be changed: its rounded figures are made once and kept. Use
    `dataclasses.replace` for another ledger, or `ledger[rows]` for a part of this one.

    Attributes
    ----------
    parcels : GeoDataFrame
        Canonical columns, the office's own, the flags and status of `flag_status`, and the areas
        ``area_m2`` (ellipsoidal), ``planar_area_m2`` and ``stated_area_m2``.
    issues : DataFrame
        Every fault and guess; see `parkland.issues`.
    quarantine : GeoDataFrame
        Records that cannot be used.
    sources : tuple of SourceReceipt
        What was read, and the evidence for how it was read.
    as_of : datetime.date
    rules : RuleBook
    profile : Profile
    overlaps : GeoDataFrame
        Every two parcels that share ground; see `overlaps`.
    registers : tuple of RegisterReceipt
        The registers that were joined, and what their columns became.
    assets : Assets or None
        The tables of enterprises, land use, figures, notices and projects; None if none were read.
        Each is also an attribute of the ledger, such as ``ledger.enterprises``.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> ledger.as_of.isoformat(), len(ledger.parcels), len(ledger.sources)
    ('2020-12-31', 29, 5)
    >>> ledger.view(columns="area", lang="en").loc[0, "Stated area (mu)"].item()
    32.68
    """

    parcels: gpd.GeoDataFrame
    issues: pd.DataFrame
    quarantine: gpd.GeoDataFrame
    sources: tuple[SourceReceipt, ...]
    as_of: dt.date
    rules: RuleBook
    profile: Profile
    overlaps: gpd.GeoDataFrame
    registers: tuple[RegisterReceipt, ...] = ()
    assets: Assets | None = None
    # Rounded figures by (area, unit, decimals), made on first use; see `parkland.figures`.
    _figures: dict[Any, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parcels", marked_as_of(self.parcels, self))

    def __setstate__(self, values: list[Any]) -> None:
        """Restore a ledger from a pickle or a copy, whose parcels bear its own mark."""
        for one, value in zip(fields(self), values, strict=True):
            object.__setattr__(self, one.name, value)
        self.__post_init__()

    def __repr__(self) -> str:
        return (
            f"Ledger({len(self.parcels)} parcels as of {self.as_of}, "
            f"{len(self.quarantine)} quarantined, {len(self.issues)} issues, "
            f"{len(self.sources)} layers)"
        )

    def __getitem__(self, rows: object, /) -> Ledger:
        """Return the ledger of some of the parcels.

        What stays: date, rules, profile and all assets, because an enterprise is not a part of one
        of its parcels; the chosen parcels, as they are; the overlaps of which
        both parcels are chosen; the receipts of all sources and the whole quarantine, because they
        describe what was read and not what was chosen; every issue that does not concern a parcel
        that is left out. An issue keeps its text, which was written for all parcels.
        Areas are rounded anew, together, unless `rows` is what a map selected.

        Parameters
        ----------
        rows
            A mask (booleans, a Series on the parcels' index or one value a parcel), a list of index
            labels, or a table of some of the parcels, of which the index labels count. As in
            pandas also a slice of positions (``ledger[:10]``), and a function of the parcels.

        Raises
        ------
        ChoiceError
            If a label is unknown or is given twice, or if a mask does not fit the parcels.

        Examples
        --------
        >>> import parkland as pk
        >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
        >>> ledger[ledger.parcels["idle"].fillna(False)]
        Ledger(3 parcels as of 2020-12-31, 0 quarantined, ... issues, 5 layers)
        """
        chosen_by = rows(self.parcels) if callable(rows) else rows
        part = self.parcels.iloc[chosen_places(self.parcels.index, chosen_by)]
        chosen = marked_as(part, chosen_by)
        both = self.overlaps["left"].isin(chosen.index) & self.overlaps["right"].isin(chosen.index)
        return replace(
            self,
            parcels=chosen,
            overlaps=self.overlaps[both].reset_index(drop=True),
            issues=issues_without(self.issues, self.parcels, chosen),
        )


def files_read(ledger: object, /) -> list[Path]:
    """Return the files from which a ledger was read, and its profile; none for another object."""
    if not isinstance(ledger, Ledger):
        return []
    assets = ledger.assets.files if ledger.assets is not None else ()
    return [*(one.path for one in ledger.sources if one.path), *assets, Path(ledger.profile.name)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a verb works on: parcels, and the conventions that apply to them.

    Attributes
    ----------
    parcels : GeoDataFrame or DataFrame
    ledger : Ledger or None
        The ledger that was passed, if one was.
    overlaps : GeoDataFrame or None
        Of the ledger, or as passed; None where they are not known.
    as_of, rules, profile
        Use `day`, `book` and `conventions`, which apply the defaults.
    """

    parcels: Any
    as_of: dt.date | None
    rules: RuleBook | None
    profile: Profile | None
    overlaps: gpd.GeoDataFrame | None
    ledger: Ledger | None

    @property
    def day(self) -> dt.date:
        """The day asked about: of the ledger, by keyword, else the day of the table's status.

        Raises
        ------
        ChoiceError
            If none of these is known, or if the table holds statuses of several days.
        """
        if self.as_of is not None:
            return self.as_of
        days = _values(self.parcels, JUDGED_ON)
        if len(days) == 1:
            return parse_as_of(days[0].date())
        refuse_raw(self.parcels)
        raise ChoiceError("ledgers.several_days" if days else "ledgers.no_day")

    @property
    def book(self) -> RuleBook:
        """The rulebook: of the ledger, by keyword, else the default one.

        Raises
        ------
        ChoiceError
            If the table was judged by another rulebook than the default one.
        """
        if self.rules is not None:
            return self.rules
        default = load_rulebook()
        others = [name for name in _values(self.parcels, JUDGED_BY) if name != default.name]
        if others:
            raise ChoiceError("ledgers.other_rules", others=list(map(str, others)))
        return default

    @property
    def conventions(self) -> Profile:
        """The profile: of the ledger, by keyword, else the default one."""
        return load_profile() if self.profile is None else self.profile


def subject_of(
    ledger_or_parcels: object,
    /,
    *,
    as_of: str | dt.date | None = None,
    rules: str | os.PathLike[str] | RuleBook | None = None,
    profile: str | os.PathLike[str] | Profile | None = None,
    overlaps: gpd.GeoDataFrame | None = None,
    shapes: bool = False,
) -> Subject:
    """Return what a verb works on.

    Parameters
    ----------
    ledger_or_parcels
        A `Ledger`, or a table of parcels.
    as_of, rules, profile, overlaps
        A value overrides that of the ledger; None takes the ledger's. For a table of parcels, None
        leaves the choice to `Subject.day`, `Subject.book` and `Subject.conventions`.
    shapes
        Accept a GeoSeries too, and changed shapes: the verb needs nothing but geometry.

    Raises
    ------
    ChoiceError
        If it is neither a ledger nor a table, if `as_of` is not a date, or if `overlaps` is not a
        result of `overlaps`.
    ColumnError
        If areas are not those of the shapes (`measured_shapes`), or a record stands twice.
    ConventionError
        If there is no such rulebook or profile.
    """
    import geopandas as gpd
    import pandas as pd

    ledger = ledger_or_parcels if isinstance(ledger_or_parcels, Ledger) else None
    if isinstance(ledger_or_parcels, pd.DataFrame):
        ledger_or_parcels = with_canonical_types(ledger_or_parcels)
    if shapes and isinstance(ledger_or_parcels, gpd.GeoSeries):
        ledger_or_parcels = gpd.GeoDataFrame(geometry=ledger_or_parcels)
    if ledger is None and not isinstance(ledger_or_parcels, pd.DataFrame):
        raise ChoiceError("ledgers.no_ledger", ledger_or_parcels=brief(ledger_or_parcels))
    if overlaps is not None and not _are_overlaps(overlaps):
        raise ChoiceError("ledgers.no_overlaps", overlaps=brief(overlaps))
    if not shapes:
        refuse_reshaped(ledger_or_parcels if ledger is None else ledger.parcels)
        if isinstance(ledger_or_parcels, pd.DataFrame):
            refuse_repeated(ledger_or_parcels)
    day = None if as_of is None else parse_as_of(as_of)
    book = None if rules is None else load_rulebook(rules)
    conventions = None if profile is None else load_profile(profile)
    if ledger is None and (mark := ledger_mark(ledger_or_parcels)) is not None:
        # some of the parcels of a ledger: judged and printed by its conventions
        book, conventions = book or mark.rules, conventions or mark.profile
    if ledger is not None:
        day, book, conventions = (
            day or ledger.as_of,
            book or ledger.rules,
            conventions or ledger.profile,
        )
        overlaps = ledger.overlaps if overlaps is None else overlaps
    return Subject(
        parcels=ledger_or_parcels if ledger is None else ledger.parcels,
        as_of=day,
        rules=book,
        profile=conventions,
        overlaps=overlaps,
        ledger=ledger,
    )


def part_of_ledger(parcels: gpd.GeoDataFrame, /) -> Ledger | None:
    """Return the ledger of a table that is some of the parcels of one, or None.

    It is what ``ledger[rows]`` is, with the table as its parcels. It is None where the ledger is
    gone, and where shapes, areas, day or records of the table are no longer those of the ledger:
    overlaps and issues would be about other parcels.
    """
    import shapely

    mark = ledger_mark(parcels)
    ledger = None if mark is None else mark.ledger()
    if not isinstance(ledger, Ledger) or not parcels.index.is_unique:
        return None
    whole = ledger.parcels
    if (
        parcels.index.nlevels != whole.index.nlevels
        or not parcels.index.isin(whole.index).all()
        or not {*_OF_RECORDS} <= {*parcels.columns}
    ):
        return None
    same = whole.loc[parcels.index]
    equal = all(_have_equal_cells(parcels[name], same[name]) for name in _OF_RECORDS)
    shapes = parcels.geometry.to_numpy(), same.geometry.to_numpy()
    missing = shapely.is_missing(shapes[0]) & shapely.is_missing(shapes[1])
    if not equal or not (missing | shapely.equals_identical(*shapes)).all():
        return None
    # a copy, or the table of the caller would bear the mark of this part, which soon is gone
    return replace(ledger[parcels.index], parcels=parcels.copy(deep=False))


def _have_equal_cells(one: pd.Series, other: pd.Series) -> bool:
    """Return whether two columns hold the same, also in different types."""
    return one.equals(other) or one.astype("str").tolist() == other.astype("str").tolist()


def require_shapes(parcels: Any, /) -> Any:
    """Return `parcels` if the table has a geometry.

    Raises
    ------
    ColumnError
        If it has none.
    """
    if getattr(parcels, "active_geometry_name", None) is None:
        raise ColumnError("ledgers.no_geometry")
    return parcels


def _are_overlaps(table: object) -> bool:
    import geopandas as gpd

    return isinstance(table, gpd.GeoDataFrame) and {"left", "right", "shared_m2"} <= {*table}


def _values(parcels: pd.DataFrame, column: str) -> list[Any]:
    """Return the distinct known values of a column; none if there is no such column."""
    return list(parcels[column].dropna().unique()) if column in parcels.columns else []
