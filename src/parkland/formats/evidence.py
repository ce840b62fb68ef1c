"""What a reader concluded about a layer, on what evidence, and the records that each part shows."""

from __future__ import annotations

from dataclasses import dataclass, fields

from parkland.wording import wording


@dataclass(frozen=True, slots=True)
class Evidence:
    """A conclusion and the evidence for it.

    Attributes
    ----------
    value
        The conclusion, for example the name of an encoding; empty if there is none.
    how
        The kind of evidence: a key of the section `evidence` of the wording.
    detail
        What the phrase names, for example the declaration that was contradicted.
    """

    value: str
    how: str
    detail: str = ""

    def reason(self, lang: str) -> str:
        """Return the evidence as a phrase."""
        return wording(f"evidence.{self.how}", lang, detail=self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many records each part of a source shows, and what was found of them.

    Attributes
    ----------
    in_shp, in_shx, in_dbf
        Records by the bytes of the .shp, the entries of the .shx and the rows of the .dbf; None
        where there is no such part.
    promised
        Rows by the header of the .dbf.
    deleted
        Rows flagged as deleted.
    null
        Records without a shape.
    truncated, unreadable, missing
        Records cut off by the end of the file; those whose content does not add up; those that only
        a header counts.
    repaired
        Records whose counts or length were wrong and followed from their neighbours.
    overflowed, cut_texts
        Cells of ``***``, and texts that ended inside a character.
    """

    in_shp: int | None = None
    in_shx: int | None = None
    in_dbf: int | None = None
    promised: int | None = None
    deleted: int = 0
    null: int = 0
    truncated: int = 0
    unreadable: int = 0
    missing: int = 0
    repaired: int = 0
    overflowed: int = 0
    cut_texts: int = 0

    @property
    def lost(self) -> int:
        """Records that are there by the account and could not be read."""
        return self.truncated + self.unreadable + self.missing

    def known(self) -> dict[str, int]:
        """Return the counts of parts that are there, and the others that are not zero."""
        pairs = {one.name: getattr(self, one.name) for one in fields(self)}
        parts = ("in_shp", "in_shx", "in_dbf", "promised")
        return {k: n for k, n in pairs.items() if (n is not None if k in parts else n)}
