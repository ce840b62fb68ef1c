"""The map of a sheet: parcels, layers below them, names, coordinate marks, north and scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parkland.maps.context_looks import look_of
from parkland.outlines import is_point
from parkland.paper.ink import BLACK, GREY, outline
from parkland.paper.map_plane import marks, round_length
from parkland.paper.parcel_labels import Labeller, end_of_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from parkland.paper.ink import Page
    from parkland.paper.paper_content import PaperContent
    from parkland.paper.parcel_labels import Box, Labelling
    from parkland.paper.typefaces import Typeface

FILL_ALPHA = 0.8  # as on the page
EDGE, EDGE_PT = "#2d2d2d", 0.35
CONTEXT_PT = 0.5  # of a line that is one pixel wide on the screen
DOT_MM = 0.35  # a smaller parcel is drawn as a dot of this side
POINT_MM = 1.1  # radius of a parcel without an outline
MOST_VECTORS = 20_000  # shapes of one layer; more are drawn as pixels, so that the file opens
MARK_MM = 30.0  # about the distance of coordinate marks
CROSS_MM = 2.0
DARK = 0.25  # luminance below which a label is white
WHITE = "#ffffff"
PART = "#c00020"  # frames of detail sheets


@dataclass(frozen=True, slots=True)
class View:
    """The part of the plane that a frame shows.

    Attributes
    ----------
    frame : Box
        In millimetres of the sheet.
    middle : tuple of float
        The place in metres that stands in the middle of the frame.
    scale : int
        N of 1:N.
    """

    frame: Box
    middle: tuple[float, float]
    scale: int

    def on_paper(self, shapes: np.ndarray) -> np.ndarray:
        """Return shapes in millimetres of the sheet."""
        left, bottom, right, top = self.frame
        origin, centre = np.array(self.middle), np.array([left + right, bottom + top]) / 2
        placed: np.ndarray = shapely.transform(
            shapes, lambda xy: (xy - origin) * 1000 / self.scale + centre
        )
        return placed

    @property
    def extent(self) -> Box:
        """West, south, east and north in metres."""
        left, bottom, right, top = self.frame
        half_wide = (right - left) / 2000 * self.scale
        half_high = (top - bottom) / 2000 * self.scale
        x, y = self.middle
        return x - half_wide, y - half_high, x + half_wide, y + half_high


def middle_of(shapes: np.ndarray) -> tuple[float, float]:
    """Return the middle of the box around shapes; (0, 0) if there are none."""
    if not _has_place(shapes):
        return 0.0, 0.0
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return (west + east) / 2, (south + north) / 2


def extent_of(shapes: np.ndarray) -> tuple[float, float]:
    """Return width and height of the box around shapes in metres, at least one metre each."""
    if not _has_place(shapes):
        return 1000.0, 1000.0
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return max(east - west, 1.0), max(north - south, 1.0)


def _has_place(shapes: np.ndarray) -> bool:
    return bool((~(shapely.is_missing(shapes) | shapely.is_empty(shapes))).any())


def draw_shapes(axes: Axes, content: PaperContent, view: View) -> None:
    """Draw the layers below and the parcels, cut off at the frame."""
    clip = _frame_patch(axes, view.frame)
    for label, shapes in content.context:
        look = look_of(label)
        fill = f"{look.fill}{round(look.opacity * 255):02x}"
        width = CONTEXT_PT * look.width
        _collection(axes, view.on_paper(shapes), clip, look.line, fill, width, 1)
    colors = [f"{one.color}{round(FILL_ALPHA * 255):02x}" for one in content.classes]
    seen = _in_view(content.shapes, view)
    fills = [colors[code] for code in content.codes[seen]]
    placed = view.on_paper(content.shapes[seen])
    # A parcel without an outline is a circle in the colour of its class, as on the screen.
    points = is_point(placed)
    placed[points] = shapely.buffer(placed[points], POINT_MM)
    _collection(axes, placed, clip, EDGE, fills, EDGE_PT, 2)


def _in_view(shapes: np.ndarray, view: View) -> np.ndarray:
    """Return which shapes reach into a view."""
    west, south, east, north = shapely.bounds(shapes).T
    left, bottom, right, top = view.extent
    seen: np.ndarray = (west <= right) & (east >= left) & (south <= top) & (north >= bottom)
    return seen


def _frame_patch(axes: Axes, frame: Box) -> Any:
    from matplotlib.patches import Rectangle

    left, bottom, right, top = frame
    return axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, visible=False))


def _collection(
    axes: Axes,
    shapes: np.ndarray,
    clip: Any,
    edge: str,
    fills: str | list[str],
    width_pt: float,
    zorder: int,
) -> None:
    """Add shapes as one collection. Points, and shapes too small to be seen, are dots."""
    from matplotlib.collections import PathCollection

    west, south, east, north = shapely.bounds(shapes).T
    is_small = np.fmax(east - west, north - south) < DOT_MM
    half = DOT_MM / 2
    x, y = (west + east) / 2, (south + north) / 2
    drawn = shapes.copy()
    drawn[is_small] = shapely.box(x - half, y - half, x + half, y + half)[is_small]
    found = [(path, row) for row, shape in enumerate(drawn) if (path := outline(shape)) is not None]
    if not found:
        return
    faces = fills if isinstance(fills, str) else [fills[row] for _, row in found]
    lines = shapely.get_dimensions(drawn[[row for _, row in found]]) == 1
    if isinstance(faces, str):
        faces = ["none" if is_line else faces for is_line in lines.tolist()]
    many = PathCollection(
        [path for path, _ in found], facecolors=faces, edgecolors=edge, linewidths=width_pt,
        joinstyle="round", zorder=zorder,
    )  # fmt: skip
    many.set_rasterized(len(found) > MOST_VECTORS)
    axes.add_collection(many, autolim=False)
    many.set_clip_path(clip)  # axes clip what is added at their own edge


def labels_of(
    face: Typeface,
    content: PaperContent,
    view: View,
    factor: float,
    *,
    rows: np.ndarray | None = None,
    first: int = 1,
) -> Labelling:
    """Return the labels of parcels in a view: of `rows`, or of all; `first` serial number."""
    placed = view.on_paper(content.shapes)
    return Labeller(
        placed, content.names, content.areas, face, factor, view.frame, rows, first
    ).labelled()


def draw_labels(page: Page, content: PaperContent, labelling: Labelling) -> None:
    """Draw labels: dark on light parcels, white on dark ones."""
    for one in labelling.labels:
        color = _ink_on(content.classes[content.codes[one.row]].color or WHITE)
        if one.led_to is not None:
            color = BLACK
            page.box(one.box, 0, fill="#ffffffd9", zorder=4)
            page.line([end_of_line(one.box, one.led_to), one.led_to], 0.4)
        step = one.size_pt * 1.25 * 25.4 / 72
        for place, line in enumerate(one.lines):
            y = one.y + ((len(one.lines) - 1) / 2 - place) * step
            page.text(one.x, y, line, one.size_pt, align="center", color=color)


def draw_parts(page: Page, view: View, cells: Sequence[Box]) -> None:
    """Draw the parts of the land that have sheets of their own, with their numbers."""
    for number, cell in enumerate(cells, start=1):
        (box,) = view.on_paper(np.array([shapely.box(*cell)]))
        left, bottom, right, top = box.bounds
        page.box((left, bottom, right, top), 0.9, color=PART, zorder=4)
        size = 12.0
        wide = page.bold.width_mm(str(number), size) / 2 + 0.8
        x, y = (left + right) / 2, (bottom + top) / 2
        page.box((x - wide, y - 2.6, x + wide, y + 2.6), 0, fill="#ffffffd9", zorder=5)
        page.text(x, y, str(number), size, align="center", color=PART, bold=True)


def _ink_on(color: str) -> str:
    """Return black or white, whichever can be read on a colour that is drawn as on the page."""
    parts = np.array(list(bytes.fromhex(color.removeprefix("#")[:6]))) / 255
    blended = FILL_ALPHA * parts + 1 - FILL_ALPHA
    linear = np.where(blended <= 0.04045, blended / 12.92, ((blended + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB
    return BLACK if linear @ np.array([0.2126, 0.7152, 0.0722]) > DARK else WHITE


def draw_frame(page: Page, content: PaperContent, view: View, outer: Box, factor: float) -> None:
    """Draw the frames, and coordinate marks at round places with their numbers on all sides."""
    left, bottom, _, _ = view.frame
    if content.plane is not None:
        west, south, east, north = view.extent
        unit, per_metre = content.plane.metres, 1000 / view.scale
        step = max(round_length(MARK_MM * factor / per_metre / unit), 1.0)
        xs = [
            (value, left + (value * unit - west) * per_metre)
            for value in marks(west / unit, east / unit, step)
        ]
        ys = [
            (value, bottom + (value * unit - south) * per_metre)
            for value in marks(south / unit, north / unit, step)
        ]
        _crosses(page, [x for _, x in xs], [y for _, y in ys], CROSS_MM * factor**0.5)
        _numbers(page, xs, ys, view.frame, outer, 5.5 * max(1.0, factor * 0.9))
    page.box(view.frame, 0.5 * factor, zorder=5)
    page.box(outer, 1.4 * factor, zorder=5)


def _crosses(page: Page, xs: list[float], ys: list[float], arm: float) -> None:
    from matplotlib.collections import LineCollection

    lines = [
        line
        for x in xs
        for y in ys
        for line in ([(x - arm, y), (x + arm, y)], [(x, y - arm), (x, y + arm)])
    ]
    crosses = LineCollection(lines, colors=GREY, linewidths=0.35, zorder=1.5)
    page.axes.add_collection(crosses, autolim=False)


def _numbers(
    page: Page,
    xs: list[tuple[float, float]],
    ys: list[tuple[float, float]],
    frame: Box,
    outer: Box,
    size: float,
) -> None:
    """Write the coordinates between the two frames, with a tick at the inner one."""
    left, bottom, right, top = frame
    low, high = (outer[1] + bottom) / 2, (outer[3] + top) / 2
    west, east = (outer[0] + left) / 2, (outer[2] + right) / 2
    for value, x in xs:
        half = page.regular.width_mm(f"{value:.0f}", size) / 2
        for edge, end, y in ((bottom, outer[1], low), (top, outer[3], high)):
            page.line([(x, edge), (x, edge + (end - edge) * 0.2)], 0.4)
            if left + half < x < right - half:
                page.text(x, y, f"{value:.0f}", size, align="center", color="#333333")
    for value, y in ys:
        half = page.regular.width_mm(f"{value:.0f}", size) / 2
        for edge, end, x in ((left, outer[0], west), (right, outer[2], east)):
            page.line([(edge, y), (edge + (end - edge) * 0.2, y)], 0.4)
            if bottom + half < y < top - half:
                page.text(x, y, f"{value:.0f}", size, align="center", color="#333333", angle=90)


def draw_north(page: Page, frame: Box, text: str, factor: float) -> None:
    """Draw an arrow to grid north in the upper right corner of the map."""
    from matplotlib.patches import Polygon

    x, top = frame[2] - 7 * factor, frame[3] - 7 * factor
    high, half = 10 * factor, 2.6 * factor
    for side, fill in ((-1, BLACK), (1, WHITE)):
        corners = [(x, top), (x + side * half, top - high), (x, top - 0.72 * high)]
        page.axes.add_patch(
            Polygon(corners, facecolor=fill, edgecolor=BLACK, linewidth=0.5 * factor, zorder=6)
        )
    page.text(x, top + 2.6 * factor, text, 9 * factor, align="center", bold=True)


def draw_scale_bar(page: Page, x: float, y: float, most: float, view: View, factor: float) -> None:
    """Draw a bar of a round length, divided into four, above `y` and at most `most` wide."""
    length = round_length(most * view.scale / 1000)
    wide = length * 1000 / view.scale
    high = 1.3 * factor
    for part in range(4):
        left = x + part * wide / 4
        fill = BLACK if part % 2 == 0 else WHITE
        page.box((left, y, left + wide / 4, y + high), 0.4 * factor, fill=fill)
    size = 6.5 * factor
    for share, length_there in ((0, 0.0), (0.5, length / 2), (1, length)):
        kilometres = length >= 2000  # noqa: PLR2004 - metres
        text = f"{length_there / 1000:g}" if kilometres else f"{length_there:g}"
        text += (" km" if kilometres else " m") if share == 1 else ""
        page.text(x + share * wide, y + high + 1.7 * factor, text, size, align="center")
