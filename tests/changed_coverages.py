"""Coverages of parcels that touch each other, and random edits of them with what they should give.

A coverage is a grid whose nodes are moved at random, with points along the edges, so that every
boundary is shared. An edit is one operation of an office, each on parcels of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import parkland as pk
from parkland.schema import FIELDS, blank

CRS = "EPSG:4548"
STEP = 60.0
OPERATIONS = (
    "split", "merged", "reshaped", "renumbered", "attributes", "gone", "new", "rearranged",
)  # fmt: skip


def ledger(shapes, numbers, as_of="2020-12-31", **columns):
    """Return a ledger of shapes with numbers and facts."""
    index = pd.RangeIndex(len(shapes))
    table = {name: blank(one.kind, index) for name, one in FIELDS.items()}
    table |= {
        "source": pd.Series("made.shp", index=index, dtype="str"),
        "layer": pd.Series("made", index=index, dtype="str"),
        "source_row": pd.Series(range(1, len(shapes) + 1), index=index, dtype="int64"),
        "parcel_id": pd.Series(numbers, index=index, dtype="str"),
    }
    table |= {name: pd.Series(values, index=index) for name, values in columns.items()}
    parcels = pk.measure(gpd.GeoDataFrame(table, geometry=list(shapes), crs=CRS))
    judged = parcels.join(pk.flag_status(parcels, as_of=as_of))
    from parkland.ledgers import ledger_of

    return ledger_of(judged)


def coverage(columns, rows, seed=0):
    """Return the cells of a grid with moved nodes, row by row; neighbours share their vertices."""
    random = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0))
    nodes = np.stack([x, y], axis=-1) * STEP + random.uniform(-12, 12, (rows + 1, columns + 1, 2))
    nodes += [600_000, 3_224_000]
    across = (nodes[:, :-1] + nodes[:, 1:]) / 2 + random.uniform(-3, 3, (rows + 1, columns, 2))
    along = (nodes[:-1] + nodes[1:]) / 2 + random.uniform(-3, 3, (rows, columns + 1, 2))
    return [
        shapely.Polygon(
            [
                nodes[r, c], across[r, c], nodes[r, c + 1], along[r, c + 1],
                nodes[r + 1, c + 1], across[r + 1, c], nodes[r + 1, c], along[r, c],
            ]
        )
        for r in range(rows)
        for c in range(columns)
    ]  # fmt: skip


@dataclass
class Edited:
    """A coverage before and after a script of edits, and what every parcel became."""

    before: list = field(default_factory=list)
    before_ids: list = field(default_factory=list)
    after: list = field(default_factory=list)
    after_ids: list = field(default_factory=list)
    holders: tuple = ((), ())
    expected: dict = field(default_factory=dict)  # number of before or of after -> kind


def edited(columns, rows, *, share=0.3, seed=0, jitter=0.0):
    """Return a coverage to which random operations were applied, on 2 x 2 blocks of its cells.

    Parameters
    ----------
    columns, rows
        Even numbers.
    share
        The share of blocks that are edited.
    jitter
        Metres by which every vertex of the later side is moved at random.
    """
    random = np.random.default_rng(seed + 1)
    cells = coverage(columns, rows, seed)
    found = Edited(list(cells), [f"P-{n:05d}" for n in range(len(cells))])
    names = list(found.before_ids)
    later: dict[str, object] = dict(zip(found.before_ids, cells, strict=True))
    holder = {number: f"owner {number}" for number in later}
    expected = dict.fromkeys(later, "unchanged")
    for r in range(0, rows, 2):
        for c in range(0, columns, 2):
            if random.random() > share:
                continue
            block = [names[(r + i) * columns + c + j] for i in (0, 1) for j in (0, 1)]
            _apply(str(random.choice(OPERATIONS)), block, later, holder, expected, found, random)
    found.after_ids = list(later)
    shapes = list(later.values())
    if jitter:
        shapes = _jittered(shapes, jitter, random)
    order = random.permutation(len(shapes))
    found.after = [shapes[n] for n in order]
    found.after_ids = [found.after_ids[n] for n in order]
    before = [f"owner {number}" for number in found.before_ids]
    found.holders = (before, [holder[number] for number in found.after_ids])
    found.expected = expected
    return found


def _apply(operation, block, later, holder, expected, found, random):  # noqa: C901 - one branch each
    one, two = block[0], block[1]
    if operation == "split":
        parts = _halves(later.pop(one), random)
        keeps = random.random() < 0.5
        names = [one if keeps else f"{one}-1", f"{one}-2"]
        for name, part in zip(names, parts, strict=True):
            later[name], holder[name], expected[name] = part, holder[one], "split"
        expected[one] = "split"
    elif operation == "merged":
        whole = shapely.union_all([later.pop(one), later.pop(two)])
        name = one if random.random() < 0.5 else f"{one}+"
        later[name], holder[name] = whole, holder[one]
        for number in (one, two, name):
            expected[number] = "merged"
    elif operation == "reshaped":
        strip = shapely.intersection(later[one], shapely.buffer(later[two], random.uniform(3, 10)))
        later[two] = shapely.union_all([later[two], strip])
        later[one] = shapely.difference(later[one], strip)
        expected[one] = expected[two] = "reshaped"
    elif operation == "renumbered":
        name = f"N-{one}"
        later[name], holder[name] = later.pop(one), holder[one]
        expected[one] = expected[name] = "renumbered"
    elif operation == "attributes":
        holder[one] = f"buyer of {one}"
        expected[one] = "attributes"
    elif operation == "gone":
        del later[one]
        expected[one] = "gone"
    elif operation == "new":
        # land that is new: it was no parcel before
        place = found.before_ids.index(one)
        del found.before[place], found.before_ids[place]
        name = f"X-{one}"
        later[name], holder[name] = later.pop(one), f"owner {name}"
        del expected[one]
        expected[name] = "new"
    else:
        whole = shapely.union_all([later.pop(number) for number in block])
        west, south, east, north = whole.bounds
        parts = [
            shapely.intersection(whole, shapely.box(w, south, e, north))
            for w, e in zip(
                np.linspace(west, east, 4)[:-1], np.linspace(west, east, 4)[1:], strict=True
            )
        ]
        for n, part in enumerate(parts):
            name = f"R-{one}-{n}"
            later[name], holder[name], expected[name] = part, holder[one], "rearranged"
        for number in block:
            expected[number] = "rearranged"


def _halves(shape, random):
    """Return the two parts of a shape on both sides of a line through it."""
    west, south, east, north = shape.bounds
    at = west + (east - west) * random.uniform(0.3, 0.7)
    west, east = west - 1, east + 1
    return [
        shapely.intersection(shape, shapely.box(west, south - 1, at, north + 1)),
        shapely.intersection(shape, shapely.box(at, south - 1, east, north + 1)),
    ]


def _jittered(shapes, jitter, random):
    """Move every vertex at random, the same at every place, as a second survey does."""
    places = np.unique(np.round(shapely.get_coordinates(shapes), 6), axis=0)
    moves = random.uniform(-jitter, jitter, places.shape)
    at = {tuple(place): move for place, move in zip(places.tolist(), moves, strict=True)}

    def moved(xy):
        keys = map(tuple, np.round(xy, 6).tolist())
        return xy + np.array([at[key] for key in keys])

    return [shapely.make_valid(shapely.transform(shape, moved)) for shape in shapes]


def as_ledgers(found, days=("2019-12-31", "2020-12-31")):
    """Return the two sides of an edited coverage as ledgers."""
    return (
        ledger(found.before, found.before_ids, days[0], holder=found.holders[0]),
        ledger(found.after, found.after_ids, days[1], holder=found.holders[1]),
    )


def found_kinds(changes):
    """Return what each number of either side became, by the comparison."""
    rows = changes.parcels[changes.parcels["relation"] != "exchanged"]
    kinds = {}
    for side in ("before", "after"):
        some = rows[rows[f"{side}_id"].notna()].drop_duplicates(f"{side}_id")
        kinds |= dict(zip(some[f"{side}_id"], some["kind"], strict=True))
    return kinds
