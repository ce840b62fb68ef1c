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


@contextmanager
def progress(lang: str) -> Iterator[Callable[[str], None]]:
    """Report the stage that is named to the function given, while it takes long."""
    stage, since = "", time.monotonic()
    done = threading.Event()

    def name(begun: str) -> None:
        nonlocal stage, since
        stage, since = begun, time.monotonic()

    def tell() -> None:
        wait = QUIET_S
        while not done.wait(wait):
            wait = EVERY_S
            seconds = f"{time.monotonic() - since:.0f}"
            say(wording(f"progress.{stage}", lang, seconds=seconds))

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield name
    finally:
        done.set()
        teller.join()
