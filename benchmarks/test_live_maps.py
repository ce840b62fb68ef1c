"""A live map in JupyterLab beside lonboard and `explore()`: time to ready, bytes, kernel memory.

``PARKLAND_BENCH_PARCELS=100000 pytest benchmarks/test_live_maps.py -W ignore -s`` prints the table.
lonboard, if it is installed, loads two files from jsDelivr; here they come from the npm registry.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Route, sync_playwright

from benchmarks.browsing import ARGUMENTS, CANVAS, SOFTWARE_GL
from benchmarks.browsing import answer as from_packages
from tests.browser.jupyter_lab import READY, Notebook, jupyter_lab, write_notebook

if TYPE_CHECKING:
    from playwright.sync_api import Page

NUMBER = int(os.environ.get("PARKLAND_BENCH_PARCELS", "5000"))
LONGEST_S = 900
QUIET_S = 2.0  # the picture of a map that has not changed for so long is ready
NPM = re.compile(r"https://cdn\.jsdelivr\.net/npm/((?:@[\w.-]+/)?[\w.-]+@[\w.-]+)/(.+)")
MADE = f"""
import os, time, psutil
from benchmarks.office_parcels import made
import parkland as pk
made({NUMBER}).to_file("parcels.gpkg")
ledger = pk.open_ledger("parcels.gpkg", as_of="2020-12-31")
some = ledger.parcels[["parcel_id", "status", "area_m2", "geometry"]]
process = psutil.Process()
def used():
    return process.memory_info().rss / 1e6, time.process_time()
"""
IMPORTED = {
    "parkland": "warm = pk.ParcelMap(ledger[ledger.parcels.index[:9]])",
    "lonboard": "import lonboard\nwarm = lonboard.viz(some.iloc[:9].to_crs(4326))",
    "explore()": "warm = some.iloc[:9].explore(column='status')",
}
DRAWN = {
    "parkland": "shown = pk.ParcelMap(ledger)",
    "lonboard": "layer = lonboard.PolygonLayer.from_geopandas(some.to_crs(4326), "
    "get_fill_color=[200, 90, 30])\nshown = lonboard.Map(layer, basemap=None)",
    "explore()": "shown = some.explore(column='status')",
}
TABLE: dict[str, dict[str, float]] = {}


@pytest.fixture(scope="module", autouse=True)
def _table():
    yield
    columns = list(dict.fromkeys(key for row in TABLE.values() for key in row))
    print(f"\n\n{NUMBER:,} parcels of 17 points in JupyterLab")
    print(" | ".join(["map".ljust(12), *(column.rjust(12) for column in columns)]))
    for name, row in TABLE.items():
        cells = [f"{row.get(column, float('nan')):12.1f}" for column in columns]
        print(" | ".join([name.ljust(12), *cells]))


@pytest.fixture
def from_npm(tmp_path):
    """Return what answers a request to jsDelivr with the file of the package itself."""

    def answer(route: Route) -> None:
        found = NPM.match(route.request.url)
        if found is None or not found[1].startswith(("parquet-wasm", "@geoarrow/")):
            return from_packages(route)
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "pack", "--silent", found[1]], cwd=tmp_path, check=True)  # noqa: S603
        packed = max(tmp_path.glob("*.tgz"), key=lambda path: path.stat().st_mtime)
        with tarfile.open(packed) as files:
            body = files.extractfile(f"package/{found[2]}").read()
        kind = "application/wasm" if found[2].endswith(".wasm") else "text/javascript"
        headers = {"access-control-allow-origin": "*"}
        return route.fulfill(body=body, content_type=kind, headers=headers)

    return answer


@pytest.mark.parametrize("name", DRAWN)
def test_a_map_in_a_notebook(name, tmp_path, from_npm, monkeypatch):
    if name == "lonboard" and find_spec("lonboard") is None:
        pytest.skip("pip install lonboard")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[1]), *_paths()]))
    cells = [
        MADE,
        IMPORTED[name],
        f"before = used()\n{DRAWN[name]}\nshown",
        "after = used()\nprint(*(b - a for a, b in zip(before, after, strict=True)))",
    ]
    write_notebook(tmp_path / "map.ipynb", cells)
    with sync_playwright() as playwright, jupyter_lab(tmp_path) as address:
        drawing = SOFTWARE_GL if name == "lonboard" else CANVAS
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*ARGUMENTS, *drawing]
        )
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        page.set_default_timeout(LONGEST_S * 1000)
        received = _bytes_of(page)
        page.route(re.compile(r"^https://"), from_npm)
        notebook = Notebook(page, address, "map.ipynb")
        notebook.run(0)
        notebook.run(1)
        received.clear()
        start = time.monotonic()
        notebook.run(2)
        if name == "parkland":  # which says so itself
            page.locator(READY).wait_for(state="attached")
            ready = time.monotonic() - start
        else:
            ready = _settled(page) - start
        megabytes = sum(received) / 1e6
        memory, processor = map(float, notebook.run(3).split())
        TABLE[name] = {
            "ready_s": ready,
            "message_MB": megabytes,
            "kernel_MB": memory,
            "kernel_cpu_s": processor,
        }
        browser.close()


def _paths() -> list[str]:
    return [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]


def _bytes_of(page: Page) -> list[int]:
    """Return the sizes of all messages that the page receives from now on."""
    sizes: list[int] = []

    def hear(payload: Any) -> None:
        sizes.append(len(payload))

    page.on("websocket", lambda socket: socket.on("framereceived", hear))
    return sizes


def _settled(page: Page) -> float:
    """Return when the picture of the map in the third cell changed for the last time."""
    area = page.locator(".jp-Notebook .jp-Cell").nth(2).locator(".jp-OutputArea-output").first
    area.wait_for()
    picture, changed = b"", time.monotonic()
    until = changed + LONGEST_S
    while time.monotonic() < until:
        shot = area.screenshot(timeout=LONGEST_S * 1000, animations="disabled")
        now = time.monotonic()
        if shot != picture:
            picture, changed = shot, now
        elif now - changed > QUIET_S and len(picture) > 20_000:  # an empty map is smaller
            return changed
        time.sleep(0.1)
    return float("nan")
