"""`write_dataset_report`: the summary of a dataset, tables by any column, and a list that is asked.

A dataset has too many parcels for a page each. Its figures are sums of the stored leaves, so that
they are those of `Dataset.totals`. The list of a selection is bounded and says what it leaves out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.choices import Lang, choose
from parkland.errors import ChoiceError, brief
from parkland.file_paths import file_path
from parkland.languages import DEFAULT_LANGUAGE
from parkland.overwriting import require_replaceable

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from parkland.datasets import Dataset

MOST_LISTED = 1_000


def write_dataset_report(
    dataset: Dataset,
    path: str | os.PathLike[str],
    /,
    *,
    by: str | Sequence[str] | None = None,
    where: Mapping[str, Any] | None = None,
    most: int = MOST_LISTED,
    lang: Lang = DEFAULT_LANGUAGE,
    overwrite: bool = False,
) -> Path:
    """Write the report or the workbook of a dataset, completely or not at all.

    It has a summary, and tables by flag, by status and by the columns that are named, each with the
    area of every flag. Then come the issues by kind, what could not be used, and the parcels of a
    selection. A parcel has no page of its own.

    Parameters
    ----------
    dataset
        From `open_dataset`.
    path
        ``.docx``, ``.xlsx`` or ``.md``.
    by
        A column, or several, by name or heading, of which each value has a row. Default: the
        county, the district or the layer, whichever is the first that has a value and not too many.
    where
        A column -> a value or a list of values: the parcels that have them are counted, and the
        `most` with most land are listed. ``{"status": "idle_two_years", "区县": "开化县"}``.
        Values can be given as they are stored or as they are printed. Default: no list.
    most
        How many parcels are listed.
    lang
        Language of the report.
    overwrite
        Whether a file that parkland did not write may be replaced.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    ColumnError
        If there is no such column, or if it has too many values.
    ChoiceError
        If it is no dataset, if no parcel has such a value, or if `most` is no number above 0.
    OutputError
        If the format is not known or the file cannot be written.

    Examples
    --------
    >>> import parkland as pk
    >>> ds = pk.open_dataset(pk.sample_path(), as_of="2020-12-31", out="ledger", columns="any")
    >>> path = pk.write_dataset_report(ds, "a.md", by="district", where={"status": "reclaimed"})
    >>> "170.78" in path.read_text("utf-8")
    True
    """
    from parkland.dataset_maps.stored_parts import stored_parcels
    from parkland.progress import progress
    from parkland.reports import check_form, written
    from parkland.reports.dataset_sections import DatasetReport

    choose(lang, Lang, "lang")
    stored = stored_parcels(dataset)
    target = file_path(path)
    check_form(target, None)
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        raise ChoiceError("dataset_maps.no_number", value=brief(most))
    names = None if by is None else [by] if isinstance(by, str) else list(by)
    require_replaceable(target, inputs=[dataset.path], overwrite=overwrite)
    with progress("reporting", lang=lang):
        made = DatasetReport(dataset, stored, lang)
        return written(made.composed(by=names, where=where, most=most), path)
