"""The execution of one claimed run: stage after stage, each stored before the next begins."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import leftovers, results, storage
from core.jobs import Cancelled, Died, TookTooLong, Worker
from core.models import Run, RunState, Stage
from core.stages import StageFailed

log = logging.getLogger(__name__)
SPAN = {Stage.READ: (0, 35), Stage.PROFILE: (35, 50), Stage.CLEAN: (50, 60), Stage.INSIGHTS: (60, 80),
        Stage.CHARTS: (80, 85), Stage.SUGGEST: (85, 100)}  # fmt: skip
REPORT_SECONDS = 0.5
HEARTBEAT_SECONDS = 5
CANCEL_LOOK_SECONDS = 1
interrupted: set[int] = set()
"""Runs that were cancelled from this process: their worker need not wait for its next look at the row."""


class Lost(Exception):
    """The run is not ours any more: somebody cancelled, deleted or requeued it."""


class PutDown(Exception):
    """The server stops; the run goes back into the queue."""


def new_worker() -> Worker:
    return Worker(settings.JOB_MEMORY_MB, settings.JOB_SECONDS)


def nudge(run: Run) -> None:
    """Tell whoever looks at the dataset; never fails because of it."""
    from core import fragments, live

    try:
        dataset = run.version.dataset
        live.publish(f"dataset:{dataset.pk}", f"dataset-{dataset.pk}-progress", fragments.dataset_progress(dataset))
    except Exception:
        log.exception("The progress of run %s could not be shown", run.pk)


def execute(run: Run, worker: Worker, stopping: threading.Event) -> None:
    """Run what is not stored yet, up to ``run.until``; the row tells the outcome, whatever happens."""
    trip = Trip(run, worker, stopping)
    try:
        for stage in results.missing(run.version, run.until):
            trip.enter(stage)
            results.do(trip, stage)
        trip.finish(RunState.DONE, step="Ready")
    except Cancelled:
        trip.finish(RunState.CANCELLED, step="Cancelled")
    except PutDown:
        trip.clear_up()
        trip.update(state=RunState.QUEUED, owner="", step="The server was stopped; goes on when it is back")
    except Lost:
        worker.close()
    except StageFailed as failure:
        trip.finish(RunState.FAILED, error=str(failure))
    except TookTooLong:
        trip.finish(RunState.FAILED, error=f"{words(run)} took longer than {settings.JOB_SECONDS // 60} minutes, "
                    "the limit here; send a smaller file or raise JOB_SECONDS.")  # fmt: skip
    except (Died, MemoryError) as death:
        log.warning("The job process of run %s died: %s", run.pk, death)
        trip.finish(RunState.FAILED, error=f"{words(run)} was stopped: this file needs more than the "
                    f"{settings.JOB_MEMORY_MB:,} MB of memory that a job may use, or is damaged.")  # fmt: skip
    except Exception:
        log.exception("Run %s failed", run.pk)
        error = f"{words(run)} failed because of an error of ours; the log has the details. Run it again."
        trip.finish(RunState.FAILED, error=error)
    finally:
        interrupted.discard(run.pk)


def words(run: Run) -> str:
    """What the run was doing, as the beginning of a sentence."""
    return str(Stage(run.stage).label)


class Trip:
    """A run on its way: writes its row, listens to the job process, notices cancellation."""

    def __init__(self, run: Run, worker: Worker, stopping: threading.Event) -> None:
        self.run, self.worker, self.stopping = run, worker, stopping
        self.owner = run.owner
        self._reported = self._looked = self._beat = 0.0
        self._cancelled = False

    def update(self, **values: Any) -> None:
        """Write the row, as long as it is ours. Raises Lost."""
        mine = Run.objects.filter(pk=self.run.pk, owner=self.owner, state=RunState.RUNNING)
        if not mine.update(heartbeat_at=timezone.now(), **values):
            raise Lost
        for name, value in values.items():
            setattr(self.run, name, value)
        self._beat = time.monotonic()
        nudge(self.run)

    def enter(self, stage: Any) -> None:
        if self.stop():
            raise Cancelled
        self.update(stage=stage, progress=SPAN[stage][0], step=stage.label)

    def finish(self, state: Any, *, step: str | None = None, error: str = "") -> None:
        if state != RunState.DONE:
            self.clear_up()
        values: dict[str, Any] = {"state": state, "finished_at": timezone.now(), "error": error}
        if step is not None:
            values["step"] = step
        if state == RunState.DONE:
            values["progress"] = 100
        try:
            self.update(**values)
        except Lost:
            log.info("Run %s was taken away before it ended as %s", self.run.pk, state)

    def clear_up(self) -> None:
        """Remove what a killed job process left; only while the run is ours, so that nobody else writes there."""
        if Run.objects.filter(pk=self.run.pk, owner=self.owner, state=RunState.RUNNING).exists():
            leftovers.sweep(storage.version_folder(self.run.version))

    def hear(self, message: dict[str, Any]) -> None:
        """Progress of the job process: to the row and to the page, twice a second at most."""
        if "progress" not in message:
            return
        now = time.monotonic()
        if now - self._reported < REPORT_SECONDS:
            return
        self._reported = now
        low, high = SPAN[Stage(self.run.stage)]
        self.update(progress=round(low + (high - low) * message["progress"]), step=message["step"][:200])

    def stop(self) -> bool:
        """Whether to stop now; raises PutDown when the server stops. Looks at the row once a second."""
        if self.stopping.is_set():
            raise PutDown
        if self.run.pk in interrupted:
            return True
        now = time.monotonic()
        if now - self._looked > CANCEL_LOOK_SECONDS:
            self._looked = now
            mine = Run.objects.filter(pk=self.run.pk, owner=self.owner, state=RunState.RUNNING)
            state = mine.values_list("cancel_requested", flat=True).first()
            if state is None:
                raise Lost
            self._cancelled = state
            if now - self._beat > HEARTBEAT_SECONDS:
                mine.update(heartbeat_at=timezone.now())
                self._beat = now
        return self._cancelled

    def work(self, task: dict[str, Any], *, hear: Any = None) -> dict[str, Any]:
        """Execute the run's stage in the job process."""
        folder = str(storage.version_folder(self.run.version))
        return self.worker.run(str(self.run.stage), folder, task, hear=hear or self.hear, stop=self.stop)

    def store(self, save: Any) -> None:
        """Call ``save`` in a transaction that holds only while the run is ours."""
        with transaction.atomic():
            mine = Run.objects.filter(pk=self.run.pk, owner=self.owner, state=RunState.RUNNING, cancel_requested=False)
            if not mine.update(heartbeat_at=timezone.now()):
                raise Cancelled
            save()
