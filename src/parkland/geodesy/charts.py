"""Conformal planes in which areas are computed: Gauss-Krüger, and Mercator for degrees.

References
----------
J. C. B. Redfearn (1948), Transverse Mercator formulae, Empire Survey Review 9, 318-322, gives the
scale. J. P. Snyder (1987), Map projections, USGS Professional Paper 1395, equation 3-26, gives the
footpoint latitude.
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
# The EPSG codes of the parameters of transverse Mercator.
LATITUDE, LONGITUDE, SCALE, EASTING, NORTHING = "8801", "8802", "8805", "8806", "8807"
# Within this distance of the central meridian, Redfearn's series is accurate to 1e-11.
HALF_WIDTH_M = 400_000.0


def horizontal(crs: CRS) -> CRS:
    """Return the horizontal part of a system, without heights and without a bound transformation.

    A bound system is a system with a transformation to WGS 84 attached, as GDAL writes it. Areas
    are taken on the datum of the system itself.
    """
    while True:
        if crs.is_bound and crs.source_crs is not None:
            crs = crs.source_crs
        elif crs.is_compound:
            crs = crs.sub_crs_list[0]
        else:
            return crs


def transverse_mercator(crs: CRS) -> dict[str, float] | None:
    """Return the parameters of a transverse Mercator system by EPSG code, in radians and metres.

    The result is None for any other system, for axes that point west or south, and for a definition
    that lacks a parameter: PROJ has its own default for it, so PROJ must transform such a system.
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

    Across the meridian, W = (sech2(u) - u4 (eta2/3 - 2 t2 eta4 / (1 + eta2))) / k0^2. Here u is the
    distance from the meridian divided by k0 sqrt(M N), M and N are the radii of curvature at the
    footpoint, t is the tangent of the footpoint latitude phi, and eta2 = e2 / (1 - e2) cos2(phi).
    On a sphere eta is 0 and W is exactly sech2(u) / k0^2.

    Attributes
    ----------
    semi_major, e2
        The semi-major axis in metres and the squared eccentricity of the ellipsoid.
    scale
        The scale k0 on the central meridian.
    easting, northing
        The coordinates in metres of the point where the central meridian meets the equator.
    metre
        The metres in a unit of the plane.
    """

    semi_major: float
    e2: float
    scale: float
    easting: float
    northing: float
    metre: float

    @classmethod
    def of(cls, crs: CRS) -> GaussKruger | None:
        """Return the plane of `crs`, or None if it is not a transverse Mercator system."""
        parameters = transverse_mercator(crs)
        ellipsoid = crs.ellipsoid
        if parameters is None or ellipsoid is None:
            return None
        geod = crs.get_geod()
        # False northing is given for the latitude of origin; the series counts from the equator.
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
        """Return which rings have a vertex more than `HALF_WIDTH_M` from the central meridian."""
        far = np.abs(xy[:, 0] * self.metre - self.easting) > HALF_WIDTH_M
        wide: np.ndarray = np.logical_or.reduceat(far, starts)
        return wide

    def place(self, xy: np.ndarray, starts: np.ndarray, counts: np.ndarray) -> Placed:
        """Return x and y in metres from the first vertex of each ring, and W at that vertex."""
        first = xy[starts]
        x, y = ((xy - np.repeat(first, counts, axis=0)) * self.metre).T
        x0, y0 = (first * self.metre - (self.easting, self.northing)).T
        return np.ascontiguousarray(x), np.ascontiguousarray(y), self._expansion(x0, y0)

    def _expansion(self, x: np.ndarray, y: np.ndarray) -> Expansion:
        """Return W at points given in metres from the central meridian and from the equator."""
        e2 = self.e2
        # The footpoint is the point of the meridian with the same northing. Its latitude gives the
        # radii of curvature; the latitude of the point itself is not needed.
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
        # The derivative of the Gaussian curvature 1 / MN along the meridian, divided by 1 / MN and
        # by k0, gives the terms in y. The terms in y2 and y3 are below the accuracy of the rest.
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

    W is the squared radius of the parallel, (N cos phi)2. Its derivative by the isometric latitude
    is -2 W sin phi.

    Attributes
    ----------
    semi_major, e2
        The semi-major axis in metres and the squared eccentricity of the ellipsoid.
    radian
        The radians in a unit of the coordinates.
    """

    semi_major: float
    e2: float
    radian: float

    @classmethod
    def of(cls, crs: CRS) -> Mercator:
        """Return the plane for the degrees of `crs`."""
        ellipsoid = crs.ellipsoid
        assert ellipsoid is not None  # noqa: S101 - `geodetic_system` has checked it
        radian = crs.axis_info[0].unit_conversion_factor
        return cls(ellipsoid.semi_major_metre, eccentricity2(ellipsoid), radian)

    def place(self, xy: np.ndarray, starts: np.ndarray, counts: np.ndarray) -> Placed:
        """Return x and y in radians from the first vertex of each ring, and W at that vertex."""
        lon, phi = (xy * self.radian).T
        x = lon - np.repeat(lon[starts], counts)
        # A ring across the date line jumps by 360 degrees. Only its vertices are wrapped, because
        # the remainder would change the last bits of all others.
        if (across := np.abs(x) > np.pi).any():
            x[across] = np.remainder(x[across] + np.pi, 2 * np.pi) - np.pi
        e = np.sqrt(self.e2)
        psi = np.arcsinh(np.tan(phi)) - e * np.arctanh(e * np.sin(phi))
        return x, psi - np.repeat(psi[starts], counts), self._expansion(phi[starts])

    def _expansion(self, phi: np.ndarray) -> Expansion:
        """Return W at latitudes in radians."""
        e2 = self.e2
        s = np.sin(phi)
        cos2 = 1 - s * s
        q = 1 - e2 * s * s
        # `ds` and `dds` are the derivatives of sin phi by the isometric latitude. W depends on it
        # alone, so that all terms with x are zero.
        ds = cos2 * q / (1 - e2)
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
    """Return the squared first eccentricity; PROJ gives a sphere an inverse flattening of 0."""
    flattening = 1 / ellipsoid.inverse_flattening if ellipsoid.inverse_flattening else 0.0
    return float(flattening * (2 - flattening))


def footpoint(arc: np.ndarray, semi_major: float, e2: float) -> np.ndarray:
    """Return the latitude whose arc of the meridian from the equator has a given length.

    Parameters
    ----------
    arc
        The lengths in metres, negative in the south.
    semi_major, e2
        The semi-major axis in metres and the squared eccentricity of the ellipsoid.

    Returns
    -------
    numpy.ndarray
        The latitudes in radians.

    References
    ----------
    J. P. Snyder (1987), Map projections, USGS Professional Paper 1395, equations 3-26 and 7-19.
    """
    # `mu` is the rectifying latitude, which is proportional to the arc. The sine series in the
    # third flattening n turns it into the geodetic latitude; its next term is of the order n5.
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
