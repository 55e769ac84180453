"""Error pages: what happened and what to do next. Under /api/ the same as JSON in one sentence."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import escape

log = logging.getLogger(__name__)

# When even the template cannot be rendered (no database, a broken file), this still says something.
LAST_RESORT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Something broke</title>'
    "<h1>Something broke on our side</h1><p>It was written to the log. Try again in a moment.</p></html>"
)

UNKNOWN_HOST = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Not under this name · LuminaBI</title>'
    "<h1>LuminaBI does not answer under this name</h1><p>The address is “{name}”. Whoever runs the server writes the "
    "name, without the port, into ALLOWED_HOSTS (in .env) and starts it anew.</p></html>"
)


def _page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": f"{title}."}, status=status)
    return render(request, "errors/error.html", {"status": status, "title": title, "advice": advice}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "That request could not be read", "Go back, reload the page and try once more.")


def unknown_host(request: HttpRequest) -> HttpResponse:
    """Somebody reaches the server under a name that it was not told. No template: nothing of this page may depend on
    the name, and Django's own page for it would show the settings."""
    log.warning("refused: a request under a name that is not in ALLOWED_HOSTS")
    name = escape(request.META.get("HTTP_HOST", "")[:200])
    return HttpResponse(UNKNOWN_HOST.format(name=name), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    match = request.resolver_match  # its route, not the path: a path may hold a token
    who = getattr(getattr(request, "user", None), "pk", None)
    log.warning("denied: %s %s to user %s", request.method, match.route if match else "?", who)
    return _page(
        request, 403, "You may not change this", str(exception or "") or "Ask an owner of the workspace for the right."
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 404, "There is nothing here", "The link may be old, or it belongs to a workspace that you are not in."
    )


def server_error(request: HttpRequest) -> HttpResponse:
    try:
        return _page(request, 500, "Something broke on our side", "It was written to the log. Try again in a moment.")
    except Exception:
        log.exception("the error page could not be rendered")
        return HttpResponse(LAST_RESORT, status=500)


def too_often(request: HttpRequest, refusal: Exception) -> HttpResponse:
    wait = getattr(refusal, "wait", 60)
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"detail": str(refusal)}, status=429)
    else:
        response = _page(request, 429, "Too often in a short time", str(refusal))
    response.headers["Retry-After"] = str(wait)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    log.warning("form refused: %s (%s)", request.method, reason)
    response = _page(request, 403, "This page was open for too long", "Reload it and send the form again.")
    if request.headers.get("HX-Request"):
        response.headers["HX-Refresh"] = "true"
    return response
