"""GeoPackage: layers in an SQLite database.

A written GeoPackage contains a style, so that QGIS opens the layer coloured by status. QGIS reads
the table ``layer_styles`` and applies the row with the table name and geometry column of the layer
and with ``useAsDefault``. The table is registered in ``gpkg_contents`` as a table of attributes,
because QGIS registers it so.
"""

from __future__ import annotations

import re
import sqlite3
import warnings
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.column_names import free_name
from parkland.crs import require_no_file
from parkland.display import stored_heading
from parkland.errors import SourceFormatError
from parkland.formats import gdal_layers
from parkland.formats.field_books import FieldBook, geopackage_book
from parkland.formats.gdal_guard import read_about
from parkland.formats.gdal_layers import GdalLayer, listed_layers
from parkland.formats.gdal_writing import TIME_FORMAT, geometry_type, write_layer
from parkland.formats.layers import UNREAD, VIEW
from parkland.formats.qgis_style import PLAIN, label_expression, legend, qml, sld
from parkland.formats.stored_tables import computed_layers, require_stored, stored_database
from parkland.formats.true_to_ending import other_content
from parkland.formats.written_columns import as_fields
from parkland.phrases import Phrase
from parkland.steady_times import stored_time
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from parkland.formats.layers import Container, Layer, WriteOptions
    from parkland.formats.written_columns import WrittenColumn

STYLES = "layer_styles"  # QGIS keeps its styles in this table, which is not a layer
APPLICATION = slice(68, 72)  # these bytes of the header say which program's database it is
APPLICATIONS = (b"GPKG", b"GP10", b"GP11")
VERSIONS = slice(18, 20)  # these bytes of the header are 2 if the database has a write-ahead log
WITH_LOG = 2
GEOMETRY, KEY = "geom", "fid"
SPECIAL = re.compile(r"""^[^\w]+|[\x00-\x1f]""")
DEFAULT_LAYER = "parcels"
STRAIGHT = ("POLYGON", "MULTIPOLYGON")
STYLE_TABLE = f"""
CREATE TABLE "{STYLES}" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "f_table_catalog" TEXT(256), "f_table_schema" TEXT(256), "f_table_name" TEXT(256),
    "f_geometry_column" TEXT(256), "styleName" TEXT(30), "styleQML" TEXT, "styleSLD" TEXT,
    "useAsDefault" BOOLEAN, "description" TEXT, "owner" TEXT(30), "ui" TEXT(30),
    "update_time" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoPackageLayer(GdalLayer):
    """A layer of a GeoPackage."""

    @property
    def may_hold_curves(self) -> bool:
        """Whether the declared type of geometry allows true arcs."""
        sql = "select geometry_type_name from gpkg_geometry_columns where table_name = ?"
        with suppress(sqlite3.Error, TypeError), stored_database(self.container.path) as database:
            (kind,) = database.execute(sql, (self.name,)).fetchone()
            return str(kind).upper() not in STRAIGHT
        return True

    def divisible_records(self) -> int | None:
        """Return the number of records, unless records can hold arcs, which are found together."""
        if self.may_hold_curves:
            return None
        counted = self.count_rows(0)
        return counted or None

    def field_book(self) -> FieldBook:
        """Return the aliases and coded values of the schema extension."""
        return geopackage_book(self.container.path, self.name)

    def count_rows(self, read: int) -> int:
        """Return the number of rows that SQLite counts, or `read` if SQLite fails.

        GDAL can return too few rows of a damaged database without reporting an error.
        """
        name = self.name.replace('"', '""')
        with suppress(sqlite3.Error), stored_database(self.container.path) as database:
            (number,) = database.execute(f'select count(*) from "{name}"').fetchone()  # noqa: S608 - quoted
            return max(read, int(number))
        return read


def layers_of(container: Container, /) -> list[Layer]:
    """Return the layers of a GeoPackage; the kind of one whose rows are computed is ``view``.

    Raises
    ------
    SourceFormatError
        If GDAL cannot open the file.
    """
    computed = computed_layers(container.path)
    try:
        listed = listed_layers(container)
    except SourceFormatError as error:
        listed = _listed_one_by_one(container, computed)
        if all(kind in (UNREAD, VIEW) for _, kind in listed):
            raise error from error.__cause__
    layers = [
        (name, VIEW if name.casefold() in computed else kind)
        for name, kind in listed
        if (name, kind) != (STYLES, "None")
    ]
    return gdal_layers.layers_of(container, kind=GeoPackageLayer, listed=layers)


def _listed_one_by_one(container: Container, computed: set[str]) -> list[tuple[str, str]]:
    """Return the layers of a file of which one stops GDAL's list; that one has the kind `UNREAD`.

    The reader of the list knows no GEOMETRY with a mandatory Z, and no TIN.
    """
    sql = "select table_name from gpkg_geometry_columns order by table_name"
    names: list[str] = []
    with suppress(sqlite3.Error), stored_database(container.path) as database:
        names = [str(name) for (name,) in database.execute(sql)]
    listed = []
    for name in names:
        kind = UNREAD
        if name.casefold() not in computed:  # nothing is asked of a view
            with suppress(Exception), warnings.catch_warnings(action="ignore"):
                kind = str(read_about(container, layer=name)["geometry_type"])
        listed.append((name, kind))
    return listed


def require_content(path: Path, shown: str) -> None:
    """Raise unless a database says that it is a GeoPackage, and its own tables are stored.

    Raises
    ------
    SourceFormatError
    """
    with path.open("rb") as file:
        head = file.read(APPLICATION.stop)
    if head[APPLICATION] not in APPLICATIONS:
        raise other_content(path, shown, Phrase("formats.content.other_database"))
    require_stored(path, shown)
    # GDAL would open the file that a definition names before parkland sees the definition.
    with suppress(sqlite3.Error), stored_database(path) as database:
        for row in database.execute("select * from gpkg_spatial_ref_sys"):
            require_no_file(" ".join(map(str, row)), where=shown)


def keeps_log(path: Path) -> bool:
    """Return whether a database has a write-ahead log; SQLite then writes files even to read it."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(VERSIONS.stop)
    return head.startswith(b"SQLite format 3") and WITH_LOG in head[VERSIONS]


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write one layer with its style; return an empty text.

    Raises
    ------
    OutputError
        If GDAL cannot write it.
    """
    columns = as_fields(parcels, statuses=options.statuses)
    # SQLite compares names of columns without letter case.
    taken = {column.name.casefold() for column in columns}
    key, geometry = (free_name(name, taken) for name in (KEY, GEOMETRY))
    shapes = parcels.geometry.to_numpy()
    write_layer(
        columns,
        shapes,
        path,
        driver="GPKG",
        layer=(layer := layer_name(options.layer)),
        geometry_type=geometry_type(shapes),
        crs=parcels.crs.to_string() if parcels.crs else None,
        GEOMETRY_NAME=geometry,
        FID=key,
    )
    look = style_of(parcels, options, key=key)
    description = wording("export.style", options.lang)
    _add_style(
        path,
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer,
            "f_geometry_column": geometry,
            "styleName": description,
            "styleQML": qml(look.entries, look.headings, look.label, points=look.points),
            "styleSLD": sld(look.entries or [("", description, PLAIN)], layer),
            "useAsDefault": 1,
            "description": description,
            "owner": "",
            "update_time": stored_time().strftime(TIME_FORMAT),
        },
    )
    return ""


@dataclass(frozen=True, slots=True)
class LayerLook:
    """How QGIS shows a layer: legend, headings of the fields, expression of the labels."""

    entries: list[tuple[str, str, str]]
    headings: dict[str, str]
    label: str
    points: bool


def style_of(parcels: gpd.GeoDataFrame, options: WriteOptions, *, key: str) -> LayerLook:
    """Return how QGIS shows parcels: by status, if the table has one.

    Parameters
    ----------
    parcels
        What is written.
    options
        Language, statuses and unit of areas.
    key
        The field with the number of the row, which has no heading.
    """
    columns = as_fields(parcels, statuses=options.statuses)
    names = [column.name for column in columns]
    entries = []
    if "status" in names:
        present = list(parcels["status"].dropna().unique())
        entries = legend(present, options.lang, options.statuses)
    label = label_expression(names, options.printed_area, options.lang)
    points = "POINT" in geometry_type(parcels.geometry.to_numpy()).upper()
    return LayerLook(entries, {key: "", **_headings(columns, options)}, label, points)


def _headings(columns: Sequence[WrittenColumn], options: WriteOptions) -> dict[str, str]:
    """Return the heading of each field in the attribute table of QGIS."""
    return {
        one.name: stored_heading(one.name, options.lang, statuses=options.statuses)
        for one in columns
    }


def layer_name(name: str) -> str:
    """Return a name that GDAL accepts for a layer: it does not begin with a special character."""
    return SPECIAL.sub("", name) or DEFAULT_LAYER


def _add_style(path: Path, row: Mapping[str, object]) -> None:
    """Add the table of styles, with one row, to a GeoPackage."""
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    insert = f'INSERT INTO "{STYLES}" ({names}) VALUES ({marks})'  # noqa: S608 - our own names
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(STYLE_TABLE)
        database.execute(
            "INSERT INTO gpkg_contents "
            "(table_name, data_type, identifier, description, last_change) "
            "VALUES (?, 'attributes', ?, '', ?)",
            (STYLES, STYLES, row["update_time"]),
        )
        database.execute(insert, tuple(row.values()))
