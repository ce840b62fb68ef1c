"""The pages of the manual in their order, from ``docs/navigation.toml``."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1]
LANGS = {"zh": "中文", "en": "English"}  # the site opens with the first


def sections() -> list[dict[str, Any]]:
    """Return the sections of the manual, each with its title and its pages."""
    text = DOCS.joinpath("navigation.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["sections"]
    for section in found:
        if section["pages"] == ["gallery/*"]:
            section["pages"] = [f"gallery/{path.stem}.md" for path in notebooks()]
    return found


def notebooks() -> list[Path]:
    """Return the notebooks in their order."""
    return sorted(DOCS.parent.joinpath("notebooks").glob("*.ipynb"))


def listed_pages() -> list[str]:
    """Return the paths of all pages that the navigation lists, below the folder of a language."""
    return [page for section in sections() for page in _pages_in(section)]


def _pages_in(section: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for entry in section["pages"]:
        found += [entry] if isinstance(entry, str) else _pages_in(entry)
    return found


def navigation(lang: str) -> str:
    """Return the navigation, with the titles of its sections in `lang`, as a value of TOML."""
    return _toml([_section(one, lang) for one in sections()])


def _section(section: dict[str, Any], lang: str) -> dict[str, Any]:
    entries = [one if isinstance(one, str) else _section(one, lang) for one in section["pages"]]
    alone = len(entries) == 1 and isinstance(entries[0], str)
    return {section["title"][lang]: entries[0] if alone else entries}


def _toml(value: Any) -> str:
    """Return texts, lists and tables as one line of TOML."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_toml(key)} = {_toml(one)}' for key, one in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)
