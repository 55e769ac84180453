"""What ``SCHEDULED_TASKS`` names. Each finds its work in the database, so a missed or doubled call does no harm."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from core import leftovers, runs, uploads
from core.alerting import alert_outbox, alerts, notices
from core.models import ChartFragment, Dataset, DatasetVersion, JobRun, RunState
from core.reporting import archive, reports

KEPT_DRAWINGS = timedelta(days=14)
KEPT_JOB_RUNS = timedelta(days=30)
OPEN = (RunState.QUEUED, RunState.RUNNING)
BROKEN = (RunState.FAILED, RunState.CANCELLED)


def _idle(versions):  # type: ignore[no-untyped-def]
    """Those that nobody works on and whose last run was neither refused nor stopped by a person."""
    for version in versions:
        last = version.runs.first()
        if last is None or last.state not in (*OPEN, *BROKEN):
            yield version


def clean_pending_datasets() -> str:
    """Queue every newest version that was never cleaned, or whose suggestions were never looked for to the end."""
    count = 0
    for version in _idle(DatasetVersion.objects.filter(Q(cleaned_at=None) | Q(suggested_at=None))):
        if version == version.dataset.newest:
            runs.enqueue(version)
            count += 1
    return f"{count} datasets queued for cleaning"


def generate_insights() -> str:
    """Queue every cleaned dataset that lacks current findings; they are broadcast as they are found."""
    lacking = Dataset.objects.filter(current__analysed_at=None, current__cleaned_at__isnull=False)
    count = 0
    for version in _idle([dataset.current for dataset in lacking.select_related("current")]):
        runs.enqueue(version)
        count += 1
    return f"{count} datasets queued for insights"


def send_due_reports() -> str:
    """Make and mail every report that is due."""
    return f"{reports.send_due()} mails sent"


def check_alerts() -> str:
    """Look at alerts whose data changed, and send what they have to say."""
    told = alerts.check_all()
    return f"{told} alerts told, {alert_outbox.deliver_waiting()} messages sent"


def generate_reports() -> str:
    """The daily look: whatever the minute's look has missed."""
    return send_due_reports()


def tidy_up() -> str:
    """Remove expired uploads, sessions, and what was kept long enough: job runs, drawings, issues, alerts."""
    gone = uploads.remove_expired()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    JobRun.objects.filter(started_at__lt=timezone.now() - KEPT_JOB_RUNS).delete()
    ChartFragment.objects.filter(created_at__lt=timezone.now() - KEPT_DRAWINGS).delete()
    notices.forget_old()
    alerts.forget_old()
    leftovers.sweep_all()
    cleared = archive.clear_old()
    return f"{gone} expired uploads and {cleared} old issues of reports removed"
