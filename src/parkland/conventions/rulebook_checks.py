"""What has to agree between the values of a rulebook, beyond the type of each."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, get_args

from parkland.conventions.compared_text import compact_word
from parkland.conventions.convention_faults import (
    MOST_FAULTS_COUNTED,
    Fault,
    fault_at,
    path_text,
    toml_text,
)
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
from parkland.phrases import Phrase
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
        fault_at((section, name), "conventions.rule_missing", section=section, name=name)
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
        less, more = (("thresholds", f"{name}_after_years") for name in ("taken_back", "idle"))
        faults.append(
            fault_at(
                less,
                "conventions.years_do_not_rise",
                other_path=more,
                taken_back_after_years=limits.taken_back_after_years,
                idle_after_years=limits.idle_after_years,
            )
        )
    # A window that holds nothing would make every date or price an implausible one.
    window = book.plausible
    for first, last in (("earliest", "latest"), ("price_per_m2_from", "price_per_m2_to")):
        low, high = getattr(window, first), getattr(window, last)
        if low > high:
            faults.append(
                fault_at(
                    ("plausible", first),
                    "conventions.window_reversed",
                    other_path=("plausible", last),
                    first=first,
                    low=toml_text(low),
                    last=last,
                    high=toml_text(high),
                )
            )
    for place, kind in enumerate(book.ending_kinds, start=1):
        if kind in book.reclaim_kinds:
            faults.append(
                fault_at(
                    ("ending_kinds", place),
                    "conventions.kind_twice",
                    other_path=("reclaim_kinds",),
                    place=place,
                    kind=toml_text(kind),
                )
            )
    for place, criterion in enumerate(book.low_efficiency.criteria, start=1):
        path = ("low_efficiency", "criteria", place)
        given = (criterion.below is not None) + (criterion.above is not None)
        if given != 1:
            key = "conventions.below_and_above" if given else "conventions.no_limit"
            what = Phrase(key, path=path_text(path))
            faults.append(Fault(path, what, Phrase("conventions.write_one")))
    return faults


def _flag_faults(book: RulebookFile) -> list[Fault]:
    faults = []
    taken = list(FLAGS)
    for place, flag in enumerate(book.flags, start=1):
        if not flag.name.strip() or flag.name in taken:
            faults.append(
                fault_at(
                    ("flags", place, "name"),
                    "conventions.flag_name",
                    place=place,
                    flag=toml_text(flag.name),
                )
            )
        taken.append(flag.name)
    return faults


def _text_faults(book: RulebookFile) -> Iterator[Fault]:
    laws: dict[str, Mapping[str, LawTable]] = {
        "causes": book.causes, "rules": book.rules, "routes": book.routes, "articles": book.articles
    }  # fmt: skip
    for section, tables in laws.items():
        for name, law in tables.items():
            if section != "articles" and not any(law.texts.values()):
                yield fault_at(
                    (section, name), "conventions.no_text", value=path_text((section, name))
                )
            for path, text in texts_at((section, name), law.texts):
                yield from template_faults(path, text, known_words(section, name))
    for section in ("start_basis", "steps", "cause_words", "deadlines"):
        for name, texts in getattr(book, section).items():
            for path, text in texts_at((section, name), texts):
                yield from template_faults(path, text, known_words(section, name))
