"""Build the shapes from the records of a .shp.

GDAL builds them, because it handles the rings, holes and heights of every writer. It reads a .shp
and a .shx that agree, in a temporary folder: links to the user's files if they are sound, else a
copy of the complete records. So damage cannot mislead GDAL, and GDAL writes nothing beside the
user's files.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from parkland.errors import SourceFormatError, first_line
from parkland.formats.gdal_guard import closed_gdal
from parkland.formats.library_remarks import cause_of
from parkland.formats.shapefile.shp_layout import PATCH
from parkland.formats.shapefile.shp_records import sound_copy
from parkland.formats.surfaces import footprints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkland.formats.shapefile.shapefile_parts import ShapefileParts
    from parkland.formats.shapefile.shp_layout import ShpAccount

# The bounds of a record may differ from those of its points by this share of the size of the shape,
# plus this share of its largest coordinate.
TOLERANCE, ROUNDING = 1e-3, 1e-7


def build_shapes(parts: ShapefileParts, account: ShpAccount) -> tuple[np.ndarray, dict[int, str]]:
    """Return the shape of every record, and the reasons for shapes that cannot be built.

    Parameters
    ----------
    parts
        The files.
    account
        The account of the records, from `shp_records.read_records`.

    Returns
    -------
    shapes
        An array with a shape for each record of the account, or None for a record without a shape.
        It is shorter if GDAL returns fewer records.
    trouble
        The reason for which a shape cannot be built, by the position of the record from 0.

    Raises
    ------
    SourceFormatError
        If GDAL refuses the file.
    """
    with _readable(parts, account) as path:
        shapes, trouble = _built(path, parts.shown)
    if account.kind == PATCH:
        shapes = footprints(shapes, np.ones(len(shapes), dtype=bool))
    for place in range(len(shapes), account.records):
        trouble[place] = "the driver does not return it"
    return shapes, trouble


@contextmanager
def _readable(parts: ShapefileParts, account: ShpAccount) -> Iterator[Path]:
    """Yield the path of the .shp for GDAL: a link if the files are sound, else a sound copy."""
    with tempfile.TemporaryDirectory(prefix="parkland-") as folder:
        place = Path(folder, "shapes.shp")
        if account.is_sound:
            for part in ("shp", "shx"):
                _link(parts.paths[part], place.with_suffix(f".{part}"))
        else:
            sound_copy(account, place)
        yield place


def _link(part: Path, place: Path) -> None:
    try:
        place.symlink_to(part.resolve())
    except OSError:  # Windows lets only some users make links
        shutil.copyfile(part, place)


def _built(path: Path, shown: str) -> tuple[np.ndarray, dict[int, str]]:
    import shapely
    from pyogrio.errors import DataSourceError
    from pyogrio.raw import read

    try:
        # Faulty records are found below.
        with closed_gdal(), warnings.catch_warnings(action="ignore"):
            binary = read(path, columns=[], force_2d=False)[2]
    except (DataSourceError, ValueError, RuntimeError) as error:
        raise SourceFormatError(
            "formats.shapes_unreadable", where=shown, reason=cause_of(error)
        ) from error
    with np.errstate(invalid="ignore"):  # `clean` reports coordinates that are not numbers
        shapes = shapely.from_wkb(binary, on_invalid="ignore")
    # GEOS returned None for every shape that it rejects. Parsing such a shape again gives the
    # reason.
    trouble = {}
    for place in np.flatnonzero(shapely.is_missing(shapes) & (binary != None)):  # noqa: E711
        try:
            shapes[place] = shapely.from_wkb(binary[place], on_invalid="raise")
        except shapely.errors.GEOSException as error:
            trouble[int(place)] = first_line(error)
    return shapes, trouble


def places_with_other_bounds(stated: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Return the positions, from 0, of shapes whose points do not have the bounds of the record.

    A writer computes the bounds of a record from its points. If they differ, the points were
    changed later, by damage or by hand.

    Parameters
    ----------
    stated
        The bounds in the records, n x 4; not finite for a record without bounds.
    shapes
        The n shapes.
    """
    import shapely

    actual = shapely.bounds(shapes)
    known = np.isfinite(stated).all(axis=1) & np.isfinite(actual).all(axis=1)
    size = np.hypot(*(actual[:, 2:] - actual[:, :2]).T)
    slack = TOLERANCE * size + ROUNDING * np.abs(actual).max(axis=1)
    with np.errstate(invalid="ignore"):
        moved = known & (np.abs(stated - actual) > slack[:, None]).any(axis=1)
    return np.flatnonzero(moved)
