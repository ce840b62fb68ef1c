"""Money for a disposal that may pay only for land supplied by a day (存量闲置土地).

Definition. Land is stock (存量) for a source of money if it was supplied on its day or earlier. The
day of supply is that of the first contract, because the clock runs against the land; else that of
the handover. The rulebook lists such sources with the words by which a register names them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkland.conventions import compact_word

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import Funding
    from parkland.status.judgement import Judgement
    from parkland.status.recorded_facts import RecordedDate

# The first that is recorded counts.
SUPPLY_DATES: tuple[RecordedDate, ...] = ("prior_contract_on", "contract_on", "handover_on")


def supply_days(judgement: Judgement) -> np.ndarray:
    """Return the day on which the land of each parcel was supplied.

    Returns
    -------
    ndarray of datetime64[D]
        NaT where none is recorded.
    """
    dates = judgement.verdict.facts.record.dates
    supplied: np.ndarray = dates[SUPPLY_DATES[-1]]
    for field in reversed(SUPPLY_DATES[:-1]):
        supplied = np.where(np.isnat(dates[field]), supplied, dates[field])
    return supplied


def names_funding(cells: pd.Series, funding: Funding) -> np.ndarray:
    """Return where a cell names a source of money, as bool.

    Examples
    --------
    >>> import pandas as pd
    >>> from parkland.conventions import load_rulebook
    >>> bonds = load_rulebook().funding["special_bonds"]
    >>> names_funding(pd.Series(["土地储备专项债券", "自筹", None], dtype="str"), bonds).tolist()
    [True, False, False]
    """
    named = [
        text
        for text in cells.dropna().unique()
        if any(word in compact_word(str(text)) for word in funding.words)
    ]
    return cells.isin(named).to_numpy(dtype=bool)
