"""What every piece of a run needs: the same day, rules, profile, and decisions about columns.

A run writes its settings to a file of its own and passes the path to its workers, so that a task
is small whatever the profile is. The file is read only by the run that wrote it.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland import __version__

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pyproj import CRS

    from parkland.choices import AreaUnit
    from parkland.cleaning.table_decisions import TableDecisions
    from parkland.conventions import Profile, RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """The settings of a run.

    Attributes
    ----------
    as_of, profile, rules
        As of a ledger.
    layer, encoding, crs, axes
        Parameters of `read_parcels`.
    reference
        The reference system of the first part, into which another zone of its datum is transformed.
    columns
        The own columns of the first part, or None if parts may have different ones.
    decisions
        What is decided about columns.
    doubtful
        For each source that is divided, and for all others together, the columns of which the rows
        that decided have few filled cells, and how many.
    """

    as_of: dt.date
    profile: Profile
    rules: RuleBook
    layer: str | None = None
    encoding: str | None = None
    crs: CRS | int | str | None = None
    axes: str = "east-north"
    reference: CRS | None = None
    columns: frozenset[str] | None = None
    decisions: TableDecisions | None = None
    doubtful: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def unit(self) -> AreaUnit:
        """The unit that the office prints, in which areas are rounded."""
        return self.profile.print_units[0]

    @property
    def digits(self) -> int:
        """The decimal places of that unit."""
        return int(self.profile.areas.digits[self.unit])

    def save(self, path: Path) -> str:
        """Write the settings to a file, and return its path as text."""
        path.write_bytes(pickle.dumps(self))
        return str(path)

    @property
    def digest(self) -> str:
        """A text that differs if anything differs that a figure rests on."""
        return digest_of(
            __version__,
            self.as_of,
            self.profile,
            self.rules,
            self.layer,
            self.encoding,
            self.crs,
            self.axes,
            self.reference,
            self.columns,
            self.decisions,
            self.doubtful,
        )


@lru_cache(maxsize=2)
def settings_at(path: str) -> RunSettings:
    """Return the settings that `RunSettings.save` wrote in this run."""
    settings: RunSettings = pickle.loads(Path(path).read_bytes())  # noqa: S301 - of this run
    return settings


def digest_of(*things: object) -> str:
    """Return a SHA-256 of values, the same in every process.

    Examples
    --------
    >>> digest_of({"b", "a"}, {"x": 1}) == digest_of({"a", "b"}, {"x": 1})
    True
    """
    text = json.dumps([_plain(one) for one in things], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(thing: Any) -> Any:
    """Return a value as JSON holds it, without an order where it has none."""
    plain: Any = str(thing)
    if thing is None or isinstance(thing, bool | int | float | str):
        plain = thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        names = [one.name for one in fields(thing)]
        plain = {"": type(thing).__name__, **{n: _plain(getattr(thing, n, None)) for n in names}}
    elif hasattr(thing, "items"):
        plain = sorted(([_plain(key), _plain(one)] for key, one in thing.items()), key=repr)
    elif isinstance(thing, set | frozenset):
        plain = sorted((_plain(one) for one in thing), key=repr)
    elif isinstance(thing, list | tuple):
        plain = [_plain(one) for one in thing]
    elif hasattr(thing, "to_wkt"):
        plain = thing.to_wkt()
    return plain
