"""The report as Markdown: plain text for comparing two reports line by line, without pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parkland.languages import grammar
from parkland.reports.report_blocks import (
    BulletList,
    Picture,
    Subheading,
    TableBlock,
    Text,
    cell_text,
)
from parkland.safe_text import legible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.reports.report_blocks import Block, Report

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def markdown(report: Report) -> str:
    """Return the whole report as text."""
    lines = [f"# {_plain(report.title)}", ""]
    labelled = grammar(report.lang).labelled
    lines += [f"- {labelled(_plain(fact.label), _plain(fact.value))}" for fact in report.facts]
    for section in report.sections:
        lines += ["", f"## {_plain(section.heading)}"]
        for block in section.blocks:
            found = list(_lines(block))
            lines += ["", *found] if found else []
    return "\n".join([*lines, "", f"*{_plain(report.footer)}*", ""])


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        yield _plain(block.text)
    elif isinstance(block, Subheading):
        yield f"### {_plain(block.text)}"
    elif isinstance(block, Picture):
        yield f"*{_plain(block.caption)}*"
        if block.legend is not None:
            yield ""
            yield from _table(block.legend)
    elif isinstance(block, BulletList):
        for place, item in enumerate(block.items, start=1):
            yield f"{place}. {_plain(item)}" if block.numbered else f"- {_plain(item)}"
    elif isinstance(block, TableBlock) and not block.only_wide:
        yield from _table(block.narrow())


def _table(table: TableBlock) -> Iterator[str]:
    if table.caption:
        yield f"**{_plain(table.caption)}**"
        yield ""
    yield _row(
        [column.full_heading if table.needs_groups else column.heading for column in table.columns]
    )
    yield _row(["---" if column.kind in ("text", "date") else "---:" for column in table.columns])
    for row in (*table.rows, *([table.total] if table.total else [])):
        cells = zip(row, table.columns, strict=True)
        yield _row([_plain(cell_text(cell, column)) for cell, column in cells])
    if table.note:
        yield ""
        yield _plain(table.note)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Return text on one line, with every mark of Markdown escaped."""
    return _SPECIAL.sub(r"\\\1", " ".join(legible(text).split()))
