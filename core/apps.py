"""The core app; ``start_server`` is what a server start means beyond answering requests."""

from __future__ import annotations

import atexit
import threading

from django.apps import AppConfig
from django.conf import settings

_started = threading.Lock()


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "LuminaBI"


def start_server() -> None:
    """Called once from Luminabi/asgi.py, so that migrate, check and shells start nothing.

    Starts the workers of runs and the schedule, unless another process does that (SCHEDULER=off).
    """
    if settings.SCHEDULER != "inline" or not _started.acquire(blocking=False):
        return
    from core import runs, scheduler

    runs.start()
    scheduler.start()
    atexit.register(stop_server)


def stop_server() -> None:
    """What was begun is put down: runs go back into the queue, the schedule's lease is given back."""
    from core import runs, scheduler

    scheduler.stop()
    runs.stop()
