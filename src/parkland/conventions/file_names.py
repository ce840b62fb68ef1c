"""Names of profiles, rulebooks and methods: bundled names, and files that name one another.

A name that ends in ``.toml`` is a file; any other is a file bundled in `resources/`. A file names
other files relative to its own folder, and only in that folder or below it, so that the profile of
a stranger leads nowhere else.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from parkland.choices import nearest
from parkland.conventions.convention_faults import shown_words, toml_text
from parkland.errors import ConventionError, brief
from parkland.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["profile", "rulebook", "method", "language"]
SUFFIX = ".toml"
# Of files that extend or replace one another. It also ends a circle that the paths do not show,
# such as two spellings of a name on a file system that ignores case.
MOST_FILES = 10


def convention_name(convention: object, kind: Kind) -> str:
    """Return the name of a profile, rulebook or method that is given as a text or a path.

    Raises
    ------
    ConventionError
        If it is neither.
    """
    if not isinstance(convention, str | os.PathLike):
        raise ConventionError(
            "conventions.no_name_of_file", convention=brief(convention), kind=kind, suffix=SUFFIX
        )
    return os.fsdecode(convention)


def named_in(naming: str, other: str, *, key: str, kind: Kind) -> str:
    """Return the name by which a file that another file names is read.

    Parameters
    ----------
    naming
        The file that names it: a bundled name or a path.
    other
        The name as it stands there. An empty one stays empty.
    key
        The key under which it stands, for the message.
    kind
        What it is.


    Raises
    ------
    ConventionError
        If it is no bundled name and no file in the folder of `naming` or below it.
    """
    if not other:
        return ""
    fault = Phrase("conventions.key_is", key=key, value=toml_text(other))
    if not other.endswith(SUFFIX):
        require_bundled(other, kind, fault=fault, where=naming)
        return other
    folder = Path(naming).parent
    try:
        beside = folder / other
        target = beside.resolve()
        if target.is_symlink():  # Python 3.13 resolves a circle of links to a link without a word
            target.stat()
        is_inside = naming.endswith(SUFFIX) and target.is_relative_to(folder.resolve())
        is_there = is_inside and target.exists()
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links, an impossible name
        raise ConventionError("conventions.path_fails", where=naming, fault=fault) from error
    if not is_inside or Path(other).is_absolute():
        raise ConventionError(
            "conventions.absolute_path" if is_inside else "conventions.path_outside",
            where=naming,
            fault=fault,
        )
    if not is_there:
        raise ConventionError("conventions.no_file_beside", where=naming, fault=fault)
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
            "conventions.circle",
            where=where,
            kind=Phrase(f"conventions.kind.{kind}"),
            verb=verb,
            names=" -> ".join(names),
        )
    if len(identities) > MOST_FILES:
        raise ConventionError(
            "conventions.long_chain",
            where=where,
            kind=Phrase(f"conventions.kind.{kind}"),
            verb=verb,
            most_files=MOST_FILES - 1,
        )


@cache
def bundled_names(kind: Kind) -> tuple[str, ...]:
    """Return the names of the bundled profiles, rulebooks or methods.

    Examples
    --------
    >>> bundled_names("profile")
    ('default', 'kaihua')
    """
    folder = files("parkland").joinpath("resources", f"{kind}s")
    return tuple(sorted(entry.name.removesuffix(SUFFIX) for entry in folder.iterdir()))


def require_bundled(name: str, kind: Kind, *, fault: str, where: str) -> None:
    """Raise `fault` with the nearest bundled name unless `name` is a bundled one.

    Raises
    ------
    ConventionError
    """
    names = bundled_names(kind)
    if name in names:
        return
    near = nearest(name, names, most=1)
    key = "not_bundled" if not where else "none_bundled"
    raise ConventionError(
        f"conventions.{key}_near" if near else f"conventions.{key}",
        where=where,
        fault=fault,
        kind=Phrase(f"conventions.kind.{kind}"),
        near=near,
        names=shown_words(names),
        suffix=SUFFIX,
    )
