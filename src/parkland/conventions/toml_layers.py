"""Conventions in TOML that extend one another: tables are merged key by key, the rest is replaced.

A name that ends in ``.toml`` is a file, beside the one that names it or as it stands; any other is
bundled in a folder of `resources/`.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from parkland.errors import ConventionError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

V = TypeVar("V")


def read_layered(name: str, *, kind: str, keys: AbstractSet[str]) -> dict[str, Any]:
    """Return the content of `name`, laid over what it extends.

    Parameters
    ----------
    name
        A bundled name or a path.
    kind
        ``"profile"`` or ``"rulebook"``: bundled ones lie in the folder of that name and an ``s``.
    keys
        What may stand at the top.

    Raises
    ------
    ConventionError
        If a file is missing, not UTF-8 or not TOML, extends itself, or has other keys.
    """
    chain: dict[str, dict[str, Any]] = {}
    while name:
        if name in chain:
            raise ConventionError(f"a {kind} extends itself", where=name)
        content = _read(name, kind)
        if unknown := ", ".join(sorted(set(content) - keys)):
            raise ConventionError(
                f"unknown keys {unknown}",
                where=name,
                do=f"compare it with the bundled {kind}s",
            )
        chain[name] = content
        name = beside(name, str(content.get("extends", "")))
    merged: dict[str, Any] = {}
    for content in reversed(chain.values()):
        merged = _laid_over(merged, content)
    return merged


def beside(name: str, other: str) -> str:
    """Return `other` as named in the file `name`: a path from there, if there is such a file.

    Examples
    --------
    >>> beside("conventions/own.toml", "default")
    'default'
    """
    if name.endswith(".toml") and other.endswith(".toml"):
        path = Path(name).parent / other
        return str(path) if path.is_file() else other
    return other


def _read(name: str, kind: str) -> dict[str, Any]:
    if name.endswith(".toml"):
        path = Path(name)
        if not path.is_file():
            raise ConventionError(f"there is no such {kind}", where=name, do="check the path")
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise ConventionError(
                f"the {kind} is not in UTF-8", where=name, do="save it as UTF-8"
            ) from error
    else:
        folder = files("parkland").joinpath("resources", f"{kind}s")
        bundled = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir())
        if name not in bundled:
            raise ConventionError(
                f"there is no bundled {kind} {name!r}",
                do=f"use one of {', '.join(bundled)}, or a path that ends in .toml",
            )
        text = folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConventionError(f"not valid TOML ({error})", where=name) from error


def _laid_over(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in top.items():
        below = merged.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        merged[key] = _laid_over(below, value) if both and below else value
    return merged


def required(well_formed: bool, fault: str) -> None:  # noqa: FBT001 - a condition, not a mode
    """Raise ValueError with `fault` unless a file is well formed in this."""
    if not well_formed:
        raise ValueError(fault)


def frozen(table: Mapping[str, V]) -> Mapping[str, V]:
    """Return a copy of a table that nobody changes."""
    return MappingProxyType(dict(table))
