"""An invented park in the habits of an office: a layer, a register under a merged title, notices.

What is awkward is meant to be: long names and remarks, dates that are partly missing, parcels
without a number, plots that overlap, land that was levelled or taken back on a day nobody wrote.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import shapely
from openpyxl.styles import Alignment

if TYPE_CHECKING:
    from pathlib import Path

# A corner of the park, in CGCS2000 3-degree zone 40.
EAST, NORTH = 40_345_000.0, 3_223_000.0
CRS = "EPSG:4528"
COLUMNS_OF_PLOTS = 12
DISTRICTS = ("城东新材料产业片区", "江滨片区", "高铁新城先进制造业片区", "杨村片区")
USES = ("工业用地", "仓储用地", "工业用地", "科研用地")
TRADES = ("新材料", "精密机械制造", "生物医药科技", "汽车零部件", "电子信息", "绿色包装印务")
LONG_PROJECT = "年产12万吨高性能复合材料及智能化仓储配套生产线技改扩建项目"
REMARK = (
    "企业反映因县道改线及110千伏高压线迁改滞后，主体厂房未能按期开工，已于{month}月约谈一次，"
    "承诺{year}年底前完成桩基施工；另有部分围墙与相邻地块存在界址争议，待复测后处理"
)
REGISTER = (
    ("土地", ("地块编号", "地块名称", "土地使用权人", "所在片区", "土地用途", "供应方式")),
    ("合同", ("合同编号", "合同签订日期", "成交价款（万元）", "供地面积（亩）")),
    ("期限", ("约定交地时间", "实际交地时间", "约定开工时间", "实际开工时间", "中止日期",
             "约定竣工时间", "实际竣工时间")),
    ("开发", ("应动工面积（亩）", "已动工面积（亩）", "总投资额（万元）", "已投资额（万元）")),
    ("平整", ("平整日期", "平整面积（亩）")),
    ("处置", ("收回方式", "收回日期", "收回文号", "收回面积（亩）")),
    ("其他", ("是否低效", "十类地", "闲置原因", "状态", "备注")),
)  # fmt: skip
UNSOLD = ("土地使用权人", "供应方式", "合同编号", "合同签订日期", "成交价款（万元）",
          "约定交地时间", "实际交地时间", "约定开工时间", "约定竣工时间")  # fmt: skip
NOTICES = ("序号", "地块编号", "整改通知书号", "整改通知日期", "整改期限")


def write_park(folder: Path, number: int = 120, *, seed: int = 7, year: int = 2025) -> Path:
    """Write the files of a park of `number` parcels as of the end of `year`, and return `folder`.

    Parameters
    ----------
    folder
        Is made if it is not there.
    number
        Of parcels; the park repeats its habits every 60 parcels.
    seed
        Of everything that varies.
    year
        The last year in which something happened.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)  # noqa: S311 - an invented park keeps no secret
    numbers = [None if place % 59 == 58 else f"GX-{place + 1:03d}" for place in range(number)]
    shapes = [_plot(place, chance) for place in range(number)]
    layer = gpd.GeoDataFrame({"地块编号": numbers}, geometry=shapes, crs=CRS)
    layer.to_file(folder / "工业地块.gpkg", layer="工业地块")
    mu = layer.area * 0.0015
    rows = [_row(place, numbers[place], mu.iloc[place], chance, year) for place in range(number)]
    _write_register(folder / "供地台账.xlsx", [row for row in rows if row["地块编号"]], year)
    noticed = [row for row in rows if row["是否低效"] == "是" and row["地块编号"]]
    _write_notices(folder / "整改通知台账.xlsx", noticed, year)
    return folder


def _plot(place: int, chance: random.Random) -> shapely.Polygon:
    """Return a plot with a cut corner; every 40th reaches into its neighbour."""
    east = EAST + (place % COLUMNS_OF_PLOTS) * 260.0
    north = NORTH + (place // COLUMNS_OF_PLOTS) * 210.0
    width = 285.0 if place % 40 == 17 else 200.0 + chance.random() * 40
    height = 140.0 + chance.random() * 40
    cut = 15.0 + chance.random() * 30
    corners = [(0, 0), (width, 0), (width, height - cut), (width - cut, height), (0, height)]
    return shapely.Polygon([(east + x, north + y) for x, y in corners])


def _row(
    place: int, number: str | None, mu: float, chance: random.Random, year: int
) -> dict[str, Any]:
    """Return what the register says about a parcel; habits change every 60 parcels."""
    trade = TRADES[place % len(TRADES)]
    begun = dt.date(year - 2 - place % 5, 1 + place % 12, 1 + place % 28)
    long = place % 11 == 4
    holder = f"浙江示例{trade}{place + 1}号有限公司"
    project = LONG_PROJECT if long else ""
    row: dict[str, Any] = {
        "地块编号": number,
        "地块名称": f"{trade}产业园{project}{place + 1}号地块",
        "土地使用权人": holder + "（曾用名：示例县第二轻工实业总公司开化分公司）" * long,
        "所在片区": DISTRICTS[place * 7 % len(DISTRICTS)] if place % 13 else None,
        "土地用途": USES[place % len(USES)],
        "供应方式": "挂牌出让",
        "合同编号": f"3308242{begun:%Y}A{place:05d}",
        "合同签订日期": _written(begun, place),
        "成交价款（万元）": round(mu * (16 + chance.random() * 9), 2),
        "供地面积（亩）": round(mu * (1.004 if place % 17 == 3 else 1), 2),
        "应动工面积（亩）": round(mu, 2),
        "总投资额（万元）": round(mu * 320, 0),
        "是否低效": "否",
    }
    handed, due = begun + dt.timedelta(60), begun + dt.timedelta(400)
    row["约定交地时间"] = _written(handed, place)
    row["实际交地时间"] = None if place % 9 == 5 else _written(handed, place + 1)
    row["约定开工时间"] = None if place % 15 == 7 else _written(due, place)
    row["约定竣工时间"] = _written(begun + dt.timedelta(1200), place)
    row |= _course(place, mu, due, year)
    if place % 6 == 2:
        row["备注"] = REMARK.format(month=1 + place % 12, year=year)
    return row


def _course(place: int, mu: float, due: dt.date, year: int) -> dict[str, Any]:
    """Return what became of a parcel, by its place among sixty."""
    habit = place % 60
    this_year = dt.date(year, 1 + place % 12, 10)
    acted = this_year.replace(year=year - habit % 2)
    built = {
        "实际开工时间": due,
        "已动工面积（亩）": round(mu * 0.9, 2),
        "已投资额（万元）": round(mu * 290),
    }
    if habit % 3 == 0:
        built["实际竣工时间"] = due + dt.timedelta(700)
    stopped = {"实际开工时间": due, "中止日期": due + dt.timedelta(120),
               "已动工面积（亩）": round(mu * 0.2, 2),
               "已投资额（万元）": round(mu * 40)}  # fmt: skip
    levelled = {**dict.fromkeys(UNSOLD), "状态": "批而未供、已平整",
                "平整日期": None if habit == 40 else acted,  # a day nobody wrote
                "平整面积（亩）": round(mu * 0.6, 2) if habit == 35 else None}  # fmt: skip
    reclaimed = {"收回方式": "协议有偿收回" if habit % 2 else "无偿收回",
                 "收回日期": None if habit == 46 else acted,
                 "收回文号": f"示资规收〔{year}〕{place}号", "是否低效": "是",
                 "收回面积（亩）": round(mu / 2, 2) if habit == 44 else None}  # fmt: skip
    category = {
        "十类地": f"第{habit - 46}类",
        "收回方式": "盘活",
        "收回日期": this_year,
        "是否低效": "是",
    }
    planned = {"闲置原因": "规划调整", "是否低效": "是"}
    courses = ((26, built), (32, stopped), (41, levelled), (47, reclaimed), (51, category),
               (53, planned), (60, {}))  # fmt: skip
    return next(dict(course) for end, course in courses if habit < end)


def _written(day: dt.date, place: int) -> object:
    """Return a day as one of several clerks writes it."""
    forms = (day, f"{day:%Y.%m.%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}")
    return forms[place % len(forms)]


def _write_register(path: Path, rows: list[dict[str, Any]], year: int) -> None:
    """Write the register: a merged title, groups over headings, rows, a total, a signature."""
    book = openpyxl.Workbook()
    sheet = book.active
    names = [name for _, group in REGISTER for name in group]
    sheet.append([f"示例县经济开发区工业用地供应及开发利用台账（截至{year}年12月31日）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(names))
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.append([])
    column = 1
    for title, group in REGISTER:
        sheet.cell(2, column, title)
        sheet.merge_cells(
            start_row=2, start_column=column, end_row=2, end_column=column + len(group) - 1
        )
        column += len(group)
    sheet.append(names)
    for row in rows:
        sheet.append([row.get(name) for name in names])
    total = round(sum(row["供地面积（亩）"] for row in rows), 2)
    sheet.append(["合计", *(total if name == "供地面积（亩）" else None for name in names[1:])])
    sheet.append(["制表：张某某　　审核：李某某"])
    book.save(path)


def _write_notices(path: Path, rows: list[dict[str, Any]], year: int) -> None:
    """Write the list of notices; some bear no date."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([f"{year}年低效企业整改通知书发放台账"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(NOTICES))
    sheet.append(list(NOTICES))
    for place, row in enumerate(rows):
        issued = dt.date(year - place % 2, 1 + place % 12, 5)
        due = issued + dt.timedelta(90)
        shown = (issued, due) if place % 7 != 3 else (None, None)
        sheet.append([place + 1, row["地块编号"], f"示整改〔{year}〕{place + 1}号", *shown])
    book.save(path)
