"""The threads and child processes that answer questions: their own, so that a long reading keeps nobody waiting.

A thread holds one child at most; both go after a while without questions, and their memory with them.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections

from core.jobs import Worker

log = logging.getLogger(__name__)
IDLE_SECONDS = 20
Job = Callable[[Worker], None]

_changed = threading.Condition()
_waiting: deque[Job] = deque()
_threads = 0
_idle = 0


def new_worker() -> Worker:
    return Worker(settings.SQL_MEMORY_MB, settings.SQL_SECONDS)


def submit(job: Job) -> None:
    """Have ``job`` done as soon as a child is free; it must not raise."""
    global _threads
    with _changed:
        _waiting.append(job)
        if _idle < len(_waiting) and _threads < settings.SQL_PROCESSES:
            _threads += 1
            threading.Thread(target=_work, name=f"questions-{_threads}", daemon=True).start()
        _changed.notify()


def _next() -> Job | None:
    """The next job; None after a while without one, when this thread has signed off."""
    global _threads, _idle
    with _changed:
        _idle += 1
        found = _changed.wait_for(lambda: bool(_waiting), IDLE_SECONDS)
        _idle -= 1
        if found:
            return _waiting.popleft()
        _threads -= 1
        return None


def _work() -> None:
    worker = new_worker()
    try:
        while (job := _next()) is not None:
            close_old_connections()
            try:
                job(worker)
            except Exception:
                log.exception("A question met an error of ours")
    finally:
        worker.close()
        close_old_connections()
