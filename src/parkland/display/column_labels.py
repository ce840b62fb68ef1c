"""What a column is called, and which column a printed heading means."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from parkland.conventions import flag_label
from parkland.display.column_measures import column_kind, stored_unit, unit_label, units_of
from parkland.languages import grammar, languages
from parkland.schema import FIELDS, FLAG_PREFIX, FLAGS
from parkland.wording import resource_folder, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parkland.conventions import StatusSet

_UNIT = re.compile(r"[(\[][^()\[\]]*[)\]]$")


def label(column: str, lang: str, *, statuses: StatusSet | None = None) -> str:
    """Return the name of a column without its unit.

    The office's own column is its own name. If parkland calls a column of its own so, it is marked
    as the office's, so that two columns of a table never have one label.

    Parameters
    ----------
    column
        A column of a table of parcels, or of another table of parkland.
    lang
        Language of the label.
    statuses
        The statuses and flags of the ledger. Default: those of every rulebook.

    Examples
    --------
    >>> label("stated_area_m2", "zh"), label("flag_ten_category", "zh"), label("亩均税收", "en")
    ('证载面积', '十类地处置', '亩均税收')
    >>> label("status", "zh"), label("状态", "zh")
    ('状态', '原状态')
    """
    if statuses and (own := statuses.label(column, lang)):
        return own
    if column in FLAGS or column.startswith(FLAG_PREFIX):
        return flag_label(column.removeprefix(FLAG_PREFIX), lang)
    if column in FIELDS:
        return FIELDS[column].label(lang)
    if column in resource_folder("wording")["column"]:
        return wording(f"column.{column}", lang)
    return wording("export.own", lang, name=column) if column in _taken_labels(lang) else column


@cache
def _taken_labels(lang: str) -> frozenset[str]:
    """Return the labels of parkland's own columns."""
    computed = resource_folder("wording")["column"]
    return frozenset(label(column, lang) for column in (*FIELDS, *computed, *FLAGS))


def heading(
    column: str, lang: str, *, unit: str | None = None, statuses: StatusSet | None = None
) -> str:
    """Return the name of a column with its unit.

    Parameters
    ----------
    column
        A column of a table of parcels, or of another table of parkland.
    lang
        Language of the heading.
    unit
        The unit of its numbers, if they were converted: a unit of area, ``"wan"`` (万元). By
        default the unit in which the column is stored (m², yuan, percent); empty for none.
    statuses
        As for `label`.

    Raises
    ------
    ChoiceError
        If there is no such language.

    Examples
    --------
    >>> heading("price_cny", "zh"), heading("price_cny", "zh", unit="wan"), heading("name", "zh")
    ('成交价款（元）', '成交价款（万元）', '地块名称')
    """
    taken = stored_unit(column) if unit is None else unit
    name = label(column, lang, statuses=statuses)
    return name + grammar(lang).brackets(unit_label(taken, lang)) if taken else name


def stored_heading(column: str, lang: str, *, statuses: StatusSet | None = None) -> str:
    """Return the heading of a column in a file that may be read again as a register.

    It is `heading`, but never a heading by which a register would take what parkland computed for
    what the office wrote.

    Examples
    --------
    >>> heading("status", "zh"), stored_heading("status", "zh")
    ('状态', '土地状态')
    """
    if column in resource_folder("wording")["stored"] and not (
        statuses and statuses.label(column, lang)
    ):
        return wording(f"stored.{column}", lang)
    return heading(column, lang, statuses=statuses)


def column_named(
    text: str,
    columns: Iterable[str],
    lang: str | None = None,
    *,
    statuses: StatusSet | None = None,
) -> str | None:
    """Return the column that `text` names, by its own name or a heading that parkland prints.

    None is returned if there is no such column. Headings are compared without letter case, width,
    spaces and a unit in brackets.

    Parameters
    ----------
    text
        As typed, such as ``district``, ``片区`` or ``证载面积（亩）``.
    columns
        The columns to choose from. Of an own column and one of parkland with the same heading, the
        latter is taken; the other is named as parkland prints it: ``原状态``, ``Own Status``.
    lang
        Language of the heading; by default any.
    statuses
        As for `label`.

    Examples
    --------
    >>> columns = ["district", "stated_area_m2", "idle", "亩均税收"]
    >>> [column_named(text, columns) for text in ("片区", "证载面积（亩）", "Idle", "亩均税收")]
    ['district', 'stated_area_m2', 'idle', '亩均税收']
    """
    names = [str(column) for column in columns]
    if text in names and column_kind(text) is not None:
        return text
    wanted = _plain(text)
    chosen = languages() if lang is None else (lang,)
    # an own column is asked last: what parkland prints as "状态" is its status, not the office's
    ordered = sorted(names, key=lambda name: column_kind(name) is None)
    for compared in (wanted, _UNIT.sub("", wanted)):
        for name in ordered:
            printed = (name, *(one for code in chosen for one in _headings(name, code, statuses)))
            if any(_plain(one) == compared for one in printed):
                return name
    return None


def _headings(column: str, lang: str, statuses: StatusSet | None) -> Iterator[str]:
    """Yield every heading of a column that parkland prints in `lang`."""
    yield label(column, lang, statuses=statuses)
    yield stored_heading(column, lang, statuses=statuses)
    for unit in units_of(column):
        yield heading(column, lang, unit=unit)
    if column in resource_folder("wording")["attribute"]:
        yield wording(f"attribute.{column}", lang)
    if column_kind(column) is None:
        yield wording("export.own", lang, name=column)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
