"""A reader's folder: the files that the examples of the manual name, made from the sample.

| name | what it is |
|---|---|
| `地块/` | the layers of the sample with the register 供地台账.xlsx |
| `园区.zip` | the same, packed |
| `台账.xlsx` | that register alone |
| `期初/`, `期末/` | the sample at the end of 2019 and of 2020 |
| `province/` | the parcels of the sample as two files of GeoParquet |
| `整改通知.csv` | a list of notices about land |
| `资产.xlsx`, `租赁2020.csv` | tables of enterprises, notices, projects …; one of leases |
| `本县2020.toml` | a method of rating enterprises |
| `register.geojson` | three sites of a town in England |
| `assessor/`, `brownfield/` | the two example offices abroad |
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely
from openpyxl import load_workbook

import parkland as pk

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {
    "地块": pk.sample_path,
    "期末": pk.sample_path,
    "期初": pk.earlier_sample_path,
    "assessor": lambda: pk.example_office_path("assessor"),
    "brownfield": lambda: pk.example_office_path("brownfield"),
}


TEXTS = {
    "整改通知.csv": "地块编号,通知书文号,下达日期,整改期限,整改状态\n"
    "GD-03,示例〔2020〕7号,2020-09-15,2021-09-30,整改中\n",
    "租赁2020.csv": "出租企业,承租企业,地块编号,租赁面积（㎡）,起始日期,终止日期\n"
    "示例企业04有限公司,示例租户九有限公司,GD-04,2000,2020-03-01,2020-12-31\n",
    "本县2020.toml": 'extends = "huangyan-2022"\ntitle = "本县2020年亩均评价"\nyear = 2020\n',
}


def make_desk(folder: Path) -> Path:
    """Put the files that the examples name into `folder`, and return it."""
    for name, source in PLACES.items():
        shutil.copytree(source(), folder / name)
    shutil.make_archive(str(folder / "园区"), "zip", folder / "地块")
    shutil.copy(folder / "地块" / "供地台账.xlsx", folder / "台账.xlsx")
    _assets_with_classes(folder / "资产.xlsx")
    _province(folder / "province")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    _english_sites().to_file(folder / "register.geojson", engine="pyogrio")
    return folder


def _assets_with_classes(path: Path) -> None:
    """Write the tables of the sample with a sheet of published classes."""
    workbook = load_workbook(pk.sample_assets_path())
    sheet = workbook.create_sheet("公布等级")
    sheet.append(["企业名称", "年份", "评价等级"])
    for number, grade in enumerate("AABBCD", start=1):
        sheet.append([f"示例企业{number:02}有限公司", 2020, grade])
    workbook.save(path)


def _province(folder: Path) -> None:
    """Write the parcels of the sample as two files of GeoParquet, as a province has many."""
    folder.mkdir()
    parcels = pk.open_ledger(pk.sample_path(), as_of="2020-12-31").parcels
    for name, part in (("a", parcels.iloc[:15]), ("b", parcels.iloc[15:])):
        pk.write_parcels(part, folder / f"{name}.parquet")


def _english_sites() -> gpd.GeoDataFrame:
    places = [shapely.box(-0.12 + x, 51.5, -0.118 + x, 51.501) for x in (0, 0.01, 0.02)]
    return gpd.GeoDataFrame(
        {
            "地块编号": ["BR/001", "BR/002", "BR/003"],
            "planning-status": ["permissioned", "Not permissioned", "refused 2019"],
            "last_use": ["2010-05-01", "2021-03-01", None],
            "assessed": [500, 2500, 800],
        },
        geometry=places,
        crs="EPSG:4326",
    )
