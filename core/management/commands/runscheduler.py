"""``python manage.py runscheduler``: runs and schedule in a process of their own, for servers with SCHEDULER=off."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Work on runs and fire the schedule until it is told to stop (SIGTERM, Ctrl-C)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--jobs", type=int, default=settings.JOB_PROCESSES, help="job processes (JOB_PROCESSES)")

    def handle(self, *args: Any, jobs: int, **options: Any) -> None:
        from core import runs, scheduler

        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        runs.start(jobs)
        scheduler.start()
        self.stdout.write(self.style.SUCCESS("The schedule runs here (stop with Ctrl-C)"))
        self.stdout.flush()
        stopping.wait()
        scheduler.stop()
        runs.stop()
