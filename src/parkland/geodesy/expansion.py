"""Areas of geodesic polygons, computed from their images in a conformal plane.

Let a plane map the ellipsoid conformally with the scale k, and let W = 1/k2. An area dx dy in the
plane is then W dx dy on the ground. Near a point, W is well approximated by a short polynomial. The
integral of a polynomial over a polygon is a sum over the edges (Green's theorem), so that this part
of the result has no error of integration.

The image of a geodesic is not straight: it turns towards the larger W, with the curvature
grad(W) / 2W across its direction (Fermat's principle). The area between a chord of length L and the
geodesic is L3 / 12 times the curvature. So a counter-clockwise ring has on the ground the area::

    integral of W dx dy  +  1/24 sum of L2 (W_y dx - W_x dy),  the gradient in the middle of edges

The neglected terms are of the order L5 / R3, below a square millimetre for edges of a kilometre.
The method is fast because W is expanded once for each ring: no vertex is transformed, and no
trigonometric function is evaluated for a vertex. `is_within` decides which rings are small enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# A ring is measured here if no vertex is farther from the first one, and no edge is longer.
REACH_M = 20_000.0
EDGE_M = 8_000.0


@dataclass(frozen=True, slots=True)
class Expansion:
    """Taylor coefficients of W at the origins of rings; they include the factorials.

    W = w + wx x + wy y + wxx x2 + wxy xy + wyy y2 + wyyy y3, in m2 on the ground for each square
    unit of the plane. Each coefficient is an array with one value for each ring, or 0.0 where the
    plane has no such term.
    """

    w: np.ndarray
    wx: np.ndarray | float
    wy: np.ndarray
    wxx: np.ndarray | float
    wxy: np.ndarray | float
    wyy: np.ndarray | float
    wyyy: np.ndarray | float


def ring_areas(x: np.ndarray, y: np.ndarray, starts: np.ndarray, at: Expansion) -> np.ndarray:
    """Return the area in m2 of closed rings, positive if counter-clockwise.

    Parameters
    ----------
    x, y
        The vertices of all rings, ring after ring. The origin of each ring is its first vertex,
        which is repeated at its end.
    starts
        The position of the first vertex of each ring.
    at
        The expansion of W at the first vertex of each ring.
    """
    # The step from the last vertex of a ring to the first vertex of the next goes from (0, 0) to
    # (0, 0) and adds nothing. The last ring gets such a step too. numpy adds in blocks of eight: a
    # sum with one term less could differ in the last bit, and the area of a ring would then depend
    # on whether another ring follows it.
    x, y = np.append(x, 0.0), np.append(y, 0.0)
    x1, x2, y1, y2 = x[:-1], x[1:], y[:-1], y[1:]
    dx, dy, sx, sy = x2 - x1, y2 - y1, x1 + x2, y1 + y2
    cross = x1 * y2 - x2 * y1

    def summed(values: np.ndarray) -> np.ndarray:
        sums: np.ndarray = np.add.reduceat(values, starts)
        return sums

    # These are the exact moments of a polygon: the integral of each monomial of W over the
    # triangles from the origin to each edge, with the cross product as twice the triangle's area.
    inside = at.w * summed(cross) / 2
    inside += at.wx * summed(cross * sx) / 6
    inside += at.wy * summed(cross * sy) / 6
    inside += at.wxx * summed(cross * (sx * sx - x1 * x2)) / 12
    inside += at.wyy * summed(cross * (sy * sy - y1 * y2)) / 12
    inside += at.wxy * summed(cross * (sx * sy + x1 * y1 + x2 * y2)) / 24
    inside += at.wyyy * summed(cross * sy * (y1 * y1 + y2 * y2)) / 20
    # The second sum is the area between chords and geodesics. The gradient of W is taken in the
    # middle of each edge, where x is sx / 2 and y is sy / 2.
    square = dx * dx + dy * dy
    dx *= square
    dy *= square
    bow = at.wy * summed(dx) - at.wx * summed(dy)
    bow += at.wyy * summed(dx * sy) - at.wxx * summed(dy * sx)
    bow += at.wxy * summed(dx * sx - dy * sy) / 2
    bow += at.wyyy * summed(dx * sy * sy) * 3 / 4
    total: np.ndarray = inside + bow / 24
    return total


def is_within(x: np.ndarray, y: np.ndarray, starts: np.ndarray, at: Expansion) -> np.ndarray:
    """Return which rings are small enough for `ring_areas`, by their reach and longest edge.

    The parameters are those of `ring_areas`; the result is a boolean array with a value for each
    ring.
    """
    # Squares are compared, because W converts squares of lengths in the plane to square metres.
    reach2 = np.maximum.reduceat(x * x + y * y, starts) * at.w
    edge2 = np.maximum.reduceat(np.diff(x) ** 2 + np.diff(y) ** 2, starts) * at.w
    within: np.ndarray = (reach2 < REACH_M**2) & (edge2 < EDGE_M**2)
    return within
