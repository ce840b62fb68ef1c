"""Which unit and which measure of area lead where a caller names none.

The unit is the first that the office prints (`units.print` of its profile); for a table without a
profile it is the mu. The measure is the ellipsoidal area, and the stated one where no parcel has an
outline: a register of points has no other. Where some parcels have outlines, both kinds of area
never stand in one total.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.display import area_text
from parkland.ledger_record import Subject, subject_of
from parkland.outlines import is_point
from parkland.units import DEFAULT_UNIT, area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import AreaMethod, AreaUnit
    from parkland.ledger_record import Ledger


def leading_unit(ledger: Ledger | pd.DataFrame | Subject, unit: AreaUnit | None = None) -> AreaUnit:
    """Return `unit`, or the unit that leads in the profile of a ledger if it is None.

    Raises
    ------
    ChoiceError
        If there is no such unit.

    Examples
    --------
    >>> import parkland as pk
    >>> leading_unit(pk.open_ledger(pk.sample_path(), as_of="2020-12-31"))
    'mu'
    """
    if unit is not None:
        area_unit(unit)
        return unit
    profile = _subject(ledger).profile
    return DEFAULT_UNIT if profile is None else profile.print_units[0]


def leading_area(
    ledger: Ledger | pd.DataFrame | Subject, area: AreaMethod | None = None
) -> AreaMethod:
    """Return `area`, or the measure of area that leads for these parcels if it is None."""
    if area is not None:
        return area
    parcels = _subject(ledger).parcels
    geometry = getattr(parcels, "active_geometry_name", None)
    points = is_point(parcels[geometry]) if geometry is not None else None
    return "stated" if points is not None and len(points) and points.all() else "ellipsoidal"


@dataclass(frozen=True, slots=True)
class WithoutOutline:
    """The parcels that have no outline: how many, and the land that is stated for them.

    Attributes
    ----------
    parcels
        The number of parcels without an outline.
    stated_m2
        The sum of their stated areas.
    unknown
        How many of them state no area.
    """

    parcels: int
    stated_m2: float
    unknown: int


def without_outline(ledger: Ledger | pd.DataFrame | Subject, /) -> WithoutOutline:
    """Return how much of a ledger has no outline and is in no measured total."""
    parcels = _subject(ledger).parcels
    geometry = getattr(parcels, "active_geometry_name", None)
    if geometry is None or "stated_area_m2" not in parcels.columns:
        return WithoutOutline(0, 0.0, 0)
    stated = parcels.loc[is_point(parcels[geometry]), "stated_area_m2"]
    return WithoutOutline(len(stated), float(stated.sum()), int(stated.isna().sum()))


def without_outline_text(
    ledger: Ledger | pd.DataFrame | Subject, /, *, lang: str, unit: AreaUnit | None = None
) -> str:
    """Return a sentence on the parcels without an outline, with the area that is stated for them.

    The text is empty where every parcel has an outline, and where none has one: the totals are then
    those of stated areas. Every output that totals measured areas prints it.
    """
    subject = _subject(ledger)
    found = without_outline(subject)
    if not found.parcels or leading_area(subject) == "stated":
        return ""
    named = leading_unit(subject, unit)
    digits = None if subject.profile is None else subject.profile.areas.digits[named]
    area = area_text(found.stated_m2, lang, unit=named, digits=digits)
    return wording("totals.without_outline", lang, number=f"{found.parcels:,}", area=area)


def _subject(ledger: Ledger | pd.DataFrame | Subject) -> Subject:
    return ledger if isinstance(ledger, Subject) else subject_of(ledger)
