"""Error pages: what happened and what to do next, in a page that needs nothing but its template."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    return render(request, "errors/error.html", {"status": status, "title": title, "advice": advice}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "That request could not be read", "Go back, reload the page and try once more.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 403, "You may not change this", str(exception or "") or "Ask an owner of the workspace for the right."
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 404, "There is nothing here", "The link may be old, or it belongs to a workspace that you are not in."
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "Something broke on our side", "It was written to the log. Try again in a moment.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    response = _page(request, 403, "This page was open for too long", "Reload it and send the form again.")
    if request.headers.get("HX-Request"):
        response.headers["HX-Refresh"] = "true"
    return response
