"""What a report is asked for about assets: the method of rating, the year, and for whom it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    from parkland.conventions import Method


@dataclass(frozen=True, slots=True)
class AssetForm:
    """What the chapters on enterprises, notices, projects and commitments are made with.

    Attributes
    ----------
    method : str, os.PathLike, Method or None
        A method of rating (`load_method`); without one there are no computed classes.
    year : int or None
        The year of land and figures. Default: that of the report's day.
    internal : bool
        Whether the report stays in the house. Only then it has tax, output, score and rank of
        single enterprises, and sums of fewer than three.

    Examples
    --------
    >>> AssetForm(year=2020).internal
    False
    """

    method: str | os.PathLike[str] | Method | None = None
    year: int | None = None
    internal: bool = False
