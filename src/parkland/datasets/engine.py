"""Run tasks in any executor of `concurrent.futures`, and bring their results in order.

A task is a function of a module and small arguments. Nothing here or in a task knows whether the
executor has threads, processes, or is the front of a cluster. A task leaves its result in files
that are complete or absent, so that it can be run again.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    ProcessPoolExecutor,
    as_completed,
)
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from types import ModuleType
from typing import TYPE_CHECKING, Any

from parkland.errors import ChoiceError, OutputError, brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

# A pool of our own is started anew if one of its workers is killed.
MOST_STARTS = 5


class Engine:
    """Runs tasks in an executor, or one after the other in this process without one.

    Parameters
    ----------
    executor
        The executor of the caller, or None.
    workers
        Without an executor: the number of processes of a pool of our own; 0 for none.
    """

    def __init__(self, executor: Executor | None, workers: int = 0) -> None:
        if executor is not None and not hasattr(executor, "submit"):
            raise ChoiceError("datasets.executor", value=brief(executor))
        self._executor = executor
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def run(
        self,
        task: Callable[..., Any],
        arguments: Sequence[tuple[Any, ...]],
        *,
        done: Callable[[int], None] | None = None,
    ) -> list[Any]:
        """Return the results of `task` for each tuple of arguments, in their order.

        Parameters
        ----------
        task
            A function of a module.
        arguments
            Of each call.
        done
            Called with the place of each call that is done.

        Raises
        ------
        OutputError
            If the executor has lost its workers.
        """
        results: list[Any] = [None] * len(arguments)
        left = dict(enumerate(arguments))
        if self._executor is None and not self._workers:
            for place, own in left.items():
                results[place] = task(*own)
                if done is not None:
                    done(place)
            return results
        for start in range(MOST_STARTS):
            try:
                for place, result in _finished(self._submit, task, left):
                    results[place] = result
                    del left[place]
                    if done is not None:
                        done(place)
            except Exception as error:
                if not self._is_lost(error):
                    raise
                self._stop()
                if self._executor is not None or start + 1 == MOST_STARTS:
                    raise OutputError("datasets.workers_lost") from error
                continue
            break
        return results

    def _is_lost(self, error: Exception) -> bool:
        """Return whether an error is one of the executor and not one of a task.

        A cluster has errors of its own package for a lost scheduler and for workers that die.
        """
        own = type(self._executor).__module__.partition(".")[0]
        is_own = self._executor is not None and type(error).__module__.partition(".")[0] == own
        return is_own or isinstance(error, BrokenExecutor | CancelledError)

    def _submit(self, task: Callable[..., Any], *own: Any) -> Future[Any]:
        if self._executor is not None:
            return self._executor.submit(task, *own)
        if self._pool is None:
            # A copy of a process with threads can stand still, so that workers start anew.
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=get_context("spawn"), initializer=_begin_worker
            )
        with _without_main():
            return self._pool.submit(task, *own)

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


@contextmanager
def engine(executor: Executor | None, workers: int | None = None) -> Iterator[Engine]:
    """Yield an engine, and end the pool that it made."""
    made = Engine(executor, workers or 0)
    try:
        yield made
    finally:
        made._stop()  # noqa: SLF001 - its own pool


def default_workers() -> int:
    """Return the number of processors that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable is not None else os.cpu_count() or 1


def _begin_worker() -> None:
    """Leave Ctrl-C to the program, and end with it, also where it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the script of the user in the block, in which a worker can be started.

    A worker that starts anew runs that script once more, although no task needs it: a script
    without ``if __name__ == "__main__"`` would open the dataset again in each worker.
    """
    script = sys.modules.get("__main__")
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        if script is not None:
            sys.modules["__main__"] = script


def _finished(
    submit: Callable[..., Future[Any]], task: Callable[..., Any], left: dict[int, tuple[Any, ...]]
) -> Iterator[tuple[int, Any]]:
    """Yield the place and the result of each call that is done; cancel the others on an error."""
    places: dict[Future[Any], int] = {}
    try:
        for place, own in list(left.items()):
            places[submit(task, *own)] = place
        for future in as_completed(list(places)):
            yield places.pop(future), future.result()
    except BaseException:
        for future in places:
            future.cancel()
        raise
