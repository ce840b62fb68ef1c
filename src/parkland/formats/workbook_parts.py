"""The parts of a packed workbook (.xlsx, .xlsm): which sheets it has, and where their XML lies."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from parkland.errors import SourceFormatError
from parkland.formats.xml_events import read_xml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parkland.formats.sheet_content import TableBounds

CHUNK = 1 << 20
MOST_PARTS, MOST_SHEETS = 20_000, 1_000
SHARE_OF_TEXTS = 4  # the shared texts may take this fraction of the bytes of a workbook
UNPACKING_FAILS = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, NotImplementedError,
)  # fmt: skip
WORKSHEET = "/worksheet"


@contextmanager
def opened_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the archive that a packed workbook is.

    Raises
    ------
    SourceFormatError
        If it is damaged.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (*UNPACKING_FAILS, ValueError, struct.error) as error:
        raise SourceFormatError("formats.workbook_cut_off_or_old", where=path.name) from error
    with archive:
        yield archive


def part_chunks(archive: zipfile.ZipFile, part: str, where: str) -> Iterator[bytes]:
    """Yield the content of a part of a packed file.

    Raises
    ------
    SourceFormatError
        If the part is damaged, larger than the archive declares, or encrypted.
    """
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except UNPACKING_FAILS as error:
        raise SourceFormatError(
            "formats.part_packed", where=where, do="formats.save_again", part=part
        ) from error
    except RuntimeError as error:  # zipfile says so of an encrypted part
        raise SourceFormatError("formats.locked", where=where, do="formats.unlock") from error


class SheetPart(NamedTuple):
    """A sheet of a workbook: its name, whether it is hidden, and the part with its XML."""

    name: str
    hidden: bool
    part: str


class WorkbookParts:
    """The parts of an open workbook.

    Attributes
    ----------
    sheets
        The worksheets in their order, without sheets of charts and macros.
    recalculates
        Whether the workbook asks Excel to work out every formula when it is opened.
    counts_from_1904
        Whether its dates are counted from 1904, as Excel on a Mac did, and not from 1900.
    """

    def __init__(self, archive: zipfile.ZipFile, *, bounds: TableBounds, where: str) -> None:
        self._archive, self._where = archive, where
        infos = archive.infolist()
        names = {info.filename: info for info in infos}
        if len(infos) > MOST_PARTS:
            raise SourceFormatError(
                "formats.many_parts", where=where, do="formats.save_again", most_parts=MOST_PARTS
            )
        packed = [info for info in infos if info.filename.endswith((".xml", ".rels", ".bin"))]
        bounds.check_size(sum(info.file_size for info in packed), where=where)
        texts = sum(
            i.file_size for i in packed if i.filename.casefold().endswith("sharedstrings.xml")
        )
        if texts > bounds.bytes // SHARE_OF_TEXTS:
            raise SourceFormatError(
                "formats.large_texts", where=where, megabytes=bounds.megabytes // SHARE_OF_TEXTS
            )
        self.sheets: list[SheetPart] = []
        self.recalculates = self.counts_from_1904 = False
        book = self._target_of("", "/officeDocument") or "xl/workbook.xml"
        if book not in names:
            raise SourceFormatError("formats.no_workbook", where=where, do="formats.save_again")
        self._read_book(book, names)

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield the content of a part, which may not be larger than the archive declares.

        Raises
        ------
        SourceFormatError
            If the part is damaged.
        """
        return part_chunks(self._archive, part, self._where)

    def prove_sizes(self) -> None:
        """Unpack what the next library unpacks, so that no part is larger than it declares.

        Raises
        ------
        SourceFormatError
            If a part is damaged or larger.
        """
        sheets = {sheet.part for sheet in self.sheets}
        for info in self._archive.infolist():
            if info.filename.endswith((".xml", ".rels")) and info.filename not in sheets:
                for _ in self.chunks(info.filename):
                    pass

    def _read_book(self, book: str, names: dict[str, zipfile.ZipInfo]) -> None:
        targets = self._relations(book)
        found: list[tuple[str, str, str]] = []

        def start(name: str, given: dict[str, str]) -> None:
            if name == "sheet":
                found.append((given.get("name", ""), given.get("state", ""), given.get("id", "")))
            elif name == "workbookPr":
                self.counts_from_1904 = given.get("date1904") in ("1", "true")
            elif name == "calcPr":
                self.recalculates = given.get("fullCalcOnLoad") in ("1", "true")

        read_xml(self.chunks(book), start=start, where=self._where)
        if len(found) > MOST_SHEETS:
            raise SourceFormatError(
                "formats.many_sheets", where=self._where, count=len(found), most_sheets=MOST_SHEETS
            )
        for name, state, relation in found:
            kind, part = targets.get(relation, ("", ""))
            if kind.endswith(WORKSHEET) and part in names:
                hidden = state in ("hidden", "veryHidden")
                self.sheets.append(SheetPart(name, hidden, part))

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the kind and the part of each relation of `part`, by its id."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "Relationship" and given.get("TargetMode") != "External":
                place = posixpath.normpath(posixpath.join("/", folder, given.get("Target", "")))
                found[given.get("Id", "")] = (given.get("Type", ""), place.lstrip("/"))

        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path in self._archive.namelist():
            read_xml(self.chunks(path), start=start, where=self._where)
        return found

    def _target_of(self, part: str, kind: str) -> str | None:
        return next(
            (place for type_, place in self._relations(part).values() if type_.endswith(kind)), None
        )
