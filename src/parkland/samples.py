"""The bundled sample and two offices abroad: invented parcels, and tables of assets."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from parkland.choices import ExampleOffice, choose

SAMPLE_AS_OF = "2020-12-31"
EARLIER_SAMPLE_AS_OF = "2019-12-31"


def sample_assets_path() -> Path:
    """Return the workbook of the sample's enterprises, leases, figures, notices and projects.

    It lies beside the folder of the parcels and not in it, so that a ledger of the sample has
    assets only if they are named.

    Examples
    --------
    >>> sample_assets_path().name
    '示例资产.xlsx'
    """
    packed = Path(str(files("parkland").joinpath("resources", "sample_assets")))
    folder = packed if packed.is_dir() else Path(__file__).parents[2] / "data" / "assets"
    return folder / "示例资产.xlsx"


def sample_path() -> Path:
    """Return the folder of the sample shapefiles and their register.

    An installed package contains the folder; a checkout has it as `data/parcels/`.

    Examples
    --------
    >>> (sample_path() / "供地台账.xlsx").is_file()
    True
    """
    return _folder("sample", "parcels")


def earlier_sample_path() -> Path:
    """Return the folder of the sample as of 2019-12-31, invented too, for `compare`.

    Examples
    --------
    >>> (earlier_sample_path() / "供地台账.xlsx").is_file()
    True
    """
    return _folder("earlier_sample", "earlier")


def example_office_path(name: ExampleOffice, /) -> Path:
    """Return the folder of an invented office abroad, with its files and its profile.

    Parameters
    ----------
    name
        ``"assessor"``: the parcels of a town in Massachusetts, in state plane feet and acres, with
        use codes. ``"brownfield"``: a register of England, with points, hectares, the planning
        status and dates.

    Raises
    ------
    ChoiceError
        If there is no such office.

    Examples
    --------
    >>> (example_office_path("brownfield") / "parkland.toml").is_file()
    True
    """
    chosen: ExampleOffice = choose(name, ExampleOffice, "name")
    return _folder("offices", "offices") / chosen


def _folder(packed_as: str, in_checkout: str) -> Path:
    packed = Path(str(files("parkland").joinpath("resources", packed_as)))
    return packed if packed.is_dir() else Path(__file__).parents[2] / "data" / in_checkout
