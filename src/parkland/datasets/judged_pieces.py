"""The stages of a ledger for one piece of a source: read, clean, measure and classify.

The result lies in a folder of its own, which is moved to its name when it is complete. It has no
place in the whole yet: its rows are numbered within the piece, so that it stays true when pieces
before it change.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.areas import measure
from parkland.areas.rounding_parts import RoundingSums
from parkland.cleaning import clean_rows
from parkland.cleaning.issue_collector import IssueCollector
from parkland.cleaning.long_numbers import LongNumbers
from parkland.cleaning.parcel_numbers import keys_of, report_destroyed, report_missing
from parkland.datasets.curve_order import curve_keys
from parkland.datasets.doubtful_columns import source_key, telling_rows
from parkland.datasets.matched_registers import joined_at
from parkland.datasets.piece_arrays import PLACE, arrays_of, places_of, write_arrays
from parkland.datasets.run_settings import digest_of, settings_at
from parkland.datasets.source_pieces import own_names, read_piece, texts_of
from parkland.datasets.stored_frames import (
    QUICK,
    frame_of,
    read_plain,
    table_with_boxes,
    write_plain,
    write_table,
)
from parkland.datasets.whole_tables import is_whole
from parkland.errors import OutputError, ParklandError, first_line
from parkland.issues import Issue, IssueBatch, issue_table
from parkland.languages import DEFAULT_LANGUAGE
from parkland.ledger_record import subject_of
from parkland.outlines import is_point
from parkland.schema import AREA_COLUMNS, FLAG_AREAS
from parkland.status import classified
from parkland.status.partial_areas import partial_area_m2
from parkland.units import area_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from parkland.cleaning.register_join import JoinedRegisters
    from parkland.datasets.run_settings import RunSettings
    from parkland.datasets.source_pieces import SourcePiece

SAMPLES = 1024
ROWS, QUARANTINE = "rows.parquet", "quarantine.parquet"
ISSUES, NOTES, UNNUMBERED = "issues.parquet", "notes.parquet", "unnumbered.parquet"
TELLING, SUMMARY = "telling.parquet", "summary.json"
# The area of a parcel, and the facts about a part of it, which are rounded over the whole dataset.
PARTIAL = tuple(dict.fromkeys(FLAG_AREAS.values()))


@dataclass(frozen=True, slots=True)
class JudgedPiece:
    """What the run needs to know of a piece that is judged, or why it could not be.

    Attributes
    ----------
    folder
        Where its tables lie; empty if it is broken.
    records, parcels
        The number of its records, and of those that are parcels.
    samples
        Some of its places along the curve.
    sums
        The exact sums of each column that is rounded, in the unit of the office.
    numbered
        How many parcels have a number.
    crs, columns
        Its reference system as WKT, and its own columns.
    filled
        How many cells of each doubtful column are filled.
    long_numbers
        Of its records.
    broken
        Why it could not be used, by language.
    """

    folder: str
    records: int = 0
    parcels: int = 0
    samples: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    sums: dict[str, RoundingSums] = field(default_factory=dict)
    numbered: int = 0
    crs: str = ""
    columns: tuple[str, ...] = ()
    filled: Mapping[str, int] = field(default_factory=dict)
    long_numbers: LongNumbers = field(default_factory=LongNumbers)
    broken: Mapping[str, str] = field(default_factory=dict)


def judge_piece(piece: SourcePiece, settings_path: str, work: str, joined_path: str) -> JudgedPiece:
    """Judge a piece, unless it was judged before by the same settings.

    Parameters
    ----------
    piece
        What to read.
    settings_path
        From `RunSettings.save`.
    work
        The folder for the results of pieces.
    joined_path
        What registers state about its records, as `matched_registers` writes it; empty without.
    """
    settings = settings_at(settings_path)
    joined = joined_at(joined_path)
    name = digest_of(piece, settings.digest, joined.digest if joined else "")[:32]
    folder = Path(work, f"piece-{name}")
    if folder.exists() and not is_whole(folder):
        shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():
        try:
            made = Path(tempfile.mkdtemp(prefix=".piece-", dir=work))
            try:
                _judge(piece, settings, made, joined.registers if joined else None)
                _moved(made, folder)
            finally:
                shutil.rmtree(made, ignore_errors=True)
        except OutputError:
            raise
        except OSError as error:
            if isinstance(error, ParklandError):
                return JudgedPiece("", broken=texts_of(error))
            reason = error.strerror or first_line(error)
            raise OutputError("datasets.not_stored", where=work, reason=reason) from error
        except ParklandError as error:
            return JudgedPiece("", broken=texts_of(error))
    return _summary(folder, settings)


def _moved(made: Path, folder: Path) -> None:
    try:
        os.replace(made, folder)  # noqa: PTH105 - it moves a folder onto an empty one too
    except OSError:
        if not folder.exists():  # another worker has made the same piece
            raise


def _judge(
    piece: SourcePiece, settings: RunSettings, folder: Path, joined: JoinedRegisters | None
) -> None:
    raw = read_piece(piece, settings)
    columns = sorted(own_names(raw))
    records, crs = len(raw), raw.crs
    names = settings.doubtful.get(source_key(piece), ())
    filled, telling = telling_rows(raw, names, settings.profile)
    if len(telling):
        write_table(table_with_boxes(telling, None), folder / TELLING)
    del telling
    decisions = replace(settings.decisions) if settings.decisions is not None else None
    found = clean_rows(
        raw,
        [],
        settings.profile,
        decisions=decisions,
        joined=joined,
        is_whole=False,
    )
    del raw
    measured = measure(found.parcels)
    subject = subject_of(
        measured, as_of=settings.as_of, rules=settings.rules, profile=settings.profile
    )
    judged = classified(subject, DEFAULT_LANGUAGE)
    parcels = measured.join(judged.columns)
    arrays = _arrays(parcels, found.lost, settings)
    order = np.lexsort((arrays["row"], arrays["key"]))
    table = table_with_boxes(parcels, arrays["bounds"])
    write_table(table.take(order), folder / ROWS, compression=QUICK)
    write_arrays(folder, {name: array[order] for name, array in arrays.items()})
    if len(found.quarantine):
        quarantine = found.quarantine
        kept = table_with_boxes(quarantine, None).append_column(
            "row_label", [quarantine.index.to_numpy()]
        )
        write_table(kept, folder / QUARANTINE)
    _write_issues(found.issues, judged.issues, parcels, found.lost, settings, folder)
    write_plain(
        folder / SUMMARY,
        {
            "records": records,
            "parcels": len(parcels),
            "numbered": int(parcels["parcel_id"].notna().sum()),
            "crs": crs.to_wkt() if crs is not None else "",
            "columns": columns,
            "filled": filled,
            "long_numbers": asdict(decisions.long_numbers) if decisions is not None else {},
        },
    )


def telling_rows_of(piece: JudgedPiece) -> gpd.GeoDataFrame:
    """Return the rows of a piece that say more about doubtful columns, as they were read."""
    import pyarrow.parquet as pq

    return frame_of(pq.read_table(Path(piece.folder, TELLING)))


def _arrays(
    parcels: gpd.GeoDataFrame, lost: pd.Series, settings: RunSettings
) -> dict[str, np.ndarray]:
    """Return what the run asks of each parcel without reading its row."""
    import shapely

    shapes = parcels.geometry.to_numpy()
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    numbers = keys_of(parcels["parcel_id"]).mask(lost.loc[parcels.index])
    arrays = {
        "row": parcels.index.to_numpy(dtype="int64"),
        "key": curve_keys(bounds, parcels.crs),
        "bounds": bounds,
        "number_hash": _hashed(numbers.astype(object).where(numbers.notna(), None)),
        "shape_hash": _hashed_boxes(bounds, drawn=~is_point(shapes)),
        "has_number": parcels["parcel_id"].notna().to_numpy(),
    }
    per_unit = area_unit(settings.unit).per_m2
    for method, column in AREA_COLUMNS.items():
        arrays[method] = parcels[column].to_numpy(dtype="float64") * per_unit
    for fact in PARTIAL:
        if fact in parcels.columns:
            part = partial_area_m2(parcels, fact).to_numpy(dtype="float64")
            arrays[fact] = part * per_unit
    for name in (*AREA_COLUMNS, *PARTIAL):
        if name in arrays:
            arrays[PLACE + name] = places_of(arrays["row"], arrays[name])
    return arrays


def _hashed(texts: pd.Series) -> np.ndarray:
    """Return a 64-bit number for each text; 0 where there is none."""
    import pandas as pd

    known = texts.notna().to_numpy()
    hashes = np.zeros(len(texts), dtype=np.uint64)
    if known.any():
        hashes[known] = pd.util.hash_array(texts[known].to_numpy(dtype=object), categorize=False)
    return hashes


def _hashed_boxes(bounds: np.ndarray, *, drawn: np.ndarray) -> np.ndarray:
    """Return a 64-bit number for each box, equal for equal boxes; 0 for a parcel without shape."""
    mixed = np.full(len(bounds), 0x9E3779B97F4A7C15, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for column in range(4):
            values = (bounds[:, column] + 0.0).view(np.uint64)  # -0.0 is 0.0
            mixed = (mixed ^ values) * np.uint64(0xBF58476D1CE4E5B9)
            mixed ^= mixed >> np.uint64(29)
    mixed[mixed == 0] = 1
    return np.where(drawn & np.isfinite(bounds).all(axis=1), mixed, np.uint64(0))


def _write_issues(
    issues: list[Issue | IssueBatch],
    classified_issues: tuple[pd.DataFrame, ...],
    parcels: gpd.GeoDataFrame,
    lost: pd.Series,
    settings: RunSettings,
    folder: Path,
) -> None:
    """Write the issues about records, and apart from them those about whole files and columns."""
    import pandas as pd

    collector = IssueCollector(parcels)
    collector.set_parcel_ids(parcels["parcel_id"])
    report_destroyed(parcels["parcel_id"], lost, collector)
    own = issue_table([*issues, *collector.issues], unit=settings.unit)
    together = pd.concat([own, *classified_issues], ignore_index=True)
    # Parcels without a number are told if others have one, which only the whole knows.
    unnumbered = IssueCollector(parcels)
    report_missing(parcels["parcel_id"], unnumbered)
    missing = issue_table(unnumbered.issues, unit=settings.unit)
    missing.to_parquet(folder / UNNUMBERED, index=False)
    of_rows = together["source_row"].notna()
    together[of_rows].to_parquet(folder / ISSUES, index=False)
    together[~of_rows].to_parquet(folder / NOTES, index=False)


def _summary(folder: Path, settings: RunSettings) -> JudgedPiece:
    about: dict[str, Any] = read_plain(folder / SUMMARY)
    arrays = arrays_of(folder)
    keys = np.array(arrays["key"])
    sums = {
        name: RoundingSums.of(np.array(arrays[name]), digits=settings.digits)
        for name in (*AREA_COLUMNS, *PARTIAL)
        if name in (arrays.dtype.names or ())
    }
    step = max(1, len(keys) // SAMPLES)
    return JudgedPiece(
        str(folder),
        records=about["records"],
        parcels=about["parcels"],
        samples=keys[step // 2 :: step],
        sums=sums,
        numbered=about["numbered"],
        crs=about["crs"],
        columns=tuple(about["columns"]),
        filled=about["filled"],
        long_numbers=LongNumbers(**about["long_numbers"]),
    )
