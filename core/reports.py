"""Reports by mail: what is due is claimed once, composed once, and delivered from an outbox.

One ``ReportRun`` row per (report, due time) and one ``ReportDelivery`` row per recipient are committed before SMTP is
spoken; a delivery is claimed by conditional UPDATE and carries a stable Message-ID. A mail can come twice only if the
server dies between SMTP's acceptance and our record of it.
"""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from core import report_mail
from core.due import next_due
from core.models import ReportDelivery, ReportRun, ScheduledReport, User

log = logging.getLogger("core.tasks")
SENDING_LEASE = timedelta(minutes=10)
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]


def schedule(report: ScheduledReport, now: datetime | None = None) -> None:
    """Set when the report is due next; a paused one never is."""
    due = next_due(report, now or timezone.now()) if report.enabled else None
    ScheduledReport.objects.filter(pk=report.pk).update(next_due_at=due)
    report.next_due_at = due


def send_due(now: datetime | None = None) -> int:
    """Claim, compose and deliver everything that is due; gives the number of mails sent."""
    now = now or timezone.now()
    for report in ScheduledReport.objects.filter(enabled=True, next_due_at__isnull=True):
        schedule(report, now)
    for report in ScheduledReport.objects.filter(enabled=True, next_due_at__lte=now).select_related("dashboard"):
        claim(report, now)
    compose_waiting(now)
    return deliver_waiting(now)


def claim(report: ScheduledReport, now: datetime) -> ReportRun | None:
    """Make the run of the due time, with its outbox, and move the schedule on; None if another process was first.

    After a long downtime only the newest missed issue is made: nobody wants five of yesterday's mails.
    """
    due = report.next_due_at
    assert due is not None
    later = next_due(report, due)
    while later <= now:
        due, later = later, next_due(report, later)
    with transaction.atomic():
        moved = ScheduledReport.objects.filter(pk=report.pk, next_due_at=report.next_due_at).update(next_due_at=later)
        if not moved:
            return None
        return _new_run(report, due)


def _new_run(report: ScheduledReport, due: datetime, *, test: bool = False) -> ReportRun | None:
    try:
        with transaction.atomic():
            run = ReportRun.objects.create(report=report, due_at=due, test=test)
            domain = urlsplit(settings.SITE_URL).hostname or "localhost"
            ReportDelivery.objects.bulk_create(
                ReportDelivery(run=run, recipient=address, message_id=make_msgid(f"report-{run.pk}", domain))
                for address in dict.fromkeys(report.recipients)
            )
    except IntegrityError:  # that due time has its run already
        return None
    return run


def send_now(report: ScheduledReport, by: User, *, only_to: str | None = None) -> ReportRun:
    """An issue outside the schedule, asked for by hand; ``only_to`` sends it to one address (a test)."""
    run = _new_run(report, timezone.now(), test=True)
    assert run is not None
    if only_to:
        run.deliveries.exclude(recipient=only_to).delete()
        if not run.deliveries.exists():
            domain = urlsplit(settings.SITE_URL).hostname or "localhost"
            message_id = make_msgid(f"report-{run.pk}", domain)
            ReportDelivery.objects.create(run=run, recipient=only_to, message_id=message_id)
    log.info("report %s sent by hand by user %s", report.pk, by.pk)
    now = timezone.now()
    compose_waiting(now, only=run.pk)
    deliver_waiting(now, only=run.pk)
    run.refresh_from_db()
    return run


def compose_waiting(now: datetime, only: int | None = None) -> None:
    """Write each due run's mail into the archive; every try of every recipient sends these same bytes."""
    runs = ReportRun.objects.filter(state=ReportRun.State.DUE)
    for run in runs.filter(pk=only) if only else runs:
        if not ReportRun.objects.filter(pk=run.pk, state=ReportRun.State.DUE).update(
            state=ReportRun.State.SENDING, started_at=now
        ):
            continue
        try:
            run.subject, run.archive = report_mail.compose(run)
            run.save(update_fields=["subject", "archive"])
        except Exception as error:
            log.exception("report run %s could not be composed", run.pk)
            message = f"The mail could not be made: {error}"[:500]
            ReportRun.objects.filter(pk=run.pk).update(state=ReportRun.State.FAILED, error=message)
            run.deliveries.update(state=ReportDelivery.State.FAILED, error=message)


def deliver_waiting(now: datetime, only: int | None = None) -> int:
    """Send what the outbox holds and is due to be tried; gives the number sent."""
    stale = Q(state=ReportDelivery.State.SENDING)  # its sender died: the lease in next_try_at has run out
    waiting = ReportDelivery.objects.filter(
        Q(state=ReportDelivery.State.WAITING) | stale, next_try_at__lte=now, run__state=ReportRun.State.SENDING
    ).exclude(run__archive="")
    if only:
        waiting = waiting.filter(run_id=only)
    sent, runs = 0, set()
    for delivery in waiting.select_related("run__report"):
        claimed = ReportDelivery.objects.filter(
            pk=delivery.pk, state=delivery.state, next_try_at=delivery.next_try_at
        ).update(state=ReportDelivery.State.SENDING, next_try_at=now + SENDING_LEASE)
        if claimed:
            sent += _deliver(delivery, now)
            runs.add(delivery.run_id)
    for run_id in runs:
        settle(run_id, now)
    return sent


def _deliver(delivery: ReportDelivery, now: datetime) -> int:
    """One mail to one recipient; a temporary error is tried again later, a permanent one is not."""
    row = ReportDelivery.objects.filter(pk=delivery.pk)
    attempts = delivery.attempts + 1
    try:
        with get_connection() as connection:
            connection.send_messages([report_mail.message(delivery)])
    except Exception as error:
        permanent = is_permanent(error) or attempts > len(BACKOFF)
        text = f"{type(error).__name__}: {error}"[:500]
        log.warning("report delivery %s failed (try %s): %s", delivery.pk, attempts, type(error).__name__)
        if permanent:
            row.update(state=ReportDelivery.State.FAILED, attempts=attempts, error=text)
        else:
            wait = BACKOFF[attempts - 1]
            row.update(state=ReportDelivery.State.WAITING, attempts=attempts, error=text, next_try_at=now + wait)
        return 0
    row.update(state=ReportDelivery.State.SENT, attempts=attempts, error="", sent_at=timezone.now())
    log.info("report delivery %s sent", delivery.pk)
    return 1


def is_permanent(error: Exception) -> bool:
    """Whether trying again is of no use: the server said 5xx to this mail or recipient."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException) and not isinstance(error, smtplib.SMTPAuthenticationError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError | UnicodeError)  # a header or an address that cannot be a mail


def settle(run_id: int, now: datetime) -> None:
    """Close the run when no delivery is open any more."""
    states = list(ReportDelivery.objects.filter(run_id=run_id).values_list("state", flat=True))
    if ReportDelivery.State.WAITING in states or ReportDelivery.State.SENDING in states:
        return
    sent = states.count(ReportDelivery.State.SENT)
    outcome = ReportRun.State.SENT if sent == len(states) else ReportRun.State.PARTLY
    if not sent and states:
        outcome = ReportRun.State.FAILED
    ReportRun.objects.filter(pk=run_id).update(state=outcome, sent_at=now)
