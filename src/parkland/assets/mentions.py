"""Every place of every table in which an enterprise is named, with the key of each.

One table is enough to know an enterprise by its code; another may only name it. So the mentions of
all tables are looked at together before any table is built.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.assets.enterprise_keys import EnterpriseKeys, with_keys
from parkland.cleaning.issue_collector import IssueCollector
from parkland.schema import PROVENANCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from parkland.assets.asset_schema import AssetRole
    from parkland.assets.typed_rows import TypedRows

OURS = [one.name for one in PROVENANCE]
TEXTS = ("given", "uscc", "name", "local", "former")
# Who is named in a row: the part -> the field for each text of a mention.
_PARTS: dict[AssetRole, dict[str, dict[str, str]]] = {
    "enterprises": {
        "self": {
            "given": "enterprise_id",
            "uscc": "uscc",
            "name": "name",
            "local": "local_id",
            "former": "former_names",
        }
    },
    "occupations": {
        "self": {"given": "enterprise_id", "uscc": "uscc", "name": "name", "local": "local_id"},
        "lessor": {"given": "lessor_id", "uscc": "lessor_uscc", "name": "lessor_name"},
        "lessee": {"uscc": "lessee_uscc", "name": "lessee_name"},
    },
    "notices": {"self": {"given": "enterprise_ids", "uscc": "uscc", "name": "name"}},
    "projects": {"self": {"given": "enterprise_id", "uscc": "uscc", "name": "firm_name"}},
}
# A cell of a notice can name several enterprises.
_SEVERAL = ("notices",)
_JOINTS = re.compile(r"[、,，;；\n\r]+")


@dataclass(frozen=True, slots=True)
class Mentions:
    """The mentions of enterprises in all tables.

    Attributes
    ----------
    table : DataFrame
        One row a mention: the number of its table, the label of its row, its part, the texts, the
        `key` of the enterprise (missing if there is none), and where the row is from.
    keys : EnterpriseKeys
    collector : IssueCollector
    """

    table: pd.DataFrame
    keys: EnterpriseKeys
    collector: IssueCollector

    def of(self, number: int, part: str = "self") -> pd.Series:
        """Return the key of each row of a table, on the labels of its rows that have a mention."""
        found = self.table[(self.table["table"] == number) & (self.table["part"] == part)]
        keys: pd.Series = found.set_index("row")["key"]
        return keys


def all_mentions(tables: Sequence[TypedRows]) -> Mentions:
    """Return the mentions of enterprises in all tables, each with its key."""
    import pandas as pd

    parts = [part for number, one in enumerate(tables) for part in _of_table(number, one)]
    columns = ["table", "row", "part", *TEXTS, *OURS]
    table = (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame({name: pd.Series(dtype="str") for name in columns})
    )
    for name in TEXTS:
        table[name] = table[name].astype("str").where(table[name].notna())
    collector = IssueCollector(table)
    keys, known = with_keys(table, collector)
    return Mentions(table.assign(key=keys), known, collector)


def _of_table(number: int, one: TypedRows) -> Iterator[pd.DataFrame]:
    import pandas as pd

    parts = _PARTS.get(one.role, {})
    for part, fields in parts.items():
        has = [name for name in fields.values() if name in one.rows]
        # A row of enterprises must name one; a project and a lease need not.
        is_needed = part == "self" and one.role == "enterprises"
        if not has and not is_needed:
            continue
        texts = {
            text: one.rows[fields[text]]
            if text in fields and fields[text] in one.rows
            else pd.Series(None, index=one.rows.index, dtype="str")
            for text in TEXTS
        }
        frame = pd.DataFrame(
            {"table": number, "row": one.rows.index, "part": part, **texts, **one.rows[OURS]},
            index=one.rows.index,
        )
        if one.role in _SEVERAL:
            frame = _divided(frame)
        if not is_needed:
            frame = frame[frame[list(TEXTS)].notna().any(axis=1)]
        yield frame


def _divided(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each enterprise that a cell names, if codes and names go together."""
    import pandas as pd

    several = np.zeros(len(frame), dtype=bool)
    for name in ("given", "uscc", "name"):
        several |= frame[name].map(lambda text: bool(_JOINTS.search(str(text)))).to_numpy(bool)
    if not several.any():
        return frame
    made: list[dict[Any, Any]] = []
    for row in frame[several].to_dict("records"):
        lists = {name: _listed(row[name]) for name in ("given", "uscc", "name")}
        filled = [some for some in lists.values() if some]
        if len(set(map(len, filled))) > 1:
            # Lists of different lengths do not go together, and names are easier to check.
            lists = {
                name: some if name == _first_filled(lists) else [] for name, some in lists.items()
            }
        longest = max(map(len, lists.values()))
        made += [
            {**row, **{name: some[place] if some else None for name, some in lists.items()}}
            for place in range(longest)
        ]
    return pd.concat([frame[~several], pd.DataFrame(made)[frame.columns]], ignore_index=True)


def _first_filled(lists: dict[str, list[str]]) -> str:
    return next((name for name in ("name", "uscc", "given") if lists[name]), "name")


def _listed(cell: object) -> list[str]:
    if not isinstance(cell, str):
        return []
    return [part.strip() for part in _JOINTS.split(cell) if part.strip()]
