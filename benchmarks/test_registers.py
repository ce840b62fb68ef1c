"""`read_register` beside pandas.read_excel, on a workbook of 20 columns.

A process for each run, in turn. The table gives the median of processor time and of peak memory,
less those of the imports alone. ``python -m pytest benchmarks/test_registers.py -W ignore -s``
prints it; ``PARKLAND_BENCH_ROWS`` sets the number of rows.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys

import pytest
import xlsxwriter

from benchmarks.office_parcels import PRINT_USAGE

ROWS = int(os.environ.get("PARKLAND_BENCH_ROWS", "100000"))
ROUNDS = 3
IMPORTS = "import pandas, openpyxl, python_calamine, parkland as pk\npk.read_register\n"
RUNS = {
    "imports alone": "",
    "pandas, openpyxl": "kept = pandas.read_excel(path, engine='openpyxl')\n",
    "pandas, calamine": "kept = pandas.read_excel(path, engine='calamine')\n",
    "read_register": "kept = pk.read_register(path)\n",
}
HEADINGS = [
    "地块编号", "用地单位", "供地面积（亩）", "合同签订日期", "约定开工时间", "实际开工时间",
    "约定竣工时间", "建设状况", "供地状态", "土地用途", "坐落", "合同编号", "电子监管号",
    "成交价款", "供应方式", "片区", "备注", "序号", "处置日期", "处置文号",
]  # fmt: skip


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("register") / "台账.xlsx"
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, HEADINGS)
    for n in range(ROWS):
        sheet.write_row(n + 1, 0, [f"GD-{n:06d}", f"公司{n % 997}", 60.5 + n % 7])
        for column in range(3, 7):
            date = dt.datetime(2018, 3, 1) + dt.timedelta(days=n % 900)  # noqa: DTZ001
            sheet.write_datetime(n + 1, column, date, day)
        words = ["未动工", "已出让", "工业用地", f"某镇某村{n % 311}号", f"HT{n:07d}"]
        rest = [
            f"3308242018{n:06d}",
            1200.0 + n,
            "挂牌出让",
            "城东",
            "",
            n + 1,
            "",
            f"〔{n % 99}〕号",
        ]
        sheet.write_row(n + 1, 7, words + rest)
    book.close()
    return path


def run(name: str, path: object) -> tuple[float, float]:
    """Return the processor time in s and the peak memory in MB of one process."""
    code = IMPORTS + f"path = {str(path)!r}\n" + RUNS[name] + PRINT_USAGE
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


def test_registers(workbook, capsys):
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in RUNS}
    for _ in range(ROUNDS):
        for name, figures in found.items():
            figures.append(run(name, workbook))
    medians = {
        name: [statistics.median(column) for column in zip(*figures, strict=True)]
        for name, figures in found.items()
    }
    base_s, base_mb = medians["imports alone"]
    with capsys.disabled():
        print(f"\n{ROWS:,} rows, {len(HEADINGS)} columns")
        for name, (seconds, peak) in medians.items():
            print(f"{name:18} {seconds - base_s:6.2f} s {peak - base_mb:6.0f} MB")
    own_s, own_mb = medians["read_register"]
    rival_s, _ = medians["pandas, openpyxl"]
    _, rival_mb = medians["pandas, calamine"]
    assert own_s - base_s < (rival_s - base_s) / 2
    assert own_mb - base_mb < rival_mb - base_mb
