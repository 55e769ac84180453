"""What was sent: each issue of a report as it was, its attachments, its numbers beside those of another one."""

from __future__ import annotations

import zoneinfo
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from core import access
from core.models import ReportDelivery, ReportRun
from core.reporting import archive, composing, report_words, tongues

MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
"""For the frame around a mail: it can run nothing and load nothing."""
NAMED = 5
SHOWN_LINES = 12
SHOWN_RECIPIENTS = 200
_states = ReportDelivery.State
TROUBLE_FIRST = Case(
    When(state=_states.FAILED, then=Value(0)), When(state=_states.SENT, then=Value(2)), default=Value(1),
    output_field=IntegerField(),
)  # fmt: skip


def with_told(runs: Iterable[ReportRun]) -> list[ReportRun]:
    """The runs with ``told``: who got each, by name where they are few, else how many."""
    found = list(runs)
    counts: dict[int, Counter[str]] = {run.pk: Counter() for run in found}
    counted = ReportDelivery.objects.filter(run__in=found).values_list("run_id", "state").annotate(n=Count("pk"))
    for run_id, state, number in counted.order_by():
        counts[run_id][state] = number
    few = [pk for pk, states in counts.items() if states.total() <= NAMED]
    names: dict[int, list[str]] = {pk: [] for pk in few}
    for each in ReportDelivery.objects.filter(run__in=few).order_by("pk"):
        tail = "" if each.state == ReportDelivery.State.SENT else f" ({each.get_state_display()})"
        names[each.run_id].append(each.recipient + tail)
    for run in found:
        many = [f"{number:,} {ReportDelivery.State(state).label.lower()}" for state, number in counts[run.pk].items()]
        run.told = ", ".join(names.get(run.pk, many))  # type: ignore[attr-defined]
    return found


@login_required
@require_GET
def report_run(request: HttpRequest, pk: int, run_id: int) -> HttpResponse:
    """One issue, with who got it and how its numbers moved since the one before, or since ``with``."""
    found = access.report(request.user, pk)
    run = get_object_or_404(found.runs, pk=run_id)
    other = composing.before(run)
    if (number := request.GET.get("with", "")).isdigit():
        other = get_object_or_404(found.runs, pk=int(number))
    edition = _edition(request, run)
    view = run.deliveries.filter(edition=edition).values_list("filters", flat=True).first()
    context = {
        "report": found,
        "run": run,
        "deliveries": run.deliveries.annotate(rank=TROUBLE_FIRST).order_by("rank", "pk")[:SHOWN_RECIPIENTS],
        "more": max(0, run.deliveries.count() - SHOWN_RECIPIENTS),
        "total": run.deliveries.count(),
        "edition": edition,
        "attachments": archive.attachments_of(run, edition),
        "other": other,
        "others": found.runs.exclude(pk=run.pk).exclude(archive="")[:50],
        "numbers": compared(run, other, found.filters if view is None else view),
        "said": differences(run, other, edition),
        "zone": zoneinfo.ZoneInfo(found.time_zone),
    }
    return render(request, "reports/run.html", context)


def compared(run: ReportRun, other: ReportRun | None, view: str) -> list[dict[str, Any]]:
    """The headline numbers of two issues side by side, as they were sent."""
    now = (composing.facts_of(run, view) or {}).get("numbers", {})
    then = (composing.facts_of(other, view) or {}).get("numbers", {})
    rows, english = [], tongues.of(tongues.FALLBACK)
    for key, number in now.items():
        old = then.get(key, {})
        change = (
            report_words.change_words(number["exact"], old.get("exact"), old.get("text", ""), english) if old else ""
        )
        rows.append({"title": number["title"], "now": number["text"], "then": old.get("text", ""), "change": change})
    return rows


def differences(run: ReportRun, other: ReportRun | None, edition: int) -> dict[str, list[str]]:
    """Sentences of this edition that the other issue's has not (``here``), and the other way round (``then``)."""
    mine = run.deliveries.filter(edition=edition).first()
    if other is None or mine is None:
        return {"here": [], "then": []}
    twin = other.deliveries.filter(filters=mine.filters, language=mine.language).first()
    here, then = _sentences(run, edition), _sentences(other, twin.edition if twin else 0)
    return {
        "here": [line for line in here if line not in set(then)][:SHOWN_LINES],
        "then": [line for line in then if line not in set(here)][:SHOWN_LINES],
    }


def _sentences(run: ReportRun, edition: int) -> list[str]:
    """The lines of an edition without links and headings; those that are kept for the search where it was removed."""
    file = archive.folder_of(run, edition) / "mail.txt"
    text = file.read_text(encoding="utf-8") if run.archive and file.is_file() else run.text
    lines = [line.strip().removeprefix("- ") for line in text.splitlines()]
    return [line for line in lines if line and "://" not in line and line != line.upper()]


def _edition(request: HttpRequest, run: ReportRun) -> int:
    number = request.GET.get("edition", "0")
    return int(number) if number.isdigit() and len(number) < 5 and run.archive else 0


@login_required
@require_GET
@xframe_options_sameorigin
def report_run_mail(request: HttpRequest, pk: int, run_id: int) -> HttpResponse:
    """The mail itself, as it was sent, for the frame on its archive page."""
    run = get_object_or_404(access.report(request.user, pk).runs, pk=run_id)
    folder = archive.folder_of(run, _edition(request, run))
    if not run.archive or not (folder / "mail.html").is_file():
        raise Http404
    return HttpResponse(archive.as_page(folder), headers={"Content-Security-Policy": MAIL_POLICY})


@login_required
@require_GET
def report_run_file(request: HttpRequest, pk: int, run_id: int, place: int) -> FileResponse:
    """An attachment, the very bytes that were sent."""
    run = get_object_or_404(access.report(request.user, pk).runs, pk=run_id)
    edition = _edition(request, run)
    files = archive.attachments_of(run, edition)
    if not 0 < place <= len(files):
        raise Http404
    each = files[place - 1]
    path = archive.folder_of(run, edition) / each["file"]
    return FileResponse(path.open("rb"), as_attachment=True, filename=each["name"], content_type=each["type"])
