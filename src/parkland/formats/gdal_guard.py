"""Every call of GDAL that reads: with the driver of the ending, and without a network.

GDAL chooses a driver by what a file contains. A file from a stranger that is called ``.geojson``
can hold a description that makes GDAL read other files, or call a host. Three things keep it from
that. The content must agree with the ending before GDAL sees the file (`formats.true_to_ending`).
The path that GDAL gets lets only the driver of the ending recognise the file (`Container.opened_as`
and the module of the format). And while GDAL reads, its network is off.

pyogrio cannot be told which driver to use, so that the path has to say it. fiona can.
"""

from __future__ import annotations

import threading
import warnings
from contextlib import ExitStack, contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from parkland.formats.layers import Container

# Nothing listens at this address, so that a request ends at once and leaves the computer never.
NOWHERE = "127.0.0.1:9"
# Options of GDAL that hold while it reads. The first four end its network; then come the sidecar
# files of rasters, what a database may run, and pictures of KML, which are no parcels.
CLOSED = MappingProxyType(
    {
        "GDAL_HTTP_PROXY": NOWHERE,
        "GDAL_HTTP_MAX_RETRY": "0",
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "CPL_VSIL_CURL_ALLOWED_FILENAME": "/parkland/reads/no/host",
        "GDAL_PAM_ENABLED": "NO",
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "GDAL_VRT_ENABLE_PYTHON": "NO",
        "LIBKML_EXTERNAL_STYLE": "NO",
        "LIBKML_READ_GROUND_OVERLAY": "NO",
    }
)

_lock = threading.Lock()
_inside = 0
_before: dict[str, Any] = {}


@contextmanager
def closed_gdal() -> Iterator[None]:
    """Hold the options `CLOSED` in pyogrio's GDAL for the block.

    They are options of the process. Blocks may nest and may run in several threads: the first
    one sets them, and the last one restores what the user had set.
    """
    import pyogrio

    global _inside  # noqa: PLW0603 - it counts the blocks of this process
    with _lock:
        if not _inside:
            _before.update({name: pyogrio.get_gdal_config_option(name) for name in CLOSED})
            pyogrio.set_gdal_config_options(dict(CLOSED))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                pyogrio.set_gdal_config_options(dict(_before))


def list_layers(container: Container) -> list[tuple[str, str]]:
    """Return the name of each layer and the kind of its geometry; a table has the kind ``None``."""
    import pyogrio

    # GDAL repeats its warnings when the layer is read.
    with closed_gdal(), warnings.catch_warnings(action="ignore"):
        listed = pyogrio.list_layers(container.opened_as)
    return [(str(name), str(kind)) for name, kind in listed]


def read_frame(container: Container, **options: Any) -> gpd.GeoDataFrame:
    """Return `pyogrio.read_dataframe` of a container; `options` are those of that function."""
    import pyogrio

    with closed_gdal():
        frame: gpd.GeoDataFrame = pyogrio.read_dataframe(container.opened_as, **options)
    return frame


def read_about(container: Container, **options: Any) -> dict[str, Any]:
    """Return `pyogrio.read_info` of a container; `options` are those of that function."""
    import pyogrio

    with closed_gdal():
        return dict(pyogrio.read_info(container.opened_as, **options))


@contextmanager
def opened_by_fiona(container: Container, **options: Any) -> Iterator[Any]:
    """Open a container with fiona, which allows only the drivers of the format."""
    import fiona

    drivers = list(container.format.gdal_drivers)
    with ExitStack() as stack:
        stack.enter_context(fiona.Env(**CLOSED, OGR_ARC_STEPSIZE="0.1"))  # see `curves`
        yield stack.enter_context(
            fiona.open(container.opened_as, enabled_drivers=drivers, **options)
        )
