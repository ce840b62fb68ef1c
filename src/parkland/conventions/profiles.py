"""The conventions of an office as one frozen object: column names, units, words, layers, CRS.

A profile is a TOML file that `extends` another, at the end usually the bundled ``default``. Tables
are merged key by key, everything else is replaced. The bundled profiles are in
`resources/profiles/`; the comments of `default.toml` document every key.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from parkland.choices import AreaUnit
    from parkland.conventions.own_conditions import Condition
    from parkland.conventions.status_sets import OwnAxis


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRules:
    """How an office prints areas and which differences it ignores.

    Attributes
    ----------
    digits : mapping of str to int
        Unit of area -> decimal places.
    tolerance_m2, tolerance_share : float
        A stated area agrees with a measured one if they differ by no more than the larger of
        `tolerance_m2` and this share of the measured area.
    slip_share : float
        The share by which an area in a wrong unit may miss the exact factor.
    overlap_least_m2 : float
        Smaller overlaps are not reported.
    most_overlaps : int
        A table of overlaps lists at most so many pairs, or five for each parcel if that is more.
    sliver_width_m : float
        Overlaps of a smaller mean width are slivers.
    whole_share : float
        The share of a parcel from which an overlap covers all of it.
    gap_width_m : float
        Gaps of a larger width are not reported.
    resurvey_m : float
        Two surveys of one boundary lie this far apart at most; `compare` calls it no change.
    """

    digits: Mapping[str, int]
    tolerance_m2: float
    tolerance_share: float
    slip_share: float
    overlap_least_m2: float
    most_overlaps: int
    sliver_width_m: float
    whole_share: float
    gap_width_m: float
    resurvey_m: float

    def tolerance_of(self, stated_m2: np.ndarray) -> np.ndarray:
        """Return how far an area may be from each stated one and still agree with it, in m2."""
        import numpy as np

        limits: np.ndarray = np.maximum(self.tolerance_m2, self.tolerance_share * stated_m2)
        return limits


AREA_NUMBERS = tuple(field.name for field in fields(AreaRules) if field.type == "float")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLimits:
    """What a register may hold at most, because a small file can unpack to more than the memory.

    Attributes
    ----------
    register_mb : int
        Megabytes of the unpacked content of the file; a quarter of it may be shared texts.
    register_cells : int
        Rows times columns of one sheet, empty cells included.
    register_columns : int
        Columns of one sheet.
    """

    register_mb: int
    register_cells: int
    register_columns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """The headings of the columns of a table that hold coordinates, and their system or ""."""

    x: tuple[str, ...]
    y: tuple[str, ...]
    crs: str

    @property
    def are_named(self) -> bool:
        """Whether both columns are named."""
        return bool(self.x and self.y)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRules:
    """Which canonical fields and units of area a report shows, in order, and who compiles it."""

    columns: tuple[str, ...]
    compiled_by: str
    units: tuple[AreaUnit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetTables:
    """The tables of assets of an office.

    Attributes
    ----------
    files : mapping of str to str
        Table -> the pattern of the names of its files.
    headings : mapping of str to tuple of str
        Field -> headings that stand for it, beside those that are known.
    year : int
        The year of figures for which no column, sheet or file names one; 0 for none.
    """

    files: Mapping[str, str]
    headings: Mapping[str, tuple[str, ...]]
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The conventions of one office. Frozen: use `dataclasses.replace` to change one.

    Attributes
    ----------
    name : str
        The bundled name, or the path of the file.
    title, notice : mapping of str to str
        Language -> the name of the office's land, and a remark for every page; may be empty.
    rulebook : str
        For `load_rulebook`: a bundled name or a path.
    crs : str
        The EPSG code preferred when a file declares no system and a guess is asked for, or "".
    box : tuple of float or None
        West, south, east and north in degrees: where parcels must lie.
    least_width_m : float
        Parcels of a smaller mean width are reported as slivers.
    registers : tuple of str
        Patterns for the names of files that are the register of a folder.
    number_texts : tuple of str
        Patterns of layers of a drawing whose texts are the numbers of the parcels around them.
    points : tuple of str
        Patterns of layers whose points are parcels without an outline.
    languages : tuple of str
        The codes of the languages that the office added.
    empties, yes, no : frozenset of str
        Cells that mean "not known", yes and no, in the form of `cell_word`.
    aliases : mapping of str to tuple of str
        Canonical field -> the headings it stands under, the preferred one first.
    print_units : tuple of str
        The units in which areas are printed; the first one leads, and is that of totals.
    area_unit, money_unit : str
        The units of columns that name none.
    column_units : mapping of str to str
        Heading, in the form of `heading_word`, -> unit of area.
    unit_codes : mapping of str to str
        Cell of a unit column, in the form of `cell_word`, -> unit of area.
    unit_columns : mapping of str to tuple of str
        Canonical field -> the headings of columns that hold its units.
    axes : mapping of str to mapping
        Axis -> word, in the form of `compact_word`, -> code.
    qualifiers : frozenset of str
        Words, in the form of `compact_word`, that take the meaning from the status word behind
        them: "not yet", "planned".
    revoking : frozenset of str
        Words, in the form of `compact_word`, that can undo an act that is recorded beside them.
    hints : mapping of str to tuple of str
        ``construction`` and ``disposal_kind`` -> parts of words that leave the axis open where the
        whole word is not known; ``demanding`` -> words behind which such a part does not count.
    implies : mapping of str to tuple of str
        Code of ``disposal_kind`` -> headings whose filled cells mean it.
    layers : tuple of (str, mapping of str to str)
        Pattern for the name of a layer, and what it means: axis -> code. The first match counts.
    areas : AreaRules
    limits : TableLimits
    coordinates : Coordinates
    decimal_mark : str
        The mark before the decimals of a number that is written as text: "." or ",".
    day_order : str
        The order of a day that does not begin with its year: "dmy", "mdy", or "" for unread.
    report : ReportRules
    own_axes : tuple of OwnAxis
        The axes that the office declares beside those of the schema.
    conditions : tuple of Condition
        What gives a parcel a code of an own axis, beside its words.
    documents : mapping of str to str
        Tag of a draft of a legal document -> what the office writes there, such as its name.
    assets : AssetTables
    """

    name: str
    title: Mapping[str, str]
    notice: Mapping[str, str]
    rulebook: str
    crs: str
    box: tuple[float, float, float, float] | None
    least_width_m: float
    registers: tuple[str, ...]
    number_texts: tuple[str, ...]
    points: tuple[str, ...]
    languages: tuple[str, ...]
    empties: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    aliases: Mapping[str, tuple[str, ...]]
    print_units: tuple[AreaUnit, ...]
    area_unit: str
    money_unit: str
    column_units: Mapping[str, str]
    unit_codes: Mapping[str, str]
    unit_columns: Mapping[str, tuple[str, ...]]
    axes: Mapping[str, Mapping[str, str]]
    qualifiers: frozenset[str]
    revoking: frozenset[str]
    hints: Mapping[str, tuple[str, ...]]
    implies: Mapping[str, tuple[str, ...]]
    layers: tuple[tuple[str, Mapping[str, str]], ...]
    areas: AreaRules
    limits: TableLimits
    coordinates: Coordinates
    decimal_mark: Literal[".", ","]
    day_order: Literal["", "dmy", "mdy"]
    report: ReportRules
    documents: Mapping[str, str]
    assets: AssetTables
    own_axes: tuple[OwnAxis, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def holds_points(self, layer: str) -> bool:
        """Return whether the points of a layer are parcels without an outline."""
        return any(fnmatchcase(layer, pattern) for pattern in self.points)

    def layer_meaning(self, layer: str) -> Mapping[str, str]:
        """Return what it means to lie in `layer`: axis -> code; empty if nothing."""
        for pattern, meaning in self.layers:
            if fnmatchcase(layer, pattern):
                return meaning
        return MappingProxyType({})
