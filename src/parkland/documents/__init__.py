"""Drafts of the legal documents that Order No. 53 asks for, filled in from the ledger.

`write_documents` drafts, for idle parcels, the documents that the verdict allows: the investigation
notice (Art. 6), the determination (Art. 10), the letters before a decision (Art. 15), the fee and
take-back decisions (Art. 14, 16) and the disposal plan (Art. 13). A fact that is missing becomes a
marked blank, and the blanks are listed at the end. Every draft says that it is one.

Documents are Chinese whatever the language of the messages, because they are issued in Chinese.
`document_texts` has their words, `drafting_conditions` decides which may be drafted,
`draft_values` and `idle_sentences` give the values of the tags, `document_layout` lays the bundled
templates out, `draft_rendering` fills a template, `draft_index` lists a batch.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from parkland.choices import DocumentKind, Lang, choose, nearest, words_of
from parkland.cleaning.parcel_numbers import is_number
from parkland.display import parcel_names
from parkland.documents.document_texts import document_texts
from parkland.documents.draft_files import (
    distinct_names,
    ready_folder,
    require_absent,
    safe_stem,
)
from parkland.documents.draft_index import index_name, write_index
from parkland.documents.draft_values import values_of
from parkland.documents.drafting_conditions import refusals
from parkland.errors import ChoiceError, brief
from parkland.file_paths import file_path
from parkland.languages import DEFAULT_LANGUAGE
from parkland.ledger_record import files_read, subject_of
from parkland.outputs import complete_or_absent
from parkland.overwriting import require_replaceable
from parkland.status import judge
from parkland.status.three_values import YES

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from parkland.documents.draft_rendering import DraftTemplate
    from parkland.ledger_record import Ledger, Subject
    from parkland.status.judgement import Judgement

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
        Kinds of documents. Default: all; those that the verdict does not allow are refused.
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
    wanted = _kinds(kinds)
    place = file_path(folder, name="folder")
    chosen = _templates(wanted, templates)
    subject = subject_of(ledger)
    # The day is fixed first, because no row may be left that bears it.
    subject = replace(subject, as_of=subject.day)
    judged = judge(replace(subject, parcels=_chosen(subject, parcels)), lang)
    # The texts of a draft are made from a judgement in Chinese; only reasons are in `lang`.
    judgement = replace(judged, lang=DEFAULT_LANGUAGE)
    index = _planned(judged, refusals(judged), wanted, ready_folder(place))
    # Drafts for single parcels are made one after the other in one folder, so they bring no index.
    listed = place / index_name(lang) if parcels is None else None
    written = [*index["path"].dropna(), *([] if listed is None else [listed])]
    if not overwrite:
        require_absent(written)
    read = [*files_read(ledger), *([] if templates is None else [file_path(templates)])]
    for path in (one for one in written if one.exists()):
        require_replaceable(path, inputs=read, overwrite=True)
    for row in index.index[index["path"].notna()]:
        kind, position = index.loc[row, "document"], index.loc[row, "position"]
        values = values_of(judgement, position, subject.conventions, kind=kind)
        with complete_or_absent(index.loc[row, "path"]) as beside:
            blanks = chosen[kind].fill(values, beside)
        index.loc[row, "blanks"] = len(blanks)
        index.loc[row, "blank_names"] = "；".join(blanks) or None
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
    paths = {kind: _template_path(place, kind) for kind in document_texts()}
    if not overwrite:
        require_absent(paths.values())
    for kind, path in paths.items():
        with complete_or_absent(path) as beside:
            beside.write_bytes(template_bytes(kind))
    return list(paths.values())


def _kinds(kinds: Sequence[str] | None) -> tuple[str, ...]:
    """Return the kinds asked for, each once, in the order of the procedure.

    Raises
    ------
    ChoiceError
    """
    known = words_of(DocumentKind)
    if kinds is None:
        return known
    if isinstance(kinds, str) or not hasattr(kinds, "__iter__"):
        raise ChoiceError(
            f"kinds is {brief(kinds)}, not a list", do=f"list some of {', '.join(known)}"
        )
    given = {choose(kind, DocumentKind, "kinds") for kind in kinds}
    return tuple(kind for kind in known if kind in given)


def _templates(
    kinds: Sequence[str], folder: str | os.PathLike[str] | None
) -> dict[str, DraftTemplate]:
    """Return the template of each kind, checked.

    Raises
    ------
    ChoiceError, ConventionError
    """
    from parkland.documents.draft_rendering import DraftTemplate

    if folder is None:
        return {kind: DraftTemplate(kind) for kind in kinds}
    place = file_path(folder, name="templates")
    titles = ", ".join(text.title for text in document_texts().values())
    if not place.is_dir():
        raise ChoiceError(
            f"{str(place)!r} is not a folder of templates",
            do="write the bundled templates there first",
        )
    paths = {kind: _template_path(place, kind) for kind in document_texts()}
    if not any(path.is_file() for path in paths.values()):
        raise ChoiceError(
            f"{str(place)!r} has no template", do=f"name each .docx by its document: {titles}"
        )
    return {
        kind: DraftTemplate(kind, paths[kind] if paths[kind].is_file() else None) for kind in kinds
    }


def _template_path(folder: Path, kind: str) -> Path:
    return folder / f"{document_texts()[kind].title}.docx"


def _chosen(subject: Subject, numbers: Sequence[str] | None) -> Any:
    """Return the parcels with these numbers, in the order of the table; without, the idle ones.

    Raises
    ------
    ChoiceError
        If a number is not in the table.
    """
    import numpy as np

    table = subject.parcels
    if numbers is None:
        return table[judge(subject, DEFAULT_LANGUAGE).verdict.idle == YES]
    if isinstance(numbers, str) or not hasattr(numbers, "__iter__"):
        raise ChoiceError(f"parcels is {brief(numbers)}", do="give a list of parcel numbers")
    known = table["parcel_id"]
    is_wanted = np.zeros(len(table), dtype=bool)
    for number in numbers:
        found = np.zeros(0, dtype=bool)
        if isinstance(number, str):
            found = is_number(known, number)
        if not found.any():
            near = nearest(str(number), known.dropna().unique()) or known.dropna().head(3).tolist()
            raise ChoiceError(
                f"no parcel has the number {brief(number)}",
                do=f"use one of parcel_id, such as {', '.join(near)}" if near else "",
            )
        is_wanted |= found
    return table[is_wanted]


def _planned(
    judgement: Judgement,
    refused: list[dict[str, str]],
    kinds: Sequence[str],
    folder: Path,
) -> pd.DataFrame:
    """Return the index before anything is written, with the position of each parcel.

    Files are named by parcel and document, so that the documents of a parcel stand together.
    """
    import pandas as pd

    parcels = judgement.parcels
    stems = [safe_stem(name) for name in parcel_names(parcels, form="short")]
    numbers = parcels["parcel_id"].astype(object).where(parcels["parcel_id"].notna(), None)
    names = parcels["name"].astype(object).where(parcels["name"].notna(), None)
    rows = []
    for kind in kinds:
        files = distinct_names(stems, document_texts()[kind].title)
        for position, label in enumerate(parcels.index):
            reason = refused[position][kind]
            rows.append(
                {
                    "parcel": label,
                    "parcel_id": numbers.iloc[position],
                    "name": names.iloc[position],
                    "document": kind,
                    "path": None if reason else folder / files[position],
                    "blanks": None,
                    "blank_names": None,
                    "refused": reason or None,
                    "position": position,
                }
            )
    columns = [
        "parcel", "parcel_id", "name", "document", "path", "blanks", "blank_names", "refused",
        "position",
    ]  # fmt: skip
    index = pd.DataFrame(rows, columns=columns)
    index = index.sort_values("position", kind="stable", ignore_index=True)
    texts = dict.fromkeys(["parcel_id", "name", "document", "blank_names", "refused"], "str")
    typed = index.astype({**texts, "path": object, "blanks": "Int64", "position": "int64"})
    return typed.assign(path=typed["path"].where(typed["path"].notna(), None))
