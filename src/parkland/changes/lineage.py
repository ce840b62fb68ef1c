"""Where parcels come from, over several years: the column ``parents``, and chains of it.

`with_parents` writes into each later parcel the numbers of the earlier parcels that it belongs
together with. In a file it is read again as the fact ``parents``, so that the states of several
years compose: the ancestors of a parcel in 2019 are the parents in 2019 of its parents in 2020.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.changes.change_record import changes_of
from parkland.changes.relation_table import WHOLE
from parkland.cleaning.parcel_numbers import keys, keys_of
from parkland.errors import ChoiceError
from parkland.ledger_record import subject_of
from parkland.schema import LIST_JOINT

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from parkland.changes.change_record import Changes
    from parkland.ledger_record import Ledger

COLUMNS = ("generation", "parcel_id", "ancestor_id")


def with_parents(changes: Changes, /) -> gpd.GeoDataFrame:
    """Return the later parcels with the column ``parents``.

    A parcel that was not changed names its own number; new land names none. Parcels that only
    exchanged some ground with it are no parents. An earlier parcel without a number is named as in
    `Changes.parcels`.

    Parameters
    ----------
    changes
        From `compare`.

    Returns
    -------
    GeoDataFrame
        The parcels of ``changes.after`` on their index, with ``parents`` replaced.

    Raises
    ------
    ChoiceError
        If `changes` is not a comparison.

    Examples
    --------
    >>> import parkland as pk
    >>> days = ("2019-12-31", "2020-12-31")
    >>> before, after = (pk.open_ledger(pk.sample_path(), as_of=day) for day in days)
    >>> parcels = pk.with_parents(pk.compare(before, after))
    >>> parcels.set_index("parcel_id").loc["GD-03", "parents"]
    'GD-03'
    """
    import pandas as pd

    changes = changes_of(changes)
    rows = changes.parcels[changes.parcels["relation"] == WHOLE]
    named = rows.groupby("after", sort=False)["before_id"].agg(
        lambda names: LIST_JOINT.join(dict.fromkeys(names))
    )
    parcels = changes.after.parcels
    found = pd.Series(named.reindex(parcels.index.to_flat_index()).to_numpy(), index=parcels.index)
    return parcels.assign(parents=found.astype("str"))


def lineage(*ledgers: Ledger | pd.DataFrame) -> pd.DataFrame:
    """Return the ancestors of the parcels of the last ledger in every earlier one.

    Parameters
    ----------
    *ledgers
        Two or more states in the order of time. Each but the first has the fact ``parents``, as
        `with_parents` or ``compare --parents`` writes it, which names parcels of the one before it.

    Returns
    -------
    DataFrame
        One row for each parcel, generation and ancestor: ``generation`` (int64: 1 for the ledger
        before the last, 2 for the one before that), ``parcel_id`` and ``ancestor_id`` (texts).

    Raises
    ------
    ChoiceError
        If there are fewer than two ledgers, or one but the first names no parents.

    Examples
    --------
    >>> import pandas as pd
    >>> before = pd.DataFrame({"parcel_id": ["A", "B"]})
    >>> after = pd.DataFrame({"parcel_id": ["A-1", "A-2", "B"], "parents": ["A", "A", "B"]})
    >>> lineage(before, after)
       generation parcel_id ancestor_id
    0           1       A-1           A
    1           1       A-2           A
    2           1         B           B
    """
    import pandas as pd

    tables = [subject_of(one).parcels for one in ledgers]
    if len(tables) < 2:  # noqa: PLR2004 - a chain has two ends
        raise ChoiceError("changes.one_ledger")
    for place, table in enumerate(tables[1:], start=2):
        if "parents" not in table.columns or not (table["parents"].notna().any() or table.empty):
            raise ChoiceError("changes.no_parents", place=place)
    last = tables[-1]["parcel_id"].dropna().reset_index(drop=True)
    reached = pd.DataFrame({"parcel_id": last, "key": keys_of(last)})
    found = []
    for generation, (later, earlier) in enumerate(
        zip(reversed(tables), reversed(tables[:-1]), strict=False), start=1
    ):
        parents = _parents(later)
        numbers = earlier["parcel_id"].dropna().reset_index(drop=True)
        names = pd.DataFrame({"ancestor_id": numbers, "parent": keys_of(numbers)})
        reached = reached.merge(parents, on="key").merge(
            names.drop_duplicates("parent"), on="parent"
        )
        reached = reached.drop_duplicates(["parcel_id", "parent"])
        found.append(reached[["parcel_id", "ancestor_id"]].assign(generation=generation))
        reached = pd.DataFrame({"parcel_id": reached["parcel_id"], "key": reached["parent"]})
    table = pd.concat(found, ignore_index=True)[list(COLUMNS)]
    return table.sort_values(["generation", "parcel_id", "ancestor_id"], ignore_index=True)


def _parents(table: pd.DataFrame) -> pd.DataFrame:
    """Return each number of a table with the numbers that it names as parents, to compare."""
    import pandas as pd

    known = table[["parcel_id", "parents"]].dropna()
    pairs = [
        (number, parent)
        for number, text in zip(keys(known["parcel_id"].tolist()), known["parents"], strict=True)
        for parent in keys([one for one in str(text).split(LIST_JOINT) if one.strip()])
    ]
    return pd.DataFrame(pairs, columns=["key", "parent"], dtype="str")
