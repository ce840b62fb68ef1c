"""What parkland says where GDAL, GEOS or Arrow reports a fault: its own words, never the library's.

A message of a library names its classes and functions, and paths of private copies. The text of the
fault stays in the exception, which ``PARKLAND_DEBUG=1`` prints.
"""

from __future__ import annotations

import re

from parkland.issues import Issue
from parkland.phrases import Phrase

# What a library says of one shape, and the code of the issue that says it to an officer. An empty
# code drops the remark, because parkland checks the matter itself.
_OF_SHAPES = (
    ("closed linestring|non closed ring|not closed|unclosed", "ring.unclosed"),
    (
        "number of points|point array|at least . points|less than 4 points|too few points",
        "ring.few_corners",
    ),
    ("unexpected geometry", "ring.few_corners"),
    ("winding order", ""),
    ("unknown wkb|unsupported|not supported|curve|surface|tin\\b", "geometry.kind"),
    ("not consistent with type", "geometry.declared_kind"),
)
DAMAGED = "formats.cause.damaged"
_CAUSES = (
    ("geometry type", "formats.cause.geometry"),
    ("malformed|corrupt|magic|invalid|truncated|not a database", DAMAGED),
    ("permission|access is denied|access denied", "formats.cause.forbidden"),
    ("no such file|not found|does not exist", "formats.cause.absent"),
    ("missing geo metadata|no geometry", "formats.cause.no_geometry"),
    ("memory|alloc", "formats.cause.memory"),
    ("too many open files", "formats.cause.open_files"),
    ("0 bytes|empty", "formats.cause.empty"),
    ("disk|space left|quota", "formats.cause.disk"),
)


def remarks_of(texts: list[str], *, source_row: int | None = None) -> list[Issue]:
    """Return an issue for each kind of remark, each kind once.

    Examples
    --------
    >>> [issue.code for issue in remarks_of(["Non closed ring detected."])]
    ['ring.unclosed']
    """
    codes = [
        next((code for pattern, code in _OF_SHAPES if _says(text, pattern)), "source.remark")
        for text in texts
    ]
    return [Issue(code=code, source_row=source_row) for code in dict.fromkeys(codes) if code]


def cause_of(error: BaseException) -> str:
    """Return why a library cannot read a file, in words of our own.

    Examples
    --------
    >>> cause_of(OSError("[Errno 13] Permission denied: '/tmp/x'"))
    'it may not be read'
    """
    text = str(error)
    return Phrase(next((key for pattern, key in _CAUSES if _says(text, pattern)), DAMAGED))


def _says(text: str, pattern: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None
