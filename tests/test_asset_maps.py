"""Enterprises and projects on a map: classes of parcels, legends that add up, and no secret."""

import base64
import dataclasses
import gzip
import json
import re
import zipfile

import numpy as np
import pandas as pd
import pytest

import parkland as pk
from parkland.areas.rounding import exact
from parkland.asset_figures.assets_shown import CLASS_COLUMN
from parkland.asset_figures.parcel_use import asset_year, parcel_columns, shown_method
from parkland.asset_figures.yearly_amounts import number_text
from parkland.errors import ChoiceError
from parkland.maps.asset_layers import with_assets

METHOD = "huangyan-2022"
SECRET_COLUMNS = (
    "tax_cny", "value_added_cny", "output_cny", "revenue_cny", "rnd_cny", "energy_tce",
    "electricity_kwh", "emission_t",
)  # fmt: skip


@pytest.fixture(scope="module")
def park():
    return pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=pk.sample_assets_path())


@pytest.fixture(scope="module")
def public_page(park):
    return pk.draw_map(park, colour_by=pk.AssetsShown("class", method=METHOD)).get_root().render()


def head_of_page(page):
    found = re.search(r'<script type="application/json" id="[^"]*">(.*?)</script>', page)
    return json.loads(found[1])


def block_of(page):
    text = re.search(r'<script type="text/plain" id="[^"]*_block">(.*?)</script>', page)
    return gzip.decompress(base64.b64decode(text[1]))


def integers(block, described):
    octets = np.frombuffer(
        block, "u1", described["count"] * described["planes"], described["at"]
    ).reshape(described["planes"], -1)
    return (
        sum(octets[plane].astype("int64") << (8 * plane) for plane in range(described["planes"]))
        + described["base"]
    )


def secret_texts(park):
    """Return every figure of a single enterprise as it would be printed or stored."""
    found = set()
    for name in SECRET_COLUMNS:
        for value in park.yearly[name].dropna():
            found |= {f"{value:g}", f"{value:.1f}", f"{value:,.2f}"}
            if name.endswith("_cny"):
                found |= {f"{value / 10_000:.2f}", f"{value / 10_000:,.2f}"}
    for year in (2018, 2019, 2020):
        figures = pk.per_mu(park, year=year)
        for name in ("tax_per_mu", "value_added_per_mu", "output_per_mu"):
            found |= {number_text(exact(value)) for value in figures[name].dropna()}
        scores = pk.classify(park, method=METHOD, year=year)["score"].dropna()
        found |= {number_text(exact(value)) for value in scores}
    # a short or round figure occurs by chance: "8.62" in a coordinate, "124.00" as a sum of land
    long = {text for text in found if len(text.replace(".", "").replace(",", "")) >= 5}
    return {text for text in long if not text.endswith(".00")}


def test_no_byte_of_a_public_page_holds_a_figure_of_an_enterprise(park, public_page):
    block = block_of(public_page)
    secrets = secret_texts(park)
    assert len(secrets) > 500
    described = json.dumps(head_of_page(public_page), ensure_ascii=False)
    # numbers are compared as a whole: the digits around a match are other digits
    numbers = set(re.findall(r"[\d,]*\d(?:\.\d+)?", block.decode("utf-8", "ignore") + described))
    assert not secrets & numbers
    internal = pk.AssetsShown("class", method=METHOD, internal=True)
    shown = block_of(pk.draw_map(park, colour_by=internal).get_root().render())
    assert secrets & set(re.findall(r"[\d,]*\d(?:\.\d+)?", shown.decode("utf-8", "ignore")))


@pytest.mark.parametrize("colour_by", ["tax_per_mu", "亩均税收", "rnd_share"])
def test_a_figure_of_enterprises_colours_only_an_internal_map(park, colour_by):
    with pytest.raises(ChoiceError, match="confidential"):
        pk.draw_map(park, colour_by=colour_by)
    with pytest.raises(ChoiceError, match="confidential"):
        pk.AssetsShown(pk.ValueClasses(colour_by, cuts=[5]))


def test_a_column_of_the_office_is_no_figure_of_the_assets(park):
    own = dataclasses.replace(park, parcels=park.parcels.assign(亩均税收=1.5))
    assert pk.draw_map(own, colour_by="亩均税收")


def test_the_legends_count_all_parcels_and_all_enterprises(park, public_page):
    head, block = head_of_page(public_page), block_of(public_page)
    items = head["classes"]["items"]
    assert sum(int(item["parcels"]) for item in items) == len(park.parcels)
    areas = sum(float(item["area"].replace(",", "")) for item in items)
    assert areas == pytest.approx(1829.08)
    assets = head["assets"]
    year = assets["years"][assets["drawn"]]
    codes, land = integers(block, year["class"]), integers(block, year["land"])
    rated = pk.classify(park, method=METHOD, year=2020)
    labels = [item["label"] for item in assets["classes"]]
    counts = pd.Series([labels[code] for code in codes]).value_counts()
    assert counts["A类"] == (rated["class_code"] == "A").sum()
    assert len(codes) == len(rated) == 63
    assert land.sum() / 100 == pytest.approx(pk.land_of(park, year=2020)["land_mu"].sum())


def test_a_parcel_has_the_class_of_its_enterprises(park):
    shown = pk.AssetsShown("class", method=METHOD)
    found = asset_year(park, 2020, shown_method(shown), "zh")
    columns = parcel_columns(park, shown, found, "zh")
    classes = columns[columns.attrs["columns"][CLASS_COLUMN]]
    by_number = dict(zip(park.parcels["parcel_id"], classes, strict=True))
    own = dict(zip(found.rated["name"], found.rated["class_code"], strict=True))
    assert by_number["GD-01"] == f"{own['示例企业01有限公司']}类"
    assert by_number["GD-02"] == "多家等级不同"  # the owner and two tenants
    assert by_number["YC2-01"] == "无企业"


def test_who_has_let_all_of_a_parcel_does_not_use_it(park):
    leases = pd.DataFrame(
        {
            "enterprise_id": ["91000000000000002R"],
            "parcel_id": ["GD-01"],
            "basis": ["rent_in"],
            "lessor_id": ["91000000000000001N"],
        }
    )
    whole = float(park.parcels.set_index("parcel_id")["area_m2"]["GD-01"])
    own = park.occupations[park.occupations["parcel_id"] == "GD-01"]
    given = pd.concat([own, leases.assign(land_m2=whole)], ignore_index=True)
    given["from_on"] = pd.Timestamp("2019-01-01")
    given["land_m2"] = whole
    given = given.assign(source_row=1).reindex(columns=park.occupations.columns)
    given = given.astype(park.occupations.dtypes)
    assets = dataclasses.replace(park.assets, occupations=given)
    found = asset_year(dataclasses.replace(park, assets=assets), 2020, None, "zh")
    assert found.users["GD-01"] == ["91000000000000002R"]


def test_a_published_class_is_shown_without_a_method(park):
    yearly = park.yearly.copy()
    stated = {"91000000000000001N": "Ａ类", "91000000000000002R": "不参评"}
    yearly["stated_class"] = yearly["enterprise_id"].map(stated).astype("str")
    named = dataclasses.replace(park, assets=dataclasses.replace(park.assets, yearly=yearly))
    found = asset_year(named, 2020, None, "zh")
    assert found.class_of_parcel("GD-01") == "A"
    assert found.classes["91000000000000002R"] == "excluded"
    assert found.classes["91000000000000003W"] == "unstated"
    with pytest.raises(ChoiceError, match="state no class of 2020"):
        pk.draw_map(park, colour_by="class")


def test_a_project_without_a_place_is_listed_and_not_put_somewhere(park, public_page):
    head, block = head_of_page(public_page), block_of(public_page)
    projects = head["assets"]["projects"]
    found = pk.projects(park)
    assert projects["unplaced_title"] == "未上图（11项）"
    assert {one["name"] for one in projects["unplaced"]} == set(found[~found["located"]]["name"])
    rows = integers(block, projects["rows"])
    assert found["located"].to_numpy().nonzero()[0].tolist() == rows.tolist()


def test_an_enterprise_stands_at_its_own_point_or_on_its_parcel(park):
    enterprises = park.enterprises.copy()
    places = [(118.41, 29.13), (500.0, 29.1), (0.0, 0.0)]  # the last two are no places
    for row, (east, north) in enumerate(places):
        enterprises.loc[row, ["longitude", "latitude"]] = (east, north)
    assets = dataclasses.replace(park.assets, enterprises=enterprises)
    page = pk.draw_map(dataclasses.replace(park, assets=assets)).get_root().render()
    head, block = head_of_page(page)["assets"], block_of(page)
    rows = integers(block, head["rows"]).tolist()
    x, y = (integers(block, head[axis]) / 2**32 for axis in "xy")
    east = x * 360 - 180
    north = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))
    assert (east[0], north[0]) == pytest.approx((118.41, 29.13), abs=1e-6)
    shapes = park.parcels.set_index("parcel_id").geometry.to_crs(4326)
    import shapely

    for row, number in ((1, "GD-02"), (2, "GD-03")):
        at = rows.index(row)
        assert shapes[number].contains(shapely.Point(east[at], north[at]))
    assert len(rows) == 22  # the 41 notified enterprises have no land


def test_a_map_on_paper_is_coloured_by_class(park, tmp_path):
    written = pk.print_map(
        park, tmp_path / "classes.pdf", colour_by=pk.AssetsShown("class", method=METHOD)
    )
    assert written.stat().st_size > 10_000


def test_a_ledger_without_assets_is_left_as_it_is():
    plain = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    assert with_assets(plain, "status", "zh") == (plain, "status", None)
    with pytest.raises(ChoiceError):
        pk.draw_map(plain, colour_by=pk.AssetsShown("class"))


def numbers_in(text):
    return set(re.findall(r"[\d,]*\d(?:\.\d+)?", text))


@pytest.mark.parametrize("ending", ["docx", "html", "md"])
def test_a_public_card_holds_no_figure_of_its_enterprise(park, tmp_path, ending):
    texts = {}
    for internal in (False, True):
        path = tmp_path / f"card-{internal}.{ending}"
        pk.write_card(park, path, enterprise="示例企业02有限公司", method=METHOD, internal=internal)
        if ending == "docx":
            with zipfile.ZipFile(path) as parts:
                raw = b"".join(parts.read(name) for name in parts.namelist()).decode(
                    "utf-8", "ignore"
                )
        else:
            raw = path.read_text(encoding="utf-8")
        texts[internal] = re.sub(r"<[^>]*>", "\n", raw)
    secrets = secret_texts(park) | {"8.62", "330.61", "57.06"}
    assert not secrets & numbers_in(texts[False])
    assert {"8.62", "330.61", "57.06"} <= numbers_in(texts[True])
    assert "C类" in texts[False]
    assert "示例租户一有限公司" in texts[False]


def test_a_card_adds_up_to_the_land_of_its_enterprise(park):
    card = pk.compose_card(park, enterprise="91000000000000002R")
    table = card.sections[0].blocks[0]
    place = [column.key for column in table.columns].index("land_mu")
    land = pk.land_of(park, year=2020).set_index("name")["land_mu"]["示例企业02有限公司"]
    assert table.total[place] == land
    assert sum(row[place] for row in table.rows) == pytest.approx(land)


def test_a_name_that_is_only_similar_is_suggested_and_not_taken(park):
    with pytest.raises(ChoiceError, match="Perhaps 示例企业02有限公司"):
        pk.compose_card(park, enterprise="示例企业02公司")


def test_a_card_shows_a_name_as_text(park):
    hostile = park.enterprises.copy()
    hostile["name"] = hostile["name"].mask(hostile.index == 0, "<script>alert(1)</script>甲")
    named = dataclasses.replace(park, assets=dataclasses.replace(park.assets, enterprises=hostile))
    from parkland.reports.card_files import card_page

    page = card_page(pk.compose_card(named, enterprise="91000000000000001N"))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
