#!/usr/bin/env python3
"""Make the files of two invented offices abroad: an assessor's parcels and a register of points.

    python data/offices/make_offices.py [DIR]

Places, owners and numbers are invented. The columns and the values of the codes are those of the
public files of such offices: the assessors' parcels of Massachusetts (state plane feet, acres, use
codes of the Department of Revenue) and the brownfield land registers of England.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import random
from pathlib import Path

import geopandas as gpd
import shapely
from shapely import affinity

HERE = Path(__file__).resolve().parent
SEED = 20_260_101
STATE_PLANE_FEET, METRES = "EPSG:2249", "EPSG:26986"
ACRE_M2, FOOT2_M2 = 4046.8564224, (1200 / 3937) ** 2
CORNER = (712_000.0, 2_951_000.0)  # west of Boston, in state plane feet
BLOCKS, BLOCK, STREET = (5, 4), (880.0, 460.0), 60.0
TURN_DEG = 11

# A code of the Department of Revenue, its description, and how many lots have it.
USES = (
    ("400", "Buildings for manufacturing operations", 9),
    ("401", "Warehouses for storage of manufactured products", 6),
    ("404", "Research and Development facilities", 2),
    ("404, 431", "Research and Development facilities, Telephone Relay Towers", 1),
    ("440", "Developable Industrial Land", 6),
    ("441", "Potentially Developable Industrial Land", 4),
    ("442", "Undevelopable Industrial Land", 3),
    ("332", "Auto Repair Facilities", 4),
    ("340", "General Office Buildings", 5),
    ("390", "Developable Commercial Land", 2),
    ("101", "Single Family Residential", 22),
    ("130", "Developable Residential Land", 4),
    ("903", "Municipalities", 4),
    ("601", "Ten-year forest", 2),
)
STREETS = ("Mill Race", "Alder", "Foundry", "Tannery", "Kiln", "Weir", "Bobbin", "Sawyer")

SITES = (
    ("Former Wharfside Dye Works, Canal Road", 3.42), ("Land at Lower Tenter Street", 0.31),
    ("Old Bus Depot, Hawthorn Lane", 1.18), ("Beckside Garage, Moor View", 0.27),
    ("Hollin Mill, Weaver Street", 2.65), ("Former Primary School, Castle Hill", 1.94),
    ("Railway Sidings, Station Approach", 5.87), ("Corner of Bridge Street and Ings Road", 0.26),
    ("Crown Brewery Yard", 0.74), ("St Oswald's Hall, Church Walk", 0.29),
    ("Ropewalk Industrial Estate, Unit 4", 0.88), ("Gasholder Site, Navigation Way", 2.21),
    ("Fellmongers Yard, Tan Pit Lane", 0.61), ("Police Station, Market Place", 0.45),
    ("Scar Top Quarry, Edge Lane", 6.3), ("Allotment Garages, Quebec Terrace", 0.25),
    ("Former Telephone Exchange, Queen Street", 0.33), ("Sunny Bank Laundry", 0.52),
    ("Winding House, Colliery Road", 1.47), ("Carr Foot Mill and Pond", 2.08),
    ("Depot at Long Causeway", 1.02), ("Bowling Green, Park Parade", 0.38),
    ("Providence Chapel, Chapel Fold", 0.26), ("Land rear of 11 to 29 Albert Road", None),
)  # fmt: skip
STATUSES = ("permissioned", "not permissioned", "permissioned", "pending decision")
OWNERS = (
    "owned by a public authority", "not owned by a public authority", "mixed ownership",
    "not owned by a public authority", "unknown ownership",
)  # fmt: skip
TOWN = (-1.873, 53.731)


def lots(chance: random.Random) -> list[shapely.Polygon]:
    """Return the lots of blocks between streets, each block divided by lines across it."""
    west, south = CORNER
    found = []
    for column in range(BLOCKS[0]):
        for row in range(BLOCKS[1]):
            x, y = west + column * (BLOCK[0] + STREET), south + row * (BLOCK[1] + STREET)
            cuts = [0.0]
            while cuts[-1] < BLOCK[0] - 230:
                cuts.append(cuts[-1] + chance.choice((170, 200, 240, 320)) + chance.uniform(-8, 8))
            cuts[-1] = BLOCK[0]
            depth = chance.uniform(0.4, 0.6) * BLOCK[1]
            for left, right in itertools.pairwise(cuts):
                found.append(shapely.box(x + left, y, x + right, y + depth))
                found.append(shapely.box(x + left, y + depth, x + right, y + BLOCK[1]))
    turned = affinity.rotate(shapely.GeometryCollection(found), TURN_DEG, origin=CORNER)
    return list(shapely.get_parts(turned))


def assessor(folder: Path) -> None:
    """Write the parcels of the assessor as a shapefile in state plane feet."""
    chance = random.Random(SEED)  # noqa: S311 - invented data that stays the same
    shapes = lots(chance)
    uses = [(code, text) for code, text, number in USES for _ in range(number)]
    uses += [("101", "Single Family Residential")] * (len(shapes) - len(uses))
    chance.shuffle(uses)
    metres = gpd.GeoSeries(shapes, crs=STATE_PLANE_FEET).to_crs(METRES)
    areas = metres.area
    centres = metres.centroid
    columns = {
        "LOC_ID": [f"M_{point.x:.0f}_{point.y:.0f}" for point in centres],
        "SITE_ADDR": [
            f"{2 * place + 11} {STREETS[place % len(STREETS)]} Street"
            for place in range(len(shapes))
        ],
        "UseCodes": [code for code, _ in uses],
        "UseDesc": [text for _, text in uses],
        "ACRES": (areas / ACRE_M2).round(4),
        "SQFT": (areas / FOOT2_M2).round(1),
        "TRANSIT": "N",
    }
    table = gpd.GeoDataFrame(columns, geometry=shapes, crs=STATE_PLANE_FEET)
    table.to_file(folder / "parcels.shp", encoding="utf-8")


def brownfield(folder: Path) -> None:
    """Write the register of brownfield land as GeoJSON, a point for each site."""
    chance = random.Random(SEED + 1)  # noqa: S311
    rows = []
    for place, (address, hectares) in enumerate(SITES):
        status = STATUSES[place % len(STATUSES)]
        day = dt.date(2018, 3, 1) + dt.timedelta(days=chance.randrange(2500))
        rows.append(
            {
                "reference": f"HB{place + 1:03d}",
                "site-address": address,
                "hectares": hectares,
                "ownership-status": OWNERS[place % len(OWNERS)],
                "planning-permission-status": status,
                "planning-permission-date": day.isoformat() if status == "permissioned" else None,
                "minimum-net-dwellings": None if hectares is None else round(hectares * 38),
                "deliverable": chance.choice(("yes", None)),
                "entry-date": "2024-12-20",
            }
        )
    places = [(TOWN[0] + chance.gauss(0, 0.011), TOWN[1] + chance.gauss(0, 0.006)) for _ in rows]
    table = gpd.GeoDataFrame(
        rows, geometry=gpd.points_from_xy(*zip(*places, strict=True)), crs=4326
    )
    table.geometry = table.geometry.set_precision(1e-6)
    table.to_file(folder / "brownfield-land.geojson", driver="GeoJSON")


def main() -> None:
    """Write both offices below a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=HERE)
    folder: Path = parser.parse_args().folder
    for make in (assessor, brownfield):
        place = folder / make.__name__
        place.mkdir(parents=True, exist_ok=True)
        make(place)


if __name__ == "__main__":
    main()
