"""The index of a batch of drafts, as a workbook: what was drafted, its blanks, what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from parkland.display import label
from parkland.wording import wording, wordings
from parkland.workbook_cells import open_workbook

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

COLUMNS = ("parcel_id", "name", "document", "path", "blanks", "blank_names", "refused")
WIDTHS = (14, 24, 30, 44, 10, 60, 60)
ENDING = ".xlsx"


def index_name(lang: str) -> str:
    """Return the name of the file.

    Examples
    --------
    >>> index_name("zh")
    '文书目录.xlsx'
    """
    return wording("draft_index.file", lang) + ENDING


def write_index(index: pd.DataFrame, path: Path, *, as_of: dt.date, lang: str) -> None:
    """Write the index.

    Parameters
    ----------
    index
        The result of `parkland.write_documents`.
    path
        Where to write.
    as_of
        The day of the verdicts.
    lang
        Language of headings and names.
    """
    documents, headings = wordings("document", lang), wordings("draft_index", lang)
    files = [None if path is None else path.name for path in index["path"]]
    named = index.assign(
        document=index["document"].map(documents), path=pd.Series(files, index.index, dtype=object)
    )
    rows = named[list(COLUMNS)].astype(object).where(named[list(COLUMNS)].notna(), None)
    title = wording("draft_index.file", lang)
    with open_workbook(path, title=title, cut=True) as cells:
        sheet = cells.book.add_worksheet(title[:31])
        cells.write(sheet, 0, 0, wording("draft_index.note", lang, as_of=as_of.isoformat()))
        for place, (column, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            heading = headings.get(column) or label(column, lang)
            cells.write(sheet, 1, place, heading, bold=True, bottom=1)
        for row, values in enumerate(rows.to_numpy().tolist(), start=2):
            for place, value in enumerate(values):
                cells.write(sheet, row, place, value, valign="top", text_wrap=True)
        sheet.freeze_panes(2, 1)
        sheet.autofilter(1, 0, max(1, len(rows) + 1), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
