"""What a parcel is called, what a column is called, and how a value reads, in a language.

Every table, page, document and message asks this room, so that a parcel, a column and a value read
the same wherever they stand. It lies below cleaning and status, because issues and the reasons of a
verdict name parcels, columns and values too.

A **label** is the name of a column. A **heading** is its label with the unit of its numbers. A
**code** is what a column of fixed answers stores, such as ``idle_one_year``; officers read its
words. The labels of fields and the words of axes are in `resources/schema.toml`, those of what
parkland computes in `columns.toml` and `codes.toml` of `resources/wording/`.
"""

from parkland.display.column_labels import column_named, heading, label, stored_heading
from parkland.display.column_measures import Measure, column_kind, measure_of, unit_label
from parkland.display.formatting import (
    area_text,
    day_text,
    day_texts,
    money_text,
    origin_text,
    percent_text,
    share_text,
    value_text,
    value_texts,
)
from parkland.display.naming import parcel_names, record_names
from parkland.display.reference_systems import plane_name
from parkland.display.vocabulary import code_words, codes_of_words

__all__ = [
    "Measure",
    "area_text",
    "code_words",
    "codes_of_words",
    "column_kind",
    "column_named",
    "day_text",
    "day_texts",
    "heading",
    "label",
    "measure_of",
    "money_text",
    "origin_text",
    "parcel_names",
    "percent_text",
    "plane_name",
    "record_names",
    "share_text",
    "stored_heading",
    "unit_label",
    "value_text",
    "value_texts",
]
