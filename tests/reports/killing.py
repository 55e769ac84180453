"""A mail server that has the sender killed at a chosen step of the conversation, and the sender to be killed.

Steps: "connect" (before the greeting is answered), "rcpt" and "data" (the server has not taken the mail yet), "taken"
(it has, and the sender does not know). Only the last one can make a mail come twice.
"""

from __future__ import annotations

import asyncio
import email.parser
import email.policy
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

ROOT = Path(__file__).resolve().parents[2]
SETTLE = 0.5
HEADERS = email.parser.BytesHeaderParser(policy=email.policy.default)
STEPS = ("connect", "rcpt", "data", "taken")
SEND = "from core.reporting import reports; print(reports.send_due())"


@dataclass
class Lines:
    """Connections: how many there were, and how many at once at most."""

    made: int = 0
    most: int = 0
    open: int = 0


class CountedSMTP(SMTP):
    def connection_made(self, transport) -> None:
        lines = self.event_handler.lines
        lines.made, lines.open = lines.made + 1, lines.open + 1
        lines.most = max(lines.most, lines.open)
        super().connection_made(transport)

    def connection_lost(self, error) -> None:
        self.event_handler.lines.open -= 1
        super().connection_lost(error)


class Counted(Controller):
    def factory(self) -> SMTP:
        return CountedSMTP(self.handler)


class KillingServer:
    """``mails`` counts what was taken by (recipient, Message-ID); ``arm`` says at which step the sender dies next."""

    def __init__(self, port: int) -> None:
        self.mails: Counter[tuple[str, str]] = Counter()
        self.window: set[str] = set()
        self.last: list[str] = []
        self.step, self.after = "", 0
        self.victim: subprocess.Popen[bytes] | None = None
        self.lines = Lines()
        self.controller = Counted(self, hostname="127.0.0.1", port=port)

    def arm(self, step: str, after: int) -> None:
        """Kill at the step of the ``after``-th mail from now."""
        self.step, self.after = step, after

    async def _maybe_kill(self, step: str) -> bool:
        if step != self.step or self.victim is None:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        os.kill(self.victim.pid, signal.SIGKILL)
        self.step = ""
        await asyncio.sleep(0)
        return True

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        await self._maybe_kill("connect")
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        await self._maybe_kill("rcpt")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if await self._maybe_kill("data"):
            return "451 not taken"
        mail = HEADERS.parsebytes(envelope.content)  # of a large mail nothing else is asked here, and it costs time
        for address in envelope.rcpt_tos:
            self.mails[address, mail["Message-ID"]] += 1
        self.last = list(envelope.rcpt_tos)
        if await self._maybe_kill("taken"):
            self.window.update(envelope.rcpt_tos)
        return "250 taken"


def start_sender(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """One look at what is due, in a process of its own."""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", SEND]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def send_and_die(server: KillingServer, environment: dict[str, str], step: str, after: int, pause: float = 0) -> bool:
    """Start a sender and have it killed, or so many seconds after its start with ``pause``; True if it died."""
    server.arm(step, 0 if step == "connect" else after)  # there is one greeting for all mails
    server.victim = start_sender(environment)
    if pause:
        time.sleep(pause)
        server.victim.kill()
        server.victim.wait(120)
        time.sleep(SETTLE)  # what it had sent already is taken after its death
        server.window.update(server.last)  # it may have hit the window just as well
    try:
        return server.victim.wait(120) != 0
    finally:
        server.victim = None
