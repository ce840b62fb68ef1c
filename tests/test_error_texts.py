"""Every error can be told in every language: it has a key, and its texts stand in the resources."""

import ast
import copy
import pickle
import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest
from click.testing import CliRunner

import parkland as pk
from parkland import errors
from parkland.cli import main
from parkland.cli.spoken import asked_language
from parkland.errors import ChoiceError, OutputError, brief
from parkland.grammars import FALLBACK
from parkland.languages import DEFAULT_LANGUAGE, grammar
from parkland.phrases import PLURAL, Phrase, room_texts
from parkland.wording import phrase_in

ROOMS = sorted(
    path.name.removesuffix(".toml")
    for path in files("parkland").joinpath("resources", "errors").iterdir()
)


def texts_of(table, path):
    """Yield the path of each text of a table, with its languages."""
    if FALLBACK in table and isinstance(table[FALLBACK], str):
        yield path, table
    for key, value in table.items():
        if isinstance(value, dict):
            yield from texts_of(value, f"{path}.{key}" if path else key)


TEXTS = {path: texts for room in ROOMS for path, texts in texts_of(room_texts(room), "")}


def placeholders(text):
    """Return the fields of a text with their forms; an option is none, but its value can be."""
    found = {}
    for _, name, form, _ in Formatter().parse(text):
        if name == "option":
            found |= placeholders(form)
        elif name is not None:
            found[name] = form
    return found


def test_every_text_of_an_error_has_both_languages_with_the_same_placeholders():
    for path, texts in TEXTS.items():
        assert set(texts) == {DEFAULT_LANGUAGE, FALLBACK}, path
        zh, en = (placeholders(texts[lang]) for lang in (DEFAULT_LANGUAGE, FALLBACK))
        words = {name for name, form in en.items() if PLURAL in form}
        assert set(zh) <= set(en), path
        # the plural of a word is English alone, and so is what a library says in its own words
        assert set(en) - set(zh) <= words | {"reason", "error"}, path
        assert all(zh[name] == en[name] for name in set(zh) - words), path


def test_a_text_of_an_error_ends_without_a_full_stop_and_speaks_its_language():
    for path, texts in TEXTS.items():
        zh, en = texts[DEFAULT_LANGUAGE], texts[FALLBACK]
        if path.endswith((".what", ".do")):
            assert not zh.endswith(("。", ".")), path
            assert not en.endswith("."), path
        words = (
            re.sub("{[^}]*}", "", zh),
            re.sub(QUOTED, "", en),
        )
        is_chinese = [any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in words]
        assert is_chinese[0] or not re.search("[A-Za-z]{2}", words[1]), path
        assert not is_chinese[1], path


def test_a_file_of_errors_holds_the_keys_that_begin_with_its_name():
    assert [list(room_texts(room)) for room in ROOMS] == [[room] for room in ROOMS]


SOURCE = Path(pk.__file__).parent
# What English texts quote of tables and files: headings in Chinese.
QUOTED = r"{[^}]*}|地块编号|地块坐标|企业名称|通知书文号|项目名称"
KEY_BEGINS = re.compile(rf"({'|'.join(ROOMS)})\.")
KEY = re.compile(rf"({'|'.join(ROOMS)})(\.[a-z0-9_]+)+")


def keys_in_code():
    """Yield each call that names a key of an error, with the key and where it stands."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant) and KEY.fullmatch(str(first.value)):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("Phrase", "fault_at") or name.endswith(("Error", "Warning")):
                    yield first.value, node, f"{path.relative_to(SOURCE)}:{node.lineno}"


def test_every_key_in_the_code_has_texts_and_gives_them_their_fields():
    for key, node, place in keys_in_code():
        own = [path for path in (key, f"{key}.what", f"{key}.do") if path in TEXTS]
        assert own, (place, key)
        given = {keyword.arg for keyword in node.keywords}
        wanted = {
            name for path in own for lang in TEXTS[path] for name in placeholders(TEXTS[path][lang])
        }
        assert None in given or wanted <= given, (place, key, wanted - given)
        assert None in given or given - {"where", "do", "other_path"} <= wanted, (
            place,
            key,
            given - wanted,
        )


RAISED = {name for name in dir(errors) if name.endswith(("Error", "Warning"))} | {
    "ExpressionError",
    "Fault",
}


def test_no_error_and_no_warning_in_the_code_holds_a_sentence():
    """A sentence has two words in a row; a key, a name and a path have none."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if name not in RAISED and name not in ("warn", "UsageError", "ClickException"):
                continue
            literals = [
                part.value
                for given in (*node.args, *node.keywords)
                for part in ast.walk(given)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            sentences = [one for one in literals if re.search("[A-Za-z]{2,} [A-Za-z]{2,}", one)]
            assert not sentences, f"{path.relative_to(SOURCE)}:{node.lineno}"


def keys_and_patterns():
    """Return the texts in the code that are keys, and patterns of those that are put together."""
    keys, patterns = set(), set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                keys.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [getattr(part, "value", "") for part in node.values]
                texts = [re.escape(one) if isinstance(one, str) else "[a-z0-9_.]+" for one in parts]
                if isinstance(parts[0], str) and KEY_BEGINS.match(parts[0]):
                    patterns.add("".join(texts))
    return keys, re.compile("|".join(sorted(patterns)))


def test_every_text_of_an_error_is_used():
    keys, patterns = keys_and_patterns()
    stems = {re.sub(r"\.(what|do)$", "", path) for path in TEXTS}
    derived = {stem for stem in stems if stem.endswith(("_near", "_of"))}
    unused = {stem for stem in stems - keys - derived if not patterns.fullmatch(stem)}
    assert unused == set()


def test_an_error_is_english_as_a_text_and_told_in_the_language_asked_for():
    error = ChoiceError("choices.other_word", value=brief("acre?"), name="unit", words=("mu", "ha"))
    assert str(error) == "'acre?' is not a choice of unit. Use one of mu, ha."
    assert (error.what, error.do) == ("'acre?' is not a choice of unit", "use one of mu, ha")
    assert pk.error_text(error) == "“acre?”不是 unit 的可选值。请选用其中之一：mu、ha。"
    assert pk.error_text(error, lang="en") == str(error)
    assert pk.error_text(KeyError("x")) == "'x'"
    with pytest.raises(ChoiceError, match="is not an error"):
        pk.error_text("x")


def sent(error):
    return pickle.loads(pickle.dumps(error))  # noqa: S301


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, sent])
def test_an_error_that_was_copied_or_sent_is_told_in_every_language(copied):
    error = copied(OutputError("choices.no_text", where="a.shp", name="x", value=brief([1] * 99)))
    assert (
        pk.error_text(error)
        == "a.shp：x 应为文字，给出的却是一个 list 类型的值。请给出文字，或填 None。"
    )
    assert str(error) == "a.shp: x is a value of type list, not a text. Give a text, or None."


def test_an_error_of_another_package_keeps_its_own_words():
    error = pk.ParklandError("the layer is empty", where="a.shp", do="check the path")
    assert str(error) == pk.error_text(error) == "a.shp: the layer is empty. Check the path."


def test_a_phrase_inside_another_is_told_in_its_language():
    inner = Phrase("errors.value_of_type", type="list")
    outer = Phrase("choices.no_text.what", name="x", value=inner)
    assert outer == "x is a value of type list, not a text"
    assert phrase_in(outer, "zh") == "x 应为文字，给出的却是一个 list 类型的值"


def test_a_count_chooses_the_form_of_its_word():
    assert grammar("en").plural(1, "layer|layers") == "layer"
    assert grammar("en").plural(2, "layer|layers") == "layers"
    assert grammar("en").plural(0, "layer|layers") == "layers"
    assert Phrase("cli.other_number", number=1) == "1 value is required."
    assert phrase_in(Phrase("cli.other_number", number=2), "zh") == "需要 2 个值。"


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        (["map"], "zh"),
        (["map", "--lang", "en"], "en"),
        (["map", "--lang=en", "x"], "en"),
        (["map", "--lang", "zh", "--lang", "en"], "en"),
        (["map", "--lang"], "zh"),
        (["map", "--", "--lang", "en"], "zh"),
        (["map", "--lang", "klingon"], "zh"),
        (["map", "--lang", "no.toml"], "zh"),
    ],
)
def test_the_language_is_found_anywhere_in_the_words_of_a_command_line(words, lang):
    assert asked_language(words) == lang


WRONG_USE = {
    ("totals", "--no-such"): ("没有选项 --no-such", "No such option: --no-such"),
    ("totals", "--unti", "mu"): ("您可能要用：--unit", "did you mean --unit"),
    ("totals", "--unit", "li"): (
        "“li”不在可选值之内，可选：mu、ha、m2、acre",
        "'li' is not one of mu",
    ),
    ("totals", "--unit"): ("选项 --unit 后面缺少取值", "Option '--unit' requires an argument"),
    ("assets", "--year", "x"): ("“x”不是整数", "'x' is not a valid integer"),
    ("compare", "--tolerance", "x"): ("“x”不是数字", "'x' is not a valid number"),
    ("map", "--overwrite=1"): ("--overwrite 后面不能带取值", "does not take a value"),
    ("explain",): ("缺少选项 --parcel", "Missing option '--parcel'"),
    ("convert",): ("缺少参数", "Missing argument"),
    ("inspect",): ("缺少参数“数据来源”", "Missing argument 'SOURCES'"),
    ("totel",): ("没有命令“totel”。您可能要用：totals", "Did you mean totals"),
    ("profile", "nwe"): ("没有命令“nwe”", "No such command 'nwe'"),
    ("sample", "a", "b", "c"): ("多出了参数", "unexpected extra argument"),
}


@pytest.mark.parametrize("words", WRONG_USE)
def test_wrong_use_is_told_in_the_language_asked_for(words):
    for lang, text in zip(("zh", "en"), WRONG_USE[words], strict=True):
        done = CliRunner().invoke(main, [words[0], "--lang", lang, *words[1:]])
        later = CliRunner().invoke(main, [*words, "--lang", lang])
        assert text in done.stderr + later.stderr, (done.stderr, later.stderr)
        assert text in later.stderr or words[-1] == "--unit", later.stderr
        assert {done.exit_code, later.exit_code} == {2}
