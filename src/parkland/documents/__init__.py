"""Drafts of the legal documents that Order No. 53 asks for, filled in from the ledger.

`write_documents` drafts, for idle parcels, the documents that the verdict allows: the investigation
notice (Art. 6), the determination (Art. 10), the letters before a decision (Art. 15), the fee and
take-back decisions (Art. 14, 16) and the disposal plan (Art. 13). A fact that is missing becomes a
marked blank, and the blanks are listed at the end. Every draft says that it is one.

Documents are Chinese whatever the language of the messages, because they are issued in Chinese.
`document_texts` has their words, `drafting_conditions` decides which may be drafted,
`draft_batches` plans a batch, `draft_values` and `idle_sentences` give the values of the tags,
`document_layout` lays the bundled templates out, `draft_rendering` fills a template, `draft_index`
lists a batch.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkland.choices import DocumentKind, Lang, choose
from parkland.documents.document_texts import document_texts
from parkland.documents.draft_batches import (
    chosen_parcels,
    kinds_asked,
    planned,
    template_path,
    templates_of,
)
from parkland.documents.draft_files import ready_folder, require_absent
from parkland.documents.draft_index import index_name, write_index
from parkland.documents.draft_values import values_of
from parkland.documents.drafting_conditions import refusals
from parkland.errors import ChoiceError
from parkland.file_paths import file_path
from parkland.languages import DEFAULT_LANGUAGE
from parkland.ledger_record import files_read, subject_of
from parkland.outputs import complete_or_absent
from parkland.overwriting import require_replaceable
from parkland.progress import progress
from parkland.status import judge

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from parkland.ledger_record import Ledger

__all__ = ["write_document_templates", "write_documents"]


def write_documents(
    ledger: Ledger | pd.DataFrame,
    folder: str | os.PathLike[str],
    /,
    *,
    parcels: Sequence[str] | None = None,
    kinds: Sequence[DocumentKind] | None = None,
    templates: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    lang: Lang = "zh",
) -> pd.DataFrame:
    """Draft the legal documents that the verdict on each parcel allows.

    Parameters
    ----------
    ledger
        A `Ledger`, or parcels that were judged on one day (`flag_status`). It is not changed.
    folder
        Where the drafts are written, a .docx each. It is made if it is missing. Each file is
        complete or absent.
    parcels
        Numbers of the parcels. Default: every idle parcel, and an index of the drafts as a .xlsx.
    kinds
        Kinds of documents: ``"investigation_notice"``, ``"determination"``,
        ``"information_letter"``, ``"hearing_letter"``, ``"fee_decision"``, ``"takeback_decision"``
        or ``"disposal_plan"``. Default: all; those that the verdict does not allow are refused.
    templates
        A folder with templates of the office, each a .docx under the title of its document, as
        `write_document_templates` writes them. A document without one there takes the bundled one.
    overwrite
        Replace files that are there. A file that was read is never replaced.
    lang
        Language of the index and of the reasons. The drafts are Chinese.

    Returns
    -------
    pandas.DataFrame
        The index: a row for each parcel and kind of document, with ``parcel`` (its label in the
        table), ``parcel_id``, ``name``, ``document`` (the kind), ``path`` (None where refused),
        ``blanks`` (Int64, the number of facts to be filled in), ``blank_names`` and ``refused``
        (the reason), texts that are missing where there is nothing to say.

    Raises
    ------
    ChoiceError
        If a number or a kind is not known, or as for `flag_status`.
    OutputError
        If a file is there and `overwrite` is False (nothing is written then), or cannot be written.
    ConventionError
        If a template cannot be used.

    Examples
    --------
    >>> import tempfile
    >>> import parkland as pk
    >>> ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     index = pk.write_documents(ledger, folder, parcels=["GD-05"])
    >>> index.loc[index["refused"].isna(), "document"].tolist()
    ['investigation_notice', 'determination', 'disposal_plan']
    """
    choose(lang, Lang, "lang")
    wanted = kinds_asked(kinds)
    place = file_path(folder, name="folder")
    chosen = templates_of(wanted, templates)
    subject = subject_of(ledger)
    # The day is fixed first, because no row may be left that bears it.
    subject = replace(subject, as_of=subject.day)
    if not subject.book.has_law:
        raise ChoiceError("documents.no_law", name=subject.book.name)
    judged = judge(replace(subject, parcels=chosen_parcels(subject, parcels)), lang)
    # The texts of a draft are made from a judgement in Chinese; only reasons are in `lang`.
    judgement = replace(judged, lang=DEFAULT_LANGUAGE)
    index = planned(judged, refusals(judged), wanted, ready_folder(place))
    # Drafts for single parcels are made one after the other in one folder, so they bring no index.
    listed = place / index_name(lang) if parcels is None else None
    written = [*index["path"].dropna(), *([] if listed is None else [listed])]
    if not overwrite:
        require_absent(written)
    read = [*files_read(ledger), *([] if templates is None else [file_path(templates)])]
    for path in (one for one in written if one.exists()):
        require_replaceable(path, inputs=read, overwrite=True)
    drafted = index.index[index["path"].notna()]
    with progress("documents", total=len(drafted), counted="documents", lang=lang) as drafts:
        for row in drafted:
            kind, position = index.loc[row, "document"], index.loc[row, "position"]
            values = values_of(judgement, position, subject.conventions, kind=kind)
            with complete_or_absent(index.loc[row, "path"]) as beside:
                blanks = chosen[kind].fill(values, beside)
            index.loc[row, "blanks"] = len(blanks)
            index.loc[row, "blank_names"] = "；".join(blanks) or None
            drafts.step()
    index = index.drop(columns="position")
    if listed is not None:
        with complete_or_absent(listed) as beside:
            write_index(index, beside, as_of=subject.day, lang=lang)
    return index


def write_document_templates(
    folder: str | os.PathLike[str], /, *, overwrite: bool = False
) -> list[Path]:
    """Write the bundled templates, for an office to change in Word and pass as `templates`.

    Parameters
    ----------
    folder
        Where they are written, a .docx each under the title of the document. It is made if missing.
    overwrite
        Replace files that are there.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    OutputError
        If a file is there and `overwrite` is False, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import parkland as pk
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in pk.write_document_templates(folder)][:2]
    ['闲置土地调查通知书.docx', '闲置土地认定书.docx']
    """
    from parkland.documents.document_layout import template_bytes

    place = ready_folder(file_path(folder, name="folder"))
    paths = {kind: template_path(place, kind) for kind in document_texts()}
    if not overwrite:
        require_absent(paths.values())
    for kind, path in paths.items():
        with complete_or_absent(path) as beside:
            beside.write_bytes(template_bytes(kind))
    return list(paths.values())
