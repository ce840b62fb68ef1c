"""Draw the plots of a park on paper: invented land, cut to the acreage it must have.

A plan names bands of land along a river, the blocks of every band, and the parcels of every
block.  Every cut falls where the ellipsoidal area behind it is the acreage asked for, found
by bisection, so the parcels measure what their records say.  Cuts stray a little from the
square, and some step aside halfway: the plan's seed decides, the same way every time.
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
FAR = 5000.0  # metres: farther than anything on the site
CHAMFER = 11.0  # metres
CORNERS = range(40, 130)  # degrees: the corners of a block that are chamfered
SKEW = 2.0  # degrees: how far a cut may stray from the square
JOGS = (0.0, 0.0, 6.0, -9.0)  # metres: how far a cut may step aside halfway


def area(land: BaseGeometry) -> float:
    """Return the ellipsoidal area of ``land``, in mu."""
    if land.is_empty:
        return 0.0
    oriented = shapely.orient_polygons(land)
    degrees = shapely.transform(oriented, lambda xy: np.transpose(TO_DEGREES.transform(*xy.T)))
    return abs(GEOD.geometry_area_perimeter(degrees)[0]) / MU


def solve(growing: Callable[[float], float], target: float) -> float:
    """Return where ``growing`` reaches ``target``, by bisection."""
    low, high = -FAR, FAR
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if growing(middle) < target else (low, middle)
    return high


def curve(points: Sequence[Sequence[float]]) -> list[Any]:
    """Return the line ``points`` with its corners cut off, and those cut off again."""
    line = np.asarray(points, dtype=float)
    for _ in range(2):
        pairs = list(itertools.pairwise(line))
        cut = [(a * s + b * (1 - s)) for a, b in pairs for s in (0.75, 0.25)]
        line = np.array([line[0], *cut, line[-1]])
    return list(line)


def drawn(shape: Plan, site: Plan) -> BaseGeometry:
    """Return the land of a plan's shape, an outline or a line with a width, on site."""
    if "outline" in shape:
        land = Polygon(shape["outline"])
    else:
        line = LineString(curve(shape["line"]) if shape.get("curved") else shape["line"])
        land = line.buffer(shape["width"] / 2, cap_style="flat", join_style="mitre")
    return translate(rotate(land, site["bearing"], origin=(0, 0)), *site["origin"])


def chamfered(block: BaseGeometry) -> BaseGeometry:
    """Return ``block`` with its sharp corners cut off, as they are at road crossings."""
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
    """Return the part of ``land`` up to ``reach`` metres past its middle on a bearing."""
    step = [(0.0, -abs(jog)), (jog, abs(jog))] if jog else []
    edge = [(0.0, -FAR), *step, (jog, FAR)]
    blade = translate(Polygon([(-2 * FAR, -FAR), *edge, (-2 * FAR, FAR)]), reach)
    blade = rotate(blade, bearing, origin=(0, 0))
    blade = translate(blade, land.centroid.x, land.centroid.y)
    return shapely.intersection(land, blade, grid_size=FINE)


def without(land: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Return ``land`` less another piece of land."""
    return shapely.difference(land, other, grid_size=FINE)


class Surveyor:
    """Divides the land of a plan into its parcels."""

    def __init__(self, plan: Plan) -> None:
        """Take the plan, and the acreages that its records ask for."""
        self.plan = plan
        self.site = plan["site"]
        self.acreage = {k: mu for layer in plan["layer"] for k, mu in acreages(layer)}
        self.random = random.Random(plan["seed"])  # noqa: S311 - a drawing, no secret

    def parcels(self) -> dict[str, BaseGeometry]:
        """Return every parcel by its key; neighbours share the vertices between them."""
        bands = [self.blocks(band) for band in self.plan["band"]]
        return noded(dict(itertools.chain(*bands)))

    def blocks(self, band: Plan) -> Iterator[tuple[str, BaseGeometry]]:
        """Yield a band's parcels, block after block, with a road after each block."""
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
        """Return the block at the near end of ``land``, and how far it reaches."""

        def block(reach: float) -> BaseGeometry:
            return without(chamfered(behind(land, bearing, reach)), spared)

        reach = solve(lambda at: area(block(at)), self.share(plots))
        return block(reach), reach

    def divided(
        self, land: BaseGeometry, plots: Plots, bearing: float
    ) -> Iterator[tuple[str, BaseGeometry]]:
        """Divide ``land`` among ``plots``, one after another along the bearing."""
        if isinstance(plots, str):
            yield plots, land
            return
        for plot in plots[:-1]:
            near = self.severed(land, plot, self.askew(bearing))
            yield from self.divided(near, plot, bearing + 90)
            land = without(land, near)
        yield from self.divided(land, plots[-1], bearing + 90)

    def severed(self, land: BaseGeometry, plots: Plots, bearing: float) -> BaseGeometry:
        """Return the near end of ``land`` that has the acreage of ``plots``."""
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
        """Return about the same bearing."""
        return bearing + self.random.uniform(-SKEW, SKEW)


def acreages(layer: Plan) -> list[tuple[str, float]]:
    """Return the key and the acreage, in mu, of every parcel on record in a layer."""
    column = layer["fields"].index(layer["area"])
    return [(row[0], row[column]) for row in layer["rows"]]


def noded(parcels: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Put every vertex on the grid, and every neighbour's vertex into a shared edge."""
    edges = shapely.union_all([p.boundary for p in parcels.values()], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([edges]))
    inside = shapely.point_on_surface(faces)
    return {
        key: on_grid(faces[shapely.contains(parcel, inside)].tolist())
        for key, parcel in parcels.items()
    }


def on_grid(faces: list[Polygon]) -> BaseGeometry:
    """Return the parcel made of ``faces``, its coordinates rounded."""
    land = faces[0] if len(faces) == 1 else MultiPolygon(faces)
    return shapely.transform(land, lambda xy: np.round(xy, 4)).normalize()
