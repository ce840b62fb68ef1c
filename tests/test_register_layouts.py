"""However a table is laid out in a workbook, it reads back as the plain table."""

import datetime as dt

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

import parkland as pk
from parkland.columns import Headings
from parkland.conventions import load_profile

# Heading -> its group and part when the heading has two rows.
COLUMNS = {
    "地块编号": ("地块编号", None),
    "用地单位": ("用地单位", None),
    "供地面积（亩）": ("供地情况", "供地面积（亩）"),
    "供应方式": ("供地情况", "供应方式"),
    "合同签订日期": ("时间", "合同签订日期"),
    "约定开工时间": ("开工时间", "约定"),
    "实际开工时间": ("开工时间", "实际"),
    "平整面积(亩)": ("平整", "面积（亩）"),
    "平整日期": ("平整", "日期"),
    "建设状况": ("建设状况", None),
}
NUMBER = "地块编号"
TITLES = ["某园区供地台账", "单位：亩、万元", "填报单位：某局", "2024年度", "附表3", None]
CLOSINGS = ["合计", "小计（3宗）", "填表人：张某", "注：以合同为准", "Total", "城东小计"]
DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2024, 1, 1))
AREAS = st.integers(1, 500) | st.floats(0.5, 99.5).map(lambda x: round(x, 2))
TEXTS = st.text("甲乙丙丁公司合计小AB-1", min_size=1, max_size=8)


@st.composite
def tables(draw):
    """Return the headings and the rows of a plain table."""
    names = draw(st.permutations(list(COLUMNS)[1:]))[: draw(st.integers(2, 9))]
    names.insert(draw(st.integers(0, len(names))), NUMBER)
    # The parts of one group stand side by side.
    groups = list(dict.fromkeys(COLUMNS[name][0] for name in names))
    names.sort(key=lambda name: groups.index(COLUMNS[name][0]))
    numbers = draw(st.lists(st.integers(1, 999), min_size=1, max_size=6, unique=True))
    kinds = [
        DAYS | st.none() if name[-2:] in ("时间", "日期") else AREAS if "面积" in name else TEXTS
        for name in names
    ]
    rows = [[draw(kind) for kind in kinds] for _ in numbers]
    for row, number in zip(rows, numbers, strict=True):
        row[names.index(NUMBER)] = f"GD-{number:03d}"
    return names, rows


class Sheet:
    """A workbook in which a table is laid out as `random` decides."""

    def __init__(self, random):
        self.book = openpyxl.Workbook()
        self.sheet = self.book.active
        self.random = random
        self.line = 0

    def write(self, cells):
        """Write one row; return its number."""
        self.line += 1
        for place, cell in enumerate(cells, start=1):
            self.sheet.cell(self.line, place, cell)
        return self.line

    def merge(self, top, left, bottom, right):
        """Merge cells; rows count from 1, columns from 0."""
        self.sheet.merge_cells(
            start_row=top, start_column=left + 1, end_row=bottom, end_column=right + 1
        )

    def titles(self, width):
        """Write rows above the headings."""
        for _ in range(self.random.randrange(14)):
            line = self.write([self.random.choice(TITLES)])
            if self.random.random() < 0.3:
                self.merge(line, 0, line, width - 1)

    def headings(self, names):
        """Write the headings in one row or in two."""
        if self.random.random() < 0.4:
            self.write([self.random.choice(["*{}", "{}", "{}：", " {} "]).format(n) for n in names])
            return
        top, below = self.write([]), self.write([])
        groups = [COLUMNS[name][0] for name in names]
        for place, name in enumerate(names):
            if groups.count(groups[place]) == 1:
                self.sheet.cell(top, place + 1, name)
                self.merge(top, place, below, place)
                continue
            self.sheet.cell(below, place + 1, COLUMNS[name][1])
            if groups.index(groups[place]) == place:
                self.sheet.cell(top, place + 1, groups[place])
                self.merge(top, place, top, place + groups.count(groups[place]) - 1)

    def body(self, names, rows):
        """Write the rows, and perhaps merge the cells of a column over all of them."""
        is_dense = self.random.random() < 0.5
        numbers = []
        for row in rows:
            numbers.append(self.write(row))
            if not is_dense and self.random.random() < 0.3:
                self.write([])
                self.write(["城东小计", *[None] * (len(names) - 1)])
        for place, name in enumerate(names):
            cells = [row[place] for row in rows]
            is_one = name != NUMBER and "面积" not in name and len(set(cells)) == 1
            if is_dense and is_one and len(cells) > 1:
                self.merge(numbers[0], place, numbers[-1], place)
        return numbers

    def closings(self, names):
        """Write rows below the parcels."""
        key = names.index(NUMBER)
        for text in self.random.sample(CLOSINGS, self.random.randrange(4)):
            place = self.random.choice([key, 0])
            self.write([*[None] * place, text])


@settings(max_examples=25)
@given(tables(), st.sets(st.integers(0, 9)), st.randoms(use_true_random=False))
def test_a_table_reads_back_however_it_is_laid_out(tmp_path_factory, table, equal, random):
    names, rows = table
    for place in equal:  # one company's cells, which can be merged
        if place < len(names) and names[place] != NUMBER:
            for row in rows:
                row[place] = rows[0][place]
    sheet = Sheet(random)
    sheet.titles(len(names))
    sheet.headings(names)
    if random.random() < 0.3:
        sheet.write(list(range(1, len(names) + 1)))
    numbers = sheet.body(names, rows)
    sheet.closings(names)
    path = tmp_path_factory.getbasetemp() / "台账.xlsx"
    sheet.book.save(path)
    register = pk.read_register(path)
    assert register["source_row"].tolist() == numbers
    called = {_plain(name): name for name in register.columns}
    for place, name in enumerate(names):
        assert register[called[_plain(name)]].tolist() == [row[place] for row in rows], name


def _plain(name):
    return name.strip("* ：").replace("（", "(").replace("）", ")")


def read_rows(path, rows, *merged):
    """Return the register of a sheet with these rows and merged ranges."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(path)
    return pk.read_register(path)


def test_one_fact_under_two_groups_keeps_its_group(tmp_path):
    rows = [
        ["地块编号", "一期", None, "二期", None],
        [None, "实际开工时间", "面积（亩）", "实际开工时间", "面积（亩）"],
        ["A", "2019-3-1", 30, None, 20],
    ]
    found = read_rows(tmp_path / "台账.xlsx", rows, "A1:A2", "B1:C1", "D1:E1")
    fields = set(pk.understand_columns(found)["field"].dropna())
    assert {name for name in found.columns if "实际开工时间" in name} == {
        "一期 实际开工时间", "二期 实际开工时间",
    }  # fmt: skip
    assert fields == {"parcel_id"}


def test_a_group_that_makes_another_fact_counts(tmp_path):
    """After a disposal there is a new agreed start; the one under 补充协议 is another fact too."""
    rows = [
        ["地块编号", "处置前", "处置后", "补充协议", None],
        [None, "约定开工时间", "约定开工时间", "约定动工时间", "签订日期"],
        ["A", "2019-3-1", "2024-1-1", "2020-1-1", "2019-6-1"],
    ]
    found = read_rows(tmp_path / "台账.xlsx", rows, "A1:A2", "D1:E1")
    fields = [Headings(load_profile()).read(name) for name in found.columns[:5]]
    assert [one and one.field for one in fields] == [
        "parcel_id", "start_due", "restart_on", "supplement_start", "supplement_on",
    ]  # fmt: skip
