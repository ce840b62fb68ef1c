"""What was read, and how we know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.wording import wording

if TYPE_CHECKING:
    from pyproj import CRS

    from parkland.issues import Issue


@dataclass(frozen=True, slots=True)
class Evidence:
    """A conclusion and its ground: a key of the section `evidence` of the wording, and a detail."""

    value: str
    how: str
    detail: str = ""

    def reason(self, lang: str) -> str:
        """Return the ground as a phrase."""
        return wording(f"evidence.{self.how}", lang, detail=self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReceipt:
    """The account of one layer: what is in it, how it was understood, what was odd.

    `records` is what the file's headers say; `read` what arrived in the table, `shapeless` how many
    of those have no geometry. `bounds` are in units of `crs`.
    """

    source: str
    layer: str
    format: str
    files: tuple[str, ...]
    records: int
    read: int
    shapeless: int
    geometry: str
    columns: tuple[str, ...]
    encoding: Evidence
    crs_evidence: Evidence
    crs: CRS | None
    bounds: tuple[float, float, float, float] | None
    issues: tuple[Issue, ...] = ()

    @property
    def is_faulty(self) -> bool:
        """Whether records are lost, or nothing can be said of where they lie."""
        nowhere = self.crs is None and self.read > 0
        return nowhere or self.shapeless > 0 or any(i.severity == "error" for i in self.issues)
