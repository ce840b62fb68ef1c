"""What is wrong or unused in a profile, each with the file, the line and the path of the value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from parkland.choices import Lang, choose
from parkland.conventions import heading_word, load_profile, load_rulebook
from parkland.conventions.convention_faults import path_text
from parkland.conventions.file_names import convention_name
from parkland.conventions.own_conditions import conditions_in_force, raise_unknown_columns
from parkland.conventions.toml_lines import line_of
from parkland.errors import ConventionError
from parkland.languages import DEFAULT_LANGUAGE, grammar
from parkland.office_profiles.found_tables import found_tables
from parkland.office_profiles.unused_keys import same_as_below, unused_by
from parkland.schema import AREA_COLUMNS, FIELDS
from parkland.wording import error_text, wording

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

    from parkland.conventions import Profile
    from parkland.conventions.convention_faults import TablePath
    from parkland.conventions.own_conditions import Condition
    from parkland.office_profiles.found_tables import FoundTable


# tomllib tells the line of what is not TOML in its message.
_TOLD_LINE = re.compile(r"at line (\d+)")
# A fault of the name of another file begins with the key under which it stands.
_KEY_FIRST = re.compile(r"([a-z_]+) is \"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding about a profile.

    Attributes
    ----------
    kind
        ``fault``, or ``unused`` for what has no effect.
    file, line, path
        Where it stands; the line counts from 1 and is None in a bundled file.
    message
        What it is, as a sentence.
    """

    kind: Literal["fault", "unused"]
    file: str
    line: int | None
    path: str
    message: str

    def as_row(self) -> dict[str, Any]:
        """Return the finding as values for JSON or CSV."""
        return {
            "kind": self.kind,
            "file": self.file,
            "line": self.line,
            "path": self.path,
            "message": self.message,
        }

    def line_text(self, lang: str) -> str:
        """Return the finding as a line: where it stands, its kind and what it is."""
        place = self.file
        if self.line is not None:
            place = grammar(lang).phrases(
                [self.file, wording("profile_check.line", lang, line=self.line)]
            )
        kind = wording(f"profile_check.{self.kind}", lang)
        return grammar(lang).labelled(place, f"{kind}{grammar(lang).brackets(self.message)}")


def check_profile(
    profile: str | os.PathLike[str],
    /,
    *,
    sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
    register: Iterable[str | os.PathLike[str] | pd.DataFrame] | None = None,
    lang: Lang = DEFAULT_LANGUAGE,
    **reading: Any,
) -> list[Finding]:
    """Return what is wrong or unused in the file of a profile.

    Parameters
    ----------
    profile
        The ``.toml`` file, or the name of a bundled profile.
    sources
        Files of the office. With them, headings, words and layers that no table has are told too.
    register
        Registers beside `sources`.
    lang
        The language of the findings.
    reading
        As for `draft_profile`.

    Returns
    -------
    list of Finding
        Faults first. It is empty if there is nothing to say. A profile with faults is not compared
        with the sources, because it cannot be used.

    Raises
    ------
    ConventionError
        If the profile is neither a text nor a path.
    SourceError
        If a source cannot be read.

    Examples
    --------
    >>> import parkland as pk
    >>> pk.check_profile("kaihua")
    []
    """
    choose(lang, Lang, "lang")
    name = convention_name(profile, "profile")
    try:
        conventions = load_profile(name)
        found = conditions_in_force(conventions, load_rulebook(conventions.rulebook))
    except ConventionError as error:
        return _faults(error, lang)
    findings = [
        _unused(name, path, wording(f"profile_check.{key}", lang, path=path_text(path), **values))
        for path, key, values in same_as_below(name)
    ]
    if sources is not None:
        tables = found_tables(sources, profile=conventions, register=register, **reading)
        try:
            _require_columns(found, conventions, tables)
        except ConventionError as error:
            return _faults(error, lang)
        findings += [
            _unused(
                name, path, wording(f"profile_check.{key}", lang, path=path_text(path), word=word)
            )
            for path, key, word in unused_by(name, tables)
        ]
    return sorted(findings, key=lambda one: one.line or 0)


def _require_columns(
    found: Iterable[Condition], profile: Profile, tables: Iterable[FoundTable]
) -> None:
    """Raise if a condition asks a column that no table has."""
    own = [str(column) for table in tables for column in table.columns.columns]
    names = [*FIELDS, *AREA_COLUMNS.values(), *(axis.name for axis in profile.own_axes), *own]
    known = {heading_word(name)[0] for name in names}
    raise_unknown_columns(found, lambda name: heading_word(name)[0] in known, own)


def _sentence(what: str, do: str, lang: Lang) -> str:
    return error_text(ConventionError(what, do=do), lang=lang)


def _faults(error: ConventionError, lang: Lang) -> list[Finding]:
    """Return each fault of an error with its line; one without a path has no line."""
    file = error.where
    if not error.faults:
        told, key = _TOLD_LINE.search(error.what), _KEY_FIRST.match(error.what)
        path = key[1] if key else ""
        line = int(told[1]) if told else _line(file, (path,)) if path else None
        return [
            Finding(
                kind="fault",
                file=file,
                line=line,
                path=path,
                message=_sentence(error.what, error.do, lang),
            )
        ]
    return [
        Finding(
            kind="fault",
            file=file,
            line=_line(file, fault.path),
            path=path_text(fault.path),
            message=_sentence(fault.what, fault.do, lang),
        )
        for fault in error.faults
    ]


def _unused(file: str, path: TablePath, message: str) -> Finding:
    return Finding(
        kind="unused", file=file, line=_line(file, path), path=path_text(path), message=message
    )


def _line(file: str, path: TablePath) -> int | None:
    """Return the line of a path in a file; None for a bundled profile or a file that is gone."""
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    return line_of(text.replace("\r\n", "\n"), path)
