"""Check TOML tables against their types, and decode them.

msgspec decides whether a value has its type. It is strict (true is not 1, a text is not a list),
and it decodes into the classes of `profile_file` and `rulebook_file`. It stops at the first fault
and does not name the keys of a table, so `faults_of` walks through the tables and asks msgspec
about every value.
"""

from __future__ import annotations

import datetime as dt
import math
import types
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from parkland.choices import nearest
from parkland.conventions.convention_faults import (
    Fault,
    TablePath,
    fault_at,
    path_text,
    shown_words,
    toml_text,
    unknown_key,
)
from parkland.conventions.value_types import LanguageCode, decode_custom
from parkland.errors import ConventionError
from parkland.languages import languages
from parkland.phrases import Phrase
from parkland.units import MOST_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

TOML_DAYS = (dt.date, dt.datetime, dt.time)
_NAMES: dict[Any, str] = {
    str: "conventions.value.text",
    bool: "conventions.value.yes_or_no",
    int: "conventions.value.integer",
    float: "conventions.value.number",
    dt.date: "conventions.value.day",
}

_LISTS: dict[Any, str] = {
    int: "conventions.value.integers",
    float: "conventions.value.numbers",
}


def faults_of(
    content: Any, wanted: Any, *, complete: bool, path: TablePath = ()
) -> Iterator[Fault]:
    """Yield every fault of `content` against the type `wanted`.

    They are worked out one by one, so that a caller can stop: a file can have 100,000 faults, and
    the nearest known key costs a millisecond.

    Parameters
    ----------
    content
        A value of TOML: a table, a list, a text, a number, a day.
    wanted
        A msgspec class, or an annotation that msgspec decodes.
    complete
        Whether keys without a default are required. A file that extends another may leave out any
        key. The entries of its lists are always complete, because lists are replaced as a whole.
    path
        Where `content` stands.
    """
    base = _without_annotation(wanted)
    table = next((arm for arm in _arms(base) if _is_table(arm)), None)
    if isinstance(content, dict) and table is not None:
        yield from _table_faults(content, table, complete=complete, path=path)
    elif isinstance(content, list) and get_origin(base) is list:
        item = get_args(base)[0]
        for place, value in enumerate(content, start=1):
            yield from faults_of(value, item, complete=True, path=(*path, place))
    elif not _fits(content, wanted):
        what = Phrase(
            "conventions.other_value",
            path=path_text(path),
            value=_standing(content),
            wanted=described(wanted),
        )
        yield Fault(path, what, _advice(content, wanted))


def completed(content: dict[str, Any], wanted: type[T], *, where: str, whole: str) -> T:
    """Return a merged table as an object of the class `wanted`.

    Parameters
    ----------
    content
        A table whose layers have no faults of their own.
    wanted
        A msgspec class.
    where
        The file, for the message.
    whole
        The bundled file that has every key, if the table does not extend it; else an empty text.

    Raises
    ------
    ConventionError
        If keys are missing.
    """
    missing = [path_text(fault.path) for fault in faults_of(content, wanted, complete=True)]
    if missing:
        raise ConventionError(
            "conventions.keys_missing_in_whole" if whole else "conventions.keys_missing",
            where=where,
            keys=shown_words(missing),
            count=len(missing),
            whole=whole,
        )
    decoded: T = _convert(content, wanted)
    return decoded


def described(wanted: Any) -> str:
    """Return in words which value a type accepts.

    Examples
    --------
    >>> described(list[str]), described(bool), described(Literal["mu", "ha"])
    ('a list of texts', 'true or false', 'one of mu, ha')
    """
    given = next((arm for arm in _arms(wanted) if arm is not types.NoneType), wanted)
    if get_origin(given) is Annotated:
        for note in get_args(given)[1:]:
            if isinstance(note, msgspec.Meta) and note.description:
                return Phrase(note.description, digits=MOST_DIGITS)
    base = _without_annotation(given)
    if get_origin(base) is Literal:
        return Phrase("conventions.value.choice", words=shown_words(get_args(base)))
    if get_origin(base) is list:
        item = _without_annotation(get_args(base)[0])
        kind = "tables" if _is_table(item) else "texts"
        return Phrase(_LISTS.get(item, f"conventions.value.{kind}"))
    if _is_table(base):
        return Phrase("conventions.a_table")
    return Phrase(_NAMES[base])


def _table_faults(
    content: dict[str, Any], table: Any, *, complete: bool, path: TablePath
) -> Iterator[Fault]:
    """Yield the faults of a table: keys that are unknown or missing, and those of its values."""
    if get_origin(table) is dict:
        key_type, value_type = get_args(table)
        keys = get_args(key_type) if get_origin(key_type) is Literal else None
        if key_type == LanguageCode:
            keys = languages()  # those of a profile were read before it
        known = dict.fromkeys(content if keys is None else keys, value_type)
        missing: list[str] = []
    else:
        fields = msgspec.structs.fields(table)
        known = {field.encode_name: field.type for field in fields}
        missing = [field.encode_name for field in fields if field.required and complete]
    for key, value in content.items():
        if key in known:
            yield from faults_of(value, known[key], complete=complete, path=(*path, key))
        else:
            yield unknown_key((*path, key), known, value=value)
    for key in missing:
        if key not in content:
            yield fault_at(
                (*path, key),
                "conventions.key_missing",
                value=path_text((*path, key)),
                known=described(known[key]),
            )


def _standing(value: Any) -> str:
    if isinstance(value, str):
        return Phrase("conventions.the_text", value=toml_text(value))
    if isinstance(value, list):
        return Phrase("conventions.the_list", value=toml_text(value))
    return toml_text(value)


def _advice(value: Any, wanted: Any) -> str:
    """Return the nearest word, or the first other way to write the value that has the type."""
    base = _without_annotation(wanted)
    if get_origin(base) is Literal and isinstance(value, str):
        near = nearest(value, get_args(base), most=1)
        return Phrase("conventions.nearest", near=near[0]) if near else ""
    for other in _other_ways(value):
        if _fits(other, wanted):
            return Phrase("conventions.write_it", text=toml_text(other))
    return ""


def _other_ways(value: Any) -> list[Any]:
    ways: list[Any] = [[value]]
    if isinstance(value, int | float) and not isinstance(value, bool):
        ways.append(toml_text(value))
    if isinstance(value, str):
        for parse in (int, float, dt.date.fromisoformat):
            try:
                ways.append(parse(value))
            except ValueError:
                continue
    return [way for way in ways if not (isinstance(way, float) and not math.isfinite(way))]


def _fits(value: Any, wanted: Any) -> bool:
    try:
        _convert(value, wanted)
    except (msgspec.ValidationError, OverflowError):
        return False
    return True


def _convert(value: Any, wanted: Any) -> Any:
    return msgspec.convert(value, wanted, builtin_types=TOML_DAYS, dec_hook=decode_custom)


def _without_annotation(wanted: Any) -> Any:
    """Return a type without its annotation, and an optional one as what it holds if given."""
    base = get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted
    arms = [arm for arm in _arms(base) if arm is not types.NoneType]
    return _without_annotation(arms[0]) if len(arms) == 1 and arms[0] is not base else base


def _arms(base: Any) -> tuple[Any, ...]:
    return get_args(base) if get_origin(base) in (Union, types.UnionType) else (base,)


def _is_table(base: Any) -> bool:
    is_class = isinstance(base, type) and issubclass(base, msgspec.Struct)
    return is_class or get_origin(base) is dict
