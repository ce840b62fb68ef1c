"""The command `documents`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parkland.choices import DocumentKind, words_of
from parkland.cli.help_pages import SpokenCommand
from parkland.cli.opening import open_sources, print_note, require_output
from parkland.cli.options import READING, options
from parkland.languages import grammar
from parkland.wording import wording, wordings

if TYPE_CHECKING:
    import pandas as pd

    from parkland.choices import Lang

KINDS = words_of(DocumentKind)


@click.command("documents", cls=SpokenCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCES]...")
@click.option("-o", "--output", required=True, metavar="FOLDER")
@click.option("--parcel", "numbers", multiple=True, metavar="ID")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS))
@click.option("--templates", metavar="FOLDER")
@click.option("--write-templates", is_flag=True)
@click.option("--overwrite", is_flag=True)
@options(*READING)
def command(
    sources: tuple[str, ...],
    output: str,
    numbers: tuple[str, ...],
    kinds: tuple[DocumentKind, ...],
    lang: Lang,
    **rest: Any,
) -> None:
    """Draft the legal documents that the verdict on idle parcels allows, with an index."""
    from parkland.documents import write_document_templates, write_documents
    from parkland.documents.draft_index import index_name

    how = {name: rest.pop(name) for name in ("templates", "overwrite")}
    if rest.pop("write_templates"):
        paths = write_document_templates(output, overwrite=how["overwrite"])
        print_note(wording("drafts.templates", lang, number=len(paths), folder=output))
        return
    if not numbers and Path(output).is_dir():
        # The next reading of a source's folder would take the index, a workbook, for a register.
        asked = {name: rest[name] for name in ("profile", "register")}
        require_output(
            str(Path(output, index_name(lang))), sources=sources, overwrite=True, **asked
        )
    ledger = open_sources(sources, lang=lang, **rest)
    index = write_documents(
        ledger, output, parcels=numbers or None, kinds=kinds or None, lang=lang, **how
    )
    _print(index, output, lang, is_asked=bool(numbers))
    if numbers and _is_refused(index, by_kind=bool(kinds)):
        click.get_current_context().exit(1)


def _print(index: pd.DataFrame, folder: str, lang: Lang, *, is_asked: bool) -> None:
    """Print the paths of the drafts; of parcels that were named, why others are refused."""
    from parkland.display import parcel_names
    from parkland.documents.draft_index import index_name

    names, documents = parcel_names(index, form="short"), wordings("document", lang)
    written = index[index["refused"].isna()]
    for path in written["path"]:
        click.echo(str(path))
    if is_asked:
        rows = zip(index["parcel"], names, index["document"], index["refused"], strict=True)
        reasons: dict[tuple[object, str, str], list[str]] = {}
        for row, parcel, kind, reason in rows:
            if isinstance(reason, str):
                reasons.setdefault((row, parcel, reason), []).append(documents[kind])
        for (_, parcel, reason), refused in reasons.items():
            words = {"parcel": parcel, "document": grammar(lang).join(refused), "reason": reason}
            print_note(wording("drafts.refused", lang, **words))
    elif index.empty:
        print_note(wording("drafts.none_idle", lang))
    print_note(wording("drafts.done", lang, number=len(written)))
    if not is_asked:
        print_note(wording("drafts.index", lang, path=Path(folder) / index_name(lang)))
    if len(written):
        print_note(wording("drafts.language", lang))


def _is_refused(index: pd.DataFrame, *, by_kind: bool) -> bool:
    """Return whether something asked for is refused: a named document, or all of a parcel."""
    refused = index["refused"].notna()
    by_parcel = refused.groupby(index["parcel"])
    return bool(refused.any() if by_kind else by_parcel.all().any())
