#!/usr/bin/env python3
"""Make the sample's tables of assets: one workbook with a sheet for each table.

    python data/make_assets.py [DIR]

Enterprises, leases and figures are invented, with a fixed seed.  The credit codes have right check
characters and the code of no administrative division, so that none can be real.  The workbook is
read again and checked at the end.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

import parkland as pk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HERE = Path(__file__).resolve().parent
NAME = "示例资产.xlsx"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BASE = 31
SILENT = 0.1  # the share of weak enterprises that report no emissions
HEADINGS = {
    "企业名录": "统一社会信用代码 企业名称 行业代码 所属行业 所在片区 成立日期 经营状态",
    "年度数据": "统一社会信用代码 企业名称 年份 规模 税收实际贡献（万元） 工业增加值（万元） "
    "工业总产值（万元） 营业收入（万元） 综合能耗（吨标准煤） 用电量（万千瓦时） "
    "主要污染物排放量（吨） 研发经费支出（万元） 年平均职工人数",
    "企业租赁": "出租企业 承租企业 地块编号 租赁面积（㎡） 租赁建筑面积（㎡） 起始日期 终止日期",
    "厂房": "楼栋编号 地块编号 建筑占地面积（㎡） 建筑面积（㎡） 层数 使用情况",
    "整改通知": "通知书文号 企业名称 统一社会信用代码 通知类型 下达日期 送达日期 整改期限 延期至 "
    "整改原因 整改措施 整改阶段 验收结果 验收日期 验收单位",
    "项目": "项目编号 上级项目编号 项目类型 项目名称 地块编号 业主单位 总投资（万元） 计划开工时间 "
    "实际开工时间 实际竣工时间 项目阶段 年份 完成投资（万元） 完成项数 进展说明",
    "标准地履约": "宗地编号 固定资产投资强度（万元/亩） 实际固定资产投资强度（万元/亩） 容积率 "
    "亩均税收（万元/亩） 单位能耗增加值（万元/吨标准煤） 研发经费占比（%） 考核阶段 考核日期",
}
YEAR = 2020

Row = list[Any]


def credit_code(division: str, number: int) -> str:
    """Return the credit code of an enterprise, with its check character (GB 32100-2015)."""
    body = f"91{division}{number:09d}"
    total = sum(ALPHABET.index(c) * pow(3, place, BASE) for place, c in enumerate(body))
    return body + ALPHABET[-total % BASE]


def names(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of a group of enterprises."""
    pattern = entry["pattern"]
    if "letters" in entry:
        yield from map(pattern.format, entry["letters"])
    elif "first" in entry:
        yield from map(pattern.format, range(entry["first"], entry["last"] + 1))
    else:
        yield pattern


def enterprises(plan: Mapping[str, Any]) -> list[Row]:
    """Return the list of enterprises."""
    rows: list[Row] = []
    chance = random.Random(plan["seed"])  # noqa: S311 - figures of a sample
    for group in ("holders", "tenants", "notified"):
        for entry in plan[group]:
            for name in names(entry):
                code = credit_code(plan["division"], len(rows) + 1)
                day = dt.date(chance.randint(2002, 2016), chance.randint(1, 12), 15)
                closed = name[4:5] in "甲乙丙丁戊己"
                state = "停产" if closed else "在营"
                rows.append([code, name, *entry["industry"], entry["district"], day, state])
    return rows


def figures(plan: Mapping[str, Any], firms: Sequence[Row]) -> Iterator[Row]:
    """Yield the figures of each enterprise and year; some are missing, as in every such table."""
    chance = random.Random(plan["seed"] + 1)  # noqa: S311 - figures of a sample
    for code, name, *_ in firms:
        if "开发" in name:
            continue
        weak = "低效" in name or name[4:5] in "甲乙丙丁戊己"
        size = chance.uniform(0.2, 0.6) if weak else chance.uniform(0.8, 3.0)
        scale = "规下" if weak or "租户" in name else "规上"
        for year in plan["years"]:
            size *= chance.uniform(0.92, 1.12)
            output = 4_000 * size
            added = output * chance.uniform(0.18, 0.26)
            tax = added * (chance.uniform(0.05, 0.12) if weak else chance.uniform(0.14, 0.24))
            energy = added * chance.uniform(0.25, 0.6)
            silent = weak and chance.random() < SILENT
            yield [
                code, name, year, scale, round(tax, 2), round(added, 2), round(output, 2),
                round(output * chance.uniform(0.9, 1.05), 2), round(energy, 1),
                round(energy * chance.uniform(0.15, 0.3), 2),
                None if silent else round(added * chance.uniform(0.0002, 0.001), 3),
                round(output * chance.uniform(0.005, 0.035), 2), round(30 * size + 12),
            ]  # fmt: skip


def notices(plan: Mapping[str, Any], firms: Sequence[Row]) -> Iterator[Row]:
    """Yield one notice for each notified enterprise."""
    terms = plan["notices"]
    notified = [row for row in firms if "低效" in row[1]]
    for number, (code, name, *_) in enumerate(notified, start=1):
        checked = number <= terms["passed"] + terms["failed"]
        result = "通过" if number <= terms["passed"] else "未通过" if checked else None
        later = terms["extended"]["to"] if number in terms["extended"]["number"] else None
        yield [
            terms["number"].format(number), name, code, "整改通知书", terms["issued"],
            terms["served"], terms["due"], later, terms["reason"], terms["measure"],
            "已验收" if checked else "已下达", result, terms["checked"] if checked else None,
            terms["checked_by"] if checked else None,
        ]  # fmt: skip


def projects(plan: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the projects, each with what was done in the year of the review."""
    for row in plan["projects"]["rows"]:
        known = [None if value == "" else value for value in row]
        done, items, text = known[11:]
        yield [*known[:11], YEAR if done or items else None, done, items, text]


def commitments(plan: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the agreements on land of a standard."""
    for row in plan["commitments"]["rows"]:
        yield [None if value == "" else value for value in row]


def tables(plan: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Return the rows of every sheet."""
    firms = enterprises(plan)
    return {
        "企业名录": firms,
        "年度数据": list(figures(plan, firms)),
        "企业租赁": [[v or None for v in row] for row in plan["leases"]["rows"]],
        "厂房": plan["buildings"]["rows"],
        "整改通知": list(notices(plan, firms)),
        "项目": list(projects(plan)),
        "标准地履约": list(commitments(plan)),
    }


def write(path: Path, sheets: Mapping[str, Sequence[Row]]) -> None:
    """Write the workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        for row in [HEADINGS[name].split(), *rows]:
            sheet.append(row)
        for heading in sheet[1]:
            heading.font = Font(bold=True)
        for number, column in enumerate(sheet.iter_cols(), start=1):
            widths = [len(str(c.value or "").encode("gbk")) for c in column]
            sheet.column_dimensions[get_column_letter(number)].width = max(widths) + 2
            for dated in (c for c in column if isinstance(c.value, dt.date)):
                dated.number_format = "yyyy/m/d"
    book.save(path)


def verify(path: Path) -> Iterator[str]:
    """Read the workbook with the sample's parcels, and yield a line on each table.

    An error is raised if something is not understood, or if a figure of the review is another.
    """
    ledger = pk.open_ledger(HERE / "parcels", as_of="2020-12-31", assets=path)
    assets = ledger.assets
    if assets is None or (assets.issues["severity"] != "note").any():
        raise ValueError("the tables have faults")
    done = assets.project_years.set_index("project_id")["done_cny"] / 10_000
    kinds = assets.projects.set_index("project_id")["kind"]
    works = done[kinds.reindex(done.index) == "infrastructure"]
    if (len(works), works.sum(), done["SL-03"], len(assets.notices)) != (2, 4258, 571, 41):
        raise ValueError("a figure of the review is another")
    for name in ("enterprises", "occupations", "yearly", "notices", "projects", "commitments"):
        yield f"{name}: {len(getattr(assets, name))}"


def make(folder: Path) -> list[str]:
    """Write the workbook into ``folder`` and check it; return a line on each table."""
    plan = tomllib.loads((HERE / "asset_plan.toml").read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / NAME, tables(plan))
    return list(verify(folder / NAME))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, default=HERE / "assets")
    for line in make(parser.parse_args(arguments).folder):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
