"""Share links: 256 bits of token, stored as a hash, view only, with an expiry, a password if wanted, a revocation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db.models import F, Q
from django.utils import timezone

from core import filters
from core.filters import Values
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


def pass_for(link: ShareLink) -> str:
    """What a page that was let in carries to its socket, so that the token itself is in no socket's address."""
    return signing.dumps([link.pk, _lock(link)], salt=PASS_SALT)


def find_pass(text: str) -> ShareLink | None:
    """The link of a pass (or of a token, where no password is asked for) while it is good."""
    try:
        pk, lock = signing.loads(text, salt=PASS_SALT, max_age=PASS_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        link = find(text)
        return link if link and not link.password else None
    link = ShareLink.objects.filter(valid(), pk=pk).select_related("dashboard__dataset__current").first()
    return link if link and _lock(link) == lock else None


def _lock(link: ShareLink) -> str:
    """Changes with the password, so that older passes end."""
    return token_hash(link.password)[:12] if link.password else ""


def values_of(link: ShareLink, own: Values | None) -> Values | None:
    """The filters as a visitor sees them: the team's or their own, under those that the link has locked."""
    locked = link.options.get("locked") or {}
    if own is None or not link.options.get("filters", True):
        own = None
    if not locked:
        return own
    return {**(own if own is not None else filters.shared_values(link.dashboard)), **locked}


def revoke(link: ShareLink) -> None:
    """End the link at once; sockets that it opened are closed."""
    from core import live

    ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    live.recheck(f"dashboard:{link.dashboard_id}")


def count_view(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk).update(views=F("views") + 1)
