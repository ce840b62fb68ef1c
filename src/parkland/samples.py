"""The bundled sample parcels; their boundaries are invented and their acreages are real."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

SAMPLE_AS_OF = "2020-12-31"


def sample_path() -> Path:
    """Return the folder of the sample shapefiles and their register.

    An installed package contains the folder; a checkout has it as `data/parcels/`.

    Examples
    --------
    >>> (sample_path() / "供地台账.xlsx").is_file()
    True
    """
    packed = Path(str(files("parkland").joinpath("resources", "sample")))
    return packed if packed.is_dir() else Path(__file__).parents[2] / "data" / "parcels"
