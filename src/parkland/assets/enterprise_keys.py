"""Which enterprise a row is about: by its unified social credit code, else by its exact name.

A code counts if its check character is right (GB 32100-2015). A row with another code, or none,
belongs to the enterprise of exactly its name, if one has a right code; else its key is ``name:``
and the name. Names are compared without width, spaces and the form of brackets, and never by
similarity: 某某有限公司 and 某某有限公司（某地） are two enterprises, and a note suggests to
compare them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from parkland.columns.cell_evidence import is_credit_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np
    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector

BY_NAME = "name:"
LONGEST_PLACE = 7
_BRACKETS = str.maketrans("【〔[{〈《「】〕]}〉》」", "(((((((" + ")))))))")
_INSIDE = re.compile(r"\([^()]*\)")
_FORMS = re.compile(
    r"股份有限公司|有限责任公司|集团有限公司|有限公司|分公司|个体工商户|合伙企业|责任公司|公司|集团|厂$"
)
_PLACES = re.compile(r"^(?:[\u4e00-\u9fff]{2}省|[\u4e00-\u9fff]{2}[市县区])+")
_NOT_KNOWN = ("", "nan", "none")


def clean_code(text: str) -> str:
    """Return a code without width and spaces, in capital letters.

    Examples
    --------
    >>> clean_code(" 91330824ma28f0q71k ")
    '91330824MA28F0Q71K'
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).upper().strip("'`")


def clean_name(text: str) -> str:
    """Return a name without width, spaces and the form of brackets.

    Examples
    --------
    >>> clean_name("示例甲 有限公司（开化）")
    '示例甲有限公司(开化)'
    """
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return "".join(unicodedata.normalize("NFKC", visible).split()).translate(_BRACKETS)


def name_core(name: str, places: Iterable[str] = ()) -> str:
    """Return what is left of a name without its legal form, place and brackets.

    It only serves to suggest which names to compare.

    Parameters
    ----------
    places
        Words that stand in brackets in other names, and can stand before this one.

    Examples
    --------
    >>> name_core("示例甲机械有限公司(某地)"), name_core("某地示例甲机械有限责任公司", ["某地"])
    ('示例甲机械', '示例甲机械')
    """
    word = _INSIDE.sub("", clean_name(name))
    for place in places:
        word = word.removeprefix(place)
    word = _PLACES.sub("", word)
    return _FORMS.sub("", word)


@dataclass(slots=True)
class EnterpriseKeys:
    """The enterprises that all rows mention, and the key of each mention.

    Attributes
    ----------
    codes
        Cleaned name -> the right code of the only enterprise of that name.
    locals
        Number of an enterprise in the office's tables -> key.
    names
        Key -> cleaned names.
    """

    codes: dict[str, str] = field(default_factory=dict)
    locals: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)

    def key_of(self, name: str) -> str | None:
        """Return the key of the only enterprise with exactly this name, or None."""
        cleaned = clean_name(name)
        code = self.codes.get(cleaned)
        if code:
            return code
        named = BY_NAME + cleaned
        return named if named in self.names else None


def with_keys(
    mentions: pd.DataFrame, collector: IssueCollector
) -> tuple[pd.Series, EnterpriseKeys]:
    """Return the key of each mention of an enterprise, and what is known of all of them.

    Parameters
    ----------
    mentions
        One row a mention, with the texts `given`, `uscc`, `name`, `local` and `former`, each
        missing if it is not known.
    collector
        Takes the issues; its rows have the labels of `mentions`.
    """
    import pandas as pd

    written = mentions["uscc"].fillna(mentions["given"].where(_looks_like_code(mentions["given"])))
    codes = _mapped(written, clean_code)
    right = codes.map({code: is_credit_code(code) for code in codes.dropna().unique()})
    is_right = right.eq(True).to_numpy(dtype=bool)  # noqa: FBT003 - a Series of objects
    wrong = codes[~is_right & codes.notna()]
    once = wrong.index[~wrong.duplicated()]
    collector.add("asset.uscc_invalid", once, field="uscc", values=wrong)
    code = codes.where(is_right)
    given = mentions["given"]
    by_name = given.where(given.str.startswith(BY_NAME, na=False)).str.removeprefix(BY_NAME)
    name = _mapped(mentions["name"].fillna(by_name), clean_name)
    own_id = given.where(code.isna() & by_name.isna() & given.notna())
    local = _mapped(mentions["local"].fillna(own_id), clean_code)
    code, name = _by_local(code, name, local, collector)

    keys = EnterpriseKeys()
    keys.codes = _codes_by_name(code, name, _mapped(mentions["former"], clean_name), collector)
    found = code.copy()
    missing = found.isna() & name.notna()
    found = found.where(~missing, name.map(keys.codes))
    unnamed = found.isna() & name.notna()
    found = found.where(~unnamed, BY_NAME + name.fillna(""))
    plain = found.isna() & local.notna()
    found = found.where(~plain, local)
    collector.add("asset.number_only", _once(local[plain]), field="enterprise_id", values=local)
    nobody = found.index[found.isna()]
    collector.add("asset.no_enterprise", nobody, field="enterprise_id", action="quarantined")
    _report_names(found, code, name, mentions, collector)
    pairs = pd.DataFrame({"key": found, "name": name}).dropna().drop_duplicates()
    keys.names = {str(key): some.tolist() for key, some in pairs.groupby("key")["name"]}
    for key in found.dropna().unique():
        keys.names.setdefault(str(key), [])
    known = pd.DataFrame({"local": local, "key": found}).dropna().drop_duplicates("local")
    keys.locals = dict(zip(known["local"], known["key"], strict=True))
    return found.astype("str").where(found.notna()), keys


def _once(values: pd.Series) -> pd.Index:
    return values.index[~values.duplicated()]


def _looks_like_code(texts: pd.Series) -> np.ndarray:
    return (
        texts.map(lambda text: isinstance(text, str) and is_credit_code(clean_code(text)))
        .eq(
            True  # noqa: FBT003 - a Series of objects
        )
        .to_numpy(dtype=bool)
    )


def _mapped(texts: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """Return texts in the form in which they compare; each distinct one is changed once."""
    known = {text: change(str(text)) for text in texts.dropna().unique()}
    known = {text: new for text, new in known.items() if new.casefold() not in _NOT_KNOWN}
    return texts.astype(object).map(known).astype("str").where(texts.isin(list(known)))


def _by_local(
    code: pd.Series,
    name: pd.Series,
    local: pd.Series,
    collector: IssueCollector,
) -> tuple[pd.Series, pd.Series]:
    """Return code and name, filled from rows with the same number of the office's tables."""
    import pandas as pd

    told = pd.DataFrame({"local": local, "code": code, "name": name})
    told = told[told["local"].notna() & (told["code"].notna() | told["name"].notna())]
    if told.empty:
        return code, name
    who = told["code"].fillna(told["name"])
    several = who.groupby(told["local"]).nunique()
    doubtful = set(several.index[several > 1])
    bad = told.index[told["local"].isin(doubtful)]
    collector.add("asset.number_twice", bad, field="local_id", values=local)
    sure = told[~told["local"].isin(doubtful)]
    lone = code.isna() & name.isna() & local.notna()
    found = {}
    for column, texts in (("code", code), ("name", name)):
        known = sure.dropna(subset=[column]).drop_duplicates("local").set_index("local")[column]
        found[column] = texts.where(~lone, local.map(known).astype("str"))
    return found["code"], found["name"]


def _codes_by_name(
    code: pd.Series, name: pd.Series, former: pd.Series, collector: IssueCollector
) -> dict[str, str]:
    """Return the code of each name that stands with exactly one right code."""
    import pandas as pd

    now = pd.DataFrame({"name": name, "code": code}).dropna().drop_duplicates()
    before = pd.DataFrame({"name": former, "code": code}).dropna().drop_duplicates()
    several = now[now["name"].duplicated(keep=False)]
    if len(several):
        texts = several.groupby("name")["code"].agg(lambda some: " / ".join(sorted(some)))
        first = several.index[~several["name"].duplicated()]
        told = several.loc[first, "name"] + ": " + several.loc[first, "name"].map(texts)
        collector.add("asset.two_codes", first, field="uscc", values=told)
    sure = now[~now["name"].duplicated(keep=False)]
    old = before[~before["name"].duplicated(keep=False) & ~before["name"].isin(now["name"])]
    return {
        **dict(zip(old["name"], old["code"], strict=True)),
        **dict(zip(sure["name"], sure["code"], strict=True)),
    }


def _report_names(
    found: pd.Series,
    code: pd.Series,
    name: pd.Series,
    mentions: pd.DataFrame,
    collector: IssueCollector,
) -> None:
    """Report codes with two names, enterprises without a code, and names that are alike."""
    import pandas as pd

    pairs = pd.DataFrame({"key": found, "name": name}).dropna().drop_duplicates()
    former = _mapped(mentions["former"], clean_name)
    olds = pd.DataFrame({"key": found, "name": former}).dropna().drop_duplicates()
    is_old = pd.MultiIndex.from_frame(pairs).isin(pd.MultiIndex.from_frame(olds))
    coded = pairs[pairs["key"].isin(code.dropna().unique()) & ~is_old]
    several = coded[coded["key"].duplicated(keep=False)]
    if len(several):
        texts = several.groupby("key")["name"].agg(lambda some: " / ".join(sorted(some)))
        first = several.index[~several["key"].duplicated()]
        told = several.loc[first, "key"] + ": " + several.loc[first, "key"].map(texts)
        collector.add("asset.code_two_names", first, field="name", values=told)
    by_name = pairs[pairs["key"].str.startswith(BY_NAME)]
    first = by_name.index[~by_name["key"].duplicated()]
    collector.add("asset.by_name", first, field="uscc", values=by_name["name"])
    for one, other, label in alike(pairs):
        collector.add(
            "asset.names_alike", pd.Index([label]), field="name", values=f"{one} / {other}"
        )


def alike(pairs: pd.DataFrame) -> Iterable[tuple[str, str, object]]:
    """Yield names of different enterprises that could be one, with the row of the second.

    Parameters
    ----------
    pairs
        The columns `key` and `name`.
    """
    names_of_places = {
        place[1:-1] for name in pairs["name"] for place in _INSIDE.findall(str(name))
    }
    places = sorted((one for one in names_of_places if 1 < len(one) < LONGEST_PLACE), key=len)
    cores: dict[str, list[tuple[str, str, object]]] = {}
    for label, key, name in zip(pairs.index, pairs["key"], pairs["name"], strict=True):
        core = name_core(str(name), places)
        if core:
            cores.setdefault(core, []).append((str(name), str(key), label))
    for same in cores.values():
        by_key: dict[str, tuple[str, object]] = {}
        for name, key, label in sorted(same, key=lambda one: (one[1], one[0])):
            by_key.setdefault(key, (name, label))
        names = list(by_key.values())
        for (name, _), (other, label) in pairwise(names):
            if name != other:
                yield name, other, label
