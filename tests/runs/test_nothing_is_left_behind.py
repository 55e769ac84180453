"""A killed job leaves drafts and parts in its version's folder; they are gone when the run ended or went on."""

from __future__ import annotations

import os
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from core import execution, leftovers, runs, storage, tasks
from core.jobs import Cancelled, Died
from core.models import Run, RunState

TEXT = "a,b\n" + "".join(f"{n},x{n % 9}\n" for n in range(500))
WHOLE = {"original", "text.parquet", "clean.parquet", "changes.parquet", "problems.jsonl"}
LEFT = ("text.parquet.draft", "text.parquet.draft.3", ".typed.parquet.part.0", ".typed.parquet.draft",
        "problems.jsonl.new", ".clean.parquet.beside",
        ".clean.parquet.draft.rest.2", ".changes.parquet.draft.11")  # fmt: skip
FOLDERS = (".scratch-abc", "recoded-abc", "rows-abc", "unpacked-abc")


def litter(version) -> None:
    folder = storage.version_folder(version)
    for name in LEFT:
        (folder / name).write_bytes(b"half")
    for name in FOLDERS:
        (folder / name / "deep").mkdir(parents=True)
        (folder / name / "deep" / "spilled").write_bytes(b"half")


def names(version) -> set[str]:
    return {path.name for path in storage.version_folder(version).iterdir()}


class Killed:
    """A job process that leaves what a real one leaves, and ends so."""

    def __init__(self, version, end):
        self.version, self.end = version, end

    def run(self, *_task, **_how):
        litter(self.version)
        raise self.end


@pytest.mark.parametrize("end", [Died("exit code -9"), Cancelled()], ids=["killed", "cancelled"])
def test_nothing_is_left_of_a_job_that_was_stopped(upload, end):
    version = upload(TEXT).newest
    run = runs.claim("test|0|x")
    execution.execute(run, Killed(version, end), threading.Event())
    run.refresh_from_db()
    assert run.state in {RunState.FAILED, RunState.CANCELLED}
    assert names(version) == {"original"}


def test_nothing_is_left_when_a_killed_server_is_started_again(upload, work):
    version = upload(TEXT).newest
    run = runs.claim("elsewhere|1|x")
    litter(version)
    Run.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    assert runs.recover() == 1
    assert work().state == RunState.DONE
    assert names(version) <= WHOLE


def test_a_worker_that_lost_its_run_touches_nothing_of_the_next_one(upload, people):
    version = upload(TEXT).newest
    run = runs.claim("slow|0|x")

    class Slow(Killed):
        def run(self, *_task, **_how):
            Run.objects.filter(pk=run.pk).update(owner="next|0|x")
            super().run()

    execution.execute(run, Slow(version, Died("exit code -9")), threading.Event())
    assert set(LEFT) <= names(version)


def test_housekeeping_removes_what_is_old_and_leaves_what_is_whole_or_new_or_being_worked_on(upload, work):
    old, new, busy = (upload(TEXT, f"{name}.csv").newest for name in ("old", "new", "busy"))
    work()
    long_ago = timezone.now().timestamp() - settings.JOB_SECONDS - 2 * leftovers.LEAST_AGE
    for version in (old, new, busy):
        litter(version)
        folder = storage.version_folder(version)
        (folder / ".spill-abc").mkdir()
        (folder / ".0123456789ab.csv").write_bytes(b"half")
        (folder / "export-clean-1.csv").write_bytes(b"whole")
        if version != new:
            for path in folder.iterdir():
                os.utime(path, (long_ago, long_ago))
    Run.objects.create(version=busy, state=RunState.RUNNING, owner="me|0|x", heartbeat_at=timezone.now())
    tasks.tidy_up()
    assert names(old) <= {*WHOLE, "export-clean-1.csv"}
    assert names(old) | {"problems.jsonl"} >= WHOLE
    for version in (new, busy):
        assert {*LEFT, *FOLDERS, ".spill-abc", ".0123456789ab.csv", "export-clean-1.csv"} <= names(version)
