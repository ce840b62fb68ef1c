"""The keys of a profile and the types of their values, as they stand in the TOML file.

The comments of `resources/profiles/default.toml` say what each key means. `profiles` turns these
tables into the frozen `Profile`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, defstruct

from parkland.choices import AreaUnit
from parkland.conventions.own_status_file import AxisTable, ConditionTable
from parkland.conventions.value_types import (
    ASSET_TABLES,
    AssetFieldName,
    Cells,
    Columns,
    Count,
    CrsCode,
    Degrees,
    Digits,
    DisposalKind,
    FactName,
    FigureYear,
    FilePattern,
    HintName,
    LedgerColumn,
    LocalText,
    MeasuredFact,
    Megabytes,
    Metres,
    MoneyUnit,
    Pattern,
    Share,
    SquareMetres,
)
from parkland.schema import AXIS_CODES

if TYPE_CHECKING:

    class LayerTable(Struct):
        """A pattern for names of layers, and for each axis the code that such a layer means."""

        pattern: str

    class AxesTable(Struct):
        """For each axis a table: code -> the words that stand for it."""

    class DigitsTable(Struct):
        """For each unit of area the decimal places that are printed."""

else:
    # The axes and their codes are those of the schema, so that a new axis has one place.
    LayerTable = defstruct(
        "LayerTable",
        [
            ("pattern", Pattern),
            *((axis, Literal[codes] | None, None) for axis, codes in AXIS_CODES.items()),
        ],
        forbid_unknown_fields=True,
    )
    AxesTable = defstruct(
        "AxesTable",
        [(axis, dict[Literal[codes], list[str]], {}) for axis, codes in AXIS_CODES.items()],
        forbid_unknown_fields=True,
    )
    DigitsTable = defstruct(
        "DigitsTable",
        [(unit, Digits) for unit in AreaUnit.__args__],
        forbid_unknown_fields=True,
    )


class UnitsTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[units]``: units of columns that name none, and the units that are printed."""

    area: AreaUnit
    money: MoneyUnit
    print: list[AreaUnit]
    column: dict[str, AreaUnit] = {}
    codes: dict[str, AreaUnit] = {}


class AreasTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[areas]``: printed decimals and tolerances."""

    digits: DigitsTable
    tolerance_m2: SquareMetres
    tolerance_share: Share
    slip_share: Share
    overlap_least_m2: SquareMetres
    most_overlaps: Count
    sliver_width_m: Metres
    whole_share: Share
    gap_width_m: Metres
    resurvey_m: Metres


class CoordinatesTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[coordinates]``: columns of tables that hold the place of a row."""

    x: list[str] = []
    y: list[str] = []
    crs: CrsCode = ""


class CellsTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[cells]``: how numbers and days are written in texts."""

    decimal_mark: Literal[".", ","]
    day_order: Literal["", "dmy", "mdy"]


class LimitsTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[limits]``: what a register may hold at most."""

    register_mb: Megabytes
    register_cells: Cells
    register_columns: Columns


class ReportTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[report]``: the ledger of a report."""

    columns: list[LedgerColumn]
    compiled_by: str
    units: list[AreaUnit]


if TYPE_CHECKING:

    class AssetsTable(Struct):
        """Which files hold the tables of assets, their own headings, and the year of figures."""

        headings: dict[str, list[str]]
        year: int

else:
    AssetsTable = defstruct(
        "AssetsTable",
        [
            *((table, FilePattern | None, None) for table in ASSET_TABLES),
            ("headings", dict[AssetFieldName, list[str]], {}),
            ("year", FigureYear, 0),
        ],
        kw_only=True,
        forbid_unknown_fields=True,
    )


class DocumentsTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """The table ``[documents]``: what an office writes into every draft of a legal document."""

    agency: str
    agency_address: str
    government: str
    contact: str
    phone: str
    account: str
    review_body: str
    court: str


class ProfileFile(Struct, kw_only=True, forbid_unknown_fields=True):
    """A whole profile, with what it extends."""

    extends: str = ""
    title: LocalText
    notice: LocalText
    rulebook: str
    crs: CrsCode
    box: list[Degrees]
    least_width_m: Metres
    registers: list[FilePattern]
    number_texts: list[str]
    points: list[Pattern]
    languages: list[str]
    empties: list[str]
    yes: list[str]
    no: list[str]
    units: UnitsTable
    aliases: dict[FactName, list[str]]
    unit_columns: dict[MeasuredFact, list[str]]
    axes: AxesTable
    qualifiers: list[str]
    revoking: list[str]
    hints: dict[HintName, list[str]]
    implies: dict[DisposalKind, list[str]]
    layers: list[LayerTable]
    areas: AreasTable
    limits: LimitsTable
    coordinates: CoordinatesTable
    cells: CellsTable
    report: ReportTable
    documents: DocumentsTable
    assets: AssetsTable
    statuses: dict[str, AxisTable] = {}
    conditions: list[ConditionTable] = []


def given_fields(table: Struct) -> dict[str, Any]:
    """Return the fields of a table that are given, by name."""
    values = {name: getattr(table, name) for name in table.__struct_fields__}
    return {name: value for name, value in values.items() if value is not None}
