"""Format deadlines as an iCalendar file (RFC 5545).

No library is used, because only whole-day events are needed. For these the standard demands little:
lines of at most 75 bytes that end in CRLF, four escaped characters, and identifiers that stay the
same when the file is made again.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from parkland.safe_text import printable
from parkland.wording import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

LINE_BYTES = 75


def calendar_text(
    deadlines: pd.DataFrame, names: pd.Series, *, as_of: dt.date, disclaimer: str, lang: str
) -> str:
    """Return an iCalendar text with an event for each deadline.

    Parameters
    ----------
    deadlines
        The result of `parkland.deadlines`.
    names
        The names of the parcels, one for each row of `deadlines`.
    as_of
        The day for which the deadlines were computed.
    disclaimer
        The disclaimer of the rulebook, for the description of each event.
    lang
        The language of the texts.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//parkland//deadlines//{lang.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    seen: dict[str, int] = {}
    basis_of_day = wording("calendar.as_of", lang, as_of=as_of.isoformat(), disclaimer=disclaimer)
    rows = deadlines.astype(object).where(deadlines.notna(), "").to_dict("records")
    for row, name in zip(rows, names, strict=True):
        day = row["due_on"].strftime("%Y%m%d")
        # A calendar replaces an event with the same identifier when the file is imported again.
        identity = "\n".join([row["parcel_id"] or f"#{row['parcel']}", row["kind"], day])
        seen[identity] = seen.get(identity, 0) + 1
        if seen[identity] > 1:  # several parcels have the same number
            identity += f"\n{seen[identity]}"
        basis = [row["basis"]] if row["basis"] else []
        summary = wording("calendar.summary", lang, parcel=name, what=_short(row))
        if row["days_left"] < 0:
            summary = wording("calendar.passed", lang, summary=summary)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{sha256(identity.encode(errors='replace')).hexdigest()[:32]}@parkland",
            f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{day}",
            f"SUMMARY:{escaped(summary)}",
            "DESCRIPTION:" + escaped("\n".join([row["what"], *basis, basis_of_day])),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _short(row: Mapping[Any, Any]) -> str:
    """Return the first clause of the text of a deadline."""
    return str(row["what"]).replace("; ", "；").split("；")[0]


def escaped(text: str) -> str:
    r"""Escape a text value by RFC 5545, section 3.3.11.

    Examples
    --------
    >>> escaped("a;b,c\\d\ne")
    'a\\;b\\,c\\\\d\\ne'
    """
    text = printable(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> str:
    r"""Fold a content line into pieces of at most 75 bytes, by RFC 5545, section 3.1.

    No character is cut. Every piece but the first begins with a space.

    Examples
    --------
    >>> [len(piece.encode()) for piece in folded("SUMMARY:" + "地" * 40).split("\r\n")]
    [74, 55]
    """
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LINE_BYTES:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + width
    return "\r\n".join([*pieces, piece])
