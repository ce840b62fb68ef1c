"""Opens pages of maps in Chromium and measures what a user waits for."""

from __future__ import annotations

import re
import shutil
import time
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Route, sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

ARGUMENTS = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--js-flags=--max-old-space-size=8192",
]
CANVAS = ["--disable-gpu"]
SOFTWARE_GL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
LONGEST_S = 600
QUIET_MS = 1000  # a page that has done nothing for so long is idle

# Assets that rivals link come from packages; what is only decoration is answered with nothing.
ASSETS = {
    r"leaflet(@|/)?[\d.]*/(dist/)?leaflet\.js$": ("xstatic-leaflet", "leaflet/data/leaflet.js"),
    r"leaflet(@|/)?[\d.]*/(dist/)?leaflet\.css$": ("xstatic-leaflet", "leaflet/data/leaflet.css"),
    r"jquery-[\d.]+(\.min)?\.js$": ("xstatic-jquery", "jquery/data/jquery.min.js"),
}

# The last moment at which the page was busy: a task above 50 ms, or frames over 100 ms apart.
WATCH = """
window.busyUntil = 0;
new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
        window.busyUntil = Math.max(window.busyUntil, startTime + duration);
}).observe({ type: "longtask", buffered: true });
let before = performance.now();
const frame = (now) => {
    if (now - before > 100) window.busyUntil = Math.max(window.busyUntil, now);
    before = now;
    window.frames_ && window.frames_.push(now);
    requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
"""


def answer(route: Route) -> None:
    """Answer a request of a page from a package, or with nothing."""
    for pattern, (package, place) in ASSETS.items():
        if re.search(pattern, route.request.url.split("?")[0]):
            path = Path(str(distribution(package).locate_file(f"xstatic/pkg/{place}")))
            return route.fulfill(path=path)
    return route.fulfill(body="", content_type="text/plain")


def measured(path: Path, *, painted: str, arguments: list[str] = CANVAS) -> dict[str, Any]:
    """Open a page; `painted` is an expression that says whether all parcels are there."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=[*ARGUMENTS, *arguments]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(LONGEST_S * 1000)
        page.add_init_script(WATCH)
        page.route(re.compile("^https?://"), answer)
        page.goto(path.as_uri(), wait_until="commit", timeout=LONGEST_S * 1000)
        ready = _wait(page, painted)
        client = page.context.new_cdp_session(page)
        client.send("HeapProfiler.collectGarbage")
        heap = client.send("Runtime.getHeapUsage")
        found = {
            "MB": path.stat().st_size / 1e6,
            "ready_s": ready,
            "heap_MB": heap["usedSize"] / 1e6,
            "buffers_MB": heap.get("backingStorageSize", 0) / 1e6,
            **_moved(page),
        }
        browser.close()
    return found


def _wait(page: Page, painted: str) -> float:
    """Return the seconds from opening until all is painted and the page is idle."""
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        # two frames on, so that what has just ended has been seen
        there, idle_for, busy = page.evaluate(
            f"""() => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(() =>
                tell([Boolean({painted}), performance.now() - busyUntil, busyUntil]))))"""
        )
        if there and idle_for > QUIET_MS:
            return busy / 1000
        time.sleep(0.1)
    return float("nan")


def _moved(page: Page) -> dict[str, float]:
    """Zoom with the wheel and drag for some seconds; return the frames' median and worst."""
    page.evaluate("window.frames_ = []")
    page.mouse.move(500, 430)
    for step in (-240, -240, -240, 240, 240, 240):
        page.mouse.wheel(0, step)
        page.wait_for_timeout(400)
    for _ in range(3):
        page.mouse.move(500, 430)
        page.mouse.down()
        page.mouse.move(380, 350, steps=20)
        page.mouse.up()
        page.wait_for_timeout(200)
    frames = page.evaluate("window.frames_.slice(1).map((now, i) => now - window.frames_[i])")
    ordered = sorted(frames)
    return {"frame_ms": ordered[len(ordered) // 2], "worst_ms": ordered[-1]}


def hover_ms(path: Path) -> float:
    """Return how long the tooltip of a parkland map takes, at worst of many parcels."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, *CANVAS])
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(path.as_uri())
        page.locator("html[data-ready=true]").wait_for(state="attached", timeout=60_000)
        page.evaluate(
            """() => {
                window.waits = [];
                const pane = document.querySelector(".leaflet-tooltip-pane");
                let moved = 0;
                addEventListener("mousemove", () => (moved = performance.now()), true);
                new MutationObserver(() => moved && waits.push(performance.now() - moved)).observe(
                    pane, { childList: true, subtree: true });
            }"""
        )
        for place in range(40):
            page.mouse.move(200 + 15 * place, 200 + 11 * place)
            page.wait_for_timeout(40)
        waits = page.evaluate("waits")
        browser.close()
    return max(waits, default=float("nan"))
