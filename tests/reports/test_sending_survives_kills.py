"""Kill -9 at each step of sending: nobody gets none, and nobody two but in the one window that cannot be closed."""

from __future__ import annotations

import pytest

from tests.reports.killing import STEPS, KillingServer, send_and_die, start_sender
from tests.reports.sales import SALES
from tests.serving import Server, free_port
from tests.visiting import Visitor

pytestmark = [pytest.mark.services, pytest.mark.slow]
PEOPLE = 150
MAKE = """
from django.utils import timezone
from core.models import Dashboard, ScheduledReport
board = Dashboard.objects.first()
ScheduledReport.objects.create(workspace=board.workspace, dashboard=board, name="Killed", created_by=board.created_by,
    recipients=[f"p{{n}}@example.org" for n in range({people})], next_due_at=timezone.now())
"""
STATE = """
from core.models import ReportDelivery, ReportRun
print([*ReportRun.objects.values_list("state", flat=True)], ReportDelivery.objects.exclude(state="sent").count())
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    mails = KillingServer(free_port())
    mails.controller.start()
    server = Server(folder, EMAIL_URL=f"smtp://127.0.0.1:{mails.controller.port}").start()
    visitor = Visitor(server.url).sign_up("ada")
    table = folder / "sales.csv"
    table.write_text(SALES)
    visitor.wait(visitor.upload(table))
    server.stop()
    server.manage("shell", "-v", "0", "-c", MAKE.format(people=PEOPLE))
    yield mails, server
    mails.controller.stop()


def test_twenty_kills_lose_nothing(office):
    mails, server = office
    for pause in (0.4, 0.9, 1.4):  # while it starts, plans and composes
        send_and_die(mails, server.environment, "", 0, pause)
    died = sum(send_and_die(mails, server.environment, STEPS[n % len(STEPS)], after=n % 3) for n in range(17))
    assert died >= 12  # on a fast machine all may be sent before the last ones
    for _ in range(3):  # what a look leaves, the next one sends
        assert start_sender(server.environment).wait(120) == 0
    counts: dict[str, int] = {}
    for (address, _), count in mails.mails.items():
        counts[address] = counts.get(address, 0) + count
    assert set(counts) == {f"p{number}@example.org" for number in range(PEOPLE)}
    assert len(mails.mails) == PEOPLE  # a mail that came twice has one Message-ID, so that mailboxes can drop it
    assert {address for address, count in counts.items() if count > 1} <= mails.window
    assert max(counts.values()) <= 2
    assert server.manage("shell", "-v", "0", "-c", STATE).strip() == "['sent'] 0"
