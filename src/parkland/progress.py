"""Progress of long work: on a terminal and in a notebook, after two seconds; elsewhere nothing.

A verb names what it does with `progress` and counts with `Progress.step`. Stages that begin inside
a stage belong to it, so that a verb can call another one. One line is shown: the outermost stage
that is counted, else the innermost one.

Nothing is shown where errors go to a file or a pipe (scripts, tests), in worker processes, and in
threads other than the main one. The variable ``TQDM_DISABLE=1`` of the environment switches the bar
off, as any other bar of tqdm.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from parkland.languages import DEFAULT_LANGUAGE
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

QUIET_S = 2.0
STEP_S = 0.25
# What a stage counts; `[progress_units]` of the wording has its word.
Counted = Literal["files", "layers", "parcels", "parts", "documents"]
_SHARE = "{desc} {percentage:3.0f}% |{bar}| {n_fmt}/{total_fmt}"
_COUNTED = _SHARE + " [{elapsed}<{remaining}, {rate_fmt}]"
_UNCOUNTED = "{desc} [{elapsed}]"

_running: _Running | None = None


class Progress:
    """A stage of long work.

    Attributes
    ----------
    name
        A key of ``[progress]`` in the wording.
    total
        How many things it counts, or None.
    counted
        What they are.
    done
        How many are done.
    """

    __slots__ = ("began", "counted", "done", "name", "total")

    def __init__(self, name: str, total: int | None, counted: Counted) -> None:
        self.name, self.total, self.counted = name, total, counted
        self.done = 0
        self.began = time.time()

    def step(self, number: int = 1) -> None:
        """Say that `number` more things are done."""
        self.done += number

    @property
    def is_counted(self) -> bool:
        """Whether its share tells more than a clock: one thing is either not done or done."""
        return self.total is not None and self.total > 1


@contextmanager
def progress(
    name: str,
    /,
    *,
    total: int | None = None,
    counted: Counted = "files",
    lang: str | None = None,
) -> Iterator[Progress]:
    """Show a stage of long work while the block runs, if it takes more than two seconds.

    Parameters
    ----------
    name
        What is done: a key of ``[progress]`` in the wording.
    total
        How many things are to be done. The line then shows their share, the rate and the time that
        is left; the block calls `Progress.step` for each.
    counted
        What they are.
    lang
        The language; inside another stage that of the outermost one. Default: Chinese.

    Examples
    --------
    >>> with progress("reading", total=2) as reading:
    ...     for path in ("a.shp", "b.shp"):
    ...         reading.step()
    >>> reading.done
    2
    """
    global _running  # noqa: PLW0603 - there is one terminal
    stage = Progress(name, total, counted)
    if not _may_show():
        yield stage
        return
    outermost = _running is None
    if _running is None:
        _running = _Running(lang or DEFAULT_LANGUAGE)
    running = _running
    running.stages.append(stage)
    try:
        if outermost:
            running.start()
        yield stage
    finally:
        running.stages.remove(stage)
        if outermost:
            _running = None
            running.stop()


@contextmanager
def beside_progress() -> Iterator[None]:
    """Take the line away while the block prints, so that a note does not stand in it."""
    if _running is None or not _running.is_shown:
        yield
        return
    from tqdm.std import tqdm

    with tqdm.external_write_mode(file=_stream()):
        yield


class _Running:
    """The stages that are running, and the thread that shows them.

    A thread, because most stages are one call of a library and say nothing while it works.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.stages: list[Progress] = []
        self.is_shown = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._show, name="parkland-progress", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _show(self) -> None:
        if self._over.wait(QUIET_S):
            return
        self.is_shown = True
        bar, drawn = None, None
        try:
            while not self._over.is_set():
                stage = self._foremost()
                if stage is not None and stage is not drawn:
                    if bar is not None:
                        bar.close()
                    bar, drawn = self._bar(stage), stage
                if bar is not None and drawn is not None:
                    bar.n = drawn.done
                    bar.refresh()
                self._over.wait(STEP_S)
        except (OSError, ValueError):
            pass  # the terminal has gone; the work goes on
        finally:
            if bar is not None:
                bar.close()

    def _foremost(self) -> Progress | None:
        stages = [*self.stages]
        counted = (stage for stage in stages if stage.is_counted)
        return next(counted, stages[-1] if stages else None)

    def _bar(self, stage: Progress) -> Any:
        bar = _bar_class()(
            total=stage.total if stage.is_counted else None,
            desc=wording(f"progress.{stage.name}", self.lang),
            unit=wording(f"progress_units.{stage.counted}", self.lang),
            bar_format=_COUNTED if stage.is_counted else _UNCOUNTED,
            leave=False,
            delay=1e-6,  # the first picture would have no clock yet
            file=_stream(),
            dynamic_ncols=True,
        )
        bar.start_t = stage.began
        return bar


def _may_show() -> bool:
    return (
        not os.environ.get("TQDM_DISABLE")
        and threading.current_thread() is threading.main_thread()
        and multiprocessing.parent_process() is None
        and (_in_notebook() or _is_terminal(sys.stderr))
    )


def _stream() -> Any:
    """Return the stream of a bar.

    The streams of the commands write out what a terminal obeys, and a bar consists of that.
    """
    return getattr(sys.stderr, "below", sys.stderr)


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):  # closed, or none at all
        return False


def _in_notebook() -> bool:
    """Return whether the code runs in a kernel, whose front end shows HTML."""
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell is not None else None
    return running is not None and hasattr(running, "kernel")


def _bar_class() -> Any:
    from tqdm.std import tqdm

    if not _in_notebook():
        return tqdm

    class NotebookBar(tqdm):  # type: ignore[misc]
        """A bar of HTML in the output of a cell.

        That of tqdm needs ipywidgets and leaves their state in the notebook; this one is a text
        that is replaced, and empty in the end.
        """

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            from IPython.display import DisplayHandle

            handle: Any = DisplayHandle
            self.handle, self.has_begun = handle(), False
            super().__init__(*args, gui=True, **kwargs)

        def display(self, *_: Any, **__: Any) -> bool:
            self._put(_html(self))
            return True

        def clear(self, *_: Any, **__: Any) -> None:
            """Do nothing: a text that is printed stands in a place of its own."""

        def close(self) -> None:
            if not self.disable:
                super().close()
                self._put("")

        def _put(self, html: str) -> None:
            data = {"text/html": html, "text/plain": ""}
            (self.handle.update if self.has_begun else self.handle.display)(data, raw=True)
            self.has_begun = True

    return NotebookBar


def _html(bar: Any) -> str:
    from html import escape

    from parkland.safe_text import legible

    facts = bar.format_dict
    text = bar.format_meter(**{**facts, "bar_format": facts["bar_format"].replace("|{bar}|", "")})
    share = f' value="{bar.n}" max="{bar.total}"' if bar.total else ""
    return (
        '<div style="display:flex;gap:.6em;align-items:center;font-variant-numeric:tabular-nums">'
        f'<progress{share} style="width:16em"></progress><span>{escape(legible(text))}</span></div>'
    )
