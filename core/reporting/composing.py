"""Turns a due run into its editions in the archive, or says why it is not sent; one process at a time, resumable."""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone

from analytics.schema import AnalyticsError
from analytics.telling import Told, sentence, text
from core import holders
from core.lease import brief
from core.models import ReportDelivery, ReportRun
from core.reporting import report_content, report_mail
from core.reporting.conditions import facts_of, stamp, why_not
from core.reporting.report_blocks import Content
from core.reporting.tongues import telling

log = logging.getLogger("core.tasks")
TAKES = timedelta(minutes=15)
"""A run that has been composed for longer was left by a process that is gone."""
SEARCHED = 200_000
"""Characters of an issue that the archive is searched in."""
TRY_FOR = timedelta(hours=6)
"""So long a full disk or a busy database is waited for."""
State = ReportRun.State


def compose_waiting(only: int | None = None) -> None:
    """Compose every due run, and those whose composer is gone."""
    started = Q(state=State.SENDING, archive="")
    runs = ReportRun.objects.filter(Q(state=State.DUE) | started)
    for run in runs.filter(pk=only) if only is not None else runs:
        if run.state == State.SENDING and not _is_abandoned(run):
            continue
        mine = ReportRun.objects.filter(pk=run.pk, state=run.state, holder=run.holder, archive="")
        if mine.update(state=State.SENDING, holder=holders.ME, started_at=timezone.now()):
            about = ("report__dashboard__dataset__current", "report__dataset__current")
            _compose(ReportRun.objects.select_related(*about).get(pk=run.pk))


def _is_abandoned(run: ReportRun) -> bool:
    return holders.is_gone(run.holder) or run.started_at is None or run.started_at < timezone.now() - TAKES


def _compose(run: ReportRun) -> None:
    mine = ReportRun.objects.filter(pk=run.pk, state=State.SENDING, holder=holders.ME, archive="")
    try:
        _write(run, mine)
    except Exception as error:
        log.exception("report run %s could not be composed", run.pk)
        again = isinstance(error, OSError) and timezone.now() - run.due_at < TRY_FOR
        told = telling.tell("not_made_again" if again else "not_made", x1=reason_of(error))
        found = {"error": str(told), "said": told.said}
        if again:
            mine.update(state=State.DUE, holder="", **found)
        elif mine.update(state=State.FAILED, **found):
            run.deliveries.update(state=ReportDelivery.State.FAILED, **found)


def reason_of(error: Exception) -> list[Any]:
    """What went wrong as a fact: our own sentence, else the words of the machine."""
    said = getattr(error, "said", None)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        said = telling.tell("disk_full")
    return sentence(said) if isinstance(said, Told) else text(str(error)[:400])


def _write(run: ReportRun, mine: Any) -> None:
    """Gather and compose each view that some recipient has, or skip the run with the reason."""
    report, by_hand = run.report, bool(run.facts.get("by_hand"))
    last = before(run)
    contents = _gathered(run, last)
    if not by_hand:
        reason = why_not(report, contents, last)
        empty = [view for view, content in contents.items() if report.skip_empty and not content.rows]
        if not reason and len(empty) == len(contents):
            reason = telling.tell("no_rows_left" if empty else "nobody_left")
        if reason:
            mine.update(state=State.SKIPPED, error=str(reason), said=reason.said or None, sent_at=timezone.now())
            run.deliveries.exclude(state=ReportDelivery.State.FAILED).delete()
            return
        run.deliveries.filter(filters__in=empty).delete()
        contents = {view: content for view, content in contents.items() if view not in empty}
    folder = report_mail.new_folder(run)
    try:
        _keep(run, mine, contents, folder, by_hand)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # nobody would ever find half an issue
        raise


def _keep(run: ReportRun, mine: Any, contents: Mapping[str, Content], folder: Path, by_hand: bool) -> None:
    """Compose the editions and store that they are there."""
    report, editions = run.report, _editions(run, contents)
    for number, (view, language) in enumerate(editions):
        first = next(place for place, (seen, _) in enumerate(editions) if seen == view)
        files = folder / str(first) if first < number else None
        report_mail.compose(run, contents[view], view, folder / str(number), language=language, files=files)
    facts = {
        "stamp": stamp(report),
        "by_hand": by_hand,
        "views": {view: content.facts for view, content in contents.items()},
    }
    with brief():
        for number, (view, language) in enumerate(editions):
            run.deliveries.filter(filters=view, language=language).update(edition=number)
        mine.update(
            archive=folder.name,
            archive_bytes=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
            subject=report_mail.subject_of(run, editions[0][1]),
            facts=facts,
            text=_searched(folder, len(editions)),
            error="",
            said=None,
        )


def _editions(run: ReportRun, contents: Mapping[str, Content]) -> list[tuple[str, str]]:
    """Each pair of view and language that some recipient has; a view without recipients comes in the report's own."""
    pairs = run.deliveries.filter(filters__in=contents).order_by("pk").values_list("filters", "language")
    return list(dict.fromkeys(pairs)) or [(view, run.report.language) for view in contents]


def _searched(folder: Path, editions: int) -> str:
    """What the archive is searched in: the words of the editions, without the lines that they share."""
    lines: dict[str, None] = {}
    for number in range(editions):
        lines.update(dict.fromkeys((folder / str(number) / "mail.txt").read_text(encoding="utf-8").splitlines()))
        if sum(map(len, lines)) > SEARCHED:
            break
    return "\n".join(lines)[:SEARCHED]


def _gathered(run: ReportRun, last: ReportRun | None) -> dict[str, Content]:
    """Each view that some recipient has; one that cannot be seen any more fails for its recipients alone."""
    contents: dict[str, Content] = {}
    problem: AnalyticsError | None = None
    for view in dict.fromkeys(run.deliveries.order_by("pk").values_list("filters", flat=True)):
        try:
            contents[view] = report_content.gather(run.report.source, view, facts_of(last, view))
        except AnalyticsError as error:
            problem = error
            told = getattr(error, "said", None)
            said = told.said if isinstance(told, Told) else None
            run.deliveries.filter(filters=view).update(state=ReportDelivery.State.FAILED, error=str(error), said=said)
    if problem is not None and not contents:
        raise problem
    return contents


def before(run: ReportRun) -> ReportRun | None:
    """The last issue that went out to the recipients before this one."""
    sent = ReportRun.objects.filter(report_id=run.report_id, test=False, state__in=(State.SENT, State.PARTLY))
    return sent.filter(due_at__lt=run.due_at).exclude(archive="").order_by("-due_at").first()
