"""A profile or rulebook with faults is refused in one line that says what to write."""

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parkland as pk
from parkland.conventions.profile_file import ProfileFile
from parkland.conventions.rulebook_file import RulebookFile
from parkland.conventions.toml_layers import merged, read_layers
from parkland.errors import ConventionError
from parkland.languages import languages
from parkland.wording import resource

LOADERS = {"profile": pk.load_profile, "rulebook": pk.load_rulebook}
WHOLE = {"profile": "default", "rulebook": "idle-land-2012"}


@pytest.fixture
def sentence_of(tmp_path):
    """Return a function: the sentence with which a file of this content is refused."""

    def refuse(kind, content, *, extends=True):
        path = tmp_path / "own.toml"
        head = f'extends = "{WHOLE[kind]}"\n' if extends else ""
        path.write_text(head + content, encoding="utf-8")
        with pytest.raises(ConventionError) as caught:
            LOADERS[kind](path)
        where, sentence = str(caught.value).split(": ", 1)
        assert where == str(path)
        assert "\n" not in sentence
        return sentence

    return refuse


PROFILE_FAULTS = {
    'aliases.parcel_id = "图斑编号"': 'aliases.parcel_id is the text "图斑编号", but a list of texts'
    ' is expected. Write ["图斑编号"].',
    'registers = "*.xlsx"': 'registers is the text "*.xlsx", but a list of texts is expected.'
    ' Write ["*.xlsx"].',
    'empties = "无"': 'empties is the text "无", but a list of texts is expected. Write ["无"].',
    "yes = true": "yes is true, but a list of texts is expected.",
    "no = [false]": "no[1] is false, but a text is expected.",
    'axes.supply.supplied = "已供"': 'axes.supply.supplied is the text "已供", but a list of texts is'
    ' expected. Write ["已供"].',
    'unit_columns.stated_area_m2 = "单位"': 'unit_columns.stated_area_m2 is the text "单位", but a'
    ' list of texts is expected. Write ["单位"].',
    'implies.takeback = "文号"': 'implies.takeback is the text "文号", but a list of texts is'
    ' expected. Write ["文号"].',
    'report.columns = "name"': 'report.columns is the text "name", but a list of texts is expected.'
    ' Write ["name"].',
    'qualifiers = "拟"': 'qualifiers is the text "拟", but a list of texts is expected. Write ["拟"].',
    "aliases.parcel_id = [7]": "aliases.parcel_id[1] is 7, but a text is expected."
    ' Write "7".',
    "colour = 1": "colour (1) is not a known key of this file. Known are extends, title, notice,"
    " rulebook, crs, box, least_width_m, registers, number_texts, points, languages, empties, ….",
    "alias = {}": "alias (a table) is not a known key of this file."
    " The nearest known key is aliases.",
    "Aliases.name = []": "Aliases (a table) is not a known key of this file."
    " The nearest known key is aliases.",
    "areas.digit.mu = 2": "areas.digit (a table) is not a known key of areas."
    " The nearest known key is digits.",
    "areas.digits.sqft = 1": "areas.digits.sqft (1) is not a known key of areas.digits."
    " Known are mu, ha, m2, acre.",
    "aliases.start_do = []": "aliases.start_do ([]) is not a known key of aliases."
    " The nearest known key is start_on.",
    "axes.construction.flying = []": "axes.construction.flying ([]) is not a known key of"
    " axes.construction. Known are not_started, started, suspended, resumed, finished, producing.",
    "title.de = 'Park'": 'title.de ("Park") is not a known key of title. Known are '
    f"{', '.join(languages())}.",
    "title = 3": 'title is 3, but a text, or a table of texts by language, is expected. Write "3".',
    "units.area = 'acres'": 'units.area is the text "acres", but one of mu, ha, m2, acre is'
    " expected. The nearest is acre.",
    "units.column.MJ = 'foo'": 'units.column.MJ is the text "foo", but one of mu, ha, m2, acre is'
    " expected.",
    "units.money = 1": "units.money is 1, but one of 元, 万元, 亿元 is expected.",
    "areas.digits.mu = 2.5": "areas.digits.mu is 2.5, but a whole number from 0 to 9 is expected.",
    "areas.digits.mu = true": "areas.digits.mu is true, but a whole number from 0 to 9 is expected.",
    "areas.tolerance_m2 = -1": "areas.tolerance_m2 is -1, but a number of square metres from 0 to"
    " 1000000000 is expected.",
    "areas.tolerance_m2 = nan": "areas.tolerance_m2 is nan, but a number of square metres from 0 to"
    " 1000000000 is expected.",
    "least_width_m = inf": "least_width_m is inf, but a number of metres from 0 to 1000000 is"
    " expected.",
    "least_width_m = '0.5'": 'least_width_m is the text "0.5", but a number of metres from 0 to'
    " 1000000 is expected. Write 0.5.",
    "areas.slip_share = '5/4'": 'areas.slip_share is the text "5/4", but a share from 0 to 1, such'
    ' as "1/4" or 0.25, is expected.',
    "areas.whole_share = 0x1" + "0" * 9000: "areas.whole_share is a whole number of more than 18"
    ' digits, but a share from 0 to 1, such as "1/4" or 0.25, is expected.',
    "crs = 4528": 'crs is 4528, but an EPSG code such as "EPSG:4528", or "" is expected.',
    "crs = 'EPSG:4528\\n'": 'crs is the text "EPSG:4528\\\\n", but an EPSG code such as "EPSG:4528", or'
    ' "" is expected.',
    "aliases = 3": "aliases is 3, but a table is expected.",
    "layers = {pattern = '*'}": "layers is a table, but a list of tables is expected."
    " Write [a table].",
    "[[layers]]\nlevelling = 'none'": "layers[1].pattern is missing. Write a pattern of 1 to 100"
    " characters with at most six *.",
    "[[layers]]\npattern = '*'\nlevelling = 'leveled'": 'layers[1].levelling is the text "leveled",'
    " but one of none, in_progress, levelled is expected. The nearest is levelled.",
    "[[layers]]\npattern = '*a*a*a*a*a*a*a*'": 'layers[1].pattern is the text "*a*a*a*a*a*a*a*", but'
    " a pattern of 1 to 100 characters with at most six * is expected.",
    "registers = ['../*.xlsx']": 'registers[1] is the text "../*.xlsx", but a pattern of 1 to 100'
    " characters with at most six * and no folder is expected.",
    "box = [1, 2]": "box is [1.0, 2.0], but west, south, east and north in degrees are expected,"
    " west less than east and south less than north. Write four numbers such as"
    " [117.97, 28.85, 118.69, 29.55], or [] for no box.",
    "box = [119, 28, 118, 29]": "box is [119.0, 28.0, 118.0, 29.0], but west, south, east and north"
    " in degrees are expected, west less than east and south less than north. Write four numbers"
    " such as [117.97, 28.85, 118.69, 29.55], or [] for no box.",
    "box = [118, 28, 190, 29]": "box[3] is 190, but a number of degrees from -180 to 180 is"
    " expected.",
    "[axes.disposal_kind]\npurchase = ['收 回']\ntakeback = ['收回']": 'axes.disposal_kind: the word'
    ' "收 回" stands for both takeback and purchase. Keep it in one of them.',
    "axes.supply.approved = ['未供、待供']": 'axes.supply.approved[1] is "未供、待供", but cells are'
    " divided at 、 , ; / |, so it is never found. Write its parts as words of their own.",
    "[aliases]\nholder = ['地块 编号（号）']\nname = ['地块编号']": 'aliases: the word "地块 编号（号）"'
    " stands for both name and holder. Keep it in one of them.",
    "aliases.holder = [' ']": 'aliases.holder[1] is " ", an empty word.',
    "no = ['否', '无']\nyes = ['无']": 'the word "无" stands for both yes and no. Keep it in one of'
    " them.",
    "[units.column]\nzdmj = 'ha'\nZDMJ = 'm2'": 'units.column.zdmj is "ha", but the same heading,'
    ' "ZDMJ", has "m2". Keep one of them.',
    "rulebook = 'idle-land'": 'rulebook is "idle-land", but there is no bundled rulebook of this name.'
    " The nearest bundled rulebook is idle-land-2012; a file has a name that ends in .toml.",
    "rulebook = 'county.toml'": 'rulebook is "county.toml", but there is no such file beside this one.'
    " Check the name.",
}  # fmt: skip


@pytest.mark.parametrize("content", PROFILE_FAULTS)
def test_a_fault_of_a_profile_is_one_sentence(sentence_of, content):
    assert sentence_of("profile", content) == PROFILE_FAULTS[content]


RULEBOOK_FAULTS = {
    "thresholds.idle_after_year = 2": "thresholds.idle_after_year (2) is not a known key of"
    " thresholds. The nearest known key is idle_after_years.",
    "thresholds.idle_after_years = '2'": 'thresholds.idle_after_years is the text "2", but a whole'
    " number of years from 0 to 200 is expected. Write 2.",
    "thresholds.idle_after_years = 3": "thresholds.taken_back_after_years is 2, less than"
    " idle_after_years, which is 3. Write a larger number.",
    "plausible.earliest = 2046-01-01": "plausible.earliest is 2046-01-01, more than latest, which is"
    " 2045-12-31. Exchange the two, or correct one of them.",
    "plausible.price_per_m2_to = 0": "plausible.price_per_m2_from is 1.0, more than price_per_m2_to,"
    " which is 0.0. Exchange the two, or correct one of them.",
    "thresholds.warning_days = 30": "thresholds.warning_days is 30, but a list of whole numbers is"
    " expected. Write [30].",
    "thresholds.fee_rate = 2": 'thresholds.fee_rate is 2, but a share from 0 to 1, such as "1/4" or'
    " 0.25, is expected.",
    "thresholds.fee_rate = '1/0'": 'thresholds.fee_rate is the text "1/0", but a share from 0 to 1,'
    ' such as "1/4" or 0.25, is expected.',
    "thresholds.fee_rate = '1e999999999'": 'thresholds.fee_rate is the text "1e999999999", but a'
    ' share from 0 to 1, such as "1/4" or 0.25, is expected.',
    "reclaim_kinds = ['takeaway']": 'reclaim_kinds[1] is the text "takeaway", but one of none,'
    " agreed_takeback, unpaid_takeback, takeback, purchase, exchange, extension, change_use, temporary_use,"
    " revitalised is expected. The nearest is takeback.",
    "reclaim_kinds = 'takeback'": 'reclaim_kinds is the text "takeback", but a list of texts is'
    ' expected. Write ["takeback"].',
    "ending_kinds = ['takeback']": 'ending_kinds[1] is "takeback", which is one of reclaim_kinds too.'
    " Keep it in one of them.",
    "in_force = '2026-01-01'": 'in_force is the text "2026-01-01", but a date without quotation marks,'
    " such as 2026-01-01, is expected. Write 2026-01-01.",
    "in_force = 2026-01-01T08:00:00": "in_force is 2026-01-01 08:00:00, but a date without quotation"
    " marks, such as 2026-01-01, is expected.",
    "in_force = 2011-01-01\nreplaces = 'idle-land-2012'": "in_force is 2011-01-01, but"
    " idle-land-2012, which it replaces, is in force from 2012-07-01. Write a later day.",
    "low_efficiency.criteria = [{ column = 'x' }]": "low_efficiency.criteria[1] has neither below nor"
    " above. Write one of the two.",
    "low_efficiency.criteria = [{ column = 'x', below = 0, above = 0 }]": "low_efficiency.criteria[1]"
    " has both below and above. Write one of the two.",
    "five_not.x.sold = true": "five_not.x.sold (true) is not a known key of five_not.x. Known are"
    " supplied, started, finished, producing, fully_developed.",
    "five_not.x.supplied = 1": "five_not.x.supplied is 1, but true or false is expected.",
    "[[flags]]\nname = 'x'\nrequires = ['start_do']\non = 'start_on'": 'flags[1].requires[1] is the'
    ' text "start_do", but one of source, layer, source_row, parcel_id, name, holder,'
    " holder_address, district, location, bounds, land_use, land_class, … is expected. The nearest"
    " is start_on.",
    "[[flags]]\nname = 'idle'\nrequires = ['cause']\non = 'start_on'": 'flags[1].name is "idle", which'
    " is empty or in use. Write another name.",
    "causes.own.outside = 'no'": 'causes.own.outside is the text "no", but true or false is expected.',
    "causes.own.words = ['规划 调整']": 'causes: the word "规划 调整" stands for both plan_changed and'
    " own. Keep it in one of them.",
    "causes.own.words = ['资金；市场']": 'causes.own.words[1] is "资金；市场", but cells are divided at'
    " 、 , ; / |, so it is never found. Write its parts as words of their own.",
    "causes.mine.outside = true": "causes.mine.words is missing. Write what is missing.",
    "causes.mine = { outside = true, words = ['x'] }": "causes.mine has no text in any language."
    " Write one.",
    "rules.overdu.zh = 'x'": "rules.overdu (a table) is not a known key of rules."
    " The nearest known key is overdue.",
    "rules.overdue.zh = '{startt}'": "rules.overdue.zh holds the unknown placeholder {startt}."
    " The nearest known placeholder is {start}.",
    "rules.overdue.zh = '{start.__class__}'": "rules.overdue.zh holds the placeholder {start} with a"
    " format, an attribute or an index. Write {start}.",
    "rules.overdue.zh = '{'": "rules.overdue.zh holds a brace without its partner."
    " Write {{ or }} for a brace that is printed.",
    "rules.overdue.zh = '{days:>9}'": "rules.overdue.zh holds the placeholder {days} with a format, an"
    " attribute or an index. Write {days}.",
    "cause_words.unverified.en = '{days}'": "cause_words.unverified.en holds the unknown placeholder"
    " {days}. Known are cause.",
    "start_basis.start_due = '{days}'": "start_basis.start_due holds the unknown placeholder {days}."
    " This text has no placeholders.",
}  # fmt: skip


@pytest.mark.parametrize("content", RULEBOOK_FAULTS)
def test_a_fault_of_a_rulebook_is_one_sentence(sentence_of, content):
    assert sentence_of("rulebook", content) == RULEBOOK_FAULTS[content]


def test_all_faults_of_a_file_are_named_at_once(sentence_of):
    content = "alias = 1\nyes = '是'\nareas.digits.mu = true\n"
    assert sentence_of("profile", content) == (
        "3 faults: (1) alias (1) is not a known key of this file: the nearest known key is aliases;"
        ' (2) yes is the text "是", but a list of texts is expected: write ["是"];'
        " (3) areas.digits.mu is true, but a whole number from 0 to 9 is expected."
    )
    many = sentence_of("profile", "".join(f"k{number} = 1\n" for number in range(30)))
    assert many.startswith("30 faults: (1) k0 (1) is not")
    assert many.endswith("; and 22 more.")
    endless = sentence_of("profile", f"report.columns = [{'1,' * 100_000}]")
    assert endless.startswith("100 or more faults: (1) report.columns[1] is 1, but one of")


@pytest.mark.parametrize("kind", LOADERS)
def test_a_file_that_extends_nothing_needs_every_key(sentence_of, kind):
    sentence = sentence_of(kind, "title = 'x'", extends=False)
    assert " are missing. Write extends = " in sentence
    assert f'"{WHOLE[kind]}"' in sentence


def test_a_fault_is_blamed_on_the_file_that_has_it(tmp_path):
    base, own = tmp_path / "base.toml", tmp_path / "own.toml"
    own.write_text("extends = 'base.toml'\ntitle = 'x'", encoding="utf-8")
    for content in ("yes = '是'", "[axes.supply]\nsupplied = ['未供']\napproved = ['未 供']"):
        base.write_text(f"extends = 'default'\n{content}", encoding="utf-8")
        with pytest.raises(ConventionError) as caught:
            pk.load_profile(own)
        assert caught.value.where == str(base)


@pytest.mark.parametrize("name", [3, None, True, ["default"], b"default", object()])
@pytest.mark.parametrize("kind", LOADERS)
def test_what_is_no_name_is_refused(kind, name):
    with pytest.raises(ConventionError, match=f"does not name a {kind}"):
        LOADERS[kind](name)


def test_texts_are_one_for_all_languages_or_one_for_each(tmp_path):
    path = tmp_path / "own.toml"
    titles = {"'园'": "园", "{en = 'Park'}": "Park", "{zh = '园'}": "园"}
    for title, expected in titles.items():
        path.write_text(f"extends = 'default'\ntitle = {title}", encoding="utf-8")
        assert pk.load_profile(path).title == dict.fromkeys(languages(), expected)
    path.write_text(
        "extends = 'idle-land-2012'\nsteps.overdue = '催告'\nrules.overdue.article = '第二条'",
        encoding="utf-8",
    )
    book = pk.load_rulebook(path)
    assert book.steps["overdue"] == dict.fromkeys(languages(), "催告")
    assert book.article(book.rules["overdue"], "en") == "第二条"


@pytest.mark.parametrize(("kind", "table"), [("profile", ProfileFile), ("rulebook", RulebookFile)])
def test_the_bundled_file_has_every_key(kind, table):
    content = merged(read_layers(WHOLE[kind], kind, table))
    assert set(content) == {field for field in table.__struct_fields__ if field != "extends"}


WORDS = st.text(st.sampled_from("已未收回供*?[]{}./、;| aZ９\n\x00"), max_size=8)
VALUES = st.recursive(
    st.one_of(
        WORDS,
        st.booleans(),
        st.integers(),
        st.floats(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.sampled_from(["mu", "1/4", "EPSG:4528", "default", "takeback", "{start}", "own.toml"]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def toml_value(value):
    """Return a value as TOML, every text with its characters escaped."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        plain = string.ascii_letters + string.digits
        return '"' + "".join(c if c in plain else f"\\U{ord(c):08x}" for c in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, dict):
        pairs = (f"{toml_value(key)} = {toml_value(inner)}" for key, inner in value.items())
        return f"{{{', '.join(pairs)}}}"
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def paths_of(content, path=()):
    """Yield the path of every table and value of a bundled file."""
    for key, value in content.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from paths_of(value, (*path, key))


PATHS = {kind: list(paths_of(resource(f"{kind}s/{name}.toml"))) for kind, name in WHOLE.items()}


@given(data=st.data(), kind=st.sampled_from(list(LOADERS)), extends=st.booleans())
def test_any_table_is_decoded_or_refused(tmp_path_factory, data, kind, extends):
    known = st.sampled_from([*PATHS[kind], ("replaces",), ("extends",)])
    unknown = st.tuples(WORDS) | st.builds(lambda path, key: (*path, key), known, WORDS)
    edits = data.draw(st.dictionaries(known | unknown, VALUES, min_size=1, max_size=3))
    lines = [f'extends = "{WHOLE[kind]}"'] if extends else []
    lines += [f"{'.'.join(map(toml_value, path))} = {toml_value(v)}" for path, v in edits.items()]
    path = tmp_path_factory.getbasetemp() / "own.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        loaded = LOADERS[kind](path)
    except ConventionError as error:
        assert "\n" not in str(error)
        assert len(str(error)) < 5000
    else:
        assert loaded.name == str(path)
