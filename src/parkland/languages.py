"""The languages of the texts that officers read, and the grammar of each.

A language is a file of `resources/languages/`, or of an office (`conventions.language_file`). Its
table ``[grammar]`` says how words are put together. Everything else in the file is texts: they are
laid over the other resources key by key, so that a language is added by one file and its code in
`choices.Lang`. A text that a language lacks is taken from English.

No other module compares a language code or holds punctuation of a language.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast, get_args

from parkland.choices import Lang, choose, note_language, words_of
from parkland.grammars import FALLBACK, FOLDER, Grammar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

P = ParamSpec("P")
T = TypeVar("T")

# The language of the texts in a ledger, and the default of everything that prints.
DEFAULT_LANGUAGE: Lang = "zh"
# Folders of resources whose files are one table.
ONE_TABLE = ("wording", "errors", "faults", "help")

# Languages of offices, by code: what their files hold. A language is content and no setting, so
# that reading one changes nothing for a caller who does not name its code.
_OWN: dict[str, Mapping[str, Any]] = {}
# The resources that have been read, with their names: a language that is read later is laid over
# them, because fields of the schema refer to these very tables.
_LAID: list[tuple[str, dict[str, Any]]] = []
# What was made from texts in all languages, and is made again when a language is added.
_MADE_FROM_TEXTS: list[Callable[[], None]] = []


@cache
def grammar(lang: str) -> Grammar:
    """Return the grammar of a language.

    Raises
    ------
    ChoiceError
        If there is no such language.

    Examples
    --------
    >>> grammar("zh").join_and(["甲", "乙"]), grammar("en").join_and(["A", "B", "C"])
    ('甲、乙', 'A, B and C')
    >>> grammar("zh").quantity("12.00", "亩"), grammar("en").quantity("12.00", "mu")
    ('12.00亩', '12.00 mu')
    """
    choose(lang, Lang, "lang")
    rules = _content(FALLBACK)["grammar"] | _content(lang).get("grammar", {})
    return Grammar(**{**rules, "numerals": tuple(rules["numerals"])})


def languages() -> tuple[str, ...]:
    """Return the codes of all languages, those of `choices.Lang`; each has a file.

    Examples
    --------
    >>> languages()[:2]
    ('zh', 'en')
    """
    return words_of(Lang)


def text_in(texts: Mapping[str, str], lang: str) -> str:
    """Return the text in `lang` out of ``{code: text}``, or the English one if it lacks.

    Examples
    --------
    >>> text_in({"zh": "亩", "en": "mu"}, "zh")
    '亩'
    """
    return str(texts[lang] if lang in texts else texts[FALLBACK])


class EveryLanguage(dict[str, str]):
    """Texts by language; a language that was added later has the English one."""

    def __missing__(self, lang: str) -> str:
        """Return the text of a language that was not known when the texts were made."""
        return self[FALLBACK]

    def __eq__(self, other: object) -> bool:
        """Return whether two texts agree in the bundled languages, whichever were added later."""
        if not isinstance(other, dict):
            return NotImplemented
        return all(self.get(lang) == other.get(lang) for lang in get_args(Lang))

    __hash__ = None

    def get(self, lang: str, default: Any = None) -> Any:
        """Return the text in `lang`, else that in English, else `default`."""
        return self[lang] if lang in self or FALLBACK in self else default


def in_every_language(texts: str | Mapping[str, str]) -> dict[str, str]:
    """Return ``{code: text}`` with every language; a plain text is the same in all of them.

    What a language lacks is English, and if that lacks too, the default language.

    Examples
    --------
    >>> in_every_language("开化县")["en"], in_every_language({"zh": "亩", "en": "mu"})["zh"]
    ('开化县', '亩')
    """
    if isinstance(texts, str):
        return EveryLanguage(dict.fromkeys(languages(), texts))
    least = texts.get(FALLBACK, texts.get(DEFAULT_LANGUAGE, ""))
    return EveryLanguage({lang: texts.get(lang, least) for lang in (*languages(), *texts)})


def with_texts(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a bundled resource with the texts of all languages laid over it.

    Parameters
    ----------
    name
        Path below `resources/`, such as ``wording/cli.toml``. The files of a folder of
        `ONE_TABLE` are one table: a language does not say in which file a text stands.
    table
        The content of the resource.
    """
    laid = dict(table)
    for lang in languages():
        laid = _laid_over(laid, _texts_for(name, lang), lang)
    _LAID.append((name, laid))
    return laid


def made_from_texts(function: Callable[P, T]) -> Callable[P, T]:
    """Cache a function whose result holds texts in every language, until one is added."""
    cached = cache(function)
    _MADE_FROM_TEXTS.append(cached.cache_clear)
    return cast("Callable[P, T]", cached)


def add_language(code: str, content: Mapping[str, Any]) -> bool:
    """Add a language that was read from a file, and return whether its code is free for it.

    It is not free if another file of the language was read before: two offices in one program need
    two codes. The caller has checked the content (`conventions.language_file`).
    """
    if code in _OWN or code in languages():
        return _OWN.get(code) == content
    _OWN[code] = content
    note_language(code)
    for name, table in _LAID:
        _lay_in_place(table, _texts_for(name, code), code)
    for forget in _MADE_FROM_TEXTS:
        forget()
    return True


def _texts_for(name: str, lang: str) -> Mapping[str, Any]:
    """Return the texts of a language for a resource, such as ``wording/cli.toml``."""
    texts: Mapping[str, Any] = _content(lang)
    folder, _, file = name.removesuffix(".toml").partition("/")
    texts = texts.get(folder, {})
    return texts.get(file, {}) if file and folder not in ONE_TABLE else texts


def _lay_in_place(table: dict[str, Any], texts: Mapping[str, Any], lang: str) -> None:
    for key, value in texts.items():
        below = table.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            _lay_in_place(below, value, lang)
        elif key == lang and FALLBACK in table:
            table[key] = value


def lacking(table: Mapping[str, Any], lang: str, *, path: str = "") -> Iterator[str]:
    """Yield the path of each text of `table` that there is in English and not in `lang`."""
    if isinstance(table.get(FALLBACK), str) and lang not in table:
        yield path
    for key, value in table.items():
        if isinstance(value, dict):
            yield from lacking(value, lang, path=f"{path}.{key}" if path else key)


def _laid_over(base: Mapping[str, Any], texts: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return `base` with the texts of `lang`; no other value and no further key comes from them.

    A text under a key that `base` lacks, such as a misspelled one, is left out: otherwise it would
    add a code to an axis or a status to the palette.
    """
    laid = dict(base)
    for key, value in texts.items():
        below = laid.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            laid[key] = _laid_over(below, value, lang)
        elif key == lang and FALLBACK in base:
            laid[key] = value
    return laid


def _content(lang: str) -> Mapping[str, Any]:
    return _OWN[lang] if lang in _OWN else _bundled_content(lang)


@cache
def _bundled_content(lang: str) -> Mapping[str, Any]:
    return tomllib.loads(FOLDER.joinpath(f"{lang}.toml").read_text(encoding="utf-8"))
