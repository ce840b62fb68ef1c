"""The survey TXT (勘测定界, 界址点坐标交换格式): boundary points of parcels as text.

`survey_grammar` parses the text, `survey_rings` makes shapes from the corners, `survey_crs` reads
the reference system in the header, and `survey_reading` makes a layer from all of them.
`survey_writing` writes parcels.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from parkland.formats.layers import Container, Layer, WriteOptions

_MARK = re.compile(r"地块坐标|属性描述|[@＠]\s*$", re.MULTILINE)
LOOKED_AT = 65_536  # this number of bytes at the beginning is searched for marks


def layers_of(container: Container, /) -> list[Layer]:
    """Return the only layer of a survey TXT."""
    from parkland.formats.survey_txt.survey_reading import SurveyLayer

    return [
        SurveyLayer(
            container=container,
            name=container.path.stem,
            geometry="Polygon",
            shown=container.shown,
        )
    ]


def recognises(path: Path) -> bool:
    """Return whether a text has the sections of a survey TXT, or lines that end in @.

    A readme or a log in the same folder has the same ending and must not be read.
    """
    with path.open("rb") as file:
        head = file.read(LOOKED_AT)
    # The search needs no certain encoding: it tries all and ignores errors.
    wide = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le"
    return any(
        _MARK.search(re.sub(r"\r\n?", "\n", head.decode(encoding, errors="ignore")))
        for encoding in ("utf-8", "gb18030", wide)
    )


def write(parcels: gpd.GeoDataFrame, path: Path, options: WriteOptions, /) -> str:
    """Write a survey TXT.

    Returns
    -------
    str
        A sentence on the texts that were changed; empty if there are none.

    Raises
    ------
    OutputError
        If the parcels are not in a Gauss-Krüger zone of China, or the format cannot hold them.
    """
    from parkland.formats.survey_txt.survey_writing import write_survey

    return write_survey(parcels, path, encoding=options.encoding, name=options.layer)
