"""Where everything stands on a sheet, in millimetres from the lower left corner.

The title stands in the middle above the map. Legend, figures and index flow into columns below the
map or beside it; the arrangement in which the map is larger is taken, and one beside the map only
if its columns are filled. The imprint (scale, reference system, who made it when, the corner for
the stamp) closes the panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from parkland.errors import OutputError
from parkland.paper.map_plane import ROUND, round_scale
from parkland.paper.panel_rows import flow, least_height, width_mm
from parkland.paper.paper_sizes import type_factor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parkland.paper.panel_rows import Row
    from parkland.paper.paper_sizes import PaperSheet
    from parkland.paper.typefaces import Typeface

Box = tuple[float, float, float, float]  # left, bottom, right, top

MARGIN_MM = 9.0  # all lengths are those of A4
TITLE_MM, SUBTITLE_MM, FOOTER_MM = 10.0, 5.0, 4.5
NEAT_MM = 4.5  # between the frame of the map and the outer frame, where coordinates stand
GAP_MM = 4.0
IMPRINT_MM, IMPRINT_HIGH_MM, STAMP_MM = 68.0, 31.0, 31.0
MOST_BAND = 0.42  # of the height between title and footer that a panel below may take
LEAST_FILLED = 0.6  # of the columns beside the map
MOST_SIDE = 3  # columns beside the map
MOST_SIDE_SHARE = 0.5  # of the width of the sheet that they may take
MARGIN_SHARE = 0.02  # of the map that stays free at each side


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLayout:
    """Where things stand on a sheet.

    Attributes
    ----------
    width, height : float
    factor : float
        By what type is larger than on A4.
    title : Box
        Title and subtitle.
    frame, outer : Box
        The map, and the frame around it with the coordinates.
    columns : tuple of (Box, list of Row)
    imprint, stamp : Box
    footer : Box
    scale : int
        N of 1:N.
    """

    width: float
    height: float
    factor: float
    title: Box
    frame: Box
    outer: Box
    columns: tuple[tuple[Box, list[Row]], ...]
    imprint: Box
    stamp: Box
    footer: Box
    scale: int

    @property
    def room(self) -> float:
        """The area of the map: of two sheets with one scale, the larger has no empty panel."""
        left, bottom, right, top = self.frame
        return (right - left) * (top - bottom)


def best_layout(
    sheet: PaperSheet, extent: tuple[float, float], rows: Sequence[Row], face: Typeface
) -> SheetLayout:
    """Return the layout in which the map is largest.

    Parameters
    ----------
    sheet
        The paper, and the scale if it is given.
    extent
        Width and height of the land in metres.
    rows
        Of the panel.
    face
        Of the text, for its width.

    Raises
    ------
    OutputError
        If the land does not fit at the given scale; the message names one that fits.
    """
    found = list(layouts(sheet, extent, rows, face))
    if not found:
        raise OutputError("paper.long_legend", paper=sheet.paper)
    fitting = [one for one in found if sheet.scale is None or one.scale <= sheet.scale]
    if not fitting:
        least = min(one.scale for one in found)
        raise OutputError("paper.large_scale", scale=sheet.scale, paper=sheet.paper, least=least)
    best = min(fitting, key=lambda one: (one.scale, -one.room))
    return with_scale(best, sheet.scale) if sheet.scale else best


def with_scale(layout: SheetLayout, scale: int) -> SheetLayout:
    """Return a layout at another scale."""
    from dataclasses import replace

    return replace(layout, scale=scale)


def layouts(
    sheet: PaperSheet, extent: tuple[float, float], rows: Sequence[Row], face: Typeface
) -> Iterator[SheetLayout]:
    """Yield every arrangement into which the rows fit, each at its largest round scale."""
    for width, height in sheet.sizes():
        factor = type_factor(width, height)
        column = width_mm(rows, face, factor) + 2 * factor
        for stacked in (False, True):
            yield from _below(width, height, column, extent, rows, stacked=stacked)
        for number in range(1, MOST_SIDE + 1):
            yield from _beside(width, height, column, extent, rows, number)


def _blocks(width: float, height: float) -> tuple[float, Box, Box, Box]:
    """Return the factor of type, and the boxes of title, content and footer."""
    factor = type_factor(width, height)
    margin = MARGIN_MM * factor**0.5
    left, right = margin, width - margin
    top = height - margin
    below_title = top - (TITLE_MM + SUBTITLE_MM) * factor
    above_footer = margin + FOOTER_MM * factor
    title = (left, below_title, right, top)
    content = (left, above_footer, right, below_title)
    return factor, title, content, (left, margin, right, above_footer)


def _below(
    width: float,
    height: float,
    column: float,
    extent: tuple[float, float],
    rows: Sequence[Row],
    *,
    stacked: bool,
) -> Iterator[SheetLayout]:
    """Yield the arrangement with the panel below the map, if the map keeps enough room.

    The stamp stands beside the imprint, or with `stacked` below it, which leaves room for columns.
    """
    factor, title, (left, bottom, right, top), footer = _blocks(width, height)
    gap, stamp, imprint = GAP_MM * factor, STAMP_MM * factor, IMPRINT_HIGH_MM * factor
    closing = IMPRINT_MM * factor + gap + (0.0 if stacked else stamp + gap)
    number = int((right - left - closing + gap) // (column + gap))
    if number < 1:
        return
    number = min(number, max(1, len(rows)))
    least = imprint + (stamp if stacked else 0.0)
    high = max(least_height(rows, columns=number, factor=factor), least)
    if high > MOST_BAND * (top - bottom):
        return
    outer = (left, bottom + high + gap, right, top)
    step = (right - left - closing + gap) / number
    boxes = [
        (left + i * step, bottom, left + (i + 1) * step - gap, bottom + high) for i in range(number)
    ]
    above = bottom + high
    low = above - imprint - stamp if stacked else above - stamp
    yield _laid(
        (width, height), factor, title, footer, outer, extent,
        columns=_filled(boxes, rows, factor),
        imprint=(right - closing + gap, bottom, right - (0.0 if stacked else stamp + gap), above),
        stamp=(right - stamp, low, right, low + stamp),
    )  # fmt: skip


def _beside(
    width: float,
    height: float,
    column: float,
    extent: tuple[float, float],
    rows: Sequence[Row],
    number: int,
) -> Iterator[SheetLayout]:
    """Yield the arrangement with columns beside the map, if the rows fill them."""
    factor, title, (left, bottom, right, top), footer = _blocks(width, height)
    gap, stamp, imprint = GAP_MM * factor, STAMP_MM * factor, IMPRINT_HIGH_MM * factor
    wide = max(number * (column + gap) - gap, IMPRINT_MM * factor)
    stacked = wide < IMPRINT_MM * factor + gap + stamp
    closing = imprint + (stamp + gap if stacked else 0.0) + gap
    high = top - bottom - closing
    fits = flow(rows, columns=number, height=high, factor=factor) is not None
    if wide > MOST_SIDE_SHARE * (right - left) or not fits:
        return
    if sum(row.height_mm(factor) for row in rows) < LEAST_FILLED * number * high:
        return
    start = right - wide
    step = (wide + gap) / number
    boxes = [
        (start + i * step, bottom + closing, start + (i + 1) * step - gap, top)
        for i in range(number)
    ]
    low = bottom + (stamp + gap if stacked else 0.0)
    yield _laid(
        (width, height), factor, title, footer, (left, bottom, start - gap, top), extent,
        columns=_filled(boxes, rows, factor),
        imprint=(start, low, start + IMPRINT_MM * factor, low + imprint),
        stamp=(right - stamp, bottom, right, bottom + stamp),
    )  # fmt: skip


def _filled(
    boxes: Sequence[Box], rows: Sequence[Row], factor: float
) -> tuple[tuple[Box, list[Row]], ...]:
    """Return the rows of each box, spread evenly."""
    high = least_height(rows, columns=len(boxes), factor=factor)
    filled = flow(rows, columns=len(boxes), height=high, factor=factor) or []
    return tuple(zip(boxes, filled, strict=False))


def _laid(
    size: tuple[float, float],
    factor: float,
    title: Box,
    footer: Box,
    outer: Box,
    extent: tuple[float, float],
    **panel: object,
) -> SheetLayout:
    neat = NEAT_MM * factor
    frame = (outer[0] + neat, outer[1] + neat, outer[2] - neat, outer[3] - neat)
    return SheetLayout(
        width=size[0], height=size[1], factor=factor, title=title, footer=footer, outer=outer,
        frame=frame, scale=fitting_scale(frame, extent), **panel,  # type: ignore[arg-type]
    )  # fmt: skip


def fitting_scale(frame: Box, extent: tuple[float, float]) -> int:
    """Return N of the largest round scale at which an extent in metres fits into a frame."""
    left, bottom, right, top = frame
    free = 1 - 2 * MARGIN_SHARE
    least = max(extent[0] / (free * (right - left)), extent[1] / (free * (top - bottom))) * 1000
    return round_scale(max(least, ROUND[0] * 100)) if least < inf else ROUND[0] * 1000
