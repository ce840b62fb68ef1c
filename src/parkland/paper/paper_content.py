"""What a sheet shows: the words, the classes and the figures of the page, and shapes in a plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkland.asset_figures import AssetsShown
from parkland.choices import parse_as_of
from parkland.conventions import statuses_of
from parkland.display import heading, parcel_names, plane_name, unit_label
from parkland.figures.value_classes import ValueClasses
from parkland.languages import grammar
from parkland.maps.asset_layers import with_assets
from parkland.maps.context_layers import named_layers
from parkland.maps.map_legend import column_to_colour_by, legend
from parkland.maps.page_figures import class_items, flag_items, total_figures
from parkland.maps.page_parcels import PageParcels
from parkland.maps.page_words import page_words
from parkland.paper.map_plane import plane_for_paper
from parkland.paper.typefaces import plain_text
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from parkland.choices import Lang
    from parkland.ledger_record import Ledger
    from parkland.maps.context_layers import Context
    from parkland.paper.map_plane import MapPlane
    from parkland.paper.paper_sizes import PaperSheet

PRINTABLE = "".join(map(chr, range(32, 127)))


@dataclass(frozen=True, slots=True)
class Figured:
    """A row of a legend: its label, its colour if it has one, and its printed figures."""

    label: str
    parcels: str
    area: str
    color: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperContent:
    """Everything that a sheet shows. Texts are plain; shapes are in metres of the plane.

    Attributes
    ----------
    words : mapping of str to str
        Texts of the sheet by the names of the wording ``paper``.
    title, subtitle, footer, notes : str and tuples of str
        As the page has them.
    legend_title, area_heading, unit : str
    classes, flags : tuple of Figured
    total : Figured
    shapes, codes : ndarray
        Of each parcel: the shape, and the place of its class.
    names, areas, area_numbers : list of str
        Of each parcel: the short name, the area with its unit and without.
    plane : MapPlane or None
        None without parcels.
    imprint : tuple of str
        The reference system, who made the sheet, and when.
    context : tuple of (str, ndarray)
        The label and the shapes of each layer below the parcels.
    """

    words: Mapping[str, str]
    title: str
    subtitle: tuple[str, ...]
    footer: tuple[str, ...]
    notes: tuple[str, ...]
    legend_title: str
    area_heading: str
    unit: str
    classes: tuple[Figured, ...]
    flags: tuple[Figured, ...]
    total: Figured
    shapes: np.ndarray
    codes: np.ndarray
    names: list[str]
    areas: list[str]
    area_numbers: list[str]
    plane: MapPlane | None
    imprint: tuple[str, ...]
    context: tuple[tuple[str, np.ndarray], ...]

    def texts(self) -> Iterator[str]:
        """Yield every text, so that a font with their characters can be made."""
        yield PRINTABLE
        yield from self.words.values()
        yield from (self.title, *self.subtitle, *self.footer, *self.notes, self.legend_title)
        yield from (self.area_heading, self.unit, *self.imprint)
        for one in (*self.classes, *self.flags, self.total):
            yield from (one.label, one.parcels, one.area)
        yield from (label for label, _ in self.context)
        yield from self.names
        yield from self.areas

    def bold_texts(self) -> Iterator[str]:
        """Yield the texts that stand in bold."""
        yield PRINTABLE
        yield from self.words.values()
        yield from (self.title, self.total.label)


def paper_content(
    ledger: Ledger,
    sheet: PaperSheet,
    *,
    title: str | None,
    colour_by: str | ValueClasses | AssetsShown,
    context: Context | Iterable[Context],
    lang: Lang,
) -> PaperContent:
    """Return what a sheet shows of `ledger`, asked of the owners of the page's classes and figures.

    Raises
    ------
    ColumnError
        If there is no column to colour by.
    MissingCrsError, SourceError
    """
    ledger, wanted, assets = with_assets(ledger, colour_by, lang)
    by = column_to_colour_by(ledger.parcels, wanted, statuses=statuses_of(ledger))
    page = PageParcels.of(ledger, np.arange(len(ledger.parcels)), lang)
    there = set(page.parcels["status"])
    classes = legend(
        page,
        by=by,
        present=[key for key in page.statuses.statuses if key in there],
        wanted=wanted if isinstance(wanted, ValueClasses) else None,
        colors=assets.colors if assets is not None and by == assets.class_column else None,
    )
    words = page_words(ledger, title=title, footer=sheet.footer, lang=lang)
    geometry = ledger.parcels.geometry
    is_placed = ~(geometry.isna() | geometry.is_empty)
    placed = geometry.take(np.flatnonzero(is_placed))
    plane = plane_for_paper(placed) if len(placed) else None
    digits = page.area_measure.digits
    unit = unit_label(page.unit, lang)
    quantity = grammar(lang).quantity
    leaves = page.leaves()
    numbers = [
        grammar(lang).number(value, digits) if is_known else ""
        for value, is_known in zip(leaves.tolist(), leaves.notna().tolist(), strict=True)
    ]
    notes = [words["undetermined"], words["notice"], *words["sources"]]
    if assets is not None and isinstance(colour_by, AssetsShown):
        notes += assets.notes(lang)
    return PaperContent(
        words={name: plain_text(text) or text for name, text in wordings("paper", lang).items()},
        title=plain_text(words["title"]),
        subtitle=tuple(map(plain_text, words["subtitle"])),
        footer=tuple(map(plain_text, words["footer"])),
        notes=tuple(plain_text(note) for note in notes if note),
        legend_title=plain_text(classes.title),
        area_heading=heading("area", lang, unit=page.unit),
        unit=unit,
        classes=tuple(_figured(item) for item in class_items(page, classes)),
        flags=tuple(_figured(item) for item in flag_items(page)),
        total=_figured({"label": wording("paper.total", lang), **total_figures(page)}),
        shapes=plane.shapes_of(geometry) if plane else geometry.to_numpy(),
        codes=classes.codes,
        names=[plain_text(name) for name in parcel_names(page.parcels, form="short")],
        areas=[quantity(number, unit) if number else "" for number in numbers],
        area_numbers=numbers,
        plane=plane,
        imprint=tuple(map(plain_text, _imprint(ledger, sheet, plane, lang))),
        context=tuple(
            (plain_text(label), plane.shapes_of(shapes.take(np.flatnonzero(shapes.notna()))))
            for label, shapes in named_layers(context)
        )
        if plane
        else (),
    )


def _imprint(
    ledger: Ledger, sheet: PaperSheet, plane: MapPlane | None, lang: Lang
) -> Iterator[str]:
    """Yield the reference system, who made the sheet, and when."""
    labelled = grammar(lang).labelled
    if plane is not None:
        yield labelled(wording("paper.crs", lang), plane_name(plane.crs, lang))
    made_by = sheet.made_by or ledger.profile.report.compiled_by or wording("paper.blank", lang)
    yield labelled(wording("paper.made_by", lang), made_by)
    # The day is not that of the computer: the same input gives the same bytes (`steady_times`).
    made_on = sheet.made_on
    written = wording("paper.blank_day", lang) if made_on is None else f"{parse_as_of(made_on)}"
    yield labelled(wording("paper.made_on", lang), written)


def _figured(item: Mapping[str, str]) -> Figured:
    return Figured(plain_text(item["label"]), item["parcels"], item["area"], item.get("color"))
