"""The same files in DuckDB with its spatial extension, in SedonaDB and in parkland, in one run.

``python -m benchmarks.province_rivals FOLDER`` asks each for the planar area by status and for the
pairs of parcels that share at least a square metre, in a process of its own, and prints the
processor time and peak memory. FOLDER is one of `benchmarks.province` whose dataset is made; what
making it cost is printed there. The rivals read the files as they are: they clean, judge and
round nothing. It needs ``pip install duckdb==1.5.5 duckdb-extension-spatial sedonadb``, in versions
that fit together.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from benchmarks.office_parcels import PRINT_USAGE

AREAS = 'select "状态", count(*), sum(ST_Area(geometry)) from parcels group by 1 order by 1'
PAIRS = """
select count(*) from met where one < other
and ST_Area(ST_Intersection(left_shape, right_shape)) >= 1
"""
# A table of its own: with a second condition the join would not use an index of the shapes.
MET = """
select a."地块编号" as one, b."地块编号" as other,
a.geometry as left_shape, b.geometry as right_shape
from parcels a join parcels b on ST_Intersects(a.geometry, b.geometry)
"""
MOST_S = 400
DUCKDB = """
import duckdb, duckdb_extension_spatial, pathlib
own = pathlib.Path(duckdb_extension_spatial.__file__).parent
db = duckdb.connect()
db.sql(f"load '{next(own.rglob('*.duckdb_extension'))}'")
db.sql("set threads = 2")
db.sql(f"create view parcels as select * from read_parquet('{folder}/province/*.parquet')")
def ask(text, met):
    if "from met" in text:
        db.sql("create temp table met as " + met)
    return db.sql(text).fetchall()
"""
SEDONA = """
import sedonadb
db = sedonadb.connect()
db.read_parquet(f"{folder}/province").to_view("parcels")
def ask(text, met):
    if "from met" in text:
        db.sql(met).to_view("met")
    return [tuple(row.values()) for row in db.sql(text).to_arrow_table().to_pylist()]
"""
PARKLAND = """
import parkland as pk
ds = pk.open_dataset(f"{folder}/ledger")
def ask(text, met):
    if "from met" in text:
        return [(int((ds.overlaps()["shared_m2"] >= 1).sum()),)]
    table = ds.totals(by="状态", area="planar", unit="m2", digits=2)
    return [(row.Index, row.parcels, row.area_m2) for row in table.itertuples()]
"""


def run(engine: str, question: str, folder: str) -> str:
    """Return the answer of an engine, its processor time and its peak memory, as lines."""
    code = f"folder = {folder!r}\n{engine}\nprint(ask({question!r}, {MET!r})){PRINT_USAGE}"
    try:
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", code],
            capture_output=True, text=True, check=False, timeout=MOST_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"not answered in {MOST_S} s"
    if done.returncode:
        return f"not answered: {done.stderr.strip().splitlines()[-1]}"
    answer, usage = done.stdout.strip().rsplit("\n", 1)
    seconds, peak = map(float, usage.split())
    return f"{seconds:7.1f} s  {peak:6.0f} MB  {answer}"


def main() -> None:
    """Ask each engine each question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    folder = parser.parse_args().folder
    for what, question in (("planar area by status", AREAS), ("pairs", PAIRS)):
        print(what)
        for name, engine in (("DuckDB", DUCKDB), ("SedonaDB", SEDONA), ("parkland", PARKLAND)):
            print(f"  {name:9}", run(engine, question, folder), flush=True)


if __name__ == "__main__":
    main()
