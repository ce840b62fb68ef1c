"""What the head of a page says of enterprises and projects; `page_head` describes the rest."""

from __future__ import annotations

from typing import TypedDict

from parkland.maps.packed_types import PackedIntegers, PackedTexts


class AssetClass(TypedDict):
    """A class of enterprises."""

    label: str
    color: str


class AssetScale(TypedDict):
    """A scale of enterprises."""

    code: str
    label: str


# `class` is a word of Python, so its key is written apart.
ClassOfEnterprise = TypedDict("ClassOfEnterprise", {"class": PackedIntegers})


class PackedAssetYear(ClassOfEnterprise):
    """Every enterprise in a year."""

    year: int
    scale: PackedIntegers  # place among the scales
    land: PackedIntegers  # in its last printed place; 0 if it is not known
    known: PackedIntegers  # 1 if the land is known
    cards: PackedTexts  # lines, each a label and a text with a tab between
    parcels: PackedIntegers  # class of each parcel


class UnplacedProject(TypedDict):
    """A project that has no place."""

    name: str
    kind: str
    stage: str


class PackedProjects(TypedDict):
    """The projects, and where those with a place are."""

    kinds: list[str]
    kind: PackedIntegers
    names: PackedTexts
    cards: PackedTexts
    rows: PackedIntegers  # the projects that have a place
    x: PackedIntegers  # in units of Web Mercator
    y: PackedIntegers
    unplaced: list[UnplacedProject]
    unplaced_title: str


class PackedAssets(TypedDict):
    """The enterprises and projects of a page."""

    words: dict[str, str]
    digits: int  # decimals of land
    drawn: int  # place of the year that is shown first
    years: list[PackedAssetYear]
    classes: list[AssetClass]
    scales: list[AssetScale]
    names: PackedTexts
    rows: PackedIntegers  # the enterprises that have a place
    x: PackedIntegers
    y: PackedIntegers
    projects: PackedProjects
    recolours: bool  # the parcels are coloured by the class of their enterprises
