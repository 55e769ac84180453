"""Each due task runs once per database, survives restarts, and everything is written down."""

from __future__ import annotations

import logging
import re
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import holders, lease, scheduler
from core.models import JobRun, Lease
from tests.serving import ROOT, Server


def nothing() -> str:
    return "nothing was to be done"


def broken() -> str:
    raise ValueError("the disk is made of cheese")


@pytest.fixture
def tasks(settings):
    settings.SCHEDULED_TASKS = {
        "calm": {"task": f"{__name__}.nothing", "schedule": timedelta(hours=1)},
        "ill": {"task": f"{__name__}.broken", "schedule": timedelta(hours=1)},
    }


@pytest.fixture
def keeper(transactional_db, monkeypatch):
    keeper = lease.Keeper()
    assert keeper.renew()
    monkeypatch.setattr(scheduler, "_keeper", keeper)
    return keeper


def test_only_one_holds_the_lease_and_the_next_gets_it_when_it_runs_out(db):
    one, two = lease.Keeper(), lease.Keeper()
    assert one.renew()
    assert not two.renew()
    assert (one.holds(), two.holds()) == (True, False)
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert two.renew()
    assert two.token > 1
    assert not one.holds()
    assert not one.renew()
    two.give_back()
    assert one.renew()


def test_a_due_task_runs_once_and_says_what_it_did(tasks, keeper):
    scheduler._fire("calm")
    scheduler._fire("calm")
    run = JobRun.objects.get()
    assert (run.outcome, run.message) == ("done", "nothing was to be done")
    assert run.finished_at >= run.started_at


def test_a_broken_task_is_written_down_and_harms_nothing(tasks, keeper):
    scheduler._fire("ill")
    run = JobRun.objects.get()
    assert run.outcome == "failed"
    assert "made of cheese" in run.message


def test_who_lost_the_lease_begins_nothing(tasks, keeper):
    Lease.objects.update(holder="another", token=99)
    scheduler._fire("calm")
    assert not JobRun.objects.exists()


def test_a_restart_neither_repeats_nor_skips(tasks, db):
    assert scheduler.next_run("calm") <= timezone.now() + timedelta(seconds=6)
    JobRun.objects.create(task="calm", started_at=timezone.now() - timedelta(minutes=50))
    left = scheduler.next_run("calm") - timezone.now()
    assert timedelta(minutes=9) < left < timedelta(minutes=11)


def test_jobs_are_listed_with_their_last_and_next_run(tasks, keeper):
    scheduler._fire("calm")
    jobs = {job["name"]: job for job in scheduler.get_scheduler_jobs()}
    assert jobs["calm"]["last_outcome"] == "done"
    assert jobs["calm"]["next_run"] > timezone.now() + timedelta(minutes=50)
    assert jobs["ill"]["last_run"] is None


def test_the_page_is_for_administrators_and_runs_a_task_at_once(tasks, people, transactional_db):
    page = Client()
    page.force_login(people.editor)
    assert page.get("/scheduler/").status_code == 404
    people.owner.is_superuser = people.owner.is_staff = True
    people.owner.save()
    page.force_login(people.owner)
    assert "calm" in page.get("/scheduler/").content.decode()
    assert page.post("/scheduler/", {"task": "nonsense"}).status_code == 404
    page.post("/scheduler/", {"task": "calm"})
    for _ in range(100):
        if JobRun.objects.filter(outcome="done").exists():
            break
        time.sleep(0.05)
    run = JobRun.objects.get()
    assert (run.task, run.by_hand) == ("calm", people.owner)
    assert "nothing was to be done" in page.get("/scheduler/").content.decode()


def test_a_paused_task_is_not_begun_until_it_is_resumed(tasks, keeper, people):
    scheduler.pause("calm", people.owner)
    scheduler._fire("calm")
    assert not JobRun.objects.exists()
    jobs = {job["name"]: job for job in scheduler.get_scheduler_jobs()}
    assert (jobs["calm"]["paused"], jobs["calm"]["next_run"]) == (True, None)
    scheduler.resume("calm")
    scheduler._fire("calm")
    assert JobRun.objects.get().task == "calm"


def test_administrators_pause_and_resume_on_the_page(tasks, people, client):
    people.owner.is_superuser = True
    people.owner.save()
    client.force_login(people.owner)
    client.post("/scheduler/", {"pause": "calm"})
    assert "paused" in client.get("/scheduler/").content.decode()
    assert scheduler.get_scheduler_jobs()[0]["paused"]
    client.post("/scheduler/", {"resume": "calm"})
    assert not scheduler.get_scheduler_jobs()[0]["paused"]


@pytest.mark.services
@pytest.mark.slow
def test_two_processes_on_one_database_run_each_due_task_once(tmp_path):
    server = Server(tmp_path, SCHEDULER="off").start()
    workers = [
        subprocess.Popen([sys.executable, "manage.py", "runscheduler"], cwd=ROOT, env=server.environment,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]  # fmt: skip
    count = "from core.models import JobRun; print(sorted(JobRun.objects.values_list('task', flat=True)))"
    try:
        wanted = [
            "alert-checks",
            "data-cleaning",
            "due-reports",
            "housekeeping",
            "insights-generation",
            "query-datasets",
            "query-tidying",
            "report-generation",
        ]
        for _ in range(60):
            found = server.manage("shell", "-v", "0", "-c", count).strip()
            if all(name in found for name in wanted):
                break
            time.sleep(0.5)
        assert found == str(wanted)
        log = (tmp_path / "logs" / "scheduler.log").read_text()
        assert log.count("runs the schedule (lease") == 1
    finally:
        for worker in workers:
            worker.terminate()
        assert [worker.wait(30) for worker in workers] == [0, 0]
        server.stop()


@pytest.mark.services
@pytest.mark.slow
def test_another_process_takes_over_when_the_leader_is_killed(tmp_path):
    server = Server(tmp_path, SCHEDULER="off").start()
    command = [sys.executable, "manage.py", "runscheduler"]
    workers = {}
    for _ in range(2):
        process = subprocess.Popen(
            command, cwd=ROOT, env=server.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        workers[process.pid] = process

    def leader(other_than: int = 0) -> tuple[int, int]:
        for _ in range(600):
            with closing(sqlite3.connect(tmp_path / "data" / "luminabi.sqlite3")) as database:
                row = database.execute("SELECT holder, token FROM core_lease").fetchone()
            found = re.search(r"\|(\d+)\|", row[0]) if row else None
            if found and int(found[1]) != other_than:
                return int(found[1]), int(row[1])
            time.sleep(0.2)
        raise AssertionError("nobody leads")

    try:
        first, token = leader()
        workers[first].kill()
        workers.pop(first).wait()
        second, next_token = leader(other_than=first)
        assert second in workers
        assert next_token > token
    finally:
        for worker in workers.values():
            worker.terminate()
        assert [worker.wait(30) for worker in workers.values()] == [0]
        server.stop()


def test_a_process_that_ended_is_gone_even_before_its_parent_asks():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = f"{holders.HOST}|{process.pid}|x"
    assert not holders.is_gone(name)
    process.kill()
    for _ in range(100):
        if holders.is_gone(name):
            break
        time.sleep(0.05)
    assert process.returncode is None
    assert holders.is_gone(name)
    process.communicate()


def talkative() -> str:
    logging.getLogger("core.tasks").info("42 rows\nwere read")
    threading.Thread(target=lambda: logging.getLogger("core.tasks").info("somebody else’s line")).start()
    return "said something"


def test_what_a_task_logs_stands_with_its_run(settings, keeper, people, client):
    settings.SCHEDULED_TASKS = {"talk": {"task": f"{__name__}.talkative", "schedule": timedelta(hours=1)}}
    scheduler._fire("talk")
    lines = JobRun.objects.get().log.splitlines()
    assert [line.split(" ", 2)[1:] for line in lines] == [
        ["info", "talk begins"],
        ["info", "42 rows were read"],
        ["info", "talk is done: said something"],
    ]
    people.owner.is_superuser = True
    people.owner.save()
    client.force_login(people.owner)
    assert "42 rows were read" in client.get("/scheduler/").content.decode()
