"""Build the manual as a site that opens from disk.

    python docs/build.py             # writes build/site; open build/site/index.html
    python docs/build.py -o FOLDER

It needs the extra `docs` (``pip install -e ".[docs]"``). A link or an anchor that leads nowhere, a
page that only one language has, and a page outside the navigation are errors.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from manual.gallery import gallery_pages
from manual.navigation import DOCS, LANGS, listed_pages, navigation
from manual.reference import reference_pages
from manual.staging import PageError, same_pages, shown_files, with_site_links, written_pages

NAMES = {"zh": "parkland 手册", "en": "parkland manual"}


def build(site: Path, stage: Path) -> None:
    """Write the site into the folder `site`; `stage` is a folder for what goes into it."""
    same_pages()
    shutil.rmtree(stage, ignore_errors=True)
    shutil.rmtree(site, ignore_errors=True)
    gallery = gallery_pages()
    for lang in LANGS:
        _stage_language(lang, stage / lang, gallery[lang] | reference_pages(lang))
        _write_config(lang, stage)
        command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean", "-f"]
        subprocess.run([*command, str(stage / f"{lang}.toml")], check=True)  # noqa: S603
    shutil.move(stage / "site", site)
    shutil.copy(DOCS / "theme" / "entrance.html", site / "index.html")


def _stage_language(lang: str, folder: Path, made: dict[str, str | bytes]) -> None:
    """Write all pages of a language below `folder`: those that are written, and those `made`."""
    pages = {
        page: with_site_links(text, page, lang) for page, text in written_pages(lang).items()
    } | made
    listed = listed_pages()
    for page in pages:
        if page.endswith(".md") and page not in listed:
            raise PageError(f"docs/navigation.toml does not list {page}")
    pages |= shown_files()
    for page in listed:
        if page not in pages:
            raise PageError(f"docs/navigation.toml lists {page}, which does not exist")
    for page, content in pages.items():
        path = folder / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    shutil.copytree(DOCS / "theme" / "assets", folder / "assets")


def _write_config(lang: str, stage: Path) -> None:
    """Write the configuration of the site in one language."""
    shared = DOCS.joinpath("zensical.toml").read_text(encoding="utf-8")
    first, _, rest = shared.partition("\n[project.theme]\n")
    alternates = "".join(
        f'[[project.extra.languages]]\nname = "{name}"\nlang = "{code}"\nlink = "../{code}/"\n'
        for code, name in LANGS.items()
    )
    text = (
        f'[project]\nsite_name = "{NAMES[lang]}"\ndocs_dir = "{lang}"\n'
        f'site_dir = "site/{lang}"\nnav = {navigation(lang)}\n{first}\n'
        f'[project.theme]\nlanguage = "{lang}"\ncustom_dir = "{(DOCS / "theme").as_posix()}"\n'
        f"{rest}\n{alternates}"
    )
    stage.joinpath(f"{lang}.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build the manual as a site.")
    parser.add_argument("-o", "--output", type=Path, default=DOCS.parent / "build" / "site")
    try:
        build(parser.parse_args().output, DOCS.parent / "build" / "manual")
    except (PageError, subprocess.CalledProcessError) as fault:
        sys.exit(f"the manual was not built: {fault}")
