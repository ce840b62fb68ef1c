"""Write `faults.md`, which lists every fault code with its cause and remedy.

Run it after every change of the catalogue in `src/parkland/resources/faults/`::

    python docs/make_faults.py
"""

from __future__ import annotations

from pathlib import Path

from parkland.wording import resource_folder, wordings

PAGE = Path(__file__).with_name("faults.md")
HEADINGS = {
    "zh": ("# 问题代码", "| 代码 | 级别 | 说明 | 原因 | 怎么办 |"),
    "en": ("# Fault codes", "| code | severity | message | cause | remedy |"),
}


def page() -> str:
    """Return the text of the document, with the Chinese part first."""
    lines = [
        "<!-- docs/make_faults.py makes this file from the catalogue; a test compares them. -->",
        "",
    ]
    faults = sorted(resource_folder("faults").items())
    for lang, (title, heading) in HEADINGS.items():
        severities = wordings("severity", lang)
        lines += [title, "", heading, "|---|---|---|---|---|"]
        for code, fault in faults:
            severity = severities[fault["severity"]]
            cells = [
                f"`{code}`",
                severity,
                fault[lang],
                fault["cause"][lang],
                fault["remedy"][lang],
            ]
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
