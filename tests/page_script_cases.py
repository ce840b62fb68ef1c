"""Questions to the page's scripts, with the answers of Python: `tests/scripts/cases.json`.

``python -m tests.page_script_cases`` writes the file again. The scripts are tested against it under
``node --test``, and `test_page_scripts.py` checks that it holds what Python answers today.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

from parkland.choices import ClassScheme, words_of
from parkland.figures.value_classes import classes_of
from parkland.maps.drawn_coordinates import mercator
from parkland.maps.gcj02 import moved
from parkland.maps.packed_shapes import pack_shapes
from parkland.maps.packing import Pack
from parkland.safe_text import guard_formula

PATH = Path(__file__).parent / "scripts" / "cases.json"

TEXTS = [
    "=1+1",
    "+x",
    "-1,5",
    "@y",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "\tx",
    "\rx",
    "\nx",
    "'x",
    " =1",
    "\u3000＝1",
    "\ufeff=1",
    "\u200b@y",
    "\xa0+1",
    "\x1b=1",
    "\u202e-1",
    "﹦1",
    "\x85x",
    "a=1",
    "a=1",
    "甲-乙",
    "",
]
NUMBERS = [
    [],
    [0],
    [7, 7, 300],
    [-5, 0, 5],
    [2**31, 2**31 + 1],
    [70_000, 1, 16_777_216],
    [2**45, 0],
    [1_600_000_000_000, 1_600_000_000_001],
]
RUNNING = [[5, 6, 4, -3, 1000], [-1, 2**33, -(2**33)]]
NAMES: list[list[str | None]] = [["甲", None, "乙𠮷", "甲"], ["a", "b", "c"], []]
ELLIPSOIDS = {"GRS80": (6378137.0, 1 / 298.257222101), "krass": (6378245.0, 1 / 298.3)}
RINGS = [
    [(118.42, 29.13), (118.43, 29.13), (118.43, 29.14), (118.42, 29.14)],
    [(118.42, 29.13), (118.425, 29.14), (118.43, 29.131), (118.426, 29.133)],
    [(75.0, 39.0), (75.1, 39.02), (75.08, 39.12)],
]
LINES = [((118.42, 29.13), (118.43, 29.14)), ((75.0, 39.0), (130.0, 48.0)), ((120, 30), (120, 30))]
GRIDS = [
    {"meridian": 120.0, "scale": 1.0, "east": 40_500_000.0, "north": 0.0},
    {"meridian": 117.0, "scale": 0.9996, "east": 500_000.0, "north": 100.0},
]
PLACES = [(118.42, 29.13), (116.0, 40.0), (121.5, 31.2)]
DAYS = [-1, 0, 59, 11_016, 18_627, 19_782]
# Outlines on a raster of 8 by 8 pixels: inside, across the edge, thin, wound both ways.
OUTLINES = [
    [(1.25, 1.5), (6.75, 2.25), (4.5, 6.5)],
    [(4.5, 6.5), (6.75, 2.25), (1.25, 1.5)],
    [(-3.0, 2.0), (11.0, 2.5), (11.0, 5.5), (-3.0, 4.0)],
    [(2.0, 2.0), (2.1, 7.0), (2.2, 2.0)],
    [(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0)],
]
SIDE = 8
SCHEMES = words_of(ClassScheme)


def cases() -> dict[str, Any]:
    """Return every question with its answer."""
    pack = Pack()
    packed = {
        "integers": [{"described": pack.integers(values), "values": values} for values in NUMBERS]
        + [
            {"described": pack.integers(values, delta=True), "values": values} for values in RUNNING
        ],
        "texts": [{"described": pack.texts(values), "values": values} for values in NAMES],
        "shapes": _shapes(pack),
    }
    return {
        "formulas": [[text, guard_formula(text)] for text in TEXTS],
        "days": [[day, (dt.date(1970, 1, 1) + dt.timedelta(days=day)).isoformat()] for day in DAYS],
        "packed": {"block": pack.base64(), **packed},
        "geodesy": [_geodesy(name) for name in ELLIPSOIDS],
        "gcj02": [
            {"place": list(place), "moved": moved(np.array([place]))[0].tolist()}
            for place in PLACES
        ],
        "classes": [_classes(scheme, k) for scheme in SCHEMES for k in (2, 5, 9)],
        "coverage": [_coverage(outline) for outline in OUTLINES],
    }


def _shapes(pack: Pack) -> dict[str, Any]:
    """Return a square with a hole, its neighbour, a line and nothing, and points to look up."""
    corner = (118.42, 29.13)
    square = shapely.box(*corner, corner[0] + 0.003, corner[1] + 0.003)
    hole = shapely.box(corner[0] + 0.001, corner[1] + 0.001, corner[0] + 0.002, corner[1] + 0.002)
    beside = shapely.box(corner[0] + 0.003, corner[1], corner[0] + 0.006, corner[1] + 0.003)
    line = shapely.LineString([(118.43, 29.13), (118.431, 29.131)])
    shapes = np.array([square - hole, beside, line, None], dtype=object)
    points = [(118.4205, 29.1305), (118.4215, 29.1315), (118.4245, 29.1305), (118.5, 29.2)]
    inside = [
        [row for row in (0, 1) if shapes[row].contains(shapely.Point(point))] for point in points
    ]
    return {
        "described": pack_shapes(pack, shapes),
        "bounds": [list(shape.bounds) if shape is not None else None for shape in shapes],
        "points": [
            {"place": list(point), "units": mercator(np.array([point]))[0].tolist(), "inside": rows}
            for point, rows in zip(points, inside, strict=True)
        ],
    }


def _geodesy(name: str) -> dict[str, Any]:
    axis, flattening = ELLIPSOIDS[name]
    geod = pyproj.Geod(a=axis, f=flattening)
    areas = [abs(geod.polygon_area_perimeter(*zip(*ring, strict=True))[0]) for ring in RINGS]
    lengths = [geod.inv(*start, *end)[2] for start, end in LINES]
    planes = []
    for grid in GRIDS:
        projection = pyproj.Proj(
            f"+proj=tmerc +lon_0={grid['meridian']} +k={grid['scale']} +x_0={grid['east']}"
            f" +y_0={grid['north']} +a={axis} +rf={1 / flattening}"
        )
        planes.append({"grid": grid, "points": [list(projection(*place)) for place in PLACES]})
    return {
        "ellipsoid": {"axis": axis, "flattening": flattening},
        "areas": [[list(map(list, ring)), area] for ring, area in zip(RINGS, areas, strict=True)],
        "distances": [
            [*map(list, line), length] for line, length in zip(LINES, lengths, strict=True)
        ],
        "places": [list(place) for place in PLACES],
        "planes": planes,
    }


def _classes(scheme: str, k: int) -> dict[str, Any]:
    """Return numbers of many sizes with ties and a gap, their cuts and their classes."""
    random = np.random.default_rng(k)
    values = np.round(np.concatenate([random.lognormal(6, 1.5, 300), random.normal(0, 40, 60)]))
    cuts, codes = classes_of(values, scheme=scheme, k=k)
    own = classes_of(values, cuts=(-10, 0, 250))
    return {
        "scheme": scheme, "classes": k, "values": values.tolist(), "cuts": list(cuts),
        "codes": codes.tolist(), "own": own.codes.tolist(),
    }  # fmt: skip


def _coverage(outline: list[tuple[float, float]]) -> dict[str, Any]:
    """Return how much of each pixel a polygon covers, row by row."""
    polygon = shapely.Polygon(outline)
    pixels = [shapely.box(x, y, x + 1, y + 1) for y in range(SIDE) for x in range(SIDE)]
    covered = shapely.area(shapely.intersection(polygon, pixels))
    return {"outline": [list(point) for point in outline], "covered": covered.round(6).tolist()}


def as_text(answers: dict[str, Any]) -> str:
    """Return the cases as JSON, a line for each kind."""
    lines = [
        f"{json.dumps(key)}: {json.dumps(answers[key], ensure_ascii=False)}" for key in answers
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    PATH.write_text(as_text(cases()), encoding="utf-8")
