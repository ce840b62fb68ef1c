"""`--help` is in the language asked for, and every command and option has its texts in each."""

import re
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from parkland.cli import COMMANDS, main
from parkland.cli.help_layout import CLOSING, WIDEST_NAME, two_columns, wrapped
from parkland.cli.help_pages import SpokenCommand
from parkland.cli.help_texts import (
    ROOT,
    command_line,
    command_text,
    default_text,
    metavar_text,
    option_key,
    option_text,
)
from parkland.languages import languages
from parkland.safe_text import display_width
from parkland.wording import resource, resource_folder

LINE = 80  # columns of a terminal
HAN = re.compile("[\u4e00-\u9fff]")
# A sentence in English has three words in a row; names of formats and of options are none.
ENGLISH = re.compile(r"(?<![-.\w])[a-z]{2,} [a-z]{2,} [a-z]{2,}")
TYPED = re.compile(r"python -m parkland .*|sample parcels|diff")


def commands(path=(), command=main):
    """Yield each command with its path; the program itself has an empty one."""
    yield path, command
    names = COMMANDS if not path else getattr(command, "commands", ())
    for name in names:
        inner = (
            import_module(f"parkland.cli.{name}").command if not path else command.commands[name]
        )
        yield from commands((*path, name), inner)


ALL = dict(commands())


def options_of(command):
    """Return the options of a command, `--help` among them."""
    program = click.Context(main, **main.context_settings)
    context = program if command is main else click.Context(command, parent=program)
    return [one for one in command.get_params(context) if isinstance(one, click.Option)]


def page(*words):
    done = CliRunner().invoke(main, [*words], prog_name="python -m parkland")
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_and_option_has_a_text_in_every_language(path):
    command = ALL[path]
    assert isinstance(command, SpokenCommand), "its class prints the help"
    assert set(languages()) >= {"zh", "en"}
    for lang in languages():
        told = [command_text(path, lang), *([command_line(path, lang)] if path else [])]
        for option in options_of(command):
            assert option.help in (None, "Show this message and exit.") or not path
            told.append(option_text(path, option, lang))
        for text in told:
            assert text.strip(), path
            assert bool(
                HAN.search(
                    re.sub("[一二三四五六七八九十]企[^)]*|一宗一表|标准地|整改台账|资产", "", text)
                )
            ) == (lang == "zh"), text
            if lang == "zh":
                assert not ENGLISH.search(text), text


def test_no_text_of_the_help_is_left_over():
    """A text of a command or an option that is no longer there is taken out."""
    shared = set()
    for path, command in ALL.items():
        texts = resource(f"help/{(path or (ROOT,))[0]}.toml")[(path or (ROOT,))[0]]
        for name in path[1:]:
            texts = texts["commands"][name]
        keys = {option_key(one) for one in options_of(command)}
        own = set(texts.get("options", {}))
        assert own <= keys, path
        shared |= keys - own
    assert shared == set(resource("help/shared_options.toml")["shared_options"])
    files = set(resource_folder("help")) - {"words", "tasks", "metavars", "shared_options", ROOT}
    assert files == set(COMMANDS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_that_stands_for_a_value_is_in_the_resources(lang):
    known = resource("help/words.toml")["metavars"]
    for path, command in ALL.items():
        context = click.Context(command)
        for one in command.params:
            if isinstance(one.type, click.Choice) or getattr(one, "is_flag", False):
                continue
            shown = metavar_text(one, context, lang)
            words = re.findall("[A-Z][A-Z0-9]*", shown)
            assert lang == "en" or not words, (path, shown)
            assert lang == "zh" or all(known[word] for word in words), (path, shown)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_a_page_of_help_is_in_one_language_and_fits_a_terminal(path):
    words = {
        "zh": ("用法：", "选项：", "[选项]"),
        "en": ("Usage: ", "Options:", "[OPTIONS]"),
    }
    for lang, wanted in words.items():
        shown = page(*path, "--help", "--lang", lang)
        assert all(one in shown for one in wanted)
        assert not any(one in shown for other in words if other != lang for one in words[other])
        lines = [one for one in shown.splitlines() if "python -m parkland" not in one]
        assert max(map(display_width, lines)) <= LINE
        if lang == "zh":
            assert not any(one.lstrip()[:1] in set(CLOSING) - set(".") for one in lines if one)
        for option in options_of(ALL[path]):
            assert all(one in shown for one in (*option.opts, *option.secondary_opts))
            assert (f"{default_text(option)}]" in shown) or not default_text(option)


def test_the_texts_of_a_page_stand_in_one_column():
    shown = page("totals", "--help").partition("选项：")[2]
    rows = re.findall(r"^  (-\S.*?)(  +)\S", shown, re.MULTILINE)
    assert len(rows) > 10
    assert len({display_width(name) + len(gap) for name, gap in rows}) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--help", "--lang", "en"],
        ["--lang", "en", "--help"],
        ["--lang=en", "-h"],
        ["totals", "--help", "--lang", "en"],
        ["totals", "--lang", "en", "--help"],
        ["--lang", "en", "totals", "--help"],
        ["--lang", "zh", "totals", "--help", "--lang", "en"],
        ["--lang", "en", "profile", "new", "--help"],
        ["profile", "--lang", "en", "new", "--help"],
        ["profile", "--help", "--lang", "en"],
    ],
    ids=" ".join,
)
def test_the_language_of_the_help_is_named_anywhere_in_the_line(words):
    assert page(*words).startswith("Usage: ")
    assert page(
        *[{"en": "zh", "--lang=en": "--lang=zh"}.get(one, one) for one in words]
    ).startswith("用法：")


def test_a_language_before_the_command_is_that_of_its_results():
    told = CliRunner().invoke(main, ["--lang", "en", "totals"])
    assert "Total" in told.stdout
    assert "as of" in told.stderr
    told = CliRunner().invoke(main, ["--lang", "en", "totals", "--lang", "zh"])
    assert "合计" in told.stdout
    refused = CliRunner().invoke(main, ["--lang", "klingon", "totals"])
    assert refused.exit_code == 2
    assert "klingon" in refused.stderr


@pytest.mark.parametrize("command", ["sample", "profile texts"])
def test_a_language_that_there_is_not_is_refused_by_a_command_without_results(command, tmp_path):
    words = [*command.split(), str(tmp_path / "new"), "--lang", "klingon"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "klingon" in done.stderr
    assert not (tmp_path / "new").exists()


def test_without_a_command_the_help_is_printed_in_the_language_asked_for():
    assert CliRunner().invoke(main, []).stderr.startswith("用法：")
    assert CliRunner().invoke(main, ["--lang", "en"]).stderr.startswith("Usage: ")


def test_chinese_is_wrapped_between_characters_and_never_before_its_marks():
    text = "列可以写列名，也可以写表头；台账（.xlsx、.csv）按地块编号挂接。"
    for width in range(10, 40):
        lines = wrapped(text, width)
        assert "".join(lines) == text
        assert all(display_width(line) <= width for line in lines)
        assert not any(line[0] in CLOSING and line[0] != "." for line in lines)
        assert not any(line.endswith("（") for line in lines)


def test_a_name_that_is_too_long_has_its_text_on_the_next_line():
    long = "--" + "x" * WIDEST_NAME
    first, second, third = two_columns([(long, "甲"), ("--y", "乙")], width=60).splitlines()
    assert first == f"  {long}"
    assert second.strip() == "甲"
    assert second.index("甲") == third.index("乙")
