"""Which registers are joined to the parcels, and what is told of the others."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland.cleaning.register_roles import ROLES, role_of
from parkland.cleaning.register_tables import is_table
from parkland.errors import ChoiceError
from parkland.file_paths import file_path, readable_name
from parkland.issues import Issue
from parkland.sources import find_registers, other_registers, read_register
from parkland.sources.receipt import sha256

if TYPE_CHECKING:
    import pandas as pd

    from parkland.conventions import Profile

    # A file, a table, or several of them.
    File = str | os.PathLike[str]
    Registers = File | pd.DataFrame | Iterable[File | pd.DataFrame]


def chosen_registers(
    named: Registers | None, source: File | None, profile: Profile
) -> tuple[list[pd.DataFrame], list[Issue]]:
    """Return the registers to join, in the order of their precedence, and notes about them.

    Parameters
    ----------
    named
        The registers that the user names, files or tables, or None. They keep their order.
    source
        The only source, or None if there are several.
    profile
        The profile, whose `registers` are the patterns of names of registers.

    Returns
    -------
    registers
        The named ones; else those in the folder `source`, and its lists of notices: ledgers of
        supply, then disposals, then notices, each by name.
    notes
        An issue for each register that was found in the folder, and for each that is not joined:
        beside a single file, whose user may want it alone, or in the folder beside those that are
        named, or by a name that is not one of a register.

    Raises
    ------
    ChoiceError
        If a register is neither a file nor a table, or is named twice.
    """
    found = [] if source is None else find_registers(source, profile=profile)
    if source is None or not Path(source).is_dir():
        return _tables(named, profile), [] if named is not None else _notes(
            "register.beside", found
        )
    others = other_registers(source, profile=profile)
    if named is not None:
        tables = _tables(named, profile)
        # A table of `read_register` says from which file it is.
        names = {name for one in tables if "source" in one for name in one["source"].unique()}
        # A copy of a named register under another name says nothing that is not read.
        read = {digest for one in tables for digest in one.attrs.get("digests", {}).values()}
        left = [
            one
            for one in [*found, *(path for path, _ in others)]
            if one.name not in names and not read.intersection(sha256([one]).values())
        ]
        return tables, _notes("register.unused", left)
    roles = [role_of(table, profile) for _, table in others]
    tables = _tables(found, profile)
    # A notice decides no figure; a list of disposals may be one of plans.
    is_notice = [role == "notices" for role in roles]
    taken = found + [path for (path, _), yes in zip(others, is_notice, strict=True) if yes]
    tables += [table for (_, table), yes in zip(others, is_notice, strict=True) if yes]
    left = [path for (path, _), yes in zip(others, is_notice, strict=True) if not yes]
    tables.sort(key=lambda one: ROLES.index(role_of(one, profile)))
    return tables, [*_notes("register.found", taken), *_notes("register.unused", left)]


def _tables(named: Registers | None, profile: Profile) -> list[pd.DataFrame]:
    registers = [] if named is None else _named_once(named)
    return [one if is_table(one) else read_register(one, profile=profile) for one in registers]


def _notes(code: str, registers: list[Path]) -> list[Issue]:
    names = [readable_name(one) for one in registers]
    return [Issue(code=code, source=name, value=name) for name in names]


def _named_once(named: Registers) -> list[Any]:
    several = [named] if is_table(named) or not isinstance(named, Iterable) else named
    registers = [named] if isinstance(named, (str, os.PathLike)) else list(several)
    paths = [file_path(one, name="register").resolve() for one in registers if not is_table(one)]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None:
        raise ChoiceError("ledgers.register_named_twice", where=twice.name)
    return registers
