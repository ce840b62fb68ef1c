"""Find the records in the bytes of a .shp, and check that they are complete.

In nearly every file, .shp and .shx agree in everything. This is checked for all records at once
with arrays, which takes a fraction of the time of building the shapes. Only if the check fails, the
records are searched one by one (`shp_search`).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from parkland.formats.shapefile.shp_layout import (
    BOX,
    COUNTS,
    ENTRY,
    EXTRA_BYTES,
    HEADER,
    KNOWN,
    MAGIC,
    NULL,
    POINT_BYTES,
    POLYGONS,
    RANGE,
    RECORD_HEADER,
    TYPE,
    VERSION,
    WITH_M,
    WITH_Z,
    WORD,
    FoundRecord,
    ShpAccount,
)
from parkland.formats.shapefile.shp_search import RecordSearch

if TYPE_CHECKING:
    from pathlib import Path

FIRST_BYTES = 4096


def read_records(shp: Path, shx: Path | None) -> ShpAccount:
    """Return the account of the records of a .shp.

    Parameters
    ----------
    shp
        The .shp.
    shx
        The .shx, or None if there is none.
    """
    content = np.fromfile(shp, dtype=np.uint8)
    entries = _entries(shx)
    is_whole = shx is not None and _is_whole(shx)
    if entries is not None and is_whole and (nulls := _agreeing(content, entries)) is not None:
        kind = int.from_bytes(content[32:36].tobytes(), "little")
        return ShpAccount(
            in_file=len(entries),
            indexed=len(entries),
            is_sound=True,
            kind=kind,
            nulls=nulls,
            boxes=_boxes(content, entries),
        )
    return RecordSearch(content.tobytes(), entries).account()


def _boxes(content: np.ndarray, entries: np.ndarray) -> np.ndarray:
    """Return the bounds in the content of each record, n x 4; NaN for a record without bounds."""
    boxes = np.full((len(entries), 4), np.nan)
    full = entries[:, 1] >= BOX
    boxes[full] = _pieces(content, entries[full, 0] + TYPE, BOX - TYPE).view("<f8")
    return boxes


def _is_whole(shx: Path) -> bool:
    """Return whether the header of a .shx states the size of the file.

    GDAL reads as many entries as the header promises, whatever the size of the file.
    """
    with shx.open("rb") as file:
        magic, length = struct.unpack(">i20xi", file.read(28).ljust(28, b"\0"))
    return bool(magic == MAGIC and length * WORD == shx.stat().st_size)


def _entries(shx: Path | None) -> np.ndarray | None:
    """Return the start and the length of each content by the .shx, in bytes, n x 2."""
    if shx is None:
        return None
    # An incomplete entry at the end is left out.
    whole = shx.read_bytes()[HEADER:]
    table = np.frombuffer(whole[: len(whole) // ENTRY * ENTRY], dtype=">i4").reshape(-1, 2)
    return table.astype("int64") * WORD + (RECORD_HEADER, 0)


def _agreeing(content: np.ndarray, entries: np.ndarray) -> tuple[int, ...] | None:
    """Return the numbers of null shapes if .shp and .shx agree in everything, else None.

    The records must fill the file without a gap. The header of each record must have the length of
    its entry. All shapes must have the type of the file, and their counts must add up to their
    length.
    """
    promised = int.from_bytes(content[24:28].tobytes(), "big") * WORD
    if not len(entries):
        return () if len(content) == promised == HEADER else None
    starts, lengths = entries.T
    ends = starts + lengths
    in_a_row = (
        starts[0] == HEADER + RECORD_HEADER and (starts[1:] == ends[:-1] + RECORD_HEADER).all()
    )
    if not (in_a_row and ends[-1] == len(content) == promised and (lengths >= TYPE).all()):
        return None
    # The length stands in the last four bytes of the header, directly before the content.
    if not (_integers(content, starts - 4, ">i4") * WORD == lengths).all():
        return None
    kinds = _integers(content, starts, "<i4")
    head = int.from_bytes(content[32:36].tobytes(), "little")
    if head not in POLYGONS or not np.isin(kinds, (NULL, head)).all():
        return None
    full = kinds != NULL
    if (lengths[~full] != TYPE).any() or not _add_up(content, starts[full], lengths[full], head):
        return None
    return tuple((np.flatnonzero(~full) + 1).tolist())


def _add_up(content: np.ndarray, starts: np.ndarray, lengths: np.ndarray, kind: int) -> bool:
    """Return whether counts, lengths and first points of parts agree in all polygons."""
    if not len(starts):
        return True
    if (lengths < BOX + COUNTS).any():
        return False
    # A content consists of a box, the two counts, the first point of each part, and the points.
    # Heights and measures follow, each as a range and one number for each point. Measures are
    # optional.
    parts = _integers(content, starts + BOX, "<i4").astype("int64")
    points = _integers(content, starts + BOX + 4, "<i4").astype("int64")
    if (parts < 1).any() or (points < 1).any():
        return False
    sizes = BOX + COUNTS + 4 * parts + POINT_BYTES * points
    measures = RANGE + EXTRA_BYTES * points
    allowed = [sizes + n * measures for n in ((1, 2) if kind in WITH_Z else (0, 1))]
    if kind not in (*WITH_Z, *WITH_M):
        allowed = [sizes]
    if not np.any([lengths == size for size in allowed], axis=0).all():
        return False
    # The first part begins at point 0, and each later part begins after the one before and within
    # the points. The parts of all records are in one array; `place` is the number of a part within
    # its record.
    owners = np.repeat(np.arange(len(parts)), parts)
    place = np.arange(len(owners)) - np.repeat(np.cumsum(parts) - parts, parts)
    begins = _integers(content, starts[owners] + BOX + COUNTS + 4 * place, "<i4")
    first = place == 0
    rising = np.ones(len(begins), dtype=bool)
    rising[1:] = (begins[1:] > begins[:-1]) | first[1:]
    return bool((begins[first] == 0).all() and rising.all() and (begins < points[owners]).all())


def _integers(content: np.ndarray, at: np.ndarray, dtype: str) -> np.ndarray:
    """Return the 4-byte integers at the offsets `at`."""
    return _pieces(content, at, 4).view(dtype).ravel()


def _pieces(content: np.ndarray, at: np.ndarray, size: int) -> np.ndarray:
    """Return `size` bytes from each of the offsets `at`, n x size."""
    # The window view selects unaligned bytes of all records without a loop.
    if len(content) < size or not len(at):
        return np.zeros((0, size), dtype=np.uint8)
    return np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(content, size)[at])


def first_kind(path: Path) -> int:
    """Return the type of the first shape that is not null among the first bytes; 0 if none is."""
    with path.open("rb") as file:
        content = file.read(HEADER + FIRST_BYTES)
    at = HEADER
    while at + RECORD_HEADER + TYPE <= len(content):
        kind = int.from_bytes(content[at + RECORD_HEADER : at + RECORD_HEADER + TYPE], "little")
        if kind != NULL:
            return kind if kind in KNOWN else NULL
        at += RECORD_HEADER + TYPE
    return NULL


def sound_copy(account: ShpAccount, path: Path) -> None:
    """Write the complete records as a .shp with its .shx.

    Every other record is written as a null shape. So all records keep their numbers, by which they
    are joined to the rows of the .dbf.
    """
    entries, at = [], HEADER
    with path.open("wb") as shp:
        shp.write(bytes(HEADER))
        for number, one in enumerate(account.found, start=1):
            content = bytes(TYPE) if one is None else _content(account.content, one)
            shp.write(struct.pack(">ii", number, len(content) // WORD))
            shp.write(content)
            entries.append((at // WORD, len(content) // WORD))
            at += RECORD_HEADER + len(content)
        shp.seek(0)
        shp.write(_header(at, account.kind or POLYGONS[0], account.content))
    index = np.array(entries, dtype=">i4").reshape(-1, 2)
    head = _header(HEADER + index.nbytes, account.kind or POLYGONS[0], account.content)
    path.with_suffix(".shx").write_bytes(head + index.tobytes())


def _content(content: bytes, one: FoundRecord) -> bytes:
    """Return the content of a record, with corrected counts if those in the file are wrong."""
    if one.counts is None:
        return content[one.start : one.end]
    counts = struct.pack("<ii", *one.counts)
    counted = one.start + BOX
    return content[one.start : counted] + counts + content[counted + COUNTS : one.end]


def _header(length: int, kind: int, content: bytes) -> bytes:
    """Return the header of a .shp or .shx of `length` bytes, with the bounds of the original."""
    bounds = content[36:HEADER].ljust(HEADER - 36, b"\0")
    return (
        struct.pack(">7i", MAGIC, 0, 0, 0, 0, 0, length // WORD)
        + struct.pack("<2i", VERSION, kind)
        + bounds
    )
