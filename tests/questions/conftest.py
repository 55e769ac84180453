"""A team with two cleaned tables, and children that answer questions in this thread."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

ORDERS = "region,product,amount,day\n" + "".join(
    f"{('North', 'South', 'East')[n % 3]},{('nuts', 'bolts')[n % 2]},{n + 0.5},2024-{n % 12 + 1:02d}-15\n"
    for n in range(60)
)
STOCK = "item,pieces\nnuts,3\nbolts,4\n"


@pytest.fixture
def work(job_process):
    """``work()`` executes every waiting run as far as the clean table."""
    from core import execution, runs
    from core.models import Run, RunState, Stage

    def go():
        Run.objects.filter(state=RunState.QUEUED).update(until=Stage.CLEAN)
        while (run := runs.claim("test|0|x")) is not None:
            execution.execute(run, job_process, threading.Event())
            run.refresh_from_db()
            assert run.state == RunState.DONE, run.error

    return go


@pytest.fixture
def dataset(people, tmp_path, work):
    """``dataset(text, name)`` is a cleaned dataset of that file; ``replaces`` makes it the next version of one."""
    from core import pipeline

    def make(content: str, name: str = "orders.csv", *, replaces=None, workspace=None):
        source = Path(tmp_path) / f"in-{len(list(tmp_path.iterdir()))}"
        source.write_text(content, encoding="utf-8")
        if replaces is None:
            made = pipeline.new_dataset(workspace or people.workspace, source=source, name=name, by=people.owner)
        else:
            pipeline.new_version(replaces, source=source, name=name, by=people.owner)
            made = replaces
        work()
        made.refresh_from_db()
        return made

    return make


@pytest.fixture
def orders(dataset):
    return dataset(ORDERS)


@pytest.fixture(scope="session")
def child():
    """One child for all questions of this worker."""
    from core.questions import pool

    worker = pool.new_worker()
    yield worker
    worker.close()


@pytest.fixture
def ask(people, child, monkeypatch):
    """``ask(person, sql)``: the question of that person after it was answered."""
    from core.questions import asking, pool

    monkeypatch.setattr(pool, "submit", lambda job: None)

    def go(person, sql, *, workspace=None, saved=None):
        question = asking.ask(person, workspace or people.workspace, sql, saved)
        asking.execute(question.pk, child)
        question.refresh_from_db()
        return question

    return go


@pytest.fixture
def enter(client):
    """``enter(person)``: a browser that is signed in as that person."""

    def go(person):
        client.force_login(person)
        return client

    return go
