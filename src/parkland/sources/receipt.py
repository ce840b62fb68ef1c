"""The receipt of a source: the account of what was read, with the evidence for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkland.columns import ColumnAccount, understand
from parkland.formats.evidence import Counts, Evidence
from parkland.languages import grammar
from parkland.schema import PROVENANCE
from parkland.showing import ShowsItself
from parkland.units import DEFAULT_UNIT, area_unit
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd
    from pyproj import CRS

    from parkland.choices import AreaUnit
    from parkland.conventions import Profile
    from parkland.issues import Issue

MOST_NAMED = 20  # columns that a sentence names


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """The land at stake in one source. All areas are in m2 on the ellipsoid.

    Attributes
    ----------
    parcels, quarantined
        The numbers of parcels and of quarantined records. Their sum is the records of the source.
    kept_m2
        The area of the parcels.
    repaired_m2
        The area of the parcels whose shape was repaired.
    change_m2
        The sum of the absolute changes of area by the repairs.
    unusable_m2
        The area of the quarantined records without deleted ones. The area of a record is that of
        its shape, or else its stated area.
    unknown
        The number of quarantined records, without deleted ones, whose area is not known.
    """

    parcels: int
    quarantined: int
    kept_m2: float
    repaired_m2: float
    change_m2: float
    unusable_m2: float
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SourceReceipt(ShowsItself):
    """The account of one layer: its content, the evidence for its interpretation, and its issues.

    No record is lost without a trace: `records` equals `read`, and both equal the number of parcels
    plus the number of quarantined records after cleaning.

    Attributes
    ----------
    source, layer, format
        The names of the source, the layer and the format.
    files
        The names of the files that were read.
    records
        The largest number of records that any part of the source proves.
    read
        The number of rows of the raw table; 0 for a layer that is not read.
    shapeless
        The number of rows without a geometry.
    geometry
        The kinds of geometry, separated by commas.
    columns
        The names of the columns.
    encoding, crs_evidence
        The encoding and the reference system with the evidence for them.
    crs
        The reference system, or None if none can be used.
    bounds
        West, south, east and north of the layer in the units of `crs`, or None without shapes.
    issues
        The issues that concern the layer.
    counts
        The number of records that each part of the source shows.
    digests
        The SHA-256 of each file by its name; empty for a frame in memory, and None for a layer that
        is not read.
    account
        What each column became, and what its cells hold; empty for a layer that is not read.
    path
        The file, folder or archive that was read; None for a frame in memory.
    row_labels
        The index of a frame in memory: the label of record 1 stands first. None for a file.
    land
        The land at stake, which is known only after cleaning. `Ledger.sources` and the command
        ``inspect`` have it.
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
    counts: Counts = field(default_factory=Counts)
    digests: Mapping[str, str] | None = None
    account: ColumnAccount = field(default_factory=ColumnAccount)
    path: Path | None = None
    row_labels: pd.Index | None = field(default=None, repr=False, compare=False)
    land: Land | None = None

    def __repr__(self) -> str:
        return (
            f"SourceReceipt({self.source!r}, {self.layer!r}: {self.records} records, "
            f"encoding {self.encoding.value or 'not known'}, "
            f"CRS {self.crs_evidence.value or 'not known'}, "
            f"{len(self.columns)} columns)"
        )

    def __deepcopy__(self, memo: object) -> SourceReceipt:
        return self  # frozen; pandas copies `attrs` with every column

    @property
    def is_faulty(self) -> bool:
        """Whether records are lost, the reference system is unknown, or an issue is an error."""
        nowhere = self.crs is None and self.read > 0
        lost = self.shapeless > 0 or self.counts.lost > 0
        return nowhere or lost or any(i.severity == "error" for i in self.issues)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RegisterReceipt(ShowsItself):
    """The account of one register.

    Attributes
    ----------
    source
        The name of its file, or of the table.
    sheets
        The names of the sheets that were read.
    rows
        The number of its rows.
    account
        What each column became, and what its cells hold.
    issues
        What was told when it was read: sheets left out, hidden rows, formulas without a result.
    digests
        The SHA-256 of its file by its name; empty for a table in memory.
    """

    source: str
    sheets: tuple[str, ...]
    rows: int
    account: ColumnAccount
    issues: tuple[Issue, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        sheets = ", ".join(map(repr, self.sheets))
        columns = len(self.account)
        return f"RegisterReceipt({self.source!r}, {sheets}: {self.rows} rows, {columns} columns)"


def register_receipt(table: pd.DataFrame, /, *, profile: Profile) -> RegisterReceipt:
    """Return the receipt of a register, a table with `source`, `layer` and `source_row`."""
    own = table.drop(columns=[one.name for one in PROVENANCE])
    return RegisterReceipt(
        source=str(table["source"].iloc[0]) if len(table) else "",
        sheets=tuple(dict.fromkeys(map(str, table["layer"]))),
        rows=len(table),
        account=understand(own, profile=profile, sheets=table["layer"]),
        issues=tuple(table.attrs.get("issues", ())),
        digests=dict(table.attrs.get("digests", {})),
    )


def register_text(receipt: RegisterReceipt, *, lang: str) -> str:
    """Return the account of a register as sentences, for a map or a report to cite."""
    read = wording("receipt.register", lang, source=receipt.source, rows=receipt.rows)
    return grammar(lang).sentences([read, columns_text(receipt, lang=lang)])


def columns_text(receipt: SourceReceipt | RegisterReceipt, *, lang: str) -> str:
    """Return how many columns a table has, and which of them were not used, as a sentence."""
    unused = [entry.heading for entry in receipt.account.unused]
    shown = grammar(lang).join(unused[:MOST_NAMED])
    return wording(
        "receipt.columns_unused" if unused else "receipt.columns",
        lang,
        source=receipt.source,
        columns=len(receipt.account),
        unused=len(unused),
        names=shown + ("…" if len(unused) > MOST_NAMED else ""),
    )


def account_text(
    receipt: SourceReceipt,
    *,
    lang: str,
    unit: AreaUnit = DEFAULT_UNIT,
    digits: int | None = None,
) -> str:
    """Return the account of a source as a paragraph, for a map or a report to cite.

    Areas are in `unit` with `digits` decimals, by default those of the unit.
    """
    known = receipt.counts.known()
    names = wordings("counts", lang)
    values = {
        "source": receipt.source,
        "records": receipt.records,
        "counts": grammar(lang).phrases(
            f"{names[name]} {number}" for name, number in known.items()
        ),
        "encoding": receipt.encoding.value or wording("receipt.unknown", lang),
        "encoding_reason": receipt.encoding.reason(lang),
        "crs": receipt.crs_evidence.value or wording("receipt.unknown", lang),
        "crs_reason": receipt.crs_evidence.reason(lang),
    }
    sentences = [wording("receipt.read", lang, **values)]
    if known:
        sentences.append(wording("receipt.counted", lang, **values))
    if receipt.land is not None:
        sentences.append(land_text(receipt.land, lang=lang, unit=unit, digits=digits))
    if len(receipt.account):
        sentences.append(columns_text(receipt, lang=lang))
    sentences += [
        wording("receipt.digest", lang, file=name, digest=digest)
        for name, digest in (receipt.digests or {}).items()
    ]
    return grammar(lang).sentences(sentences)


def land_text(
    land: Land, *, lang: str, unit: AreaUnit = DEFAULT_UNIT, digits: int | None = None
) -> str:
    """Return the land at stake as sentences, in `unit` with `digits` decimals."""
    read = area_unit(unit)
    places = read.digits if digits is None else digits
    areas = {
        name: grammar(lang).number(getattr(land, name) * read.per_m2, places)
        for name in ("kept_m2", "repaired_m2", "change_m2", "unusable_m2")
    }
    numbers = {
        "parcels": land.parcels,
        "quarantined": land.quarantined,
        "unknown": land.unknown,
        "unit": read.label(lang),
    }
    keys = ["land.kept"]
    keys += ["land.repaired"] * (land.repaired_m2 > 0)
    keys += ["land.quarantined"] * (land.quarantined > 0)
    sentences = [wording(key, lang, **areas, **numbers) for key in keys]
    return grammar(lang).sentences(sentences)


def sha256(paths: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of each file by its name; a folder gives the digests of its files."""
    digests = {}
    for path in sorted(paths):
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            if file.is_file():
                name = file.name if file == path else f"{path.name}/{file.relative_to(path)}"
                with file.open("rb") as stream:
                    digests[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return digests
