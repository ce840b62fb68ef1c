"""The words that an argument can be, each set as a `Literal` type, and the check against it.

A signature names the type, so that an editor and a type checker offer the words; `choose` checks
the same words when the function runs. There is no second list.
"""

from __future__ import annotations

import datetime as dt
from difflib import get_close_matches
from typing import Any, Literal, get_args

from parkland.errors import ChoiceError, brief
from parkland.phrases import Argument

Lang = Literal["zh", "en"]
AreaUnit = Literal["mu", "ha", "m2", "acre"]
AreaMethod = Literal["ellipsoidal", "planar", "stated"]
ExampleOffice = Literal["assessor", "brownfield"]
AxesOrder = Literal["east-north", "north-east"]
OnInvalid = Literal["repair", "quarantine"]
# The land that figures of an enterprise are divided by: own + rented - let, as the enterprise
# states it, or the registered areas of its own parcels.
LandRule = Literal["net", "stated", "registered"]
LevelShare = Literal["proportional", "in_turn"]
# How the values of a column are divided into classes.
ClassScheme = Literal["quantiles", "equal", "natural"]
# Sheets of single parcels: left out of a report, in an annex of it, or all of it.
SheetsChoice = Literal["none", "annex", "only"]
TextEncoding = Literal["gbk", "utf-8"]
PaperSize = Literal["A4", "A3", "A2", "A1"]
Orientation = Literal["auto", "landscape", "portrait"]
# The parts of a view of parcels; each is a set of columns.
ViewPart = Literal["area", "verdict", "facts", "own", "assets"]
# The legal documents that are drafted, in the order of the procedure.
DocumentKind = Literal[
    "investigation_notice", "determination", "information_letter", "hearing_letter", "fee_decision",
    "takeback_decision", "disposal_plan",
]  # fmt: skip


# Codes of languages that were read from files of offices, beside those of `Lang`.
_READ_LANGUAGES: list[str] = []


def note_language(code: str) -> None:
    """Let a language that was read from a file be chosen like those of `Lang`."""
    if code not in _READ_LANGUAGES:
        _READ_LANGUAGES.append(code)


def words_of(choice: Any) -> tuple[str, ...]:
    """Return the words of a `Literal` type; for `Lang`, also the languages that were read.

    Examples
    --------
    >>> words_of(AreaUnit)
    ('mu', 'ha', 'm2', 'acre')
    """
    return (*get_args(choice), *_READ_LANGUAGES) if choice is Lang else get_args(choice)


def choose(value: object, choice: Any, name: str) -> Any:
    """Return `value` if it is one of the words of the `Literal` type `choice`.

    Parameters
    ----------
    value
        What the caller passed.
    choice
        A `Literal` type of this module.
    name
        The name of the argument, for the message.

    Raises
    ------
    ChoiceError
        If it is another word, or no text at all. The message lists the words.

    Examples
    --------
    >>> choose("mu", AreaUnit, "unit")
    'mu'
    """
    words = words_of(choice)
    if not isinstance(value, str) or value not in words:
        raise ChoiceError(
            "choices.other_word", value=brief(value), name=Argument(name), words=words
        )
    return value


def require_text(value: object, name: str) -> Any:
    """Return `value` if it is a text or None.

    Raises
    ------
    ChoiceError

    Examples
    --------
    >>> require_text("gbk", "encoding")
    'gbk'
    """
    if value is not None and not isinstance(value, str):
        raise ChoiceError("choices.no_text", name=Argument(name), value=brief(value))
    return value


def nearest(value: str, known: Any, *, most: int = 3) -> list[str]:
    """Return the words of `known` that are spelled most like `value`, the nearest first.

    Examples
    --------
    >>> nearest("GD-30", ["GD-03", "GD-31", "YC-1"])
    ['GD-31', 'GD-03']
    """
    return get_close_matches(value, [str(word) for word in known], n=most)


def parse_as_of(as_of: str | dt.date, name: str = "as_of") -> dt.date:
    """Return the day that `as_of` names; `name` is that of the argument, for the message.

    Raises
    ------
    ChoiceError
        If it is not a date in the form 2020-12-31.

    Examples
    --------
    >>> parse_as_of("2020-12-31")
    datetime.date(2020, 12, 31)
    """
    try:
        if isinstance(as_of, dt.datetime):
            return dt.date(as_of.year, as_of.month, as_of.day)
        if isinstance(as_of, dt.date):
            return as_of
        return dt.date.fromisoformat(as_of)
    except (TypeError, ValueError) as error:
        raise ChoiceError("choices.no_day", name=Argument(name), value=brief(as_of)) from error
