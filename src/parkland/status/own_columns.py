"""The columns of a table of parcels that own axes and conditions ask, and how their cells read.

A column of the office is found by its name or by a heading that is spelled alike. An own column
whose name is canonical stands in the table as ``raw_<name>``, and one of a register beside one of
the layer as ``register_<name>``; the register is followed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from parkland.columns.cell_values import is_empty, parse_amount, parse_date, parse_yes_no, plain
from parkland.conventions import heading_word
from parkland.conventions.own_axes import whole_word
from parkland.schema import AREA_COLUMNS, AXIS_PREFIX, FIELDS, FLAG_PREFIX, FLAGS, RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from parkland.conventions import Profile

CellKind = Literal["number", "day", "text", "answer"]
# What parkland computes for a day is no fact that a condition could ask.
COMPUTED = frozenset((*RESULTS, *FLAGS)) - frozenset(FIELDS)
NOTHING: Mapping[CellKind, Any] = {
    "number": np.nan,
    "day": np.datetime64("NaT", "D"),
    "text": "",
    "answer": False,
}


@dataclass(frozen=True, slots=True)
class ReadCells:
    """A column read as one kind: its values, where they are known, and cells that do not read.

    Attributes
    ----------
    values : ndarray
        float64, datetime64[D], texts as objects, or bool; they count only where they are known.
    known : ndarray of bool
    unread : tuple of str
        Cells that are filled and cannot be read so, each once.
    """

    values: np.ndarray
    known: np.ndarray
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnColumns:
    """The columns of `parcels` that an office can name.

    Attributes
    ----------
    parcels : DataFrame
    profile : Profile
        Its words for yes, no and "not known".
    axes : mapping of str to Series
        The codes of own axes, as far as their words give them.
    """

    parcels: pd.DataFrame
    profile: Profile
    axes: Mapping[str, pd.Series] = field(default_factory=dict)
    _read: dict[tuple[str, CellKind], ReadCells] = field(
        default_factory=dict, init=False, repr=False
    )

    @property
    def names(self) -> list[str]:
        """Every name that an expression can ask, without what parkland computes."""
        geometry = getattr(self.parcels, "active_geometry_name", None)
        columns = [str(name) for name in self.parcels.columns if name != geometry]
        return [*(name for name in columns if not _is_computed(name)), *self.axes]

    def holders(self, heading: str) -> list[str]:
        """Return the columns of the office under a heading, the one that is followed first."""
        names = [name for name in self.names if name not in self.axes]
        for found in (heading, *self._alike(heading, names)):
            named = [f"register_{found}", f"raw_{found}"]
            if found not in FIELDS:
                named.append(found)
            if held := [name for name in named if name in names]:
                return held
        return [heading] if heading in FIELDS and heading in names else []

    def column(self, name: str) -> pd.Series | None:
        """Return the column that an expression names; None if there is none."""
        if name in self.axes:
            return self.axes[name]
        names = self.names
        if name in FIELDS or name in AREA_COLUMNS.values():
            return self.parcels[name] if name in names else None
        held = self.holders(name)
        if not held:
            return None
        first, *others = (self.parcels[one] for one in held)
        for other in others:
            first = first.astype(object).where(first.notna(), other)
        return first

    @property
    def misread(self) -> list[tuple[str, CellKind]]:
        """The columns with filled cells that could not be read, each with the kind asked for."""
        return [(name, kind) for (name, kind), read in self._read.items() if read.unread]

    def read(self, name: str, kind: CellKind) -> ReadCells:
        """Return a column read as one kind; it must be one of `names` or spelled like one."""
        if (name, kind) not in self._read:
            column = self.column(name)
            if column is None:
                raise KeyError(name)
            self._read[name, kind] = read_cells(column, kind, self.profile)
        return self._read[name, kind]

    @staticmethod
    def _alike(heading: str, names: list[str]) -> list[str]:
        wanted = heading_word(heading)[0]
        plain_names = (name.removeprefix("register_").removeprefix("raw_") for name in names)
        return list(dict.fromkeys(name for name in plain_names if heading_word(name)[0] == wanted))


def read_cells(column: pd.Series, kind: CellKind, profile: Profile) -> ReadCells:
    """Return the cells of a column read as one kind. Each different cell is read once.

    Examples
    --------
    >>> import pandas as pd
    >>> from parkland.conventions import load_profile
    >>> cells = pd.Series(["12", "1,000", "many", None])
    >>> read_cells(cells, "number", load_profile()).known.tolist()
    [True, True, False, False]
    """
    import pandas as pd

    if kind == "number" and column.dtype.kind in "iuf":
        numbers = column.to_numpy(dtype="float64", na_value=np.nan)
        return ReadCells(numbers, np.isfinite(numbers))
    if kind == "day" and column.dtype.kind == "M":
        naive = column.dt.tz_localize(None) if getattr(column.dt, "tz", None) else column
        days = naive.to_numpy().astype("datetime64[D]")
        return ReadCells(days, ~np.isnat(days))
    objects = column.astype(object).where(column.notna(), None)
    codes, uniques = pd.factorize(objects, use_na_sentinel=True)
    parse = _PARSERS[kind]
    values: list[Any] = []
    known: list[bool] = []
    unread: list[str] = []
    for cell in uniques:
        value = NOTHING[kind]
        is_read = False
        if not is_empty(cell, profile):
            try:
                value, is_read = parse(cell, profile), True
            except (ValueError, OverflowError, TypeError):
                unread.append(plain(cell))
        values.append(value)
        known.append(is_read)
    dtype: Any = {"number": "float64", "day": "datetime64[D]", "text": object, "answer": bool}[kind]
    # the last entry is that of a missing cell, whose code is -1
    table = np.array([*values, NOTHING[kind]], dtype=dtype)
    is_known = np.array([*known, False], dtype=bool)
    return ReadCells(table[codes], is_known[codes], tuple(unread))


def _number(cell: Any, profile: Profile) -> float:
    """Return the number in a cell; one with a unit behind it is not read, because it may differ."""
    amount, unit = parse_amount(cell, decimal_mark=profile.decimal_mark)
    if unit:
        raise ValueError(unit)
    return amount


_PARSERS: Mapping[CellKind, Callable[[Any, Profile], Any]] = {
    "number": _number,
    "day": lambda cell, profile: np.datetime64(parse_date(cell, day_order=profile.day_order), "D"),
    "text": lambda cell, _profile: whole_word(plain(cell)),
    "answer": parse_yes_no,
}


def _is_computed(name: str) -> bool:
    return name in COMPUTED or name.startswith((FLAG_PREFIX, AXIS_PREFIX))
