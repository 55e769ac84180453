"""The full drawing of a chart of very many marks: what a page fetches when a pointer comes to it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from analytics.schema import AnalyticsError, ChartSpec
from core import access, drawing, throttle
from core.boards import dashboards, filters, shares
from core.boards.board_widgets import COLUMN_PIXELS, HEAD_PIXELS, ROW_PIXELS, links_of, spec_of, version_of
from core.boards.lenses import Lens
from core.models import Dashboard, WidgetKind
from ui.views.dashboard_looks import query_of
from ui.views.shares import framed, guarded, let_in
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
    return _drawn(access.dashboard(request.user, pk), widget_id, dashboards.lens(query_of(request)))


@throttle.limited(throttle.SHARE)
@require_GET
def share_drawing(request: HttpRequest, token: str, widget_id: int) -> HttpResponse:
    """For visitors of a link, as their page shows it: under its locked filters."""
    link = let_in(request, token)
    if shares.signed_only(link):
        raise Http404
    return guarded(_drawn(link.dashboard, widget_id, dashboards.lens(query_of(request), link=link)))


@throttle.limited(throttle.SHARE)
@require_GET
def share_embed_drawing(request: HttpRequest, token: str, widget_id: int) -> HttpResponse:
    """The same in a frame: under the filters that its site has signed."""
    link, fixed = framed(request, token)
    return guarded(_drawn(link.dashboard, widget_id, dashboards.lens(query_of(request), link=link, fixed=fixed)))


def _drawn(board: Dashboard, widget_id: int, look: Lens | None) -> HttpResponse:
    rows = board.widgets.filter(removed=False, visualization__isnull=False, kind=WidgetKind.CHART)
    widget = get_object_or_404(rows, pk=widget_id)
    widget.dashboard, version = board, version_of(widget)
    seen = dashboards.sight(look)
    if version is None or filters.missing(board, version, seen.values):
        raise Http404
    chosen = dashboards.active_filters(board, version, seen.values)
    size = (widget.w * COLUMN_PIXELS, max(widget.h * ROW_PIXELS - HEAD_PIXELS, 120))
    links = links_of(widget, seen.values, shared=seen.shared, still=seen.still)
    return _answer(version, spec_of(widget, chosen), chosen, links, size)


def _answer(version: Any, spec: ChartSpec, chosen: Any, links: str | None, size: tuple[int, int]) -> HttpResponse:
    """The wide drawing and the narrow one, as they stand in a page's figure."""
    if version is None:
        raise Http404
    try:
        drawn = drawing.full(version, spec, filters=chosen, width=size[0], height=size[1], links=links)
    except AnalyticsError as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(drawn.page, headers={"Cache-Control": "private, max-age=60"})
