"""Public links to a dashboard: made and revoked by editors, opened by anyone who has the link, view only."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core import access, shares
from core.access import CAN_EDIT
from ui.views.dashboards import own_filters, page_context

log = logging.getLogger(__name__)


@login_required
@require_http_methods(["GET", "POST"])
def dashboard_share(request: HttpRequest, pk: int) -> HttpResponse:
    """List, make and revoke links. A new link's address is shown once: only its hash is kept."""
    board = access.dashboard(request.user, pk, CAN_EDIT)
    address = ""
    if request.method == "POST" and "revoke" in request.POST:
        link = get_object_or_404(board.share_links, pk=_number(request.POST["revoke"]))
        shares.revoke(link)
        log.info("share link %s of dashboard %s revoked by user %s", link.pk, board.pk, request.user.pk)
        return redirect("dashboard_share", board.pk)
    if request.method == "POST":
        link, token = shares.create(
            board, request.user, name=request.POST.get("name", ""), days=_number(request.POST.get("days"))
        )
        log.info("share link %s of dashboard %s made by user %s", link.pk, board.pk, request.user.pk)
        address = request.build_absolute_uri(reverse("share", args=[token]))
    links = board.share_links.order_by("-created_at")
    return render(
        request,
        "dashboards/share.html",
        {"dashboard": board, "links": links, "address": address, "now": timezone.now()},
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 0


@require_GET
def share(request: HttpRequest, token: str) -> HttpResponse:
    """The dashboard as a visitor sees it; an expired or revoked link is a 404 like one that never was."""
    link = shares.find(token)
    if link is None:
        raise Http404
    shares.count_view(link)
    values = own_filters(request.GET)
    context = {**page_context(link.dashboard, values), "shared": True, "token": token}
    response = render(request, "dashboards/shared.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
