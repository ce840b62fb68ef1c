"""The tables of a profile that state the mapping of columns that was found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parkland.columns.heading_marks import unit_in
from parkland.conventions import heading_word
from parkland.display import label
from parkland.languages import grammar
from parkland.schema import FACTS, FIELDS
from parkland.units import spelled_area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkland.choices import Lang
    from parkland.columns.account import ColumnAccount, ColumnEntry
    from parkland.conventions import Profile


def mapping_lines(
    accounts: Iterable[ColumnAccount],
    profile: Profile,
    *,
    base: Profile,
    lang: Lang,
    more: Sequence[str] = (),
) -> list[str]:
    """Return the tables of a profile with the mapping of `accounts`, line by line.

    Under each field stand the headings that were used, in their order, and then those of the
    profile. A heading that was not used stands in a comment under the fields that it could be
    about. Reading with these tables gives the same facts as reading without them.

    Parameters
    ----------
    accounts
        Of layers and registers.
    profile
        The profile by which they were read.
    base
        The profile that the written one extends. Where it has the same, the line is a comment.
    lang
        The language of the comments.
    more
        Further lines of the table of aliases.
    """
    entries = [entry for account in accounts for entry in account if entry.match != "written"]
    lines = ["[aliases]", *more]
    sure = _unambiguous(entries, profile)
    for field in FACTS:
        lines += _field_lines(field.name, entries, sure, profile, base=base, lang=lang)
    others = dict.fromkeys(
        entry.heading for entry in entries if not entry.is_used and not _fields_near(entry)
    )
    if others:
        lines += ["", *_comment("unused", lang), *(f"#   {_text(heading)}" for heading in others)]
    lines += _implied_lines(entries, sure, profile)
    return lines


def found_units(accounts: Iterable[ColumnAccount], profile: Profile) -> dict[str, str]:
    """Return the unit of each column of areas whose alias names none: heading -> unit."""
    entries = [entry for account in accounts for entry in account if entry.match != "written"]
    sure = _unambiguous(entries, profile)
    return {
        entry.heading: unit.name
        for entry in entries
        if entry.heading in sure
        and entry.field in FIELDS
        and FIELDS[entry.field].kind == "area"
        and entry.read is not None
        and not entry.read.unit
        and (unit := spelled_area_unit(entry.unit)) is not None
    }


def _unambiguous(entries: list[ColumnEntry], profile: Profile) -> set[str]:
    """Return the headings that an alias can state.

    Aliases compare without brackets, so that 动工时间(约定) and 动工时间(实际) would be one. Such
    headings are understood by their parts, and need no alias.
    """
    owners: dict[str, set[str]] = {}
    for field, names in profile.aliases.items():
        for name in names:
            owners.setdefault(heading_word(name)[0], set()).add(field)
    used = [entry for entry in entries if entry.field]
    for entry in used:
        owners.setdefault(heading_word(entry.heading)[0], set()).add(entry.field)
    return {
        entry.heading
        for entry in used
        if len(owners[heading_word(entry.heading)[0]]) == 1
        and (not (inside := heading_word(entry.heading)[1]) or unit_in(inside))
    }


def _field_lines(
    field: str,
    entries: list[ColumnEntry],
    sure: set[str],
    profile: Profile,
    *,
    base: Profile,
    lang: Lang,
) -> list[str]:
    used = {
        entry.heading: entry.read.fit
        for entry in entries
        if entry.field == field and entry.read is not None
    }
    near = dict.fromkeys(entry.heading for entry in entries if field in _fields_near(entry))
    known = profile.aliases.get(field, ())
    lines = []
    if near:
        shown = grammar(lang).join(_text(heading) for heading in near)
        lines += _comment("near", lang, field=label(field, lang), headings=shown)
    by_parts = [heading for heading in used if heading not in sure]
    if by_parts:
        shown = grammar(lang).join(map(_text, by_parts))
        lines += _comment("by_parts", lang, field=label(field, lang), headings=shown)
    found = sorted((one for one in used if one in sure), key=lambda heading: used[heading])
    if found:
        names = list(dict.fromkeys([*found, *known]))
        # What the profile has already stands there for an officer to read.
        mark = "# " if tuple(names) == base.aliases.get(field, ()) else ""
        lines.append(f"{mark}{field} = [{', '.join(map(_text, names))}]  # {label(field, lang)}")
    return lines


def _implied_lines(entries: list[ColumnEntry], sure: set[str], profile: Profile) -> list[str]:
    """Return the table of headings whose filled cells say how land was disposed of."""
    implied: dict[str, list[str]] = {}
    for entry in entries:
        if entry.heading in sure and entry.read is not None and entry.read.like:
            for code, names in profile.implies.items():
                if entry.read.like in names and entry.heading not in names:
                    implied.setdefault(code, list(names)).append(entry.heading)
    if not implied:
        return []
    lines = ["", "[implies]"]
    for code, headings in implied.items():
        shown = ", ".join(_text(heading) for heading in dict.fromkeys(headings))
        lines.append(f"{code} = [{shown}]")
    return lines


def _fields_near(entry: ColumnEntry) -> tuple[str, ...]:
    return () if entry.is_used else entry.near


def _comment(key: str, lang: Lang, **values: str) -> list[str]:
    return [f"# {line}" for line in wording(f"found_profile.{key}", lang, **values).splitlines()]


def _text(text: str) -> str:
    """Return a text as a basic string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
