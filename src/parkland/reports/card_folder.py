"""`write_cards`: the card of every enterprise of a ledger (一企一档), a file each in a folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack

from parkland.asset_figures.land_accounts import assets_of
from parkland.choices import choose
from parkland.ledger_record import subject_of
from parkland.progress import progress
from parkland.reports.card_files import CardForm, write_card
from parkland.safe_text import shorten

if TYPE_CHECKING:
    import os

    from parkland.ledger_record import Ledger

CardEnding = Literal[".docx", ".html", ".md"]
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
MOST_OF_A_NAME = 40


def write_cards(
    ledger: Ledger,
    folder: str | os.PathLike[str],
    /,
    *,
    ending: CardEnding = ".docx",
    overwrite: bool = False,
    **form: Unpack[CardForm],
) -> list[Path]:
    """Write a card of each enterprise into a folder, which is made if need be.

    Parameters
    ----------
    ledger
        A `Ledger` that was opened with assets.
    folder
        The folder. A file is called by number, name and identifier, in the order of the table.
    ending
        ``".docx"``, ``".html"`` or ``".md"``.
    overwrite
        Whether files that parkland did not write may be replaced.
    **form
        As for `write_card`.

    Returns
    -------
    list of pathlib.Path
        The files, one for each enterprise. Each is complete or absent.

    Raises
    ------
    OutputError, ChoiceError, ConventionError
        As for `write_card`.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> import parkland as pk
    >>> firms = pd.DataFrame({"企业名称": ["甲公司", "乙公司"]})
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets={"enterprises": firms})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [card.name for card in pk.write_cards(ledger, folder, ending=".md")]
    ['1-乙公司.md', '2-甲公司.md']
    """
    choose(ending, CardEnding, "ending")
    enterprises = assets_of(subject_of(ledger)).enterprises
    into = Path(folder)
    into.mkdir(parents=True, exist_ok=True)
    digits = len(str(len(enterprises)))
    paths = []
    pairs = zip(enterprises["enterprise_id"], enterprises["name"], strict=True)
    total, lang = len(enterprises), form.get("lang")
    with progress("cards", total=total, counted="documents", lang=lang) as cards:
        for place, (one, name) in enumerate(pairs, start=1):
            called = name if isinstance(name, str) else one
            words = shorten(UNSAFE.sub("_", str(called)).strip(" ."), MOST_OF_A_NAME)
            path = into / f"{place:0{digits}d}-{words}{ending}"
            paths.append(write_card(ledger, path, enterprise=one, overwrite=overwrite, **form))
            cards.step()
    return paths
