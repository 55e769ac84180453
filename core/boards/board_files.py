"""A dashboard as a file: PDF, PNG, an HTML page, JSON; and the rows behind a widget as CSV or workbook."""

from __future__ import annotations

import json
import tempfile
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from analytics.schema import AnalyticsError
from core.boards import board_documents, dashboards, filters, pictures
from core.boards.board_widgets import COLUMN_PIXELS, ROW_PIXELS, version_of
from core.models import Dashboard, Widget, WidgetKind

FORMATS = {"pdf": "PDF", "png": "Picture (PNG)", "html": "Web page (HTML)", "json": "Dashboard (JSON)"}
MIME = {
    "pdf": "application/pdf",
    "png": "image/png",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEAD = 34
EDGE = 24  # right of the last column, where the labels of its chart end


def write(dashboard: Dashboard, fmt: str, query: str) -> bytes:
    """The dashboard as somebody with that query sees it. AnalyticsError where it cannot be made."""
    if fmt == "json":
        return json.dumps(board_documents.document_of(dashboard), ensure_ascii=False, indent=1).encode()
    if fmt == "pdf":
        return _pdf(dashboard, query)
    return _png(dashboard, query) if fmt == "png" else _html(dashboard, query)


def _pdf(dashboard: Dashboard, query: str) -> bytes:
    from core import paper
    from core.reporting import report_content, report_mail

    content = report_content.gather(dashboard, query if dashboards.lens(query) else "", None)
    edition: Any = SimpleNamespace(
        report=SimpleNamespace(name=dashboard.name, dashboard=dashboard), due_at=timezone.now()
    )
    with tempfile.TemporaryDirectory() as folder:
        try:
            return report_mail.write_pdf(edition, content, Path(folder)).read_bytes()
        except paper.NotSet as problem:
            raise AnalyticsError(str(problem)) from None


def _html(dashboard: Dashboard, query: str) -> bytes:
    """One file without scripts: drawings, texts and tables as they are now, styles and pictures inside."""
    from django.contrib.staticfiles import finders

    seen = dashboards.sight(dashboards.lens(query))
    still = dashboards.Sight(seen.values, shared=True, still=True)
    sheets = (
        "tokens", "base", "frame", "layout", "controls", "tables", "feedback", "figures", "charts", "dashboards",
        "board-places",
    )  # fmt: skip
    found = [Path(path).read_text(encoding="utf-8") for name in sheets if (path := finders.find(f"css/{name}.css"))]
    context = {
        "dashboard": dashboard,
        "widgets": dashboards.widgets_seen(dashboard, still),
        "shared": True,
        "made": timezone.now(),
        "styles": "\n".join(found).replace("</", "<\\/"),
        "words": [view for view in dashboards.filter_views(dashboard, seen.values) if view.is_set],
    }
    page = render_to_string("dashboards/snapshot.html", context)
    for image in dashboard.images.all():
        page = page.replace(f'src="images/{image.pk}/"', f'src="{pictures.address(image)}"')
    return page.encode()


def _png(dashboard: Dashboard, query: str) -> bytes:
    from analytics import charts

    return charts.png(picture(dashboard, query), scale=1)


def picture(dashboard: Dashboard, query: str) -> str:
    """The whole grid as one SVG: charts where they stand, numbers and texts in words."""
    seen = dashboards.sight(dashboards.lens(query))
    widgets = dashboards.live_widgets(dashboard)
    width = 12 * COLUMN_PIXELS + EDGE
    height = HEAD * 2 + ROW_PIXELS * max((widget.y + widget.h for widget in widgets), default=1)
    views = [view for view in dashboards.filter_views(dashboard, seen.values) if view.is_set]
    chosen = " · ".join(f"{view.name}: {view.words}" for view in views)
    parts = [f'<text x="16" y="32" class="c-h">{escape(dashboard.name)}</text>',
             f'<text x="16" y="54" class="c-k">{escape(chosen[:150])}</text>']  # fmt: skip
    for widget in widgets:
        found = dashboards.widget_context(widget, seen.values, shared=True, still=True)
        parts.append(_cell(widget, found))
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="c-chart" {size}>{"".join(parts)}</svg>'


def _cell(widget: Widget, found: dict[str, Any]) -> str:
    x, y = widget.x * COLUMN_PIXELS, widget.y * ROW_PIXELS + HEAD * 2
    parts = [f'<text x="16" y="20" class="c-k">{escape(widget.title or "")}</text>']
    if svg := found.get("svg"):
        first = str(svg).split("</svg>")[0] + "</svg>"
        parts.append(f'<g transform="translate(8 {HEAD})">{first}</g>')
    elif widget.kind == WidgetKind.IMAGE and (image := pictures.of(widget)):
        drawn = pictures.drawn(image, widget.w * COLUMN_PIXELS - 16, widget.h * ROW_PIXELS - HEAD - 8)
        parts.append(f'<g transform="translate(8 {HEAD})">{drawn}</g>')
    elif number := found.get("number"):
        parts.append(f'<text x="8" y="36" transform="scale(2)" class="c-h">{escape(str(number["value"]))}</text>')
    else:
        parts += [
            f'<text x="16" y="{44 + 18 * place}">{escape(line)}</text>'
            for place, line in enumerate(_lines(widget, found))
        ]
    return f'<g transform="translate({x} {y})">{"".join(parts)}</g>'


def _lines(widget: Widget, found: dict[str, Any]) -> list[str]:
    """The words of a widget without a drawing, broken to its width."""
    import textwrap

    from core.reporting.report_content import plain_text

    text = found.get("problem") or found.get("waits") or plain_text(widget.options.get("text"))
    if widget.kind == WidgetKind.INSIGHT and widget.insight:
        text = widget.insight.text
    if page := found.get("page"):
        text = "\n".join("   ".join(str(cell) for cell in row) for row in [page.columns, *page.rows])
    room, most = widget.w * COLUMN_PIXELS // 7, max(1, (widget.h * ROW_PIXELS - 60) // 18)
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, room) or [""]]
    return lines[:most]


def rows(widget: Widget, fmt: str, query: str, look: dashboards.Lens | None = None) -> bytes:
    """The rows behind a widget under the filters, safe for spreadsheets. AnalyticsError where they are too many."""
    from core.reporting import report_files

    version = version_of(widget)
    if version is None:
        raise AnalyticsError("The data behind this is not ready yet.")
    seen = dashboards.sight(look or dashboards.lens(query))
    chosen = filters.demanded_filters(widget.dashboard, version, seen.values)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"rows.{fmt}"
        report_files.write(version, chosen, fmt, target)
        return target.read_bytes()
