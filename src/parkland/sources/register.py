"""Read an office's register (台账) from a workbook or a text table, without interpretation."""

from __future__ import annotations

from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from parkland.columns import Headings
from parkland.conventions import Profile, load_profile
from parkland.errors import LayerError, SourceFormatError, SourceNotFoundError
from parkland.file_paths import file_path, readably_named, require_regular
from parkland.formats.format_lookup import (
    is_part,
    readable_format,
    register_endings,
    register_format,
)
from parkland.formats.sheet_content import TableBounds
from parkland.issues import Issue
from parkland.phrases import Argument, Phrase
from parkland.sources.receipt import sha256
from parkland.sources.register_sheet import SheetTable, no_headings, sheet_tables

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pandas as pd

    from parkland.formats.sheet_content import Sheet


def read_register(
    path: str | os.PathLike[str],
    /,
    *,
    sheet: str | None = None,
    profile: str | os.PathLike[str] | Profile = "default",
) -> pd.DataFrame:
    """Return the rows of a register, of every visible sheet that has a heading of parcel numbers.

    The heading is found by the headings that the profile knows, among the first hundred rows; it
    may have several rows that merged cells hold together. Empty rows, titles, rows of units and of
    column numbers, totals, remarks and signatures are left out and named in a note. A cell that is
    merged over several rows says the same of each of them, unless it is an amount.

    Parameters
    ----------
    path
        A file with one of the endings ``.xlsx``, ``.xlsm``, ``.xls``, ``.ods`` and ``.csv``, or a
        ``.txt`` that Excel saved as text.
    sheet
        The name of the sheets to read; the wildcards ``*`` and ``?`` are allowed. A hidden sheet is
        read only if this names it. Default: every visible sheet with known headings.
    profile
        The office's conventions, for the aliases of headings and the limits of a table.

    Returns
    -------
    pandas.DataFrame
        The columns of the sheets, then `source`, `layer` (the name of the sheet) and `source_row`,
        the row number that Excel shows. Cells keep their type: a workbook gives numbers and dates,
        a text table texts. An empty cell is None. A cell whose value is not known (an Excel error,
        a formula without a stored result, an amount that is merged over several rows) is a
        `parkland.unknown_cells.UnknownCell`, which holds the text. ``attrs["issues"]`` is a list
        of `parkland.issues.Issue`: sheets left out, hidden rows, merged cells, formulas, errors.
        ``attrs["digests"]`` has the SHA-256 of the file by its name.

    Raises
    ------
    SourceNotFoundError
        If there is no such file.
    SourceFormatError
        If the file cannot be read, exceeds a limit, or has no heading of parcel numbers.
    LayerError
        If there is no sheet with the name `sheet`.
    EncodingError
        If the encoding of a text table is not known.

    Examples
    --------
    >>> import parkland as pk
    >>> register = pk.read_register(pk.sample_path() / "供地台账.xlsx")
    >>> [str(register[name][0]) for name in ("地块编号", "layer", "source_row")]
    ['GD-01', '供地台账', '2']
    """
    import pandas as pd

    conventions = load_profile(profile)
    headings = Headings(conventions)
    with opened_table(path, profile=conventions) as (file, sheets):
        tables, seen, nearest = _read_sheets(file, sheets, headings, sheet)
    if not tables:
        raise _nothing_read(file, sheet, seen, nearest)
    frames = [table.frame for table in tables]
    register = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    issues = [issue for table in tables for issue in table.issues]
    register.attrs["issues"] = [
        *_about_sheets(file.name, tables, seen if sheet is None else []),
        *issues,
    ]
    register.attrs["digests"] = sha256([file])
    return register


@contextmanager
def opened_table(
    path: str | os.PathLike[str], /, *, profile: Profile, name: str = "register"
) -> Iterator[tuple[Path, Iterable[Sheet]]]:
    """Yield the file of a table under a name that is UTF-8, and its sheets, which are not read yet.

    Parameters
    ----------
    path
        The file.
    profile
        Has the limits of a table.
    name
        What the file is called in errors.

    Raises
    ------
    SourceNotFoundError, SourceFormatError
        If there is no such file, or it is no table.
    """
    file = file_path(path, name=name)
    kind = Phrase(f"sources.kind.{name}")
    require_regular(file, where=path)
    if file.is_dir() and readable_format(file) is None and register_format(file) is None:
        raise SourceFormatError(
            "sources.folder_as_table", where=path, kind=kind, argument=Argument(name)
        )
    if not file.exists():
        raise SourceNotFoundError("sources.no_such_table", where=path, kind=kind)
    form = register_format(file)
    if form is None:
        is_layer = readable_format(file) is not None or is_part(file)
        raise SourceFormatError(
            "sources.layer_as_table" if is_layer else "sources.no_table",
            where=path,
            kind=kind,
            argument=Argument(name),
            endings=register_endings(),
        )
    limits = profile.limits
    bounds = TableBounds(
        megabytes=limits.register_mb,
        cells=limits.register_cells,
        columns=limits.register_columns,
    )
    with readably_named(file) as readable:
        yield readable, form.load().read_sheets(readable, bounds=bounds)


def _read_sheets(
    file: Path, sheets: Iterable[Sheet], headings: Headings, wanted: str | None
) -> tuple[list[SheetTable], list[tuple[str, bool]], list[tuple[int, SourceFormatError]]]:
    """Return the tables of the wanted sheets, all sheets, and errors with what comes nearest."""
    tables: list[SheetTable] = []
    seen: list[tuple[str, bool]] = []
    nearest: list[tuple[int, SourceFormatError]] = []
    for one in sheets:
        seen.append((one.name, one.hidden))
        if not _is_wanted(one.name, wanted, hidden=one.hidden):
            continue
        content = one.read()
        found = sheet_tables(content, headings, file=file.name)
        if isinstance(found, list):
            tables += found
        else:
            known = found.known if found else 0
            nearest.append((known, no_headings(content, found, file=file.name)))
    return tables, seen, nearest


def _is_wanted(name: str, sheet: str | None, *, hidden: bool) -> bool:
    if sheet is None:
        return not hidden
    return name == sheet or fnmatchcase(name.casefold(), sheet.casefold())


def _about_sheets(file: str, tables: list[SheetTable], seen: list[tuple[str, bool]]) -> list[Issue]:
    """Return a note on the sheets that were read, and one on those that were not."""
    if len(seen) < 2:  # noqa: PLR2004 - one sheet, or a named one, leaves no doubt
        return []
    read = list(dict.fromkeys(table.name for table in tables))
    hidden = [name for name, is_hidden in seen if is_hidden and name not in read]
    others = [name for name, is_hidden in seen if not is_hidden and name not in read]
    codes = {
        "register.sheets_read": read,
        "register.sheets_hidden": hidden,
        "register.sheets_other": others,
    }
    return [
        Issue(code=code, source=file, value=_listed(names))
        for code, names in codes.items()
        if names
    ]


def _nothing_read(
    file: Path,
    sheet: str | None,
    seen: list[tuple[str, bool]],
    nearest: list[tuple[int, SourceFormatError]],
) -> SourceFormatError | LayerError:
    """Return the error for a file of which no sheet was read."""
    if nearest:
        return max(nearest, key=lambda one: one[0])[1]
    names = [name for name, _ in seen]
    if not names:
        return SourceFormatError("sources.no_cells", where=file.name)
    if sheet is not None:
        return LayerError("sources.no_sheet", where=file.name, sheet=sheet, names=_listed(names))
    return SourceFormatError("sources.hidden_sheets", where=file.name, names=_listed(names))


MOST_LISTED = 12


def _listed(names: list[str]) -> str:
    more = f" … ({len(names)})" if len(names) > MOST_LISTED else ""
    return "、".join(names[:MOST_LISTED]) + more
