"""The mail of one issue of a report: composed once into the archive, then sent from there."""

from __future__ import annotations

import base64
import json
import uuid
from email.mime.image import MIMEImage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone

from analytics.schema import AnalyticsError, ChartSpec
from core import dashboards, storage
from core.models import Dashboard, Insight, ReportDelivery, ReportRun, Widget, WidgetKind

CHART_WIDTH, CHART_HEIGHT = 560, 300
MAX_CHARTS = 12


def compose(run: ReportRun) -> tuple[str, str]:
    """Draw and write the issue; gives its subject and the name of its folder in the archive."""
    board = run.report.dashboard
    parts = content(board)
    subject = " ".join(f"{run.report.name} – {timezone.localtime(run.due_at):%-d %b %Y}".split())[:200]
    folder = storage.archive_folder() / f"{run.pk}-{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    images = []
    for number, chart in enumerate(parts["charts"], start=1):
        name = f"chart-{number}.png"
        (folder / name).write_bytes(chart.pop("png"))
        chart["cid"] = name
        images.append(name)
    context = {
        **parts,
        "dashboard": board,
        "report": run.report,
        "subject": subject,
        "link": f"{settings.SITE_URL}/dashboards/{board.pk}/",
        "settings_link": f"{settings.SITE_URL}/reports/{run.report_id}/",
    }
    (folder / "mail.html").write_text(render_to_string("mail/report.html", context), encoding="utf-8")
    (folder / "mail.txt").write_text(render_to_string("mail/report.txt", context), encoding="utf-8")
    (folder / "mail.json").write_text(json.dumps({"subject": subject, "images": images}), encoding="utf-8")
    return subject, folder.name


def content(board: Dashboard) -> dict[str, Any]:
    """Headline sentences, numbers, charts and findings of a dashboard as it is now, under its own filters."""
    numbers: list[dict[str, Any]] = []
    charts: list[dict[str, Any]] = []
    for widget in dashboards.live_widgets(board):
        if widget.kind == WidgetKind.NUMBER and widget.visualization:
            context = dashboards.widget_context(widget)
            if number := context.get("number"):
                numbers.append({"title": widget.title, **number})
        elif widget.kind == WidgetKind.CHART and widget.visualization and len(charts) < MAX_CHARTS:
            charts.append(_chart(board, widget))
    version = board.dataset.current if board.dataset else None
    insights = Insight.objects.filter(version=version, dismissed=False)[:3] if version else []
    return {
        "headline": list(version.narrative)[:3] if version else [],
        "numbers": numbers,
        "charts": [chart for chart in charts if chart],
        "insights": [insight.text for insight in insights],
        "filters": [view for view in dashboards.filter_views(board) if view.is_set],
        "as_of": version.created_at if version else None,
    }


def _chart(board: Dashboard, widget: Widget) -> dict[str, Any]:
    from core import drawing

    chart = widget.visualization
    version = chart.dataset.current if chart else None
    if chart is None or version is None:
        return {}
    spec = ChartSpec.from_json(chart.spec)
    filters = dashboards.active_filters(board, version)
    try:
        png = drawing.png(version, spec, filters=filters, width=CHART_WIDTH, height=CHART_HEIGHT)
    except AnalyticsError:
        return {}
    return {"title": widget.title or chart.name, "png": png, "reason": chart.reason}


def message(delivery: ReportDelivery) -> EmailMultiAlternatives:
    """The archived issue as a MIME mail for one recipient: text, HTML and the charts inline by their content id."""
    folder = folder_of(delivery.run)
    document = json.loads((folder / "mail.json").read_text(encoding="utf-8"))
    mail = EmailMultiAlternatives(
        subject=document["subject"],
        body=(folder / "mail.txt").read_text(encoding="utf-8"),
        to=[delivery.recipient],
        headers={
            "Message-ID": delivery.message_id,
            "Auto-Submitted": "auto-generated",
            "List-Id": f"<report-{delivery.run.report_id}.luminabi>",
        },
    )
    mail.attach_alternative((folder / "mail.html").read_text(encoding="utf-8"), "text/html")
    mail.mixed_subtype = "related"
    for name in document["images"]:
        image = MIMEImage((folder / name).read_bytes(), "png")
        image.add_header("Content-ID", f"<{name}>")
        image.add_header("Content-Disposition", "inline", filename=name)
        mail.attach(image)
    return mail


def folder_of(run: ReportRun) -> Path:
    return storage.archive_folder() / Path(run.archive).name


def archived_html(run: ReportRun) -> str:
    """The mail as one page, with its pictures inside."""
    folder = folder_of(run)
    html = (folder / "mail.html").read_text(encoding="utf-8")
    for name in json.loads((folder / "mail.json").read_text(encoding="utf-8"))["images"]:
        data = base64.b64encode((folder / name).read_bytes()).decode()
        html = html.replace(f'src="cid:{name}"', f'src="data:image/png;base64,{data}"')
    return html
