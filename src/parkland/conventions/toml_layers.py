"""TOML files that extend one another: tables are merged key by key, everything else is replaced.

A name that ends in ``.toml`` is a file; any other is a file bundled in `resources/`. A file names
other files relative to its own folder, and only in that folder or below it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from parkland.choices import nearest
from parkland.conventions.convention_faults import (
    Fault,
    TablePath,
    raise_faults,
    toml_text,
    words_text,
)
from parkland.conventions.toml_file import read_toml
from parkland.conventions.typed_tables import faults_of
from parkland.errors import ConventionError
from parkland.wording import resource

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["profile", "rulebook"]
SUFFIX = ".toml"
# Of files that extend or replace one another. It also ends a circle that the paths do not show,
# such as two spellings of a name on a file system that ignores case.
MOST_FILES = 10


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


def convention_name(convention: object, kind: Kind) -> str:
    """Return the name of a profile or rulebook that is given as a text or a path.

    Raises
    ------
    ConventionError
        If it is neither.
    """
    if not isinstance(convention, str | os.PathLike):
        raise ConventionError(
            f"{toml_text(convention)[:60]} does not name a {kind}",
            do=f"give a bundled name or a path that ends in {SUFFIX}",
        )
    return os.fsdecode(convention)


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
        name = named_in(layer, str(layer.content.get("extends", "")), key="extends", kind=kind)
    return tuple(layers)


def merged(layers: Sequence[Layer]) -> dict[str, Any]:
    """Return the content of a chain, the first file laid over the second and so on."""
    content: dict[str, Any] = {}
    for layer in reversed(layers):
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


def named_in(layer: Layer, other: str, *, key: str, kind: Kind) -> str:
    """Return the name by which the file that `layer` names in `key` is read.

    Raises
    ------
    ConventionError
        If it is no bundled name and no file in the folder of `layer` or below it.
    """
    if not other:
        return ""
    fault = f"{key} is {toml_text(other)}"
    if not other.endswith(SUFFIX):
        _require_bundled(other, kind, fault=fault, where=layer.name)
        return other
    folder = Path(layer.name).parent
    try:
        beside = folder / other
        target = beside.resolve()
        is_inside = layer.name.endswith(SUFFIX) and target.is_relative_to(folder.resolve())
        is_there = is_inside and target.exists()
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links, an impossible name
        raise ConventionError(
            f"{fault}, a path that cannot be followed", where=layer.name, do="check the path"
        ) from error
    if not is_inside or Path(other).is_absolute():
        outside = "a path that leads out of the folder of this file"
        raise ConventionError(
            f"{fault}, {'an absolute path' if is_inside else outside}",
            where=layer.name,
            do="put that file beside this one and name it without its folder",
        )
    if not is_there:
        raise ConventionError(
            f"{fault}, but there is no such file beside this one",
            where=layer.name,
            do="check the name",
        )
    return str(beside)


def require_no_circle(identities: Sequence[str], kind: Kind, *, verb: str, where: str) -> None:
    """Raise if the last of a chain of files stands in it before, or the chain is too long.

    Raises
    ------
    ConventionError
    """
    if identities[-1] in identities[:-1]:
        names = [Path(one).name for one in identities[identities.index(identities[-1]) :]]
        raise ConventionError(
            f"this {kind} {verb} itself ({' -> '.join(names)})",
            where=where,
            do=f"take the key `{verb}` out of one of these files",
        )
    if len(identities) > MOST_FILES:
        raise ConventionError(
            f"this {kind} {verb} a chain of more than {MOST_FILES - 1} files",
            where=where,
            do="put some of them together",
        )


@cache
def bundled_names(kind: Kind) -> tuple[str, ...]:
    """Return the names of the bundled profiles or rulebooks.

    Examples
    --------
    >>> bundled_names("profile")
    ('default', 'kaihua')
    """
    folder = files("parkland").joinpath("resources", f"{kind}s")
    return tuple(sorted(entry.name.removesuffix(SUFFIX) for entry in folder.iterdir()))


def _read(name: str, kind: Kind) -> Layer:
    if not name.endswith(SUFFIX):
        _require_bundled(name, kind, fault=f"there is no bundled {kind} {name!r}", where="")
        return Layer(name, name, dict(resource(f"{kind}s/{name}{SUFFIX}")))
    path = Path(name)
    content = read_toml(path, name=name, kind=kind)
    return Layer(name, str(path.resolve()), content)


def _require_bundled(name: str, kind: Kind, *, fault: str, where: str) -> None:
    names = bundled_names(kind)
    if name in names:
        return
    near = nearest(name, names, most=1)
    hint = (
        f"the nearest bundled {kind} is {near[0]}" if near else f"bundled are {words_text(names)}"
    )
    raise ConventionError(
        fault if not where else f"{fault}, but there is no bundled {kind} of this name",
        where=where,
        do=f"{hint}; a file has a name that ends in {SUFFIX}",
    )


def _laid_over(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    content = dict(base)
    for key, value in top.items():
        below = content.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        content[key] = _laid_over(below, value) if both and below else value
    return content


def _holds(content: Any, path: TablePath) -> bool:
    for key in path:
        if isinstance(key, int):
            return True  # a list is replaced as a whole: the file that has it has all its entries
        if not isinstance(content, dict) or key not in content:
            return False
        content = content[key]
    return True
