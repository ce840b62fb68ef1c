"""A language of an office: a file of texts and grammar, checked before any of it is printed.

The file has the form of `resources/languages/`: its `code`, a table ``[grammar]``, and texts under
the path that they have in the other resources. What it lacks is English (`wording.missing_texts`).

The file can come from a stranger. So a text may have only the placeholders that the English text
has, without access to attributes; it has no markup, no control characters and a bounded length, and
no value of the resources but texts can be replaced.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, get_args

from parkland.choices import Lang, nearest
from parkland.conventions.convention_faults import (
    Fault,
    fault_at,
    path_text,
    raise_faults,
    toml_text,
)
from parkland.conventions.file_names import Kind, convention_name
from parkland.conventions.toml_file import read_toml
from parkland.errors import ConventionError
from parkland.grammars import FALLBACK, Grammar
from parkland.languages import add_language
from parkland.phrases import PLURAL, Phrase
from parkland.wording import text_tables

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from parkland.conventions.convention_faults import TablePath

# All texts in English have about 110 kB.
MOST_BYTES = 1024 * 1024
# The longest English text has 700 characters.
MOST_CHARACTERS = 3_000
MOST_GRAMMAR_CHARACTERS, MOST_NUMERALS = 60, 60
CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_KIND: Kind = "language"
# Forms of the grammar and the placeholders that each must have.
_FORMS: Mapping[str, frozenset[str]] = {
    "brackets_form": frozenset({"text"}),
    "quantity_form": frozenset({"number", "unit"}),
    "citation_form": frozenset({"title", "articles"}),
    "step_form": frozenset({"number"}),
    "day_form": frozenset({"year", "month", "day"}),
}
# Marks that a number can have before its decimals.
_DECIMAL_MARKS = (".", ",", "٫", "·")
_FORMAT_SPECS = ("", "02", "02d", "04", "04d")


def load_language(path: str | os.PathLike[str], /) -> str:
    """Read a language from a file, and return its code, which every `lang` then accepts.

    Parameters
    ----------
    path
        The ``.toml`` file.

    Raises
    ------
    ConventionError
        If the file cannot be read or has faults, or if another file of the same code was read
        before. The message names each fault by its path in the file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import parkland as pk
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "sk.toml"
    ...     _ = path.write_text('code = "sk"; sk = 1', encoding="utf-8")
    ...     pk.load_language(path)
    Traceback (most recent call last):
    parkland.errors.ConventionError: ...
    """
    name = convention_name(path, _KIND)
    content = read_toml(Path(name), name=name, kind=_KIND, most_bytes=MOST_BYTES)
    code = content.get("code")
    if not isinstance(code, str) or not CODE.fullmatch(code) or code in bundled_codes():
        raise ConventionError("conventions.no_code_of_language", where=name, code=toml_text(code))
    raise_faults(_faults(content, code), where=name)
    texts = {key: value for key, value in content.items() if key != "code"}
    grammar = {"locale": code, **texts.get("grammar", {})}
    if not add_language(code, {**texts, "grammar": grammar}):
        raise ConventionError("conventions.code_taken", where=name, code=toml_text(code))
    return code


def bundled_codes() -> tuple[str, ...]:
    """Return the codes of the bundled languages."""
    return get_args(Lang)


def _faults(content: Mapping[str, Any], code: str) -> Iterator[Fault]:
    """Yield each fault of a file: keys that there are not, and texts that may not be printed."""
    tables = text_tables()
    for key, value in content.items():
        if key == "code":
            continue
        if key == "grammar":
            yield from _grammar_faults(value)
        elif key not in tables:
            yield _surplus((key,), ["code", "grammar", *tables])
        else:
            yield from _text_faults(value, tables[key], (key,), code)


def _grammar_faults(grammar: Any) -> Iterator[Fault]:
    if not isinstance(grammar, dict):
        yield fault_at(("grammar",), "conventions.grammar_no_table")
        return
    known = Grammar.__dataclass_fields__
    for key, value in grammar.items():
        path = ("grammar", key)
        if key not in known:
            yield _surplus(path, list(known))
        elif key == "numerals":
            is_list = isinstance(value, list) and len(value) <= MOST_NUMERALS
            if not is_list or not all(_is_plain(one, MOST_GRAMMAR_CHARACTERS) for one in value):
                yield fault_at(
                    path,
                    "conventions.no_list_of_texts",
                    path=path_text(path),
                    most_numerals=MOST_NUMERALS,
                )
        elif not _is_plain(value, MOST_GRAMMAR_CHARACTERS):
            yield fault_at(
                path, "conventions.no_short_text", path=path_text(path), value=toml_text(value)
            )
        elif key == "decimal_mark" and value not in _DECIMAL_MARKS:
            yield fault_at(
                path, "conventions.no_decimal_mark", path=path_text(path), value=toml_text(value)
            )
        elif key in _FORMS:
            yield from _form_faults(path, value, _FORMS[key])
    marks = [grammar.get(key, known[key].default) for key in ("group_mark", "decimal_mark")]
    if marks[0] == marks[1]:
        yield fault_at(("grammar",), "conventions.same_marks", marks=toml_text(marks[0]))


def _form_faults(path: TablePath, form: str, needed: frozenset[str]) -> Iterator[Fault]:
    found = _placeholders(form)
    if found is None or {name for name, _ in found} != needed:
        shown = ", ".join(f"{{{name}}}" for name in sorted(needed))
        yield fault_at(
            path,
            "conventions.lacks_placeholders",
            path=path_text(path),
            form=toml_text(form),
            shown=shown,
        )
    elif any(spec not in _FORMAT_SPECS for _, spec in found):
        yield fault_at(path, "conventions.other_form", path=path_text(path), form=toml_text(form))


def _text_faults(
    value: Any, known: Mapping[str, Any], path: TablePath, code: str
) -> Iterator[Fault]:
    """Yield the faults of a table of texts against the table in the resources."""
    if not isinstance(value, dict):
        yield fault_at(
            path,
            "conventions.no_table_of_texts",
            path=path_text(path),
            value=toml_text(value),
            code=code,
        )
        return
    for key, below in value.items():
        inside = known.get(key)
        if isinstance(inside, dict):
            yield from _text_faults(below, inside, (*path, key), code)
        elif key == code and isinstance(known.get(FALLBACK), str):
            yield from _text_fault(below, known[FALLBACK], (*path, key))
        else:
            tables = [name for name, one in known.items() if isinstance(one, dict)]
            yield _surplus((*path, key), [*tables, code])


def _text_fault(text: Any, english: str, path: TablePath) -> Iterator[Fault]:
    shown = path_text(path)
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        yield fault_at(
            path, "conventions.no_bounded_text", shown=shown, most_characters=MOST_CHARACTERS
        )
    elif not _is_plain(
        text, MOST_CHARACTERS, lines="\n" in english, marks=bool(set("<>") & set(english))
    ):
        yield fault_at(path, "conventions.marked_up_text", shown=shown)
    else:
        allowed, found = _placeholders(english), _placeholders(text)
        if found is None or (allowed is not None and not found <= allowed):
            names = ", ".join(sorted(f"{{{name}}}" for name, _ in allowed or ())) or "none"
            yield fault_at(path, "conventions.other_placeholders", shown=shown, names=names)


def _surplus(path: TablePath, known: list[str]) -> Fault:
    near = nearest(str(path[-1]), known, most=1)
    if near:
        advice = Phrase("conventions.nearest", near=near[0])
    else:
        advice = Phrase("conventions.compare_with_english")
    return Fault(path, Phrase("conventions.no_such_text", path=path_text(path)), advice)


def _is_plain(text: Any, most: int, *, lines: bool = False, marks: bool = False) -> bool:
    """Return whether a value is a text without markup and control characters."""
    if not isinstance(text, str) or len(text) > most:
        return False
    allowed = "\n" if lines else ""
    has_control = any(
        unicodedata.category(sign) in ("Cc", "Cs", "Cf", "Zl", "Zp") and sign not in allowed
        for sign in text
    )
    return not has_control and (marks or not set("<>") & set(text))


def _placeholders(text: str) -> set[tuple[str, str]] | None:
    """Return the names and formats of the placeholders of a text; None if it has odd ones."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    found: set[tuple[str, str]] = set()
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        if not re.fullmatch(r"[a-z_][a-z0-9_]*", name) or conversion:
            return None
        if "{" in (spec or "") and PLURAL in (spec or ""):
            return None
        # A format that holds a placeholder ({option:crs={counterpart}}) must be that of the English
        # text to the letter; the forms of a word behind its number are words of the language
        found.add((name, PLURAL if PLURAL in (spec or "") else spec or ""))
    return found
