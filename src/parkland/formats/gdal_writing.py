"""Write columns and shapes with GDAL.

The type of a field is the type of its column. geopandas would infer it from the values, so that an
empty column, or whole numbers with a missing value, would be read back with another type.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.errors import OutputError
from parkland.outlines import is_point
from parkland.steady_times import stored_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from parkland.formats.written_columns import WrittenColumn

# Other characters can have a meaning in a path for GDAL or pyogrio.
PLAIN_PATH = re.compile(r"[\w./\\:~+=@-]+")
# The type of a layer that holds points beside polygons.
MIXED = "Unknown"
# GDAL's option for the time that it stores as that of writing, and its form in a GeoPackage.
WRITTEN_AT, TIME_FORMAT = "OGR_CURRENT_DATE", "%Y-%m-%dT%H:%M:%S.000Z"


def write_layer(
    columns: Sequence[WrittenColumn],
    geometry: np.ndarray,
    path: Path,
    *,
    driver: str,
    geometry_type: str,
    **options: Any,
) -> None:
    """Write one layer.

    Parameters
    ----------
    columns
        The columns; their names become the names of the fields.
    geometry
        Shapely geometries. If `geometry_type` is a multi-part type, single parts are promoted.
    path
        The file.
    driver
        GDAL's name of the format.
    geometry_type
        The type of the layer, such as ``"MultiPolygon"``.
    options
        Options of `pyogrio.raw.write`: crs, encoding, layer, and creation options of the driver.

    Raises
    ------
    OutputError
        If GDAL cannot write the file, a column or a record.
    """
    import pyogrio
    import shapely

    data = [_field(column) for column in columns]
    pyogrio.set_gdal_config_options({WRITTEN_AT: stored_time().strftime(TIME_FORMAT)})
    try:
        with plain_path(path) as place:
            pyogrio.raw.write(
                place,
                geometry=shapely.to_wkb(geometry),
                field_data=[values for values, _ in data],
                fields=np.array([column.name for column in columns], dtype=object),
                field_mask=[mask for _, mask in data],
                driver=driver,
                geometry_type=geometry_type,
                promote_to_multi=geometry_type.startswith("Multi"),
                **options,
            )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise OutputError("formats.file_not_written", where=path.name) from error
    except (pyogrio.errors.FieldError, pyogrio.errors.FeatureError) as error:
        raise OutputError("formats.content_not_written", where=path.name) from error
    finally:
        pyogrio.set_gdal_config_options({WRITTEN_AT: None})


@contextmanager
def plain_path(path: Path) -> Iterator[Path]:
    """Yield a path that GDAL and pyogrio take as it is, and move what was written there to `path`.

    pyogrio reads ``!`` as the mark of an archive, and drops control characters. Files beside the
    yielded path with its stem are moved too.
    """
    if PLAIN_PATH.fullmatch(str(path)):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="parkland-") as folder:
        place = Path(folder, f"written{path.suffix}")
        yield place
        for made in Path(folder).iterdir():
            shutil.move(made, path.with_name(path.stem + made.name.removeprefix(place.stem)))


def geometry_type(shapes: np.ndarray) -> str:
    """Return the type of a layer: MultiPolygon if any shape is one, else Polygon.

    For points it is MultiPoint or Point, and for points beside polygons Unknown, which means any.
    """
    import shapely

    points = is_point(shapes)
    if points.any() and not points[~shapely.is_missing(shapes)].all():
        return MIXED
    kind = "Point" if points.any() else "Polygon"
    multi = (shapely.GeometryType.MULTIPOINT, shapely.GeometryType.MULTIPOLYGON)
    return f"Multi{kind}" if np.isin(shapely.get_type_id(shapes), multi).any() else kind


def _field(column: WrittenColumn) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the values of a column in numpy's type for GDAL, and a mask of the missing values.

    The mask is None if the type itself can express a missing value.
    """
    values: pd.Series = column.cells
    missing = values.isna().to_numpy(dtype=bool)
    if column.shape in ("date", "moment"):
        unit = "D" if column.shape == "date" else "ms"
        return values.to_numpy(dtype="datetime64[s]").astype(f"datetime64[{unit}]"), None
    if column.shape == "text":
        texts = values.astype(object).where(~missing, None).map(_storable, na_action="ignore")
        return texts.to_numpy(dtype=object), None
    if column.shape == "yes_no":
        return values.fillna(False).to_numpy(dtype=bool), missing  # noqa: FBT003 - masked
    if column.shape == "whole":
        return values.fillna(0).to_numpy(dtype="int64"), missing
    return values.to_numpy(dtype="float64", na_value=np.nan), missing


def _storable(text: str) -> str:
    """Return a text without NUL, which ends a text in C, and without unpaired surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-8", errors="replace").decode("utf-8")
