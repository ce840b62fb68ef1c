"""The registers that lie in a folder, and the files there that look like registers.

The profile says by patterns of names which files are registers. Other tables can be lists of plans
or old copies, so that the caller decides by their columns.
"""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from parkland.columns import Headings
from parkland.errors import ParklandError
from parkland.formats.format_lookup import is_part, register_endings
from parkland.languages import languages
from parkland.schema import FIELDS, IDENTITIES
from parkland.sources.register import read_register
from parkland.wording import wording
from parkland.workplaces import is_hidden

if TYPE_CHECKING:
    import os

    import pandas as pd

    from parkland.conventions import Profile

# A table that nobody named is looked into only if that takes no time.
MOST_BYTES = 4_000_000
MOST_TABLES = 20


def find_registers(source: str | os.PathLike[str], /, *, profile: Profile) -> list[Path]:
    """Return the registers in the folder `source`, or in the folder of the file `source`.

    The profile's `registers` are the patterns of their names. They are sorted by name.
    """
    return [path for path in _tables(source, profile) if _is_named(path, profile)]


def other_registers(
    source: str | os.PathLike[str], /, *, profile: Profile
) -> list[tuple[Path, pd.DataFrame]]:
    """Return the tables in the folder `source` whose headings are those of a register.

    They have a column of numbers or codes of parcels and a column of another fact, and their names
    are not among the profile's patterns. What parkland wrote and what cannot be read is left out.
    """
    others = [path for path in _tables(source, profile) if not _is_named(path, profile)]
    small = [path for path in others if path.stat().st_size <= MOST_BYTES]
    found = [(path, _read(path, profile)) for path in small[:MOST_TABLES]]
    return [
        (path, table)
        for path, table in found
        if table is not None and _looks_like_register(table, profile)
    ]


def _tables(source: str | os.PathLike[str], profile: Profile) -> list[Path]:
    """Return the tables in a folder that are not those of assets."""
    folder = Path(source) if Path(source).is_dir() else Path(source).parent
    return [
        path
        for path in sorted(folder.iterdir())
        # Excel writes a file ~$name while a workbook is open.
        if not is_hidden(path)
        and path.suffix.lower() in register_endings()
        and path.is_file()
        and not is_part(path)
        and not any(fnmatch(path.name, pattern) for pattern in profile.assets.files.values())
    ]


def _is_named(path: Path, profile: Profile) -> bool:
    return any(fnmatch(path.name, pattern) for pattern in profile.registers)


def _read(path: Path, profile: Profile) -> pd.DataFrame | None:
    try:
        return read_register(path, profile=profile)
    except ParklandError:
        return None


def _looks_like_register(table: pd.DataFrame, profile: Profile) -> bool:
    names = [str(name) for name in table.columns]
    ours = {wording("column.status_rules", lang) for lang in languages()}
    if {"status_rules", *ours} & set(names):
        return False
    headings = Headings(profile)
    fields = {found.field for name in names if (found := headings.read(name))} & set(FIELDS)
    return bool(fields & set(IDENTITIES)) and bool(fields - set(IDENTITIES))
