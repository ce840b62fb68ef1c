"""Run the examples of a page of the manual, one after the other, as its reader would.

=====================  ===========================================================================
fence                  what is done
=====================  ===========================================================================
``sh``                 every line is run; the exit code is 0, or 1 for faults in the data
``console``            lines behind ``$`` are run, and what they print is what the page shows,
                       a refusal (exit code 2) too
``python``             is run; names live until the end of the page, and ``pk`` is parkland
``pycon``              is run, and what it prints is what the page shows
``toml title="NAME"``  is written into the working folder as NAME
``toml``               is read as a profile, or as a part of one
=====================  ===========================================================================

Other fences are not run: ``bash`` and ``py`` stand for examples that need other machines.
``<!--- invisible-code-block: python`` runs what the reader need not see. White space does not count
where output is compared, and ``...`` stands for any text.
"""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from sybil import Document, Example, Region, Sybil
from sybil.parsers.markdown.lexers import DirectiveInHTMLCommentLexer, FencedCodeBlockLexer

import parkland as pk
from parkland.cli import main

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
INSTALLING = ("pip", "python3 -m venv", ".", "python docs/")  # what the other tests run
# What is written has another name in the other language, and is written once.
OUTPUT = re.compile(r"-o \S*?(\.\w+)?\b'?(?=\s|$)")
COMMAND = re.compile(r"(python -m )?parkland\b")


class Examples:
    """Finds the fenced blocks of a page and runs them; a command is run once only."""

    def __init__(self) -> None:
        self.printed: dict[str, str] = {}

    def __call__(self, document: Document) -> Iterator[Region]:
        """Yield the blocks of a page that are run, as Sybil asks of a parser."""
        fences = FencedCodeBlockLexer(".+", mapping={"language": "arguments", "source": "source"})
        hidden = DirectiveInHTMLCommentLexer("invisible-code-block", arguments=".+")
        for region in (*fences(document), *hidden(document)):
            region.parsed, region.evaluator = region.lexemes["source"], self.evaluate
            yield region

    def evaluate(self, example: Example) -> str | None:
        """Run one block."""
        language, _, rest = example.region.lexemes["arguments"].partition(" ")
        source, names = str(example.parsed), example.namespace
        match language:
            case "sh":
                for line in joined_lines(source):
                    self.run(line)
            case "console":
                return self.compared(source)
            case "python":
                lead = "\n" * (example.line + example.parsed.line_offset)
                exec(compile(f"{lead}{source}", str(example.path), "exec"), names)  # noqa: S102
            case "pycon":
                return in_doctest(source, names)
            case "toml" if title := re.search(r'title="([^"]*)"', rest):
                Path(title[1]).write_text(source, encoding="utf-8")
            case "toml":
                whole = source if "extends" in source else f'extends = "default"\n{source}'
                Path("part.toml").write_text(whole, encoding="utf-8")
                pk.load_profile("part.toml")
        return None

    def compared(self, source: str) -> str | None:
        """Run the commands of a session, and say what differs from what the page shows."""
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n?)*)", source, re.MULTILINE):
            printed = self.run(command, codes={0, 1, 2})
            if not doctest.OutputChecker().check_output(shown, printed, FLAGS):
                return f"$ {command}\nthe page shows:\n{shown}\nit prints:\n{printed}"
        return None

    def run(self, line: str, *, codes: Collection[int] = (0, 1)) -> str:
        """Run a command line and return what it prints."""
        words = shlex.split(line, comments=True)
        command = shlex.join(words)
        if not words or command.startswith(INSTALLING):
            return ""
        assert COMMAND.match(command), f"no command of parkland: {line}"
        done = OUTPUT.sub(r"-o *\1", command)
        if done not in self.printed:
            start = 1 if words[0] == "parkland" else 3
            result = CliRunner().invoke(main, words[start:])
            assert result.exit_code in codes, f"$ {command}\n{result.output}"
            self.printed[done] = result.output
        return self.printed[done]


def joined_lines(source: str) -> list[str]:
    r"""Return the lines of a block, those that end in ``\`` joined with the next."""
    return re.sub(r"\\\n\s*", "", source).splitlines()


def in_doctest(source: str, names: dict[str, Any]) -> str | None:
    """Run a session of Python, and say what differs from what the page shows."""
    test = doctest.DocTestParser().get_doctest(source, names, "example", None, None)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    said: list[str] = []
    runner.run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    return "".join(said) or None


def run_page(page: Path, examples: Examples) -> int:
    """Run the examples of one page, and return how many blocks it has."""
    document = Sybil(parsers=[examples]).parse(page)
    document.namespace.update(pk=pk)
    blocks = list(document.examples())
    for block in blocks:
        block.evaluate()
    return len(blocks)
