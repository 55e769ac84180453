"""Cancelling, dying, recovering: the row always tells the truth and nothing is half written."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from core import execution, holders, pipeline, runs, storage
from core.jobs import Died, Worker
from core.models import Run, RunState
from core.versions import recipes

ROWS = "a,b\n" + "".join(f"{n},x{n % 9}\n" for n in range(2000))


def test_a_waiting_run_is_cancelled_at_once_and_can_run_again(upload, work, people):
    dataset = upload(ROWS)
    run = dataset.newest.runs.get()
    runs.cancel(run)
    assert run.state == RunState.CANCELLED
    assert work() is None
    runs.again(dataset.newest, people.editor)
    assert work().state == RunState.DONE


def test_a_running_run_stops_when_it_is_cancelled(upload, job_process):
    upload(ROWS)
    run = runs.claim("me|0|x")
    Run.objects.filter(pk=run.pk).update(cancel_requested=True)
    execution.execute(run, job_process, threading.Event())
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert not storage.clean_table(run.version).exists()


def test_two_workers_never_take_the_same_run(upload):
    upload(ROWS)
    assert runs.claim("one|0|x") is not None
    assert runs.claim("two|0|x") is None


def test_a_version_is_worked_on_by_one_worker_only(upload, people):
    dataset = upload(ROWS)
    assert runs.claim("one|0|x") is not None
    Run.objects.create(version=dataset.newest)
    assert runs.claim("two|0|x") is None


def test_a_run_whose_worker_died_goes_on_where_it_was(upload, work):
    dataset = upload(ROWS)
    work()
    version = dataset.newest
    read_at = version.read_at
    version.__class__.objects.filter(pk=version.pk).update(analysed_at=None)
    old = timezone.now() - timedelta(minutes=5)
    run = Run.objects.create(
        version=version, state=RunState.RUNNING, owner="elsewhere|1|x", heartbeat_at=old, attempt=1
    )
    assert runs.recover() == 1
    assert work().state == RunState.DONE
    run.refresh_from_db()
    assert run.state == RunState.DONE
    version.refresh_from_db()
    assert version.read_at == read_at
    assert version.analysed_at is not None


def test_a_run_that_died_three_times_is_shown_as_interrupted(upload):
    dataset = upload(ROWS)
    old = timezone.now() - timedelta(minutes=5)
    dataset.newest.runs.update(state=RunState.RUNNING, owner="elsewhere|1|x", heartbeat_at=old, attempt=3)
    runs.recover()
    state = pipeline.status(dataset)
    assert state["state"] == "interrupted"
    assert "run it again" in state["error"]


def test_a_run_of_a_killed_process_on_this_machine_is_taken_up_at_once(upload):
    dataset = upload(ROWS)
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    owner = f"{holders.HOST}|{child}|x"
    dataset.newest.runs.update(state=RunState.RUNNING, owner=owner, heartbeat_at=timezone.now(), attempt=1)
    assert runs.recover() == 1
    assert dataset.newest.runs.get().state == RunState.QUEUED


def test_a_stopping_server_puts_the_run_back(upload, job_process):
    upload(ROWS)
    run = runs.claim("me|0|x")
    stopping = threading.Event()
    stopping.set()
    execution.execute(run, job_process, stopping)
    run.refresh_from_db()
    assert run.state == RunState.QUEUED


def kill_new(before: set) -> None:
    while not (new := set(multiprocessing.active_children()) - before):
        time.sleep(0.01)
    os.kill(next(iter(new)).pid, signal.SIGKILL)


def test_a_killed_job_process_is_told_and_the_next_one_works(upload, work):
    dataset = upload("n,m\n" + "".join(f"{n},{n * n}\n" for n in range(50_000)))
    folder = str(storage.version_folder(dataset.newest))
    worker = Worker(1024, 60)
    before = set(multiprocessing.active_children())
    with pytest.raises(Died):
        worker.run("read", folder, {"name": "a.csv", "reader": {}, "limits": {}}, hear=lambda message: kill_new(before))
    worker.close()
    assert not storage.text_table(dataset.newest).exists()
    assert work().state == RunState.DONE


def test_a_job_process_that_died_before_it_began_costs_nothing_but_time(upload, monkeypatch):
    from core import jobs

    monkeypatch.setattr(jobs, "BEGIN_SECONDS", 10)
    dataset = upload("n,m\n" + "".join(f"{n},{n * n}\n" for n in range(500)))
    folder = str(storage.version_folder(dataset.newest))
    worker = Worker(1024, 60)
    before = set(multiprocessing.active_children())
    killer = threading.Thread(target=kill_new, args=(before,))
    killer.start()
    assert worker.run("read", folder, {"name": "a.csv", "reader": {}, "limits": {}})["rows"] == 500
    killer.join()
    worker.close()


def test_switching_a_step_off_and_on_cleans_anew(upload, work, people):
    dataset = upload("city,n\n Windhoek ,1\nSwakopmund,2\n")
    work()
    version = dataset.newest
    assert pipeline.page_of_rows(version).rows[0][0] == "Windhoek"
    trims = [step.id for step in recipes.newest(version).steps if step.op == "trim" and step.enabled]
    recipes.switch(version, people.owner, trims, enabled=False)
    work()
    version.refresh_from_db()
    assert pipeline.page_of_rows(version).rows[0][0] == " Windhoek "
    recipes.switch(version, people.owner, trims, enabled=True)
    work()
    version.refresh_from_db()
    assert pipeline.page_of_rows(version).rows[0][0] == "Windhoek"


def test_a_new_file_keeps_the_recipe(upload, work, people, tmp_path):
    dataset = upload("city,n\n Windhoek ,1\nSwakopmund,2\n")
    work()
    trims = [step.id for step in recipes.newest(dataset.newest).steps if step.op == "trim"]
    recipes.switch(dataset.newest, people.owner, trims, enabled=False)
    work()
    source = tmp_path / "next"
    source.write_text("city,n\n Oshakati ,3\nSwakopmund,4\n")
    pipeline.new_version(dataset, source=source, name="next.csv", by=people.owner)
    assert work().state == RunState.DONE
    dataset.refresh_from_db()
    assert dataset.current.number == 2
    assert pipeline.page_of_rows(dataset.current).rows[0][0] == " Oshakati "
