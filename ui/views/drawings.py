"""The full drawing of a chart of very many marks: what a page fetches when a pointer comes to it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from analytics.schema import AnalyticsError, ChartSpec
from core import access, drawing
from core.boards import dashboards, filters
from core.boards.board_widgets import COLUMN_PIXELS, HEAD_PIXELS, ROW_PIXELS, links_under, spec_of, version_of
from core.models import WidgetKind
from ui.views.visualizations import chosen_filters, marks_lead_to


@login_required
@require_GET
def visualization_drawing(request: HttpRequest, pk: int) -> HttpResponse:
    chart = access.visualization(request.user, pk)
    spec, chosen = ChartSpec.from_json(chart.spec), chosen_filters(request, chart)
    return _answer(chart.dataset.current, spec, chosen, marks_lead_to(request, chart), (1000, 480))


@login_required
@require_GET
def widget_drawing(request: HttpRequest, pk: int, widget_id: int) -> HttpResponse:
    board = access.dashboard(request.user, pk)
    rows = board.widgets.filter(removed=False, visualization__isnull=False, kind=WidgetKind.CHART)
    widget = get_object_or_404(rows, pk=widget_id)
    widget.dashboard, version = board, version_of(widget)
    look = dashboards.lens(str(request.META.get("QUERY_STRING", "")))
    values = dashboards.sight(look).values
    if version is None or filters.missing(board, version, values):
        raise Http404
    chosen = dashboards.active_filters(board, version, values)
    size = (widget.w * COLUMN_PIXELS, max(widget.h * ROW_PIXELS - HEAD_PIXELS, 120))
    return _answer(version, spec_of(widget, chosen), chosen, links_under(board, values), size)


def _answer(version: Any, spec: ChartSpec, chosen: Any, links: str, size: tuple[int, int]) -> HttpResponse:
    """The wide drawing and the narrow one, as they stand in a page's figure."""
    if version is None:
        raise Http404
    try:
        drawn = drawing.full(version, spec, filters=chosen, width=size[0], height=size[1], links=links)
    except AnalyticsError as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(drawn.page, headers={"Cache-Control": "private, max-age=60"})
