"""Own tiles below the parcels: MBTiles, PMTiles and folders, also hostile ones."""

from __future__ import annotations

import gzip
import sqlite3
import struct
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.maps import embedded_tiles
from parkland.maps.drawn_coordinates import shown_shapes
from parkland.maps.embedded_tiles import rectangle, widened
from parkland.maps.map_page import MapOptions, page_content
from parkland.maps.tile_archives import open_tiles, plain_credit
from parkland.maps.tile_pictures import require_picture

from .map_pages import Block

ZOOMS = range(12, 16)


def png(shade: int, side: int = 256, *, declared: int | None = None) -> bytes:
    """Return a grey picture; `declared` is the size that its head names."""
    size = declared or side
    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([shade]) * side) * side)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


@pytest.fixture(scope="module")
def wanted(ledger):
    """Return every tile that covers the sample, by zoom, column and row from the north."""
    bounds = shown_shapes(ledger.parcels.geometry, shift="").total_bounds
    found = {}
    for zoom in ZOOMS:
        part = rectangle(widened(tuple(bounds)), zoom)
        for column in range(part.west, part.east + 1):
            for row in range(part.north, part.south + 1):
                found[zoom, column, row] = png(10 * zoom + (column + row) % 7)
    return found


def write_mbtiles(path, tiles, *, view: str = "", split: bool = False):
    with sqlite3.connect(path) as database:
        database.execute("create table metadata (name text, value text)")
        database.execute(
            "insert into metadata values ('attribution', '<b onclick=x()>某局</b> &lt;2024')"
        )
        rows = [(z, x, 2**z - 1 - y, content) for (z, x, y), content in tiles.items()]
        kinds = "zoom_level integer, tile_column integer, tile_row integer"
        if view:
            database.execute(view)
        elif split:
            database.execute(f"create table map ({kinds}, tile_id text)")
            database.execute("create table images (tile_id text, tile_data blob)")
            for z, x, y, content in rows:
                database.execute("insert into map values (?, ?, ?, ?)", (z, x, y, f"{z}{x}{y}"))
                database.execute("insert into images values (?, ?)", (f"{z}{x}{y}", content))
            database.execute("create view tiles as select * from map join images using (tile_id)")
        else:
            database.execute(f"create table tiles ({kinds}, tile_data blob)")
            database.executemany("insert into tiles values (?, ?, ?, ?)", rows)
    database.close()
    return path


def write_pmtiles(path, tiles, **header):
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import Writer

    numbered = sorted((zxy_to_tileid(*place), content) for place, content in tiles.items())
    corners = ("min_lon", "min_lat", "max_lon", "max_lat", "center_lon", "center_lat")
    kinds = {"tile_type": TileType.PNG, "tile_compression": Compression.NONE, "center_zoom": 0}
    with path.open("wb") as file:
        writer = Writer(file)
        for number, content in numbered:
            writer.write_tile(number, content)
        described = {**{f"{name}_e7": 0 for name in corners}, **kinds, **header}
        writer.finalize(described, {"attribution": "某局"})
    return path


def write_folder(path, tiles, *, from_south: bool = False):
    for (zoom, column, row), content in tiles.items():
        named = 2**zoom - 1 - row if from_south else row
        place = path / str(zoom) / str(column) / f"{named}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    if from_south:
        (path / "tilemapresource.xml").write_text("<TileMap/>")
    return path


WRITERS = {
    "mbtiles": lambda folder, tiles: write_mbtiles(folder / "a.mbtiles", tiles),
    "split": lambda folder, tiles: write_mbtiles(folder / "b.mbtiles", tiles, split=True),
    "pmtiles": lambda folder, tiles: write_pmtiles(folder / "c.pmtiles", tiles),
    "folder": lambda folder, tiles: write_folder(folder / "d", tiles),
    "from south": lambda folder, tiles: write_folder(folder / "e", tiles, from_south=True),
}


@pytest.mark.parametrize("kind", list(WRITERS))
def test_every_kind_of_archive_gives_the_same_tiles(kind, wanted, ledger, tmp_path):
    beyond = {(12, 0, 0): png(1), (19, 2**18, 2**18): png(2)}
    image = WRITERS[kind](tmp_path, wanted | beyond)
    drawn = pk.draw_map(ledger, image=pk.Backdrop(image, attribution="某局 2024"))
    assert f"{len(wanted)} 张" in drawn.told[0]
    block = Block(drawn.get_root().render())
    (tiles,) = block.head["tiles"]
    assert tiles["attribution"] == "某局 2024"
    places = zip(*(block.integers(tiles[name]) for name in ("zoom", "column", "row")), strict=True)
    at, found = tiles["at"], {}
    for place, size in zip(places, block.integers(tiles["sizes"]), strict=True):
        found[tuple(map(int, place))] = block.bytes[at : at + size].tobytes()
        at += size
    assert found == wanted


def test_the_finest_zooms_are_left_out_and_told_where_they_are_too_large(
    wanted, ledger, tmp_path, monkeypatch
):
    monkeypatch.setattr(embedded_tiles, "MOST_BYTES", 3000)
    path = write_folder(tmp_path / "t", wanted)
    with pytest.warns(pk.ParklandWarning, match="tiles from zoom 1[3-5] on are not embedded"):
        head = page_content(ledger, MapOptions(image=path)).head
    assert head["tiles"][0]["bytes"] <= 3000


def test_the_source_that_a_file_names_is_text(wanted, ledger, tmp_path):
    path = write_mbtiles(tmp_path / "a.mbtiles", wanted)
    head = page_content(ledger, MapOptions(image=path)).head
    assert head["tiles"][0]["attribution"] == "某局 <2024"
    assert plain_credit(b"x") == ""
    assert len(plain_credit("长" * 5000)) == 200


HOSTILE_VIEW = (
    "create view tiles as with recursive n(i) as (select 1 union all select i + 1 from n)"
    " select 12 zoom_level, i tile_column, i tile_row, randomblob(9) tile_data from n"
)


def as_file(name, content):
    def write(folder):
        (folder / name).write_bytes(content)
        return folder / name

    return write


def without_tiles(folder):
    (folder / "x" / "elsewhere").mkdir(parents=True)
    return folder / "x"


@pytest.mark.parametrize(
    ("write", "fault"),
    [
        (lambda at: write_mbtiles(at / "v.mbtiles", {}, view=HOSTILE_VIEW), "no table of tiles"),
        (as_file("n.mbtiles", b"no database" * 99), "cannot be read"),
        (as_file("t.mbtiles", b""), "no table of tiles"),
        (as_file("p.pmtiles", b"PMTiles\x03" + b"\xff" * 200), "cannot be read"),
        (as_file("q.pmtiles", b"PMTiles\x02" + bytes(200)), "cannot be read"),
        (as_file("e.pmtiles", b""), "beyond its end"),
        (as_file("x.zip", b"PK"), "tiles are an .mbtiles file|a picture is a file in"),
        (without_tiles, "no folders of zooms"),
        (lambda at: at / "absent.mbtiles", "no such file"),
    ],
)
def test_a_file_that_is_no_archive_of_tiles_is_one_sentence(write, fault, ledger, tmp_path):
    with pytest.raises(pk.ParklandError, match=fault):
        pk.draw_map(ledger, image=write(tmp_path))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (gzip.compress(b"vector tile"), "no PNG, JPEG or WebP picture"),
        (b"<svg onload=alert(1)>", "no PNG, JPEG or WebP picture"),
        (png(1, 4, declared=60_000), "60,000 times 60,000 pixels"),
    ],
    ids=["vector tile", "markup", "too large"],  # bytes packed now would name a test by the second
)
def test_a_tile_that_is_no_picture_or_too_large_is_told(content, fault, wanted, ledger, tmp_path):
    path = write_mbtiles(tmp_path / "t.mbtiles", dict.fromkeys(wanted, content))
    with pytest.raises(pk.ParklandError, match=fault):
        pk.draw_map(ledger, image=path)


def test_no_tiles_where_the_parcels_are_is_told(ledger, tmp_path):
    path = write_folder(tmp_path / "t", {(14, 0, 0): png(1)})
    with pytest.raises(pk.ParklandError, match="no tiles where the parcels are"):
        pk.draw_map(ledger, image=path)


def test_a_link_out_of_a_folder_is_not_followed(wanted, ledger, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(png(77))
    folder = write_folder(tmp_path / "t", wanted)
    place = next(folder.rglob("*.png"))
    place.unlink()
    place.symlink_to(secret)
    (tiles,) = page_content(ledger, MapOptions(image=folder)).head["tiles"]
    assert tiles["sizes"]["count"] == len(wanted) - 1


def test_a_directory_that_unpacks_without_end_is_refused(wanted, tmp_path):
    path = write_pmtiles(tmp_path / "a.pmtiles", wanted)
    raw = bytearray(path.read_bytes())
    bomb = gzip.compress(bytes(50_000_000))
    raw[8:24] = struct.pack("<QQ", len(raw), len(bomb))  # the root directory
    path.write_bytes(raw + bomb)
    with pytest.raises(pk.ParklandError, match="unpacks to more than"):
        list(open_tiles(path).tiles(rectangle((118.0, 29.0, 118.1, 29.1), 12)))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=4))
def test_a_damaged_pmtiles_file_is_an_error_of_parkland_or_still_readable(
    changes, wanted, tmp_path
):
    path = tmp_path / "a.pmtiles"
    if not path.exists():
        write_pmtiles(path, wanted)
    raw = bytearray(path.read_bytes())
    for at, value in changes:
        raw[at % len(raw)] = value
    damaged = tmp_path / "damaged.pmtiles"
    damaged.write_bytes(raw)
    try:
        archive = open_tiles(damaged)
        for zoom in archive.zooms[:3]:
            list(archive.tiles(rectangle((118.4, 29.1, 118.41, 29.11), zoom)))
    except pk.ParklandError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_size_of_a_picture_is_what_its_head_says(kind):
    rasterio = pytest.importorskip("rasterio")
    import numpy as np

    with rasterio.io.MemoryFile() as memory:
        options = {"driver": kind, "width": 300, "height": 200, "count": 3, "dtype": "uint8"}
        place = rasterio.transform.from_origin(118, 29, 1e-5, 1e-5)
        with memory.open(**options, transform=place) as out:
            out.write(np.full((3, 200, 300), 90, dtype="uint8"))
        content = memory.read()
    assert require_picture(content, "x") == content
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("parkland.maps.tile_pictures.MOST_SIDE", 299)
        with pytest.raises(pk.ParklandError, match="300 times 200 pixels"):
            require_picture(content, "x")


def test_tiles_do_not_lie_below_parcels_that_are_moved(wanted, ledger, tmp_path):
    path = write_folder(tmp_path / "t", wanted)
    with pytest.raises(pk.ParklandError, match="GCJ-02"):
        pk.draw_map(ledger, image=path, base_map="gaode")
