"""From status texts and the meaning of layers to codes on separate axes.

A row's own words come before what its filled columns imply, and that before the meaning of its
layer. Dates are facts of another kind: `flag_status` weighs them by the day it is asked about.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from parkland.schema import AXES, AXIS_ORIGINS, blank

if TYPE_CHECKING:
    import pandas as pd

    from parkland.cleaning.issue_collector import IssueCollector
    from parkland.conventions import Profile

_PARTS = re.compile(r"[、,;/|\s]+")


def axis_codes(
    facts: pd.DataFrame, layers: pd.Series, profile: Profile, collector: IssueCollector
) -> pd.DataFrame:
    """Return `schema.AXES` and their origins, on the index of `facts`.

    Parameters
    ----------
    facts
        With `status_text`, missing where nothing is written, and `disposal_hint`.
    layers
        Names of the layers the rows lie in.
    """
    import pandas as pd

    texts, hint = facts["status_text"], facts["disposal_hint"]
    nothing = blank("code", texts.index)
    codes = {axis.name: nothing.copy() for axis in AXES}
    origins = {origin.name: nothing.copy() for origin in AXIS_ORIGINS}
    for layer, rows in layers.groupby(layers, sort=False).groups.items():
        for axis, code in profile.layer_meaning(str(layer)).items():
            codes[axis].loc[rows] = code
            origins[f"{axis}_from"].loc[rows] = f"layer:{layer}"
    codes["disposal_kind"] = codes["disposal_kind"].mask(hint.notna(), hint)
    by_heading = origins["disposal_kind_from"].mask(hint.notna(), "field:disposal_on")
    origins["disposal_kind_from"] = by_heading
    for text, rows in texts.groupby(texts, sort=False).groups.items():
        understood, unknown, doubled = read_status(str(text), profile)
        for axis, (word, code) in understood.items():
            codes[axis].loc[rows] = code
            origins[f"{axis}_from"].loc[rows] = f"text:{word}"
        if unknown:
            collector.add(
                "status.unknown_text", rows, field="status_text", values="、".join(unknown)
            )
        if doubled:
            collector.add("status.two_codes", rows, field="status_text", values="、".join(doubled))
    return pd.DataFrame({**codes, **origins}, index=texts.index)


def read_status(
    text: str, profile: Profile
) -> tuple[dict[str, tuple[str, str]], list[str], list[str]]:
    """Return what a text says, axis -> (word, code); its unknown parts; those that contradict.

    Only whole parts count: "未收回" is not "收回".

    Examples
    --------
    >>> from parkland.conventions import load_profile
    >>> read_status("已平整；主体已开工，待定", load_profile())[0]["construction"]
    ('主体已开工', 'started')
    """
    found: dict[str, tuple[str, str]] = {}
    unknown, doubled = [], []
    for part in _PARTS.split(unicodedata.normalize("NFKC", text).strip()):
        meanings = [(axis, words[part]) for axis, words in profile.axes.items() if part in words]
        if part and not meanings:
            unknown.append(part)
        for axis, code in meanings:
            if found.setdefault(axis, (part, code))[1] != code:
                doubled.append(part)
    return found, unknown, doubled
