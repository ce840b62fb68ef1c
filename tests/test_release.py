"""What a release says of itself is true, and the same in every place."""

import re
import tomllib
from pathlib import Path

import pytest

import parkland as pk

ROOT = Path(__file__).parents[1]


SECTIONS = {
    "Added", "Changed", "Changed figures", "Deprecated", "Removed", "Fixed", "Security",
}  # fmt: skip


@pytest.fixture(scope="module")
def project():
    return tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))


def test_the_citation_is_of_this_version():
    citation = ROOT.joinpath("CITATION.cff").read_text(encoding="utf-8")
    keys = dict(re.findall(r"^([a-z-]+): *(.*)$", citation, re.MULTILINE))
    assert keys["version"] == pk.__version__
    assert keys["cff-version"] == "1.2.0"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", keys["date-released"])
    assert {"message", "title", "authors", "license"} <= keys.keys()


def test_classifiers_are_true(project):
    content = project["project"]
    versions = [
        found[1]
        for line in content["classifiers"]
        if (found := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", line))
    ]
    assert f">={versions[0]}" == content["requires-python"]
    assert Path(pk.__file__).with_name("py.typed").exists()
    assert "Typing :: Typed" in content["classifiers"]
    # a licence that is an SPDX expression has no classifier beside it
    assert not any(line.startswith("License ::") for line in content["classifiers"])
    assert content["license"] == "MIT"
    assert "MIT License" in ROOT.joinpath("LICENSE").read_text(encoding="utf-8")


def test_a_source_archive_names_what_is_there(project):
    named = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert all("*" in name or ROOT.joinpath(name).exists() for name in named)
    assert {"src", "tests", "data", "conftest.py", "CITATION.cff"} <= set(named)


def test_a_wheel_takes_every_folder_of_the_sample(project):
    taken = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert all(ROOT.joinpath(name).is_dir() for name in taken)
    folders = {path.name for path in ROOT.joinpath("data").iterdir() if path.is_dir()}
    assert {Path(name).name for name in taken} == folders - {"__pycache__"}


def test_the_changelog_keeps_its_form():
    """https://keepachangelog.com: dated versions, the newest first, each section once."""
    text = ROOT.joinpath("CHANGELOG.md").read_text(encoding="utf-8")
    assert text.startswith("# Changelog\n")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    dated = [
        re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})", one) for one in headings[1:]
    ]
    assert all(dated)
    assert dated[0][1] == pk.__version__
    days = [one[2] for one in dated]
    assert days == sorted(days, reverse=True)
    for version in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        sections = re.findall(r"^### (.*)$", version, re.MULTILINE)
        assert len(sections) == len(set(sections))
        assert set(sections) <= SECTIONS
