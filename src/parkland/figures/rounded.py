"""The rounded figures of a table: the area of every parcel, and the area with each flag.

Every area is rounded once, together with all parcels of the table (`areas.round_to_total`). These
rounded areas are called the **leaves**. Tables, map and report only sum leaves, so that a figure is
the same wherever it is printed and the rows of a partition add up to the total.

A fact can apply to a part of a parcel: only a part may be levelled, reclaimed or disposed of. The
flag then has the area of that part (`status.partial_areas`). The parts of one fact are rounded
together, and no part is larger than the leaf of its parcel, so that part and rest add up to the
leaf. If a part of an idle parcel was reclaimed, only the rest of the parcel is idle.

A ledger caches its figures by measure of area, unit and number of decimal places. A table that is
marked as a part of a ledger (`part_marks`) has the leaves of the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from parkland.areas import round_to_total
from parkland.areas.rounding import require_digits
from parkland.choices import AreaMethod, AreaUnit, choose
from parkland.errors import ColumnError
from parkland.figures.leading import leading_area, leading_unit
from parkland.grammars import FALLBACK
from parkland.languages import grammar
from parkland.ledger_record import Subject, subject_of
from parkland.part_marks import mark_of
from parkland.schema import AREA_COLUMNS, FLAG_AREAS, flag_columns, refuse_raw
from parkland.status.partial_areas import partial_area_m2
from parkland.units import area_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from parkland.ledger_record import Ledger


@dataclass(frozen=True, eq=False)
class Figures:
    """The areas of a table of parcels in one unit, each rounded once; `figures_of` makes them.

    Attributes
    ----------
    unit : str
        The unit of the areas: ``"mu"``, ``"ha"``, ``"m2"`` or ``"acre"``.
    area : str
        The measure of area: ``"ellipsoidal"``, ``"planar"`` or ``"stated"``.
    digits : int
        The decimal places of the areas.
    parcels : DataFrame
        The table of parcels. Each property is computed from it at first use.
    exact : bool
        Whether nothing is rounded: for sums that are printed nowhere.
    """

    unit: AreaUnit
    area: AreaMethod
    digits: int
    parcels: pd.DataFrame = field(repr=False)
    exact: bool = False

    @cached_property
    def leaves(self) -> pd.Series:
        """The rounded area of each parcel.

        The Series has float64 values on the index of the parcels; an unknown area is NaN.

        Raises
        ------
        ColumnError
            If the table lacks the column of the area.
        """
        column = AREA_COLUMNS[self.area]
        if column not in self.parcels.columns:
            refuse_raw(self.parcels)
            call = "pk.clean" if self.area == "stated" else "pk.measure"
            raise ColumnError("figures.lacks_area", column=column, call=call)
        areas = self.parcels[column]
        whole = self._whole_table
        if whole is not None and _same(areas, whole.parcels.get(column)):
            return whole.leaves.loc[areas.index]
        return self._rounded(areas)

    @cached_property
    def flags(self) -> pd.DataFrame:
        """The area of each parcel with each flag.

        The table has a float64 column for each flag, in the order of `schema.flag_columns`, on the
        index of the parcels. A value is 0 if the flag does not apply or cannot be determined, and
        if the area of the parcel is unknown.
        """
        columns = flag_columns(self.parcels).items()
        return self.counted({flag: applies(self.parcels[column]) for flag, column in columns})

    @cached_property
    def amounts(self) -> pd.DataFrame:
        """The area that each parcel would add to each flag's total if the flag applied.

        The amounts do not depend on the day. `counted` combines them with the flags of a day.
        """
        import pandas as pd

        columns = {
            flag: self.part_or_whole(FLAG_AREAS[flag]) if flag in FLAG_AREAS else self._whole
            for flag in flag_columns(self.parcels)
        }
        return pd.DataFrame(columns, index=self.parcels.index)

    @property
    def total(self) -> float:
        """The sum of the leaves."""
        return self.sum()

    def sum(self, mask: pd.Series | None = None) -> float:
        """Return the sum of the leaves that `mask` selects; by default of all leaves.

        Unknown areas do not count. The sum is rounded again only to remove the noise of doubles.
        """
        chosen = self.leaves if mask is None else self.leaves[mask]
        return round(float(chosen.sum()), self.digits)

    def of_flag(self, flag: str, mask: pd.Series | None = None) -> float:
        """Return the area with `flag` of the parcels that `mask` selects, by default of all."""
        counted = self.flags[flag]
        chosen = counted if mask is None else counted[mask]
        return round(float(chosen.sum()), self.digits)

    def counted(self, flags: Mapping[str, pd.Series]) -> pd.DataFrame:
        """Return the area of each parcel with each of `flags`, in the form of `Figures.flags`.

        Parameters
        ----------
        flags
            For each flag, a boolean Series on the index of the parcels that is true where the flag
            applies. A map passes the flags of another day here.
        """
        import pandas as pd

        counted = pd.DataFrame(index=self.parcels.index)
        for flag, mask in flags.items():
            counted[flag] = self.amounts[flag].where(mask, 0.0)
        if {"idle", "reclaimed"} <= set(flags):
            # The reclaimed part is not idle any more. Only the rest of an idle parcel is idle.
            rest = (self._whole - counted["reclaimed"]).round(self.digits)
            in_part = (counted["reclaimed"] > 0) & (rest > 0)
            counted["idle"] = counted["idle"].mask(in_part & (counted["idle"] > 0), rest)
        return counted

    def part_or_whole(self, fact: str) -> pd.Series:
        """Return the area of each parcel to which a fact applies, such as ``"disposal_area_m2"``.

        The area is the rounded part if the fact applies to a part of the parcel, else the leaf. It
        is 0 if the area of the parcel is unknown.
        """
        part = self._part(fact)
        if part is None:
            return self._whole
        # Parts and leaves are rounded separately, so that a part which covers nearly the whole
        # parcel can exceed the leaf by a unit of the last place. The leaf is the limit.
        return self._whole.where(part.isna(), part.where(part <= self._whole, self._whole))

    def rounded(self, m2: Sequence[float]) -> list[float]:
        """Convert areas in m2 to the unit of the figures, and round them so that they add up."""
        import pandas as pd

        return self._rounded(pd.Series(m2, dtype="float64")).tolist()

    def format(self, value: float, lang: str = FALLBACK) -> str:
        """Return an area with its decimal places, by the marks of a language, without its unit.

        Examples
        --------
        >>> Figures("mu", "ellipsoidal", 2, None).format(1829.08)
        '1,829.08'
        """
        return grammar(lang).number(value, self.digits)

    @cached_property
    def _whole(self) -> pd.Series:
        return self.leaves.fillna(0.0)

    @cached_property
    def _parts(self) -> dict[str, pd.Series]:
        return {}

    def _part(self, fact: str) -> pd.Series | None:
        """Return the rounded parts of a fact, cached; None if the table lacks the fact."""
        if fact not in self.parcels.columns:
            return None
        if fact not in self._parts:
            own, whole = partial_area_m2(self.parcels, fact), self._whole_table
            known = whole._part(fact) if whole is not None else None  # noqa: SLF001 - of this class
            if (
                whole is not None
                and known is not None
                and _same(own, partial_area_m2(whole.parcels, fact))
            ):
                self._parts[fact] = known.loc[own.index]
            else:
                self._parts[fact] = self._rounded(own)
        return self._parts[fact]

    @cached_property
    def _whole_table(self) -> Figures | None:
        """The figures of the ledger that the table is a part of; None if it is not marked so."""
        mark = None if self.exact else mark_of(self.parcels)
        if mark is None:
            return None
        key = (self.area, self.unit, self.digits)
        if key not in mark.figures:
            mark.figures[key] = Figures(self.unit, self.area, self.digits, mark.parcels)
        whole: Figures = mark.figures[key]
        return whole

    def _rounded(self, m2: pd.Series) -> pd.Series:
        areas = m2.astype("float64") * area_unit(self.unit).per_m2
        if self.exact:
            return areas
        return round_to_total(areas, digits=self.digits)


def figures_of(
    ledger: Ledger | pd.DataFrame | Subject,
    /,
    *,
    unit: AreaUnit | None = None,
    area: AreaMethod | None = None,
    digits: int | None = None,
) -> Figures:
    """Return the rounded figures of a ledger or of a table of parcels.

    Parameters
    ----------
    ledger
        A `Ledger`, which caches its figures, or a table with the column of the area.
    unit
        ``"mu"``, ``"ha"``, ``"m2"`` or ``"acre"``. Default: the first that the profile of the
        ledger prints; for a table, mu.
    area
        ``"ellipsoidal"``, ``"planar"`` or ``"stated"``. Default: ellipsoidal, and stated if no
        parcel has an outline.
    digits
        The decimal places, 0 to 9. Default: the setting of the ledger's profile; for a table, 2 for
        mu and m2, and 4 for ha and acre.

    Returns
    -------
    Figures
        Figures that are computed at first use. If the table lacks a column, the ColumnError is
        raised at that time.

    Raises
    ------
    ChoiceError
        If an argument is not one of its choices.

    Examples
    --------
    >>> import parkland as pk
    >>> figures = figures_of(pk.open_ledger(pk.sample_path(), as_of="2020-12-31"))
    >>> figures.total, figures.of_flag("idle")
    (1829.08, 95.9)
    """
    subject = ledger if isinstance(ledger, Subject) else subject_of(ledger)
    # Decimal places: the argument has precedence over the profile, and the profile over the unit.
    unit = leading_unit(subject, unit)
    area = choose(leading_area(subject, area), AreaMethod, "area")
    places = area_unit(unit).digits
    if digits is not None:
        places = require_digits(digits)
    elif subject.profile is not None:
        places = subject.profile.areas.digits[unit]
    if subject.ledger is None:
        return Figures(unit, area, places, subject.parcels)
    known = subject.ledger._figures  # noqa: SLF001 - the ledger's own cache
    key = (area, unit, places)
    if key not in known:
        known[key] = Figures(unit, area, places, subject.parcels)
    figures: Figures = known[key]
    return figures


def _same(part: pd.Series, whole: pd.Series | None) -> bool:
    """Return whether each value of a part is that of the whole."""
    import numpy as np

    if whole is None:
        return False
    ours, theirs = (
        column.to_numpy(dtype="float64", na_value=np.nan)
        for column in (part, whole.loc[part.index])
    )
    return np.array_equal(ours, theirs, equal_nan=True)


def applies(flag: pd.Series) -> pd.Series:
    """Return a boolean Series that is true where a flag is true; a missing flag gives false."""
    return flag.astype("boolean").fillna(value=False).astype(bool)
