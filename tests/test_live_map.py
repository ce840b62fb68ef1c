"""A live map without a browser: what Python sets, what a page would tell, and what is refused."""

from __future__ import annotations

import datetime as dt
import gzip
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import parkland as pk


@pytest.fixture
def live(ledger):
    drawn = pk.ParcelMap(ledger, lang="en")
    yield drawn
    drawn.close()


@pytest.fixture(scope="module")
def untouched(ledger):
    """Return a map that refuses every wrong value, so that one is enough for all of them."""
    drawn = pk.ParcelMap(ledger, lang="en")
    yield drawn
    drawn.close()


def bits(places, number):
    marked = np.zeros(number, dtype=bool)
    marked[list(places)] = True
    return memoryview(np.packbits(marked, bitorder="little").tobytes())


def page_tells(live, **traits):
    """Do what the kernel does with a message of the page."""
    live.set_state(traits)


def test_a_selection_of_the_page_is_a_table_and_is_heard_once(live, ledger):
    heard = []
    live.observe(lambda change: heard.append(change.new), names="selected")
    page_tells(live, _picked=bits([9, 2, 17], len(ledger.parcels)))
    assert live.selected.index.tolist() == ledger.parcels.index[[2, 9, 17]].tolist()
    assert [len(table) for table in heard] == [3]
    assert type(live.selected) is type(ledger.parcels)
    page_tells(live, _picked=bits([9, 2, 17], len(ledger.parcels)))
    assert len(heard) == 1


def test_what_is_shown_is_a_table_when_it_is_asked_for(live, ledger):
    number = len(ledger.parcels)
    page_tells(live, _shown=bits([1, 2], number))
    assert live.shown.index.tolist() == ledger.parcels.index[[1, 2]].tolist()
    page_tells(live, _shown=bits([3], number))
    assert live.shown.index.tolist() == [ledger.parcels.index[3]]
    heard = []
    live.observe(lambda change: heard.append(len(change.new)), names="shown")
    page_tells(live, _shown=bits([3, 4, 5], number))
    assert heard == [3]


def test_a_selection_is_set_by_a_mask_by_labels_and_by_a_table(live, ledger):
    parcels = ledger.parcels
    idle = parcels[parcels["idle"].fillna(value=False)]
    for rows in (parcels["idle"], list(idle.index[::-1]), idle, idle.query("area_m2 > 0")):
        live.selected = None
        assert len(live.selected) == 0
        live.selected = rows
        assert live.selected.index.tolist() == idle.index.tolist()
        assert bytes(live._picked) == bytes(
            bits(parcels.index.get_indexer(idle.index), len(parcels))
        )


def test_what_is_selected_passes_to_every_verb(live, ledger, tmp_path):
    live.selected = ledger.parcels["idle"]
    assert pk.totals(live.selected).loc["idle", "area_mu"] == 95.9
    assert pk.write_report(live.selected, tmp_path / "idle.md").exists()
    page_tells(live, _clicked=int(ledger.parcels.index.get_loc(live.selected.index[0])))
    assert "闲置" in str(pk.explain(live.clicked, as_of=ledger.as_of))
    page_tells(live, _clicked=-1)
    assert live.clicked is None


def test_colours_are_those_of_draw_map(live, ledger):
    from parkland.maps.map_page import MapOptions, page_content

    by_size = pk.ValueClasses("area_m2", scheme="natural", classes=4)
    for by in ("district", by_size, "片区"):
        live.colour_by = by
        head = page_content(ledger, MapOptions(by=by, lang="en")).head
        assert live._legend["classes"] == head["classes"]
        assert len(live._legend["codes"]) == len(ledger.parcels)
    live.colour_by = "status"
    assert live._legend is None


def test_a_page_that_was_drawn_by_another_column_is_drawn_anew_for_the_status(ledger):
    live = pk.ParcelMap(ledger, colour_by="district")
    before = live._block
    live.colour_by = "status"
    assert live._block != before
    assert live._legend is None


def test_another_language_is_another_page_with_the_same_state(live):
    live.flags = ["idle"]
    live.lang = "zh"
    assert "土地状态图" in gzip.decompress(live._page).decode()
    assert live.flags == ["idle"]


def test_filter_and_day(live, ledger):
    live.filter = ledger.parcels["area_m2"] > 50_000
    assert live.filter.sum() == (ledger.parcels["area_m2"] > 50_000).sum()
    assert live._only is not None
    page_tells(live, _only=None)  # a search has led to a parcel that the filter leaves out
    assert live.filter is None
    live.day = "2018-06-30"
    assert live.day == dt.date(2018, 6, 30)
    page_tells(live, _day=live._day + 1)
    assert live.day == dt.date(2018, 7, 1)
    live.day = None
    assert live.day == ledger.as_of


def test_switches_that_the_page_tells_are_taken_as_they_are(live):
    page_tells(live, _classes=["by hand"], hidden_classes=["by hand"], flags=["idle"])
    assert (live.hidden_classes, live.flags) == (["by hand"], ["idle"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("selected", "GD-03"),
        ("selected", ["no such label"]),
        ("selected", 3),
        ("filter", pd.Series([True])),
        ("colour_by", "no such column"),
        ("colour_by", 3),
        ("colour_by", None),
        ("lang", None),
        ("flags", None),
        ("lang", "fr"),
        ("day", "1900-01-01"),
        ("day", "soon"),
        ("flags", "idle"),
        ("flags", ["no such flag"]),
        ("hidden_classes", [3]),
        ("hidden_layers", {"a": 1}),
        ("center", 3),
        ("center", (91, 0)),
        ("center", ("29", "118")),
        ("zoom", "near"),
        ("zoom", float("nan")),
        ("zoom", True),
        ("height", "600px"),
        ("height", 10),
    ],
)
def test_a_wrong_value_is_one_sentence_and_changes_nothing(untouched, name, value):
    before = getattr(untouched, name)
    with pytest.raises(pk.ParklandError) as caught:
        setattr(untouched, name, value)
    assert "\n" not in str(caught.value)
    assert getattr(untouched, name) is before
    untouched.selected = [untouched.ledger.parcels.index[0]]  # and the map goes on
    assert len(untouched.selected) == 1


def test_the_page_holds_no_block_and_the_block_is_that_of_the_saved_page(live, tmp_path):
    from .map_pages import Block

    page = gzip.decompress(live._page).decode()
    assert "parklandDriven" in page
    assert '_block"></script>' in page
    saved = live.save(tmp_path / "live.html").read_bytes()
    drawn = pk.draw_map(live.ledger, lang="en")
    assert saved == pk.save_map(drawn, tmp_path / "drawn.html").read_bytes()
    assert gzip.decompress(live._block) == Block(saved.decode()).bytes.tobytes()


def test_the_page_has_a_policy_and_hostile_text_is_no_script(ledger):
    from dataclasses import replace

    bad = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    parcels = ledger.parcels.assign(district=bad, holder=bad)
    live = pk.ParcelMap(replace(ledger, parcels=parcels), title=bad, colour_by="district")
    page = gzip.decompress(live._page).decode()
    assert (
        "alert(1)</script>" not in page.replace("&lt;", "<").split("<body>")[0].split("<title>")[0]
    )
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "Content-Security-Policy" in page


def test_a_place_without_widgets_says_what_to_do(live):
    bundle, _ = live._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "parkland[notebook]" in bundle["text/plain"]
    assert "29 parcels" in repr(live)


def test_a_notebook_that_displays_no_widgets_shows_the_sentence(live, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **_: shown.append(bundle))
    live.colour_by = "status"
    live._ipython_display_()
    there, note = shown
    assert there["text/plain"] == "ParcelMap(29 parcels)"
    assert "parkland[notebook]" in note["text/html"]
    assert "&quot;map.html&quot;" in note["text/html"]
    assert ".parkland-live-note { display: none; }" in live._css


def test_without_the_library_one_sentence_says_what_to_install():
    code = (
        "import sys; sys.modules['anywidget'] = None\n"
        "import parkland as pk\n"
        "assert 'ParcelMap' in dir(pk)\n"
        "try: pk.ParcelMap(pk.open_ledger(pk.sample_path(), as_of='2020-12-31'))\n"
        "except pk.ParklandError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'parkland[notebook]'" in said.stdout
    assert said.stdout.count("\n") == 1


def test_a_ledger_without_parcels_has_a_map(ledger):
    live = pk.ParcelMap(ledger[[]])
    assert len(live.selected) == len(live.shown) == 0
    live.fit()


def test_a_misspelt_setting_is_refused(ledger):
    live = pk.ParcelMap(ledger)
    with pytest.raises(pk.ParklandError, match="no 'color_by'. Set one of colour_by"):
        live.color_by = "layer"
    live.close()
