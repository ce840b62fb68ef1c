"""Which format a file has, which endings are read and written, and what to do about others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.formats.registry import FORMATS, REMEDIES, Format

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FIRST_BYTES = 32  # that are looked at


def format_of(path: Path) -> Format | None:
    """Return the format of a file or folder by its ending, whatever is read or written.

    Examples
    --------
    >>> from pathlib import Path
    >>> format_of(Path("地块.GeoJSON")).name
    'GeoJSON'
    """
    ending = path.suffix.lower()
    return next((one for one in FORMATS if ending in one.endings), None)


def readable_format(path: Path) -> Format | None:
    """Return the format under which a file or folder is read for parcels, or None.

    A geodatabase is a folder; a file with its ending is none, and the other way round.
    """
    found = format_of(path)
    if found is None or found.reads not in ("parcels", "archive"):
        return None
    return found if path.is_dir() == found.is_folder else None


def with_layers(paths: Iterable[Path]) -> list[tuple[Path, Format]]:
    """Return those of `paths` that hold layers of parcels, sorted, with their formats.

    Files that macOS adds to archives (``._name``) do not. Where other files share the ending, the
    module of the format decides by the content.
    """
    found = [(path, readable_format(path)) for path in sorted(paths)]
    return [
        (path, form)
        for path, form in found
        if form is not None
        and form.reads == "parcels"
        and not path.name.startswith("._")
        and (not form.shares_ending or form.load().recognises(path))
    ]


def is_part(path: Path) -> bool:
    """Say whether a file, by its ending, belongs to another file, as a .dbf to a .shp."""
    name = path.name.lower()
    return any(name.endswith(one.parts) for one in FORMATS if one.parts)


def read_endings() -> tuple[str, ...]:
    """Return the endings that are read for parcels, one a format.

    Examples
    --------
    >>> read_endings()[:3]
    ('.shp', '.gpkg', '.gdb')
    """
    return tuple(one.endings[0] for one in FORMATS if one.reads in ("parcels", "archive"))


def register_endings() -> tuple[str, ...]:
    """Return the endings of registers."""
    return tuple(ending for one in FORMATS if one.reads == "register" for ending in one.endings)


def written_formats() -> dict[str, Format]:
    """Return the formats that are written, by the ending that is written."""
    return {one.endings[0]: one for one in FORMATS if one.writes}


def encodings_by_default() -> dict[str, tuple[str, ...]]:
    """Return the endings of formats that are written in an encoding of choice, by their default.

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
    """Return what to do about a file or folder that is not read.

    By its ending; without one by its first bytes, because a file may have lost its ending; else the
    endings that are read.

    Examples
    --------
    >>> from pathlib import Path
    >>> remedy(Path("宗地.dbf"))
    'name the .shp beside it'
    """
    ending = path.suffix.lower()
    if ending in REMEDIES:
        return REMEDIES[ending]
    if ending in register_endings():
        return "pass it as the register"
    chief = next((one.endings[0] for one in FORMATS if ending in one.parts), None)
    if chief is not None:
        return f"name the {chief} beside it"
    content = None if ending else _by_first_bytes(path)
    if content is not None:
        return f"it begins as a {content.name} does: call it {path.name}{content.endings[0]}"
    return f"use {', '.join(read_endings())} or a folder of them"


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
