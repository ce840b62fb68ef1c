"""Read a survey TXT (勘测定界 / 报部坐标) as a layer of parcels.

By the specification X is the northing and comes first. Some files have swapped columns, which the
sizes of the numbers show. By the specification the area in a header is in hectares; some programs
write square metres or mu. The area is read in the unit that agrees with the area of the corners,
and an issue reports any unit other than hectares.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from parkland.errors import NoParcelsError
from parkland.formats.evidence import Evidence
from parkland.formats.layers import Layer, LayerContent, ReadOptions
from parkland.formats.survey_txt.survey_crs import SurveyHeader, survey_crs
from parkland.formats.survey_txt.survey_grammar import decoded_survey, parse_survey
from parkland.formats.survey_txt.survey_headers import FIELDS_BY_PLACE
from parkland.formats.survey_txt.survey_numbering import NUMBERING, numbering_of
from parkland.formats.survey_txt.survey_rings import FEWEST, polygons_of, repeated, rings_of
from parkland.formats.text_encodings import wrong_encoding
from parkland.gauss_kruger import CHINA, EASTINGS, NORTHINGS, ZONE_BLOCK
from parkland.issues import Issue
from parkland.units import AREA_UNITS

if TYPE_CHECKING:
    import shapely

    from parkland.formats.survey_txt.survey_grammar import Block, SurveyText

# The positions of the fields in a header, and the headings that they get.
COUNT, AREA, NUMBER, NAME, KIND, SHEET, USE, CLASS = range(FIELDS_BY_PLACE)
HEADINGS = {
    NUMBER: "地块编号", NAME: "地块名称", USE: "土地用途", CLASS: "地类编码", SHEET: "图幅号",
    KIND: "图形类型", COUNT: "界址点数",
}  # fmt: skip
REGION = ("行政区代码", "行政区名称")
KEPT_ATTRIBUTES = ("数据产生单位", "数据产生日期")
AREA_HEADING, MORE_HEADING = "地块面积({unit})", "附加{number}"
SPECIFIED_UNIT, AGREES = "ha", 0.1
DEGREES = 180.0
DEGREE_M = 111_320.0  # a degree of latitude is 110.6 to 111.7 km long
MOST_DIGITS = 6
POINT, LINE = "点", "线"


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of coordinates in a file.

    Attributes
    ----------
    swapped
        Whether the easting comes first.
    prefix
        The zone number in the eastings; 0 if they have none, None if coordinates are in degrees.
    """

    swapped: bool
    prefix: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyLayer(Layer):
    """The parcels of a survey TXT."""

    def read(self, options: ReadOptions) -> LayerContent:
        """Return the parcels; a parcel with an unreliable boundary is a row without geometry.

        Raises
        ------
        EncodingError
            If the text is not in the encoding that the user names.
        NoParcelsError
            If the text has no parcel.
        """
        import geopandas as gpd
        import pandas as pd

        content = self.container.path.read_bytes()
        text, codec, is_whole = _decoded(content, options.encoding, self.shown)
        survey = parse_survey(text)
        if not survey.blocks:
            raise NoParcelsError("formats.no_boundary_points", where=self.shown)
        layout = _layout(survey)
        issues = [] if is_whole else [Issue(code="survey.undecodable", value=codec)]
        if layout.swapped:
            issues.append(Issue(code="survey.swapped_axes", action="repaired"))
        if survey.stray:
            issues.append(Issue(code="survey.stray_lines", value=_numbers(survey.stray)))
        shapes: list[shapely.Geometry | None] = []
        for row, block in enumerate(survey.blocks, start=1):
            shape, trouble = _shape(block, layout, is_last=row == len(survey.blocks))
            shapes.append(shape)
            issues += [_at(row, block, issue) for issue in trouble]
        unit, about_unit = _area_unit(survey.blocks, _square_metres(shapes, layout))
        unstated = sum(_amount(block.text(AREA)) == 0 for block in survey.blocks)
        if unstated:
            issues.append(Issue(code="survey.no_area", value=str(unstated)))
        columns = _columns(survey.blocks, unit) | _kept(survey, shapes, layout)
        frame = gpd.GeoDataFrame(columns, geometry=pd.Series(shapes, dtype=object))
        frame.index = pd.RangeIndex(1, len(frame) + 1)
        return LayerContent(
            frame=frame,
            unusable=np.full(len(frame), "", dtype=object),
            encoding=Evidence(codec, "given" if options.encoding else "bytes"),
            declared=survey_crs(
                SurveyHeader(survey.attributes, layout.prefix, survey.contradicted),
                where=self.shown,
            ),
            issues=[*issues, *about_unit],
            has_fixed_axes=True,
        )


def _decoded(content: bytes, given: str | None, where: str) -> tuple[str, str, bool]:
    try:
        text, codec, whole = decoded_survey(content, given)
    except LookupError:
        whole = False
    if given and not whole:
        raise wrong_encoding(given, where=where)
    return text, codec, whole


def _layout(survey: SurveyText) -> Layout:
    """Return the layout of coordinates.

    The medians of all corners decide, so that a few wrong corners have no effect.
    """
    pairs = np.array([(p.first, p.second) for block in survey.blocks for p in block.points])
    if not len(pairs):
        return Layout(swapped=False, prefix=0)
    first, second = np.median(pairs, axis=0)
    # Latitudes and longitudes of China do not overlap, and neither do northings and eastings.
    if max(abs(first), abs(second)) <= DEGREES:
        lon, lat = (CHINA[0], CHINA[2]), (CHINA[1], CHINA[3])
        swapped = lon[0] <= first <= lon[1] and lat[0] <= second <= lat[1]
        return Layout(swapped=bool(swapped), prefix=None)
    swapped = _is_east(first) and NORTHINGS[0] <= second <= NORTHINGS[1]
    east = first if swapped else second
    return Layout(swapped=bool(swapped), prefix=int(east // ZONE_BLOCK) if east > 0 else 0)


def _is_east(value: float) -> bool:
    # An easting with a zone number is larger than any northing of China.
    return value > NORTHINGS[1] or EASTINGS[0] <= value <= EASTINGS[1]


def _shape(
    block: Block, layout: Layout, *, is_last: bool
) -> tuple[shapely.Geometry | None, list[Issue]]:
    """Return the shape of a parcel and its issues; the shape is None if it cannot be trusted."""
    import shapely

    trouble = [Issue(code="survey.no_header")] if not block.fields else []
    xy = _corners(block, layout)
    if block.text(KIND) in (POINT, LINE) and xy:
        one = len(xy) == 1 or block.text(KIND) == POINT
        return (shapely.MultiPoint(xy) if one else shapely.LineString(xy)), trouble
    rings = rings_of(block.points)
    expected, found = _whole(block.text(COUNT)), len(block.points)
    lines = _numbers(block.unread)
    # The header counts corners, with or without the closing corner of each ring. If the parsed
    # points match neither count, one of the lines that cannot be parsed was a corner.
    if block.unread and expected not in (found, found - len(rings)):
        return None, [
            *trouble,
            Issue(code="survey.unreadable_lines", value=lines, action="quarantined"),
        ]
    if block.unread:
        trouble.append(Issue(code="survey.ignored_lines", value=lines))
    if not rings or min(len(set(ring)) for ring in rings) < FEWEST:
        few = Issue(code="survey.too_few_corners", value=str(found), action="quarantined")
        return None, [*trouble, few]
    # An open ring at the end of the file shows that the file is cut; elsewhere corners are missing.
    if expected > found + len(rings):
        open_end = block.points[-1].first, block.points[-1].second
        cut = is_last and open_end != rings[-1][0]
        code = "survey.cut_off" if cut else "survey.fewer_points"
        trouble.append(Issue(code=code, value=f"{found}/{expected}"))
    flipped = [[corner if layout.swapped else corner[::-1] for corner in ring] for ring in rings]
    if twice := repeated(flipped):
        trouble.append(Issue(code="survey.repeated_ring", value=str(twice), action="repaired"))
    return polygons_of(flipped), trouble


def _at(row: int, block: Block, issue: Issue) -> Issue:
    return replace(issue, source_row=row, parcel_id=block.text(NUMBER))


def _square_metres(shapes: list[shapely.Geometry | None], layout: Layout) -> np.ndarray:
    """Return the area of each shape in square metres; in degrees it is right to one percent."""
    import shapely

    drawn = np.array(shapes, dtype=object)
    areas: np.ndarray = shapely.area(drawn)
    if layout.prefix is None:
        areas = areas * DEGREE_M**2 * np.cos(np.radians(shapely.bounds(drawn)[:, 1]))
    return areas


def _area_unit(blocks: list[Block], drawn: np.ndarray) -> tuple[str, list[Issue]]:
    """Return the unit in which the stated areas agree with the `drawn` square metres, and issues.

    The unit in which most areas agree within 10 % is taken; it is hectares if no area agrees.
    """
    stated = np.array([_amount(block.text(AREA)) for block in blocks], dtype="float64")
    usable = (stated > 0) & (drawn > 0)
    if not usable.any():
        return SPECIFIED_UNIT, []
    ratios = stated[usable] / drawn[usable]
    hits = {
        name: int((np.abs(ratios * float(AREA_UNITS[name].m2) - 1) < AGREES).sum())
        for name in (SPECIFIED_UNIT, "m2", "mu")
    }
    unit = max(hits, key=lambda name: hits[name])
    if not hits[unit]:
        return SPECIFIED_UNIT, [Issue(code="survey.area_unit_unclear")]
    if unit == SPECIFIED_UNIT:
        return unit, []
    return unit, [Issue(code="survey.area_unit", value=AREA_UNITS[unit].spellings[0])]


def _columns(blocks: list[Block], unit: str) -> dict[str, Any]:
    """Return the fields of all headers as columns of text."""
    import pandas as pd

    def texts(place: int) -> pd.Series:
        return pd.Series([block.text(place) or None for block in blocks], dtype="str")

    columns: dict[str, Any] = {heading: texts(place) for place, heading in HEADINGS.items()}
    # In this format 0 stands for an area that nobody filled in.
    areas = texts(AREA).mask(
        np.array([_amount(block.text(AREA)) == 0 for block in blocks], dtype=bool)
    )
    columns[AREA_HEADING.format(unit=AREA_UNITS[unit].spellings[0])] = areas
    widest = max((len(block.fields) for block in blocks), default=0)
    for place in range(FIELDS_BY_PLACE, widest):
        columns[MORE_HEADING.format(number=place - FIELDS_BY_PLACE + 1)] = texts(place)
    return columns


def _kept(
    survey: SurveyText, shapes: list[shapely.Geometry | None], layout: Layout
) -> dict[str, Any]:
    """Return columns that another survey TXT needs: region, producer, date, numbers of points.

    Columns without a value are left out.
    """
    import pandas as pd

    blocks = survey.blocks
    columns: dict[str, list[str | None]] = {
        heading: [(*block.region, "", "")[place] or None for block in blocks]
        for place, heading in enumerate(REGION)
    }
    for key in KEPT_ATTRIBUTES:
        columns[key] = [survey.attributes.get(key) or None] * len(blocks)
    columns[NUMBERING] = [
        numbering_of(shape, block.points, _corners(block, layout))
        if shape is not None and block.text(KIND) not in (POINT, LINE)
        else None
        for block, shape in zip(blocks, shapes, strict=True)
    ]
    return {
        heading: pd.Series(cells, dtype="str") for heading, cells in columns.items() if any(cells)
    }


def _corners(block: Block, layout: Layout) -> list[tuple[float, float]]:
    """Return the easting and the northing of each point."""
    return [(p.first, p.second) if layout.swapped else (p.second, p.first) for p in block.points]


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


def _amount(text: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return float("nan")


def _numbers(lines: list[int]) -> str:
    return "、".join(str(line) for line in lines[:10]) + ("…" if len(lines) > 10 else "")  # noqa: PLR2004
