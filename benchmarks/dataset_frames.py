"""Frames of the map of a dataset while it is zoomed and dragged, beside MapLibre with PMTiles.

``python -m benchmarks.dataset_frames MAP [--tiles FILE --packages FOLDER] [--first] [--runs N]``
opens the folder of `write_dataset_map` in Chromium without a graphics card and prints for each run:
seconds to the first view, the median and the worst time between two frames, the longest task by the
clock, processor time of the main thread and of all processes, how long the main thread waited for a
processor, and the heap. ``--tiles`` is a .pmtiles file of the same parcels; ``--packages`` is the
``node_modules`` with maplibre-gl and pmtiles. ``--first`` lets the browser go before other work of
the machine (Linux, as root), so that a busy one shows what the page costs, and not the queue.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import os
import re
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from benchmarks.browsing import ARGUMENTS, CANVAS, SOFTWARE_GL, WATCH

if TYPE_CHECKING:
    from playwright.sync_api import Page

USED = "performance.memory.usedJSHeapSize / 1e6"  # what is not collected yet included
READY = "document.documentElement.dataset.ready === 'true'"
LONG_TASKS = """window.frames_ = []; window.long_ = [0];
new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) long_.push(duration);
}).observe({ type: "longtask" });"""
RIVAL = """<!doctype html><meta charset="utf-8">
<link rel="stylesheet" href="packages/maplibre-gl/dist/maplibre-gl.css">
<style>html, body, #map { height: 100%; margin: 0 }</style><div id="map"></div>
<script src="packages/pmtiles/dist/pmtiles.js"></script><script type="module">
import * as maplibre from "./packages/maplibre-gl/dist/maplibre-gl.mjs";
maplibre.addProtocol("pmtiles", new pmtiles.Protocol().tile);
const url = `${location.origin}/tiles.pmtiles`;
const { minLon, minLat, maxLon, maxLat } = await new pmtiles.PMTiles(url).getHeader();
const fill = (id, source, color, opacity) => ({ id, type: "fill", source: "land",
    "source-layer": source, paint: { "fill-color": color, "fill-opacity": opacity } });
const share = ["/", ["get", "share"], 100];
const line = { id: "line", type: "line", source: "land", "source-layer": "parcels" };
const map = new maplibre.Map({ container: "map", fadeDuration: 0,
    bounds: [[minLon, minLat], [maxLon, maxLat]], style: { version: 8,
    sources: { land: { type: "vector", url: `pmtiles://${url}` } },
    layers: [fill("squares", "overview", "#2166ac", share),
        fill("parcels", "parcels", "#5aae61", 0.8), line] } });
map.once("idle", () => (window.done = true));
</script>"""


class RangeServer(http.server.SimpleHTTPRequestHandler):
    """Answers requests for a range of bytes, as a web server of tiles must."""

    def log_message(self, *_: Any) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        """Send a file, or a part of it."""
        asked = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if not asked or not path.is_file():
            super().do_GET()
            return
        size = path.stat().st_size
        first, last = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        with path.open("rb") as file:
            file.seek(first)
            self.wfile.write(file.read(last - first + 1))


def chromium_threads() -> dict[str, tuple[bool, float, float]]:
    """Return of our threads: whether it is the main one of a page, seconds of work and waiting."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[folder.name] = (folder / "stat").read_text().rsplit(")", 1)[1].split()[1]
            commands[folder.name] = (folder / "cmdline").read_text()
    found = {}
    for process, command in commands.items():
        above = process
        while above in parents and above != str(os.getpid()):
            above = parents[above]
        if above != str(os.getpid()) or "chrom" not in command:
            continue
        for thread in Path(f"/proc/{process}/task").glob("*"):
            with suppress(OSError):
                run, waited = (thread / "schedstat").read_text().split()[:2]
                is_main = "--type=renderer" in command and thread.name == process
                found[thread.name] = (is_main, int(run) / 1e9, int(waited) / 1e9)
    return found


def moved(page: Page) -> dict[str, float]:
    """Zoom in with the wheel, drag at three zooms and zoom out; return what the frames took."""
    page.evaluate(LONG_TASKS)
    heap = 0.0
    for steps, drags in ((4, 6), (2, 4), (2, 3)):
        page.mouse.move(500, 430)
        for _ in range(steps):
            page.mouse.wheel(0, -240)
            page.wait_for_timeout(700)
        heap = max(heap, page.evaluate(USED))
        for _ in range(drags):
            page.mouse.move(600, 430)
            page.mouse.down()
            page.mouse.move(300, 300, steps=25)
            page.mouse.up()
            page.wait_for_timeout(400)
        heap = max(heap, page.evaluate(USED))
    for _ in range(8):
        page.mouse.wheel(0, 240)
        page.wait_for_timeout(500)
    gaps = page.evaluate("frames_.slice(1).map((now, i) => now - frames_[i]).sort((a, b) => a - b)")
    return {
        "frame_ms": gaps[len(gaps) // 2],
        "worst_ms": gaps[-1],
        "longest_task_ms": page.evaluate("Math.max(...long_)"),
        "heap_mb": heap,
    }


def run(address: str, ready: str, arguments: list[str], *, first: bool) -> dict[str, float]:
    """Open a page, move it, and return what was measured."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=[*ARGUMENTS, "--enable-precise-memory-info", *arguments],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.add_init_script(WATCH)
        start = time.monotonic()
        page.goto(address, wait_until="commit")
        while not page.evaluate(f"Boolean({ready})"):
            time.sleep(0.02)
        shown = time.monotonic() - start
        page.wait_for_timeout(1500)
        before = chromium_threads()
        for thread in before if first else ():
            with suppress(OSError):
                Path(f"/proc/{thread}/autogroup").write_text("-19")
        found = moved(page)
        after = chromium_threads()
        browser.close()
    nothing = (False, 0.0, 0.0)
    grown = [
        (is_main, ran - before.get(name, nothing)[1], waited - before.get(name, nothing)[2])
        for name, (is_main, ran, waited) in after.items()
    ]
    main = max((one for one in grown if one[0]), key=lambda one: one[1], default=nothing)
    costs = {"main_cpu_s": main[1], "main_waited_s": main[2]}
    costs["all_cpu_s"] = sum(one[1] for one in grown)
    return {name: round(value, 1) for name, value in ({"first_s": shown} | found | costs).items()}


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("map", type=Path)
    parser.add_argument("--tiles", type=Path)
    parser.add_argument("--packages", type=Path)
    parser.add_argument("--first", action="store_true")
    parser.add_argument("--runs", type=int, default=1)
    asked = parser.parse_args()
    pages = {"parkland": ((asked.map.resolve() / "index.html").as_uri(), READY, CANVAS)}
    if asked.tiles and asked.packages:
        served = Path(tempfile.mkdtemp())
        (served / "index.html").write_text(RIVAL, "utf-8")
        (served / "packages").symlink_to(asked.packages.resolve())
        (served / "tiles.pmtiles").symlink_to(asked.tiles.resolve())
        handler = functools.partial(RangeServer, directory=str(served))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pages["maplibre"] = (f"http://127.0.0.1:{server.server_port}/", "window.done", SOFTWARE_GL)
    for _ in range(asked.runs):
        print("load", os.getloadavg(), flush=True)
        for name, (address, ready, arguments) in pages.items():
            figures = run(address, ready, arguments, first=asked.first)
            print(name, json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
