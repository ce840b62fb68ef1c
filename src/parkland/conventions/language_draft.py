"""The texts that a language lacks, in the form of its file, as they read in English."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from parkland.conventions.convention_faults import path_text
from parkland.grammars import FALLBACK
from parkland.wording import text_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parkland.conventions.convention_faults import TablePath


def lacking_texts(lang: str) -> str:
    """Return tables of TOML with every text that `lang` lacks, to be translated.

    Examples
    --------
    >>> lacking_texts("zh")
    ''
    """
    lines = []
    for path, english in _lacking(text_tables(), lang, ()):
        lines += [f"[{path_text(path)}]", f"{lang} = {json.dumps(english, ensure_ascii=False)}"]
    return "".join(f"{line}\n" for line in lines)


def _lacking(
    table: Mapping[str, Any], lang: str, path: TablePath
) -> Iterator[tuple[TablePath, str]]:
    english = table.get(FALLBACK)
    if isinstance(english, str) and lang not in table:
        yield path, english
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _lacking(value, lang, (*path, key))
