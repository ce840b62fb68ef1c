"""Columns with few different words as statuses of an office's own, for an officer to choose."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parkland.office_profiles.column_findings import ColumnFinding

# A status has two words and more; beyond these a column holds names or numbers.
FEWEST, MOST = 2, 30
# A column that is filled in fewer rows is a remark.
FILLED = 0.3
MOST_COLUMNS = 6


def status_candidates(findings: Iterable[ColumnFinding], rows: int) -> list[ColumnFinding]:
    """Return the columns that could be a status: few different words, in many rows."""
    found = [
        one
        for one in findings
        if FEWEST <= len(one.words) <= MOST
        and one.filled >= FILLED * rows
        and one.unit is None
        and one.different <= max(FEWEST, one.filled / 2)
    ]
    # A column of words says more than one of numbers, and one with fewer words more than others.
    return sorted(found, key=lambda one: (one.is_number, one.different))[:MOST_COLUMNS]


def status_lines(finding: ColumnFinding, used: set[str]) -> Iterator[str]:
    """Yield an axis as it would stand in the profile, with the number of rows of each word."""
    axis = free_key(finding.heading, used)
    yield f"[statuses.{axis}]"
    yield f"label = {toml_string(finding.heading)}"
    yield f"columns = [{toml_string(finding.heading)}]"
    codes: set[str] = set()
    for word, number in finding.words:
        yield f"[statuses.{axis}.codes.{free_key(word, codes)}]"
        yield f"label = {toml_string(word)}"
        yield f"words = [{toml_string(word)}]  # {number:,}"


def free_key(text: str, used: set[str]) -> str:
    """Return a bare key of TOML for a text that is not used yet, and note it as used.

    Examples
    --------
    >>> free_key("Planning Status", set()), free_key("440", set()), free_key("状态", set())
    ('planning_status', 'code_440', 'code_1')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", plain.casefold()).strip("_")[:40].strip("_")
    stem = words if words[:1].isalpha() else f"code_{words}" if words else ""
    key, number = stem or "code_1", 1
    while key in used:
        number += 1
        key = f"{stem or 'code'}_{number}"
    used.add(key)
    return key


def toml_string(text: str) -> str:
    """Return a text as a basic string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
