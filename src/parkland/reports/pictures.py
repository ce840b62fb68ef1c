"""Pictures of a report, as PNG: an overview map, a chart, a small map of one parcel.

They show numbers and no words, so that no Chinese font is needed where they are drawn. The text
beside a picture says what its numbers and colours mean.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from parkland.areas.planes import gauss_kruger_planes
from parkland.outlines import is_point
from parkland.reports.report_blocks import Picture
from parkland.reports.summary_tables import map_legend

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pyproj import CRS

    from parkland.reports.basis import Basis
    from parkland.reports.report_blocks import Block

DPI = 200
CM_PER_INCH = 2.54
POINT_RADIUS_M, POINT_WINDOW_M = 12.0, 250.0
MOST_NUMBERS = 150  # on one map; more cannot be read
EDGE = "#333333"
POINT = 22  # square points: the mark of a parcel without an outline
QUIET = "#e4e4e0"
RED_LINE = "#d7191c"
STEPS = (1, 2, 5, 10)
MAP_CM = 10.0  # the legend stands beside it


def in_plane(geometry: gpd.GeoSeries) -> tuple[gpd.GeoSeries, CRS]:
    """Return shapes in the Gauss-Krüger plane in which most of them are measured, and the plane."""
    plane, _ = max(gauss_kruger_planes(geometry), key=lambda found: len(found[1]))
    return geometry.to_crs(plane), plane


def map_section(basis: Basis) -> Iterator[Block]:
    """Yield the map of all parcels with its caption; nothing without parcels."""
    if basis.parcels.empty:
        return
    plane, _ = in_plane(basis.parcels.geometry)
    caption = basis.text("map" if len(plane) <= MOST_NUMBERS else "map_unnumbered")
    yield Picture("map", overview(basis, plane), caption, MAP_CM, legend=map_legend(basis))


def overview(basis: Basis, plane: gpd.GeoSeries) -> bytes:
    """Return a map of all parcels, coloured by status and numbered as in the ledger.

    It is as high as the land needs, so that the legend beside it starts where the map does.
    """
    west, south, east, north = plane.total_bounds
    height = MAP_CM * (north - south) / max(east - west, 1.0)
    figure, axes = _page(MAP_CM, min(max(height, MAP_CM / 2), MAP_CM * 1.4))
    colors = [basis.statuses.statuses[status].color for status in basis.parcels["status"]]
    _fill(axes, plane, colors, EDGE)
    if len(plane) <= MOST_NUMBERS:
        _number(axes, plane, list(basis.numbers))
    _scale_and_north(axes, plane)
    return _png(figure)


def one_parcel(shape: gpd.GeoSeries, neighbours: gpd.GeoSeries) -> bytes:
    """Return a map of one parcel in red among its neighbours in grey."""
    figure, axes = _page(8.0, 7.0)
    points = is_point(shape).any()
    if points:  # a small ring around the place, which nobody takes for the outline of the land
        shape = shape.buffer(POINT_RADIUS_M)
    west, south, east, north = shape.total_bounds
    margin = POINT_WINDOW_M if points else 0.35 * max(east - west, north - south)
    window = (west - margin, south - margin, east + margin, north + margin)
    _fill(axes, neighbours, [QUIET] * len(neighbours), "#8c8c88")
    shape.boundary.plot(ax=axes, color=RED_LINE, linewidth=1.4)
    axes.set_xlim(window[0], window[2])
    axes.set_ylim(window[1], window[3])
    _scale_and_north(axes, shape)
    return _png(figure)


def _page(width_cm: float, height_cm: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width_cm / CM_PER_INCH, height_cm / CM_PER_INCH), layout="constrained")
    return figure, figure.subplots()


def _fill(axes: Axes, plane: gpd.GeoSeries, colors: list[str], edge: str) -> None:
    if len(plane):
        plane.plot(ax=axes, color=colors, edgecolor=edge, linewidth=0.4, markersize=POINT)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _number(axes: Axes, plane: gpd.GeoSeries, numbers: list[int]) -> None:
    from matplotlib.patheffects import withStroke

    halo = [withStroke(linewidth=1.6, foreground="white")]
    points = plane.representative_point()
    beside = is_point(plane)
    for x, y, number, is_beside in zip(points.x, points.y, numbers, beside, strict=True):
        # The number of a point stands beside it, because it would cover the point.
        axes.annotate(
            str(number), (x, y), xytext=(3.5 if is_beside else 0, 0), textcoords="offset points",
            ha="left" if is_beside else "center", va="center", fontsize=7, path_effects=halo,
        )  # fmt: skip


def _scale_and_north(axes: Axes, plane: gpd.GeoSeries) -> None:
    """Draw a scale bar of a round length, and an arrow to grid north."""
    if not len(plane):
        return
    west, east = axes.get_xlim()
    wanted = (east - west) / 5
    power = 10 ** int(np.floor(np.log10(wanted)))
    length = max(step * power for step in STEPS if step * power <= wanted)
    text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"  # noqa: PLR2004
    share = length / (east - west)
    axes.plot(
        [0.02, 0.02 + share], [0.02, 0.02], transform=axes.transAxes, color="black",
        linewidth=2, solid_capstyle="butt", clip_on=False,
    )  # fmt: skip
    axes.text(0.02 + share / 2, 0.035, text, transform=axes.transAxes, ha="center", fontsize=7)
    axes.annotate(
        "N", (0.97, 0.99), xytext=(0.97, 0.90), xycoords="axes fraction",
        textcoords="axes fraction", ha="center", va="center", fontsize=9,
        arrowprops={"arrowstyle": "-|>", "color": "black", "linewidth": 1},
    )  # fmt: skip


def _png(figure: Figure) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return stream.getvalue()
