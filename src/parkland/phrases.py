"""Sentences of errors that can be told in every language: a key and the values that it is about.

A `Phrase` is an English text that remembers the key of its template and its fields. So it can be
raised, joined and printed like any text where nobody names a language, and `wording.phrase_in`
tells it in another one. The templates stand in `resources/errors/`, a file for each room; the first
word of a key is the name of its file.

A template has placeholders as `str.format` knows them. A field may be a list, a date, a number, a
path, another phrase, or texts by language such as labels. The form ``{count:layer|layers}`` is the
word for one and for several. ``{option:crs=EPSG:4528}`` is an argument as the user can give it:
``crs="EPSG:4528"`` of a function, and ``--crs EPSG:4528`` on the command line.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from parkland.grammars import FALLBACK, FOLDER, Grammar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PLURAL = "|"  # between the forms of a word
_KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
_HAN = r"[\u3400-\u9fff]"
_DECIMALS = re.compile(r",(?:\.([0-9])f|)")
_BARE = re.compile(r"[0-9.]+|True|None")  # a value that Python writes without quotation marks
# The options of the command that runs, by the names of the arguments that they become.
_OPTIONS: ContextVar[Mapping[str, str]] = ContextVar("_OPTIONS", default=MappingProxyType({}))


class Phrase(str):
    """A text in English that can be told in other languages.

    Parameters
    ----------
    key
        The path of the template in `resources/errors/`.
    fields
        The values of its placeholders.

    Examples
    --------
    >>> text = Phrase("errors.value_of_type", type="list")
    >>> text, text.key
    ('a value of type list', 'errors.value_of_type')
    """

    __slots__ = ("fields", "key")

    key: str
    fields: dict[str, Any]

    def __new__(cls, key: str, /, **fields: Any) -> Self:
        """Return the phrase with its text in English."""
        phrase = super().__new__(
            cls, filled(template_of(key)[FALLBACK], fields, english(), in_english)
        )
        phrase.key, phrase.fields = key, fields
        return phrase

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what a pickle or a copy makes the phrase from."""
        return _made, (self.key, self.fields)


class Quoted(Phrase):
    """A wrong argument as an error quotes it, in the quotation marks of the language."""

    __slots__ = ()

    def __new__(cls, text: str, /) -> Self:
        """Return the text as Python writes it."""
        phrase = str.__new__(cls, repr(text))
        phrase.key, phrase.fields = "", {"text": text}
        return phrase

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what a pickle or a copy makes the phrase from."""
        return Quoted, (self.fields["text"],)

    def in_marks(self, grammar: Grammar) -> str:
        """Return the text in the marks of a language, with control characters written out."""
        return grammar.quoted(str(self)[1:-1])


class Literal(str):
    """A wrong argument that is no text, as Python writes it: a number, a list, None.

    It has no marks around it, so that it stands apart from Chinese words: 给出的却是 1.
    """

    __slots__ = ()


class Argument(str):
    """The name of an argument of a function; where a command runs, told as its option.

    Examples
    --------
    >>> Phrase("choices.no_text.what", name=Argument("title"), value=Literal(3))
    'title is 3, not a text'
    """

    __slots__ = ()


def name_options(options: Mapping[str, str]) -> None:
    """Let errors name the options of a command in place of the arguments that they become.

    Parameters
    ----------
    options
        The options by the names of the arguments, such as ``{"as_of": "--as-of"}``; an empty
        mapping names arguments again. An option without a value ends in ``=``: ``--overwrite=``.
    """
    _OPTIONS.set(options)


def argument_text(form: str) -> str:
    """Return an argument, or an argument with a value, as the user can give it.

    Examples
    --------
    >>> argument_text("crs"), argument_text("crs=EPSG:4528"), argument_text("scale=2000")
    ('crs', 'crs="EPSG:4528"', 'scale=2000')
    """
    name, has_value, value = form.partition("=")
    options = _OPTIONS.get()
    if option := options.get(form) or options.get(name):
        if option.endswith("="):
            return option[:-1]
        return f"{option} {value}" if has_value else option
    if not has_value:
        return name
    return f"{name}={value}" if _BARE.fullmatch(value) else f'{name}="{value}"'


class _Option:
    """What the placeholder ``{option:…}`` of a template stands for."""

    def __format__(self, form: str) -> str:
        return argument_text(form)


def _made(key: str, fields: dict[str, Any]) -> Phrase:
    return Phrase(key, **fields)


def in_english(text: str | Mapping[str, str]) -> str:
    """Return a field in English: a phrase or a text itself, or one of the texts by language."""
    return text if isinstance(text, str) else text[FALLBACK]


def is_key(text: str) -> bool:
    """Return whether a text is the key of a phrase, and no sentence."""
    return not isinstance(text, Phrase) and _KEY.fullmatch(text) is not None


def template_of(key: str) -> Mapping[str, Any]:
    """Return the texts of a key by language, as the package has them.

    Raises
    ------
    KeyError
        If there is no such key.
    """
    found: Mapping[str, Any] = room_texts(key.partition(".")[0])
    for name in key.split("."):
        found = found[name]
    return found


@cache
def room_texts(room: str) -> Mapping[str, Any]:
    """Return the file of a room in `resources/errors/`. The result is shared: do not change it."""
    path = files("parkland").joinpath("resources", "errors", f"{room}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def filled(
    template: str, fields: Mapping[str, Any], grammar: Grammar, tell: Callable[[Any], str]
) -> str:
    """Return a template with its fields as a language writes them.

    Parameters
    ----------
    template
        The text with placeholders.
    fields
        Their values.
    grammar
        Of the language.
    tell
        Returns a phrase in the language, and any other text as it is.
    """
    shown = {name: _shown(value, grammar, tell) for name, value in fields.items()}
    shown.setdefault("option", _Option())
    for name in (name for name, value in fields.items() if isinstance(value, Literal)):
        template = re.sub(rf"(?<={_HAN}){{{name}}}", f" {{{name}}}", template)
        template = re.sub(rf"{{{name}}}(?={_HAN})", f"{{{name}}} ", template)
    return template.format(**shown)


def _shown(value: Any, grammar: Grammar, tell: Callable[[Any], str]) -> Any:
    if isinstance(value, Argument):
        return argument_text(value)
    if isinstance(value, (str, dict)):
        return _Word(tell(value))
    if isinstance(value, (list, tuple)):
        return grammar.join(str(_shown(one, grammar, tell)) for one in value)
    if isinstance(value, dt.date):
        return grammar.day(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _Number(value, grammar)
    return str(value)


def told(what: str, *, where: str, do: str, grammar: Grammar, tell: Callable[[Any], str]) -> str:
    """Return a place, a fault and the next step as one line in a language.

    Parameters
    ----------
    what, where, do
        As in `ParklandError`; the place and the step can be empty.
    grammar, tell
        As in `filled`.
    """
    sentences = [tell(what)] + ([tell(do)] if do else [])
    ended = [f"{text[:1].upper()}{text[1:]}{grammar.stop_mark}" for text in sentences[1:]]
    sentence = grammar.sentences([f"{sentences[0]}{grammar.stop_mark}", *ended])
    place = argument_text(where) if isinstance(where, Argument) else tell(where)
    return f"{place}{grammar.label_mark}{sentence}" if where else sentence


class _Word(str):
    """A text in a template; a number that was printed before can choose the form of a word too."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        if PLURAL in form:
            one, *others = form.split(PLURAL)
            return one if self == "1" else others[-1]
        return format(str(self), form)


class _Number:
    """A number in a template: with the marks of the language, or the word that it asks for."""

    __slots__ = ("grammar", "value")

    def __init__(self, value: float, grammar: Grammar) -> None:
        self.value, self.grammar = value, grammar

    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, form: str) -> str:
        if PLURAL in form:
            return self.grammar.plural(self.value, form)
        if grouped := _DECIMALS.fullmatch(form):
            return self.grammar.number(self.value, int(grouped[1] or 0))
        return format(self.value, form)


@cache
def english() -> Grammar:
    """Return the grammar of English, in which a phrase is a text."""
    rules = tomllib.loads(FOLDER.joinpath(f"{FALLBACK}.toml").read_text(encoding="utf-8"))
    content = rules["grammar"]
    return Grammar(**{**content, "numerals": tuple(content["numerals"])})
