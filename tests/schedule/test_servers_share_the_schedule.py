"""Three servers on one PostgreSQL and Redis, 200 due reports: a leader is killed, the next frozen, each comes once."""

from __future__ import annotations

import signal
import time

import pytest

from tests import backends
from tests.reports.fleet import fleet

pytestmark = [
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.skipif(backends.POSTGRESQL is None or backends.REDIS is None, reason="needs postgresql and redis"),
]
JOBS = 200
LEASE = 8.0
"""Seconds; the program's own is sixty. ``bench/report_servers.py`` runs the same with that, and 500 reports."""


def test_due_reports_come_once_though_one_leader_dies_and_one_freezes(tmp_path):
    with fleet(tmp_path, jobs=JOBS, seconds=LEASE) as servers:
        first, token, _ = servers.leader()
        servers.wait_for_mails(40)
        servers.signal(first, signal.SIGKILL)
        second, next_token, waited = servers.leader(first)
        assert next_token > token
        assert waited <= 2 * LEASE
        servers.wait_for_mails(100)
        servers.signal(second, signal.SIGSTOP)
        third, last_token, waited = servers.leader(first, second)
        assert last_token > next_token
        assert waited <= 2 * LEASE
        servers.wait_for_mails(JOBS)
        servers.signal(second, signal.SIGCONT)  # it wakes, and finds that all is done and that it leads no more
        time.sleep(LEASE / 2)
        name, token, _ = servers.leader(first)
        assert (name, token) == (third, last_token)
    assert len(servers.office.mails) == JOBS
    assert {address for address, _ in servers.office.mails} == {f"p{number}@example.org" for number in range(JOBS)}
    twice = servers.office.twice()
    assert len(twice) <= 1  # the mail that was taken in the very moment of the kill, before it was written down
    assert all(names[0] == f"{first}@example.org" for names in twice)
