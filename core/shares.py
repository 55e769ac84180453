"""Share links: 256 bits of token, stored as a hash, view only, with an expiry and a revocation."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from core.models import Dashboard, ShareLink, User, new_token, token_hash

MAX_DAYS = 3650


def create(dashboard: Dashboard, user: User, *, name: str = "", days: int = 0) -> tuple[ShareLink, str]:
    """Make a link good for ``days`` (0: until revoked); gives the row and the token, which is not kept."""
    token = new_token()
    expires = timezone.now() + timedelta(days=min(days, MAX_DAYS)) if days else None
    link = ShareLink.objects.create(
        dashboard=dashboard,
        created_by=user,
        name=" ".join(name.split())[:80],
        token_hash=token_hash(token),
        expires_at=expires,
    )
    return link, token


def valid() -> Q:
    return Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()))


def find(token: str) -> ShareLink | None:
    """The link of that token while it is good."""
    links = ShareLink.objects.filter(valid(), token_hash=token_hash(token[:200]))
    return links.select_related("dashboard__dataset__current").first()


def revoke(link: ShareLink) -> None:
    """End the link at once; sockets that it opened are closed."""
    from core import live

    ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    live.recheck(f"dashboard:{link.dashboard_id}")


def count_view(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk).update(views=F("views") + 1)
