"""Several servers on one PostgreSQL and one Redis, a mail server that knows which of them a mail came from."""

from __future__ import annotations

import email
import email.policy
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests import backends
from tests.reports.sales import SALES
from tests.serving import ROOT, Server, free_port
from tests.visiting import Visitor

MAKE = """
from django.utils import timezone
from core.models import Dashboard, ScheduledReport, Visualization, Widget
first = Dashboard.objects.first()
board = Dashboard.objects.create(workspace=first.workspace, name="Total", dataset=first.dataset)
spec = {{"kind": "indicator", "measures": [{{"column": "amount", "agg": "sum"}}]}}
chart = Visualization.objects.create(workspace=first.workspace, dataset=first.dataset, name="Total", spec=spec)
Widget.objects.create(dashboard=board, kind="number", title="Total", visualization=chart, w=3, h=2)
ScheduledReport.objects.bulk_create(
    ScheduledReport(workspace=first.workspace, dashboard=board, name=f"Report {{number}}", created_by=first.created_by,
                    recipients=[f"p{{number}}@example.org"], next_due_at=timezone.now())
    for number in range({jobs})
)
"""


@dataclass
class Office:
    """Counts mails by (recipient, Message-ID), and by the server that sent them; ``senders`` of each mail in order."""

    mails: Counter[tuple[str, str]] = field(default_factory=Counter)
    senders: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    by: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        for address in envelope.rcpt_tos:
            self.mails[address, mail["Message-ID"]] += 1
            self.senders.setdefault((address, mail["Message-ID"]), []).append(envelope.mail_from)
        self.by[envelope.mail_from] += 1
        return "250 taken"

    def twice(self) -> list[list[str]]:
        """The servers of each mail that came more than once."""
        return [names for names in self.senders.values() if len(names) > 1]


class Impatient(Controller):
    """Hangs up on a sender that says nothing for a while, as mail servers do; sooner than claims run out."""

    seconds = 5.0

    def factory(self) -> SMTP:
        return SMTP(self.handler, timeout=self.seconds)


@dataclass
class Fleet:
    folder: Path
    environment: dict[str, str]
    seconds: float
    database: str
    office: Office
    servers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        environment = {**self.environment, "SCHEDULER": "inline", "DEFAULT_FROM_EMAIL": f"{name}@example.org"}
        log = (self.folder / f"{name}.log").open("ab")
        self.servers[name] = subprocess.Popen(
            [sys.executable, "-m", "tests.reports.brief_server", str(free_port()), str(self.seconds)],
            cwd=ROOT, env=environment, stdout=log, stderr=log,
        )  # fmt: skip

    def lease(self) -> tuple[str, int]:
        """Which server holds the lease, by its process, and the token; an empty name for nobody."""
        import psycopg

        with psycopg.connect(self.database) as line:
            row = line.execute("SELECT holder, token FROM core_lease").fetchone()
        found = re.search(r"\|(\d+)\|", row[0]) if row else None
        pid = int(found[1]) if found else 0
        return next((name for name, process in self.servers.items() if process.pid == pid), ""), row[1] if row else 0

    def leader(self, *others: str, within: float = 120) -> tuple[str, int, float]:
        """The server that leads and is none of these, its token, and how long that took to come."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            name, token = self.lease()
            if name and name not in others:
                return name, token, time.monotonic() - began
            time.sleep(0.05)
        raise AssertionError(f"nobody took over from {others}")

    def wait_for_mails(self, count: int, within: float = 300) -> None:
        began = time.monotonic()
        while len(self.office.mails) < count:
            assert time.monotonic() - began < within, f"{len(self.office.mails)} mails of {count} came"
            time.sleep(0.02)

    def signal(self, name: str, number: int) -> None:
        os.kill(self.servers[name].pid, number)

    def stop(self) -> None:
        for process in self.servers.values():
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in self.servers.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def fleet(folder: Path, *, jobs: int, seconds: float, names: tuple[str, ...] = ("a", "b", "c")) -> Iterator[Fleet]:
    """``jobs`` reports that are due, and servers that begin to send them; ``seconds``: how long a lease lasts."""
    office = Office()
    controller = Impatient(office, hostname="127.0.0.1", port=free_port())
    controller.seconds = seconds
    controller.start()
    with backends.postgresql() as database, backends.redis() as redis:
        first = Server(folder, DATABASE_URL=database, EMAIL_URL=f"smtp://127.0.0.1:{controller.port}").start()
        visitor = Visitor(first.url).sign_up("ada")
        (folder / "sales.csv").write_text(SALES)
        visitor.wait(visitor.upload(folder / "sales.csv"))
        first.stop()
        first.manage("shell", "-v", "0", "-c", MAKE.format(jobs=jobs))
        found = Fleet(folder, {**first.environment, "REDIS_URL": redis}, seconds, database, office)
        try:
            for name in names:
                found.start(name)
            yield found
        finally:
            found.stop()
            controller.stop()
