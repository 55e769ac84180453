"""When ``SCHEDULED_TASKS`` run. APScheduler fires triggers; the lease says which process may; rows say what ran.

A task that is due is begun in one transaction with a look at the lease, so that a process that lost it in the meantime
begins nothing; a process that takes the lease over goes on from the rows, so that a restart neither repeats nor skips.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from core import job_log
from core.lease import NAME, Keeper, brief
from core.models import JobRun, Lease, PausedTask, User

log = logging.getLogger(__name__)
RENEW_SECONDS = 15
SOON = timedelta(seconds=5)
MISSED = timedelta(minutes=30)
EARLY = timedelta(seconds=2)
"""Triggers may fire a little before a whole interval has passed since the last run's start."""
INTERRUPTED = "The process that ran it ended before it did."

_keeper: Keeper | None = None
_scheduler: Any = None
_guard = threading.Lock()


def start() -> None:
    """Begin to fire, in threads of this process; a second call does nothing."""
    global _scheduler, _keeper
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    with _guard:
        if _scheduler is not None:
            return
        _keeper = Keeper()
        _scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(4), "lease": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": int(MISSED.total_seconds())},
            timezone=settings.TIME_ZONE,
        )
        _scheduler.add_job(_keep, "interval", seconds=RENEW_SECONDS, id="lease", executor="lease",
                           next_run_time=timezone.now(), misfire_grace_time=None)  # fmt: skip
        for name, entry in settings.SCHEDULED_TASKS.items():
            import_string(entry["task"])  # a wrong name is said at the start, not at night
            _scheduler.add_job(_fire, "interval", args=[name], id=name,
                               seconds=entry["schedule"].total_seconds(), next_run_time=next_run(name))  # fmt: skip
        _scheduler.start()
    log.info("The schedule has %s tasks", len(settings.SCHEDULED_TASKS))


def stop() -> None:
    """Fire nothing more and give the lease back; what runs is let end, for a moment."""
    global _scheduler
    with _guard:
        if _scheduler is None:
            return
        _scheduler.shutdown(wait=False)
        _scheduler = None
        if _keeper is not None:
            _keeper.give_back()


def next_run(name: str) -> datetime:
    """When the task is due by its rows: an interval after its last start, soon where that has passed."""
    now = timezone.now()
    last = JobRun.objects.filter(task=name, by_hand=None).first()
    interval = settings.SCHEDULED_TASKS[name]["schedule"]
    return now + SOON if last is None else max(last.started_at + interval, now + SOON)


def _keep() -> None:
    """Hold or take the lease. Whoever takes it over marks what its last holder left open."""
    try:
        close_old_connections()
        if _keeper is not None and _scheduler is not None and _keeper.renew():
            log.info("This process runs the schedule (lease %s)", _keeper.token)
            open_runs = JobRun.objects.filter(outcome=JobRun.Outcome.RUNNING, by_hand=None)
            open_runs.update(outcome=JobRun.Outcome.FAILED, message=INTERRUPTED, finished_at=timezone.now())
            for name in settings.SCHEDULED_TASKS:
                _scheduler.modify_job(name, next_run_time=next_run(name))
    except Exception:
        log.exception("The lease could not be renewed; it is tried again in %s seconds", RENEW_SECONDS)
    finally:
        close_old_connections()


def _fire(name: str) -> None:
    try:
        close_old_connections()
        run = _begin(name)
        if run is not None:
            _work(run)
    except Exception:
        log.exception("%s could not be begun", name)
    finally:
        close_old_connections()


@brief()
def _begin(name: str) -> JobRun | None:
    """The row of a run that this process may begin now; None where another one has the lease or was first."""
    if _keeper is None or not _keeper.holds() or PausedTask.objects.filter(name=name).exists():
        return None
    now = timezone.now()
    interval = settings.SCHEDULED_TASKS[name]["schedule"]
    if JobRun.objects.filter(task=name, by_hand=None, started_at__gt=now - interval + EARLY).exists():
        return None
    return JobRun.objects.create(task=name, due_at=now, started_at=now)


def _work(run: JobRun) -> None:
    """Call the task and keep its outcome and words."""
    task: Callable[[], Any] = import_string(settings.SCHEDULED_TASKS[run.task]["task"])
    with job_log.kept() as lines:
        log.info("%s begins", run.task)
        try:
            said = task()
            outcome, message = JobRun.Outcome.DONE, str(said or "")
            log.info("%s is done: %s", run.task, message)
        except Exception as error:
            log.exception("%s failed", run.task)
            outcome, message = JobRun.Outcome.FAILED, f"{type(error).__name__}: {error}"
    JobRun.objects.filter(pk=run.pk).update(
        outcome=outcome, message=message[:2000], log=lines.text, finished_at=timezone.now()
    )


def run_now(name: str, user: User | None = None) -> JobRun:
    """Run a task at once beside the schedule, in a thread of this process; gives its row. KeyError for a wrong name."""
    settings.SCHEDULED_TASKS[name]
    run = JobRun.objects.create(task=name, by_hand=user)

    def go() -> None:
        try:
            _work(run)
        finally:
            close_old_connections()

    threading.Thread(target=go, name=f"task-{name}", daemon=True).start()
    return run


def pause(name: str, user: User | None = None) -> None:
    """Begin the task no more, in whichever process, until it is resumed. KeyError for a wrong name."""
    settings.SCHEDULED_TASKS[name]
    PausedTask.objects.get_or_create(name=name, defaults={"by": user})


def resume(name: str) -> None:
    """It comes at its next interval; what was missed is not made up for."""
    PausedTask.objects.filter(name=name).delete()


def get_scheduler_jobs() -> list[dict[str, Any]]:
    """What is planned: name, task, schedule (timedelta), last_run, last_outcome, paused, next_run.

    ``next_run`` is None while the task is paused or no process fires the schedule.
    """
    fired = Lease.objects.filter(name=NAME, expires_at__gt=timezone.now()).exists()
    paused = set(PausedTask.objects.values_list("name", flat=True))
    jobs = []
    for name, entry in settings.SCHEDULED_TASKS.items():
        last = JobRun.objects.filter(task=name).first()
        jobs.append(
            {
                "name": name,
                "task": entry["task"],
                "schedule": entry["schedule"],
                "last_run": last.started_at if last else None,
                "last_outcome": last.outcome if last else None,
                "paused": name in paused,
                "next_run": next_run(name) if fired and name not in paused else None,
            }
        )
    return jobs
