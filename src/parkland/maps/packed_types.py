"""Where numbers, texts and shapes stand in the block of a page; `page_head` describes the rest."""

from __future__ import annotations

from typing import TypedDict


class PackedIntegers(TypedDict):
    """Where whole numbers stand in the block, and how they are written."""

    at: int  # position of the first byte
    count: int
    planes: int  # bytes of a number; all lowest bytes come first
    base: int  # what was subtracted from every number
    delta: bool  # each number is the difference from the one before it, the sign in the lowest bit


class PackedTexts(TypedDict):
    """Where texts stand in the block: each distinct one once, and a code for each row."""

    at: int
    size: int  # bytes of all distinct texts
    lengths: PackedIntegers  # of each distinct text, in units of UTF-16
    codes: PackedIntegers  # of each row; 0 where there is no text


class PackedShapes(TypedDict):
    """Where shapes stand in the block: vertices, rings and lines, shapes."""

    origin: tuple[int, int]  # west and north, in units of Web Mercator
    x: PackedIntegers  # of each vertex, from the origin
    y: PackedIntegers
    rank: PackedIntegers  # of each vertex; views leave out low ranks
    points: PackedIntegers  # vertices of each ring or line
    rings: PackedIntegers  # rings and lines of each shape
    open: PackedIntegers  # 1 for a line or a point
    finest: int  # zoom at which all vertices are drawn
    zoom_step: int  # zooms from one rank to the next
    ranks: int
