"""Look up the format of a file, the endings that are read and written, and remedies for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.formats.registry import FORMATS, REMEDIES, Format
from parkland.phrases import Phrase
from parkland.workplaces import is_hidden

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FIRST_BYTES = 32  # all known first bytes are shorter


def format_of(path: Path) -> Format | None:
    """Return the format with the ending of a file or folder, or None.

    The format need not be one that is read.

    Examples
    --------
    >>> from pathlib import Path
    >>> format_of(Path("地块.GeoJSON")).name
    'GeoJSON'
    """
    ending = path.suffix.lower()
    return next((one for one in FORMATS if ending in one.endings), None)


def readable_format(path: Path) -> Format | None:
    """Return the format in which a file or folder is read for parcels, or None.

    A geodatabase must be a folder, and a file of any other format must not be one.
    """
    found = format_of(path)
    if found is None or found.reads not in ("parcels", "archive"):
        return None
    return found if path.is_dir() == found.is_folder else None


def with_layers(paths: Iterable[Path]) -> list[tuple[Path, Format]]:
    """Return those of `paths` that can hold layers of parcels, sorted, with their formats.

    Hidden files are left out: what macOS adds to archives (``._name``), what Excel writes beside an
    open workbook, and what a killed program has left. If files of other kinds share the ending, the
    module of the format decides by the content.
    """
    found = [(path, readable_format(path)) for path in sorted(paths)]
    return [
        (path, form)
        for path, form in found
        if form is not None
        and form.reads == "parcels"
        and not is_hidden(path)
        # What is no file, such as a pipe, is not opened here; reading refuses it.
        and (not form.shares_ending or not path.is_file() or form.load().recognises(path))
    ]


def is_part(path: Path) -> bool:
    """Return whether a file has an ending of a further file of a format, such as .dbf."""
    name = path.name.lower()
    return any(name.endswith(one.parts) for one in FORMATS if one.parts)


def read_endings() -> tuple[str, ...]:
    """Return the first ending of each format that is read for parcels.

    Examples
    --------
    >>> read_endings()[:3]
    ('.shp', '.gpkg', '.gdb')
    """
    return tuple(one.endings[0] for one in FORMATS if one.reads in ("parcels", "archive"))


def register_endings() -> tuple[str, ...]:
    """Return the endings of the formats that are read as registers."""
    return tuple(ending for one in FORMATS if one.reads == "register" for ending in one.endings)


def register_format(path: Path) -> Format | None:
    """Return the format in which a file is read as a register, or None.

    Examples
    --------
    >>> from pathlib import Path
    >>> register_format(Path("台账.XLSX")).name
    'Excel workbook'
    """
    ending = path.suffix.lower()
    readers = [one for one in FORMATS if one.reads == "register"]
    return next((one for one in readers if ending in (*one.endings, *one.register_endings)), None)


def is_register_file(path: Path) -> bool:
    """Return whether a file is read as a register and not for parcels.

    A ``.txt`` is one if it is no survey of boundary points.
    """
    own, reader = format_of(path), register_format(path)
    if reader is None or not path.is_file():
        return False
    return own is reader or own is None or not own.load().recognises(path)


def written_formats() -> dict[str, Format]:
    """Return the formats that are written, by the ending of the written file."""
    return {one.endings[0]: one for one in FORMATS if one.writes}


def encodings_by_default() -> dict[str, tuple[str, ...]]:
    """Return the endings of formats with a choice of encodings, by the default encoding.

    Examples
    --------
    >>> encodings_by_default()
    {'gbk': ('.shp', '.txt'), 'utf-8': ('.csv',)}
    """
    chosen = {
        ending: one.encodings[0] for ending, one in written_formats().items() if one.encodings
    }
    return {
        default: tuple(ending for ending, own in chosen.items() if own == default)
        for default in dict.fromkeys(chosen.values())
    }


def remedy(path: Path) -> str:
    """Return the remedy for a file or folder that is not read, as a sentence for the user.

    The ending decides. If there is none, the first bytes decide, because a file can lose its ending
    in transfer. If both are unknown, the sentence lists the endings that are read.

    Examples
    --------
    >>> from pathlib import Path
    >>> remedy(Path("宗地.dbf"))
    'name the .shp beside it'
    """
    ending = path.suffix.lower()
    if ending in REMEDIES:
        return Phrase(REMEDIES[ending])
    if ending in register_endings():
        return Phrase("formats.remedy.register")
    found = format_of(path)
    if found is not None and found.companions:
        return Phrase("formats.remedy.companion", ending=found.companions[0])
    main_ending = next((one.endings[0] for one in FORMATS if ending in one.parts), None)
    if main_ending is not None:
        return Phrase("formats.remedy.main_file", ending=main_ending)
    content = None if ending else _by_first_bytes(path)
    if content is not None:
        called = f"{path.name}{content.endings[0]}"
        return Phrase("formats.remedy.lost_ending", form=content.name, name=called)
    return Phrase("formats.remedy.other", endings=read_endings())


def _by_first_bytes(path: Path) -> Format | None:
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            head = file.read(FIRST_BYTES)
    except OSError:
        return None
    known = (one for one in FORMATS if one.first_bytes and head.startswith(one.first_bytes))
    return next(known, None)
