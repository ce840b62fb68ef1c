"""Report the progress of long work: a line on stderr after two seconds, then every ten seconds."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from parkland.cli.opening import print_note
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUIET_S = 2.0
EVERY_S = 10.0
STEP_S = 0.25


@contextmanager
def progress(lang: str) -> Iterator[Callable[[str], None]]:
    """Yield a function that sets the current stage, and report that stage while it takes long.

    A thread prints the reports, because the work itself cannot be interrupted. Every new stage
    starts the time anew.
    """
    stage, since, due = "", time.monotonic(), QUIET_S
    done = threading.Event()

    def name(begun: str) -> None:
        nonlocal stage, since, due
        stage, since, due = begun, time.monotonic(), QUIET_S

    def report() -> None:
        nonlocal due
        while not done.wait(STEP_S):
            taken = time.monotonic() - since
            if stage and taken >= due:
                due += EVERY_S
                print_note(wording(f"progress.{stage}", lang, seconds=f"{taken:.0f}"))

    reporter = threading.Thread(target=report, daemon=True)
    reporter.start()
    try:
        yield name
    finally:
        done.set()
        reporter.join()
