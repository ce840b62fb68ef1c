"""A remark is never interpreted, and stands wherever the reason of a status stands."""

import pandas as pd
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main

DAY = "2024-06-30"
REMARK = "因政府道路未通影响开工"
SHOWN = {
    "zh": f"备注：{REMARK}（未参与判定）",
    "en": f"{REMARK} (not used in the assessment)",
}
DATES = {"合同签订日期": ["2018-01-01"] * 2, "约定开工时间": ["2019-01-01"] * 2}


@pytest.fixture(params=["layer", "register"])
def opened(request, write_shp):
    """Return a ledger in which the layer, or a register, has a remark about one parcel."""
    remarks = {"备注": [REMARK, None]}
    layer = {"DKBH": ["A", "B"]} | (remarks if request.param == "layer" else {})
    register = pd.DataFrame({"地块编号": ["A", "B"], **DATES})
    if request.param == "register":
        register = register.assign(**remarks)
    return pk.open_ledger(write_shp(layer), as_of=DAY, register=register)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_remark_stands_beside_the_reason_and_changes_nothing(opened, lang, tmp_path):
    flags = pk.flag_status(opened, lang=lang)
    with_remark, without = flags["status_reason"]
    assert with_remark.endswith(SHOWN[lang])
    assert with_remark.removesuffix(SHOWN[lang]).startswith(without)
    assert flags["idle"].tolist() == [True, True]
    explanation = str(pk.explain(opened, "A", lang=lang))
    assert explanation.count(SHOWN[lang].removeprefix("备注：")) == 1
    assert REMARK not in str(pk.explain(opened, "B", lang=lang))
    page, report = tmp_path / "m.html", tmp_path / "r.md"
    pk.write_report(opened, report, lang=lang)
    assert SHOWN[lang] in report.read_text(encoding="utf-8")
    pk.save_map(pk.draw_map(opened, lang=lang), page)


def test_remarks_of_layer_and_register_stand_side_by_side(write_shp):
    layer = write_shp({"DKBH": ["A"], "备注": ["图斑有争议\n待核"]})
    register = pd.DataFrame({"地块编号": ["A"], "备注": [REMARK]})
    ledger = pk.open_ledger(layer, as_of=DAY, register=register)
    reason = ledger.parcels["status_reason"].iloc[0]
    assert reason.endswith(f"；备注：{REMARK}；图斑有争议 待核（未参与判定）")


def test_a_remark_with_words_of_the_vocabulary_decides_nothing(write_shp):
    layer = write_shp({"DKBH": ["A"], "备注": ["已收回"]})
    parcels = pk.open_ledger(layer, as_of=DAY).parcels
    assert parcels["disposal_kind"].isna().all()
    assert not parcels["reclaimed"].fillna(value=False).any()


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_status_command_shows_the_remark(write_shp, form):
    layer = write_shp({"DKBH": ["A"], "备注": [REMARK]})
    result = CliRunner().invoke(main, ["status", str(layer), "--as-of", DAY, "--format", form])
    assert "未参与判定" in "".join(result.stdout.split())
