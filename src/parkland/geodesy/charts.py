"""Conformal planes in which areas are taken: Gauss-Krüger, and Mercator for degrees.

References
----------
J. C. B. Redfearn (1948), Transverse Mercator formulae, Empire Survey Review 9, 318-322: the scale.
J. P. Snyder (1987), Map projections, USGS Professional Paper 1395, 3-26: the footpoint latitude.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.geodesy.expansion import Expansion

if TYPE_CHECKING:
    from pyproj import CRS

Placed = tuple[np.ndarray, np.ndarray, Expansion]

TRANSVERSE_MERCATOR = "Transverse Mercator"
# EPSG codes of its parameters.
LATITUDE, LONGITUDE, SCALE, EASTING, NORTHING = "8801", "8802", "8805", "8806", "8807"
# Redfearn's series holds to 1e-11 within 400 km of the central meridian.
HALF_WIDTH_M = 400_000.0


def horizontal(crs: CRS) -> CRS:
    """Return the system of x and y: without heights and without a transformation bound to it."""
    while True:
        if crs.is_bound and crs.source_crs is not None:
            crs = crs.source_crs
        elif crs.is_compound:
            crs = crs.sub_crs_list[0]
        else:
            return crs


def transverse_mercator(crs: CRS) -> dict[str, float] | None:
    """Return the parameters of a transverse Mercator system, in radians and metres, else None.

    One that lacks a parameter is left to PROJ, which knows what it takes for it.
    """
    plain = horizontal(crs)
    operation = plain.coordinate_operation if plain.is_projected else None
    if operation is None or operation.method_name != TRANSVERSE_MERCATOR:
        return None
    if not {axis.direction for axis in plain.axis_info} <= {"east", "north"}:
        return None
    found = {p.code: float(p.value) * p.unit_conversion_factor for p in operation.params}
    return found if found.keys() >= {LATITUDE, LONGITUDE, SCALE, EASTING, NORTHING} else None


@dataclass(frozen=True, slots=True)
class GaussKruger:
    """The plane of a transverse Mercator system.

    Across the meridian, W = sech2(u) - u4 (eta2/3 - 2 t2 eta4 / (1 + eta2)), where u is the
    distance from the meridian over k0 sqrt(M N) at the footpoint.
    """

    semi_major: float
    e2: float
    scale: float
    easting: float
    northing: float
    metre: float

    @classmethod
    def of(cls, crs: CRS) -> GaussKruger | None:
        """Return the plane of `crs`, or None if it is no transverse Mercator system."""
        parameters = transverse_mercator(crs)
        ellipsoid = crs.ellipsoid
        if parameters is None or ellipsoid is None:
            return None
        geod = crs.get_geod()
        latitude = np.degrees(parameters[LATITUDE])
        arc = np.copysign(geod.inv(0, 0, 0, latitude)[2], latitude) if geod else 0.0
        return cls(
            semi_major=ellipsoid.semi_major_metre,
            e2=eccentricity2(ellipsoid),
            scale=parameters[SCALE],
            easting=parameters[EASTING],
            northing=parameters[NORTHING] - parameters[SCALE] * float(arc),
            metre=horizontal(crs).axis_info[0].unit_conversion_factor,
        )

    def is_wide(self, xy: np.ndarray, starts: np.ndarray) -> np.ndarray:
        """Return which rings have a vertex that lies too far from the central meridian."""
        far = np.abs(xy[:, 0] * self.metre - self.easting) > HALF_WIDTH_M
        wide: np.ndarray = np.logical_or.reduceat(far, starts)
        return wide

    def place(self, xy: np.ndarray, starts: np.ndarray, counts: np.ndarray) -> Placed:
        """Return vertices in metres from the first of their ring, and W at that."""
        first = xy[starts]
        x, y = ((xy - np.repeat(first, counts, axis=0)) * self.metre).T
        x0, y0 = (first * self.metre - (self.easting, self.northing)).T
        return np.ascontiguousarray(x), np.ascontiguousarray(y), self._expansion(x0, y0)

    def _expansion(self, x: np.ndarray, y: np.ndarray) -> Expansion:
        e2 = self.e2
        phi = footpoint(y / self.scale, self.semi_major, e2)
        sin2 = np.sin(phi) ** 2
        q = 1 - e2 * sin2
        slope = q / (self.scale * self.semi_major * np.sqrt(1 - e2))  # 1 / k0 sqrt(M N)
        u = x * slope
        eta2 = e2 / (1 - e2) * (1 - sin2)
        flat = eta2 / 3 - 2 * sin2 * eta2 * e2 / (1 - e2) / (1 + eta2)
        tanh = np.tanh(u)
        sech2 = 1 - tanh * tanh
        u2 = u * u
        # how the curvature 1/MN changes along the meridian
        along = -2 * e2 * np.sin(2 * phi) * np.sqrt(q) / (self.semi_major * (1 - e2) * self.scale)
        k2 = self.scale**2
        return Expansion(
            w=(sech2 - u2 * u2 * flat) / k2,
            wx=(-2 * tanh * sech2 - 4 * u2 * u * flat) * slope / k2,
            wy=u2 * (4 / 3 * u2 - 1) * along / k2,
            wxx=(sech2 * (3 * tanh * tanh - 1) - 6 * u2 * flat) * slope**2 / k2,
            wxy=2 * u * (8 / 3 * u2 - 1) * slope * along / k2,
            wyy=0.0,
            wyyy=0.0,
        )


@dataclass(frozen=True, slots=True)
class Mercator:
    """The plane of longitude and isometric latitude, for a geographic system.

    W is the square of the radius of the parallel, (N cos phi)2, whose derivative is -2 W sin phi.
    """

    semi_major: float
    e2: float
    radian: float

    @classmethod
    def of(cls, crs: CRS) -> Mercator:
        """Return the plane for the degrees of `crs`."""
        ellipsoid = crs.ellipsoid
        assert ellipsoid is not None  # noqa: S101 - `geodetic_system` has looked
        radian = crs.axis_info[0].unit_conversion_factor
        return cls(ellipsoid.semi_major_metre, eccentricity2(ellipsoid), radian)

    def place(self, xy: np.ndarray, starts: np.ndarray, counts: np.ndarray) -> Placed:
        """Return vertices in radians from the first of their ring, and W at that."""
        lon, phi = (xy * self.radian).T
        x = lon - np.repeat(lon[starts], counts)
        if (across := np.abs(x) > np.pi).any():  # the date line
            # only these: the remainder changes the last bits of the other vertices
            x[across] = np.remainder(x[across] + np.pi, 2 * np.pi) - np.pi
        e = np.sqrt(self.e2)
        psi = np.arcsinh(np.tan(phi)) - e * np.arctanh(e * np.sin(phi))
        return x, psi - np.repeat(psi[starts], counts), self._expansion(phi[starts])

    def _expansion(self, phi: np.ndarray) -> Expansion:
        e2 = self.e2
        s = np.sin(phi)
        cos2 = 1 - s * s
        q = 1 - e2 * s * s
        ds = cos2 * q / (1 - e2)  # the derivatives of sin phi by the isometric latitude
        dds = -2 * s * ds * (q + e2 * cos2) / (1 - e2)
        w = self.semi_major**2 * cos2 / q
        return Expansion(
            w=w,
            wx=0.0,
            wy=-2 * w * s,
            wxx=0.0,
            wxy=0.0,
            wyy=w * (2 * s * s - ds),
            wyyy=w * (6 * s * ds - 4 * s**3 - dds) / 3,
        )


def eccentricity2(ellipsoid: Any) -> float:
    """Return the first eccentricity squared; an inverse flattening of 0 stands for a sphere."""
    flattening = 1 / ellipsoid.inverse_flattening if ellipsoid.inverse_flattening else 0.0
    return float(flattening * (2 - flattening))


def footpoint(arc: np.ndarray, semi_major: float, e2: float) -> np.ndarray:
    """Return the latitude, in radians, at `arc` metres along the meridian from the equator."""
    root = np.sqrt(1 - e2)
    n = (1 - root) / (1 + root)
    mu = arc * (1 + n) / (semi_major * (1 + n**2 / 4 + n**4 / 64))
    series = (
        3 * n / 2 - 27 * n**3 / 32,
        21 * n**2 / 16 - 55 * n**4 / 32,
        151 * n**3 / 96,
        1097 * n**4 / 512,
    )
    latitude: np.ndarray = mu + sum(
        term * np.sin(2 * order * mu) for order, term in enumerate(series, start=1)
    )
    return latitude
