"""Frames in memory: read as files are, with the rows of any index and cells of any type."""

import datetime as dt
import uuid
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.errors import ChoiceError, ColumnError, EncodingError, MissingCrsError, NoParcelsError

from .conftest import EAST, NORTH

DAY = "2020-12-31"
STATUSES = ("已平整", "闲置", "收回", "未平整")


def frame(rows=4, **columns):
    """Return parcels side by side, as an office has them."""
    shapes = [
        shapely.box(EAST + 100 * i, NORTH, EAST + 100 * i + 80, NORTH + 80) for i in range(rows)
    ]
    own = {
        "地块编号": [f"A-{i}" for i in range(rows)],
        "面积(亩)": [9.6] * rows,
        "状态": list((STATUSES * rows)[:rows]),
        "约定动工日期": ["2015-03-01"] * rows,
    }
    return gpd.GeoDataFrame(own | columns, geometry=shapes, crs=4528)


def opened(source, **how):
    return pk.open_ledger(source, as_of=DAY, **how)


def told(ledger, *columns):
    return (
        ledger.parcels[list(columns)]
        .astype(object)
        .where(ledger.parcels[list(columns)].notna(), None)
    )


def codes(ledger):
    return set(ledger.issues["code"])


# ---- a frame is a source ----


def test_a_frame_is_told_as_one_in_the_receipt():
    table = frame()
    table.attrs["name"] = "园区二期"
    ledger = opened(table)
    (receipt,) = ledger.sources
    assert (receipt.source, receipt.format, receipt.path) == ("园区二期", "frame in memory", None)
    assert receipt.files == ()
    assert not receipt.digests
    assert "内存" in receipt.encoding.reason("zh")
    assert receipt.crs_evidence.reason("en") == "stated by the frame"
    assert list(ledger.parcels["source"].unique()) == ["园区二期"]


def test_frames_and_paths_are_read_together_and_each_has_a_name_of_its_own(sample):
    one, other = frame(2), frame(2, 地块编号=["B-1", "B-2"]).translate(500)
    other = frame(2, 地块编号=["B-1", "B-2"]).set_geometry(other)
    one.attrs["name"] = other.attrs["name"] = "东区"
    ledger = opened([one, sample / "十类地.shp", other, frame(1, 地块编号=["C"])])
    assert [receipt.source for receipt in ledger.sources] == [
        "东区", "十类地.shp", "东区 (2)", "frame 3"
    ]  # fmt: skip
    named = opened({"west": frame(1), "east": frame(1, 地块编号=["B"])})
    assert [receipt.source for receipt in named.sources] == ["west", "east"]


def test_a_frame_that_is_named_twice_counts_once():
    table = frame()
    ledger = opened([table, table])
    assert len(ledger.parcels) == 4
    assert "source.repeated" in codes(ledger)


def test_a_frame_takes_registers_and_is_not_changed(sample):
    table = gpd.read_file(sample / "供地地块.shp", encoding="gb18030")
    table.attrs["name"] = "供地地块"
    before = table.copy()
    register = pk.read_register(sample / "供地台账.xlsx")
    plain = pd.DataFrame(register.drop(columns=["source", "layer", "source_row"]))
    notices = pd.DataFrame({"地块编号": ["GD-05"], "整改通知书号": ["2020年1号"]})
    from_file = opened(sample / "供地地块.shp", register=[sample / "供地台账.xlsx", notices])
    for one in (register, plain, plain.set_index("地块编号"), plain.convert_dtypes()):
        ledger = opened(table, register=[one, notices])
        pd.testing.assert_frame_equal(pk.totals(ledger), pk.totals(from_file))
        assert told(ledger, "idle", "status").equals(told(from_file, "idle", "status"))
    pd.testing.assert_frame_equal(table, before)


def test_every_output_is_made_of_a_ledger_without_files(tmp_path):
    ledger = opened(frame())
    pk.write_report(ledger, tmp_path / "report.md")
    pk.write_parcels(ledger, tmp_path / "parcels.gpkg")
    pk.save_map(pk.draw_map(ledger), tmp_path / "map.html")
    changes = pk.compare(ledger, opened(frame(3)))
    pk.write_changes(changes, tmp_path / "changes.md")
    assert "frame 1" in (tmp_path / "report.md").read_text(encoding="utf-8")
    (receipt,) = pk.inspect_source(frame())
    assert receipt.records == 4


def test_parcels_of_a_ledger_open_again_as_they_are(ledger):
    again = opened(ledger.parcels)
    pd.testing.assert_frame_equal(pk.totals(again), pk.totals(ledger))
    assert told(again, "status", "idle", "parcel_id").equals(
        told(ledger, "status", "idle", "parcel_id")
    )
    assert again.parcels["raw_source"].tolist() == ledger.parcels["source"].tolist()


# ---- rows keep their labels ----

INDEXES = {
    "texts": pd.Index(list("wxyz")),
    "repeated": pd.Index([1, 1, 2, 2]),
    "days": pd.date_range("2020-01-01", periods=4),
    "levels": pd.MultiIndex.from_product([["东", "西"], [1, 2]]),
    "holes": pd.Index([1.5, np.nan, None, "x"], dtype=object),
    "categories": pd.CategoricalIndex(list("aabb")),
    "intervals": pd.interval_range(0, 4),
}


@pytest.mark.parametrize("kind", INDEXES)
def test_a_row_is_named_by_its_label_whatever_the_index(kind):
    index = INDEXES[kind]
    table = frame().set_index(index)
    table.geometry = [None, *table.geometry[1:]]
    ledger = opened(table)
    assert ledger.sources[0].row_labels.equals(index)
    assert ledger.parcels.index.nlevels == 1
    assert ledger.parcels.index.is_unique
    (missing,) = ledger.issues.loc[ledger.issues["code"] == "geometry.missing", "row_label"]
    assert ledger.quarantine["row_label"].tolist() == [missing]
    expected = {"levels": "(东, 1)", "days": "2020-01-01"}.get(kind, str(index[0]))
    assert missing == expected
    # the flags do not depend on how rows are called
    plain = frame()
    plain.geometry = table.geometry.to_numpy()
    assert told(ledger, "status", "parcel_id").equals(told(opened(plain), "status", "parcel_id"))


def test_a_named_level_of_an_index_is_a_column(tmp_path):
    table = frame().set_index(["地块编号", "状态"])
    assert opened(table).parcels["parcel_id"].tolist() == ["A-0", "A-1", "A-2", "A-3"]
    assert opened(frame().set_index("地块编号", drop=False)).parcels["parcel_id"].notna().all()
    # pandas keeps it beside the columns of a Parquet file
    frame().set_index("地块编号").to_parquet(tmp_path / "a.parquet")
    assert opened(tmp_path / "a.parquet").parcels["parcel_id"].notna().all()


def test_files_have_no_row_labels(ledger):
    assert "row_label" not in ledger.issues.columns
    assert "row_label" not in ledger.quarantine.columns


# ---- cells of any type ----


def arrow(kind, cells):
    return pd.Series(cells, dtype=pd.ArrowDtype(kind))


D = Decimal
ZONE = "Asia/Shanghai"
SAME_DAY = {
    "date": [dt.date(2015, 3, 1)] * 4,
    "numpy": pd.Series([np.datetime64("2015-03-01")] * 4, dtype=object),
    # 00:30 in Kaihua is a day earlier in UTC
    "zone": pd.Series(pd.to_datetime(["2015-03-01 00:30"] * 4)).dt.tz_localize(ZONE),
    "zone in objects": pd.Series(
        [dt.datetime(2015, 3, 1, tzinfo=dt.timezone(dt.timedelta(hours=8)))] * 4, dtype=object
    ),
    "period": pd.Series(pd.period_range("2015-03-01", periods=1, freq="D").repeat(4)),
    "arrow day": arrow(pa.date32(), [dt.date(2015, 3, 1)] * 4),
    "arrow moment": arrow(pa.timestamp("us"), [pd.Timestamp("2015-03-01")] * 4),
    "arrow zone": arrow(pa.timestamp("us", ZONE), [pd.Timestamp("2015-03-01", tz=ZONE)] * 4),
    "category": pd.Series(["2015-03-01"] * 4, dtype="category"),
    "arrow text": arrow(pa.large_string(), ["2015-03-01"] * 4),
    "view": arrow(pa.string_view(), ["2015-03-01"] * 4),
    "bytes": [b"2015-03-01"] * 4,
}


@pytest.mark.parametrize("kind", SAME_DAY)
def test_a_day_is_the_same_in_every_type(kind):
    ledger = opened(frame(约定动工日期=SAME_DAY[kind]))
    assert ledger.parcels["start_due"].dt.strftime("%F").tolist() == ["2015-03-01"] * 4
    assert told(ledger, "idle").equals(told(opened(frame()), "idle"))


NUMBERS = {
    "Decimal": [D("9.6"), D("10"), D("NaN"), None],
    "arrow decimal": arrow(pa.decimal128(9, 2), [D("9.60"), D("10"), None, None]),
    "nullable": pd.array([9.6, 10, None, None], dtype="Float64"),
    "arrow": arrow(pa.float64(), [9.6, 10, None, None]),
    "sparse": pd.arrays.SparseArray([9.6, 10, np.nan, np.nan]),
    "longdouble": np.array([9.6, 10, np.nan, np.nan], dtype=np.longdouble),
    "objects": pd.Series([np.float64(9.6), np.int64(10), pd.NA, float("nan")], dtype=object),
    "category": pd.Categorical([9.6, 10, None, None]),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_number_is_the_same_in_every_type(kind):
    stated = opened(frame(**{"面积(亩)": NUMBERS[kind]})).parcels["stated_area_m2"]
    assert stated[:2].tolist() == [pytest.approx(6400), pytest.approx(10_000 / 1.5)]
    assert stated[2:].isna().all()


@pytest.mark.parametrize("cells", [[9.6 + 1j] * 4, [np.inf, -np.inf, D("inf"), "?"]])
def test_what_is_no_number_is_told_and_not_zero(cells):
    ledger = opened(frame(**{"面积(亩)": pd.Series(cells)}))
    assert ledger.parcels["stated_area_m2"].isna().all()
    assert (ledger.issues["code"] == "value.not_a_number").sum() == 4


def test_a_long_number_of_a_parcel_keeps_its_digits():
    long = 330824000001234567
    for cells in (
        pd.array([long, None, 2, 3], dtype="Int64"),
        arrow(pa.int64(), [long, None, 2, 3]),
        pd.Series([D(long), None, 2, 3], dtype=object),
        pd.Categorical.from_codes([0, -1, 1, 2], categories=[long, 2, 3]),
    ):
        ids = opened(frame(地块编号=cells)).parcels["parcel_id"]
        assert ids[[0, 2, 3]].tolist() == [str(long), "2", "3"]


class Silent:
    """An object that does not say what it is."""

    def __str__(self):
        raise RuntimeError


def circle():
    cell = []
    cell.append(cell)
    return cell


def test_no_cell_is_dropped_whatever_it_is():
    cells = [
        [1, 2], (3,), {"a": 1}, {(1, 2): 3}, {1}, np.arange(2), circle(), Silent(),
        uuid.UUID(int=7), dt.timedelta(1), dt.time(8), b"\xcf\xd0", "half \ud800",
        shapely.Point(1, 2), 1 + 2j, pd.Interval(0, 1), None, pd.NA, pd.NaT, float("nan"),
    ]  # fmt: skip
    ledger = opened(frame(len(cells), x=pd.Series(cells, dtype=object)))
    kept = ledger.parcels["x"]
    assert kept.notna().tolist() == [True] * 16 + [False] * 4
    assert kept[:7].tolist() == [
        "[1, 2]",
        "[3]",
        '{"a": 1}',
        "{(1, 2): 3}",
        "[1]",
        "[0, 1]",
        "[[...]]",
    ]
    assert kept[[7, 11, 12]].tolist() == ["<Silent>", "0xcfd0", "half \ufffd"]
    assert "frame.bytes" in codes(ledger)


def test_texts_in_any_type_are_the_same_words():
    expected = told(opened(frame()), "status")
    whole = frame()
    for table in (
        whole.astype({"状态": "category", "地块编号": "string"}),
        whole.convert_dtypes(),
        gpd.GeoDataFrame(
            pd.DataFrame(whole.drop(columns="geometry")).convert_dtypes(dtype_backend="pyarrow"),
            geometry=whole.geometry,
        ),
        whole.astype({"状态": object}),
        frame(状态=[one.encode() for one in STATUSES]),
        frame(状态=arrow(pa.dictionary(pa.int8(), pa.string()), STATUSES)),
    ):
        assert told(opened(table), "status").equals(expected)


# ---- columns and shapes ----


def test_shapes_may_stand_under_any_name():
    expected = told(opened(frame()), "status", "area_m2")
    named = frame().rename_geometry("shape")
    named["geometry"] = "text"
    for table in (frame().rename_geometry("图形"), pd.DataFrame(frame()), named):
        assert told(opened(table), "status", "area_m2").equals(expected)
    assert named.active_geometry_name == "shape"
    shapes_alone = opened(frame().geometry.rename("x"))
    assert shapes_alone.parcels["area_m2"].tolist() == expected["area_m2"].tolist()


def test_a_second_column_of_shapes_is_told(tmp_path):
    table = frame()
    table["centre"] = table.centroid
    ledger = opened(table)
    assert ledger.issues.loc[ledger.issues["code"] == "frame.more_shapes", "field"].tolist() == [
        "centre"
    ]
    table.to_parquet(tmp_path / "two.parquet")
    assert "frame.more_shapes" in codes(opened(tmp_path / "two.parquet"))


def test_kinds_of_shapes_are_treated_as_in_files():
    table = frame()
    table.geometry = [table.geometry[0], table.geometry[1].centroid, None, shapely.Polygon()]
    ledger = opened(table)
    assert (len(ledger.parcels), len(ledger.quarantine)) == (1, 3)
    assert set(ledger.quarantine["reason"]) == {"geometry.not_polygon", "geometry.missing"}
    rings = frame().set_geometry([shapely.LinearRing(one.exterior) for one in frame().geometry])
    assert len(opened(rings.set_crs(4528, allow_override=True)).parcels) == 4


def test_names_that_parkland_uses_are_kept_under_others():
    names = ("restored", "unusable", "source", "layer", "source_row", "row_label", "reason", "idle")
    table = frame(**{name: [f"{name} {i}" for i in range(4)] for name in names})
    table.geometry = [None, *table.geometry[1:]]
    ledger = opened(table)
    assert ledger.quarantine["reason"].tolist() == ["geometry.missing"]
    assert ledger.quarantine["row_label"].tolist() == ["0"]
    kept = set(ledger.quarantine.iloc[0].astype(str))
    assert {f"{name} 0" for name in names} <= kept
    assert ledger.parcels["idle"].dtype == "boolean"


def test_names_that_are_no_texts_become_texts():
    table = frame().set_axis(["地块编号", 1, None, ("t", 2), "geometry"], axis=1)
    assert {"1", "None", "('t', 2)"} <= set(opened(table).parcels.columns)


# ---- what cannot be opened is told in one sentence ----

SHAPE = shapely.box(EAST, NORTH, EAST + 1, NORTH + 1)


def renamed(first, second):
    return frame().set_axis([first, second, "b", "c", "geometry"], axis=1)


REFUSED = {
    "no shapes": (lambda: pd.DataFrame(frame().drop(columns="geometry")), ColumnError, "register="),
    "objects": (lambda: pd.DataFrame({"geometry": [SHAPE]}), ColumnError, "gpd.GeoDataFrame(frame"),
    "texts": (lambda: frame().to_wkt(), ColumnError, "from_wkt"),
    "bytes": (lambda: frame().to_wkb(), ColumnError, "from_wkb"),
    "no active": (
        lambda: frame().assign(a=frame().geometry, b=frame().geometry).drop(columns="geometry"),
        ColumnError,
        'gdf.set_geometry("a")',
    ),
    "one name": (lambda: renamed("a", "a"), ColumnError, "'a'"),
    "1 and text": (lambda: renamed(1, "1"), ColumnError, "'1'"),
    "levels": (
        lambda: pd.concat({"x": pd.DataFrame(frame())}, axis=1), ColumnError, "gdf.columns =",
    ),
    "no system": (lambda: frame().set_crs(None, allow_override=True), MissingCrsError, "EPSG:4528"),
    "no rows": (lambda: frame().iloc[:0], NoParcelsError, "no records"),
    "points": (lambda: frame().set_geometry(frame().centroid), NoParcelsError, "only Point"),
    "a shape": (lambda: SHAPE, ChoiceError, "gpd.GeoDataFrame(geometry="),
    "GeoJSON": (lambda: frame().__geo_interface__, ChoiceError, "from_features"),
    "Arrow": (lambda: pa.table({"a": [1]}), ChoiceError, "from_arrow"),
    "a ledger": (lambda: opened(frame()), ChoiceError, "pk.open_ledger(ledger.parcels"),
    "nothing": (list, ChoiceError, "no source"),
    "None": (lambda: None, ChoiceError, "None"),
    "numbers": (lambda: np.arange(3), ChoiceError, "GeoDataFrame"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_source_is_told_with_the_call_to_make(kind):
    make, error, text = REFUSED[kind]
    with pytest.raises(error) as caught:
        opened(make())
    assert text in str(caught.value)
    assert "\n" not in str(caught.value)


def misread(text):
    return text.encode("gb18030").decode("latin-1")


def test_texts_in_gbk_that_were_misread_are_refused():
    # no .cpg declares them, and geopandas takes their bytes for a Western code page
    for table in (frame().rename(columns=misread), frame(状态=[misread(one) for one in STATUSES])):
        with pytest.raises(EncodingError, match="encoding=.gb18030"):
            opened(table)
    western = frame(x=["Québec", "créée", "Düsseldorf", "größer"])
    assert opened(western).parcels["x"].tolist() == western["x"].tolist()


def test_frames_of_other_libraries_are_told_by_their_module():
    for module, text in (("polars.frame", "to_pandas"), ("dask_geopandas.core", "compute()")):
        other = type("DataFrame", (), {"__module__": module, "columns": ["geometry"]})
        with pytest.raises(ChoiceError, match=text.replace("(", r"\(").replace(")", r"\)")):
            opened(other())


VERBS = {
    "clean": pk.clean,
    "flag_status": lambda raw: pk.flag_status(raw, as_of=DAY),
    "draw_map": pk.draw_map,
    "totals": pk.totals,
    "reconcile": pk.reconcile,
    "explain": lambda raw: pk.explain(raw, "A-1"),
    "timeline": pk.timeline,
    "deadlines": pk.deadlines,
    "contradictions": pk.contradictions,
    "compose_report": pk.compose_report,
    "compare": lambda raw: pk.compare(raw, raw),
    "print_map": lambda raw: pk.print_map(raw, "x.pdf"),
    "write_report": lambda raw: pk.write_report(raw, "x.md"),
    "write_documents": lambda raw: pk.write_documents(raw, "x"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_names_the_call_that_opens_a_frame(verb, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ColumnError, match=r"pk\.open_ledger\(gdf, as_of="):
        VERBS[verb](frame())
    assert not list(tmp_path.iterdir())


def test_a_verb_that_needs_shapes_alone_takes_a_frame():
    assert pk.measure(frame())["area_m2"].gt(0).all()
    assert len(pk.overlaps(frame())) == 0


# ---- a frame and its file are one thing ----

CELLS = {
    "地块编号": st.one_of(st.none(), st.sampled_from(["A-1", "007", "G-2 甲"])),
    "面积(亩)": st.one_of(st.none(), st.floats(0.5, 500)),
    "状态": st.one_of(st.none(), st.sampled_from([*STATUSES, "不清楚"])),
    "约定动工日期": st.one_of(st.none(), st.dates(dt.date(2005, 1, 1), dt.date(2025, 1, 1))),
    "实际动工日期": st.one_of(st.none(), st.dates(dt.date(2005, 1, 1), dt.date(2025, 1, 1))),
    "已建面积": st.one_of(st.none(), st.integers(0, 10_000)),
}
TYPES = ("", "object", "category", "nullable", "arrow")


@st.composite
def frames(draw):
    rows = draw(st.integers(1, 6))
    table = frame(rows)
    for name, cells in CELLS.items():
        values = pd.Series(draw(st.lists(cells, min_size=rows, max_size=rows)), dtype=object)
        kind = draw(st.sampled_from(TYPES))
        if name.endswith("日期") and kind != "arrow":
            values = pd.to_datetime(values)
        else:
            values = values.infer_objects()
        if kind in ("nullable", "arrow"):
            backend = {"nullable": "numpy_nullable", "arrow": "pyarrow"}[kind]
            values = values.convert_dtypes(dtype_backend=backend)
        elif kind:
            values = values.astype(kind)
        table[name] = values
    return table.set_index(
        draw(st.sampled_from([table.index, table.index[::-1], pd.Index(range(5, rows + 5))]))
    )


@given(table=frames(), ending=st.sampled_from(["gpkg", "parquet"]))
@settings(max_examples=15)
def test_a_frame_gives_the_ledger_of_its_file(table, ending, tmp_path_factory):
    path = tmp_path_factory.mktemp("frames") / f"plots.{ending}"
    # what the drivers take: GeoPackage has none of the types of pandas
    stored = table.astype({n: object for n, t in table.dtypes.items() if str(t) != "geometry"})
    stored = stored.where(stored.notna(), None).infer_objects()
    for name in ("约定动工日期", "实际动工日期"):
        stored[name] = pd.to_datetime(stored[name])
    if ending == "gpkg":
        stored.to_file(path, index=False)
    else:
        table.to_parquet(path)
    table.attrs["name"] = "plots"
    one, other = opened(table), opened(path)
    pd.testing.assert_frame_equal(pk.totals(one, margins=True), pk.totals(other, margins=True))
    assert told(
        one, "status", "idle", "levelled", "reclaimed", "parcel_id", "stated_area_m2"
    ).equals(told(other, "status", "idle", "levelled", "reclaimed", "parcel_id", "stated_area_m2"))
    about = ["source_row", "parcel_id", "field", "code", "value"]
    assert one.issues[about].astype(str).equals(other.issues[about].astype(str))


def test_a_table_of_answers_is_no_choice_of_parcels(ledger):
    with pytest.raises(ChoiceError, match=r'one column of it, such as mask\["idle"\]'):
        ledger[ledger.parcels[["idle"]]]
    assert len(ledger[ledger.parcels[["idle", "holder"]]].parcels) == len(ledger.parcels)


def test_a_frame_without_a_system_is_told_the_call_and_no_option():
    frame = gpd.GeoDataFrame(geometry=[shapely.box(EAST, NORTH, EAST + 90, NORTH + 60)])
    with pytest.raises(MissingCrsError, match=r"gdf\.set_crs\(4528\)") as raised:
        pk.open_ledger(frame, as_of="2020-12-31")
    assert "--crs" not in str(raised.value)
