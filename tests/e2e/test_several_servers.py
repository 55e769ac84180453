"""Outgrowing one process: two servers on PostgreSQL and Redis, jobs and schedule in a process of their own."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from websockets.sync.client import connect

from tests import backends
from tests.serving import ROOT, Server
from tests.visiting import Visitor

pytestmark = [
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.skipif(backends.POSTGRESQL is None, reason="needs Debian's postgresql"),
    pytest.mark.skipif(backends.REDIS is None, reason="needs Debian's redis-server"),
]
ROWS = "day,region,amount\n" + "".join(f"2024-{1 + n // 28 % 12:02d}-{1 + n % 28:02d},{'NSW'[n % 3]},{n % 17}\n"
                                      for n in range(3000))  # fmt: skip


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster")
    with backends.postgresql() as database, backends.redis() as redis:
        shared = {"DATABASE_URL": database, "REDIS_URL": redis, "SCHEDULER": "off"}
        one = Server(folder, **shared).start()
        two = Server(folder, "daphne", **shared).start()
        log = (folder / "scheduler.out").open("wb")
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "runscheduler"], cwd=ROOT, env=one.environment, stdout=log, stderr=log
        )
        yield one, two
        worker.terminate()
        assert worker.wait(30) == 0
        one.stop()
        two.stop()


@pytest.fixture(scope="module")
def visitor(cluster):
    return Visitor(cluster[0].url).sign_up("ada")


def socket(visitor: Visitor, server: Server, path: str):
    headers = {"Cookie": visitor.headers_of_tus()["Cookie"]}
    return connect(f"ws://127.0.0.1:{server.port}{path}", origin=server.url, additional_headers=headers)


def test_a_file_sent_to_one_server_is_watched_on_the_other(cluster, visitor, tmp_path):
    _, two = cluster
    source = tmp_path / "orders.csv"
    source.write_text(ROWS)
    dataset = visitor.upload(source)
    number = re.search(r"\d+", dataset).group()
    heard = []
    with socket(visitor, two, f"/ws/data-cleaning/{number}/") as line:
        status = visitor.wait(dataset)
        assert status["state"] == "ready", status
        try:
            while True:
                heard.append(line.recv(timeout=5))
        except TimeoutError:
            pass
    assert all(f'id="dataset-{number}-progress"' in frame for frame in heard)
    assert len(heard) >= 2
    assert "<progress" not in heard[-1]
    there = visitor.get(two.url + dataset)
    assert there.ok
    assert "region" in there.text


def test_an_edit_on_one_server_is_seen_on_the_other(cluster, visitor, tmp_path):
    _, two = cluster
    source = tmp_path / "second.csv"
    source.write_text(ROWS)
    board = visitor.wait(visitor.upload(source))["dashboard"]
    with socket(visitor, two, f"/ws/dashboard/{re.search(r'[0-9]+', board).group()}/") as line:
        line.recv(timeout=10)
        answer = visitor.post(
            f"{board}operations/", {"op": "rename", "name": "Seen by all", "csrfmiddlewaretoken": visitor.token}
        )
        assert answer.ok
        while "Seen by all" not in (frame := line.recv(timeout=10)):
            assert frame
