"""A real Chromium that opens saved maps from disk, with the network off."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

import parkland as pk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page
    from shapely import Point

CANDIDATES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_S = 120  # a busy machine shows late what it shows
DESK = (1280, 860)
PHONE = (390, 844)

# Two frames later the browser has laid out and painted what a script has changed.
NEXT_FRAMES = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
# folium gives the map a global variable named so.
MAP = "window[Object.keys(window).find((name) => /^map_[0-9a-f]{32}$/.test(name))]"
RESTS = f"""() => {{
    const map = {MAP};
    return !map._animatingZoom && !(map._panAnim && map._panAnim._inProgress);
}}"""
PIXELS = f"""(places) => {{
    const map = {MAP};
    const box = map.getContainer().getBoundingClientRect();
    return places.map((place) => {{
        const pixel = map.latLngToContainerPoint(place);
        return [pixel.x + box.left, pixel.y + box.top];
    }});
}}"""
# Chromium warns of repeated reading from the map's own canvas, hence the copy.
PAINT = f"""([places, layer]) => {{
    const map = {MAP};
    const outer = map.getContainer().getBoundingClientRect();
    const tiles = [...map.getContainer().querySelectorAll(`${{layer}} canvas`)];
    return places.map((place) => {{
        const pixel = map.latLngToContainerPoint(place);
        const [x, y] = [pixel.x + outer.left, pixel.y + outer.top];
        const tile = tiles.find((canvas) => {{
            const box = canvas.getBoundingClientRect();
            return box.left <= x && x < box.right && box.top <= y && y < box.bottom;
        }});
        if (!tile) return [0, 0, 0, 0];
        const box = tile.getBoundingClientRect();
        const copy = new OffscreenCanvas(1, 1);
        const pen = copy.getContext("2d", {{ willReadFrequently: true }});
        const scale = tile.width / box.width;
        const [left, top] = [(x - box.left) * scale, (y - box.top) * scale];
        pen.drawImage(tile, -Math.floor(left), -Math.floor(top));
        return [...pen.getImageData(0, 0, 1, 1).data];
    }});
}}"""


@dataclass
class MapPage:
    """A map open in the browser, and all that it asked for or complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Write down every request, warning and error from now on."""
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def pixels(self, points: list[Point]) -> list[tuple[float, float]]:
        """Return where points in degrees lie on the screen."""
        return [(x, y) for x, y in self.page.evaluate(PIXELS, _places(points))]

    def paint(self, points: list[Point], layer: str = ".pk-parcels") -> list[tuple[int, ...]]:
        """Return red, green, blue and opacity of what a layer has drawn at points in degrees."""
        return [tuple(rgba) for rgba in self.page.evaluate(PAINT, [_places(points), layer])]

    def wait_for_paint(self, point: Point, *, there: bool, layer: str = ".pk-parcels") -> None:
        """Wait until the layer has drawn something at `point`, or nothing."""
        compare = ">" if there else "==="
        self.until(f"(what) => ({PAINT})(what)[0][3] {compare} 0", [_places([point]), layer])

    def until(self, condition: str, arg: Any = None) -> None:
        """Wait until a function of the page says yes.

        Playwright's own waiting evaluates text in the page, which its policy forbids.
        """
        self.page.evaluate(
            f"""(arg) => new Promise((resolve, reject) => {{
                const until = performance.now() + {1000 * PATIENCE_S};
                const look = () => {{
                    if (({condition})(arg)) resolve();
                    else if (performance.now() > until) reject(new Error("waited for nothing"));
                    else setTimeout(look, 20);
                }};
                look();
            }})""",
            arg,
        )

    def wait_for_rest(self) -> None:
        """Wait until the map neither moves nor zooms, and has painted its last change."""
        self.until(RESTS)
        self.page.evaluate(NEXT_FRAMES)

    def hover(self, point: Point) -> None:
        """Move the mouse to `point`."""
        ((x, y),) = self.pixels([point])
        self.page.mouse.move(x, y)
        self.page.wait_for_timeout(50)  # Leaflet ignores movements for 32 ms after one it has seen
        self.page.mouse.move(x + 1, y)

    def click(self, point: Point) -> None:
        """Click on `point`."""
        ((x, y),) = self.pixels([point])
        self.page.mouse.click(x, y)

    def tap(self, point: Point) -> None:
        """Touch `point` with a finger."""
        ((x, y),) = self.pixels([point])
        self.page.touchscreen.tap(x, y)


def _places(points: list[Point]) -> list[list[float]]:
    return [[point.y, point.x] for point in points]


def find_chromium() -> str | None:
    """Return the executable that PARKLAND_CHROMIUM names, or the first one on the path."""
    named = os.environ.get("PARKLAND_CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, CANDIDATES)), None)


# Of the package, not of the session: while Playwright runs, no other test can run an event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        named = os.environ.get("PARKLAND_CHROMIUM")
        absence = (
            f"PARKLAND_CHROMIUM names {named}, which cannot be run"
            if named
            else f"no Chromium on the path ({', '.join(CANDIDATES)}); name it in PARKLAND_CHROMIUM"
        )
        if os.environ.get("CI"):
            pytest.fail(absence)
        pytest.skip(absence)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=1000 * PATIENCE_S)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., MapPage]]:
    """Return a function that opens a saved map; at the end no page may have complained."""
    opened: list[MapPage] = []
    with ExitStack() as contexts:

        def open_(
            path: Path, *, size: tuple[int, int] = DESK, at: str = "", **options: Any
        ) -> MapPage:
            width, height = size
            context = browser.new_context(
                offline=True, viewport={"width": width, "height": height}, **options
            )
            contexts.callback(context.close)
            shown = MapPage(context.new_page())
            shown.listen()
            opened.append(shown)
            shown.page.goto(path.as_uri() + at)
            shown.page.locator("html[data-ready=true]").wait_for(state="attached")
            return shown

        yield open_
        assert [shown.complaints for shown in opened] == [[] for _ in opened]


@pytest.fixture
def open_map(open_page: Callable[..., MapPage], tmp_path: Path) -> Callable[..., MapPage]:
    """Return a function that draws, saves and opens the map of a ledger."""

    def open_(ledger: pk.Ledger, **wishes: Any) -> MapPage:
        return open_page(pk.save_map(pk.draw_map(ledger, **wishes), tmp_path / "map.html"))

    return open_


@pytest.fixture(scope="session")
def sample_pages(ledger: pk.Ledger, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the saved map of the sample in each language."""
    folder = tmp_path_factory.mktemp("maps")
    return {
        lang: pk.save_map(pk.draw_map(ledger, lang=lang), folder / f"{lang}.html")
        for lang in ("zh", "en")
    }


@pytest.fixture
def sample_map(
    open_page: Callable[..., MapPage], sample_pages: dict[str, Path]
) -> Callable[..., MapPage]:
    """Return a function that opens the map of the sample."""

    def open_(lang: str = "zh", **options: Any) -> MapPage:
        return open_page(sample_pages[lang], **options)

    return open_


@pytest.fixture
def phone(sample_map: Callable[..., MapPage]) -> MapPage:
    """Return the map of the sample on a phone."""
    return sample_map(size=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)


@pytest.fixture(scope="session")
def spots(ledger: pk.Ledger) -> dict[str, Point]:
    """Return a point inside each parcel of the sample, in degrees, by parcel number."""
    return spots_of(ledger)


def spots_of(ledger: pk.Ledger) -> dict[str, Point]:
    """Return a point inside each parcel, in degrees, by parcel number."""
    points = ledger.parcels.geometry.representative_point().to_crs("EPSG:4326")
    return dict(zip(ledger.parcels["parcel_id"], points, strict=True))
