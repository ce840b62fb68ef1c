"""Drawing on a page in millimetres: texts, lines, boxes and shapes, by matplotlib.

Texts are drawn by one artist, straight through the renderer: matplotlib would measure each of them
again, which takes longer than everything else on a sheet of 5,000 parcels.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely

from parkland.paper.paper_sizes import MM_PER_INCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from parkland.paper.typefaces import Typeface

    Box = tuple[float, float, float, float]
    Align = Literal["left", "center", "right"]

BLACK, GREY = "#111111", "#666666"
SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}
MIDDLE = 0.36  # of the type: from the base line up to the middle of a line


@dataclass(slots=True)
class Written:
    """A text at a place."""

    x: float
    y: float
    text: str
    size_pt: float
    color: str
    bold: bool
    angle: float


@dataclass(slots=True)
class Page:
    """A page under the pen.

    Attributes
    ----------
    figure, axes
        The axes cover the figure and count in millimetres.
    regular, bold : Typeface
    """

    figure: Figure
    axes: Axes
    regular: Typeface
    bold: Typeface
    written: list[Written] = field(default_factory=list)

    @classmethod
    def blank(cls, width: float, height: float, regular: Typeface, bold: Typeface) -> Page:
        """Return an empty page."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH))
        return cls(figure, page_axes(figure, width, height), regular, bold)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size_pt: float,
        *,
        align: Align = "left",
        color: str = BLACK,
        bold: bool = False,
        angle: float = 0,
    ) -> None:
        """Write a text whose middle line runs through `y`; with an angle, along that direction."""
        face = self.bold if bold else self.regular
        wide = face.width_mm(text, size_pt) * SHARES[align]
        drop = MIDDLE * size_pt * MM_PER_INCH / 72
        turn = np.radians(angle)
        x += -wide * np.cos(turn) + drop * np.sin(turn)
        y += -wide * np.sin(turn) - drop * np.cos(turn)
        self.written.append(Written(float(x), float(y), text, size_pt, color, bold, angle))

    def line(
        self, points: Sequence[tuple[float, float]], width_pt: float, color: str = BLACK
    ) -> None:
        """Draw a line."""
        from matplotlib.lines import Line2D

        x, y = zip(*points, strict=True)
        self.axes.add_line(
            Line2D(x, y, linewidth=width_pt, color=color, solid_capstyle="butt", clip_on=False)
        )

    def box(
        self, box: Box, width_pt: float, *, color: str = BLACK, fill: str = "none", **look: Any
    ) -> None:
        """Draw a rectangle."""
        from matplotlib.patches import Rectangle

        left, bottom, right, top = box
        self.axes.add_patch(
            Rectangle(
                (left, bottom), right - left, top - bottom, linewidth=width_pt,
                edgecolor=color if width_pt else "none", facecolor=fill, clip_on=False, **look,
            )
        )  # fmt: skip

    def finished(self) -> Figure:
        """Return the figure with its texts."""
        self.axes.add_artist(_writing(self))
        return self.figure


def page_axes(figure: Figure, width: float, height: float) -> Axes:
    """Return axes that cover a figure and count in millimetres from its lower left corner."""
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.set_aspect("auto")
    return axes


def _writing(page: Page) -> Any:
    """Return an artist that writes the texts of a page."""
    from matplotlib.artist import Artist
    from matplotlib.font_manager import FontProperties

    class Writing(Artist):
        """The texts of a page, above everything else on it."""

        def draw(self, renderer: Any) -> None:
            """Draw each text, in its size and colour."""
            fonts: dict[tuple[bool, float], FontProperties] = {}
            dots = renderer.points_to_pixels(72.0) / MM_PER_INCH
            high = page.figure.bbox.height
            pen = renderer.new_gc()
            for one in page.written:
                key = (one.bold, one.size_pt)
                if key not in fonts:
                    face = page.bold if one.bold else page.regular
                    fonts[key] = FontProperties(fname=face.path, size=one.size_pt)
                pen.set_foreground(one.color)
                y = one.y * dots
                y = high - y if renderer.flipy() else y
                renderer.draw_text(pen, one.x * dots, y, one.text, fonts[key], one.angle)
            pen.restore()

    artist = Writing()
    artist.set_zorder(10)
    return artist


def outline(shape: Any) -> Any:
    """Return a polygon, a line or a collection of them as one path of matplotlib; None if empty."""
    from matplotlib.path import Path

    parts = shapely.get_parts(shape)
    rings = [ring for part in parts for ring in _rings(part)]
    if not rings:
        return None
    points = [shapely.get_coordinates(ring) for ring in rings]
    codes = []
    for ring, xy in zip(rings, points, strict=True):
        code = np.full(len(xy), Path.LINETO, dtype=Path.code_type)
        code[0] = Path.MOVETO
        if shapely.is_closed(ring):
            code[-1] = Path.CLOSEPOLY
        codes.append(code)
    return Path(np.concatenate(points), np.concatenate(codes))


def _rings(part: Any) -> list[Any]:
    if shapely.get_dimensions(part) == 2:  # noqa: PLR2004 - an area
        return [part.exterior, *part.interiors]
    return [part] if shapely.get_dimensions(part) == 1 and not shapely.is_empty(part) else []
