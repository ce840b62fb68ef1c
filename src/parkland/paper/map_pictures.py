"""The map of a sheet on its own, as a picture for a document."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from parkland.paper.ink import Page
from parkland.paper.map_drawing import (
    View,
    draw_frame,
    draw_labels,
    draw_north,
    draw_scale_bar,
    draw_shapes,
    extent_of,
    labels_of,
    middle_of,
)
from parkland.paper.paper_content import paper_content
from parkland.paper.paper_sizes import PaperSheet
from parkland.paper.sheet_layout import NEAT_MM, fitting_scale
from parkland.paper.typefaces import typeface

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkland.choices import Lang
    from parkland.figures.value_classes import ValueClasses
    from parkland.ledger_record import Ledger
    from parkland.maps.context_layers import Context

DPI = 220


class MapPicture(NamedTuple):
    """A picture of a map, and what its serial numbers mean.

    Attributes
    ----------
    png : bytes
    scale : int
        N of the scale 1:N at the size of the picture.
    serials : list of (str, int)
        The serial number of each parcel that has one, and its position in the ledger.
    unnamed : int
        How many parcels are too crowded to be named.
    """

    png: bytes
    scale: int
    serials: list[tuple[str, int]]
    unnamed: int


def map_picture(
    ledger: Ledger,
    /,
    *,
    width_mm: float,
    height_mm: float,
    colour_by: str | ValueClasses = "status",
    context: Context | Iterable[Context] = (),
    lang: Lang = "zh",
) -> MapPicture:
    """Return the map of a sheet as a PNG of a size on paper: frame, names, north and scale bar.

    Parameters
    ----------
    ledger
        The parcels.
    width_mm, height_mm
        The size at which the document shows it, so that the scale is true and type is legible.
    colour_by, context, lang
        As for `print_map`.

    Raises
    ------
    ColumnError, OutputError, SourceError
        As for `print_map`.
    """
    from matplotlib import rc_context

    content = paper_content(
        ledger, PaperSheet(), title=None, colour_by=colour_by, context=context, lang=lang
    )
    with tempfile.TemporaryDirectory(prefix="parkland-", ignore_cleanup_errors=True) as folder:
        regular = typeface(content.texts(), Path(folder))
        bold = typeface(content.bold_texts(), Path(folder), bold=True)
        page = Page.blank(width_mm, height_mm, regular, bold)
        outer = (0.6, 0.6, width_mm - 0.6, height_mm - 0.6)
        frame = (NEAT_MM, NEAT_MM, width_mm - NEAT_MM, height_mm - NEAT_MM)
        scale = fitting_scale(frame, extent_of(content.shapes))
        view = View(frame, middle_of(content.shapes), scale)
        labelling = labels_of(regular, content, view, 1.0)
        draw_shapes(page.axes, content, view)
        draw_frame(page, content, view, outer, 1.0)
        draw_labels(page, content, labelling)
        draw_north(page, frame, content.words["north"], 0.8)
        draw_scale_bar(page, frame[0] + 4, frame[1] + 3, 0.25 * width_mm, view, 0.9)
        stream = io.BytesIO()
        with rc_context({"path.simplify": False}):
            page.finished().savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return MapPicture(stream.getvalue(), scale, labelling.index, labelling.unnamed)
