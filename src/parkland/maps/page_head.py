"""The head of a page: the JSON that `map_page` writes and the page's scripts read.

It is described once: here, in `packed_types` (what stands in the block) and in `asset_head`
(enterprises and projects). ``docs/make_page_head.py`` writes the same description for the scripts,
``assets/page_head.d.ts``, against which ``tsc`` checks them; a test checks that the two agree and
that the head of real ledgers conforms.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from parkland.maps.asset_head import PackedAssets  # noqa: TC001 - a test reads the types
from parkland.maps.packed_types import PackedIntegers, PackedShapes, PackedTexts

# South-western and north-eastern corner in degrees, latitude first.
Corners = tuple[tuple[float, float], tuple[float, float]]


class Ellipsoid(TypedDict):
    """The ellipsoid on which the page measures."""

    axis: float  # metres
    flattening: float


class Grid(TypedDict):
    """The Gauss-Krüger plane in which the page shows coordinates."""

    meridian: float  # degrees
    scale: float
    east: float  # of the central meridian, metres
    north: float


class Figures(TypedDict):
    """Printed figures of a group of parcels."""

    parcels: str
    area: str


class LegendClass(Figures):
    """A class of the legend."""

    label: str
    color: str  # as #rrggbb


class MeasuredUnit(TypedDict):
    """A unit in which the tool for measuring prints an area."""

    per_m2: float
    digits: int
    unit: str


class Legend(TypedDict):
    """The classes by which parcels are coloured."""

    by: str
    title: str
    items: list[LegendClass]
    column: NotRequired[str]  # of the page, by whose numbers the classes are made
    scheme: NotRequired[str]  # how they are made
    classes: NotRequired[int]
    cuts: NotRequired[list[float]]  # own cuts, in the unit that is printed


class Palette(TypedDict):
    """Colours for another column, which the reader of the page chooses."""

    categories: list[str]
    other: str
    missing: str
    ramp: list[str]  # from little to much
    statuses: dict[str, dict[str, str]]  # the status or an own axis -> label -> colour


class LayerFigures(Figures):
    """A layer of the data."""

    label: str


class Flag(Figures):
    """A flag, and for each parcel whether it applies."""

    name: str
    label: str
    states: PackedIntegers  # 1 yes, 0 no, 2 unknown
    lacking: PackedIntegers  # what of the area does not count for the flag, in its last place


class TextColumn(PackedTexts):
    """A column of texts."""

    kind: Literal["text"]
    name: str
    label: str
    searched: NotRequired[bool]
    listed: NotRequired[bool]  # among the first columns of the table
    in_popup: NotRequired[bool]
    days: NotRequired[bool]  # each text is a day
    judged: NotRequired[bool]  # for the day of the ledger
    flag: NotRequired[str]  # the flag of which it says whether it applies


class NumberColumn(TypedDict):
    """A column of numbers in whole units of their last place."""

    kind: Literal["number"]
    name: str
    label: str
    heading: str  # the label with the unit
    searched: NotRequired[bool]
    listed: NotRequired[bool]
    in_popup: NotRequired[bool]
    judged: NotRequired[bool]
    digits: int
    unit: str
    least: int  # the least number
    values: PackedIntegers  # number - least + 1; 0 where nothing is known


# `from` and `class` are words of Python, so their keys are written apart.
FirstDay = TypedDict("FirstDay", {"from": int})
ClassOfEach = TypedDict("ClassOfEach", {"class": PackedIntegers})


class PackedPeriods(FirstDay):
    """When the status of each parcel changes; days are counted from 1970-01-01."""

    counts: PackedIntegers  # rows of each parcel
    days: PackedIntegers  # from which each row holds; the first of a parcel holds from the start
    flags: dict[str, PackedIntegers]  # states of each row
    classes: NotRequired[PackedIntegers]  # of each row, where classes are statuses
    to: int
    asOf: int


class FaultLayer(TypedDict):
    """Shapes or parcels of which an issue speaks."""

    name: Literal["overlaps", "suspicious", "quarantined"]
    label: str
    number: int
    detail: PackedTexts
    rows: NotRequired[PackedIntegers]  # the parcels, where it has no shapes of its own
    shapes: NotRequired[PackedShapes]
    title: NotRequired[PackedTexts]  # of each of its own shapes


class ContextLook(TypedDict):
    """How shapes below the parcels look."""

    line: str
    width: float
    fill: str
    opacity: float  # of areas
    areas: bool  # whether there are any


class Zone(TypedDict):
    """A value of a layer of planning zones."""

    label: str
    color: str


class ContextLayer(TypedDict):
    """Shapes below the parcels."""

    label: str
    look: ContextLook
    shapes: PackedShapes
    zone: NotRequired[PackedIntegers]  # of each shape, its place in `zones`, or none of them
    zones: NotRequired[list[Zone]]


class BaseMap(TypedDict):
    """Tiles of another host."""

    label: str
    attribution: str
    layers: list[str]  # addresses with {x}, {y}, {z} and perhaps {key}
    subdomains: str
    maxNativeZoom: int
    asksKey: bool


class AerialPicture(TypedDict):
    """A picture below the parcels."""

    label: str
    url: str  # a data address
    bounds: Corners
    attribution: str


class EmbeddedTiles(TypedDict):
    """Tiles below the parcels, which lie in the block one after the other."""

    label: str
    attribution: str
    zooms: list[int]
    zoom: PackedIntegers  # of each tile
    column: PackedIntegers
    row: PackedIntegers
    sizes: PackedIntegers  # bytes of each tile
    bytes: int  # of all tiles
    at: int  # where the first one begins


class StatusClass(TypedDict):
    """A status of the earlier or the later side."""

    label: str
    color: str


class ComparedSide(TypedDict):
    """The parcels of one side of a comparison, coloured by their status on its day."""

    label: str
    shapes: PackedShapes
    status: PackedIntegers  # place among the statuses of the comparison
    called: PackedTexts
    areas: PackedTexts  # with their unit


class PrintedTable(TypedDict):
    """A table as it is printed: opening and closing by some column."""

    caption: str
    headings: list[str]
    colors: list[str]  # a swatch for each row, or none
    rows: list[list[str]]  # the last is the total


class Compared(TypedDict):
    """Two states of the land, which the page shows beside what changed."""

    before: ComparedSide
    after: ComparedSide
    statuses: list[StatusClass]
    tables: list[PrintedTable]
    change: str  # names of the views
    swipe: str
    views: str
    legend: str  # of the statuses


class Words(TypedDict):
    """Texts of one map; those of the section ``panel`` of the wording stand beside them."""

    locale: str  # the language as BCP 47 has it
    decimal_mark: str  # before the decimals of a number
    group_mark: str  # between its groups of three digits
    list_mark: str  # between the items of a list
    clause_mark: str  # between clauses
    label_mark: str  # between a label and its value
    quantity: str  # a {number} with its {unit}
    brackets: str  # a {text} in brackets
    title: str
    subtitle: list[str]
    asOf: str
    notice: str
    undetermined: str
    flag: str  # headings of the tables of the panel
    layer: str
    parcels: str
    area: str
    unit: str  # of all areas
    sources: list[str]
    accounts: list[str]
    footer: list[str]
    other: str  # classes of a legend
    nothing: str
    yes: str  # answers of a flag
    no: str
    unknown: str
    range_below: str
    range_above: str


class PageHead(ClassOfEach):
    """Everything that a page knows before its block is unpacked."""

    words: Words
    digits: int  # decimals of areas
    counted: str  # the column of the areas that are added up
    units: list[MeasuredUnit]
    ellipsoid: Ellipsoid
    grid: Grid | None
    shift: str  # the frame of the base map, where it is not WGS 84
    bounds: Corners | None  # of all parcels
    shapes: PackedShapes
    order: PackedIntegers  # position of each parcel in the ledger
    classes: Legend
    palette: Palette
    layers: list[LayerFigures]
    layer: PackedIntegers  # of each parcel
    flags: list[Flag]
    total: Figures
    called: PackedTexts  # the name of a parcel, where it is not its number and its name
    reason: PackedTexts
    basis: PackedTexts
    columns: list[TextColumn | NumberColumn]
    periods: PackedPeriods | None
    trouble: list[FaultLayer]
    context: list[ContextLayer]
    compared: Compared | None
    assets: PackedAssets | None
    base: BaseMap | None
    images: list[AerialPicture]
    tiles: list[EmbeddedTiles]
