#!/usr/bin/env python3
"""Make the earlier state of the sample: the same land as of 2019-12-31, invented like the sample.

    python data/make_earlier.py [DIR]

It is made from the files of the sample, so that land that did not change has the same coordinates.
Between the two states one parcel was split, two were merged, one was renumbered, one boundary was
moved, a road was built through a parcel, one parcel is new, and the agreed start of one was
corrected. What happened in 2020 is not on record yet.
"""

from __future__ import annotations

import argparse
import copy
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely
from make_parcels import HERE, require, write_layer, write_register
from surveying import Plan, Surveyor, area

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

AFTER_2019 = re.compile(r"202[0-9]")
SUPPLEMENT = "补充协议开工时间"
BLANK = {"", "--", "无"}
MOVED_M = 9.0  # metres by which the boundary of SLD-01 was moved
NUMBERS = {"LSFH2-01": "LSFH2-A1"}  # today's number -> the number of 2019
# Layers whose name says what became of the land in 2020 had another name, and fewer columns.
LAYERS = {
    "收回低效工业用地": ("低效工业用地", ("收回方式", "收回日期", "收回文号")),
    "十类地": ("存量工业用地", ("处置方式", "处置日期", "十类地")),
}
# What the records of 2019 say otherwise than those of 2020: by parcel and column.
RECORDS = {
    ("YC2-04", "状态"): "未平整",
    ("YC2-05", "状态"): "未平整",
    ("LSFH2-A1", "状态"): "平整中",
    ("LSFH2-02", "状态"): "平整中",
    ("LSFH2-A1", "建设状况"): "",
    ("LSFH2-02", "建设状况"): "",
    ("GD-04", "约定开工时间"): "2019年8月1日",  # corrected in 2020: the contract says 2018
    ("GD-09", "已动工面积(亩)"): 0,
    ("GD-09", "已投资额(万元)"): 0,
    ("GD-10", "闲置原因"): "",
    ("GD-10", "原因已核实"): "",
    ("GD-10", "核实单位"): "",
    ("GD-06 ", "已动工面积(亩)"): 9.00,
}
LATER = ("GD-01",)  # supplied in 2020, so that the register has no row yet


def earlier_shapes(today: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the parcels of 2019 by their numbers, made of those of today."""
    shapes = {NUMBERS.get(number, number): shape for number, shape in today.items()}
    del shapes["YC2-03"]  # approved in 2020
    shapes["YC2-01"] = shapely.union_all([shapes["YC2-01"], shapes.pop("YC2-02")])
    shapes |= dict(zip(("DX-01", "DX-07"), halves(shapes["DX-01"]), strict=True))
    shapes["DX-04"] = before_the_road(shapes["DX-04"])
    strip = shapely.intersection(
        shapes["SLD-02"], shapely.buffer(shapes["SLD-01"], MOVED_M, join_style="mitre")
    )
    shapes["SLD-01"] = shapely.union_all([shapes["SLD-01"], strip])
    shapes["SLD-02"] = shapely.difference(shapes["SLD-02"], strip)
    return {number: shapely.set_precision(shape, 1e-4) for number, shape in shapes.items()}


def halves(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the two parts of a parcel on both sides of the line across its middle."""
    box = shapely.oriented_envelope(shape)
    corners = shapely.get_coordinates(box)[:4]
    sides = [corners[(n + 1) % 4] - corners[n] for n in range(4)]
    longer = 0 if (sides[0] ** 2).sum() > (sides[1] ** 2).sum() else 1
    start, end = (corners[(longer + n) % 4] for n in (0, 1))
    across = sides[(longer + 1) % 4]
    middle = (start + end) / 2
    near = shapely.Polygon([start, middle, middle + across, start + across])
    first = shapely.intersection(shape, near)
    return [first, shapely.difference(shape, first)]


def before_the_road(shape: BaseGeometry) -> BaseGeometry:
    """Return a parcel of two parts as it was before the road between them was built."""
    width = 2 * shapely.distance(*shapely.get_parts(shape)[:2])
    closed = shapely.buffer(shape, width, join_style="mitre")
    return shapely.buffer(closed, -width, join_style="mitre")


def earlier_plan(plan: Plan, shapes: Mapping[str, BaseGeometry]) -> Plan:
    """Return the layers and the register of 2019, in the form of ``parcel_plan.toml``."""
    found = copy.deepcopy(plan)
    for layer in found["layer"]:
        name, dropped = LAYERS.get(layer["name"], (layer["name"], ()))
        fields = [one for one in layer["fields"] if one not in dropped]
        places = [layer["fields"].index(one) for one in fields]
        rows = [[row[at] for at in places] for row in layer["rows"]]
        if name == "低效工业用地":
            rows.append(["DX-07", "低效工业用地7号地块", "示例企业庚有限公司", *rows[0][3:]])
        layer |= {"name": name, "fields": fields, "rows": [*as_known(fields, rows, shapes)]}
        area_at = fields.index(layer["area"])
        for row in layer["rows"]:
            row[area_at] = round(area(shapes[row[0]]), 2)
    register = found["register"]
    known = [*as_known(register["fields"], register["rows"], None)]
    register["rows"] = [row for row in known if row[0] not in LATER]
    return found


def as_known(
    fields: Sequence[str], rows: Sequence[list[Any]], shapes: Mapping[str, BaseGeometry] | None
) -> Iterator[list[Any]]:
    """Yield records as they were known in 2019; those of other parcels are left out."""
    for row in rows:
        number = NUMBERS.get(row[0], row[0])
        if shapes is not None and number not in shapes:
            continue
        known = [number, *row[1:]]
        for at, field in enumerate(fields):
            agreed = field.startswith("约定") or field.endswith("号") or field == SUPPLEMENT
            if not agreed and AFTER_2019.match(str(known[at])):
                known[at] = ""
            known[at] = RECORDS.get((number, field), known[at])
        if SUPPLEMENT in fields and known[fields.index("补充协议签订日期")] in BLANK:
            known[fields.index(SUPPLEMENT)] = ""
        yield known


def make(folder: Path) -> list[str]:
    """Write the files into ``folder``; return a line on each layer."""
    plan = tomllib.loads((HERE / "parcel_plan.toml").read_text(encoding="utf-8"))
    today = Surveyor(plan).parcels()
    shapes = earlier_shapes(today)
    folder.mkdir(parents=True, exist_ok=True)
    earlier = earlier_plan(plan, shapes)
    lines = []
    for layer in earlier["layer"]:
        write_layer(folder, layer, shapes)
        written = gpd.read_file(folder / f"{layer['name']}.shp", engine="pyogrio", encoding="GBK")
        require(bool(written.is_valid.all()), f"{layer['name']}: a parcel is not valid")
        total = sum(area(shape) for shape in written.geometry)
        lines.append(f"{layer['name']}: {len(written)} parcels, {total:.2f} mu")
    write_register(folder, earlier["register"])
    return [*lines, f"{earlier['register']['name']}: {len(earlier['register']['rows'])} entries"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, default=HERE / "earlier")
    for line in make(parser.parse_args(arguments).folder):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
