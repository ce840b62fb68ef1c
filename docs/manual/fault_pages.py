"""The page of fault codes, from ``resources/faults``: a heading for each code, to link to."""

from __future__ import annotations

import re

from parkland.wording import resource_folder, wordings

_TEXTS = {
    "zh": {
        "title": "# 问题代码",
        "lead": "每一处推断、疑问和错误都是一个问题，有固定的代码。`check` 列出全部问题；"
        "`ledger.issues` 是同样的表。**错误**影响数字，**警告**请核对，**提示**只是告知。",
        "cause": "**原因。**",
        "remedy": "**怎么办。**",
    },
    "en": {
        "title": "# Fault codes",
        "lead": "Every guess, doubt and fault is an issue with a fixed code. `check` lists all of "
        "them; `ledger.issues` is the same table. An **error** affects figures, a **warning** "
        "should be looked at, a **note** only tells.",
        "cause": "**Cause.**",
        "remedy": "**What to do.**",
    },
}

_PLACE = re.compile(r"\{\w+\}")  # of a value that an issue names


def fault_page(lang: str) -> str:
    """Return the page of all fault codes in `lang`, by the part of the house that reports them."""
    texts, severities = _TEXTS[lang], wordings("severity", lang)
    parts, room = [texts["title"], texts["lead"]], ""
    for code, fault in sorted(resource_folder("faults").items()):
        if code.partition(".")[0] != room:
            room = code.partition(".")[0]
            parts.append(f"## {room}")
        parts.append(f"### {code} {{ #{code} }}")
        parts.append(
            f"<span class='severity {fault['severity']}'>{severities[fault['severity']]}</span> "
            f"{_plain(_PLACE.sub('…', fault[lang]))}"
        )
        parts.append(f"{texts['cause']} {_plain(fault['cause'][lang])}")
        parts.append(f"{texts['remedy']} {_plain(fault['remedy'][lang])}")
    return "\n\n".join(parts) + "\n"


def _plain(text: str) -> str:
    """Return a text of the catalogue so that Markdown shows it as it is."""
    return text.replace("<", "&lt;").replace("*", r"\*").replace("_", r"\_")
