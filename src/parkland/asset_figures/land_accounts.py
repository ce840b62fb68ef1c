"""The land of every enterprise in a year: made once for a ledger, a year and a measure of area."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from parkland.asset_figures.occupied_land import (
    PlaceAccount,
    building_floors,
    floors_by_building,
    measure_uses,
    round_place,
)
from parkland.asset_figures.occupied_places import floor_area_ratios, places_of, uses_of
from parkland.errors import ChoiceError, brief
from parkland.figures.rounded import figures_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from parkland.asset_figures.occupied_places import Place
    from parkland.choices import AreaMethod
    from parkland.figures.rounded import Figures
    from parkland.ledger_record import Subject

EARLIEST, LATEST = 1900, 2200
Basis = Literal["own", "rent_in", "rented_out"]
BASES: tuple[Basis, ...] = ("own", "rent_in", "rented_out")


@dataclass(frozen=True, slots=True)
class Piece:
    """What one enterprise has of one parcel, on one basis; let land is negative.

    Attributes
    ----------
    enterprise, parcel, partner : str
        The partner of a lease is the lessor of rented land and the tenant of let land.
    basis : str
    m2 : Fraction or None
    units : int or None
        In units of the last printed place of mu.
    days : int
    floor_m2 : float or None
    reason : str
        Why the land is not known.
    """

    enterprise: str
    parcel: str
    partner: str
    basis: Basis
    m2: Fraction | None
    units: int | None
    days: int
    floor_m2: float | None
    reason: str


@dataclass(slots=True)
class EnterpriseLand:
    """The land of one enterprise: m2 and printed units on each basis, and what is not known."""

    m2: dict[Basis, Fraction | None] = field(
        default_factory=lambda: dict.fromkeys(BASES, Fraction(0))
    )
    units: dict[Basis, int] = field(default_factory=lambda: dict.fromkeys(BASES, 0))
    parcels: set[str] = field(default_factory=set)
    reason: str = ""

    @property
    def net_m2(self) -> Fraction | None:
        """Own + rented - let; None if a part is not known."""
        own, rented, let = (self.m2[basis] for basis in BASES)
        return None if own is None or rented is None or let is None else own + rented + let

    @property
    def net_units(self) -> int:
        """The same, as printed."""
        return sum(self.units.values())

    @property
    def usable_m2(self) -> Fraction | None:
        """The land that a figure may be divided by: known, and not in contradiction."""
        return None if self.reason else self.net_m2


@dataclass(frozen=True, slots=True)
class LandAccounts:
    """The land of all enterprises in a year.

    Attributes
    ----------
    year, digits : int
    pieces : list of Piece
    enterprises : dict
        `EnterpriseLand` of each enterprise, those of the table first.
    places : list of PlaceAccount
        Of every parcel number that somebody occupies in the year.
    total_units : int
        The printed area of all parcels, in units of the last place.
    """

    year: int
    digits: int
    pieces: list[Piece]
    enterprises: dict[str, EnterpriseLand]
    places: list[PlaceAccount]
    total_units: int

    def mu(self, units: int) -> float:
        """Return units of the last place as mu."""
        return round(float(units) / 10.0**self.digits, self.digits)


def land_accounts(subject: Subject, /, *, year: int, area: AreaMethod) -> LandAccounts:
    """Return the land of the enterprises of a ledger in a year; a ledger keeps what was made.

    Raises
    ------
    ChoiceError
        If the year is none, or the ledger has no assets.
    """
    require_year(year)
    assets = assets_of(subject)
    figures = figures_of(subject, unit="mu", area=area)
    if subject.ledger is None:
        return _made(subject, assets, figures, year)
    known = subject.ledger._figures  # noqa: SLF001 - the ledger's own cache
    key = ("land", year, area)
    if key not in known:
        known[key] = _made(subject, assets, figures, year)
    accounts: LandAccounts = known[key]
    return accounts


def assets_of(subject: Subject, /) -> Any:
    """Return the assets of a ledger.

    Raises
    ------
    ChoiceError
        If it is no ledger, or one that was opened without assets.
    """
    assets = getattr(subject.ledger, "assets", None)
    if assets is None:
        raise ChoiceError("asset_figures.no_tables")
    return assets


def require_year(year: object, /) -> None:
    """Raise unless `year` is a year of four digits.

    Raises
    ------
    ChoiceError
    """
    if not isinstance(year, int) or isinstance(year, bool) or not EARLIEST <= year <= LATEST:
        raise ChoiceError("asset_figures.no_year", year=brief(year))


def _made(subject: Subject, assets: Any, figures: Figures, year: int) -> LandAccounts:
    places = _places(subject, figures)
    known = dict.fromkeys(_ids(assets.enterprises))
    ratios = floor_area_ratios(assets.commitments)
    buildings = floors_by_building(assets.buildings)
    uses = list(uses_of(assets.occupations, places, year, ratios=ratios, floors=buildings))
    on_places = measure_uses(uses, floors=building_floors(assets.buildings), year=year)
    named_here = set(known)
    accounts = [round_place(on, named_here, figures.digits) for on in on_places]
    pieces = [piece for account in accounts for piece in _pieces(account)]
    lands = {one: EnterpriseLand() for one in known}
    named = {one for use in uses for one in (use.enterprise, use.lessor)}
    for piece in pieces:
        _book(lands.setdefault(piece.enterprise, EnterpriseLand()), piece)
    # Land without a parcel can be on any of them: then only the sum can show that more is let.
    loose = {use.enterprise for use in uses if use.basis == "own" and not use.place.number}
    for account in accounts:
        for one, net in account.nets.items():
            is_short = bool(account.place.number) and net is not None and net < 0
            if is_short and one not in loose and not lands[one].reason:
                lands[one].reason = "let_more"
    for one, land in lands.items():
        if not land.reason and (land.net_m2 or 0) < 0:
            land.reason = "let_more"
        if not land.reason and one not in named:
            land.reason = "no_occupation"
            land.m2 = dict.fromkeys(BASES)
    total = round(figures.total * 10**figures.digits)
    return LandAccounts(year, figures.digits, pieces, lands, accounts, total)


def _places(subject: Subject, figures: Figures) -> dict[str, Place]:
    """Return the places of a ledger; they are the same in every year, and kept."""
    kinds = (*subject.book.reclaim_kinds, *subject.book.ending_kinds)
    key = ("places", figures.area)
    kept: dict[Any, Any] = subject.ledger._figures if subject.ledger else {}  # noqa: SLF001
    if key not in kept:
        kept[key] = places_of(subject.parcels, figures, kinds)
    places: dict[str, Place] = kept[key]
    return places


def _pieces(account: PlaceAccount) -> Iterator[Piece]:
    number = account.place.number
    for use in account.uses:
        units = None if use.m2 is None else use.units
        floor = None if use.floor is None else float(use.floor)
        basis: Basis = "own" if use.basis == "own" else "rent_in"
        if use.enterprise:
            yield Piece(
                use.enterprise, number, use.lessor, basis, use.m2, units, use.days, floor,
                use.reason,
            )  # fmt: skip
        if use.lessor:
            m2 = None if use.m2 is None else -use.m2
            back = None if units is None else -units
            reason = "let_unknown" if use.reason else ""
            yield Piece(
                use.lessor, number, use.enterprise, "rented_out", m2, back, use.days, floor, reason
            )


def _book(land: EnterpriseLand, piece: Piece) -> None:
    before = land.m2[piece.basis]
    land.m2[piece.basis] = None if before is None or piece.m2 is None else before + piece.m2
    land.units[piece.basis] += piece.units or 0
    if piece.parcel:
        land.parcels.add(piece.parcel)
    land.reason = land.reason or piece.reason


def unknown_places(accounts: LandAccounts) -> dict[str, int]:
    """Return the printed land of each place that belongs to enterprises whose land is not known."""
    left: dict[str, int] = {}
    for account in accounts.places:
        if account.place.units is None:
            continue
        sure: defaultdict[str, int] = defaultdict(int)
        for use in account.uses:
            if use.enterprise:
                sure[use.enterprise] += use.units
            if use.lessor:
                sure[use.lessor] -= use.units
        known = sum(
            units for one, units in sure.items() if accounts.enterprises[one].net_m2 is not None
        )
        left[account.place.number] = account.place.units - account.unassigned - known
    return left


def _ids(enterprises: pd.DataFrame) -> list[str]:
    ids: list[str] = enterprises["enterprise_id"].dropna().astype(str).tolist()
    return ids
