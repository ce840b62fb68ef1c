"""The head of a page is what `maps/page_head.py` describes, for Python and for the scripts."""

from __future__ import annotations

import runpy
import types
import typing
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import shapely.affinity

import parkland as pk
from parkland.maps.page_head import PageHead

from .conftest import squares
from .map_pages import head_of_page

GENERATOR = Path(__file__).parents[1] / "docs" / "make_page_head.py"


def faults(value, hint, path="head"):  # noqa: PLR0911 - one for each kind of type
    """Return where `value` is not what a type says; unknown keys are faults too."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.NotRequired:
        return faults(value, inner[0], path)
    if origin is typing.Literal:
        return [] if value in inner else [f"{path}: {value!r}"]
    if origin in (typing.Union, types.UnionType):
        found = [faults(value, one, path) for one in inner]
        return [] if [] in found else min(found, key=len)
    if origin in (list, tuple):
        kinds = inner * len(value) if origin is list else inner
        if not isinstance(value, list) or len(value) != len(kinds):
            return [f"{path}: {value!r}"]
        pairs = enumerate(zip(value, kinds, strict=True))
        return [fault for i, pair in pairs for fault in faults(*pair, f"{path}[{i}]")]
    if origin is dict:
        return [fault for key in value for fault in faults(value[key], inner[1], f"{path}.{key}")]
    if typing.is_typeddict(hint):
        return object_faults(value, hint, path)
    allowed = (int, float) if hint is float else hint
    is_right = isinstance(value, allowed) and isinstance(value, bool) == (hint is bool)
    return [] if is_right else [f"{path}: {value!r}"]


def object_faults(value, hint, path):
    """Return where an object lacks a key, has one too many, or holds what its type does not say."""
    if not isinstance(value, dict):
        return [f"{path}: {value!r}"]
    hints = typing.get_type_hints(hint, include_extras=True)
    optional = {key for key in hints if typing.get_origin(hints[key]) is typing.NotRequired}
    unknown = value.keys() - hints.keys() - (panel_texts() if path == "head.words" else set())
    lacking = hints.keys() - optional - value.keys()
    found = [f"{path}.{key}: unknown" for key in unknown]
    found += [f"{path}.{key}: lacks" for key in lacking]
    for key in value.keys() & hints.keys():
        found += faults(value[key], hints[key], f"{path}.{key}")
    return found


def panel_texts():
    from parkland.wording import wordings

    return set(wordings("panel", "en"))


def head(ledger, **options):
    return head_of_page(pk.draw_map(ledger, **options).get_root().render())


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"lang": "en"},
        {"colour_by": "district"},
        {"colour_by": "area_m2"},
        {"base_map": "tianditu"},
        {"base_map": "gaode"},
        {"title": "题", "footer": ""},
    ],
    ids=str,
)
def test_the_head_of_the_sample_conforms(ledger, options):
    assert faults(head(ledger, **options), PageHead) == []


def test_the_head_of_context_conforms(ledger):
    roads = gpd.GeoDataFrame(geometry=[shapely.LineString([(118, 29), (119, 30)])], crs=4326)
    assert faults(head(ledger, context=roads), PageHead) == []


def test_the_head_of_doubtful_parcels_conforms(write_shp):
    one, two = squares(2)
    moved = shapely.affinity.translate(one, 50, 0)
    path = write_shp(
        {"地块编号": ["A", "A", "B", "C"]}, geometry=[one, moved, two, shapely.Polygon()]
    )
    found = head(pk.open_ledger(path, as_of="2020-12-31"))
    assert {kind["name"] for kind in found["trouble"]} == {"overlaps", "suspicious", "quarantined"}
    assert faults(found, PageHead) == []


def test_the_head_of_no_parcels_conforms(ledger):
    assert faults(head(ledger[ledger.parcels["area_m2"] < 0]), PageHead) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_head_of_a_comparison_conforms(ledger, lang):
    earlier = pk.open_ledger(pk.earlier_sample_path(), as_of="2019-12-31")
    drawn = pk.draw_changes(pk.compare(earlier, ledger), lang=lang)
    assert faults(head_of_page(drawn.get_root().render()), PageHead) == []
    nothing = pk.draw_changes(pk.compare(earlier[[]], ledger[[]]), lang=lang)
    assert faults(head_of_page(nothing.get_root().render()), PageHead) == []


def test_what_is_not_described_is_a_fault(ledger):
    found = head(ledger)
    assert faults(found | {"more": 1}, PageHead) == ["head.more: unknown"]
    assert faults({key: found[key] for key in found if key != "order"}, PageHead) == [
        "head.order: lacks"
    ]
    assert faults(found | {"digits": "2"}, PageHead) == ["head.digits: '2'"]


def test_the_scripts_are_checked_against_the_same_description():
    made = runpy.run_path(str(GENERATOR))
    written = made["PAGE"].read_text(encoding="utf-8")
    assert written == made["declarations"](), "run python docs/make_page_head.py"
