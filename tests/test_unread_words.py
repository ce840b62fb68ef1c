"""Words of a status column that are not understood decide nothing, and never that land is idle."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

import parkland as pk

DUE = "2020-03-01"  # all parcels would be idle by their agreed start alone
# Word -> whether the land is idle on AS_OF; None where it cannot be determined.
AS_OF = "2024-06-30"
WORDS = {
    "": True,
    "未动工": True,
    "尚未开工": True,
    "逾期未动工": True,
    "督促动工": True,
    "拟收回": True,
    "未动工（已平整）": True,
    "未动工（资金不足）": True,
    "“未动工”。": True,
    "闲置（资金链断裂）": True,
    "未动工（已进场）": None,
    "在建（停工）": None,
    "已动工、停工": None,
    "车间一层": None,
    "基本建成": None,
    "Under construction": None,
    "√": None,
    "1": None,
    "2019-06-01": None,
    "不详": None,
    "未批先建": None,
    "建成": False,
    "已竣工（未验收）": False,
    "在建、未竣工": False,
    "已建成、停工": False,
}
# Columns beside each other: heading -> cell.
ROWS = {
    "另一列已说明": ({"土地状态": "正常", "建设状况": "未动工"}, True),
    "两列都不认识": ({"土地状态": "正常", "建设状况": "车间一层"}, None),
    "与施工无关": ({"处置方式": "约谈企业", "平整情况": "三通一平"}, True),
    "有实际动工时间": ({"建设状况": "车间一层", "实际开工时间": "2019-06-01"}, False),
    "动工时间不详": ({"实际开工时间": "不详"}, None),
}


@pytest.fixture(scope="module")
def ledger():
    cells = [{"建设状况": word} for word in WORDS] + [row for row, _ in ROWS.values()]
    table = pd.DataFrame(cells).assign(约定开工时间=DUE)
    table.insert(0, "地块编号", [*(f"W{n}" for n in range(len(WORDS))), *ROWS])
    shapes = [box(x, 3230000, x + 200, 3230200) for x in range(40520000, 40600000, 400)]
    layer = gpd.GeoDataFrame(table[["地块编号"]], geometry=shapes[: len(table)], crs="EPSG:4528")
    return pk.open_ledger(layer, as_of=AS_OF, register=table)


def test_a_word_that_is_not_understood_leaves_idleness_open(ledger):
    answers = ledger.parcels.set_index("parcel_id")["idle"].astype(object)
    found = {key: None if pd.isna(answer) else bool(answer) for key, answer in answers.items()}
    wanted = {f"W{n}": answer for n, answer in enumerate(WORDS.values())}
    assert found == wanted | {key: answer for key, (_, answer) in ROWS.items()}


def test_each_word_that_leaves_it_open_is_told_once(ledger):
    parcels = ledger.parcels.set_index("parcel_id")
    open_axes = parcels["unreadable"].dropna().str.count("construction；")
    assert open_axes.max() == 1
    told = ledger.issues.query("code == 'status.words_unclear'")["parcel_id"]
    unclear = parcels.index[parcels["status_rule"] == "words_unclear"]
    assert len(unclear)
    assert set(unclear) <= set(told)
