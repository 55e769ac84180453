"""Through what somebody looks at a dashboard: the team's filters, their own from the URL, or another person's."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.boards import dashboards, drawings_shown, own_view
from core.models import Dashboard


def query_of(request: HttpRequest) -> str:
    """The query as it was sent: the order of its parts has a meaning (see core.boards.filter_urls)."""
    return str(request.META.get("QUERY_STRING", ""))


def page_of(request: HttpRequest) -> str:
    """The name of the page that asks, as its socket says it, too."""
    return drawings_shown.page_name(request.headers.get("X-Page", ""))


def shown_there(request: HttpRequest, html: str) -> str:
    """Fragments without the drawings that the page says it does not show."""
    cut = drawings_shown.cut_for(request.headers.get("X-Wide", ""))
    return cut(html) if cut is not None else html


def query_before(request: HttpRequest) -> str:
    """The query of the page from which htmx asks."""
    return urlsplit(request.htmx.current_url or "").query


def query_seen(board: Dashboard, request: HttpRequest) -> str:
    """The query of what the page shows; where it follows somebody, theirs."""
    query = query_of(request)
    whom = own_view.followed(board, query)
    return query if whom is None else whom.query or ""


def look_of(board: Dashboard, query: str) -> tuple[dashboards.Lens | None, own_view.Followed | None]:
    """The lens of a member's page with that query, and whom it follows."""
    whom = own_view.followed(board, query)
    return dashboards.lens(query if whom is None else whom.query or ""), whom


def page_context(board: Dashboard, look: dashboards.Lens | None) -> dict[str, Any]:
    """What the page and the shared page show: with filters of one's own, or with the team's."""
    return own_view.context(board, look) | {"seen": dashboards.seen_stamp(board)}


def refiltered(
    request: HttpRequest, board: Dashboard, was: dashboards.Lens | None, now: dashboards.Lens | None,
    context: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """For htmx: what looks different under the new filters, and no more; the address follows."""
    context = page_context(board, now) | context | {"oob": True}
    html = shown_there(request, "".join(dashboards.refiltered_parts(board, was, now).values()))
    frame = render(request, "dashboards/_refiltered.html", context).content.decode()
    answer = HttpResponse(html + frame)
    whom, own = context.get("followed"), context.get("own_query")
    query = f"{own_view.FOLLOW}={whom.user}" if whom else own
    answer.headers["HX-Push-Url"] = request.path + (f"?{query}" if query else "")
    return answer
