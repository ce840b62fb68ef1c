"""Progress of long work: seen on a terminal and in a notebook, and nowhere else."""

import ast
import io
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import parkland
from parkland import progress as owner
from parkland.cli.streams import SafeStream
from parkland.progress import beside_progress, progress
from parkland.wording import wordings

SOURCE = Path(parkland.__file__).parent
PATIENCE_S = 120


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Answer yes."""
        return True

    def wait_for(self, text):
        """Wait until a text has been shown: how fast a thread gets its turn is not known."""
        end = time.monotonic() + PATIENCE_S
        while text not in self.getvalue():
            assert time.monotonic() < end, self.getvalue()
            time.sleep(0.01)


@pytest.fixture
def terminal(monkeypatch):
    stream = Terminal()
    # pytest puts its own streams into the true module again before the test begins
    seen = SimpleNamespace(stderr=stream, modules=sys.modules)
    monkeypatch.setattr(owner, "sys", seen)
    monkeypatch.setattr(owner, "QUIET_S", 0.05)
    monkeypatch.setattr(owner, "STEP_S", 0.02)
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    return stream


def work(seconds=0.2):
    with progress("opening", lang="en"), progress("reading", total=3) as files:
        for _ in range(3):
            time.sleep(seconds / 3)
            files.step()


def test_a_terminal_shows_the_stage_its_share_and_the_time_left(terminal):
    with progress("opening", lang="en"):
        with progress("reading", total=3, counted="layers") as layers:
            layers.step()
            terminal.wait_for("1/3 [0")
        with progress("cleaning"):
            terminal.wait_for("cleaning parcels [0")
    assert "reading layers" in terminal.getvalue()
    assert "layers" in terminal.getvalue().partition("1/3 [0")[2]
    # what was shown is taken away
    assert terminal.getvalue().endswith("\r")


def test_what_is_counted_outside_stands_before_what_happens_inside(terminal):
    with progress("parts", total=2, counted="parts", lang="en"), progress("reading", total=9):
        terminal.wait_for("working on parts")
    assert "reading" not in terminal.getvalue()


def test_short_work_shows_nothing(terminal, monkeypatch):
    monkeypatch.setattr(owner, "QUIET_S", 600.0)
    work(0.0)
    assert terminal.getvalue() == ""


def test_what_is_no_terminal_stays_empty(terminal, monkeypatch):
    pipe = io.StringIO()
    monkeypatch.setattr(owner.sys, "stderr", pipe)
    work()
    monkeypatch.setattr(owner.sys, "stderr", None)  # closed by the caller
    work(0.0)
    assert pipe.getvalue() == terminal.getvalue() == ""


def test_the_switch_of_tqdm_turns_it_off(terminal, monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    work()
    assert terminal.getvalue() == ""


def test_a_worker_thread_shows_nothing(terminal):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert terminal.getvalue() == ""


def test_an_error_ends_the_line_and_the_next_work_begins_anew(terminal):
    def fail():
        with progress("drawing", lang="en"):
            terminal.wait_for("drawing the map")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert owner._running is None
    assert not [one for one in threading.enumerate() if one.name == "parkland-progress"]
    with progress("writing", lang="en"):
        terminal.wait_for("writing files")


def test_a_note_of_a_command_has_a_line_of_its_own(terminal, monkeypatch):
    # the stream of a command writes out what moves a cursor, and the bar goes below it
    monkeypatch.setattr(owner.sys, "stderr", SafeStream(terminal))
    with progress("reading", total=3, lang="en"):
        terminal.wait_for("reading layers")
        with beside_progress():
            owner.sys.stderr.write("a note\n")
    assert "\ra note\n" in terminal.getvalue()
    assert "u000d" not in terminal.getvalue()


def test_a_notebook_shows_html_that_is_empty_in_the_end(terminal, monkeypatch):
    shown = []

    class Handle:
        def display(self, data, **_):
            shown.append(data["text/html"])

        update = display

    kernel = SimpleNamespace(kernel=object())
    shell = SimpleNamespace(get_ipython=lambda: kernel)
    monkeypatch.setitem(sys.modules, "IPython", shell)
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(DisplayHandle=Handle))
    with progress("reading", total=3, lang="en") as layers:
        layers.step()
        end = time.monotonic() + PATIENCE_S
        while not shown and time.monotonic() < end:
            time.sleep(0.01)
        with beside_progress():
            pass
    assert '<progress value="1" max="3"' in shown[0]
    assert "reading layers" in shown[0]
    assert shown[-1] == ""
    assert terminal.getvalue() == ""


def test_every_stage_that_the_code_names_has_a_text():
    named = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if " progress(" in text else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "progress":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    named.add(first.value)
                else:  # a name made of a fixed part and the stage of a dataset
                    begin = first.values[0].value
                    assert [name for name in wordings("progress", "en") if name.startswith(begin)]
    assert {"opening", "cleaning", "drawing"} <= named <= set(wordings("progress", "en"))
    assert set(owner.Counted.__args__) == set(wordings("progress_units", "en"))
