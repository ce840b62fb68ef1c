"""The words of codes: what officers read in place of ``idle_one_year`` or ``agreed_takeback``."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkland.conventions import statuses as known_statuses
from parkland.languages import languages, made_from_texts
from parkland.schema import AXIS_CODES, AXIS_PREFIX, FIELDS, FLAG_PREFIX, FLAGS, axis_words
from parkland.wording import resource, wordings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkland.conventions import StatusSet

# Columns that hold the codes of another one.
_SAME_CODES: Mapping[str, str] = MappingProxyType(
    {
        "disposal_hint": "disposal_kind",
        "five_not_code": "five_not",
        "left_status": "status",
        "right_status": "status",
    }
)


def has_codes(column: str) -> bool:
    """Return whether a column, or a list of codes of that name, holds codes that have words."""
    name = _SAME_CODES.get(column, column)
    return (
        name == "status"
        or name in AXIS_CODES
        or name.startswith(AXIS_PREFIX)
        or name in resource("wording/codes.toml")
    )


def code_words(column: str, lang: str, *, statuses: StatusSet | None = None) -> Mapping[str, str]:
    """Return the words of the codes of a column, ``{code: words}``; empty if it has none.

    Parameters
    ----------
    column
        A column with codes: ``status``, ``status_rule``, ``route``, ``idle_kind``, ``efficiency``,
        ``five_not``, every axis, ``verdict``, ``severity``, ``action``. A flag has ``yes``, ``no``
        and ``unknown``, a yes-or-no field ``yes`` and ``no``. ``overlap_kind``, ``deadline_kind``,
        ``notice_state`` and ``likely_reason`` are the codes of the columns ``kind``, ``state`` and
        ``reason`` of `overlaps`, `deadlines`, `notices` and `reconcile`.
    lang
        Language of the words.
    statuses
        The statuses and flags of the ledger. Default: those of every rulebook.

    Raises
    ------
    ChoiceError
        If there is no such language.

    Examples
    --------
    >>> code_words("levelling", "zh")["in_progress"], code_words("idle", "en")["unknown"]
    ('平整中', 'cannot be determined')
    """
    own = statuses.words(_SAME_CODES.get(column, column), lang) if statuses else {}
    return own or _common_words(column, lang)


@cache
def _common_words(column: str, lang: str) -> Mapping[str, str]:
    name = _SAME_CODES.get(column, column)
    if name == "status":
        words = {key: style.label(lang) for key, style in known_statuses().items()}
    elif name in AXIS_CODES:
        words = axis_words(name, lang)
    elif name in resource("wording/codes.toml"):
        words = wordings(name, lang)
    elif name in FLAGS or name.startswith(FLAG_PREFIX):
        words = wordings("answer", lang)
    elif name in FIELDS and FIELDS[name].kind == "yes_no":
        words = {answer: wordings("answer", lang)[answer] for answer in ("yes", "no")}
    else:
        words = {}
    return MappingProxyType(words)


@made_from_texts
def codes_of_words(column: str) -> Mapping[str, str]:
    """Return the code for each of its words in any language: what reading back needs.

    Examples
    --------
    >>> codes_of_words("levelling")["being levelled"]
    'in_progress'
    """
    return MappingProxyType(
        {
            words: code
            for lang in reversed(languages())
            for code, words in code_words(column, lang).items()
        }
    )
