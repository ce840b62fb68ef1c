"""A map of a dataset as a folder: a page that opens from disk, and the files that it loads.

The parcels are read some thousand at a time, so that the memory does not grow with their number;
what must wait for all of them (the squares of the overview, the index of the search) waits on disk.
The folder is made beside its place and then moved there, so that it is complete or absent.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parkland.dataset_maps.dataset_legend import groups_of, legend_of
from parkland.dataset_maps.delivered_files import DeliveredFiles
from parkland.dataset_maps.figure_cube import FigureCube
from parkland.dataset_maps.folder_page import head_of, page_of
from parkland.dataset_maps.number_index import SEARCHED, NumberIndex
from parkland.dataset_maps.overview_cells import covered_cells, finest_level
from parkland.dataset_maps.overview_levels import OverviewLevels
from parkland.dataset_maps.own_folders import folder_complete_or_absent
from parkland.dataset_maps.parcel_pieces import ParcelPieces, PieceSizes
from parkland.errors import OutputError
from parkland.maps.drawn_coordinates import EQUATOR_M, WORLD
from parkland.maps.measuring_plane import plane_of
from parkland.maps.packing import MOST_EXACT
from parkland.schema import flag_columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from parkland.choices import Lang
    from parkland.dataset_maps.stored_parts import StoredParcels
    from parkland.figures import ValueClasses


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderOptions:
    """What `write_dataset_map` is asked for."""

    by: str | ValueClasses = "status"
    group_by: str | None = None
    title: str | None = None
    footer: str | None = None
    lang: Lang = "zh"
    sizes: PieceSizes = field(default_factory=PieceSizes)


def write_map_folder(stored: StoredParcels, folder: Path, options: FolderOptions) -> Path:
    """Write the map of a dataset into `folder`.

    Raises
    ------
    ColumnError
        If there is no such column to colour or to group by.
    OutputError
        If the folder cannot be written, or is one that parkland did not write.
    """
    by, lang = options.by, options.lang
    legend = legend_of(stored, by=by, lang=lang)
    groups = groups_of(stored, by=options.group_by, lang=lang)
    cube = FigureCube(list(flag_columns(stored.nothing())))
    with folder_complete_or_absent(folder) as (made, waiting):
        files = DeliveredFiles(made, _mark(stored, options))
        pieces = ParcelPieces(stored, legend, groups, cube, files, lang)
        head = _written(pieces, waiting, options)
        (made / "index.html").write_bytes(page_of(head).encode("utf-8"))
    return folder


def _written(pieces: ParcelPieces, waiting: Path, options: FolderOptions) -> dict[str, Any]:
    """Write the files and return the head of the page."""
    stored, files = pieces.stored, pieces.files
    index = NumberIndex(waiting / "texts", _texts(stored))
    overview: OverviewLevels | None = None
    plane: dict[str, Any] | None = None
    for frame in stored.frames(options.sizes.rows):
        written = pieces.write(frame)
        if overview is None and pieces.corners:
            overview = OverviewLevels(waiting / "cells", finest=_finest(stored, pieces.corners))
        if overview is not None:
            overview.add(covered_cells(written.degrees, written.keys, level=overview.finest))
        for name in SEARCHED:
            index.add(written.parcels[name], piece=len(pieces.sizes) - 1)
        plane = _common(plane, plane_of(frame.geometry))
    _require_exact(pieces, stored)
    ledger = stored.ledger(stored.nothing())
    return {
        **head_of(pieces, ledger, title=options.title, footer=options.footer),
        **(plane or plane_of(ledger.parcels.geometry)),
        "mark": files.mark,
        "most": {"shown": options.sizes.shown, "kept": options.sizes.kept},
        "overview": overview.write(files) if overview else [],
        "search": index.write(files),
    }


def _finest(stored: StoredParcels, corners: list[list[float]]) -> int:
    """Return the finest level of the overview: its squares are as large as a usual parcel."""
    latitude = (corners[0][0] + corners[1][0]) / 2
    return finest_level(stored.usual_side_m(latitude) / EQUATOR_M * WORLD)


def _texts(stored: StoredParcels) -> Iterator[pd.Series]:
    for frame in stored.columns(SEARCHED):
        for name in frame.columns:
            yield frame[name]


def _common(known: dict[str, Any] | None, found: dict[str, Any]) -> dict[str, Any]:
    """Return the plane of the map; parcels in several planes have no common grid."""
    if known is None or known == found:
        return found
    return known | {"grid": None}


def _require_exact(pieces: ParcelPieces, stored: StoredParcels) -> None:
    """Raise if a browser cannot add up the areas exactly.

    Raises
    ------
    OutputError
    """
    total = sum(pieces.cube.described()["area"])
    if total > MOST_EXACT:
        raise OutputError("dataset_maps.too_exact", digits=stored.digits, unit=stored.unit)


def _mark(stored: StoredParcels, options: FolderOptions) -> str:
    """Return letters that only this map has: of the parts, and of what is drawn."""
    asked = (options.by, options.group_by, options.lang, options.sizes, stored.as_of)
    text = hashlib.sha256(f"{asked} {stored.profile.name} {stored.key}".encode())
    for path in stored.parts:
        state = path.stat()
        text.update(f"{path.name} {state.st_size}".encode())
        with path.open("rb") as file:
            file.seek(max(0, state.st_size - 65536))
            text.update(file.read())
    return text.hexdigest()[:16]
