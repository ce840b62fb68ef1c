"""A live map in a real JupyterLab: what a person does in it, and what Python sees and sets."""

from __future__ import annotations

import base64
import json
import os
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import parkland as pk

from .conftest import MAP, PATIENCE_S, MapPage
from .jupyter_lab import Notebook, jupyter_lab, write_notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator

pytestmark = pytest.mark.browser

OPENING = "import parkland as pk\nledger = pk.open_ledger(pk.sample_path(), as_of='2020-12-31')"
CELLS = {
    "one": f"{OPENING}\none = pk.ParcelMap(ledger)\none",
    "two": "two = pk.ParcelMap(ledger, colour_by='district', lang='en')\ntwo.height = 420\ntwo",
    "again": "one",
    "selected": "total = pk.totals(one.selected, margins=True).loc['total']\n"
    "print(int(total['parcels']), f\"{total['area_mu']:,.2f}\", len(two.selected))",
    "clicked": "print(one.clicked['parcel_id'], one.flags, len(one.shown))",
    "choose": "one.flags = []\none.selected = ledger.parcels['idle']\none.fit()",
    "set": "one.colour_by = 'district'\n"
    "one.filter = ledger.parcels['status'] != 'reclaimed'\none.day = '2018-06-30'",
    "lang": "one.lang = 'en'",
    "view": "one.fit(ledger.parcels[ledger.parcels['parcel_id'] == 'GD-03'])",
    "where": "print(*(f'{part:.4f}' for part in one.center), one.zoom, len(one.bounds))",
    "close": "two.close()",
}
PLACE = {name: number for number, name in enumerate(CELLS)}


@pytest.fixture(scope="module")
def notebook(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    """Return a notebook with two maps, of which the first is displayed in two places."""
    if not os.environ.get("CI"):
        for library in ("jupyterlab", "anywidget"):
            if find_spec(library) is None:
                pytest.skip(f"no {library}: pip install 'parkland[notebook]'")
    folder = tmp_path_factory.mktemp("lab")
    write_notebook(folder / "map.ipynb", list(CELLS.values()))
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    with jupyter_lab(folder) as address:
        shown = MapPage(context.new_page())
        shown.listen()
        book = Notebook(shown.page, address, "map.ipynb")
        for name in ("one", "two", "again"):
            book.run(PLACE[name])
        yield book
        server = address.split("lab/tree")[0]
        assert [
            url for url in shown.requests if not url.startswith((server, "data:", "blob:"))
        ] == []
        assert [text for text in shown.complaints if "jupyter" not in text.lower()] == []
        context.close()


def panel(frame, scope: str) -> list[str]:
    """Return the number of parcels and their area that the panel prints."""
    return figures(frame, scope).all_inner_texts()


def figures(frame, scope: str) -> Locator:
    return frame.locator(f".pk-scopes tr[data-scope={scope}] td.pk-number")


def draw_box(notebook: Notebook, number: int, start, end) -> None:
    """Select by a box on the map with this number."""
    notebook.map(number).locator(".pk-tool-box").click()
    x, y = notebook.corner(number)
    mouse = notebook.page.mouse
    mouse.move(x + start[0], y + start[1])
    mouse.down()
    mouse.move(x + end[0], y + end[1], steps=4)
    mouse.up()


def run(notebook: Notebook, name: str) -> str:
    return notebook.run(PLACE[name], prints="print(" in CELLS[name]).strip()


def test_a_box_selects_and_the_next_cell_reads_what_the_panel_prints(notebook):
    frame = notebook.map(0)
    draw_box(notebook, 0, (200, 150), (420, 330))
    expect(figures(frame, "picked").first).not_to_have_text("0")
    number, area = panel(frame, "picked")
    assert 0 < int(number) < 29
    assert run(notebook, "selected") == f"{number} {area} 0"
    # the same map in another place, and another map
    expect(figures(notebook.map(2), "picked")).to_have_text([number, area])
    assert panel(notebook.map(1), "picked") == ["0", "0.00"]


def test_a_click_a_switch_and_a_search_come_back(notebook, ledger):
    frame = notebook.map(0)
    frame.locator('[data-axis="flag"] input').nth(1).check()  # idle
    frame.locator(".pk-search input").click()
    notebook.page.keyboard.type("GD-03")  # would be shortcuts of the notebook outside of the frame
    frame.locator(".pk-search li").first.wait_for()
    notebook.page.keyboard.press("Enter")
    frame.locator(".pk-popup h2", has_text="GD-03").wait_for()
    idle = int(ledger.parcels["idle"].sum())
    assert run(notebook, "clicked") == f"GD-03 ['idle'] {idle}"


def test_a_selection_from_python_is_seen_in_both_places(notebook):
    run(notebook, "choose")
    for place in (0, 2):
        expect(figures(notebook.map(place), "picked")).to_have_text(["3", "95.90"])


def test_colour_filter_and_day_are_seen_on_the_canvas(notebook, ledger):
    frame = notebook.map(0)
    canvas = MapPage(frame)
    parcels = ledger.parcels.to_crs(4326)
    inside = parcels.geometry.representative_point()
    taken = [inside[parcels["status"] == "reclaimed"].iloc[0]]
    left = inside[parcels["district"] == "杨村片区"].iloc[0]
    canvas.wait_for_paint(left, there=True)
    colour = canvas.paint([left])[0]
    run(notebook, "set")
    canvas.wait_for_paint(taken[0], there=False)
    canvas.until("() => !parkland.queue.running")
    assert canvas.paint([left])[0] != colour
    expect(frame.locator(".pk-as-of")).to_contain_text("2018-06-30")
    assert frame.locator('[data-axis="class"] caption').inner_text().startswith("片区")
    left_out = int((ledger.parcels["status"] == "reclaimed").sum())
    expect(figures(frame, "shown").first).to_have_text(str(29 - left_out))


def test_another_language_is_another_page_in_the_same_state(notebook, ledger):
    run(notebook, "lang")
    title = notebook.page.frame_locator("iframe >> nth=0").locator(".pk-panel h1")
    expect(title).to_contain_text("land status")
    frame = notebook.map(0)
    expect(frame.locator(".pk-as-of")).to_contain_text("2018-06-30")
    expect(figures(frame, "picked")).to_have_text(["3", "95.90"])


def test_the_view_is_set_and_told(notebook, ledger):
    run(notebook, "view")
    MapPage(notebook.map(0)).until(f"() => {MAP}.getZoom() > 15")
    until = time.monotonic() + PATIENCE_S
    told = ["0"] * 4
    while float(told[2]) <= 15 and time.monotonic() < until:
        told = run(notebook, "where").split()
    lat, lng, zoom, corners = told
    wanted = ledger.parcels.loc[ledger.parcels["parcel_id"] == "GD-03"].to_crs(4326)
    middle = wanted.geometry.iloc[0].centroid
    assert abs(float(lat) - middle.y) < 0.002
    assert abs(float(lng) - middle.x) < 0.003
    assert float(zoom) > 15
    assert corners == "2"


def test_the_theme_is_followed_and_a_moved_map_stays_as_it_was(notebook):
    notebook.page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    frame = notebook.map(0)
    color = "getComputedStyle(document.querySelector('.pk-panel')).backgroundColor"
    MapPage(frame).until(f"() => {color} !== 'rgb(255, 255, 255)'")
    notebook.page.evaluate(
        "() => document.querySelectorAll('iframe').forEach((one) => one.parentElement.append(one))"
    )
    until = time.monotonic() + PATIENCE_S
    while not frame.is_detached() and time.monotonic() < until:
        notebook.page.wait_for_timeout(50)
    assert frame.is_detached()
    expect(figures(notebook.map(0), "picked")).to_have_text(["3", "95.90"])


def test_a_closed_map_leaves_the_page_and_the_others_stay(notebook):
    run(notebook, "close")
    expect(notebook.page.locator("iframe")).to_have_count(2)
    style = "getComputedStyle(document.querySelector('.jp-Notebook')).fontFamily"
    assert "Noto Sans CJK" not in notebook.page.evaluate(style)
    assert notebook.page.evaluate("typeof parkland + typeof L") == "undefinedundefined"


FRONT_END = """<!DOCTYPE html><html><head><meta http-equiv="Content-Security-Policy" content="
default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src https: data:;
connect-src https:; child-src https: data:"></head>
<body class="vscode-dark"><div id="place"></div><script type="module">
%(script)s
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const state = %(state)s;
for (const name of ["_page", "_block", "_picked"]) state[name] = bytes(state[name]);
window.told = {};
const model = {
  get: (name) => (name in state ? state[name] : null),
  set: (name, value) => { state[name] = window.told[name] = value; },
  save_changes() {}, send() {}, on() {}, off() {},
};
render({ model, el: document.getElementById("place") });
</script></body></html>"""


def test_another_front_end_with_the_policy_of_vs_code_displays_the_map(browser, ledger, tmp_path):
    """Only the model of anywidget is there: no JupyterLab, no eval, no worker, no blob address."""
    live = pk.ParcelMap(ledger)
    names = ("hidden_classes", "hidden_layers", "flags", "_day", "_words", "height")
    state = {name: getattr(live, name) for name in names}
    for name in ("_page", "_block", "_picked"):
        state[name] = base64.b64encode(getattr(live, name)).decode()
    script = live._esm.replace("export default { render };", "")
    path = tmp_path / "front_end.html"
    path.write_text(FRONT_END % {"script": script, "state": json.dumps(state)}, "utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 700})
    shown = MapPage(context.new_page())
    shown.listen()
    shown.page.goto(path.as_uri())
    shown.page.locator("iframe[data-ready=true]").wait_for(state="attached")
    frame = shown.page.frames[1]
    assert frame.evaluate("document.documentElement.dataset.theme") == "dark"
    frame.locator(".pk-search input").fill("GD-03")
    frame.locator(".pk-search li").first.wait_for()
    frame.locator(".pk-search input").press("Enter")
    frame.locator(".pk-popup h2", has_text="GD-03").wait_for()
    place = int(ledger.parcels["parcel_id"].eq("GD-03").to_numpy().argmax())
    assert shown.page.evaluate("told._clicked") == place
    octet = f"told._picked.getUint8({place // 8})"
    assert shown.page.evaluate(octet) == 1 << (place % 8)
    assert shown.complaints == []
    context.close()
    live.close()


LARGE = """
import dataclasses, numpy as np, shapely

copies, number = 3449, len(ledger.parcels)
parcels = ledger.parcels.iloc[np.tile(np.arange(number), copies)].reset_index(drop=True)
shapes = parcels.geometry.to_numpy()
points, owner = shapely.get_coordinates(shapes, return_index=True)
moved = np.column_stack([owner // number % 59, owner // number // 59]) * 3500
shapes = shapely.set_coordinates(shapes.copy(), points + moved)
parcels = pk.measure(parcels.set_geometry(shapes, crs=ledger.parcels.crs))
many = dataclasses.replace(ledger, parcels=parcels, overlaps=ledger.overlaps.iloc[:0])
live = pk.ParcelMap(many)
live
"""
LARGE_TOTAL = """
total = pk.totals(live.selected, margins=True).loc["total"]
print(int(total["parcels"]), f"{total['area_mu']:,.2f}", len(many.parcels))
"""


@pytest.mark.slow
def test_a_hundred_thousand_parcels_are_selected_by_a_box(browser, tmp_path):
    write_notebook(tmp_path / "large.ipynb", [OPENING + LARGE, LARGE_TOTAL])
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    with jupyter_lab(tmp_path) as address:
        notebook = Notebook(context.new_page(), address, "large.ipynb")
        notebook.run(0)
        frame = notebook.map(0)
        draw_box(notebook, 0, (250, 150), (450, 330))
        number, area = panel(frame, "picked")
        assert int(number.replace(",", "")) > 1000
        assert notebook.run(1).split() == [number.replace(",", ""), area, "100021"]
    context.close()
