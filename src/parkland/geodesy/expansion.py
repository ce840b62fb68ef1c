"""Areas of geodesic polygons from their images in a conformal plane.

Let a plane show the ellipsoid conformally with the scale k, and let W = 1/k2, so that dx dy in the
plane is W dx dy on the ground. Around a point, W is a short polynomial; the integral of a
polynomial over a polygon is a sum of moments over its edges, without error.

A geodesic is not straight in the plane: it turns towards the larger W, with the curvature
grad(W) / 2W across its direction (Fermat's principle). Between a chord of length L and the geodesic
lies L3 / 12 times the curvature, so the ring's area on the ground is, counter-clockwise::

    integral of W dx dy  +  1/24 sum of L2 (W_y dx - W_x dy),  the gradient in the middle of edges

What is left out is of the order L5 / R3 and falls below a square millimetre for edges of a
kilometre. No coordinate is transformed, no trigonometry is done for a vertex: W is developed once a
ring. That makes it fast. `parkland.geodesy` says how far it reaches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# A ring may go so far from its first vertex, and have edges so long.
REACH_M = 20_000.0
EDGE_M = 8_000.0


@dataclass(frozen=True, slots=True)
class Expansion:
    """Taylor coefficients of W at the origins of rings; the factorials are in them.

    W = w + wx x + wy y + wxx x2 + wxy xy + wyy y2 + wyyy y3, in m2 on the ground to the square of
    the plane's unit.
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
        Vertices of all rings, one ring after the other, each from the origin at its first vertex,
        which is repeated at its end.
    starts
        Where each ring begins.
    at
        W at the first vertex of each ring.
    """
    # The step from the last vertex of a ring to the first of the next goes from 0, 0 to 0, 0. The
    # last ring gets such a step too: numpy adds in blocks of eight, so that a sum with one term
    # less could differ in the last bit, and the area would depend on what comes after the ring.
    x, y = np.append(x, 0.0), np.append(y, 0.0)
    x1, x2, y1, y2 = x[:-1], x[1:], y[:-1], y[1:]
    dx, dy, sx, sy = x2 - x1, y2 - y1, x1 + x2, y1 + y2
    cross = x1 * y2 - x2 * y1

    def summed(values: np.ndarray) -> np.ndarray:
        sums: np.ndarray = np.add.reduceat(values, starts)
        return sums

    inside = at.w * summed(cross) / 2
    inside += at.wx * summed(cross * sx) / 6
    inside += at.wy * summed(cross * sy) / 6
    inside += at.wxx * summed(cross * (sx * sx - x1 * x2)) / 12
    inside += at.wyy * summed(cross * (sy * sy - y1 * y2)) / 12
    inside += at.wxy * summed(cross * (sx * sy + x1 * y1 + x2 * y2)) / 24
    inside += at.wyyy * summed(cross * sy * (y1 * y1 + y2 * y2)) / 20
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
    """Return which rings are small enough for `ring_areas`, by their reach and longest edge."""
    reach2 = np.maximum.reduceat(x * x + y * y, starts) * at.w
    edge2 = np.maximum.reduceat(np.diff(x) ** 2 + np.diff(y) ** 2, starts) * at.w
    within: np.ndarray = (reach2 < REACH_M**2) & (edge2 < EDGE_M**2)
    return within
