"""Delivers what the outbox of reports holds: each row claimed once, sent once, tried again where that may help.

A row is claimed by conditional UPDATE with the name of the process and a time by which it must be through. The claim is
asked for again at the last moment before the mail server is spoken to, so that a process that slept meanwhile sends
nothing. A mail can come twice only if the process dies between the server's acceptance and our record of it.
"""

from __future__ import annotations

import logging
import smtplib
import threading
import time
from collections import Counter
from datetime import timedelta
from socket import gaierror
from typing import Any

from django.core.mail import get_connection
from django.db.models import F, QuerySet
from django.utils import timezone

from analytics.telling import Told, sentence, text
from core import holders
from core.models import AlertDelivery, ReportDelivery, ReportRun
from core.reporting import letters
from core.reporting.tongues.telling import tell

log = logging.getLogger("core.tasks")
CLAIM = timedelta(minutes=5)
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480)]
GIVE_UP = timedelta(hours=24)
State = ReportDelivery.State


def free_abandoned(deliveries: type[ReportDelivery] | type[AlertDelivery]) -> None:
    """What a process was about to send that is not there any more waits again, at once."""
    states = deliveries.State
    sending = deliveries.objects.filter(state=states.SENDING)
    for holder in sending.values_list("holder", flat=True).distinct():
        if holders.is_gone(holder):
            sending.filter(holder=holder).update(state=states.WAITING, next_try_at=timezone.now())
    sending.filter(next_try_at__lte=timezone.now()).update(state=states.WAITING)


def deliver_waiting(only: int | None = None, *, within: timedelta | None = None) -> int:
    """Send what is due to be tried, of one run or of all; gives the number sent.

    Small issues go first. ``within``: after so long the rest is left to the next look, so that a report to thousands
    keeps no other waiting.
    """
    end = time.monotonic() + within.total_seconds() if within else None
    _record_taken()
    free_abandoned(ReportDelivery)
    waiting = ReportDelivery.objects.filter(
        state=State.WAITING, next_try_at__lte=timezone.now(), run__state=ReportRun.State.SENDING
    ).exclude(run__archive="")
    if only is not None:
        waiting = waiting.filter(run_id=only)
    sent = 0
    line = Line()
    try:
        rows = list(waiting.values_list("run_id", "edition", "next_try_at", "pk"))
        sizes = Counter(run_id for run_id, *_ in rows)
        for *_, pk in sorted(rows, key=lambda row: (sizes[row[0]], *row)):
            if line.is_dead or (end is not None and time.monotonic() > end):
                break
            claimed = claim(pk)
            if claimed is not None:
                sent += _deliver(claimed, line)
    finally:
        line.close()
    return sent


def claim(pk: int) -> ReportDelivery | None:
    """The row, if it still waits and is ours from now on."""
    until = timezone.now() + CLAIM
    mine = ReportDelivery.objects.filter(pk=pk, state=State.WAITING).update(
        state=State.SENDING, holder=holders.ME, next_try_at=until
    )
    if not mine:
        return None
    rows = ReportDelivery.objects.select_related("run__report")
    return rows.defer("run__text", "run__facts").get(pk=pk)  # the longest of a run, and nothing of a letter


MAILS_A_CONNECTION = 50
"""Many mail servers hang up after a hundred."""


class Line:
    """One connection to the mail server for many mails, made anew after an error and now and then.

    Mails come edition by edition, so that its ``writer`` encodes each edition once.
    """

    def __init__(self) -> None:
        self.writer = letters.Writer()
        self.connection: Any = None
        self.is_dead = False
        self.mails = 0

    def open(self) -> Any:
        if self.mails >= MAILS_A_CONNECTION:
            self.close()
        if self.connection is None:
            connection = get_connection()
            try:
                connection.open()
                if isinstance(session := getattr(connection, "connection", None), smtplib.SMTP):
                    session.ehlo_or_helo_if_needed()  # all that can take long comes before the last look at the claim
            except Exception:
                self.is_dead = True  # the others need not wait for the same silence
                raise
            self.connection, self.mails = connection, 0
        self.mails += 1
        return self.connection

    def close(self) -> None:
        if self.connection is not None:
            try:
                self.connection.close()
            except Exception:
                log.debug("The connection to the mail server did not close well")
            self.connection = None


def _ours(delivery: ReportDelivery) -> QuerySet[ReportDelivery]:
    return ReportDelivery.objects.filter(
        pk=delivery.pk, state=State.SENDING, holder=holders.ME, next_try_at=delivery.next_try_at
    )


def _deliver(delivery: ReportDelivery, line: Line) -> int:
    """One mail to one recipient; a temporary error is tried again later, a permanent one is not."""
    ours = _ours(delivery)
    try:
        letter = line.writer.letter(delivery)
        connection = line.open()
        if not ours.filter(next_try_at__gt=timezone.now()).exists():
            return 0  # we slept, and somebody else has it now
        connection.send_messages([letter])
    except Exception as error:
        line.close()
        _failed(delivery, ours, error)
        return 0
    _taken.append(delivery)
    _record_taken()
    log.info("report delivery %s sent", delivery.pk)
    return 1


_recording = threading.Lock()
_taken: list[ReportDelivery] = []
"""What a mail server has taken and the database, full or away, would not write down yet."""


def _record_taken() -> None:
    """Write down what was taken; if the database cannot, the next look begins with it, and nothing goes out before."""
    with _recording:
        while _taken:
            _ours(_taken[0]).update(state=State.SENT, attempts=F("attempts") + 1, error="", sent_at=timezone.now())
            _taken.pop(0)


def _failed(delivery: ReportDelivery, ours: QuerySet[ReportDelivery], error: Exception) -> None:
    now, attempts = timezone.now(), delivery.attempts + 1
    told = words(error)
    log.warning("report delivery %s failed (try %s): %s", delivery.pk, attempts, type(error).__name__)
    too_late = delivery.run.started_at is not None and now - delivery.run.started_at > GIVE_UP
    if is_permanent(error) or attempts > len(BACKOFF) or too_late:
        ours.update(state=State.FAILED, attempts=attempts, error=str(told), said=told.said or None)
    else:
        wait = BACKOFF[attempts - 1]
        found = {"attempts": attempts, "error": str(told), "said": told.said or None}
        ours.update(state=State.WAITING, next_try_at=now + wait, **found)


def is_permanent(error: Exception) -> bool:
    """Whether trying again is of no use: the server said 5xx to this mail or recipient, or it cannot be a mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException) and not isinstance(
        error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError
    ):
        return error.smtp_code >= 500
    return isinstance(error, ValueError | UnicodeError | FileNotFoundError)


def words(error: Exception) -> Told:
    """What the mail server said, as people can read it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [f"{code} {_text(said)}" for code, said in error.recipients.values()]
        return tell("refused", x1=_cut("; ".join(answers)))
    if isinstance(error, smtplib.SMTPResponseException):
        return tell("server_said", x1=_cut(f"{error.smtp_code} {_text(error.smtp_error)}"))
    if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
        return tell("unreachable", x1=_silence(error))
    return Told(f"{type(error).__name__}: {error}"[:500])


def _silence(error: OSError) -> list[Any]:
    """Why nobody answered, as a fact; else in the machine's words."""
    if isinstance(error, ConnectionRefusedError):
        return sentence(tell("nobody_listens"))
    if isinstance(error, TimeoutError):
        return sentence(tell("no_answer"))
    return sentence(tell("host_unknown", x1=_cut(str(error)))) if isinstance(error, gaierror) else _cut(str(error))


def _cut(said: str) -> list[Any]:
    return text(said[:450])


def _text(said: Any) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
