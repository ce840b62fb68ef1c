"""Reads what a map page carries, as its scripts do."""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import Any

import numpy as np

WORLD = 2**32


def head_of_page(page: str) -> dict[str, Any]:
    """Return the words and figures that can be read without unpacking."""
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1])


class Block:
    """The packed columns of a page."""

    def __init__(self, page: str) -> None:
        self.head = head_of_page(page)
        text = re.search(r'<script type="text/plain"[^>]*>(.*?)</script>', page, re.DOTALL)[1]
        self.bytes = np.frombuffer(gzip.decompress(base64.b64decode(text)), dtype="u1")

    def integers(self, described: dict[str, Any]) -> np.ndarray:
        """Return a column of numbers."""
        at, count, planes = described["at"], described["count"], described["planes"]
        octets = self.bytes[at : at + count * planes].reshape(planes, count).astype("int64")
        numbers = sum((plane << (8 * place) for place, plane in enumerate(octets)), start=0)
        if described["delta"]:
            return np.cumsum((numbers >> 1) ^ -(numbers & 1))
        return numbers + described["base"]

    def texts(self, described: dict[str, Any]) -> list[str | None]:
        """Return a column of texts."""
        start, size = described["at"], described["size"]
        units = self.bytes[start : start + size].tobytes().decode("utf-8").encode("utf-16-le")
        ends = np.cumsum(self.integers(described["lengths"]))
        distinct = [None, *(
            units[2 * (end - length) : 2 * end].decode("utf-16-le")
            for end, length in zip(ends, self.integers(described["lengths"]), strict=True)
        )]  # fmt: skip
        return [distinct[code] for code in self.integers(described["codes"])]

    def degrees(self) -> np.ndarray:
        """Return every vertex as longitude and latitude."""
        shapes = self.head["shapes"]
        x = self.integers(shapes["x"]) + shapes["origin"][0]
        y = self.integers(shapes["y"]) + shapes["origin"][1]
        latitude = np.degrees(np.arctan(np.sinh((0.5 - y / WORLD) * 2 * np.pi)))
        return np.column_stack([(x / WORLD - 0.5) * 360, latitude])
