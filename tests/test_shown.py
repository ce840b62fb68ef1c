"""What objects show of themselves in a notebook, and the view of a ledger."""

import dataclasses
import datetime as dt
from html.parser import HTMLParser

import geopandas as gpd
import pandas as pd
import pytest

import parkland as pk
from parkland.languages import languages
from tests.conftest import with_areas

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


class Tags(HTMLParser):
    """Collects the elements and attributes of a page, and checks that each element is closed."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.open = set(), [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):  # noqa: D102
        self.tags.add(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_endtag(self, tag):  # noqa: D102
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def sample():
    return pk.open_ledger(pk.sample_path(), as_of="2020-12-31", assets=pk.sample_assets_path())


def everything(ledger, lang):
    """Return an object of each kind that is shown."""
    earlier = pk.open_ledger(pk.earlier_sample_path(), as_of="2019-12-31")
    return {
        "ledger": ledger,
        "explanation": pk.explain(ledger, "GD-03", lang=lang),
        "assets": ledger.assets,
        "changes": pk.compare(earlier, ledger),
        "source": ledger.sources[0],
        "sources": ledger.sources,
        "register": ledger.registers[0],
        "totals": pk.totals(ledger, margins=True),
        "by status": pk.totals(ledger, by="status"),
        "issues": ledger.issues,
        "areas": pk.reconcile(ledger, margins=True, lang=lang),
        "deadlines": pk.deadlines(ledger, lang=lang),
        "timeline": pk.timeline(ledger),
        "land": pk.land_of(ledger, year=2020),
        "notices": pk.notices(ledger),
        "projects": pk.projects(ledger),
        "parcels": ledger.parcels,
        "overlaps": ledger.overlaps,
    }


@pytest.mark.parametrize("lang", languages())
def test_everything_that_is_shown_is_plain_html_and_text(sample, lang):
    for name, thing in everything(sample, lang).items():
        shown = pk.show(thing, lang=lang, ledger=sample)
        page = Tags(shown.html)
        assert not page.open, name
        assert page.tags <= {
            "div", "span", "b", "table", "thead", "tbody", "tr", "th", "td", "details", "summary",
            "ol", "li",
        }, name  # fmt: skip
        assert {key for key, _ in page.attributes} <= {"style", "title", "open"}, name
        assert "url(" not in shown.html, name
        assert shown.text.strip() or name == "overlaps", name
        assert shown._repr_html_() == shown.html
        assert repr(shown) == shown.text
        assert len(shown.html) < 100_000, name  # a notebook stores it


def test_the_figures_of_a_ledger_are_those_of_its_totals(sample):
    for lang, unit in (("zh", "亩"), ("en", " mu")):
        shown = pk.show(sample, lang=lang)
        figures = ("728.00", "95.90", "170.78", "124.00", f"1,829.08{unit}")
        for text in (shown.html, shown.text):
            assert all(figure in text for figure in figures)
    assert "728.00" in sample._repr_html_()
    assert sample._repr_html_() == pk.show(sample).html
    assert "闲置" in sample._repr_html_()


def test_a_record_shows_itself_and_has_a_short_text(sample):
    for record in (sample, sample.assets, sample.sources[0], sample.registers[0]):
        assert record._repr_html_() == pk.show(record).html
        assert len(repr(record)) < 250
    assert "11 records" in repr(sample.sources[0])
    explanation = pk.explain(sample, "GD-03", lang="en")
    assert "82.20" in explanation._repr_html_()
    assert "Art. 14" in explanation._repr_html_()


def test_a_table_of_assets_has_its_own_words_and_loses_no_column(sample):
    text = pk.show(pk.projects(sample), lang="zh").text
    assert "项目类型" in text
    assert "孵化园" in text
    assert "12,000.00" in text  # 万元
    land = pk.show(pk.land_of(sample, year=2020), lang="en").text
    assert all(figure in land for figure in ("45.12", "6.76", "38.36"))
    assert "m2" not in land  # in mu, as printed
    frame = pk.deadlines(sample).assign(note="own words")
    assert "own words" in pk.show(frame).text


def test_a_table_of_a_comparison_is_not_shown_with_wrong_units(sample):
    earlier = pk.open_ledger(pk.earlier_sample_path(), as_of="2019-12-31")
    changes = pk.compare(earlier, sample)
    for table in (changes.parcels, changes.facts, changes.statuses, changes.totals):
        with pytest.raises(pk.ParklandError, match="one table of a comparison"):
            pk.show(table)


def test_what_a_file_says_is_escaped_everywhere(make_parcels):
    parcels = make_parcels(2, parcel_id=[HOSTILE, "B\x1b[31m"], name=["甲\x00", HOSTILE])
    parcels = parcels.assign(holder=f"{HOSTILE}\u202e", status_text=HOSTILE)
    parcels = with_areas(parcels, [20_000.0, 20_000.0]).assign(**{HOSTILE: HOSTILE})
    parcels = parcels.join(pk.flag_status(parcels, as_of="2020-12-31"))
    ledger = pk.open_ledger(pk.sample_path(), as_of="2020-12-31")
    issues = ledger.issues.assign(source=HOSTILE, message=HOSTILE, parcel_id=HOSTILE)
    source = dataclasses.replace(ledger.sources[0], source=HOSTILE, layer=HOSTILE)
    hostile = dataclasses.replace(
        ledger,
        parcels=parcels,
        issues=issues,
        sources=(source,),
        overlaps=ledger.overlaps.iloc[:0],
    )
    things = [hostile, source, issues, hostile.sources, parcels, pk.explain(parcels.iloc[[0]])]
    things.append(pk.totals(hostile, by="holder"))
    for thing in things:
        for lang in languages():
            shown = pk.show(thing, lang=lang)
            assert "<script" not in shown.html
            assert "<img" not in shown.html
            assert "\x1b" not in shown.text
            assert "\x00" not in shown.html
            assert "\u202e" not in shown.html + shown.text  # it would turn the digits behind it


def test_a_ledger_of_no_parcels_shows_itself(sample):
    empty = sample[sample.parcels["parcel_id"] == "none of them"]
    assert "0.00亩" in empty._repr_html_()
    assert empty.view().shape[0] == 0
    assert list(empty.view(columns="area").dtypes[-5:]) == [
        *sample.view(columns="area").dtypes[-5:]
    ]


def test_a_ledger_without_law_shows_its_own_statuses():
    office = pk.example_office_path("assessor")
    ledger = pk.open_ledger(office, as_of="2024-06-30")
    shown = pk.show(ledger, lang="en")
    assert "Idle" not in shown.text
    view = ledger.view(lang="en")
    assert not any("idle" in str(name).lower() for name in view.columns)
    assert any("(acre)" in name or "(acres)" in name for name in view.columns)


@pytest.mark.parametrize("wrong", [None, 3, "台账", [], {}, [1], pd.DataFrame({"a": [1]})])
def test_what_cannot_be_shown_is_one_sentence(wrong):
    with pytest.raises(pk.ParklandError, match="Pass"):
        pk.show(wrong)


@pytest.mark.parametrize("lang", languages())
def test_a_view_has_the_rounded_areas_and_the_rows_of_the_ledger(sample, lang):
    view = sample.view(lang=lang)
    assert isinstance(view, gpd.GeoDataFrame)
    assert view.crs == sample.parcels.crs
    assert view.index.equals(sample.parcels.index)
    assert view.columns.is_unique
    area = next(name for name in view.columns if "llipsoid" in name or name.startswith("椭球面积"))
    assert round(view[area].sum(), 2) == 1829.08
    assert len(view.columns) < len(sample.parcels.columns)
    again = sample.view(lang=lang)
    assert list(again.columns) == list(view.columns)


def test_a_view_sorts_filters_and_exports_as_any_table(sample, tmp_path):
    view = sample.view(columns=["verdict", "area"], lang="zh")
    assert view.sort_values("椭球面积（亩）")["椭球面积（亩）"].is_monotonic_increasing
    assert view.loc[view["闲置"] == "是", "椭球面积（亩）"].sum().round(2) == 95.9
    assert view["闲置起算日"].dtype.kind == "M"
    assert view.columns.get_loc("椭球面积（亩）") < view.columns.get_loc("状态")
    view.to_file(tmp_path / "view.gpkg")
    view.drop(columns="geometry").to_csv(tmp_path / "view.csv")
    facts = sample.view(columns="facts")
    assert facts.loc[facts["地块编号"] == "GD-03", "成交价款（万元）"].item() == 411


def test_the_parts_of_a_view_can_be_chosen(sample):
    names = {part: {*sample.view(columns=part).columns} for part in ("facts", "own", "assets")}
    assert "约定开工时间" in names["facts"]
    assert "约定开工时间" not in names["own"]
    assert "用地企业，2020年" in names["assets"]
    alone = [*sample.view(columns=()).columns]
    assert alone == ["地块编号", "地块名称", "土地使用权人", "片区", "geometry"]
    for wrong in ("everything", ["area", "all"], 3, {"a": 1}):
        with pytest.raises(pk.ParklandError, match="columns"):
            sample.view(columns=wrong)
    with pytest.raises(pk.ParklandError, match="unit"):
        sample.view(unit="rood")


def test_a_view_of_a_part_of_a_ledger_is_a_part_with_its_own_figures(sample):
    part = sample[sample.parcels["idle"].fillna(value=False)]
    assert part.view(columns="area")["椭球面积（亩）"].sum().round(2) == 95.9
    assert part.view().index.isin(sample.view().index).all()


def test_a_heading_that_an_office_uses_too_stands_twice(make_parcels, sample):
    parcels = make_parcels(parcel_id=["A"], name=["甲"]).assign(**{"椭球面积（亩）": "约三十"})
    parcels = with_areas(parcels, [20_000.0])
    parcels = parcels.join(pk.flag_status(parcels, as_of=dt.date(2020, 12, 31)))
    ledger = dataclasses.replace(sample, parcels=parcels, sources=(), registers=())
    view = ledger.view(columns=("area", "own"))
    assert view["椭球面积（亩）"].item() == 30.0
    assert "约三十" in view.iloc[0].astype(str).tolist()
