"""`write_card`: the card of an enterprise as a document, a page or plain text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from parkland.errors import OutputError
from parkland.file_paths import file_path
from parkland.ledger_record import files_read
from parkland.outputs import complete_or_absent
from parkland.overwriting import require_replaceable
from parkland.phrases import Phrase
from parkland.reports.enterprise_card import compose_card
from parkland.reports.report_blocks import TableBlock, Text, cell_text
from parkland.safe_text import legible

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from parkland.choices import Lang
    from parkland.conventions import Method
    from parkland.ledger_record import Ledger
    from parkland.reports.report_blocks import Block, Report
    from parkland.reports.word_widths import Fit

# Of a card in points: letters, lines, and the space before and after.
CARD_STYLES = {"Title": (16, 24, 4), "Heading 1": (11, 16, 3), "Note": (9, 12, 1)}
MOST_OF_LABELS = 0.4  # of the width of a page
ENDINGS = (".docx", ".html", ".md")
STYLE = (
    "body{max-width:960px;margin:24px auto;padding:0 16px;font:14px/1.5 'Noto Sans CJK SC',"
    "'Microsoft YaHei','PingFang SC',sans-serif;color:#222}h1{font-size:22px}h2{font-size:16px;"
    "margin:22px 0 6px}div{overflow-x:auto}table{border-collapse:collapse;width:100%}"
    "th,td{padding:4px 8px;border:1px solid #ccc;text-align:left;vertical-align:top}"
    "thead th{background:#f4f6f9}.n{text-align:right;font-variant-numeric:tabular-nums;"
    "white-space:nowrap}tfoot td{font-weight:600}.facts th{width:11em;font-weight:400;color:#555}"
    "footer{margin-top:24px;color:#555}"
)


class CardForm(TypedDict, total=False):
    """The keywords of `compose_card`, for functions that pass them on."""

    year: int | None
    method: str | os.PathLike[str] | Method | None
    internal: bool
    lang: Lang


def write_card(
    ledger: Ledger,
    path: str | os.PathLike[str],
    /,
    *,
    enterprise: str,
    overwrite: bool = False,
    **form: Unpack[CardForm],
) -> Path:
    """Write the card of an enterprise (一企一档), completely or not at all.

    Parameters
    ----------
    ledger
        As for `compose_card`.
    path
        ``.docx``, ``.html`` or ``.md``.
    enterprise
        As for `compose_card`.
    overwrite
        Whether a file that parkland did not write may be replaced.
    **form
        ``year``, ``method``, ``internal`` and ``lang``, as for `compose_card`.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    OutputError
        If the format is not known or the file cannot be written.
    ChoiceError, ConventionError
        As for `compose_card`.

    Examples
    --------
    >>> import tempfile
    >>> import parkland as pk
    >>> assets = pk.sample_assets_path()
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=assets)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     card = pk.write_card(ledger, f"{folder}/card.md", enterprise="示例企业01有限公司")
    ...     print(card.read_text(encoding="utf-8").splitlines()[0])
    # 一企一档：示例企业01有限公司
    """
    target = file_path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise OutputError(
            "reports.no_card_format",
            where=target,
            ending=ending or Phrase("errors.no_ending"),
            endings=list(ENDINGS),
        )
    require_replaceable(target, inputs=files_read(ledger), overwrite=overwrite)
    card = compose_card(ledger, enterprise=enterprise, **form)
    with complete_or_absent(path) as beside:
        if ending == ".docx":
            _write_word(card, beside)
        else:
            from parkland.reports.markdown import markdown

            text = card_page(card) if ending == ".html" else markdown(card)
            beside.write_text(text, encoding="utf-8", newline="\n")
    return target


def card_page(card: Report) -> str:
    """Return a card as a page that loads nothing and runs nothing."""
    body = "".join(
        f"<h2>{_safe(section.heading)}</h2>" + "".join(map(_markup, section.blocks))
        for section in card.sections
    )
    facts = "".join(
        f"<tr><th>{_safe(fact.label)}</th><td>{_safe(fact.value)}</td></tr>" for fact in card.facts
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{_safe(card.lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="{_safe(card.version)}">\n'
        f"<title>{_safe(card.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{_safe(card.title)}</h1>\n<table class="facts">{facts}</table>\n{body}\n'
        f"<footer>{_safe(card.footer)}</footer>\n</body>\n</html>\n"
    )


def _safe(text: str) -> str:
    return escape(legible(text))


def _markup(block: Block) -> str:
    if isinstance(block, Text):
        return f"<p>{_safe(block.text)}</p>"
    return "".join(_table(block.narrow())) if isinstance(block, TableBlock) else ""


def _table(table: TableBlock) -> Iterator[str]:
    def cells(row: Any, tag: str = "td") -> str:
        texts = (
            (cell_text(cell, column), column.kind in ("number", "count", "plain"))
            for cell, column in zip(row, table.columns, strict=True)
        )
        return "".join(
            f"<{tag}{' class=n' if right else ''}>{_safe(text)}</{tag}>" for text, right in texts
        )

    heads = "".join(f"<th>{_safe(column.heading)}</th>" for column in table.columns)
    yield f"<div><table><thead><tr>{heads}</tr></thead><tbody>"
    yield from (f"<tr>{cells(row)}</tr>" for row in table.rows)
    yield "</tbody>"
    if table.total is not None:
        yield f"<tfoot><tr>{cells(table.total)}</tr></tfoot>"
    yield "</table></div>"


def _write_word(card: Report, path: Path) -> None:
    """Write a card in the layout of reports, without a page for its contents."""
    from docx import Document
    from docx.shared import Pt

    from parkland.reports import word_styles
    from parkland.reports.word_tables import table_xml
    from parkland.reports.word_writer import MOST_ROWS, DocumentWriter, facts_table

    document: Any = Document()
    word_styles.apply(document, card)
    for name, (size, line, before) in CARD_STYLES.items():  # a card is to fill one page
        style = document.styles[name]
        style.font.size, style.paragraph_format.line_spacing = Pt(size), Pt(line)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(before)
        style.paragraph_format.first_line_indent = Pt(0)
    document.add_paragraph(legible(card.title), style="Title")
    writer = DocumentWriter(card)
    writer.document = document
    facts = facts_table(card)
    fit = _facts_fit(card)
    writer.count_rows(facts, fit)
    anchor = writer.paragraph("", "Note")
    anchor._p.addprevious(table_xml(facts, fit, MOST_ROWS))  # noqa: SLF001 - python-docx has no such call
    for section in card.sections:
        writer.section(section)
    writer.paragraph(card.footer, "Note")
    word_styles.save_document(document, path)


def _facts_fit(card: Report) -> Fit:
    """Return how the facts stand: labels on one line where they can, and all else for the texts."""
    from parkland.reports.word_styles import PORTRAIT_CM
    from parkland.reports.word_widths import PADDING_PT, PT_PER_CM, SIZES_PT, Fit, text_width

    size, page = SIZES_PT[1], PORTRAIT_CM * PT_PER_CM
    longest = max(text_width(fact.label) for fact in card.facts)
    label = min(longest * size + PADDING_PT, page * MOST_OF_LABELS)
    return Fit(size, (label, page - label), is_whole=True)
