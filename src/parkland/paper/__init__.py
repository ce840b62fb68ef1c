"""The map on paper: a sheet as offices make them, without a browser.

The sheet has the classes, the colours and the figures of the page of `draw_map`. It is drawn by
matplotlib at a true round scale in a plane, with coordinate marks, and every parcel is named.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland.choices import Lang, choose, require_text
from parkland.errors import ChoiceError, OutputError, brief
from parkland.file_paths import file_path
from parkland.ledger_record import files_read
from parkland.outputs import complete_or_absent
from parkland.overwriting import require_replaceable
from parkland.paper.paper_sizes import PaperSheet
from parkland.phrases import Phrase
from parkland.progress import progress

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import geopandas as gpd
    from matplotlib.figure import Figure

    from parkland.asset_figures import AssetsShown
    from parkland.figures.value_classes import ValueClasses
    from parkland.ledger_record import Ledger
    from parkland.maps.context_layers import Context

__all__ = ["PaperSheet", "print_map"]

ENDINGS = (".pdf", ".png", ".svg")
PRODUCT = "parkland"  # marks a file as ours, see `own_outputs`
DPI, MOST_PIXELS = 300, 40_000_000


def print_map(
    ledger: Ledger | gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    /,
    *,
    sheet: PaperSheet | None = None,
    title: str | None = None,
    colour_by: str | ValueClasses | AssetsShown = "status",
    context: Context | Iterable[Context] = (),
    lang: Lang = "zh",
    overwrite: bool = False,
) -> Path:
    """Write a map sheet for paper: a PDF, or a picture.

    The sheet has a title and the map at a round scale 1:N, which is true to 0.1 %, with coordinate
    marks, north arrow and scale bar. The legend has count and mu of each class. Below stand the
    reference system, who made the sheet and when, and a corner for the stamp. Classes, colours and
    figures are those of `draw_map`.

    Every parcel is named: by its number where that fits, else by a serial number that an index
    explains, on the sheet or on pages behind it. Where parcels are too crowded for that, detail
    sheets at a larger scale follow. Of more than 20,000 parcels only those with room for their
    number are named, and shapes are drawn as pixels instead of lines.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels that are measured and classified on one day.
    path
        The file: ``.pdf``, with text that can be selected; ``.png`` with 300 dots to the inch, or
        ``.svg``, for a map that needs one page only.
    sheet
        Paper, orientation, scale, who made it when, last line, font. Default: A3.
    title, colour_by, context, lang
        As for `draw_map`.
    overwrite
        Whether a file that parkland did not write may be replaced.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    OutputError
        If the parcels do not fit at the given scale; if no installed font has a character of the
        sheet; if a picture would need several pages; if the file cannot be written.
    ColumnError
        If there is no column to colour by, or a table lacks a column.
    ChoiceError
        If an argument is not one of its choices.
    MissingCrsError, SourceError

    Examples
    --------
    >>> import tempfile
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pk.print_map(ledger, f"{folder}/map.pdf", sheet=pk.PaperSheet(paper="A4"))
    ...     path.read_bytes()[:5]
    b'%PDF-'
    """
    from parkland.ledgers import ledger_of

    choose(lang, Lang, "lang")
    require_text(title, "title")
    if not isinstance(sheet, PaperSheet | None):
        raise ChoiceError("paper.no_sheet", sheet=brief(sheet))
    target = file_path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise OutputError(
            "paper.no_format",
            where=target,
            ending=ending or Phrase("errors.no_ending"),
            endings=list(ENDINGS),
        )
    require_replaceable(path, inputs=files_read(ledger), overwrite=overwrite)
    temporary = tempfile.TemporaryDirectory(prefix="parkland-", ignore_cleanup_errors=True)
    with progress("printing", lang=lang), temporary as folder:
        wishes = {"title": title, "colour_by": colour_by, "context": context, "lang": lang}
        figures, heading = _figures(ledger_of(ledger), sheet or PaperSheet(), Path(folder), wishes)
        if len(figures) > 1 and ending != ".pdf":
            raise OutputError("paper.many_pages", where=target, count=len(figures))
        with complete_or_absent(path) as beside:
            _save(figures, beside, heading)
    return target


def _figures(
    ledger: Ledger, sheet: PaperSheet, folder: Path, wishes: dict[str, Any]
) -> tuple[list[Figure], str]:
    """Return the pages, whose fonts stand in `folder`, and the title."""
    from parkland.paper.paper_content import paper_content
    from parkland.paper.sheet_pages import Faces, sheet_figures
    from parkland.paper.typefaces import typeface

    content = paper_content(ledger, sheet, **wishes)
    regular = typeface(content.texts(), folder, named=sheet.font)
    bold = typeface(content.bold_texts(), folder, named=sheet.font, bold=True)
    return sheet_figures(content, sheet, Faces(regular, bold)), content.title


def _save(figures: list[Figure], path: Path, title: str) -> None:
    """Save figures with the time of `stored_time`, so that the same input gives the same bytes."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import PdfPages

    from parkland import __version__
    from parkland.steady_times import stored_time

    product = f"{PRODUCT} {__version__}"
    settings: dict[Any, Any] = {"pdf.fonttype": 42, "svg.hashsalt": PRODUCT, "path.simplify": False}
    width, height = figures[0].get_size_inches()
    dots = min(DPI, (MOST_PIXELS / (width * height)) ** 0.5)
    with rc_context(settings):
        if path.suffix.lower() == ".pdf":
            about = {"Creator": product, "Title": title, "CreationDate": stored_time()}
            with PdfPages(path, metadata=about) as pages:
                for figure in figures:
                    pages.savefig(figure, dpi=dots)
        elif path.suffix.lower() == ".svg":
            figures[0].savefig(path, metadata={"Creator": product, "Date": None, "Title": title})
        else:
            figures[0].savefig(path, dpi=dots, metadata={"Software": product, "Title": title})
