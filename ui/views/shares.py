"""Public links to a dashboard: made and revoked by editors, opened by anyone who has the link, view only."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_http_methods

from core import access, throttle
from core.access import CAN_EDIT
from core.boards import dashboards, filters, shares
from core.models import Dashboard, ShareLink
from ui.middleware import POLICY
from ui.views.dashboard_looks import page_context, query_before, query_of, refiltered

log = logging.getLogger(__name__)
PASSWORDS = throttle.Limit("share-password", 30, 10 * throttle.MINUTE)


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
            board,
            request.user,
            name=request.POST.get("name", ""),
            days=_number(request.POST.get("days")),
            password=request.POST.get("password", ""),
            options=_options(request, board),
        )
        log.info("share link %s of dashboard %s made by user %s", link.pk, board.pk, request.user.pk)
        address = request.build_absolute_uri(reverse("share", args=[token]))
    links = [(link, shares.signing_key(link)) for link in board.share_links.order_by("-created_at")]
    context = {
        "dashboard": board,
        "links": links,
        "address": address,
        "now": timezone.now(),
        "columns": [view for view in dashboards.filter_views(board) if view.is_set],
    }
    return render(request, "dashboards/share.html", context)


def _options(request: HttpRequest, board: Dashboard) -> dict[str, Any]:
    """What the link's visitors may do, from the form's fields."""
    locked = set(request.POST.getlist("locked"))
    values = filters.shared_values(board)
    return {
        "locked": {name: value for name, value in values.items() if name in locked},
        "filters": "filters" in request.POST,
        "downloads": "downloads" in request.POST,
        "signed": "signed" in request.POST,
        "embed": [origin for each in request.POST.get("embed", "").split() if (origin := shares.as_origin(each))][:20],
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


# What visitors see


def let_in(request: HttpRequest, token: str) -> ShareLink:
    """The gate of everything under a link: good, and unlocked in this session where a password is asked for."""
    link = shares.find(token)
    if link is None or (link.password and not _has_pass(request, link)):
        raise Http404
    return link


def _has_pass(request: HttpRequest, link: ShareLink) -> bool:
    found, _ = shares.find_pass(request.session.get(f"share-{link.pk}", ""))
    return found is not None and found.pk == link.pk


@throttle.limited(throttle.SHARE)
@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, token: str) -> HttpResponse:
    """The dashboard as a visitor sees it; an expired or revoked link is a 404 like one that never was."""
    link = shares.find(token)
    if link is None or shares.signed_only(link):
        raise Http404
    if link.password and not _has_pass(request, link):
        return guarded(_ask_password(request, link, token))
    if request.method == "POST":
        return redirect("share", token)
    return guarded(_shown(request, link, token, fixed=""))


def _ask_password(request: HttpRequest, link: ShareLink, token: str) -> HttpResponse:
    wrong = False
    if request.method == "POST":
        throttle.take(PASSWORDS, f"{link.pk}:{throttle.address(request)}")
        if shares.unlock(link, request.POST.get("password", "")):
            request.session[f"share-{link.pk}"] = shares.pass_for(link)
            return redirect("share", token)
        wrong = True
        log.info("share link %s: wrong password", link.pk)
    return render(request, "dashboards/share_password.html", {"wrong": wrong}, status=422 if wrong else 200)


def _shown(request: HttpRequest, link: ShareLink, token: str, *, fixed: str, embedded: bool = False) -> HttpResponse:
    link.dashboard.refresh_from_db()
    look = dashboards.lens(query_of(request), link=link, fixed=fixed)
    context = {
        "token": token,
        "pass": shares.pass_for(link, fixed),
        "embedded": embedded,
        "downloads": shares.may_download(link),
    }
    if request.htmx:
        was = dashboards.lens(query_before(request), link=link, fixed=fixed)
        return refiltered(request, link.dashboard, was, look, context)
    if not embedded:
        shares.count_view(link)
    seen = dashboards.sight(look)
    context |= page_context(link.dashboard, look) | {"widgets": dashboards.widgets_seen(link.dashboard, seen)}
    if locked := {**link.options.get("locked", {}), **(filters.from_query(fixed) or {})}:
        context["filters"] = [view for view in context["filters"] if view.name not in locked]
        context["own_extras"] = [each for each in context.get("own_extras", ()) if each[0] not in locked]
    return render(request, "dashboards/shared.html", context)


def guarded(response: HttpResponse) -> HttpResponse:
    """What comes from behind a link is nobody else's: not cached, not indexed, its address not told."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def framed(request: HttpRequest, token: str) -> tuple[ShareLink, str]:
    """The gate of everything in a frame: a link that may be embedded, and the filters that its site has signed."""
    link = shares.find(token)
    if link is None or link.password or not shares.embed_origins(link):
        raise Http404
    fixed: str | None = None if shares.signed_only(link) else ""
    if "signature" in request.GET or "filters" in request.GET:
        asked = (request.GET.get(name, "") for name in ("filters", "until", "signature"))
        fixed = shares.signed_filters(link, *asked)
    if fixed is None:
        raise Http404
    return link, fixed


@throttle.limited(throttle.SHARE)
@xframe_options_exempt
@require_GET
def share_embed(request: HttpRequest, token: str) -> HttpResponse:
    """The dashboard for a frame of an allowed site; ``filters``, ``until`` and ``signature`` fix what it shows."""
    link, fixed = framed(request, token)
    origins = shares.embed_origins(link)
    answer = guarded(_shown(request, link, token, fixed=fixed, embedded=True))
    nonce = request.csp_nonce  # type: ignore[attr-defined]
    policy = POLICY.format(nonce=nonce).replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(origins)}")
    answer.headers["Content-Security-Policy"] = policy
    return answer


DOT = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")


@throttle.limited(throttle.SHARE)
@require_GET
def share_seen(request: HttpRequest, token: str) -> HttpResponse:
    """A dot in the embedded page: a browser that bars the frame never asks for it, and so it is no view."""
    link = shares.find(token)
    if link is None or link.password or not shares.embed_origins(link):
        raise Http404
    shares.count_view(link)
    return guarded(HttpResponse(DOT, content_type="image/gif"))
