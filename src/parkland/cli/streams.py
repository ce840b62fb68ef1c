r"""What a command prints, and how it ends when it cannot print or is stopped.

Data can hold characters that move the cursor of a terminal, hide text or turn it around. They are
printed as ``\u001b``, and so are characters that the encoding of the terminal lacks. In JSON this
form is the character itself.

Exit codes: 130 after Ctrl-C, 143 and 129 after the signals SIGTERM and SIGHUP, 141 when the reader
of a pipe has gone. Temporary files are removed in each case.
"""

from __future__ import annotations

import codecs
import os
import signal
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkland.errors import OutputError, reason_of
from parkland.safe_text import visible, written_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

ESCAPING = "parkland.escape"
STOPPED, GONE = 128, 141


class PipeClosedError(Exception):
    """The reader of a pipe has gone, so that nothing more can be printed."""


class StoppedError(BaseException):
    """A signal asked the program to stop; not an `Exception`, so that only `finally` handles it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = STOPPED + number


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(written_out(character) for character in lacking), error.end


codecs.register_error(ESCAPING, _escaped)


class SafeStream:
    """A text stream that writes out what a terminal would obey; its errors are of parkland."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    @property
    def below(self) -> Any:
        """The stream itself, for a bar of progress, which moves the cursor."""
        return self._stream

    @property
    def encoding(self) -> str:
        """UTF-8, or click would write past this stream to one that it takes for misconfigured."""
        return "utf-8"

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text; bytes are refused, as every text stream refuses them."""
        if text == "":
            return 0  # click asks so what kind of stream this is; a full disk would answer
        with self._told():
            return int(self._stream.write(visible(text) if isinstance(text, str) else text))

    def flush(self) -> None:
        """Write what is still in the buffer."""
        with self._told():
            self._stream.flush()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError as error:
            self._abandon()
            raise PipeClosedError from error
        except OSError as error:
            self._abandon()
            raise OutputError("cli.not_printed", reason=reason_of(error)) from error

    def _abandon(self) -> None:
        """Send what is in the buffer to nowhere, or Python would try again when it ends."""
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


@contextmanager
def safe_streams() -> Iterator[None]:
    """Print through `SafeStream` in the block."""
    before = sys.stdout, sys.stderr
    for stream in before:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=ESCAPING)
    # Python has None for a stream that the caller has closed.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout, sys.stderr = (SafeStream(stream or nowhere) for stream in before)
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before


@contextmanager
def stopping_signals() -> Iterator[None]:
    """Raise `StoppedError` in the block when a signal asks the program to stop.

    A signal that the caller ignores, as ``nohup`` does, stays ignored.
    """

    def stop(number: int, _: FrameType | None) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)  # a second one must not disturb the cleaning
        raise StoppedError(number)

    names = ("SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before: dict[int, Any] = {}
    with suppress(ValueError):  # only the main thread may handle signals
        for number in numbers:
            if signal.getsignal(number) == signal.SIG_DFL:
                before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
