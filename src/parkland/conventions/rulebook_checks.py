"""What has to agree between the values of a rulebook, beyond the type of each."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, get_args

from parkland.conventions.compared_text import compact_word
from parkland.conventions.convention_faults import MOST_FAULTS_COUNTED, Fault, path_text, toml_text
from parkland.conventions.own_conditions import condition_faults
from parkland.conventions.profile_checks import conflicts, joint_faults
from parkland.conventions.rule_templates import known_words, template_faults, texts_at
from parkland.conventions.rulebook_file import (
    CauseState,
    Deadline,
    Route,
    RulebookFile,
    RuleName,
    StartBasis,
)
from parkland.schema import FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parkland.conventions.rulebook_file import LawTable

# Sections in which every name must have its entry, and whether the entry must have a text.
REQUIRED = {
    "rules": RuleName,
    "start_basis": StartBasis,
    "routes": Route,
    "cause_words": CauseState,
    "deadlines": Deadline,
}


def rulebook_faults(book: RulebookFile) -> list[Fault]:
    """Return what does not agree in a rulebook: names, limits, words and placeholders."""
    faults = [
        Fault(
            (section, name),
            f"{section}.{name} is missing",
            'write it, or write extends = "idle-land-2012" at the top',
        )
        for section, names in REQUIRED.items()
        for name in get_args(names)
        if name not in getattr(book, section)
    ]
    words = {key: cause.words for key, cause in book.causes.items()}
    faults += conflicts(("causes",), words, compact_word, below=("words",))
    for key, cause in book.causes.items():
        faults += joint_faults(("causes", key, "words"), cause.words)
    return [
        *faults,
        *_limit_faults(book),
        *_flag_faults(book),
        *islice(_text_faults(book), MOST_FAULTS_COUNTED),
        *condition_faults(book.conditions),
    ]


def _limit_faults(book: RulebookFile) -> list[Fault]:
    faults = []
    limits = book.thresholds
    if limits.taken_back_after_years < limits.idle_after_years:
        what = (
            f"thresholds.taken_back_after_years is {limits.taken_back_after_years}, less than"
            f" idle_after_years, which is {limits.idle_after_years}"
        )
        less, more = (("thresholds", f"{name}_after_years") for name in ("taken_back", "idle"))
        faults.append(Fault(less, what, "write a larger number", more))
    for place, kind in enumerate(book.ending_kinds, start=1):
        if kind in book.reclaim_kinds:
            what = f"ending_kinds[{place}] is {toml_text(kind)}, which is one of reclaim_kinds too"
            faults.append(
                Fault(("ending_kinds", place), what, "keep it in one of them", ("reclaim_kinds",))
            )
    for place, criterion in enumerate(book.low_efficiency.criteria, start=1):
        path = ("low_efficiency", "criteria", place)
        given = (criterion.below is not None) + (criterion.above is not None)
        if given != 1:
            holds = "has both below and above" if given else "has neither below nor above"
            faults.append(Fault(path, f"{path_text(path)} {holds}", "write one of the two"))
    return faults


def _flag_faults(book: RulebookFile) -> list[Fault]:
    faults = []
    taken = list(FLAGS)
    for place, flag in enumerate(book.flags, start=1):
        if not flag.name.strip() or flag.name in taken:
            what = f"flags[{place}].name is {toml_text(flag.name)}, which is empty or in use"
            faults.append(Fault(("flags", place, "name"), what, "write another name"))
        taken.append(flag.name)
    return faults


def _text_faults(book: RulebookFile) -> Iterator[Fault]:
    laws: dict[str, Mapping[str, LawTable]] = {
        "causes": book.causes, "rules": book.rules, "routes": book.routes, "articles": book.articles
    }  # fmt: skip
    for section, tables in laws.items():
        for name, law in tables.items():
            if section != "articles" and not any(law.texts.values()):
                what = f"{path_text((section, name))} has no text in any language"
                yield Fault((section, name), what, "write one")
            for path, text in texts_at((section, name), law.texts):
                yield from template_faults(path, text, known_words(section, name))
    for section in ("start_basis", "steps", "cause_words", "deadlines"):
        for name, texts in getattr(book, section).items():
            for path, text in texts_at((section, name), texts):
                yield from template_faults(path, text, known_words(section, name))
