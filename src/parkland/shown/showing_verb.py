"""`show`: any object of parkland as HTML and as text, in a language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkland.assets import Assets
from parkland.changes import Changes
from parkland.choices import Lang, choose
from parkland.errors import ChoiceError, brief
from parkland.issues import translate_issues
from parkland.ledger_record import Ledger
from parkland.shown.html_text import html_text
from parkland.shown.ledger_blocks import (
    asset_blocks,
    change_blocks,
    explanation_blocks,
    ledger_blocks,
)
from parkland.shown.receipt_blocks import register_blocks, source_blocks
from parkland.shown.table_blocks import result_blocks
from parkland.shown.terminal_text import terminal_text
from parkland.sources import SourceReceipt
from parkland.sources.receipt import RegisterReceipt
from parkland.status import Explanation

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from parkland.shown.shown_blocks import Block


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """An object as it is shown: a notebook displays the HTML, ``print`` prints the text.

    Attributes
    ----------
    blocks : tuple
        What is shown, before it is written.
    """

    blocks: tuple[Block, ...]

    @property
    def html(self) -> str:
        """HTML without scripts and without anything that is loaded; all texts are escaped."""
        return html_text(self.blocks)

    @property
    def text(self) -> str:
        """The same as plain text."""
        return terminal_text(self.blocks)

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def show(
    shown: Ledger
    | Explanation
    | Assets
    | Changes
    | SourceReceipt
    | RegisterReceipt
    | pd.DataFrame
    | Iterable[SourceReceipt | RegisterReceipt],
    /,
    *,
    lang: Lang = "zh",
    ledger: Ledger | None = None,
) -> Shown:
    """Show a ledger or a result in a language: headings, units, words, figures as printed.

    A ledger, an explanation and a receipt show themselves in a notebook, in Chinese (an
    explanation in its own language). This function chooses the language, and gives the tables that
    verbs return the same form: `totals`, `reconcile`, `deadlines`, ``ledger.issues``, parcels.

    Parameters
    ----------
    shown
        A `Ledger`, `Explanation`, `Assets`, `Changes`, `SourceReceipt` or register receipt, several
        receipts such as ``ledger.sources``, or a table that a verb of parkland returned.
    lang
        The language of headings and words. An explanation keeps the one in which it was written.
    ledger
        For a table: the ledger from which it was made. Its profile has the decimal places, and the
        names of the statuses and flags that the office declares. Default: those of every office.

    Returns
    -------
    Shown
        A notebook displays it; ``print`` prints it as text; ``.html`` is the HTML.

    Raises
    ------
    ChoiceError
        If it is nothing that parkland can show, or there is no such language.

    Examples
    --------
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> pk.show(pk.totals(ledger, margins=True), lang="en", ledger=ledger)
    Totals
    Flag                             Parcels    Area (mu)
    -----------------------------  ---------  -----------
    Levelled                               4       728.00
    Idle                                   3        95.90
    Reclaimed                              6       170.78
    Ten-category land disposed of          4       124.00
    Total                                 29     1,829.08
    """
    import pandas as pd

    language: Lang = choose(lang, Lang, "lang")
    if ledger is not None and not isinstance(ledger, Ledger):
        raise ChoiceError("shown.no_ledger", value=brief(ledger))
    if isinstance(shown, pd.DataFrame):
        if {"severity", "code", "message", "source"} <= {*map(str, shown.columns)}:
            shown = translate_issues(shown, lang=language)
        return _written(result_blocks(shown, language, ledger))
    if isinstance(shown, list | tuple) and shown and all(_is_receipt(one) for one in shown):
        return _written(block for one in shown for block in _blocks(one, language))
    return _written(_blocks(shown, language))


def _is_receipt(value: object) -> bool:
    return isinstance(value, SourceReceipt | RegisterReceipt)


def _blocks(shown: object, lang: Lang) -> Iterable[Block]:
    match shown:
        case Ledger():
            return ledger_blocks(shown, lang)
        case Explanation():
            return explanation_blocks(shown)
        case Assets():
            return asset_blocks(shown, lang)
        case Changes():
            return change_blocks(shown, lang)
        case SourceReceipt():
            return source_blocks(shown, lang)
        case RegisterReceipt():
            return register_blocks(shown, lang)
    raise ChoiceError("shown.other_kind", value=brief(shown))


def _written(blocks: Iterable[Block]) -> Shown:
    return Shown(tuple(blocks))
