"""The texts that users read, in every language, from the files of `resources/wording/`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from parkland.choices import Lang, choose
from parkland.languages import lacking, text_in, with_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# The folders and files that hold texts. `missing_texts` searches them for translations.
_FOLDERS = ("wording", "faults", "rulebooks", "methods")
_FILES = ("schema.toml", "palette.toml", "base_maps.toml")


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
    for folder in ("wording", "faults"):
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
    return text.format(**values) if values else text


def wordings(section: str, lang: str) -> dict[str, str]:
    """Return every text of `section` in `lang`, by its name."""
    choose(lang, Lang, "lang")
    texts = resource_folder("wording")[section]
    return {name: text_in(content, lang) for name, content in texts.items()}


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
