"""The exact figures of all parcels of a dataset, under every filter of its map.

A **key** stands for all parcels that every filter treats alike: of one class of the legend, of one
group, with the same answer to every flag, and with the same flags in part. The map has a number of
parcels, an area and an area with each flag for each key. It adds up those of the keys that a filter
keeps, so that its figures need none of the parcels, and are sums of their leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.maps.page_parcels import whole_units
from parkland.maps.status_changes import YES, states
from parkland.schema import flag_columns

if TYPE_CHECKING:
    from parkland.maps.page_parcels import PageParcels

WHOLE, IN_PART = 0, 1


class FigureCube:
    """Sums by key, which grow as parcels are added."""

    def __init__(self, flags: list[str]) -> None:
        self.flags = flags
        self._places: dict[tuple[int, ...], int] = {}
        self._parcels: list[int] = []
        self._sums: list[list[int]] = []  # of each key: the area, and that with each flag

    def __len__(self) -> int:
        return len(self._places)

    def add(self, page: PageParcels, classes: np.ndarray, groups: np.ndarray) -> np.ndarray:
        """Add parcels and return the key of each.

        Parameters
        ----------
        page
            The parcels.
        classes, groups
            The class of the legend and the group of each.
        """
        figures = page.figures()
        columns = flag_columns(page.parcels)
        whole = page.whole_leaves().astype("int64")
        answers, amounts = [], []
        for flag in self.flags:
            found = states(page.parcels[columns[flag]]).astype("int64")
            part = whole_units(page.in_order(figures.flags[flag]), figures.digits).astype("int64")
            answers.append(found)
            amounts.append(np.where(found == YES, part, 0))
        in_part = [
            np.where((found == YES) & (part != whole), IN_PART, WHOLE)
            for found, part in zip(answers, amounts, strict=True)
        ]
        table = np.column_stack([classes, groups, *answers, *in_part]).astype("int64")
        distinct, inverse = np.unique(table, axis=0, return_inverse=True)
        places = np.array([self._place(tuple(row)) for row in distinct.tolist()], dtype="int64")
        keys: np.ndarray = places[inverse.reshape(-1)]
        for key, number in zip(*np.unique(keys, return_counts=True), strict=True):
            self._parcels[key] += int(number)
        for column, values in enumerate([whole, *amounts]):
            sums = np.zeros(len(self), dtype="int64")
            np.add.at(sums, keys, values)
            for key in places.tolist():
                self._sums[key][column] += int(sums[key])
        return keys

    def _place(self, key: tuple[int, ...]) -> int:
        if key not in self._places:
            self._places[key] = len(self._places)
            self._parcels.append(0)
            self._sums.append([0] * (1 + len(self.flags)))
        return self._places[key]

    def described(self) -> dict[str, Any]:
        """Return the cube for the head of a page: a list for each column, an entry a key."""
        keys, number = list(self._places), len(self.flags)
        return {
            "class": [key[0] for key in keys],
            "group": [key[1] for key in keys],
            "states": [[key[2 + flag] for key in keys] for flag in range(number)],
            "partial": [[key[2 + number + flag] for key in keys] for flag in range(number)],
            "parcels": list(self._parcels),
            "area": [sums[0] for sums in self._sums],
            "flagged": [[sums[1 + flag] for sums in self._sums] for flag in range(number)],
        }

    def sums(self, axis: str, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the number of parcels and the area of each ``"class"`` or ``"group"``."""
        places = np.array([key[axis == "group"] for key in self._places], dtype="int64")
        areas = np.array([sums[0] for sums in self._sums], dtype="int64")
        parcels, land = np.zeros(size, "int64"), np.zeros(size, "int64")
        np.add.at(parcels, places, np.array(self._parcels, dtype="int64"))
        np.add.at(land, places, areas)
        return parcels, land

    def flag_sums(self, flag: int) -> tuple[int, int, int]:
        """Return of a flag: parcels with it, their area with it, and parcels not determined."""
        at = 2 + flag
        yes = [place for key, place in self._places.items() if key[at] == YES]
        unknown = [place for key, place in self._places.items() if key[at] not in (0, YES)]
        return (
            sum(self._parcels[place] for place in yes),
            sum(self._sums[place][1 + flag] for place in yes),
            sum(self._parcels[place] for place in unknown),
        )
