"""What every answer carries (headers), and what every request of a signed-in person sets (workspace, time zone)."""

from __future__ import annotations

import secrets
import zoneinfo
from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from analytics.charts import locales
from core.models import Membership
from core.throttle import TooOften
from ui.views import errors

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class SecurityHeadersMiddleware:
    """Content-Security-Policy with a nonce (``request.csp_nonce``), opener policy, no sniffing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        try:
            request.get_host()
        except DisallowedHost:
            response = errors.unknown_host(request)
        else:
            response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=request.csp_nonce))  # type: ignore[attr-defined]
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


def memberships_of(request: HttpRequest) -> Sequence[Membership]:
    """The person's memberships with their workspaces, by name; asked for once per request, and only when needed."""
    if not hasattr(request, "_memberships"):
        found = Membership.objects.none()
        if request.user.is_authenticated:
            found = request.user.memberships.select_related("workspace").order_by("workspace__name", "pk")
        request._memberships = list(found)  # type: ignore[attr-defined]
    return request._memberships  # type: ignore[attr-defined]


def membership_in_use(request: HttpRequest) -> Membership | None:
    """The workspace named in the session, if the person is still a member of it; else the first one they joined."""
    memberships = memberships_of(request)
    chosen = request.session.get("workspace")
    for membership in memberships:
        if membership.workspace_id == chosen:
            return membership
    return min(memberships, key=lambda each: each.pk, default=None)


class PersonMiddleware:
    """``request.workspace``, ``request.role``, ``request.workspaces``; dates in the person's own time zone, and the
    numbers and dates of charts as the browser's language writes them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.set_workspace(request)
        self.set_time_zone(request)
        with locales.speaking(locales.wanted(request.headers.get("Accept-Language", ""))):
            response = self.get_response(request)
        if response.status_code == 404 and request.resolver_match is None and settings.DEBUG:
            response = errors.not_found(request)  # Django's own page lists every address of the site
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(response, ["HX-Request"])
        return self.whole_page_login(request, response)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TooOften):
            return errors.too_often(request, exception)
        return errors.not_found(request, exception) if isinstance(exception, Http404) and settings.DEBUG else None

    @staticmethod
    def set_workspace(request: HttpRequest) -> None:
        request.workspaces = request.workspace = request.role = None  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            request.workspaces = []  # type: ignore[attr-defined]
            return
        request.workspaces = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: [each.workspace for each in memberships_of(request)]
        )
        membership = membership_in_use(request)
        if membership:
            request.workspace = membership.workspace  # type: ignore[attr-defined]
            request.role = membership.role  # type: ignore[attr-defined]

    @staticmethod
    def set_time_zone(request: HttpRequest) -> None:
        timezone.deactivate()
        if request.user.is_authenticated:
            try:
                timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))
            except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
                timezone.deactivate()

    @staticmethod
    def whole_page_login(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Signed out meanwhile: htmx would swap the sign-in page into a fragment, so the whole page goes there."""
        if response.status_code != 302 or not request.headers.get("HX-Request"):
            return response
        if not response.headers.get("Location", "").startswith(resolve_url(settings.LOGIN_URL)):
            return response
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
