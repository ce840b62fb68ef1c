"""Write a comparison to a file: a document, a workbook, a map, a table or a layer for a GIS.

It stands above reports, maps and exports, because the ending of the file chooses between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.changes import Changes, changes_of
from parkland.choices import Lang, choose
from parkland.errors import OutputError
from parkland.file_paths import file_path
from parkland.ledger_record import files_read
from parkland.outputs import complete_or_absent
from parkland.overwriting import require_replaceable
from parkland.phrases import Phrase

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

__all__ = ["write_changes", "write_parents"]

ENDINGS = (".docx", ".xlsx", ".md", ".html", ".csv", ".gpkg", ".geojson", ".parquet")
LAYERS = (".gpkg", ".geojson", ".parquet")


def write_changes(
    changes: Changes,
    path: str | os.PathLike[str],
    /,
    *,
    lang: Lang = "zh",
    overwrite: bool = False,
) -> Path:
    """Write a comparison, completely or not at all.

    Parameters
    ----------
    changes
        From `compare`.
    path
        The file. Its ending chooses the form: ``.docx`` (the report), ``.xlsx`` (the workbook),
        ``.md``; ``.html`` (the map of before, after and change); ``.csv`` (one row a relation);
        ``.gpkg``, ``.geojson`` or ``.parquet`` (the ground of each relation, for a GIS).
    lang
        Language of headings and words.
    overwrite
        Whether a file that parkland did not write may be replaced.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    OutputError
        If the format is not one of these, or the file cannot be written or replaced.
    ChoiceError
        If `changes` is not a comparison, or there is no such language.

    Examples
    --------
    >>> import tempfile
    >>> import parkland as pk
    >>> sides = (pk.open_ledger(pk.sample_path(), as_of=f"{year}-12-31") for year in (2019, 2020))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pk.write_changes(pk.compare(*sides), f"{folder}/changes.csv")
    ...     len(path.read_text(encoding="utf-8-sig").splitlines())
    30
    """
    language: Lang = choose(lang, Lang, "lang")
    changes = changes_of(changes)
    target = file_path(path)
    ending = require_ending(target)
    read = [*files_read(changes.before), *files_read(changes.after)]
    require_replaceable(target, inputs=read, overwrite=overwrite)
    if ending == ".html":
        from parkland.maps import save_map
        from parkland.maps.change_map import draw_changes

        return save_map(draw_changes(changes, lang=language), target, overwrite=overwrite)
    writers: dict[str, Callable[[Changes, Path, Lang], None]] = {
        ".docx": _write_report,
        ".xlsx": _write_report,
        ".md": _write_report,
        ".csv": _write_table,
    }
    if ending in LAYERS:
        from parkland.exports import write_parcels

        return write_parcels(_layer(changes), target, lang=language, overwrite=overwrite)
    with complete_or_absent(target) as beside:
        writers[ending](changes, beside, language)
    return target


def require_ending(path: Path, /) -> str:
    """Return the ending of a path if a comparison is written in its format.

    Raises
    ------
    OutputError
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise OutputError(
            "outputs.no_comparison",
            where=path,
            ending=ending or Phrase("errors.no_ending"),
            endings=ENDINGS,
        )
    return ending


def write_parents(
    changes: Changes, path: str | os.PathLike[str], /, *, lang: Lang = "zh", overwrite: bool = False
) -> Path:
    """Write the later parcels with the column ``parents``, for the comparison of the next year.

    Parameters
    ----------
    changes
        From `compare`.
    path
        A file of `write_parcels`, such as ``.gpkg`` or ``.parquet``.
    lang, overwrite
        As for `write_parcels`.

    Raises
    ------
    OutputError
        As for `write_parcels`.

    Examples
    --------
    >>> import tempfile
    >>> import parkland as pk
    >>> days = ("2019-12-31", "2020-12-31")
    >>> before, after = (pk.open_ledger(pk.sample_path(), as_of=day) for day in days)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pk.write_parents(pk.compare(before, after), f"{folder}/parcels.gpkg")
    ...     pk.open_ledger(path, as_of="2021-12-31").parcels["parents"].notna().sum() > 0
    np.True_
    """
    from dataclasses import replace

    from parkland.changes.lineage import with_parents
    from parkland.exports import write_parcels

    changes = changes_of(changes)
    ledger = replace(changes.after, parcels=with_parents(changes))
    target = file_path(path)
    require_replaceable(target, inputs=files_read(changes.before), overwrite=overwrite)
    return write_parcels(ledger, target, lang=lang, overwrite=overwrite)


def _write_report(changes: Changes, path: Path, lang: Lang) -> None:
    from parkland.reports.change_report import compose_change_report

    report = compose_change_report(changes, lang=lang)
    if path.suffix.lower() == ".docx":
        from parkland.reports.word import write_word

        write_word(report, path)
    elif path.suffix.lower() == ".xlsx":
        from parkland.reports.excel import write_excel

        write_excel(report, path)
    else:
        from parkland.reports.markdown import markdown

        path.write_text(markdown(report), encoding="utf-8", newline="\n")


def _write_table(changes: Changes, path: Path, lang: Lang) -> None:
    from parkland.csv_files import write_csv
    from parkland.reports.change_tables import ChangeTables
    from parkland.reports.report_blocks import plain

    table = ChangeTables(changes, lang).relations(without=())
    rows = ([plain(cell) for cell in row] for row in table.rows)
    write_csv(path, [column.heading for column in table.columns], rows)


def _layer(changes: Changes) -> gpd.GeoDataFrame:
    """Return the relations as a table for programs: labels of an index have no place in it."""
    dropped: Any = changes.parcels.drop(columns=["before", "after"])
    layer: gpd.GeoDataFrame = dropped
    return layer
