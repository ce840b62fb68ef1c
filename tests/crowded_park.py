"""An invented park whose parcels are hard to name on a map: strips, substations, long numbers.

Streets run askew. Blocks are divided into plots of a few hectares, workshops of a few hundred
square metres, strips of green along the road, and substations of 12 by 15 m. A number is one of the
office's own (``KX-07-012``) or the cadastral one of nineteen characters.
"""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import shapely
from shapely import affinity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EAST, NORTH = 40_402_000.0, 3_231_000.0
CRS = "EPSG:4528"
ASKEW_DEG = 14
BLOCK_M, STREET_M = (310.0, 220.0), 24.0
DISTRICTS = ("城东片区", "江滨片区", "高铁新城片区")
REGISTER = (
    "地块编号", "地块名称", "土地使用权人", "所在片区", "供地面积（亩）", "合同签订日期",
    "约定开工时间", "实际开工时间", "实际竣工时间", "状态",
)  # fmt: skip


def crowded_shapes(number: int, *, seed: int = 3) -> list[shapely.Polygon]:
    """Return the first `number` parcels, block by block, in metres of the plane."""
    chance = random.Random(seed)  # noqa: S311 - shapes, not secrets
    across = max(3, round((number / 10) ** 0.5))
    found: list[shapely.Polygon] = []
    block = 0
    while len(found) < number:
        west = (block % across) * (BLOCK_M[0] + STREET_M)
        south = (block // across) * (BLOCK_M[1] + STREET_M)
        found += [affinity.translate(plot, west, south) for plot in _plots(block, chance)]
        block += 1
    turned = [affinity.rotate(plot, ASKEW_DEG, origin=(0, 0)) for plot in found[:number]]
    return [affinity.translate(plot, EAST, NORTH) for plot in turned]


def _plots(block: int, chance: random.Random) -> Iterator[shapely.Polygon]:
    """Yield the plots of one block, each of the four kinds of block in turn."""
    wide, high = BLOCK_M
    strip = 9.0
    yield shapely.box(0, 0, wide - 16, strip)  # green along the road
    yield shapely.box(wide - 12, 0, wide, 15)  # a substation
    parts = {0: (1, 2), 1: (2, 3), 2: (4, 5), 3: (7, 4)}[block % 4]
    columns = _cuts(parts[0], wide, chance)
    for left, right in pairwise(columns):
        rows = [strip + 8 + y for y in _cuts(parts[1], high - strip - 8, chance)]
        for low, top in pairwise(rows):
            cut = min(6.0, (right - left) / 4)
            corner = [(right, top - cut), (right - cut, top)]
            yield shapely.Polygon([(left, low), (right, low), *corner, (left, top)])


def _cuts(parts: int, length: float, chance: random.Random) -> list[float]:
    shares = [1 + chance.random() for _ in range(parts)]
    ends = [0.0]
    for share in shares:
        ends.append(ends[-1] + share / sum(shares) * length)
    return ends


def write_crowded_park(folder: Path, number: int = 120) -> Path:
    """Write the layer and the register of a park of `number` parcels; return `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    shapes = crowded_shapes(number)
    numbers = [
        f"330824101{place % 9:03d}GB{place:05d}"
        if place % 3 == 0
        else f"KX-{place // 12:02d}-{place:03d}"
        for place in range(number)
    ]
    layer = gpd.GeoDataFrame({"地块编号": numbers}, geometry=shapes, crs=CRS)
    layer.to_file(folder / "工业用地.shp", encoding="GBK", engine="pyogrio")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["示例县经济开发区工业用地台账（截至2024年12月31日）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(REGISTER))
    sheet.append(list(REGISTER))
    for place, (name, shape) in enumerate(zip(numbers, shapes, strict=True)):
        row = _row(place, name, shape.area * 0.0015)
        sheet.append([row.get(heading) for heading in REGISTER])
    book.save(folder / "供地台账.xlsx")
    return folder


def _row(place: int, number: str, mu: float) -> dict[str, Any]:
    signed = dt.date(2019 + place % 5, 1 + place % 12, 1 + place % 28)
    due = signed + dt.timedelta(365)
    row = {
        "地块编号": number,
        "地块名称": f"{DISTRICTS[place % 3]}{place + 1}号地块",
        "土地使用权人": f"浙江示例制造{place + 1}号有限公司",
        "所在片区": DISTRICTS[place % 3],
        "供地面积（亩）": round(mu, 2),
        "合同签订日期": signed,
        "约定开工时间": due,
    }
    habit = place % 8
    if habit < 4:
        row["实际开工时间"] = due
    if habit < 2:
        row["实际竣工时间"] = due + dt.timedelta(300)
    if habit == 6:
        row["状态"] = "已平整"
    return row
