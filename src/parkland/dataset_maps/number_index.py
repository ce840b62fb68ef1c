"""The index by which a map finds a parcel among all: its number or its name, sorted, in files.

Texts compare without regard to letter case, by their units of UTF-16, as the page compares them.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.maps.packing import Pack

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from parkland.dataset_maps.delivered_files import DeliveredFiles

SEARCHED = ("parcel_id", "name")
ROWS_OF_A_FILE = 8_192
ROWS_OF_A_BUCKET = 200_000
LONGEST = 200  # characters of a text that are searched
_BREAK = str.maketrans({"\t": " ", "\n": " ", "\r": " "})

Entry = tuple[bytes, str, int, int]


def _key(text: str) -> bytes:
    return text.lower().encode("utf-16-be", "replace")


class NumberIndex:
    """Gathers numbers and names with their places, and writes them in order."""

    def __init__(self, folder: Path, texts: Iterable[pd.Series]) -> None:
        """Divide the texts of a dataset into buckets.

        Parameters
        ----------
        folder
            Where the buckets wait.
        texts
            Columns of texts that will come; only their spread is needed.
        """
        self._folder = folder
        folder.mkdir(parents=True)
        self._limits = _limits(texts)
        self._known: set[int] = set()

    def add(self, texts: pd.Series, *, piece: int) -> None:
        """Add a column of texts of a piece, in the order of its parcels."""
        known = texts.dropna()
        groups: dict[int, list[str]] = {}
        for row, text in zip(known.index.tolist(), known.astype(str).tolist(), strict=True):
            plain = text.translate(_BREAK).strip()[:LONGEST]
            if plain:
                bucket = bisect_right(self._limits, _key(plain))
                groups.setdefault(bucket, []).append(f"{plain}\t{piece}\t{row}\n")
        for bucket, lines in groups.items():
            self._known.add(bucket)
            with self._path(bucket).open("a", encoding="utf-8", errors="replace") as file:
                file.writelines(lines)

    def write(self, files: DeliveredFiles) -> list[str]:
        """Write the files and return the first text of each, in lower case."""
        first: list[str] = []
        for bucket in sorted(self._known):
            path = self._path(bucket)
            lines = path.read_text(encoding="utf-8").split("\n")[:-1]
            path.unlink()
            entries = sorted(_entry(line) for line in lines)
            for start in range(0, len(entries), ROWS_OF_A_FILE):
                first.append(entries[start][1].lower())
                described, pack = _packed(entries[start : start + ROWS_OF_A_FILE])
                files.write(f"search/{len(first) - 1:05d}", described, pack)
        return first

    def _path(self, bucket: int) -> Path:
        return self._folder / f"{bucket}.txt"


def _entry(line: str) -> Entry:
    text, piece, row = line.rsplit("\t", 2)
    return _key(text), text, int(piece), int(row)


def _packed(entries: list[Entry]) -> tuple[dict[str, Any], Pack]:
    pack = Pack()
    described = {
        "texts": pack.texts([text for _, text, _, _ in entries]),
        "pieces": pack.integers([piece for _, _, piece, _ in entries]),
        "rows": pack.integers([row for _, _, _, row in entries]),
    }
    return described, pack


def _limits(texts: Iterable[pd.Series]) -> list[bytes]:
    """Return texts that divide all into buckets of about the same size."""
    number, sample = 0, []
    for column in texts:
        known = column.dropna()
        number += len(known)
        sample += [_key(str(text)) for text in known.iloc[:: max(1, len(known) // 500)]]
    sample.sort()
    buckets = int(np.ceil(number / ROWS_OF_A_BUCKET))
    return [sample[len(sample) * place // buckets] for place in range(1, buckets)]
