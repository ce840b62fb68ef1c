"""Link enterprises and parcels: numbers of parcels as the ledger has them, and holders as owners.

A holder of a parcel is an enterprise if the text is exactly its name, a former name of it, or its
code. Nothing is matched by similarity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.assets.asset_schema import columns_of, empty_frame
from parkland.assets.enterprise_keys import clean_code
from parkland.assets.occupation_rows import COLUMNS
from parkland.cleaning.issue_collector import IssueCollector
from parkland.cleaning.parcel_numbers import keys_of
from parkland.columns.cell_evidence import is_credit_code
from parkland.schema import LIST_JOINT, PROVENANCE, blank

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from parkland.assets.asset_files import RawTable
    from parkland.assets.enterprise_keys import EnterpriseKeys
    from parkland.cleaning.amount_units import MeasuredAreas

OURS = [one.name for one in PROVENANCE]
HOLDER = "holder"
TAKEN_BACK = ("agreed_takeback", "unpaid_takeback", "takeback", "purchase")


@dataclass(frozen=True, slots=True)
class ParcelNumbers:
    """The numbers of the parcels of a ledger, by the form in which they compare.

    Attributes
    ----------
    known
        Form -> the number as the ledger has it, of numbers that one parcel has.
    twice
        Forms that several parcels have.
    areas
        Form -> the measured area of the parcel in m2.
    """

    known: dict[str, str]
    twice: frozenset[str]
    areas: dict[str, float]

    @classmethod
    def of(cls, parcels: pd.DataFrame | None) -> ParcelNumbers:
        """Return the numbers of a table of parcels; none without one."""
        if parcels is None:
            return cls({}, frozenset(), {})
        numbers = parcels["parcel_id"].dropna()
        forms = keys_of(numbers).dropna()
        several = forms[forms.duplicated(keep=False)]
        lone = forms[~forms.isin(several)]
        found = dict(zip(lone, numbers.loc[lone.index], strict=True))
        sizes = parcels["area_m2"].loc[lone.index] if "area_m2" in parcels else None
        areas = {} if sizes is None else dict(zip(lone, sizes, strict=True))
        return cls(found, frozenset(several), areas)

    def areas_of(self, table: RawTable) -> MeasuredAreas | None:
        """Return what measures the parcels of the rows of a table, if it names parcels."""
        name = next(
            (
                str(column)
                for column in table.frame.columns
                if (found := table.headings.read(str(column))) and found.field == "parcel_id"
            ),
            None,
        )
        if name is None or not self.areas:
            return None
        numbers = keys_of(table.frame[name].astype("str").where(table.frame[name].notna()))
        sizes: Any = numbers.map(self.areas).astype("float64")
        return lambda rows: sizes.loc[rows].to_numpy()

    def as_known(self, numbers: pd.Series) -> tuple[pd.Series, pd.Index]:
        """Return numbers as the ledger has them, and the labels of those that no parcel has."""
        forms = keys_of(numbers)
        found = forms.map(self.known)
        unknown = numbers.index[numbers.notna() & found.isna() & ~forms.isin(list(self.twice))]
        return found.astype("str").where(found.notna(), numbers), unknown

    def lists_as_known(self, cells: pd.Series) -> tuple[pd.Series, pd.Series]:
        """Return cells that list numbers as the ledger has them, and the unknown ones of each."""
        import pandas as pd

        made: dict[str, str] = {}
        strange: dict[str, str] = {}
        for cell in cells.dropna().unique():
            parts = pd.Series(list(filter(None, map(str.strip, _split(str(cell))))), dtype="str")
            found, unknown = self.as_known(parts)
            made[cell] = LIST_JOINT.join(dict.fromkeys(found))
            strange[cell] = LIST_JOINT.join(parts.loc[unknown])
        known = cells.map(made).astype("str").where(cells.notna())
        odd = cells.map(strange)
        return known, odd[odd.notna() & (odd != "")]


def _split(cell: str) -> list[str]:
    for mark in "、,，;\n":
        cell = cell.replace(mark, LIST_JOINT)
    return cell.split(LIST_JOINT)


def holder_occupations(
    parcels: pd.DataFrame | None, keys: EnterpriseKeys, occupations: pd.DataFrame
) -> tuple[pd.DataFrame, IssueCollector]:
    """Return own occupations of the parcels whose holder is a known enterprise.

    A parcel that its holder lists as own land already is left out. The land is not stated: it is
    that of the parcel, until it is taken back as a whole.
    """
    import pandas as pd

    if parcels is None or not len(parcels):
        frame = empty_frame("occupations")
        return frame.assign(side=pd.Series(dtype="str")), IssueCollector(frame)
    rows = parcels[["parcel_id", "holder", *OURS]].copy()
    collector = IssueCollector(rows)
    collector.set_parcel_ids(rows["parcel_id"])
    holders = rows["holder"]
    known = {text: _key(text, keys.key_of, keys) for text in holders.dropna().unique()}
    who = holders.map(known)
    unknown = holders.index[holders.notna() & who.isna()]
    collector.add("asset.holder_unknown", unknown, field="holder", values=holders)
    unnumbered = who.index[who.notna() & rows["parcel_id"].isna()]
    collector.add("asset.parcel_without_number", unnumbered, field="parcel_id", values=holders)
    own = occupations[occupations["basis"].eq("own")]
    listed = set(zip(own["enterprise_id"], keys_of(own["parcel_id"]), strict=True))
    forms = keys_of(rows["parcel_id"])
    is_listed = np.array([pair in listed for pair in zip(who, forms, strict=True)], dtype=bool)
    twice = forms.duplicated(keep="first")
    chosen = who.notna() & rows["parcel_id"].notna() & ~is_listed & ~twice
    found = rows[chosen]
    kinds = columns_of("occupations")
    part = pd.DataFrame({name: blank(kinds[name].kind, found.index) for name in COLUMNS})
    part["enterprise_id"] = who[chosen].astype("str")
    part["parcel_id"] = found["parcel_id"]
    part["basis"] = pd.Series("own", index=found.index, dtype="str")
    part["evidence"] = pd.Series(HOLDER, index=found.index, dtype="str")
    part["from_on"] = _since(parcels.loc[found.index])
    part["to_on"] = taken_back_on(parcels).loc[found.index]
    return part.assign(side=HOLDER, **found[OURS]), collector


def _since(parcels: pd.DataFrame) -> pd.Series:
    """Return the day from which a parcel is its holder's: of transfer, handover or contract."""
    found = parcels["transfer_on"]
    for name in ("handover_on", "contract_on"):
        found = found.fillna(parcels[name])
    return found


def taken_back_on(parcels: pd.DataFrame) -> pd.Series:
    """Return the day on which a whole parcel was taken back, missing where it was not."""
    if "disposal_kind" not in parcels:
        return blank("date", parcels.index)
    whole = parcels["disposal_area_m2"].isna()
    if "area_m2" in parcels:
        whole |= parcels["disposal_area_m2"] >= parcels["area_m2"] * 0.99
    is_back = parcels["disposal_kind"].isin(TAKEN_BACK) & whole
    return parcels["disposal_on"].where(is_back)


def _key(text: str, by_name: Callable[[str], str | None], keys: EnterpriseKeys) -> str | None:
    code = clean_code(text)
    if is_credit_code(code):
        return code if code in keys.names else None
    return by_name(text)
