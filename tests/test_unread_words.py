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
    "待拍照": True,
    "待处置": True,
    "待竣工": None,
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


# Columns about works that nobody here understands, beside an agreed start of 2020: heading, cell,
# the actual start, and whether the land is idle.
UNREAD_COLUMNS = [
    ("停工年限", 2, "2020-02-01", None),
    ("停工原因", "资金链断裂", "2020-02-01", None),
    ("复工情况", "未复工", "2020-02-01", None),
    ("烂尾", "是", "2020-02-01", None),
    ("是否停工", "否", "2020-02-01", False),
    ("停工原因", "无", "2020-02-01", False),
    ("闲置或停工原因", "资金链断裂", None, True),
    ("变更后约定开工时间", "2024-01-01", None, None),
    ("最新约定开工时间", "2024-01-01", None, None),
    ("是否延期", "是", None, None),
    ("是否延期", "否", None, True),
    ("延期开工批复", "开自然资〔2023〕5号", None, None),
    ("缴款延期至", "2026-01-01", None, True),
    ("约定开工时间2", "2024-01-01", None, None),
    ("约定开工时间2", "2020年3月1日", None, True),
    ("原约定开工时间", "2019-01-01", None, True),
    ("现场核查", "已于2019年6月开工，目前主体已封顶", None, None),
    ("现场核查", "至2018年未动工。今已进场施工", None, None),
    ("现场核查", "企业资金紧张，至今未动工", None, True),
    ("存在问题及原因", "施工图未审查", None, True),
    ("备注", "已于2019年6月开工", None, True),
    ("收回", 1, None, None),
    ("收回", 0, None, True),
    ("开工时间（补充协议）", "2024-01-01", None, False),
]


def test_a_column_that_could_move_a_start_or_stop_works_leaves_idleness_open():
    registers = [
        pd.DataFrame(
            {"地块编号": [f"C{n}"], "约定开工时间": [DUE], "实际开工时间": [start], heading: [cell]}
        )
        for n, (heading, cell, start, _) in enumerate(UNREAD_COLUMNS)
    ]
    places = range(len(UNREAD_COLUMNS))
    shapes = [box(40520000 + 400 * n, 3230000, 40520200 + 400 * n, 3230200) for n in places]
    names = {"地块编号": [f"C{n}" for n in places]}
    layer = gpd.GeoDataFrame(names, geometry=shapes, crs="EPSG:4528")
    parcels = pk.open_ledger(layer, as_of=AS_OF, register=registers).parcels
    found = [None if pd.isna(answer) else bool(answer) for answer in parcels["idle"]]
    assert found == [answer for *_, answer in UNREAD_COLUMNS]
