"""The conclusions of a reader about a layer, and the numbers of records in its parts."""

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
        A value for the phrase, for example the declaration that the bytes contradict.
    """

    value: str
    how: str
    detail: str = ""

    def reason(self, lang: str) -> str:
        """Return the evidence as a phrase in `lang`."""
        return wording(f"evidence.{self.how}", lang, detail=self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The numbers of records in the parts of a source, and of faults found in them.

    Attributes
    ----------
    in_shp, in_shx, in_dbf
        The number of records in the bytes of the .shp, of entries in the .shx and of rows in the
        .dbf; None if there is no such part.
    promised
        The number of rows in the header of the .dbf.
    deleted
        Rows that are flagged as deleted.
    null
        Records without a shape.
    truncated
        Records that the end of the file cuts off.
    unreadable
        Records whose content is inconsistent.
    missing
        Records that only a header counts.
    repaired
        Records with a wrong length or wrong counts, which their neighbours prove.
    overflowed
        Cells that hold ``***``, because their number was too wide for the field.
    cut_texts
        Texts that end inside a character.
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
        """The number of records that the source contains or promises and that cannot be read."""
        return self.truncated + self.unreadable + self.missing

    def known(self) -> dict[str, int]:
        """Return the counts of parts that exist, and the other counts that are not zero."""
        pairs = {one.name: getattr(self, one.name) for one in fields(self)}
        parts = ("in_shp", "in_shx", "in_dbf", "promised")
        return {k: n for k, n in pairs.items() if (n is not None if k in parts else n)}
