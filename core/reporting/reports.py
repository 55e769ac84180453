"""Reports by mail: what is due is claimed once, composed once for each view, and delivered from an outbox.

One ``ReportRun`` row per (report, due time) and one ``ReportDelivery`` row per recipient, with a stable Message-ID, are
committed before anything is composed or SMTP is spoken (see ``core.reporting.outbox``).
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from analytics.telling import count
from core import mail
from core.alerting import notices
from core.due import next_due
from core.lease import brief
from core.models import ReportDelivery, ReportRun, ScheduledReport, User
from core.reporting import composing, outbox, recipients, tongues
from core.reporting.report_words import sentence
from core.reporting.tongues import telling

log = logging.getLogger("core.tasks")
A_LOOK = timedelta(seconds=45)
"""So long one look sends mails before it looks again for what is due."""
AT_ONCE = 5
"""A report sent by hand to more recipients goes out behind the answer."""


def schedule(report: ScheduledReport, now: datetime | None = None) -> None:
    """Set when the report is due next; a paused or ended one never is."""
    due = next_due(report, now or timezone.now()) if report.enabled else None
    ScheduledReport.objects.filter(pk=report.pk).update(next_due_at=due)
    report.next_due_at = due


def send_due(now: datetime | None = None) -> int:
    """Claim, compose and deliver everything that is due; gives the number of mails sent."""
    plan(now or timezone.now())
    composing.compose_waiting()
    sent = outbox.deliver_waiting(within=A_LOOK)
    settle_all()
    return sent


def plan(now: datetime) -> None:
    """Make a run of everything that is due at ``now``. A clock that steps back makes nothing due again."""
    active = ScheduledReport.objects.filter(enabled=True)
    for report in active.filter(next_due_at__isnull=True):
        _carefully(schedule, report, now)
    for report in active.filter(next_due_at__lte=now):
        _carefully(claim, report, now)


def _carefully(action: Any, report: ScheduledReport, now: datetime) -> None:
    """One report that cannot be planned keeps no other from coming."""
    try:
        action(report, now)
    except Exception:
        log.exception("report %s could not be planned", report.pk)


def claim(report: ScheduledReport, now: datetime) -> ReportRun | None:
    """Make the run of the due time, with its outbox, and move the schedule on; None if another process was first.

    After a long downtime only the newest missed issue is made: nobody wants five of yesterday's mails.
    """
    due = report.next_due_at
    assert due is not None
    later = next_due(report, due)
    while later is not None and later <= now:
        due, later = later, next_due(report, later)
    with brief():
        moved = ScheduledReport.objects.filter(pk=report.pk, next_due_at=report.next_due_at, enabled=True)
        if not moved.update(next_due_at=later):
            return None
        return _new_run(report, due, list(recipients.resolve(report)))


def _new_run(
    report: ScheduledReport, due: datetime, to: list[recipients.Addressee], *, test: bool = False, by_hand: bool = False
) -> ReportRun | None:
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    try:
        with transaction.atomic():
            run = ReportRun.objects.create(
                report=report, due_at=due, test=test, facts={"by_hand": True} if by_hand else {}
            )
            ReportDelivery.objects.bulk_create(
                (
                    ReportDelivery(
                        run=run, recipient=each.address, filters=each.view, language=each.language,
                        message_id=make_msgid(f"report-{run.pk}", domain),
                    )
                    for each in to
                ),
                batch_size=1000,
            )  # fmt: skip
    except IntegrityError:  # that due time has its run already
        return None
    return run


def send_now(report: ScheduledReport, by: User, *, only_to: str | None = None) -> ReportRun:
    """An issue outside the schedule, asked for by hand; ``only_to`` sends it to one address (a test)."""
    mine = recipients.Addressee(only_to or "", report.filters, by.language or report.language)
    to = [mine] if only_to else list(recipients.resolve(report))
    run = _new_run(report, timezone.now(), to, test=bool(only_to), by_hand=True)
    assert run is not None
    log.info("report %s sent by hand by user %s", report.pk, by.pk)
    if len(to) > AT_ONCE:
        mail.later(_behind, run.pk)
    else:
        work_on(run.pk)
    run.refresh_from_db()
    return run


def work_on(run_id: int) -> None:
    """Compose, deliver and settle one run now."""
    composing.compose_waiting(only=run_id)
    outbox.deliver_waiting(only=run_id)
    settle(run_id)


def _behind(run_id: int) -> None:
    from django.db import close_old_connections

    try:
        work_on(run_id)
    except Exception:
        log.exception("report run %s, sent by hand, will be tried again by the schedule", run_id)
    finally:
        close_old_connections()


def settle_all() -> None:
    """Close every run that has nothing left to send, also those whose sender died just before it could."""
    for pk in ReportRun.objects.filter(state=ReportRun.State.SENDING).exclude(archive="").values_list("pk", flat=True):
        settle(pk)
    for run in ReportRun.objects.filter(
        state__in=(ReportRun.State.FAILED, ReportRun.State.PARTLY), owner_told_at=None
    ).select_related("report__created_by"):
        tell_owner(run)


def settle(run_id: int) -> None:
    """Close the run when no delivery is open any more; tell the owner if somebody did not get it."""
    states = list(ReportDelivery.objects.filter(run_id=run_id).values_list("state", flat=True))
    if ReportDelivery.State.WAITING in states or ReportDelivery.State.SENDING in states:
        return
    sent = states.count(ReportDelivery.State.SENT)
    outcome = ReportRun.State.SENT if sent == len(states) else ReportRun.State.PARTLY
    if not sent and states:
        outcome = ReportRun.State.FAILED
    run = ReportRun.objects.filter(pk=run_id, state=ReportRun.State.SENDING).exclude(archive="")
    if run.update(state=outcome, sent_at=timezone.now()) and outcome != ReportRun.State.SENT:
        tell_owner(ReportRun.objects.select_related("report__created_by").get(pk=run_id))


def tell_owner(run: ReportRun) -> None:
    """Once: a notice in the page and a mail to who made the report, with what went wrong for whom."""
    if not ReportRun.objects.filter(pk=run.pk, owner_told_at=None).update(owner_told_at=timezone.now()):
        return
    owner = run.report.created_by
    if owner is None or not owner.is_active:
        return
    failed = list(run.deliveries.filter(state=ReportDelivery.State.FAILED)[:20])
    total = run.deliveries.filter(state=ReportDelivery.State.FAILED).count()
    link = f"/reports/{run.report_id}/runs/{run.pk}/"
    tongue = tongues.of(owner.language)
    reason = telling.told(run.said, run.error) if run.error else None
    what = sentence(reason or telling.tell("not_reached", n=total, r1=count(total)), tongue)
    words = tongue.say("failed_notice", name=run.report.name, what=what)
    notices.tell(owner, words, link=link, level="bad", language=tongue.code)
    if owner.email and run.state != ReportRun.State.SENT:
        context = {
            "language": tongue.code,
            "what": what,
            "failed": [(each.recipient, sentence(telling.told(each.said, each.error), tongue)) for each in failed],
            "more": tongue.say("and_more", n=total - len(failed)) if total > len(failed) else "",
            "head": tongue.say("failed_head", name=run.report.name, moment=tongue.moment(run.due_at)),
            "see": tongue.say("failed_see"),
            "link": link,
        }
        subject = " ".join(tongue.say("failed_subject", name=run.report.name[:120]).split())
        mail.later(mail.send_mail_safely, "report_failed", context, owner.email, subject)


MISSED = timedelta(minutes=2)
"""A report that is overdue by more than this has nobody who sends it."""


def is_overdue(report: ScheduledReport) -> bool:
    return bool(report.enabled and report.next_due_at and report.next_due_at < timezone.now() - MISSED)
