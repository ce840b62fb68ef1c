"""The parcels of a map in pieces: each is a block as that of a page, of some thousand parcels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parkland.ledgers import in_language
from parkland.maps.drawn_coordinates import mercator, shown_shapes
from parkland.maps.packed_shapes import pack_shapes, spatial_order
from parkland.maps.packing import Pack
from parkland.maps.page_figures import pack_flags
from parkland.maps.page_parcels import PageParcels
from parkland.maps.parcel_columns import pack_columns, pack_names

if TYPE_CHECKING:
    import geopandas as gpd

    from parkland.choices import Lang
    from parkland.dataset_maps.dataset_legend import DatasetClasses
    from parkland.dataset_maps.dataset_ranges import DatasetRanges
    from parkland.dataset_maps.delivered_files import DeliveredFiles
    from parkland.dataset_maps.figure_cube import FigureCube
    from parkland.dataset_maps.stored_parts import StoredParcels

NOWHERE = [0, 0, 0, 0]
HELD = ("at", "size", "lengths", "codes", "values", "least")  # where what a column holds is packed


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceSizes:
    """How many parcels stand in a file, are shown at once, and are kept in the browser.

    Where more would be shown, the page shows the overview. The figures keep a page of parcels with
    17 points below 150 MB (see the measurements in DESIGN.md).
    """

    rows: int = 4_096
    shown: int = 80_000
    kept: int = 130_000


@dataclass(slots=True)
class WrittenPiece:
    """A piece that is written: what the overview and the index need of it."""

    parcels: gpd.GeoDataFrame
    degrees: np.ndarray
    keys: np.ndarray


@dataclass(slots=True)
class ParcelPieces:
    """Writes the pieces, and keeps how many parcels each has, where they lie, and all columns."""

    stored: StoredParcels
    legend: DatasetClasses | DatasetRanges
    groups: DatasetClasses
    cube: FigureCube
    files: DeliveredFiles
    lang: Lang
    boxes: list[list[int]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    corners: list[list[float]] | None = None
    unplaced: int = 0
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)

    def write(self, frame: gpd.GeoDataFrame) -> WrittenPiece:
        """Write the next piece."""
        ledger = self.stored.ledger(frame)
        order = spatial_order(frame.geometry)
        translated = in_language(ledger, self.lang).parcels
        parcels = translated.iloc[order].reset_index(drop=True)
        page = PageParcels(ledger, order, parcels, self.lang, self.stored.counted)
        classes, groups = self.legend.codes(parcels), self.groups.codes(parcels)
        keys = self.cube.add(page, classes, groups)
        degrees = shown_shapes(parcels.geometry, shift="").to_numpy()
        pack = Pack()
        described: dict[str, Any] = {
            "shapes": pack_shapes(pack, degrees),
            "order": pack.integers(order + sum(self.sizes)),
            "class": pack.integers(classes),
            "layer": pack.integers(groups),
            "key": pack.integers(keys),
            "flags": [
                {name: flag[name] for name in ("name", "states", "lacking")}
                for flag in pack_flags(pack, page)
            ],
            "called": pack_names(pack, parcels),
            "reason": pack.texts(parcels["status_reason"]),
            "basis": pack.texts(parcels["status_basis"]),
            "columns": pack_columns(pack, page, by=self.legend.by, digits=self.legend.digits),
        }
        self.files.write(f"parcels/{len(self.sizes):05d}", described, pack)
        self._note(described["columns"])
        self.sizes.append(len(parcels))
        self._place(degrees)
        return WrittenPiece(parcels, degrees, keys)

    def _note(self, columns: list[dict[str, Any]]) -> None:
        """Note the columns that any piece has: a piece leaves out what it knows nothing of."""
        for column in columns:
            known = self.columns.get(column["name"])
            # numbers that are too large in one piece are texts there
            if known is None or (known["kind"], column["kind"]) == ("number", "text"):
                self.columns[column["name"]] = {
                    key: value for key, value in column.items() if key not in HELD
                }
            elif known["kind"] == column["kind"] == "number":
                known["digits"] = max(known["digits"], column["digits"])

    def _place(self, degrees: np.ndarray) -> None:
        """Note the box of a piece, in degrees and in units of Web Mercator."""
        there = degrees[~(shapely.is_missing(degrees) | shapely.is_empty(degrees))]
        self.unplaced += len(degrees) - len(there)
        if not len(there):
            self.boxes.append(NOWHERE)
            return
        west, south, east, north = (float(end) for end in shapely.total_bounds(there))
        (left, bottom), (right, top) = mercator(np.array([[west, south], [east, north]])).tolist()
        self.boxes.append([left, top, right, bottom])
        found = [[south, west], [north, east]]
        if self.corners is not None:
            (south_, west_), (north_, east_) = self.corners
            found = [
                [min(south, south_), min(west, west_)],
                [max(north, north_), max(east, east_)],
            ]
        self.corners = found
