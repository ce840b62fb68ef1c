"""Files of conventions are read within bounds, and name other files only in their own folder."""

import os
from pathlib import Path

import pytest

import parkland as pk
from parkland.errors import ConventionError

OUTSIDE = ["../x.toml", "../../etc/x.toml", "{folder}/x.toml", "up/x.toml"]
HEAD = 'extends = "default"\n'


@pytest.fixture
def put(tmp_path):
    """Return a function that writes a file and returns its path."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refused(path, load=pk.load_profile):
    with pytest.raises(ConventionError) as caught:
        load(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_profile_extends_a_file_beside_it_or_below(put):
    put("shared/base.toml", HEAD + 'title = "基"\nrulebook = "law.toml"\n')
    put("shared/law.toml", 'extends = "idle-land-2012"\nthresholds.investigation_days = 7\n')
    own = put("own.toml", 'extends = "shared/base.toml"\ncrs = "EPSG:4528"\n')
    profile = pk.load_profile(own)
    assert (profile.title["zh"], profile.crs) == ("基", "EPSG:4528")
    # the rulebook lies beside the file that names it
    assert pk.load_rulebook(profile.rulebook).investigation_days == 7
    for name in (own, str(own), profile):
        assert pk.load_profile(name) == profile


@pytest.mark.parametrize("reference", OUTSIDE)
@pytest.mark.parametrize("key", ["extends", "rulebook"])
def test_no_path_leads_out_of_the_folder(put, tmp_path, reference, key):
    outside = put("x.toml", HEAD)
    link = tmp_path / "in" / "up"
    link.parent.mkdir()
    link.symlink_to(tmp_path)
    named = reference.format(folder=outside.parent)
    head = "" if key == "extends" else HEAD
    own = put("in/own.toml", f'{head}{key} = "{named}"\n')
    found = refused(own)
    assert f'{key} is "{named[:40]}' in found
    assert ", a path that leads out of the folder of this file. Put that file" in found


def test_a_link_to_a_file_outside_is_refused(put, tmp_path):
    put("x.toml", HEAD)
    own = put("in/own.toml", 'extends = "base.toml"\n')
    (tmp_path / "in" / "base.toml").symlink_to(tmp_path / "x.toml")
    assert "leads out of the folder" in refused(own)


def test_an_absolute_path_is_refused_even_inside_the_folder(put):
    base = put("base.toml", HEAD)
    own = put("own.toml", f'extends = "{base.as_posix()}"\n')
    assert ", an absolute path. Put that file beside this one and name it" in refused(own)


def test_no_file_extends_itself(put, tmp_path):
    own = put("own.toml", 'extends = "own.toml"\n')
    assert "this profile extends itself (own.toml -> own.toml)" in refused(own)
    one = put("one.toml", 'extends = "sub/../two.toml"\n')
    put("two.toml", 'extends = "link.toml"\n')
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.toml").symlink_to(one)
    assert "extends itself (one.toml -> two.toml -> one.toml)" in refused(one)
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    assert "cannot be followed" in refused(put("own.toml", 'extends = "loop.toml"\n'))


def test_no_rulebook_replaces_itself(put):
    head = 'extends = "idle-land-2012"\n'
    first = put("1.toml", f'{head}in_force = 2030-01-01\nreplaces = "2.toml"\n')
    put("2.toml", f'{head}in_force = 2029-01-01\nreplaces = "3.toml"\n')
    put("3.toml", 'extends = "1.toml"\nin_force = 2028-01-01\n')
    found = refused(first, pk.load_rulebook)
    assert "replaces itself (2.toml -> 3.toml -> 2.toml)" in found
    own = put("own.toml", f'{head}replaces = "own.toml"\n')
    assert "replaces itself (own.toml -> own.toml)" in refused(own, pk.load_rulebook)


def test_a_chain_has_a_bounded_length(put):
    for number in range(12):
        put(f"{number}.toml", f'extends = "{number + 1}.toml"\n')
    last = put("12.toml", HEAD)
    assert "a chain of more than 9 files" in refused(last.with_name("0.toml"))
    assert pk.load_profile(last.with_name("5.toml")).name.endswith("5.toml")
    head = 'extends = "idle-land-2012"\n'
    for number in range(12):
        day = f"in_force = {2040 - number}-01-01"
        put(f"{number}.toml", f'{head}{day}\nreplaces = "{number + 1}.toml"\n')
    put("12.toml", f'{head}replaces = ""\n')
    assert "a chain of more than 9 files" in refused(last.with_name("0.toml"), pk.load_rulebook)
    assert len(pk.load_rulebook(last.with_name("5.toml")).versions) == 8


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("a = = b", "is not valid TOML (Invalid value (at line 1, column 5)). Correct that line."),
        ("title = '开化'".encode("gbk"), "is not in UTF-8. Save it as UTF-8."),
        ("title = '开化'".encode("utf-16"), "is not in UTF-8. Save it as UTF-8."),
        ("#" * 300_000, "is larger than 256 kB. Check whether it is the right file."),
        ("a = " + "[" * 50_000 + "]" * 50_000, "is nested deeper than 8 levels."),
        ("a = " + "{a = " * 20_000, "is nested deeper than 8 levels."),
        ("a = " + "[" * 9 + "]" * 9, "is nested deeper than 8 levels."),
        (".".join("a" * 100_000) + " = 1", "is nested deeper than 8 levels."),
        ("\n".join(f"[k{i}{'.a' * 30}]" for i in range(1500)), "is nested deeper than 8 levels."),
        ("a = " + "1" * 5000, "is not valid TOML (Exceeds the limit (4300 digits)"),
        ("a = '\x00'", "is not valid TOML (Found invalid character '\\x00'"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once(put, content, what):
    assert f"this profile {what}" in refused(put("own.toml", content))


def test_a_mark_before_the_text_and_any_line_ends_are_read(put):
    path = put("own.toml", b"\xef\xbb\xbfextends = 'default'\rtitle = 'x'\r\ncrs = ''\n")
    assert pk.load_profile(path).title["zh"] == "x"


def test_what_is_no_regular_file_is_not_opened(tmp_path):
    assert "does not exist. Check the path." in refused(tmp_path / "no.toml")
    assert "cannot be read (File name too long)" in refused("x" * 300 + ".toml")
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    assert "is not a regular file. Check the path." in refused(folder)
    if hasattr(os, "mkfifo"):
        pipe = tmp_path / "pipe.toml"
        os.mkfifo(pipe)
        assert "is not a regular file. Check the path." in refused(pipe)
    if Path("/dev/zero").exists():
        device = tmp_path / "device.toml"
        device.symlink_to("/dev/zero")
        assert "is not a regular file. Check the path." in refused(device)


def test_bundled_names_that_are_not_there_have_a_nearest(put):
    assert refused("defualt") == (
        "there is no bundled profile 'defualt'. The nearest bundled profile is default;"
        " a file has a name that ends in .toml."
    )
    assert "Bundled are idle-land-2012, none;" in refused("nowhere", pk.load_rulebook)
    own = put("own.toml", 'extends = "kaihau"\n')
    assert 'extends is "kaihau", but there is no bundled profile of this name.' in refused(own)


def test_bundled_conventions_are_read_once():
    assert pk.load_profile("kaihua") is pk.load_profile("kaihua")
    assert pk.load_rulebook() is pk.load_rulebook("idle-land-2012")
