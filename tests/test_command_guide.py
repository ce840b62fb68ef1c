"""`--help` groups the commands by task, and each command has two examples that run."""

import re
import shlex

import pytest
from click.testing import CliRunner

from parkland.cli import COMMANDS, main
from parkland.cli.command_guide import EXAMPLES, MADE_BY, OTHERS, PROGRAM, commands_by_task
from parkland.cli.help_texts import command_line, task_title
from parkland.languages import grammar

FOUND = 1  # the exit code of a command that found faults or changes


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory):
    """Return a folder in which the command that the help names has made the sample."""
    folder = tmp_path_factory.mktemp("guide")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        run(MADE_BY.removeprefix(PROGRAM))
    return folder


def run(line):
    return CliRunner().invoke(main, shlex.split(line), catch_exceptions=False)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_has_a_task_and_a_line_that_fits(lang):
    groups = commands_by_task(COMMANDS)
    assert OTHERS not in dict(groups)
    assert sorted(name for _, names in groups for name in names) == sorted(COMMANDS)
    printed = run(f"--help --lang {lang}").output
    for task, names in groups:
        assert f"\n{task_title(task, lang)}{grammar(lang).label_mark.rstrip()}\n" in printed
        for name in names:
            assert re.search(rf"\n  {name} +{re.escape(command_line([name], lang))}\n", printed)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_has_two_examples_as_they_are_typed(command):
    printed = run(f"{command} --help").output
    assert len(EXAMPLES[command]) == 2
    for line in EXAMPLES[command]:
        assert line.split()[0] == command
        assert f"  {PROGRAM} {line}\n" in printed


# The first example of a command in every run, the second with the slow tests.
LINES = [lines[0] for lines in EXAMPLES.values()]
LINES += [pytest.param(lines[1], marks=pytest.mark.slow) for lines in EXAMPLES.values()]


@pytest.mark.parametrize("line", LINES)
def test_an_example_of_the_help_runs(line, sample_folder, tmp_path, monkeypatch):
    # What an example reads is the sample; what it writes is its own.
    folder = tmp_path if line.startswith("sample") else sample_folder
    monkeypatch.chdir(folder)
    before = {*folder.iterdir()}
    done = run(line)
    assert done.exit_code in (0, FOUND), done.output
    assert not done.exit_code or line.startswith(("compare", "check", "reconcile")), done.output
    written = {*folder.iterdir()} - before
    assert bool(written) == (" -o " in line or line.startswith("sample"))
    assert written or done.output.strip()


def completions(words, monkeypatch, capfd):
    """Return what the shell is told for the last of `words`, as the script of bash asks."""
    monkeypatch.setenv("_PARKLAND_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
    with pytest.raises(SystemExit):
        main(prog_name="parkland", args=[])
    return capfd.readouterr().out.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("parkland rep", "plain,report"),
        ("parkland totals --un", "plain,--unit"),
        ("parkland totals --unit ", "plain,mu"),
        ("parkland totals par", "file,par"),
        ("parkland map --register 台", "file,台"),
        ("parkland sample d", "file,d"),
    ],
)
def test_a_shell_completes_commands_options_words_and_files(words, expected, monkeypatch, capfd):
    assert expected in completions(words, monkeypatch, capfd)


def described(words, monkeypatch, capfd):
    """Return what fish is told for the last of `words`: each completion with its description."""
    monkeypatch.setenv("_PARKLAND_COMPLETE", "fish_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", words.split(" ")[-1])
    with pytest.raises(SystemExit):
        main(prog_name="parkland", args=[])
    rows = [line.partition(",")[2] for line in capfd.readouterr().out.splitlines()]
    return [tuple(row.split("\t")) for row in rows]


def test_a_shell_describes_each_completion_once_in_the_language_of_the_line(monkeypatch, capfd):
    offered = described("parkland ", monkeypatch, capfd)
    assert sorted(offered) == sorted((name, command_line([name], "zh")) for name in COMMANDS)
    offered = described("parkland --lang en ", monkeypatch, capfd)
    assert ("totals", command_line(["totals"], "en")) in offered
    offered = dict(described("parkland report --temp", monkeypatch, capfd))
    assert offered == {"--template": "本单位的 .docx 模板，内有标签"}
    offered = dict(described("parkland --lang en report --temp", monkeypatch, capfd))
    assert offered == {"--template": "A .docx of the office's own, with tags"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_printed(shell, monkeypatch, capfd):
    monkeypatch.setenv("_PARKLAND_COMPLETE", f"{shell}_source")
    with pytest.raises(SystemExit):
        main(prog_name="parkland", args=[])
    assert "_parkland_completion" in capfd.readouterr().out
