"""Names of the files of a batch: safe on every system, and different from one another."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from parkland.errors import OutputError
from parkland.safe_text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Not allowed in names on Windows, and what no file manager shows: controls and marks of direction.
_UNSAFE = re.compile(
    r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]'
)
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z")
MOST_CHARACTERS = 50  # at most 200 bytes of UTF-8, where a name may have 255
ENDING = ".docx"


def safe_stem(name: str) -> str:
    """Return a text as the beginning of a file name.

    Examples
    --------
    >>> safe_stem("GD-03"), safe_stem("../a:b"), safe_stem("CON"), safe_stem(" . ")
    ('GD-03', '_a_b', 'CON_', '_')
    """
    text = _UNSAFE.sub("_", unicodedata.normalize("NFC", name))
    text = shorten(text, MOST_CHARACTERS).strip(" .")
    return f"{text}_" if _RESERVED.match(text) else text or "_"


def distinct_names(stems: Iterable[str], title: str) -> list[str]:
    """Return the file name of a document for each parcel, none twice in any letter case.

    Examples
    --------
    >>> distinct_names(["G-1", "g-1"], "认定书")
    ['G-1 认定书.docx', 'g-1 认定书 (2).docx']
    """
    taken: set[str] = set()
    names = []
    for stem in stems:
        name, number = f"{stem} {title}{ENDING}", 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} {title} ({number}){ENDING}"
        taken.add(name.casefold())
        names.append(name)
    return names


def ready_folder(folder: Path) -> Path:
    """Return `folder`, made if only itself is missing.

    Raises
    ------
    OutputError
        If it is a file, or if it cannot be made.
    """
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise OutputError("documents.file", where=folder) from error
    except (OSError, ValueError) as error:
        raise OutputError("documents.folder_not_made", where=folder) from error
    return folder


def require_absent(paths: Iterable[Path]) -> None:
    """Raise if any of the files is there.

    Raises
    ------
    OutputError
    """
    there = [path for path in paths if path.exists()]
    if there:
        key = "documents.files_exist" if len(there) > 1 else "documents.file_exists"
        raise OutputError(
            key,
            where=there[0],
            more=len(there) - 1,
        )
