#!/usr/bin/env python3
"""Make the sample parcels: five shapefiles and a register, in the form in which offices send them.

    python data/make_parcels.py [DIR]

The boundaries are invented.  ``parcel_plan.toml`` contains the drawing and every record, and
``surveying.py`` divides the land so that each parcel has the acreage of its record.

The files have the faults of real ones.  All text is GBK; a layer declares this by its .cpg, by the
language driver byte of its .dbf, or not at all.  GDAL cannot write all of these, so that the .dbf
is written here byte by byte.  The files are read again and checked at the end.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import struct
import sys
import tomllib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import shapely
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from surveying import CRS, Plan, Surveyor, acreages, area

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).resolve().parent
TEXT_WIDTH, NUMBER_WIDTH, DECIMALS = 60, 12, 2
STAMP = dt.date(2020, 12, 31)  # the "last update" of every .dbf

TOLERANCE = 0.001  # mu
OVERLAP = 1e-6  # square metres
SHORTEST_EDGE = 3.0  # metres
NARROWEST_ROAD = 11.5  # metres


def write_layer(folder: Path, layer: Plan, parcels: Mapping[str, BaseGeometry]) -> None:
    """Write a shapefile: .shp, .shx and .prj by GDAL, the .dbf and any .cpg by hand."""
    path = folder / f"{layer['name']}.shp"
    keys = [row[0] for row in layer["rows"]]
    shapes = gpd.GeoDataFrame({"key": keys}, geometry=[parcels[key] for key in keys], crs=CRS)
    shapes.to_file(path, engine="pyogrio")
    path.with_suffix(".dbf").write_bytes(table(layer))
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if layer["cpg"]:
        path.with_suffix(".cpg").write_text(layer["cpg"], encoding="ascii")


def table(layer: Plan) -> bytes:
    """Return a layer's records as a dBASE III table in GBK."""
    rows = layer["rows"]
    columns = [
        field(name, numeric=isinstance(value, float))
        for name, value in zip(layer["fields"], rows[0], strict=True)
    ]
    sizes = 32 * len(columns) + 33, 1 + sum(column[16] for column in columns)
    day = STAMP.year - 1900, STAMP.month, STAMP.day
    head = struct.pack("<4BI2H17xB2x", 3, *day, len(rows), *sizes, layer["ldid"])
    records = [b" " + b"".join(map(cell, row)) for row in rows]
    return b"".join([head, *columns, b"\r", *records, b"\x1a"])


def field(name: str, *, numeric: bool) -> bytes:
    """Return the descriptor of a dBASE field."""
    kind = (b"N", NUMBER_WIDTH, DECIMALS) if numeric else (b"C", TEXT_WIDTH, 0)
    return struct.pack("<10sxc4xBB14x", fitting(name, 10), *kind)


def cell(value: str | float) -> bytes:
    """Return a value of a dBASE record, padded to its field's width."""
    if isinstance(value, str):
        return fitting(value, TEXT_WIDTH).ljust(TEXT_WIDTH)
    return f"{value:{NUMBER_WIDTH}.{DECIMALS}f}".encode("ascii")


def fitting(text: str, width: int) -> bytes:
    """Return ``text`` in GBK; raise an error if it has more than ``width`` bytes."""
    encoded = text.encode("gbk")
    if len(encoded) > width:
        raise ValueError(f"{text!r} has {len(encoded)} bytes, and the field has {width}")
    return encoded


def write_register(folder: Path, register: Plan) -> None:
    """Write the register as a workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = register["name"]
    sheet.freeze_panes = "B2"
    for row in [register["fields"], *register["rows"]]:
        sheet.append([None if value == "" else value for value in row])
    for heading in sheet[1]:
        heading.font = Font(bold=True)
    for number, column in enumerate(sheet.iter_cols(), start=1):
        widths = [len(str(c.value or "").encode("gbk")) for c in column]
        sheet.column_dimensions[get_column_letter(number)].width = max(widths) + 2
        for dated in (c for c in column if isinstance(c.value, dt.date)):
            dated.number_format = "yyyy/m/d"
    book.save(folder / f"{register['name']}.xlsx")


def verify(folder: Path, plan: Plan) -> Iterator[str]:
    """Read the written files again, and yield a line on the content of each.

    An error is raised if a file differs from the plan.
    """
    lands: list[BaseGeometry] = []
    for layer in plan["layer"]:
        path = folder / f"{layer['name']}.shp"
        frame = gpd.read_file(path, engine="pyogrio", encoding="GBK")
        verify_table(path, layer, frame.drop(columns="geometry"))
        areas = [area(land) for land in frame.geometry]
        worst = max(
            abs(measured - stated)
            for measured, (_, stated) in zip(areas, acreages(layer), strict=True)
        )
        require(worst < TOLERANCE, f"{path.stem}: an area is {worst:.6f} mu off")
        yield (
            f"{path.stem}: {len(frame)} parcels, {sum(areas):.2f} mu (each within {worst:.6f} mu)"
        )
        lands += list(frame.geometry)
    verify_ground(lands)
    yield verify_register(folder, plan)


def verify_table(path: Path, layer: Plan, frame: pd.DataFrame) -> None:
    """Compare the text of a layer, and the declaration of its encoding, with the plan."""
    rows = [
        ["" if pd.isna(value) else value for value in row] for row in frame.itertuples(index=False)
    ]
    require(list(frame.columns) == layer["fields"], f"{path.stem}: other fields")
    require(rows == layer["rows"], f"{path.stem}: other records")
    raw = path.with_suffix(".dbf").read_bytes()
    require(raw[29] == layer["ldid"], f"{path.stem}: other language driver")
    require(path.with_suffix(".cpg").exists() == bool(layer["cpg"]), f"{path.stem}: .cpg")


def verify_ground(lands: list[BaseGeometry]) -> None:
    """Require valid parcels that neither overlap nor leave slivers between them."""
    require(bool(shapely.is_valid(lands).all()), "a parcel is not valid")
    require(
        bool(shapely.coverage_is_valid(lands, gap_width=NARROWEST_ROAD)),
        "parcels overlap, or do not share their vertices, or leave a sliver",
    )
    for one, other in itertools.combinations(lands, 2):
        require(one.intersection(other).area < OVERLAP, "two parcels overlap")
    for ring in shapely.get_rings(lands):
        steps = np.hypot(*np.diff(shapely.get_coordinates(ring), axis=0).T)
        require(float(steps.min()) > SHORTEST_EDGE, f"an edge of {steps.min():.3f} m")


def verify_register(folder: Path, plan: Plan) -> str:
    """Require that every entry of the register has a parcel with the same acreage."""
    register = plan["register"]
    layer = next(la for la in plan["layer"] if la["name"] == register["joins"])
    sheet = openpyxl.load_workbook(folder / f"{register['name']}.xlsx").worksheets[0]
    heads, *rows = sheet.iter_rows(values_only=True)
    column = heads.index("供地面积(亩)")
    found = [(unicodedata.normalize("NFKC", str(row[0])).strip(), row[column]) for row in rows]
    require(found == acreages(layer), f"{register['name']}: does not join")
    return f"{register['name']}: {len(rows)} entries"


def require(condition: bool, complaint: str) -> None:  # noqa: FBT001
    """Raise an error with the text ``complaint`` if the condition is false."""
    if not condition:
        raise ValueError(complaint)


def make(folder: Path) -> list[str]:
    """Write the sample files into ``folder`` and check them; return a line on each."""
    plan = tomllib.loads((HERE / "parcel_plan.toml").read_text(encoding="utf-8"))
    parcels = Surveyor(plan).parcels()
    folder.mkdir(parents=True, exist_ok=True)
    for layer in plan["layer"]:
        write_layer(folder, layer, parcels)
    write_register(folder, plan["register"])
    return list(verify(folder, plan))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, default=HERE / "parcels")
    for line in make(parser.parse_args(arguments).folder):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
