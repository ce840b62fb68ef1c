"""What pages of the manual say about the files of the house is true."""

import re

import pytest

from .conftest import DOCS

ROOT = DOCS.parent


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_about_changing_the_house_names_files_that_exist(lang):
    text = (DOCS / lang / "house.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w./]*(?:/[\w./]*|\.(?:md|toml|py)))`", text)
    places = (ROOT / "src" / "parkland", ROOT)
    missing = [name for name in named if not any((place / name).exists() for place in places)]
    assert len(named) > 20
    assert missing == []
