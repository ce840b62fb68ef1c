"""Figures: the rounded areas of parcels, and everything that is computed from them.

`rounded` rounds the area of every parcel once. `group_totals` sums these rounded areas by flag or
by column, and `net_areas` subtracts the land that a sum counts twice. `reconciliation` compares
stated and measured areas, `side_by_side` rounds them for print, and `area_reasons` explains their
differences. `land_at_stake` measures the land that a source kept, repaired and lost.
`value_classes` divides the values of a column into classes (`natural_breaks` is one way).
"""

from parkland.figures.group_labels import group_label
from parkland.figures.group_totals import TOTAL, totals, undetermined_text
from parkland.figures.land_at_stake import with_land
from parkland.figures.leading import (
    leading_area,
    leading_unit,
    without_outline,
    without_outline_text,
)
from parkland.figures.net_areas import shared_between
from parkland.figures.reconciliation import VERDICTS, reconcile
from parkland.figures.rounded import Figures, figures_of
from parkland.figures.side_by_side import areas_compared
from parkland.figures.value_classes import ValueClasses, classes_of

__all__ = [
    "TOTAL",
    "VERDICTS",
    "Figures",
    "ValueClasses",
    "areas_compared",
    "classes_of",
    "figures_of",
    "group_label",
    "leading_area",
    "leading_unit",
    "reconcile",
    "shared_between",
    "totals",
    "undetermined_text",
    "with_land",
    "without_outline",
    "without_outline_text",
]
