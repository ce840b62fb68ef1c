"""What an officer reads, in Chinese and English, from the files of `resources/wording/`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from parkland.choices import Lang, choose

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("zh", "en")


@cache
def resource(name: str) -> Mapping[str, Any]:
    """Return the TOML resource `name` of the package. Read once; do not change it."""
    return tomllib.loads(files("parkland").joinpath("resources", name).read_text(encoding="utf-8"))


@cache
def resource_folder(name: str) -> Mapping[str, Any]:
    """Return the TOML resources of the folder `name` as one table; each room has its file."""
    folder = files("parkland").joinpath("resources", name)
    found = sorted(path.name for path in folder.iterdir() if path.name.endswith(".toml"))
    return {key: value for file in found for key, value in resource(f"{name}/{file}").items()}


def wording(key: str, lang: str, **values: object) -> str:
    """Return the text `key` (``"section.name"``) in `lang`, with `values` filled in.

    Raises
    ------
    ChoiceError
        If `lang` is not ``zh`` or ``en``.
    """
    choose(lang, Lang, "lang")
    section, name = key.split(".")
    text = str(resource_folder("wording")[section][name][lang])
    return text.format(**values) if values else text


def day_text(day: Any) -> str:
    """Return a date as printed, whatever its year.

    Examples
    --------
    >>> import datetime as dt
    >>> day_text(dt.date(20, 3, 1))
    '0020-03-01'
    """
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def wordings(section: str, lang: str) -> dict[str, str]:
    """Return every text of `section` in `lang`."""
    choose(lang, Lang, "lang")
    return {name: texts[lang] for name, texts in resource_folder("wording")[section].items()}
