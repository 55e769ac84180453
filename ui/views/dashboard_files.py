"""Dashboards as files, the rows behind widgets, and pictures on them; for members and, where allowed, for visitors."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from analytics.schema import AnalyticsError
from core import access, throttle
from core.access import CAN_EDIT
from core.boards import board_files, dashboards, filters, operations, pictures, shares
from core.boards.board_widgets import TABLE_ROWS, version_of
from core.models import Dashboard
from ui.http import see_other
from ui.views.dashboard_looks import look_of, query_of, query_seen
from ui.views.shares import guarded, let_in

log = logging.getLogger(__name__)


def attachment(data: bytes, name: str, fmt: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{slugify(name) or "dashboard"}.{fmt}"'}
    return HttpResponse(data, content_type=board_files.MIME[fmt], headers=headers)


@login_required
@require_GET
def dashboard_export(request: HttpRequest, pk: int, fmt: str) -> HttpResponse:
    board = access.dashboard(request.user, pk)
    if fmt not in board_files.FORMATS:
        raise Http404
    try:
        data = board_files.write(board, fmt, query_seen(board, request))
    except AnalyticsError as problem:
        messages.error(request, str(problem))
        return see_other("dashboard", board.pk)
    log.info("dashboard %s saved as %s by user %s", board.pk, fmt, request.user.pk)
    return attachment(data, board.name, fmt)


# Rows


@login_required
@require_GET
def widget_rows(request: HttpRequest, pk: int, widget_id: int) -> HttpResponse:
    """The rows that a chart, number or table stands for, under the filters of the URL."""
    board = access.dashboard(request.user, pk)
    from core import pipeline

    widget = get_object_or_404(board.widgets, pk=widget_id, removed=False)
    widget.dashboard = board
    version = version_of(widget)
    if version is None:
        raise Http404
    look, _ = look_of(board, query_of(request))
    text = request.GET.get("offset", "")
    offset = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    query = look.query if look else ""
    context = {"dashboard": board, "widget": widget, "query": query, "offset": offset}
    try:
        chosen = filters.demanded_filters(board, version, dashboards.sight(look).values)
        page = pipeline.page_of_rows(version, filters=chosen, offset=offset, limit=TABLE_ROWS)
        context |= {"page": page, "next": offset + TABLE_ROWS if offset + TABLE_ROWS < page.total else 0}
    except AnalyticsError as problem:
        context["problem"] = str(problem)
    return render(request, "dashboards/rows.html", context)


@login_required
@require_GET
def widget_data(request: HttpRequest, pk: int, widget_id: int, fmt: str) -> HttpResponse:
    board = access.dashboard(request.user, pk)
    widget = _widget(board, widget_id, fmt)
    try:
        data = board_files.rows(widget, fmt, query_seen(board, request))
    except AnalyticsError as problem:
        messages.error(request, str(problem))
        return see_other("widget_rows", board.pk, widget_id)
    log.info("rows behind widget %s saved as %s by user %s", widget_id, fmt, request.user.pk)
    return attachment(data, widget.title or board.name, fmt)


@throttle.limited(throttle.SHARE)
@require_GET
def share_data(request: HttpRequest, token: str, widget_id: int, fmt: str) -> HttpResponse:
    """For visitors, where the link allows it; under its locked filters."""
    link = let_in(request, token)
    if not shares.may_download(link) or shares.signed_only(link):
        raise Http404
    widget = _widget(link.dashboard, widget_id, fmt)
    try:
        data = board_files.rows(widget, fmt, "", dashboards.lens(query_of(request), link=link))
    except AnalyticsError as problem:
        return guarded(HttpResponse(str(problem), status=422, content_type="text/plain; charset=utf-8"))
    log.info("rows behind widget %s saved as %s through share link %s", widget_id, fmt, link.pk)
    return guarded(attachment(data, widget.title or link.dashboard.name, fmt))


def _widget(board: Dashboard, widget_id: int, fmt: str):  # type: ignore[no-untyped-def]
    if fmt not in {"csv", "xlsx"}:
        raise Http404
    widget = get_object_or_404(board.widgets, pk=widget_id, removed=False)
    widget.dashboard = board
    if version_of(widget) is None:
        raise Http404
    return widget


# Pictures


@login_required
@require_POST
def dashboard_images(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a picture and put it on the grid."""
    board = access.dashboard(request.user, pk, CAN_EDIT)
    file = request.FILES.get("file")
    try:
        image = pictures.keep(board, file.read(pictures.MAX_IMAGE + 1) if file else b"", request.user)
        fields = {"op": "add", "kind": "image", "image": image.pk, "alt": request.POST.get("alt", "")}
        board, change = operations.apply(board.pk, request.user, fields)
    except (AnalyticsError, operations.Refused) as problem:
        messages.error(request, str(problem))
    else:
        dashboards.broadcast(board, change)
    return see_other("dashboard", board.pk)


@login_required
@require_GET
def dashboard_image(request: HttpRequest, pk: int, image_id: int) -> HttpResponseBase:
    return _image(access.dashboard(request.user, pk), image_id)


@throttle.limited(throttle.SHARE)
@require_GET
def share_image(request: HttpRequest, token: str, image_id: int) -> HttpResponseBase:
    return _image(let_in(request, token).dashboard, image_id)


def _image(board: Dashboard, image_id: int) -> HttpResponseBase:
    image = get_object_or_404(board.images, pk=image_id)
    answer = HttpResponse(bytes(image.data), content_type=image.mime)
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
