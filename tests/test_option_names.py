"""An error names the option that was typed; in Python it names the argument of the function."""

import re
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import COMMANDS, main
from parkland.cli.option_names import ARGUMENTS, option_names
from parkland.phrases import Argument, Phrase, argument_text, name_options, room_texts
from parkland.wording import phrase_in, resource_folder


def commands():
    for name in COMMANDS:
        command = import_module(f"parkland.cli.{name}").command
        yield name, command
        for inner in getattr(command, "commands", {}).values():
            yield f"{name} {inner.name}", inner


ALL = dict(commands())
# Keys of errors that only the command line raises, so that they name its options as they are.
OF_COMMANDS = ("cli.", "dataset_maps.group_of_dataset", "dataset_maps.lists_of_dataset",
               "datasets.scheduler", "changes.no_parents")  # fmt: skip


@pytest.fixture(autouse=True)
def _no_options_left():
    yield
    assert argument_text("as_of") == "as_of", "a command has left its options"


@pytest.mark.parametrize("name", ALL)
def test_every_option_of_a_command_stands_for_its_argument(name):
    command = ALL[name]
    names = option_names(command)
    try:
        name_options(names)
        for option in (one for one in command.params if isinstance(one, click.Option)):
            typed = max(option.opts, key=len)
            for argument in (option.name, *ARGUMENTS.get(option.name, ())):
                assert argument_text(argument) == typed
                shown = argument_text(f"{argument}=x") if "=" not in argument else typed
                assert shown == (typed if option.is_flag else f"{typed} x")
                told = Phrase("choices.no_text.what", name=Argument(argument), value="1")
                for lang in ("zh", "en"):
                    assert phrase_in(told, lang).startswith(typed)
    finally:
        name_options({})


def texts_of(table, path=""):
    if isinstance(table, str):
        yield path, table
        return
    for key, value in table.items():
        yield from texts_of(value, f"{path}.{key}" if path else key)


TEXTS = [one for texts in resource_folder("errors").items() for one in texts_of(texts[1], texts[0])]


def test_a_text_of_an_error_names_no_option_itself():
    for path, text in TEXTS:
        found = re.search(r"(?<![\w-])--[a-z]", text)
        assert not found or path.startswith(OF_COMMANDS), path


def test_what_a_text_calls_an_option_is_one_of_some_command():
    known = {name for command in ALL.values() for name in option_names(command)}
    named = {one for _, text in TEXTS for one in re.findall(r"{option:([a-z_]+)", text)}
    assert named - {name.partition("=")[0] for name in known} == set()
    assert len(named) > 15
    assert room_texts("choices")


# What is typed, the option that is wrong, and the argument that it becomes.
WRONG = [
    ("totals --as-of 2020-99-99", "--as-of", "as_of"),
    ("deadlines --within soon", "--within", "within"),
    ("map --classes 99 -o m.html", "--classes", "classes"),
    ("map --cuts x -o m.html", "--cuts", "cuts"),
    ("map -o m.pdf --scale 3", "--scale", "scale"),
    ("map -o m.pdf --made-on soon", "--made-on", "made_on"),
    ("compare --tolerance -3", "--tolerance", "tolerance_m"),
    ("totals --lang xx", "--lang", "lang"),
    ("sample nowhere --lang xx", "--lang", "lang"),
    ("report --before . --before-as-of 2020-77-01 -o r.md", "--before-as-of", "as_of"),
]


@pytest.mark.parametrize(("line", "option", "argument"), WRONG)
def test_a_mistake_on_the_command_line_is_told_with_its_option(
    line, option, argument, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    for lang in ("zh", "en"):
        words = line.split() + ([] if "--lang" in line else ["--lang", lang])
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 2, done.output
        last = done.stderr.splitlines()[-1]
        assert option in last
        assert not re.search(rf"(?<![-\w]){argument}(?!\w)", last), last


def test_in_python_the_argument_is_named():
    with pytest.raises(pk.ParklandError) as told:
        pk.open_ledger(pk.sample_path(), as_of="soon")
    assert str(told.value).startswith("as_of is 'soon'")
    assert pk.error_text(told.value).startswith("as_of 应为日期")
    refused = Phrase("sources.confirm_axes")
    assert refused == 'the axes look swapped: confirm with axes="north-east"'
