"""Two senders on one PostgreSQL: each mail goes out once, one may be killed, and a frozen one sends nothing late."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import pytest

from tests import backends
from tests.reports.killing import KillingServer, start_sender
from tests.reports.sales import SALES
from tests.serving import Server, free_port
from tests.visiting import Visitor

pytestmark = [
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.skipif(backends.POSTGRESQL is None, reason="needs Debian's postgresql"),
]
REPORTS, PEOPLE = 10, 20
MAKE = """
from django.utils import timezone
from core.models import Dashboard, ScheduledReport
board = Dashboard.objects.first()
for number in range({reports}):
    ScheduledReport.objects.create(workspace=board.workspace, dashboard=board, name=f"{name} {{number}}",
        recipients=[f"{name}-{{number}}-{{n}}@example.org" for n in range({people})], created_by=board.created_by,
        next_due_at=timezone.now())
"""
EXPIRE = """
from django.utils import timezone
from core.models import ReportDelivery
print(ReportDelivery.objects.filter(state="sending").update(next_try_at=timezone.now()))
"""
OPEN = "from core.models import ReportDelivery; print(ReportDelivery.objects.exclude(state='sent').count())"


class FreezingServer(KillingServer):
    """Stops the armed sender (SIGSTOP) before it says whom the mail is for, instead of killing it.

    ``doomed`` is the address that the sender to be killed sends from: it dies in a conversation of its own, never
    between the server's taking of a mail and its own note of that. The other one waits for that death after half.
    """

    frozen = 0
    doomed = ""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.of_others = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.doomed and envelope.mail_from != self.doomed:
            self.of_others += 1
            while self.step and self.of_others > REPORTS * PEOPLE // 2:
                await asyncio.sleep(0.05)
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        if self.step == "freeze" and self.victim is not None:
            self.step, self.frozen = "", self.victim.pid
            os.kill(self.victim.pid, signal.SIGSTOP)
        return await super().handle_EHLO(server, session, envelope, hostname, responses)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    mails = FreezingServer(free_port())
    mails.controller.start()
    with backends.postgresql() as database:
        server = Server(folder, DATABASE_URL=database, EMAIL_URL=f"smtp://127.0.0.1:{mails.controller.port}").start()
        visitor = Visitor(server.url).sign_up("ada")
        table = folder / "sales.csv"
        table.write_text(SALES)
        visitor.wait(visitor.upload(table))
        server.stop()
        yield mails, server
    mails.controller.stop()


def shell(server: Server, code: str) -> str:
    return server.manage("shell", "-v", "0", "-c", code).strip()


def finish(server: Server) -> None:
    """What the next minutes would do."""
    for _ in range(5):
        assert start_sender(server.environment).wait(120) == 0
        if shell(server, OPEN) == "0":
            return
    raise AssertionError("mails are still waiting")


def test_two_senders_at_once_and_one_killed_send_each_mail_once(office):
    mails, server = office
    shell(server, MAKE.format(reports=REPORTS, people=PEOPLE, name="both"))
    mails.doomed = "doomed@example.org"
    mails.arm("rcpt", after=30)
    mails.victim = start_sender({**server.environment, "DEFAULT_FROM_EMAIL": mails.doomed})
    other = start_sender(server.environment)
    assert mails.victim.wait(300) != 0
    assert other.wait(300) == 0
    mails.victim, mails.doomed = None, ""
    finish(server)
    assert len(mails.mails) == REPORTS * PEOPLE
    assert set(mails.mails.values()) == {1}


def test_a_frozen_sender_that_wakes_up_late_sends_nothing_of_what_others_sent(office):
    mails, server = office
    mails.mails.clear()
    shell(server, MAKE.format(reports=1, people=PEOPLE, name="frozen"))
    mails.step = "freeze"
    mails.victim = frozen = start_sender(server.environment)
    while not mails.frozen and frozen.poll() is None:
        time.sleep(0.1)
    assert mails.frozen == frozen.pid
    assert shell(server, EXPIRE) == "1"  # its claim has run out meanwhile
    finish(server)
    assert sum(mails.mails.values()) == PEOPLE
    os.kill(frozen.pid, signal.SIGCONT)
    assert frozen.wait(120) == 0
    assert len(mails.mails) == PEOPLE
    assert set(mails.mails.values()) == {1}
