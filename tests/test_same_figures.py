"""A figure is the same wherever it is printed: report, tables, commands and map."""

import csv
import datetime as dt
import io
import json
import re

import docx
import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.cli import main
from parkland.conventions import flag_label
from parkland.display import value_text
from parkland.figures import figures_of
from parkland.reports.excel import write_excel
from parkland.reports.markdown import markdown
from parkland.reports.word import write_word

from .conftest import squares
from .map_pages import head_of_page

AS_OF = "2020-12-31"
MU = "面积（亩）"
CAPTIONS = {"flag": "按事项汇总", "status": "按状态汇总（图例）", "district": "按片区汇总",
            "layer": "按图层汇总"}  # fmt: skip
DAYS = st.sampled_from(["", "2019-05-01", "2020-08-01", "2021-03-01"])
AREAS = st.none() | st.floats(min_value=0.5, max_value=30).map(lambda mu: round(mu, 3))
PARCELS = st.lists(
    st.fixed_dictionaries(
        {
            "片区": st.sampled_from(["甲片区", "乙片区", None]),
            "平整日期": DAYS,
            "平整面积(亩)": AREAS,
            "收回方式": st.sampled_from(["", "有偿收回", "无偿收回", "置换"]),
            "收回日期": DAYS,
            "收回面积(亩)": AREAS,
            "证载面积(亩)": AREAS,
            "约定开工时间": st.sampled_from(["", "2017-12-31", "2021-06-30"]),
            "供应方式": st.sampled_from(["", "挂牌出让"]),
        }
    ),
    min_size=1,
    max_size=7,
)
# One mu is 25.82 m square: the parts of a fact are smaller and larger than the parcels.
SIDES = st.floats(min_value=40, max_value=160)
GAPS = st.sampled_from([-25.0, 0.0, 15.0])
DIGITS = st.sampled_from([0, 2, 3])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("figures")


@pytest.fixture(scope="module")
def opened(folder):
    """Return a function that writes parcels and a profile, and opens them as an office would."""

    def open_parcels(rows, side, gap, digits):
        shapes = squares(len(rows), side=side, gap=gap)
        numbers = [f"甲-{place}" for place in range(1, len(rows) + 1)]
        table = gpd.GeoDataFrame(
            {"地块编号": numbers} | pd.DataFrame(rows).to_dict("list"), geometry=shapes, crs=4528
        )
        path, profile = folder / "地块.gpkg", folder / "office.toml"
        path.unlink(missing_ok=True)
        table.to_file(path)
        profile.write_text(
            f'extends = "default"\n[areas.digits]\nmu = {digits}\nha = {digits}\nm2 = {digits}\n',
            encoding="utf-8",
        )
        return pk.open_ledger(path, as_of=AS_OF, profile=profile)

    return open_parcels


def tables_of_markdown(text):
    """Return the tables of a report by caption, each as a list of ``{heading: text}``."""
    found = {}
    for part in re.split(r"\n\*\*", text)[1:]:
        caption, _, rest = part.partition("**\n\n")
        lines = [line for line in rest.split("\n\n")[0].splitlines() if line.startswith("|")]
        cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
        headings, _, *rows = [[cell.replace("\\", "") for cell in line] for line in cells]
        found[caption] = [dict(zip(headings, row, strict=True)) for row in rows]
    return found


def with_hyphens(text):
    """Return a text with its days as the other forms have them."""
    return re.sub(r"(\d{4})\.(\d{2})\.(\d{2})", r"\1-\2-\3", text.replace("\n", " "))


def tables_of_word(path):
    found = {}
    body = docx.Document(path)
    caption = None
    for element in body.element.iter(qn("w:p"), qn("w:tbl")):  # also those beside a map
        if element.tag == qn("w:p"):
            paragraph = Paragraph(element, body)
            if paragraph.style.name == "Caption":
                caption = re.sub(r"^表\d*　", "", paragraph.text)
        elif caption:
            rows = [
                [with_hyphens(cell.text) for cell in row.cells] for row in Table(element, body).rows
            ]
            headings = [heading.replace(" ", "") for heading in rows[0]]  # Chinese has none
            found[caption] = [dict(zip(headings, row, strict=True)) for row in rows[1:]]
            caption = None
    return found


def tables_of_workbook(path, captions):
    """Return the tables with these captions, numbers as their cells show them."""
    found = {}
    for sheet in openpyxl.load_workbook(path, data_only=True):
        rows = [[shown(cell) for cell in row] for row in sheet.iter_rows()]
        for place, row in enumerate(rows):
            if row[0] not in captions or any(row[1:]) or row[0] in found:
                continue
            first = place + 1 if rows[place + 1][0] else place + 2  # below a row of groups
            headings = [text.replace("\n", "") for text in rows[first] if text]
            body = []
            for cells in rows[first + 1 :]:
                if not any(cells[1 : len(headings)]):  # a note, or the end
                    break
                body.append(dict(zip(headings, cells, strict=False)))
            found[row[0]] = body
    return found


def shown(cell):
    if cell.value is None:
        return ""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        places = len(re.sub(r"[^0]", "", cell.number_format.partition(".")[2]))
        comma = "," if "#,##" in cell.number_format else ""
        kind = "%" if "%" in cell.number_format else "f"
        return format(cell.value, f"{comma}.{places}{kind}")
    return str(cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value)


def opened_again(folder):
    """Return the arguments with which a command opens the same ledger."""
    source, profile = str(folder / "地块.gpkg"), str(folder / "office.toml")
    return [source, "--profile", profile, "--as-of", AS_OF]


def printed_by_command(by, area, form, folder):
    command = ["totals", *opened_again(folder), "--by", by, "--area", area, "--format", form]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def assert_command_prints(table, figures, by, area, folder):
    areas = table["area_mu"].tolist()
    found = json.loads(printed_by_command(by, area, "json", folder))
    assert [row["area"] for row in (*found["rows"], found["total"])] == areas
    commas = csv.reader(io.StringIO(printed_by_command(by, area, "csv", folder)))
    assert [float(row[2]) for row in commas if row[2] != "area_mu"] == areas
    lines = printed_by_command(by, area, "table", folder).splitlines()[2:]
    numbers = [re.findall(r"(?<=\s)[\d,]+(?:\.\d+)?(?=\s|$)", line) for line in lines]
    assert [tuple(row[:2]) for row in numbers] == figures


def assert_reconcile_prints(in_workbook, digits, folder):
    """Compare the areas of each parcel, and the difference of all that can be compared."""
    done = CliRunner().invoke(main, ["reconcile", *opened_again(folder), "--format", "json"])
    found = json.loads(done.stdout)
    columns = {"stated": "证载面积（亩）", "planar": "平面面积（亩）",
               "ellipsoidal": "椭球面积（亩）", "difference": "差（亩）"}  # fmt: skip
    *each, total = in_workbook["面积核对表"]
    for name, heading in columns.items():
        texts = ["" if row[name] is None else f"{row[name]:,.{digits}f}" for row in found["rows"]]
        assert [row[heading] for row in each] == texts, name
    assert f"{found['total']['difference']:,.{digits}f}" == total["差（亩）"]


def assert_map_prints(ledger, digits):
    """Compare the head of the map, which counts ellipsoidal areas; return the land it cites."""
    head = head_of_page(pk.draw_map(ledger).get_root().render())

    def printed(items):
        return {item["label"]: (item["parcels"], item["area"]) for item in items}

    def wanted(by, words):
        table = pk.totals(ledger, by=by)
        pairs = zip(table["parcels"], table["area_mu"], strict=True)
        figures = [(f"{number:,}", f"{mu:,.{digits}f}") for number, mu in pairs]
        return dict(zip(map(words, table.index), figures, strict=True))

    assert head["digits"] == digits
    classes = printed(head["classes"]["items"])
    present = {label: pair for label, pair in classes.items() if pair[0] != "0"}
    assert present == wanted("status", lambda code: value_text(code, "status", "zh"))
    assert printed(head["layers"]) == wanted("layer", str)
    assert printed(head["flags"]) == wanted("flag", lambda flag: flag_label(flag, "zh"))
    whole = figures_of(ledger)
    number = f"{len(ledger.parcels):,}"
    assert head["total"] == {"parcels": number, "area": whole.format(whole.total)}
    accounts = head["words"]["accounts"]
    return [re.search(r"采用 [\d,]+ 宗，([\d,.]+) 亩", text)[1] for text in accounts]


# an example takes a second or two: to shrink one would take minutes
@settings(
    max_examples=4,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(
    rows=PARCELS,
    side=SIDES,
    gap=GAPS,
    digits=DIGITS,
    area=st.sampled_from(["ellipsoidal", "planar", "stated"]),
    by=st.sampled_from(["flag", "status", "district", "layer"]),
)
def test_every_printed_figure_is_the_same(opened, folder, rows, side, gap, digits, area, by):
    ledger = opened(rows, side, gap, digits)
    report = pk.compose_report(ledger, area=area, parcels=[])
    text = markdown(report)
    in_markdown = tables_of_markdown(text)
    write_word(report, folder / "r.docx")
    write_excel(report, folder / "r.xlsx")
    in_workbook = tables_of_workbook(folder / "r.xlsx", in_markdown)
    assert tables_of_word(folder / "r.docx") == in_markdown
    for caption, printed in in_markdown.items():
        # a page can put two columns of the workbook into one
        names = [name for name in printed[0] if name in in_workbook[caption][0]]
        kept, shown_there = (
            [{name: row[name] for name in names} for row in rows]
            for rows in (in_workbook[caption], printed)
        )
        assert kept == shown_there, caption
        assert MU in names or MU not in printed[0]

    for group, caption in CAPTIONS.items():
        table = pk.totals(ledger, by=group, area=area, margins=True)
        figures = [(f"{n:,}", f"{mu:,.{digits}f}")
                   for n, mu in zip(table["parcels"], table["area_mu"], strict=True)]  # fmt: skip
        if caption in in_markdown:
            printed = [(row["宗数"], row[MU]) for row in in_markdown[caption]]
            assert printed == figures, caption
        if group == by:
            assert_command_prints(table, figures, by, area, folder)

    assert_reconcile_prints(tables_of_workbook(folder / "r.xlsx", ["面积核对表"]), digits, folder)
    accounts = assert_map_prints(ledger, digits)
    assert [row["采用面积（亩）"] for row in in_markdown["资料与读取情况"]] == accounts

    figures = figures_of(ledger, area=area)
    each = [row[MU] for row in in_markdown["宗地台账"]]
    assert each == [
        "" if pd.isna(leaf) else figures.format(leaf) for leaf in (*figures.leaves, figures.total)
    ]
    sentences = re.findall(r"([\d,]+(?:\.\d+)?)亩", text.split("## 一、")[1].split("## 二、")[0])
    assert {len(number.partition(".")[2]) for number in sentences} == {digits}
    assert figures.format(figures.total) in sentences


@given(
    areas=st.lists(st.floats(min_value=0, max_value=1e6), min_size=1, max_size=60),
    part=st.randoms(use_true_random=False),
    digits=DIGITS,
)
def test_a_groups_total_is_near_its_own_sum_by_the_known_limit(areas, part, digits):
    group = pd.Series([part.random() < 0.5 for _ in areas])
    rounded = pk.round_to_total(areas, digits=digits)
    own = round(sum(pd.Series(areas)[group]), digits)
    number, of_all = int(group.sum()), len(areas)
    units = abs(rounded[group].sum() - own) * 10**digits
    assert units < number * (1 - number / of_all) + 1 + 1e-3


def test_the_known_limit_of_a_groups_total_is_reached():
    """Half of the parcels have a little more than half a unit, the others a little less."""
    areas = [0.501] * 50 + [0.499] * 50
    rounded = pk.round_to_total(areas, digits=0)
    assert rounded[:50].sum() - sum(areas[:50]) == pytest.approx(50 * (1 - 50 / 100), abs=0.1)
