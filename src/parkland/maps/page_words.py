"""The words of a page: title, sources, notes, labels of the controls, and the grammar of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.display import code_words, day_text, heading, unit_label
from parkland.figures import (
    leading_area,
    leading_unit,
    undetermined_text,
    without_outline_text,
)
from parkland.languages import grammar
from parkland.sources.receipt import account_text, register_text
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    from parkland.choices import AreaUnit, Lang
    from parkland.conventions import Profile
    from parkland.ledger_record import Ledger

MOST_SOURCES = 4  # are named; of more, the number follows
MOST_ACCOUNTS = 20  # sources whose reading is described in full


def page_words(
    ledger: Ledger,
    *,
    title: str | None,
    footer: str | None,
    lang: Lang,
    unit: AreaUnit | None = None,
) -> dict[str, Any]:
    """Return every text of the panel and the tools, by its key in the head of the page.

    Parameters
    ----------
    ledger
        What was read, on which day, by which rules.
    title
        The title. Default: that of the profile.
    footer
        The last line. Default: internal, not for publication; an empty text for none.
    lang
        Language of the texts.
    unit
        The unit of the areas. Default: the first that the profile prints.
    """
    unit = leading_unit(ledger, unit)
    disclaimer = ledger.rules.disclaimer[lang]
    last = wording("map.internal", lang) if footer is None else footer
    subtitle = [
        wording("map.as_of", lang, as_of=day_text(ledger.as_of, lang)),
        wording(
            "map.basis",
            lang,
            area=wording(f"area_in_text.{leading_area(ledger)}", lang),
            unit=wording(f"unit_in_text.{unit}", lang),
        ),
    ]
    if remark := without_outline_text(ledger, lang=lang):
        subtitle.append(remark)
    if len(ledger.quarantine):
        subtitle.append(wording("map.quarantined", lang, number=len(ledger.quarantine)))
    return {
        **wordings("panel", lang),
        **_grammar(lang),
        **{name: heading(name, lang) for name in ("flag", "layer", "parcels")},
        "area": heading("area", lang, unit=unit),
        "unit": unit_label(unit, lang),
        "undetermined": undetermined_text(ledger, lang=lang),
        "title": title or page_title(ledger.profile, lang),
        "subtitle": subtitle,
        "sources": _sources(ledger, lang),
        "accounts": [
            account_text(one, lang=lang, unit=unit, digits=ledger.profile.areas.digits[unit])
            for one in ledger.sources[:MOST_ACCOUNTS]
        ]
        + [register_text(one, lang=lang) for one in ledger.registers[:MOST_ACCOUNTS]],
        "notice": ledger.profile.notice.get(lang, ""),
        "asOf": subtitle[0],
        "other": wording("map.other", lang),
        "nothing": wording("map.nothing", lang),
        **{answer: wording(f"answer.{answer}", lang) for answer in ("yes", "no")},
        "unknown": code_words("idle", lang)["unknown"],
        "range_below": wording("range.below", lang),
        "range_above": wording("range.above", lang),
        "footer": [line for line in (disclaimer[:1].upper() + disclaimer[1:], last) if line],
    }


def page_title(profile: Profile, lang: Lang) -> str:
    """Return the title of a map where none is given: that of the profile."""
    own = profile.title.get(lang, "")
    return wording("map.titled", lang, own=own) if own else wording("map.title", lang)


def _grammar(lang: str) -> dict[str, str]:
    """Return what the scripts need to put words together themselves."""
    rules = grammar(lang)
    return {
        "locale": rules.locale,
        "decimal_mark": rules.decimal_mark,
        "group_mark": rules.group_mark,
        "list_mark": rules.list_mark,
        "clause_mark": rules.clause_mark,
        "label_mark": rules.label_mark,
        "quantity": rules.quantity_form,
        "brackets": rules.brackets_form,
    }


def _sources(ledger: Ledger, lang: str) -> list[str]:
    """Return what was read, in a line; nothing if there are no sources."""
    names = [receipt.source for receipt in ledger.sources]
    if not names:
        return []
    key = "map.sources" if len(names) <= MOST_SOURCES else "map.sources_more"
    listed = grammar(lang).join(names[:MOST_SOURCES])
    return [wording(key, lang, names=listed, number=len(names))]
