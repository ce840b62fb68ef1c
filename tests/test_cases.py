"""The law as cases that a lawyer can read and add to: `tests/cases/*.toml`.

The facts of a case have the headings of a register and pass through `clean`, as in an office. Every
parcel is a square of 100 m, which is 15 mu. Only the results that a case names are checked. For
every case, the explanation and the timeline must give the same verdict as the flags.
"""

import tomllib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import parkland as pk
from parkland.conventions import flag_label, statuses
from parkland.display import day_text
from parkland.figures import figures_of
from parkland.schema import FIELDS
from parkland.wording import wordings

from .conftest import squares

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['title']}")
    for path in sorted(Path(__file__).with_name("cases").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
WAN = 10_000


# Cleaning a parcel is slow, and each case is used by two tests.
CLEANED = {}


def parcel_of(case):
    key = (case["title"], case["as_of"])
    if key not in CLEANED:
        CLEANED[key] = cleaned(case)
    return CLEANED[key]


def cleaned(case):
    own = {"地块编号": ["例"]} | {name: [value] for name, value in case["facts"].items()}
    raw = gpd.GeoDataFrame(own, geometry=squares(1), crs="EPSG:4528")
    layer = case.get("layer", "例")
    parcels, _, _ = pk.clean(raw.assign(source="例.shp", layer=layer, source_row=1))
    return pk.measure(parcels)


def answer(value):
    return "无法认定" if pd.isna(value) else "是" if value else "否"


def text(value):
    return "" if pd.isna(value) else value


def found_in(case, parcel):
    """Return every result that a case can name."""
    day = case["as_of"]
    row = pk.flag_status(parcel, as_of=day).iloc[0]
    explained = pk.explain(parcel, as_of=day)
    areas = figures_of(parcel.join(pk.flag_status(parcel, as_of=day)), area="planar").flags.iloc[0]
    next_on, since = (
        "" if pd.isna(row[key]) else row[key].date() for key in ("next_on", "idle_since")
    )
    return {
        "闲置": answer(row["idle"]),
        "已平整": answer(row["levelled"]),
        "收回": answer(row["reclaimed"]),
        "状态": statuses()[row["status"]].label("zh"),
        "理由": row["status_reason"],
        "条文": row["status_basis"],
        "类型": text(row["idle_kind"]),
        "闲置起": since,
        "闲置天数": text(row["days_idle"]),
        "途径": wordings("route", "zh").get(text(row["route"]), ""),
        "闲置费": "" if pd.isna(row["fee"]) else row["fee"] / WAN,
        "下一步": text(row["next_step"]),
        "下一步日期": next_on,
        "缺少": [FIELDS[field].label("zh") for field in explained.missing],
        "计入(亩)": {flag_label(flag, "zh"): area for flag, area in areas.items()},
        "问题": pk.contradictions(parcel, as_of=day)["code"].tolist(),
        "效率": wordings("efficiency", "zh").get(text(row["efficiency"]), ""),
        "五未": text(row["five_not"]),
        "十类地": text(row["ten_category"]),
    }


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    parcel = parcel_of(case)
    found = found_in(case, parcel)
    for name, wanted in case["expect"].items():
        if name == "条文" and wanted:
            assert wanted in found["条文"]
        elif name.endswith("含"):
            assert wanted in found[name.removesuffix("含")]
        elif name == "计入(亩)":
            assert {flag: found[name][flag] for flag in wanted} == wanted
        elif name == "闲置费" and wanted != "":
            assert found[name] == pytest.approx(wanted)
        else:
            assert found[name] == wanted, name


@pytest.mark.parametrize("case", CASES)
def test_explanation_and_timeline_give_the_verdict_of_the_flags(case):
    parcel, day = parcel_of(case), case["as_of"]
    row = pk.flag_status(parcel, as_of=day).iloc[0]
    explained = pk.explain(parcel, as_of=day)
    changes = pk.timeline(parcel)
    now = changes[~(changes["from_on"] > pd.Timestamp(day))].iloc[-1]
    for flag in ("levelled", "idle", "reclaimed"):
        assert answer(
            getattr(explained, flag) if getattr(explained, flag) is not None else pd.NA
        ) == answer(row[flag])
        assert answer(now[flag]) == answer(row[flag])
    assert now["status_rule"] == explained.status_rule == row["status_rule"]
    assert row["status_reason"] in str(explained)
    assert explained.disclaimer in str(explained).splitlines()[-1]
    assert day_text(day) in explained.heading
    english = pk.explain(parcel, as_of=day, lang="en")
    assert len(english.steps) == len(explained.steps)
    assert "{" not in str(english)


def test_there_are_at_least_60_cases_with_unique_titles():
    titles = [param.id for param in CASES]
    assert len(titles) == len(set(titles))
    assert len(titles) >= 60
