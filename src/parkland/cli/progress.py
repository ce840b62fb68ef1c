"""What takes long says so: a line on stderr when a stage has taken two seconds, then every ten."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from parkland.cli.opening import say
from parkland.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUIET_S = 2.0
EVERY_S = 10.0
STEP_S = 0.25


@contextmanager
def progress(lang: str) -> Iterator[Callable[[str], None]]:
    """Report the stage that is named to the function given, while it takes long."""
    stage, since, due = "", time.monotonic(), QUIET_S
    done = threading.Event()

    def name(begun: str) -> None:
        nonlocal stage, since, due
        stage, since, due = begun, time.monotonic(), QUIET_S

    def tell() -> None:
        nonlocal due
        while not done.wait(STEP_S):
            taken = time.monotonic() - since
            if stage and taken >= due:
                due += EVERY_S
                say(wording(f"progress.{stage}", lang, seconds=f"{taken:.0f}"))

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield name
    finally:
        done.set()
        teller.join()
