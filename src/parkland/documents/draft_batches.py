"""What a batch of drafts consists of: parcels, kinds of documents, templates, names of files.

Everything is checked here before anything is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkland.choices import DocumentKind, choose, nearest, words_of
from parkland.cleaning.parcel_numbers import is_number
from parkland.display import parcel_names
from parkland.documents.document_texts import document_texts
from parkland.documents.draft_files import distinct_names, safe_stem
from parkland.errors import ChoiceError, brief
from parkland.file_paths import file_path
from parkland.languages import DEFAULT_LANGUAGE
from parkland.status import judge
from parkland.status.three_values import YES

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from parkland.documents.draft_rendering import DraftTemplate
    from parkland.ledger_record import Subject
    from parkland.status.judgement import Judgement


def kinds_asked(kinds: Sequence[str] | None) -> tuple[str, ...]:
    """Return the kinds asked for, each once, in the order of the procedure.

    Raises
    ------
    ChoiceError
    """
    known = words_of(DocumentKind)
    if kinds is None:
        return known
    if isinstance(kinds, str) or not hasattr(kinds, "__iter__"):
        raise ChoiceError("documents.no_kinds", kinds=brief(kinds), known=list(known))
    given = {choose(kind, DocumentKind, "kinds") for kind in kinds}
    return tuple(kind for kind in known if kind in given)


def templates_of(
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
    titles = [text.title for text in document_texts().values()]
    if not place.is_dir():
        raise ChoiceError("documents.no_folder", place=brief(str(place)))
    paths = {kind: template_path(place, kind) for kind in document_texts()}
    if not any(path.is_file() for path in paths.values()):
        raise ChoiceError("documents.no_template", place=brief(str(place)), titles=titles)
    return {
        kind: DraftTemplate(kind, paths[kind] if paths[kind].is_file() else None) for kind in kinds
    }


def template_path(folder: Path, kind: str) -> Path:
    """Return where an office's template of a document lies in its folder."""
    return folder / f"{document_texts()[kind].title}.docx"


def chosen_parcels(subject: Subject, numbers: Sequence[str] | None) -> Any:
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
        raise ChoiceError("documents.no_list", numbers=brief(numbers))
    known = table["parcel_id"]
    is_wanted = np.zeros(len(table), dtype=bool)
    for number in numbers:
        found = np.zeros(0, dtype=bool)
        if isinstance(number, str):
            found = is_number(known, number)
        if not found.any():
            near = nearest(str(number), known.dropna().unique()) or known.dropna().head(3).tolist()
            key = "documents.unknown_number_near" if near else "documents.unknown_number"
            raise ChoiceError(key, number=brief(number), near=near)
        is_wanted |= found
    return table[is_wanted]


def planned(
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
