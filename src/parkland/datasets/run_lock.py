"""One run at a time in the folder of a dataset.

The lock is a file that its run keeps locked with the system, so that it is free as soon as the
program ends in any way. Some network file systems lock for one computer only; so the file also says
who runs where and when it last did something. A run on another computer counts as alive for as long
as that is recent.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from parkland.errors import OutputError
from parkland.phrases import Phrase
from parkland.workplaces import hold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = "run.lock"
BEAT_S = 10.0
DEAD_S = 120.0


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Keep other runs out of `folder` for the block.

    Raises
    ------
    OutputError
        If another run is at work there.
    """
    path = folder / LOCK
    with path.open("a+b") as file:
        if not hold(file):
            raise _refused(path)
        if _is_alive_elsewhere(_stated(path)):
            raise _refused(path)
        _beat(file)
        stopped = threading.Event()
        beating = threading.Thread(target=_keep_beating, args=(file, stopped), daemon=True)
        beating.start()
        try:
            yield
        finally:
            stopped.set()
            beating.join()
            with suppress(OSError):
                file.truncate(0)


def _keep_beating(file: IO[bytes], stopped: threading.Event) -> None:
    while not stopped.wait(BEAT_S):
        with suppress(OSError):
            _beat(file)


def _beat(file: IO[bytes]) -> None:
    about = {"host": socket.gethostname(), "pid": os.getpid(), "alive": time.time()}
    file.seek(0)
    file.truncate()
    file.write(json.dumps(about).encode())
    file.flush()


def _stated(path: Path) -> dict[str, object]:
    with suppress(OSError, ValueError):
        stated = json.loads(path.read_bytes())
        if isinstance(stated, dict):
            return stated
    return {}


def _is_alive_elsewhere(stated: dict[str, object]) -> bool:
    alive = stated.get("alive")
    is_recent = isinstance(alive, float | int) and time.time() - alive < DEAD_S
    return is_recent and stated.get("host") != socket.gethostname()


def _refused(path: Path) -> OutputError:
    stated = _stated(path)
    who = Phrase("datasets.nobody")
    if stated.get("host"):
        who = Phrase("datasets.who", host=str(stated["host"]), pid=str(stated.get("pid")))
    return OutputError("datasets.other_run", where=path.parent, who=who)
