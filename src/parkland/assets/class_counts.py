"""Class counts in the texts of a sheet that do not add up: 36家，其中A类4家、B类21家、D类3家."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 2_000
LEAST_CLASSES = 2
_CLAUSES = re.compile(r"[。;\n]")
_TOTAL = re.compile(r"(?<![A-Za-z类级档])(\d{1,6})\s*(?:家|户)")
_CLASS = re.compile(r"(?<![A-Za-z])([A-ET])(?![A-Za-z])\s*[类级档]?[^A-Z0-9,、;。]{0,12}?(\d{1,6})")
_OTHERS = re.compile(r"(?:不参评|暂不评价|未参评|不评价|不定等级)[^0-9,、;。]{0,6}(\d{1,6})")


def wrong_class_totals(texts: Iterable[str]) -> list[str]:
    """Return the class counts in texts that do not add up to the total that is stated with them.

    Examples
    --------
    >>> wrong_class_totals(["规模以下企业36家，其中A类4家、B类21家、C类0家、D类3家。"])
    ['36 ≠ 28 (A4 B21 C0 D3)']
    >>> wrong_class_totals(["共评价企业1248家，其中A类134家，B类439家，C类575家，D类100家"])
    []
    """
    found = []
    for text in texts:
        plain = unicodedata.normalize("NFKC", text[:LONGEST])
        for clause in _CLAUSES.split(plain):
            classes = list(_CLASS.finditer(clause))
            if len({one[1] for one in classes}) < LEAST_CLASSES:
                continue
            before = list(_TOTAL.finditer(clause, 0, classes[0].start()))
            if not before:
                continue
            counts = [(one[1], int(one[2])) for one in classes]
            counts += [("—", int(one[1])) for one in _OTHERS.finditer(clause)]
            total, added = int(before[-1][1]), sum(number for _, number in counts)
            if total != added:
                shown = " ".join(f"{name}{number}" for name, number in counts)
                found.append(f"{total} ≠ {added} ({shown})")
    return found
