"""The map of a dataset as a folder: exact figures, whole files, and nothing of another folder."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pmtiles.reader import MmapSource, Reader

import parkland as pk
from parkland.cli import main
from parkland.dataset_maps import write_dataset_map
from parkland.dataset_maps.map_folder import FolderOptions, write_map_folder
from parkland.dataset_maps.overview_cells import Cells, covered_cells, finest_level
from parkland.dataset_maps.own_folders import require_own_folder
from parkland.dataset_maps.parcel_pieces import PieceSizes
from parkland.dataset_maps.stored_parts import stored_parcels
from parkland.errors import ColumnError, OutputError
from parkland.figures import figures_of

from .map_pages import head_of_page
from .stored_dataset import county_dataset, county_ledger

NUMBER = 300
SIZES = PieceSizes(rows=64)
CALL = re.compile(r'parkland\.delivered\("(\w+)","([\w/-]+)",(.*),"([A-Za-z0-9+/=]*)"\);\n')


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("source")


@pytest.fixture(scope="module")
def ledger(place):
    return county_ledger(NUMBER, place)


@pytest.fixture(scope="module")
def opened(ledger, place):
    return county_dataset(place, rows=100)


@pytest.fixture(scope="module")
def dataset(opened):
    return stored_parcels(opened)


@pytest.fixture(scope="module")
def folder(dataset, tmp_path_factory):
    path = tmp_path_factory.mktemp("maps") / "图"
    return write_map_folder(dataset, path, FolderOptions(sizes=SIZES))


def head_of(folder):
    return head_of_page((folder / "index.html").read_text("utf-8"))


def delivered(path):
    """Return the mark, the name, the description and the bytes of a file."""
    mark, name, described, block = CALL.fullmatch(path.read_text("utf-8")).groups()
    return mark, name, json.loads(described), gzip.decompress(base64.b64decode(block))


def integers(block, described):
    octets = np.frombuffer(block, "u1")[described["at"] :][
        : described["count"] * described["planes"]
    ].reshape(described["planes"], -1)
    numbers = sum(plane.astype("int64") << (8 * i) for i, plane in enumerate(octets))
    if described["delta"]:
        return np.cumsum((numbers >> 1) ^ -(numbers & 1))
    return numbers + described["base"]


def printed(rows):
    return {row["label"]: (row["parcels"], row["area"]) for row in rows}


def test_the_figures_of_the_page_are_those_of_the_ledger(ledger, opened, folder):
    head = head_of(folder)
    for rows, by in (
        (head["classes"]["items"], "status"),
        (head["layers"], "区县"),
        (head["flags"], "flag"),
    ):
        table = pk.totals(ledger, by=by, margins=False)
        wanted = sorted(zip(table["parcels"], table["area_mu"], strict=True))
        found = sorted(
            (int(number.replace(",", "")), float(area.replace(",", "")))
            for number, area in printed(rows).values()
        )
        assert found == wanted, by
        assert opened.totals(by=by)["area_mu"].tolist() == table["area_mu"].tolist()
    assert head["total"]["area"] == f"{figures_of(ledger).total:,.2f}"


@settings(max_examples=25)
@given(asked=st.sets(st.integers(0, 3), min_size=1), group=st.integers(0, 2))
def test_the_cube_has_the_land_of_any_filter(ledger, folder, asked, group):
    """Of every parcel counts what the flags that are asked for count, by the rules of a page."""
    head = head_of(folder)
    cube = {name: np.array(column) for name, column in head["cube"].items()}
    figures = figures_of(ledger)
    flags = [flag["name"] for flag in head["flags"]]
    county = head["layers"][group]["label"]
    inside = (ledger.parcels["区县"] == county).to_numpy()
    answers = figures.flags.to_numpy()[:, sorted(asked)]
    whole = figures.leaves.to_numpy()
    has = np.column_stack(
        [
            ledger.parcels[{"ten_category": "flag_ten_category"}.get(flags[i], flags[i])]
            .fillna(value=False)
            .to_numpy(dtype=bool)
            for i in sorted(asked)
        ]
    )
    partial = has & (np.abs(answers - whole[:, None]) > 0.001)
    number_in_part = partial.sum(axis=1)
    is_whole = (has & ~partial).any(axis=1) | (number_in_part > 1)
    wanted = np.where(is_whole, whole, np.where(partial, answers, 0).sum(axis=1))
    wanted = wanted[inside & has.any(axis=1)].sum()
    total = 0
    for key in range(len(cube["parcels"])):
        if cube["group"][key] != group:
            continue
        applies = [i for i in sorted(asked) if cube["states"][i][key] == 1]
        if not applies:
            continue
        in_part = [i for i in applies if cube["partial"][i][key]]
        alone = len(in_part) == len(applies) == 1
        total += cube["flagged"][applies[0]][key] if alone else cube["area"][key]
    assert total == round(wanted * 100)


def test_every_parcel_is_in_one_piece_and_in_the_index(ledger, folder):
    head = head_of(folder)
    assert sum(head["pieces"]["sizes"]) == NUMBER
    assert max(head["pieces"]["sizes"]) == SIZES.rows
    order, found = [], []
    for path in sorted((folder / "parcels").iterdir()):
        mark, name, described, block = delivered(path)
        assert (mark, name) == (head["mark"], f"parcels/{path.stem}")
        order += integers(block, described["order"]).tolist()
    assert sorted(order) == list(range(NUMBER))
    for path in sorted((folder / "search").iterdir()):
        _, _, described, block = delivered(path)
        texts = described["texts"]
        found += block[texts["at"] : texts["at"] + texts["size"]].decode().split("3308-")
    assert sum(number[:5].isdigit() for number in found) == NUMBER


def test_every_level_of_the_overview_has_all_the_land(ledger, folder):
    head = head_of(folder)
    sums = {}
    for path in sorted((folder / "overview").iterdir()):
        level = int(path.stem[:2])
        _, _, described, block = delivered(path)
        codes = integers(block, described["codes"])
        assert (np.diff(codes) >= 0).all()
        shares = integers(block, described["shares"])
        keys = integers(block, described["keys"])
        sums.setdefault(level, np.zeros(len(head["cube"]["parcels"])))
        np.add.at(sums[level], keys, shares / 4.0**level)
    assert sorted(sums) == [level["level"] for level in head["overview"]]
    finest = sums[max(sums)]
    areas = np.array(head["cube"]["area"])
    # by key, the land of the squares has the same proportions as the land
    shares = finest / finest.sum() - areas / areas.sum()
    assert np.abs(shares).max() < 0.02
    near = sums[max(sums) - 2].sum()
    assert abs(near / finest.sum() - 1) < 0.05


def test_names_and_languages(dataset, tmp_path):
    path = write_map_folder(
        dataset, tmp_path / "map", FolderOptions(lang="en", title="A </script> B", sizes=SIZES)
    )
    page = (path / "index.html").read_text("utf-8")
    assert "<title>A &lt;/script&gt; B</title>" in page
    assert "<b>江山市" not in page
    head = head_of(path)
    assert head["words"]["title"] == "A </script> B"
    assert {item["label"] for item in head["classes"]["items"]} >= {"Reclaimed", "Levelled"}
    assert not re.search("[\u4e00-\u9fff]", " ".join(head["words"]["subtitle"]))
    assert "'strict-dynamic'" in page
    assert "default-src 'none'" in page


def test_a_map_can_be_coloured_by_the_words_of_a_column(dataset, tmp_path):
    path = write_map_folder(dataset, tmp_path / "map", FolderOptions(by="区县", sizes=SIZES))
    assert len(head_of(path)["classes"]["items"]) == 3
    answers = write_map_folder(dataset, tmp_path / "idle", FolderOptions(by="idle", sizes=SIZES))
    assert {one["label"] for one in head_of(answers)["classes"]["items"]} == {
        "是",
        "否",
        "无法认定",
    }
    with pytest.raises(ColumnError, match="numbers"):
        write_map_folder(dataset, tmp_path / "other", FolderOptions(by=pk.ValueClasses("区县")))
    with pytest.raises(ColumnError, match="no column"):
        write_map_folder(dataset, tmp_path / "other", FolderOptions(by="没有"))
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    "by",
    [
        "area_m2",
        "planar_area_m2",
        "start_due",
        "days_idle",
        pk.ValueClasses("area_m2", cuts=(2, 3)),
        pk.ValueClasses("planar_area_m2", scheme="natural", classes=3),
        pk.ValueClasses("start_due", cuts=["2019-01-01"]),
    ],
    ids=lambda by: by if isinstance(by, str) else f"{by.column}-{by.scheme}",
)
def test_ranges_of_numbers_and_days_are_those_of_a_map_of_the_ledger(ledger, dataset, tmp_path, by):
    whole = head_of_page(pk.draw_map(ledger, colour_by=by).get_root().render())["classes"]
    head = head_of(write_map_folder(dataset, tmp_path / "map", FolderOptions(by=by, sizes=SIZES)))
    parts = head["classes"]
    assert parts["title"] == whole["title"]
    for one, other in zip(parts["items"], whole["items"], strict=True):
        assert {name: other[name] for name in one} == one


def test_numbers_of_the_office_have_the_same_decimals_in_every_piece(tmp_path):
    """What is small here and large there reads as in a map of the whole ledger."""
    county_ledger(120, tmp_path)
    parcels = gpd.read_parquet(tmp_path / "三县.parquet")
    parcels["价格"] = np.where(
        np.arange(120) < 60, np.linspace(1, 2, 120), np.linspace(1, 9e3, 120)
    )
    parcels.to_parquet(tmp_path / "三县.parquet")
    opened = county_dataset(tmp_path, rows=60)
    options = FolderOptions(by="价格", sizes=PieceSizes(rows=40))
    made = write_map_folder(stored_parcels(opened), tmp_path / "map", options)
    (listed,) = [one for one in head_of(made)["listed"] if one["name"] == "价格"]
    columns = [
        column
        for path in (made / "parcels").iterdir()
        for column in delivered(path)[2]["columns"]
        if column["name"] == "价格"
    ]
    assert len(columns) == 3
    assert {column["digits"] for column in columns} == {listed["digits"]} == {0}


def test_the_same_dataset_gives_the_same_bytes(dataset, folder, tmp_path):
    again = write_map_folder(dataset, tmp_path / "图", FolderOptions(sizes=SIZES))
    for path in sorted(folder.rglob("*.*")):
        assert path.read_bytes() == (again / path.relative_to(folder)).read_bytes(), path.name


def test_a_folder_is_written_over_an_own_one_and_never_over_another(dataset, tmp_path):
    target = tmp_path / "图"
    target.mkdir()
    write_map_folder(dataset, target, FolderOptions(sizes=SIZES))
    write_map_folder(dataset, target, FolderOptions(sizes=SIZES, lang="en"))
    assert head_of(target)["words"]["locale"] == "en"
    (target / "笔记.txt").write_text("mine")
    with pytest.raises(OutputError, match="no map of a dataset"):
        write_map_folder(dataset, target, FolderOptions(sizes=SIZES))
    assert (target / "笔记.txt").read_text() == "mine"
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(OutputError):
        require_own_folder(file)
    with pytest.raises(OutputError, match="read"):
        require_own_folder(tmp_path / "in" / "图", inputs=[tmp_path / "in"])
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_failure_leaves_the_earlier_map(dataset, tmp_path, monkeypatch):
    target = write_map_folder(dataset, tmp_path / "图", FolderOptions(sizes=SIZES))
    before = (target / "index.html").read_bytes()
    monkeypatch.setattr(
        "parkland.dataset_maps.map_folder.page_of", lambda _: (_ for _ in ()).throw(OSError("full"))
    )
    with pytest.raises(OutputError, match="full"):
        write_map_folder(dataset, target, FolderOptions(lang="en", sizes=SIZES))
    assert (target / "index.html").read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["图"]


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.floats(118, 118.01), st.floats(29, 29.01), st.floats(1e-5, 3e-3)),
        min_size=1,
        max_size=12,
    ),
    st.integers(8, 20),
)
def test_squares_hold_the_land_whatever_the_level(boxes, level):
    shapes = np.array([shapely.box(x, y, x + side, y + side) for x, y, side in boxes])
    keys = np.arange(len(shapes)) % 3
    cells = covered_cells(shapes, keys, level=level)
    assert (np.diff(cells.codes) >= 0).all()
    latitude = np.radians([shape.centroid.y for shape in shapes])
    land = shapely.area(shapes) * (2**32 / 360) ** 2 / np.cos(latitude)
    for key in range(3):
        found = cells.shares[cells.keys == key].sum() * 4.0 ** (32 - level)
        assert found == pytest.approx(land[keys == key].sum(), rel=1e-3)
    assert cells.coarser().shares.sum() * 4 == pytest.approx(cells.shares.sum())


def test_what_has_no_shape_covers_nothing():
    shapes = np.array([None, shapely.Polygon(), shapely.Point(118, 29)], dtype=object)
    cells = covered_cells(shapes, np.array([0, 1, 2]), level=12)
    assert cells.keys.tolist() == [2]
    assert len(covered_cells(shapes[:1], np.array([0]), level=12)) == 0
    assert len(Cells(*(np.zeros(0) for _ in range(3))).merged()) == 0
    assert finest_level(1.0) == 22


@pytest.fixture(scope="module")
def tiles(opened, tmp_path_factory):
    path = write_dataset_map(opened, tmp_path_factory.mktemp("out") / "县.pmtiles")
    return path, opened


def test_tiles_hold_every_parcel_with_its_area(ledger, tiles):
    path, _ = tiles
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        header, about = reader.header(), reader.metadata()
    names = {layer["id"]: (layer["minzoom"], layer["maxzoom"]) for layer in about["vector_layers"]}
    assert names["overview"][1] + 1 == names["parcels"][0]
    assert (header["min_zoom"], header["max_zoom"]) == (names["overview"][0], names["parcels"][1])
    found = pyogrio.read_dataframe(path, layer="parcels").to_crs(ledger.parcels.crs)
    assert len(set(found["number"])) == NUMBER
    once = found.drop_duplicates("number").set_index("number")
    leaves = figures_of(ledger).leaves.set_axis(ledger.parcels["parcel_id"])
    assert np.allclose(once["area_mu"].sort_index(), leaves.sort_index())
    labels = {"levelled": "已平整", "reclaimed": "已收回"}
    for code, label in labels.items():
        assert set(once.loc[once["status"] == code, "label"]) == {label}
    # a parcel that no edge of a tile cuts has its shape, to the grid of the deepest zoom
    whole = found.drop_duplicates("number", keep=False).set_index("number")
    shapes = ledger.parcels.set_index("parcel_id").geometry[whole.index]
    assert len(whole) > NUMBER / 2
    ratio = whole.geometry.area / shapes.area
    assert ratio.between(0.97, 1.03).all()


def test_squares_of_the_tiles_cover_the_land(ledger, tiles):
    with tiles[0].open("rb") as file:
        layers = Reader(MmapSource(file)).metadata()["vector_layers"]
    zoom = next(layer["maxzoom"] for layer in layers if layer["id"] == "overview")
    found = pyogrio.read_dataframe(tiles[0], layer="overview", ZOOM_LEVEL=str(zoom))
    found = found.to_crs(ledger.parcels.crs)
    assert set(found["class"]) <= {"已平整", "已收回", "未平整", "闲置满两年", "闲置满一年"}
    land = (found.geometry.area * found["share"] / 100).sum()
    assert land / ledger.parcels.area.sum() == pytest.approx(1, abs=0.1)


def test_tiles_are_replaced_if_they_are_ours(tiles, tmp_path):
    path, about = tiles
    other = tmp_path / "a.pmtiles"
    shutil.copy(path, other)
    assert write_dataset_map(about, other, lang="en") == other
    other.write_bytes(b"PMTiles of somebody else")
    with pytest.raises(OutputError, match="did not write"):
        write_dataset_map(about, other)
    assert other.read_bytes() == b"PMTiles of somebody else"


def test_a_map_is_asked_of_a_dataset(ledger, tmp_path):
    with pytest.raises(pk.ParklandError, match="no dataset"):
        write_dataset_map(ledger, tmp_path / "图")


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_the_command_writes_the_map_of_a_dataset(opened, tmp_path):
    ranges = ("--by", "area_m2", "--cuts", "2,3")
    assert run("map", opened.path, "-o", tmp_path / "图", *ranges).exit_code == 0
    assert len(head_of(tmp_path / "图")["classes"]["items"]) == 3
    done = run("map", opened.path, "-o", tmp_path / "图", "--by", "区县", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert len(head_of(tmp_path / "图")["classes"]["items"]) == 3
    refused = run("map", opened.path, "-o", tmp_path / "图", "--paper", "A3", "--as-of", "2020")
    assert refused.exit_code == 2
    assert "--paper" in refused.output
    assert "--as-of" in refused.output
    assert run("map", opened.path, "-o", tmp_path / "a.html").exit_code != 0
    beside = run("map", opened.path, "-o", opened.path / "图")
    assert beside.exit_code != 0
