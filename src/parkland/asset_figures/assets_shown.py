"""`AssetsShown`: what of the assets a map shows, and whether secrets leave the house with it.

Only the class of an enterprise is public; `secrecy` says why. To colour parcels by the tax of their
enterprises is refused without `internal`, also in ranges: a parcel with one enterprise would tell
its range, and one with two would tell each of them about the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkland.asset_figures.asset_labels import asset_label
from parkland.asset_figures.yearly_amounts import INDICATORS
from parkland.errors import ChoiceError, brief
from parkland.figures.value_classes import ValueClasses
from parkland.languages import languages

if TYPE_CHECKING:
    import os

    from parkland.conventions import Method
    from parkland.ledger_record import Ledger

CLASS, CLASS_COLUMN = "class", "asset_class"


@dataclass(frozen=True, slots=True)
class AssetsShown:
    """What a map colours, and what of the assets it shows, for `draw_map` and `print_map`.

    Parameters
    ----------
    colour_by
        ``"class"``: the class of the enterprises that use a parcel. ``"tax_per_mu"``,
        ``"value_added_per_mu"``, ``"output_per_mu"``, ``"va_per_tce"``, ``"va_per_emission"``,
        ``"va_per_head"`` or ``"rnd_share"``: that indicator of these enterprises, sum by sum, which
        needs `internal`. Else a column, as for `draw_map`. A `ValueClasses` says how numbers are
        divided.
    year
        The year of land, figures and classes. Default: that of the ledger's day.
    method
        The method by which enterprises are rated, as for `classify`. Default: the classes that the
        office states.
    internal
        Whether tax, output, score and rank of single enterprises are shown. They are confidential;
        the default leaves them out.
    is_own
        Whether `colour_by` is a column of the parcels, even if an indicator has its name.

    Raises
    ------
    ChoiceError
        If an indicator is to be shown without `internal`, or the year is no number.

    Examples
    --------
    >>> AssetsShown("class", method="huangyan-2022").column
    'asset_class'
    >>> AssetsShown("亩均税收", internal=True).column
    'tax_per_mu'
    """

    colour_by: str | ValueClasses = CLASS
    year: int | None = None
    method: str | os.PathLike[str] | Method | None = None
    internal: bool = False
    is_own: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if self.year is not None and (
            isinstance(self.year, bool) or not isinstance(self.year, int)
        ):
            raise ChoiceError("asset_figures.no_year_shown", year=brief(self.year))
        if self.column in INDICATORS and not (self.is_own or self.internal):
            raise ChoiceError(
                "asset_figures.secret_colour",
                column={lang: asset_label(self.column, lang).lower() for lang in languages()},
            )

    @property
    def column(self) -> str:
        """The column of parcels to colour by; a heading of an own column is left as it is."""
        by = self.colour_by
        named = by.column if isinstance(by, ValueClasses) else by
        return named if self.is_own else _meanings().get(str(named), named)

    @staticmethod
    def is_meant(name: str) -> bool:
        """Return whether a name is that of a class or an indicator of enterprises."""
        return name in _meanings()

    @property
    def shows_class(self) -> bool:
        """Whether parcels are coloured by the class of their enterprises."""
        return self.column == CLASS_COLUMN

    def of_year(self, ledger: Ledger) -> int:
        """Return the year that is shown of a ledger."""
        return ledger.as_of.year if self.year is None else self.year


def _meanings() -> dict[str, str]:
    """Return the column that each name of a class or an indicator means."""
    names = {CLASS: CLASS_COLUMN, CLASS_COLUMN: CLASS_COLUMN}
    for lang in languages():
        names[asset_label(CLASS_COLUMN, lang)] = CLASS_COLUMN
        names |= {asset_label(one, lang): one for one in INDICATORS}
    return names | {one: one for one in INDICATORS}
