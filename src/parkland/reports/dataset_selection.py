"""The parcels of a dataset that a condition selects: all of them counted, the largest kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from parkland.conventions import statuses_of
from parkland.datasets.parts import LEAF
from parkland.display import code_words, value_texts
from parkland.errors import ChoiceError, brief
from parkland.languages import grammar, languages
from parkland.maps.map_legend import column_to_colour_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from parkland.conventions import StatusSet
    from parkland.dataset_maps.stored_parts import StoredParcels

ROWS = 16_384
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Selection:
    """What a condition selects.

    Attributes
    ----------
    parcels : GeoDataFrame
        The parcels with most land, as many as were asked for.
    number, units : int
        How many there are in all, and their area in units of its last place.
    words : str
        The condition in words.
    """

    parcels: gpd.GeoDataFrame
    number: int
    units: int
    words: str


def select(
    stored: StoredParcels, where: Mapping[str, Any], *, most: int, lang: str, heading: Any
) -> Selection:
    """Return the parcels that have a value, or one of several, in each of the named columns.

    Parameters
    ----------
    stored
        The parcels.
    where
        A column, by its name or its heading -> a value or a list of values, as they are stored or
        as they are printed in any language.
    most
        How many parcels are kept.
    lang
        Language of the condition in words.
    heading
        Returns the heading of a column.

    Raises
    ------
    ColumnError
        If there is no such column.
    ChoiceError
        If no parcel has such a value.
    """
    nothing = stored.nothing()
    statuses = statuses_of(stored.ledger(nothing))
    wanted = {
        column_to_colour_by(nothing, name, statuses=statuses): _listed(value)
        for name, value in where.items()
    }
    kept, number, units = nothing, 0, 0
    found: dict[str, set[str]] = {name: set() for name in wanted}
    seen: dict[str, dict[str, None]] = {name: {} for name in wanted}
    for frame in stored.frames(ROWS):
        chosen = pd.Series(data=True, index=frame.index)
        for name, values in wanted.items():
            matching = _matching(frame[name], name, values, statuses, seen[name])
            found[name] |= set(matching.values())
            chosen &= frame[name].map(lambda one, known=matching: _text(one) in known)
        if not chosen.any():
            continue
        some = frame[chosen]
        number += len(some)
        units += int(some[LEAF].fillna(0).sum())
        kept = some if kept.empty else pd.concat([kept, some], ignore_index=True)
        order = kept[LEAF].fillna(-1).astype("int64").to_numpy()
        largest = (-order).argsort(kind="stable")[:most]
        kept = kept.iloc[largest].reset_index(drop=True)
    for name, values in wanted.items():
        if lacking := [value for value in values if value not in found[name]]:
            known = [text for text in seen[name] if text][:MOST_NAMED]
            raise ChoiceError(
                "dataset_maps.no_such_value", column=heading(name), value=lacking[0], known=known
            )
    words = [f"{heading(name)}={'/'.join(values)}" for name, values in wanted.items()]
    return Selection(kept, number, units, grammar(lang).clauses(words))


def _listed(value: Any) -> list[str]:
    several: Iterable[Any] = value if isinstance(value, list | tuple | set) else [value]
    texts = [str(one) for one in several]
    if not texts:
        raise ChoiceError("dataset_maps.no_value", value=brief(value))
    return texts


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _matching(
    column: pd.Series,
    name: str,
    wanted: list[str],
    statuses: StatusSet,
    seen: dict[str, None],
) -> dict[str, str]:
    """Return stored values that are wanted, each with how it was asked for; note what is seen."""
    distinct = column.drop_duplicates()
    texts = {_text(value): {_text(value)} for value in distinct}
    for lang in languages():
        printed = value_texts(distinct, name, lang, statuses=statuses)
        for value, text in zip(distinct, printed, strict=True):
            texts[_text(value)].add(_text(text))
        if column.dtype.name in ("bool", "boolean"):
            for code, value in (("yes", "True"), ("no", "False"), ("unknown", "")):
                texts.setdefault(value, set()).add(code_words(name, lang).get(code, code))
    for value in texts:
        if len(seen) < MOST_NAMED:
            seen.setdefault(value)
    return {value: one for value, names in texts.items() for one in wanted if one in names}
