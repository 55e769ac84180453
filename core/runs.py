"""Runs: queued as rows, claimed by conditional UPDATE, executed stage by stage in a job process by worker threads.

The row is the truth. A worker writes it at each stage and at most twice a second between, and nudges whoever looks.
A worker that dies leaves a row whose heartbeat stops; the next look requeues it (stored stages are not repeated), and
after three deaths in a row the run is shown as interrupted, with “run again”.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models import F
from django.utils import timezone

from core import execution, holders
from core.models import Dataset, DatasetVersion, Run, RunState, Stage, User

log = logging.getLogger(__name__)
STALE = timedelta(seconds=30)
MAX_ATTEMPTS = 3
IDLE_SECONDS = 8
"""A job process that has nothing to do goes, and its memory with it."""
LOOK_SECONDS = 2


def enqueue(version: DatasetVersion, *, by: User | None = None, until: Any = Stage.SUGGEST) -> Run:
    """Queue a run of what is not stored yet; gives the open run where there is one already."""
    open_runs = version.runs.filter(state__in=[RunState.QUEUED, RunState.RUNNING], cancel_requested=False)
    if (existing := open_runs.first()) is not None:
        return existing
    run = Run.objects.create(version=version, requested_by=by, until=until, step="Waiting for its turn")
    Dataset.objects.filter(pk=version.dataset_id).update(updated_at=timezone.now())
    transaction.on_commit(wake)
    transaction.on_commit(lambda: execution.nudge(run))
    return run


def again(version: DatasetVersion, by: User | None) -> Run:
    """Queue a version whose last run failed, was cancelled or was interrupted; stages that are stored stay."""
    return enqueue(version, by=by)


def cancel(run: Run) -> None:
    """A waiting run is cancelled at once; a running one as soon as its worker sees it, within a moment."""
    now = timezone.now()
    waiting = Run.objects.filter(pk=run.pk, state=RunState.QUEUED)
    if not waiting.update(state=RunState.CANCELLED, finished_at=now, step="Cancelled"):
        Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(cancel_requested=True)
        execution.interrupted.add(run.pk)
    run.refresh_from_db()
    transaction.on_commit(lambda: execution.nudge(run))


def claim(owner: str) -> Run | None:
    """Take the oldest waiting run whose version nobody else works on; None where there is none."""
    busy = Run.objects.filter(state=RunState.RUNNING).values("version_id")
    waiting = Run.objects.filter(state=RunState.QUEUED).exclude(version_id__in=busy).order_by("created_at")
    for pk in waiting.values_list("pk", flat=True)[:5]:
        now = timezone.now()
        taken = Run.objects.filter(pk=pk, state=RunState.QUEUED).update(
            state=RunState.RUNNING, owner=owner, started_at=now, heartbeat_at=now, attempt=F("attempt") + 1
        )
        if taken:
            run = Run.objects.select_related("version__dataset").get(pk=pk)
            rivals = Run.objects.filter(version_id=run.version_id, state=RunState.RUNNING).exclude(pk=pk)
            if not rivals.exists():
                return run
            Run.objects.filter(pk=pk, owner=owner).update(state=RunState.QUEUED, owner="", attempt=F("attempt") - 1)
    return None


def recover() -> int:
    """Requeue runs whose worker is gone; end those that were cancelled or died too often. Gives how many were found."""
    edge = timezone.now() - STALE
    found = 0
    for run in Run.objects.filter(state=RunState.RUNNING):
        if run.heartbeat_at and run.heartbeat_at > edge and not holders.is_gone(run.owner):
            continue
        mine = Run.objects.filter(pk=run.pk, state=RunState.RUNNING, owner=run.owner, heartbeat_at=run.heartbeat_at)
        now = timezone.now()
        if run.cancel_requested:
            found += mine.update(state=RunState.CANCELLED, finished_at=now, step="Cancelled")
        elif run.attempt >= MAX_ATTEMPTS:
            error = "The server stopped three times while it worked on this. What was stored is safe; run it again."
            found += mine.update(state=RunState.INTERRUPTED, finished_at=now, error=error)
        else:
            found += mine.update(state=RunState.QUEUED, owner="", step="Interrupted; goes on by itself")
        run.refresh_from_db()
        execution.nudge(run)
    return found


# The workers of this process

_wake = threading.Event()
_stopping = threading.Event()
_threads: list[threading.Thread] = []


def wake() -> None:
    _wake.set()


def start(count: int | None = None) -> None:
    """Start the worker threads of this process; a second call does nothing."""
    if _threads:
        return
    _stopping.clear()
    for number in range(settings.JOB_PROCESSES if count is None else count):
        thread = threading.Thread(target=_work, name=f"runs-{number}", daemon=True)
        _threads.append(thread)
        thread.start()


def stop(wait: float = 5) -> None:
    """Put down what is being worked on (it is requeued) and end the worker threads."""
    _stopping.set()
    _wake.set()
    for thread in _threads:
        thread.join(wait)
    _threads.clear()


def _work() -> None:
    owner = holders.new()
    worker = execution.new_worker()
    last_work, last_recovery = time.monotonic(), 0.0
    while not _stopping.is_set():
        try:
            close_old_connections()
            if time.monotonic() - last_recovery > STALE.total_seconds() / 2 or not last_recovery:
                recover()
                last_recovery = time.monotonic()
            run = claim(owner)
            if run is not None:
                execution.execute(run, worker, _stopping)
                last_work = time.monotonic()
                continue
        except Exception:
            log.exception("A worker met an error and goes on")
            _stopping.wait(1)
        if worker.running and time.monotonic() - last_work > IDLE_SECONDS:
            worker.close()
        _wake.wait(LOOK_SECONDS)
        _wake.clear()
    worker.close()
    close_old_connections()
