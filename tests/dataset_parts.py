"""Parcels in several files, for the tests of datasets."""

from itertools import pairwise

import numpy as np
import shapely

from benchmarks.office_parcels import made, with_office_columns

DAY = "2024-12-31"


def parcels_of(number, seed):
    """Return parcels some of which overlap, are equal, lack a number, or are taken back in part."""
    random = np.random.default_rng(seed)
    table = with_office_columns(made(number))
    taken = (table["状态"] == "协议有偿收回").to_numpy()
    shapes = table.geometry.to_numpy().copy()
    moved = random.choice(number, number // 5, replace=False)
    shapes[moved] = shapely.transform(shapes[moved], lambda xy: xy + np.array([35.0, 0.0]))
    same = random.choice(number, 4, replace=False)
    shapes[same[0]] = shapes[same[1]]
    shapes[same[2]] = shapely.normalize(shapes[same[3]])
    shapes[random.integers(number)] = None
    in_part = taken & (random.random(number) < 0.5)
    numbers = table["地块编号"].to_numpy(dtype=object)
    numbers[random.choice(number, 3, replace=False)] = "A-1"
    numbers[random.integers(number)] = None
    return table.assign(
        地块编号=numbers,
        片区=[f"Q{place % 3}" for place in range(number)],
        收回日期=np.where(taken, "2021-03-04", ""),
        收回面积=np.where(in_part, np.round(random.uniform(0.2, 1.5, number), 2), 0.0),
    ).set_geometry(shapes, crs=table.crs)


def written(parcels, folder, cuts):
    """Write the rows between the cuts as files, and return their paths."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number, (first, stop) in enumerate(pairwise(cuts)):
        paths.append(folder / f"p{number:02}.parquet")
        parcels.iloc[first:stop].to_parquet(paths[-1])
    return paths
