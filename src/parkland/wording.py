"""The texts that users read, in every language, from the files of `resources/wording/`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from parkland.choices import Lang, choose
from parkland.errors import ChoiceError, ParklandError, ParklandWarning, brief, first_line
from parkland.languages import DEFAULT_LANGUAGE, ONE_TABLE, grammar, lacking, text_in, with_texts
from parkland.phrases import Phrase, Quoted, filled, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# The folders and files that hold texts. `missing_texts` searches them for translations.
_FOLDERS = ("wording", "errors", "faults", "help", "rulebooks", "methods")
_FILES = ("schema.toml", "palette.toml", "base_maps.toml", "assets.toml")


@cache
def resource(name: str) -> Mapping[str, Any]:
    """Return the TOML resource `name` of the package.

    The result is cached and shared. Callers must not change it.
    """
    text = files("parkland").joinpath("resources", name).read_text(encoding="utf-8")
    return with_texts(name, tomllib.loads(text))


@cache
def resource_folder(name: str) -> Mapping[str, Any]:
    """Return the TOML files of the folder `name` as one table; they share no key."""
    found = (resource(f"{name}/{file}") for file in _files_of(name))
    return {key: value for table in found for key, value in table.items()}


def text_tables() -> dict[str, Any]:
    """Return all texts of the resources in the form of a file of a language: path -> texts."""
    tables: dict[str, Any] = {}
    for folder in ONE_TABLE:
        tables[folder] = dict(resource_folder(folder))
    for folder in ("rulebooks", "methods"):
        tables[folder] = {
            file.removesuffix(".toml"): resource(f"{folder}/{file}") for file in _files_of(folder)
        }
    return tables | {file.removesuffix(".toml"): resource(file) for file in _FILES}


def wording(key: str, lang: str, **values: object) -> str:
    """Return the text `key` (``"section.name"``) in `lang`, with `values` filled in.

    Raises
    ------
    ChoiceError
        If there is no such language.
    KeyError
        If there is no such text.

    Examples
    --------
    >>> wording("unit.mu", "zh")
    '亩'
    """
    choose(lang, Lang, "lang")
    section, name = key.split(".")
    text = text_in(resource_folder("wording")[section][name], lang)
    if "|" in text and values:  # the form of a word follows its number
        return filled(text, values, grammar(lang), str)
    return text.format(**values) if values else text


def wordings(section: str, lang: str) -> dict[str, str]:
    """Return every text of `section` in `lang`, by its name."""
    choose(lang, Lang, "lang")
    texts = resource_folder("wording")[section]
    return {name: text_in(content, lang) for name, content in texts.items()}


def phrase_in(text: str | Mapping[str, str], lang: str) -> str:
    """Return a phrase in `lang`; a text that is no phrase, such as a path, is returned as it is.

    Examples
    --------
    >>> phrase_in(Phrase("errors.value_of_type", type="list"), "zh")
    '一个 list 类型的值'
    >>> phrase_in("a.shp", "zh")
    'a.shp'
    """
    if isinstance(text, Quoted):
        return text.in_marks(grammar(lang))
    if not isinstance(text, Phrase):
        return text if isinstance(text, str) else text_in(text, lang)
    texts: Any = resource_folder("errors")
    for name in text.key.split("."):
        texts = texts[name]
    return filled(
        text_in(texts, lang), text.fields, grammar(lang), lambda one: phrase_in(one, lang)
    )


def error_text(error: BaseException, /, *, lang: Lang = DEFAULT_LANGUAGE) -> str:
    """Return what an error or a warning of parkland says, as one line in a language.

    `str` of an error is English.

    Parameters
    ----------
    error
        What was raised. Of an error that is not of parkland, the first line is returned as it is.
    lang
        The language. A text that an office's own language lacks is English.

    Raises
    ------
    ChoiceError
        If `error` is no exception, or if there is no such language.

    Examples
    --------
    >>> from parkland.choices import parse_as_of
    >>> try:
    ...     parse_as_of("2020-12-32")
    ... except ParklandError as error:
    ...     print(error_text(error))
    as_of 应为日期，给出的却是“2020-12-32”。请写成 2020-12-31 的形式。
    """
    choose(lang, Lang, "lang")
    if not isinstance(error, BaseException):
        raise ChoiceError("wording.no_error", value=brief(error))
    if not isinstance(error, (ParklandError, ParklandWarning)):
        return first_line(error)
    if not isinstance(error.what, Phrase):  # of another package, which has one language
        return str(error)
    return told(
        error.what,
        where=error.where,
        do=error.do,
        grammar=grammar(lang),
        tell=lambda one: phrase_in(one, lang),
    )


def missing_texts(lang: str) -> list[str]:
    """Return the path of each text that is not translated to `lang`; it is shown in English.

    Examples
    --------
    >>> missing_texts("zh")
    []
    """
    choose(lang, Lang, "lang")
    names = [f"{folder}/{file}" for folder in _FOLDERS for file in _files_of(folder)]
    return [
        f"{name}: {path}" for name in (*names, *_FILES) for path in lacking(resource(name), lang)
    ]


def _files_of(folder: str) -> Iterator[str]:
    paths = files("parkland").joinpath("resources", folder).iterdir()
    yield from sorted(path.name for path in paths if path.name.endswith(".toml"))
