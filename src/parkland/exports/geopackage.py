"""A GeoPackage that carries its own style: QGIS opens the layer coloured by status.

QGIS looks for the table ``layer_styles`` beside the layer and applies the row of its table name and
geometry column that has ``useAsDefault``. The table is listed in ``gpkg_contents`` as one of
attributes, as QGIS itself does.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from parkland.display import stored_heading
from parkland.exports.files import geometry_type, write_layer
from parkland.exports.styles import legend, qml, sld
from parkland.formats.geopackage import STYLES
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from parkland.exports.content import Column

GEOMETRY, KEY = "geom", "fid"
STYLE_TABLE = f"""
CREATE TABLE "{STYLES}" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "f_table_catalog" TEXT(256), "f_table_schema" TEXT(256), "f_table_name" TEXT(256),
    "f_geometry_column" TEXT(256), "styleName" TEXT(30), "styleQML" TEXT, "styleSLD" TEXT,
    "useAsDefault" BOOLEAN, "description" TEXT, "owner" TEXT(30), "ui" TEXT(30),
    "update_time" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)"""


def write_geopackage(
    columns: Sequence[Column], parcels: gpd.GeoDataFrame, path: Path, *, layer: str, lang: str
) -> None:
    """Write one layer, and its style where the table has a status.

    Raises
    ------
    OutputError
    """
    taken = {column.name.casefold() for column in columns}
    key, geometry = (_unused(name, taken) for name in (KEY, GEOMETRY))
    shapes = parcels.geometry.to_numpy()
    write_layer(
        columns,
        shapes,
        path,
        driver="GPKG",
        layer=layer,
        geometry_type=geometry_type(shapes),
        crs=parcels.crs.to_string() if parcels.crs else None,
        GEOMETRY_NAME=geometry,
        FID=key,
    )
    status = next((column.cells for column in columns if column.name == "status"), None)
    if status is None:
        return
    entries = legend(list(status.dropna().unique()), lang)
    headings = {key: "", **{c.name: stored_heading(c.name, lang) for c in columns}}
    row = {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": layer,
        "f_geometry_column": geometry,
        "styleName": wording("export.style", lang),
        "styleQML": qml(entries, headings),
        "styleSLD": sld(entries, layer),
        "useAsDefault": 1,
        "description": wording("export.style", lang),
        "owner": "",
    }
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(STYLE_TABLE)
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
            "VALUES (?, 'attributes', ?, '')",
            (STYLES, STYLES),
        )
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        insert = f'INSERT INTO "{STYLES}" ({names}) VALUES ({marks})'  # noqa: S608 - our own names
        database.execute(insert, tuple(row.values()))


def _unused(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
