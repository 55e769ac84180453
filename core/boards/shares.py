"""Share links: 256 bits of token, stored as a hash, view only, with an expiry, a password if wanted, a revocation."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.boards import filters
from core.boards.filters import Values
from core.models import Dashboard, ShareLink, User, new_token, token_hash

MAX_DAYS = 3650
PASS_SALT = "core.shares.pass"  # noqa: S105 - a name, not a secret
PASS_SECONDS = 24 * 60 * 60


def create(
    dashboard: Dashboard,
    user: User,
    *,
    name: str = "",
    days: int = 0,
    password: str = "",
    options: dict[str, Any] | None = None,
) -> tuple[ShareLink, str]:
    """Make a link good for ``days`` (0: until revoked); gives the row and the token, which is not kept."""
    token = new_token()
    expires = timezone.now() + timedelta(days=min(days, MAX_DAYS)) if days else None
    link = ShareLink.objects.create(
        dashboard=dashboard,
        created_by=user,
        name=" ".join(name.split())[:80],
        token_hash=token_hash(token),
        expires_at=expires,
        password=make_password(password) if password else "",
        options=options or {},
    )
    return link, token


def valid() -> Q:
    return Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()))


def find(token: str) -> ShareLink | None:
    """The link of that token while it is good."""
    links = ShareLink.objects.filter(valid(), token_hash=token_hash(token[:200]))
    return links.select_related("dashboard__dataset__current").first()


def unlock(link: ShareLink, password: str) -> bool:
    return not link.password or check_password(password[:200], link.password)


def pass_for(link: ShareLink, fixed: str = "") -> str:
    """What a page that was let in carries to its socket, so that the token itself is in no socket's address.

    ``fixed``: filters (a query) that came signed with the page and that its visitor cannot change.
    """
    return signing.dumps([link.pk, _lock(link), fixed], salt=PASS_SALT)


def find_pass(text: str) -> tuple[ShareLink | None, str]:
    """The link of a pass (or of a token, where no password is asked for) while it is good, and its fixed filters."""
    try:
        pk, lock, fixed = signing.loads(text, salt=PASS_SALT, max_age=PASS_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        link = find(text)
        return (link, "") if link and not link.password and not signed_only(link) else (None, "")
    link = ShareLink.objects.filter(valid(), pk=pk).select_related("dashboard__dataset__current").first()
    return (link, fixed) if link and _lock(link) == lock else (None, "")


def _lock(link: ShareLink) -> str:
    """Changes with the password, so that older passes end."""
    return token_hash(link.password)[:12] if link.password else ""


def values_of(link: ShareLink, own: Values | None) -> Values | None:
    """The filters as a visitor sees them: the team's or their own, under those that the link has locked."""
    locked = link.options.get("locked") or {}
    if not may_filter(link):
        own = None
    if not locked:
        return own
    return {**(own if own is not None else filters.shared_values(link.dashboard)), **locked}


def may_filter(link: ShareLink) -> bool:
    return bool((link.options or {}).get("filters", True))


def may_download(link: ShareLink) -> bool:
    return bool((link.options or {}).get("downloads", False))


def signed_only(link: ShareLink) -> bool:
    """Whether it shows nothing but what an embedding site has signed."""
    return bool((link.options or {}).get("signed", False))


def embed_origins(link: ShareLink) -> list[str]:
    """The sites whose pages may show the link's dashboard in a frame."""
    return [origin for origin in (link.options or {}).get("embed") or [] if as_origin(origin)]


def as_origin(text: str) -> str:
    """``https://example.org`` (with a port, if any) from what a person wrote; empty where that is no origin."""
    try:
        parts = urlsplit(text.strip())
        place = f"{parts.scheme}://{(parts.hostname or '')}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return ""
    good = parts.scheme in {"http", "https"} and re.fullmatch(r"[a-z0-9.-]+", parts.hostname or "")
    return place if good else ""


def signing_key(link: ShareLink) -> str:
    """What the server of an embedding site signs its visitors' filters with; editors may read it."""
    return salted_hmac("core.shares.embed", link.key.hex, algorithm="sha256").hexdigest()


def signature_of(key: str, query: str, until: str) -> str:
    """Hexadecimal HMAC-SHA256 over ``until`` (seconds since 1970), a line end, and the query of the filters."""
    return hmac.new(key.encode(), f"{until}\n{query}".encode(), hashlib.sha256).hexdigest()


def signed_filters(link: ShareLink, query: str, until: str, signature: str) -> str | None:
    """The query if the embedding site signed it and it is not too late; None otherwise."""
    if not hmac.compare_digest(signature_of(signing_key(link), query, until), signature):
        return None
    return query if until.isascii() and until.isdigit() and int(until) > timezone.now().timestamp() else None


def revoke(link: ShareLink) -> None:
    """End the link at once; sockets that it opened are closed."""
    from core import live

    ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    live.recheck(f"dashboard:{link.dashboard_id}")


def count_view(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk).update(views=F("views") + 1)
