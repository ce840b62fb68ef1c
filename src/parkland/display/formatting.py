"""How a value reads: days, areas in mu, money in 万元, words in place of codes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from math import floor
from typing import TYPE_CHECKING, Any

from parkland.display.column_labels import label
from parkland.display.column_measures import WAN, column_kind, measure_of, unit_label
from parkland.display.vocabulary import code_words
from parkland.grammars import FALLBACK, ISO_DAY
from parkland.languages import grammar
from parkland.schema import LIST_JOINT
from parkland.units import DEFAULT_UNIT, area_unit
from parkland.wording import wording

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    import pandas as pd

    from parkland.choices import AreaUnit
    from parkland.conventions import StatusSet

MOST_DECIMALS_OF_SHARE = 4  # of a share in percent that is next to a limit


def value_text(
    value: Any,
    column: str,
    lang: str,
    *,
    statuses: StatusSet | None = None,
    unit: AreaUnit = DEFAULT_UNIT,
) -> str:
    """Return a value of a column as it reads.

    Areas are in `unit`, money in 万元, both with their unit; days are as 2020-03-01; codes, flags
    and answers are words; fields that are not understood are their labels. What is missing is
    empty, but a flag that is missing cannot be determined. A value of the office's own column reads
    by its type.

    Parameters
    ----------
    value
        As it stands in the table: areas in m², money in yuan.
    column
        The column; it decides how the value reads.
    lang
        Language of the words.
    statuses
        The statuses and flags of the ledger. Default: those of every rulebook.
    unit
        The unit of areas, by the profile of the ledger.

    Examples
    --------
    >>> value_text(20_000.0, "stated_area_m2", "zh"), value_text("A", "idle_kind", "zh")
    ('30.00亩', '未动工')
    >>> value_text("text:已收回", "disposal_kind_from", "en"), value_text(None, "idle", "zh")
    ('the status text “已收回”', '无法认定')
    """
    kind = column_kind(column)
    if _is_missing(value):
        return code_words(column, lang)["unknown"] if kind == "flag" else ""
    if (measure := measure_of(column, unit=unit)) is not None:
        number = number_text(float(value) * measure.per_stored, lang, digits=measure.digits)
        return grammar(lang).quantity(number, measure.label(lang))
    if kind == "origin":
        return origin_text(str(value), lang)
    if kind == "fields":
        names = (name for name in str(value).split(LIST_JOINT) if name)
        return grammar(lang).join(label(name, lang) for name in names)
    text = _plain_text(value, lang)
    return code_words(column, lang, statuses=statuses).get(text, text) if kind == "code" else text


def value_texts(
    values: pd.Series,
    column: str,
    lang: str,
    *,
    statuses: StatusSet | None = None,
    unit: AreaUnit = DEFAULT_UNIT,
) -> pd.Series:
    """Return a column as it reads, on the same index; missing where `value_text` is empty.

    Each different value is put into words once. The parameters are those of `value_text`.

    Examples
    --------
    >>> import pandas as pd
    >>> value_texts(pd.Series([True, False, None], dtype="boolean"), "idle", "en").tolist()
    ['yes', 'no', 'cannot be determined']
    """
    import numpy as np
    import pandas as pd

    if isinstance(values.dtype, pd.StringDtype) and column_kind(column) in ("text", None):
        return values.where(values != "")  # it reads as it is written
    objects = values.astype(object).where(values.notna(), None)
    codes, uniques = pd.factorize(objects, use_na_sentinel=True)
    texts = [value_text(value, column, lang, statuses=statuses, unit=unit) for value in uniques]
    words = np.array([*texts, value_text(None, column, lang)], dtype=object)
    found = words[codes]
    found[found == ""] = None
    return pd.Series(found, index=values.index, dtype="str")


def day_text(day: Any, lang: str = FALLBACK) -> str:
    """Return a date as printed in a language, whatever its year.

    Examples
    --------
    >>> import datetime as dt
    >>> day_text(dt.date(20, 3, 1))
    '0020-03-01'
    """
    return grammar(lang).day(day)


def day_texts(days: np.ndarray, lang: str = FALLBACK) -> list[str]:
    """Return an array of days as printed in a language; empty where there is none.

    Examples
    --------
    >>> import numpy as np
    >>> day_texts(np.array(["2020-03-01", "NaT"], dtype="datetime64[D]"))
    ['2020-03-01', '']
    """
    import numpy as np

    texts = np.datetime_as_string(days, unit="D").tolist()
    rules = grammar(lang)
    if rules.day_form != ISO_DAY:
        texts = [text if text == "NaT" else rules.day(date.fromisoformat(text)) for text in texts]
    return ["" if text == "NaT" else text for text in texts]


def number_text(value: float, lang: str, *, digits: int = 0) -> str:
    """Return a number with the decimal places and the marks of a language.

    Examples
    --------
    >>> number_text(1829.084, "en", digits=2)
    '1,829.08'
    """
    return grammar(lang).number(value, digits)


def area_text(m2: float, lang: str, *, unit: str = DEFAULT_UNIT, digits: int | None = None) -> str:
    """Return an area with its unit, in the unit's usual decimals unless `digits` says otherwise.

    Examples
    --------
    >>> area_text(20_000, "zh"), area_text(20_000, "en", unit="ha")
    ('30.00亩', '2.0000 ha')
    """
    measure = area_unit(unit)
    places = measure.digits if digits is None else digits
    number = number_text(m2 * measure.per_m2, lang, digits=places)
    return grammar(lang).quantity(number, measure.label(lang))


def money_text(yuan: float, lang: str) -> str:
    """Return a sum of money in 万元.

    Examples
    --------
    >>> money_text(1_234_567, "zh")
    '123.46万元'
    """
    return grammar(lang).quantity(number_text(yuan / WAN, lang, digits=2), unit_label("wan", lang))


def share_text(share: Fraction) -> str:
    """Return a share in percent if that is a whole number, else as a fraction.

    Examples
    --------
    >>> from fractions import Fraction
    >>> share_text(Fraction(1, 4)), share_text(Fraction(1, 3))
    ('25%', '1/3')
    """
    hundred = share * 100
    return f"{hundred}%" if hundred.denominator == 1 else str(share)


def percent_text(share: float, *, below: Fraction | None = None) -> str:
    """Return a share in percent with one decimal, rounded half up.

    What is below a limit is never printed as the limit: it gets as many decimals as tell the two
    apart, at most four.

    Parameters
    ----------
    share
        Of 1.
    below
        The limit that the share is below by an exact comparison. Default: it is below none.

    Examples
    --------
    >>> from fractions import Fraction
    >>> percent_text(8 / 30), percent_text(0.2499), percent_text(0.2499, below=Fraction(1, 4))
    ('26.7', '25.0', '24.99')
    >>> percent_text(0.333, below=Fraction(1, 3)), percent_text(1 / 3)
    ('33.30', '33.3')
    """
    for decimals in range(1, MOST_DECIMALS_OF_SHARE + 1):
        steps = _half_up(share, decimals)
        if below is None or steps < _half_up(float(below), decimals):
            break
    else:
        steps -= 1  # nearer to the limit than a printed decimal
    return f"{steps / 10**decimals:.{decimals}f}"


def _half_up(share: float, decimals: int) -> int:
    # A share such as 0.2665 is a little less in binary, so noise is rounded off first.
    steps: float = round(share * 10 ** (decimals + 2), 6)
    return floor(steps + 0.5)


@lru_cache(maxsize=4096)
def origin_text(origin: str, lang: str) -> str:
    """Return where a code comes from: the status text, the layer, or a field.

    Parameters
    ----------
    origin
        As `clean` writes it into ``<axis>_from``: ``text:…``, ``layer:…`` or ``field:…``.
    lang
        Language of the words.

    Examples
    --------
    >>> origin_text("layer:杨村二期", "zh"), origin_text("field:disposal_on", "zh")
    ('所在图层“杨村二期”', '处置日期')
    """
    kind, _, detail = origin.partition(":")
    if kind == "field":
        return label(detail, lang)
    return wording(f"reason.{kind if kind in ('text', 'layer') else 'text'}", lang, detail=detail)


def _plain_text(value: Any, lang: str) -> str:

    if hasattr(value, "item"):  # a scalar of numpy
        value = value.item()
    if isinstance(value, bool):
        return wording(f"answer.{'yes' if value else 'no'}", lang)
    if hasattr(value, "year"):
        return day_text(value, lang)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a year in a column with gaps is a float
    return str(value)


def _is_missing(value: Any) -> bool:
    import pandas as pd

    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))
