"""The manual as a site, opened from disk in a browser: it asks no host, and its search finds words.

It needs the extra ``docs`` and takes the site that ``python docs/build.py`` wrote.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.browser.conftest import ARGUMENTS, find_chromium

pytest.importorskip("zensical", reason="the manual is built with the extra docs")

DOCS = Path(__file__).parents[2] / "docs"
SITE = DOCS.parent / "build" / "site"
SEARCHES = tomllib.loads(DOCS.joinpath("searches.toml").read_text(encoding="utf-8"))
LINKS = "[...document.querySelectorAll('a[href]')].map((link) => link.href)"
ANCHORS = "[...document.querySelectorAll('[id]')].map((place) => place.id)"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What the search shows stands in a shadow tree.
HITS = """() => {
    const inside = [...document.querySelectorAll("*")].flatMap((one) => one.shadowRoot ?? []);
    return inside.flatMap((one) => [...one.querySelectorAll("a[href]")].map((link) => link.href));
}"""


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium")
    if not SITE.is_dir():
        pytest.skip("python docs/build.py has not built the site")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


def test_every_page_is_whole_at_two_widths_and_asks_no_host(browser):
    page = browser.new_page()
    asked, complaints, wide, links, anchors = [], [], [], {}, {}
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    for path in sorted(SITE.glob("*/**/*.html")):
        if path.name == "404.html" or path.stem.endswith("-map"):  # maps have tests of their own
            continue
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if width == 1440:
                page.goto(path.as_uri(), wait_until="domcontentloaded")
            if page.evaluate(WIDE) > 0:
                wide.append(f"{path.relative_to(SITE)} at {width}")
        links[path.as_uri()] = page.evaluate(LINKS)
        anchors[path.as_uri()] = {"", *page.evaluate(ANCHORS)}
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert complaints == []
    assert wide == []
    assert dead_links(links, anchors) == []


def dead_links(links: dict[str, list[str]], anchors: dict[str, set[str]]) -> list[str]:
    """Return the links to a page or an anchor that does not exist."""
    dead = []
    for page, targets in links.items():
        for target in targets:
            place, _, anchor = target.partition("#")
            if not place.startswith("file:"):
                continue
            known = anchors.get(place)
            exists = Path(place.removeprefix("file://")).is_file() if known is None else True
            if not exists or (known is not None and anchor not in known):
                dead.append(f"{page} -> {target}")
    return dead


def test_each_page_has_its_other_language(browser):
    page = browser.new_page()
    page.goto((SITE / "zh" / "guide" / "statuses.html").as_uri())
    page.click("a[hreflang=en].language")
    assert page.url.endswith("/en/guide/statuses.html")
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("lang", list(SEARCHES))
def test_the_search_finds_the_right_page_first(browser, lang):
    page = browser.new_page()
    page.goto((SITE / lang / "index.html").as_uri())
    page.click(".md-search__button")
    found = {}
    for words, wanted in SEARCHES[lang].items():
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
        for _ in range(600):  # results come in while one types, late on a busy machine
            page.wait_for_timeout(50)
            first = next(iter(page.evaluate(HITS)), "nothing").partition("?")[0]
            if first.endswith(f"/{lang}/{wanted}.html"):
                break
        else:
            found[words] = first
    assert found == {}
