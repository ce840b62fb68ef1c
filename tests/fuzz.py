"""Damage files in every way and see that nothing is lost in silence.

    python tests/fuzz.py --runs 10000        # two worker processes; prints a summary
    python tests/fuzz.py --seed 4711         # one case again, in this process

Each seed makes a small source, damages it, and opens it. It must end in a ledger that accounts for
every record, or in one sentence; within 10 s and 1 GB. Two oracles know nothing of parkland's
reader: a record whose bytes are untouched in the .shp must be among parcels and quarantine with its
shape, and where there are fewer parcels than before, an issue of a warning or an error must say so.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
import warnings
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIME_LIMIT_S, MEMORY_LIMIT_KB = 60, 2**20  # of processor time (a hang), of resident memory
HANG_S = 60  # by the clock, whatever else the machine does
ADDRESS_SPACE = 6 * 2**30
PARTS = ("shp", "shx", "dbf", "prj", "cpg")
WORKERS = 2
SHIFT = 64  # bytes that insertions may add
EAST, NORTH = 40_345_000.0, 3_223_000.0
Random = np.random.Generator


@dataclass(slots=True)
class Case:
    """A damaged source: what to open, what was done, and the records that are whole in its .shp.

    `before` is the number of parcels before the damage, 0 where the format lets any damage look
    like another content. `how` has the options to open the source with.
    """

    path: Path
    done: list[str] = field(default_factory=list)
    before: int = 0
    whole: list[bytes] = field(default_factory=list)
    how: dict[str, str] = field(default_factory=dict)


def shapes(number: int, random: Random, *, high: bool = False) -> list[Any]:
    """Return squares, some with a hole, some of two parts; with heights if wanted."""
    import shapely

    made = []
    for i in range(number):
        x, y = EAST + i * 120, NORTH + float(random.integers(0, 50))
        square = shapely.box(x, y, x + 100, y + 100)
        if i % 5 == 3:
            square = square.difference(shapely.box(x + 20, y + 20, x + 40, y + 40))
        if i % 7 == 5:
            square = shapely.union(square, shapely.box(x, y + 200, x + 30, y + 230))
        made.append(shapely.force_3d(square, 12.5) if high else square)
    return made


def table(random: Random, *, high: bool = False) -> Any:
    """Return a small layer with the columns that offices write."""
    import geopandas as gpd

    number = int(random.integers(1, 24))
    columns = {
        "DKBH": [f"甲-{i}" for i in range(number)],
        "ZT": random.choice(["已平整", "未平整", "协议有偿收回"], number),
        "MJ": np.round(random.uniform(1, 90, number), 2),
        "YDKGSJ": ["2018-03-01"] * number,
        "QLR": [f"第{i}实业有限公司" for i in range(number)],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes(number, random, high=high), crs="EPSG:4528")


def write_shapefile(folder: Path, random: Random, name: str = "地块") -> tuple[Path, Any]:
    """Write a layer as a shapefile in GBK or UTF-8, with or without .cpg."""
    frame = table(random, high=random.random() < 0.2)
    path = folder / f"{name}.shp"
    encoding = "GBK" if random.random() < 0.7 else "UTF-8"
    frame.to_file(path, encoding=encoding)
    if random.random() < 0.5:
        path.with_suffix(".cpg").unlink()
    return path, frame


def flip(content: bytearray, random: Random) -> bytearray:
    """Change a few bytes; often near the beginning, where the headers are."""
    reach = len(content) if random.random() < 0.6 else min(len(content), 400)
    for _ in range(int(random.choice([1, 1, 2, 4, 16]))):
        if reach:
            content[int(random.integers(reach))] = int(random.integers(256))
    return content


def cut(content: bytearray, random: Random) -> bytearray:
    """Keep a beginning."""
    return content[: int(random.integers(len(content) + 1))]


def extend(content: bytearray, random: Random) -> bytearray:
    """Append noise, blanks, or a part of the file itself."""
    size = int(random.integers(1, 2000))
    start = int(random.integers(len(content) + 1))
    tails = (random.bytes(size), b" " * size, bytes(size), bytes(content[start : start + size]))
    return content + tails[int(random.integers(len(tails)))]


def splice(content: bytearray, random: Random) -> bytearray:
    """Insert a few bytes, or take some out."""
    at, size = int(random.integers(len(content) + 1)), int(random.integers(1, 40))
    if random.random() < 0.5:
        return content[:at] + random.bytes(size) + content[at:]
    return content[:at] + content[at + size :]


def blank(content: bytearray, random: Random) -> bytearray:
    """Overwrite a stretch with zeros or spaces."""
    at, size = int(random.integers(len(content) + 1)), int(random.integers(1, 400))
    size = min(size, len(content) - at)
    content[at : at + size] = (b"\0" if random.random() < 0.5 else b" ") * size
    return content


def lie(content: bytearray, random: Random) -> bytearray:
    """Put a number that headers bear where headers bear numbers."""
    at = 4 * int(random.integers(0, max(1, min(len(content), 600) // 4)))
    number = int(random.choice([0, 1, 2, 3, 5, 7, 50, 255, 4096, 65_535, 2**24, 2**31 - 1, -1]))
    order = "<i" if random.random() < 0.5 else ">i"
    content[at : at + 4] = struct.pack(order, number)
    return content


BYTEWISE: tuple[Callable[[bytearray, Random], bytearray], ...] = (
    flip, flip, cut, extend, splice, blank, lie, lie,
)  # fmt: skip
ENCODINGS = (
    "UTF-8", "GBK", "936", "GB2312", "Big5", "UTF-16", "utf-7", "ANSI 936", "OEM", "", "\0\0",
    "rot13", "hex", "idna", "😀", "cp1252", "ISO-8859-1", "hz", "shift_jis", "undefined",
    "x" * 5000,
)  # fmt: skip
SYSTEMS = (
    "EPSG:4528", "EPSG:4490", "EPSG:2363", "EPSG:3857", "EPSG:4326", "EPSG:32650", "EPSG:4547",
)  # fmt: skip
LINES = (
    "[属性描述]", "[地块坐标]", "坐标系=2000国家大地坐标系", "几度分带=3", "带号=40", "带号=",
    "计量单位=米", "4,0.01,1,地块,面,,工业用地,,@", "J1,1,3223000.0,40345000.0",
    "J2,1,3223100.0,40345000.0", "J3,1,3223100.0,40345100.0", "J4,1,3223000.0,40345100.0",
    "J1,1,3223000.0,40345000.0", "J1,1,nan,inf", "J1,1,,", ",,,,,,,,@", "@",
    "J1,9999999999999999999,1e400,-1e400", "\0\0", "【】",
)  # fmt: skip


def damaged_shapefile(folder: Path, random: Random) -> Case:
    """Damage one or two parts of a shapefile; take one away, swap it, or write another .cpg."""
    path, frame = write_shapefile(folder, random)
    case = Case(path, before=len(frame))
    records = list(records_of(path))
    for _ in range(int(random.choice([1, 1, 2]))):
        part = path.with_suffix(f".{PARTS[int(random.integers(len(PARTS)))]}")
        way = random.random()
        if part.suffix == ".cpg" and way < 0.8:
            part.write_text(str(random.choice(ENCODINGS)), encoding="utf-8")
            case.done.append("random .cpg")
        elif part.suffix == ".prj" and way < 0.4:
            part.write_text(other_system(random), encoding="utf-8", errors="replace")
            case.done.append("random .prj")
        elif way < 0.1:
            part.unlink(missing_ok=True)
            case.done.append(f"{part.suffix} taken away")
        elif way < 0.25 and part.suffix != ".prj":
            other = folder / "other"
            other.mkdir(exist_ok=True)
            stranger, _ = write_shapefile(other, random)
            if stranger.with_suffix(part.suffix).exists():
                shutil.copyfile(stranger.with_suffix(part.suffix), part)
            shutil.rmtree(other)
            case.done.append(f"{part.suffix} of another file")
        elif part.exists():
            damage = BYTEWISE[int(random.integers(len(BYTEWISE)))]
            part.write_bytes(damage(bytearray(part.read_bytes()), random))
            case.done.append(f"{damage.__name__} {part.suffix}")
    left = path.read_bytes() if path.exists() else b""
    left = left[: 100 + sum(map(len, records)) + SHIFT]  # not what was appended of itself
    case.whole = [record for record in records if record in left]
    return case


def records_of(path: Path) -> Iterator[bytes]:
    """Yield header and content of every record of an undamaged .shp."""
    content, at = path.read_bytes(), 100
    while at < len(content):
        size = 8 + 2 * int.from_bytes(content[at + 4 : at + 8], "big")
        yield content[at : at + size]
        at += size


def other_system(random: Random) -> str:
    """Return another .prj: of another system, cut, or noise."""
    from pyproj import CRS

    form = "WKT1_ESRI" if random.random() < 0.8 else "WKT2_2019"
    text = CRS(str(random.choice(SYSTEMS))).to_wkt(form)
    way = random.random()
    if way < 0.4:
        return text
    if way < 0.6:
        return text[: int(random.integers(len(text)))]
    if way < 0.8:
        return bytes(flip(bytearray(text.encode()), random)).decode("latin-1")
    return random.bytes(200).decode("latin-1")


def damaged_file(folder: Path, random: Random) -> Case:
    """Damage a file of another format."""
    suffix = str(random.choice([".gpkg", ".geojson", ".zip", ".fgb", ".parquet"]))
    frame = table(random)
    path = folder / f"园区{suffix}"
    if suffix == ".zip":
        inner, frame = write_shapefile(folder, random)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for part in sorted(folder.glob(f"{inner.stem}.*")):
                packed.write(part, f"数据/{part.name}")
    elif suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_crs("EPSG:4326" if suffix == ".geojson" else "EPSG:4528").to_file(path)
    damage = BYTEWISE[int(random.integers(len(BYTEWISE)))]
    path.write_bytes(damage(bytearray(path.read_bytes()), random))
    return Case(path, [f"{damage.__name__} {suffix}"], before=len(frame))


def random_text(folder: Path, random: Random) -> Case:
    """Write lines as survey files have them, in any order, some damaged."""
    lines = [str(random.choice(LINES)) for _ in range(int(random.integers(1, 40)))]
    if random.random() < 0.5:
        lines = [*LINES[:5], *LINES[7:13], *lines]
    text = str(random.choice(["\n", "\r\n", "\r"])).join(lines)
    content = bytearray(text.encode(str(random.choice(["gbk", "utf-8", "utf-8-sig", "utf-16"]))))
    path = folder / "界址点.txt"
    path.write_bytes(flip(content, random) if random.random() < 0.5 else content)
    return Case(path, ["random .txt"])


def damaged_register(folder: Path, random: Random) -> Case:
    """Damage a register beside an intact layer."""
    path, frame = write_shapefile(folder, random)
    ending = str(random.choice([".csv", ".xlsx"]))
    register = folder / f"台账{ending}"
    rows = frame.drop(columns="geometry")
    if ending == ".csv":
        rows.to_csv(register, index=False, encoding="gbk")
    else:
        rows.to_excel(register, index=False)
    done = damage_file(register, random)
    return Case(folder, [f"{done} register"], len(frame), list(records_of(path)))


def damage_file(path: Path, random: Random) -> str:
    """Damage a file in one way, and return the way."""
    damage = BYTEWISE[int(random.integers(len(BYTEWISE)))]
    path.write_bytes(damage(bytearray(path.read_bytes()), random))
    return f"{damage.__name__} {path.suffix}"


def damaged_geodatabase(folder: Path, random: Random) -> Case:
    """Damage a table of a file geodatabase, or take one away."""
    frame = table(random)
    path = folder / "园区.gdb"
    frame.to_file(path, driver="OpenFileGDB", layer="DK", promote_to_multi=True)
    files = sorted(one for one in path.iterdir() if one.is_file())
    chosen = files[int(random.integers(len(files)))]
    if random.random() < 0.1:
        chosen.unlink()
        return Case(path, [f"{chosen.suffix} taken away"], before=len(frame))
    return Case(path, [damage_file(chosen, random)], before=len(frame))


def damaged_kml(folder: Path, random: Random) -> Case:
    """Damage a KML file."""
    frame = table(random).to_crs("EPSG:4326")
    path = folder / "园区.kml"
    frame.to_file(path, driver="KML")
    return Case(path, [damage_file(path, random)])


def damaged_drawing(folder: Path, random: Random) -> Case:
    """Damage a drawing of closed polylines, some of them in blocks that are inserted."""
    lines = ["0", "SECTION", "2", "HEADER", "9", "$ACADVER", "1", "AC1015", "0", "ENDSEC"]
    parcels = [_polyline(shape) for shape in table(random).geometry]
    lines += [
        "0",
        "SECTION",
        "2",
        "BLOCKS",
        "0",
        "BLOCK",
        "8",
        "0",
        "2",
        "B1",
        "10",
        "0",
        "20",
        "0",
    ]
    lines += [*parcels[0], "0", "ENDBLK", "0", "ENDSEC", "0", "SECTION", "2", "ENTITIES"]
    for parcel in parcels:
        lines += parcel
    if random.random() < 0.5:
        columns = str(random.choice([1, 3, 50, 30_000]))
        lines += [
            "0",
            "INSERT",
            "8",
            "0",
            "2",
            "B1",
            "10",
            "0",
            "20",
            "0",
            "70",
            columns,
            "44",
            "9",
        ]
    path = folder / "总图.dxf"
    path.write_text("\n".join([*lines, "0", "ENDSEC", "0", "EOF", ""]), encoding="gbk")
    return Case(path, [damage_file(path, random)], how={"crs": "EPSG:4528"})


def _polyline(shape: Any) -> list[str]:
    ring = next(iter(getattr(shape, "geoms", [shape]))).exterior.coords[:-1]
    lines = ["0", "LWPOLYLINE", "100", "AcDbEntity", "8", "地块", "100", "AcDbPolyline"]
    lines += ["90", str(len(ring)), "70", "1"]
    return lines + [part for x, y, *_ in ring for part in ("10", f"{x:.3f}", "20", f"{y:.3f}")]


def damaged_survey(folder: Path, random: Random) -> Case:
    """Damage a survey file that parkland writes."""
    import parkland as pk

    frame = table(random)
    plain, _, _ = pk.clean(pk.read_parcels(_written(frame, folder / "源.gpkg")))
    path = folder / "界址点.txt"
    pk.write_parcels(plain, path)
    (folder / "源.gpkg").unlink()
    return Case(path, [damage_file(path, random)])


def _written(frame: Any, path: Path) -> Path:
    frame.to_file(path)
    return path


def damaged_profile(folder: Path, random: Random) -> Case:
    """Open an intact layer with a damaged profile."""
    from importlib.resources import files

    path, frame = write_shapefile(folder, random)
    bundled = files("parkland").joinpath("resources", "profiles", "default.toml")
    profile = folder / "office.toml"
    profile.write_bytes(bundled.read_bytes())
    done, how = damage_file(profile, random), {"profile": str(profile)}
    return Case(path, [f"{done} profile"], len(frame), list(records_of(path)), how)


def make(seed: int, folder: Path) -> Case:
    """Return the case of a seed."""
    random = np.random.default_rng(seed)
    kinds = (
        *(damaged_shapefile,) * 6,
        *(damaged_file, random_text, damaged_register, damaged_geodatabase, damaged_kml),
        *(damaged_drawing, damaged_survey, damaged_profile),
    )
    return kinds[seed % len(kinds)](folder, random)


def run(seed: int) -> dict[str, Any]:
    """Make a case, open it, and return what came of it; ``fault`` says what must not be."""
    began = time.process_time()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        case = make(seed, Path(name))
        there = listing(Path(name))
        outcome, fault = judge(case, seed)
        if listing(Path(name)) != there:
            fault = fault or "something was written beside the source"
    taken = time.process_time() - began
    if taken > TIME_LIMIT_S:
        fault = fault or f"{taken:.0f} s"
    memory = peak_kb()
    if memory > MEMORY_LIMIT_KB:
        fault = fault or f"{memory / 1024:.0f} MB of memory"
    done = " + ".join(case.done)
    return {
        "seed": seed,
        "done": done,
        "outcome": outcome,
        "fault": fault,
        "s": taken,
        "kb": memory,
    }


def peak_kb() -> int:
    """Return the peak of the memory of this process, without that of the one that started it.

    The peak of `getrusage` begins with the memory of the process that forked this one.
    """
    with suppress(OSError):
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def listing(folder: Path) -> list[tuple[str, int, int]]:
    """Return the files of a folder with sizes and times."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in found]


def judge(case: Case, seed: int) -> tuple[str, str]:
    """Open a case; return its outcome, and what is wrong with it."""
    import parkland as pk

    try:
        if case.path.is_dir() and not case.path.suffix:  # with its register
            ledger = pk.open_ledger(case.path, as_of="2026-01-01")
            told = (ledger.sources, ledger.parcels, ledger.issues, ledger.quarantine)
        else:
            raw = pk.read_parcels(case.path, **case.how)
            told = (
                raw.attrs["receipts"],
                *pk.clean(raw, profile=case.how.get("profile", "default")),
            )
    except pk.ParklandError as error:
        several = "\n" in str(error)
        return "refused", "an error of several lines" if several else through_cli(case, seed)
    except Exception as error:  # noqa: BLE001 - this is what we look for
        return "failed", f"{type(error).__name__}: {str(error)[:200]}"
    return "read", unaccounted(case, *told) or through_cli(case, seed)


def unaccounted(case: Case, sources: Any, parcels: Any, issues: Any, quarantine: Any) -> str:
    """Return what is not accounted for."""
    import shapely

    accounted = len(parcels) + len(quarantine)
    records = sum(receipt.records for receipt in sources)
    if accounted != records:
        return f"{accounted} of {records} records"
    if case.path.suffix in (".shp", "") and records < len(case.whole):
        return f"{records} records, {len(case.whole)} are whole"
    told = issues["severity"].isin(["error", "warning"]).any()
    if len(parcels) < case.before and not told:
        return f"{len(parcels)} of {case.before} parcels and no word"
    boxes = {struct.unpack_from("<4d", record, 12) for record in case.whole}
    forms = [*parcels.geometry, *quarantine.geometry]
    seen = {tuple(shapely.bounds(form)) for form in forms if form is not None}
    if len(sources) == 1 and not boxes <= seen:
        return f"{len(boxes - seen)} shapes that are whole in the .shp are gone"
    return ""


def through_cli(case: Case, seed: int) -> str:
    """Run a command on every tenth case; return what it must not do."""
    if seed % 10 and seed % 7:
        return ""
    from click.testing import CliRunner

    from parkland.cli import main

    command = ("check", "inspect", "totals")[seed % 3]
    options = [word for name, value in case.how.items() for word in (f"--{name}", value)]
    result = CliRunner().invoke(main, [command, str(case.path), "--format", "json", *options])
    odd = result.exit_code not in (0, 1, 2) or "Traceback" in result.output
    return f"{command}: exit {result.exit_code}: {result.output[-200:]}" if odd else ""


def work(seeds: range) -> None:
    """Run seeds and print a line of JSON before and after each."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    warnings.simplefilter("error", RuntimeWarning)  # none may reach a user
    for seed in seeds:
        print(json.dumps({"begun": seed}), flush=True)
        print(json.dumps(run(seed)), flush=True)


def supervise(seeds: range, report: Callable[[dict[str, Any]], None]) -> None:
    """Run seeds in a process of their own; one that dies or hangs costs its case only."""
    at = seeds.start
    while at < seeds.stop:
        command = [sys.executable, str(Path(__file__)), "--worker", str(at), str(seeds.stop)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            lines: Queue[str] = Queue()
            threading.Thread(target=_pump, args=(process.stdout, lines), daemon=True).start()
            while True:
                try:
                    line = lines.get(timeout=HANG_S)
                except Empty:
                    process.kill()
                    report({"seed": at, "fault": f"more than {HANG_S} s", "outcome": "hang"})
                    at += 1
                    break
                if not line:
                    code = process.wait()
                    if at < seeds.stop:
                        report({"seed": at, "fault": f"died, exit {code}", "outcome": "crash"})
                    at += 1
                    break
                said = json.loads(line)
                if "begun" not in said:
                    report(said)
                    at = said["seed"] + 1


def _pump(stream: Any, lines: Queue[str]) -> None:
    for line in stream:
        lines.put(line)
    lines.put("")


def fuzz(first: int, runs: int, *, workers: int = WORKERS) -> list[dict[str, Any]]:
    """Run `runs` seeds from `first` on and return what came of each."""
    results: list[dict[str, Any]] = []
    share = -(-runs // workers)
    ends = [min(first + runs, first + share * (i + 1)) for i in range(workers)]
    parts = [range(first + share * i, end) for i, end in enumerate(ends)]
    threads = [threading.Thread(target=supervise, args=(part, results.append)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def summary(results: list[dict[str, Any]]) -> str:
    """Return the figures of a run, and every fault."""
    outcomes = Counter(result["outcome"] for result in results)
    faults = [result for result in results if result["fault"]]
    lines = [
        f"{len(results)} cases: " + ", ".join(f"{k} {n}" for k, n in sorted(outcomes.items())),
        f"slowest {max((r.get('s', 0) for r in results), default=0):.1f} s",
        f"most memory {max((r.get('kb', 0) for r in results), default=0) / 1024:.0f} MB",
        f"faults: {len(faults)}",
    ]
    return "\n".join([*lines, *(json.dumps(fault, ensure_ascii=False) for fault in faults)])


def main() -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--worker", type=int, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        work(range(*given.worker))
        return 0
    if given.seed is not None:
        os.environ["PARKLAND_DEBUG"] = "1"
        print(json.dumps(run(given.seed), ensure_ascii=False))
        return 0
    results = fuzz(given.first, given.runs)
    print(summary(results))
    return 1 if any(result["fault"] for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
