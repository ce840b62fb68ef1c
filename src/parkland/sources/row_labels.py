"""The rows of a frame in memory by the labels of its index, in tables that name records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkland.sources.receipt import SourceReceipt

ROW_LABEL = "row_label"


def with_row_labels(table: Any, receipts: Iterable[SourceReceipt], /) -> Any:
    """Return a table of records with the column ``row_label``, if some are rows of a frame.

    Parameters
    ----------
    table
        With `source` and `source_row`: issues, or a quarantine.
    receipts
        The receipts of the sources. Without a frame in memory the table is returned as it is.

    Returns
    -------
    DataFrame
        The label of each row of a frame as text; missing for records of files, and for what is
        about a whole source.
    """
    import pandas as pd

    labels = {one.source: one.row_labels for one in receipts if one.row_labels is not None}
    if not labels:
        return table
    texts = np.full(len(table), None, dtype=object)
    numbers = pd.to_numeric(table["source_row"], errors="coerce").to_numpy("float64", na_value=-1)
    sources = table["source"].to_numpy(dtype=object)
    for source, index in labels.items():
        here = np.flatnonzero((sources == source) & (numbers >= 1) & (numbers <= len(index)))
        found = index[numbers[here].astype("int64") - 1]
        texts[here] = [label_text(label) for label in found]
    return table.assign(**{ROW_LABEL: pd.Series(texts, index=table.index, dtype="str")})


def label_text(label: Any, /) -> str:
    """Return a label of an index as text; a label of several levels in brackets, as pandas has it.

    Examples
    --------
    >>> import pandas as pd
    >>> label_text(("east", 3)), label_text(pd.Timestamp("2020-05-01"))
    ('(east, 3)', '2020-05-01')
    """
    if isinstance(label, tuple):
        return f"({', '.join(map(label_text, label))})"
    text = str(label)
    return text.removesuffix(" 00:00:00")
