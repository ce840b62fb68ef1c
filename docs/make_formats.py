"""Write the table of formats into the manual, from the registry of formats.

Run it after every change of the registry::

    python docs/make_formats.py
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from parkland.choices import Lang
from parkland.formats.registry import FORMATS, Format
from parkland.wording import resource_folder, wording

ROOT = Path(__file__).parents[1]
PAGES = {lang: ROOT / "docs" / lang / "guide" / "formats.md" for lang in get_args(Lang)}
BEGIN, END = "<!-- formats: made by docs/make_formats.py -->", "<!-- /formats -->"


def block(lang: str) -> str:
    """Return the table of formats in `lang`, between its marks."""
    rows = [_row(one, lang) for one in FORMATS]
    return "\n".join(
        [BEGIN, "", wording("format_table.head", lang), "|---|---|---|---|", *rows, "", END]
    )


def _row(one: Format, lang: str) -> str:
    endings = ", ".join(f"`{ending}`" for ending in one.endings)
    name, key = one.name, one.endings[0].removeprefix(".")
    if key in resource_folder("wording")["format"]:
        name = wording(f"format.{key}", lang)
    if one.extra:
        name = wording("format_table.extra", lang, name=name, extra=one.extra)
    read = wording(f"format_table.{one.reads}", lang) if one.reads else ""
    written = wording("format_table.written", lang) if one.writes else ""
    return f"| {endings} | {name} | {read} | {written} |"


def with_table(text: str, lang: str) -> str:
    """Return the text of a page with its table replaced by the current one."""
    return re.sub(
        f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: block(lang), text, flags=re.DOTALL
    )


if __name__ == "__main__":
    for language, page in PAGES.items():
        page.write_text(with_table(page.read_text("utf-8"), language), encoding="utf-8")
