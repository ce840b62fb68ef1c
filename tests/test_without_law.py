"""A ledger without law shows no trace of another country's: no Chinese character, no word of it."""

import re
import sqlite3
import zipfile
from contextlib import closing

import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from parkland.conventions import load_rulebook

from .own_register import AS_OF, PROFILE, write_register

CHINESE = re.compile(r"[\u2e80-\u2fdf\u3000-\u303f\u3100-\u312f\u3400-\u9fff\uf900-\ufaff]")
OF_THE_LAW = re.compile(
    r"\bidle|idleness|levell|reclaim|take-?back|taken back|\bmu\b|\bmu/|order no|no\. 53"
    r"|natural.resources|ten.categor|five.not|rectif|unapproved|disposal|disposed|land price"
    r"|revitalis|low.efficien|investigat",
    re.IGNORECASE,
)
# Written by programs of the page, which knows several base maps and units; no reader sees them.
SCRIPTS = re.compile(r"<(script|style)(?![^>]*application/json).*?</\1>", re.DOTALL)
FONTS = re.compile("theme|fontTable")
COMMANDS = (
    ["totals"], ["totals", "--by", "status"], ["totals", "--format", "json"], ["status"],
    ["status", "--format", "json"], ["status", "--format", "csv"], ["check", "--all"],
    ["explain", "--parcel", "A1"], ["explain", "--parcel", "A4", "--format", "json"],
    ["deadlines"], ["reconcile"],
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    write_register(folder)
    own = PROFILE.replace("[aliases]", '[units]\narea = "ha"\nprint = ["ha", "acre"]\n[aliases]')
    (folder / "parkland.toml").write_text(own, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def foreign(office):
    return pk.open_ledger(office, as_of=AS_OF)


def require_no_trace(text, where):
    for pattern in (CHINESE, OF_THE_LAW):
        found = pattern.search(text)
        assert found is None, f"{where}: …{text[max(0, found.start() - 60) : found.end() + 60]}…"


def content_of(path):
    """Return everything that a file says, as text."""
    if path.suffix in (".docx", ".xlsx", ".qgz"):
        with zipfile.ZipFile(path) as packed:
            parts = [name for name in packed.namelist() if name.endswith((".xml", ".qgs"))]
            # names of fonts are no text, and Word's own template brings a table of them
            texts = [packed.read(name).decode() for name in parts if not FONTS.search(name)]
        return "\n".join(
            re.sub(r"<w:rFonts[^>]*>|<[ac]:(ea|latin|cs)[^>]*>", "", one) for one in texts
        )
    if path.suffix == ".html":
        return SCRIPTS.sub("", path.read_text(encoding="utf-8"))
    if path.suffix == ".gpkg":
        with closing(sqlite3.connect(path)) as database:
            listed = database.execute("select name from sqlite_master where type = 'table'")
            tables = [name for (name,) in listed.fetchall()]
            rows = [*database.execute("select sql from sqlite_master where sql is not null")]
            rows += [row for name in tables if not name.startswith("rtree")
                    for row in database.execute(f'select * from "{name}"')]  # noqa: S608 # fmt: skip
            return "\n".join(str(cell) for row in rows for cell in row if isinstance(cell, str))
    if path.suffix in (".shp", ".shx"):
        return ""
    return path.read_bytes().decode("utf-8", errors="replace")


def test_the_bundled_rulebook_has_no_law():
    book = load_rulebook("none")
    assert not book.has_law
    assert not any((*book.title.values(), *book.disclaimer.values(), book.rules, book.flags))


@pytest.mark.parametrize("form", [".md", ".docx", ".xlsx"])
def test_a_report_has_no_trace(foreign, tmp_path, form):
    path = pk.write_report(foreign, tmp_path / f"report{form}", lang="en", sheets="annex")
    require_no_trace(content_of(path), form)


def test_a_map_has_no_trace(foreign, tmp_path):
    path = pk.save_map(pk.draw_map(foreign, lang="en"), tmp_path / "map.html")
    require_no_trace(content_of(path), "map")


@pytest.mark.parametrize("ending", [".gpkg", ".qgz", ".geojson", ".csv", ".xlsx", ".shp"])
def test_a_written_file_has_no_trace(foreign, tmp_path, ending):
    path = pk.write_parcels(foreign, tmp_path / f"parcels{ending}", lang="en")
    for file in tmp_path.iterdir():
        require_no_trace(content_of(file), file.name)
    if ending not in (".xlsx", ".qgz", ".csv"):
        assert len(pk.read_parcels(path)) == len(foreign.parcels)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_prints_no_trace(office, command):
    options = ["--lang", "en", "--as-of", AS_OF]
    done = CliRunner().invoke(main, [*command, str(office), *options])
    assert done.exit_code in (0, 1), done.stderr
    require_no_trace(done.stdout + done.stderr, command)


def test_other_commands_leave_no_trace(office, tmp_path):
    runner = CliRunner()
    source, profile = str(office / "register.geojson"), str(office / "parkland.toml")
    asked = ["--lang", "en", "--profile", profile]
    inspected = runner.invoke(main, ["inspect", source, *asked])
    require_no_trace(inspected.stdout + inspected.stderr, "inspect")
    for name in ("out.gpkg", "out.xlsx", "out.geojson", "out.csv"):
        target = str(tmp_path / name)
        done = runner.invoke(main, ["convert", source, "-o", target, *asked])
        assert done.exit_code == 0, done.output
        require_no_trace(content_of(tmp_path / name) + done.output, name)
    refused = runner.invoke(main, ["documents", str(office), "-o", str(tmp_path / "drafts"),
                                   "--lang", "en", "--as-of", AS_OF])  # fmt: skip
    assert refused.exit_code == 2
    require_no_trace(refused.output, "documents")
    assert not (tmp_path / "drafts").exists()
