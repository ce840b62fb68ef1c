"""Divide invented land into parcels that have the acreages of their records.

A plan lists bands of land along a river, the blocks of every band, and the parcels of every
block.  The position of every cut is found by bisection, so that the ellipsoidal area behind it
is the required acreage.  Real boundaries are not exactly rectangular: the bearing of a cut
differs a little from the square, and some cuts have a step in the middle.  The seed of the plan
makes these choices the same in every run.
"""

from __future__ import annotations

import itertools
import math
import random
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyproj
import shapely
from shapely.affinity import rotate, translate
from shapely.geometry import LineString, MultiPolygon, Polygon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

Plan: TypeAlias = "dict[str, Any]"
Plots: TypeAlias = "str | list[Plots]"

CRS = pyproj.CRS.from_epsg(4528)
GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)
TO_DEGREES = pyproj.Transformer.from_crs(CRS, CRS.geodetic_crs, always_xy=True)

MU = 2000 / 3  # square metres
GRID = 1e-4  # metres: coordinates keep four decimals
FINE = 1e-6  # metres: the grid while cutting
FAR = 5000.0  # metres: larger than any distance on the site
CHAMFER = 11.0  # metres
CORNERS = range(40, 130)  # degrees: the corners of a block that are chamfered
SKEW = 2.0  # degrees: the largest deviation of a cut from the square
JOGS = (0.0, 0.0, 6.0, -9.0)  # metres: the possible steps in the middle of a cut


def area(land: BaseGeometry) -> float:
    """Return the ellipsoidal area of ``land``, in mu."""
    if land.is_empty:
        return 0.0
    oriented = shapely.orient_polygons(land)
    degrees = shapely.transform(oriented, lambda xy: np.transpose(TO_DEGREES.transform(*xy.T)))
    return abs(GEOD.geometry_area_perimeter(degrees)[0]) / MU


def solve(growing: Callable[[float], float], target: float) -> float:
    """Return the argument at which the increasing function ``growing`` reaches ``target``."""
    # 60 halvings of 10 km leave an interval below the resolution of a double.
    low, high = -FAR, FAR
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if growing(middle) < target else (low, middle)
    return high


def curve(points: Sequence[Sequence[float]]) -> list[Any]:
    """Return a line through ``points`` that is smoothed by two rounds of corner cutting."""
    # Each round replaces a corner by two points at a quarter of its edges (Chaikin's algorithm).
    line = np.asarray(points, dtype=float)
    for _ in range(2):
        pairs = list(itertools.pairwise(line))
        cut = [(a * s + b * (1 - s)) for a, b in pairs for s in (0.75, 0.25)]
        line = np.array([line[0], *cut, line[-1]])
    return list(line)


def drawn(shape: Plan, site: Plan) -> BaseGeometry:
    """Return the land of a shape of the plan, which is an outline or a line with a width."""
    if "outline" in shape:
        land = Polygon(shape["outline"])
    else:
        line = LineString(curve(shape["line"]) if shape.get("curved") else shape["line"])
        land = line.buffer(shape["width"] / 2, cap_style="flat", join_style="mitre")
    return translate(rotate(land, site["bearing"], origin=(0, 0)), *site["origin"])


def chamfered(block: BaseGeometry) -> BaseGeometry:
    """Return ``block`` with chamfered corners, as at road crossings."""
    if not isinstance(block, Polygon):
        return block
    ring = np.asarray(block.exterior.coords)[:-1]
    outline: list[Any] = []
    for i, corner in enumerate(ring):
        sides = ring[i - 1] - corner, ring[(i + 1) % len(ring)] - corner
        lengths = [math.hypot(*side) for side in sides]
        cosine = float(sides[0] @ sides[1]) / math.prod(lengths)
        angle = math.degrees(math.acos(np.clip(cosine, -1, 1)))
        if int(angle) in CORNERS and min(lengths) > 2 * CHAMFER:
            outline += [
                corner + side * CHAMFER / length
                for side, length in zip(sides, lengths, strict=True)
            ]
        else:
            outline.append(corner)
    return Polygon(outline)


def behind(land: BaseGeometry, bearing: float, reach: float, jog: float = 0.0) -> BaseGeometry:
    """Return the part of ``land`` up to ``reach`` metres beyond its middle on a bearing."""
    # The blade is a large polygon whose front edge is the cut, with a step of ``jog`` metres.
    step = [(0.0, -abs(jog)), (jog, abs(jog))] if jog else []
    edge = [(0.0, -FAR), *step, (jog, FAR)]
    blade = translate(Polygon([(-2 * FAR, -FAR), *edge, (-2 * FAR, FAR)]), reach)
    blade = rotate(blade, bearing, origin=(0, 0))
    blade = translate(blade, land.centroid.x, land.centroid.y)
    return shapely.intersection(land, blade, grid_size=FINE)


def without(land: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Return the difference of ``land`` and ``other``."""
    return shapely.difference(land, other, grid_size=FINE)


class Surveyor:
    """Divides the land of a plan into parcels."""

    def __init__(self, plan: Plan) -> None:
        """Store the plan, and look up the acreages in its records."""
        self.plan = plan
        self.site = plan["site"]
        self.acreage = {k: mu for layer in plan["layer"] for k, mu in acreages(layer)}
        self.random = random.Random(plan["seed"])  # noqa: S311 - a drawing, no secret

    def parcels(self) -> dict[str, BaseGeometry]:
        """Return every parcel by its key; neighbours share their vertices."""
        bands = [self.blocks(band) for band in self.plan["band"]]
        return noded(dict(itertools.chain(*bands)))

    def blocks(self, band: Plan) -> Iterator[tuple[str, BaseGeometry]]:
        """Yield the parcels of a band, block by block, with a road after each block."""
        corridors = [drawn(c, self.site) for c in self.plan["corridor"]]
        spared = shapely.union_all([drawn(s, self.site) for s in band.get("spared", [])])
        cleared = without(drawn(band, self.site), shapely.union_all(corridors))
        land = max(shapely.get_parts(cleared), key=shapely.area)
        for block in band["block"]:
            bearing = self.askew(self.site["bearing"])
            outline, reach = self.outlined(land, bearing, spared, block["plots"])
            yield from self.divided(outline, block["plots"], bearing)
            used = behind(land, bearing, reach + block.get("road", 0.0))
            land = without(land, used)

    def outlined(
        self, land: BaseGeometry, bearing: float, spared: BaseGeometry, plots: Plots
    ) -> tuple[BaseGeometry, float]:
        """Return the block at the near end of ``land``, and the distance that it reaches."""

        def block(reach: float) -> BaseGeometry:
            return without(chamfered(behind(land, bearing, reach)), spared)

        reach = solve(lambda at: area(block(at)), self.share(plots))
        return block(reach), reach

    def divided(
        self, land: BaseGeometry, plots: Plots, bearing: float
    ) -> Iterator[tuple[str, BaseGeometry]]:
        """Divide ``land`` among ``plots``, one after another along the bearing.

        A plot that is a list is divided again, across the bearing.
        """
        if isinstance(plots, str):
            yield plots, land
            return
        for plot in plots[:-1]:
            near = self.severed(land, plot, self.askew(bearing))
            yield from self.divided(near, plot, bearing + 90)
            land = without(land, near)
        yield from self.divided(land, plots[-1], bearing + 90)

    def severed(self, land: BaseGeometry, plots: Plots, bearing: float) -> BaseGeometry:
        """Return the part at the near end of ``land`` that has the acreage of ``plots``."""
        jog = self.random.choice(JOGS)
        share = self.share(plots)
        reach = solve(lambda at: area(behind(land, bearing, at, jog)), share)
        return behind(land, bearing, reach, jog)

    def share(self, plots: Plots) -> float:
        """Return the acreage of all ``plots`` together."""
        if isinstance(plots, str):
            return self.acreage[plots]
        return sum(self.share(plot) for plot in plots)

    def askew(self, bearing: float) -> float:
        """Return the bearing with a random deviation."""
        return bearing + self.random.uniform(-SKEW, SKEW)


def acreages(layer: Plan) -> list[tuple[str, float]]:
    """Return the key and the acreage in mu of every record in a layer."""
    column = layer["fields"].index(layer["area"])
    return [(row[0], row[column]) for row in layer["rows"]]


def noded(parcels: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Round every vertex to the grid, and add the vertices of neighbours to shared edges."""
    # All boundaries are merged and split into faces. Faces share their vertices exactly, and a face
    # belongs to the parcel that contains its inner point.
    edges = shapely.union_all([p.boundary for p in parcels.values()], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([edges]))
    inside = shapely.point_on_surface(faces)
    return {
        key: on_grid(faces[shapely.contains(parcel, inside)].tolist())
        for key, parcel in parcels.items()
    }


def on_grid(faces: list[Polygon]) -> BaseGeometry:
    """Return the parcel that consists of ``faces``, with rounded coordinates."""
    land = faces[0] if len(faces) == 1 else MultiPolygon(faces)
    return shapely.transform(land, lambda xy: np.round(xy, 4)).normalize()
