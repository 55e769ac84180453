"""The way out of a report: a signed link for each recipient, good for a click and for RFC 8058's one-click POST."""

from __future__ import annotations

from django.conf import settings
from django.core import signing

from core.models import ReportDelivery, ReportOptOut, ScheduledReport

SALT = "core.subscriptions"


def link(report_id: int, address: str) -> str:
    """The recipient's own address to leave the report; it needs no account and does nothing else."""
    token = signing.dumps([report_id, address], salt=SALT)
    return f"{settings.SITE_URL}/reports/unsubscribe/{token}/"


def find(token: str) -> tuple[ScheduledReport, str] | None:
    """The report and the address that a link is about; None for a forged link or a report that is gone."""
    try:
        pk, address = signing.loads(token[:1000], salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    report = ScheduledReport.objects.filter(pk=pk).first()
    return (report, str(address)) if report else None


def language_of(report: ScheduledReport, address: str) -> str:
    """The language of the mail that brought the link."""
    last = ReportDelivery.objects.filter(run__report=report, recipient__iexact=address).order_by("-pk").first()
    return last.language if last else report.language


def has_left(report: ScheduledReport, address: str) -> bool:
    return report.opt_outs.filter(address__iexact=address).exists()


def leave(report: ScheduledReport, address: str) -> None:
    """Send nothing more of the report there, not even what already waits."""
    ReportOptOut.objects.get_or_create(report=report, address=address.lower())
    waiting = ReportDelivery.objects.filter(run__report=report, recipient__iexact=address, run__test=False)
    waiting.filter(state=ReportDelivery.State.WAITING).delete()


def come_back(report: ScheduledReport, address: str) -> None:
    report.opt_outs.filter(address__iexact=address).delete()
