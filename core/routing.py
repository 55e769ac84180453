"""Which consumer answers which socket; only pages of our own origins may open one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.conf import settings
from django.http.request import validate_host
from django.urls import path, re_path

from core import consumers

DEFAULT_PORTS = {"http": 80, "https": 443}


def _place(origin: str) -> tuple[str, str, int | None]:
    parts = urlsplit(origin)
    return parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme)


def _matches(place: tuple[str, str, int | None], trusted: str) -> bool:
    """Whether it is that origin; as with Django's trusted origins, ``https://*.example.org`` covers subdomains."""
    wanted = _place(trusted.replace("://*.", "://"))
    if "://*." in trusted:
        return (place[0], place[2]) == (wanted[0], wanted[2]) and place[1].endswith(f".{wanted[1]}")
    return place == wanted


def allowed(origin: str, host: str, *, secure: bool = False) -> bool:
    """Whether a page of ``origin`` may open a socket at ``host`` (the Host header): scheme, host and port count."""
    try:
        place = _place(origin)
        if any(_matches(place, each) for each in (settings.SITE_URL, *settings.CSRF_TRUSTED_ORIGINS)):
            return True
        scheme = "https" if settings.HTTPS or secure else "http"
        if place != _place(f"{scheme}://{host}"):
            return False
    except ValueError:
        return False
    name = f"[{place[1]}]" if ":" in place[1] else place[1]
    return validate_host(name, settings.ALLOWED_HOSTS or [".localhost", "127.0.0.1", "[::1]"])


class OwnOrigins:
    """Outermost: a socket from a page of somebody else's, or from no page, is closed before anybody looks at it."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.refuse = consumers.Nothing.as_asgi()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin1")
        host = headers.get(b"host", b"").decode("latin1")
        inner = self.inner if origin and allowed(origin, host, secure=scope.get("scheme") == "wss") else self.refuse
        return await inner(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Somebody:
    """What a socket has to know about who opened it, as long as it is open."""

    pk: int
    username: str
    session_key: str
    is_authenticated: bool = True


class WhoOpened:
    """Asks Channels' sessions and signing-in once, then lets go of them: cookies, session and user of a thousand
    sockets that only listen would be held for nothing, ten kilobytes each.
    """

    KEPT = ("type", "path", "root_path", "query_string")

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        somebody = await self._ask(scope, receive, send)
        scope["headers"] = []  # the server's own copy, which it would keep as long as the socket is open
        return await self.inner({key: scope[key] for key in self.KEPT if key in scope} | somebody, receive, send)

    @staticmethod
    async def _ask(scope: Any, receive: Any, send: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}

        async def remember(scope: Any, receive: Any, send: Any) -> None:
            user, session = scope["user"], scope["session"]
            if user.is_authenticated:
                found["user"] = found["session"] = Somebody(user.pk, user.username, session.session_key or "")

        await AuthMiddlewareStack(remember)(dict(scope), receive, send)
        return found


routes = [
    path("ws/data-cleaning/<int:pk>/", consumers.DataCleaning.as_asgi()),
    path("ws/insights/<int:pk>/", consumers.Insights.as_asgi()),
    path("ws/dashboard/<int:pk>/", consumers.DashboardEdits.as_asgi()),
    path("ws/upload-progress/<uuid:pk>/", consumers.UploadProgress.as_asgi()),
    path("ws/notices/", consumers.Notices.as_asgi(), {"pk": 0}),
]
sockets = OwnOrigins(WhoOpened(URLRouter([*routes, re_path(r"", consumers.Nothing.as_asgi())])))
