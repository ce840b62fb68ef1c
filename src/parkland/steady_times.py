"""Days and times that are stored in files, such that the same input gives the same bytes.

An office proves what it handed in by a checksum. So no file holds the time at which it was written:
a field for it has the same time in every file. ``SOURCE_DATE_EPOCH``, seconds since 1970 in UTC,
replaces that time, and the current day too (https://reproducible-builds.org/specs).
"""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile

from parkland.errors import ChoiceError, brief

VARIABLE = "SOURCE_DATE_EPOCH"
# The first moment that a zip archive can hold.
FIRST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
LAST = dt.datetime(2107, 12, 31, tzinfo=dt.UTC)


def today() -> dt.date:
    """Return the current day, or that of ``SOURCE_DATE_EPOCH``.

    Raises
    ------
    ChoiceError
        If the variable is not a time.
    """
    given = _given()
    return dt.datetime.now().astimezone().date() if given is None else given.date()


def stored_time() -> dt.datetime:
    """Return the time that files store as that of their writing, in UTC without a fraction.

    Raises
    ------
    ChoiceError
        If ``SOURCE_DATE_EPOCH`` is not a time from 1980 to 2107, which every format can hold.
    """
    given = _given()
    if given is not None and not FIRST <= given <= LAST:
        raise ChoiceError("outputs.day_out_of_range", variable=VARIABLE, given=given.date())
    return FIRST if given is None else given


def steady_archive(packed: bytes | memoryview) -> bytes:
    """Return a zip archive with the same members, all of them with the time of `stored_time`."""
    moment = stored_time().timetuple()[:6]
    steady = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            entry = zipfile.ZipInfo(member.filename, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(member))
    return steady.getvalue()


def _given() -> dt.datetime | None:
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return None
    try:
        return dt.datetime.fromtimestamp(int(text), tz=dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ChoiceError("outputs.no_seconds", variable=VARIABLE, text=brief(text[:40])) from error
