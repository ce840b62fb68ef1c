"""What a file says about its own columns: the alias of each, and the meaning of coded values.

A GeoPackage keeps them in the tables ``gpkg_data_columns`` and ``gpkg_data_column_constraints``, a
file geodatabase in the definitions of its items. A GIS shows the alias instead of the name, and the
meaning instead of the code, so that an office may never have seen what is stored.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkland.errors import SourceFormatError
from parkland.formats.gdal_guard import read_frame
from parkland.formats.stored_tables import stored_database
from parkland.formats.xml_events import read_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from parkland.formats.layers import Container

MOST_ENTRIES = 20_000
ITEMS = "GDB_Items"
_DOMAIN_TAGS = ("GPCodedValueDomain2", "GPCodedValueDomain")


@dataclass(frozen=True, slots=True)
class FieldBook:
    """What a file says about the columns of one layer.

    Attributes
    ----------
    aliases
        Name of a column -> its alias.
    codes
        Name of a column -> code, as text -> its meaning.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def geopackage_book(path: Path, layer: str) -> FieldBook:
    """Return what a GeoPackage says about the columns of a layer.

    The book is empty if SQLite cannot read the database, or if it has no such tables.
    """
    columns: list[tuple[str, str | None, str | None, str | None]] = []
    codes: dict[str, dict[str, str]] = {}
    with suppress(sqlite3.Error), stored_database(path) as database:
        columns = database.execute(
            "select column_name, title, name, constraint_name from gpkg_data_columns "
            "where lower(table_name) = lower(?) limit ?",
            (layer, MOST_ENTRIES),
        ).fetchall()
        for name, value, meaning in database.execute(
            "select constraint_name, value, description from gpkg_data_column_constraints "
            "where constraint_type = 'enum' and description is not null limit ?",
            (MOST_ENTRIES,),
        ):
            codes.setdefault(str(name), {})[str(value)] = str(meaning)
    return FieldBook(
        aliases={
            str(column): str(title or name)
            for column, title, name, _ in columns
            if (title or name) and str(title or name) != column
        },
        codes={
            str(column): codes[str(constraint)]
            for column, _, _, constraint in columns
            if str(constraint) in codes
        },
    )


def geodatabase_book(container: Container, layer: str) -> FieldBook:
    """Return what a file geodatabase says about the columns of a layer."""
    try:
        items = read_frame(container, layer=ITEMS, LIST_ALL_TABLES="YES", read_geometry=False)
        definitions = items["Definition"].dropna().astype("str").tolist()
        return book_of_definitions(definitions, layer, where=container.shown)
    except Exception:  # noqa: BLE001 - a geodatabase without its items still has its layers
        return FieldBook()


def book_of_definitions(definitions: Iterable[str], layer: str, *, where: str) -> FieldBook:
    """Return the book of a layer from the XML definitions of all items of a geodatabase.

    Examples
    --------
    >>> table = (
    ...     "<DEFeatureClassInfo><Name>宗地</Name><GPFieldInfoExs><GPFieldInfoEx><Name>F1</Name>"
    ...     "<AliasName>建设状况</AliasName><DomainName>zk</DomainName></GPFieldInfoEx>"
    ...     "</GPFieldInfoExs></DEFeatureClassInfo>"
    ... )
    >>> domain = (
    ...     "<GPCodedValueDomain2><DomainName>zk</DomainName><CodedValues><CodedValue>"
    ...     "<Name>未动工</Name><Code>1</Code></CodedValue></CodedValues></GPCodedValueDomain2>"
    ... )
    >>> book_of_definitions([table, domain], "宗地", where="a.gdb")
    FieldBook(aliases={'F1': '建设状况'}, codes={'F1': {'1': '未动工'}})
    """
    fields: list[dict[str, str]] = []
    domains: dict[str, dict[str, str]] = {}
    for definition in definitions:
        found = _Definition()
        with suppress(SourceFormatError):
            found.read(definition, where)
        if found.name == layer:
            fields = found.fields
        if found.is_domain and found.codes:
            domains[found.domain] = found.codes
    return FieldBook(
        aliases={
            one["Name"]: one["AliasName"]
            for one in fields
            if one.get("Name") and one.get("AliasName") and one["AliasName"] != one["Name"]
        },
        codes={
            one["Name"]: domains[one["DomainName"]]
            for one in fields
            if one.get("Name") and one.get("DomainName") in domains
        },
    )


class _Definition:
    """The definition of one item: a table with its fields, or a domain with its codes."""

    def __init__(self) -> None:
        self.name = ""
        self.domain = ""
        self.is_domain = False
        self.fields: list[dict[str, str]] = []
        self.codes: dict[str, str] = {}
        self._path: list[str] = []
        self._text = ""
        self._coded: dict[str, str] = {}

    def read(self, definition: str, where: str) -> None:
        """Read the XML text of a definition."""
        raw = definition.encode("utf-8", errors="replace")
        read_xml([raw], start=self._start, end=self._end, text=self._add, where=where)

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        if not self._path:
            self.is_domain = tag in _DOMAIN_TAGS
        self._path.append(tag)
        self._text = ""
        if tag == "GPFieldInfoEx":
            self.fields.append({})
        elif tag == "CodedValue":
            self._coded = {}

    def _add(self, text: str) -> None:
        self._text += text

    def _end(self, tag: str) -> None:
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        text = self._text.strip()
        if parent == "GPFieldInfoEx" and tag in ("Name", "AliasName", "DomainName"):
            self.fields[-1].setdefault(tag, text)
        elif parent == "CodedValue":
            self._coded[tag] = text
        elif tag == "CodedValue":
            self.codes[self._coded.get("Code", "")] = self._coded.get("Name", "")
        elif len(self._path) == 1 and tag == "Name":
            self.name = text
        elif len(self._path) == 1 and tag == "DomainName":
            self.domain = text
        self._text = ""
