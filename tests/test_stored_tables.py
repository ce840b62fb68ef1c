"""SQL of a GeoPackage never runs: a view or a computed column could run without end."""

import sqlite3
from contextlib import closing

import geopandas as gpd
import pytest

import parkland as pk
from parkland.formats.stored_tables import computed_layers

from .conftest import squares

ENDLESS = (
    "CREATE VIEW endless AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
    "SELECT x AS fid, (SELECT geom FROM real LIMIT 1) AS geom, x AS DKBH FROM c"
)
LISTED = (
    "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('{0}', 'features')",
    "INSERT INTO gpkg_geometry_columns VALUES ('{0}', 'geom', 'POLYGON', 4528, 0, 0)",
)


@pytest.fixture
def package(tmp_path):
    """Return a function that writes a layer ``real`` and then runs SQL on the GeoPackage."""

    def write(*statements, rows=2):
        path = tmp_path / "园区.gpkg"
        columns = {"DKBH": [f"A-{i}" for i in range(rows)]}
        table = gpd.GeoDataFrame(columns, geometry=squares(rows), crs="EPSG:4528")
        table.to_file(path, layer="real", driver="GPKG")
        with closing(sqlite3.connect(path)) as database, database:
            for statement in statements:
                database.execute(statement)
        return path

    return write


def listed(name):
    return [statement.format(name) for statement in LISTED]


def test_an_endless_view_is_left_out_with_a_warning(package):
    ledger = pk.open_ledger(package(ENDLESS, *listed("endless")), as_of="2020-12-31")
    assert len(ledger.parcels) == 2
    (told,) = ledger.issues[ledger.issues["code"] == "source.view"].itertuples()
    assert told.source == "园区.gpkg[endless]"
    assert told.severity == "warning"


@pytest.mark.parametrize(("kind", "z"), [("GEOMETRY", 1), ("TIN", 0)])
def test_a_layer_of_a_kind_that_stops_the_list_is_named_and_the_others_are_read(package, kind, z):
    path = package(
        "CREATE TABLE odd (fid INTEGER PRIMARY KEY, geom BLOB)",
        LISTED[0].format("odd"),
        f"INSERT INTO gpkg_geometry_columns VALUES ('odd', 'geom', '{kind}', 4528, {z}, 0)",  # noqa: S608
    )
    ledger = pk.open_ledger(path, as_of="2020-12-31")
    assert len(ledger.parcels) == 2
    (told,) = ledger.issues[ledger.issues["code"] == "source.unread_kind"].itertuples()
    assert told.source == "园区.gpkg[odd]"
    with pytest.raises(pk.ParklandError, match="only unread kind"):
        pk.read_parcels(path, layer="odd")


def test_a_file_of_a_kind_that_stops_the_list_is_refused(package):
    path = package("UPDATE gpkg_geometry_columns SET geometry_type_name = 'GEOMETRY', z = 1")
    with pytest.raises(pk.ParklandError, match="a kind of geometry that is not read"):
        pk.read_parcels(path)


def test_a_view_that_is_not_listed_is_left_out_too(package):
    assert len(pk.read_parcels(package(ENDLESS))) == 2


def test_a_file_of_views_alone_is_refused_in_one_sentence(package):
    path = package(ENDLESS, *listed("endless"))
    with pytest.raises(pk.ParklandError, match="only view") as raised:
        pk.read_parcels(path, layer="endless")
    assert "\n" not in str(raised.value)


def test_a_layer_with_a_computed_column_is_not_read(package):
    statement = "ALTER TABLE real ADD COLUMN big AS (zeroblob(1000000000)) VIRTUAL"
    with pytest.raises(pk.ParklandError, match="only view"):
        pk.read_parcels(package(statement))


@pytest.mark.parametrize("name", ["gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"])
def test_a_describing_table_that_is_a_view_is_refused(package, name):
    path = package(
        f"ALTER TABLE {name} RENAME TO kept",
        f"CREATE VIEW {name} AS SELECT kept.* FROM kept, "  # noqa: S608 - a name of this test
        "(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c)",
    )
    with pytest.raises(pk.ParklandError, match=f"its table {name} is computed"):
        pk.read_parcels(path)


def test_a_view_is_no_context_layer(package, ledger, tmp_path):
    page = pk.draw_map(ledger, context=package(ENDLESS, *listed("endless")))
    assert pk.save_map(page, tmp_path / "map.html").stat().st_size


def test_a_name_that_is_no_text_does_not_hide_a_view(package):
    path = package("CREATE TABLE zzzz_odd (a)", ENDLESS, *listed("endless"))
    path.write_bytes(path.read_bytes().replace(b"zzzz_odd", b"zz\xa6\xff_odd"))
    assert "endless" in computed_layers(path)


def test_triggers_do_not_run(package):
    path = package(
        "CREATE TRIGGER loud AFTER UPDATE ON real BEGIN DELETE FROM real; END",
    )
    before = path.read_bytes()
    assert len(pk.read_parcels(path)) == 2
    assert path.read_bytes() == before
