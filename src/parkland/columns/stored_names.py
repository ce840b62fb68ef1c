"""Use what a file says about its own columns: aliases as headings, meanings instead of codes.

A name that is understood stays, and so do codes of a field that keeps codes. A column is called by
its alias if only the alias is understood, or if the name says nothing (F1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkland.columns.cell_values import plain
from parkland.columns.headings import Headings
from parkland.issues import Issue
from parkland.schema import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from parkland.conventions import Profile

# Fields that keep the code itself.
CODED_FIELDS = (
    "parcel_id", "land_class", "cadastral_code", "unit_no", "supervision_no", "contract_no",
    "ten_category_code", "five_not_code",
)  # fmt: skip


def with_file_names(
    frame: gpd.GeoDataFrame,
    aliases: Mapping[str, str],
    codes: Mapping[str, Mapping[str, str]],
    *,
    profile: Profile,
) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Return a layer with the aliases and meanings that its file gives, and notes on them.

    Parameters
    ----------
    frame
        As read.
    aliases
        Name of a column -> its alias.
    codes
        Name of a column -> code, as text -> its meaning.
    """
    if not aliases and not codes:
        return frame, []
    headings = Headings(profile)
    issues: list[Issue] = []
    renamed: dict[str, str] = {}
    taken = {str(name) for name in frame.columns}
    for name in map(str, frame.columns):
        alias = aliases.get(name, "")
        if alias and alias not in taken and not headings.knows(name):
            renamed[name] = alias
            taken.add(alias)
            issues.append(Issue(code="column.alias", value=f"{name} → {alias}"))
    decoded = {}
    for name, meanings in codes.items():
        if name not in frame.columns:
            continue
        heading = renamed.get(name, name)
        read = headings.read(heading)
        if read is not None and (
            read.field in CODED_FIELDS or FIELDS[read.field].kind not in ("text", "yes_no")
        ):
            continue
        cells = frame[name]
        texts = {code: meanings.get(plain(code)) for code in cells.dropna().unique()}
        if any(texts.values()):
            known = {code: text for code, text in texts.items() if text is not None}
            found = cells.map(known).astype(object)
            decoded[name] = found.where(found.notna(), cells.astype(object))
            shown = "、".join(f"{plain(code)} = {text}" for code, text in list(known.items())[:5])
            issues.append(Issue(code="column.decoded", value=f"{heading}（{shown}）"))
    return frame.assign(**decoded).rename(columns=renamed), issues
