"""The types of single values in profiles and rulebooks, with their ranges.

Each type carries the key of the words in which an error describes it (`resources/errors/`). The
names of fields, axes and codes come from `parkland.schema` when the module is loaded, so the type
checker sees them as plain texts.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta

from parkland.schema import AXIS_CODES, FACTS, FIELDS, RESULTS
from parkland.units import MOST_DIGITS, YUAN
from parkland.wording import resource

# The tables of assets, a workbook of several, and what their columns can be.
_NO_TABLES = ("codes", "plausible")
ASSET_TABLES = (*(name for name in resource("assets.toml") if name not in _NO_TABLES), "workbook")

if TYPE_CHECKING:
    AssetFieldName = str
    FactName = str
    MeasuredFact = str
    FieldName = str
    LedgerColumn = str
    DateField = str
    DisposalKind = str
    HintName = str
    MoneyUnit = str
else:
    AssetFieldName = Literal[
        tuple(
            dict.fromkeys(
                name
                for role in resource("asset_headings.toml").values()
                for name in role.get("fields", ())
            )
        )
    ]
    FactName = Literal[tuple(field.name for field in FACTS)]
    MeasuredFact = Literal[tuple(f.name for f in FACTS if f.kind in ("area", "money"))]
    FieldName = Literal[tuple(FIELDS)]
    LedgerColumn = Literal[(*FIELDS, *RESULTS)]
    DateField = Literal[tuple(name for name, field in FIELDS.items() if field.kind == "date")]
    DisposalKind = Literal[AXIS_CODES["disposal_kind"]]
    # The axes that a part of a word can leave open, and the words behind which it does not.
    HintName = Literal["construction", "disposal_kind", "demanding"]
    MoneyUnit = Literal[tuple(YUAN)]

# One text for all languages, or a text for each; see `in_every_language` for one that is missing.
LanguageCode = Annotated[str, Meta(max_length=40, description="conventions.value.language_code")]
LocalText = Annotated[
    str | dict[LanguageCode, str], Meta(description="conventions.value.local_text")
]

Digits = Annotated[int, Meta(ge=0, le=MOST_DIGITS, description="conventions.value.digits")]
Years = Annotated[int, Meta(ge=0, le=200, description="conventions.value.years")]
FigureYear = Annotated[int, Meta(ge=0, le=2200, description="conventions.value.year")]
Days = Annotated[int, Meta(ge=0, le=36_600, description="conventions.value.days")]
Count = Annotated[int, Meta(ge=0, le=100_000_000, description="conventions.value.count")]
Metres = Annotated[float, Meta(ge=0, le=1e6, description="conventions.value.metres")]
SquareMetres = Annotated[float, Meta(ge=0, le=1e9, description="conventions.value.square_metres")]
Limit = Annotated[float, Meta(ge=-1e15, le=1e15, description="conventions.value.limit")]
Megabytes = Annotated[int, Meta(ge=1, le=20_000, description="conventions.value.megabytes")]
Cells = Annotated[int, Meta(ge=1, le=500_000_000, description="conventions.value.cells")]
Columns = Annotated[int, Meta(ge=1, le=100_000, description="conventions.value.columns")]
Degrees = Annotated[float, Meta(ge=-180, le=180, description="conventions.value.degrees")]
Share = Annotated[Fraction, Meta(description="conventions.value.share")]
CrsCode = Annotated[str, Meta(pattern=r"^(EPSG:\d{4,6})?\Z", description="conventions.value.crs")]

# fnmatch turns a pattern into a regular expression. How long that runs on a name grows with the
# length of the pattern and, on some versions of Python, as a power in the number of stars.
Pattern = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        pattern=r"^(?:[^*]*\*){0,6}[^*]*\Z",
        description="conventions.value.pattern",
    ),
]
FilePattern = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        pattern=r"^(?:[^*/\\]*\*){0,6}[^*/\\]*\Z",
        description="conventions.value.file_pattern",
    ),
]

_DECIMAL = re.compile(r"\d{1,6}(\.\d{1,12})?")
_RATIO = re.compile(r"(?P<part>\d{1,6})/(?P<whole>[1-9]\d{0,5})")


def decode_custom(wanted: type, value: Any) -> Any:
    """Decode a value of a class that msgspec does not know: a share as `Fraction`."""
    if wanted is Fraction:
        return _share(value)
    raise NotImplementedError(wanted)


def _share(value: Any) -> Fraction:
    """Return a share of 1 that is written as a ratio ("1/4") or as a decimal.

    Texts are matched before `Fraction` reads them, because it computes 10 ** 999999999 for
    "1e999999999".
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError(type(value).__name__)
    if isinstance(value, str):
        ratio = _RATIO.fullmatch(value)
        if not ratio and not _DECIMAL.fullmatch(value):
            raise ValueError(value)
        share = Fraction(int(ratio["part"]), int(ratio["whole"])) if ratio else Fraction(value)
    elif 0 <= value <= 1:  # false for nan
        share = Fraction(str(value))
    else:
        raise ValueError("not a share of 1")
    if share > 1:
        raise ValueError(value)
    return share
