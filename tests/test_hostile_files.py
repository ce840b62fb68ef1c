"""A file from a stranger leads nowhere: no host is asked, no other file read, nothing written.

A listener on this computer stands for a host, and a file of parcels with the number CANARY for the
files of the user.
"""

import http.server
import json
import os
import socketserver
import sqlite3
import threading
import zipfile
from contextlib import closing, suppress

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

import parkland as pk

from .conftest import square_in, squares
from .test_formats import KML, POLYGON, SQUARE, drawing, polyline

GOOD = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"DKBH": "A-1"},
            "geometry": shapely.geometry.mapping(square_in("EPSG:4326")),
        }
    ],
}
PLACE = (118.42, 29.13, 118.44, 29.15)


class Asked(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """A host that remembers who asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
        self.connections = 0

    def process_request(self, request, client_address):  # noqa: ARG002 - as the base class has it
        """Count the connection, and close it."""
        self.connections += 1
        self.shutdown_request(request)

    @property
    def address(self):
        """The beginning of its addresses."""
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def host():
    server = Asked()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def canary(tmp_path):
    """Return a file elsewhere whose time of access says whether somebody has read it."""
    path = tmp_path / "elsewhere" / "canary.geojson"
    path.parent.mkdir()
    secret = json.loads(json.dumps(GOOD).replace("A-1", "CANARY"))
    path.write_text(json.dumps(secret), encoding="utf-8")
    os.utime(path, (1, 2))
    return path


@pytest.fixture
def untouched(host, canary, tmp_path):
    """Return a function that fails if the host was asked, the canary read, or a file written."""
    folder = tmp_path / "source"
    folder.mkdir()

    def check(before):
        assert host.connections == 0
        assert canary.stat().st_atime == 1
        assert {path.name for path in folder.rglob("*")} == before

    return folder, check


def vrt(place):
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="canary"><SrcDataSource>{place}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


def gml(address):
    return (
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
        'xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="'
        f'http://a {address}/wfs?SERVICE=WFS&amp;REQUEST=DescribeFeatureType">'
        "<gml:featureMember><a><gml:Polygon><gml:coordinates>118,29 118.1,29 118.1,29.1 118,29"
        "</gml:coordinates></gml:Polygon></a></gml:featureMember></wfs:FeatureCollection>"
    )


def descriptions(address, canary):
    """Return texts with which GDAL reads another file, or asks a host."""
    return {
        "vrt": vrt(canary),
        "vrt of a host": vrt(f"/vsicurl/{address}/a.geojson"),
        "vrt of a service": vrt(f"WFS:{address}/wfs"),
        "wfs": f"<OGRWFSDataSource><URL>{address}/wfs</URL></OGRWFSDataSource>",
        "gml": gml(address),
        "an address": f"{address}/a.geojson",
        "a bare path": str(canary),
        "esri": json.dumps({"geometryType": "esriGeometryPolygon", "features": []}),
        "topology": json.dumps({"type": "Topology", "objects": {}, "arcs": []}),
        "a catalogue": json.dumps(
            {"stac_version": "1.0.0", "links": [{"rel": "next", "href": f"{address}/n"}]}
        ),
        "a pipeline": json.dumps({"type": "gdal_streamed_alg", "command_line": f"read {canary}"}),
    }


@pytest.mark.parametrize("ending", [".geojson", ".json", ".kml", ".gpkg", ".fgb", ".dxf", ".shp"])
@pytest.mark.parametrize("wrapped", ["file", "zip", "folder", "context"])
def test_a_description_of_another_source_is_refused_under_any_ending(
    ending, wrapped, untouched, host, canary, ledger
):
    folder, check = untouched
    for number, text in enumerate(descriptions(host.address, canary).values()):
        path = folder / f"{number}{ending}"
        if wrapped == "zip":
            with zipfile.ZipFile(folder / f"{number}.zip", "w") as packed:
                packed.writestr(path.name, text)
                packed.writestr("other.vrt", vrt(canary))
            path = folder / f"{number}.zip"
        elif wrapped == "folder":
            (folder / str(number)).mkdir()
            (folder / str(number) / path.name).write_text(text, encoding="utf-8")
            path = folder / str(number)
        else:
            path.write_text(text, encoding="utf-8")
        before = {one.name for one in folder.rglob("*")}
        with pytest.raises(pk.ParklandError) as caught:
            pk.draw_map(ledger, context=path) if wrapped == "context" else pk.read_parcels(path)
        assert "\n" not in str(caught.value)
        check(before)


def two_faced(ending, folder, text):
    """Write a file that is what its ending says, and holds the text where GDAL would look."""
    path = folder / f"两面{ending}"
    if ending == ".geojson":
        path.write_text(json.dumps({"note": text} | GOOD), encoding="utf-8")
    elif ending == ".kml":
        body = KML.format(polygon=POLYGON).split("?>", 1)[1]
        path.write_text(f'<?xml version="1.0"?><!-- {text} -->{body}', encoding="utf-8")
    elif ending == ".dxf":
        drawing(path, polyline(SQUARE), encoding="utf-8")
        path.write_bytes(f"999\n{text}\n".encode() + path.read_bytes())
    else:
        driver = {".gpkg": "GPKG", ".fgb": "FlatGeobuf"}[ending]
        frame = gpd.GeoDataFrame({"DKBH": ["A-1"]}, geometry=squares(1), crs=4528)
        pyogrio.write_dataframe(
            frame, path, driver=driver, layer="x" if ending == ".gpkg" else text
        )
    return path


@pytest.mark.parametrize("ending", [".geojson", ".kml", ".dxf", ".gpkg", ".fgb"])
def test_a_true_file_with_a_description_inside_is_read_as_what_it_is(
    ending, untouched, host, canary
):
    folder, check = untouched
    for text in descriptions(host.address, canary).values():
        path = two_faced(ending, folder, text)
        before = {one.name for one in folder.rglob("*")}
        raw = pk.read_parcels(path, crs="EPSG:4528" if ending == ".dxf" else None)
        assert len(raw) >= 1
        assert "CANARY" not in raw.to_csv()
        check(before)
        path.unlink()


@pytest.mark.parametrize(
    "member",
    [
        '"crs": {"type": "link", "properties": {"href": "%s/crs", "type": "proj4"}}',
        '"\\u0063rs": {"type": "link", "properties": {"href": "%s/crs", "type": "proj4"}}',
        '"crs": {"type": "URL", "properties": {"url": "%s/crs"}}',
        '"crs": {"\\u0074ype": "Link", "properties": {"href": "%s/crs"}}',
        '"crs"/**/: {"type": "link", "properties": {"href": "%s/crs", "type": "proj4"}}',
        "'crs': {'type': 'link', 'properties': {'href': '%s/crs', 'type': 'proj4'}}",
    ],
)
def test_a_reference_system_that_is_a_link_is_not_followed(member, untouched, host):
    folder, check = untouched
    text = json.dumps(GOOD)[:-1] + ", " + member % host.address + "}"
    path = folder / "a.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(pk.ParklandError, match="parkland follows no links"):
        pk.read_parcels(path)
    check({"a.geojson"})


@pytest.mark.parametrize("how", ["namespace", "network link", "style", "entity", "root"])
def test_kml_that_points_elsewhere(how, untouched, host, canary):
    folder, check = untouched
    text = KML.format(polygon=POLYGON)
    if how == "namespace":
        old, new = (
            "<kml ",
            (
                '<kml xmlns:gml="http://www.opengis.net/gml" '
                'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
                f'xsi:schemaLocation="http://a {host.address}/?request=DescribeFeatureType" '
            ),
        )
    elif how == "network link":
        link = f"<NetworkLink><Link><href>{host.address}/more.kml</href></Link></NetworkLink>"
        old, new = "<Folder><name>界桩", f"{link}<Folder><name>界桩"
    elif how == "style":
        old, new = "<Placemark><name>甲", f"<Placemark><styleUrl>{host.address}/s.kml#a</styleUrl>"
        new += "<name>甲"
    elif how == "entity":
        old, new = (
            "<kml ",
            f'<!DOCTYPE kml [<!ENTITY x SYSTEM "{canary.as_uri()}">]><kml ',
        )
        text = text.replace("<name>甲", "<name>&x;")
    else:
        old, new = "</kml>", f"</kml>{vrt(canary)}"
    path = folder / "a.kml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with suppress(pk.ParklandError):
        assert "CANARY" not in pk.read_parcels(path).to_csv()
    check({"a.kml"})


def test_a_view_of_a_geopackage_asks_no_host(untouched, host, canary):
    folder, check = untouched
    path = folder / "a.gpkg"
    gpd.GeoDataFrame({"DKBH": ["A-1"]}, geometry=squares(1), crs=4528).to_file(path, layer="a")
    for call in (f"ogr_geocode('{host.address}')", f"readfile('{canary}')"):
        with closing(sqlite3.connect(path)) as database, database:
            view = f"CREATE VIEW v AS SELECT fid, geom, {call} AS DKBH FROM a"  # noqa: S608
            database.execute(view)
            database.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, srs_id) "
                "VALUES ('v', 'features', 4528)"
            )
            database.execute(
                "INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 4528, 0, 0)"
            )
        with suppress(pk.ParklandError):
            pk.read_parcels(path)
        check({"a.gpkg"})
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("DROP VIEW v")
            database.execute("DELETE FROM gpkg_contents WHERE table_name = 'v'")
            database.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = 'v'")


def picture(path, driver="GTiff", value=200):
    rasterio = pytest.importorskip("rasterio")
    from rasterio.transform import from_bounds

    # A PNG without its sidecar has no place; the warning of rasterio says so.
    options = {"crs": "EPSG:4326", "transform": from_bounds(*PLACE, 64, 64)}
    with rasterio.open(
        path, "w", driver=driver, width=64, height=64, count=3, dtype="uint8", **options
    ) as out:
        out.write(np.full((3, 64, 64), value, dtype="uint8"))
    return path


@pytest.mark.parametrize("ending", [".tif", ".png", ".jpg", ".jp2", ".vrt", ".xml"])
def test_a_description_of_another_picture_is_refused(ending, untouched, host, canary, ledger):
    folder, check = untouched
    pytest.importorskip("rasterio")
    wms = (
        f'<GDAL_WMS><Service name="TMS"><ServerUrl>{host.address}/${{z}}/${{x}}/${{y}}.png'
        "</ServerUrl></Service><DataWindow><UpperLeftX>118</UpperLeftX><UpperLeftY>30</UpperLeftY>"
        "<LowerRightX>119</LowerRightX><LowerRightY>29</LowerRightY><TileLevel>1</TileLevel>"
        "</DataWindow><Projection>EPSG:4326</Projection></GDAL_WMS>"
    )
    raster = (
        '<VRTDataset rasterXSize="9" rasterYSize="9"><SRS>EPSG:4326</SRS><VRTRasterBand>'
        f"<SimpleSource><SourceFilename>{canary}</SourceFilename></SimpleSource></VRTRasterBand>"
        "</VRTDataset>"
    )
    for text in (wms, raster, f"{host.address}/a.tif", f"/vsicurl/{host.address}/a.tif"):
        path = folder / f"图{ending}"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(pk.ParklandError) as caught:
            pk.draw_map(ledger, image=path)
        assert "\n" not in str(caught.value)
        check({path.name})


@pytest.mark.parametrize("where", ["inside", "beside"])
def test_an_overview_in_another_place_is_not_opened(where, untouched, host, canary, ledger):
    rasterio = pytest.importorskip("rasterio")
    folder, check = untouched
    for place in (str(canary), f"/vsicurl/{host.address}/a.tif"):
        path = picture(folder / "a.tif")
        if where == "inside":
            with rasterio.open(path, "r+") as out:
                out.update_tags(ns="OVERVIEWS", OVERVIEW_FILE=place)
        else:
            (folder / "a.tif.aux.xml").write_text(
                '<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">'
                f"{place}</MDI></Metadata></PAMDataset>",
                encoding="utf-8",
            )
        before = {one.name for one in folder.iterdir()}
        os.utime(canary, (1, 2))  # the program that made the picture has looked at it
        host.connections = 0
        with suppress(pk.ParklandError):
            pk.draw_map(ledger, image=path)
        check(before)


def test_a_picture_with_its_place_in_a_sidecar_is_still_drawn(tmp_path, ledger):
    from parkland.maps.aerial_picture import embedded_image

    path = picture(tmp_path / "a.png", driver="PNG")
    assert {one.name for one in tmp_path.iterdir()} == {"a.png", "a.png.aux.xml"}
    found = embedded_image(path, shift="")
    assert found["label"] == "a"
    assert np.abs(np.array(found["bounds"]) - [[29.13, 118.42], [29.15, 118.44]]).max() < 1e-3


def test_a_link_of_a_register_is_not_followed(untouched, host, ledger, sample):
    folder, check = untouched
    book = openpyxl.Workbook()
    book.active.append(["地块编号", "受让人"])
    book.active.append(["GD-01", f"='{host.address}/[b.xlsx]Sheet1'!A1"])
    book.active.append(["GD-02", f'=WEBSERVICE("{host.address}/a")'])
    book.save(folder / "台账.xlsx")
    with suppress(pk.ParklandError):
        pk.open_ledger(sample, as_of="2020-12-31", register=folder / "台账.xlsx")
    check({"台账.xlsx"})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
@pytest.mark.parametrize(
    "name", ["a.geojson", "a.gpkg", "a.shp", "a.dbf", "a.txt", "a.kml", "a.zip", "a.parquet"]
)
@pytest.mark.parametrize("named", ["file", "folder"])
def test_a_pipe_is_refused_and_not_waited_for(name, named, tmp_path, write_shp):
    if name == "a.dbf":
        write_shp({"DKBH": ["A"]}, name="a").with_suffix(".dbf").unlink()
    os.mkfifo(tmp_path / name)
    path = tmp_path / ("a.shp" if name == "a.dbf" else name)
    if named == "folder":
        path = tmp_path
        if name == "a.zip":
            return  # an archive in a folder is not looked into
    with pytest.raises(pk.ParklandError, match="this is a pipe, a socket or a device"):
        pk.read_parcels(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
@pytest.mark.parametrize("name", ["台账.xlsx", "台账.csv", "a.toml", "a.docx", "a.tif", "a.gpkg"])
def test_a_pipe_is_refused_by_every_option(name, tmp_path, sample, ledger):
    path = tmp_path / name
    os.mkfifo(path)
    calls = {
        ".xlsx": lambda: pk.open_ledger(sample, as_of="2020-12-31", register=path),
        ".csv": lambda: pk.open_ledger(sample, as_of="2020-12-31", register=path),
        ".toml": lambda: pk.load_profile(path),
        ".docx": lambda: pk.write_report(ledger, tmp_path / "r.docx", template=path),
        ".tif": lambda: pk.draw_map(ledger, image=path),
        ".gpkg": lambda: pk.draw_map(ledger, context=path),
    }
    with pytest.raises(pk.ParklandError, match="a pipe, a socket or a device|not a regular file"):
        calls[path.suffix]()


@pytest.mark.parametrize(
    ("ending", "driver"),
    [(".gpkg", "GPKG"), (".gdb", "OpenFileGDB"), (".fgb", "FlatGeobuf"), (".geojson", "GeoJSON")],
)
def test_the_driver_of_the_ending_opens_a_file(ending, driver, tmp_path):
    from parkland.formats.gdal_guard import opened_by_fiona, read_about
    from parkland.sources.discovery import opened

    path = tmp_path / f"a{ending}"
    frame = gpd.GeoDataFrame({"DKBH": ["A"]}, geometry=[square_in("EPSG:4326")], crs=4326)
    pyogrio.write_dataframe(frame, path, driver=driver)
    with opened(path) as (container,):
        assert read_about(container)["driver"] == driver
        assert driver in container.format.gdal_drivers
        with opened_by_fiona(container) as collection:
            assert collection.driver == driver


def test_the_users_own_options_of_gdal_come_back(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    pyogrio.set_gdal_config_options({"GDAL_HTTP_PROXY": "proxy.example:80"})
    try:
        pk.read_parcels(path)
        assert pyogrio.get_gdal_config_option("GDAL_HTTP_PROXY") == "proxy.example:80"
    finally:
        pyogrio.set_gdal_config_options({"GDAL_HTTP_PROXY": None})


def test_features_in_lines_are_all_read(tmp_path):
    path = tmp_path / "a.geojson"
    feature = json.dumps(GOOD["features"][0])
    for mark in ("", "\x1e"):
        path.write_text(
            mark + feature + "\n" + mark + feature.replace("A-1", "A-2"), encoding="utf-8"
        )
        assert sorted(pk.read_parcels(path)["DKBH"]) == ["A-1", "A-2"]
