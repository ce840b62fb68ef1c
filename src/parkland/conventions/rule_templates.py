"""The placeholders that the texts of a rulebook may hold, such as ``{start}`` or ``{fee_rate}``.

`status` fills them in. A placeholder that it does not know would fail on the first parcel to which
the rule applies, so the loader refuses it.
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from parkland.choices import nearest
from parkland.conventions.convention_faults import (
    MOST_CHARACTERS,
    Fault,
    TablePath,
    fault_at,
    path_text,
    shown_words,
)
from parkland.phrases import Phrase
from parkland.schema import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What is worked out for each parcel.
PARCEL_WORDS = (
    "start", "days", "start_basis", "disposal", "part", "ratios", "missing", "unreadable",
    "next_on", "warning", "fee", "cause", "if_holder", "filing", "works", "unclear",
)  # fmt: skip
# What the rulebook itself says.
BOOK_WORDS = (
    "unverified", "in_force", "fee_rate", "developed_below", "invested_below",
    "investigation_days", "answer_days", "compliance_days", "hearing_days", "extension_years",
    "temporary_years",
)  # fmt: skip
# The dates and texts of the parcel, under their own names.
FACT_WORDS = tuple(field.name for field in FACTS if field.kind in ("date", "text"))
TEMPLATE_WORDS = tuple(dict.fromkeys((*PARCEL_WORDS, *BOOK_WORDS, *FACT_WORDS)))
# These rules rest on a fact, a status text or a layer, which `evidence` names.
RULES_WITH_EVIDENCE = (
    "reclaimed", "reclaimed_part", "disposed", "levelled", "levelling", "unlevelled",
)  # fmt: skip


def known_words(section: str, name: str) -> tuple[str, ...]:
    """Return the placeholders that the text `name` of a section may hold.

    Examples
    --------
    >>> known_words("cause_words", "unnamed"), known_words("start_basis", "start_due")
    (('cause',), ())
    """
    if section == "cause_words":
        return ("cause",)
    if section == "rules" and name in RULES_WITH_EVIDENCE:
        return (*TEMPLATE_WORDS, "evidence")
    return TEMPLATE_WORDS if section in ("rules", "steps", "deadlines") else ()


def template_faults(path: TablePath, text: str, known: tuple[str, ...]) -> Iterator[Fault]:
    """Yield what is wrong with the placeholders of a text.

    Examples
    --------
    >>> next(template_faults(("steps", "fee"), "{fee_rat}", ("fee_rate",))).what
    'steps.fee holds the unknown placeholder {fee_rat}'
    """
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        yield fault_at(path, "conventions.lone_brace", path=path_text(path))
        return
    for _, name, form, conversion in parts:
        if name is None or (name in known and not form and not conversion):
            continue
        root = name.partition(".")[0].partition("[")[0][:MOST_CHARACTERS]
        fields = {"path": path_text(path), "placeholder": f"{{{root}}}"}
        if root in known:
            what = Phrase("conventions.placeholder_with_form", **fields)
            yield Fault(path, what, Phrase("conventions.write_it", text=f"{{{root}}}"))
            continue
        near = nearest(root, known, most=1)
        if near:
            advice = Phrase("conventions.nearest_placeholder", near=f"{{{near[0]}}}")
        elif known:
            advice = Phrase("conventions.known", words=shown_words(known))
        else:
            advice = Phrase("conventions.no_placeholders")
        yield Fault(path, Phrase("conventions.unknown_placeholder", **fields), advice)


def texts_at(path: TablePath, text: str | Mapping[str, str]) -> list[tuple[TablePath, str]]:
    """Return each language's text with its path."""
    if isinstance(text, str):
        return [(path, text)]
    return [((*path, lang), words) for lang, words in text.items()]
