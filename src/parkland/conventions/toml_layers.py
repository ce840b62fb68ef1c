"""TOML files that extend one another: tables are merged key by key, everything else is replaced."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from parkland.choices import Lang
from parkland.conventions.convention_faults import Fault, TablePath, raise_faults
from parkland.conventions.file_names import (
    SUFFIX,
    Kind,
    named_in,
    require_bundled,
    require_no_circle,
)
from parkland.conventions.toml_file import read_toml
from parkland.conventions.typed_tables import faults_of
from parkland.errors import brief
from parkland.languages import languages
from parkland.phrases import Phrase
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


# The tables of a rulebook whose entries have a text for each language as keys of their own.
LAWS = ("rules", "routes", "causes", "articles")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A table of word lists in which a word may stand under one key only.

    Attributes
    ----------
    path : tuple of str
        The table; empty for the top of the file.
    compared : callable
        Turns a word into the form in which it is compared.
    keys : tuple of str
        The keys that have word lists; all keys if there are none here.
    """

    path: tuple[str, ...]
    compared: Callable[[str], str]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """One TOML file of a chain.

    Attributes
    ----------
    name : str
        As the user or another file names it.
    identity : str
        The same for two names of one file: the resolved path, or the bundled name.
    content : dict
    """

    name: str
    identity: str
    content: dict[str, Any]


def read_layers(name: str, kind: Kind, wanted: type) -> tuple[Layer, ...]:
    """Return the file `name` and the files that it extends, the one extended last at the end.

    Raises
    ------
    ConventionError
        If a file cannot be read, has faults against the type `wanted`, names a file that it may
        not name, or extends itself.
    """
    layers: list[Layer] = []
    while name:
        layer = _read(name, kind)
        chain = [*layers, layer]
        require_no_circle(
            [one.identity for one in chain], kind, verb="extends", where=chain[0].name
        )
        raise_faults(faults_of(layer.content, wanted, complete=False), where=layer.name)
        layers = chain
        name = named_in(layer.name, str(layer.content.get("extends", "")), key="extends", kind=kind)
    return tuple(layers)


def merged(layers: Sequence[Layer], vocabularies: Iterable[Vocabulary] = ()) -> dict[str, Any]:
    """Return the content of a chain, the first file laid over the second and so on.

    Parameters
    ----------
    layers
        From `read_layers`.
    vocabularies
        A word that the upper file puts under one key is removed from the other keys of the files
        below: what an office states itself goes before what the bundled file supposes.
    """
    content: dict[str, Any] = {}
    for layer in reversed(layers):
        for vocabulary in vocabularies:
            content = _without_claimed(content, layer.content, vocabulary, vocabulary.path)
        content = _laid_over(content, layer.content)
    content.pop("extends", None)
    return content


def layer_with(layers: Sequence[Layer], *paths: TablePath) -> Layer:
    """Return the first file of a chain that has a value at one of `paths`, else the first file."""
    holders = (layer for layer in layers for path in paths if path and _holds(layer.content, path))
    return next(holders, layers[0])


def raise_faults_by_file(faults: Sequence[Fault], layers: Sequence[Layer]) -> None:
    """Raise one error for the first file of a chain that has faults, if one has.

    A fault between two values is one of the file that is laid over the other.

    Raises
    ------
    ConventionError
    """
    for layer in layers:
        own = [one for one in faults if layer_with(layers, one.path, one.other) is layer]
        raise_faults(own, where=layer.name)


def _read(name: str, kind: Kind) -> Layer:
    if not name.endswith(SUFFIX):
        require_bundled(
            name,
            kind,
            fault=Phrase(
                "conventions.no_bundled", kind=Phrase(f"conventions.kind.{kind}"), name=brief(name)
            ),
            where="",
        )
        bundled = dict(resource(f"{kind}s/{name}{SUFFIX}"))
        return Layer(name, name, with_more_languages(bundled) if kind == "rulebook" else bundled)
    path = Path(name)
    content = read_toml(path, name=name, kind=kind)
    content = with_more_languages(content) if kind == "rulebook" else content
    return Layer(name, str(path.resolve()), content)


def with_more_languages(content: dict[str, Any]) -> dict[str, Any]:
    """Return a rulebook in which the reasons in added languages stand apart.

    The bundled languages are keys of a rule, a route or a cause. One that an office added is a key
    of its table `more`.

    Examples
    --------
    >>> with_more_languages({"rules": {"started": {"en": "started"}}})
    {'rules': {'started': {'en': 'started'}}}
    """
    added = set(languages()) - set(get_args(Lang))
    moved = dict(content)
    for name in LAWS if added else ():
        if isinstance(moved.get(name), dict):
            moved[name] = {key: _moved(law, added) for key, law in moved[name].items()}
    return moved


def _moved(law: Any, added: set[str]) -> Any:
    if not isinstance(law, dict) or not added & set(law):
        return law
    kept = {key: value for key, value in law.items() if key not in added}
    return kept | {"more": {key: law[key] for key in added & set(law)}}


def _laid_over(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    content = dict(base)
    for key, value in top.items():
        below = content.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        content[key] = _laid_over(below, value) if both and below else value
    return content


def _without_claimed(
    base: dict[str, Any], top: dict[str, Any], vocabulary: Vocabulary, path: Sequence[str]
) -> dict[str, Any]:
    """Return `base` without the words that `top` puts under another key of the table at `path`."""
    if path:
        key, *rest = path
        below, above = base.get(key), top.get(key)
        if not (isinstance(below, dict) and isinstance(above, dict)):
            return base
        return base | {key: _without_claimed(below, above, vocabulary, rest)}
    compared, keys = vocabulary.compared, vocabulary.keys
    owners = {
        compared(word): name
        for name, words in top.items()
        if not keys or name in keys
        for word in words
    }
    kept = {
        name: [word for word in words if owners.get(compared(word), name) == name]
        for name, words in base.items()
        if not keys or name in keys
    }
    return base | kept


def _holds(content: Any, path: TablePath) -> bool:
    for key in path:
        if isinstance(key, int):
            return True  # a list is replaced as a whole: the file that has it has all its entries
        if not isinstance(content, dict) or key not in content:
            return False
        content = content[key]
    return True
