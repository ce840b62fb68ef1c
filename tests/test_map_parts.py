"""The parts of a map page: packing, thinning, legends, base maps, policy, notebooks."""

import base64
import dataclasses
import hashlib
import re
import subprocess
import sys
from unittest import mock

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.maps import packed_shapes
from parkland.maps.base_maps import find_base_map
from parkland.maps.content_policy import with_policy
from parkland.maps.drawn_coordinates import mercator, shown_shapes
from parkland.maps.map_legend import column_to_colour_by, legend
from parkland.maps.map_page import MapOptions, PageContent, page_content
from parkland.maps.packed_shapes import pack_shapes, spatial_order
from parkland.maps.packing import Pack
from parkland.maps.page_parcels import PageParcels
from parkland.maps.parcel_layer import InlineData
from parkland.maps.vertex_ranks import vertex_ranks
from parkland.safe_text import legible

from .map_pages import Block

NUMBERS = st.integers(-(2**45), 2**45)


def block_of(pack: Pack) -> Block:
    return Block(InlineData(PageContent({}, pack.base64())).render())


# Packing


@given(st.lists(NUMBERS, max_size=50), st.booleans())
def test_whole_numbers_come_back(numbers, delta):
    pack = Pack()
    pack.integers([1, 2, 3])
    described = pack.integers(numbers, delta=delta)
    assert block_of(pack).integers(described).tolist() == numbers


@given(st.lists(st.none() | st.text(max_size=8), max_size=30))
def test_texts_come_back_and_each_is_stored_once(texts):
    pack = Pack()
    described = pack.texts(texts)
    back = block_of(pack).texts(described)
    assert back == [None if text is None else legible(text) for text in texts]
    assert described["lengths"]["count"] == len({text for text in texts if text is not None})


def test_a_number_too_large_for_a_page_is_refused():
    with pytest.raises(OverflowError, match="does not fit"):
        Pack().integers([0, 2**60])


# Thinning


def ranks_of(shapes) -> tuple[np.ndarray, np.ndarray]:
    rings = shapely.get_rings(shapes)
    points, lines = shapely.get_coordinates(rings, return_index=True)
    closing = np.append(np.diff(lines) != 0, True)
    steps, lines = mercator(points)[~closing], lines[~closing]
    return steps, vertex_ranks(steps, lines, np.ones(len(steps), dtype=bool))


@given(st.integers(0, 10_000))
def test_a_vertex_that_parcels_share_is_kept_or_left_out_in_all_of_them(seed):
    random = np.random.default_rng(seed)
    common = np.column_stack([118.4 + np.linspace(0, 0.01, 40), 29.1 + random.normal(0, 1e-5, 40)])
    north = shapely.Polygon([*common, (118.41, 29.11), (118.4, 29.11)])
    south = shapely.Polygon([*common[::-1], (118.4, 29.09), (118.41, 29.09)])
    steps, ranks = ranks_of(np.array([north, south]))
    at_place: dict[tuple[int, int], set[int]] = {}
    for place, rank in zip(map(tuple, steps.tolist()), ranks.tolist(), strict=True):
        at_place.setdefault(place, set()).add(rank)
    assert all(len(found) == 1 for found in at_place.values())


def test_the_wider_the_view_the_fewer_vertices_and_none_is_far_from_what_is_drawn():
    angles = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    ring = np.column_stack([118.4 + np.cos(angles) * 0.01, 29.1 + np.sin(angles) * 0.01])
    steps, ranks = ranks_of(np.array([shapely.Polygon(ring)]))
    kept = [(ranks >= level).sum() for level in range(6)]
    assert kept == sorted(kept, reverse=True)
    assert kept[0] == 400
    assert kept[5] < 60
    for level, zoom in ((2, 14), (3, 12)):
        drawn = shapely.LinearRing(steps[ranks >= level])
        pixel = 2**32 / (256 * 2**zoom)
        assert shapely.distance(shapely.points(steps), drawn).max() < pixel


def test_holes_run_against_their_shell_whatever_the_file_says():
    square = shapely.box(118.4, 29.1, 118.41, 29.11)
    hole = shapely.box(118.402, 29.102, 118.404, 29.104)
    for turned in (hole.exterior.coords, list(hole.exterior.coords)[::-1]):
        pack = Pack()
        described = pack_shapes(pack, np.array([shapely.Polygon(square.exterior, [turned])]))
        block = block_of(pack)
        x, y = block.integers(described["x"]), block.integers(described["y"])
        signed = [
            np.sum(x[part] * np.roll(y[part], -1) - np.roll(x[part], -1) * y[part])
            for part in (slice(0, 4), slice(4, 8))
        ]
        assert np.sign(signed[0]) == -np.sign(signed[1]) != 0


def test_blocks_of_shapes_are_drawn_as_all_at_once():
    random = np.random.default_rng(4)
    corners = random.integers(0, 6, (40, 2)) * 0.001 + (118.4, 29.1)
    shapes = shapely.segmentize(shapely.box(*corners.T, *(corners + 0.002).T), 0.0003)
    inner = shapely.box(118.412, 29.102, 118.414, 29.104)
    holed = shapely.box(118.41, 29.1, 118.42, 29.11).difference(inner)
    place = shapely.Point(118.4, 29.1)
    others = [None, shapely.Polygon(), holed, place, shapely.MultiPolygon([holed])]
    mixed = np.concatenate([shapes, others])
    packs = []
    for vertices in (1, 100, 1 << 20):
        pack = Pack()
        with mock.patch.object(packed_shapes, "BLOCK", vertices):
            described = pack_shapes(pack, mixed)
        packs.append((described, pack.base64()))
    assert packs[0] == packs[1] == packs[2]


def test_shapes_without_geometry_and_lines_and_points_have_their_place():
    shapes = gpd.GeoSeries(
        [None, shapely.Point(118.4, 29.1), shapely.LineString([(118.4, 29.1), (118.5, 29.2)])],
        crs="EPSG:4326",
    )
    order = spatial_order(shapes)
    assert sorted(order) == [0, 1, 2]
    assert order[-1] == 0
    pack = Pack()
    described = pack_shapes(pack, shapes.to_numpy()[order])
    block = block_of(pack)
    assert block.integers(described["rings"]).tolist()[-1] == 0
    assert block.integers(described["open"]).all()
    assert sorted(block.integers(described["points"])) == [1, 2]


# Legends


@pytest.fixture(scope="module")
def coloured(ledger):
    parcels = ledger.parcels.assign(
        number=np.arange(len(ledger.parcels)) * 1.5,
        empty=pd.Series(None, index=ledger.parcels.index, dtype="str"),
        many=[f"v{i}" for i in range(len(ledger.parcels))],
        yes=pd.Series([True, None] + [False] * (len(ledger.parcels) - 2), dtype="boolean").values,
        counts=pd.Series([None, *range(len(ledger.parcels) - 1)], dtype="Int64").values,
    )
    wide = dataclasses.replace(ledger, parcels=parcels)
    return lambda lang: PageParcels.of(wide, np.arange(len(parcels)), lang)


def test_numbers_are_cut_into_classes_of_as_many_parcels_each(coloured):
    found = legend(coloured("zh"), by="number", present=[])
    counts = np.bincount(found.codes)
    assert len(counts) == 5
    assert counts.max() - counts.min() <= 1
    assert found.labels[0].startswith("0.0 – ")


def test_rare_values_share_a_class_and_missing_ones_have_their_own(coloured):
    many = legend(coloured("en"), by="many", present=[])
    assert many.labels[-1] == "Other"
    assert len(many.labels) == 11
    assert legend(coloured("zh"), by="empty", present=[]).labels == ["（无）"]
    assert legend(coloured("zh"), by="yes", present=[]).labels == ["否", "是", "（无）"]
    for found in (many, legend(coloured("zh"), by="layer", present=[])):
        assert len(found.labels) == len(found.colors) == found.codes.max() + 1
        assert len(set(found.colors)) == len(found.colors)


def test_ranges_leave_out_what_is_missing(coloured):
    found = legend(coloured("zh"), by="counts", present=[])
    assert found.labels[-1] == "（无）"
    assert (found.codes == len(found.labels) - 1).sum() == 1


def test_ranges_of_areas_are_in_the_unit_of_the_heading(coloured):
    found = legend(coloured("en"), by="stated_area_m2", present=[])
    assert found.title == "Stated area (mu)"
    assert found.labels[0].startswith("18.27 – ")


@pytest.mark.parametrize(
    ("typed", "column"),
    [
        ("disposal_kind", "disposal_kind"),
        ("Kind of disposal", "disposal_kind"),
        ("证载面积（亩）", "stated_area_m2"),
        ("stated area (mu)", "stated_area_m2"),
        ("状态", "status"),
        ("闲置", "idle"),
        ("十类地处置", "flag_ten_category"),
        ("供地状态", "供地状态"),
    ],
)
def test_a_printed_heading_names_its_column(typed, column, ledger):
    assert column_to_colour_by(ledger.parcels, typed) == column


def test_a_column_that_is_not_there_is_told(ledger):
    with pytest.raises(pk.ParklandError, match="no column 'colour' to colour by"):
        pk.draw_map(ledger, colour_by="colour")
    with pytest.raises(pk.ParklandError, match="Use district or another"):
        pk.draw_map(ledger, colour_by="distrikt")


@pytest.mark.parametrize("by", ["status", "layer", "district", "area_m2", "start_due"])
def test_figures_of_every_legend_add_up_to_the_total(by, ledger):
    head = page_content(ledger, MapOptions(by=by)).head
    items = head["classes"]["items"]
    assert sum(int(item["parcels"]) for item in items) == 29
    hundredths = [int(re.sub(r"\D", "", item["area"])) for item in items]
    assert sum(hundredths) == 182908


# Base maps and policy


@pytest.mark.parametrize(
    ("choice", "fault"),
    [
        ("bing", "'bing' is not a base map"),
        ("https://host.example/{x}/{z}.png", r"has no \{y\}"),
        ("https://host.example/{x}/{y}/{z}?tk={tk}", r"has unknown \{tk\}"),
        ("tianditu+key", "no key of tianditu in the environment"),
    ],
)
def test_a_base_map_that_cannot_be_is_told(choice, fault, monkeypatch):
    monkeypatch.delenv("PARKLAND_TIANDITU_KEY", raising=False)
    with pytest.raises(pk.ParklandError, match=fault):
        find_base_map(choice, lang="zh")


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"base_map": None}, "None is not a base map"),
        ({"context": 3}, "type int is not a context layer"),
        ({"context": [pd.DataFrame()]}, "type DataFrame is not a context layer"),
        ({"image": 3}, "type int is not a picture"),
        ({"title": 3}, "title is 3, not a text"),
        ({"footer": ["x"]}, r"footer is \['x'\], not a text"),
        ({"colour_by": None}, "no column None to colour by"),
        ({"lang": "fr"}, "'fr' is not a choice of lang"),
    ],
)
def test_an_argument_of_a_wrong_type_is_one_sentence(wrong, fault, ledger):
    with pytest.raises(pk.ParklandError, match=fault):
        pk.draw_map(ledger, **wrong)


def test_only_a_map_is_saved_as_a_map(ledger, tmp_path):
    with pytest.raises(pk.ParklandError, match="type Ledger is not a map"):
        pk.save_map(ledger, tmp_path / "m.html")


def test_a_table_gives_the_map_of_its_ledger_and_says_what_it_lacks(ledger):
    whole = page_content(ledger, MapOptions()).head
    table = pk.draw_map(ledger.parcels)
    assert Block(table.get_root().render()).head["classes"] == whole["classes"]
    parcels = ledger.parcels
    for frame, fault in (
        (parcels[["geometry"]], "a frame as an office has it"),
        (parcels.drop(columns="area_m2"), r"area_m2\. Add them with pk\.measure"),
        (parcels.drop(columns="idle"), r"idle\. Add them with .*flag_status"),
        (parcels.set_crs(None, allow_override=True), "no coordinate reference system"),
        (pd.DataFrame(parcels.drop(columns="geometry")), "no geometry"),
        (parcels.geometry, "neither a ledger nor a table"),
    ):
        with pytest.raises(pk.ParklandError, match=fault):
            pk.draw_map(frame)


def test_two_columns_of_one_name_are_no_legend(ledger):
    twice = ledger.parcels.assign(甲=1).rename(columns={"供地状态": "甲"})
    with pytest.raises(pk.ParklandError, match="two columns '甲'"):
        page_content(dataclasses.replace(ledger, parcels=twice), MapOptions(by="甲"))


def test_only_gaode_is_in_another_frame():
    names = ("tianditu", "tianditu-image", "gaode", "gaode-image")
    shifted = {name for name in names if find_base_map(name, lang="zh").shift == "gcj02"}
    assert shifted == {"gaode", "gaode-image"}
    assert find_base_map("none", lang="zh") is None


def test_user_data_is_not_moved(ledger):
    before = ledger.parcels.geometry.copy()
    shown_shapes(ledger.parcels.geometry, shift="gcj02")
    pk.draw_map(ledger, base_map="gaode")
    assert ledger.parcels.geometry.geom_equals(before).all()


def test_every_script_of_the_page_is_allowed_by_its_hash_and_no_other(ledger):
    page = pk.draw_map(ledger).get_root().render()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts}
    assert hashes == allowed
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert page.index("Content-Security-Policy") < page.index("<script")


def test_windows_line_ends_do_not_change_a_hash():
    unix = with_policy("<head></head><script>a\nb</script>", addresses=[], tiles=[])
    windows = with_policy("<head></head><script>a\r\nb</script>", addresses=[], tiles=[])
    hashed = re.compile(r"sha256-[^']+")
    assert hashed.search(unix)[0] == hashed.search(windows)[0]


def test_a_map_with_tiles_of_folium_allows_their_host_and_is_warned_about(ledger, tmp_path):
    drawn = pk.draw_map(ledger)
    folium.TileLayer("https://{s}.tiles.example/{z}/{x}/{y}.png", attr="x").add_to(drawn)
    with pytest.warns(pk.ForeignAssetWarning, match="tiles"):
        path = pk.save_map(drawn, tmp_path / "m.html")
    assert "https://*.tiles.example" in path.read_text(encoding="utf-8")


# Notebooks


def test_a_notebook_shows_a_small_map_offline(ledger):
    shown = pk.draw_map(ledger)._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert "Content-Security-Policy" in shown
    assert len(shown) < 1_500_000


def test_a_notebook_is_not_filled_with_a_large_map(ledger, monkeypatch):
    monkeypatch.setattr("parkland.maps.offline_page.NOTEBOOK_LIMIT", 100_000)
    said = pk.draw_map(ledger)._repr_html_()
    assert "save_map" in said
    assert len(said) < 500
    assert "is not put into the notebook" in pk.draw_map(ledger, lang="en")._repr_html_()


# Odd ledgers


def test_records_that_lie_nowhere_are_counted_but_not_drawn(ledger):
    lost = ledger.parcels.iloc[:3].copy()
    lost.loc[lost.index[0], "geometry"] = None
    lost.loc[lost.index[1], "geometry"] = shapely.Point(np.inf, 0)
    head = page_content(dataclasses.replace(ledger, quarantine=lost), MapOptions()).head
    (trouble,) = [kind for kind in head["trouble"] if kind["name"] == "quarantined"]
    assert trouble["number"] == 3
    assert trouble["shapes"]["rings"]["count"] == 1
    assert "2 条无图形" in trouble["label"]


def test_a_map_of_nothing_has_every_part(ledger):
    nothing = dataclasses.replace(
        ledger, parcels=ledger.parcels.iloc[:0], overlaps=ledger.overlaps.iloc[:0]
    )
    head = page_content(nothing, MapOptions(by="district")).head
    assert head["bounds"] is None
    assert head["periods"] is None
    assert head["classes"]["items"] == []


def test_the_command_line_passes_every_wish_on(tmp_path):
    done = subprocess.run(
        [
            sys.executable, "-m", "parkland", "map", "-o", tmp_path / "m.html", "--by", "district",
            "--title", "片区图", "--footer", "供讨论", "--base-map", "https://t.example/{z}/{x}/{y}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    head = Block(page).head
    assert head["classes"]["by"] == "district"
    assert head["words"]["title"] == "片区图"
    assert head["words"]["footer"][-1] == "供讨论"
    assert head["base"]["layers"] == ["https://t.example/{z}/{x}/{y}"]
    refused = subprocess.run(
        [sys.executable, "-m", "parkland", "map", "-o", tmp_path / "n.html", "--base-map", "x"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert "不是底图" in refused.stderr


# Layers below


def test_layers_below_look_as_what_they_are_and_zones_have_a_legend(ledger, tmp_path):
    whole = ledger.parcels.geometry.union_all().envelope
    halves = [shapely.box(*whole.bounds), whole.buffer(50), whole.buffer(9)]
    uses = ["仓储用地W1", "工业用地M1", None]
    zones = gpd.GeoDataFrame({"规划用途": uses}, geometry=halves, crs=ledger.parcels.crs)
    zones.to_file(tmp_path / "规划分区.gpkg")
    zones.boundary.to_file(tmp_path / "规划红线.gpkg")
    context = [tmp_path / "规划分区.gpkg", tmp_path / "规划红线.gpkg", zones.geometry]
    drawn = pk.draw_map(ledger, context=context)
    block = Block(drawn.get_root().render())
    planned, red_line, plain = block.head["context"]
    assert [zone["label"] for zone in planned["zones"]] == ["仓储用地W1", "工业用地M1"]
    assert len({zone["color"] for zone in planned["zones"]}) == 2
    assert sorted(block.integers(planned["zone"])) == [0, 1, 2]
    assert red_line["look"]["line"] == "#c8102e"
    assert not red_line["look"]["areas"]
    assert planned["look"]["areas"]
    assert "zones" not in plain


def test_few_numbers_with_many_digits_read_as_people_write_them(ledger):
    sums = np.resize([0.1 + 0.2, 12.345678901, np.nan], len(ledger.parcels))
    wide = dataclasses.replace(ledger, parcels=ledger.parcels.assign(sums=sums))
    items = page_content(wide, MapOptions(by="sums")).head["classes"]["items"]
    assert [item["label"] for item in items] == ["0.30", "12.35", "（无）"]
