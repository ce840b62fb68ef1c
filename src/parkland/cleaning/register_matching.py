"""Which rows of a register belong to which parcels, and how each pair was found.

The steps, from the surest to the least sure; a row that one of them pairs is not asked again:

1. The number of the row is the number of a parcel (`parcel_numbers.key`).
2. The numbers differ in leading zeros, which Excel drops, and no other number comes into question.
3. The cell holds several numbers, and every one of them is known.
4. The numbers do not fit, and the cadastral code, the real estate unit or the supervision number
   is the same on both sides, or the unit of one side begins with the cadastral code of the other.
5. The column of numbers of one side holds the codes of the other.

A number that Excel destroyed is never compared. Nothing is paired by likeness.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from parkland.cleaning.parcel_numbers import keys_of
from parkland.errors import ColumnError
from parkland.schema import IDENTITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

# What stands between several numbers of one cell, once without and once with spaces.
_JOINTS = (r"[、，,;；/／|｜\n\r\t]+|\s*[和及与&＆]\s*", r"[、，,;；/／|｜\s]+|\s*[和及与&＆]\s*")
_ANY_JOINT = r"[、，,;；/／|｜\s~～〜∼至到.…]+|[和及与&＆]"
_RANGE = r"(?:~|至|到|\.{2,}).*[^~至到.]"
# More pairs come only from a number that stands for everything, such as 待定; they fill the memory.
MOST_PAIRS = 5_000_000
# A code of this length is not equal to a number of another kind by chance.
_LEAST_CODE = 10
# A real estate unit (28 characters) is a cadastral code (19) and a number for buildings on it.
_UNIT_LENGTH, _CADASTRAL_LENGTH = 28, 19


@dataclass(frozen=True, slots=True)
class Matching:
    """The pairs of rows and parcels of one register.

    Attributes
    ----------
    pairs : DataFrame
        `row` (label of the register), `parcel` (label of the layer), `how` (``"number"``,
        ``"zeros"``, ``"several"`` or the field of a code), the surest first, then in the order of
        the rows.
    row_keys, parcel_keys : Series
        The numbers as they are compared; missing where there is none or it is destroyed.
    ranges, unknown_parts : Index
        Rows without a parcel whose cell holds a range, or several numbers that are not all known.
    partly_known
        Those of them of which one number or one end is known.
    """

    pairs: pd.DataFrame
    row_keys: pd.Series
    parcel_keys: pd.Series
    ranges: pd.Index
    unknown_parts: pd.Index
    partly_known: pd.Index


def match_rows(
    facts: pd.DataFrame,
    stated: pd.DataFrame,
    *,
    lost_parcels: pd.Series,
    lost_rows: pd.Series,
) -> Matching:
    """Pair the rows of a register with the parcels of a layer.

    Parameters
    ----------
    facts, stated
        Canonical facts of the layer and of the register; each index is unique.
    lost_parcels, lost_rows
        Which numbers of each are destroyed.
    """
    parcel_keys = keys_of(facts["parcel_id"]).mask(lost_parcels)
    row_keys = keys_of(stated["parcel_id"]).mask(lost_rows)
    found = [_paired(row_keys, parcel_keys, "number")]
    rest = row_keys.drop(found[0]["row"].unique())
    if rest.notna().any():  # nearly always all rows are found by their number
        numbers = _without_zeros(row_keys, parcel_keys)
        found.append(_paired(_bare(rest).map(numbers), parcel_keys, "zeros"))
        rest = rest.drop(found[1]["row"].unique())
        texts = stated["parcel_id"].loc[rest.dropna().index]
        parts = _several(texts, parcel_keys, numbers)
        found.append(_paired(parts, parcel_keys, "several"))
    left = stated.index.difference(pd.Index(pd.concat(found)["row"]), sort=False)
    codes = _codes(facts, stated, row_keys, parcel_keys) if len(left) else ()
    for field, rows, parcels in codes:
        pairs = _paired(rows.loc[rows.index.intersection(left)], parcels, field)
        found.append(pairs)
        left = left.difference(pd.Index(pairs["row"]), sort=False)
    pairs = pd.concat(found, ignore_index=True)
    unmatched = row_keys.loc[left].dropna()
    texts = stated["parcel_id"].loc[unmatched.index]
    spans = _is_span(unmatched, parcel_keys)
    is_range = unmatched.str.contains(_RANGE) | spans
    is_several = texts.str.strip().str.contains(_JOINTS[0]) & ~is_range
    told = texts[is_range | is_several]
    return Matching(
        pairs=pairs,
        row_keys=row_keys,
        parcel_keys=parcel_keys,
        ranges=unmatched.index[is_range],
        unknown_parts=unmatched.index[is_several],
        partly_known=told.index[_has_known_part(told, parcel_keys) | spans.loc[told.index]],
    )


def _paired(rows: pd.Series, parcels: pd.Series, how: str) -> pd.DataFrame:
    """Return every row and parcel with the same key; a label can occur several times.

    Raises
    ------
    ColumnError
        If there are millions of pairs, because very many rows and parcels have one key.
    """
    left = pd.DataFrame({"row": rows.index, "key": rows.array}).dropna()
    right = pd.DataFrame({"parcel": parcels.index, "key": parcels.array}).dropna()
    if not (left["key"].is_unique or right["key"].is_unique):
        count = (left["key"].value_counts() * right["key"].value_counts()).dropna()
        if count.sum() > MOST_PAIRS:
            raise ColumnError("cleaning.repeated_number", count=str(count.idxmax())[:40])
    if left.empty or right.empty:  # keys that are all missing have no type of texts
        left, right = left.iloc[:0], right.iloc[:0].astype({"key": left["key"].dtype})
    pairs = left.merge(right, on="key")[["row", "parcel"]]
    once = rows.index.is_unique and parcels.index.is_unique
    return (pairs if once else pairs.drop_duplicates()).assign(how=how)


def _told_once(codes: pd.Series) -> pd.Series:
    """Return the codes that one row has alone."""
    return codes[~codes.duplicated(keep=False)]


def _without_zeros(rows: pd.Series, parcels: pd.Series) -> pd.Series:
    """Return bare number -> the parcel's number that differs from it only in leading zeros.

    It must be the only one on both sides: where there are 001 and 01, nobody knows which 1 is.
    """
    ours, theirs = _sole(rows), _sole(parcels)
    told_otherwise = set(_bare(rows)) - set(ours.index)
    return theirs[~theirs.index.isin(told_otherwise)]


def _bare(compared: pd.Series) -> pd.Series:
    """Return the numbers of digits alone without leading zeros and without ``.0`` behind them."""
    known = compared.dropna()
    digits = known.str.replace(r"\.0+$", "", regex=True)
    digits = digits[digits.str.fullmatch(r"[0-9]+")]
    return digits.str.lstrip("0")


def _sole(compared: pd.Series) -> pd.Series:
    """Return bare number -> number, where only one number has that bare form."""
    bare = _bare(compared)
    pairs = pd.DataFrame({"bare": bare, "number": compared.loc[bare.index]}).drop_duplicates()
    pairs = pairs[~pairs["bare"].duplicated(keep=False)]
    return pairs.set_index("bare")["number"]


def _several(texts: pd.Series, parcels: pd.Series, numbers: pd.Series) -> pd.Series:
    """Return the keys of the numbers in cells that hold several known ones, a row for each.

    Leading zeros may have been lost in a part, too; `numbers` are those of `_without_zeros`.
    """
    known = set(parcels.dropna()) if len(texts) else set()
    found = []
    for joint in _JOINTS:
        inside = texts[texts.str.strip().str.contains(joint)]
        parts = inside.str.strip().str.split(joint, regex=True).explode()
        compared = keys_of(parts.reset_index(drop=True)).set_axis(parts.index).dropna()
        if compared.empty:
            continue
        compared = compared.where(compared.isin(known), _mapped(compared, numbers))
        is_known = compared.isin(known).groupby(level=0).agg(["all", "size"])
        whole = is_known.index[is_known["all"] & (is_known["size"] > 1)]
        found.append(compared[compared.index.isin(whole)])
        texts = texts.drop(whole)
    return pd.concat(found) if found else texts.iloc[:0]


def _has_known_part(texts: pd.Series, parcels: pd.Series) -> pd.Series:
    """Return which cells hold a known number beside joints or marks of a range."""
    if not len(texts):
        return pd.Series(index=texts.index, dtype=bool)
    parts = texts.str.split(_ANY_JOINT, regex=True).explode()
    compared = keys_of(parts.reset_index(drop=True)).set_axis(parts.index)
    return compared.isin(set(parcels.dropna())).groupby(level=0).any().reindex(texts.index)


def _mapped(compared: pd.Series, numbers: pd.Series) -> pd.Series:
    bare = compared.str.replace(r"\.0+$", "", regex=True).str.lstrip("0")
    return bare.map(numbers).astype("str")


def _is_span(left: pd.Series, parcels: pd.Series) -> pd.Series:
    """Return which numbers are two known ones with a dash between them, as GD-01—GD-03."""
    known = set(parcels.dropna()) if len(left) else set()

    def spans(number: str) -> bool:
        parts = number.split("-")
        half = len(parts) // 2
        ends = "-".join(parts[:half]), "-".join(parts[half:])
        return len(parts) % 2 == 0 and ends[0] in known and ends[1] in known

    return pd.Series([spans(number) for number in left], index=left.index, dtype=bool)


def _codes(
    facts: pd.DataFrame, stated: pd.DataFrame, row_keys: pd.Series, parcel_keys: pd.Series
) -> Iterator[tuple[str, pd.Series, pd.Series]]:
    """Yield the field, the codes of the rows and the codes of the parcels that can be compared.

    A code that several parcels have stands for none of them.
    """
    rows = {field: keys_of(stated[field]) for field in IDENTITIES[1:]}
    parcels = {field: _told_once(keys_of(facts[field]).dropna()) for field in IDENTITIES[1:]}
    for field in IDENTITIES[1:]:
        yield field, rows[field].dropna(), parcels[field]
    units = _told_once(_cadastral(keys_of(facts["unit_no"])))
    yield "unit_no", _cadastral(rows["unit_no"]), parcels["cadastral_code"]
    yield "unit_no", rows["cadastral_code"].dropna(), units
    for field in IDENTITIES[1:]:
        yield field, _long(row_keys), parcels[field]
        yield field, _long(rows[field]), _told_once(parcel_keys.dropna())


def _cadastral(units: pd.Series) -> pd.Series:
    """Return the cadastral codes of real estate units, which begin with that of their parcel."""
    known = units.dropna()
    return known[known.str.len() == _UNIT_LENGTH].str.slice(0, _CADASTRAL_LENGTH)


def _long(codes: pd.Series) -> pd.Series:
    known = codes.dropna()
    return known[known.str.len() >= _LEAST_CODE]
