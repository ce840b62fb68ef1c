"""The pages of one language in one folder, with links that hold there.

Pages link to files of the repository by their paths, so that the links hold there too. In the site
such a file is a page: a notebook is a page of the gallery, a TOML file is shown whole.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath

from .navigation import DOCS, LANGS

ROOT = DOCS.parent
_LINK = re.compile(r"(!?\[(?:[^\]\[]|\[[^\]]*\])*\]\()([^)\s#]+)((?:#[^)\s]*)?\))")
_FENCE = re.compile(r"^(```.*?^```|~~~.*?^~~~)", re.MULTILINE | re.DOTALL)


class PageError(Exception):
    """A page of the manual is missing, or links to something that is not in the site."""


def written_pages(lang: str) -> dict[str, str]:
    """Return the pages in `lang` that people wrote, by their path below its folder."""
    folder = DOCS / lang
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.md"))
    }


def same_pages() -> None:
    """Raise a `PageError` where one language has a page that the other lacks."""
    first, *others = LANGS
    for other in others:
        for has, lacks in ((first, other), (other, first)):
            missing = sorted({*written_pages(has)} - {*written_pages(lacks)})
            if missing:
                raise PageError(f"docs/{lacks} has no {', '.join(missing)}, docs/{has} has")


def with_site_links(text: str, page: str, lang: str) -> str:
    """Return the text with links to files of the repository led to pages of the site."""

    def led(match: re.Match[str]) -> str:
        before, target, after = match.groups()
        file = _file_of_link(target, page, lang)
        if file is None:
            return match[0]
        there = os.path.relpath(page_of_file(file), PurePosixPath(page).parent)
        return f"{before}{PurePosixPath(there)}{after}"

    parts = _FENCE.split(text)
    return "".join(one if number % 2 else _LINK.sub(led, one) for number, one in enumerate(parts))


def _file_of_link(target: str, page: str, lang: str) -> Path | None:
    """Return the file of the repository that a link leads to, None if it leads to a page."""
    if re.match(r"[a-z]+:", target):
        return None
    file = Path(os.path.normpath(DOCS / lang / page / ".." / target))
    if file.is_relative_to(DOCS / lang):
        return None
    if not file.is_file():
        raise PageError(f"docs/{lang}/{page}: no file {target}")
    return file


def page_of_file(file: Path) -> str:
    """Return the path in the site of the page that shows a file of the repository."""
    match file.suffix:
        case ".ipynb":
            return f"gallery/{file.stem}.md"
        case ".toml":
            return f"files/{'-'.join(file.relative_to(ROOT).with_suffix('').parts[-2:])}.md"
        case ".md":
            return f"files/{file.stem.lower()}.md"
        case ".png":
            return f"pictures/{file.name}"
    raise PageError(f"the site shows no files like {file.name}: link to a page")


def shown_files() -> dict[str, str | bytes]:
    """Return the pages of all files that pages link to, and copies of the pictures among them."""
    files = {
        file
        for lang in LANGS
        for page, text in written_pages(lang).items()
        for match in _LINK.finditer("".join(_FENCE.split(text)[::2]))
        if (file := _file_of_link(match[2], page, lang))
    }
    return {page_of_file(file): _shown(file) for file in sorted(files) if file.suffix != ".ipynb"}


def _shown(file: Path) -> str | bytes:
    if file.suffix == ".png":
        return file.read_bytes()
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".toml":
        name = file.relative_to(ROOT).as_posix()
        return f"# {file.name}\n\n`{name}`\n\n```toml\n{text.rstrip()}\n```\n"
    return re.sub(r"\]\(docs/en/([^)]*)\)", r"](../\1)", text)
