"""The errors that parkland raises and the warnings that it gives.

::

    ParklandError
    ├── SourceError                a source cannot be used
    │   ├── SourceNotFoundError    (FileNotFoundError) it is not there
    │   ├── SourceFormatError      (ValueError) not a format parkland reads, or damaged
    │   ├── NoParcelsError         (ValueError) nothing in it is a parcel
    │   ├── LayerError             (LookupError) the layer asked for is not in it
    │   ├── EncodingError          (ValueError) no encoding explains its bytes
    │   └── CrsError               (ValueError) its reference system is not usable
    │       ├── MissingCrsError    none is declared; candidates are named
    │       └── ImplausibleCoordinatesError    the coordinates do not fit it
    ├── ConventionError            (ValueError) a profile or rulebook is not well formed
    ├── ChoiceError                (ValueError) an argument is not one it can be
    ├── ColumnError                (LookupError) the table lacks a column
    ├── MissingLibraryError        (ImportError) a format needs a library that is not installed
    └── OutputError                (OSError) a file cannot be written

    ParklandWarning                (UserWarning)
    ├── ForeignAssetWarning        a page would ask another host for something
    └── LossyFormatWarning         a format cannot hold a value as it is

Every error has three parts: *what* is wrong, *where*, and what the user can *do* next. Its text is
one line.

An error holds the key of its texts and the values that they are about, and no sentence: the texts
stand in `resources/errors/`, in every language. `str` of an error is English, so that a traceback
and a log read the same everywhere and a program can search them; `parkland.error_text` tells it in
another language, and the command line in that of ``--lang``.
"""

from __future__ import annotations

import datetime as dt
import errno
from contextlib import suppress
from typing import Any

from parkland.phrases import (
    Argument,
    Literal,
    Phrase,
    Quoted,
    english,
    is_key,
    room_texts,
    template_of,
    told,
)

MOST_QUOTED = 60  # characters of a wrong argument that an error quotes


class _Told(Exception):  # noqa: N818 - the base of warnings too
    """What errors and warnings have in common: their texts, which are told in a language.

    Parameters
    ----------
    what
        The key of the texts, such as ``choices.other_word``: a table of `resources/errors/` with
        the texts ``what`` and, if there is a next step, ``do``. Or a phrase or a text itself: the
        fault, as a sentence without its full stop.
    where
        The file, layer, row or option that has the fault; a list of several.
    do
        The next step for the user, as a sentence without its full stop, if it does not follow from
        the key: a phrase, the key of one, or a text.
    fields
        The values of the placeholders of the texts.
    """

    def __init__(self, what: str, *, where: object = "", do: str = "", **fields: Any) -> None:
        if is_key(what):
            if not do:
                with suppress(KeyError):  # not every fault has a next step
                    template_of(f"{what}.do")
                    do = f"{what}.do"
            what = Phrase(f"{what}.what", **fields)
        super().__init__(what)
        self.what = what
        if isinstance(where, (list, tuple)):
            where = Phrase("errors.places", places=[str(one) for one in where])
        self.where = where if isinstance(where, Phrase | Argument) else str(where)
        self.do = Phrase(do, **fields) if is_key(do) else do

    @property
    def sentence(self) -> str:
        """The fault and the next step in English, without the place."""
        return told(self.what, where="", do=self.do, grammar=english(), tell=str)

    def __str__(self) -> str:
        return told(self.what, where=self.where, do=self.do, grammar=english(), tell=str)


class ParklandError(_Told):
    """Base of all errors that parkland raises on purpose.

    Parameters
    ----------
    what
        The key of the texts, such as ``choices.other_word``: a table of `resources/errors/` with
        the texts ``what`` and, if there is a next step, ``do``. Or a phrase or a text itself: the
        fault, as a sentence without its full stop.
    where
        The file, layer, row or option that has the fault; a list of several.
    do
        The next step for the user, as a sentence without its full stop, if it does not follow from
        the key: a phrase, the key of one, or a text.
    fields
        The values of the placeholders of the texts.

    Examples
    --------
    >>> str(ChoiceError("choices.no_text", name="encoding", value=brief(3)))
    'encoding is 3, not a text. Give a text, or None.'
    """


class SourceError(ParklandError):
    """A source of parcels cannot be used."""


class SourceNotFoundError(SourceError, FileNotFoundError):
    """The file or folder does not exist."""


class SourceFormatError(SourceError, ValueError):
    """The file is damaged, or parkland does not read its format."""


class NoParcelsError(SourceError, ValueError):
    """The source holds no layer of polygons, or only empty ones."""


class LayerError(SourceError, LookupError):
    """The layer asked for is not in the source."""


class EncodingError(SourceError, ValueError):
    """The text of the source cannot be decoded."""


class CrsError(SourceError, ValueError):
    """The coordinate reference system of the source is not usable."""


class MissingCrsError(CrsError):
    """The source declares no coordinate reference system."""


class ImplausibleCoordinatesError(CrsError):
    """The coordinates are not finite, or do not fit the declared reference system."""


class ConventionError(ParklandError, ValueError):
    """A profile or a rulebook is not well formed.

    `faults` holds each fault with its path, for a check that names lines; it is empty for a file
    that cannot be read.
    """

    faults: tuple[Any, ...] = ()


class ChoiceError(ParklandError, ValueError):
    """An argument is not one of the values that it can have."""


class ColumnError(ParklandError, LookupError):
    """The table lacks a column that is needed."""


class MissingLibraryError(ParklandError, ImportError):
    """A format needs a library that is not installed."""


class OutputError(ParklandError, OSError):
    """A file cannot be written."""


class ParklandWarning(_Told, UserWarning):
    """Base of all warnings that parkland gives; a warning has the texts of an error."""


class ForeignAssetWarning(ParklandWarning):
    """A page would load a script, a style or a picture from another host."""


class LossyFormatWarning(ParklandWarning):
    """A format cannot hold a value unchanged; the message names the file that has all of it."""


def brief(value: object) -> str:
    """Return a wrong argument as an error quotes it: itself if it is short, else only its type.

    A long text is cut. What is returned is one line, whatever was passed: a table or a map has no
    place in a sentence.

    Examples
    --------
    >>> brief("GD-30"), brief([1, 2]), brief({})
    ("'GD-30'", '[1, 2]', '{}')
    >>> brief(list(range(100)))
    'a value of type list'
    >>> brief("GD-" * 100)[-8:]
    "GD-GD-…'"
    """
    if value is None or isinstance(value, (str, int, float, list, tuple, dict, dt.date)):
        text = repr(value)
        if isinstance(value, str):
            return Quoted(value if len(text) <= MOST_QUOTED else f"{value[:MOST_QUOTED]}…")
        if len(text) <= MOST_QUOTED and "\n" not in text:
            return Literal(text)
    return Phrase("errors.value_of_type", type=type(value).__name__)


def reason_of(error: BaseException) -> str:
    """Return why the system refuses what was asked of it, or the first line of another error.

    Examples
    --------
    >>> reason_of(OSError(28, "No space left on device"))
    'No space left on device'
    """
    name = errno.errorcode.get(getattr(error, "errno", None) or 0, "").lower()
    if isinstance(error, OSError) and name in room_texts("errors")["errors"]["system"]:
        return Phrase(f"errors.system.{name}")
    return getattr(error, "strerror", None) or first_line(error)


def first_line(error: BaseException) -> str:
    """Return the first line of another library's error, or the name of its class if it has none.

    The line is cut at 200 characters, because GDAL and pandas can quote the data that failed.
    """
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
