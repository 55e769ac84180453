"""What was sent, as it was: the folders of issues, how long and how much of them is kept."""

from __future__ import annotations

import base64
import html
import json
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from core import storage
from core.models import ReportRun, ScheduledReport

MOST_BYTES = 500_000_000
"""Of one report; the oldest issues go first."""


def folder_of(run: ReportRun, edition: int = 0) -> Path:
    return storage.archive_folder() / Path(run.archive).name / str(int(edition))


def document_of(folder: Path) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads((folder / "mail.json").read_text(encoding="utf-8"))
    return found


def as_page(folder: Path) -> str:
    """The mail as one page, with its pictures inside and the way out of it switched off."""
    document = document_of(folder)
    page = (folder / "mail.html").read_text(encoding="utf-8").replace(html.escape(document["unsubscribe"]), "#")
    for name in document["images"]:
        data = base64.b64encode((folder / name).read_bytes()).decode()
        page = page.replace(f'src="cid:{name}"', f'src="data:image/png;base64,{data}"')
    return page


def attachments_of(run: ReportRun, edition: int = 0) -> list[dict[str, str]]:
    """The files of an edition: ``file`` in its folder, ``name`` and ``type`` for whoever downloads it."""
    folder = folder_of(run, edition)
    return list(document_of(folder)["attachments"]) if run.archive and (folder / "mail.json").is_file() else []


def size_of(report: ScheduledReport) -> int:
    """Bytes on the disk."""
    return int(report.runs.filter(cleared_at=None).aggregate(sum=Sum("archive_bytes"))["sum"] or 0)


@receiver(post_delete, sender=ReportRun)
def _forget_run(sender: Any, instance: ReportRun, **kwargs: Any) -> None:
    """A run that goes, with its report, its dashboard or its dataset, takes its folder along."""
    if instance.archive:
        folder = storage.archive_folder() / Path(instance.archive).name
        transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def clear_old() -> int:
    """Remove the copies that were kept long enough or are too much; what they said and their numbers stay.

    The newest issue always stays, and one that is still being sent does.
    """
    return sum(_clear(report) for report in ScheduledReport.objects.all())


def _clear(report: ScheduledReport) -> int:
    closed = (ReportRun.State.SENT, ReportRun.State.PARTLY, ReportRun.State.FAILED)
    kept = report.runs.filter(cleared_at=None, state__in=closed).exclude(archive="").order_by("-due_at")
    oldest = timezone.now() - timedelta(days=report.keep_days)
    total = cleared = 0
    for place, run in enumerate(kept):
        total += run.archive_bytes
        if place == 0 or (run.due_at >= oldest and total <= MOST_BYTES):
            continue
        shutil.rmtree(storage.archive_folder() / Path(run.archive).name, ignore_errors=True)
        ReportRun.objects.filter(pk=run.pk).update(cleared_at=timezone.now())
        total -= run.archive_bytes
        cleared += 1
    return cleared
