"""One spawned job process: niced, limited in memory and time, recycled, killed when its task is cancelled.

The process imports the analytics, never Django. It talks back over a pipe, a JSON line a message, which the thread that
waits for the result reads; after a kill the pipe goes with the process, so a torn message harms nobody.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, TimeoutError
from multiprocessing.connection import Connection
from typing import Any

from core import stages

SPAWN = multiprocessing.get_context("spawn")
TASKS_PER_PROCESS = 12
TICK = 0.1
MB = 1024 * 1024
BEGIN_SECONDS, ATTEMPTS = 60, 2
"""A process that was killed while it took its task takes the task with it, and nobody would ever say so."""
Hear = Callable[[dict[str, Any]], None]


class Cancelled(Exception):
    """The task was stopped on demand."""


class Died(Exception):
    """The job process ended without an answer: killed, out of memory, or crashed; the text says which."""


class NotBegun(Died):
    """The job process ended, or hung, before it began with the task; its message may be lost with it."""


class TookTooLong(Exception):
    """The task ran into its time limit."""


_pipe: Connection | None = None
_last_tell = 0.0


def _set_up(pipe: Connection, memory_mb: int, parent: int) -> None:
    """Runs once in a new job process."""
    global _pipe
    _pipe = pipe
    os.nice(10)
    # One thread of linear algebra: our matrices are small, and each more costs megabytes and the pages' time.
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    # Arrow's own allocator reserves a gigabyte that it does not use, and the limit counts it.
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    _limit_memory(memory_mb)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _limit_memory(memory_mb: int) -> None:
    try:
        import resource

        # The data segment is what a process really asks for; the address space holds huge empty reservations too
        # (allocators, thread stacks), so its limit is wider and only there for systems that know no other.
        for name, size in (("RLIMIT_DATA", memory_mb), ("RLIMIT_AS", memory_mb * 4)):
            kind = getattr(resource, name)
            _, hard = resource.getrlimit(kind)
            limit = size * MB if hard == resource.RLIM_INFINITY else min(size * MB, hard)
            resource.setrlimit(kind, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        pass  # a system without such limits: the time limit and the server's own memory still hold


def _follow(parent: int) -> None:
    """A server that was killed takes its job processes with it."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _tell(message: dict[str, Any]) -> None:
    """Send a message; progress at most ten times a second, everything else always."""
    global _last_tell
    if _pipe is None:
        return
    if "progress" in message:
        now = time.monotonic()
        if now - _last_tell < TICK and message["progress"] < 1:
            return
        _last_tell = now
    _pipe.send_bytes(json.dumps(message, ensure_ascii=False, default=str).encode())


def _execute(stage: str, folder: str, task: dict[str, Any]) -> dict[str, Any]:
    global _last_tell
    _last_tell = 0.0  # the first word of a stage is heard, however soon it follows the last one's
    _tell({"began": stage})
    return stages.run(stage, folder, task, _tell)


class Worker:
    """Owns at most one job process; used by one thread. ``close`` ends the process (the next task starts a new one)."""

    def __init__(self, memory_mb: int, seconds: int) -> None:
        self.memory_mb, self.seconds = memory_mb, seconds
        self._pool: Any = None
        self._pipe: Connection | None = None
        self._ended: Connection | None = None
        self._began = False

    @property
    def running(self) -> bool:
        return self._pool is not None

    def _open(self) -> None:
        from pebble import ProcessPool

        self._pipe, self._ended = SPAWN.Pipe(duplex=False)
        self._pool = ProcessPool(
            max_workers=1,
            max_tasks=TASKS_PER_PROCESS,
            initializer=_set_up,
            initargs=(self._ended, self.memory_mb, os.getpid()),
            context=SPAWN,
        )

    def close(self) -> None:
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
        for end in (self._pipe, self._ended):
            if end is not None:
                end.close()
        self._pool = self._pipe = self._ended = None

    def run(
        self,
        stage: str,
        folder: str,
        task: dict[str, Any],
        *,
        hear: Hear = lambda message: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> dict[str, Any]:
        """Execute a stage and give its result. Raises StageFailed, Cancelled, TookTooLong or Died."""
        for attempt in range(ATTEMPTS):
            try:
                return self._run(stage, folder, task, hear, stop)
            except NotBegun:
                if attempt + 1 == ATTEMPTS:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _run(self, stage: str, folder: str, task: dict[str, Any], hear: Hear, stop: Callable[[], bool]) -> Any:
        if self._pool is None:
            self._open()
        self._began, asked = False, time.monotonic()
        try:
            future = self._pool.schedule(_execute, args=(stage, folder, task), timeout=self.seconds)
            while not future.done():
                if stop():
                    future.cancel()
                    raise Cancelled
                self._listen(hear, TICK)
                if not self._began and time.monotonic() - asked > BEGIN_SECONDS:
                    raise NotBegun("it did not begin")
            self._listen(hear, 0)
            return future.result()
        except (stages.StageFailed, MemoryError):
            raise
        except BaseException as error:
            self.close()
            raise _meaning(error, self._began) from error

    def _listen(self, hear: Callable[[dict[str, Any]], None], wait: float) -> None:
        """Hear what came; waits up to ``wait`` seconds for the first message."""
        assert self._pipe is not None
        while self._pipe.poll(wait):
            message = json.loads(self._pipe.recv_bytes())
            wait = 0
            if "began" in message:
                self._began = True
            else:
                hear(message)


def _meaning(error: BaseException, began: bool) -> BaseException:
    from pebble import ProcessExpired

    if isinstance(error, Cancelled | CancelledError):
        return Cancelled()
    if isinstance(error, TimeoutError):
        return TookTooLong()
    broken = isinstance(error, RuntimeError) and not began  # the pool lost its process between two tasks
    if broken or isinstance(error, ProcessExpired | BrokenExecutor):
        kind = Died if began else NotBegun
        return kind(f"exit code {getattr(error, 'exitcode', 'unknown')}")
    return error
