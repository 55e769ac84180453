"""A team with two cleaned tables, and children that answer questions in this thread."""

from __future__ import annotations

import pytest

ORDERS = "region,product,amount,day\n" + "".join(
    f"{('North', 'South', 'East')[n % 3]},{('nuts', 'bolts')[n % 2]},{n + 0.5},2024-{n % 12 + 1:02d}-15\n"
    for n in range(60)
)
STOCK = "item,pieces\nnuts,3\nbolts,4\n"


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
